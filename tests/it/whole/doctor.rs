//! The doctor beside running programs over an encrypted line: a hub, its counter, and what can be
//! wrong between them.

use tillrail::tls::{CERTIFICATE_FILE, KEY_FILE};

use super::links::{Hub, unsent};
use super::shop::{Shop, selling};
use crate::pty::Pty;

/// What the doctor says on a machine, and whether somebody must act.
fn doctor(shop: &Shop) -> (bool, String) {
    let said = shop.run(&["doctor"]);
    (said.status == 1, said.out)
}

/// A counter that has joined a hub over TLS, with everything sent.
fn joined(hub: &Hub, shop: &Shop) -> Pty {
    let url = format!("https://{}", hub.address);
    let known = hub.shop.ask(&["hub", "pair"]);
    let word = |name: &str| known[name].as_str().expect("a word").to_owned();
    let (groups, code) = (word("fingerprint"), word("code"));
    let args = ["--hub", &url, "--fingerprint", &groups, "counter", "--code", &code];
    let counter = shop.program(&args).start();
    selling(&counter);
    counter.wait_for_text("ONLINE");
    shop.ask(&["shift", "open"]);
    counter.wait_for(|text| text.contains("Shift") && unsent(text) == Some(0));
    counter
}

/// Asserts that the doctor of a machine says these words, and whether somebody must act.
#[track_caller]
fn says(shop: &Shop, acts: bool, words: &[&str]) {
    let (must, said) = doctor(shop);
    assert_eq!(must, acts, "{said}");
    for words in words {
        assert!(said.contains(words), "`{words}` is missing in\n{said}");
    }
}

#[test]
fn the_doctor_asks_a_running_hub_over_tls_and_names_what_is_wrong_on_both_sides() {
    let mut hub = Hub::start();
    let shop = Shop::new();
    let counter = joined(&hub, &shop);
    let accepts = format!("the hub at https://{} accepts it", hub.address);
    says(&shop, false, &[&accepts, "it runs, ONLINE, 0 not sent", "the journal is whole"]);
    let serves = format!("it serves at {}", hub.address);
    says(&hub.shop, false, &[&serves, "1 terminal is connected", "the journal is whole"]);

    // Another certificate stands there: the counter's doctor sees it, the hub's own does not mind.
    hub.process.kill9();
    counter.wait_for_text("OFFLINE");
    for file in [CERTIFICATE_FILE, KEY_FILE] {
        std::fs::remove_file(hub.shop.folder("hub").join(file)).expect("a file of the hub");
    }
    hub.again();
    counter.wait_for_text("REFUSED");
    says(&shop, true, &["it runs, REFUSED", "tillrail terminal trust"]);
    says(&hub.shop, false, &[&serves, "0 terminals are connected"]);
    let seen = hub.shop.ask(&["hub", "pair"]);
    let groups = seen["fingerprint"].as_str().expect("a fingerprint");
    drop(counter);
    shop.ask(&["terminal", "trust", groups]);
    says(&shop, false, &[&accepts, "it does not run and everything is sent"]);

    let list = hub.shop.ask(&["terminal", "list"]);
    let of_counter = |one: &&serde_json::Value| one["kind"] == "counter" && one["letter"] != "W";
    let found = list["terminals"].as_array().expect("a list").iter().find(of_counter);
    let id = found.expect("the counter")["terminal"].as_str().expect("an identity");
    hub.shop.ask(&["terminal", "retire", id]);
    says(&shop, true, &["the hub does not accept this terminal: pair it again"]);

    hub.process.kill9();
    says(&shop, true, &["does not answer"]);
    says(&hub.shop, false, &["it does not run: start it with `tillrail hub`"]);
}

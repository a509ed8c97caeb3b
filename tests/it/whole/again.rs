//! A terminal that its hub does not take any more is paired again from its own screen.

use serde_json::Value;
use tillrail::tls::{CERTIFICATE_FILE, KEY_FILE};

use super::links::{Hub, sell, unsent};
use super::shop::{Shop, selling};
use crate::pty::Pty;

const REFUSES: &str = "THE HUB REFUSES THIS TERMINAL";

/// The identity of the only terminal of a kind that the site has.
fn identity(hub: &Shop, kind: &str) -> String {
    let list = hub.ask(&["terminal", "list"]);
    let of_kind = |one: &&Value| one["kind"] == kind && one["letter"] != "W";
    let found = list["terminals"].as_array().expect("a list").iter().find(of_kind);
    let found = found.unwrap_or_else(|| panic!("no {kind} in {list}"));
    found["terminal"].as_str().expect("an identity").to_owned()
}

/// Waits until the hub refuses this terminal, and shows why.
fn details(counter: &Pty) -> String {
    counter.wait_for_text("REFUSED by");
    counter.type_keys("F10 n");
    counter.wait_for_text(REFUSES)
}

/// Types a code at the refusal.
fn pair(counter: &Pty, code: &str) {
    counter.type_keys("p");
    counter.wait_for_text("Code from `tillrail hub pair`");
    // Digits at the pace of a scanner with Enter behind them would be a scan.
    counter.press(&format!("{code} ~ Enter"));
}

#[test]
fn f12_a_retired_counter_is_paired_again_from_its_screen_and_sends_what_waited() {
    let hub = Hub::start();
    let shop = Shop::new();
    let mut counter = hub.counter(&shop);
    hub.shop.ask(&["terminal", "retire", &identity(&hub.shop, "counter")]);
    let refused = details(&counter);
    assert!(refused.lines().next().is_some_and(|row| row.contains("REFUSED")), "{refused}");
    assert!(refused.contains("Nothing is lost."), "{refused}");
    counter.type_keys("k");
    selling(&counter);
    sell(&counter, "A1");
    // A power cut in between: the refusal is said again.
    counter.kill9();
    counter = shop.counter();
    let refused = details(&counter);
    let waiting = unsent(&refused).unwrap_or_default();
    assert!(
        waiting > 1 && refused.contains(&format!("{waiting} changes are saved here")),
        "{refused}"
    );
    let right = hub.code();
    let wrong = if right == "000000" { "111111" } else { "000000" };
    pair(&counter, wrong);
    let said = |text: &str| text.contains("this is not the code") && text.contains("[p]   Pair");
    counter.wait_for(said);
    assert_eq!(unsent(&counter.text()), Some(waiting), "{}", counter.text());
    pair(&counter, &right);
    counter.wait_for(|text| text.contains("ONLINE") && unsent(text) == Some(0));
    let screen = selling(&counter);
    assert!(!screen.contains(REFUSES), "{screen}");
    let on_hub = shop.ask(&["--hub", &hub.url(), "order", "show", "A1"]);
    assert_eq!(on_hub["money"]["status"], "PAID", "{on_hub}");
    assert_eq!(on_hub["payments"], shop.order("A1")["payments"]);
    hub.shop.verified(1, 360);
    shop.verified(1, 360);
}

#[test]
fn f12_a_retired_kitchen_cooks_on_and_is_paired_again_from_its_screen() {
    let hub = Hub::start();
    let [shop, back] = [Shop::new(), Shop::new()];
    let _counter = hub.counter(&shop);
    let mut kitchen = hub.join(&back, "kitchen");
    kitchen.wait_for_text("Is there a bump bar at this kitchen?");
    kitchen.type_keys("Enter");
    let order = ["order", "new", "--item", "41", "--send"];
    shop.ask(&order);
    kitchen.wait_for(|text| text.contains("1 A1 ") && text.contains("ONLINE"));
    hub.shop.ask(&["terminal", "retire", &identity(&hub.shop, "kitchen")]);
    kitchen.wait_for_text("h or menu 8 pairs it again");
    kitchen.type_keys("1 Enter");
    kitchen.wait_for(|text| text.contains("COOK") && unsent(text) > Some(0));
    // What is sold meanwhile does not arrive; a power cut in between changes nothing.
    shop.ask(&order);
    kitchen.kill9();
    kitchen = back.program(&["kitchen"]).start();
    let screen = kitchen.wait_for_text("h or menu 8 pairs it again");
    assert!(screen.contains("COOK"), "{screen}");
    assert_ne!(back.run(&["order", "show", "A2"]).status, 0, "nothing arrives");
    let waiting = unsent(&screen);
    assert!(waiting > Some(0), "{screen}");
    kitchen.type_keys("h");
    kitchen.wait_for_text("THE HUB REFUSES THIS KITCHEN");
    kitchen.type_keys("p");
    kitchen.wait_for_text("Code from the hub:");
    let right = hub.code();
    let wrong = if right == "000000" { "111111" } else { "000000" };
    kitchen.press(&format!("{wrong} Enter"));
    kitchen.wait_for(|text| text.contains("this is not the code") && text.contains("[p]   Pair"));
    assert_eq!(unsent(&kitchen.text()), waiting, "nothing went: {}", kitchen.text());
    kitchen.type_keys("p");
    kitchen.wait_for_text("Code from the hub:");
    kitchen.press(&format!("{right} Enter"));
    kitchen.wait_for(|text| text.contains("ONLINE") && unsent(text) == Some(0));
    assert_eq!(back.order("A2")["number"], "A2", "what was sold meanwhile has arrived");
    let on_hub = shop.ask(&["--hub", &hub.url(), "order", "show", "A1"]);
    assert_eq!(on_hub["status"], "PREPARING", "what was cooked meanwhile has arrived: {on_hub}");
    assert_eq!(back.ask(&["journal", "verify"])["whole"], true);
}

#[test]
fn a_changed_certificate_is_compared_by_a_person_at_the_screen() {
    let mut hub = Hub::start();
    let shop = Shop::new();
    let url = format!("https://{}", hub.address);
    let known = hub.shop.ask(&["hub", "pair"]);
    let groups = known["fingerprint"].as_str().expect("a fingerprint").to_owned();
    let code = known["code"].as_str().expect("a code").to_owned();
    let joining = ["--hub", &url, "--fingerprint", &groups, "counter", "--code", &code];
    let counter = shop.program(&joining).start();
    selling(&counter);
    counter.wait_for_text("ONLINE");
    shop.ask(&["shift", "open"]);
    counter.wait_for(|text| text.contains("Shift") && unsent(text) == Some(0));
    hub.process.kill9();
    counter.wait_for_text("OFFLINE");
    sell(&counter, "A1");
    for file in [CERTIFICATE_FILE, KEY_FILE] {
        std::fs::remove_file(hub.shop.folder("hub").join(file)).expect("a file of the hub");
    }
    hub.again();
    let refused = details(&counter);
    assert!(refused.contains("another certificate"), "{refused}");
    let waiting = unsent(&refused);
    assert!(waiting > Some(1), "{refused}");
    let seen = hub.shop.ask(&["hub", "pair"]);
    let fresh = seen["fingerprint"].as_str().expect("a fingerprint").to_owned();
    assert_ne!(fresh, groups);
    let code = seen["code"].as_str().expect("a code").to_owned();
    pair(&counter, &code);
    let asked = counter.wait_for_text("The hub shows the certificate");
    assert!(asked.contains(&fresh), "{asked}");
    counter.type_keys("n");
    counter.wait_for_text("[p]   Pair again");
    assert_eq!(unsent(&counter.text()), waiting, "nothing went: {}", counter.text());
    pair(&counter, &code);
    counter.wait_for_text(&fresh);
    counter.type_keys("y");
    counter.wait_for(|text| text.contains("ONLINE") && unsent(text) == Some(0));
    hub.shop.verified(1, 360);
}

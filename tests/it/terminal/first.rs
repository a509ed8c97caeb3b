//! The first start on a real network: over an encrypted line, before the hub runs, without multicast,
//! and where nothing can be written.

use std::net::UdpSocket;

use crate::cli::multicast_alone;
use crate::pty::Start;
use crate::whole::links::Hub;
use crate::whole::shop::{Shop, selling, set_up};

#[test]
fn a_counter_compares_the_fingerprint_joins_over_tls_and_sells() {
    let hub = Hub::start();
    let pairing = hub.shop.ask(&["hub", "pair"]);
    let fingerprint = pairing["fingerprint"].as_str().unwrap();
    let code = pairing["code"].as_str().unwrap();
    let shop = Shop::new();
    let counter = shop.program(&[]).start();
    counter.wait_for_text("step 1 of 3");
    counter.type_keys("Enter");
    counter.wait_for_text("step 2 of 3");
    counter.type_keys(&format!("https://{}", hub.address));
    counter.wait_for_text(&hub.address);
    counter.type_keys("Enter");
    counter.wait_for_text("step 3 of 3");
    counter.type_keys(&format!("{code} Enter"));
    counter.wait_for(|text| {
        text.contains("The hub shows this fingerprint") && text.contains(fingerprint)
    });
    counter.type_keys("n");
    counter.wait_for_text("Nothing was told to that hub");
    counter.type_keys("Enter");
    counter.wait_for_text(fingerprint);
    counter.type_keys("y");
    selling(&counter);
    counter.wait_for_text("ONLINE");
    shop.ask(&["shift", "open"]);
    counter.wait_for_text("Shift");
    counter.type_keys("cap Enter");
    counter.wait_for_text("Added 1 Cappuccino");
    counter.press("~ F9 ~ = ~ Enter");
    counter.wait_for_text("PAID A1");
    counter.wait_for_text("0 unsent");
    let status = shop.run(&["status"]);
    assert!(status.out.contains("TLS"), "{status:?}");
    let on_hub = hub.shop.ask(&["order", "show", "A1"]);
    assert_eq!(on_hub["money"]["status"], "PAID", "{on_hub}");
}

#[test]
fn terminals_that_start_before_their_hub_work_and_meet_when_it_comes() {
    let mut hub = Hub::start();
    let (shop, back) = (Shop::new(), Shop::new());
    let mut counter = hub.counter(&shop);
    let mut kitchen = hub.join(&back, "kitchen");
    kitchen.wait_for_text("ONLINE");
    for process in [&mut counter, &mut kitchen, &mut hub.process] {
        process.kill9();
    }
    let kitchen = back.program(&["kitchen"]).start();
    kitchen.wait_for(|text| text.contains("OFFLINE") || text.contains("STALE"));
    let counter = shop.counter();
    counter.wait_for_text("OFFLINE");
    counter.type_keys("soup Enter F5");
    counter.wait_for_text("NOT in the kitchen yet");
    hub.again();
    counter.wait_for(|text| text.contains("ONLINE") && text.contains("0 unsent"));
    kitchen
        .wait_for(|text| text.contains("ONLINE") && text.contains("A1") && text.contains("Soup"));
}

#[test]
fn a_network_without_multicast_is_said_and_everything_else_works() {
    let _alone = multicast_alone();
    // Who holds the port for itself leaves no place for anybody who would share it. A hub of another
    // test that just ended is waited for; where something of this machine shares the port for good,
    // there is no such network to try.
    let clock = tillrail::clock::Clock::system();
    let given_up = clock.monotonic_ms() + 10_000;
    let taken = loop {
        match UdpSocket::bind("0.0.0.0:5353") {
            Err(_) if clock.monotonic_ms() < given_up => std::thread::yield_now(),
            tried => break tried,
        }
    };
    let Ok(_taken) = taken else { return };
    let shop = Shop::listening("0.0.0.0:0");
    let found = shop.run(&["hub", "find", "--seconds", "1"]);
    assert_eq!(found.status, 1, "{found:?}");
    assert!(found.error.contains("cannot be asked for hubs"), "{found:?}");
    let counter = shop.program(&[]).start();
    counter.wait_for_text("step 1 of 3");
    counter.type_keys("Enter");
    counter.wait_for_text("! Hubs nearby cannot be listed: type the address.");
    counter.type_keys("Enter");
    selling(&counter);
    counter.press("cap Enter ~ F9 ~ = ~ Enter");
    counter.wait_for_text("PAID A1");
    let hub = Shop::new();
    let hub = hub.program(&["hub", "--listen", "0.0.0.0:0"]).start();
    hub.wait_for_text("Ctrl+C ends it.");
    hub.wait_for_text("cannot be announced");
}

#[test]
fn a_folder_that_cannot_be_written_is_said_and_nothing_typed_is_lost() {
    let home = tempfile::tempdir().unwrap();
    let start = Start::tillrail(&["--data", "/proc/tillrail"]).home(home.path());
    let counter = start.start();
    counter.wait_for_text("step 1 of 3");
    counter.type_keys("Enter");
    counter.wait_for_text("step 2 of 3");
    counter.type_keys("Enter");
    let text = counter.wait_for_text("! /proc/tillrail");
    assert!(text.contains("Counter A"), "{text}");
    let shop = Shop::new();
    set_up(shop.program(&[]));
}

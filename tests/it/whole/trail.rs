//! One order is followed by its number through the logs of three programs.

use std::path::Path;

use super::links::Hub;
use super::shop::{Shop, selling};

/// Everything that the programs of a data directory have written to their logs.
fn logs(data: &Path) -> String {
    let mut text = String::new();
    for entry in std::fs::read_dir(data.join("logs")).unwrap() {
        text.push_str(&std::fs::read_to_string(entry.unwrap().path()).unwrap());
    }
    text
}

/// The steps of an order in a log, in their order.
fn steps(log: &str, number: &str) -> Vec<String> {
    let own = log.lines().filter(|line| line.contains(&format!("number=\"{number}\"")));
    own.filter_map(|line| line.split("step=\"").nth(1)?.split('"').next().map(str::to_owned))
        .collect()
}

#[test]
fn an_order_is_followed_by_its_number_from_the_key_to_the_kitchen() {
    let mut hub = Hub::talking();
    let (shop, back) = (Shop::new(), Shop::new());
    let mut kitchen = hub.join_talking(&back, "kitchen");
    kitchen.wait_for_text("ONLINE");
    let mut counter = hub.join_talking(&shop, "counter");
    selling(&counter);
    counter.wait_for_text("ONLINE");
    counter.type_keys("soup Enter F5");
    counter.wait_for_text("A1 sent");
    kitchen.wait_for(|text| text.contains("A1"));
    counter.wait_for_text("0 unsent");
    for screen in [&mut counter, &mut kitchen] {
        screen.type_keys("Ctrl+q");
        screen.insist("y", |_| true);
        screen.wait_for_end();
    }
    hub.process.signal("INT");
    hub.process.wait_for_end();
    let has = |log: &str, wanted: &[&str]| {
        let found = steps(log, "A1");
        for step in wanted {
            assert!(found.iter().any(|one| one == step), "{step} is missing in {found:?}\n{log}");
        }
    };
    has(&logs(&shop.data()), &["decided", "committed", "pushed", "acknowledged"]);
    has(&logs(&hub.shop.data()), &["committed", "forwarded"]);
    has(&logs(&back.data()), &["committed", "folded"]);
}

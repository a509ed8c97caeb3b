//! After a loss or a copy, with real programs: a renewed counter, a lost hub that is filled again.

use serde_json::json;
use tillrail::runtime::boot::Mode;

use super::Machine;
use super::hub::Hub;

/// A counter of a hub's site with a paid order that the hub knows.
fn counter(hub: &Hub) -> Machine {
    let machine = Machine::new();
    hub.join(&machine, &Mode::Counter);
    machine.json(&["sync", "--once"]);
    machine.json(&["shift", "open"]);
    machine.json(&["order", "new", "--item", "cap:2"]);
    machine.json(&["pay", "card", "A1"]);
    machine.json(&["sync", "--once"]);
    machine
}

/// The day's sales; a hub to which nobody is connected rightly calls them incomplete.
fn day(machine: &Machine) -> serde_json::Value {
    let said = machine.run(&["report", "day", "--json"]);
    let day: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    day["total"]["sales_minor"].clone()
}

fn counter_status(machine: &Machine) -> serde_json::Value {
    machine.json(&["status"])["terminals"][0].clone()
}

#[test]
fn f12_a_renewed_counter_has_another_letter_and_loses_nothing_that_was_not_sent() {
    let hub = Hub::start();
    let machine = counter(&hub);
    let before = counter_status(&machine);
    machine.json(&["order", "new", "--item", "cap"]);
    let unsent = counter_status(&machine)["unsent"].as_u64().unwrap();
    assert!(unsent > 0);
    let renewed = machine.json(&["terminal", "renew"]);
    assert_eq!((&renewed["letter"], renewed["again"].as_u64()), (&json!("B"), Some(unsent)));
    let after = counter_status(&machine);
    assert_ne!(after["terminal"], before["terminal"]);
    assert_eq!(after["open_orders"], before["open_orders"].as_u64().unwrap() + 1);
    machine.json(&["sync", "--once"]);
    assert_eq!(counter_status(&machine)["unsent"], 0);
    // What was open under the old letter goes on, and new orders have the new one.
    machine.json(&["pay", "card", "A2"]);
    machine.json(&["order", "new", "--item", "cap"]);
    machine.run(&["order", "show", "B1"]).done();
    machine.json(&["sync", "--once"]);
    assert_eq!(machine.json(&["journal", "verify"])["whole"], true);
    assert_eq!(day(&machine), day(hub.machine()), "the hub counts the same");
    let terminals = machine.json(&["terminal", "list"])["terminals"].clone();
    let old =
        terminals.as_array().unwrap().iter().find(|one| one["terminal"] == before["terminal"]);
    assert!(old.unwrap()["retired"].is_string(), "nobody else uses the old identity");
}

#[test]
fn f12_a_lost_hub_is_filled_again_by_its_terminals() {
    let hub = Hub::start();
    let machine = counter(&hub);
    let order = hub.machine().json(&["order", "new", "--item", "cap"]);
    let number = order["number"].as_str().unwrap().to_owned();
    machine.json(&["sync", "--once"]);
    let before = day(&machine);
    assert_eq!(before, 720);
    let status = counter_status(&machine);
    let site = status["site"].as_str().unwrap();
    drop(hub);

    let hub = Hub::start_with(&["--recover", site]);
    let code = hub.machine().json(&["hub", "pair"])["code"].as_str().unwrap().to_owned();
    let url = hub.url();
    machine.run(&["--hub", url, "terminal", "recover", "--code", &code]).done();
    hub.machine().run(&["hub", "recover", "--done"]).done();
    // What the lost hub did itself has come back too, from the counter.
    hub.machine().run(&["order", "show", &number]).done();
    assert_eq!(day(hub.machine()), before);
    assert_eq!(hub.machine().json(&["journal", "verify"])["whole"], true);
    let digest = |machine: &Machine| counter_status(machine)["digest"].clone();
    machine.json(&["sync", "--once"]);
    assert_eq!(digest(&machine), digest(hub.machine()));
    machine.json(&["order", "new", "--item", "cap"]);
    machine.json(&["sync", "--once"]);
    hub.machine().run(&["order", "show", "A2"]).done();
}

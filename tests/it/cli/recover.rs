//! After a loss or a copy, with real programs: a renewed counter, a lost hub that is filled again.

use std::path::Path;

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

fn status_of(machine: &Machine) -> serde_json::Value {
    machine.json(&["status"])["terminals"][0].clone()
}

#[test]
fn f12_a_renewed_counter_has_another_letter_and_loses_nothing_that_was_not_sent() {
    let hub = Hub::start();
    let machine = counter(&hub);
    let before = status_of(&machine);
    machine.json(&["order", "new", "--item", "cap"]);
    let unsent = status_of(&machine)["unsent"].as_u64().unwrap();
    assert!(unsent > 0);
    let renewed = machine.json(&["terminal", "renew"]);
    assert_eq!((&renewed["letter"], renewed["again"].as_u64()), (&json!("B"), Some(unsent)));
    let after = status_of(&machine);
    assert_ne!(after["terminal"], before["terminal"]);
    assert_eq!(after["open_orders"], before["open_orders"].as_u64().unwrap() + 1);
    machine.json(&["sync", "--once"]);
    assert_eq!(status_of(&machine)["unsent"], 0);
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
    // The drawer goes along: its shift, opened under the old identity, is counted and closed.
    let shown = machine.run(&["shift", "show"]).done().out;
    assert!(shown.contains("A-1"), "{shown}");
    machine.run(&["shift", "close", "--counted", "0"]).done();
    machine.json(&["shift", "open"]);
    assert!(machine.run(&["shift", "show"]).done().out.contains("B-1"));
}

/// Copies a folder as it lies there.
fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else if entry.file_type().unwrap().is_file() && entry.file_name() != "tillrail.lock" {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

#[test]
fn f02_two_machines_with_one_identity_keep_everything_and_one_of_them_renews() {
    let hub = Hub::start();
    let (first, second) = (counter(&hub), Machine::new());
    copy(&first.data(), &second.data());
    for machine in [&first, &second] {
        machine.json(&["order", "new", "--item", "cap"]);
        machine.json(&["pay", "card", "A2"]);
        machine.json(&["sync", "--once"]);
    }
    // The second was told, and says so wherever somebody looks.
    let status = status_of(&second);
    assert_eq!((&status["forks"], &status["renew"]), (&json!(1), &json!("forked")));
    assert_eq!(status["unsent"], 0);
    assert!(second.run(&["status"]).done().out.contains("FORK RENEW "));
    let list = second.run(&["journal", "list"]).done().out;
    assert!(list.contains("FORK: two machines used the identity"), "{list}");
    assert!(list.contains("A2: the order number was given before"), "{list}");
    first.json(&["sync", "--once"]);
    let first_status = status_of(&first);
    assert_eq!((&first_status["forks"], &first_status["renew"]), (&json!(1), &json!(null)));
    // Both orders are kept and counted, and the number that was given twice is an exception.
    assert_eq!(day(hub.machine()), 720 + 360 + 360);
    let twice = |machine: &Machine| {
        let said = machine.run(&["report", "exceptions", "--json"]).out;
        let report: serde_json::Value = serde_json::from_str(&said).unwrap();
        let rows = report["exceptions"].as_array().unwrap().clone();
        let twice = rows.iter().filter(|row| row["what"] == "number twice");
        twice.map(|row| row["about"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    for machine in [&first, &second, hub.machine()] {
        assert_eq!(twice(machine), ["A2", "A-000002"]);
    }

    let renewed = second.json(&["terminal", "renew"]);
    assert_eq!((&renewed["letter"], &renewed["again"]), (&json!("B"), &json!(0)));
    // The drawer of the old identity is the other machine's.
    second.json(&["shift", "open"]);
    second.json(&["order", "new", "--item", "cap"]);
    second.json(&["pay", "card", "B1"]);
    for machine in [&second, &first, &second] {
        machine.json(&["sync", "--once"]);
        assert_eq!(machine.json(&["journal", "verify"])["whole"], true);
    }
    assert_eq!(status_of(&second)["renew"], json!(null));
    assert_eq!(day(hub.machine()), 720 + 3 * 360);
    assert_eq!(status_of(&first)["digest"], status_of(&second)["digest"]);
    first.run(&["shift", "close", "--counted", "0"]).done();
}

#[test]
fn f14_a_hub_from_an_older_backup_that_wrote_meanwhile_renews_and_loses_nothing() {
    let hub = Hub::start();
    let machine = counter(&hub);
    hub.machine().json(&["order", "new", "--item", "cap"]);
    let (host, listen) = hub.cut();
    let backup = Machine::new();
    copy(&host.data(), &backup.data());
    let hub = Hub::on(host, &listen, &[]);
    hub.machine().json(&["order", "new", "--item", "cap:2"]);
    machine.json(&["sync", "--once"]);
    machine.run(&["order", "show", "W2"]).done();
    drop(hub);

    let hub = Hub::on(backup, &listen, &[]);
    let site = status_of(&machine)["site"].as_str().unwrap().to_owned();
    let before = status_of(hub.machine())["terminal"].clone();
    // It does not know its second order, and gives the number again.
    hub.machine().json(&["order", "new", "--item", "cap:3"]);
    hub.machine().run(&["hub", "recover"]).done();
    machine.json(&["sync", "--once"]);
    hub.machine().run(&["hub", "recover", "--done"]).done();
    let status = status_of(hub.machine());
    assert_eq!((&status["forks"], &status["renew"]), (&json!(1), &json!("forked")));
    let (host, _) = hub.cut();

    let hub = Hub::on(host, &listen, &[]);
    let status = status_of(hub.machine());
    assert_eq!(status["renew"], json!(null));
    assert_ne!(status["terminal"], before, "the hub writes under another identity now");
    assert_eq!(status["site"], site.as_str());
    hub.machine().json(&["order", "new", "--item", "cap"]);
    machine.json(&["sync", "--once"]);
    assert_eq!(status_of(&machine)["digest"], status_of(hub.machine())["digest"]);
    let report = machine.run(&["report", "exceptions"]).out;
    assert!(report.contains("number twice"), "{report}");
    let orders = machine.json(&["order", "list", "--all"])["orders"].as_array().unwrap().len();
    assert_eq!(orders, 5, "one of the counter, four of the hub under two identities");
    assert_eq!(hub.machine().json(&["journal", "verify"])["whole"], true);
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
    let status = status_of(&machine);
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
    let digest = |machine: &Machine| status_of(machine)["digest"].clone();
    machine.json(&["sync", "--once"]);
    assert_eq!(digest(&machine), digest(hub.machine()));
    machine.json(&["order", "new", "--item", "cap"]);
    machine.json(&["sync", "--once"]);
    hub.machine().run(&["order", "show", "A2"]).done();
}

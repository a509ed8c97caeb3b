//! Backups: made while a counter sells, checked, put back at once or not at all, renewed afterwards.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use tillrail::runtime::boot::Mode;

use super::hub::Hub;
use super::{Machine, flip};
use crate::whole::shop::{Shop, selling};

fn word(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// The numbers of all orders.
fn numbers(machine: &Machine) -> Vec<String> {
    let listed = machine.json(&["order", "list", "--all"]);
    let orders = listed["orders"].as_array().unwrap().iter();
    let mut numbers: Vec<String> =
        orders.map(|order| order["number"].as_str().unwrap().to_owned()).collect();
    numbers.sort();
    numbers
}

/// A counter with one paid order, a backup of it, and one more order after the backup.
fn sold_on() -> (Machine, PathBuf) {
    let machine = Machine::new();
    machine.json(&["order", "new", "--item", "12", "--table", "ZQX77", "--send"]);
    machine.json(&["pay", "cash", "A1", "20"]);
    let made = machine.json(&["backup"]);
    assert_eq!(made["terminals"][0]["place"], "counter");
    assert!(made["terminals"][0]["facts"].as_u64().unwrap() > 5, "{made}");
    let backup = PathBuf::from(made["folder"].as_str().unwrap());
    machine.json(&["order", "new", "--item", "12"]);
    (machine, backup)
}

#[test]
fn a_backup_is_a_data_directory_and_comes_back_under_another_letter() {
    let (machine, backup) = sold_on();
    let day = machine.json(&["--data", word(&backup), "report", "day"]);
    assert_eq!(day["total"]["orders"], 1, "a backup can be looked at where it lies");
    machine.run(&["restore", word(&backup)]).refused(1, "facts that the backup does not");
    assert_eq!(numbers(&machine), ["A1", "A2"], "nothing was changed");
    let restored = machine.json(&["restore", word(&backup), "--yes"]);
    assert_eq!(numbers(&machine), ["A1"]);
    let doctor = machine.run(&["doctor"]);
    assert!(doctor.out.contains("renew"), "{doctor:?}");
    machine.json(&["order", "new", "--item", "12"]);
    assert_eq!(numbers(&machine), ["A1", "B1"], "A2 is on paper somewhere");
    assert_eq!(machine.json(&["journal", "verify"])["whole"], true);
    // What was replaced is not lost: it is a data directory too, and can come back.
    let aside = PathBuf::from(restored["terminals"][0]["replaced"].as_str().unwrap());
    let aside = word(aside.parent().unwrap()).to_owned();
    assert_eq!(machine.json(&["--data", &aside, "order", "show", "A2"])["number"], "A2");
}

#[test]
fn a_backup_is_made_while_the_counter_sells_and_not_put_back_under_its_hands() {
    let shop = Shop::new();
    let counter = shop.first_counter();
    selling(&counter);
    counter.press("cap Enter ~ F9 ~ = ~ Enter");
    counter.wait_for_text("PAID A1");
    let made = shop.ask(&["backup"]);
    let folder = made["folder"].as_str().unwrap().to_owned();
    let refused = shop.run(&["restore", &folder]);
    assert_eq!(refused.status, 1, "{refused:?}");
    assert!(refused.error.contains("counter"), "who uses it is named: {refused:?}");
    counter.press("cap Enter ~ F9 ~ = ~ Enter");
    counter.wait_for_text("PAID A2");
    let day = Machine::new().json(&["--data", &folder, "report", "day"]);
    assert_eq!(day["total"]["orders"], 1);
}

#[test]
fn a_damaged_backup_or_a_wrong_place_is_refused_and_nothing_is_left_behind() {
    let (machine, backup) = sold_on();
    let counted = |folder: &Path| std::fs::read_dir(folder).unwrap().count();
    let before = counted(&machine.data());
    machine.run(&["backup", word(&backup)]).refused(1, "is there already: name another place");
    machine.run(&["restore", "/nowhere"]).refused(1, "there is no backup of a terminal");
    machine.run(&["restore", word(&backup), "--only", "hub"]).refused(1, "there is no `hub` in");
    Machine::new().run(&["backup"]).refused(1, "there is nothing in");
    flip(&backup.join("counter/tillrail.db"), b"ZQX77");
    machine.run(&["restore", word(&backup), "--yes"]).refused(1, "is damaged");
    assert_eq!(numbers(&machine), ["A1", "A2"]);
    assert_eq!(counted(&machine.data()), before);
}

#[test]
fn the_newest_backups_are_kept() {
    let machine = Machine::new();
    machine.json(&["order", "new", "--item", "12"]);
    let folder = machine.data().join("backups");
    let by_hand = folder.join("before-the-fair");
    machine.json(&["backup", word(&by_hand)]);
    for second in 1..=3 {
        std::fs::create_dir_all(folder.join(format!("2026-01-01T00-00-0{second}Z"))).unwrap();
    }
    let made = machine.json(&["backup", "--keep", "2"]);
    assert_eq!(made["removed"].as_array().unwrap().len(), 2, "{made}");
    assert!(by_hand.exists(), "only those with usual names");
    assert!(folder.join("2026-01-01T00-00-03Z").exists());
    machine.run(&["backup", "--keep", "0"]).refused(2, "0");
}

#[test]
fn a_damaged_counter_comes_back_from_its_backup() {
    let (machine, backup) = sold_on();
    let live = machine.data().join("counter/tillrail.db");
    std::fs::write(&live, "no database at all").unwrap();
    machine.json(&["restore", word(&backup)]);
    assert_eq!(numbers(&machine), ["A1"]);
    machine.json(&["order", "new", "--item", "12"]);
    assert_eq!(numbers(&machine), ["A1", "B1"]);
}

#[test]
fn whatever_ends_a_restore_the_old_counter_is_there_or_the_new_one() {
    let (machine, backup) = sold_on();
    let looked = machine.data().join("restoring/counter");
    for moment in 0..6 {
        let mut restore = machine.command(&["restore", word(&backup), "--yes"]).spawn().unwrap();
        let aside = machine.data().join("backups");
        let count = |folder: &Path| std::fs::read_dir(folder).map_or(0, Iterator::count);
        let had = count(&aside);
        // Killed while it looks the backup through, or when the old file has just been kept.
        while restore.try_wait().unwrap().is_none() {
            if if moment % 2 == 0 { looked.exists() } else { count(&aside) > had } {
                restore.kill().unwrap();
            }
        }
        let found = numbers(&machine);
        assert!(found == ["A1", "A2"] || found == ["A1"], "{found:?}");
        assert_eq!(machine.json(&["journal", "verify"])["whole"], true);
    }
    machine.json(&["restore", word(&backup), "--yes"]);
    assert_eq!(numbers(&machine), ["A1"]);
}

#[test]
fn a_restored_counter_gets_from_its_hub_what_its_backup_lacks_and_loses_nothing() {
    let hub = Hub::start();
    let machine = Machine::new();
    hub.join(&machine, &Mode::Counter);
    machine.json(&["sync", "--once"]);
    machine.json(&["shift", "open"]);
    machine.json(&["order", "new", "--item", "cap"]);
    machine.json(&["sync", "--once"]);
    let backup = machine.json(&["backup"])["folder"].as_str().unwrap().to_owned();
    machine.json(&["order", "new", "--item", "cap"]);
    machine.json(&["sync", "--once"]);
    machine.json(&["restore", &backup, "--yes"]);
    machine.json(&["order", "new", "--item", "cap"]);
    machine.json(&["sync", "--once"]);
    let all: Value = json!(numbers(&machine));
    assert_eq!(all, json!(["A1", "A2", "B1"]));
    assert_eq!(json!(numbers(hub.machine())), all);
    let status = machine.json(&["status"]);
    assert_eq!(status["terminals"][0]["unsent"], 0, "{status}");
}

#[test]
fn a_hub_with_its_sites_and_its_certificate_moves_to_another_machine() {
    let hub = Hub::start();
    hub.machine().json(&["hub", "site", "add", "bistro"]);
    let shown = hub.machine().json(&["hub", "pair"])["fingerprint"].clone();
    let to = hub.machine().data().join("../carried");
    let made = hub.machine().json(&["backup", word(&to)]);
    let places: Vec<&str> = made["terminals"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["place"].as_str().unwrap())
        .collect();
    assert_eq!(places, ["hub", "sites/bistro/hub"]);
    let other = Machine::new();
    other.json(&["restore", word(&to)]);
    let other = Hub::on(other, "127.0.0.1:0", &[]);
    assert_eq!(other.machine().json(&["hub", "pair"])["fingerprint"], shown);
    let sites = other.machine().json(&["hub", "site", "list"]);
    assert!(sites.to_string().contains("bistro"), "{sites}");
}

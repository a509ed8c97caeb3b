//! The doctor: a sound shop, a damaged row, a hub that is not there.

use tillrail::clock::Clock;
use tillrail::runtime::boot::{self, Mode};

use super::Machine;
use crate::store::permitted::scene;
use crate::store::shop::sale;

#[test]
fn a_sound_shop_is_well_and_an_empty_folder_is_no_patient() {
    let machine = Machine::new();
    machine.run(&["doctor"]).refused(1, "there is nothing in");
    machine.json(&["order", "new", "--item", "12"]);
    let answer = machine.json(&["doctor"]);
    assert_eq!(
        (answer["schema"].as_str(), answer["healthy"].as_bool()),
        (Some("doctor/1"), Some(true))
    );
    let said = machine.run(&["doctor"]).done().out;
    assert!(said.contains("the journal is whole"), "{said}");
}

#[test]
fn a_disk_with_little_room_is_named_with_the_size_of_the_file() {
    let machine = Machine::new();
    machine.json(&["order", "new", "--item", "12"]);
    let said = machine.run(&["doctor"]).done().out;
    assert!(said.contains("the file has ") && said.contains(" are free"), "{said}");
    let df = machine.file("df", "#!/bin/sh\necho Filesystem\necho /dev/x 100 20 70000 80% /\n");
    std::fs::set_permissions(&df, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let mut command = machine.command(&["doctor"]);
    let said = command.env("PATH", df.parent().unwrap()).output().unwrap();
    let out = String::from_utf8(said.stdout).unwrap();
    assert!(out.contains("ACT   Counter A (counter): only 71.6 MB are free on its disk"), "{out}");
    assert_eq!(said.status.code(), Some(1));
}

#[test]
fn copies_that_still_hold_an_erased_customer_are_named() {
    let machine = Machine::new();
    let added = machine.json(&["customer", "add", "Ana Nunez", "--phone", "0151 22334455"]);
    let id = added["person"].as_str().unwrap().to_owned();
    let folder = machine.data().join("counter");
    let backups = machine.data().join("backups");
    std::fs::create_dir_all(&backups).unwrap();
    let copy = |to: &std::path::Path| {
        let text = format!("VACUUM INTO '{}'", to.display());
        sql(&machine, &text);
    };
    let (old, aside) = (backups.join("friday"), folder.join("tillrail.db.damaged-17"));
    std::fs::create_dir_all(old.join("counter")).unwrap();
    copy(&old.join("counter/tillrail.db"));
    std::fs::write(&aside, "not a database").unwrap();
    let said = machine.run(&["doctor"]).done().out;
    assert!(!said.contains("was erased"), "nobody was erased: {said}");
    machine.run(&["customer", "erase", &id, "--yes"]).done();
    let new = backups.join("new.db");
    copy(&new);
    let said = machine.run(&["doctor"]).done().out;
    let line =
        said.lines().find(|line| line.contains("was erased")).unwrap_or_else(|| panic!("{said}"));
    assert!(line.starts_with("look"), "{line}");
    assert!(line.contains(&old.display().to_string()), "{line}");
    assert!(
        line.contains(&aside.display().to_string()),
        "what cannot be read may hold anybody: {line}"
    );
    assert!(!line.contains(&new.display().to_string()), "{line}");
    std::fs::remove_dir_all(&old).unwrap();
    std::fs::remove_file(&aside).unwrap();
    assert!(!machine.run(&["doctor"]).done().out.contains("was erased"));
}

#[test]
fn a_file_of_a_newer_version_is_named_and_never_taken_for_an_empty_folder() {
    let machine = Machine::new();
    machine.json(&["order", "new", "--item", "12"]);
    sql(&machine, "PRAGMA user_version = 999");
    let said = machine.run(&["doctor"]);
    assert_eq!(said.status, 1, "{said:?}");
    assert!(
        said.out.contains("ACT   counter: ") && said.out.contains("update this program"),
        "{said:?}"
    );
    machine.run(&["order", "list"]).refused(1, "was written by a newer version");
    machine.run(&["order", "new"]).refused(1, "was written by a newer version");
}

/// The statements that take a file back to the schema before the last one, as an upgrade leaves it
/// that was interrupted before its last step.
const BEFORE: &str = "DROP TABLE aside; PRAGMA user_version = 8";

#[test]
fn an_interrupted_upgrade_is_finished_after_a_backup_by_whoever_comes_next() {
    let machine = Machine::new();
    machine.json(&["order", "new", "--item", "12", "--send"]);
    machine.json(&["pay", "cash", "A1", "20"]);
    let before = machine.json(&["report", "day"])["total"].clone();
    sql(&machine, BEFORE);
    let held = machine.data().join("counter");
    let holder = tillrail::store::Holder {
        program: "counter".to_owned(),
        pid: 1,
        since: tillrail::domain::time::At(0),
    };
    let lock = tillrail::store::Lock::take(&held, &holder).unwrap();
    let said = machine.run(&["doctor"]);
    assert_eq!(said.status, 1, "{said:?}");
    assert!(said.out.contains("has the schema 8 of an older version"), "{said:?}");
    assert!(said.out.contains("close that program first"), "{said:?}");
    drop(lock);
    let said = machine.run(&["doctor"]).done();
    assert!(said.err.contains("brought up to date; a backup lies in"), "{said:?}");
    assert!(said.out.contains("the journal is whole"), "{said:?}");
    assert_eq!(machine.json(&["report", "day"])["total"], before);
    assert_eq!(std::fs::read_dir(machine.data().join("backups")).unwrap().count(), 1);
}

/// Does statements on the counter's file, as another version would.
fn sql(machine: &Machine, statements: &str) {
    let file = rusqlite::Connection::open(machine.data().join("counter/tillrail.db")).unwrap();
    file.execute_batch(statements).unwrap();
}

#[test]
fn facts_that_their_maker_may_not_make_are_exceptions_with_who_what_and_when() {
    let machine = Machine::new();
    machine.json(&["order", "new", "--item", "12"]);
    let (honest, hub, forged, _) = scene();
    let station = boot::open(&machine.data(), &Mode::Counter, &Clock::system()).unwrap();
    for rows in [honest, hub, forged.clone()] {
        station.store.writer().append_and_wait(sale(rows)).unwrap();
    }
    drop(station);
    let period = ["report", "exceptions", "--from", "2000-01-01", "--to", "2099-01-01"];
    let report = machine.json(&period);
    let all = report["exceptions"].as_array().unwrap().iter();
    let barred: Vec<_> = all.filter(|row| row["what"] == "not permitted").collect();
    assert_eq!(barred.len(), forged.len() - 1, "{report}");
    let void = barred.iter().find(|row| row["words"].as_str().unwrap().contains("line_voided"));
    let void = void.unwrap();
    assert_eq!(void["words"], "a kitchen may not make `line_voided`.");
    assert_eq!(void["terminal"], "Hot");
    assert!(void["about"].as_str().unwrap().len() < 6, "the order by its number: {void}");
    assert!(void["reason"].as_str().unwrap().contains("retire Hot"), "{void}");
    let said = machine.run(&period).out;
    assert!(said.contains("not permitted"), "{said}");
}

#[test]
fn completions_and_the_manual_are_made_from_the_commands() {
    let machine = Machine::new();
    for shell in ["bash", "zsh", "fish"] {
        let script = machine.run(&["completions", shell]).done().out;
        assert!(script.contains("tillrail") && script.contains("exceptions"), "{shell}");
    }
    assert!(machine.run(&["man"]).done().out.contains("Till and ticket rail"));
    let pages = machine.data().join("pages");
    machine.run(&["man", pages.to_str().unwrap()]).done();
    assert!(pages.join("tillrail-report-day.1").is_file());
    assert!(!machine.data().join("counter").exists(), "nothing was set up for it");
}

#[test]
fn a_damaged_row_is_named_and_somebody_must_act() {
    let machine = Machine::new();
    machine.json(&["order", "new", "--table", "ZQX77", "--item", "12"]);
    machine.flip(b"ZQX77");
    let said = machine.run(&["doctor"]);
    assert_eq!(said.status, 1, "{said:?}");
    assert!(said.out.contains("ACT   Counter A (counter): "), "{said:?}");
    assert!(said.err.contains("one finding needs somebody to act"), "{said:?}");
    // What it says comes true: the next start saves what is good, and nothing is damaged then.
    assert!(machine.run(&["status"]).done().out.contains("DAMAGED "));
    machine.run(&["order", "new", "--item", "12"]);
    assert!(!machine.run(&["status"]).done().out.contains("DAMAGED "));
    assert_eq!(machine.json(&["journal", "verify"])["whole"], true);
}

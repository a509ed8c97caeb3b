//! Looking after the data: status, verify, export, rebuild, and reports that may lack something.

use serde_json::json;
use tillrail::clock::Clock;
use tillrail::domain::command::Command;
use tillrail::domain::desk::Desk;
use tillrail::domain::event::TerminalPaired;
use tillrail::domain::frontier::Head;
use tillrail::domain::id::{Boot, ShiftId, TerminalId, TerminalKind};
use tillrail::domain::money::Money;
use tillrail::domain::state::{Me, State};
use tillrail::domain::time::At;
use tillrail::runtime::boot::{self, Mode};
use tillrail::store::{Batch, Priority};

use super::Machine;

#[test]
fn status_says_how_every_terminal_is() {
    let machine = Machine::new();
    machine.run(&["status"]).refused(1, "there is nothing in");
    machine.json(&["order", "new", "--item", "12"]);
    let status = machine.json(&["status"]);
    assert_eq!(status["schema"], "status/1");
    let counter = &status["terminals"][0];
    assert_eq!((&counter["mode"], &counter["running"]), (&json!("counter"), &json!(false)));
    assert_eq!((&counter["letter"], &counter["open_orders"]), (&json!("A"), &json!(1)));
    assert_eq!(counter["digest"].as_str().unwrap().len(), 8);
    assert_eq!(counter["unsent"], 0);
    assert!(machine.run(&["status"]).done().out.contains("Counter A (A)"));
}

#[test]
fn verify_names_the_row_after_one_flipped_byte() {
    let machine = Machine::new();
    machine.json(&["order", "new", "--table", "ZQX77", "--item", "12"]);
    let whole = machine.json(&["journal", "verify"]);
    assert_eq!((&whole["schema"], &whole["whole"]), (&json!("verify/1"), &json!(true)));
    let line = machine.journal().lines().find(|line| line.contains("ZQX77")).unwrap().to_owned();
    let envelope: serde_json::Value = serde_json::from_str(&line).unwrap();
    let seq = envelope["b"]["seq"].as_u64().unwrap();
    machine.flip(b"ZQX77");
    let said = machine.run(&["journal", "verify"]);
    assert_eq!(said.status, 1, "{said:?}");
    assert!(said.err.contains(&seq.to_string()), "row {seq} is not named in {said:?}");
    assert!(said.out.contains("DAMAGED"), "{said:?}");
}

#[test]
fn export_and_rebuild_lose_nothing() {
    let machine = Machine::new();
    machine.json(&["order", "new", "--item", "12"]);
    machine.json(&["pay", "cash", "A1"]);
    let before = (machine.journal(), machine.json(&["report", "day"])["total"].clone());
    let file = machine.file("journal.jsonl", "");
    let exported = machine.json(&["journal", "export", file.to_str().unwrap()]);
    assert_eq!(exported["envelopes"], before.0.lines().count());
    assert_eq!(std::fs::read_to_string(file).unwrap(), before.0);
    assert_eq!(machine.json(&["journal", "rebuild"])["schema"], "rebuild/1");
    let after = (machine.journal(), machine.json(&["report", "day"])["total"].clone());
    assert_eq!(after, before);
}

/// A second counter of the site, of which the first holds a part of the journal: its shift is open.
fn second_counter(machine: &Machine) {
    let clock = Clock::system();
    let now = At(clock.now_ms());
    let station = boot::open(&machine.data(), &Mode::Counter, &clock).unwrap();
    let me = Me {
        site: station.identity.site,
        terminal: TerminalId(clock.entropy_u64()),
        kind: TerminalKind::Counter,
        name: "Terrace".to_owned(),
        letter: Some("B".parse().unwrap()),
    };
    let mut other = Desk::new(State::new(me.clone()), Boot(7), Head::NONE);
    let paired = TerminalPaired {
        terminal: me.terminal,
        terminal_kind: me.kind,
        name: me.name,
        letter: me.letter,
        credential: None,
    };
    let shift = ShiftId(other.mint());
    let mut made = other.act(&Command::PairTerminal(Box::new(paired)), now).unwrap();
    made.extend(other.act(&Command::OpenShift { shift, float: Money::ZERO }, now).unwrap());
    let batch = Batch { priority: Priority::Sync, envelopes: made };
    station.store.writer().append_and_wait(batch).unwrap();
}

#[test]
fn a_report_that_may_lack_something_says_who_and_ends_with_three() {
    let machine = Machine::new();
    machine.json(&["order", "new", "--item", "12"]);
    machine.run(&["report", "day"]).done();
    second_counter(&machine);
    let said = machine.run(&["report", "day"]);
    assert_eq!(said.status, 3, "{said:?}");
    let first = said.out.lines().next().unwrap();
    assert!(first.contains("INCOMPLETE") && first.contains("counter B Terrace"), "{first}");
    let said = machine.run(&["report", "items", "--format", "json"]);
    assert_eq!(said.status, 3);
    let json: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!(json["complete"], false);
    let said = machine.run(&["report", "tenders", "--format", "csv"]);
    assert!(said.status == 3 && said.err.contains("INCOMPLETE"), "{said:?}");
    machine.run(&["report", "day", "--date", "2001-01-01"]).done();
}

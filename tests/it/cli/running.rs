//! Commands beside a program that holds the folder: they act through it, or say who holds it.

use std::sync::mpsc;

use serde_json::json;
use tillrail::clock::Clock;
use tillrail::runtime::boot::{self, Mode, Station};
use tillrail::runtime::control::{self, Answer, Reply, Request, Serving};

use super::Machine;

/// Owns the counter and does what others ask, on a thread of its own, until it is dropped.
struct Owner {
    serving: Option<Serving>,
    thread: Option<std::thread::JoinHandle<usize>>,
}

impl Owner {
    fn of(machine: &Machine) -> Self {
        let clock = Clock::system();
        let mut station = boot::open(&machine.data(), &Mode::Counter, &clock).unwrap();
        let (asked, asks) = mpsc::channel::<(Request, Reply)>();
        let folder = station.folder.clone();
        let serving = control::serve(&folder, move |request, reply| {
            asked.send((request, reply)).unwrap();
        })
        .unwrap();
        let thread = std::thread::spawn(move || {
            let mut answered = 0;
            for (request, reply) in asks {
                reply.send(&act(&mut station, request, &clock));
                answered += 1;
            }
            answered
        });
        Self { serving: Some(serving), thread: Some(thread) }
    }

    /// Ends it and answers how many questions it had.
    fn end(mut self) -> usize {
        drop(self.serving.take());
        self.thread.take().unwrap().join().unwrap()
    }
}

fn act(station: &mut Station, request: Request, clock: &Clock) -> Answer {
    let now = tillrail::domain::time::At(clock.now_ms());
    match request {
        Request::Act { commands } => match station.act(&commands, now) {
            Ok(changed) => Answer::Done { changed },
            Err(error) => Answer::Refused { sentence: error.to_string() },
        },
        Request::KeepPersons { rows } => {
            let kept = station.store.writer().keep_persons_and_wait(rows).unwrap();
            assert_eq!(kept.stored, 1);
            Answer::Done { changed: Vec::new() }
        }
        Request::HubPair
        | Request::HubRecover { .. }
        | Request::Site { .. }
        | Request::Sites
        | Request::Status => Answer::Refused { sentence: "not here".to_owned() },
    }
}

#[test]
fn a_command_acts_through_the_program_that_holds_the_folder() {
    let machine = Machine::new();
    machine.json(&["order", "new", "--item", "12"]);
    let owner = Owner::of(&machine);
    let opened = machine.json(&["order", "new", "--item", "13"]);
    assert_eq!(opened["number"], "A2");
    let paid = machine.json(&["pay", "cash", "A1", "20"]);
    assert_eq!(
        (&paid["money"]["status"], &paid["receipts"]),
        (&json!("PAID"), &json!(["A-000001"]))
    );
    machine.run(&["pay", "cash", "A1"]).refused(1, "nothing is due");
    let listed = machine.json(&["order", "list", "--all"]);
    assert_eq!(listed["orders"].as_array().unwrap().len(), 2, "readers read beside it");
    machine.run(&["customer", "add", "Ana"]).done();
    machine.run(&["customer", "erase", "ana", "--yes"]).done();
    assert!(machine.json(&["customer", "list"])["customers"].as_array().unwrap().is_empty());
    assert_eq!(owner.end(), 5);
    assert_eq!(machine.json(&["order", "new"])["number"], "A3");
    machine.run(&["journal", "verify"]).done();
}

#[test]
fn a_holder_that_does_not_answer_is_named() {
    let machine = Machine::new();
    machine.json(&["order", "new"]);
    let station = boot::open(&machine.data(), &Mode::Counter, &Clock::system()).unwrap();
    machine.run(&["order", "new"]).refused(1, "does not answer: close it and try again");
    machine.run(&["journal", "rebuild"]).refused(1, "is in use by counter (process");
    machine.json(&["order", "show", "A1"]);
    drop(station);
    machine.json(&["order", "new"]);
}

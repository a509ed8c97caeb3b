//! What comes ahead of its journals: known at once, no row before its journal brings it, and
//! dropped in words when its journal does not.

use std::sync::mpsc;

use tillrail::domain::envelope::{Hash, Sealed};
use tillrail::domain::frontier::{Frontier, Head};
use tillrail::domain::id::AggregateId;
use tillrail::store::{AsideNews, Batch, NOT_IN_ITS_JOURNAL, Priority, Store};

use super::shop::{Till, open};

fn ahead(store: &Store, rows: Vec<Sealed>) {
    let (tell, told) = mpsc::channel();
    store.writer().aside(rows, move |answer| tell.send(answer).unwrap());
    told.recv().unwrap().unwrap();
}

fn sync(store: &Store, envelopes: &[Sealed]) {
    let batch = Batch { priority: Priority::Sync, envelopes: envelopes.to_vec() };
    store.writer().append_and_wait(batch).unwrap();
}

fn until(row: &Sealed) -> Frontier {
    let mut frontier = Frontier::default();
    frontier.advance(row.fact.terminal, Head { seq: row.fact.seq, hash: row.hash });
    frontier
}

#[test]
fn what_came_ahead_is_known_at_once_survives_a_kill_and_is_a_row_only_once_its_journal_brings_it() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let mut till = Till::new(1);
    let (old, new) = (till.order(), till.order());
    let all: Vec<Sealed> = old.facts.iter().chain(&new.facts).cloned().collect();
    store.writer().incomplete_until(until(all.last().unwrap()));
    ahead(&store, new.facts.clone());
    assert!(store.writer().leads());
    let about = AggregateId::Order(new.id);
    // The writer's answer was durable: what is read now is what a kill would leave.
    drop(store);
    let store = open(folder.path());
    let mut reader = store.reader().unwrap();
    assert_eq!(reader.aggregate(&about).unwrap(), new.facts);
    assert_eq!(reader.frontier().unwrap(), Frontier::default());
    assert_eq!(reader.envelopes().unwrap(), 0, "no row of the journal");
    assert!(reader.startup(NOON_DAY.parse().unwrap()).unwrap().contains(&new.facts[0]));
    assert!(reader.until().unwrap().is_some());

    ahead(&store, new.facts.clone());
    assert_eq!(reader.ahead().unwrap(), new.facts, "what comes again is kept once");
    let mut news = store.writer().subscribe_aside();
    sync(&store, &all[..9]);
    assert_eq!(reader.ahead().unwrap(), all[9..], "two of them are in their journal now");
    assert_eq!(reader.aggregate(&about).unwrap(), new.facts);
    assert!(reader.until().unwrap().is_some());
    sync(&store, &all[9..]);
    assert_eq!(reader.ahead().unwrap(), []);
    assert_eq!(reader.aggregate(&about).unwrap(), new.facts);
    assert_eq!(reader.until().unwrap(), None);
    assert!(!store.writer().leads());
    assert!(matches!(news.try_recv(), Ok(AsideNews::Whole)));
    assert_eq!(reader.quarantined().unwrap(), []);
    assert_eq!(reader.days(first_day(), last_day()).unwrap().len(), 1, "and it is counted");
}

const NOON_DAY: &str = "2026-11-20";

fn first_day() -> tillrail::domain::time::Day {
    "2000-01-01".parse().unwrap()
}

fn last_day() -> tillrail::domain::time::Day {
    "2100-01-01".parse().unwrap()
}

#[test]
fn what_its_journal_does_not_bring_is_dropped_and_told() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let mut till = Till::new(1);
    let (first, second) = (till.order(), till.order());
    let all: Vec<Sealed> = first.facts.iter().chain(&second.facts).cloned().collect();
    // Another history behind the same place: whole in itself, and in no journal.
    let shared = &all[6];
    let wrong = till.forked(shared.fact.seq, shared.hash).order();
    assert_ne!(wrong.facts[0].hash, second.facts[0].hash);
    assert_ne!(wrong.facts[0].hash, Hash::ZERO);
    let mut news = store.writer().subscribe_aside();
    store.writer().incomplete_until(until(all.last().unwrap()));
    ahead(&store, wrong.facts.clone());
    assert!(matches!(news.try_recv(), Ok(AsideNews::Came(rows)) if *rows == wrong.facts));
    sync(&store, &all);
    let dropped = news.try_recv();
    let facts: Vec<_> = wrong.facts.iter().map(|row| row.fact.clone()).collect();
    assert!(matches!(dropped, Ok(AsideNews::Wrong(dropped)) if dropped == facts));
    let mut reader = store.reader().unwrap();
    assert_eq!(reader.ahead().unwrap(), []);
    assert_eq!(reader.aggregate(&AggregateId::Order(wrong.id)).unwrap(), []);
    assert_eq!(reader.aggregate(&AggregateId::Order(second.id)).unwrap(), second.facts);
    let told = reader.quarantined().unwrap();
    assert_eq!(told.len(), wrong.facts.len());
    assert!(told.iter().all(|one| one.code == NOT_IN_ITS_JOURNAL), "{told:?}");
}

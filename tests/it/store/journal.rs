//! What may follow in a journal, what a batch is, and what readers and subscribers see.

use std::sync::mpsc;

use tillrail::domain::envelope::{Hash, Sealed};
use tillrail::domain::frontier::Head;
use tillrail::domain::id::AggregateId;
use tillrail::store::{Batch, Priority, StoreError};

use super::damage::sql;
use super::shop::{Till, open, sale};

#[test]
fn what_was_written_is_read_again_byte_by_byte() {
    let folder = tempfile::tempdir().unwrap();
    let (mut a, mut b) = (Till::new(1), Till::new(2));
    let store = open(folder.path());
    let writer = store.writer();
    let (first, second) = (a.order(), b.order());
    writer.append_and_wait(sale(first.facts.clone())).unwrap();
    let done = writer
        .append_and_wait(Batch { priority: Priority::Sync, envelopes: second.facts.clone() })
        .unwrap();
    assert_eq!((done.stored, done.head.seq), (7, 7));
    let third = a.order();
    writer.append_and_wait(sale(third.facts.clone())).unwrap();

    let mut reader = store.reader().unwrap();
    let all: Vec<Sealed> = first.facts.iter().chain(&third.facts).cloned().collect();
    assert_eq!(reader.range(a.terminal, 0, 100, usize::MAX).unwrap(), all);
    assert_eq!(reader.range(a.terminal, 6, 3, usize::MAX).unwrap(), all[6..9]);
    assert_eq!(reader.range(a.terminal, 0, 100, 1).unwrap(), all[..1], "one row even if too big");
    assert_eq!(reader.range(a.terminal, 14, 100, usize::MAX).unwrap(), []);
    assert_eq!(reader.aggregate(&AggregateId::Order(second.id)).unwrap(), second.facts);
    let frontier = reader.frontier().unwrap();
    assert_eq!(frontier.head(a.terminal), Head { seq: 14, hash: all[13].hash });
    assert_eq!(reader.hash_at(a.terminal, 9).unwrap(), Some(all[8].hash));
    assert_eq!(reader.hash_at(a.terminal, 15).unwrap(), None);

    drop(store);
    let store = open(folder.path());
    assert_eq!(store.reader().unwrap().frontier().unwrap(), frontier);
    store.writer().append_and_wait(sale(a.order().facts)).unwrap();
    assert_eq!(store.reader().unwrap().head(a.terminal).unwrap().seq, 21);
}

#[test]
fn an_aggregate_made_by_two_terminals_in_turns_is_read_whole() {
    let folder = tempfile::tempdir().unwrap();
    let (mut a, mut b) = (Till::new(1), Till::new(2));
    let store = open(folder.path());
    let about = AggregateId::Item("12".to_owned());
    let mut made = Vec::new();
    for round in 0..6 {
        let till = if round % 2 == 0 { &mut a } else { &mut b };
        let fact = till.say(about.clone(), tillrail::domain::event::Event::ItemRestored {});
        made.push(fact.clone());
        store.writer().append_and_wait(sale(vec![fact, till.drift(round)])).unwrap();
    }
    assert_eq!(store.reader().unwrap().aggregate(&about).unwrap(), made);
}

#[test]
fn what_is_held_already_is_skipped_in_silence() {
    let folder = tempfile::tempdir().unwrap();
    let mut till = Till::new(1);
    let store = open(folder.path());
    let facts = till.orders(2);
    store.writer().append_and_wait(sale(facts[..9].to_vec())).unwrap();
    let done = store.writer().append_and_wait(sale(facts.clone())).unwrap();
    assert_eq!((done.stored, done.head.seq), (5, 14));
    let again = store.writer().append_and_wait(sale(facts)).unwrap();
    assert_eq!((again.stored, again.head.seq), (0, 14));
}

#[test]
fn a_gap_is_answered_with_the_held_head_and_writes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (mut a, mut b) = (Till::new(1), Till::new(2));
    let store = open(folder.path());
    let facts = a.orders(1);
    store.writer().append_and_wait(sale(facts[..2].to_vec())).unwrap();
    let mut mixed = vec![b.drift(1)];
    mixed.extend_from_slice(&facts[3..]);
    let error = store.writer().append_and_wait(sale(mixed)).unwrap_err();
    let held = Head { seq: 2, hash: facts[1].hash };
    assert!(
        matches!(error, StoreError::Gap { terminal, held: at } if terminal == a.terminal && at == held)
    );
    let frontier = store.reader().unwrap().frontier().unwrap();
    assert_eq!(frontier.head(b.terminal), Head::NONE, "the good part of a bad batch stays out");
}

#[test]
fn another_fact_at_a_held_place_is_a_fork_at_that_place() {
    let folder = tempfile::tempdir().unwrap();
    let mut till = Till::new(1);
    let store = open(folder.path());
    let facts = till.orders(1);
    store.writer().append_and_wait(sale(facts.clone())).unwrap();
    let mut copy = till.forked(3, facts[2].hash);
    let error = store.writer().append_and_wait(sale(vec![copy.drift(9)])).unwrap_err();
    assert!(matches!(error, StoreError::Fork { seq: 4, .. }), "{error}");
    let mut ahead = till.forked(7, facts[3].hash);
    let error = store.writer().append_and_wait(sale(vec![ahead.drift(9)])).unwrap_err();
    assert!(matches!(error, StoreError::Fork { seq: 7, .. }), "{error}");
    assert!(error.is_permanent());
}

#[test]
fn a_bad_batch_does_not_spoil_those_it_is_committed_with() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let writer = store.writer();
    let (tell, told) = mpsc::channel();
    let mut tills: Vec<Till> = (0..20).map(Till::new).collect();
    for (index, till) in tills.iter_mut().enumerate() {
        let mut facts = till.orders(1);
        if index % 5 == 0 {
            facts.remove(3);
        }
        let tell = tell.clone();
        writer.append(sale(facts), move |answer| tell.send((index, answer)).unwrap());
    }
    writer.flush().unwrap();
    drop(tell);
    for (index, answer) in told {
        assert_eq!(answer.is_err(), index % 5 == 0, "batch {index}: {answer:?}");
    }
    let frontier = store.reader().unwrap().frontier().unwrap();
    assert_eq!(frontier.0.len(), 16);
    assert!(frontier.0.values().all(|head| head.seq == 7));
    assert!(store.reader().unwrap().verify(&mut |_, _| ()).unwrap().is_whole());
}

#[test]
fn subscribers_hear_every_new_envelope_once_and_in_order() {
    let folder = tempfile::tempdir().unwrap();
    let mut till = Till::new(1);
    let store = open(folder.path());
    let mut heard = store.writer().subscribe();
    let facts = till.orders(3);
    for part in facts.chunks(5) {
        store.writer().append_and_wait(sale(part.to_vec())).unwrap();
        store.writer().append_and_wait(sale(part.to_vec())).unwrap();
    }
    let mut all = Vec::new();
    while let Ok(batch) = heard.try_recv() {
        all.extend(batch.iter().cloned());
    }
    assert_eq!(all, facts);
}

#[test]
fn identity_acknowledgement_and_kept_words_survive_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let mut till = Till::new(1);
    let store = open(folder.path());
    assert_eq!(store.reader().unwrap().identity().unwrap(), None);
    store.writer().set_identity(till.identity()).unwrap();
    store.writer().append_and_wait(sale(till.orders(2))).unwrap();
    store.writer().ack(9);
    store.writer().ack(4);
    store.writer().keep("station", Some("hot".to_owned())).unwrap();
    let strange = till.unknown();
    store.writer().append_and_wait(sale(vec![strange.clone()])).unwrap();
    drop(store);
    // An older version did not understand what this one does.
    let older = "INSERT INTO quarantine SELECT key, 3, 'unknown_kind', 'older' FROM journals";
    sql(folder.path(), older);
    let store = open(folder.path());
    let reader = store.reader().unwrap();
    assert_eq!(reader.identity().unwrap(), Some(till.identity()));
    assert_eq!((reader.acked().unwrap(), reader.unsent().unwrap()), (9, 6));
    assert_eq!(reader.kept("station").unwrap().as_deref(), Some("hot"));
    let listed = reader.quarantined().unwrap();
    assert_eq!((listed.len(), listed[0].terminal, listed[0].seq), (1, till.terminal, 15));
    assert_eq!(reader.left_out().unwrap().unknown, 1);
    assert!(strange.fact.event.is_none() && listed[0].sentence.contains("not understood here"));
}

#[test]
fn the_export_is_the_exact_bytes_with_their_hashes() {
    let folder = tempfile::tempdir().unwrap();
    let mut till = Till::new(1);
    let store = open(folder.path());
    let facts = till.orders(2);
    store.writer().append_and_wait(sale(facts.clone())).unwrap();
    let mut out = Vec::new();
    assert_eq!(store.reader().unwrap().export(&mut out).unwrap(), 14);
    let text = String::from_utf8(out).unwrap();
    for (line, sealed) in text.lines().zip(&facts) {
        assert_eq!(line, format!("{{\"b\":{},\"h\":\"{}\"}}", sealed.bytes, sealed.hash));
    }
    assert_eq!(text.lines().count(), 14);
}

#[test]
fn f06_an_envelope_that_is_not_understood_is_stored_and_left_out() {
    let folder = tempfile::tempdir().unwrap();
    let mut till = Till::new(1);
    let store = open(folder.path());
    let sold = till.order();
    let newer = till.drift(5);
    let bytes = newer.bytes.replace("clock_drifted", "moon_phased");
    let newer =
        Sealed::open(bytes.clone(), Hash::chain(newer.fact.prev, bytes.as_bytes())).unwrap();
    assert_eq!(newer.fact.event, None);
    let mut till = till.forked(8, newer.hash);
    let behind = till.order();
    let facts = [sold.facts, vec![newer.clone()], behind.facts].concat();
    store.writer().append_and_wait(sale(facts.clone())).unwrap();
    let mut reader = store.reader().unwrap();
    assert_eq!(reader.range(till.terminal, 0, 100, usize::MAX).unwrap(), facts);
    assert!(reader.verify(&mut |_, _| ()).unwrap().is_whole());
    assert_eq!(reader.day_figures(till.day, till.day).unwrap().orders, 2);
    assert!(reader.order(behind.id).unwrap().unwrap().is_paid(), "nothing waits behind it");
}

//! What a hub hands on without reading it: ranges for its peers, and rows for its own projections.

use std::path::Path;

use rusqlite::Connection;
use tillrail::domain::envelope::{Passed, Sealed};
use tillrail::domain::frontier::{Frontier, branch_journal};
use tillrail::domain::id::{AggregateId, TerminalId};
use tillrail::store::{Batch, OpenOptions, Priority, Projecting, Reader, Store, StoreError};

use super::figures::projections;
use super::permitted::scene;
use super::shop::{NOON, Till, open, sale};

/// More rows than a hub keeps in memory for its projections.
const MORE_THAN_IN_MEMORY: usize = 700 * 7;

fn sync(envelopes: &[Sealed]) -> Batch {
    Batch { priority: Priority::Sync, envelopes: envelopes.to_vec() }
}

/// A store whose projections follow behind, as a hub's do.
fn hub(folder: &Path) -> Store {
    let mut options = OpenOptions::new("hub", folder, NOON);
    options.projecting = Projecting::Behind;
    Store::open(folder, &options).unwrap()
}

/// What the projections of these rows are on a machine that writes them with its journal.
fn expected(parts: &[Vec<Sealed>]) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    for part in parts {
        store.writer().append_and_wait(sale(part.clone())).unwrap();
    }
    projections(folder.path())
}

/// Everything of a journal, as it is passed on in pieces of this size.
fn passed(reader: &Reader, journal: TerminalId, rows: usize, bytes: usize) -> Vec<Passed> {
    let mut all: Vec<Passed> = Vec::new();
    loop {
        let after = all.last().map_or(0, |last| last.seq);
        let piece = reader.passing(journal, after, rows, bytes).unwrap();
        if piece.is_empty() {
            return all;
        }
        all.extend(piece);
    }
}

#[test]
fn what_is_passed_on_unread_is_what_a_reader_reads_in_pieces_of_any_size() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let (mut first, mut second) = (Till::new(1), Till::new(2));
    let shared = first.orders(3);
    let last = shared.last().unwrap();
    let copied = first.forked(last.fact.seq, last.hash).order().facts;
    let name = copied[0].hash;
    let branch: Vec<Sealed> = copied.into_iter().map(|row| row.on_branch(Some(name))).collect();
    // The journals lie between each other, as they arrive.
    store.writer().append_and_wait(sync(&shared)).unwrap();
    for _ in 0..4 {
        store.writer().append_and_wait(sync(&second.order().facts)).unwrap();
        store.writer().append_and_wait(sync(&first.order().facts)).unwrap();
    }
    store.writer().append_and_wait(sync(&branch)).unwrap();
    let reader = store.reader().unwrap();
    let journals = [first.terminal, second.terminal, branch_journal(first.terminal, name)];
    for journal in journals {
        let read = reader.range(journal, 0, 9_999, usize::MAX).unwrap();
        let whole: Vec<Passed> = read.iter().map(Passed::from).collect();
        assert!(whole.len() >= 7);
        for (rows, bytes) in [(1, usize::MAX), (5, usize::MAX), (9_999, usize::MAX), (9_999, 700)] {
            assert_eq!(passed(&reader, journal, rows, bytes), whole, "{rows} rows, {bytes} bytes");
        }
    }
    assert!(reader.passing(TerminalId(404), 0, 9, 9).unwrap().is_empty(), "nobody's journal");
}

#[test]
fn a_damaged_row_is_passed_on_to_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let mut till = Till::new(1);
    let store = open(folder.path());
    store.writer().append_and_wait(sale(till.orders(3))).unwrap();
    drop(store);
    let file = Connection::open(folder.path().join("tillrail.db")).unwrap();
    let change = "UPDATE journal SET bytes = replace(bytes, 'owner', 'ownes') WHERE seq = 9";
    file.execute_batch(change).unwrap();
    drop(file);
    let reader = Reader::open(folder.path()).unwrap();
    assert_eq!(reader.passing(till.terminal, 0, 100, usize::MAX).unwrap().len(), 8);
    let error = reader.passing(till.terminal, 8, 100, usize::MAX).unwrap_err();
    assert!(matches!(error, StoreError::DamagedRow { seq: 9, .. }), "{error}");
    // What follows is whole in itself, and says by its own bytes what it follows.
    let behind = reader.passing(till.terminal, 9, 100, usize::MAX).unwrap();
    assert_eq!(behind.len(), 12);
    assert_eq!(behind[0].seq, 10);
}

#[test]
fn rows_that_a_hub_hands_on_in_memory_give_the_figures_that_its_journal_gives() {
    let home = tempfile::tempdir().unwrap();
    let store = hub(&home.path().join("hub"));
    let (honest, pairing, forged, _) = scene();
    let (mut first, mut second) = (Till::new(4), Till::new(5));
    let parts = vec![
        honest,
        forged,
        first.order().facts,
        // A kitchen is known as one only now: what was made of its facts is made anew.
        pairing,
        second.orders(MORE_THAN_IN_MEMORY / 7),
        first.order().facts,
        second.order().facts,
    ];
    for (n, part) in parts.iter().enumerate() {
        // In pieces, so that each comes while the projections are somewhere behind.
        for piece in part.chunks(if n == 4 { part.len() } else { 3 }) {
            store.writer().append_and_wait(sync(piece)).unwrap();
        }
        // An order by its identity comes from the journal, wherever the projections are.
        if let AggregateId::Order(id) = part.last().unwrap().fact.aggregate {
            let order = store.reader().unwrap().order(id).unwrap().unwrap();
            assert_eq!(order.payments.len(), 1, "after {n}");
        }
        // Meanwhile the disk is full: what the writer remembers must not be ahead of it.
        store.writer().limit_pages(Some(0)).unwrap();
        let stranger = Till::new(9).orders(300);
        assert!(store.writer().append_and_wait(sync(&stranger)).is_err());
        store.writer().limit_pages(None).unwrap();
        // What a power cut leaves at this instant, wherever the watermark is.
        let cut = home.path().join(format!("cut-{n}"));
        store.reader().unwrap().back_up(&cut).unwrap();
        let again = hub(&cut);
        assert_eq!(again.reader().unwrap().lag().unwrap(), 0);
        assert_eq!(projections(&cut), expected(&parts[..=n]), "after {n}");
        assert!(again.reader().unwrap().verify(&mut |_, _| ()).unwrap().is_whole());
    }
    let reader = store.reader().unwrap();
    while reader.lag().unwrap() > 0 {
        std::thread::yield_now();
    }
    assert_eq!(projections(store.folder()), expected(&parts), "live, without a restart");
    let shown = projections(store.folder());
    store.rebuild(&mut |_, _| ()).unwrap();
    assert_eq!(projections(store.folder()), shown, "made anew");
}

/// The pairing that bars a kitchen's facts comes with the very last row of the history: what was
/// made of them is made anew, and only then INCOMPLETE ends.
#[test]
fn what_is_made_anew_while_incomplete_is_whole_when_incomplete_ends() {
    let (honest, pairing, forged, _) = scene();
    let mut other = Till::new(4);
    let parts = [honest, forged, other.orders(20), pairing];
    let whole = expected(&parts);
    let mut until = Frontier::default();
    for row in parts.iter().filter_map(|part| part.last()) {
        until.advance(row.journal(), row.head());
    }
    for waits in [true, false] {
        let folder = tempfile::tempdir().unwrap();
        let store = open(folder.path());
        store.writer().incomplete_until(until.clone());
        let reader = store.reader().unwrap();
        for (n, part) in parts.iter().enumerate() {
            let pieces: Vec<&[Sealed]> = part.chunks(10).collect();
            for (m, piece) in pieces.iter().enumerate() {
                if waits {
                    store.writer().append_and_wait(sync(piece)).unwrap();
                } else {
                    let (tell, told) = std::sync::mpsc::channel();
                    store.writer().append(sync(piece), move |done| tell.send(done).unwrap());
                    told.recv().unwrap().unwrap();
                }
                let last = n + 1 == parts.len() && m + 1 == pieces.len();
                assert_eq!(reader.until().unwrap().is_none(), last, "part {n}, piece {m}");
            }
        }
        // Nothing was written since: what was said to be whole is whole.
        assert_eq!(reader.lag().unwrap(), 0);
        assert_eq!(projections(store.folder()), whole);
        assert_eq!(reader.left_out().unwrap().not_permitted, parts[1].len() - 1);
    }
}

#[test]
fn a_rebuild_while_incomplete_ends_it_only_with_figures_that_are_whole() {
    let mut till = Till::new(1);
    let rows = till.orders(40);
    let last = rows.last().unwrap();
    let until = Frontier([(last.journal(), last.head())].into());
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    store.writer().incomplete_until(until);
    store.writer().append_and_wait(sync(&rows[..100])).unwrap();
    let reader = store.reader().unwrap();
    store.rebuild(&mut |_, _| ()).unwrap();
    assert!(reader.until().unwrap().is_some(), "something is missing");
    store.writer().append_and_wait(sync(&rows[100..])).unwrap();
    assert!(reader.until().unwrap().is_none());
    assert_eq!(projections(store.folder()), expected(&[rows]));
}

/// A kill between the commit of the last row and the end of INCOMPLETE.
#[test]
fn what_a_kill_left_incomplete_although_nothing_is_missing_is_whole_at_the_next_start() {
    let mut till = Till::new(1);
    let rows = till.orders(3);
    let last = rows.last().unwrap();
    let until = Frontier([(last.journal(), last.head())].into());
    let more = Frontier([(last.journal(), till.order().facts[6].head())].into());
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    store.writer().append_and_wait(sync(&rows)).unwrap();
    drop(store);
    for (until, whole) in [(until, true), (more, false)] {
        let file = Connection::open(folder.path().join("tillrail.db")).unwrap();
        let text = serde_json::to_string(&until).unwrap();
        file.execute("INSERT OR REPLACE INTO meta (key, value) VALUES ('aside.until', ?1)", [text])
            .unwrap();
        drop(file);
        let store = open(folder.path());
        assert_eq!(store.reader().unwrap().until().unwrap().is_none(), whole);
    }
}

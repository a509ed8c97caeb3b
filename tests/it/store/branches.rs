//! Two machines with one identity: both branches stay, and a renewed machine loses nothing.

use tillrail::domain::frontier::{Head, branch_journal};
use tillrail::domain::id::{AggregateId, TerminalId};
use tillrail::store::{Batch, FORKED, Priority, Renewal, Store};

use super::shop::{Till, open, sale};

fn sync(envelopes: Vec<tillrail::domain::envelope::Sealed>) -> Batch {
    Batch { priority: Priority::Sync, envelopes }
}

/// A till and its clone: what both share, and what each did by itself.
struct Forked {
    till: Till,
    shared: Vec<tillrail::domain::envelope::Sealed>,
    first: super::shop::Sold,
    second: super::shop::Sold,
}

fn forked() -> Forked {
    let mut till = Till::new(1);
    let shared = till.order().facts;
    let last = shared.last().unwrap();
    let mut clone = till.forked(last.fact.seq, last.hash);
    let (first, second) = (till.order(), clone.order());
    Forked { till, shared, first, second }
}

fn heads(store: &Store) -> Vec<(TerminalId, u64)> {
    let frontier = store.reader().unwrap().frontier().unwrap();
    frontier.0.iter().map(|(journal, head)| (*journal, head.seq)).collect()
}

#[test]
fn f02_a_branch_is_kept_beside_the_journal_it_left_and_folded_like_it() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let Forked { till, shared, first, second } = forked();
    let writer = store.writer();
    writer.append_and_wait(sync([&shared[..], &first.facts].concat())).unwrap();
    assert!(writer.append_and_wait(sync(second.facts.clone())).is_err(), "a fork is no branch");
    let name = second.facts[0].hash;
    let named: Vec<_> = second.facts.iter().cloned().map(|row| row.on_branch(Some(name))).collect();
    let done = writer.append_and_wait(sync(named.clone())).unwrap();
    assert_eq!((done.stored, done.head.seq), (7, 14));
    let journal = branch_journal(till.terminal, name);
    assert_eq!(named[3].journal(), journal);

    let mut reader = store.reader().unwrap();
    assert_eq!(reader.range(journal, 0, 100, usize::MAX).unwrap(), named);
    assert_eq!(reader.range(till.terminal, 7, 100, usize::MAX).unwrap(), first.facts);
    for sold in [&first, &second] {
        assert_eq!(reader.aggregate(&AggregateId::Order(sold.id)).unwrap().len(), 7);
    }
    let branches = reader.branches().unwrap();
    assert_eq!((branches[0].terminal, branches[0].base, branches[0].to), (till.terminal, 7, 14));
    assert!(reader.verify(&mut |_, _| ()).unwrap().is_whole());
    assert_eq!(reader.hash_at(journal, 7).unwrap(), Some(shared[6].hash), "what both share");

    drop(store);
    let store = open(folder.path());
    let again = store.writer().append_and_wait(sync(named)).unwrap();
    assert_eq!(again.stored, 0, "a branch that comes twice is held once");
}

#[test]
fn f02_a_machine_that_finds_another_branch_files_its_own_and_goes_on_there() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let Forked { till, shared, first, second } = forked();
    let writer = store.writer();
    writer.set_identity(till.identity()).unwrap();
    writer.append_and_wait(sale([&shared[..], &second.facts].concat())).unwrap();
    let (tell, told) = std::sync::mpsc::channel();
    writer.refile(till.terminal, 7, move |answer| tell.send(answer.is_ok()).unwrap());
    assert!(told.recv().unwrap());
    let journal = branch_journal(till.terminal, second.facts[0].hash);
    let reader = store.reader().unwrap();
    assert_eq!(reader.own_journal(till.terminal).unwrap(), journal);
    assert_eq!(reader.must_renew().unwrap().as_deref(), Some(FORKED));
    assert_eq!(reader.unsent().unwrap(), 7);
    // The other machine's facts take their place, and what is sold here goes on behind its own.
    writer.append_and_wait(sync(first.facts.clone())).unwrap();
    let mut clone = till.forked(14, second.facts[6].hash);
    writer.append_and_wait(sale(vec![clone.drift(1)])).unwrap();
    let mut expected = vec![(till.terminal, 14), (journal, 15)];
    expected.sort_unstable();
    assert_eq!(heads(&store), expected);
    assert!(reader.verify(&mut |_, _| ()).unwrap().is_whole());
}

#[test]
fn f12_a_renewed_machine_issues_again_what_nobody_else_holds_and_it_counts_once() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let mut till = Till::new(1);
    let (known, lost) = (till.order(), till.order());
    let writer = store.writer();
    writer.set_identity(till.identity()).unwrap();
    writer.append_and_wait(sale([&known.facts[..], &lost.facts].concat())).unwrap();
    let day = till.day;
    let before = store.reader().unwrap().days(day, day).unwrap();
    let identity = tillrail::store::Identity {
        terminal: TerminalId(99),
        letter: Some("C".parse().unwrap()),
        ..till.identity()
    };
    writer.renew(Renewal { identity: identity.clone(), held: 7, takes_over: false }).unwrap();

    let mut reader = store.reader().unwrap();
    assert_eq!(reader.identity().unwrap(), Some(identity));
    assert_eq!(heads(&store), [(TerminalId(99), 7), (till.terminal, 7)]);
    let again = reader.range(TerminalId(99), 0, 100, usize::MAX).unwrap();
    for (row, first) in again.iter().zip(&lost.facts) {
        assert_eq!(row.fact.sort_key(), first.fact.sort_key());
        assert_eq!(row.fact.of.map(|of| of.hash), Some(first.hash));
    }
    assert_eq!(reader.unsent().unwrap(), 7);
    assert_eq!(reader.days(day, day).unwrap(), before, "nothing counts twice");
    assert!(reader.verify(&mut |_, _| ()).unwrap().is_whole());

    // The hub had them after all: they come back under the old name and still count once.
    writer.append_and_wait(sync(lost.facts.clone())).unwrap();
    assert_eq!(reader.head(till.terminal).unwrap(), lost.facts[6].head());
    store.rebuild(&mut |_, _| ()).unwrap();
    assert_eq!(reader.days(day, day).unwrap(), before);
    assert_eq!(reader.aggregate(&AggregateId::Order(lost.id)).unwrap().len(), 21);
    assert_ne!(reader.own_head(TerminalId(99)).unwrap(), Head::NONE);
}

#[test]
fn f32_a_branch_that_comes_before_the_journal_it_left_is_filed_under_its_own_name() {
    let Forked { till, shared, first, second } = forked();
    let name = second.facts[0].hash;
    let branch: Vec<_> = second.facts.into_iter().map(|row| row.on_branch(Some(name))).collect();
    let (shared, rest) = (shared.as_slice(), first.facts.as_slice());
    let hub = tillrail::store::HubAddress {
        url: "ws://127.0.0.1:1".to_owned(),
        credential: "secret".to_owned(),
        fingerprint: None,
        terminal: None,
    };
    let orders: [[&[_]; 3]; 3] =
        [[shared, rest, &branch], [shared, &branch, rest], [&branch, shared, rest]];
    let mut expected = vec![(till.terminal, 14), (branch_journal(till.terminal, name), 14)];
    expected.sort_unstable();
    for (n, parts) in orders.into_iter().enumerate() {
        let folder = tempfile::tempdir().unwrap();
        let store = open(folder.path());
        let me = Till::new(9).identity();
        let me = tillrail::store::Identity { hub: Some(hub.clone()), ..me };
        store.writer().set_identity(me).unwrap();
        for part in parts {
            store.writer().append_and_wait(sync(part.to_vec())).unwrap();
        }
        assert_eq!(heads(&store), expected, "arrival {n}");
        assert!(store.reader().unwrap().verify(&mut |_, _| ()).unwrap().is_whole(), "arrival {n}");
        assert_eq!(store.reader().unwrap().branches().unwrap()[0].base, 7);
    }
}

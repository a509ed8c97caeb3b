//! Numbers that two machines with one identity gave: both stay, and each later one is an exception.

use tillrail::domain::audit::What;
use tillrail::domain::envelope::Sealed;
use tillrail::domain::id::TerminalId;
use tillrail::store::{Batch, Identity, Priority, Renewal, Store};

use super::shop::{Till, open, sale};

fn sync(envelopes: Vec<Sealed>) -> Batch {
    Batch { priority: Priority::Sync, envelopes }
}

/// A till and its copy: what both share, what the till did by itself, and what the copy did, as a
/// branch.
fn copied() -> (Till, [Vec<Sealed>; 3]) {
    let mut till = Till::new(1);
    // Nothing that both share bears a number, for a copied `Till` counts from one.
    let shared = vec![till.drift(1)];
    let last = shared.last().unwrap();
    let mut copy = till.forked(last.fact.seq, last.hash);
    let mut own = vec![till.open_shift()];
    own.extend(till.orders(2));
    own.push(till.close_shift());
    let mut other = vec![copy.open_shift()];
    other.extend(copy.orders(3));
    other.push(copy.close_shift());
    let name = other[0].hash;
    let other = other.into_iter().map(|row| row.on_branch(Some(name))).collect();
    (till, [shared, own, other])
}

/// What is said to have been given twice, with its words.
fn twice(store: &Store) -> Vec<(String, String)> {
    let mut reader = store.reader().unwrap();
    let found = reader.repeated().unwrap();
    assert!(found.iter().all(|one| one.what == What::Repeated));
    let (from, to) = ("2000-01-01".parse().unwrap(), "2100-01-01".parse().unwrap());
    let mut reported = reader.remarks(from, to).unwrap();
    reported.retain(|one| one.what == What::Repeated);
    assert_eq!(reported, found, "the report of exceptions names the same");
    let words = |words: &str| words.split(" number").next().unwrap().to_owned();
    found.iter().map(|one| (words(&one.words), one.about.clone())).collect()
}

#[test]
fn f02_and_f28_numbers_that_a_copied_machine_gave_again_are_exceptions_in_any_order_of_arrival() {
    let (till, [shared, own, other]) = copied();
    let mut told: Option<Vec<(String, String)>> = None;
    let ways: [[&Vec<Sealed>; 2]; 2] = [[&own, &other], [&other, &own]];
    for ways in ways {
        let folder = tempfile::tempdir().unwrap();
        let store = open(folder.path());
        store.writer().append_and_wait(sync(shared.clone())).unwrap();
        assert_eq!(twice(&store), []);
        for rows in ways {
            store.writer().append_and_wait(sync(rows.clone())).unwrap();
        }
        let mut found = twice(&store);
        found.sort();
        let wanted = [
            ("the Z", "B-1"),
            ("the order", "B1"),
            ("the order", "B2"),
            ("the receipt", "B-000001"),
            ("the receipt", "B-000002"),
            ("the shift", "B-1"),
        ];
        let wanted = wanted.map(|(series, number)| (series.to_owned(), number.to_owned()));
        assert_eq!(found, wanted, "the third order of the copy repeats nothing");
        assert_eq!(*told.get_or_insert_with(|| found.clone()), found);
        // Both orders of a number are kept and counted.
        let day = till.day;
        let days = store.reader().unwrap().days(day, day).unwrap();
        assert_eq!(days[0].1.orders, 5);
        let again = store.writer().append_and_wait(sync(other.clone())).unwrap();
        assert_eq!(
            (again.stored, twice(&store).len()),
            (0, 6),
            "told once, however often it comes"
        );
    }
}

#[test]
fn the_number_of_another_day_and_what_was_issued_again_are_no_repetition() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let mut till = Till::new(1);
    let mut facts = till.orders(2);
    till.on_day(1);
    // The orders of each day begin at 1; receipts go on.
    facts.extend(till.orders(2));
    store.writer().set_identity(till.identity()).unwrap();
    store.writer().append_and_wait(sale(facts.clone())).unwrap();
    assert_eq!(twice(&store), []);
    let identity = Identity {
        terminal: TerminalId(99),
        letter: Some("Q".parse().unwrap()),
        ..till.identity()
    };
    store.writer().renew(Renewal { identity, held: 14, takes_over: false }).unwrap();
    assert_eq!(twice(&store), [], "a fact that was issued again is the same fact");
    store.writer().append_and_wait(sync(facts[14..].to_vec())).unwrap();
    assert_eq!(twice(&store), [], "also when the first one turns up after all");
}

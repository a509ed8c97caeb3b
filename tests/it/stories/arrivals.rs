//! By brute force: every order in which six operations can arrive, each of them once more at the
//! end, and every way in which two journals can lie between each other, cut into batches.

use std::path::Path;
use std::sync::Arc;

use tillrail::domain::command::Step;
use tillrail::domain::envelope::{Fact, Sealed};
use tillrail::domain::id::OrderId;
use tillrail::domain::money::Quantity;
use tillrail::domain::order::Order;
use tillrail::domain::settings::Settings;
use tillrail::domain::state::{Applied, State};
use tillrail::domain::time::At;
use tillrail::store::{Batch, OpenOptions, Priority, Store};

use super::world::{NOON, Place, second_counter};
use crate::store::figures::projections;

/// How many operations there are.
const COUNT: usize = 6;

/// An operation: the rows that it made.
type Operation = Vec<Sealed>;

/// What both counters knew before, what they then did apart, and the order that it is about. The
/// first opens, sends and is paid a part; the second adds, sets a quantity that the first sends, and
/// takes a line off that the first sends.
struct Story {
    before: Vec<Sealed>,
    first: [Operation; 3],
    second: [Operation; 3],
    order: OrderId,
}

fn story() -> Story {
    let mut first = Place::shop(Settings::default());
    let mut second = second_counter(&mut first);
    let before: Vec<Sealed> = first.journal.iter().chain(&second.journal).cloned().collect();
    let (from, other) = (first.journal.len(), second.journal.len());
    let (order, lines) = first.order(&[("5", 2), ("3", 1)]);
    let opened = first.journal[from..].to_vec();
    second.learn(&first.facts());
    let sent = first.send(order).unwrap();
    let mut take = first.take(Some(500));
    take.part = true;
    let paid = first.step(order, Step::Pay(take)).unwrap();
    let more = second.new_line("1", 1);
    let added = second.step(order, Step::Add(more)).unwrap();
    let five = second.step(order, Step::SetQuantity(lines[0], Quantity::pieces(5))).unwrap();
    let removed = second.step(order, Step::Remove(lines[1])).unwrap();
    assert_eq!(second.journal.len(), other + added.len() + five.len() + removed.len());
    Story { before, first: [opened, sent, paid], second: [added, five, removed], order }
}

fn learn(state: &mut State, facts: &[Sealed]) {
    for fact in facts.iter().map(|row| &row.fact) {
        if let Applied::NeedsLoad(_) = state.apply(fact) {
            let _: Applied = state.load(fact);
        }
    }
}

/// Every order of the numbers below `COUNT`.
fn orders_of_arrival() -> Vec<Vec<usize>> {
    let mut all = vec![Vec::new()];
    for _ in 0..COUNT {
        let longer = all.iter().flat_map(|begun: &Vec<usize>| {
            let free = (0..COUNT).filter(|next| !begun.contains(next));
            free.map(|next| [&begun[..], &[next]].concat()).collect::<Vec<_>>()
        });
        all = longer.collect();
    }
    all
}

#[test]
fn f15_f23_six_operations_fold_alike_in_all_720_orders_of_arrival_and_when_any_comes_twice() {
    let Story { before, first, second, order } = story();
    let operations: Vec<&Operation> = first.iter().chain(&second).collect();
    let me = Place::shop(Settings::default()).desk.state.me.clone();
    let mut known = State::new(me);
    learn(&mut known, &before);
    let now = At(NOON);
    let mut straight = known.clone();
    for rows in &operations {
        learn(&mut straight, rows);
    }
    let wanted: Order = straight.order(order).unwrap().clone();
    assert_eq!(wanted.lines.len(), 3, "all lines survive");
    assert_eq!(wanted.payments.len(), 1);
    let arrivals = orders_of_arrival();
    assert_eq!(arrivals.len(), 720);
    for (n, arrival) in arrivals.iter().enumerate() {
        let mut state = known.clone();
        for at in arrival {
            learn(&mut state, operations[*at]);
        }
        assert_eq!(state.order(order), Some(&wanted), "{arrival:?}");
        assert_eq!(state.digest(now), straight.digest(now), "{arrival:?}");
        // One of them comes once more, each in its turn.
        learn(&mut state, operations[n % COUNT]);
        assert_eq!(state.order(order), Some(&wanted), "{arrival:?} and {} again", n % COUNT);
    }
}

/// Every way to put three of one journal between three of another.
fn between() -> Vec<Vec<bool>> {
    let masks = 0..1_u32 << COUNT;
    let of_first = |mask: u32| (0..COUNT).map(move |bit| mask & (1 << bit) != 0).collect();
    masks.filter(|mask| mask.count_ones() == 3).map(of_first).collect()
}

fn store(folder: &Path) -> Store {
    Store::open(folder, &OpenOptions::new("test", folder, At(NOON))).unwrap()
}

#[test]
fn f15_f19_two_journals_give_the_same_figures_however_they_arrive_and_are_cut_into_batches() {
    let Story { before, first, second, order } = story();
    let ways = between();
    assert_eq!(ways.len(), 20);
    let home = tempfile::tempdir().unwrap();
    let mut wanted: Option<(Option<Order>, Vec<String>)> = None;
    for (n, way) in ways.iter().enumerate() {
        let (mut ours, mut theirs) = (first.iter(), second.iter());
        let rows: Vec<&Operation> = way
            .iter()
            .map(|ours_next| {
                let next = if *ours_next { ours.next() } else { theirs.next() };
                next.unwrap()
            })
            .collect();
        for size in [1, 2, 3, COUNT] {
            let folder = home.path().join(format!("{n}-{size}"));
            let store = store(&folder);
            let write = |envelopes: Vec<Sealed>| {
                let batch = Batch { priority: Priority::Sync, envelopes };
                store.writer().append_and_wait(batch).unwrap();
            };
            write(before.clone());
            for batch in rows.chunks(size) {
                write(batch.iter().flat_map(|rows| rows.iter().cloned()).collect());
            }
            // Everything once more changes nothing.
            write(rows.iter().flat_map(|rows| rows.iter().cloned()).collect());
            let order = store.reader().unwrap().order(order).unwrap();
            let found = (order, projections(&folder));
            drop(store);
            std::fs::remove_dir_all(&folder).unwrap();
            let wanted = wanted.get_or_insert_with(|| found.clone());
            assert_eq!(found, *wanted, "{way:?} in batches of {size}");
        }
    }
    let facts: Vec<Arc<Fact>> = before
        .iter()
        .chain(first.iter().chain(&second).flatten())
        .map(|row| Arc::clone(&row.fact))
        .collect();
    let me = Place::shop(Settings::default()).desk.state.me.clone();
    let mut state = State::new(me);
    for fact in &facts {
        let _: Applied = state.load(fact);
    }
    let (folded, _) = wanted.unwrap();
    assert_eq!(folded.as_ref(), state.order(order), "the store folds as the screens do");
}

//! Projections are the same however the rows of one arrival were gathered into commits, while they
//! chase each other, behind the journal, and made anew: over random days with everything in them that
//! is folded in another way than it came.

use std::collections::VecDeque;
use std::path::Path;

use rusqlite::Connection;
use rusqlite::types::Value;
use tillrail::domain::envelope::Sealed;
use tillrail::domain::event::{
    Event, LineVoided, LinesMoved, MovedLine, Payment, Tender, TerminalPaired,
};
use tillrail::domain::id::{AggregateId, PaymentId, PersonId, TerminalId, TerminalKind};
use tillrail::domain::money::{Money, Quantity};
use tillrail::domain::settings::SettingsPatch;
use tillrail::store::{
    Batch, Identity, OpenOptions, Priority, Projecting, Renewal, Store, StoreError,
};

use super::figures::projections;
use super::shop::{NOON, Sold, Till, open};

/// A small series of numbers, the same for the same seed.
struct Dice(u64);

impl Dice {
    fn throw(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963);
        usize::try_from((self.0 >> 33) % u64::try_from(below).unwrap()).unwrap()
    }
}

/// Every row of every projection, as it is: of one file before and after.
fn exact(folder: &Path) -> Vec<String> {
    let conn = Connection::open(folder.join("tillrail.db")).unwrap();
    let mut all = Vec::new();
    for table in ["orders", "shifts", "shift_orders", "series", "rollups", "prep", "visits"] {
        let mut select = conn.prepare(&format!("SELECT * FROM {table}")).unwrap();
        let columns = select.column_count();
        let mut rows = select.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            let values: Vec<Value> = (0..columns).map(|at| row.get(at).unwrap()).collect();
            all.push(format!("{table}: {values:?}"));
        }
    }
    all.sort();
    all
}

fn void(sold: &Sold, reason: &str) -> Event {
    Event::LineVoided(LineVoided {
        line: sold.lines[0],
        quantity: Quantity::ONE,
        reason: reason.to_owned(),
        approver: None,
    })
}

/// What a till does about an order of either till, some of it too late for the shift.
fn about(till: &mut Till, dice: &mut Dice, sold: &[Sold]) -> Sealed {
    let one = &sold[dice.throw(sold.len())];
    let other = &sold[dice.throw(sold.len())];
    match dice.throw(7) {
        0 => {
            let refunded = i64::try_from(dice.throw(1_500)).unwrap();
            till.refund(one, refunded)
        }
        1 => till.about(one, void(one, "spilled")),
        2 => till.about(one, Event::LineReady { lines: one.lines.clone() }),
        3 => till.about(one, Event::OrderCancelled { reason: "fire".to_owned(), approver: None }),
        4 if one.id != other.id => {
            let line = MovedLine { line: one.lines[1], quantity: Quantity::ONE, part: None };
            till.about(
                one,
                Event::LinesMoved(LinesMoved {
                    to: other.id,
                    lines: vec![line],
                    discounts: Vec::new(),
                    payments: Vec::new(),
                }),
            )
        }
        5 => {
            let zone = ["Asia/Tokyo", "Europe/Berlin", "UTC"][dice.throw(3)].to_owned();
            let patch = SettingsPatch { time_zone: Some(zone), ..SettingsPatch::default() };
            till.say(AggregateId::Settings, Event::SettingsChanged(Box::new(patch)))
        }
        _ => {
            let paid = Payment {
                payment: PaymentId(till.mint()),
                tender: Tender::Card,
                amount: Money::new(700),
                tendered: Money::new(700),
                change: Money::ZERO,
                tip: Money::new(50),
                rounding: Money::ZERO,
                reference: None,
                shift: till.shift,
                drawer: None,
            };
            till.about(one, Event::PaymentTaken(Box::new(paid)))
        }
    }
}

/// The journals of a few days, each in its order.
fn journals(dice: &mut Dice) -> Vec<VecDeque<Sealed>> {
    let (mut a, mut b) = (Till::new(1), Till::new(2));
    let (mut hub, mut kitchen) = (Till::new(3), Till::new(4));
    let (mut of_a, mut of_b, mut of_kitchen) = (VecDeque::new(), VecDeque::new(), VecDeque::new());
    let mut sold: Vec<Sold> = Vec::new();
    for day in 0..3 {
        a.on_day(day);
        b.on_day(day);
        kitchen.on_day(day);
        of_a.push_back(a.open_shift());
        for _ in 0..8 {
            let mut order = if dice.throw(3) == 0 { b.order() } else { a.order() };
            let of = if order.facts[0].fact.terminal == a.terminal { &mut of_a } else { &mut of_b };
            of.extend(std::mem::take(&mut order.facts));
            sold.push(order);
            for _ in 0..dice.throw(3) {
                match dice.throw(3) {
                    0 => of_a.push_back(about(&mut a, dice, &sold)),
                    1 => of_b.push_back(about(&mut b, dice, &sold)),
                    _ => of_kitchen.push_back(about(&mut kitchen, dice, &sold)),
                }
            }
        }
        of_b.push_back(b.unknown());
        let person = PersonId(b.mint());
        of_b.push_back(b.say(AggregateId::Person(person), Event::PersonalErased { person }));
        of_a.push_back(a.close_shift());
        of_a.push_back(about(&mut a, dice, &sold));
    }
    let paired = TerminalPaired {
        terminal: kitchen.terminal,
        terminal_kind: TerminalKind::Kitchen,
        name: "Hot".to_owned(),
        letter: None,
        credential: None,
    };
    let about = AggregateId::Terminal(kitchen.terminal);
    let of_hub = VecDeque::from([hub.say(about, Event::TerminalPaired(paired))]);
    // The same identity on another machine, which went its own way from a place on.
    let from = &of_a[of_a.len() / 2];
    let mut clone = a.forked(from.fact.seq, from.hash);
    clone.shift = None;
    let facts = clone.orders(2);
    let name = facts[0].hash;
    let branch = facts.into_iter().map(|row| row.on_branch(Some(name))).collect();
    vec![of_a, of_b, of_hub, of_kitchen, branch]
}

/// All of them in one order of arrival; a branch comes behind the journal that it left.
fn arrival(dice: &mut Dice) -> Vec<Sealed> {
    let mut journals = journals(dice);
    let base = journals[4][0].fact.seq - 1;
    let mut all = Vec::new();
    while journals.iter().any(|journal| !journal.is_empty()) {
        let at = dice.throw(journals.len());
        let held = journals[0].front().is_none_or(|next| next.fact.seq > base);
        if at == 4 && !held {
            continue;
        }
        for _ in 0..=dice.throw(6) {
            all.extend(journals[at].pop_front());
        }
    }
    all
}

fn sync(envelopes: Vec<Sealed>) -> Batch {
    Batch { priority: Priority::Sync, envelopes }
}

fn behind(folder: &Path) -> Store {
    let mut options = OpenOptions::new("hub", folder, NOON);
    options.projecting = Projecting::Behind;
    Store::open(folder, &options).unwrap()
}

#[test]
fn figures_are_the_same_however_rows_were_gathered_and_when_they_are_made_anew() {
    for seed in 1..=12 {
        let mut dice = Dice(seed);
        let rows = arrival(&mut dice);
        let folder = tempfile::tempdir().unwrap();
        let places = ["one", "chased", "behind"].map(|name| folder.path().join(name));
        let one = open(&places[0]);
        for row in &rows {
            one.writer().append_and_wait(sync(vec![row.clone()])).unwrap();
        }
        let chased = open(&places[1]);
        let later = behind(&places[2]);
        for store in [&chased, &later] {
            let mut rest = &rows[..];
            while !rest.is_empty() {
                let (now, then) = rest.split_at(rest.len().min(1 + dice.throw(60)));
                store.writer().append(sync(now.to_vec()), |answer| assert!(answer.is_ok()));
                rest = then;
            }
            store.writer().flush().unwrap();
        }
        drop(later);
        let later = behind(&places[2]);
        let expected = projections(&places[0]);
        assert!(one.reader().unwrap().left_out().unwrap().not_permitted > 0, "seed {seed}");
        for (store, place) in [(&one, &places[0]), (&chased, &places[1]), (&later, &places[2])] {
            assert_eq!(projections(place), expected, "seed {seed}: {}", place.display());
            made_anew(store, place).unwrap();
            assert_eq!(projections(place), expected, "seed {seed}: {} anew", place.display());
        }
        renewed(&one, &places[0], &mut dice);
    }
}

fn made_anew(store: &Store, folder: &Path) -> Result<(), StoreError> {
    let before = exact(folder);
    store.rebuild(&mut |_, _| ())?;
    assert_eq!(exact(folder), before);
    Ok(())
}

/// What a machine issued again when it took another identity counts once, then as now.
fn renewed(store: &Store, folder: &Path, dice: &mut Dice) {
    let till = Till::new(1);
    store.writer().set_identity(till.identity()).unwrap();
    let before = projections(folder);
    let identity = Identity { terminal: TerminalId(99), ..till.identity() };
    let end = store.reader().unwrap().head(till.terminal).unwrap().seq;
    let held = u64::try_from(dice.throw(usize::try_from(end).unwrap())).unwrap();
    store.writer().renew(Renewal { identity, held, takes_over: true }).unwrap();
    assert_eq!(projections(folder), before, "nothing counts twice");
    made_anew(store, folder).unwrap();
}

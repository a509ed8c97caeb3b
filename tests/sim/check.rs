//! What must hold when the site has settled.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use tillrail::domain::envelope::{Fact, Hash};
use tillrail::domain::event::Event;
use tillrail::domain::id::{TerminalId, TerminalKind};
use tillrail::domain::money::Money;
use tillrail::domain::permitted;
use tillrail::domain::state::State;
use tillrail::domain::time::At;

use crate::disk::Disk;
use crate::shop::{self, HUB, NOON, state_of};
use crate::site::Site;
use crate::terminal::Terminal;

impl Site {
    /// Checks everything that section 6 of the sync design promises.
    pub fn check(&mut self) {
        self.check_exchange();
        self.check_chain(&self.hub.disk, "hub");
        for terminal in &self.terminals {
            self.check_chain(&terminal.disk, "terminal");
        }
        let facts = self.hub.disk.facts();
        self.check_folds(&facts);
        self.check_money(&facts);
        self.check_rogue(&facts);
        self.check_numbers(&facts);
        self.check_repeated(&facts);
        self.check_projections();
        self.check_customers();
    }

    fn check_exchange(&self) {
        let seed = self.plan.seed;
        let hub = self.hub.disk.frontier();
        for terminal in &self.terminals {
            let report = terminal.session.report();
            assert_eq!(terminal.disk.frontier(), hub, "seed {seed}: {report:?}");
            assert_eq!(terminal.session.unsent(), 0, "seed {seed}");
            let incomplete = terminal.disk.is_incomplete() || report.incomplete;
            assert!(!incomplete, "seed {seed}: not whole: {report:?}");
            assert!(terminal.session.is_settled(), "seed {seed}: {report:?}");
            let durable = terminal.durable;
            if durable.seq > 0 {
                let held = |journal: &TerminalId| {
                    self.hub.disk.hash_at(*journal, durable.seq) == Some(durable.hash)
                };
                assert!(hub.0.keys().any(held), "seed {seed}: a durable fact is gone");
            }
        }
    }

    fn check_chain(&self, disk: &Disk, who: &str) {
        let seed = self.plan.seed;
        for terminal in disk.frontier().0.keys() {
            let rows = disk.range(*terminal, 0, usize::MAX);
            let Some(first) = rows.first() else { continue };
            let mut previous = first.fact.prev;
            let base = first.fact.seq - 1;
            let left = disk.hash_at(first.fact.terminal, base).unwrap_or(Hash::ZERO);
            assert_eq!(previous, left, "seed {seed} {who}: where a journal begins");
            for (row, seq) in rows.iter().zip(base + 1..) {
                assert_eq!((row.journal(), row.fact.seq), (*terminal, seq), "seed {seed} {who}");
                let hash = Hash::chain(previous, row.bytes.as_bytes());
                assert_eq!(hash, row.hash, "seed {seed} {who}: the chain is broken");
                previous = row.hash;
            }
        }
    }

    /// Every replica folds to the same, in whatever order it heard.
    fn check_folds(&mut self, facts: &[Arc<Fact>]) {
        let seed = self.plan.seed;
        let count = self.plan.terminals;
        let whole = state_of(shop::me(HUB, count), facts);
        let mut shuffled = facts.to_vec();
        for last in (1..shuffled.len()).rev() {
            shuffled.swap(last, self.dice.index(last + 1));
        }
        let other = state_of(shop::me(HUB, count), &shuffled);
        same(seed, "another order of arrival", &whole, &other);
        same(seed, "the hub", &whole, &self.hub.desk.state);
        for terminal in &self.terminals {
            same(seed, "a terminal", &whole, &terminal.desk.state);
        }
    }

    /// The money of every order adds up, and no payment that was shown as done is missing.
    fn check_money(&self, facts: &[Arc<Fact>]) {
        let seed = self.plan.seed;
        let state = state_of(shop::me(HUB, self.plan.terminals), facts);
        for order in state.orders() {
            let totals = order.totals().unwrap();
            assert!(totals.adds_up(order.pricing.prices), "seed {seed}: {}", order.title());
            for row in &order.payments {
                let paid = &row.payment;
                let kept = paid.tendered.minus(paid.change).unwrap();
                let parts = Money::sum([paid.amount, paid.rounding, paid.tip]).unwrap();
                assert_eq!(kept, parts, "seed {seed}: {}", order.title());
            }
        }
        let honest = |terminal: &&Terminal| !self.is_rogue(terminal.id);
        let honest = self.terminals.iter().filter(honest);
        for promise in honest.flat_map(|terminal| &terminal.promises) {
            let order = state.order(promise.order).expect("the order of a payment");
            // Also on an order that a rogue opened: the money of an honest terminal is never gone.
            let kin = state.family_of(promise.order).iter().chain(state.orders());
            let kept = kin.into_iter().any(|order| order.payment(promise.payment).is_some());
            assert!(kept, "seed {seed}: {} lost its payment", order.title());
        }
    }

    fn is_rogue(&self, terminal: TerminalId) -> bool {
        self.plan.rogue && terminal == shop::kitchen(self.plan.terminals)
    }

    /// What a kitchen may not make is held and left out of everything.
    fn check_rogue(&self, facts: &[Arc<Fact>]) {
        if !self.plan.rogue {
            return;
        }
        let seed = self.plan.seed;
        let state = state_of(shop::me(HUB, self.plan.terminals), facts);
        let own = |fact: &&Arc<Fact>| self.is_rogue(fact.terminal);
        let may = |event: &Event| permitted::may(TerminalKind::Kitchen, event);
        let forged = facts.iter().filter(own);
        let forged = forged.filter(|fact| fact.event.as_ref().is_some_and(|event| !may(event)));
        let forged: BTreeSet<_> = forged.map(|fact| fact.sort_key()).collect();
        let left_out: BTreeSet<_> = state.not_permitted().map(|fact| fact.sort_key()).collect();
        assert_eq!(forged, left_out, "seed {seed}: what is left out");
        for order in state.orders() {
            let taken = order.payments.iter().all(|row| !self.is_rogue(row.stamp.terminal));
            let opened = order.opened.as_ref().is_some_and(|stamp| !self.is_rogue(stamp.terminal));
            assert!(taken && opened, "seed {seed}: {} has money of a kitchen", order.title());
        }
        assert_eq!(state.settings().cash_step, Money::new(5), "seed {seed}");
    }

    /// No number is given twice; receipts, shifts and Zs of a terminal have no gap.
    fn check_numbers(&self, facts: &[Arc<Fact>]) {
        let seed = self.plan.seed;
        let is_copied =
            |id: TerminalId| self.terminals.iter().any(|one| one.id == id && one.cloned);
        let mut orders = BTreeSet::new();
        let mut series: BTreeMap<(TerminalId, &str), Vec<(u64, u64)>> = BTreeMap::new();
        for fact in facts.iter().filter(|fact| !self.is_rogue(fact.terminal)) {
            let (name, number) = match &fact.event {
                Some(Event::OrderOpened(opened)) => {
                    let fresh = orders.insert((fact.day, opened.number.to_string()));
                    assert!(
                        fresh || is_copied(fact.maker()),
                        "seed {seed}: {} was given twice",
                        opened.number
                    );
                    continue;
                }
                Some(Event::ReceiptIssued { number, .. }) => ("receipt", number),
                Some(Event::ShiftOpened(opened)) => ("shift", &opened.number),
                Some(Event::ShiftClosed(closed)) => ("z", &closed.z),
                _ => continue,
            };
            let count = number.count().unwrap();
            series.entry((fact.maker(), name)).or_default().push((fact.seq, count));
        }
        for ((terminal, name), mut given) in series {
            if is_copied(terminal) {
                continue;
            }
            given.sort_unstable();
            let counts: Vec<u64> = given.iter().map(|(_, count)| *count).collect();
            let whole: Vec<u64> = (1..=counts.len() as u64).collect();
            assert_eq!(counts, whole, "seed {seed}: a {name} number is missing or doubled");
        }
    }

    /// What a copied machine numbered twice is an exception on every real disk, and nothing else is.
    fn check_repeated(&self, facts: &[Arc<Fact>]) {
        let seed = self.plan.seed;
        let is_copied =
            |id: TerminalId| self.terminals.iter().any(|one| one.id == id && one.cloned);
        let mut given: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
        for fact in facts.iter().filter(|fact| is_copied(fact.maker())) {
            let (series, number) = match &fact.event {
                Some(Event::OrderOpened(opened)) => {
                    (format!("order {}", fact.day), opened.number.to_string())
                }
                Some(Event::ReceiptIssued { number, .. }) => {
                    ("receipt".to_owned(), number.to_string())
                }
                Some(Event::ShiftOpened(opened)) => ("shift".to_owned(), opened.number.to_string()),
                Some(Event::ShiftClosed(closed)) => ("z".to_owned(), closed.z.to_string()),
                _ => continue,
            };
            given.entry((fact.maker(), series, number)).or_default().insert(fact.sort_key());
        }
        let mut expected: Vec<(u64, &str)> = Vec::new();
        for ((_, _, number), places) in &given {
            expected.extend(places.iter().skip(1).map(|key| (key.seq, number.as_str())));
        }
        expected.sort_unstable();
        let terminals = self.terminals.iter().map(|terminal| &terminal.disk);
        for disk in terminals.chain([&self.hub.disk]) {
            let Some(found) = disk.repeated() else { continue };
            let mut found: Vec<_> =
                found.iter().map(|(seq, number)| (*seq, number.as_str())).collect();
            found.sort_unstable();
            assert_eq!(found, expected, "seed {seed}: numbers that were given twice");
        }
    }

    fn check_projections(&self) {
        let seed = self.plan.seed;
        let terminals = self.terminals.iter().map(|terminal| &terminal.disk);
        for disk in terminals.chain([&self.hub.disk]) {
            if let Some((shown, anew)) = disk.projections() {
                assert_eq!(shown, anew, "seed {seed}: a projection differs from its journal");
            }
        }
    }
}

fn same(seed: u64, who: &str, whole: &State, other: &State) {
    let now = At(NOON);
    assert_eq!(whole.digest(now), other.digest(now), "seed {seed}: {who}: the digest");
    let here: Vec<_> = whole.orders().collect();
    let there: Vec<_> = other.orders().collect();
    assert_eq!(here.len(), there.len(), "seed {seed}: {who}: orders");
    for (here, there) in here.iter().zip(&there) {
        assert_eq!(here, there, "seed {seed}: {who}: {}", here.title());
    }
    assert!(whole.shifts().eq(other.shifts()), "seed {seed}: {who}: the shifts");
    let left_out =
        |state: &State| -> Vec<_> { state.not_permitted().map(|fact| fact.sort_key()).collect() };
    assert_eq!(left_out(whole), left_out(other), "seed {seed}: {who}: what is left out");
    assert!(whole.settings() == other.settings(), "seed {seed}: {who}: the settings");
}

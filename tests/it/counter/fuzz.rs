//! An hour of hammering: twenty keys a second, legal and illegal, and after each the books are right.
//!
//! The suite runs a short form. The hour of one seed: `HOURS=1 SEED=7 cargo test --test it hammer`.

use std::collections::BTreeMap;
use std::sync::Arc;

use tillrail::domain::desk::Desk;
use tillrail::domain::envelope::Fact;
use tillrail::domain::event::{CashWay, Event, Tender};
use tillrail::domain::id::{AggregateId, Boot, OrderId, ShiftId};
use tillrail::domain::money::Money;
use tillrail::domain::order::Order;
use tillrail::domain::state::State;
use tillrail::domain::tally::tally;
use tillrail::domain::totals::Settlement;
use tillrail::tui::Look;
use tillrail::tui::input::{Input, Key, Mouse, MouseKind, keys};
use tillrail::tui::msg::Msg;

use super::till::{Till, lines_of, me, offline, online};

/// Keys of an hour at twenty a second.
const HOUR: u64 = 72_000;
/// Keys of the short form.
const SHORT: u64 = 1_800;
/// Milliseconds between two keys.
const APART_MS: u64 = 50;

/// What people do who know the keys, between all that they do not mean.
const HABITS: [&str; 30] = [
    "c a p Enter",
    "2 * 1 2 Enter",
    "c r o Enter",
    "s o u p Enter F5",
    "f l a + o a t Enter",
    "= 3 5 0 Space t e a Enter",
    "@ 1 2 Enter",
    "F6",
    "F6 1",
    "F9",
    "F9 2 0 .",
    "= Enter",
    "b Enter",
    "k y",
    "k n",
    "* u",
    "Esc Esc",
    "F8 1",
    "F7 1 0",
    "% 1 0 Enter",
    "Ctrl+Z",
    "+ +",
    "-",
    "F4 5 Enter",
    "F10",
    "F10 x",
    ". 0 9",
    "Up F8",
    "# A 4 8 Enter",
    "Enter Enter Enter",
];

/// Small, quick and the same everywhere.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % sides
    }

    fn key(&mut self) -> Key {
        match self.roll(24) {
            0..=3 => Key::Enter,
            4 => Key::Esc,
            5 => Key::Tab,
            6 => Key::Backspace,
            7 => Key::Delete,
            8 => Key::Up,
            9 => Key::Down,
            10 => Key::Left,
            11 => Key::PageDown,
            12 => Key::F(u8::try_from(self.roll(12) + 1).unwrap()),
            13 => Key::Ctrl(['z', 'l', 'q', 'c'][usize::try_from(self.roll(4)).unwrap()]),
            14..=17 => Key::Char(char::from(b'0' + u8::try_from(self.roll(10)).unwrap())),
            _ => Key::Char(char::from(b' ' + u8::try_from(self.roll(95)).unwrap())),
        }
    }
}

/// The till under the hammer.
struct Anvil {
    till: Till,
    dice: Dice,
    boot: u32,
    /// Habits that are being typed.
    typing: Vec<Key>,
    checked: usize,
}

impl Anvil {
    fn new(seed: u64) -> Self {
        let mut till = Till::new();
        till.disk = false;
        let dice = Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        Self { till, dice, boot: 1, typing: Vec::new(), checked: 0 }
    }

    fn pass(&mut self, ms: u64) {
        self.till.now.mono += ms;
        self.till.now.at = self.till.now.at.plus(i64::try_from(ms).unwrap());
    }

    /// One key and what happens around it.
    fn strike(&mut self, count: u64) {
        let apart = if self.dice.roll(12) == 0 { 800 } else { APART_MS };
        self.pass(apart);
        if self.typing.is_empty() && self.dice.roll(3) > 0 {
            let habit = HABITS[usize::try_from(self.dice.roll(30)).unwrap()];
            self.typing = keys(habit).into_iter().rev().collect();
        }
        let key = self.typing.pop().unwrap_or_else(|| self.dice.key());
        self.till.send(&Msg::Input(Input::key(key)));
        if self.dice.roll(3) == 0 {
            self.till.sync_disk();
        }
        if count.is_multiple_of(20) {
            self.till.send(&Msg::Tick);
        }
        match self.dice.roll(400) {
            0 => self.till.send(&Msg::Link(offline(3))),
            1 => self.till.send(&Msg::Link(online())),
            2 => self.tap(),
            3 => self.resize(),
            4 => self.till.send(&Msg::Input(Input::Paste("12\n\u{1b}[31m".to_owned()))),
            5..=8 => assert!(!self.till.picture().is_empty()),
            9 => self.restart(),
            _ => {}
        }
        if self.till.quit {
            self.restart();
        }
    }

    fn tap(&mut self) {
        let (width, height) = self.till.model.size;
        let column = u16::try_from(self.dice.roll(u64::from(width))).unwrap();
        let row = u16::try_from(self.dice.roll(u64::from(height))).unwrap();
        for kind in [MouseKind::Down, MouseKind::Up] {
            self.till.send(&Msg::Input(Input::Mouse(Mouse { column, row, kind })));
        }
    }

    fn resize(&mut self) {
        let sizes = [(80, 24), (120, 36), (60, 16), (160, 45), (80, 24)];
        let (width, height) = sizes[usize::try_from(self.dice.roll(5)).unwrap()];
        self.till.resize(width, height);
    }

    /// A new process on the same journal: the cart is the same, and what is folded anew is what
    /// was on the screen.
    fn restart(&mut self) {
        self.till.sync_disk();
        let before = self.till.model.front.desk.state.clone();
        let cart = self.till.model.order().filter(|order| !order.held && order.cancelled.is_none());
        let cart = cart.map(|order| (order.id, lines_of(order)));
        self.boot += 1;
        let mut state = State::new(me());
        state.series.shifts = 211;
        for fact in &self.till.facts {
            let _ = state.load(fact);
        }
        let day = state.settings().clock().day(self.till.now.at);
        let letter = "A".parse().unwrap();
        let last = state.series.orders.entry((letter, day)).or_default();
        *last = (*last).max(46);
        assert_eq!(state.digest(self.till.now.at), before.digest(self.till.now.at));
        let desk = Desk::new(state, Boot(self.boot), self.till.model.front.desk.head());
        let (now, facts) = (self.till.now, std::mem::take(&mut self.till.facts));
        let size = self.till.model.size;
        self.till = Till::over(desk, Look::dark());
        (self.till.now, self.till.facts, self.till.disk) = (now, facts, false);
        self.till.resize(size.0, size.1);
        self.typing.clear();
        if let Some((id, lines)) = cart {
            let state = &self.till.model.front.desk.state;
            let order = state.order(id).expect("the order is still known");
            assert_eq!(lines_of(order), lines);
        }
    }

    /// What must hold after every key, for the orders that changed.
    fn check(&mut self) {
        let fresh = self.till.facts.get(self.checked..).unwrap_or_default().to_vec();
        self.checked = self.till.facts.len();
        let mut changed: Vec<OrderId> = Vec::new();
        for fact in &fresh {
            if let AggregateId::Order(id) = fact.aggregate
                && !changed.contains(&id)
            {
                changed.push(id);
            }
        }
        for id in changed {
            let state = &self.till.model.front.desk.state;
            let order = state.order(id).expect("no order is ever lost");
            self.adds_up(order);
        }
    }

    fn adds_up(&self, order: &Order) {
        let totals = order.totals().expect("totals in range");
        assert!(totals.adds_up(order.pricing.prices), "{}: {totals:?}", order.title());
        let settled = Settlement::of(order, &totals).expect("a settlement in range");
        let facts = &self.till.facts;
        let of = |fact: &&Arc<Fact>| fact.aggregate == AggregateId::Order(order.id);
        let mut taken = BTreeMap::new();
        let mut refunded = Money::ZERO;
        for fact in facts.iter().filter(of) {
            match &fact.event {
                Some(Event::PaymentTaken(payment)) => {
                    let applied = payment.amount.plus(payment.rounding).unwrap();
                    let whole = applied.plus(payment.tip).unwrap();
                    assert_eq!(payment.tendered.minus(payment.change).unwrap(), whole);
                    taken.insert(payment.payment, payment.amount);
                }
                Some(Event::PaymentRefunded(refund)) => {
                    refunded = refunded.plus(refund.amount).unwrap();
                }
                _ => {}
            }
        }
        assert_eq!(settled.paid, Money::sum(taken.into_values()).unwrap(), "{}", order.title());
        assert_eq!(settled.refunded, refunded, "{}", order.title());
    }

    /// The X of every shift, against a count of the facts with nothing between.
    fn count_shifts(&self) {
        let state = &self.till.model.front.desk.state;
        for shift in state.shifts() {
            let figures = tally(state, shift).expect("figures in range");
            let (mut cash, mut cash_back, mut moved) = (Money::ZERO, Money::ZERO, Money::ZERO);
            let mine = |of: Option<ShiftId>| of == Some(shift.id);
            let mut in_cash = std::collections::BTreeSet::new();
            for fact in &self.till.facts {
                match &fact.event {
                    Some(Event::PaymentTaken(payment))
                        if mine(payment.shift) && payment.tender == Tender::Cash =>
                    {
                        let kept = payment.tendered.minus(payment.change).unwrap();
                        cash = cash.plus(kept).unwrap();
                        in_cash.insert(payment.payment);
                    }
                    // A tip that is added later to cash lies in the drawer too.
                    Some(Event::TipAdded { payment, tip }) if in_cash.contains(payment) => {
                        cash = cash.plus(*tip).unwrap();
                    }
                    Some(Event::PaymentRefunded(refund))
                        if mine(refund.shift) && refund.tender == Tender::Cash =>
                    {
                        cash_back = cash_back.plus(refund.handed().unwrap()).unwrap();
                    }
                    Some(Event::CashMoved(cash))
                        if fact.aggregate == AggregateId::Shift(shift.id) =>
                    {
                        moved = match cash.way {
                            CashWay::PaidIn => moved.plus(cash.amount).unwrap(),
                            CashWay::PaidOut | CashWay::Drop => moved.minus(cash.amount).unwrap(),
                        };
                    }
                    _ => {}
                }
            }
            let expected = shift.float.plus(cash).and_then(|sum| sum.minus(cash_back));
            let expected = expected.and_then(|sum| sum.plus(moved)).unwrap();
            let parts = format!("cash {cash:?}, back {cash_back:?}, moved {moved:?}");
            assert_eq!(figures.expected, expected, "{}: {parts}; {figures:?}", shift.title());
            let settled = state.orders().filter(|order| order.is_paid());
            let settled = settled.map(|order| order.totals().unwrap().total);
            assert!(figures.sales <= Money::sum(settled).unwrap(), "{}", shift.title());
        }
    }
}

fn hammer(seed: u64, strikes: u64) {
    let mut anvil = Anvil::new(seed);
    for count in 0..strikes {
        anvil.strike(count);
        anvil.check();
        if count.is_multiple_of(300) {
            anvil.count_shifts();
        }
    }
    anvil.count_shifts();
    anvil.restart();
    let paid = anvil.till.model.front.desk.state.orders().filter(|order| order.is_paid()).count();
    assert!(paid > 0, "seed {seed} sold nothing in {strikes} keys");
}

#[test]
fn s13_no_way_out_loses_a_cart() {
    let ways = [
        "q Enter",
        "Q q q Enter",
        "Esc Esc Esc Esc",
        "Ctrl+Q Enter",
        "Ctrl+Q Esc",
        "Ctrl+C Enter",
        "Ctrl+Q y",
        "Ctrl+Q h",
        "F10 q Enter",
        "Space 0 0 6 Enter",
        "F9 Esc",
        "F9 Ctrl+Q Enter",
        "F9 2 0 0 Enter Esc Esc",
        "F9 k n Esc",
        "F4 Esc",
        "F6",
        "F5",
        "F7 Esc Esc",
        "Space 0 1 1 Esc Esc",
        "Tab Esc",
        "F10 l",
        "F10 b Esc Esc",
        "@ Esc",
        "/ z z Esc Esc",
    ];
    for way in ways {
        let mut anvil = Anvil::new(1);
        anvil.till = Till::new();
        anvil.till.keys("2 * 1 2 + o a t \" h o t Enter c r o Enter");
        let (id, lines) = (anvil.till.order().id, anvil.till.lines());
        assert_eq!(lines.len(), 2, "{}", anvil.till.picture());
        anvil.till.keys(way);
        anvil.restart();
        let state = &anvil.till.model.front.desk.state;
        let order = state.order(id).expect("the order is still known");
        let now = lines_of(order);
        assert!(lines.iter().all(|line| now.contains(line)), "{way}: {now:?}");
        assert!(order.cancelled.is_none(), "{way}");
    }
}

#[test]
fn s13_hammering_loses_no_cart_and_the_money_adds_up() {
    let read = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let strikes = read("HOURS").map_or(SHORT, |hours| hours * HOUR);
    let seeds = read("SEED").map_or(1..5, |seed| seed..seed + 1);
    for seed in seeds {
        hammer(seed, strikes);
    }
}

//! The way of an order through the programs, for their logs: each step with the order's number, so
//! that one sale can be followed from the key to the kitchen.
//!
//! Written at the level `debug` by the drivers, never by what decides. Whoever does not listen pays
//! for one question.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, PoisonError};

use crate::domain::envelope::{Fact, Hash, Sealed};
use crate::domain::event::Event;
use crate::domain::id::{AggregateId, OrderId};

/// Numbers of orders that are remembered; the oldest identity goes first.
const NUMBERS_KEPT_MAX: usize = 4_096;

/// Facts on their way to the hub that are remembered.
const PUSHED_KEPT_MAX: usize = 4_096;

/// The numbers of orders, from the facts that open them.
static NUMBERS: Mutex<BTreeMap<OrderId, String>> = Mutex::new(BTreeMap::new());

/// A step on the way of a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// It was decided at this terminal.
    Decided,
    /// It is on this machine's disk.
    Committed,
    /// It is on its way to the hub.
    Pushed,
    /// The hub has it on its disk.
    Acknowledged,
    /// The hub sent it to another terminal.
    Forwarded,
    /// The state of this program knows it.
    Folded,
}

impl Step {
    /// The word in the log.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Decided => "decided",
            Self::Committed => "committed",
            Self::Pushed => "pushed",
            Self::Acknowledged => "acknowledged",
            Self::Forwarded => "forwarded",
            Self::Folded => "folded",
        }
    }
}

/// Whether anybody listens.
pub fn is_on() -> bool {
    tracing::enabled!(tracing::Level::DEBUG)
}

/// The order that a fact belongs to.
pub fn order_of(fact: &Fact) -> Option<OrderId> {
    if let AggregateId::Order(order) = &fact.aggregate { Some(*order) } else { None }
}

/// Notes a step of these facts, once for each order.
pub fn note<'a>(step: Step, facts: impl IntoIterator<Item = &'a Fact>) {
    if !is_on() {
        return;
    }
    let mut orders: BTreeMap<OrderId, u64> = BTreeMap::new();
    for fact in facts {
        let Some(order) = order_of(fact) else { continue };
        if let Some(Event::OrderOpened(opened)) = &fact.event {
            remember(order, opened.number.to_string());
        }
        let last = orders.entry(order).or_default();
        *last = (*last).max(fact.seq);
    }
    for (order, seq) in orders {
        said(step, order, seq);
    }
}

/// Notes a step of envelopes that are only bytes here.
pub fn note_bytes<'a>(step: Step, bytes: impl IntoIterator<Item = &'a str>) {
    if !is_on() {
        return;
    }
    note(step, opened(bytes).iter().map(|sealed| &*sealed.fact));
}

fn opened<'a>(bytes: impl IntoIterator<Item = &'a str>) -> Vec<Sealed> {
    let open = |bytes| Sealed::trusted(bytes, Hash::ZERO).ok();
    bytes.into_iter().filter_map(open).collect()
}

/// What was pushed and is not acknowledged yet, as far as somebody listens.
#[derive(Debug, Default)]
pub struct OnTheWay(VecDeque<(u64, OrderId)>);

impl OnTheWay {
    /// These envelopes are on their way to the hub.
    pub fn pushed<'a>(&mut self, bytes: impl IntoIterator<Item = &'a str>) {
        if !is_on() {
            return;
        }
        let sealed = opened(bytes);
        note(Step::Pushed, sealed.iter().map(|sealed| &*sealed.fact));
        for fact in sealed.iter().map(|sealed| &sealed.fact) {
            if let Some(order) = order_of(fact) {
                self.0.push_back((fact.seq, order));
            }
        }
        while self.0.len() > PUSHED_KEPT_MAX {
            self.0.pop_front();
        }
    }

    /// The hub has everything up to here on its disk.
    pub fn acknowledged(&mut self, seq: u64) {
        let mut orders: BTreeMap<OrderId, u64> = BTreeMap::new();
        while let Some((seq, order)) = self.0.pop_front_if(|(pushed, _)| *pushed <= seq) {
            orders.insert(order, seq);
        }
        for (order, seq) in orders {
            said(Step::Acknowledged, order, seq);
        }
    }
}

fn remember(order: OrderId, number: String) {
    let mut numbers = NUMBERS.lock().unwrap_or_else(PoisonError::into_inner);
    if numbers.len() >= NUMBERS_KEPT_MAX && !numbers.contains_key(&order) {
        numbers.pop_first();
    }
    numbers.insert(order, number);
}

fn said(step: Step, order: OrderId, seq: u64) {
    let numbers = NUMBERS.lock().unwrap_or_else(PoisonError::into_inner);
    let number = numbers.get(&order).cloned();
    drop(numbers);
    let number = number.as_deref().unwrap_or("-");
    let span = tracing::debug_span!("order", number, %order);
    span.in_scope(|| tracing::debug!(step = step.word(), seq, "an order goes on"));
}

//! The loaded orders of a terminal, kept by family: joined when the first line moves between them.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::envelope::{Fact, SortKey};
use super::event::Event;
use super::family::Family;
use super::folded::Folded;
use super::id::{AggregateId, OrderId};
use super::order::Order;

/// Orders by family. Most families are one order that never gave or took a line.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Families {
    /// Each family under the first of its members.
    folds: BTreeMap<OrderId, Folded<Family>>,
    /// The first member of the family of every other member.
    heads: BTreeMap<OrderId, OrderId>,
}

impl Families {
    fn head(&self, id: OrderId) -> OrderId {
        self.heads.get(&id).copied().unwrap_or(id)
    }

    fn fold(&self, id: OrderId) -> Option<&Folded<Family>> {
        self.folds.get(&self.head(id))
    }

    /// True when anything is known of the order, and be it that lines went to it.
    pub fn has(&self, id: OrderId) -> bool {
        self.folds.contains_key(&self.head(id))
    }

    /// The order of this identity.
    pub fn order(&self, id: OrderId) -> Option<&Order> {
        self.fold(id).and_then(|fold| fold.value().order(id))
    }

    /// The orders of a family, sorted by identity.
    pub fn kin(&self, id: OrderId) -> &[Order] {
        self.fold(id).map_or(&[], |fold| fold.value().orders())
    }

    /// All orders, family by family.
    pub fn orders(&self) -> impl DoubleEndedIterator<Item = &Order> {
        self.folds.values().flat_map(|fold| fold.value().orders())
    }

    /// The facts of a family, in the order of the fold.
    pub fn facts(&self, id: OrderId) -> impl Iterator<Item = Arc<Fact>> {
        self.fold(id).map_or(&[][..], Folded::facts).iter().map(Arc::clone)
    }

    /// The place of the last fact of a family.
    pub fn last(&self, id: OrderId) -> Option<SortKey> {
        self.fold(id).and_then(Folded::last)
    }

    /// The order that a fact moves lines to, when nothing is known of it here.
    pub fn stranger(&self, event: &Event) -> Option<OrderId> {
        let Event::LinesMoved(moved) = event else { return None };
        (!self.has(moved.to)).then_some(moved.to)
    }

    /// Takes in a fact of an order; one that moves lines joins two families. Answers `false` for
    /// one that has arrived before.
    pub fn insert(&mut self, id: OrderId, fact: &Arc<Fact>) -> bool {
        if let Some(Event::LinesMoved(moved)) = &fact.event {
            self.join(id, moved.to);
        }
        let start = || Folded::new(Family::default());
        self.folds.entry(self.head(id)).or_insert_with(start).insert(Arc::clone(fact))
    }

    /// Makes one family of two; of an order that is not known it waits for the facts.
    fn join(&mut self, one: OrderId, other: OrderId) {
        let (one, other) = (self.head(one), self.head(other));
        if one == other {
            return;
        }
        let (head, joins) = (one.min(other), one.max(other));
        let mut facts: Vec<Arc<Fact>> = Vec::new();
        for id in [head, joins] {
            facts.extend(self.folds.remove(&id).iter().flat_map(Folded::facts).map(Arc::clone));
        }
        facts.sort_by_key(|fact| fact.sort_key());
        let mut fold = Folded::new(Family::default());
        for fact in facts {
            fold.insert(fact);
        }
        self.folds.insert(head, fold);
        for known in self.heads.values_mut().filter(|known| **known == joins) {
            *known = head;
        }
        self.heads.insert(joins, head);
    }

    /// Takes out the facts that are not wanted and answers them. Orders that were one family only
    /// because of them are on their own again.
    pub fn take_out(&mut self, unwanted: impl Fn(&Fact) -> bool) -> Vec<Arc<Fact>> {
        let all = |families: &Self| -> Vec<Arc<Fact>> {
            families.folds.values().flat_map(Folded::facts).map(Arc::clone).collect()
        };
        let facts = all(self);
        if !facts.iter().any(|fact| unwanted(fact)) {
            return Vec::new();
        }
        let (out, kept): (Vec<_>, Vec<_>) = facts.into_iter().partition(|fact| unwanted(fact));
        *self = Self::default();
        for fact in &kept {
            if let AggregateId::Order(id) = &fact.aggregate {
                self.insert(*id, fact);
            }
        }
        out
    }

    /// Lets go of families of which no order is wanted any more.
    pub fn retain(&mut self, wanted: impl Fn(&Order) -> bool) {
        self.folds.retain(|_, fold| fold.value().orders().iter().any(&wanted));
        let folds = &self.folds;
        self.heads.retain(|_, head| folds.contains_key(head));
    }
}

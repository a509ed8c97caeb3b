//! Looking for orders beside the screen: what is loaded at once, what is on the disk a moment later.

use std::sync::Arc;

use super::effect::Effect;
use super::front::Front;
use crate::domain::customer::Person;
use crate::domain::id::{OrderId, PersonId};
use crate::domain::order::Order;
use crate::domain::search::{Query, Searched};

/// What is looked for on the disk and what was found there.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Search {
    /// The number of the last question; answers to older ones are void.
    asked: u64,
    typed: String,
    waiting: bool,
    found: Searched,
}

impl Search {
    /// True while the disk has not answered.
    pub const fn is_waiting(&self) -> bool {
        self.waiting
    }

    /// True when a limit ended the last search, so that older orders may match too.
    pub const fn has_more(&self) -> bool {
        self.asked > 0 && !self.waiting && !self.found.all
    }

    /// What the right end of a title says meanwhile; empty when there is nothing to wait for.
    pub const fn words(&self) -> &'static str {
        if self.waiting { "Searching ..." } else { "" }
    }

    /// Takes in an answer, unless a newer question was asked since.
    pub fn answered(&mut self, id: u64, found: &Searched) {
        if id == self.asked {
            self.waiting = false;
            self.found = found.clone();
        }
    }
}

impl Front {
    /// What was typed, as it is asked of each order.
    pub fn query(&self, typed: &str) -> Query {
        let settings = self.desk.state.settings();
        Query::read(typed, settings.clock().day(self.now.at), settings.currency)
    }

    /// Looks on the disk for what was typed, once for each text.
    pub fn look_for(&mut self, typed: &str) -> Vec<Effect> {
        if self.search.asked > 0 && self.search.typed == typed {
            return Vec::new();
        }
        self.ask_disk(typed)
    }

    /// Looks on the disk again, although the text is the same.
    pub fn ask_disk(&mut self, typed: &str) -> Vec<Effect> {
        let query = self.query(typed);
        self.search.asked = self.search.asked.saturating_add(1);
        typed.clone_into(&mut self.search.typed);
        self.search.waiting = true;
        vec![Effect::Search { id: self.search.asked, query }]
    }

    /// The order of this identity: as it is loaded, else as it was found on the disk.
    pub fn any_order(&self, id: OrderId) -> Option<&Order> {
        let found = || self.search.found.orders.iter().find(|order| order.id == id);
        self.desk.state.order(id).or_else(|| found().map(Arc::as_ref))
    }

    /// The customers that the last search found, while its text is still what is typed.
    pub fn persons(&self, typed: &str) -> &[Person] {
        if self.search.typed == typed { &self.search.found.persons } else { &[] }
    }

    /// A customer that the last search found.
    pub fn person(&self, id: PersonId) -> Option<&Person> {
        self.search.found.persons.iter().find(|person| person.id == id)
    }

    /// The orders that match, loaded or found on the disk, the one that changed last first.
    pub fn orders_like(&self, query: &Query) -> Vec<&Order> {
        let state = &self.desk.state;
        let old = self.search.found.orders.iter().map(Arc::as_ref);
        let old = old.filter(|order| state.order(order.id).is_none());
        let mut orders: Vec<&Order> =
            state.orders().chain(old).filter(|order| query.matches(order)).collect();
        orders.sort_by_key(|order| std::cmp::Reverse(order.changed));
        orders
    }
}

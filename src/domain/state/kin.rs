//! The facts of an order, and the orders that lines moved between.

use std::sync::Arc;

use super::State;
use crate::domain::envelope::Fact;
use crate::domain::id::{AggregateId, OrderId};
use crate::domain::order::Order;

impl State {
    /// The facts of a loaded order, in the order of the fold; without those of other orders that
    /// lines came from or went to.
    pub fn facts_of(&self, id: OrderId) -> Vec<Arc<Fact>> {
        let own = AggregateId::Order(id);
        self.family_facts(id).filter(|fact| fact.aggregate == own).collect()
    }

    /// The facts of a loaded order and of those that lines moved between, in the order of the fold.
    pub fn family_facts(&self, id: OrderId) -> impl Iterator<Item = Arc<Fact>> {
        self.orders.facts(id)
    }

    /// The loaded orders that lines moved between, this one included.
    pub fn family_of(&self, id: OrderId) -> &[Order] {
        self.orders.kin(id)
    }
}

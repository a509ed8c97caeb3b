//! A family: orders joined by lines that moved between them, folded together.
//!
//! Each fact belongs to one order, but what it is about may lie in another order of the family by
//! then: a change of a line follows the line, a word about a payment follows the payment. An order
//! that never gave or took a line is a family of its own and is folded as if there were no others.

use super::envelope::Fact;
use super::event::Event;
use super::folded::Fold;
use super::id::{AggregateId, DiscountId, LineId, OrderId, PaymentId};
use super::order::Order;

mod moves;

/// Orders joined by lines that moved between them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Family {
    /// Its members, sorted by identity.
    orders: Vec<Order>,
}

impl Family {
    /// A family of these orders as they stand.
    pub fn of(orders: impl IntoIterator<Item = Order>) -> Self {
        let mut orders: Vec<Order> = orders.into_iter().collect();
        orders.sort_by_key(|order| order.id);
        orders.dedup_by_key(|order| order.id);
        Self { orders }
    }

    /// The members, sorted by identity.
    pub fn orders(&self) -> &[Order] {
        &self.orders
    }

    /// The member of this identity.
    pub fn order(&self, id: OrderId) -> Option<&Order> {
        self.orders.iter().find(|order| order.id == id)
    }

    /// The place of a member, which is made when it is new.
    fn place(&mut self, id: OrderId) -> usize {
        match self.orders.binary_search_by_key(&id, |order| order.id) {
            Ok(place) => place,
            Err(place) => {
                self.orders.insert(place, Order::new(id));
                place
            }
        }
    }

    /// The members in which a fact takes effect: where the things that it names lie now, else the
    /// order it belongs to.
    fn holders(&self, own: OrderId, about: &About<'_>) -> Vec<OrderId> {
        let has = |order: &&Order| match about {
            About::Order => false,
            About::Lines(lines) => lines.iter().any(|id| order.line(**id).is_some()),
            About::Discount(id) => order.discount(*id).is_some(),
            About::Payment(id) => order.payment(*id).is_some(),
        };
        let found: Vec<OrderId> = self.orders.iter().filter(has).map(|order| order.id).collect();
        if found.is_empty() { vec![own] } else { found }
    }
}

impl Fold for Family {
    fn fold(&mut self, fact: &Fact) {
        let (AggregateId::Order(own), Some(event)) = (&fact.aggregate, &fact.event) else {
            return;
        };
        let place = self.place(*own);
        if let Event::LinesMoved(moved) = event {
            moves::apply(self, fact, *own, moved);
        } else if self.orders.len() == 1 {
            self.orders.iter_mut().for_each(|order| order.apply(fact));
        } else if let About::Order = about(event) {
            if let Some(order) = self.orders.get_mut(place) {
                order.apply(fact);
            }
        } else {
            let holders = self.holders(*own, &about(event));
            let taking = self.orders.iter_mut().filter(|order| holders.contains(&order.id));
            taking.for_each(|order| order.apply(fact));
        }
    }
}

/// What a fact names, of which it takes effect wherever that lies now.
#[derive(Debug, PartialEq, Eq)]
enum About<'a> {
    /// Nothing but its order.
    Order,
    /// These lines.
    Lines(Vec<&'a LineId>),
    /// A discount.
    Discount(DiscountId),
    /// A payment.
    Payment(PaymentId),
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "most kinds are about their order; those that name a part of it are listed"
)]
fn about(event: &Event) -> About<'_> {
    match event {
        Event::LineQuantitySet { line, .. }
        | Event::LineOptionsSet { line, .. }
        | Event::LineNoteSet { line, .. }
        | Event::LinePriced { line, .. }
        | Event::LineSplit { line, .. }
        | Event::LineRemoved { line }
        | Event::LineRestored { line } => About::Lines(vec![line]),
        Event::LineVoided(part) | Event::LineComped(part) => About::Lines(vec![&part.line]),
        Event::LineStarted { lines }
        | Event::LineReady { lines }
        | Event::LineServed { lines }
        | Event::LinesRouted { lines, .. }
        | Event::LineStepUndone { lines, .. } => About::Lines(lines.iter().collect()),
        Event::TicketBumped(ticket) | Event::TicketRecalled(ticket) => {
            About::Lines(ticket.lines.iter().collect())
        }
        Event::OrderSent(sent) => About::Lines(sent.lines.iter().map(|(line, _)| line).collect()),
        Event::DiscountApplied(given) => match &given.line {
            Some(line) => About::Lines(vec![line]),
            None => About::Order,
        },
        Event::DiscountRemoved { discount } | Event::DiscountRestored { discount, .. } => {
            About::Discount(*discount)
        }
        Event::PaymentRefunded(refund) => About::Payment(refund.payment),
        Event::TipAdded { payment, .. } => About::Payment(*payment),
        _ => About::Order,
    }
}

//! Orders of older days: what was asked for waits until their facts were read from the disk.

use crate::domain::id::{AggregateId, OrderId, PersonId};
use crate::tui::counter::model::Model;
use crate::tui::counter::turn::{Ask, Whom};
use crate::tui::effect::Effect;
use crate::tui::widgets::MessageKind;

/// What waits for an order.
#[derive(Debug, Clone, PartialEq)]
pub enum Fetch {
    /// It goes on the screen.
    Take(OrderId),
    /// This opens.
    Open(Ask),
    /// This opens in the place of an overlay.
    Become(usize, Ask),
}

impl Fetch {
    const fn order(&self) -> Option<OrderId> {
        match self {
            Self::Take(order) => Some(*order),
            Self::Open(ask) | Self::Become(_, ask) => ask.order(),
        }
    }
}

impl Model {
    /// Has an order read that is known from the disk alone; answers whether that is waited for.
    pub(super) fn fetch(&mut self, what: Fetch) -> bool {
        let Some(order) = what.order() else { return false };
        if self.front.desk.state.order(order).is_some() || self.front.any_order(order).is_none() {
            return false;
        }
        self.fetching = Some(Box::new(what));
        self.outbox.push(Effect::Load(AggregateId::Order(order)));
        true
    }

    /// Facts were read: what waited for them goes on.
    pub(super) fn fetched(&mut self, aggregate: &AggregateId) {
        let waits = self.fetching.as_ref().and_then(|what| what.order());
        if waits.map(AggregateId::Order).as_ref() != Some(aggregate) {
            return;
        }
        let Some(what) = self.fetching.take() else { return };
        let known = what.order().is_some_and(|id| self.front.desk.state.order(id).is_some());
        if !known {
            let words = "This order is not on this machine any more: look for it again.";
            return self.say(MessageKind::Warning, words);
        }
        match *what {
            Fetch::Take(order) => self.take(order),
            Fetch::Open(ask) => self.open(&ask),
            Fetch::Become(at, ask) => self.become_other(at, &ask),
        }
    }

    /// Enter on an order that was found: an open one goes on the screen, any other is shown.
    pub(super) fn open_order(&mut self, id: OrderId) -> bool {
        let today = self.front.desk.state.settings().clock().day(self.now());
        match self.front.any_order(id).map(|order| order.is_open(today)) {
            Some(true) => self.take(id),
            Some(false) => self.open(&Ask::Sale(id)),
            None => return false,
        }
        true
    }

    /// Enter on a customer that was found: the order on the screen, or the next one, is theirs.
    pub(super) fn attach(&mut self, id: PersonId) -> bool {
        let Some(person) = self.front.person(id).cloned() else { return false };
        self.front.customers.learn(&person);
        self.give_to(Whom::Known(person.reference()))
    }

    /// Enter on a receipt that was found.
    pub(super) fn open_receipt(&mut self, order: OrderId, at: usize) -> bool {
        let found = self.front.any_order(order).and_then(|order| order.receipts.get(at));
        let Some(number) = found.map(|receipt| receipt.number.clone()) else { return false };
        self.open(&Ask::Receipt { order, number });
        true
    }
}

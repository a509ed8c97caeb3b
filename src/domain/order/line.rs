//! A line of an order: one sold thing, how much of it stands, how far it is, and its parts.

use super::Stamped;
use crate::domain::event::{ChosenOption, LineAdded};
use crate::domain::id::{LineId, OrderId, SendId};
use crate::domain::money::{Money, Overflow, Quantity, Rate};
use crate::domain::settings::Service;
use crate::domain::time::At;

/// When and with what a line was handed to the kitchen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LineSent {
    /// The send it first came with.
    pub send: SendId,
    /// When.
    pub at: At,
    /// How much was sent.
    pub quantity: Quantity,
    /// Whether the site had a kitchen terminal then.
    pub kitchen: bool,
    /// When its course was fired; `None` while the kitchen waits with it.
    pub fired: Option<At>,
}

impl LineSent {
    /// Since when the kitchen has it to do: sent, or fired later; sent while it is held.
    pub fn since(&self) -> At {
        self.fired.unwrap_or(self.at)
    }
}

/// One sold thing of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its identity.
    pub id: LineId,
    /// The snapshot it was added with.
    pub sold: LineAdded,
    /// When it was added and by whom.
    pub added: Stamped,
    /// How much is wanted now.
    pub quantity: Quantity,
    /// The options now.
    pub options: Vec<ChosenOption>,
    /// The note for the kitchen now.
    pub note: Option<String>,
    /// What the guest must not get.
    pub allergy: Option<String>,
    /// A price set by hand for one piece, instead of the menu's.
    pub price: Option<Money>,
    /// Taken off before it was sent.
    pub removed: bool,
    /// When it was handed to the kitchen.
    pub sent: Option<LineSent>,
    /// How much of it was voided.
    pub voided: Quantity,
    /// Why, for the last void.
    pub void_reason: Option<String>,
    /// How much of it is not charged although it was made.
    pub comped: Quantity,
    /// When somebody began to work on it.
    pub started: Option<At>,
    /// When it could be handed over.
    pub ready: Option<At>,
    /// When it was handed over.
    pub served: Option<At>,
    /// When its ticket was taken off the screen.
    pub bumped: Option<At>,
    /// When its ticket was last brought back.
    pub recalled: Option<At>,
    /// The station that prepares it instead of the one it was sold with.
    pub routed: Option<String>,
    /// When it left the pass.
    pub passed: Option<At>,
    /// Where it begins in the line that it was cut from, so that the amounts of all parts add up
    /// to the amount of the whole; zero for a line that was never cut.
    pub from: Quantity,
    /// The orders that it left, the latest last; going back to one of them takes it off again.
    pub homes: Vec<OrderId>,
    /// The set that this is a part of: it stands for what its station prepares, follows the set in
    /// everything and costs nothing by itself.
    pub part_of: Option<LineId>,
}

impl Line {
    /// How much of it, with its unit: `2`, `0.350 kg`.
    pub fn measure(&self, quantity: Quantity) -> String {
        self.sold.measure(quantity)
    }

    /// The order that it left last, when it has moved.
    pub fn came_from(&self) -> Option<OrderId> {
        self.homes.last().copied()
    }

    /// Leaves one order for another.
    pub(in crate::domain) fn goes(&mut self, from: OrderId, to: OrderId) {
        if self.came_from() == Some(to) {
            self.homes.pop();
        } else {
            self.homes.push(from);
        }
    }

    /// True while it is on the order: neither removed nor moved away.
    pub fn is_live(&self) -> bool {
        !self.removed
    }

    /// How much of it is charged or comped: wanted less voided, never below zero.
    pub fn standing(&self) -> Quantity {
        self.quantity.minus(self.voided).max(Quantity::ZERO)
    }

    /// Cuts a part off its end, as a line of its own that is as far as this one. What is voided
    /// stays here, and so does what is comped as far as it can.
    pub(in crate::domain) fn cut(&mut self, into: LineId, quantity: Quantity) -> Self {
        let part = quantity.min(self.standing()).max(Quantity::ZERO);
        let left = self.standing().minus(part);
        let mut second = self.clone();
        second.id = into;
        second.sold.line = into;
        second.quantity = part;
        second.voided = Quantity::ZERO;
        second.from = self.from.plus(left);
        second.comped = self.comped.minus(left).max(Quantity::ZERO);
        self.comped = self.comped.min(left);
        self.quantity = self.quantity.minus(part);
        if let (Some(mine), Some(its)) = (&mut self.sent, &mut second.sent) {
            its.quantity = part.min(mine.quantity);
            mine.quantity = mine.quantity.minus(its.quantity);
        }
        second
    }

    /// The amount of the last `quantity` of what stands, in minor units. Parts of one line are
    /// rounded at their edges in the whole, so that they add up exactly.
    ///
    /// # Errors
    /// [`Overflow`] when it leaves the range.
    pub fn amount(&self, unit: Money, quantity: Quantity) -> Result<Money, Overflow> {
        let end = self.from.plus(self.standing());
        unit.times(end)?.minus(unit.times(end.minus(quantity))?)
    }

    /// True when it was sent and nothing of it is wanted any more.
    pub fn is_void(&self) -> bool {
        self.sent.is_some() && !self.standing().is_positive()
    }

    /// True while it is with the kitchen but its course was not fired and nobody began with it.
    pub fn is_held(&self) -> bool {
        self.sent.is_some_and(|sent| sent.fired.is_none())
            && self.started.is_none()
            && self.is_live()
            && self.standing().is_positive()
    }

    /// The station that prepares it; nobody when absent.
    pub fn station(&self) -> Option<&str> {
        self.routed.as_deref().or(self.sold.station.as_deref())
    }

    /// True when a station prepares it on a site with a kitchen.
    pub fn is_prepared(&self) -> bool {
        self.station().is_some() && self.sent.is_some_and(|sent| sent.kitchen)
    }

    /// The unit price with options and the tax rate, for a service.
    ///
    /// # Errors
    /// [`Overflow`] when the options leave the range.
    pub fn unit(&self, service: Service) -> Result<(Money, Rate), Overflow> {
        let (menu_price, tax) = self.sold.price.of(service);
        let options = Money::sum(self.options.iter().map(|option| option.price(service)))?;
        Ok((self.price.unwrap_or(menu_price).plus(options)?, tax))
    }

    /// True when adding this again would be the same unsent line: item, options, note, price.
    pub fn is_same_as(&self, other: &LineAdded) -> bool {
        self.is_live()
            && self.sent.is_none()
            && self.price.is_none()
            && self.sold.unit.is_none()
            && other.item.is_some()
            && self.sold.item == other.item
            && self.sold.price == other.price
            && self.options == other.options
            && self.note == other.note
            && self.allergy == other.allergy
            && self.sold.seat == other.seat
            && self.sold.of == other.of
            && self.sold.course == other.course
    }
}

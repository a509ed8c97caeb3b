//! Orders that are marked in the list, to be paid with one sum.

use super::Orders;
use crate::domain::id::OrderId;
use crate::domain::order::Order;
use crate::tui::counter::turn::{Ask, Then, Turn};
use crate::tui::front::Front;
use crate::tui::widgets::MessageKind;

impl Orders {
    /// On a numpad the digits mark orders from here on; Enter pays them, `-` or `.` ends it.
    pub(super) fn begin_marking(&mut self) -> Turn {
        self.marking = !self.marking;
        if !self.marking {
            return Turn::stay();
        }
        let sentence = "Digits mark orders now. Enter pays them with one sum, - ends it.";
        Turn::stay().say(MessageKind::Info, sentence)
    }

    /// Marks an order to be paid with others, or takes the mark off.
    pub(super) fn mark(&mut self, list: &[&Order], at: usize) {
        let Some(order) = list.get(at) else { return };
        if self.marked.contains(&order.id) {
            self.marked.retain(|id| *id != order.id);
        } else {
            self.marked.push(order.id);
        }
        let next = list.get(at.saturating_add(1)).or_else(|| list.get(at));
        self.chosen = next.map(|order| order.id);
    }

    /// Pays what is marked with one sum, or the chosen order alone.
    pub(super) fn pay(&self, front: &Front, chosen: Option<OrderId>) -> Turn {
        let orders =
            if self.marked.is_empty() { chosen.into_iter().collect() } else { self.marked.clone() };
        let unpayable = orders.iter().filter_map(|id| front.desk.state.order(*id)).find(|order| {
            order.settlement().map_or(true, |settlement| !settlement.due.is_positive())
        });
        if let Some(order) = unpayable {
            let sentence = format!("Nothing is due on {}: take its mark off.", order.title());
            return Turn::stay().say(MessageKind::Warning, sentence);
        }
        match orders.as_slice() {
            [] => Turn::stay(),
            [one] => Turn::then(Then::Become(Ask::Pay(*one))),
            _ => Turn::then(Then::Become(Ask::PayTogether(orders))),
        }
    }
}

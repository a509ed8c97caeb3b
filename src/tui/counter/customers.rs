//! Customers on the order screen: their names, and the usual order of a guest into the cart.

use super::model::Model;
use super::overlay::Overlay;
use super::turn::{Undo, Whom};
use crate::domain::event::{OrderChanged, PersonRef};
use crate::domain::id::LineId;
use crate::domain::usual::{self, Guest};
use crate::tui::widgets::MessageKind;

impl Model {
    /// Asks for the names of the customers that the screen shows.
    pub(super) fn name_customers(&mut self) {
        let customer = self.opening().customer;
        let listing = self.overlays.iter().any(|open| matches!(open.over, Overlay::Orders(_)));
        let open: Vec<PersonRef> = if listing {
            let state = &self.front.desk.state;
            state.orders().filter_map(|order| order.customer.clone()).collect()
        } else {
            Vec::new()
        };
        let asked = self.front.customers.ask(open.iter().chain(&customer));
        self.outbox.extend(asked);
    }

    /// What the customer of the order on the screen is called.
    pub fn customer_name(&self) -> Option<&str> {
        match self.order() {
            Some(order) => self.front.customers.of(order.customer.as_ref()),
            None => self.front.customers.of(self.next.customer.as_ref()),
        }
    }

    /// The order on the screen, or the next one, is for this customer or for nobody known.
    fn set_customer(&mut self, customer: Option<PersonRef>) -> bool {
        let change = OrderChanged { customer: Some(customer), ..OrderChanged::default() };
        self.change_place(change)
    }

    /// The order is for this customer, or for nobody known any more; it is said.
    /// Answers whether it was done.
    pub(super) fn give_to(&mut self, whom: Whom) -> bool {
        let customer = match whom {
            Whom::Nobody => None,
            Whom::Known(customer) => Some(customer),
            Whom::Usual(guest) => {
                self.add_usual(&guest);
                return true;
            }
        };
        let known = self.front.customers.of(customer.as_ref()).map(str::to_owned);
        let taken_off = customer.is_none();
        if !self.set_customer(customer) {
            return false;
        }
        let title = self.title();
        let words = match known {
            Some(name) => format!("{title} is for {name}"),
            None if taken_off => format!("{title} has no customer now"),
            None => format!("{title} has a customer"),
        };
        let kind = if self.order.is_some() { MessageKind::Undo } else { MessageKind::Done };
        self.say(kind, words);
        true
    }

    /// The order is for this guest and gets what the guest usually has, at today's prices; what
    /// cannot be had today is left out and said.
    fn add_usual(&mut self, guest: &Guest) {
        let name = guest.person.customer.name.clone();
        let Some(usual) = &guest.usual else {
            return self.say(MessageKind::Info, format!("Nothing is usual for {name} yet."));
        };
        let now = self.now();
        let desk = &mut self.front.desk;
        let minted: Vec<LineId> = usual.lines.iter().map(|_| LineId(desk.mint())).collect();
        let mut minted = minted.into_iter();
        let state = &self.front.desk.state;
        let (lines, mut left_out) = usual::today(
            usual,
            (state.menu(), state.settings()),
            |code| state.is_86(code, now),
            || minted.next(),
        );
        if !self.set_customer(Some(guest.person.reference())) {
            return;
        }
        let begins = if self.order.is_some() { self.undo.len() } else { 0 };
        let mut added = Vec::new();
        for (new, words) in lines {
            if self.add_line(new) {
                added.push(words);
            } else {
                left_out.push(words);
            }
        }
        let steps: Vec<Undo> = self.undo.drain(begins.min(self.undo.len())..).collect();
        if let Some(order) = self.order.filter(|_| !added.is_empty()) {
            let steps = steps.into_iter().rev().flat_map(Undo::into_steps).collect();
            self.undo.push(Undo::steps(order, steps, format!("usual of {name}")));
        }
        let left = if left_out.is_empty() {
            String::new()
        } else {
            format!(" Left out: {}.", left_out.join(", "))
        };
        match (added.is_empty(), left_out.is_empty()) {
            (false, true) => {
                self.say(MessageKind::Undo, format!("Usual of {name}: {}", added.join(", ")));
            }
            (false, false) => {
                self.say(MessageKind::Warning, format!("Usual of {name} added.{left}"));
            }
            (true, _) => {
                self.say(MessageKind::Warning, format!("Nothing of the usual can be had.{left}"));
            }
        }
    }
}

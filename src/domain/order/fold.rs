//! How an order takes in one fact: never refusing, never panicking.

use super::{Discount, Moment, Order, Stamped};
use crate::domain::envelope::Fact;
use crate::domain::event::{Event, OrderChanged};
use crate::domain::id::{DiscountId, StaffId};

impl Order {
    /// Takes in one fact that sorts after all it has seen. What cannot take effect becomes an
    /// exception (domain rules, sections 6 and 7).
    pub fn apply(&mut self, fact: &Fact) {
        let Some(event) = &fact.event else { return };
        self.changed = self.changed.max(fact.at);
        if changes_the_bill(event) {
            self.billed = None;
        }
        let known = self.apply_order(fact, event)
            || self.apply_line(fact, event)
            || self.apply_kitchen(fact, event)
            || self.apply_money(fact, event);
        if known {
            self.follow_sets();
            self.note_status(fact);
        }
    }

    /// Lines have come or gone: the status may be another.
    pub(in crate::domain) fn note_move(&mut self, fact: &Fact) {
        self.changed = self.changed.max(fact.at);
        self.billed = None;
        self.follow_sets();
        self.note_status(fact);
    }

    fn note_status(&mut self, fact: &Fact) {
        let status = self.status();
        if self.timeline.last().map(|moment| moment.status) != Some(status) {
            self.timeline.push(Moment { status, at: fact.at, by: fact.staff.clone() });
        }
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the fold of an order is cut into rooms; what one does not know the next one tries"
    )]
    fn apply_order(&mut self, fact: &Fact, event: &Event) -> bool {
        match event {
            Event::OrderOpened(opened) => {
                if self.opened.is_none() {
                    self.open(opened, Stamped::from(fact));
                }
            }
            Event::OrderChanged(change) => self.change(fact, change),
            Event::OrderHeld {} => self.held = true,
            Event::OrderResumed {} => self.held = false,
            Event::OrderAccepted { eta } => self.accepted = Some(*eta),
            Event::OrderRejected { reason } => self.rejected = Some(reason.clone()),
            Event::OrderPrioritised { on } => self.prioritised = *on,
            Event::OrderCalled {} => self.called = Some(fact.at),
            Event::OrderCancelled { reason, .. } => self.cancel(fact, reason),
            Event::DiscountApplied(given) => {
                if self.discount(given.discount).is_none() {
                    let stamp = Stamped::from(fact);
                    self.discounts.push(Discount { given: given.clone(), stamp, removed: false });
                }
            }
            Event::DiscountRemoved { discount } => self.set_discount(*discount, true, None),
            Event::DiscountRestored { discount, approver } => {
                self.set_discount(*discount, false, approver.as_ref());
            }
            Event::ServiceChargeSet { rate, tax, .. } => {
                self.charge = Some(rate.map(|rate| (rate, *tax)));
            }
            _ => return false,
        }
        true
    }

    fn change(&mut self, fact: &Fact, change: &OrderChanged) {
        if change.bill {
            self.billed = Some(fact.at);
        }
        if let Some(service) = change.service {
            self.service = service;
        }
        if let Some(table) = &change.table {
            self.table.clone_from(table);
        }
        if let Some(guests) = change.guests {
            self.guests = guests;
        }
        if let Some(name) = &change.name {
            self.name.clone_from(name);
        }
        if let Some(customer) = &change.customer {
            self.customer.clone_from(customer);
        }
        if let Some(server) = &change.server {
            self.served_by = Some(server.clone());
        }
        if let Some(due) = change.due {
            self.due = due;
        }
        if let Some(pass) = change.pass {
            self.pass = pass;
        }
    }

    fn cancel(&mut self, fact: &Fact, reason: &str) {
        if self.cancelled.is_some() {
            return;
        }
        self.cancelled = Some(reason.to_owned());
        self.held = false;
        self.voids.push(Stamped::from(fact));
        let worked: Vec<String> = self
            .work_lines()
            .filter(|line| line.started.is_some() && line.standing().is_positive())
            .map(|line| format!("{} {}", line.standing(), line.sold.name))
            .collect();
        if !worked.is_empty() {
            let sentence =
                format!("{} was cancelled after work began: {}", self.title(), worked.join(", "));
            self.except(fact, sentence);
        }
    }

    fn set_discount(&mut self, id: DiscountId, removed: bool, approver: Option<&StaffId>) {
        let found = self.discounts.iter_mut().find(|row| row.given.discount == id);
        if let Some(discount) = found {
            discount.removed = removed;
            if approver.is_some() {
                discount.given.approver = approver.cloned();
            }
        }
    }
}

/// True for what makes a printed bill say too much or too little.
fn changes_the_bill(event: &Event) -> bool {
    matches!(
        event,
        Event::LineAdded(_)
            | Event::LineQuantitySet { .. }
            | Event::LineOptionsSet { .. }
            | Event::LinePriced { .. }
            | Event::LineRemoved { .. }
            | Event::LineRestored { .. }
            | Event::LineVoided(_)
            | Event::LineComped(_)
            | Event::LinesMoved(_)
            | Event::DiscountApplied(_)
            | Event::DiscountRemoved { .. }
            | Event::DiscountRestored { .. }
            | Event::ServiceChargeSet { .. }
            | Event::PaymentTaken(_)
    )
}

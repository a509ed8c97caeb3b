//! Bills of a split that is not written yet: they are made in one batch with their first payment.

use super::Front;
use crate::domain::command::{Command, Split, Step};
use crate::domain::decide::{Stamp, decide, preview};
use crate::domain::family::Family;
use crate::domain::id::OrderId;
use crate::domain::order::Order;
use crate::domain::rejection::Rejection;

/// A split that is planned, with the orders as they would be after it.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    from: OrderId,
    splits: Vec<Split>,
    family: Family,
}

impl Draft {
    /// The order that is split.
    pub const fn from(&self) -> OrderId {
        self.from
    }

    fn has(&self, id: OrderId) -> bool {
        self.splits.iter().any(|split| split.to == id)
    }

    /// The whole split with these acts on one of its bills.
    fn with(&self, id: OrderId, steps: &[Step]) -> Command {
        let with = |split: &Split| {
            let steps = if split.to == id { steps.to_vec() } else { Vec::new() };
            Split { steps, ..split.clone() }
        };
        Command::Splits(self.splits.iter().map(with).collect())
    }
}

impl Front {
    /// The order of this identity, also a bill that is made only when it is paid.
    pub fn order(&self, id: OrderId) -> Option<&Order> {
        self.desk.state.order(id).or_else(|| self.draft.as_ref()?.family.order(id))
    }

    /// True for a bill that is made only when it is paid.
    pub fn is_draft(&self, id: OrderId) -> bool {
        self.desk.state.order(id).is_none() && self.draft.as_ref().is_some_and(|d| d.has(id))
    }

    /// Plans these bills; nothing is written.
    ///
    /// # Errors
    /// Why they could not be made.
    pub fn plan_bills(&mut self, splits: Vec<Split>) -> Result<(), Rejection> {
        let from = splits.first().ok_or(Rejection::NoOrder)?.from;
        let day = self.desk.state.settings().clock().day(self.now.at);
        let staff = self.desk.staff().clone();
        let stamp = Stamp { at: self.now.at, day, staff, approver: None };
        let family = preview(&self.desk.state, &splits, &stamp)?;
        let command = Command::Splits(splits);
        decide(&self.desk.state, &command, &stamp)?;
        let Command::Splits(splits) = command else { return Err(Rejection::NoOrder) };
        self.draft = Some(Draft { from, splits, family });
        Ok(())
    }

    /// The planned bills as they would be after what others did; none when they cannot be made.
    pub(super) fn plan_again(&mut self) {
        if let Some(draft) = self.draft.take() {
            let _: Result<(), Rejection> = self.plan_bills(draft.splits);
        }
    }

    /// A command about a planned bill as it is to be decided, and whether the bills are made by
    /// it: money makes them, a refused card is noted on the order that they come from.
    pub(super) fn of_draft(&self, command: &Command) -> Option<(Command, bool)> {
        let Command::Order(id, steps) = command else { return None };
        let draft = self.draft.as_ref().filter(|_| self.is_draft(*id))?;
        if steps.iter().all(|step| matches!(step, Step::Pay(_) | Step::FlagPayment(..))) {
            return Some((draft.with(*id, steps), true));
        }
        let refused = steps.iter().all(|step| matches!(step, Step::PaymentFailed(..)));
        refused.then(|| (Command::Order(draft.from, steps.clone()), false))
    }
}

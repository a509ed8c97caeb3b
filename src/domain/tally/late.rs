//! What came to closed shifts of a drawer after their Z: no Z is made again, the next one lists it.

use super::LIST_ROWS_MAX;
use crate::domain::audit::{self, Remark, What};
use crate::domain::event::{Event, LateRow};
use crate::domain::id::{PaymentId, TerminalId};
use crate::domain::money::Money;
use crate::domain::number::SeriesNumber;
use crate::domain::order::{Order, Stamped};
use crate::domain::shift::Shift;
use crate::domain::state::State;

fn count(shift: &Shift) -> u64 {
    shift.number.as_ref().and_then(SeriesNumber::count).unwrap_or(0)
}

/// The terminal whose drawer a shift answers for.
pub(super) fn drawer(shift: &Shift) -> Option<TerminalId> {
    shift.opened.as_ref().map(|by| by.terminal)
}

/// The closed shift of the same drawer before this one.
pub(super) fn before<'a>(state: &'a State, shift: &Shift) -> Option<&'a Shift> {
    let own = |other: &&Shift| drawer(other).is_some() && drawer(other) == drawer(shift);
    let earlier = |other: &&Shift| other.closed.is_some() && count(other) < count(shift);
    state.shifts().filter(own).filter(earlier).max_by_key(|other| count(other))
}

/// The earlier shifts of a drawer, and which facts no Z of them knew.
struct Earlier<'a> {
    state: &'a State,
    shift: &'a Shift,
    last: &'a Shift,
}

impl<'a> Earlier<'a> {
    fn of(state: &'a State, shift: &'a Shift) -> Option<Self> {
        before(state, shift).map(|last| Self { state, shift, last })
    }

    /// The closed shift of this drawer that a thing belongs to.
    fn shift(&self, id: crate::domain::id::ShiftId) -> Option<&'a Shift> {
        let known = self.state.shift(id).filter(|other| other.id != self.shift.id)?;
        let own = drawer(known) == drawer(self.shift);
        (own && known.closed.is_some() && count(known) < count(self.shift)).then_some(known)
    }

    /// Whether a fact came after the last Z.
    fn is_fresh(&self, stamp: &Stamped, seq: u64) -> bool {
        let Some((closed, by)) = &self.last.closed else { return false };
        match closed.seen.get(&stamp.terminal) {
            Some(seen) => seq > *seen,
            None => !closed.seen.is_empty() || stamp.at > by.at,
        }
    }

    /// Voids, comps, cancels and refunds of an order of an earlier shift.
    fn remarks(&self, order: &Order) -> Vec<LateRow> {
        let taken = order.shift.and_then(|taken| self.shift(taken));
        let Some(number) = taken.and_then(|taken| taken.number.as_ref()) else { return Vec::new() };
        let is_new = |remark: &Remark| {
            let counted =
                matches!(remark.what, What::Void | What::Comp | What::Cancel | What::Refund);
            counted && self.is_fresh(&remark.stamp, remark.seq)
        };
        // A refund out of this drawer is among the refunds of this shift.
        let here = order.refunds.iter().filter(|row| row.refund.shift == Some(self.shift.id));
        let here: Vec<_> = here.map(|row| &row.stamp).collect();
        let (kin, facts) = (self.state.family_of(order.id), self.state.facts_of(order.id));
        let remarks = audit::of_order(order, kin, &facts).into_iter();
        let remarks = remarks
            .filter(is_new)
            .filter(|remark| remark.what != What::Refund || !here.contains(&&remark.stamp));
        let row = |remark: Remark| LateRow {
            shift: number.clone(),
            words: remark.row(order.pricing.currency),
            amount: remark.amount,
        };
        remarks.map(row).collect()
    }

    /// Payments and tips that were taken in an earlier shift by somebody who had not heard that it
    /// was closed. They take nothing from the sales, so they are words without an amount.
    fn money(&self, order: &Order) -> Vec<LateRow> {
        let shift_of = |payment: PaymentId| {
            let row = order.payment(payment)?;
            self.shift(row.payment.shift?)
        };
        let currency = order.pricing.currency;
        let mut rows = Vec::new();
        if !order.payments.iter().any(|row| shift_of(row.payment.payment).is_some()) {
            return rows;
        }
        for fact in self.state.family_facts(order.id) {
            let (payment, what, amount) = match &fact.event {
                Some(Event::PaymentTaken(taken)) => {
                    let kept = taken.tendered.minus(taken.change).unwrap_or_default();
                    (taken.payment, format!("paid {}", taken.tender), kept)
                }
                Some(Event::TipAdded { payment, tip }) => (*payment, "tip".to_owned(), *tip),
                _ => continue,
            };
            let number = shift_of(payment).and_then(|shift| shift.number.clone());
            let Some(shift) = number else { continue };
            if self.is_fresh(&Stamped::from(fact.as_ref()), fact.sort_key().seq) {
                let words = format!("{} {what} {}", order.title(), currency.format(amount));
                rows.push(LateRow { shift, words, amount: Money::ZERO });
            }
        }
        rows
    }
}

/// Voids and refunds of orders of earlier shifts of this drawer, and money taken in them, which
/// their Z did not know and no Z has listed since (domain rules, section 7).
pub(super) fn rows(state: &State, shift: &Shift) -> Vec<LateRow> {
    let Some(earlier) = Earlier::of(state, shift) else { return Vec::new() };
    let mut rows = Vec::new();
    for order in state.orders() {
        rows.extend(earlier.remarks(order));
        rows.extend(earlier.money(order));
    }
    if rows.len() > LIST_ROWS_MAX {
        let more = rows.len().saturating_sub(LIST_ROWS_MAX);
        rows.truncate(LIST_ROWS_MAX);
        if let Some(row) = rows.last_mut() {
            row.words = format!("{} (and {more} more)", row.words);
        }
    }
    rows
}

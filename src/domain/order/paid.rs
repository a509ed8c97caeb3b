//! What an order knows about its money: receipts, refunds, and what of each was given back.

use super::{Order, Receipt, RefundRow};
use crate::domain::id::{LineId, PaymentId, RefundId};
use crate::domain::money::{Money, Overflow, Quantity};

impl Order {
    /// The receipt of the sale; the first one when there are more.
    pub fn receipt(&self) -> Option<&Receipt> {
        self.receipts.iter().find(|receipt| receipt.refund.is_none())
    }

    /// The refund of this identity.
    pub fn refund(&self, id: RefundId) -> Option<&RefundRow> {
        self.refunds.iter().find(|row| row.refund.refund == id)
    }

    /// How much of a line was given back.
    pub fn refunded_of_line(&self, line: LineId) -> Quantity {
        let rows = self.refunds.iter().flat_map(|row| &row.refund.lines);
        let parts = rows.filter(|(id, _)| *id == line).map(|(_, quantity)| *quantity);
        parts.fold(Quantity::ZERO, Quantity::plus)
    }

    /// What was given back of a payment: amount, rounding and tip, in minor units.
    ///
    /// # Errors
    /// [`Overflow`] when a sum leaves the range.
    pub fn refunded_of(&self, payment: PaymentId) -> Result<(Money, Money, Money), Overflow> {
        let mut sums = (Money::ZERO, Money::ZERO, Money::ZERO);
        for row in self.refunds.iter().filter(|row| row.refund.payment == payment) {
            sums.0 = sums.0.plus(row.refund.amount)?;
            sums.1 = sums.1.plus(row.refund.rounding)?;
            sums.2 = sums.2.plus(row.refund.tip)?;
        }
        Ok(sums)
    }
}

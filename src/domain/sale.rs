//! What an order counts as in every figure: when it was sold, what each payment brought towards it,
//! and what each refund took back of it.
//!
//! The Z of a shift and the reports of a day both count by this, so that they cannot differ.

use super::money::{Money, Overflow};
use super::order::{Order, PaymentRow, Stamped};
use super::shares::Pool;
use super::totals::{TaxRow, Totals};

/// An order that was sold: its payments reached the total, or it costs nothing and was sent. One that
/// is called off afterwards stays sold; what goes back then is a refund.
#[derive(Debug, Clone, PartialEq)]
pub struct Sale<'o> {
    /// The payment that reached the total; `None` for what costs nothing and was never paid.
    pub payment: Option<&'o PaymentRow>,
    /// Who settled it, when and where: by that payment, else by the first send.
    pub stamp: &'o Stamped,
}

/// What of a refund counts, in minor units.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TakenBack {
    /// What it took back of the sale: without what was paid too much.
    pub amount: Money,
    /// The tax in it by rate.
    pub taxes: Vec<TaxRow>,
}

/// How much of each payment goes towards the total, first come first served.
///
/// # Errors
/// [`Overflow`] when an amount leaves the range.
pub fn applied(order: &Order, total: Money) -> Result<Vec<Money>, Overflow> {
    let mut left = total;
    let mut applied = Vec::with_capacity(order.payments.len());
    for PaymentRow { payment, .. } in &order.payments {
        let part = payment.amount.min(left).or_zero();
        left = left.minus(part)?;
        applied.push(part);
    }
    Ok(applied)
}

/// Whether payments have reached this total.
///
/// # Errors
/// [`Overflow`] when an amount leaves the range.
pub fn reached(order: &Order, total: Money) -> Result<bool, Overflow> {
    Ok(settling(order, total)?.is_some())
}

/// The payment that reached the total.
fn settling(order: &Order, total: Money) -> Result<Option<&PaymentRow>, Overflow> {
    let mut left = total;
    for row in &order.payments {
        left = left.minus(row.payment.amount)?;
        if !left.is_positive() {
            return Ok(Some(row));
        }
    }
    Ok(None)
}

/// The sale that an order is; `None` while it is not sold.
///
/// # Errors
/// [`Overflow`] when an amount leaves the range.
pub fn of<'o>(order: &'o Order, totals: &Totals) -> Result<Option<Sale<'o>>, Overflow> {
    if let Some(row) = settling(order, totals.total)? {
        return Ok(Some(Sale { payment: Some(row), stamp: &row.stamp }));
    }
    let free = !totals.total.is_positive() && !totals.lines.is_empty();
    let dead =
        order.cancelled.is_some() || order.rejected.is_some() || order.merged_into().is_some();
    let sent = order.sends.first().filter(|_| free && !dead);
    Ok(sent.map(|(_, stamp)| Sale { payment: None, stamp }))
}

/// What each refund of an order took back of its sale, in their order; nothing while it is not sold.
/// What was paid beyond the total goes back first and was never a sale. The taxes of all refunds
/// are those that their facts say, spread over what counts of them; what was too much when it went
/// back and is not any more, because more came to be owed, has its part of the taxes of the sale.
///
/// # Errors
/// [`Overflow`] when an amount leaves the range.
pub fn taken_back(order: &Order, totals: &Totals) -> Result<Vec<TakenBack>, Overflow> {
    if of(order, totals)?.is_none() {
        return Ok(vec![TakenBack::default(); order.refunds.len()]);
    }
    let paid = Money::sum(order.payments.iter().map(|row| row.payment.amount))?;
    let mut too_much = paid.minus(totals.total)?.or_zero();
    let mut pool = Pool::default();
    let mut whole = Pool::default();
    for row in &totals.taxes {
        whole.add(*row)?;
    }
    let mut found = Vec::with_capacity(order.refunds.len());
    for row in &order.refunds {
        for (rate, net, tax) in &row.refund.taxes {
            pool.add(TaxRow { rate: *rate, net: *net, tax: *tax })?;
        }
        let returned = row.refund.amount.min(too_much).or_zero();
        too_much = too_much.minus(returned)?;
        let amount = row.refund.amount.minus(returned)?;
        let mut taxes = pool.take(amount)?;
        let mut missing = amount;
        for row in &taxes {
            whole.less(row)?;
            missing = missing.minus(row.net)?.minus(row.tax)?;
        }
        taxes.extend(whole.take(missing.or_zero())?);
        let taxes = taxes.into_iter().filter(|row| !(row.net.is_zero() && row.tax.is_zero()));
        found.push(TakenBack { amount, taxes: taxes.collect() });
    }
    Ok(found)
}

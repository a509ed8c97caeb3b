//! What each payment of an order pays for: its part of the taxes. All parts add up to the order's.

use super::id::PaymentId;
use super::money::{Money, Overflow, allocate};
use super::order::Order;
use super::totals::TaxRow;

/// One payment as a share of its order, in minor units.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Share {
    /// The payment.
    pub payment: PaymentId,
    /// Its place among the payments, from 1.
    pub number: usize,
    /// What it pays of the order.
    pub amount: Money,
    /// Its part of each rate of tax, lowest rate first.
    pub taxes: Vec<TaxRow>,
}

/// What is left of a rate of tax.
#[derive(Debug, Clone)]
struct Left {
    row: TaxRow,
    gross: Money,
}

/// Taxes by rate of which parts are taken one after another, until nothing is left.
#[derive(Debug, Clone, Default)]
pub struct Pool(Vec<Left>);

/// The shares of an order, payment by payment. Each takes its part of what those before it left, so
/// that a later payment changes no earlier share, no part is below zero, and the last one takes
/// exactly the rest. What was paid too much is taxed nowhere.
///
/// # Errors
/// [`Overflow`] when an amount leaves the range.
pub fn shares(order: &Order) -> Result<Vec<Share>, Overflow> {
    let mut left = Pool::default();
    for row in order.totals()?.taxes {
        left.add(row)?;
    }
    let mut shares = Vec::with_capacity(order.payments.len());
    for (number, row) in (1..).zip(&order.payments) {
        let amount = row.payment.amount;
        let taxes = left.take(amount)?;
        shares.push(Share { payment: row.payment.payment, number, amount, taxes });
    }
    Ok(shares)
}

impl Pool {
    /// Adds the tax of a rate.
    ///
    /// # Errors
    /// [`Overflow`] when a sum leaves the range.
    pub fn add(&mut self, row: TaxRow) -> Result<(), Overflow> {
        let gross = row.net.plus(row.tax)?;
        if let Some(known) = self.0.iter_mut().find(|one| one.row.rate == row.rate) {
            known.gross = known.gross.plus(gross)?;
            known.row.net = known.row.net.plus(row.net)?;
            known.row.tax = known.row.tax.plus(row.tax)?;
        } else {
            self.0.push(Left { row, gross });
        }
        Ok(())
    }

    /// Takes off what belongs to a rate, as far as that much is left.
    ///
    /// # Errors
    /// [`Overflow`] when a sum leaves the range.
    pub fn less(&mut self, row: &TaxRow) -> Result<(), Overflow> {
        if let Some(known) = self.0.iter_mut().find(|one| one.row.rate == row.rate) {
            known.gross = known.gross.minus(row.net)?.minus(row.tax)?.or_zero();
            known.row.tax = known.row.tax.minus(row.tax)?.or_zero().min(known.gross);
            known.row.net = known.gross.minus(known.row.tax)?;
        }
        Ok(())
    }

    /// Takes an amount off what is left, spread over the rates by largest remainder.
    ///
    /// # Errors
    /// [`Overflow`] when a sum leaves the range.
    pub fn take(&mut self, amount: Money) -> Result<Vec<TaxRow>, Overflow> {
        let rest = Money::sum(self.0.iter().map(|one| one.gross))?;
        let weights: Vec<i64> = self.0.iter().map(|one| one.gross.minor()).collect();
        let mut rows = Vec::with_capacity(self.0.len());
        for (one, gross) in self.0.iter_mut().zip(allocate(amount.min(rest), &weights)?) {
            let beside = one.gross.minus(gross)?;
            let parts = allocate(one.row.tax, &[gross.minor(), beside.minor()])?;
            // Where nothing of a rate is left there is nothing to share.
            let tax = if one.gross.is_zero() {
                Money::ZERO
            } else {
                parts.first().copied().unwrap_or_default()
            };
            let row = TaxRow { rate: one.row.rate, net: gross.minus(tax)?, tax };
            one.gross = beside;
            one.row.tax = one.row.tax.minus(tax)?;
            one.row.net = one.row.net.minus(row.net)?;
            rows.push(row);
        }
        Ok(rows)
    }
}

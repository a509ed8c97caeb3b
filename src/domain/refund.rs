//! What a refund comes to: shares of lines that always add up to what was paid, tax and all.

use super::event::Tender;
use super::id::{LineId, PaymentId};
use super::money::{Money, Overflow, Quantity, Rate, allocate};
use super::order::{Order, PaymentRow};
use super::sale;
use super::settings::PriceMode;
use super::shares::shares;
use super::totals::{Totals, cash_due};

/// What is given back.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Back {
    /// Everything that is left of what was paid.
    All,
    /// Lines or parts of them.
    Lines(Vec<(LineId, Quantity)>),
    /// What one of several people paid, as far as it was not given back.
    Share(PaymentId),
    /// What was paid beyond what is owed.
    TooMuch,
}

/// A line as far as it can be given back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LineBack {
    /// Which line.
    pub line: LineId,
    /// How much of it was charged.
    pub quantity: Quantity,
    /// How much of that was given back.
    pub refunded: Quantity,
    /// Its share of the total, with tax and service charge, in minor units.
    pub value: Money,
}

impl LineBack {
    /// How much can still be given back.
    pub fn left(&self) -> Quantity {
        self.quantity.minus(self.refunded).max(Quantity::ZERO)
    }

    /// The share of the value up to a quantity; the parts of a line add up to its value.
    fn up_to(&self, quantity: Quantity) -> Result<Money, Overflow> {
        if quantity >= self.quantity {
            return Ok(self.value);
        }
        let rest = self.quantity.minus(quantity).thousandths();
        let parts = allocate(self.value, &[quantity.thousandths(), rest])?;
        Ok(parts.first().copied().unwrap_or_default())
    }

    /// What comes back for this much more of it.
    ///
    /// # Errors
    /// [`Overflow`] when a share leaves the range.
    pub fn amount(&self, quantity: Quantity) -> Result<Money, Overflow> {
        self.up_to(self.refunded.plus(quantity))?.minus(self.up_to(self.refunded)?)
    }
}

/// The tax that goes back: rate, net, tax.
pub type TaxBack = Vec<(Rate, Money, Money)>;

/// What is given back of one payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// The payment.
    pub payment: PaymentId,
    /// Of the amount that paid for the order.
    pub amount: Money,
    /// What rounding to the coins of the currency adds or takes.
    pub rounding: Money,
    /// Of the tip.
    pub tip: Money,
}

impl Part {
    /// What is handed back.
    ///
    /// # Errors
    /// [`Overflow`] when the sum leaves the range.
    pub fn handed(&self) -> Result<Money, Overflow> {
        self.amount.plus(self.rounding)?.plus(self.tip)
    }
}

/// The lines of an order with their shares of the total; the shares add up to it.
///
/// # Errors
/// [`Overflow`] when a share leaves the range.
pub fn lines(order: &Order, totals: &Totals) -> Result<Vec<LineBack>, Overflow> {
    let weights = totals
        .lines
        .iter()
        .map(|row| match order.pricing.prices {
            PriceMode::Inclusive => Ok(row.net.minor()),
            PriceMode::Exclusive => row.net.plus(row.tax).map(Money::minor),
        })
        .collect::<Result<Vec<_>, Overflow>>()?;
    let values = allocate(totals.total, &weights)?;
    let rows = totals.lines.iter().zip(values).map(|(row, value)| LineBack {
        line: row.line,
        quantity: row.quantity,
        refunded: order.refunded_of_line(row.line).min(row.quantity),
        value,
    });
    Ok(rows.collect())
}

/// What a refund comes to before it is spread over payments, never above what is left of what was
/// paid.
///
/// # Errors
/// [`Overflow`] when a share leaves the range.
pub fn amount(order: &Order, totals: &Totals, back: &Back) -> Result<Money, Overflow> {
    let settlement = order.settlement()?;
    match back {
        Back::All => settlement.paid.minus(settlement.refunded),
        Back::TooMuch => Ok(settlement.give_back),
        Back::Share(id) => {
            let paid = order.payment(*id).map_or(Money::ZERO, |row| row.payment.amount);
            Ok(paid.minus(order.refunded_of(*id)?.0)?.or_zero())
        }
        Back::Lines(wanted) => {
            let rows = lines(order, totals)?;
            let parts = wanted.iter().filter_map(|(id, quantity)| {
                let row = rows.iter().find(|row| row.line == *id)?;
                Some(row.amount((*quantity).min(row.left())))
            });
            Money::sum(parts.collect::<Result<Vec<_>, _>>()?)
        }
    }
}

/// The tax in what goes back, by rate. The taxes of all refunds of an order add up to its own.
///
/// # Errors
/// [`Overflow`] when a sum leaves the range.
pub fn taxes(
    order: &Order,
    totals: &Totals,
    back: &Back,
    amount: Money,
) -> Result<TaxBack, Overflow> {
    let sold: Vec<(Rate, Money)> = totals
        .taxes
        .iter()
        .map(|row| Ok((row.rate, row.net.plus(row.tax)?)))
        .collect::<Result<_, Overflow>>()?;
    let before: Vec<Money> = sold
        .iter()
        .map(|(rate, _)| {
            let rows = order.refunds.iter().flat_map(|row| &row.refund.taxes);
            let of_rate = rows.filter(|(known, _, _)| known == rate);
            Money::sum(of_rate.map(|(_, net, tax)| net.plus(*tax)).collect::<Result<Vec<_>, _>>()?)
        })
        .collect::<Result<_, Overflow>>()?;
    let left: Vec<i64> = sold
        .iter()
        .zip(&before)
        .map(|((_, whole), before)| Ok(whole.minus(*before)?.or_zero().minor()))
        .collect::<Result<_, Overflow>>()?;
    // What was never sold was never taxed, nor what was paid too much. All that was paid for an
    // order that was called off after its sale is too much, and goes back with the tax.
    let dead = order.cancelled.is_some() || order.rejected.is_some();
    let too_much = matches!(back, Back::TooMuch) && !dead;
    if too_much || !sale::reached(order, totals.total)? {
        return Ok(Vec::new());
    }
    let taxed = amount.min(Money::sum(left.iter().copied().map(Money::new))?);
    let parts = match back {
        Back::All | Back::TooMuch => allocate(taxed, &left)?,
        Back::Share(id) => allocate(taxed, &weights_of(order, *id, &left)?)?,
        Back::Lines(wanted) => by_rate(order, totals, wanted, &sold)?,
    };
    let mut rows = Vec::new();
    for (((rate, whole), before), part) in
        sold.iter().zip(&before).zip(fitted(parts, &left, taxed)?)
    {
        let row = totals.taxes.iter().find(|row| row.rate == *rate);
        let whole_tax = row.map(|row| row.tax).unwrap_or_default();
        // Where tax is rounded by line, that of the whole can be above that of the lines.
        let up_to = |sum: Money| {
            if sum >= *whole { Ok(whole_tax) } else { Ok(sum.contained(*rate)?.min(whole_tax)) }
        };
        let tax = up_to(before.plus(part)?)?.minus(up_to(*before)?)?;
        if !part.is_zero() {
            rows.push((*rate, part.minus(tax)?, tax));
        }
    }
    Ok(rows)
}

/// What of a payment belongs to each rate; what is left of each where that says nothing.
fn weights_of(order: &Order, payment: PaymentId, left: &[i64]) -> Result<Vec<i64>, Overflow> {
    let shares = shares(order)?;
    let own = shares.iter().find(|share| share.payment == payment);
    let rows = own.iter().flat_map(|share| &share.taxes);
    let gross = rows.map(|row| row.net.plus(row.tax).map(Money::minor));
    let gross = gross.collect::<Result<Vec<_>, Overflow>>()?;
    let useful = gross.len() == left.len() && gross.iter().any(|part| *part > 0);
    Ok(if useful { gross } else { left.to_vec() })
}

/// Parts by rate that are never above what is left of a rate and add up to what is taxed: what one
/// rate has no room for, by a cent of rounding, another one takes.
fn fitted(parts: Vec<Money>, left: &[i64], taxed: Money) -> Result<Vec<Money>, Overflow> {
    let mut rest = taxed;
    let mut fitted = Vec::with_capacity(parts.len());
    for (part, left) in parts.into_iter().zip(left) {
        let part = part.min(Money::new(*left)).min(rest);
        rest = rest.minus(part)?;
        fitted.push(part);
    }
    for (part, left) in fitted.iter_mut().zip(left) {
        let more = Money::new(*left).minus(*part)?.min(rest);
        rest = rest.minus(more)?;
        *part = part.plus(more)?;
    }
    Ok(fitted)
}

/// What of the wanted lines belongs to each rate; the share of a service charge goes where the
/// charge is taxed.
fn by_rate(
    order: &Order,
    totals: &Totals,
    wanted: &[(LineId, Quantity)],
    sold: &[(Rate, Money)],
) -> Result<Vec<Money>, Overflow> {
    let rows = lines(order, totals)?;
    let mut parts = vec![Money::ZERO; sold.len()];
    // What one line, or all of them, have at each rate.
    let at_rates = |line: Option<LineId>| -> Result<Vec<Money>, Overflow> {
        let mut sums = vec![Money::ZERO; sold.len()];
        for portion in totals.portions.iter().filter(|one| line.is_none_or(|id| one.line == id)) {
            let of_rate = sums.iter_mut().zip(sold).find(|(_, (rate, _))| *rate == portion.rate);
            if let Some((sum, _)) = of_rate {
                *sum = sum.plus(portion.gross(order.pricing.prices)?)?;
            }
        }
        Ok(sums)
    };
    // What the lines of a rate do not explain of its sum is the charge.
    let mut charged = Vec::with_capacity(sold.len());
    for (own, (_, whole)) in at_rates(None)?.into_iter().zip(sold) {
        charged.push(whole.minus(own)?.or_zero().minor());
    }
    let charge = Money::sum(charged.iter().copied().map(Money::new))?;
    let own = totals.total.minus(charge)?;
    for (id, quantity) in wanted {
        let Some(row) = rows.iter().find(|row| row.line == *id) else { continue };
        let amount = row.amount((*quantity).min(row.left()))?;
        let split = allocate(amount, &[own.minor(), charge.minor()])?;
        let [mine, of_charge] = split.as_slice() else { continue };
        let weights: Vec<i64> = at_rates(Some(*id))?.into_iter().map(Money::minor).collect();
        let mine = allocate(*mine, &weights)?;
        let of_charge = allocate(*of_charge, &charged)?;
        for ((part, mine), more) in parts.iter_mut().zip(mine).zip(of_charge) {
            *part = part.plus(mine)?.plus(more)?;
        }
    }
    Ok(parts)
}

/// Spreads a refund over the payments: the one that was picked first, then cash, then the latest.
/// Cash is handed back in coins that exist, and the parts of a payment add up to what was taken.
///
/// # Errors
/// [`Overflow`] when a sum leaves the range.
pub fn spread(
    order: &Order,
    amount: Money,
    picked: Option<PaymentId>,
    tip: bool,
) -> Result<Vec<Part>, Overflow> {
    let mut rows: Vec<&PaymentRow> = order.payments.iter().rev().collect();
    rows.sort_by_key(|row| {
        (Some(row.payment.payment) != picked, row.payment.tender != Tender::Cash)
    });
    let mut rest = amount;
    let mut parts = Vec::new();
    for row in rows {
        let payment = &row.payment;
        let (before, rounded, tipped) = order.refunded_of(payment.payment)?;
        let left = payment.amount.minus(before)?.or_zero();
        let part = left.min(rest).or_zero();
        if !part.is_positive() {
            continue;
        }
        rest = rest.minus(part)?;
        let after = before.plus(part)?;
        let whole = after >= payment.amount;
        let rounding = if payment.tender != Tender::Cash {
            Money::ZERO
        } else if whole {
            payment.rounding.minus(rounded)?
        } else {
            cash_due(after, order.pricing.cash_step)?.minus(after)?.minus(rounded)?
        };
        let tip = if tip && whole { payment.tip.minus(tipped)?.or_zero() } else { Money::ZERO };
        parts.push(Part { payment: payment.payment, amount: part, rounding, tip });
    }
    Ok(parts)
}

//! How the total of an order comes about: every step as a row, for screen and command alike.

use crate::domain::money::{Money, Overflow};
use crate::domain::order::Order;
use crate::domain::settings::PriceMode;

/// One step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What it is.
    pub what: String,
    /// How much, where that counts.
    pub quantity: String,
    /// The price of one.
    pub unit: String,
    /// The amount.
    pub amount: String,
}

/// The steps from lines to what is due.
///
/// # Errors
/// [`Overflow`] when an amount leaves the range.
pub fn steps(order: &Order) -> Result<Vec<Step>, Overflow> {
    let (totals, settlement) = (order.totals()?, order.settlement()?);
    let currency = order.pricing.currency;
    let money = |amount| currency.format(amount);
    let mut steps = Vec::new();
    let sum = |what: String, amount: Money| Step {
        what,
        quantity: String::new(),
        unit: String::new(),
        amount: money(amount),
    };
    for row in &totals.lines {
        let what = order.line(row.line).map(|line| line.sold.name.clone()).unwrap_or_default();
        let (quantity, unit) = (row.quantity.to_string(), money(row.unit));
        steps.push(Step { what, quantity, unit, amount: money(row.gross) });
        for (what, amount) in [
            ("  comp", row.comp),
            ("  line discount", row.line_discount),
            ("  share of order discounts", row.order_discount),
        ] {
            if !amount.is_zero() {
                steps.push(sum(what.to_owned(), amount.negated()));
            }
        }
    }
    steps.push(sum("= subtotal".to_owned(), totals.subtotal));
    if !totals.charge.is_zero() {
        steps.push(sum("+ service charge".to_owned(), totals.charge));
    }
    let inside = match order.pricing.prices {
        PriceMode::Inclusive => "  contains tax",
        PriceMode::Exclusive => "+ tax",
    };
    for row in &totals.taxes {
        steps.push(sum(format!("{inside} {} of {}", row.rate, money(row.net)), row.tax));
    }
    steps.push(sum(format!("= total {currency}"), totals.total));
    for row in &order.payments {
        let payment = &row.payment;
        steps.push(sum(format!("- paid {}", payment.tender), payment.amount.negated()));
        for (what, amount) in [
            ("  handed over", payment.tendered),
            ("  change", payment.change.negated()),
            ("  cash rounding, beside the order", payment.rounding),
            ("  tip, beside the order", payment.tip),
        ] {
            if !amount.is_zero() && payment.tendered != payment.amount {
                steps.push(sum(what.to_owned(), amount));
            }
        }
    }
    steps.push(sum("= due".to_owned(), settlement.due));
    for row in &order.refunds {
        steps.push(sum(format!("given back {}", row.refund.tender), row.refund.amount.negated()));
    }
    if settlement.give_back.is_positive() {
        steps.push(sum("= to give back".to_owned(), settlement.give_back));
    }
    Ok(steps)
}

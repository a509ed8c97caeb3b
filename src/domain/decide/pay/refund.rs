//! Deciding about money that goes back: how much, from which payments, with which receipt.

use super::super::Trial;
use super::super::order::check_text;
use super::push_receipt;
use crate::domain::command::GiveBack;
use crate::domain::event::{Event, Refund, Tender};
use crate::domain::money::Money;
use crate::domain::refund::{self, Back, Part};
use crate::domain::rejection::Rejection;
use crate::domain::rights::Act;

/// Gives money back. The same refund number a second time is a no-op.
pub(in crate::domain::decide) fn refund(
    trial: &mut Trial<'_>,
    wanted: &GiveBack,
) -> Result<(), Rejection> {
    if wanted.refunds.first().is_some_and(|id| trial.order.refund(*id).is_some()) {
        return Ok(());
    }
    if wanted.reason.trim().is_empty() {
        return Err(Rejection::NoReason);
    }
    check_text("a reason", Some(&wanted.reason))?;
    let amount = worth(trial, wanted)?;
    let approver = trial.allow(Act::Refund)?;
    let totals = trial.order.totals()?;
    let mut taxes = refund::taxes(&trial.order, &totals, &wanted.what, amount)?;
    let mut lines = match &wanted.what {
        Back::Lines(lines) => lines.clone(),
        Back::All => rest_of(trial)?,
        Back::TooMuch | Back::Share(_) => Vec::new(),
    };
    let first = if let Back::Share(payment) = wanted.what { Some(payment) } else { wanted.payment };
    let parts = refund::spread(&trial.order, amount, first, wanted.tip)?;
    let reason = if wanted.restock {
        format!("{} (back to stock)", wanted.reason.trim())
    } else {
        wanted.reason.trim().to_owned()
    };
    for (part, id) in parts.iter().zip(numbers(trial, wanted, parts.len())?) {
        let (tender, shift, drawer) = responsible(trial, part)?;
        trial.push(Event::PaymentRefunded(Box::new(Refund {
            refund: id,
            payment: part.payment,
            tender,
            amount: part.amount,
            tip: part.tip,
            rounding: part.rounding,
            lines: std::mem::take(&mut lines),
            taxes: std::mem::take(&mut taxes),
            reason: reason.clone(),
            approver: approver.clone(),
            shift,
            drawer,
        })));
        push_receipt(trial, Some(id));
    }
    Ok(())
}

/// What is asked for, above zero and not above what was paid.
fn worth(trial: &Trial<'_>, wanted: &GiveBack) -> Result<Money, Rejection> {
    let order = &trial.order;
    let (totals, settlement) = (order.totals()?, order.settlement()?);
    let currency = order.pricing.currency;
    let left = settlement.paid.minus(settlement.refunded)?;
    let paid = !settlement.due.is_positive() && settlement.paid.is_positive();
    if !paid {
        return Err(Rejection::NotPaid(order.title()));
    }
    if let Back::Lines(lines) = &wanted.what {
        let rows = refund::lines(order, &totals)?;
        for (at, (id, quantity)) in lines.iter().enumerate() {
            let line = order.line(*id).ok_or_else(|| Rejection::NoLine(order.title()))?;
            let left = rows.iter().find(|row| row.line == *id).map(refund::LineBack::left);
            let twice = lines.iter().skip(at.saturating_add(1)).any(|(other, _)| other == id);
            if !quantity.is_positive() || twice || left.is_none_or(|left| *quantity > left) {
                return Err(Rejection::TooMuchBack {
                    name: line.sold.name.clone(),
                    left: left.unwrap_or_default().to_string(),
                });
            }
        }
    }
    let amount = refund::amount(order, &totals, &wanted.what)?;
    if amount > left {
        return Err(Rejection::RefundAbove {
            wanted: currency.format(amount),
            left: currency.format(left),
        });
    }
    if !amount.is_positive() {
        return Err(Rejection::NothingBack(order.title()));
    }
    Ok(amount)
}

/// Every line with what was not given back of it.
fn rest_of(trial: &Trial<'_>) -> Result<Vec<LineQuantity>, Rejection> {
    let rows = refund::lines(&trial.order, &trial.order.totals()?)?;
    let left = rows.iter().filter(|row| row.left().is_positive());
    Ok(left.map(|row| (row.line, row.left())).collect())
}

type LineQuantity = (crate::domain::id::LineId, crate::domain::money::Quantity);

fn numbers(
    trial: &Trial<'_>,
    wanted: &GiveBack,
    count: usize,
) -> Result<Vec<crate::domain::id::RefundId>, Rejection> {
    if wanted.refunds.len() < count {
        let title = trial.order.title();
        let sentence = format!("{title} has more payments than were known here: try again");
        return Err(Rejection::Refused(sentence));
    }
    Ok(wanted.refunds.clone())
}

/// To what it goes back, and the shift and drawer that answer for it.
fn responsible(
    trial: &Trial<'_>,
    part: &Part,
) -> Result<(Tender, Option<crate::domain::id::ShiftId>, Option<String>), Rejection> {
    let row = trial.order.payment(part.payment).ok_or(Rejection::NoOrder)?;
    let tender = row.payment.tender.clone();
    let cash = tender == Tender::Cash;
    match trial.state.my_shift() {
        Some(shift) => {
            let drawer = cash.then(|| shift.drawer.clone());
            Ok((tender, Some(shift.id), drawer))
        }
        None if cash && !trial.state.settings().hub_cash => Err(Rejection::NoShift),
        None => Ok((tender, None, None)),
    }
}

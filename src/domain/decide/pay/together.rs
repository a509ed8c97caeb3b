//! Paying several orders at once: one payment for each in one commit, change on the last.

use super::super::{Decided, Stamp, Trial};
use super::{check_tender, complete, flag, payable};
use crate::domain::command::{Take, Together};
use crate::domain::currency::Currency;
use crate::domain::event::{Payment, Tender};
use crate::domain::id::{AggregateId, PaymentId};
use crate::domain::money::Money;
use crate::domain::rejection::Rejection;
use crate::domain::rights::Act;
use crate::domain::state::State;
use crate::domain::totals::cash_due;

/// Takes one sum for several orders.
pub(in crate::domain::decide) fn together(
    state: &State,
    wanted: &Together,
    stamp: &Stamp,
) -> Result<Vec<Decided>, Rejection> {
    let mut decided = Vec::new();
    let mut receipts = 0_u64;
    let mut due = Money::ZERO;
    let mut trials = Vec::with_capacity(wanted.orders.len());
    for (at, (id, payment)) in wanted.orders.iter().enumerate() {
        let order = state.order(*id).ok_or(Rejection::NoOrder)?;
        let twice = wanted.orders.iter().skip(at.saturating_add(1)).any(|(other, _)| other == id);
        if order.payment(*payment).is_some() {
            return Ok(Vec::new());
        }
        if twice {
            let sentence = format!("{} is named twice: name each order once", order.title());
            return Err(Rejection::Refused(sentence));
        }
        let trial = Trial::new(state, order.clone(), stamp);
        let own = payable(&trial)?.due;
        due = due.plus(own)?;
        trials.push((trial, *payment, own));
    }
    let Some((first, _, _)) = trials.first() else {
        return Err(Rejection::Refused("no order is named: choose at least one".to_owned()));
    };
    first.allow(Act::TakeMoney)?;
    let (currency, cash) = (first.order.pricing.currency, wanted.tender == Tender::Cash);
    if trials.iter().any(|(trial, _, _)| trial.order.pricing.currency != currency) {
        let sentence = "these orders are in different currencies: pay each by itself";
        return Err(Rejection::Refused(sentence.to_owned()));
    }
    if wanted.tip.is_negative() {
        return Err(Rejection::BadAmount(currency.plain(wanted.tip)));
    }
    if let Some(reason) = &wanted.unsure {
        return unsure(trials, wanted, reason);
    }
    check_tender(first, &wanted.tender, wanted.reference.as_deref())?;
    let step = if cash { first.order.pricing.cash_step } else { Money::ZERO };
    let whole = cash_due(due, step)?;
    let all = whole.plus(wanted.tip)?;
    let given = wanted.tendered.unwrap_or(all);
    enough(given, all, (currency, cash))?;
    let (shift, drawer) = super::responsible(first, &wanted.tender, None)?;
    let last = trials.len().saturating_sub(1);
    let mut rest = given;
    for (at, (mut trial, payment, own)) in trials.into_iter().enumerate() {
        let ends = at == last;
        let tendered = if ends { rest } else { own };
        rest = rest.minus(tendered)?;
        let taken = Payment {
            payment,
            tender: wanted.tender.clone(),
            amount: own,
            tendered,
            change: if ends { given.minus(all)? } else { Money::ZERO },
            tip: if ends { wanted.tip } else { Money::ZERO },
            rounding: if ends { whole.minus(due)? } else { Money::ZERO },
            reference: wanted.reference.clone(),
            shift,
            drawer: drawer.clone(),
        };
        trial.receipts = receipts;
        let aggregate = AggregateId::Order(trial.order.id);
        complete(&mut trial, taken)?;
        receipts = trial.receipts;
        decided.extend(trial.events.into_iter().map(|event| (aggregate.clone(), event)));
    }
    Ok(decided)
}

/// Refuses less than all, and more where no change is given.
fn enough(given: Money, all: Money, (currency, cash): (Currency, bool)) -> Result<(), Rejection> {
    let words = || (currency.format(given), currency.format(all));
    if given < all {
        let (given, due) = words();
        return Err(Rejection::Short { given, due });
    }
    if given > all && !cash {
        let (given, due) = words();
        return Err(Rejection::TooMuch { given, due });
    }
    Ok(())
}

/// Notes on each order that nobody is sure of its part of the sum.
fn unsure(
    trials: Vec<(Trial<'_>, PaymentId, Money)>,
    wanted: &Together,
    reason: &str,
) -> Result<Vec<Decided>, Rejection> {
    let last = trials.len().saturating_sub(1);
    let mut decided = Vec::new();
    for (at, (mut trial, payment, own)) in trials.into_iter().enumerate() {
        let tip = if at == last { wanted.tip } else { Money::ZERO };
        let take = Take {
            payment,
            tender: wanted.tender.clone(),
            tendered: Some(own.plus(tip)?),
            amount: None,
            part: false,
            tip,
            reference: wanted.reference.clone(),
            shift: None,
        };
        flag(&mut trial, &take, reason)?;
        let aggregate = AggregateId::Order(trial.order.id);
        decided.extend(trial.events.into_iter().map(|event| (aggregate.clone(), event)));
    }
    Ok(decided)
}

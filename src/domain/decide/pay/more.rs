//! Deciding about what goes with money: tips, a service charge by hand, doubts, receipts again.

use super::super::Trial;
use super::super::course::{fire_all, send_all};
use super::{push_receipt, push_sale_receipt};
use crate::domain::event::{Event, Payment, Tender};
use crate::domain::id::{PaymentId, SendId};
use crate::domain::money::{Money, Rate};
use crate::domain::number::SeriesNumber;
use crate::domain::rejection::Rejection;
use crate::domain::rights::Act;

/// A tip after the payment, in the shift that took the payment.
pub(in crate::domain::decide) fn tip(
    trial: &mut Trial<'_>,
    payment: PaymentId,
    tip: Money,
) -> Result<(), Rejection> {
    let currency = trial.order.pricing.currency;
    let Some(row) = trial.order.payment(payment) else {
        return Err(Rejection::NotPaid(trial.order.title()));
    };
    trial.allow(Act::TakeMoney)?;
    if !tip.is_positive() {
        return Err(Rejection::BadAmount(currency.plain(tip)));
    }
    if let Some(id) = row.payment.shift {
        let shift = trial.state.shift(id).filter(|shift| shift.is_open());
        if shift.is_none() {
            let known = trial.state.shift(id).and_then(|shift| shift.number.as_ref());
            let number = known.map(ToString::to_string).unwrap_or_default();
            return Err(Rejection::ShiftClosed(number));
        }
        let mine = trial.state.my_shift().map(|shift| shift.id) == Some(id);
        if row.payment.tender == Tender::Cash && !mine {
            let drawer = row.payment.drawer.clone().unwrap_or_default();
            let sentence = format!("the cash went into drawer {drawer}: add its tip there");
            return Err(Rejection::Refused(sentence));
        }
    }
    let (refunded, _, _) = trial.order.refunded_of(payment)?;
    if refunded >= row.payment.amount && refunded.is_positive() {
        let sentence = format!("this payment of {} was given back", trial.order.title());
        return Err(Rejection::Refused(format!("{sentence}: it takes no tip")));
    }
    trial.push(Event::TipAdded { payment, tip });
    Ok(())
}

/// A service charge by hand; `None` takes it off.
pub(in crate::domain::decide) fn charge(
    trial: &mut Trial<'_>,
    rate: Option<Rate>,
) -> Result<(), Rejection> {
    trial.alive("changed")?;
    if trial.order.is_paid() && !trial.order.payments.is_empty() {
        return Err(Rejection::NothingDue(trial.order.title()));
    }
    if rate.is_some_and(|rate| rate <= Rate::ZERO || rate > Rate::percent(50)) {
        let sentence = "a service charge is above 0 % and at most 50 %: say how much";
        return Err(Rejection::Refused(sentence.to_owned()));
    }
    let approver = trial.allow(Act::PriceOverride)?;
    let settings = trial.state.settings();
    let rule = trial.order.pricing.charge.as_ref().or(settings.service_charge.as_ref());
    let class = || settings.tax_class(None).map(|class| class.rate(trial.order.service));
    let tax = rule.map(|rule| rule.tax).or_else(class).unwrap_or(Rate::ZERO);
    let rate = rate.filter(|rate| *rate > Rate::ZERO);
    trial.push(Event::ServiceChargeSet { rate, tax, approver });
    Ok(())
}

/// Settles a doubt: the money was taken, or it was not. Money that was taken is written down even
/// when the order was paid otherwise meanwhile; it is then to be given back.
pub(in crate::domain::decide) fn settle_doubt(
    trial: &mut Trial<'_>,
    payment: PaymentId,
    taken: bool,
) -> Result<(), Rejection> {
    let found = trial.order.flagged.iter().find(|flag| flag.payment == payment).cloned();
    let Some(flag) = found else {
        let sentence = format!("{} has no payment to check", trial.order.title());
        return Err(Rejection::Nothing(sentence));
    };
    if !taken {
        trial.push(Event::PaymentFailed {
            payment,
            tender: flag.tender,
            amount: flag.amount,
            reason: "it was not taken after all".to_owned(),
        });
        return Ok(());
    }
    trial.allow(Act::TakeMoney)?;
    let shift = trial.state.my_shift().map(|shift| shift.id);
    let alive = trial.alive("paid").is_ok();
    trial.push(Event::PaymentTaken(Box::new(Payment {
        payment,
        tender: flag.tender,
        amount: flag.amount.minus(flag.tip.unwrap_or_default())?,
        tendered: flag.amount,
        change: Money::ZERO,
        tip: flag.tip.unwrap_or_default(),
        rounding: Money::ZERO,
        reference: None,
        shift,
        drawer: None,
    })));
    if alive && !trial.order.settlement()?.due.is_positive() {
        if trial.order.unsent_lines().next().is_some() {
            send_all(trial, SendId(payment.0))?;
        }
        fire_all(trial);
        push_sale_receipt(trial);
    }
    Ok(())
}

/// The receipt of a paid order that lacks one.
pub(in crate::domain::decide) fn issue_receipt(trial: &mut Trial<'_>) -> Result<(), Rejection> {
    if !trial.order.is_receipt_due() {
        return Err(Rejection::Nothing(format!("{} has no receipt due", trial.order.title())));
    }
    push_receipt(trial, None);
    Ok(())
}

/// A receipt is printed again.
pub(in crate::domain::decide) fn reprint(
    trial: &mut Trial<'_>,
    number: &SeriesNumber,
) -> Result<(), Rejection> {
    if !trial.order.receipts.iter().any(|receipt| receipt.number == *number) {
        let title = trial.order.title();
        return Err(Rejection::Nothing(format!("{title} has no receipt {number}")));
    }
    let approver = trial.allow(Act::Reprint)?;
    trial.push(Event::ReceiptReprinted { number: number.clone(), approver });
    Ok(())
}

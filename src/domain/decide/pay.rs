//! Deciding about money: taking it once, giving change, settling an order with its receipt.

use super::Trial;
use super::course::{fire_all, send_all};
use super::order::check_text;
use crate::domain::command::Take;
use crate::domain::event::{Event, Payment, PaymentFlagged, Tender};
use crate::domain::id::{RefundId, SendId, ShiftId};
use crate::domain::money::Money;
use crate::domain::number::{Letter, SeriesNumber};
use crate::domain::rejection::Rejection;
use crate::domain::rights::Act;
use crate::domain::settings::TenderKind;
use crate::domain::totals::{Settlement, cash_due};

pub(super) mod more;
pub(super) mod refund;
pub(super) mod together;

/// Takes money. The same payment number a second time is a no-op; the payment that settles the
/// order sends what is unsent and issues the receipt, all in one commit.
pub(super) fn pay(trial: &mut Trial<'_>, take: &Take) -> Result<(), Rejection> {
    if trial.order.payment(take.payment).is_some() {
        return Ok(());
    }
    trial.allow(Act::TakeMoney)?;
    let settlement = payable(trial)?;
    check_tender(trial, &take.tender, take.reference.as_deref())?;
    let payment = work_out(trial, take, &settlement)?;
    complete(trial, payment)
}

/// Writes a payment down; the one that settles sends what is unsent and issues the receipt.
fn complete(trial: &mut Trial<'_>, payment: Payment) -> Result<(), Rejection> {
    let id = payment.payment;
    let settles = payment.amount >= trial.order.settlement()?.due;
    if settles {
        super::discount::check(trial)?;
    }
    trial.push(Event::PaymentTaken(Box::new(payment)));
    if settles && trial.order.unsent_lines().next().is_some() {
        send_all(trial, SendId(id.0))?;
    }
    if settles {
        fire_all(trial);
    }
    if settles {
        // What others added after the receipt, and is paid now, has one of its own.
        push_receipt(trial, None);
    }
    Ok(())
}

/// Refuses a tender that the site does not have, or one without what must be typed with it.
fn check_tender(
    trial: &Trial<'_>,
    tender: &Tender,
    reference: Option<&str>,
) -> Result<(), Rejection> {
    check_text("a reference", reference)?;
    let specs = &trial.state.settings().tenders;
    let spec = specs.iter().find(|spec| spec.tender() == *tender);
    let kind = match (tender, spec) {
        (Tender::Cash | Tender::Card, _) => TenderKind::Plain,
        (_, Some(spec)) => spec.kind,
        (Tender::Online, None) => TenderKind::Online,
        (Tender::Voucher, None) => TenderKind::Voucher,
        (Tender::Account, None) => TenderKind::Account,
        (Tender::Points | Tender::Other(_), None) => {
            let mut words = vec!["cash", "card"];
            words.extend(specs.iter().map(|spec| spec.word.as_str()));
            return Err(Rejection::NoTender { word: tender.to_string(), known: words.join(", ") });
        }
    };
    let given = reference.is_some_and(|text| !text.trim().is_empty());
    match kind.reference().filter(|_| !given) {
        Some(what) => Err(Rejection::NoReference { tender: tender.to_string(), what }),
        None => Ok(()),
    }
}

fn payable(trial: &Trial<'_>) -> Result<Settlement, Rejection> {
    trial.alive("paid")?;
    if trial.order.live_lines().next().is_none() {
        return Err(Rejection::Empty(trial.order.title()));
    }
    let settlement = trial.order.settlement()?;
    let free = trial.order.payments.is_empty() && settlement.owed.is_zero();
    if !settlement.due.is_positive() && !free {
        return Err(Rejection::NothingDue(trial.order.title()));
    }
    Ok(settlement)
}

fn work_out(trial: &Trial<'_>, take: &Take, settlement: &Settlement) -> Result<Payment, Rejection> {
    let currency = trial.order.pricing.currency;
    let cash = take.tender == Tender::Cash;
    if take.tip.is_negative() {
        return Err(Rejection::BadAmount(currency.plain(take.tip)));
    }
    let step = if cash { trial.order.pricing.cash_step } else { Money::ZERO };
    let share = take.amount.unwrap_or(settlement.due);
    if share > settlement.due {
        return Err(Rejection::TooMuch {
            given: currency.format(share),
            due: currency.format(settlement.due),
        });
    }
    if take.amount.is_some() && !share.is_positive() {
        return Err(Rejection::BadAmount(currency.plain(share)));
    }
    let payable = cash_due(share, step)?;
    let wanted = payable.plus(take.tip)?;
    let tendered = take.tendered.unwrap_or(wanted);
    if tendered.is_negative() || (tendered.is_zero() && payable.is_positive()) {
        return Err(Rejection::BadAmount(currency.plain(tendered)));
    }
    if tendered > wanted && !cash {
        return Err(Rejection::TooMuch {
            given: currency.format(tendered),
            due: currency.format(wanted),
        });
    }
    let short = tendered < wanted;
    if short && take.part && tendered <= take.tip {
        return Err(Rejection::BadAmount(currency.plain(tendered.minus(take.tip)?)));
    }
    if short && !take.part {
        return Err(Rejection::Short {
            given: currency.format(tendered),
            due: currency.format(wanted),
        });
    }
    let (shift, drawer) = responsible(trial, &take.tender, take.shift)?;
    // Cash rounding can ask for more than the share; what is given beyond it is rounding too.
    let applied = if short { tendered.minus(take.tip)?.or_zero() } else { payable };
    let amount = if short { applied.min(share) } else { share };
    Ok(Payment {
        payment: take.payment,
        tender: take.tender.clone(),
        amount,
        tendered,
        change: if short { Money::ZERO } else { tendered.minus(wanted)? },
        tip: take.tip,
        rounding: applied.minus(amount)?,
        reference: take.reference.clone(),
        shift,
        drawer,
    })
}

/// The shift that answers for a payment, and the drawer of cash.
fn responsible(
    trial: &Trial<'_>,
    tender: &Tender,
    shift: Option<ShiftId>,
) -> Result<(Option<ShiftId>, Option<String>), Rejection> {
    let shift = match shift {
        Some(id) => trial.state.shift(id),
        None => trial.state.my_shift(),
    };
    if let Some(shift) = shift {
        if !shift.is_open() {
            let number = shift.number.as_ref().map(ToString::to_string).unwrap_or_default();
            return Err(Rejection::ShiftClosed(number));
        }
        let drawer = (*tender == Tender::Cash).then(|| shift.drawer.clone());
        return Ok((Some(shift.id), drawer));
    }
    if *tender == Tender::Cash && !trial.state.settings().hub_cash {
        return Err(Rejection::NoShift);
    }
    Ok((None, None))
}

/// The next number of this terminal's series.
fn push_receipt(trial: &mut Trial<'_>, refund: Option<RefundId>) {
    let letter = trial.state.me.letter.clone().unwrap_or_else(Letter::hub);
    let last = trial.state.series.receipts.saturating_add(trial.receipts);
    trial.receipts = trial.receipts.saturating_add(1);
    let number = SeriesNumber::receipt(&letter, last.saturating_add(1));
    trial.push(Event::ReceiptIssued { number, refund });
}

/// The receipt of a sale that is settled, unless it has one.
fn push_sale_receipt(trial: &mut Trial<'_>) {
    if trial.order.receipt().is_none() {
        push_receipt(trial, None);
    }
}

pub(super) fn failed(trial: &mut Trial<'_>, take: &Take, reason: &str) -> Result<(), Rejection> {
    let amount = attempted(trial, take, reason)?;
    trial.push(Event::PaymentFailed {
        payment: take.payment,
        tender: take.tender.clone(),
        amount,
        reason: reason.to_owned(),
    });
    Ok(())
}

pub(super) fn flag(trial: &mut Trial<'_>, take: &Take, reason: &str) -> Result<(), Rejection> {
    let amount = attempted(trial, take, reason)?;
    trial.push(Event::PaymentFlagged(PaymentFlagged {
        payment: take.payment,
        tender: take.tender.clone(),
        amount,
        reason: reason.to_owned(),
        tip: take.tip.is_positive().then_some(take.tip),
    }));
    Ok(())
}

fn attempted(trial: &Trial<'_>, take: &Take, reason: &str) -> Result<Money, Rejection> {
    check_text("a reason", Some(reason))?;
    let settlement = payable(trial)?;
    let sum = take.tendered.map_or_else(|| settlement.due.plus(take.tip), Ok)?;
    if sum.is_negative() || take.tip.is_negative() || take.tip > sum {
        return Err(Rejection::BadAmount(trial.order.pricing.currency.plain(sum)));
    }
    Ok(sum)
}

//! Deciding about shifts: one drawer, one terminal, opened, counted and closed in its own journal.

use super::order::check_text;
use super::{Decided, Stamp};
use crate::domain::event::{CashMoved, CashWay, Event, ShiftClosed, ShiftOpened};
use crate::domain::id::{AggregateId, ShiftId};
use crate::domain::money::Money;
use crate::domain::number::{Letter, SeriesNumber};
use crate::domain::rejection::Rejection;
use crate::domain::rights::{self, Act};
use crate::domain::shift::Shift;
use crate::domain::state::State;
use crate::domain::tally::tally;

/// What a person says when closing a shift.
pub(super) struct Closing {
    /// The counted cash.
    pub counted: Money,
    /// What stays in the drawer.
    pub left: Option<Money>,
    /// How many changes wait for the hub.
    pub waiting: u64,
}

fn letter(state: &State) -> Result<&Letter, Rejection> {
    state.me.letter.as_ref().ok_or(Rejection::NoLetter)
}

fn mine(state: &State) -> Result<&Shift, Rejection> {
    state.my_shift().ok_or(Rejection::NoShift)
}

/// Nothing below zero lies in a drawer.
fn check_count(state: &State, amount: Money) -> Result<(), Rejection> {
    if amount.is_negative() {
        return Err(Rejection::BadCount(state.settings().currency.format(amount)));
    }
    Ok(())
}

pub(super) fn open(
    state: &State,
    stamp: &Stamp,
    id: ShiftId,
    float: Money,
) -> Result<Vec<Decided>, Rejection> {
    rights::allow(state, stamp, Act::OpenShift)?;
    let letter = letter(state)?;
    if let Some(shift) = state.my_shift() {
        return Err(Rejection::ShiftOpen(shift.title()));
    }
    check_count(state, float)?;
    let number = SeriesNumber::shift(letter, state.series.shifts.saturating_add(1));
    let name = state.me.name.trim();
    let drawer = if name.is_empty() { letter.to_string() } else { name.to_owned() };
    let opened = ShiftOpened { number, drawer, float };
    Ok(vec![(AggregateId::Shift(id), Event::ShiftOpened(opened))])
}

/// A count; pieces, when there are any, make up the amount.
pub(super) fn count(
    state: &State,
    counted: Money,
    pieces: &[(Money, u32)],
) -> Result<Vec<Decided>, Rejection> {
    let shift = mine(state)?;
    check_count(state, counted)?;
    let currency = state.settings().currency;
    if !pieces.is_empty() {
        let sum = worth(pieces)?;
        if sum != counted {
            let (pieces, counted) = (currency.format(sum), currency.format(counted));
            return Err(Rejection::BadPieces { pieces, counted });
        }
    }
    let event = Event::ShiftCounted { counted, pieces: pieces.to_vec() };
    Ok(vec![(AggregateId::Shift(shift.id), event)])
}

/// What notes and coins are worth together.
fn worth(pieces: &[(Money, u32)]) -> Result<Money, Rejection> {
    let mut sum = Money::ZERO;
    for (piece, count) in pieces {
        let amount = piece.minor().checked_mul(i64::from(*count));
        sum = sum.plus(Money::new(amount.ok_or(crate::domain::money::Overflow)?))?;
    }
    Ok(sum)
}

/// Closes the shift with the figures as they are now. What is counted and differs needs a reason
/// above one limit of the site and a manager above another.
pub(super) fn close(
    state: &State,
    closing: &Closing,
    reason: Option<&str>,
    stamp: &Stamp,
) -> Result<Vec<Decided>, Rejection> {
    let letter = letter(state)?;
    let shift = mine(state)?;
    let (settings, counted) = (state.settings(), closing.counted);
    let currency = settings.currency;
    check_count(state, counted)?;
    check_count(state, closing.left.unwrap_or_default())?;
    if let Some(left) = closing.left.filter(|left| *left > counted) {
        let (counted, left) = (currency.format(counted), currency.format(left));
        return Err(Rejection::TooMuchLeft { counted, left });
    }
    let mut figures = tally(state, shift)?;
    figures.waiting = closing.waiting;
    let over_short = counted.minus(figures.expected)?;
    let size = Money::new(over_short.minor().saturating_abs());
    let reason = reason.map(str::trim).filter(|reason| !reason.is_empty());
    check_text("a reason", reason)?;
    if size > settings.difference_reason && reason.is_none() {
        let word = if over_short.is_negative() { "short" } else { "over" };
        let difference = format!("{} {word}", currency.format(over_short));
        return Err(Rejection::DifferenceUnexplained { difference });
    }
    let aggregate = AggregateId::Shift(shift.id);
    let allowed = rights::allow(state, stamp, Act::CloseShift)?;
    let approver = rights::allow_difference(state, stamp, over_short)?.or(allowed);
    let closed = ShiftClosed {
        z: SeriesNumber::shift(letter, state.series.zs.saturating_add(1)),
        counted,
        over_short,
        reason: reason.map(str::to_owned),
        figures,
        left: closing.left,
        approver,
        seen: state.seen().clone(),
    };
    let known = shift.count.as_ref().is_some_and(|count| count.counted == counted);
    let mut decided = Vec::new();
    if !known {
        let event = Event::ShiftCounted { counted, pieces: Vec::new() };
        decided.push((aggregate.clone(), event));
    }
    decided.push((aggregate, Event::ShiftClosed(Box::new(closed))));
    Ok(decided)
}

pub(super) fn move_cash(
    state: &State,
    way: CashWay,
    amount: Money,
    reason: &str,
    stamp: &Stamp,
) -> Result<Vec<Decided>, Rejection> {
    let shift = mine(state)?;
    if !amount.is_positive() {
        return Err(Rejection::BadAmount(state.settings().currency.plain(amount)));
    }
    let reason = said(reason)?;
    // An amount that no sum can take is refused now and not when the shift is closed.
    tally(state, shift)?.expected.plus(amount)?;
    let drawer = shift.drawer.clone();
    let act = match way {
        CashWay::PaidIn => Act::PaidIn,
        CashWay::PaidOut => Act::PaidOut,
        CashWay::Drop => Act::Drop,
    };
    let approver = rights::allow(state, stamp, act)?;
    let moved = CashMoved { way, drawer, amount, reason, approver };
    Ok(vec![(AggregateId::Shift(shift.id), Event::CashMoved(moved))])
}

pub(super) fn open_drawer(
    state: &State,
    reason: &str,
    stamp: &Stamp,
) -> Result<Vec<Decided>, Rejection> {
    let shift = mine(state)?;
    let (drawer, reason) = (shift.drawer.clone(), said(reason)?);
    let approver = rights::allow(state, stamp, Act::NoSale)?;
    let event = Event::DrawerOpened { drawer, reason, approver };
    Ok(vec![(AggregateId::Shift(shift.id), event)])
}

/// A reason that says something.
fn said(reason: &str) -> Result<String, Rejection> {
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(Rejection::NoReason);
    }
    check_text("a reason", Some(reason))?;
    Ok(reason.to_owned())
}

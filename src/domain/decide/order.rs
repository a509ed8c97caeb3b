//! Deciding about an order as a whole: service and table, hold, send, cancel.

use super::{GUESTS_MAX, TEXT_LIMIT_CHARS, Trial};
use crate::domain::event::{Event, OrderChanged};
use crate::domain::floor::is_table_name;
use crate::domain::order::{Line, Status};
use crate::domain::rejection::Rejection;
use crate::domain::rights::Act;
use crate::domain::time::At;

/// An order is wanted within this many milliseconds: four weeks.
const DUE_LIMIT_MS: i64 = 2_419_200_000;

/// Refuses a table that cannot be one: 1 to 8 letters, digits or `-`.
pub(super) fn check_table(table: Option<&str>) -> Result<(), Rejection> {
    let Some(table) = table else { return Ok(()) };
    if is_table_name(table) { Ok(()) } else { Err(Rejection::BadTable(table.to_owned())) }
}

/// Refuses a number of guests that nobody can seat.
pub(super) fn check_guests(guests: Option<u32>) -> Result<(), Rejection> {
    match guests {
        Some(guests) if !(1..=GUESTS_MAX).contains(&guests) => Err(Rejection::BadGuests(guests)),
        _ => Ok(()),
    }
}

/// Refuses text that is empty, too long or has control characters.
pub(super) fn check_text(what: &'static str, text: Option<&str>) -> Result<(), Rejection> {
    let Some(text) = text else { return Ok(()) };
    let good = (1..=TEXT_LIMIT_CHARS).contains(&text.trim().chars().count())
        && !text.chars().any(char::is_control);
    if good { Ok(()) } else { Err(Rejection::BadText { what, limit: TEXT_LIMIT_CHARS }) }
}

/// Refuses a moment that has passed, and one that is no order of these weeks.
pub(super) fn check_due(due: At, now: At) -> Result<(), Rejection> {
    if due > now && due.since(now) <= DUE_LIMIT_MS { Ok(()) } else { Err(Rejection::BadDue) }
}

pub(super) fn change(trial: &mut Trial<'_>, change: &OrderChanged) -> Result<(), Rejection> {
    trial.alive("changed")?;
    check_table(change.table.as_ref().and_then(|table| table.as_deref()))?;
    check_text("a pick-up name", change.name.as_ref().and_then(|name| name.as_deref()))?;
    if let Some(due) = change.due.flatten() {
        check_due(due, trial.stamp.at)?;
    }
    check_guests(change.guests.flatten())?;
    if *change == OrderChanged::default() {
        return Ok(());
    }
    let event = Event::OrderChanged(change.clone());
    // Another service has other prices and taxes, and a charge can go by the guests.
    if trial.after(&event).totals()? != trial.order.totals()? {
        trial.unsettled()?;
    }
    trial.push(event);
    Ok(())
}

pub(super) fn hold(trial: &mut Trial<'_>) -> Result<(), Rejection> {
    trial.alive("held")?;
    if trial.order.live_lines().next().is_none() {
        return Err(Rejection::Empty(trial.order.title()));
    }
    if !trial.order.held {
        trial.push(Event::OrderHeld {});
    }
    Ok(())
}

pub(super) fn resume(trial: &mut Trial<'_>) -> Result<(), Rejection> {
    trial.alive("recalled")?;
    if trial.order.held {
        trial.push(Event::OrderResumed {});
    }
    Ok(())
}

pub(super) fn cancel(trial: &mut Trial<'_>, reason: &str) -> Result<(), Rejection> {
    trial.alive("cancelled again")?;
    check_text("a reason", Some(reason))?;
    let cooked = |line: &Line| line.sent.is_some() && line.standing().is_positive();
    let approver =
        if trial.order.work_lines().any(cooked) { trial.allow(Act::CancelSent)? } else { None };
    trial.push(Event::OrderCancelled { reason: reason.trim().to_owned(), approver });
    Ok(())
}

fn placed(trial: &Trial<'_>, what: &'static str) -> Result<(), Rejection> {
    trial.alive(what)?;
    let status = trial.order.status();
    if status == Status::Placed {
        return Ok(());
    }
    Err(Rejection::NotNow { order: trial.order.title(), status: status.to_string(), what })
}

pub(super) fn accept(trial: &mut Trial<'_>, eta: Option<At>) -> Result<(), Rejection> {
    if trial.order.status() == Status::Accepted && eta.is_none() {
        return Ok(());
    }
    if eta.is_none() || trial.order.status() != Status::Accepted {
        placed(trial, "accepted")?;
    }
    trial.push(Event::OrderAccepted { eta });
    Ok(())
}

pub(super) fn reject(trial: &mut Trial<'_>, reason: &str) -> Result<(), Rejection> {
    placed(trial, "rejected")?;
    check_text("a reason", Some(reason))?;
    trial.push(Event::OrderRejected { reason: reason.trim().to_owned() });
    Ok(())
}

pub(super) fn prioritise(trial: &mut Trial<'_>, on: bool) -> Result<(), Rejection> {
    trial.alive("moved to the front")?;
    if trial.order.prioritised != on {
        trial.push(Event::OrderPrioritised { on });
    }
    Ok(())
}

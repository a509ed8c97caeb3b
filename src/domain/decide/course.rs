//! Deciding about seats and courses: place a line, send with courses held back, fire.

use std::collections::BTreeSet;

use super::lines::unsent;
use super::{PLACE_LIMIT, Trial};
use crate::domain::event::{Event, LineAdded, OrderSent};
use crate::domain::id::{LineId, SendId};
use crate::domain::order::Discount;
use crate::domain::rejection::Rejection;
use crate::domain::settings::Service;

/// Refuses a seat or a course that cannot be one.
pub(super) fn check_place(seat: Option<u8>, course: Option<u8>) -> Result<(), Rejection> {
    for (what, number) in [("seat", seat), ("course", course)] {
        if let Some(number) = number.filter(|number| !(1..=PLACE_LIMIT).contains(number)) {
            return Err(Rejection::BadPlace { what, number });
        }
    }
    Ok(())
}

/// Puts an unsent line on another seat or into another course: it goes and comes back as a new one
/// with everything that it had. A line that is with the kitchen, and one with a discount, stays
/// what it is; only its seat can become another.
pub(super) fn place(
    trial: &mut Trial<'_>,
    line: LineId,
    into: LineId,
    seat: Option<u8>,
    course: Option<u8>,
) -> Result<(), Rejection> {
    check_place(seat, course)?;
    if let Some(event) = seated(trial, line, seat, course) {
        trial.alive("changed")?;
        trial.push(event);
        return Ok(());
    }
    let found = unsent(trial, line)?;
    if found.sold.seat == seat && found.sold.course == course {
        return Ok(());
    }
    let price = found.price;
    let added = LineAdded {
        line: into,
        seat,
        course,
        options: found.options.clone(),
        quantity: found.quantity,
        note: found.note.clone(),
        allergy: found.allergy.clone(),
        ..found.sold.clone()
    };
    let given = |row: &Discount| !row.removed && row.given.line == Some(line);
    if trial.order.discounts.iter().any(given) {
        return Err(Rejection::Discounted(added.name));
    }
    trial.push(Event::LineRemoved { line });
    trial.push(Event::LineAdded(Box::new(added)));
    if price.is_some() {
        let reason = None;
        trial.push(Event::LinePriced { line: into, price, reason, approver: None });
    }
    Ok(())
}

/// The fact that gives another seat to a line that cannot come back as a new one; nothing where
/// that is not all that is wanted.
fn seated(trial: &Trial<'_>, line: LineId, seat: Option<u8>, course: Option<u8>) -> Option<Event> {
    let found = trial.order.line(line).filter(|line| line.is_live() && line.part_of.is_none())?;
    let given = |row: &Discount| !row.removed && row.given.line == Some(line);
    let stays = found.sent.is_some() || trial.order.discounts.iter().any(given);
    let seats = found.sold.course == course && found.sold.seat != seat;
    (stays && seats).then(|| Event::LineNoteSet {
        line,
        note: found.note.clone(),
        allergy: found.allergy.clone(),
        seat: Some(seat.unwrap_or(0)),
    })
}

/// Hands what is unsent to the kitchen. Of several courses at a table the first fires, and those
/// that were fired before; the kitchen waits with the others.
pub(super) fn send(trial: &mut Trial<'_>, send: SendId) -> Result<(), Rejection> {
    let courses = if trial.order.service == Service::DineIn { fires(trial) } else { Vec::new() };
    push_send(trial, send, courses)
}

/// Hands everything that is unsent to the kitchen, with all courses at once.
pub(super) fn send_all(trial: &mut Trial<'_>, send: SendId) -> Result<(), Rejection> {
    push_send(trial, send, Vec::new())
}

/// The courses that fire when the unsent lines are sent; empty when nothing is held back. What
/// belongs to a course that waits in the kitchen waits with it, and so does a later one that is
/// sent beside others; who sends one later course alone wants it.
fn fires(trial: &Trial<'_>) -> Vec<u8> {
    let sent: BTreeSet<u8> =
        trial.order.unsent_lines().filter_map(|line| line.sold.course).collect();
    let fired: BTreeSet<u8> = trial
        .order
        .live_lines()
        .filter(|line| line.sent.is_some_and(|sent| sent.fired.is_some()))
        .filter_map(|line| line.sold.course)
        .collect();
    let held = trial.order.held_courses();
    let waits = |course: u8| {
        let behind = sent.len() > 1 && held.first().is_some_and(|held| *held <= course);
        !fired.contains(&course) && (behind || held.contains(&course))
    };
    let first = sent.iter().copied().find(|course| !waits(*course));
    let goes = |course: &u8| !waits(*course) && (Some(*course) == first || fired.contains(course));
    let now: Vec<u8> = sent.iter().copied().filter(goes).collect();
    if now.len() == sent.len() {
        Vec::new()
    } else if now.is_empty() {
        // None at all would mean that nothing is held back: what was fired before says that it is.
        fired.into_iter().collect()
    } else {
        now
    }
}

fn push_send(trial: &mut Trial<'_>, send: SendId, courses: Vec<u8>) -> Result<(), Rejection> {
    trial.alive("sent")?;
    if trial.order.sends.iter().any(|(known, _)| *known == send) {
        return Ok(());
    }
    let lines: Vec<_> = trial.order.unsent_lines().map(|line| (line.id, line.quantity)).collect();
    if lines.is_empty() {
        return Err(Rejection::NothingToSend(trial.order.title()));
    }
    // What costs nothing needs no payment, at which this would be looked at.
    if !trial.order.totals()?.total.is_positive() {
        super::discount::check(trial)?;
    }
    super::kitchen::route_by_rule(trial);
    let kitchen = trial.state.has_kitchen();
    trial.push(Event::OrderSent(OrderSent { send, lines, courses, kitchen }));
    let by_rule = trial.order.service == Service::Online
        && trial.state.settings().accept_online
        && trial.order.accepted.is_none();
    if by_rule {
        trial.push(Event::OrderAccepted { eta: None });
    }
    Ok(())
}

/// Releases a course that waits; the next one when none is named.
pub(super) fn fire(trial: &mut Trial<'_>, course: Option<u8>) -> Result<(), Rejection> {
    trial.alive("fired")?;
    let held = trial.order.held_courses();
    let title = trial.order.title();
    let wanted = match course {
        None => held.first().copied(),
        Some(course) => held.into_iter().find(|held| *held == course),
    };
    let Some(course) = wanted else {
        let what =
            course.map_or_else(|| "no course".to_owned(), |course| format!("course {course}"));
        let verb = if course.is_some() { "does not wait" } else { "waits" };
        return Err(Rejection::Nothing(format!("{what} of {title} {verb}")));
    };
    trial.push(Event::CourseFired { course });
    Ok(())
}

/// Releases every course that waits: the order is paid in full.
pub(super) fn fire_all(trial: &mut Trial<'_>) {
    for course in trial.order.held_courses() {
        trial.push(Event::CourseFired { course });
    }
}

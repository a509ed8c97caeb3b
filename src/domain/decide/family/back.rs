//! Deciding to take a merge back: what had come goes back to the order that it came from.

use super::{Parting, movable, unsettled};
use crate::domain::command::Unmerge;
use crate::domain::decide::{Decided, Stamp};
use crate::domain::event::{Event, LinesMoved, MovedLine, OrderChanged};
use crate::domain::family::Family;
use crate::domain::order::Line;
use crate::domain::rejection::Rejection;
use crate::domain::state::State;

/// Takes a merge back as far as what came is still there; a line that went on to a third order
/// stays where it is.
pub(in crate::domain::decide) fn unmerge(
    state: &State,
    wanted: &Unmerge,
    stamp: &Stamp,
) -> Result<Vec<Decided>, Rejection> {
    let from = state.order(wanted.from).ok_or(Rejection::NoOrder)?;
    let to = state.order(wanted.to).ok_or(Rejection::NoOrder)?;
    movable(from, "split")?;
    unsettled(to, "added to")?;
    let came = |line: &&Line| line.is_live() && line.came_from() == Some(to.id);
    let here = wanted.lines.iter().filter_map(|id| from.line(*id)).filter(came);
    let whole = |line: &Line| MovedLine { line: line.id, quantity: line.standing(), part: None };
    let lines: Vec<MovedLine> = here.map(whole).collect();
    if lines.is_empty() {
        return Err(Rejection::Changed(from.title()));
    }
    let given = from.discounts.iter().map(|row| row.given.discount);
    let paid = from.payments.iter().map(|row| row.payment.payment);
    let moved = LinesMoved {
        to: to.id,
        lines,
        discounts: given.filter(|id| wanted.discounts.contains(id)).collect(),
        payments: paid.filter(|id| wanted.payments.contains(id)).collect(),
    };
    let mut parting = Parting {
        state,
        stamp,
        family: Family::of([from.clone(), to.clone()]),
        decided: Vec::new(),
        spare: [].iter(),
    };
    for id in &wanted.again {
        if from.discount(*id).is_some_and(|row| !row.removed) {
            parting.push(from.id, Event::DiscountRemoved { discount: *id });
        }
    }
    parting.push(from.id, Event::LinesMoved(moved));
    if wanted.back != OrderChanged::default() {
        parting.push(from.id, Event::OrderChanged(wanted.back.clone()));
    }
    if wanted.calm && from.prioritised {
        parting.push(from.id, Event::OrderPrioritised { on: false });
    }
    parting.check(from.id)?;
    Ok(parting.decided)
}

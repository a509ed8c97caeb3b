//! Deciding about shifts: one drawer, one terminal, opened and closed in its own journal.

use super::Decided;
use crate::domain::event::{Event, ShiftClosed, ShiftFigures, ShiftOpened};
use crate::domain::id::{AggregateId, ShiftId};
use crate::domain::money::Money;
use crate::domain::number::SeriesNumber;
use crate::domain::rejection::Rejection;
use crate::domain::state::State;

pub(super) fn open(state: &State, id: ShiftId, float: Money) -> Result<Vec<Decided>, Rejection> {
    let letter = state.me.letter.as_ref().ok_or(Rejection::NoLetter)?;
    if let Some(shift) = state.my_shift() {
        let number = shift.number.as_ref().map(ToString::to_string).unwrap_or_default();
        return Err(Rejection::ShiftOpen(number));
    }
    if float.is_negative() {
        return Err(Rejection::BadAmount(state.settings().currency.plain(float)));
    }
    let number = SeriesNumber::shift(letter, state.series.shifts.saturating_add(1));
    let opened = ShiftOpened { number, drawer: letter.to_string(), float };
    Ok(vec![(AggregateId::Shift(id), Event::ShiftOpened(opened))])
}

pub(super) fn close(
    state: &State,
    counted: Money,
    reason: Option<&str>,
    figures: &ShiftFigures,
) -> Result<Vec<Decided>, Rejection> {
    let letter = state.me.letter.as_ref().ok_or(Rejection::NoLetter)?;
    let shift = state.my_shift().ok_or(Rejection::NoShift)?;
    if counted.is_negative() {
        return Err(Rejection::BadAmount(state.settings().currency.plain(counted)));
    }
    let aggregate = AggregateId::Shift(shift.id);
    let closed = ShiftClosed {
        z: SeriesNumber::shift(letter, state.series.zs.saturating_add(1)),
        counted,
        over_short: counted.minus(figures.expected)?,
        reason: reason.map(str::to_owned),
        figures: figures.clone(),
    };
    Ok(vec![
        (aggregate.clone(), Event::ShiftCounted { counted, pieces: Vec::new() }),
        (aggregate, Event::ShiftClosed(Box::new(closed))),
    ])
}

//! X and Z, filled from a replica.

use crate::cli::out::Failure;
use crate::domain::event::ShiftFigures;
use crate::domain::number::SeriesNumber;
use crate::domain::readout;
use crate::domain::shift::Shift;
use crate::domain::state::State;
use crate::domain::tally::tally;
use crate::domain::time::At;
use crate::report::figures::Head;
use crate::report::readout::{ReadoutReport, ShiftReadout};
use crate::store::Reader;

fn one(state: &State, shift: &Shift, now: At) -> Result<ShiftReadout, Failure> {
    let figures = match &shift.closed {
        Some((closed, _)) => closed.figures.clone(),
        None => tally(state, shift)?,
    };
    Ok(of(state, shift, figures, now))
}

fn of(state: &State, shift: &Shift, figures: ShiftFigures, now: At) -> ShiftReadout {
    let opened = shift.opened.as_ref();
    ShiftReadout {
        text: readout::text(&readout::rows(state, shift, &figures, now, None)),
        opened_by: opened.map(|stamp| state.staff_name(&stamp.staff)).unwrap_or_default(),
        closed_by: shift.closed.as_ref().map(|(_, stamp)| state.staff_name(&stamp.staff)),
        shift: shift.clone(),
        figures,
    }
}

/// The open shifts of the site, or that of one number.
pub(super) fn x(
    state: &State,
    head: Head,
    number: Option<&SeriesNumber>,
    now: At,
) -> Result<ReadoutReport, Failure> {
    let mut open: Vec<&Shift> = state.shifts().filter(|shift| shift.is_open()).collect();
    open.sort_by_key(|shift| shift.number.clone());
    if let Some(number) = number {
        open.retain(|shift| shift.number.as_ref() == Some(number));
        if open.is_empty() {
            return Err(Failure::error(format!(
                "no shift {number} is open: see `tillrail report shifts`"
            )));
        }
    }
    let shifts = open.into_iter().map(|shift| one(state, shift, now)).collect::<Result<_, _>>()?;
    Ok(ReadoutReport { head, z: false, shifts })
}

/// The Z of a number, or the latest of all.
pub(super) fn z(
    reader: &mut Reader,
    state: &State,
    head: Head,
    number: Option<&SeriesNumber>,
) -> Result<ReadoutReport, Failure> {
    let found = reader.z(number)?.ok_or_else(|| {
        Failure::error(match number {
            Some(number) => format!("there is no Z {number} here: see `tillrail report shifts`"),
            None => {
                "no shift was closed here yet: close one with `tillrail shift close`".to_owned()
            }
        })
    })?;
    let (from, to) = match &found.closed {
        Some((_, stamp)) => (stamp.day, stamp.day),
        None => (head.from, head.to),
    };
    // A Z is whole by itself: nothing that is missing here could change it.
    let completeness = crate::report::figures::Completeness::default();
    let head = Head { from, to, completeness, ..head };
    let shift = one(state, &found, At(0))?;
    Ok(ReadoutReport { head, z: true, shifts: vec![shift] })
}

//! Deciding about kitchen steps: start, ready, serve, undo, bump, recall.

use super::Trial;
use crate::domain::event::{Event, LineStep, TicketMoved};
use crate::domain::id::LineId;
use crate::domain::order::Line;
use crate::domain::rejection::Rejection;

const fn participle(step: LineStep) -> &'static str {
    match step {
        LineStep::Started => "started",
        LineStep::Ready => "made ready",
        LineStep::Served => "served",
    }
}

fn has(line: &Line, step: LineStep) -> bool {
    match step {
        LineStep::Started => line.started.is_some(),
        LineStep::Ready => line.ready.is_some(),
        LineStep::Served => line.served.is_some(),
    }
}

fn event(lines: Vec<LineId>, step: LineStep) -> Event {
    match step {
        LineStep::Started => Event::LineStarted { lines },
        LineStep::Ready => Event::LineReady { lines },
        LineStep::Served => Event::LineServed { lines },
    }
}

/// The lines named that were sent and are still wanted.
fn wanted(trial: &Trial<'_>, lines: &[LineId]) -> Result<Vec<LineId>, Rejection> {
    let mut found = Vec::with_capacity(lines.len());
    for id in lines {
        let line = trial.order.line(*id);
        let line = line.ok_or_else(|| Rejection::NoLine(trial.order.title()))?;
        if line.sent.is_some() && line.standing().is_positive() {
            found.push(*id);
        }
    }
    Ok(found)
}

pub(super) fn advance(
    trial: &mut Trial<'_>,
    lines: &[LineId],
    step: LineStep,
) -> Result<(), Rejection> {
    trial.alive(participle(step))?;
    let mut fresh = wanted(trial, lines)?;
    fresh.retain(|id| trial.order.line(*id).is_some_and(|line| !has(line, step)));
    if fresh.is_empty() {
        return Err(Rejection::NotNow {
            order: trial.order.title(),
            status: trial.order.status().to_string(),
            what: participle(step),
        });
    }
    trial.push(event(fresh, step));
    Ok(())
}

pub(super) fn undo(
    trial: &mut Trial<'_>,
    lines: &[LineId],
    step: LineStep,
) -> Result<(), Rejection> {
    trial.alive("taken a step back")?;
    let mut done = wanted(trial, lines)?;
    done.retain(|id| trial.order.line(*id).is_some_and(|line| has(line, step)));
    if done.is_empty() {
        return Err(Rejection::Nothing(format!("no line is {}", participle(step))));
    }
    trial.push(Event::LineStepUndone { lines: done, step });
    Ok(())
}

/// Takes a ticket off the screen. When it was the last one of its order and all of it is ready,
/// the lines are served (domain rules, section 5).
pub(super) fn bump(trial: &mut Trial<'_>, ticket: &TicketMoved) -> Result<(), Rejection> {
    let shown: Vec<LineId> = ticket
        .lines
        .iter()
        .copied()
        .filter(|id| trial.order.line(*id).is_some_and(|line| line.bumped.is_none()))
        .collect();
    if shown.is_empty() {
        return Err(Rejection::Nothing(format!("{} is already bumped", trial.order.title())));
    }
    trial.push(Event::TicketBumped(TicketMoved { lines: shown, ..ticket.clone() }));
    let prepared =
        |line: &&Line| line.is_prepared() && line.is_live() && line.standing().is_positive();
    let open = trial
        .order
        .lines
        .iter()
        .filter(prepared)
        .any(|line| line.served.is_none() && (line.bumped.is_none() || line.ready.is_none()));
    if open || trial.order.cancelled.is_some() || trial.order.rejected.is_some() {
        return Ok(());
    }
    let lines: Vec<LineId> = trial
        .order
        .lines
        .iter()
        .filter(prepared)
        .filter(|line| line.served.is_none())
        .map(|line| line.id)
        .collect();
    if !lines.is_empty() {
        trial.push(Event::LineServed { lines });
    }
    Ok(())
}

pub(super) fn recall(trial: &mut Trial<'_>, ticket: &TicketMoved) -> Result<(), Rejection> {
    let gone = |line: &Line| line.bumped.is_some() || line.served.is_some();
    let lines: Vec<LineId> =
        ticket.lines.iter().copied().filter(|id| trial.order.line(*id).is_some_and(gone)).collect();
    if lines.is_empty() {
        return Err(Rejection::Nothing(format!("{} is on the screen", trial.order.title())));
    }
    trial.push(Event::TicketRecalled(TicketMoved { lines, ..ticket.clone() }));
    Ok(())
}

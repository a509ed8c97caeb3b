//! Deciding about kitchen steps: start, ready, serve, undo, bump, recall.

use std::collections::BTreeMap;

use super::Trial;
use crate::domain::board::PASS;
use crate::domain::event::{Event, LineStep, OrderChanged, TicketMoved};
use crate::domain::id::LineId;
use crate::domain::order::Line;
use crate::domain::order::Status;
use crate::domain::rejection::Rejection;
use crate::domain::routing::{PassRule, station_by_rule};

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
        if line.sent.is_some() && line.standing().is_positive() && !line.is_held() {
            found.push(*id);
        }
    }
    Ok(found)
}

/// Refuses when all that was meant waits for its course.
fn held(trial: &Trial<'_>, lines: &[LineId]) -> Result<(), Rejection> {
    let waits = lines.iter().filter_map(|id| trial.order.line(*id)).find(|line| line.is_held());
    match waits.and_then(|line| line.sold.course) {
        Some(course) => Err(Rejection::CourseHeld { order: trial.order.title(), course }),
        None => Ok(()),
    }
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
        held(trial, lines)?;
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
/// the lines are served (domain rules, section 5); the fold finds that out, so that it also holds
/// for two bumps made apart, and what follows from this bump is said as a fact as well.
pub(super) fn bump(trial: &mut Trial<'_>, ticket: &TicketMoved) -> Result<(), Rejection> {
    let over_pass = ticket.station == PASS && trial.order.pass != PassRule::Off;
    let on_screen = |line: &Line| {
        line.bumped.is_none() || over_pass && line.passed.is_none() && !line.is_void()
    };
    let shown: Vec<LineId> = ticket
        .lines
        .iter()
        .copied()
        .filter(|id| trial.order.line(*id).is_some_and(|line| on_screen(line) && !line.is_held()))
        .collect();
    if shown.is_empty() {
        held(trial, &ticket.lines)?;
        return Err(Rejection::Nothing(format!("{} is already bumped", trial.order.title())));
    }
    let served = |line: &Line| line.served.is_some();
    let before: Vec<LineId> =
        trial.order.lines.iter().filter(|line| served(line)).map(|line| line.id).collect();
    trial.push(Event::TicketBumped(TicketMoved { lines: shown, ..ticket.clone() }));
    let lines = trial.order.lines.iter().filter(|line| served(line) && !before.contains(&line.id));
    let lines: Vec<LineId> = lines.map(|line| line.id).collect();
    if !lines.is_empty() {
        trial.push(Event::LineServed { lines });
    }
    Ok(())
}

/// Before lines are sent: the stations that the site's rules name for them, and how the order will
/// leave the kitchen.
pub(super) fn route_by_rule(trial: &mut Trial<'_>) {
    let settings = trial.state.settings();
    let mut moves: BTreeMap<&str, Vec<LineId>> = BTreeMap::new();
    for line in trial.order.lines.iter().filter(|line| line.is_live() && line.sent.is_none()) {
        let station = station_by_rule(&settings.routing, line, trial.order.service);
        if let Some(station) = station.filter(|station| line.station() != Some(station)) {
            moves.entry(station).or_default().push(line.id);
        }
    }
    let pass = settings.pass;
    for (station, lines) in moves {
        trial.push(Event::LinesRouted { lines, station: station.to_owned() });
    }
    if trial.order.sends.is_empty() && trial.order.pass != pass {
        let change = OrderChanged { pass: Some(pass), ..OrderChanged::default() };
        trial.push(Event::OrderChanged(change));
    }
}

/// Gives lines that are not ready to another station.
pub(super) fn route(
    trial: &mut Trial<'_>,
    lines: &[LineId],
    station: &str,
) -> Result<(), Rejection> {
    trial.alive("given to another station")?;
    if !trial.state.menu().stations.iter().any(|known| known.code == station) {
        return Err(Rejection::NoStation(station.to_owned()));
    }
    let mut moves = wanted(trial, lines)?;
    moves.retain(|id| {
        let elsewhere = |line: &Line| line.ready.is_none() && line.station() != Some(station);
        trial.order.line(*id).is_some_and(elsewhere)
    });
    if moves.is_empty() {
        let words = format!("nothing of {} is left to give away", trial.order.title());
        return Err(Rejection::Nothing(words));
    }
    trial.push(Event::LinesRouted { lines: moves, station: station.to_owned() });
    Ok(())
}

/// Calls the number of a ready order again.
pub(super) fn call(trial: &mut Trial<'_>) -> Result<(), Rejection> {
    trial.alive("called")?;
    let status = trial.order.status();
    if status != Status::Ready {
        let (order, status) = (trial.order.title(), status.to_string());
        return Err(Rejection::NotNow { order, status, what: "called" });
    }
    trial.push(Event::OrderCalled {});
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

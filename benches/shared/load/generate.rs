//! The generator's own process: makes the orders, connects everybody, waits for the word, runs.

use std::io::BufRead;
use std::path::Path;
use std::time::Duration;

use color_eyre::eyre::Result;
use tillrail::clock::Clock;
use tillrail::sync::wire::Want;
use tokio::task::JoinSet;

use super::super::figures::say;
use super::line::{Line, Pushed, pushed};
use super::orders::{Known, Ready};
use super::site::{Member, members};
use super::{Load, Outcome};

/// Connections that are made beside each other.
const GREETINGS: usize = 64;

/// Runs what was asked for.
///
/// # Errors
/// As hub and network say.
pub fn run(load: &Load) -> Result<()> {
    let clock = Clock::system();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let places: Result<Vec<Place>> = std::iter::once(&load.data)
        .chain(&load.others)
        .map(|data| place(load, data, &clock))
        .collect();
    let outcome = runtime.block_on(load_all(load, places?, &clock))?;
    say(serde_json::to_string(&outcome)?);
    Ok(())
}

/// What one site has: what it knows, its terminals, and the frames of those that push.
struct Place {
    known: Known,
    members: Vec<Member>,
    frames: Vec<Vec<Ready>>,
}

fn place(load: &Load, data: &Path, clock: &Clock) -> Result<Place> {
    let known = Known::of(data)?;
    let members: Vec<Member> = members(data)?.into_iter().skip(load.first).collect();
    let frames: Result<Vec<Vec<Ready>>> =
        members.iter().take(load.pushing).map(|one| known.frames(one, load, clock)).collect();
    Ok(Place { known, members, frames: frames? })
}

/// Lines that are greeted: those that push, with their frames, and those that receive, with how many
/// rows they wait for.
#[derive(Default)]
struct Ends {
    pushing: Vec<(Line, Vec<Ready>)>,
    taking: Vec<(Line, usize)>,
    /// The rows that are pushed once the clock runs.
    rows: usize,
}

/// Opens what pushes and receives at one site.
async fn ends(load: &Load, place: Place, clock: &Clock) -> Result<Ends> {
    let at = (load.port, load.bare);
    let Place { known, members, frames } = place;
    let rows = |frames: &[Ready]| frames.iter().map(|frame| frame.rows).sum::<usize>();
    let all: usize = frames.iter().map(|frames| rows(&frames[1..])).sum();
    let mut ends = Ends { rows: all, ..Ends::default() };
    let mut members = members.iter();
    for (member, frames) in members.by_ref().take(load.pushing).zip(frames) {
        let mut line = Line::open(at, member, &known.frontier, Want::None, clock).await?;
        // The shift is opened before the clock runs.
        line.push(&frames[..1], 0, None).await?;
        ends.pushing.push((line, frames));
    }
    // The shifts came before those who receive, or come to them first.
    let shifts = if load.bare { 0 } else { load.pushing };
    for member in members.take(load.taking) {
        let line = Line::open(at, member, &known.frontier, Want::All, clock).await?;
        ends.taking.push((line, all + shifts));
    }
    Ok(ends)
}

async fn load_all(load: &Load, places: Vec<Place>, clock: &Clock) -> Result<Outcome> {
    let at = (load.port, load.bare);
    // Those that only live come first: they beat while the others are greeted.
    let mut idle = JoinSet::new();
    for Place { known, members, .. } in &places {
        let sleepers = members.iter().skip(load.pushing + load.taking).take(load.idle);
        let sleepers: Vec<&Member> = sleepers.collect();
        for some in sleepers.chunks(GREETINGS) {
            let lines =
                some.iter().map(|one| Line::open(at, one, &known.frontier, Want::None, clock));
            for line in futures_util::future::join_all(lines).await {
                let mut line = line?;
                idle.spawn(async move { line.live().await });
            }
        }
    }
    let mut all = Ends::default();
    let opening = places.into_iter().map(|place| ends(load, place, clock));
    for ends in futures_util::future::join_all(opening).await {
        let Ends { pushing, taking, rows } = ends?;
        all.pushing.extend(pushing);
        all.taking.extend(taking);
        all.rows += rows;
    }
    say("ready");
    tokio::task::spawn_blocking(|| std::io::stdin().lock().read_line(&mut String::new())).await??;
    let orders = all.pushing.len() * load.orders;
    let mut outcome = work(load, all.pushing, all.taking, clock).await?;
    (outcome.rows, outcome.orders) = (all.rows, orders);
    idle.abort_all();
    Ok(outcome)
}

/// Everybody at once; answers the times.
async fn work(
    load: &Load,
    pushing: Vec<(Line, Vec<Ready>)>,
    taking: Vec<(Line, usize)>,
    clock: &Clock,
) -> Result<Outcome> {
    let seen: Option<Pushed> = (load.pace_ms > 0 && !load.bare).then(pushed);
    let started = clock.monotonic_us();
    let mut lines = JoinSet::new();
    let count = u64::try_from(pushing.len().max(1))?;
    for (number, (mut line, frames)) in (0_u64..).zip(pushing) {
        let (seen, clock, pace) = (seen.clone(), clock.clone(), load.pace_ms);
        // People do not all press a key at the same moment.
        let offset = Duration::from_millis(pace * number / count);
        lines.spawn(async move {
            tokio::time::sleep(offset).await;
            let acks = line.push(&frames[1..], pace, seen.as_ref()).await?;
            let took = clock.monotonic_us().saturating_sub(started);
            Ok::<_, color_eyre::Report>((acks, took))
        });
    }
    let mut takers = JoinSet::new();
    for (mut line, expected) in taking {
        let (seen, clock) = (seen.clone(), clock.clone());
        takers.spawn(async move {
            let visible = line.take(expected, seen.as_ref()).await?;
            let took = clock.monotonic_us().saturating_sub(started);
            Ok::<_, color_eyre::Report>((visible, took))
        });
    }
    let mut outcome = Outcome {
        orders: 0,
        rows: 0,
        acked_us: 0,
        received_us: 0,
        acks: Vec::new(),
        visible: Vec::new(),
    };
    while let Some(one) = lines.join_next().await {
        let (acks, took) = one??;
        outcome.acks.extend(acks);
        outcome.acked_us = outcome.acked_us.max(took);
    }
    while let Some(one) = takers.join_next().await {
        let (visible, took) = one??;
        outcome.visible.extend(visible);
        outcome.received_us = outcome.received_us.max(took);
    }
    Ok(outcome)
}

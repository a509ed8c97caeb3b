//! Twenty counters that push as fast as they can, one kitchen that receives, and how far the
//! projections are behind.

use std::time::Duration;

use color_eyre::eyre::{Result, bail};
use tillrail::clock::Clock;
use tillrail::runtime::boot::Mode;
use tillrail::store::Reader;

use super::super::figures::{millis, per_second, ratio, say, show};
use super::super::hub::Hub;
use super::super::process::{computed_us, resident_kb};
use super::super::run::{Run, scratch};
use super::flat::median;
use super::site::Site;
use super::{BareHub, Generator, Load, Outcome};

/// How many counters push.
const COUNTERS: usize = 20;

/// How often ours and the floor are measured, by turns.
const ROUNDS: usize = 3;

/// How often it is looked whether the projections are there, milliseconds.
const LOOK_MS: u64 = 20;

/// How long the projections may take at most, in looks.
const LOOKS_MAX: usize = 15_000;

/// What one run cost the hub.
pub struct Cost {
    /// What the generator saw.
    pub outcome: Outcome,
    /// What the hub computed until everything was acknowledged and received, microseconds.
    pub cpu_us: u64,
    /// How many rows the projections were behind then.
    pub lag_rows: u64,
    /// How long they took from then on, microseconds.
    pub lag_us: u64,
}

impl Cost {
    /// Orders in a second until all are acknowledged and received.
    pub fn rate(&self) -> u64 {
        per_second(self.outcome.orders, self.whole_us())
    }

    /// Until all is acknowledged and received, microseconds.
    pub fn whole_us(&self) -> u64 {
        self.outcome.acked_us.max(self.outcome.received_us)
    }

    /// What the hub computed for one order, microseconds.
    pub fn cpu_per_order(&self) -> u64 {
        self.cpu_us / u64::try_from(self.outcome.orders.max(1)).unwrap_or(u64::MAX)
    }
}

/// One run against a real hub.
///
/// # Errors
/// As hub and generator say.
pub fn loaded(hub: &Hub, load: &Load, clock: &Clock) -> Result<Cost> {
    let generator = Generator::ready(load)?;
    let reader = Reader::open(&Mode::Hub.folder(&load.data))?;
    let before = computed_us(hub.process())?;
    let outcome = generator.go()?;
    let cpu_us = computed_us(hub.process())?.saturating_sub(before);
    let (lag_rows, from) = (reader.lag()?, clock.monotonic_us());
    for _ in 0..LOOKS_MAX {
        if reader.lag()? == 0 {
            let lag_us = clock.monotonic_us().saturating_sub(from);
            return Ok(Cost { outcome, cpu_us, lag_rows, lag_us });
        }
        std::thread::sleep(Duration::from_millis(LOOK_MS));
    }
    bail!("the projections never came to an end")
}

/// One run against the hub of the floor.
///
/// # Errors
/// As hub and generator say.
pub fn least(hub: &BareHub, load: &Load) -> Result<Cost> {
    let generator = Generator::ready(&Load { bare: true, port: hub.port, ..load.clone() })?;
    let before = computed_us(hub.process())?;
    let outcome = generator.go()?;
    let cpu_us = computed_us(hub.process())?.saturating_sub(before);
    Ok(Cost { outcome, cpu_us, lag_rows: 0, lag_us: 0 })
}

/// Measures it beside the floor.
///
/// # Errors
/// As hub and disks say.
pub fn twenty(run: Run, clock: &Clock) -> Result<()> {
    let folder = scratch()?;
    let data = folder.path().join("site");
    let rounds = run.count(ROUNDS, 1);
    let members = COUNTERS + 1;
    Site::make(&data, None, members * rounds, clock)?;
    let hub = Hub::over(&data)?;
    let bare = BareHub::start(folder.path())?;
    let load = |round: usize| Load {
        data: data.clone(),
        others: Vec::new(),
        port: hub.port,
        bare: false,
        first: round * members,
        pushing: COUNTERS,
        taking: 1,
        idle: 0,
        orders: run.count(1_000, 20),
        pace_ms: 0,
    };
    let (mut ours, mut floor) = (Vec::new(), Vec::new());
    let mut memory = Vec::new();
    for round in 0..rounds {
        ours.push(loaded(&hub, &load(round), clock)?);
        memory.push(format!("{} kB", resident_kb(hub.process())?));
        floor.push(least(&bare, &load(round))?);
    }
    let of = |costs: &[Cost], what: fn(&Cost) -> u64| median(costs.iter().map(what).collect());
    let rows = ours.first().map_or(0, |one| one.outcome.rows);
    let orders = ours.first().map_or(0, |one| one.outcome.orders);
    say(format!("{COUNTERS} counters that push, one kitchen that receives: {orders} orders"));
    show("  orders/s, journal durable, kitchen has all", of(&ours, Cost::rate), "10000");
    show("  envelopes/s", per_second(rows, of(&ours, Cost::whole_us)), "");
    show("  the floor of the same minute, orders/s", of(&floor, Cost::rate), "");
    let ratios = ratio(of(&floor, Cost::whole_us), of(&ours, Cost::whole_us));
    show("  as a ratio to the floor", ratios, "at least 0.70");
    show("  the hub computes for an order, microseconds", of(&ours, Cost::cpu_per_order), "60");
    show("  the floor's hub", of(&floor, Cost::cpu_per_order), "");
    let whole = of(&ours, |one| one.whole_us() + one.lag_us);
    show("  projections, orders/s", per_second(orders, whole), "at least 5000");
    let (rows, late) = (of(&ours, |one| one.lag_rows), of(&ours, |one| one.lag_us));
    show("  behind at the last ack", format!("{rows} rows, {} ms", millis(late)), "");
    show("  the hub's memory after each run", memory.join(", "), "at most 40 MB");
    let memory = format!("{} kB", resident_kb(bare.process())?);
    show("  the memory of the floor's hub", memory, "");
    Ok(())
}

//! Thousands of terminals that are connected and say little, while some sell.

use color_eyre::eyre::Result;
use tillrail::clock::Clock;
use tillrail::runtime::sites::data_of;

use super::super::figures::{Percentiles, millis, say, show};
use super::super::hub::Hub;
use super::super::line::Line;
use super::super::process::{computed_us, resident_kb, threads};
use super::super::run::{Run, scratch};
use super::site::Site;
use super::{Generator, Load};

/// The pause between two orders of a terminal that sells, milliseconds.
const PACE_MS: u64 = 5_000;

/// Measures one hub of many sites with as many terminals each; two of each site sell.
///
/// # Errors
/// As hub and disks say.
pub fn sites(run: Run, clock: &Clock) -> Result<()> {
    let (count, each, busy) = (run.count(100, 4), run.count(100, 10), 2);
    let folder = scratch()?;
    let data = folder.path().join("chain");
    let mut places = vec![data.clone()];
    places.extend((1..count).map(|number| data_of(&data, &format!("site-{number}"))));
    for place in &places {
        Site::make(place, None, each, clock)?;
    }
    let hub = Hub::over(&data)?;
    let empty = resident_kb(hub.process())?;
    let ends = folder.path().join("line");
    std::fs::create_dir(&ends)?;
    let (url, code) = (format!("{}/site-1", hub.url), || hub.code_of("site-1"));
    let mut line = Line::join(&url, code, &ends, clock)?;
    let begun = clock.monotonic_us();
    let load = Load {
        data,
        others: places.split_off(1),
        port: hub.port,
        bare: false,
        first: 0,
        pushing: busy,
        taking: 1,
        idle: each - busy - 1,
        orders: run.count(5, 1),
        pace_ms: PACE_MS,
    };
    let generator = Generator::ready(&load)?;
    let joined = clock.monotonic_us().saturating_sub(begun);
    let connected = resident_kb(hub.process())?;
    say(format!(
        "{count} sites of {each} terminals, {busy} of each sell an order every five seconds"
    ));
    show("  all of them greeted, every site opened after", format!("{} ms", millis(joined)), "");
    show("  the hub's threads", threads(hub.process())?, "");
    let before = (computed_us(hub.process())?, clock.monotonic_us());
    let going = generator.start()?;
    let mut visible = Vec::new();
    for _ in 0..run.count(100, 5) {
        for batch in line.sale(clock)?.batches() {
            visible.push(line.write_to_visible(&batch)?);
        }
    }
    let outcome = going.end()?;
    let cpu = computed_us(hub.process())?.saturating_sub(before.0);
    let passed = clock.monotonic_us().saturating_sub(before.1);
    show(
        "  write to visible, real ends of one site",
        Percentiles::of(visible),
        "p99 at most 100 ms",
    );
    show(
        "  push to received, in the generator",
        Percentiles::of(outcome.visible),
        "p99 at most 100 ms",
    );
    show("  push to acknowledged", Percentiles::of(outcome.acks), "");
    show("  the hub, in hundredths of a core", cpu * 100 / passed.max(1), "");
    let after = resident_kb(hub.process())?;
    let memory = format!("{empty} kB empty, {connected} kB connected, {after} kB after");
    show("  the hub's memory", memory, "under 300 MB");
    line.stop();
    Ok(())
}

/// Measures one site with many connections. The floor of a lone write is beside it in
/// `kitchen_path`; a floor with idle lines does nothing for them.
///
/// # Errors
/// As hub and disks say.
pub fn idle(run: Run, clock: &Clock) -> Result<()> {
    let (idle, busy) = (run.count(9_800, 100), run.count(200, 10));
    let folder = scratch()?;
    let data = folder.path().join("site");
    Site::make(&data, None, idle + busy + 1, clock)?;
    let hub = Hub::over(&data)?;
    let empty = resident_kb(hub.process())?;
    let ends = folder.path().join("line");
    std::fs::create_dir(&ends)?;
    let mut line = Line::join(&hub.url, || hub.code(), &ends, clock)?;
    let begun = clock.monotonic_us();
    let load = Load {
        data,
        others: Vec::new(),
        port: hub.port,
        bare: false,
        first: 0,
        pushing: busy,
        taking: 1,
        idle,
        orders: run.count(5, 1),
        pace_ms: PACE_MS,
    };
    let generator = Generator::ready(&load)?;
    let joined = clock.monotonic_us().saturating_sub(begun);
    let connected = resident_kb(hub.process())?;
    say(format!("one site, {idle} terminals idle, {busy} sell an order every five seconds each"));
    show("  all of them greeted after", format!("{} ms", millis(joined)), "");
    let before = (computed_us(hub.process())?, clock.monotonic_us());
    let going = generator.start()?;
    let mut visible = Vec::new();
    for _ in 0..run.count(100, 5) {
        for batch in line.sale(clock)?.batches() {
            visible.push(line.write_to_visible(&batch)?);
        }
    }
    let outcome = going.end()?;
    let cpu = computed_us(hub.process())?.saturating_sub(before.0);
    let passed = clock.monotonic_us().saturating_sub(before.1);
    show("  write to visible, real ends", Percentiles::of(visible), "p99 at most 100 ms");
    show("  push to received, in the generator", Percentiles::of(outcome.visible), "");
    show("  push to acknowledged", Percentiles::of(outcome.acks), "");
    let share = cpu * 100 / passed.max(1);
    show("  the hub, in hundredths of a core", share, "");
    let after = resident_kb(hub.process())?;
    let memory = format!("{empty} kB empty, {connected} kB connected, {after} kB after");
    show("  the hub's memory", memory, "under 300 MB");
    let each = connected.saturating_sub(empty) * 1_024 / u64::try_from(idle + busy)?;
    show("  for one connection, bytes", each, "");
    line.stop();
    Ok(())
}

//! A hub that is lost and comes back, and one that has fallen silent.

use color_eyre::eyre::Result;
use tillrail::clock::Clock;

use super::super::figures::{millis, ratio, say, show};
use super::super::floor::Floor;
use super::super::hub::Hub;
use super::super::line::Line;
use super::super::process::resident_kb;
use super::super::run::{Run, scratch};
use super::super::shop::Sale;

/// Measures a thousand orders that were made while the hub was gone.
///
/// # Errors
/// As hub and disks say.
pub fn offline(run: Run, clock: &Clock) -> Result<()> {
    let folder = scratch()?;
    let below = |name: &str| -> Result<std::path::PathBuf> {
        let path = folder.path().join(name);
        std::fs::create_dir(&path)?;
        Ok(path)
    };
    let mut hub = Hub::start(&below("hub")?)?;
    let mut line = Line::join(&hub.url, || hub.code(), &below("line")?, clock)?;
    let mut floor = Floor::start(&below("floor")?, clock)?;
    let orders = run.count(1_000, 20);
    let sales: Result<Vec<Sale>> = (0..orders).map(|_| line.sale(clock)).collect();
    let sales: Vec<_> = sales?.into_iter().map(Sale::batches).collect();
    hub.lose()?;
    line.linked(|status| !status.is_connected())?;
    let last = line.write_alone(&sales)?;
    hub.come_back()?;
    let back = clock.monotonic_us();
    let linked = line.linked(tillrail::sync::status::LinkStatus::is_connected)?;
    let visible = line.visible(last)?;
    let all: Vec<_> = sales.into_iter().flatten().flatten().collect();
    let floor_us = floor.write_to_visible(&all)?;
    say(format!("{orders} orders while the hub was gone"));
    let from = |start: u64| format!("{} ms", millis(visible.saturating_sub(start)));
    show("  from the hub's first word until the kitchen has all", from(back), "");
    show("  from the reconnect until the kitchen has all", from(linked), "within 500 ms");
    show("  the floor: the same rows as one write", format!("{} ms", millis(floor_us)), "");
    show("  as a ratio to the floor", ratio(visible.saturating_sub(linked), floor_us), "");
    show("  the hub's memory", format!("{} kB", resident_kb(hub.process())?), "");
    line.stop();
    floor.stop()
}

/// Measures how soon a hub is missed that was stopped without a word, and what that costs.
///
/// # Errors
/// As hub and disks say.
pub fn silent(run: Run, clock: &Clock) -> Result<()> {
    let folder = scratch()?;
    let below = |name: &str| -> Result<std::path::PathBuf> {
        let path = folder.path().join(name);
        std::fs::create_dir(&path)?;
        Ok(path)
    };
    let hub = Hub::start(&below("hub")?)?;
    let mut line = Line::join(&hub.url, || hub.code(), &below("line")?, clock)?;
    say("a hub that falls silent and speaks again");
    for _ in 0..run.count(3, 1) {
        let sale = line.sale(clock)?.batches();
        hub.signal("STOP")?;
        let stopped = clock.monotonic_us();
        let last = line.write_alone(&[sale])?;
        let noticed = line.linked(|status| !status.is_connected())?;
        hub.signal("CONT")?;
        let speaks = clock.monotonic_us();
        let visible = line.visible(last)?;
        let after = |from: u64, to: u64| format!("{} ms", millis(to.saturating_sub(from)));
        show("  noticed by both ends after", after(stopped, noticed), "at most 5 s");
        show("  the order of that time is in the kitchen after", after(speaks, visible), "");
    }
    line.stop();
    Ok(())
}

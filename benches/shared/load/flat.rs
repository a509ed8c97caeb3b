//! One counter as fast as it can, waiting only for the commit of each payment.

use color_eyre::eyre::Result;
use tillrail::clock::Clock;

use super::super::figures::{per_second, ratio, say, show};
use super::super::floor::Floor;
use super::super::hub::Hub;
use super::super::line::Line;
use super::super::process::{computed_us, resident_kb};
use super::super::run::{Run, scratch};
use super::super::shop::Sale;

/// How often ours and the floor are measured, by turns.
const ROUNDS: usize = 3;

/// Measures it beside the floor.
///
/// # Errors
/// As hub and disks say.
pub fn counter(run: Run, clock: &Clock) -> Result<()> {
    let folder = scratch()?;
    let below = |name: &str| -> Result<std::path::PathBuf> {
        let path = folder.path().join(name);
        std::fs::create_dir(&path)?;
        Ok(path)
    };
    let hub = Hub::start(&below("hub")?)?;
    let mut line = Line::join(&hub.url, || hub.code(), &below("line")?, clock)?;
    let mut floor = Floor::start(&below("floor")?, clock)?;
    let orders = run.count(2_000, 50);
    say("one counter as fast as it can: its disk, the hub's and the kitchen's");
    let (mut ours, mut least, mut cpu) = (Vec::new(), Vec::new(), Vec::new());
    let (mut all, mut floors) = (Vec::new(), Vec::new());
    let here = || computed_us(std::process::id());
    for _ in 0..run.count(ROUNDS, 1) {
        let sales: Result<Vec<Sale>> = (0..orders).map(|_| line.sale(clock)).collect();
        let sales: Vec<_> = sales?.into_iter().map(Sale::batches).collect();
        let (before, begun) = (computed_us(hub.process())?, here()?);
        ours.push(line.flat_out(&sales)?);
        let (hubs, ends) = (computed_us(hub.process())?.saturating_sub(before), here()?);
        cpu.push(hubs);
        all.push(ends.saturating_sub(begun).saturating_add(hubs));
        least.push(floor.flat_out(&sales)?);
        floors.push(here()?.saturating_sub(ends));
    }
    let (ours, least, cpu) = (median(ours), median(least), median(cpu));
    let rate = |micros| per_second(orders, micros);
    show("  orders/s, up to the kitchen's disk", rate(ours), "at least 2500");
    show("  the floor of the same minute", rate(least), "");
    show("  as a ratio to the floor", ratio(least, ours), "at least 0.60");
    let count = u64::try_from(orders.max(1))?;
    let each = cpu / count;
    let computed = (median(all) / count, median(floors) / count);
    // What is computed says more than the rate while other programs keep the machine busy.
    show("  counter, hub and kitchen compute for an order, microseconds", computed.0, "");
    show("  the floor computes for an order, microseconds", computed.1, "");
    show("  the hub computes for an order, microseconds", each, "at most 300");
    show("  the hub's memory", format!("{} kB", resident_kb(hub.process())?), "");
    line.stop();
    floor.stop()
}

/// The one in the middle; 0 when there is none.
pub fn median(mut figures: Vec<u64>) -> u64 {
    figures.sort_unstable();
    figures.get(figures.len() / 2).copied().unwrap_or(0)
}

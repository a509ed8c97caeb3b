//! What one more order costs a hub that holds a thousand, and one that holds a million.

use color_eyre::eyre::Result;
use tillrail::clock::Clock;

use super::super::big::Big;
use super::super::figures::{per_second, say, show};
use super::super::hub::Hub;
use super::super::process::resident_kb;
use super::super::run::{Run, scratch};
use super::Load;
use super::site::Site;
use super::twenty::loaded;

/// How many counters push.
const COUNTERS: usize = 20;

/// Measures the curve.
///
/// # Errors
/// As hub and disks say.
pub fn growth(run: Run, clock: &Clock) -> Result<()> {
    let sizes: &[usize] = if run.quick { &[1_000] } else { &[1_000, 10_000, 100_000, 1_000_000] };
    say("20 counters into a hub that holds already");
    for held in sizes {
        let big = Big::of(*held, clock)?;
        let folder = scratch()?;
        let data = folder.path().join("site");
        Site::make(&data, Some(&big), COUNTERS + 1, clock)?;
        let hub = Hub::over(&data)?;
        let load = Load {
            data,
            others: Vec::new(),
            port: hub.port,
            bare: false,
            first: 0,
            pushing: COUNTERS,
            taking: 1,
            idle: 0,
            orders: run.count(500, 10),
            pace_ms: 0,
        };
        let cost = loaded(&hub, &load, clock)?;
        let whole = per_second(cost.outcome.orders, cost.whole_us() + cost.lag_us);
        let figures = format!(
            "{} orders/s, with projections {whole}, {} microseconds an order, {} kB",
            cost.rate(),
            cost.cpu_per_order(),
            resident_kb(hub.process())?
        );
        show(&format!("  {held} orders"), figures, "flat");
    }
    Ok(())
}

//! A fresh terminal that takes in everything a hub holds, and what a hundred of them leave behind.

use std::path::Path;

use color_eyre::eyre::{Result, eyre};
use tillrail::clock::Clock;
use tillrail::runtime::boot::join::{Joining, join as pair};
use tillrail::runtime::boot::{Mode, open};
use tillrail::store::Reader;
use tillrail::sync::link::{Link, LinkConfig};
use tillrail::sync::wire::Want;

use super::super::big::Big;
use super::super::figures::{millis, per_second, ratio, say, show};
use super::super::floor::disk::{Disk, Row};
use super::super::hub::Hub;
use super::super::process::{computed_us, resident_kb};
use super::super::run::{Run, scratch};
use super::BareHub;
use super::bare;
use super::line::{Line, nothing};
use super::site::{Site, members};

/// Rows read at once to fill the table of the floor.
const FILL_ROWS: usize = 4_096;

/// Up to this many orders the floor is measured beside.
const FLOOR_ORDERS_MAX: usize = 20_000;

/// Measures a fresh kitchen beside the floor.
///
/// # Errors
/// As hub and disks say.
pub fn join(run: Run, clock: &Clock) -> Result<()> {
    let sizes: &[usize] = if run.quick { &[1_000] } else { &[20_000, 1_000_000] };
    for orders in sizes {
        let big = Big::of(*orders, clock)?;
        let folder = scratch()?;
        let data = folder.path().join("site");
        Site::make(&data, Some(&big), 0, clock)?;
        let hub = Hub::over(&data)?;
        say(format!("a fresh terminal, {orders} orders"));
        let before = computed_us(hub.process())?;
        let (took, rows) = fresh(&hub, &folder.path().join("fresh"), clock)?;
        let cpu = computed_us(hub.process())?.saturating_sub(before);
        let goal = if *orders > 20_000 { "within 120 s" } else { "within 1 s" };
        show("  paired, stored and folded", format!("{} ms", millis(took)), goal);
        show("  envelopes/s", per_second(rows, took), "");
        let each = cpu / u64::try_from(*orders)?;
        show("  the hub computes for an order, microseconds", each, "");
        let memory = resident_kb(hub.process())?;
        show("  the hub's memory after it", format!("{memory} kB"), "");
        if *orders <= FLOOR_ORDERS_MAX {
            let least = floor(&data, folder.path(), clock)?;
            show("  the floor: rows read, sent, stored", format!("{} ms", millis(least)), "");
            show("  as a ratio to the floor", ratio(took, least), "at most 10");
        }
    }
    Ok(())
}

/// From the code to a terminal that has everything on its disk and in its state, microseconds; and
/// how many envelopes it has then.
fn fresh(hub: &Hub, data: &Path, clock: &Clock) -> Result<(u64, usize)> {
    std::fs::create_dir_all(data)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let (code, mode) = (hub.code()?, Mode::Kitchen(None));
    let joining = Joining {
        hub: hub.url.clone(),
        pin: None,
        plain: false,
        code,
        name: "Fresh".to_owned(),
        letter: None,
    };
    let begun = clock.monotonic_us();
    let station = runtime.block_on(pair(data, &mode, &joining, clock))?;
    let config = LinkConfig::of(&station.identity, Want::All)?;
    runtime.block_on(Link::once(config, &station.store, clock.clone()))?;
    drop(station);
    let station = open(data, &mode, clock)?;
    let took = clock.monotonic_us().saturating_sub(begun);
    let rows = usize::try_from(station.store.reader()?.envelopes()?)?;
    station.store.close();
    Ok((took, rows))
}

/// The same rows out of a bare table, over a bare WebSocket, into a bare table; microseconds.
fn floor(data: &Path, folder: &Path, clock: &Clock) -> Result<u64> {
    let reader = Reader::open(&Mode::Hub.folder(data))?;
    let disk = Disk::open(&folder.join(bare::FILE))?;
    for (terminal, head) in &reader.frontier()?.0 {
        let mut after = 0;
        while after < head.seq {
            let found = reader.range(*terminal, after, FILL_ROWS, usize::MAX)?;
            let last = found.last().ok_or_else(|| eyre!("a journal that ends early"))?;
            after = last.fact.seq;
            let rows = found.iter().map(|sealed| Row::new(0, sealed)).collect();
            disk.write(rows, Box::new(|| ()))?;
        }
    }
    disk.barrier()?;
    disk.close()?;
    let hub = BareHub::full(folder)?;
    let begun = clock.monotonic_us();
    bare::take_all(hub.port, folder)?;
    Ok(clock.monotonic_us().saturating_sub(begun))
}

/// Measures what a hundred fresh terminals leave in the hub's memory.
///
/// # Errors
/// As hub and disks say.
pub fn memory(run: Run, clock: &Clock) -> Result<()> {
    let (orders, joins) = (run.count(2_000, 1_000), run.count(100, 5));
    let big = Big::of(orders, clock)?;
    let folder = scratch()?;
    let data = folder.path().join("site");
    Site::make(&data, Some(&big), joins, clock)?;
    let rows = usize::try_from(Reader::open(&Mode::Hub.folder(&data))?.envelopes()?)?;
    let hub = Hub::over(&data)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    say(format!("{joins} fresh terminals one after the other, {orders} orders each"));
    let mut found = vec![format!("{} kB", resident_kb(hub.process())?)];
    for (number, member) in members(&data)?.iter().enumerate() {
        runtime.block_on(async {
            let at = (hub.port, false);
            let mut line = Line::open(at, member, &nothing(), Want::All, clock).await?;
            line.take(rows, None).await.map(drop)
        })?;
        if [1, joins / 10, joins / 2, joins].contains(&(number + 1)) {
            found.push(format!("after {}: {} kB", number + 1, resident_kb(hub.process())?));
        }
    }
    show("  the hub's memory", found.join(", "), "flat");
    Ok(())
}

//! A fresh terminal that takes in everything a hub holds, and what a hundred of them leave behind.

use std::path::Path;

use color_eyre::eyre::{Result, bail, eyre};
use tillrail::clock::Clock;
use tillrail::domain::envelope::Sealed;
use tillrail::domain::id::{AggregateId, TerminalId};
use tillrail::runtime::boot::join::{Joining, join as pair};
use tillrail::runtime::boot::{Mode, open};
use tillrail::store::{AsideNews, Published, Reader};
use tillrail::sync::link::{Link, LinkConfig};
use tillrail::sync::wire::Want;
use tokio::sync::broadcast::Receiver;

use super::super::big::Big;
use super::super::figures::{millis, per_second, ratio, say, show};
use super::super::floor::disk::{Disk, Row};
use super::super::hub::Hub;
use super::super::process::{computed_in_all_us, computed_us, resident_kb};
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
    joins(run.count(20_000, 1_000), clock)
}

/// Measures a fresh kitchen of a site with five years behind it.
///
/// # Errors
/// As hub and disks say.
pub fn million(run: Run, clock: &Clock) -> Result<()> {
    joins(run.count(1_000_000, 1_000), clock)
}

fn joins(orders: usize, clock: &Clock) -> Result<()> {
    let big = Big::of(orders, clock)?;
    let folder = scratch()?;
    let data = folder.path().join("site");
    Site::make(&data, Some(&big), 0, clock)?;
    let hub = Hub::over(&data)?;
    say(format!("a fresh terminal, {orders} orders"));
    let before = (computed_us(hub.process())?, computed_in_all_us(std::process::id())?);
    let Fresh { took, sells, linked, rows } = fresh(&hub, &folder.path().join("fresh"), clock)?;
    let cpu = computed_us(hub.process())?.saturating_sub(before.0);
    let own = computed_in_all_us(std::process::id())?.saturating_sub(before.1);
    let goal = if orders > FLOOR_ORDERS_MAX { "within 120 s" } else { "within 1 s" };
    show("  menu and open orders are there", format!("{} ms", millis(sells)), "within 2 s");
    show("  paired, stored and folded", format!("{} ms", millis(took)), goal);
    show("  ... of it to start once more at the end", format!("{} ms", millis(took - linked)), "");
    show("  envelopes/s", per_second(rows, took), "");
    let each = |cpu: u64| Ok::<_, color_eyre::Report>(cpu / u64::try_from(orders)?);
    show("  the hub computes for an order, microseconds", each(cpu)?, "");
    show("  the terminal computes for an order, microseconds", each(own)?, "");
    let memory = resident_kb(hub.process())?;
    show("  the hub's memory after it", format!("{memory} kB"), "");
    let memory = resident_kb(std::process::id())?;
    show("  the terminal's memory after it", format!("{memory} kB"), "");
    if orders <= FLOOR_ORDERS_MAX {
        let least = floor(&data, folder.path(), clock)?;
        show("  the floor: rows read, sent, stored", format!("{} ms", millis(least)), "");
        show("  as a ratio to the floor", ratio(took, least), "at most 10");
    }
    Ok(())
}

/// What a fresh terminal came to, in microseconds from the code on.
struct Fresh {
    /// Until the last menu and the open orders were there.
    sells: u64,
    /// Until everything was on its disk and in its figures.
    linked: u64,
    /// Until it had started once more from them.
    took: u64,
    /// How many envelopes it has then.
    rows: usize,
}

/// What goes ahead has come when the first range does: says when, and whether a menu was in it.
async fn ahead(
    mut news: Receiver<AsideNews>,
    mut ranges: Receiver<Published>,
    (me, clock): (TerminalId, Clock),
) -> (u64, bool) {
    let (mut at, mut menu) = (0, false);
    loop {
        tokio::select! {
            biased;
            came = news.recv() => {
                if let Ok(AsideNews::Came(rows)) = came {
                    at = clock.monotonic_us();
                    menu |= rows.iter().any(|row| row.fact.aggregate == AggregateId::Menu);
                } else {
                    return (at, menu);
                }
            }
            range = ranges.recv() => {
                let others = |row: &Sealed| row.fact.terminal != me;
                if range.map_or(true, |rows| rows.iter().any(others)) {
                    return (at, menu);
                }
            }
        }
    }
}

/// Takes in everything as a terminal that has just joined.
fn fresh(hub: &Hub, data: &Path, clock: &Clock) -> Result<Fresh> {
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
    let writer = station.store.writer();
    let (news, ranges) = (writer.subscribe_aside(), writer.subscribe());
    let listening = (station.identity.terminal, clock.clone());
    let sells = runtime.spawn(ahead(news, ranges, listening));
    runtime.block_on(Link::once(config, &station.store, clock.clone()))?;
    let (sells, menu) = runtime.block_on(sells)?;
    if !menu {
        bail!("no menu came ahead of the journals");
    }
    // The store is closed when everything is in its figures.
    drop(station);
    let linked = clock.monotonic_us().saturating_sub(begun);
    let station = open(data, &mode, clock)?;
    let took = clock.monotonic_us().saturating_sub(begun);
    let reader = station.store.reader()?;
    if reader.until()?.is_some() {
        bail!("the terminal still says INCOMPLETE");
    }
    let rows = usize::try_from(reader.envelopes()?)?;
    station.store.close();
    Ok(Fresh { sells: sells.saturating_sub(begun), linked, took, rows })
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

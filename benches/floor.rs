//! The floor alone: what a bare WebSocket and a bare durable table cost on this machine.

#[expect(dead_code, reason = "each bench uses a part of what they share")]
mod shared;

use std::time::Duration;

use color_eyre::eyre::Result;
use shared::figures::{Percentiles, per_second, say, show};
use shared::floor::Floor;
use shared::run::{Run, scratch};
use shared::shop::{Shop, sample_menu};
use tillrail::clock::Clock;
use tillrail::domain::settings::Settings;
use tillrail::domain::time::At;

/// The pause between two orders, in milliseconds: a shop is mostly idle.
const PACE_MS: u64 = 20;

fn main() -> Result<()> {
    color_eyre::install()?;
    let run = Run::asked()?;
    let clock = Clock::system();
    let folder = scratch()?;
    let (mut shop, founded) =
        Shop::found(sample_menu()?, &Settings::default(), At(clock.now_ms()))?;
    let opened = shop.open_shift()?;
    let mut floor = Floor::start(folder.path(), &clock)?;
    floor.write_to_visible(&founded)?;
    floor.write_to_visible(&opened)?;

    let mut one = Vec::new();
    let mut whole = Vec::new();
    for _ in 0..run.count(500, 20) {
        let sale = shop.sale()?;
        for batch in &sale.entered {
            floor.write_to_visible(batch)?;
        }
        std::thread::sleep(Duration::from_millis(PACE_MS));
        one.push(floor.write_to_visible(&sale.sent)?);
        std::thread::sleep(Duration::from_millis(PACE_MS));
        floor.write_to_visible(&sale.paid)?;
    }
    for _ in 0..run.count(500, 20) {
        let order = shop.order_at_once()?;
        std::thread::sleep(Duration::from_millis(PACE_MS));
        whole.push(floor.write_to_visible(&order)?);
    }
    let mut orders = Vec::new();
    for _ in 0..run.count(5_000, 200) {
        orders.push(shop.sale()?.batches());
    }
    let micros = floor.flat_out(&orders)?;
    floor.stop()?;

    say("the floor: bare WebSocket, bare table, synchronous=FULL, three disks");
    show("write to visible, one row", Percentiles::of(one), "");
    show("write to visible, a whole order of 7 rows", Percentiles::of(whole), "");
    let rate = per_second(orders.len(), micros);
    show("one counter flat out", format!("{rate} orders/s, up to the kitchen's disk"), "");
    Ok(())
}

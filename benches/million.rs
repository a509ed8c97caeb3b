//! A million orders in one file: its size, the start, the memory, the idling, the report.

#[expect(dead_code, reason = "each bench uses a part of what they share")]
mod shared;

use color_eyre::eyre::Result;
use shared::big::Big;
use shared::figures::show;
use shared::run::Run;
use tillrail::clock::Clock;

fn main() -> Result<()> {
    color_eyre::install()?;
    let run = Run::asked()?;
    let clock = Clock::system();
    let big = Big::of(run.count(1_000_000, 2_000), &clock)?;
    show("on the disk for one order, bytes", big.bytes_per_order()?, "at most 4096");
    Ok(())
}

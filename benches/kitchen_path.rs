//! From Send at the counter to the ticket in the kitchen, through a real hub, beside the floor.
//!
//! Three programs on one machine, each with its own file and `synchronous=FULL`. First the two
//! screens as people see them: from the key to the byte that draws the ticket. Then the same path
//! without screens, which is what the floor can be compared with.

#[expect(dead_code, reason = "each bench uses a part of what they share")]
mod shared;

use std::path::Path;
use std::time::Duration;

use color_eyre::eyre::{Result, eyre};
use shared::figures::{Percentiles, per_second, ratio, say, show};
use shared::floor::Floor;
use shared::hub::Hub;
use shared::line::Line;
use shared::process::resident_kb;
use shared::pty::Pty;
use shared::run::{Run, scratch};
use shared::shop::Sale;
use tillrail::clock::Clock;

/// The pause before each Send, in milliseconds: a shop is mostly idle.
const PACE_MS: u64 = 50;
/// Nothing for this long, in milliseconds, and a screen is quiet.
const QUIET_MS: u64 = 60;
/// Nothing for this long, in milliseconds, after a start.
const SETTLE_MS: u64 = 300;
/// Three items that a station prepares, as they are typed.
const ITEMS: [&str; 3] = ["12\r", "42\r", "21\r"];
/// The keys for Send and Hold.
const SEND: &str = "\x1b[15~";
const HOLD: &str = "\x1b[17~";
/// A ticket is started, made ready and taken off the screen by as many presses as this.
const BUMPS_MAX: usize = 4;

fn main() -> Result<()> {
    color_eyre::install()?;
    tillrail::tls::install();
    let run = Run::asked()?;
    let clock = Clock::system();
    let folder = scratch()?;
    let below = |name: &str| -> Result<std::path::PathBuf> {
        let path = folder.path().join(name);
        std::fs::create_dir(&path)?;
        Ok(path)
    };
    let hub = Hub::start(&below("hub")?)?;

    let drawn = screens(&hub, &below("screens")?, run.count(300, 5), &clock)?;
    let mut line = Line::join(&hub.url, || hub.code(), &below("line")?, &clock)?;
    let mut floor = Floor::start(&below("floor")?, &clock)?;
    // By turns, so that both are measured on the same busy or idle machine.
    let (mut ours, mut least) = (Vec::new(), Vec::new());
    for _ in 0..run.count(500, 10) {
        let sale = line.sale(&clock)?;
        ours.push(sent(&sale, |batch| line.write_to_visible(batch))?);
        least.push(sent(&sale, |batch| floor.write_to_visible(batch))?);
    }
    let orders = run.count(3_000, 50);
    let sales: Result<Vec<Sale>> = (0..orders).map(|_| line.sale(&clock)).collect();
    let sales: Vec<_> = sales?.into_iter().map(Sale::batches).collect();
    let ours_flat = line.flat_out(&sales)?;
    let least_flat = floor.flat_out(&sales)?;
    line.stop();
    floor.stop()?;

    let (drawn, ours, least) =
        (Percentiles::of(drawn), Percentiles::of(ours), Percentiles::of(least));
    say("Send at the counter to the kitchen, through a hub in a process of its own");
    show("key to the ticket drawn, real programs", drawn, "p50 under 10 ms, p99 under 40 ms");
    show("write to visible without screens", ours, "p50 at most 3 ms, p99 at most 10 ms");
    show("the floor of the same minute", least, "");
    let ratios = |found: Percentiles| {
        format!("p50 {} x, p99 {} x", ratio(found.p50, least.p50), ratio(found.p99, least.p99))
    };
    show("drawn, as a ratio to the floor", ratios(drawn), "");
    show("write to visible, as a ratio to the floor", ratios(ours), "at most 2 x");
    let rate = |micros| per_second(orders, micros);
    show("one counter flat out, orders/s", rate(ours_flat), "at least 2500");
    show("the floor flat out, orders/s", rate(least_flat), "");
    show("flat out, as a ratio to the floor", ratio(least_flat, ours_flat), "at least 0.60");
    Ok(())
}

/// Enters an order, pauses, and takes the time of its Send; then pays it.
fn sent(
    sale: &Sale,
    mut write: impl FnMut(&[tillrail::domain::envelope::Sealed]) -> Result<u64>,
) -> Result<u64> {
    for batch in &sale.entered {
        write(batch)?;
    }
    std::thread::sleep(Duration::from_millis(PACE_MS));
    let micros = write(&sale.sent)?;
    write(&sale.paid)?;
    Ok(micros)
}

/// From the key Send to the last byte of the frame that draws the ticket, in microseconds.
fn screens(hub: &Hub, data: &Path, orders: usize, clock: &Clock) -> Result<Vec<u64>> {
    let size = (120, 36);
    let counter = ["counter", "--hub", &hub.url, "--letter", "A", "--code", &hub.code()?];
    let mut counter = Pty::start(clock, data, &counter, size)?;
    counter.wait("a counter with a menu", |text| {
        text.contains("ONLINE") && text.contains("Cappuccino")
    })?;
    let kitchen = ["kitchen", "--hub", &hub.url, "--code", &hub.code()?];
    let mut kitchen = Pty::start(clock, data, &kitchen, size)?;
    kitchen.wait("a kitchen in step", |text| text.contains("ONLINE"))?;
    let mut micros = Vec::new();
    for _ in 0..orders {
        for item in ITEMS {
            counter.answer(item, QUIET_MS)?;
        }
        kitchen.settle(PACE_MS)?;
        let number =
            number(&counter.text()).ok_or_else(|| eyre!("no order:\n{}", counter.text()))?;
        let pressed = counter.press(SEND)?;
        let drawn = kitchen.wait("the ticket", |text| words(text).any(|word| word == number))?;
        micros.push(drawn.saturating_sub(pressed));
        counter.settle(QUIET_MS)?;
        counter.answer(HOLD, QUIET_MS)?;
        for _ in 0..BUMPS_MAX {
            if kitchen.text().contains("No tickets") {
                break;
            }
            kitchen.answer("b", QUIET_MS)?;
        }
    }
    let mut display =
        Pty::start(clock, data, &["display", "--hub", &hub.url, "--code", &hub.code()?], size)?;
    display.settle(SETTLE_MS)?;
    for (name, pty) in [("counter", &counter), ("kitchen", &kitchen), ("display", &display)] {
        let memory = format!("{} kB", resident_kb(pty.process()?)?);
        show(&format!("memory of the {name}"), memory, "under 60 MB");
    }
    Ok(micros)
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !letter.is_alphanumeric())
}

/// The number of the order on the counter's screen: `A47`.
fn number(text: &str) -> Option<String> {
    let digits = |word: &&str| {
        word.strip_prefix('A')
            .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let title = text.lines().find(|line| line.contains(" items ") && line.contains(" TAKEAWAY"))?;
    words(title).find(digits).map(str::to_owned)
}

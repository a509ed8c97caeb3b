//! A million orders in one file: its size, the start, the memory, the idling, the reports; and how
//! all of that grows from a thousand orders on.

#[expect(dead_code, reason = "each bench uses a part of what they share")]
mod shared;

use std::process::{Command, Stdio};
use std::time::Duration;

use color_eyre::eyre::{Result, bail};
use shared::big::Big;
use shared::figures::{Percentiles, millis, say, show};
use shared::process::{computed_us, resident_kb};
use shared::pty::Pty;
use shared::run::Run;
use tillrail::clock::Clock;
use tillrail::domain::currency::Currency;
use tillrail::domain::search::Query;
use tillrail::domain::time::Day;
use tillrail::store::Reader;

/// Nothing for this long, in milliseconds, and an answer is taken to be whole.
const QUIET_MS: u64 = 50;

/// The keys that a counter is busy with before its memory is read: it searches, adds and removes
/// an item.
const BUSY: [&str; 8] = ["c", "a", "p", "\r", "\x1b[6~", "\x1b[5~", "\x1b[A", "\x1b[3~"];

fn main() -> Result<()> {
    color_eyre::install()?;
    let run = Run::asked()?;
    let clock = Clock::system();
    let sizes: &[usize] = if run.quick { &[1_000] } else { &[1_000, 10_000, 100_000, 1_000_000] };
    for orders in sizes {
        say(format!("{orders} orders"));
        let big = Big::of(*orders, &clock)?;
        show("  on the disk for one order, bytes", big.bytes_per_order()?, "at most 4096");
        reports(&big, run, &clock)?;
        searches(&big, run, &clock)?;
        counter(&big, run, &clock)?;
    }
    Ok(())
}

/// The reports, as the program prints them and as the file answers them.
fn reports(big: &Big, run: Run, clock: &Clock) -> Result<()> {
    let last = big.last_day.to_string();
    let times = run.count(20, 2);
    let printed = |args: &[&str]| -> Result<Percentiles> {
        let micros: Result<Vec<u64>> = (0..times).map(|_| program(big, args, clock)).collect();
        Ok(Percentiles::of(micros?))
    };
    let day = printed(&["report", "day", "--date", &last])?;
    show("  report day, the program from start to end", day, "under 100 ms");
    let year = ["--from", "2000-01-01", "--to", &last];
    for what in ["day", "hours", "items", "tenders"] {
        let args = [&["report", what], year.as_slice()].concat();
        let label = format!("  report {what} over all years");
        show(&label, printed(&args)?, "at most 200 ms");
    }
    let answered: Result<Vec<u64>> =
        (0..times).map(|_| answered(big, big.last_day, clock)).collect();
    show("  figures of a day out of the open file", Percentiles::of(answered?), "");
    Ok(())
}

/// Runs the program to its end, in microseconds.
fn program(big: &Big, args: &[&str], clock: &Clock) -> Result<u64> {
    let before = clock.monotonic_us();
    let status = Command::new(env!("CARGO_BIN_EXE_tillrail"))
        .arg("--data")
        .arg(&big.data)
        .args(args)
        .stdout(Stdio::null())
        .status()?;
    let micros = clock.monotonic_us().saturating_sub(before);
    if !status.success() {
        bail!("`tillrail {}` ended with {status}", args.join(" "));
    }
    Ok(micros)
}

/// The queries of the report of a day on a connection of their own, in microseconds.
fn answered(big: &Big, day: Day, clock: &Clock) -> Result<u64> {
    let reader = Reader::open(&big.counter())?;
    let before = clock.monotonic_us();
    let figures = reader.day_figures(day, day)?;
    reader.tax(day, day)?;
    reader.tenders(day, day)?;
    if figures.orders == 0 {
        bail!("the last day has no figures");
    }
    Ok(clock.monotonic_us().saturating_sub(before))
}

/// Looking for orders among all of them, as the counter and `order list` do.
fn searches(big: &Big, run: Run, clock: &Clock) -> Result<()> {
    let reader = Reader::open(&big.counter())?;
    for (what, typed) in [
        ("a number on all days", "A47"),
        ("a receipt", "A-000123"),
        ("an amount in all orders", "12.40"),
        ("an item in the newest rows", "cappuccino"),
        ("a word that nothing has", "zzzz"),
    ] {
        let query = Query::read(typed, big.last_day, Currency::EUR);
        let mut micros = Vec::new();
        for _ in 0..run.count(10, 1) {
            let before = clock.monotonic_us();
            reader.search(&query)?;
            micros.push(clock.monotonic_us().saturating_sub(before));
        }
        show(
            &format!("  search for {what}"),
            Percentiles::of(micros),
            "under 1 s, beside the loop",
        );
    }
    Ok(())
}

/// The start of the counter, then its memory and how it idles.
fn counter(big: &Big, run: Run, clock: &Clock) -> Result<()> {
    let mut micros = Vec::new();
    for _ in 0..run.count(7, 1) {
        let (pty, usable) = started(big, clock)?;
        micros.push(usable);
        drop(pty);
    }
    show("  from the start to the first key answered", Percentiles::of(micros), "under 1 s");
    if forget_pages(big).is_ok() {
        let (pty, usable) = started(big, clock)?;
        drop(pty);
        show("  the same with nothing of the file in memory", format!("{} ms", millis(usable)), "");
    }
    let (mut pty, _) = started(big, clock)?;
    let process = pty.process()?;
    for _ in 0..run.count(20, 2) {
        for bytes in BUSY {
            pty.answer(bytes, QUIET_MS)?;
        }
    }
    let memory = format!("{} kB", resident_kb(process)?);
    show("  memory of the counter after some work", memory, "under 60 MB");
    let seconds = u64::try_from(run.count(10, 2))?;
    let before = computed_us(process)?;
    let from = clock.monotonic_us();
    std::thread::sleep(Duration::from_secs(seconds));
    let computed = computed_us(process)?.saturating_sub(before);
    let passed = clock.monotonic_us().saturating_sub(from);
    let share = computed * 10_000 / passed.max(1);
    let share = format!("{}.{:02} % of a core", share / 100, share % 100);
    show("  the idle counter", share, "under 1 %");
    Ok(())
}

/// Starts the counter; from there to the last byte of the answer to its first key, microseconds.
fn started(big: &Big, clock: &Clock) -> Result<(Pty, u64)> {
    let mut pty = Pty::start(clock, &big.data, &["counter"], (80, 24))?;
    pty.wait("the order screen", |text| text.contains("ENTRY"))?;
    // The terminal may still draw; whatever comes next answers the key or is a part of the start.
    let pressed = pty.press("c")?;
    let answered = pty.settle(QUIET_MS)?.unwrap_or(pressed);
    let usable = answered.saturating_sub(pty.started);
    Ok((pty, usable))
}

/// Asks the system to drop the file from its memory, so that the next start reads the disk.
fn forget_pages(big: &Big) -> Result<()> {
    let file = big.counter().join("tillrail.db");
    let mut input = std::ffi::OsString::from("if=");
    input.push(&file);
    let status = Command::new("dd")
        .arg(input)
        .args(["iflag=nocache", "count=0"])
        .stderr(Stdio::null())
        .status()?;
    if status.success() { Ok(()) } else { bail!("dd ended with {status}") }
}

//! From a key to its answer on the order screen, with 2 000 items and 200 open orders.

#[expect(dead_code, reason = "each bench uses a part of what they share")]
mod shared;

use std::collections::BTreeSet;
use std::path::Path;

use color_eyre::eyre::{Result, eyre};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use shared::figures::{Percentiles, say, show};
use shared::menu::large;
use shared::pty::Pty;
use shared::run::{Run, scratch};
use shared::shop::{Shop, identity};
use tillrail::clock::Clock;
use tillrail::domain::desk::Desk;
use tillrail::domain::envelope::Sealed;
use tillrail::domain::settings::Settings;
use tillrail::domain::time::At;
use tillrail::store::{Batch, OpenOptions, Priority, Store};
use tillrail::tui::Look;
use tillrail::tui::counter::{CounterSettings, Model, update, view};
use tillrail::tui::effect::Effect;
use tillrail::tui::input::{Input, Key};
use tillrail::tui::msg::{Msg, Now};

/// Items of the menu.
const ITEMS: usize = 2_000;
/// Orders that are open.
const OPEN_ORDERS: usize = 200;
/// Orders of the day that are paid.
const PAID_ORDERS: usize = 400;
/// Nothing for this long, in milliseconds, and an answer is taken to be whole. It is longer than
/// the time between two frames.
const QUIET_MS: u64 = 50;

/// Nothing for this long after the start, in milliseconds, and the first screen is whole. It is
/// shorter than the time between two ticks of the clock on the screen.
const SETTLE_MS: u64 = 300;

/// What a person types over and over: searching, correcting, adding, moving, paging, codes.
const SCRIPT: &[(Key, &str)] = &[
    (Key::Char('c'), "c"),
    (Key::Char('a'), "a"),
    (Key::Char('x'), "x"),
    (Key::Backspace, "\x7f"),
    (Key::Char('p'), "p"),
    (Key::Char('p'), "p"),
    (Key::Enter, "\r"),
    (Key::Down, "\x1b[B"),
    (Key::Up, "\x1b[A"),
    (Key::PageDown, "\x1b[6~"),
    (Key::PageDown, "\x1b[6~"),
    (Key::PageUp, "\x1b[5~"),
    (Key::Char('1'), "1"),
    (Key::Char('2'), "2"),
    (Key::Char('0'), "0"),
    (Key::Char('4'), "4"),
    (Key::Enter, "\r"),
    (Key::Char('s'), "s"),
    (Key::Char('o'), "o"),
    (Key::Char('u'), "u"),
    (Key::Char('p'), "p"),
    (Key::Enter, "\r"),
];

/// How often the script runs before the order is sent and the next one begins.
const ROUNDS_AN_ORDER: usize = 4;

fn main() -> Result<()> {
    color_eyre::install()?;
    let run = Run::asked()?;
    let clock = Clock::system();
    say(format!("a menu of {ITEMS} items, {OPEN_ORDERS} open orders, {PAID_ORDERS} paid ones"));
    let (shop, facts) = busy_shop(&clock)?;
    for (columns, rows) in [(80, 24), (120, 36), (160, 45)] {
        let found = drawn(&shop.desk, (columns, rows), run.count(100, 4), &clock)?;
        let what = format!("update and view, {columns}x{rows}");
        let all = found.iter().map(|(_, micros)| *micros).collect();
        show(&what, Percentiles::of(all), "under 2 ms");
        slowest(&found);
    }
    let folder = scratch()?;
    write(&folder.path().join("counter"), facts, &clock)?;
    for size in [(80, 24), (160, 45)] {
        let micros = typed(folder.path(), size, run.count(25, 2), &clock)?;
        let what = format!("key to last byte, real program, {}x{}", size.0, size.1);
        show(&what, Percentiles::of(micros), "p95 at most 50 ms");
    }
    let micros = stalled(folder.path(), run.count(8, 1), &clock)?;
    let what = "key to last byte while a commit waits, 80x24";
    show(what, Percentiles::of(micros), "p95 at most 50 ms: as if nothing waited");
    Ok(())
}

/// A shop in the middle of its day, and all of its facts.
fn busy_shop(clock: &Clock) -> Result<(Shop, Vec<Sealed>)> {
    let now = clock.now_ms();
    let (mut shop, mut facts) = Shop::found(large(ITEMS), &Settings::default(), At(now))?;
    facts.extend(shop.open_shift()?);
    for _ in 0..PAID_ORDERS {
        facts.extend(shop.order_at_once()?);
    }
    for _ in 0..OPEN_ORDERS {
        let sale = shop.sent()?;
        facts.extend(sale);
    }
    Ok((shop, facts))
}

fn write(folder: &Path, envelopes: Vec<Sealed>, clock: &Clock) -> Result<()> {
    let options = OpenOptions::new("bench", folder, At(clock.now_ms()));
    let store = Store::open(folder, &options)?;
    store.writer().set_identity(identity()?)?;
    store.writer().append_and_wait(Batch { priority: Priority::Sale, envelopes })?;
    store.close();
    Ok(())
}

/// Names the key that takes longest, by its median.
fn slowest(found: &[(Key, u64)]) {
    let of = |key: Key| found.iter().filter(move |(other, _)| *other == key).map(|found| found.1);
    let keys: BTreeSet<Key> = found.iter().map(|(key, _)| *key).collect();
    let medians = keys.into_iter().map(|key| (Percentiles::of(of(key).collect()), key));
    if let Some((times, key)) = medians.max_by_key(|(times, _)| times.p50) {
        show(&format!("  its slowest key, {key}"), times, "");
    }
}

/// Update and view of every key of the script, in microseconds.
fn drawn(desk: &Desk, size: (u16, u16), rounds: usize, clock: &Clock) -> Result<Vec<(Key, u64)>> {
    let now = || Now { at: At(clock.now_ms()), mono: clock.monotonic_ms() };
    let mut model = Model::new(desk.clone(), Look::dark(), CounterSettings::default(), now());
    let mut terminal = Terminal::new(TestBackend::new(size.0, size.1))?;
    let resize = Input::Resize { width: size.0, height: size.1 };
    durable(&mut model, &Msg::Input(resize), now());
    let mut found = Vec::new();
    let mut press = |key: Key, note: bool| -> Result<()> {
        let before = clock.monotonic_us();
        let effects = update(&mut model, &Msg::Input(Input::key(key)), now());
        terminal.draw(|frame| _ = view(&model, frame))?;
        if note {
            found.push((key, clock.monotonic_us().saturating_sub(before)));
        }
        for effect in effects {
            if let Effect::Append { batch, .. } = effect {
                durable(&mut model, &Msg::Durable { batch }, now());
            }
        }
        Ok(())
    };
    for round in 1..=rounds {
        for (key, _) in SCRIPT {
            press(*key, round > 1)?;
        }
        if round % ROUNDS_AN_ORDER == 0 {
            press(Key::F(5), true)?;
        }
    }
    if model.front.desk.state.orders().count() <= PAID_ORDERS + OPEN_ORDERS {
        return Err(eyre!("the script has added nothing"));
    }
    Ok(found)
}

fn durable(model: &mut Model, msg: &Msg, now: Now) {
    let _: Vec<Effect> = update(model, msg, now);
}

/// As [`typed`], while another program keeps the database to itself: every round begins with an item
/// whose commit has to wait until the round is over.
fn stalled(data: &Path, rounds: usize, clock: &Clock) -> Result<Vec<u64>> {
    let mut pty = Pty::start(clock, data, &["counter"], (80, 24))?;
    pty.wait("the order screen", |text| text.contains("ENTRY"))?;
    pty.settle(SETTLE_MS)?;
    let other = rusqlite::Connection::open(data.join("counter").join("tillrail.db"))?;
    let mut micros = Vec::new();
    for _ in 0..rounds {
        other.execute_batch("BEGIN IMMEDIATE")?;
        for (_, bytes) in SCRIPT {
            micros.extend(pty.answer(bytes, QUIET_MS)?);
        }
        other.execute_batch("ROLLBACK")?;
        pty.settle(SETTLE_MS)?;
    }
    if micros.len() < rounds * SCRIPT.len() / 2 {
        return Err(eyre!("the screen hardly answers while a commit waits:\n{}", pty.text()));
    }
    Ok(micros)
}

/// From each key of the script to the last byte of its answer, in microseconds.
fn typed(data: &Path, size: (u16, u16), rounds: usize, clock: &Clock) -> Result<Vec<u64>> {
    let mut pty = Pty::start(clock, data, &["counter"], size)?;
    pty.wait("the order screen", |text| text.contains("ENTRY"))?;
    pty.settle(SETTLE_MS)?;
    let mut micros = Vec::new();
    for round in 1..=rounds {
        for (_, bytes) in SCRIPT {
            micros.extend(pty.answer(bytes, QUIET_MS)?);
        }
        if round % ROUNDS_AN_ORDER == 0 {
            pty.answer("\x1b[15~", QUIET_MS)?;
        }
    }
    if micros.len() < rounds * SCRIPT.len() / 2 {
        return Err(eyre!("the screen hardly answers:\n{}", pty.text()));
    }
    Ok(micros)
}

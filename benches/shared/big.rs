//! A large data directory: years of real orders through the desk and the writer, built once.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use color_eyre::eyre::{Result, eyre};
use tillrail::clock::Clock;
use tillrail::domain::envelope::Sealed;
use tillrail::domain::settings::Settings;
use tillrail::domain::time::{At, Day};
use tillrail::store::{Batch, Committed, OpenOptions, Priority, Store, StoreError};

use super::figures::{per_second, say};
use super::run::cache;
use super::shop::{Shop, identity, sample_menu};

/// Orders of one business day: a million of them are five years.
pub const ORDERS_A_DAY: usize = 548;

/// Envelopes of one commit.
const COMMIT_ENVELOPES: usize = 4_096;

/// Commits that may wait for the disk while further orders are made.
const COMMITS_WAITING: usize = 4;

/// Orders between two lines of progress.
const PROGRESS_ORDERS: usize = 50_000;

const DAY_MS: i64 = 86_400_000;
const NINE_MS: i64 = 9 * 3_600_000;
const TRADING_MS: i64 = 12 * 3_600_000;

/// A data directory with a counter that has sold much.
#[derive(Debug, Clone)]
pub struct Big {
    /// The data directory.
    pub data: PathBuf,
    /// How many orders are in it.
    pub orders: usize,
    /// The business day of the last ones.
    pub last_day: Day,
}

impl Big {
    /// The directory with this many orders, from the cache or built now.
    ///
    /// # Errors
    /// As store and disk say.
    pub fn of(orders: usize, clock: &Clock) -> Result<Self> {
        let data = cache().join(format!("orders-{orders}"));
        let note = data.join("built");
        if let Ok(text) = std::fs::read_to_string(&note) {
            let big = Self { data, orders, last_day: text.trim().parse()? };
            return big.up_to_date(clock);
        }
        let started = clock.monotonic_us();
        let making = cache().join(format!("orders-{orders}.making"));
        if making.exists() {
            std::fs::remove_dir_all(&making)?;
        }
        let last_day = build(&making, orders, clock)?;
        std::fs::write(making.join("built"), last_day.to_string())?;
        if data.exists() {
            std::fs::remove_dir_all(&data)?;
        }
        std::fs::rename(&making, &data)?;
        let micros = clock.monotonic_us() - started;
        let rate = per_second(orders, micros);
        say(format!("built {orders} orders in {} s, {rate} orders/s", micros / 1_000_000));
        Ok(Self { data, orders, last_day })
    }

    /// Opens it once: what an older build made is brought up to date before anything is measured.
    fn up_to_date(self, clock: &Clock) -> Result<Self> {
        let started = clock.monotonic_us();
        let folder = self.counter();
        let options = OpenOptions::new("bench", &folder, At(clock.now_ms()));
        Store::open(&folder, &options)?.close();
        let seconds = clock.monotonic_us().saturating_sub(started) / 1_000_000;
        if seconds > 0 {
            say(format!("  brought up to date in {seconds} s"));
        }
        Ok(self)
    }

    /// The folder of its counter.
    pub fn counter(&self) -> PathBuf {
        self.data.join("counter")
    }

    /// Everything that lies on the disk for one order, in bytes.
    ///
    /// # Errors
    /// As the disk says.
    pub fn bytes_per_order(&self) -> Result<u64> {
        Ok(bytes_below(&self.counter())? / u64::try_from(self.orders.max(1))?)
    }
}

/// The bytes of all files below a folder.
fn bytes_below(folder: &Path) -> Result<u64> {
    let mut sum = 0;
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let about = entry.metadata()?;
        sum += if about.is_dir() { bytes_below(&entry.path())? } else { about.len() };
    }
    Ok(sum)
}

/// The way to the disk: gathers envelopes into large commits and lets only a few wait.
struct Out {
    store: Store,
    waiting: Vec<Sealed>,
    places: SyncSender<()>,
    free: Receiver<()>,
    told: SyncSender<Result<Committed, StoreError>>,
    answers: Receiver<Result<Committed, StoreError>>,
}

impl Out {
    fn new(store: Store) -> Self {
        let (places, free) = sync_channel(COMMITS_WAITING);
        let (told, answers) = sync_channel(COMMITS_WAITING + 1);
        let waiting = Vec::with_capacity(COMMIT_ENVELOPES);
        Self { store, waiting, places, free, told, answers }
    }

    fn put(&mut self, sealed: Vec<Sealed>) -> Result<()> {
        self.waiting.extend(sealed);
        if self.waiting.len() >= COMMIT_ENVELOPES { self.commit() } else { Ok(()) }
    }

    fn commit(&mut self) -> Result<()> {
        let room = Vec::with_capacity(COMMIT_ENVELOPES);
        let envelopes = std::mem::replace(&mut self.waiting, room);
        while let Ok(answer) = self.answers.try_recv() {
            self.free.recv()?;
            answer?;
        }
        if self.places.try_send(()).is_err() {
            self.answers.recv()??;
        }
        let told = self.told.clone();
        // The builder may have ended by an error; then nobody listens.
        let reply = move |answer| _ = told.send(answer);
        self.store.writer().append(Batch { priority: Priority::Upkeep, envelopes }, reply);
        Ok(())
    }

    fn finish(mut self) -> Result<()> {
        self.commit()?;
        self.store.writer().flush()?;
        while let Ok(answer) = self.answers.try_recv() {
            answer?;
        }
        self.store.close();
        Ok(())
    }
}

/// When the shop trades on each day: from when, and how long, in milliseconds.
fn trading(now: At, settings: &Settings, days: usize) -> Result<Vec<(i64, i64)>> {
    let clock = settings.clock();
    let today = clock.day(now);
    let midnight = clock
        .moment(today.0.to_datetime(jiff::civil::Time::midnight()))
        .ok_or_else(|| eyre!("a day without a midnight"))?;
    let opens = midnight.0 + i64::from(settings.cut_off) * 60_000;
    let mut found: Vec<(i64, i64)> = (1..i64::try_from(days)?)
        .rev()
        .map(|back| (midnight.0 - back * DAY_MS + NINE_MS, TRADING_MS))
        .collect();
    found.push((opens, (now.0 - opens).min(TRADING_MS)));
    Ok(found)
}

/// Builds a data directory; answers its last business day.
fn build(data: &Path, orders: usize, clock: &Clock) -> Result<Day> {
    let now = At(clock.now_ms());
    let folder = data.join("counter");
    let store = Store::open(&folder, &OpenOptions::new("bench", &folder, now))?;
    store.writer().set_identity(identity()?)?;
    let mut out = Out::new(store);
    let settings = Settings { name: "Café Million".to_owned(), ..Settings::default() };
    let days = trading(now, &settings, orders.div_ceil(ORDERS_A_DAY))?;
    let first = days.first().map_or(now, |(from, _)| At(*from - 60_000));
    let (mut shop, founded) = Shop::found(sample_menu()?, &settings, first)?;
    out.put(founded)?;
    let started = clock.monotonic_us();
    let mut made = 0;
    for (index, (from, length)) in days.iter().enumerate() {
        shop.now = At(*from);
        shop.desk.state.forget_closed(shop.now);
        out.put(shop.open_shift()?)?;
        let share = (orders - made).min(ORDERS_A_DAY);
        for number in 1..=share {
            shop.now = At(from + length * i64::try_from(number)? / i64::try_from(share)?);
            out.put(shop.order_at_once()?)?;
            made += 1;
            if made % PROGRESS_ORDERS == 0 {
                let rate = per_second(made, clock.monotonic_us() - started);
                say(format!("  {made} of {orders} orders made, {rate} orders/s"));
            }
        }
        if index + 1 < days.len() {
            out.put(shop.close_shift()?)?;
        }
    }
    out.finish()?;
    Ok(settings.clock().day(now))
}

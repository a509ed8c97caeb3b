//! The demonstration: a throw-away site with simulated guests and cooks, to watch and to join.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use tokio::net::TcpListener;

use super::boot::join::{Joining, join};
use super::boot::{self, Mode, Station};
use super::clerk::{Clerk, ClerkError};
use super::dress;
use super::hub::{self, ServingHub};
use super::modes::{ModeError, Setup};
use super::stage::{Crew, Place};
use crate::clock::Clock;
use crate::domain::command::Command;
use crate::domain::event::Event;
use crate::domain::id::ShiftId;
use crate::domain::money::Money;
use crate::domain::time::At;
use crate::hub::Line;
use crate::store::{Identity, Store};
use crate::sync::link::{Link, LinkConfig, LinkHandle};
use crate::sync::wire::Want;
use crate::tui::input::Key;

pub mod cooks;
pub mod guests;

use cooks::Cooks;
use guests::Guests;

/// The pace when nobody names one: an order walks through in about ten seconds.
pub const PACE: u32 = 10;

/// The key that puts the next screen in front.
pub const SWITCH: Key = Key::F(12);

/// How long simulated people rest between two looks.
const REST: Duration = Duration::from_millis(2);

/// What a demonstration did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DemoFigures {
    /// Orders opened.
    pub orders: u64,
    /// Orders paid.
    pub paid: u64,
    /// Tickets bumped.
    pub bumped: u64,
    /// Envelopes on the hub at the end.
    pub envelopes: u64,
    /// True when counter, kitchen and hub hold the same at the end.
    pub equal: bool,
    /// Milliseconds from a send to the kitchen's disk, for each send.
    pub to_kitchen_ms: Vec<i64>,
}

impl DemoFigures {
    /// The value that `percent` of all sends to the kitchen did not exceed, in milliseconds.
    pub fn percentile(&self, percent: usize) -> Option<i64> {
        let mut sorted = self.to_kitchen_ms.clone();
        sorted.sort_unstable();
        let place = sorted.len().saturating_mul(percent).div_ceil(100).saturating_sub(1);
        sorted.get(place).copied()
    }
}

/// A throw-away directory that goes when it is dropped.
struct Scratch(PathBuf);

impl Scratch {
    fn new(clock: &Clock) -> std::io::Result<Self> {
        let name = format!("tillrail-demo-{:016x}", clock.entropy_u64());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir(&path)?;
        Ok(Self(path))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_dir_all(&self.0) {
            tracing::warn!(%error, path = %self.0.display(), "the demonstration's data stays");
        }
    }
}

/// A terminal of the demonstration: paired with its hub and up to date.
async fn terminal(
    data: &Path,
    mode: &Mode,
    name: &str,
    letter: Option<&str>,
    hub: &ServingHub,
    clock: &Clock,
) -> Result<Station, ModeError> {
    let joining = Joining {
        hub: format!("http://{}", hub.address),
        code: hub.state.pair_code().digits,
        pin: None,
        plain: false,
        name: name.to_owned(),
        letter: letter.and_then(|letter| letter.parse().ok()),
    };
    let station = join(data, mode, &joining, clock).await?;
    let config = LinkConfig::of(&station.identity, Want::All)?;
    Link::once(config, &station.store, clock.clone()).await?;
    station.store.close();
    let mut station = boot::open(data, mode, clock)?;
    if *mode == Mode::Counter {
        let shift = ShiftId(station.desk.mint());
        let open = Command::OpenShift { shift, float: Money::ZERO };
        station.act(&[open], At(clock.now_ms()))?;
    }
    Ok(station)
}

async fn hub_of(setup: &Setup) -> Result<ServingHub, ModeError> {
    let station = hub::open(setup)?;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    hub::serve(
        &tokio::runtime::Handle::current(),
        station,
        (listener, Line::default()),
        &setup.clock,
    )
}

/// The cooks, where they worked, and how long each send took to reach them.
type Kitchen = (Cooks, Clerk, Vec<i64>);

/// The simulated people: a counter with guests and a kitchen with cooks, on threads of their own.
struct People {
    stop: Arc<AtomicBool>,
    guests: JoinHandle<Result<(Guests, Clerk), ClerkError>>,
    cooks: JoinHandle<Result<Kitchen, ClerkError>>,
    links: [LinkHandle; 2],
}

impl People {
    async fn start(
        setup: &Setup,
        data: &Path,
        hub: &ServingHub,
        pace: u32,
    ) -> Result<Self, ModeError> {
        let clock = &setup.clock;
        let (front, back) = (data.join("guests"), data.join("cooks"));
        let counter = terminal(&front, &Mode::Counter, "Guests", Some("B"), hub, clock).await?;
        let kitchen = terminal(&back, &Mode::Kitchen(None), "Cooks", None, hub, clock).await?;
        let (front_is, back_is) = (counter.identity.clone(), kitchen.identity.clone());
        let mut counter = Clerk::new(counter.store, counter.desk, clock.clone())?;
        let mut kitchen = Clerk::new(kitchen.store, kitchen.desk, clock.clone())?;
        // Linked only now: what arrives before a clerk listens would never reach its desk.
        let links =
            [link(&front_is, counter.store(), clock)?, link(&back_is, kitchen.store(), clock)?];
        let stop = Arc::new(AtomicBool::new(false));
        let (seed, now) = (clock.entropy_u64(), clock.monotonic_ms());
        let ended = Arc::clone(&stop);
        let guests = std::thread::Builder::new().name("guests".to_owned()).spawn(move || {
            let mut guests = Guests::new(seed, pace, now);
            while !ended.load(Ordering::Relaxed) {
                counter.listen()?;
                let mono = counter.clock.monotonic_ms();
                guests.step(&mut counter, mono)?;
                std::thread::sleep(REST);
            }
            Ok((guests, counter))
        })?;
        let ended = Arc::clone(&stop);
        let cooks = std::thread::Builder::new().name("cooks".to_owned()).spawn(move || {
            let mut cooks = Cooks::new(seed.rotate_left(17), pace);
            let mut delays = Vec::new();
            while !ended.load(Ordering::Relaxed) {
                let heard = kitchen.listen()?;
                let sent =
                    heard.iter().filter(|fact| matches!(fact.event, Some(Event::OrderSent(_))));
                delays.extend(sent.map(|fact| kitchen.now().since(fact.at)));
                let mono = kitchen.clock.monotonic_ms();
                cooks.step(&mut kitchen, mono)?;
                std::thread::sleep(REST);
            }
            Ok((cooks, kitchen, delays))
        })?;
        Ok(Self { stop, guests, cooks, links })
    }

    /// Lets them go home, waits until everything has reached everybody, and counts.
    async fn end(self, hub: &ServingHub) -> Result<DemoFigures, ModeError> {
        self.stop.store(true, Ordering::Relaxed);
        let (guests, counter) = joined(self.guests)?;
        let (cooks, kitchen, to_kitchen_ms) = joined(self.cooks)?;
        let mut equal = false;
        for _ in 0..EXCHANGES_MAX {
            for link in &self.links {
                link.settled().await?;
            }
            let held = hub.store.reader()?.frontier()?;
            equal = counter.store().reader()?.frontier()? == held
                && kitchen.store().reader()?.frontier()? == held;
            if equal {
                break;
            }
            tokio::time::sleep(REST).await;
        }
        for link in self.links {
            link.stop().await;
        }
        Ok(DemoFigures {
            orders: guests.orders,
            paid: guests.paid,
            bumped: cooks.bumped,
            envelopes: hub.store.reader()?.envelopes()?,
            equal,
            to_kitchen_ms,
        })
    }
}

/// How often the replicas are compared at the end before they are called different.
const EXCHANGES_MAX: u32 = 5_000;

fn joined<T>(thread: JoinHandle<Result<T, ClerkError>>) -> Result<T, ModeError> {
    let ended = thread.join().map_err(|_| std::io::Error::other("a simulated person panicked"))?;
    ended.map_err(|error| ModeError::System(std::io::Error::other(error)))
}

fn link(identity: &Identity, store: &Store, clock: &Clock) -> Result<LinkHandle, ModeError> {
    let config = LinkConfig::of(identity, Want::All)?;
    let (writer, reader) = (store.writer(), store.reader()?);
    let handle = tokio::runtime::Handle::current();
    Ok(Link::start(config, writer, reader, clock.clone(), &handle)?)
}

/// Shows counter, kitchen and display of a throw-away site with simulated guests and cooks.
///
/// # Errors
/// [`ModeError`], in one sentence.
pub fn run(setup: &Setup, pace: u32) -> Result<(), ModeError> {
    let look = dress::look(&setup.config).map_err(ModeError::Look)?;
    let scratch = Scratch::new(&setup.clock)?;
    let setup = Setup { data: scratch.0.clone(), ..setup.clone() };
    let runtime = tokio::runtime::Runtime::new()?;
    let (hub, people, stations) = runtime.block_on(async {
        let hub = hub_of(&setup).await?;
        let mut stations = Vec::new();
        for (mode, name, letter) in [
            (Mode::Counter, "Front", Some("A")),
            (Mode::Kitchen(None), "Kitchen", None),
            (Mode::Display, "Display", None),
        ] {
            let station = terminal(&setup.data, &mode, name, letter, &hub, &setup.clock).await?;
            stations.push((station, mode));
        }
        let people = People::start(&setup, &setup.data, &hub, pace).await?;
        Ok::<_, ModeError>((hub, people, stations))
    })?;
    let mut crew = Crew::new(setup.clock.clone())?;
    for ((station, mode), next) in stations.into_iter().zip(["Kitchen", "Display", "Counter"]) {
        let mut look = look.clone();
        look.switch = Some((SWITCH.to_string(), next.to_owned()));
        crew.seat(Place { station, mode, look, setup: &setup })?;
    }
    let played = crew.play(&setup, look, Some(SWITCH));
    runtime.block_on(async {
        people.stop.store(true, Ordering::Relaxed);
        for link in people.links {
            link.stop().await;
        }
        joined(people.guests).map(drop)?;
        joined(people.cooks).map(drop)?;
        hub.end().await
    })?;
    played
}

/// Runs the same without screens for some seconds and counts.
///
/// # Errors
/// [`ModeError`], in one sentence.
pub fn headless(setup: &Setup, pace: u32, seconds: u64) -> Result<DemoFigures, ModeError> {
    let scratch = Scratch::new(&setup.clock)?;
    let setup = Setup { data: scratch.0.clone(), ..setup.clone() };
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(async {
        let hub = hub_of(&setup).await?;
        let people = People::start(&setup, &setup.data, &hub, pace).await?;
        tokio::time::sleep(Duration::from_secs(seconds)).await;
        let figures = people.end(&hub).await?;
        hub.end().await?;
        Ok(figures)
    })
}

//! Where a machine keeps its terminals, and how one is opened, founded or joined to a site.
//!
//! Below the data directory each mode has a folder with its own journal, identity and lock.

use std::path::{Path, PathBuf};

use crate::clock::Clock;
use crate::config::{Prices, Seeds};
use crate::domain::command::Command;
use crate::domain::currency::Currency;
use crate::domain::desk::Desk;
use crate::domain::envelope::Sealed;
use crate::domain::event::TerminalPaired;
use crate::domain::floor;
use crate::domain::folded::Folded;
use crate::domain::id::{AggregateId, Boot, ShiftId, SiteId, TerminalId, TerminalKind};
use crate::domain::menu::Menu;
use crate::domain::money::Money;
use crate::domain::number::Letter;
use crate::domain::settings::{PriceMode, Settings};
use crate::domain::state::State;
use crate::domain::time::{At, Day};
use crate::menu_file;
use crate::store::{Batch, Identity, OpenOptions, Priority, Projecting, Reader, Store, StoreError};

pub mod backup;
mod error;
pub mod join;
mod mode;
pub mod moving;
pub mod renew;
pub mod replicas;

pub use error::BootError;
pub use mode::{Mode, is_station};

/// How a new site starts.
#[derive(Debug, Clone)]
pub struct Founding {
    /// What the founding terminal is called.
    pub name: String,
    /// Its order letter; only counters and hubs sell.
    pub letter: Option<Letter>,
    /// The menu; nothing is published without one.
    pub menu: Option<Menu>,
    /// The settings.
    pub settings: Settings,
}

impl Founding {
    /// `Work alone`: a counter called `Counter A` with settings from seeds, and the sample menu
    /// when the site sells in the sample's currency.
    ///
    /// # Errors
    /// [`BootError::Seed`] for a seed that cannot be used.
    pub fn alone(seeds: &Seeds, clock: &Clock) -> Result<Self, BootError> {
        let settings = settings_from(seeds, clock)?;
        let menu = menu_file::read("cafe.toml", menu_file::SAMPLE, &settings).ok();
        Ok(Self { name: "Counter A".to_owned(), letter: Some(Letter::first()), menu, settings })
    }
}

/// The settings of a new site: its seeds, else the machine's time zone and the usual values.
///
/// # Errors
/// [`BootError::Seed`] for a seed that cannot be used.
pub fn settings_from(seeds: &Seeds, clock: &Clock) -> Result<Settings, BootError> {
    let mut settings = Settings { floor: floor::sample(), ..Settings::default() };
    if let Some(code) = &seeds.currency {
        settings.currency = Currency::from_code(code).ok_or_else(|| BootError::Seed {
            key: "site.currency",
            value: code.clone(),
            remedy: "write a code of three capital letters, for example EUR",
        })?;
    }
    if let Some(zone) = seeds.time_zone.clone().or_else(|| clock.time_zone_name()) {
        settings.time_zone = zone;
    }
    if let Some(minutes) = seeds.cut_off_minutes {
        settings.cut_off = minutes;
    }
    match seeds.prices {
        Some(Prices::Exclusive) => settings.prices = PriceMode::Exclusive,
        Some(Prices::Inclusive) | None => {}
    }
    Ok(settings)
}

/// An open terminal: its store, the desk that writes its journal, and who it is.
#[derive(Debug)]
pub struct Station {
    /// The store, with its lock.
    pub store: Store,
    /// State and pen.
    pub desk: Desk,
    /// Who it is.
    pub identity: Identity,
    /// Where it lives.
    pub folder: PathBuf,
}

impl Station {
    /// Decides commands at `at` and waits until what they lead to is durable, each command all
    /// or nothing.
    ///
    /// # Errors
    /// [`BootError::Rejected`], nothing of that command has happened then, or [`BootError::Store`].
    pub fn act(&mut self, commands: &[Command], at: At) -> Result<Vec<AggregateId>, BootError> {
        let mut changed: Vec<AggregateId> = Vec::new();
        for command in commands {
            let sealed = self.desk.act(command, at)?;
            changed.extend(sealed.iter().map(|one| one.fact.aggregate.clone()));
            self.append(sealed)?;
        }
        changed.dedup();
        Ok(changed)
    }

    fn append(&self, envelopes: Vec<Sealed>) -> Result<(), BootError> {
        if !envelopes.is_empty() {
            self.store.writer().append_and_wait(Batch { priority: Priority::Sale, envelopes })?;
        }
        Ok(())
    }
}

/// Who lives in a folder; nobody when it is not there or was never set up.
///
/// # Errors
/// As the store says when there is one that cannot be read.
pub fn identity_in(folder: &Path) -> Result<Option<Identity>, StoreError> {
    match Reader::open(folder) {
        Ok(reader) => reader.identity(),
        Err(StoreError::Missing { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

/// For who need not hear how far the projections are.
pub fn unheard(_done: u64, _all: u64) {}

/// Opens a terminal that is set up.
///
/// # Errors
/// [`BootError::NotSetUp`], or as the store says, for instance when another program holds it.
pub fn open(data: &Path, mode: &Mode, clock: &Clock) -> Result<Station, BootError> {
    open_telling(data, mode, clock, unheard)
}

/// Like [`open`]; `told` hears how far the projections are when they must be made anew, in rows.
///
/// # Errors
/// As [`open`].
pub fn open_telling(
    data: &Path,
    mode: &Mode,
    clock: &Clock,
    told: fn(u64, u64),
) -> Result<Station, BootError> {
    let folder = mode.folder(data);
    if identity_in(&folder)?.is_none() {
        return Err(BootError::NotSetUp {
            mode: mode.to_string(),
            data: data.to_owned(),
            remedy: "start it once on a terminal, or pair it with --hub URL --code CODE",
        });
    }
    let store = open_store(&folder, mode, clock, told)?;
    let found = store.reader()?.identity()?;
    let identity = found.ok_or_else(|| BootError::NotSetUp {
        mode: mode.to_string(),
        data: data.to_owned(),
        remedy: "its journal was damaged, pair it again with --hub URL --code CODE",
    })?;
    let (store, identity) = renew::when_asked(store, &folder, identity, clock)?;
    station(store, identity, folder, clock)
}

/// Opens the store of a mode, set up or not; `catching_up` as in [`OpenOptions`].
///
/// # Errors
/// As the store says.
pub fn open_store(
    folder: &Path,
    mode: &Mode,
    clock: &Clock,
    catching_up: fn(u64, u64),
) -> Result<Store, StoreError> {
    let now = At(clock.now_ms());
    let mut options = OpenOptions::new(&mode.to_string(), folder, now);
    options.catching_up = catching_up;
    if *mode == Mode::Hub {
        // Everybody waits for a hub's acknowledgement, nobody for its figures.
        options.projecting = Projecting::Behind;
    }
    let store = Store::open(folder, &options)?;
    tracing::info!(folder = %folder.display(), found = %store.opened(), "store opened");
    Ok(store)
}

/// The settings that a store holds.
///
/// # Errors
/// As the store says.
pub fn settings(reader: &mut Reader) -> Result<Settings, StoreError> {
    let mut settings = Folded::new(Settings::default());
    for sealed in reader.aggregate(&AggregateId::Settings)? {
        settings.insert(sealed.fact);
    }
    Ok(settings.value().clone())
}

/// The business day of `now` as the settings in a store say.
///
/// # Errors
/// As the store says.
pub fn today(reader: &mut Reader, now: At) -> Result<Day, StoreError> {
    Ok(settings(reader)?.clock().day(now))
}

/// Everything that a terminal needs to know at its start.
///
/// # Errors
/// As the store says.
pub fn load(reader: &mut Reader, identity: &Identity, now: At) -> Result<State, StoreError> {
    let settings = settings(reader)?;
    let mut state = reader.load_state(identity, settings.clock().day(now))?;
    state.learn(reader.learnt(&settings.clock(), now)?);
    Ok(state)
}

fn station(
    store: Store,
    identity: Identity,
    folder: PathBuf,
    clock: &Clock,
) -> Result<Station, BootError> {
    let mut reader = store.reader()?;
    let state = load(&mut reader, &identity, At(clock.now_ms()))?;
    let head = reader.own_head(identity.terminal)?;
    let desk = Desk::new(state, Boot(clock.entropy_u32()), head);
    Ok(Station { store, desk, identity, folder })
}

/// Sets up a site of its own: settings, menu, this terminal, and for a counter a shift with
/// nothing in the drawer.
///
/// # Errors
/// [`BootError::Exists`] when the folder belongs to a terminal already, [`BootError::Rejected`]
/// for settings or a menu that are not possible, or as the store says.
pub fn found(
    data: &Path,
    mode: &Mode,
    founding: Founding,
    clock: &Clock,
) -> Result<Station, BootError> {
    let identity = Identity {
        site: SiteId(clock.entropy_u64()),
        terminal: TerminalId(clock.entropy_u64()),
        kind: mode.kind(),
        name: founding.name,
        letter: founding.letter,
        hub: None,
        fingerprint: None,
    };
    let mut station = settle(data, mode, identity, clock)?;
    let mut commands = vec![Command::ChangeSettings(Box::new(founding.settings.into()))];
    if let Some(menu) = founding.menu {
        commands.push(Command::PublishMenu(Box::new(menu)));
    }
    let who = &station.identity;
    commands.push(Command::PairTerminal(Box::new(TerminalPaired {
        terminal: who.terminal,
        terminal_kind: who.kind,
        name: who.name.clone(),
        letter: who.letter.clone(),
        credential: None,
    })));
    if who.kind == TerminalKind::Counter {
        let shift = ShiftId(station.desk.mint());
        commands.push(Command::OpenShift { shift, float: Money::ZERO });
    }
    station.act(&commands, At(clock.now_ms()))?;
    Ok(station)
}

/// Sets up a hub that holds nothing yet of a site that is there: its terminals fill it.
///
/// # Errors
/// [`BootError::Exists`], or as the store says.
pub fn found_empty(
    data: &Path,
    site: SiteId,
    name: String,
    clock: &Clock,
) -> Result<Station, BootError> {
    // The lost hub has given receipts with its letter; this one begins a series of its own.
    let sign = |at: u64| char::from(b'A'.saturating_add(u8::try_from(at % 26).unwrap_or(0)));
    let random = clock.entropy_u64();
    let letter = format!("W{}{}", sign(random), sign(random / 26)).parse().ok();
    let identity = Identity {
        site,
        terminal: TerminalId(clock.entropy_u64()),
        kind: TerminalKind::Hub,
        name: name.clone(),
        letter,
        hub: None,
        fingerprint: None,
    };
    let mut station = settle(data, &Mode::Hub, identity, clock)?;
    let who = &station.identity;
    let paired = TerminalPaired {
        terminal: who.terminal,
        terminal_kind: who.kind,
        name,
        letter: who.letter.clone(),
        credential: None,
    };
    station.act(&[Command::PairTerminal(Box::new(paired))], At(clock.now_ms()))?;
    Ok(station)
}

/// Writes an identity into the free folder of a mode and opens it.
fn settle(
    data: &Path,
    mode: &Mode,
    identity: Identity,
    clock: &Clock,
) -> Result<Station, BootError> {
    let folder = mode.folder(data);
    if let Some(there) = identity_in(&folder)? {
        return Err(BootError::Exists { folder, name: there.name });
    }
    let store = open_store(&folder, mode, clock, unheard)?;
    if let Some(there) = store.reader()?.identity()? {
        return Err(BootError::Exists { folder, name: there.name });
    }
    store.writer().set_identity(identity.clone())?;
    station(store, identity, folder, clock)
}

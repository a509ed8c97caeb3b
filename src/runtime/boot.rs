//! Where a machine keeps its terminals, and how one is opened, founded or joined to a site.
//!
//! Below the data directory each mode has a folder with its own journal, identity and lock.

use std::path::{Path, PathBuf};

use crate::clock::Clock;
use crate::domain::command::Command;
use crate::domain::desk::Desk;
use crate::domain::envelope::Sealed;
use crate::domain::event::TerminalPaired;
use crate::domain::folded::Folded;
use crate::domain::id::{AggregateId, Boot, ShiftId, SiteId, TerminalId, TerminalKind};
use crate::domain::money::Money;
use crate::domain::settings::Settings;
use crate::domain::state::State;
use crate::domain::time::{At, Day};
use crate::store::{
    Batch, Identity, OpenOptions, Priority, Projecting, Reader, Store, StoreError, is_marked,
};

pub mod backup;
mod error;
mod founding;
pub mod join;
mod mode;
pub mod moving;
pub mod renew;
pub mod replicas;

pub use error::BootError;
pub use founding::{Founding, settings_from};
pub use mode::{Mode, is_station};

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
    // What is damaged is opened all the same: that saves what is good.
    let there = match identity_in(&folder) {
        Err(error) if error.is_damage() => true,
        found => found?.is_some() || is_marked(&folder),
    };
    if !there {
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
    let mut station = station(store, identity, folder, clock)?;
    if let Err(error) = renew::finish(&mut station, At(clock.now_ms())) {
        tracing::error!(%error, "a renewal is finished at another start");
    }
    Ok(station)
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

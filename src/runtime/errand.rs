//! A single act of a command: in the journal itself when nobody holds it, else through its owner.

use std::path::{Path, PathBuf};

use super::boot::{self, BootError, Mode, Station};
use super::control::{self, Answer, ControlError, Request};
use crate::clock::Clock;
use crate::domain::command::Command;
use crate::domain::customer::PersonalRow;
use crate::domain::id::{AggregateId, Boot, OrderId, StaffId, Uid};
use crate::domain::order::Order;
use crate::domain::state::{Applied, State};
use crate::domain::time::At;
use crate::store::{Identity, Reader, StoreError};

/// Why an act was not done.
#[derive(Debug, thiserror::Error)]
pub enum ErrandError {
    /// The terminal, or what it decided.
    #[error(transparent)]
    Boot(#[from] BootError),
    /// The way to the program that holds the folder.
    #[error(transparent)]
    Control(#[from] ControlError),
    /// The program that holds the folder refused.
    #[error("{0}")]
    Refused(String),
}

impl From<StoreError> for ErrandError {
    fn from(error: StoreError) -> Self {
        Self::Boot(error.into())
    }
}

/// Who does the acts.
#[derive(Debug)]
enum Way {
    /// This program: it holds the folder.
    Here(Box<Station>),
    /// The program that holds the folder, with what the folder says.
    There(Box<State>),
}

/// A journal to act in, directly or through its owner.
#[derive(Debug)]
pub struct Errand {
    way: Way,
    folder: PathBuf,
    identity: Identity,
    clock: Clock,
    boot: Boot,
    minted: u64,
    staff: StaffId,
}

impl Errand {
    /// Opens the journal of a mode that is set up: here when nobody holds it, else through the
    /// program that does.
    ///
    /// # Errors
    /// [`BootError::NotSetUp`] and what the store says.
    pub fn open(data: &Path, mode: &Mode, clock: &Clock) -> Result<Self, ErrandError> {
        let folder = mode.folder(data);
        match boot::open(data, mode, clock) {
            Ok(station) => Ok(Self::with(station, clock)),
            Err(BootError::Store(StoreError::Locked { .. })) => Self::through(folder, mode, clock),
            Err(error) => Err(error.into()),
        }
    }

    /// Acts in a terminal that this program has open.
    pub fn with(station: Station, clock: &Clock) -> Self {
        let (folder, identity) = (station.folder.clone(), station.identity.clone());
        Self::new(Way::Here(Box::new(station)), folder, identity, clock)
    }

    fn through(folder: PathBuf, mode: &Mode, clock: &Clock) -> Result<Self, ErrandError> {
        let mut reader = Reader::open(&folder)?;
        let identity = reader.identity()?.ok_or_else(|| BootError::NotSetUp {
            mode: mode.to_string(),
            data: folder.clone(),
            remedy: "finish its set-up on its screen first",
        })?;
        let state = boot::load(&mut reader, &identity, At(clock.now_ms()))?;
        Ok(Self::new(Way::There(Box::new(state)), folder, identity, clock))
    }

    fn new(way: Way, folder: PathBuf, identity: Identity, clock: &Clock) -> Self {
        let boot = Boot(clock.entropy_u32());
        Self {
            way,
            folder,
            identity,
            clock: clock.clone(),
            boot,
            minted: 0,
            staff: StaffId::owner(),
        }
    }

    /// A new identity, never made before and never made again.
    pub fn mint(&mut self) -> Uid {
        self.minted = self.minted.saturating_add(1);
        Uid { terminal: self.identity.terminal, boot: self.boot, counter: self.minted }
    }

    /// What the terminal knows.
    pub fn state(&self) -> &State {
        match &self.way {
            Way::Here(station) => &station.desk.state,
            Way::There(state) => state,
        }
    }

    /// Acts as this person from now on.
    pub fn sign_in(&mut self, staff: StaffId) {
        self.staff = staff;
    }

    /// Who the terminal is.
    pub fn identity(&self) -> &Identity {
        &self.identity
    }

    /// Now, in milliseconds UTC.
    pub fn now(&self) -> At {
        At(self.clock.now_ms())
    }

    /// Makes sure that an order is known, also when it is too old to be loaded at the start.
    ///
    /// # Errors
    /// As the store says.
    pub fn load(&mut self, order: OrderId) -> Result<(), ErrandError> {
        let mut reader = Reader::open(&self.folder)?;
        let state = match &mut self.way {
            Way::Here(station) => &mut station.desk.state,
            Way::There(state) => state,
        };
        for sealed in reader.aggregate(&AggregateId::Order(order))? {
            let _: Applied = state.load(&sealed.fact);
        }
        Ok(())
    }

    /// Does the commands, each all or nothing, and answers once they are durable.
    ///
    /// # Errors
    /// The refusal, in one sentence; nothing of that command has happened then.
    pub fn act(&mut self, commands: Vec<Command>) -> Result<Vec<AggregateId>, ErrandError> {
        let now = self.now();
        let staff = &self.staff;
        let by = |command| Command::As { staff: staff.clone(), command: Box::new(command) };
        let commands: Vec<Command> = commands.into_iter().map(by).collect();
        match &mut self.way {
            Way::Here(station) => Ok(station.act(&commands, now)?),
            Way::There(state) => match control::ask(&self.folder, &Request::Act { commands })? {
                Answer::Done { changed } => {
                    let mut reader = Reader::open(&self.folder)?;
                    **state = boot::load(&mut reader, &self.identity, now)?;
                    Ok(changed)
                }
                Answer::Refused { sentence } => Err(ErrandError::Refused(sentence)),
                Answer::Code { .. } | Answer::Sites { .. } | Answer::Status(_) => {
                    Err(ControlError::Version { folder: self.folder.clone() }.into())
                }
            },
        }
    }

    /// Keeps the row of a customer and answers once it is durable.
    ///
    /// # Errors
    /// One sentence, when it was erased or changed elsewhere meanwhile, or as the store says.
    pub fn keep_person(&mut self, row: PersonalRow) -> Result<(), ErrandError> {
        match &self.way {
            Way::Here(station) => {
                let kept = station.store.writer().keep_persons_and_wait(vec![row])?;
                let refused = || ErrandError::Refused(control::CHANGED_MEANWHILE.to_owned());
                if kept.stored > 0 { Ok(()) } else { Err(refused()) }
            }
            Way::There(_) => {
                match control::ask(&self.folder, &Request::KeepPersons { rows: vec![row] })? {
                    Answer::Done { .. } => Ok(()),
                    Answer::Refused { sentence } => Err(ErrandError::Refused(sentence)),
                    Answer::Code { .. } | Answer::Sites { .. } | Answer::Status(_) => {
                        Err(ControlError::Version { folder: self.folder.clone() }.into())
                    }
                }
            }
        }
    }

    /// An order as it is now on disk; `None` when nothing of it is held.
    ///
    /// # Errors
    /// As the store says.
    pub fn order(&self, id: OrderId) -> Result<Option<Order>, ErrandError> {
        Ok(Reader::open(&self.folder)?.order(id)?)
    }

    /// A connection that reads what is on disk.
    ///
    /// # Errors
    /// As the store says.
    pub fn reader(&self) -> Result<Reader, ErrandError> {
        Ok(Reader::open(&self.folder)?)
    }
}

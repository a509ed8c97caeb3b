//! The full-screen modes and the hub as programs: opened, dressed, linked and run to their end.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;

use super::boot::{self, BootError, Mode};
use super::dress;
use super::face;
use super::first_start::{self, Begun};
use super::in_use;
use super::stage::{Crew, Place};
use super::training::Copy;
use crate::clock::Clock;
use crate::config::Config;
use crate::store::StoreError;
use crate::sync::link::LinkError;
use crate::tls::CertificateError;
use crate::tui::keymap::KeymapError;

/// What a mode needs to know of its machine.
#[derive(Debug, Clone)]
pub struct Setup {
    /// The data directory.
    pub data: PathBuf,
    /// The settings of the machine.
    pub config: Config,
    /// Time.
    pub clock: Clock,
    /// Where the hub, or the hub inside a lone counter, listens.
    pub listen: SocketAddr,
    /// Where lines for screen readers go.
    pub announce: Option<PathBuf>,
    /// The file with the settings, when one was named.
    pub config_file: Option<PathBuf>,
    /// True on a throw-away copy of the data, on which people learn.
    pub training: bool,
    /// Hears how far the projections are when the opening must make them anew, in rows.
    pub catching_up: fn(u64, u64),
}

impl Setup {
    /// Where texts lie that were printed.
    pub fn prints(&self) -> PathBuf {
        super::prints::folder(&self.data)
    }

    /// Where the logs lie.
    pub fn logs(&self) -> PathBuf {
        self.data.join("logs")
    }
}

/// Why a mode ended other than by quitting.
#[derive(Debug, thiserror::Error)]
pub enum ModeError {
    /// It could not be opened.
    #[error(transparent)]
    Boot(#[from] BootError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The link.
    #[error(transparent)]
    Link(#[from] LinkError),
    /// The terminal or the system.
    #[error("the screen or the system failed: {0}")]
    System(#[from] io::Error),
    /// The hub's certificate.
    #[error(transparent)]
    Certificate(#[from] CertificateError),
    /// The keys in the settings.
    #[error(transparent)]
    Keys(#[from] KeymapError),
    /// The look.
    #[error("{0}")]
    Look(String),
}

/// Runs the counter, the kitchen or the display until somebody quits.
///
/// # Errors
/// [`ModeError`], in one sentence with the remedy.
pub fn screen(setup: &Setup, mode: &Mode) -> Result<(), ModeError> {
    face::counter_keys(&setup.config)?;
    face::kitchen_keys(&setup.config)?;
    let look = dress::look(&setup.config).map_err(ModeError::Look)?;
    let Some((station, mode)) = open(setup, mode, &look)? else { return Ok(()) };
    let mut crew = Crew::new(setup.clock.clone())?;
    crew.seat(Place { station, mode, look: look.clone(), setup })?;
    crew.play(setup, look, None)
}

/// Runs the counter on a throw-away copy of its data until somebody quits.
///
/// # Errors
/// As [`screen`], and when there is no counter here to copy.
pub fn training(setup: &Setup) -> Result<(), ModeError> {
    let copy = Copy::make(&setup.data, &setup.clock)?;
    let setup = Setup { data: copy.data().to_owned(), training: true, ..setup.clone() };
    screen(&setup, &Mode::Counter)
}

/// Opens a terminal; one that is not set up asks on the screen. `None` when
/// somebody quit there.
fn open(setup: &Setup, mode: &Mode, look: &crate::tui::look::Look) -> Result<Begun, ModeError> {
    match boot::open_telling(&setup.data, mode, &setup.clock, setup.catching_up) {
        Ok(station) => Ok(Some((station, mode.clone()))),
        Err(BootError::NotSetUp { .. }) => first_start::run(setup, mode, look),
        Err(BootError::Store(held @ StoreError::Locked { .. })) => {
            in_use::wait(setup, mode, look, held)
        }
        Err(error) => Err(error.into()),
    }
}

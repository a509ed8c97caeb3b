//! What a terminal is on this machine: its mode, and the folder it lives in.

use std::fmt;
use std::path::{Path, PathBuf};

use crate::domain::id::TerminalKind;

/// What a terminal is on this machine, and with it the folder it lives in.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mode {
    /// Takes orders and money.
    Counter,
    /// Shows and bumps tickets, of one station or of all.
    Kitchen(Option<String>),
    /// Shows guests their numbers.
    Display,
    /// Keeps the others in step.
    Hub,
}

impl Mode {
    /// The name of its folder: `counter`, `kitchen`, `kitchen-hot`, `display`, `hub`.
    pub fn folder_name(&self) -> String {
        match self {
            Self::Kitchen(Some(station)) => format!("kitchen-{station}"),
            Self::Kitchen(None) | Self::Counter | Self::Display | Self::Hub => {
                self.kind().to_string()
            }
        }
    }

    /// Its folder below a data directory.
    pub fn folder(&self, data: &Path) -> PathBuf {
        data.join(self.folder_name())
    }

    /// What the terminal is.
    pub fn kind(&self) -> TerminalKind {
        match self {
            Self::Counter => TerminalKind::Counter,
            Self::Kitchen(_) => TerminalKind::Kitchen,
            Self::Display => TerminalKind::Display,
            Self::Hub => TerminalKind::Hub,
        }
    }

    /// The mode that a folder's name says.
    pub fn of_folder(name: &str) -> Option<Self> {
        match name {
            "counter" => Some(Self::Counter),
            "kitchen" => Some(Self::Kitchen(None)),
            "display" => Some(Self::Display),
            "hub" => Some(Self::Hub),
            other => {
                let station = other.strip_prefix("kitchen-").filter(|name| is_station(name))?;
                Some(Self::Kitchen(Some(station.to_owned())))
            }
        }
    }
}

/// True for a word that can name a station's folder: letters, digits, `-` and `_`, at most 32.
pub fn is_station(word: &str) -> bool {
    (1..=32).contains(&word.len())
        && word.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

impl fmt::Display for Mode {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(&self.folder_name())
    }
}

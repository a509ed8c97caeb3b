//! What is asked and answered over the control socket.

use std::io;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::domain::command::Command;
use crate::domain::customer::PersonalRow;
use crate::domain::id::{AggregateId, TerminalId, TerminalKind};
use crate::domain::time::At;

/// What one program asks the owner of a folder.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "ask", rename_all = "snake_case")]
pub enum Request {
    /// Do these commands, each all or nothing; answered once they are durable.
    Act {
        /// The commands, in their order.
        commands: Vec<Command>,
    },
    /// Keep these erasable rows of customers; answered once they are durable.
    KeepPersons {
        /// The rows.
        rows: Vec<PersonalRow>,
    },
    /// Show a pairing code.
    HubPair,
    /// Begin or end the filling of the hub by its terminals.
    HubRecover {
        /// Begin it.
        on: bool,
    },
    /// Say how you are.
    Status,
    /// Read the folder of the sites again, and say how they are.
    Sites,
    /// The same for one of the sites of a hub.
    Site {
        /// Its name.
        site: String,
        /// What is asked of it.
        request: Box<Request>,
    },
}

/// What the owner of a folder answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "answer", rename_all = "snake_case")]
pub enum Answer {
    /// It is done and durable.
    Done {
        /// The aggregates that changed.
        changed: Vec<AggregateId>,
    },
    /// A pairing code.
    Code {
        /// Six digits.
        code: String,
        /// Until when it can be used.
        until: At,
        /// Where the hub is reached.
        url: String,
        /// The fingerprint of its certificate, in the form that people compare.
        #[serde(default)]
        fingerprint: Option<String>,
    },
    /// How the owner is.
    Status(Box<OwnerStatus>),
    /// How the sites of a hub are.
    Sites {
        /// Each of them, the first one first.
        sites: Vec<SiteStatus>,
    },
    /// It was refused; nothing has changed.
    Refused {
        /// Why, in one sentence with the remedy.
        sentence: String,
    },
}

/// How a site of a hub is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteStatus {
    /// Its name in addresses; `first` for the one without.
    pub name: String,
    /// `open`, `asleep`, `opening`, `retired`, or why it cannot be opened.
    pub state: String,
    /// Terminals that are connected.
    pub connected: usize,
}

/// How the owner of a folder is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnerStatus {
    /// Which terminal it is.
    pub terminal: TerminalId,
    /// What it is.
    pub kind: TerminalKind,
    /// The word of its link: `ALONE`, `ONLINE`, `OFFLINE` and so on.
    pub link: String,
    /// Its hub, as it is shown; empty when it has none.
    pub hub: String,
    /// Own envelopes that the hub has not acknowledged.
    pub unsent: u64,
    /// Where its own hub listens, when it runs one.
    pub listens: Option<String>,
    /// Up to where the terminals that are connected to its hub say that their journals go.
    #[serde(default)]
    pub announced: Vec<Announced>,
    /// Envelopes that are known to be missing here or at the hub.
    #[serde(default)]
    pub left: u64,
    /// The hub's clock less its own, milliseconds, once measured.
    #[serde(default)]
    pub offset_ms: Option<i64>,
    /// The fingerprint of its own hub's certificate, in the form that people compare.
    #[serde(default)]
    pub fingerprint: Option<String>,
}

/// Up to where a connected terminal says that its own journal goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Announced {
    /// Which terminal.
    pub terminal: TerminalId,
    /// The last place in its own journal.
    pub seq: u64,
}

/// Why a question got no answer.
#[derive(Debug, thiserror::Error)]
pub enum ControlError {
    /// Nobody listens there.
    #[error("the program that holds {folder} does not answer: close it and try again")]
    Nobody {
        /// The folder.
        folder: PathBuf,
    },
    /// The connection broke.
    #[error("the program that holds {folder} broke off ({source}): look whether it was done")]
    Broken {
        /// The folder.
        folder: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The answer is not one of this build.
    #[error("the program that holds {folder} is of another version: restart it")]
    Version {
        /// The folder.
        folder: PathBuf,
    },
}

//! Why a terminal could not be opened, founded or joined, in one sentence each.

use std::path::PathBuf;

use crate::domain::rejection::Rejection;
use crate::store::StoreError;
use crate::tls::Fingerprint;

/// Why a terminal could not be opened, founded or joined.
#[derive(Debug, thiserror::Error)]
pub enum BootError {
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The terminal was never set up.
    #[error("there is no {mode} in {data} yet: {remedy}")]
    NotSetUp {
        /// What was looked for.
        mode: String,
        /// Where.
        data: PathBuf,
        /// How to start.
        remedy: &'static str,
    },
    /// The folder belongs to a terminal already.
    #[error("{folder} is already set up as {name}: use it, or name another data directory")]
    Exists {
        /// The folder.
        folder: PathBuf,
        /// What the terminal there is called.
        name: String,
    },
    /// What was asked for at the set-up is not possible.
    #[error(transparent)]
    Rejected(#[from] Rejection),
    /// A seed of the configuration cannot be used.
    #[error("`{key}` is {value}: {remedy}")]
    Seed {
        /// The key of the configuration.
        key: &'static str,
        /// What it is.
        value: String,
        /// What to write.
        remedy: &'static str,
    },
    /// Nobody has compared the hub's certificate yet; nothing was told to it.
    #[error(
        "the hub at {hub} shows the fingerprint {seen}: compare it with the hub's screen, and if it \
         is the same there give --fingerprint {seen}"
    )]
    NotCompared {
        /// The address.
        hub: String,
        /// What it shows.
        seen: Fingerprint,
    },
    /// A terminal cannot go to another site now.
    #[error("{0}")]
    MayNotLeave(String),
    /// A backup could not be made or put back.
    #[error("{0}")]
    Backup(String),
    /// A hub did not take this terminal.
    #[error("{0}")]
    Hub(String),
}

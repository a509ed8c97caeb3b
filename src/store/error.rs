//! What can go wrong with a store, in words, and what may be tried again.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rusqlite::ErrorCode;

use super::renewal::BRANCHES_MAX;
use crate::domain::frontier::Head;
use crate::domain::id::TerminalId;

/// Why the store could not do what it was asked.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StoreError {
    /// Another program writes to this folder.
    #[error(
        "{folder} is in use by {program} (process {pid}) since {since}: use that one, or close it first"
    )]
    Locked {
        /// The folder.
        folder: PathBuf,
        /// What the other program is, for instance `counter`.
        program: String,
        /// Its process number.
        pid: u32,
        /// When it started, as RFC 3339 text in UTC.
        since: String,
    },
    /// A newer program has written this file.
    #[error(
        "{path} was written by a newer version (schema {found}, this one knows {known}): update this program"
    )]
    NewerSchema {
        /// The database file.
        path: PathBuf,
        /// The schema found.
        found: i64,
        /// The newest schema that this build knows.
        known: i64,
    },
    /// An older program has written this file, and nobody has brought it up to date yet.
    #[error(
        "{path} has the schema {found} of an older version, this one writes {known}: start the program there once, it makes a backup and brings it up to date"
    )]
    OlderSchema {
        /// The database file.
        path: PathBuf,
        /// The schema found.
        found: i64,
        /// The schema that this build writes.
        known: i64,
    },
    /// There is no database in this folder yet.
    #[error(
        "there is no journal in {folder}: start the program there once, or name another folder"
    )]
    Missing {
        /// The folder.
        folder: PathBuf,
    },
    /// The database cannot be read as one.
    #[error("the database is damaged: {what}; restart the program to open the last good state")]
    Damaged {
        /// What was found.
        what: String,
    },
    /// A row of the journal does not say what its hash says.
    #[error(
        "row {seq} of journal {terminal} is damaged: fetch it again from the hub or restore a backup"
    )]
    DamagedRow {
        /// The journal.
        terminal: TerminalId,
        /// Its place there.
        seq: u64,
    },
    /// Something before these envelopes is not held.
    #[error("journal {terminal} is held up to {}, so what was given does not follow", held.seq)]
    Gap {
        /// The journal.
        terminal: TerminalId,
        /// Where it ends here.
        held: Head,
    },
    /// Another envelope is held at this place.
    #[error(
        "journal {terminal} has another fact at {seq}: two machines use one identity; renew one of them"
    )]
    Fork {
        /// The journal.
        terminal: TerminalId,
        /// The place at which two branches differ.
        seq: u64,
    },
    /// A terminal's journal has as many branches as a hub takes.
    #[error(
        "journal {terminal} has {BRANCHES_MAX} branches, and no more are taken: renew this terminal"
    )]
    Branches {
        /// The journal.
        terminal: TerminalId,
    },
    /// The disk has no room.
    #[error("the disk is full: nothing was written; free some space and try again")]
    Full,
    /// Too much waits to be written.
    #[error("{waiting} envelopes wait to be written already: try again in a moment")]
    Busy {
        /// How many wait at this priority.
        waiting: usize,
    },
    /// The writer has ended.
    #[error("the writer of the database has ended: restart the program")]
    Closed,
    /// A value of the file is not what this build writes.
    #[error("the database holds {what}: restore a backup")]
    Unreadable {
        /// What cannot be read.
        what: String,
    },
    /// A file or folder could not be used.
    #[error("{path}: {what}; check the disk and the rights on it")]
    File {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        what: String,
        /// The error itself.
        #[source]
        source: Arc<std::io::Error>,
    },
    /// The database refused in another way.
    #[error("the database could not do it: {0}")]
    Sql(#[source] Arc<rusqlite::Error>),
}

impl StoreError {
    /// An error about a file or folder.
    pub fn file(path: &Path, error: std::io::Error) -> Self {
        Self::File { path: path.to_owned(), what: error.to_string(), source: Arc::new(error) }
    }

    /// True when this store cannot go on at all: a fault screen, not a notice.
    pub fn is_fatal(&self) -> bool {
        match self {
            Self::Locked { .. }
            | Self::NewerSchema { .. }
            | Self::OlderSchema { .. }
            | Self::Missing { .. }
            | Self::Damaged { .. }
            | Self::Closed
            | Self::Unreadable { .. }
            | Self::File { .. } => true,
            Self::DamagedRow { .. }
            | Self::Gap { .. }
            | Self::Fork { .. }
            | Self::Branches { .. }
            | Self::Full
            | Self::Busy { .. }
            | Self::Sql(_) => false,
        }
    }

    /// True when trying the same again cannot help.
    pub fn is_permanent(&self) -> bool {
        match self {
            Self::NewerSchema { .. }
            | Self::Missing { .. }
            | Self::Damaged { .. }
            | Self::DamagedRow { .. }
            | Self::Gap { .. }
            | Self::Fork { .. }
            | Self::Branches { .. }
            | Self::Closed
            | Self::Unreadable { .. } => true,
            Self::Locked { .. }
            | Self::OlderSchema { .. }
            | Self::Full
            | Self::Busy { .. }
            | Self::File { .. }
            | Self::Sql(_) => false,
        }
    }

    /// What is damaged, in the fewest words.
    pub fn damage(&self) -> String {
        if let Self::Damaged { what } | Self::Unreadable { what } = self {
            what.clone()
        } else {
            self.to_string()
        }
    }

    /// True when the file itself is torn, truncated or garbled.
    pub fn is_damage(&self) -> bool {
        matches!(self, Self::Damaged { .. } | Self::Unreadable { .. })
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
                Self::Damaged { what: error.to_string() }
            }
            Some(ErrorCode::DiskFull) => Self::Full,
            Some(_) | None => Self::Sql(Arc::new(error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn policy_says_what_may_be_tried_again() {
        let gap = StoreError::Gap { terminal: TerminalId(1), held: Head::NONE };
        assert!(gap.is_permanent() && !gap.is_fatal());
        assert!(!StoreError::Full.is_permanent() && !StoreError::Full.is_fatal());
        assert!(!StoreError::Busy { waiting: 9 }.is_permanent());
        assert!(StoreError::Closed.is_fatal() && StoreError::Closed.is_permanent());
        let damaged = StoreError::Damaged { what: "not a database".to_owned() };
        assert!(damaged.is_fatal() && damaged.is_damage());
    }

    #[test]
    fn every_sentence_names_the_remedy() {
        let locked = StoreError::Locked {
            folder: "/data/counter".into(),
            program: "counter".to_owned(),
            pid: 42,
            since: "2026-11-20T08:00:00Z".to_owned(),
        };
        assert_eq!(
            locked.to_string(),
            "/data/counter is in use by counter (process 42) since 2026-11-20T08:00:00Z: \
             use that one, or close it first"
        );
        assert!(StoreError::Full.to_string().contains("free some space"));
    }
}

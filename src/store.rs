//! The journal and its projections in one database file, written by one thread.
//!
//! A [`Store`] is a folder with its lock; [`Writer`] handles append to it, [`Reader`]s read it on
//! connections of their own. Rows of the journal are never changed and never deleted: projections
//! are made from them in the same transaction and can be made anew at any time.

use std::path::{Path, PathBuf};

use rusqlite::Connection;

use crate::domain::time::At;

mod aside;
mod branches;
mod codec;
mod contribution;
mod copies;
mod crew;
mod engine;
mod error;
mod families;
pub mod figures;
mod identity;
mod journal;
mod kept;
mod listing;
mod lock;
mod orders;
mod passing;
mod permitted;
mod persons;
mod places;
mod prep;
mod projection;
mod quarantine;
mod queue;
mod read;
mod remarks;
mod renewal;
mod repeated;
mod reports;
mod restore;
mod salvage;
mod schema;
mod search;
mod shift_rows;
mod startup;
mod verify;
mod writer;

pub use aside::{AsideNews, NOT_IN_ITS_JOURNAL};
pub use branches::Branch;
pub use copies::BACKUPS;
pub use crew::Crew;
pub use error::StoreError;
pub use identity::{HubAddress, Identity};
pub use listing::{Listed, Wish};
pub use lock::{Holder, LOCK_FILE, Lock};
pub use orders::{OrderFilter, PAGE_ORDERS_MAX, Page};
pub use permitted::{Barred, NOT_PERMITTED};
pub use persons::PERSONS_FOUND_MAX;
pub use queue::{Batch, Committed, GROUP_ENVELOPES_MAX, Priority, QUEUE_ENVELOPES_MAX};
pub use read::{LeftOut, Quarantined, Reader};
pub use renewal::{BRANCHES_MAX, DAMAGED, FORKED, RESTORED, Renewal};
pub use reports::ShiftRow;
pub use restore::{put_back, settle};
pub use salvage::{Salvaged, is_marked};
pub use schema::FILE;
pub use search::{SEARCH_ORDERS_MAX, SEARCH_ROWS_MAX};
pub use verify::{BadRow, Verified};
pub use writer::{PUBLISHED_BATCHES_MAX, Personal, Projecting, Published, Writer};

use engine::Ready;
use writer::Writing;

/// Rows at the end of the journal that are checked at every start.
pub const CHECK_ROWS: i64 = 1_000;

/// How a store is opened.
#[derive(Debug, Clone)]
pub struct OpenOptions {
    /// Who opens it, for others that find it locked. Its `since` is the moment of the opening.
    pub holder: Holder,
    /// Where a backup goes before a migration.
    pub backups: PathBuf,
    /// When projections are written.
    pub projecting: Projecting,
    /// Hears the rows done and the rows in all while the opening makes projections anew, as after
    /// an upgrade that changed them; a short catching up is not told.
    pub catching_up: fn(u64, u64),
    /// Who writes: a thread of its own, or a crew that writes for other stores too. A store with a
    /// crew is one of many on its machine and takes little memory.
    pub crew: Option<Crew>,
}

impl OpenOptions {
    /// The usual way: `program` opens `folder` at `now`, backups go beside the folder.
    pub fn new(program: &str, folder: &Path, now: At) -> Self {
        Self {
            holder: Holder { program: program.to_owned(), pid: std::process::id(), since: now },
            backups: folder.parent().unwrap_or(folder).join(BACKUPS),
            projecting: Projecting::default(),
            catching_up: |_, _| {},
            crew: None,
        }
    }
}

/// What was found when a store was opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Opening {
    /// There was nothing yet.
    Fresh,
    /// Everything was in order.
    Clean,
    /// An older schema was brought up to date, after a backup.
    Migrated {
        /// Where the backup lies.
        backup: PathBuf,
    },
    /// The file was damaged; the last good state was saved into a new one.
    Salvaged(Salvaged),
}

impl std::fmt::Display for Opening {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Fresh => out.write_str("a new journal was started"),
            Self::Clean => out.write_str("the journal is in order"),
            Self::Migrated { backup } => {
                write!(
                    out,
                    "the journal was brought up to date; a backup lies in {}",
                    backup.display()
                )
            }
            Self::Salvaged(salvaged) => write!(
                out,
                "the journal was damaged ({}): {} facts were saved, {} could not be joined; the \
                 damaged file lies in {}; the rest comes from the hub",
                salvaged.what,
                salvaged.saved,
                salvaged.left_behind,
                salvaged.aside.display()
            ),
        }
    }
}

/// An open store: the folder's lock, the writer's thread, and what opening it found.
#[derive(Debug)]
pub struct Store {
    folder: PathBuf,
    opening: Opening,
    writer: Writer,
    writing: Option<Writing>,
    shared: bool,
}

impl Store {
    /// Opens the store in a folder for writing; makes both when they are not there.
    ///
    /// # Errors
    /// [`StoreError::Locked`], [`StoreError::NewerSchema`], or as the disk says. A damaged file is
    /// no error: its last good state is opened and [`Store::opened`] says so.
    pub fn open(folder: &Path, options: &OpenOptions) -> Result<Self, StoreError> {
        std::fs::create_dir_all(folder).map_err(|error| StoreError::file(folder, error))?;
        let lock = Lock::take(folder, &options.holder)?;
        let path = folder.join(schema::FILE);
        let now = options.holder.since;
        let sound = open_sound(&path, &options.backups, now)
            .and_then(|(conn, opening)| Ok((Ready::new(conn, options.catching_up)?, opening)));
        let (ready, opening) = match sound {
            Err(error) if error.is_damage() => {
                tracing::error!(%error, "the database is damaged");
                let (conn, salvaged) = salvage::salvage(&path, error.damage(), now)?;
                (Ready::new(conn, options.catching_up)?, Opening::Salvaged(salvaged))
            }
            other => other?,
        };
        let crew = options.crew.as_ref();
        if crew.is_some() {
            ready.is_one_of_many()?;
        }
        let (writer, writing) = Writer::start(ready, lock, &path, options.projecting, crew)?;
        let shared = crew.is_some();
        Ok(Self { folder: folder.to_owned(), opening, writer, writing: Some(writing), shared })
    }

    /// What opening it found.
    pub fn opened(&self) -> &Opening {
        &self.opening
    }

    /// A handle to the writer.
    pub fn writer(&self) -> Writer {
        self.writer.clone()
    }

    /// A connection of its own that only reads.
    ///
    /// # Errors
    /// As the database says.
    pub fn reader(&self) -> Result<Reader, StoreError> {
        if self.shared {
            Reader::open_one_of_many(&self.folder)
        } else {
            Reader::open(&self.folder)
        }
    }

    /// Whether it is one of many on its machine.
    pub fn is_one_of_many(&self) -> bool {
        self.shared
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Copies the whole store into a file, while it is in use.
    ///
    /// # Errors
    /// As the database or the disk says.
    pub fn back_up(&self, to: &Path) -> Result<(), StoreError> {
        schema::back_up(&self.reader()?.conn, to)
    }

    /// Drops every projection and makes it anew from the journal, in bounded steps between which
    /// others write. `progress` hears rows done and rows in all.
    ///
    /// # Errors
    /// As the database says.
    pub fn rebuild(&self, progress: &mut dyn FnMut(u64, u64)) -> Result<(), StoreError> {
        self.writer.rebuild()?;
        let reader = self.reader()?;
        loop {
            let (all, lag) = (reader.envelopes()?, reader.lag()?);
            progress(all.saturating_sub(lag), all);
            if lag == 0 {
                return Ok(());
            }
            self.writer.step()?;
        }
    }

    /// Writes what waits, ends the writer and gives the folder back. Dropping a store does the
    /// same.
    pub fn close(self) {
        drop(self);
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        self.writer.close();
        if let Some(writing) = self.writing.take() {
            writing.join();
        }
    }
}

/// Opens a file that is sound, as far as its header, its schema and its last rows say.
fn open_sound(path: &Path, backups: &Path, now: At) -> Result<(Connection, Opening), StoreError> {
    if let Some(what) = salvage::marked(path) {
        return Err(StoreError::Damaged { what });
    }
    let there = path.exists();
    let mut conn = schema::open_writing(path)?;
    let before = schema::version(&conn)?;
    let backup = schema::migrate(&mut conn, path, backups, now)?;
    let opening = match backup {
        Some(backup) => Opening::Migrated { backup },
        None if !there || before == 0 => Opening::Fresh,
        None => Opening::Clean,
    };
    if opening != Opening::Fresh {
        schema::check(&conn)?;
        check_end(path)?;
    }
    Ok((conn, opening))
}

/// Checks the chain of the last rows, and that the journals end where the file says.
fn check_end(path: &Path) -> Result<(), StoreError> {
    let reader = Reader::open(path.parent().unwrap_or(path))?;
    let from = (read::last_id(&reader.conn)? - CHECK_ROWS + 1).max(1);
    let found = reader.walk(from, &mut |_, _| (), &mut |_| Ok(()))?;
    match found.bad.first() {
        Some(bad) => Err(StoreError::Damaged { what: bad.to_string() }),
        None => Ok(()),
    }
}

//! What is done with a damaged file: it is moved aside, and every row that still follows is saved.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, Row};

use super::codec::hash_of;
use super::error::StoreError;
use super::identity;
use super::journal::{Begin, Insert, Ledger};
use super::persons;
use super::renewal;
use super::schema;
use crate::domain::envelope::Sealed;
use crate::domain::id::TerminalId;
use crate::domain::time::At;

mod mark;

pub use mark::{is_marked, mark, marked, move_to, unmark};

/// Rows saved in one transaction.
const SAVE_ROWS: usize = 1_000;

/// How often in a row reading may fail before the rest of a damaged file is given up. The steps
/// over unreadable rows double, so this many reach the end of any file.
const FAILURES_MAX: u32 = 40;

/// The bytes of a database header that say how many pages the file has.
const PAGE_COUNT_AT: usize = 28;

/// What was saved from a damaged file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Salvaged {
    /// What was found to be wrong.
    pub what: String,
    /// Where the damaged file lies now.
    pub aside: PathBuf,
    /// Envelopes that were saved.
    pub saved: u64,
    /// Envelopes that could be read but not joined, because rows before them are lost.
    pub left_behind: u64,
}

/// Moves the damaged database aside and makes a new one of what can still be read.
///
/// # Errors
/// When the disk does not let files be moved or written.
pub fn salvage(path: &Path, what: String, now: At) -> Result<(Connection, Salvaged), StoreError> {
    let aside = mark::begin(path, &what, now)?;
    let mut conn = schema::open_writing(path)?;
    schema::migrate(&mut conn, path, Path::new(""), now)?;
    let mut saver = Saver::new(conn);
    // The file itself first; when even its first page is gone, a copy with a new first page.
    if let Err(error) = saver.save_from(&aside) {
        tracing::warn!(%error, "the damaged file was read as far as it went");
    }
    saver.is_sound()?;
    if saver.saved == 0 {
        let copy = with_suffix(&aside, ".read");
        match mend_copy(&aside, path, &copy).and_then(|()| saver.save_from(&copy)) {
            Ok(()) => {}
            Err(error) => tracing::warn!(%error, "the copy was read as far as it went"),
        }
        for suffix in ["", "-wal", "-shm"] {
            // What is not there need not be removed.
            let _ = fs::remove_file(with_suffix(&copy, suffix));
        }
        saver.is_sound()?;
    }
    let left_behind = saver.stranded.values().sum();
    if identity::identity(&saver.conn)?.is_some() {
        renewal::ask(&saver.conn, renewal::DAMAGED)?;
    }
    mark::unmark(path)?;
    let report = Salvaged { what, aside, saved: saver.saved, left_behind };
    Ok((saver.conn, report))
}

pub(super) fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// Copies the damaged file and gives the copy the first page of a sound file of the same schema,
/// whose tables lie at the same places because the same migrations made them.
fn mend_copy(aside: &Path, sound: &Path, copy: &Path) -> Result<(), StoreError> {
    let failed = |error| StoreError::file(aside, error);
    let mut bytes = fs::read(aside).map_err(failed)?;
    let pristine = with_suffix(copy, ".new");
    {
        let mut conn = schema::open_writing(&pristine)?;
        schema::migrate(&mut conn, sound, Path::new(""), At(0))?;
        conn.pragma_update(None, "journal_mode", "delete")?;
    }
    let page = fs::read(&pristine).map_err(failed)?;
    // The pristine file is a scratch of this function; a leftover would do no harm.
    let _ = fs::remove_file(&pristine);
    let size = page_bytes(&page);
    if let (Some(target), Some(source)) = (bytes.get_mut(..size), page.get(..size)) {
        target.copy_from_slice(source);
    }
    let pages = u32::try_from(bytes.len() / size.max(1)).unwrap_or(u32::MAX);
    if let Some(count) = bytes.get_mut(PAGE_COUNT_AT..PAGE_COUNT_AT + 4) {
        count.copy_from_slice(&pages.to_be_bytes());
    }
    fs::write(copy, bytes).map_err(failed)
}

/// The page size that a header says, in bytes.
fn page_bytes(header: &[u8]) -> usize {
    match header.get(16..18) {
        Some([0, 1]) => 65_536,
        Some([high, low]) => usize::from(u16::from_be_bytes([*high, *low])),
        Some(_) | None => 0,
    }
}

struct Saver {
    conn: Connection,
    ledger: Ledger,
    stranded: BTreeMap<TerminalId, u64>,
    saved: u64,
    /// Why the new file could not be written: what cannot be read is lost, what cannot be written is
    /// not.
    broken: Option<StoreError>,
}

impl Saver {
    fn new(conn: Connection) -> Self {
        let (ledger, stranded) = (Ledger::default(), BTreeMap::new());
        Self { conn, ledger, stranded, saved: 0, broken: None }
    }

    /// Fails when the new file could not be written: the next start begins again.
    fn is_sound(&mut self) -> Result<(), StoreError> {
        self.broken.take().map_or(Ok(()), Err)
    }

    fn wrote<T>(&mut self, outcome: Result<T, StoreError>) -> Result<T, StoreError> {
        outcome.inspect_err(|error| self.broken = Some(error.clone()))
    }

    /// Takes over what a damaged file still says.
    fn save_from(&mut self, damaged: &Path) -> Result<(), StoreError> {
        let from = Connection::open(damaged)?;
        // With this a file that is shorter than its header says can still be read.
        from.pragma_update(None, "writable_schema", true)?;
        self.save_words(&from)?;
        if let Err(error) = persons::take_over(&self.conn, &from) {
            tracing::warn!(%error, "customers were read as far as they could be");
            if matches!(error, StoreError::Full) {
                return self.wrote(Err(error));
            }
        }
        let mut waiting = Vec::with_capacity(SAVE_ROWS);
        let mut after = 0;
        let mut step = 0;
        let mut failures = 0;
        while failures < FAILURES_MAX {
            let (reached, more) = read_rows(&from, after + step, &mut waiting);
            if reached > after + step {
                (step, failures) = (0, 0);
                after = reached;
            }
            let laid = self.save_rows(&mut waiting);
            self.wrote(laid)?;
            match more {
                Ok(true) => {}
                Ok(false) => return Ok(()),
                Err(error) if failures == 0 && after == 0 && step == 0 => {
                    tracing::warn!(%error, "the first rows cannot be read");
                    (step, failures) = (1, 1);
                }
                Err(_) => {
                    step = (step * 2).max(1);
                    failures += 1;
                }
            }
        }
        Ok(())
    }

    /// Takes over identity and the other words, as far as they can be read.
    fn save_words(&mut self, from: &Connection) -> Result<(), StoreError> {
        let words = || -> Result<Vec<(String, String)>, rusqlite::Error> {
            let mut select = from.prepare("SELECT key, value FROM meta")?;
            let rows = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            rows.collect()
        };
        match words() {
            Ok(words) => {
                for (key, value) in words.iter().filter(|(key, _)| !key.starts_with("projection")) {
                    let kept = identity::keep(&self.conn, key, Some(value));
                    self.wrote(kept)?;
                }
            }
            Err(error) => tracing::warn!(%error, "identity and settings of the machine are lost"),
        }
        Ok(())
    }

    /// Writes the rows that follow; the others are counted.
    fn save_rows(&mut self, waiting: &mut Vec<Sealed>) -> Result<(), StoreError> {
        let tx = self.conn.transaction()?;
        for sealed in waiting.drain(..) {
            match self.ledger.fresh(&tx, std::slice::from_ref(&sealed), Begin::Saved) {
                Ok(fresh) => {
                    for one in fresh {
                        self.ledger.lay(&tx, &mut Insert::prepare(&tx)?, &sealed, one)?;
                        self.saved += 1;
                    }
                }
                Err(_) => *self.stranded.entry(sealed.fact.terminal).or_default() += 1,
            }
        }
        self.ledger.note_heads(&tx)?;
        Ok(tx.commit()?)
    }
}

/// Reads good rows behind `after`: the last place seen, and whether there may be more.
fn read_rows(
    from: &Connection,
    after: i64,
    found: &mut Vec<Sealed>,
) -> (i64, Result<bool, rusqlite::Error>) {
    let mut reached = after;
    let mut read = || -> Result<bool, rusqlite::Error> {
        let mut select =
            from.prepare_cached("SELECT id, bytes, hash FROM journal WHERE id > ?1 ORDER BY id")?;
        let mut rows = select.query([after])?;
        while let Some(row) = rows.next()? {
            reached = row.get(0)?;
            found.extend(good(row));
            if found.len() >= SAVE_ROWS {
                return Ok(true);
            }
        }
        Ok(false)
    };
    let outcome = read();
    (reached, outcome)
}

/// The envelope of a row when its bytes match its hash.
fn good(row: &Row<'_>) -> Option<Sealed> {
    let text = row.get_ref(1).ok()?.as_str().ok()?;
    let hash = hash_of(row.get_ref(2).ok()?.as_blob().ok()?).ok()?;
    Sealed::open(text, hash).ok()
}

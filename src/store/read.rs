//! Reading journals: frontiers, ranges for peers, the envelopes of one aggregate.

use std::collections::BTreeSet;
use std::path::Path;

use rusqlite::{Connection, params};

use super::branches;
use super::codec::{Keys, aggregate_of, hash_of, int, sealed_of, uint};
use super::error::StoreError;
use super::families;
use super::identity::{self, Identity};
use super::permitted::{self, NOT_PERMITTED};
use super::places;
use super::projection;
use super::schema;
use crate::domain::envelope::{Hash, Sealed};
use crate::domain::frontier::{Frontier, Head};
use crate::domain::id::{AggregateId, TerminalId};

/// An envelope that is held but not understood or not permitted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quarantined {
    /// The journal.
    pub terminal: TerminalId,
    /// Its place there.
    pub seq: u64,
    /// Why, as a word.
    pub code: String,
    /// Why, as a sentence.
    pub sentence: String,
}

/// How many envelopes are held and left out of every fold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LeftOut {
    /// Not understood here.
    pub unknown: usize,
    /// Not permitted to their makers.
    pub not_permitted: usize,
}

impl LeftOut {
    /// Both together.
    pub const fn all(self) -> usize {
        self.unknown.saturating_add(self.not_permitted)
    }
}

/// A connection of its own that only reads; as many as needed may be open beside the writer.
#[derive(Debug)]
pub struct Reader {
    pub(super) conn: Connection,
    pub(super) keys: Keys,
}

impl Reader {
    /// Opens the store in a folder for reading, also while another program writes to it.
    ///
    /// # Errors
    /// [`StoreError::Missing`], [`StoreError::NewerSchema`], or as the database says.
    pub fn open(folder: &Path) -> Result<Self, StoreError> {
        let path = folder.join(schema::FILE);
        let conn = schema::open_reading(&path)?;
        let begun = match schema::refuse_newer(&conn, &path) {
            Err(StoreError::Sql(error)) if schema::is_unborn(&error) => false,
            other => other? > 0,
        };
        if !begun {
            // The program ended before the first table was made: nothing was ever here.
            return Err(StoreError::Missing { folder: folder.to_owned() });
        }
        Ok(Self { conn, keys: Keys::default() })
    }

    /// Opens a store that is one of many on this machine: the reader takes little memory.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn open_one_of_many(folder: &Path) -> Result<Self, StoreError> {
        let reader = Self::open(folder)?;
        schema::one_of_many(&reader.conn)?;
        Ok(reader)
    }

    /// The version of the schema of this file, and the one that this build writes. A file with an
    /// older one is brought up to date when a program opens it for writing.
    ///
    /// # Errors
    /// As the database says.
    pub fn schema(&self) -> Result<(i64, i64), StoreError> {
        Ok((schema::version(&self.conn)?, schema::known_version()))
    }

    /// Whether schema and projections of this file are those that this build writes.
    ///
    /// # Errors
    /// [`StoreError::OlderSchema`], or as the database says.
    pub fn up_to_date(&self, folder: &Path) -> Result<bool, StoreError> {
        let (found, known) = self.schema()?;
        if found < known {
            return Err(StoreError::OlderSchema { path: folder.join(schema::FILE), found, known });
        }
        projection::is_current(&self.conn)
    }

    /// Where every journal held here ends.
    ///
    /// # Errors
    /// As the database says.
    pub fn frontier(&self) -> Result<Frontier, StoreError> {
        let files = branches::files(&self.conn)?;
        let held = files.into_iter().filter(|file| file.head.seq > 0 && !file.again);
        Ok(Frontier(held.map(|file| (file.journal, file.head)).collect()))
    }

    /// Where one journal ends here.
    ///
    /// # Errors
    /// As the database says.
    pub fn head(&self, terminal: TerminalId) -> Result<Head, StoreError> {
        Ok(self.frontier()?.head(terminal))
    }

    /// Where the journal ends that this machine writes under its identity.
    ///
    /// # Errors
    /// As the database says.
    pub fn own_head(&self, terminal: TerminalId) -> Result<Head, StoreError> {
        self.head(self.own_journal(terminal)?)
    }

    /// The hash at a place of a journal; `None` when it is not held.
    ///
    /// # Errors
    /// As the database says.
    pub fn hash_at(&self, terminal: TerminalId, seq: u64) -> Result<Option<Hash>, StoreError> {
        places::hash_of_place(&self.conn, terminal, seq)
    }

    /// What follows `after` in a journal, checked against its hashes: at most `max_rows`
    /// envelopes, and no more once `max_bytes` are passed, but at least one if there is one.
    /// A damaged row ends the range before it.
    ///
    /// # Errors
    /// [`StoreError::DamagedRow`] when the very first row is damaged, or as the database says.
    pub fn range(
        &self,
        terminal: TerminalId,
        after: u64,
        max_rows: usize,
        max_bytes: usize,
    ) -> Result<Vec<Sealed>, StoreError> {
        range(&self.conn, terminal, after, max_rows, max_bytes)
    }

    /// Every envelope of an aggregate, in the order of arrival; the fold sorts them. Of an order
    /// that lines came to or left, those of its whole family, in the order of the fold.
    ///
    /// # Errors
    /// As the database says.
    pub fn aggregate(&mut self, id: &AggregateId) -> Result<Vec<Sealed>, StoreError> {
        match self.keys.find(&self.conn, id)? {
            Some(key) => families::family_rows(&self.conn, key, i64::MAX),
            None => Ok(Vec::new()),
        }
    }

    /// Up to where the hub has acknowledged the own journal.
    ///
    /// # Errors
    /// As the database says.
    pub fn acked(&self) -> Result<u64, StoreError> {
        identity::acked(&self.conn)
    }

    /// How many envelopes of the own journal the hub has not acknowledged.
    ///
    /// # Errors
    /// As the database says.
    pub fn unsent(&self) -> Result<u64, StoreError> {
        let Some(identity) = self.identity()? else { return Ok(0) };
        Ok(self.own_head(identity.terminal)?.seq.saturating_sub(self.acked()?))
    }

    /// Who this machine is; `None` before set-up.
    ///
    /// # Errors
    /// As the database says.
    pub fn identity(&self) -> Result<Option<Identity>, StoreError> {
        identity::identity(&self.conn)
    }

    /// A word kept under a key by [`super::Writer::keep`].
    ///
    /// # Errors
    /// As the database says.
    pub fn kept(&self, key: &str) -> Result<Option<String>, StoreError> {
        identity::kept(&self.conn, &format!("kept.{key}"))
    }

    /// Every word that is kept under a name and a further one behind it: `name.1`, `name.2`.
    ///
    /// # Errors
    /// As the database says.
    pub fn kept_below(&self, name: &str) -> Result<Vec<String>, StoreError> {
        // The sign behind the point is the slash.
        let (first, beyond) = (format!("kept.{name}."), format!("kept.{name}/"));
        let mut select =
            self.conn.prepare_cached("SELECT value FROM meta WHERE key >= ?1 AND key < ?2")?;
        let words = select.query_map([first, beyond], |row| row.get(0))?;
        Ok(words.collect::<Result<_, _>>()?)
    }

    /// What is held and left out: not understood, or not permitted to its maker.
    ///
    /// # Errors
    /// As the database says.
    pub fn quarantined(&self) -> Result<Vec<Quarantined>, StoreError> {
        let mut select = self.conn.prepare_cached(
            "SELECT j.terminal, q.seq, q.code, q.sentence
             FROM quarantine q JOIN journals j ON j.key = q.journal
             ORDER BY j.terminal, q.seq",
        )?;
        let mut rows = select.query([])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let terminal = terminal_of(&row.get::<_, String>(0)?)?;
            let (seq, code, sentence) = (uint(row.get(1)?), row.get(2)?, row.get(3)?);
            found.push(Quarantined { terminal, seq, code, sentence });
        }
        for (terminal, seq, sentence) in permitted::listed(&self.conn)? {
            let terminal = terminal_of(&terminal)?;
            found.push(Quarantined { terminal, seq, code: NOT_PERMITTED.to_owned(), sentence });
        }
        Ok(found)
    }

    /// How many envelopes are held and left out: not understood, and not permitted.
    ///
    /// # Errors
    /// As the database says.
    pub fn left_out(&self) -> Result<LeftOut, StoreError> {
        let unknown: i64 = self
            .conn
            .prepare_cached("SELECT count(*) FROM quarantine")?
            .query_row([], |row| row.get(0))?;
        let count = |count: i64| usize::try_from(count).unwrap_or(usize::MAX);
        Ok(LeftOut {
            unknown: count(unknown),
            not_permitted: count(permitted::counted(&self.conn)?),
        })
    }

    /// How many envelopes are held of all journals together.
    ///
    /// # Errors
    /// As the database says.
    pub fn envelopes(&self) -> Result<u64, StoreError> {
        last_id(&self.conn).map(uint)
    }

    /// The aggregate of a row's number; for rooms of this house that read numbers.
    pub(super) fn aggregate_of(&self, key: i64) -> Result<AggregateId, StoreError> {
        aggregate_of(&self.conn, key)
    }
}

/// What follows `after` in a journal, for [`Reader::range`].
pub(super) fn range(
    conn: &Connection,
    journal: TerminalId,
    after: u64,
    max_rows: usize,
    max_bytes: usize,
) -> Result<Vec<Sealed>, StoreError> {
    let mut found = Vec::new();
    let Some(file) = branches::file(conn, journal)? else { return Ok(found) };
    let mut bytes = 0;
    let mut next = after.max(file.base) + 1;
    while found.len() < max_rows && bytes < max_bytes {
        let Some(id) = places::row_at(conn, file.key, next)? else { break };
        let before = next;
        let mut select = conn.prepare_cached(
            "SELECT journal, seq, bytes, hash FROM journal WHERE id >= ?1 ORDER BY id",
        )?;
        let mut rows = select.query([id])?;
        while found.len() < max_rows && bytes < max_bytes {
            let Some(row) = rows.next()? else { break };
            if row.get::<_, i64>(0)? != file.key || row.get::<_, i64>(1)? != int(next) {
                break;
            }
            let hash = row.get_ref(3)?.as_blob().ok().and_then(|blob| hash_of(blob).ok());
            let text = row.get_ref(2)?.as_str().ok();
            let sealed = text.zip(hash).and_then(|(text, hash)| Sealed::open(text, hash).ok());
            match sealed {
                Some(sealed) => {
                    bytes += sealed.bytes.len();
                    found.push(sealed.on_branch(file.branch));
                    next += 1;
                }
                None if found.is_empty() => {
                    return Err(StoreError::DamagedRow { terminal: journal, seq: next });
                }
                None => return Ok(found),
            }
        }
        if next == before {
            break;
        }
    }
    Ok(found)
}

/// The terminal that a journal is named after.
fn terminal_of(text: &str) -> Result<TerminalId, StoreError> {
    text.parse().map_err(|_| StoreError::Unreadable {
        what: format!("a journal of `{text}`, which is no terminal"),
    })
}

/// The place of the last row in the order of arrival; 0 in an empty journal.
pub(super) fn last_id(conn: &Connection) -> Result<i64, StoreError> {
    Ok(conn
        .prepare_cached("SELECT coalesce(max(id), 0) FROM journal")?
        .query_row([], |row| row.get(0))?)
}

/// Adds every envelope of an aggregate that arrived up to the row `up_to` and that its maker may
/// make, in order of arrival.
pub(super) fn aggregate_rows(
    conn: &Connection,
    aggregate: i64,
    up_to: i64,
    found: &mut Vec<Sealed>,
) -> Result<(), StoreError> {
    let left_out = permitted::left_out(conn, aggregate)?;
    rows_but(conn, aggregate, up_to, &left_out, found)
}

/// The same with those that their makers may not make.
pub(super) fn raw_rows(
    conn: &Connection,
    aggregate: i64,
    up_to: i64,
    found: &mut Vec<Sealed>,
) -> Result<(), StoreError> {
    rows_but(conn, aggregate, up_to, &BTreeSet::new(), found)
}

fn rows_but(
    conn: &Connection,
    aggregate: i64,
    up_to: i64,
    left_out: &BTreeSet<i64>,
    found: &mut Vec<Sealed>,
) -> Result<(), StoreError> {
    let mut runs =
        conn.prepare_cached("SELECT id FROM trail WHERE aggregate = ?1 AND id <= ?2 ORDER BY id")?;
    let mut select = conn.prepare_cached(
        "SELECT aggregate, bytes, hash, id FROM journal WHERE id >= ?1 AND id <= ?2 ORDER BY id",
    )?;
    let mut starts = runs.query(params![aggregate, up_to])?;
    while let Some(start) = starts.next()? {
        let mut rows = select.query(params![start.get::<_, i64>(0)?, up_to])?;
        while let Some(row) = rows.next()? {
            if row.get::<_, i64>(0)? != aggregate {
                break;
            }
            if left_out.is_empty() || !left_out.contains(&row.get(3)?) {
                found.push(sealed_of(row, 1, 2)?);
            }
        }
    }
    Ok(())
}

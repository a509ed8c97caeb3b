//! Walking every journal: headers against columns, contiguity, the chain of hashes.

use std::collections::BTreeMap;
use std::fmt;
use std::io::Write;

use rusqlite::Connection;

use super::branches::{self, File};
use super::codec::{hash_of, int, uint};
use super::error::StoreError;
use super::places;
use super::read::{Reader, last_id};
use crate::domain::envelope::{BadEnvelope, Hash, Sealed};
use crate::domain::frontier::Head;
use crate::domain::id::TerminalId;

/// Rows between two calls of a progress callback.
const PROGRESS_ROWS: u64 = 4_096;

/// The kind of facts that were not understood when they arrived.
const UNKNOWN: &str = "unknown";

/// The first bad row of a journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadRow {
    /// The journal.
    pub terminal: TerminalId,
    /// The place in it.
    pub seq: u64,
    /// What is wrong there.
    pub what: String,
}

impl fmt::Display for BadRow {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            out,
            "journal {} is good up to {}; row {}: {}",
            self.terminal,
            self.seq.saturating_sub(1),
            self.seq,
            self.what
        )
    }
}

/// What a whole check found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Verified {
    /// Where each journal is good up to.
    pub good: BTreeMap<TerminalId, Head>,
    /// Rows that were looked at.
    pub rows: u64,
    /// The first bad row of each journal that has one.
    pub bad: Vec<BadRow>,
}

impl Verified {
    /// True when every journal is whole.
    pub fn is_whole(&self) -> bool {
        self.bad.is_empty()
    }
}

/// A row as the file says it, before anything is believed.
struct Raw {
    id: i64,
    journal: i64,
    seq: i64,
    bytes: String,
    hash: Vec<u8>,
    kind: i64,
    aggregate: i64,
}

impl Reader {
    /// Checks every row of every journal. `progress` hears rows done and rows in all.
    ///
    /// # Errors
    /// As the database says; a bad row is not an error but a finding.
    pub fn verify(&self, progress: &mut dyn FnMut(u64, u64)) -> Result<Verified, StoreError> {
        self.walk(1, progress, &mut |_| Ok(()))
    }

    /// Writes every envelope of every journal as one JSON line `{"b":<the envelope>,"h":"<hash>"}`
    /// with its exact bytes, journal by journal.
    ///
    /// # Errors
    /// As the database says, or [`StoreError::File`] when the target cannot be written.
    pub fn export(&self, out: &mut dyn Write) -> Result<u64, StoreError> {
        let mut lines = 0;
        let _snapshot = self.conn.unchecked_transaction()?;
        let frontier = self.frontier()?;
        for (terminal, head) in &frontier.0 {
            let mut after = 0;
            while after < head.seq {
                let range = self.range(*terminal, after, 1_000, 4 << 20)?;
                let Some(last) = range.last() else { break };
                after = last.fact.seq;
                for sealed in &range {
                    writeln!(out, "{{\"b\":{},\"h\":\"{}\"}}", sealed.bytes, sealed.hash)
                        .map_err(|error| StoreError::file("export".as_ref(), error))?;
                    lines += 1;
                }
            }
        }
        Ok(lines)
    }

    /// Walks the rows from `from` on in the order of arrival and hands the good ones on.
    pub(super) fn walk(
        &self,
        from: i64,
        progress: &mut dyn FnMut(u64, u64),
        good: &mut dyn FnMut(Sealed) -> Result<(), StoreError>,
    ) -> Result<Verified, StoreError> {
        // One snapshot, so that what is written meanwhile is not taken for damage.
        let _snapshot = self.conn.unchecked_transaction()?;
        let total = uint(last_id(&self.conn)? - from + 1);
        let heads = branches::files(&self.conn)?;
        let mut walk = Walk::new(&self.conn, &heads, from)?;
        let mut select = self.conn.prepare(
            "SELECT id, journal, seq, bytes, hash, kind, aggregate FROM journal
             WHERE id >= ?1 ORDER BY id",
        )?;
        let mut rows = select.query([from])?;
        while let Some(row) = rows.next()? {
            let raw = Raw {
                id: row.get(0)?,
                journal: row.get(1)?,
                seq: row.get(2)?,
                bytes: row.get_ref(3)?.as_str().unwrap_or_default().to_owned(),
                hash: row.get_ref(4)?.as_blob().unwrap_or_default().to_owned(),
                kind: row.get(5)?,
                aggregate: row.get(6)?,
            };
            if let Some(sealed) = walk.check(self, &raw)? {
                good(sealed)?;
            }
            if walk.found.rows.is_multiple_of(PROGRESS_ROWS) {
                progress(walk.found.rows, total);
            }
        }
        walk.finish(&heads);
        progress(walk.found.rows, total);
        Ok(walk.found)
    }
}

struct Walk {
    /// Where each journal was good up to; `None` until its first row in a walk that starts in the
    /// middle.
    journals: BTreeMap<i64, (File, Option<Head>)>,
    kinds: BTreeMap<i64, String>,
    found: Verified,
}

impl Walk {
    fn new(conn: &Connection, files: &[File], from: i64) -> Result<Self, StoreError> {
        // A branch begins in the middle; its first row proves by its hash where.
        let start = |file: &File| (from <= 1 && file.branch.is_none()).then_some(Head::NONE);
        let journals = files.iter().map(|file| (file.key, (*file, start(file)))).collect();
        let mut select = conn.prepare_cached("SELECT key, word FROM kinds")?;
        let kinds = select
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<Result<_, _>>()?;
        Ok(Self { journals, kinds, found: Verified::default() })
    }

    fn is_bad(&self, terminal: TerminalId) -> bool {
        self.found.bad.iter().any(|bad| bad.terminal == terminal)
    }

    /// The envelope of a row, when the row is good and its journal was good up to it.
    fn check(&mut self, reader: &Reader, raw: &Raw) -> Result<Option<Sealed>, StoreError> {
        self.found.rows += 1;
        let Some((file, head)) = self.journals.get(&raw.journal).copied() else {
            return Err(StoreError::Unreadable {
                what: format!("a row ({}) of a journal that it does not list", raw.id),
            });
        };
        let terminal = file.journal;
        if self.is_bad(terminal) {
            return Ok(None);
        }
        let place = head.map_or_else(|| uint(raw.seq), |head| head.seq + 1);
        match self.judge(reader, &file, head, raw)? {
            Ok(sealed) => {
                let head = Head { seq: sealed.fact.seq, hash: sealed.hash };
                self.journals.insert(raw.journal, (file, Some(head)));
                Ok(Some(sealed))
            }
            Err(what) => {
                self.found.bad.push(BadRow { terminal, seq: place, what: what.to_owned() });
                Ok(None)
            }
        }
    }

    /// What a row is: an envelope that follows, or what is wrong with it.
    fn judge(
        &self,
        reader: &Reader,
        file: &File,
        head: Option<Head>,
        raw: &Raw,
    ) -> Result<Result<Sealed, &'static str>, StoreError> {
        if head.is_some_and(|head| raw.seq != int(head.seq + 1)) {
            return Ok(Err("the row is missing or stands at another place"));
        }
        let Ok(hash) = hash_of(&raw.hash) else { return Ok(Err("its hash is not a hash")) };
        if head.is_some_and(|head| Hash::chain(head.hash, raw.bytes.as_bytes()) != hash) {
            return Ok(Err("its bytes do not match its hash"));
        }
        let sealed = match Sealed::open(raw.bytes.as_str(), hash) {
            Ok(sealed) => sealed,
            Err(BadEnvelope::Hash) => return Ok(Err("its bytes do not match its hash")),
            Err(BadEnvelope::Header(_) | BadEnvelope::TooLarge { .. }) => {
                return Ok(Err("its header cannot be read"));
            }
        };
        let fact = &sealed.fact;
        if fact.terminal != file.terminal || int(fact.seq) != raw.seq {
            return Ok(Err("its header belongs to another place"));
        }
        if file.branch.is_some_and(|first| fact.seq == file.base + 1 && first != hash) {
            return Ok(Err("it is not the first row of its branch"));
        }
        // What an older program did not understand stays filed under that word.
        let kind = self.kinds.get(&raw.kind).map_or("", String::as_str);
        if kind != fact.kind() && kind != UNKNOWN {
            return Ok(Err("it is filed under another kind"));
        }
        if reader.aggregate_of(raw.aggregate).ok().as_ref() != Some(&fact.aggregate) {
            return Ok(Err("it is filed under another aggregate"));
        }
        if places::row_at(&reader.conn, raw.journal, fact.seq)? != Some(raw.id) {
            return Ok(Err("it cannot be found by its place"));
        }
        if !places::is_on_trail(&reader.conn, raw.aggregate, raw.id)? {
            return Ok(Err("it cannot be found by its aggregate"));
        }
        Ok(Ok(sealed))
    }

    /// Compares where the journals ended with where the file says that they end.
    fn finish(&mut self, files: &[File]) {
        for File { key, journal: terminal, head: said, .. } in files {
            let Some((_, reached)) = self.journals.get(key) else { continue };
            let reached = reached.unwrap_or(*said);
            self.found.good.insert(*terminal, reached);
            if !self.is_bad(*terminal) && reached != *said {
                self.found.bad.push(BadRow {
                    terminal: *terminal,
                    seq: reached.seq + 1,
                    what: format!("the journal should end at {} and does not", said.seq),
                });
            }
        }
    }
}

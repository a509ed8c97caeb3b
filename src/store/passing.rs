//! Rows that are only passed on: ranges for peers, checked against their hashes and not read.

use std::path::Path;
use std::sync::Arc;

use rusqlite::Connection;

use super::branches;
use super::codec::{hash_of, int};
use super::error::StoreError;
use super::places;
use super::read::Reader;
use super::salvage;
use crate::domain::envelope::{Hash, Passed, Sealed};
use crate::domain::id::TerminalId;

impl Reader {
    /// What follows `after` in a journal, to be passed on to a peer: as [`Reader::range`], with
    /// every hash checked, but nobody reads here what the envelopes say.
    ///
    /// # Errors
    /// [`StoreError::DamagedRow`] when the very first row is damaged, or as the database says.
    pub fn passing(
        &self,
        journal: TerminalId,
        after: u64,
        max_rows: usize,
        max_bytes: usize,
    ) -> Result<Vec<Passed>, StoreError> {
        let conn = &self.conn;
        let mut found = Vec::new();
        let Some(file) = branches::file(conn, journal)? else { return Ok(found) };
        let mut next = after.max(file.base) + 1;
        let mut prev = before(conn, journal, next)?;
        let mut bytes = 0;
        while found.len() < max_rows && bytes < max_bytes {
            let Some(id) = places::row_at(conn, file.key, next)? else { break };
            let begun = next;
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
                match text.zip(hash).and_then(|(text, hash)| pass(text, hash, prev, next)) {
                    Some(passed) => {
                        prev = Some(passed.hash);
                        bytes += passed.bytes.len();
                        found.push(Passed { branch: file.branch, ..passed });
                        next += 1;
                    }
                    None if found.is_empty() => {
                        return Err(StoreError::DamagedRow { terminal: journal, seq: next });
                    }
                    None => return Ok(found),
                }
            }
            if next == begun {
                break;
            }
        }
        Ok(found)
    }

    /// Marks the file when reading it has met damage, so that the next start saves what is good and
    /// the good copy of the rest comes from a peer. For the program that holds the folder.
    pub fn note_damage(&self, error: &StoreError) {
        if error.is_damage() || matches!(error, StoreError::DamagedRow { .. }) {
            self.mark_damaged(&error.to_string());
        }
    }

    /// Whether the file is marked as damaged: the next start saves what is good.
    pub fn is_marked_damaged(&self) -> bool {
        self.conn.path().is_some_and(|path| salvage::marked(Path::new(path)).is_some())
    }

    /// Marks the file as damaged, in words: the next start saves what is good.
    pub fn mark_damaged(&self, what: &str) {
        if let Some(path) = self.conn.path() {
            salvage::mark(Path::new(path), what);
        }
    }
}

/// The hash that the envelope at a place follows, as far as it is held.
fn before(conn: &Connection, journal: TerminalId, seq: u64) -> Result<Option<Hash>, StoreError> {
    if seq <= 1 { Ok(Some(Hash::ZERO)) } else { places::hash_of_place(conn, journal, seq - 1) }
}

/// A row that hashes to what it should behind the row before it; what does not is read, so that it
/// may say itself what it follows.
fn pass(text: &str, hash: Hash, prev: Option<Hash>, seq: u64) -> Option<Passed> {
    let follows = prev.filter(|prev| Hash::chain(*prev, text.as_bytes()) == hash);
    match follows {
        Some(prev) => Some(Passed { seq, prev, bytes: Arc::from(text), hash, branch: None }),
        None => Sealed::open(text, hash).ok().map(|sealed| Passed::from(&sealed)),
    }
}

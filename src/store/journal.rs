//! The writing side of the journal: what may follow, and how rows are laid down.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension, params};

use super::codec::{Keys, hash_of, int, uint};
use super::error::StoreError;
use super::families;
use super::projection::Laid;
use crate::domain::envelope::{Hash, Sealed};
use crate::domain::event::Event;
use crate::domain::frontier::Head;
use crate::domain::id::{AggregateId, TerminalId};

/// A journal as it stands in the file.
#[derive(Debug, Clone, Copy)]
struct Held {
    key: i64,
    head: Head,
}

/// The last row of the file.
#[derive(Debug, Clone, Copy, Default)]
struct Last {
    id: i64,
    journal: i64,
    aggregate: i64,
}

/// What the one writer knows of the journal without asking the file again.
#[derive(Debug, Default)]
pub struct Ledger {
    journals: BTreeMap<TerminalId, Held>,
    kinds: HashMap<&'static str, i64>,
    keys: Keys,
    last: Last,
}

impl Ledger {
    /// Reads heads and the last row.
    ///
    /// # Errors
    /// As the database says.
    pub fn load(conn: &Connection) -> Result<Self, StoreError> {
        let journals = heads(conn)?
            .into_iter()
            .map(|(key, terminal, head)| (terminal, Held { key, head }))
            .collect();
        let last = conn
            .prepare_cached("SELECT id, journal, aggregate FROM journal ORDER BY id DESC LIMIT 1")?
            .query_row([], |row| {
                Ok(Last { id: row.get(0)?, journal: row.get(1)?, aggregate: row.get(2)? })
            })
            .optional()?
            .unwrap_or_default();
        Ok(Self { journals, last, ..Self::default() })
    }

    /// The end of a journal.
    pub fn head(&self, terminal: TerminalId) -> Head {
        self.journals.get(&terminal).map_or(Head::NONE, |held| held.head)
    }

    /// The place of the last row in the order of arrival.
    pub fn last_id(&self) -> i64 {
        self.last.id
    }

    /// Which of the envelopes are new: all of them follow the held heads or are held already.
    ///
    /// # Errors
    /// [`StoreError::Gap`] or [`StoreError::Fork`]; nothing has been written then.
    pub fn fresh(&self, conn: &Connection, envelopes: &[Sealed]) -> Result<Vec<usize>, StoreError> {
        let mut ahead: BTreeMap<TerminalId, Head> = BTreeMap::new();
        let mut fresh = Vec::with_capacity(envelopes.len());
        for (index, sealed) in envelopes.iter().enumerate() {
            let fact = &sealed.fact;
            let terminal = fact.terminal;
            let head = ahead.get(&terminal).copied().unwrap_or_else(|| self.head(terminal));
            if fact.seq <= head.seq {
                let at = self.held_hash(conn, terminal, fact.seq, &envelopes[..index])?;
                if at != Some(sealed.hash) {
                    return Err(StoreError::Fork { terminal, seq: fact.seq });
                }
                continue;
            }
            if fact.seq != head.seq + 1 {
                return Err(StoreError::Gap { terminal, held: head });
            }
            if fact.prev != head.hash {
                return Err(StoreError::Fork { terminal, seq: head.seq });
            }
            ahead.insert(terminal, Head { seq: fact.seq, hash: sealed.hash });
            fresh.push(index);
        }
        Ok(fresh)
    }

    /// The hash at a place that is held, or that an earlier envelope of the same batch brings.
    fn held_hash(
        &self,
        conn: &Connection,
        terminal: TerminalId,
        seq: u64,
        before: &[Sealed],
    ) -> Result<Option<Hash>, StoreError> {
        let Some(held) = self.journals.get(&terminal).filter(|held| seq <= held.head.seq) else {
            let same =
                |sealed: &&Sealed| sealed.fact.terminal == terminal && sealed.fact.seq == seq;
            return Ok(before.iter().find(same).map(|sealed| sealed.hash));
        };
        if seq == held.head.seq {
            return Ok(Some(held.head.hash));
        }
        hash_at(conn, held.key, seq)
    }

    /// Lays down an envelope that [`Ledger::fresh`] found to follow.
    ///
    /// # Errors
    /// As the database says; the caller gives the whole transaction back and loads anew.
    pub fn lay(&mut self, conn: &Connection, sealed: &Sealed) -> Result<Laid, StoreError> {
        let fact = &sealed.fact;
        let journal = self.journal_key(conn, fact.terminal)?;
        let kind = self.kind_key(conn, fact.kind())?;
        let aggregate = self.keys.make(conn, &fact.aggregate)?;
        let id = self.last.id + 1;
        conn.prepare_cached(
            "INSERT INTO journal (id, journal, seq, kind, aggregate, bytes, hash)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute(params![
            id,
            journal,
            int(fact.seq),
            kind,
            aggregate,
            &*sealed.bytes,
            sealed.hash.0
        ])?;
        if self.last.journal != journal {
            conn.prepare_cached("INSERT INTO stretches (journal, seq, id) VALUES (?1, ?2, ?3)")?
                .execute(params![journal, int(fact.seq), id])?;
        }
        if self.last.aggregate != aggregate {
            conn.prepare_cached("INSERT INTO trail (aggregate, id) VALUES (?1, ?2)")?
                .execute(params![aggregate, id])?;
        }
        if let Some(Event::LinesMoved(moved)) = &fact.event {
            let to = self.keys.make(conn, &AggregateId::Order(moved.to))?;
            families::link(conn, aggregate, to)?;
        }
        self.last = Last { id, journal, aggregate };
        let head = Head { seq: fact.seq, hash: sealed.hash };
        self.journals.insert(fact.terminal, Held { key: journal, head });
        Ok(Laid { id, aggregate, fact: Arc::clone(fact) })
    }

    /// Writes down where the journals of these terminals end now.
    ///
    /// # Errors
    /// As the database says.
    pub fn note_heads(
        &self,
        conn: &Connection,
        terminals: impl Iterator<Item = TerminalId>,
    ) -> Result<(), StoreError> {
        let mut update =
            conn.prepare_cached("UPDATE journals SET seq = ?2, hash = ?3 WHERE key = ?1")?;
        for held in terminals.filter_map(|terminal| self.journals.get(&terminal)) {
            update.execute(params![held.key, int(held.head.seq), held.head.hash.0])?;
        }
        Ok(())
    }

    /// The number of a journal, made when it is new.
    fn journal_key(&mut self, conn: &Connection, terminal: TerminalId) -> Result<i64, StoreError> {
        if let Some(held) = self.journals.get(&terminal) {
            return Ok(held.key);
        }
        conn.prepare_cached("INSERT INTO journals (terminal, seq, hash) VALUES (?1, 0, ?2)")?
            .execute(params![terminal.to_string(), Hash::ZERO.0])?;
        let key = conn.last_insert_rowid();
        self.journals.insert(terminal, Held { key, head: Head::NONE });
        Ok(key)
    }

    /// Lists an envelope that is held but not understood.
    ///
    /// # Errors
    /// As the database says.
    pub fn quarantine(
        &mut self,
        conn: &Connection,
        terminal: TerminalId,
        seq: u64,
        code: &str,
        sentence: &str,
    ) -> Result<(), StoreError> {
        let journal = self.journal_key(conn, terminal)?;
        conn.prepare_cached(
            "INSERT INTO quarantine (journal, seq, code, sentence) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT DO NOTHING",
        )?
        .execute(params![journal, int(seq), code, sentence])?;
        Ok(())
    }

    fn kind_key(&mut self, conn: &Connection, word: &'static str) -> Result<i64, StoreError> {
        if let Some(key) = self.kinds.get(word) {
            return Ok(*key);
        }
        let found: Option<i64> = conn
            .prepare_cached("SELECT key FROM kinds WHERE word = ?1")?
            .query_row([word], |row| row.get(0))
            .optional()?;
        let key = if let Some(key) = found {
            key
        } else {
            conn.prepare_cached("INSERT INTO kinds (word) VALUES (?1)")?.execute([word])?;
            conn.last_insert_rowid()
        };
        self.kinds.insert(word, key);
        Ok(key)
    }
}

/// Every journal held: its number, its terminal and its end.
pub fn heads(conn: &Connection) -> Result<Vec<(i64, TerminalId, Head)>, StoreError> {
    let mut select = conn.prepare_cached("SELECT key, terminal, seq, hash FROM journals")?;
    let mut rows = select.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let text: String = row.get(1)?;
        let terminal = text.parse().map_err(|_| StoreError::Unreadable {
            what: format!("a journal of `{text}`, which is no terminal"),
        })?;
        let hash = hash_of(row.get_ref(3)?.as_blob().unwrap_or_default())?;
        found.push((row.get(0)?, terminal, Head { seq: uint(row.get(2)?), hash }));
    }
    Ok(found)
}

/// The row of a place in a journal, when the file's stretches lead to it.
pub fn row_at(conn: &Connection, journal: i64, seq: u64) -> Result<Option<i64>, StoreError> {
    let found: Option<(i64, i64)> = conn
        .prepare_cached(
            "SELECT seq, id FROM stretches WHERE journal = ?1 AND seq <= ?2
             ORDER BY seq DESC LIMIT 1",
        )?
        .query_row(params![journal, int(seq)], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    Ok(found.map(|(first, id)| id + int(seq) - first))
}

/// Whether a run of the aggregate begins at or before the row.
pub fn is_on_trail(conn: &Connection, aggregate: i64, id: i64) -> Result<bool, StoreError> {
    Ok(conn
        .prepare_cached("SELECT 1 FROM trail WHERE aggregate = ?1 AND id <= ?2 LIMIT 1")?
        .exists(params![aggregate, id])?)
}

/// The hash at a place of a journal.
fn hash_at(conn: &Connection, journal: i64, seq: u64) -> Result<Option<Hash>, StoreError> {
    let Some(id) = row_at(conn, journal, seq)? else { return Ok(None) };
    let found: Option<[u8; 32]> = conn
        .prepare_cached("SELECT hash FROM journal WHERE id = ?1 AND journal = ?2 AND seq = ?3")?
        .query_row(params![id, journal, int(seq)], |row| row.get(0))
        .optional()?;
    Ok(found.map(Hash))
}

/// The hash at a place of a terminal's journal; `None` when it is not held.
pub fn hash_of_place(
    conn: &Connection,
    terminal: TerminalId,
    seq: u64,
) -> Result<Option<Hash>, StoreError> {
    match journal_of(conn, terminal)? {
        Some(key) => hash_at(conn, key, seq),
        None => Ok(None),
    }
}

/// The number of a terminal's journal.
pub fn journal_of(conn: &Connection, terminal: TerminalId) -> Result<Option<i64>, StoreError> {
    Ok(conn
        .prepare_cached("SELECT key FROM journals WHERE terminal = ?1")?
        .query_row([terminal.to_string()], |row| row.get(0))
        .optional()?)
}

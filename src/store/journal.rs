//! The writing side of the journal: what may follow, and how rows are laid down.

mod ahead;

pub use ahead::Fresh;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use rusqlite::{CachedStatement, Connection, OptionalExtension, params};

use ahead::Ahead;

use super::branches::{self, File, Refiled};
use super::codec::{Keys, int};
use super::error::StoreError;
use super::families;
use super::identity::{Identity, set_identity};
use super::permitted::{Place, Roles};
use super::places::hash_at;
use super::projection::Laid;
use super::quarantine;
use super::renewal;
use crate::domain::envelope::{Hash, Sealed};
use crate::domain::event::Event;
use crate::domain::frontier::{Head, branch_journal};
use crate::domain::id::{AggregateId, TerminalId};

/// The last row of the file.
#[derive(Debug, Clone, Copy, Default)]
struct Last {
    id: i64,
    journal: i64,
    aggregate: i64,
}

/// The statement that lays down rows, prepared once for a batch.
pub struct Insert<'c>(CachedStatement<'c>);

impl<'c> Insert<'c> {
    /// Prepares it.
    ///
    /// # Errors
    /// As the database says.
    pub fn prepare(conn: &'c Connection) -> Result<Self, StoreError> {
        Ok(Self(conn.prepare_cached(
            "INSERT INTO journal (id, journal, seq, kind, aggregate, bytes, hash)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?))
    }
}

/// Which envelopes may begin a branch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Begin {
    /// Those that are filed under the branch that they begin.
    Named,
    /// Also an act of this machine that does not follow its journal any more: an act is never
    /// turned away.
    Own,
    /// Everything that has a place, because it is saved from a damaged file.
    Saved,
}

/// What the one writer knows of the journal without asking the file again.
#[derive(Debug, Default)]
pub struct Ledger {
    /// By name; without those whose facts were issued again.
    journals: BTreeMap<TerminalId, File>,
    /// The names of the branches of a terminal.
    branches: BTreeMap<TerminalId, Vec<TerminalId>>,
    moved: BTreeSet<TerminalId>,
    kinds: HashMap<&'static str, i64>,
    keys: Keys,
    last: Last,
    roles: Roles,
    refold: bool,
}

impl Ledger {
    /// Reads heads and the last row.
    ///
    /// # Errors
    /// As the database says.
    pub fn load(conn: &Connection) -> Result<Self, StoreError> {
        let last = conn
            .prepare_cached("SELECT id, journal, aggregate FROM journal ORDER BY id DESC LIMIT 1")?
            .query_row([], |row| {
                Ok(Last { id: row.get(0)?, journal: row.get(1)?, aggregate: row.get(2)? })
            })
            .optional()?
            .unwrap_or_default();
        let mut ledger = Self { last, roles: Roles::load(conn)?, ..Self::default() };
        for file in branches::files(conn)?.into_iter().filter(|file| !file.again) {
            ledger.know(file);
        }
        Ok(ledger)
    }

    fn know(&mut self, file: File) {
        let fresh = self.journals.insert(file.journal, file).is_none();
        if fresh && file.branch.is_some() {
            self.branches.entry(file.terminal).or_default().push(file.journal);
        }
    }

    /// The end of a journal.
    pub fn head(&self, journal: TerminalId) -> Head {
        self.journals.get(&journal).map_or(Head::NONE, |file| file.head)
    }

    /// The hash of the first envelope of a journal that is a branch.
    pub fn branch(&self, journal: TerminalId) -> Option<Hash> {
        self.journals.get(&journal).and_then(|file| file.branch)
    }

    /// The place of the last row in the order of arrival.
    pub fn last_id(&self) -> i64 {
        self.last.id
    }

    /// Which of the envelopes are new: all of them follow the end of a journal of their terminal,
    /// or are held already, or begin a branch as `begin` allows.
    ///
    /// # Errors
    /// [`StoreError::Gap`] or [`StoreError::Fork`]; nothing has been written then.
    pub fn fresh(
        &self,
        conn: &Connection,
        envelopes: &[Sealed],
        begin: Begin,
    ) -> Result<Vec<Fresh>, StoreError> {
        let mut ahead = Ahead { ledger: self, heads: BTreeMap::new(), begun: Vec::new() };
        let mut fresh = Vec::with_capacity(envelopes.len());
        for (index, sealed) in envelopes.iter().enumerate() {
            let before = &envelopes[..index];
            fresh.extend(self.place(conn, &mut ahead, index, sealed, (before, begin))?);
        }
        Ok(fresh)
    }

    /// Where one envelope goes; nowhere when it is held.
    fn place(
        &self,
        conn: &Connection,
        ahead: &mut Ahead<'_>,
        index: usize,
        sealed: &Sealed,
        (before, begin): (&[Sealed], Begin),
    ) -> Result<Option<Fresh>, StoreError> {
        let (terminal, seq) = (sealed.fact.terminal, sealed.fact.seq);
        let begins = sealed.branch == Some(sealed.hash);
        let follows = |head: Head| seq == head.seq + 1 && sealed.fact.prev == head.hash;
        if !begins && follows(ahead.head(terminal)) {
            return Ok(Some(ahead.take(index, terminal, sealed)));
        }
        let journals = ahead.journals(terminal);
        // What begins a branch follows none of them, also where one ends at the place that it leaves.
        let followed = journals.iter().find(|journal| !begins && follows(ahead.head(**journal)));
        if let Some(journal) = followed.copied() {
            return Ok(Some(ahead.take(index, journal, sealed)));
        }
        let is_held = |seq: u64, hash: Hash| -> Result<bool, StoreError> {
            let same =
                |one: &Sealed| one.fact.terminal == terminal && one.head() == Head { seq, hash };
            if before.iter().any(same) {
                return Ok(true);
            }
            for journal in &journals {
                if self.hash_at(conn, *journal, seq)? == Some(hash) {
                    return Ok(true);
                }
            }
            Ok(false)
        };
        if is_held(seq, sealed.hash)? {
            return Ok(None);
        }
        let base = seq.saturating_sub(1);
        let may = begins
            || match begin {
                Begin::Named => false,
                Begin::Own => renewal::is_mine(conn, terminal)?,
                Begin::Saved => true,
            };
        let ahead_of_its_base =
            begin == Begin::Named && may && renewal::may_branch(conn, terminal, journals.len())?;
        if may && (base == 0 || ahead_of_its_base || is_held(base, sealed.fact.prev)?) {
            let journal = branch_journal(terminal, sealed.hash);
            ahead.begun.push((terminal, journal));
            return Ok(Some(Fresh { begins: Some(base), ..ahead.take(index, journal, sealed) }));
        }
        let head = ahead.head(sealed.journal());
        if seq > head.seq + 1 {
            return Err(StoreError::Gap { terminal, held: head });
        }
        Err(StoreError::Fork { terminal, seq: seq.min(head.seq) })
    }

    fn hash_at(
        &self,
        conn: &Connection,
        journal: TerminalId,
        seq: u64,
    ) -> Result<Option<Hash>, StoreError> {
        match self.journals.get(&journal) {
            Some(file) if seq == file.head.seq => Ok(Some(file.head.hash)),
            Some(file) if seq > file.base && seq < file.head.seq => hash_at(conn, file.key, seq),
            Some(_) | None => Ok(None),
        }
    }

    /// Lays down an envelope that [`Ledger::fresh`] found to follow.
    ///
    /// # Errors
    /// As the database says; the caller gives the whole transaction back and loads anew.
    pub fn lay(
        &mut self,
        conn: &Connection,
        insert: &mut Insert<'_>,
        sealed: &Sealed,
        fresh: Fresh,
    ) -> Result<Laid, StoreError> {
        let fact = &sealed.fact;
        let file = self.file(conn, sealed, fresh)?;
        let journal = file.key;
        let kind = self.kind_key(conn, fact.kind())?;
        let aggregate = self.keys.make(conn, &fact.aggregate)?;
        let id = self.last.id + 1;
        insert.0.execute(params![
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
        if fact.event.is_none() {
            quarantine::unknown(conn, file.journal, fact.seq)?;
        }
        self.last = Last { id, journal, aggregate };
        self.know(File { head: sealed.head(), ..file });
        self.moved.insert(file.journal);
        let judged = self.roles.take(conn, fact, Place { id, aggregate })?;
        self.refold |= judged.refold;
        Ok(Laid { id, aggregate, fact: Arc::clone(fact), barred: judged.barred })
    }

    /// This machine is somebody else from now on, and may judge pairings otherwise.
    ///
    /// # Errors
    /// As the database says; the caller gives the whole transaction back.
    pub fn act_as(&mut self, conn: &Connection, who: &Identity) -> Result<(), StoreError> {
        set_identity(conn, who)?;
        self.refold |= self.roles.root_is(conn, who.root())?;
        Ok(())
    }

    /// Whether rows before are left out now, or are no longer, since this was asked last: what was
    /// made of the journal must be made anew.
    pub fn take_refold(&mut self) -> bool {
        std::mem::take(&mut self.refold)
    }

    /// The journal that an envelope goes into, made when it is new.
    fn file(
        &mut self,
        conn: &Connection,
        sealed: &Sealed,
        fresh: Fresh,
    ) -> Result<File, StoreError> {
        if let Some(file) = self.journals.get(&fresh.journal) {
            return Ok(*file);
        }
        let file = File {
            key: branches::key_of(conn, fresh.journal)?,
            journal: fresh.journal,
            terminal: sealed.fact.terminal,
            branch: fresh.begins.map(|_| sealed.hash),
            base: fresh.begins.unwrap_or(0),
            head: Head::NONE,
            again: false,
        };
        branches::note(conn, &file)?;
        self.know(file);
        Ok(file)
    }

    /// Files what a journal holds behind `after` under a branch; with `again`, because it was
    /// issued again under another identity.
    ///
    /// # Errors
    /// As the database says.
    pub fn refile(
        &mut self,
        conn: &Connection,
        journal: TerminalId,
        after: u64,
        again: bool,
    ) -> Result<Option<Refiled>, StoreError> {
        let Some(from) = self.journals.get(&journal).copied() else { return Ok(None) };
        let Some(refiled) = branches::refile(conn, &from, after, again)? else { return Ok(None) };
        if let Some(left) = refiled.left {
            self.know(left);
        }
        if again {
            self.journals.remove(&refiled.branch.journal);
            self.branches
                .entry(from.terminal)
                .or_default()
                .retain(|one| *one != refiled.branch.journal);
        } else {
            self.know(refiled.branch);
        }
        // The rows of the file lie in another order of journals now.
        self.last.journal = 0;
        Ok(Some(refiled))
    }

    /// Writes down where the journals end now that have moved.
    ///
    /// # Errors
    /// As the database says.
    pub fn note_heads(&mut self, conn: &Connection) -> Result<(), StoreError> {
        let mut update =
            conn.prepare_cached("UPDATE journals SET seq = ?2, hash = ?3 WHERE key = ?1")?;
        for journal in std::mem::take(&mut self.moved) {
            if let Some(file) = self.journals.get(&journal) {
                update.execute(params![file.key, int(file.head.seq), file.head.hash.0])?;
            }
        }
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

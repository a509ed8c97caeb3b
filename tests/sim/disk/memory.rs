//! A disk in memory: journals and their branches as a store keeps them.

use std::collections::BTreeMap;

use tillrail::domain::envelope::{Hash, Sealed};
use tillrail::domain::frontier::{Frontier, Head, branch_journal};
use tillrail::domain::id::TerminalId;
use tillrail::domain::planted::{self, Defect};
use tillrail::sync::session::Filed;

use super::persons::Persons;

/// Journals in memory, as they arrived.
#[derive(Clone, Default)]
pub struct Memory {
    pub journals: BTreeMap<TerminalId, Vec<Sealed>>,
    /// The journal that its owner writes, when it is a branch.
    pub own: Option<TerminalId>,
    /// What came ahead of its journals.
    pub ahead: Vec<Sealed>,
    /// What must be held before the terminal is whole.
    pub until: Option<Frontier>,
    pub full: bool,
    /// The rows of customers.
    pub persons: Persons,
}

impl Memory {
    pub fn head(&self, terminal: TerminalId) -> Head {
        let last = self.journals.get(&terminal).and_then(|rows| rows.last());
        last.map_or(Head::NONE, |row| Head { seq: row.fact.seq, hash: row.hash })
    }

    pub fn base(&self, journal: TerminalId) -> u64 {
        let first = self.journals.get(&journal).and_then(|rows| rows.first());
        first.map_or(0, |first| first.fact.seq - 1)
    }

    pub fn hash_at(&self, journal: TerminalId, seq: u64) -> Option<Hash> {
        let rows = self.journals.get(&journal)?;
        let first = rows.first()?;
        if seq < first.fact.seq {
            let left = first.fact.terminal;
            return if left == journal { None } else { self.hash_at(left, seq) };
        }
        let place = usize::try_from(seq - first.fact.seq).unwrap();
        rows.get(place).map(|row| row.hash)
    }

    /// As a store does when a gap closes.
    pub fn close(&mut self) {
        let mut ahead = std::mem::take(&mut self.ahead);
        ahead.retain(|row| self.hash_at(row.journal(), row.fact.seq) != Some(row.hash));
        self.ahead = ahead;
        let reached =
            |until: &Frontier| until.0.iter().all(|(id, head)| self.head(*id).seq >= head.seq);
        if self.until.as_ref().is_some_and(reached) {
            self.until = None;
        }
        if self.until.is_none() {
            // What its journal says otherwise is left out, as a store leaves it out.
            let mut ahead = std::mem::take(&mut self.ahead);
            ahead.retain(|row| self.head(row.journal()).seq < row.fact.seq);
            self.ahead = ahead;
        }
    }

    fn of(&self, terminal: TerminalId) -> impl Iterator<Item = TerminalId> + '_ {
        let branches = self.journals.iter().filter(move |(journal, rows)| {
            **journal != terminal && rows.first().is_some_and(|row| row.fact.terminal == terminal)
        });
        std::iter::once(terminal).chain(branches.map(|(journal, _)| *journal))
    }

    pub fn refile(&mut self, me: TerminalId, journal: TerminalId, after: u64) -> Option<Filed> {
        let own = self.own.unwrap_or(me);
        let rows = self.journals.get_mut(&journal)?;
        let at = rows.iter().position(|row| row.fact.seq > after)?;
        let moved = rows.split_off(at);
        let (first, tip) = (moved.first()?, moved.last()?.head());
        let branch = branch_journal(first.fact.terminal, first.hash);
        let name = Some(first.hash);
        let moved = moved.iter().cloned().map(|row| row.on_branch(name)).collect();
        self.journals.insert(branch, moved);
        if own == journal {
            self.own = Some(branch);
        }
        Some(Filed { branch, left: self.head(journal), tip })
    }

    pub fn append(&mut self, rows: &[Sealed], done_here: bool) -> Result<Vec<Sealed>, String> {
        if self.full {
            return Err("the disk is full".to_owned());
        }
        let before = self.clone();
        let mut fresh = Vec::with_capacity(rows.len());
        for row in rows {
            match self.place(row, done_here) {
                Ok(Some(journal)) => {
                    let first = self.journals.get(&journal).and_then(|rows| rows.first());
                    let is_branch = journal != row.fact.terminal;
                    let name = is_branch.then(|| first.map_or(row.hash, |first| first.hash));
                    let row = row.clone().on_branch(name);
                    self.journals.entry(journal).or_default().push(row.clone());
                    if done_here && is_branch {
                        self.own = Some(journal);
                    }
                    fresh.push(row);
                }
                Ok(None) => {}
                Err(why) => {
                    *self = before;
                    return Err(why);
                }
            }
        }
        for row in &fresh {
            self.persons.obey(&row.fact);
        }
        self.close();
        Ok(fresh)
    }

    /// The journal that a row goes into; none when it is held.
    fn place(&self, row: &Sealed, done_here: bool) -> Result<Option<TerminalId>, String> {
        let (terminal, seq) = (row.fact.terminal, row.fact.seq);
        if planted::is(Defect::MissingChainCheck) {
            return Ok((seq > self.head(terminal).seq).then_some(terminal));
        }
        let follows = |journal: &TerminalId| {
            let head = self.head(*journal);
            seq == head.seq + 1 && row.fact.prev == head.hash
        };
        // The first row of a branch follows the journal that it left, and is no part of it.
        let begins = row.branch == Some(row.hash);
        if let Some(journal) = self.of(terminal).find(follows).filter(|_| !begins) {
            return Ok(Some(journal));
        }
        if self.of(terminal).any(|journal| self.hash_at(journal, seq) == Some(row.hash)) {
            return Ok(None);
        }
        let rooted = seq == 1
            || self.of(terminal).any(|one| self.hash_at(one, seq - 1) == Some(row.fact.prev));
        // A named branch may come before the journal that it left.
        if begins || rooted && done_here {
            return Ok(Some(branch_journal(terminal, row.hash)));
        }
        // As a store does: rows behind one that could not be written have no place.
        let head = self.head(row.journal());
        if seq > head.seq + 1 {
            return Err(format!("a gap behind {}", head.seq));
        }
        Err(format!("fork {}", seq.min(head.seq)))
    }
}

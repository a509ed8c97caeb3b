//! What came ahead of its journals while this terminal was fresh: kept apart from the journal, and
//! checked against it when the gap before it closes.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rusqlite::{Connection, params};

use super::codec::{Keys, hash_of, int, sealed_of, uint};
use super::error::StoreError;
use super::families;
use super::identity::{keep, kept};
use super::journal::Ledger;
use super::places;
use super::quarantine::quarantine as quarantine_row;
use super::queue::Work;
use super::read::Reader;
use crate::domain::envelope::{Fact, Hash, Sealed};
use crate::domain::event::Event;
use crate::domain::frontier::{Frontier, Head};
use crate::domain::id::{AggregateId, TerminalId};

/// Up to where the journals must be held before this terminal is whole.
const UNTIL: &str = "aside.until";

/// The code of an envelope that came ahead and that its journal did not bring.
pub const NOT_IN_ITS_JOURNAL: &str = "aside";

/// News of what came ahead, in the order of its commits.
#[derive(Debug, Clone)]
pub enum AsideNews {
    /// These came, or came again.
    Came(Arc<Vec<Sealed>>),
    /// These are not in their journals: whoever folded them takes them out again.
    Wrong(Vec<Arc<Fact>>),
    /// Everything that was missing is held.
    Whole,
}

/// What the writer knows of it.
#[derive(Debug, Default)]
pub struct Aside {
    until: Option<Frontier>,
    rows: BTreeMap<(TerminalId, u64), BTreeSet<Hash>>,
    keys: Keys,
    /// Whether anything came since the program began.
    begun: bool,
    news: Vec<AsideNews>,
}

impl Aside {
    /// Reads what is kept.
    ///
    /// # Errors
    /// As the database says.
    pub fn load(conn: &Connection) -> Result<Self, StoreError> {
        let mut aside = Self { until: until(conn)?, ..Self::default() };
        let mut select = conn.prepare("SELECT journal, seq, hash FROM aside")?;
        let mut rows = select.query([])?;
        while let Some(row) = rows.next()? {
            let Ok(journal) = row.get::<_, String>(0)?.parse() else { continue };
            let hash = hash_of(row.get_ref(2)?.as_blob().unwrap_or_default())?;
            aside.rows.entry((journal, uint(row.get(1)?))).or_default().insert(hash);
        }
        aside.begun = aside.until.is_some() && !aside.rows.is_empty();
        Ok(aside)
    }

    /// Whether screens live by what comes ahead, and not by the ranges.
    pub const fn leads(&self) -> bool {
        self.begun && self.until.is_some()
    }

    /// Whether anything of the site's history is missing, or not yet in the figures.
    pub const fn is_incomplete(&self) -> bool {
        self.until.is_some()
    }

    /// The news since this was asked last.
    pub fn take_news(&mut self) -> Vec<AsideNews> {
        std::mem::take(&mut self.news)
    }

    /// Keeps what came ahead with these works, and lets go of what `fresh` has brought into the
    /// journals; within the transaction that laid it down. Nothing that was missing is held before
    /// it is in the figures, too: with `projects` it is, at the end of the transaction.
    ///
    /// # Errors
    /// As the database says; what is remembered must be loaded anew then.
    pub fn settle<'a>(
        &mut self,
        conn: &Connection,
        ledger: &Ledger,
        works: &[&Work],
        fresh: impl Iterator<Item = &'a Sealed> + Clone,
        projects: bool,
    ) -> Result<(), StoreError> {
        for work in works {
            if let Work::Until(frontier) = work {
                let text = serde_json::to_string(frontier)
                    .map_err(|error| StoreError::Unreadable { what: error.to_string() })?;
                keep(conn, UNTIL, Some(&text))?;
                self.until = Some(frontier.clone());
            }
        }
        if !self.rows.is_empty() {
            self.close(conn, fresh.clone())?;
        }
        for work in works {
            if let Work::Aside(rows) = work {
                self.take(conn, ledger, rows)?;
            }
        }
        if projects {
            return self.end(conn, ledger);
        }
        // The hub sends nothing ahead any more, and screens still live by what comes ahead.
        let fresh: Vec<Sealed> = if self.leads() && self.reached(ledger) {
            fresh.cloned().collect()
        } else {
            Vec::new()
        };
        if !fresh.is_empty() {
            self.news.push(AsideNews::Came(Arc::new(fresh)));
        }
        Ok(())
    }

    /// Whether everything that was missing is held.
    fn reached(&self, ledger: &Ledger) -> bool {
        let held = |(journal, head): (&TerminalId, &Head)| ledger.head(*journal).seq >= head.seq;
        self.until.as_ref().is_none_or(|until| until.0.iter().all(held))
    }

    /// Ends it once everything that was missing is held; to be called when all that is held is in
    /// the figures, too.
    ///
    /// # Errors
    /// As the database says; what is remembered must be loaded anew then.
    pub fn end(&mut self, conn: &Connection, ledger: &Ledger) -> Result<(), StoreError> {
        let whole = self.reached(ledger) && self.until.take().is_some();
        if whole {
            keep(conn, UNTIL, None)?;
        }
        if self.until.is_none() && !self.rows.is_empty() {
            self.drop_wrong(conn, ledger)?;
        }
        if whole {
            self.news.push(AsideNews::Whole);
        }
        Ok(())
    }

    /// Lets go of what the journals have brought now.
    fn close<'a>(
        &mut self,
        conn: &Connection,
        fresh: impl Iterator<Item = &'a Sealed>,
    ) -> Result<(), StoreError> {
        for sealed in fresh {
            let place = (sealed.journal(), sealed.fact.seq);
            let Some(hashes) = self.rows.get_mut(&place) else { continue };
            if hashes.remove(&sealed.hash) {
                delete(conn, place, sealed.hash)?;
            }
            if hashes.is_empty() {
                self.rows.remove(&place);
            }
        }
        Ok(())
    }

    /// Keeps what came ahead. What is held already is only told; what its journal says otherwise is
    /// left out.
    fn take(
        &mut self,
        conn: &Connection,
        ledger: &Ledger,
        rows: &[Sealed],
    ) -> Result<(), StoreError> {
        let mut told = Vec::with_capacity(rows.len());
        for sealed in rows {
            let place = (sealed.journal(), sealed.fact.seq);
            if sealed.fact.seq <= ledger.head(place.0).seq {
                if places::hash_of_place(conn, place.0, place.1)? == Some(sealed.hash) {
                    told.push(sealed.clone());
                } else {
                    quarantine(conn, place)?;
                }
                continue;
            }
            told.push(sealed.clone());
            if !self.rows.entry(place).or_default().insert(sealed.hash) {
                continue;
            }
            let aggregate = self.keys.make(conn, &sealed.fact.aggregate)?;
            if let Some(Event::LinesMoved(moved)) = &sealed.fact.event {
                let to = self.keys.make(conn, &AggregateId::Order(moved.to))?;
                families::link(conn, aggregate, to)?;
            }
            conn.prepare_cached(
                "INSERT OR IGNORE INTO aside (journal, seq, hash, aggregate, bytes)
                 VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute(params![
                place.0.to_string(),
                int(place.1),
                sealed.hash.0,
                aggregate,
                &*sealed.bytes
            ])?;
        }
        if !told.is_empty() {
            self.begun = true;
            self.news.push(AsideNews::Came(Arc::new(told)));
        }
        Ok(())
    }

    /// Drops what its journal, now that it reaches so far, does not hold.
    fn drop_wrong(&mut self, conn: &Connection, ledger: &Ledger) -> Result<(), StoreError> {
        let reached = |(journal, seq): &(TerminalId, u64)| *seq <= ledger.head(*journal).seq;
        let places: Vec<(TerminalId, u64)> = self.rows.keys().copied().filter(reached).collect();
        let mut wrong = Vec::new();
        for place in places {
            for hash in self.rows.remove(&place).unwrap_or_default() {
                // It may have been filed under another name meanwhile.
                if places::hash_of_place(conn, place.0, place.1)? == Some(hash) {
                    delete(conn, place, hash)?;
                    continue;
                }
                let mut select = conn.prepare_cached(
                    "SELECT bytes, hash FROM aside WHERE journal = ?1 AND seq = ?2 AND hash = ?3",
                )?;
                let mut rows = select.query(params![place.0.to_string(), int(place.1), hash.0])?;
                if let Some(row) = rows.next()? {
                    wrong.push(sealed_of(row, 0, 1)?.fact);
                }
                delete(conn, place, hash)?;
                quarantine(conn, place)?;
            }
        }
        if !wrong.is_empty() {
            tracing::warn!(count = wrong.len(), "what came ahead is not in its journals");
            self.news.push(AsideNews::Wrong(wrong));
        }
        Ok(())
    }
}

impl Reader {
    /// Up to where the journals must be held before this terminal is whole; `None` when it is.
    ///
    /// # Errors
    /// As the database says.
    pub fn until(&self) -> Result<Option<Frontier>, StoreError> {
        until(&self.conn)
    }

    /// The rows of the journal that the projections do not know yet, those behind a place.
    ///
    /// # Errors
    /// As the database says.
    pub fn behind(&self, after: i64) -> Result<Vec<Sealed>, StoreError> {
        let mut found = Vec::new();
        let mut select = self
            .conn
            .prepare_cached("SELECT bytes, hash FROM journal WHERE id > ?1 ORDER BY id")?;
        let mut rows = select.query([after])?;
        while let Some(row) = rows.next()? {
            found.push(sealed_of(row, 0, 1)?);
        }
        Ok(found)
    }

    /// Everything that came ahead of its journal and is not in it yet, in the order in which it
    /// came.
    ///
    /// # Errors
    /// As the database says.
    pub fn ahead(&self) -> Result<Vec<Sealed>, StoreError> {
        let mut found = Vec::new();
        // A file that an older program wrote last has no such table.
        let Ok(mut select) = self.conn.prepare_cached("SELECT bytes, hash FROM aside ORDER BY id")
        else {
            return Ok(found);
        };
        let mut rows = select.query([])?;
        while let Some(row) = rows.next()? {
            found.push(sealed_of(row, 0, 1)?);
        }
        Ok(found)
    }
}

/// Adds what came ahead of an aggregate.
///
/// # Errors
/// As the database says.
pub fn of_aggregate(
    conn: &Connection,
    aggregate: i64,
    found: &mut Vec<Sealed>,
) -> Result<(), StoreError> {
    let Ok(mut select) =
        conn.prepare_cached("SELECT bytes, hash FROM aside WHERE aggregate = ?1 ORDER BY id")
    else {
        return Ok(());
    };
    let mut rows = select.query([aggregate])?;
    while let Some(row) = rows.next()? {
        found.push(sealed_of(row, 0, 1)?);
    }
    Ok(())
}

fn until(conn: &Connection) -> Result<Option<Frontier>, StoreError> {
    let read = |text: String| {
        serde_json::from_str(&text)
            .map_err(|error| StoreError::Unreadable { what: format!("{UNTIL}: {error}") })
    };
    kept(conn, UNTIL)?.map(read).transpose()
}

fn delete(
    conn: &Connection,
    (journal, seq): (TerminalId, u64),
    hash: Hash,
) -> Result<(), StoreError> {
    conn.prepare_cached("DELETE FROM aside WHERE journal = ?1 AND seq = ?2 AND hash = ?3")?
        .execute(params![journal.to_string(), int(seq), hash.0])?;
    Ok(())
}

fn quarantine(conn: &Connection, (journal, seq): (TerminalId, u64)) -> Result<(), StoreError> {
    let sentence = format!(
        "Envelope {seq} of {journal} came ahead of its journal and is not in it: it was dropped; \
         run `tillrail doctor` on the hub."
    );
    quarantine_row(conn, journal, seq, NOT_IN_ITS_JOURNAL, &sentence)
}

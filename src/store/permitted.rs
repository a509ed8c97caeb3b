//! Rows that their makers may not make: listed beside the journal in the same transaction, and left
//! out of everything that is folded from it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rusqlite::{Connection, params};

use super::branches;
use super::codec::{int, sealed_of, uint};
use super::error::StoreError;
use super::identity::{identity, keep, kept, kept_number};
use super::projection;
use super::read::{Reader, raw_rows};
use crate::domain::envelope::Fact;
use crate::domain::id::{AggregateId, TerminalId, TerminalKind};
use crate::domain::permitted::{Kinds, TABLE_VERSION, sentence};
use crate::domain::time::Day;

/// With which table the rows were looked through; a salvaged file is looked through anew.
const VERSION: &str = "projection.permitted";

/// Whose pairings went before all others then.
const ROOT: &str = "projection.permitted.root";

/// The code of such rows in lists.
pub const NOT_PERMITTED: &str = "not_permitted";

/// What the writer knows of the terminals' kinds.
#[derive(Debug, Default)]
pub struct Roles {
    kinds: Kinds,
}

/// A row that was just laid down.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    /// The row.
    pub id: i64,
    /// The number of its aggregate.
    pub aggregate: i64,
}

/// What a row led to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Judged {
    /// The row itself is left out.
    pub barred: bool,
    /// Rows before it are left out, or no longer: what was made of them must be made anew.
    pub refold: bool,
}

impl Roles {
    /// Reads the pairings. Rows that were looked through with another table are looked through
    /// anew.
    ///
    /// # Errors
    /// As the database says.
    pub fn load(conn: &Connection) -> Result<Self, StoreError> {
        let root = identity(conn)?.and_then(|identity| identity.root());
        let roles = Self { kinds: pairings(conn, root)? };
        if kept_number(conn, VERSION)? != TABLE_VERSION || kept(conn, ROOT)? != word(root) {
            let tx = conn.unchecked_transaction()?;
            if roles.look_through(&tx, root)? {
                projection::drop_all(&tx)?;
            }
            tx.commit()?;
        }
        Ok(roles)
    }

    /// Somebody's pairings go before all others from now on. Answers whether any row is left out now,
    /// or is no longer.
    ///
    /// # Errors
    /// As the database says; the caller gives the whole transaction back.
    pub fn root_is(
        &mut self,
        conn: &Connection,
        root: Option<TerminalId>,
    ) -> Result<bool, StoreError> {
        if kept(conn, ROOT)? == word(root) {
            return Ok(false);
        }
        self.kinds = pairings(conn, root)?;
        self.look_through(conn, root)
    }

    /// Looks every journal through, and writes down with what.
    fn look_through(
        &self,
        conn: &Connection,
        root: Option<TerminalId>,
    ) -> Result<bool, StoreError> {
        let mut moved = false;
        for file in branches::files(conn)? {
            moved |= self.judge(conn, file.terminal)?;
        }
        keep(conn, VERSION, Some(&TABLE_VERSION.to_string()))?;
        keep(conn, ROOT, word(root).as_deref())?;
        Ok(moved)
    }

    /// Takes in a row that was just laid down.
    ///
    /// # Errors
    /// As the database says.
    pub fn take(
        &mut self,
        conn: &Connection,
        fact: &Fact,
        place: Place,
    ) -> Result<Judged, StoreError> {
        let mut judged = Judged::default();
        for terminal in self.kinds.take(fact) {
            judged.refold |= self.judge(conn, terminal)?;
        }
        if let Some(kind) = self.kinds.barring(fact) {
            let (seq, sentence) = (int(fact.seq), sentence(fact, kind));
            note(conn, place, seq, &sentence)?;
            judged.barred = true;
        }
        Ok(judged)
    }

    /// Looks through the journal of a terminal whose kind is another than before. Answers whether
    /// any row is left out now, or is no longer.
    fn judge(&self, conn: &Connection, terminal: TerminalId) -> Result<bool, StoreError> {
        let mut moved = false;
        for file in branches::files(conn)?.iter().filter(|file| file.terminal == terminal) {
            moved |= self.judge_file(conn, file.key, self.kinds.of(terminal))?;
        }
        Ok(moved)
    }

    fn judge_file(
        &self,
        conn: &Connection,
        journal: i64,
        kind: Option<TerminalKind>,
    ) -> Result<bool, StoreError> {
        let before: BTreeSet<i64> = {
            let mut select = conn.prepare_cached(
                "SELECT n.id FROM not_permitted n JOIN journal j ON j.id = n.id
                 WHERE j.journal = ?1",
            )?;
            select.query_map([journal], |row| row.get(0))?.collect::<Result<_, _>>()?
        };
        let found = match kind {
            Some(TerminalKind::Kitchen | TerminalKind::Display) => self.unwanted(conn, journal)?,
            Some(TerminalKind::Counter | TerminalKind::Hub) | None => BTreeMap::new(),
        };
        if before.iter().eq(found.keys()) {
            return Ok(false);
        }
        for id in before {
            conn.prepare_cached("DELETE FROM not_permitted WHERE id = ?1")?.execute([id])?;
        }
        for (id, (aggregate, seq, sentence)) in found {
            note(conn, Place { id, aggregate }, seq, &sentence)?;
        }
        Ok(true)
    }

    /// The rows of a journal that their maker may not make: aggregate, place, words.
    fn unwanted(
        &self,
        conn: &Connection,
        journal: i64,
    ) -> Result<BTreeMap<i64, (i64, i64, String)>, StoreError> {
        let mut found = BTreeMap::new();
        let mut starts =
            conn.prepare_cached("SELECT id FROM stretches WHERE journal = ?1 ORDER BY seq")?;
        let mut select = conn.prepare_cached(
            "SELECT journal, id, aggregate, bytes, hash FROM journal WHERE id >= ?1 ORDER BY id",
        )?;
        let mut starts = starts.query([journal])?;
        while let Some(start) = starts.next()? {
            let mut rows = select.query([start.get::<_, i64>(0)?])?;
            while let Some(row) = rows.next()? {
                if row.get::<_, i64>(0)? != journal {
                    break;
                }
                let fact = sealed_of(row, 3, 4)?.fact;
                if let Some(kind) = self.kinds.barring(&fact) {
                    let words = sentence(&fact, kind);
                    found.insert(row.get(1)?, (row.get(2)?, int(fact.seq), words));
                }
            }
        }
        Ok(found)
    }
}

fn word(root: Option<TerminalId>) -> Option<String> {
    root.map(|root| root.to_string())
}

/// What the terminals are, as the pairings that are held say it.
fn pairings(conn: &Connection, root: Option<TerminalId>) -> Result<Kinds, StoreError> {
    let mut kinds = Kinds::rooted(root);
    let keys: Vec<i64> = {
        let mut select =
            conn.prepare_cached("SELECT key FROM names WHERE aggregate LIKE 'terminal:%'")?;
        select.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?
    };
    let mut rows = Vec::new();
    for key in keys {
        raw_rows(conn, key, i64::MAX, &mut rows)?;
    }
    for sealed in rows {
        kinds.take(&sealed.fact);
    }
    Ok(kinds)
}

fn note(conn: &Connection, place: Place, seq: i64, sentence: &str) -> Result<(), StoreError> {
    conn.prepare_cached(
        "INSERT OR REPLACE INTO not_permitted (aggregate, id, seq, sentence)
         VALUES (?1, ?2, ?3, ?4)",
    )?
    .execute(params![place.aggregate, place.id, seq, sentence])?;
    Ok(())
}

/// The rows of an aggregate that are left out.
///
/// # Errors
/// As the database says.
pub fn left_out(conn: &Connection, aggregate: i64) -> Result<BTreeSet<i64>, StoreError> {
    // A file that an older program wrote last has no such table.
    let Ok(mut select) = conn.prepare_cached("SELECT id FROM not_permitted WHERE aggregate = ?1")
    else {
        return Ok(BTreeSet::new());
    };
    Ok(select.query_map([aggregate], |row| row.get(0))?.collect::<Result<_, _>>()?)
}

/// Every row that is left out: the text of its journal's terminal, its place and why.
///
/// # Errors
/// As the database says.
pub fn listed(conn: &Connection) -> Result<Vec<(String, u64, String)>, StoreError> {
    let Ok(mut select) = conn.prepare_cached(
        "SELECT t.terminal, n.seq, n.sentence FROM not_permitted n JOIN journal j ON j.id = n.id
         JOIN journals t ON t.key = j.journal ORDER BY t.terminal, n.seq",
    ) else {
        return Ok(Vec::new());
    };
    let rows = select.query_map([], |row| Ok((row.get(0)?, uint(row.get(1)?), row.get(2)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// How many rows are left out.
///
/// # Errors
/// As the database says.
pub fn counted(conn: &Connection) -> Result<i64, StoreError> {
    // A file that an older program wrote last has no such table.
    let Ok(mut select) = conn.prepare_cached("SELECT count(*) FROM not_permitted") else {
        return Ok(0);
    };
    Ok(select.query_row([], |row| row.get(0))?)
}

/// A fact that is left out because its maker may not make it.
#[derive(Debug, Clone, PartialEq)]
pub struct Barred {
    /// The fact.
    pub fact: Arc<Fact>,
    /// The order that it is about, as people call it, else the aggregate.
    pub about: String,
    /// Why it is left out: `a kitchen may not make ...`.
    pub why: String,
}

impl Reader {
    /// The facts of a period that are left out because their makers may not make them.
    ///
    /// # Errors
    /// As the database says.
    pub fn not_permitted(&mut self, from: Day, to: Day) -> Result<Vec<Barred>, StoreError> {
        let mut found = Vec::new();
        for one in self.quarantined()?.into_iter().filter(|one| one.code == NOT_PERMITTED) {
            let rows = self.range(one.terminal, one.seq.saturating_sub(1), 1, 1)?;
            let Some(row) = rows.into_iter().find(|row| row.fact.seq == one.seq) else { continue };
            let fact = row.fact;
            if fact.day < from || fact.day > to {
                continue;
            }
            let mut about = fact.aggregate.to_string();
            if let AggregateId::Order(id) = &fact.aggregate
                && let Some(order) = self.order(*id)?.filter(|order| order.opened.is_some())
            {
                about = order.title();
            }
            let why = one.sentence.split_once("is left out: ").map(|(_, why)| why.to_owned());
            found.push(Barred { fact, about, why: why.unwrap_or(one.sentence) });
        }
        found.sort_by_key(|one| one.fact.at);
        Ok(found)
    }
}

//! The erasable rows of customers: kept by version, searched, and erased so that nothing is left.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::codec::{hash_of, int, uint};
use super::error::StoreError;
use super::families;
use super::read::{Reader, aggregate_rows};
use crate::domain::customer::{
    self, Person, PersonalAnswer, PersonalHeld, PersonalList, PersonalRow,
};
use crate::domain::envelope::{Fact, Hash};
use crate::domain::event::Event;
use crate::domain::id::{AggregateId, PersonId};
use crate::domain::order::Order;
use crate::domain::usual::{self, Guest, USUAL_ORDERS_MAX};

/// The most customers that one search gives.
pub const PERSONS_FOUND_MAX: usize = 200;

/// The most rows that are looked at for one answer to a peer's list.
pub const SPAN_ROWS_MAX: usize = 1_000;

/// The most rows that one answer to a peer's list sends.
pub const ANSWER_ROWS_MAX: usize = 256;

/// The most words of a search that count.
const WANTED_WORDS_MAX: usize = 6;

/// The columns of a row that is not erased.
const COLUMNS: &str = "person, version, salt, data";

fn person_of(text: &str) -> Result<PersonId, StoreError> {
    text.parse().map_err(|_| StoreError::Unreadable {
        what: format!("a customer `{text}`, which is no person"),
    })
}

fn row_of(row: &Row<'_>) -> Result<PersonalRow, StoreError> {
    let text: String = row.get(0)?;
    Ok(PersonalRow {
        person: person_of(&text)?,
        version: uint(row.get(1)?),
        salt: row.get(2)?,
        data: row.get(3)?,
    })
}

/// Keeps the rows that are newer than what is held, and answers those. A person who was erased is
/// refused for good, and the answer is that; a row that says erased leaves nothing but that.
///
/// # Errors
/// As the database says.
pub fn keep(conn: &Connection, rows: &[PersonalRow]) -> Result<Vec<PersonalRow>, StoreError> {
    let mut kept = Vec::new();
    for row in rows {
        if row.is_erased() {
            if erase(conn, row.person)? {
                kept.push(PersonalRow::erased(row.person, row.version));
            }
            continue;
        }
        let Some(digest) = row.digest().filter(|_| row.version > 0) else { continue };
        let id = row.person.to_string();
        let held: Option<(i64, Option<Vec<u8>>)> = conn
            .prepare_cached("SELECT version, digest FROM persons WHERE person = ?1")?
            .query_row([&id], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        let held = match held {
            Some((_, None)) => {
                // Whoever still has data hears that nothing is to be left.
                kept.push(PersonalRow::erased(row.person, row.version));
                continue;
            }
            Some((version, Some(blob))) => Some((uint(version), hash_of(&blob)?)),
            None => None,
        };
        if !customer::replaces((row.version, digest), held) {
            continue;
        }
        let words = row.customer().map(|customer| customer.search_words()).unwrap_or_default();
        conn.prepare_cached(
            "INSERT INTO persons (person, version, salt, data, digest, words)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT (person) DO UPDATE SET version = excluded.version, salt = excluded.salt,
                data = excluded.data, digest = excluded.digest, words = excluded.words",
        )?
        .execute(params![id, int(row.version), row.salt, row.data, digest.0, words])?;
        kept.push(row.clone());
    }
    Ok(kept)
}

/// Erases the data of the person whom a fact erases; answers what is left of the row, when the
/// erasure was news.
///
/// # Errors
/// As the database says.
pub fn obey(conn: &Connection, fact: &Fact) -> Result<Option<PersonalRow>, StoreError> {
    match &fact.event {
        Some(Event::PersonalErased { person }) => {
            Ok(erase(conn, *person)?.then(|| PersonalRow::erased(*person, 0)))
        }
        _ => Ok(None),
    }
}

/// Leaves nothing of a person but that nothing of that person is taken again; true when data were
/// there or nothing was known of the person.
fn erase(conn: &Connection, person: PersonId) -> Result<bool, StoreError> {
    let changed = conn
        .prepare_cached(
            "INSERT INTO persons (person, version) VALUES (?1, 0)
             ON CONFLICT (person) DO UPDATE SET salt = NULL, data = NULL, digest = NULL,
                words = NULL WHERE data IS NOT NULL",
        )?
        .execute([person.to_string()])?;
    Ok(changed > 0)
}

/// Erases everybody whom a fact of this file erases: a copy of the rows from before is no way back.
/// True when data were there.
///
/// # Errors
/// As the database says.
pub fn sweep(conn: &Connection) -> Result<bool, StoreError> {
    let keys: Vec<i64> = conn
        .prepare("SELECT key FROM names WHERE aggregate LIKE 'person:%'")?
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    let (mut swept, mut found) = (false, Vec::new());
    for key in keys {
        aggregate_rows(conn, key, i64::MAX, &mut found)?;
        for sealed in found.drain(..) {
            swept |= obey(conn, &sealed.fact)?.is_some();
        }
    }
    Ok(swept)
}

/// Takes over the rows of another file, as far as they can be read.
///
/// # Errors
/// As the databases say.
pub fn take_over(conn: &Connection, from: &Connection) -> Result<usize, StoreError> {
    let mut select = from.prepare(&format!("SELECT {COLUMNS} FROM persons ORDER BY id"))?;
    let mut rows = select.query([])?;
    let mut taken = 0;
    while let Some(row) = rows.next()? {
        taken += keep(conn, &[row_of(row)?])?.len();
    }
    Ok(taken)
}

/// Folds the write-ahead log into the file and empties it, so that no older page keeps what was
/// erased. False when somebody reads at the moment: then it is to be tried again.
///
/// # Errors
/// As the database says.
pub fn scrub(conn: &Connection) -> Result<bool, StoreError> {
    let busy: i64 = conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
    Ok(busy == 0)
}

/// Writes down whose order this is. `was` says that it has been somebody's before.
///
/// # Errors
/// As the database says.
pub fn note_visit(conn: &Connection, key: i64, order: &Order, was: bool) -> Result<(), StoreError> {
    match &order.customer {
        Some(customer) => conn
            .prepare_cached(
                "INSERT INTO visits (key, person) VALUES (?1, ?2)
                 ON CONFLICT (key) DO UPDATE SET person = excluded.person",
            )?
            .execute(params![key, customer.person.to_string()])?,
        None if was => conn.prepare_cached("DELETE FROM visits WHERE key = ?1")?.execute([key])?,
        None => 0,
    };
    Ok(())
}

impl Reader {
    /// A customer; `None` when nothing is known, or nothing any more.
    ///
    /// # Errors
    /// As the database says.
    pub fn person(&self, id: PersonId) -> Result<Option<Person>, StoreError> {
        Ok(self.personal_rows(&[id])?.pop().and_then(|row| row.read()))
    }

    /// Customers whose name, e-mail address, note or phone number has every word of the text, by
    /// name; all of them for an empty text. At most `limit`, and never more than
    /// [`PERSONS_FOUND_MAX`].
    ///
    /// # Errors
    /// As the database says.
    pub fn persons_like(&self, text: &str, limit: usize) -> Result<Vec<Person>, StoreError> {
        let mut wanted = customer::wanted_words(text);
        if wanted.is_empty() && !text.trim().is_empty() {
            return Ok(Vec::new());
        }
        wanted.truncate(WANTED_WORDS_MAX);
        let marks: Vec<String> =
            (1..=wanted.len()).map(|at| format!(" AND instr(words, ?{at}) > 0")).collect();
        let limit = limit.min(PERSONS_FOUND_MAX);
        let sql = format!(
            "SELECT {COLUMNS} FROM persons WHERE data IS NOT NULL{} ORDER BY words LIMIT {limit}",
            marks.concat()
        );
        let mut select = self.conn.prepare_cached(&sql)?;
        let mut rows = select.query(rusqlite::params_from_iter(&wanted))?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.extend(row_of(row)?.read());
        }
        Ok(found)
    }

    /// How many customers are held.
    ///
    /// # Errors
    /// As the database says.
    pub fn persons(&self) -> Result<u64, StoreError> {
        let count = "SELECT count(*) FROM persons WHERE data IS NOT NULL";
        Ok(uint(self.conn.prepare_cached(count)?.query_row([], |row| row.get(0))?))
    }

    /// The rows of these persons, erased ones too; those of whom nothing is known are left out.
    ///
    /// # Errors
    /// As the database says.
    pub fn personal_rows(&self, persons: &[PersonId]) -> Result<Vec<PersonalRow>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM persons WHERE person = ?1");
        let mut select = self.conn.prepare_cached(&sql)?;
        let mut found = Vec::with_capacity(persons.len());
        for person in persons {
            let mut rows = select.query([person.to_string()])?;
            if let Some(row) = rows.next()? {
                found.push(row_of(row)?);
            }
        }
        Ok(found)
    }

    /// Which rows are held behind a person, in the order of their identities as text; at most
    /// `limit`. Erased ones are left out.
    ///
    /// # Errors
    /// As the database says.
    pub fn personal_held(
        &self,
        after: Option<PersonId>,
        limit: usize,
    ) -> Result<Vec<PersonalHeld>, StoreError> {
        let after = after.map(|person| person.to_string()).unwrap_or_default();
        let mut select = self.conn.prepare_cached(
            "SELECT person, version, digest FROM persons
             WHERE person > ?1 AND digest IS NOT NULL ORDER BY person LIMIT ?2",
        )?;
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let mut rows = select.query(params![after, limit])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let text: String = row.get(0)?;
            let digest: Hash = hash_of(&row.get::<_, Vec<u8>>(2)?)?;
            let version = uint(row.get(1)?);
            found.push(PersonalHeld { person: person_of(&text)?, version, digest });
        }
        Ok(found)
    }

    /// Answers what a peer lists: what it lacks, and what it has newer. Of a long list at most
    /// `SPAN_ROWS_MAX` rows are looked at and `ANSWER_ROWS_MAX` sent; the answer says how far
    /// it goes.
    ///
    /// # Errors
    /// As the database says.
    pub fn personal_answer(&self, list: &PersonalList) -> Result<PersonalAnswer, StoreError> {
        let after = list.after.map(|person| person.to_string()).unwrap_or_default();
        let end = list.to.map(|person| person.to_string());
        let theirs: BTreeMap<String, (u64, Hash)> = list
            .held
            .iter()
            .map(|one| (one.person.to_string(), (one.version, one.digest)))
            .collect();
        let (mut rows, mut mine, mut cut) = (Vec::new(), BTreeMap::new(), end.clone());
        {
            let mut select = self.conn.prepare_cached(
                "SELECT person, version, salt, data FROM persons
                 WHERE person > ?1 AND (?2 IS NULL OR person <= ?2) ORDER BY person",
            )?;
            let mut found = select.query(params![after, end])?;
            while let Some(row) = found.next()? {
                let id: String = row.get(0)?;
                if mine.len() >= SPAN_ROWS_MAX || rows.len() >= ANSWER_ROWS_MAX {
                    cut = mine.last_key_value().map(|(id, _): (&String, _)| id.clone());
                    break;
                }
                let row = row_of(row)?;
                let held = row.digest().map(|digest| (row.version, digest));
                let peer = theirs.get(&id).copied();
                if held.is_some_and(|held| customer::replaces(held, peer)) {
                    rows.push(row);
                } else if held.is_none() && peer.is_some() {
                    rows.push(PersonalRow::erased(row.person, row.version));
                }
                mine.insert(id, held);
            }
        }
        let within = |id: &String| cut.as_ref().is_none_or(|cut| id <= cut);
        let lacks = |(id, theirs): &(&String, &(u64, Hash))| match mine.get(*id) {
            Some(None) => false,
            Some(held) => customer::replaces(**theirs, *held),
            None => true,
        };
        let want = theirs.iter().filter(|(id, _)| within(id)).filter(lacks);
        let want = want.map(|(id, _)| person_of(id)).collect::<Result<_, _>>()?;
        let to = cut.map(|id| person_of(&id)).transpose()?;
        Ok(PersonalAnswer { rows, want, to })
    }

    /// How many orders of a customer were paid, as far as they are held.
    ///
    /// # Errors
    /// As the database says.
    pub fn visits(&self, person: PersonId) -> Result<u64, StoreError> {
        let count = "SELECT count(*) FROM visits v JOIN orders o ON o.key = v.key
             WHERE v.person = ?1 AND o.money IN ('PAID', 'OVERPAID', 'REFUNDED')";
        let mut select = self.conn.prepare_cached(count)?;
        Ok(uint(select.query_row([person.to_string()], |row| row.get(0))?))
    }

    /// A customer with visits and what is usual; `None` when nothing is known, or nothing any more.
    ///
    /// # Errors
    /// As the database says.
    pub fn guest(&self, id: PersonId) -> Result<Option<Guest>, StoreError> {
        let Some(person) = self.person(id)? else { return Ok(None) };
        let usual = usual::learn(&self.orders_of(id, USUAL_ORDERS_MAX)?);
        Ok(Some(Guest { person, visits: self.visits(id)?, usual }))
    }

    /// The latest orders of a customer, the latest first.
    ///
    /// # Errors
    /// As the database says.
    pub fn orders_of(&self, person: PersonId, limit: usize) -> Result<Vec<Order>, StoreError> {
        let mut select = self.conn.prepare_cached(
            "SELECT v.key FROM visits v JOIN orders o ON o.key = v.key
             WHERE v.person = ?1 ORDER BY o.at DESC LIMIT ?2",
        )?;
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let keys = select.query_map(params![person.to_string(), limit], |row| row.get(0))?;
        let keys: Vec<i64> = keys.collect::<Result<_, _>>()?;
        let mut orders = Vec::with_capacity(keys.len());
        for key in keys {
            let AggregateId::Order(id) = self.aggregate_of(key)? else { continue };
            let family = families::fold(families::family_rows(&self.conn, key, i64::MAX)?);
            orders.extend(family.value().order(id).cloned());
        }
        Ok(orders)
    }
}

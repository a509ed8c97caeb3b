//! How facts are laid into rows: small whole numbers for words and identities that repeat.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension, Row};

use super::error::StoreError;
use crate::domain::envelope::{Hash, Sealed};
use crate::domain::id::{AggregateId, Boot, OrderId, ShiftId, TerminalId, Uid};
use crate::domain::time::Day;

/// The class of aggregates that are words.
pub const CLASS_NAMES: i64 = 0;
/// The class of orders.
pub const CLASS_ORDERS: i64 = 1;
/// The class of shifts.
pub const CLASS_SHIFTS: i64 = 2;

const CLASS_SHIFT: u32 = 45;
const ORIGIN_SHIFT: u32 = 28;
const COUNTER_MAX: u64 = (1 << ORIGIN_SHIFT) - 1;
const ORIGIN_MAX: i64 = (1 << (CLASS_SHIFT - ORIGIN_SHIFT)) - 1;

/// Names kept in memory before they are forgotten and read again.
const NAMES_KEPT_MAX: usize = 10_000;

/// The keys from the first (included) to the last (excluded) of a class.
pub fn class_range(class: i64) -> (i64, i64) {
    (class << CLASS_SHIFT, (class + 1) << CLASS_SHIFT)
}

/// A business day as a readable whole number: 20261120.
pub fn day_number(day: Day) -> i64 {
    let date = day.0;
    i64::from(date.year()) * 10_000 + i64::from(date.month()) * 100 + i64::from(date.day())
}

/// The business day of a readable whole number.
pub fn day_of(number: i64) -> Option<Day> {
    let year = i16::try_from(number / 10_000).ok()?;
    let month = i8::try_from(number / 100 % 100).ok()?;
    let day = i8::try_from(number % 100).ok()?;
    jiff::civil::Date::new(year, month, day).ok().map(Day)
}

/// A whole number as the database holds it; what does not fit is far beyond any journal.
pub fn int(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

/// A whole number as the domain holds it.
pub fn uint(value: i64) -> u64 {
    u64::try_from(value).unwrap_or(0)
}

/// The hash of a row.
pub fn hash_of(blob: &[u8]) -> Result<Hash, StoreError> {
    blob.try_into().map(Hash).map_err(|_| StoreError::Unreadable {
        what: format!("a hash of {} bytes instead of 32", blob.len()),
    })
}

/// An envelope from the columns `bytes` and `hash` of a row, trusted as it was checked on arrival.
pub fn sealed_of(row: &Row<'_>, bytes: usize, hash: usize) -> Result<Sealed, StoreError> {
    let text =
        row.get_ref(bytes)?.as_str().map_err(|_| unreadable("an envelope that is no text"))?;
    let blob = row.get_ref(hash)?.as_blob().map_err(|_| unreadable("a hash that is no blob"))?;
    Sealed::trusted(text, hash_of(blob)?).map_err(|error| unreadable(&error.to_string()))
}

fn unreadable(what: &str) -> StoreError {
    StoreError::Unreadable { what: what.to_owned() }
}

/// The numbers of origins and names, as far as they were needed.
#[derive(Debug, Default)]
pub struct Keys {
    origins: HashMap<(TerminalId, Boot), i64>,
    names: HashMap<String, i64>,
}

impl Keys {
    /// The number of an aggregate, made when it is new. Only the writer makes numbers.
    pub fn make(&mut self, conn: &Connection, id: &AggregateId) -> Result<i64, StoreError> {
        if let Some((class, uid)) = minted(id) {
            let origin = self.origin(conn, uid, true)?;
            if let Some(key) = origin.and_then(|origin| packed(class, origin, uid.counter)) {
                return Ok(key);
            }
        }
        let text = id.to_string();
        if let Some(key) = self.names.get(&text) {
            return Ok(*key);
        }
        let key = if let Some(key) = find_name(conn, &text)? {
            key
        } else {
            conn.prepare_cached("INSERT INTO names (aggregate) VALUES (?1)")?.execute([&text])?;
            conn.last_insert_rowid()
        };
        if self.names.len() >= NAMES_KEPT_MAX {
            self.names.clear();
        }
        self.names.insert(text, key);
        Ok(key)
    }

    /// The number of an aggregate of which something is held.
    pub fn find(&mut self, conn: &Connection, id: &AggregateId) -> Result<Option<i64>, StoreError> {
        if let Some((class, uid)) = minted(id) {
            let origin = self.origin(conn, uid, false)?;
            if let Some(key) = origin.and_then(|origin| packed(class, origin, uid.counter)) {
                return Ok(Some(key));
            }
        }
        find_name(conn, &id.to_string())
    }

    fn origin(
        &mut self,
        conn: &Connection,
        uid: Uid,
        make: bool,
    ) -> Result<Option<i64>, StoreError> {
        let pair = (uid.terminal, uid.boot);
        if let Some(key) = self.origins.get(&pair) {
            return Ok(Some(*key));
        }
        let (terminal, boot) = (uid.terminal.to_string(), uid.boot.to_string());
        let found: Option<i64> = conn
            .prepare_cached("SELECT key FROM origins WHERE terminal = ?1 AND boot = ?2")?
            .query_row([&terminal, &boot], |row| row.get(0))
            .optional()?;
        let key = match found {
            Some(key) => Some(key),
            None if make => {
                conn.prepare_cached("INSERT INTO origins (terminal, boot) VALUES (?1, ?2)")?
                    .execute([&terminal, &boot])?;
                Some(conn.last_insert_rowid())
            }
            None => None,
        };
        if let Some(key) = key {
            self.origins.insert(pair, key);
        }
        Ok(key)
    }
}

/// The aggregate behind a number.
pub fn aggregate_of(conn: &Connection, key: i64) -> Result<AggregateId, StoreError> {
    let class = key >> CLASS_SHIFT;
    if class == CLASS_NAMES {
        let text: String = conn
            .prepare_cached("SELECT aggregate FROM names WHERE key = ?1")?
            .query_row([key], |row| row.get(0))?;
        return text.parse().map_err(|_| unreadable("an aggregate without a name"));
    }
    let origin = (key >> ORIGIN_SHIFT) & ORIGIN_MAX;
    let (terminal, boot): (String, String) = conn
        .prepare_cached("SELECT terminal, boot FROM origins WHERE key = ?1")?
        .query_row([origin], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let uid = Uid {
        terminal: terminal.parse().map_err(|_| unreadable("an origin that is no terminal"))?,
        boot: boot.parse().map_err(|_| unreadable("an origin that is no process"))?,
        counter: uint(key) & COUNTER_MAX,
    };
    Ok(if class == CLASS_ORDERS {
        AggregateId::Order(OrderId(uid))
    } else {
        AggregateId::Shift(ShiftId(uid))
    })
}

fn minted(id: &AggregateId) -> Option<(i64, Uid)> {
    match id {
        AggregateId::Order(order) => Some((CLASS_ORDERS, order.0)),
        AggregateId::Shift(shift) => Some((CLASS_SHIFTS, shift.0)),
        AggregateId::Item(_)
        | AggregateId::Menu
        | AggregateId::Staff(_)
        | AggregateId::Terminal(_)
        | AggregateId::Settings
        | AggregateId::Person(_)
        | AggregateId::Other(_) => None,
    }
}

fn packed(class: i64, origin: i64, counter: u64) -> Option<i64> {
    (counter <= COUNTER_MAX && origin <= ORIGIN_MAX)
        .then(|| class << CLASS_SHIFT | origin << ORIGIN_SHIFT | int(counter))
}

fn find_name(conn: &Connection, text: &str) -> Result<Option<i64>, StoreError> {
    Ok(conn
        .prepare_cached("SELECT key FROM names WHERE aggregate = ?1")?
        .query_row([text], |row| row.get(0))
        .optional()?)
}

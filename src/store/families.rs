//! Families on disk: which orders lines moved between, and the facts of all of them together.

use std::collections::BTreeSet;

use rusqlite::Connection;

use super::aside;
use super::error::StoreError;
use super::read::aggregate_rows;
use crate::domain::envelope::Sealed;
use crate::domain::family::Family;
use crate::domain::folded::Folded;

/// Notes that lines moved between two orders.
///
/// # Errors
/// As the database says.
pub fn link(conn: &Connection, one: i64, other: i64) -> Result<(), StoreError> {
    let mut insert =
        conn.prepare_cached("INSERT OR IGNORE INTO links (one, other) VALUES (?1, ?2)")?;
    insert.execute([one, other])?;
    insert.execute([other, one])?;
    Ok(())
}

/// The orders of a family, from any of them; itself alone for everything that has no links.
///
/// # Errors
/// As the database says.
pub fn members(conn: &Connection, key: i64) -> Result<BTreeSet<i64>, StoreError> {
    let mut found = BTreeSet::from([key]);
    // A file that an older program wrote last has no such table, and no families.
    let Ok(mut select) = conn.prepare_cached("SELECT other FROM links WHERE one = ?1") else {
        return Ok(found);
    };
    let mut waiting = vec![key];
    while let Some(one) = waiting.pop() {
        for other in select.query_map([one], |row| row.get::<_, i64>(0))? {
            let other = other?;
            if found.insert(other) {
                waiting.push(other);
            }
        }
    }
    Ok(found)
}

/// Every envelope of an aggregate, and of the whole family of an order, that arrived up to the row
/// `up_to`: of one aggregate in the order of arrival, of a family in the order of the fold.
///
/// # Errors
/// As the database says.
pub fn family_rows(conn: &Connection, key: i64, up_to: i64) -> Result<Vec<Sealed>, StoreError> {
    rows_of(conn, &members(conn, key)?, up_to)
}

/// The same for a family whose members are known. What came ahead of its journals is there too when
/// no end is named, for it is no row yet.
///
/// # Errors
/// As the database says.
pub fn rows_of(
    conn: &Connection,
    members: &BTreeSet<i64>,
    up_to: i64,
) -> Result<Vec<Sealed>, StoreError> {
    let mut rows = Vec::new();
    for member in members {
        aggregate_rows(conn, *member, up_to, &mut rows)?;
        if up_to == i64::MAX {
            aside::of_aggregate(conn, *member, &mut rows)?;
        }
    }
    if members.len() > 1 {
        rows.sort_by_key(|sealed| sealed.fact.sort_key());
    }
    Ok(rows)
}

/// The fold of the facts of a family.
pub fn fold(rows: Vec<Sealed>) -> Folded<Family> {
    let mut folded = Folded::new(Family::default());
    for sealed in rows.into_iter().filter(|sealed| sealed.fact.event.is_some()) {
        folded.insert(sealed.fact);
    }
    folded
}

//! What the report of exceptions lists: on which days something happened to which order or shift.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use rusqlite::{Connection, params};

use super::codec::day_number;
use super::error::StoreError;
use super::families;
use super::read::Reader;
use super::schema;
use crate::domain::audit::{self, Remark};
use crate::domain::envelope::Fact;
use crate::domain::id::AggregateId;
use crate::domain::number::SeriesNumber;
use crate::domain::shift::Shift;
use crate::domain::time::Day;

/// Notes the days on which something remarkable happened to an aggregate.
///
/// # Errors
/// As the database says.
pub fn note<'f>(
    conn: &Connection,
    key: i64,
    facts: impl Iterator<Item = &'f Arc<Fact>>,
    more: impl Iterator<Item = Day>,
) -> Result<(), StoreError> {
    let remarkable = facts.filter(|fact| fact.event.as_ref().is_some_and(audit::is_remarkable));
    let days: BTreeSet<Day> = remarkable.map(|fact| fact.day).chain(more).collect();
    for day in days {
        conn.prepare_cached("INSERT OR IGNORE INTO remarked (day, key) VALUES (?1, ?2)")?
            .execute(params![day_number(day), key])?;
    }
    Ok(())
}

impl Reader {
    /// Copies the whole store into another folder, also while a program writes to it.
    ///
    /// # Errors
    /// As the database or the disk says.
    pub fn back_up(&self, folder: &Path) -> Result<(), StoreError> {
        schema::back_up(&self.conn, &folder.join(schema::FILE))
    }

    /// The closed shift of a Z number, or the one that was closed last.
    ///
    /// # Errors
    /// As the database says.
    pub fn z(&mut self, number: Option<&SeriesNumber>) -> Result<Option<Shift>, StoreError> {
        let select = |sql: &str, given: &[&str]| -> Result<Vec<i64>, StoreError> {
            let mut select = self.conn.prepare_cached(sql)?;
            let keys = select.query_map(rusqlite::params_from_iter(given), |row| row.get(0))?;
            Ok(keys.collect::<Result<_, _>>()?)
        };
        // A shift and its Z usually bear the same number, so that one is looked at first.
        let keys = match number {
            Some(number) => select(
                "SELECT key FROM shifts WHERE closed IS NOT NULL ORDER BY number = ?1 DESC, closed",
                &[&number.0],
            )?,
            None => select(
                "SELECT key FROM shifts WHERE closed IS NOT NULL ORDER BY closed DESC LIMIT 1",
                &[],
            )?,
        };
        for key in keys {
            let AggregateId::Shift(id) = self.aggregate_of(key)? else { continue };
            let shift = self.shift(id)?;
            let wanted = |z: &SeriesNumber| number.is_none_or(|number| number == z);
            if shift.closed.as_ref().is_some_and(|(closed, _)| wanted(&closed.z)) {
                return Ok(Some(shift));
            }
        }
        Ok(None)
    }

    /// Everything remarkable of the business days from `from` to `to`, oldest first.
    ///
    /// # Errors
    /// As the database says.
    pub fn remarks(&mut self, from: Day, to: Day) -> Result<Vec<Remark>, StoreError> {
        let keys: Vec<i64> = {
            let mut select = self.conn.prepare_cached(
                "SELECT DISTINCT key FROM remarked WHERE day BETWEEN ?1 AND ?2 ORDER BY key",
            )?;
            let given = params![day_number(from), day_number(to)];
            select.query_map(given, |row| row.get(0))?.collect::<Result<_, _>>()?
        };
        let mut found = Vec::new();
        for key in keys {
            match self.aggregate_of(key)? {
                AggregateId::Order(id) => {
                    let rows = families::family_rows(&self.conn, key, i64::MAX)?;
                    let folded = families::fold(rows);
                    let own = AggregateId::Order(id);
                    let own = folded.facts().iter().filter(|fact| fact.aggregate == own).cloned();
                    let (own, family): (Vec<_>, _) = (own.collect(), folded.value());
                    let order = family.order(id);
                    found.extend(
                        order
                            .into_iter()
                            .flat_map(|order| audit::of_order(order, family.orders(), &own)),
                    );
                }
                AggregateId::Shift(id) => found.extend(audit::of_shift(&self.shift(id)?)),
                AggregateId::Item(_)
                | AggregateId::Menu
                | AggregateId::Staff(_)
                | AggregateId::Terminal(_)
                | AggregateId::Settings
                | AggregateId::Person(_)
                | AggregateId::Other(_) => {}
            }
        }
        found.extend(self.repeated()?);
        found.retain(|remark| (from..=to).contains(&remark.stamp.day));
        found.sort_by_key(|remark| (remark.stamp.at, remark.stamp.terminal, remark.seq));
        Ok(found)
    }
}

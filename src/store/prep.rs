//! Preparation times as a projection: sums by hour, station, item and step of their distribution.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use rusqlite::{Connection, params};

use super::error::StoreError;
use super::read::Reader;
use super::reports::bounded;
use crate::domain::prep::{Learnt, PrepCell, PrepSums};
use crate::domain::time::{At, SiteClock};

/// What stands between station and item in the word of a row.
const SEPARATOR: char = '\u{1f}';

/// How far back is learnt from, in hours: four weeks.
const LEARNT_HOURS: i64 = 672;

/// The statement that adds differences to a row.
static UPSERT: LazyLock<String> = LazyLock::new(|| {
    let sums = ["count", "wait", "works", "work"].map(|name| format!("{name} = {}", bounded(name)));
    format!(
        "INSERT INTO prep (hour, word, bucket, count, wait, works, work)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT (hour, word, bucket) DO UPDATE SET {}",
        sums.join(", ")
    )
});

/// Adds differences to the sums, and takes out what has become empty.
///
/// # Errors
/// As the database says.
pub(super) fn write(
    conn: &Connection,
    deltas: &BTreeMap<PrepCell, PrepSums>,
) -> Result<(), StoreError> {
    for ((hour, station, item, bucket), sums) in deltas {
        if sums.is_zero() {
            continue;
        }
        let word = format!("{station}{SEPARATOR}{item}");
        conn.prepare_cached(&UPSERT)?.execute(params![
            hour,
            word,
            bucket,
            sums.count,
            sums.wait_ms,
            sums.works,
            sums.work_ms
        ])?;
        if sums.count < 0 {
            conn.prepare_cached(
                "DELETE FROM prep WHERE hour = ?1 AND word = ?2 AND bucket = ?3 AND count = 0",
            )?
            .execute(params![hour, word, bucket])?;
        }
    }
    Ok(())
}

impl Reader {
    /// The preparation times of lines and tickets sent from a moment on and before another, by
    /// whole hours.
    ///
    /// # Errors
    /// As the database says.
    pub fn prep(&self, from: At, before: At) -> Result<Vec<(PrepCell, PrepSums)>, StoreError> {
        let hour = |at: At| at.0.div_euclid(3_600_000);
        let mut select = self.conn.prepare_cached(
            "SELECT hour, word, bucket, count, wait, works, work FROM prep
             WHERE hour >= ?1 AND hour < ?2",
        )?;
        let last = hour(At(before.0.saturating_add(3_599_999)));
        let mut rows = select.query(params![hour(from), last])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let word: String = row.get(1)?;
            let (station, item) = word.split_once(SEPARATOR).unwrap_or((&word, ""));
            let cell = (row.get(0)?, station.to_owned(), item.to_owned(), row.get(2)?);
            let sums = PrepSums {
                count: row.get(3)?,
                wait_ms: row.get(4)?,
                works: row.get(5)?,
                work_ms: row.get(6)?,
            };
            found.push((cell, sums));
        }
        Ok(found)
    }

    /// What the last four weeks have taught about the kitchen.
    ///
    /// # Errors
    /// As the database says.
    pub fn learnt(&self, clock: &SiteClock, now: At) -> Result<Learnt, StoreError> {
        let from = At(now.0.saturating_sub(LEARNT_HOURS * 3_600_000));
        let until = At(now.0.saturating_add(3_600_000));
        Ok(Learnt::of(self.prep(from, until)?, clock))
    }
}

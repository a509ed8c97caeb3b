//! Projections that are behind, brought forward: a step at a time, or all before the store is open.

use rusqlite::Connection;

use super::super::error::StoreError;
use super::super::projection::{self, Laid, Projector};
use super::super::read::last_id;

/// Rows projected in one transaction before the store is open.
const CATCH_UP_ROWS: usize = 8_192;

/// Projects at most `most` rows that wait, in a transaction of their own.
///
/// # Errors
/// As the database says.
pub fn step(conn: &Connection, projector: &mut Projector, most: usize) -> Result<(), StoreError> {
    let tx = conn.unchecked_transaction()?;
    let rows = projection::waiting(&tx, projector.watermark(), most)?;
    projector.project(&tx, &rows)?;
    Ok(tx.commit()?)
}

/// Projects rows that follow the watermark, in a transaction of their own.
///
/// # Errors
/// As the database says.
pub fn project(
    conn: &Connection,
    projector: &mut Projector,
    rows: &[Laid],
) -> Result<(), StoreError> {
    let tx = conn.unchecked_transaction()?;
    projector.project(&tx, rows)?;
    Ok(tx.commit()?)
}

/// Brings the projections up to the last row, before anybody reads them; `told` hears the rows done
/// and the rows in all when that takes more than one step.
///
/// # Errors
/// As the database says.
pub fn catch_up(
    conn: &Connection,
    projector: &mut Projector,
    told: fn(u64, u64),
) -> Result<(), StoreError> {
    let last = last_id(conn)?;
    if last > projector.watermark() {
        tracing::info!(rows = last - projector.watermark(), "the projections are made anew");
    }
    let rows = |id: i64| u64::try_from(id).unwrap_or(0);
    if last - projector.watermark() > i64::try_from(CATCH_UP_ROWS).unwrap_or(i64::MAX) {
        told(rows(projector.watermark()), rows(last));
    } else if last > projector.watermark() {
        return step(conn, projector, CATCH_UP_ROWS);
    }
    while projector.watermark() < last {
        step(conn, projector, CATCH_UP_ROWS)?;
        told(rows(projector.watermark()), rows(last));
    }
    Ok(())
}

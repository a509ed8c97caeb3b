//! Projections of shifts: a row for each, and the orders that its figures need while it is open.

use std::collections::BTreeSet;

use rusqlite::{Connection, params};

use super::codec::{Keys, day_number};
use super::error::StoreError;
use super::read::aggregate_rows;
use super::remarks;
use crate::domain::folded::Folded;
use crate::domain::id::{AggregateId, ShiftId};
use crate::domain::order::Order;
use crate::domain::shift::Shift;

/// Notes the order under every shift that is not closed and in which it was opened, paid or given
/// back; an order of a closed shift under the open one of the same drawer, whose Z may have to list
/// it as late.
///
/// # Errors
/// As the database says.
pub fn write_shifts_of(
    conn: &Connection,
    keys: &mut Keys,
    key: i64,
    order: &Order,
) -> Result<(), StoreError> {
    let paid = order.payments.iter().filter_map(|row| row.payment.shift);
    let given_back = order.refunds.iter().filter_map(|row| row.refund.shift);
    let shifts: BTreeSet<ShiftId> = order.shift.into_iter().chain(paid).chain(given_back).collect();
    for shift in shifts {
        let Some(shift) = keys.find(conn, &AggregateId::Shift(shift))? else { continue };
        conn.prepare_cached(
            "INSERT OR IGNORE INTO shift_orders (shift, number) SELECT ?1, ?2
             WHERE NOT EXISTS (SELECT 1 FROM shifts WHERE key = ?1 AND closed IS NOT NULL)",
        )?
        .execute([shift, key])?;
        conn.prepare_cached(
            "INSERT OR IGNORE INTO shift_orders (shift, number)
             SELECT open.key, ?2 FROM shifts AS taken
             JOIN shifts AS open ON open.terminal = taken.terminal AND open.closed IS NULL
             WHERE taken.key = ?1 AND taken.closed IS NOT NULL",
        )?
        .execute([shift, key])?;
    }
    Ok(())
}

/// Writes a shift down as its facts up to a row say.
///
/// # Errors
/// As the database says.
pub fn write_shift(conn: &Connection, key: i64, id: ShiftId, up_to: i64) -> Result<(), StoreError> {
    let mut rows = Vec::new();
    aggregate_rows(conn, key, up_to, &mut rows)?;
    let mut folded = Folded::new(Shift::new(id));
    for sealed in rows {
        folded.insert(sealed.fact);
    }
    let shift = folded.value();
    let opened = shift.opened.as_ref();
    conn.prepare_cached(
        "INSERT OR REPLACE INTO shifts (key, terminal, day, number, drawer, opened, closed)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute(params![
        key,
        opened.map(|stamp| stamp.terminal.to_string()),
        opened.map(|stamp| day_number(stamp.day)),
        shift.number.as_ref().map(ToString::to_string),
        shift.drawer,
        opened.map(|stamp| stamp.at.0),
        shift.closed.as_ref().map(|(_, stamp)| stamp.at.0),
    ])?;
    remarks::note(conn, key, folded.facts().iter(), std::iter::empty())?;
    if shift.closed.is_some() {
        conn.prepare_cached("DELETE FROM shift_orders WHERE shift = ?1")?.execute([key])?;
    }
    Ok(())
}

//! Projections: orders, shifts, series and daily rollups, kept in step with the journal by the fold.

use std::collections::BTreeMap;
use std::sync::Arc;

use rusqlite::{Connection, params};

use super::codec::{Keys, day_number, int};
use super::contribution::{Cell, Contribution};
use super::error::StoreError;
use super::figures::Figures;
use super::identity::{keep, kept_number};
use super::kept::KeptFamilies;
use super::persons;
use super::prep;
use super::read::{aggregate_rows, last_id};
use super::remarks;
use super::shift_rows::{write_shift, write_shifts_of};
use crate::domain::envelope::{Fact, Sealed};
use crate::domain::event::Event;
use crate::domain::folded::Folded;
use crate::domain::id::{AggregateId, ShiftId};
use crate::domain::order::{MoneyStatus, Order};
use crate::domain::prep::{PrepCell, PrepSums};
use crate::domain::settings::Settings;
use crate::domain::time::SiteClock;
use crate::domain::totals::{Settlement, Totals};

/// Changes whenever the fold or a projection changes; a file made by another is made anew.
pub const PROJECTION_VERSION: i64 = 10;

const VERSION: &str = "projection.version";
const WATERMARK: &str = "projection.row";

/// A row of the journal to be projected.
#[derive(Debug, Clone)]
pub struct Laid {
    /// Its place in the order of arrival.
    pub id: i64,
    /// The number of its aggregate.
    pub aggregate: i64,
    /// What it says.
    pub fact: Arc<Fact>,
    /// Its maker may not make it: it is left out.
    pub barred: bool,
}

/// The projecting side of the writer: what it remembers between transactions.
#[derive(Debug)]
pub struct Projector {
    orders: KeptFamilies,
    /// The shifts that changed, each with the last row of it.
    shifts: BTreeMap<i64, (ShiftId, i64)>,
    series: BTreeMap<(String, &'static str), u64>,
    deltas: BTreeMap<Cell, Figures>,
    prep: BTreeMap<PrepCell, PrepSums>,
    settings: Folded<Settings>,
    clock: SiteClock,
    keys: Keys,
    watermark: i64,
}

impl Projector {
    /// Reads how far the projections are; those of another version are dropped first.
    ///
    /// # Errors
    /// As the database says.
    pub fn load(conn: &Connection) -> Result<Self, StoreError> {
        if kept_number(conn, VERSION)? != PROJECTION_VERSION {
            let tx = conn.unchecked_transaction()?;
            drop_all(&tx)?;
            tx.commit()?;
        }
        let watermark = kept_number(conn, WATERMARK)?;
        let mut settings = Folded::new(Settings::default());
        for sealed in named(conn, &AggregateId::Settings, watermark)? {
            settings.insert(sealed.fact);
        }
        Ok(Self {
            orders: KeptFamilies::default(),
            shifts: BTreeMap::new(),
            series: BTreeMap::new(),
            deltas: BTreeMap::new(),
            prep: BTreeMap::new(),
            clock: settings.value().clock(),
            settings,
            keys: Keys::default(),
            watermark,
        })
    }

    /// The last row that is projected.
    pub fn watermark(&self) -> i64 {
        self.watermark
    }

    /// Projects rows that follow the watermark, in order, within the caller's transaction. When
    /// that is given back, the projector must be loaded anew.
    ///
    /// # Errors
    /// As the database says.
    pub fn project(&mut self, conn: &Connection, rows: &[Laid]) -> Result<(), StoreError> {
        for row in rows {
            self.take(conn, row)?;
        }
        if let Some(last) = rows.last() {
            self.flush(conn)?;
            self.watermark = last.id;
            keep(conn, WATERMARK, Some(&last.id.to_string()))?;
        }
        Ok(())
    }

    /// Says that rows are projected which are not: what the planted defect does.
    ///
    /// # Errors
    /// As the database says.
    #[cfg(feature = "planted")]
    pub fn skip_to(&mut self, conn: &Connection, rows: &[Laid]) -> Result<(), StoreError> {
        if let Some(last) = rows.last() {
            self.watermark = last.id;
            keep(conn, WATERMARK, Some(&last.id.to_string()))?;
        }
        Ok(())
    }

    fn take(&mut self, conn: &Connection, row: &Laid) -> Result<(), StoreError> {
        let fact = &row.fact;
        if row.barred {
            return Ok(());
        }
        match &fact.aggregate {
            AggregateId::Order(id) => self.orders.take(conn, row, *id)?,
            AggregateId::Shift(id) => {
                // Which orders a shift needs depends on whether it was open when they changed.
                let edge =
                    matches!(fact.event, Some(Event::ShiftOpened(_) | Event::ShiftClosed(_)));
                if edge {
                    self.flush(conn)?;
                }
                self.shifts.insert(row.aggregate, (*id, row.id));
                if edge {
                    self.flush(conn)?;
                }
            }
            AggregateId::Settings => {
                // The hour of a sale is local, so what was taken before goes by the old clock.
                self.flush(conn)?;
                self.settings.insert(Arc::clone(fact));
                self.clock = self.settings.value().clock();
            }
            AggregateId::Item(_)
            | AggregateId::Menu
            | AggregateId::Staff(_)
            | AggregateId::Terminal(_)
            | AggregateId::Person(_)
            | AggregateId::Other(_) => {}
        }
        self.count(fact);
        Ok(())
    }

    fn count(&mut self, fact: &Fact) {
        let (name, number) = match &fact.event {
            Some(Event::ReceiptIssued { number, .. }) => ("receipts", number),
            Some(Event::ShiftOpened(opened)) => ("shifts", &opened.number),
            Some(Event::ShiftClosed(closed)) => ("zs", &closed.z),
            _ => return,
        };
        let last = self.series.entry((fact.maker().to_string(), name)).or_default();
        *last = (*last).max(number.count().unwrap_or(0));
    }

    /// Writes down everything that was taken since the last time.
    fn flush(&mut self, conn: &Connection) -> Result<(), StoreError> {
        let clock = &self.clock;
        for family in self.orders.changed() {
            let Some(kept) = self.orders.kept(family) else { continue };
            for (key, id, given) in &mut kept.given {
                let Some(order) = kept.family.value().order(*id) else { continue };
                let totals = order.totals().unwrap_or_default();
                let next = Contribution::of(order, &totals, |at| i64::from(clock.hour(at)));
                if next != *given {
                    add(&mut self.deltas, given, -1);
                    add(&mut self.deltas, &next, 1);
                    add_prep(&mut self.prep, given, -1);
                    add_prep(&mut self.prep, &next, 1);
                    *given = next;
                }
                write_order(conn, *key, order, &totals, given.hour)?;
                write_shifts_of(conn, &mut self.keys, *key, order)?;
                let was = kept.family.facts().iter().any(|fact| names_customer(fact));
                persons::note_visit(conn, *key, order, was)?;
                let own = AggregateId::Order(*id);
                let own = kept.family.facts().iter().filter(|fact| fact.aggregate == own);
                let left_out = order.exceptions.iter().map(|exception| exception.stamp.day);
                remarks::note(conn, *key, own, left_out)?;
            }
        }
        for (key, (id, up_to)) in std::mem::take(&mut self.shifts) {
            write_shift(conn, key, id, up_to)?;
        }
        for ((terminal, name), count) in std::mem::take(&mut self.series) {
            conn.prepare_cached(
                "INSERT INTO series (terminal, name, count) VALUES (?1, ?2, ?3)
                 ON CONFLICT (terminal, name) DO UPDATE SET count = max(count, excluded.count)",
            )?
            .execute(params![terminal, name, int(count)])?;
        }
        for (cell, figures) in std::mem::take(&mut self.deltas) {
            if !figures.is_zero() {
                write_rollup(conn, &cell, &figures)?;
            }
        }
        prep::write(conn, &std::mem::take(&mut self.prep))?;
        self.orders.forget();
        Ok(())
    }
}

/// Empties every projection, so that it is made anew from the first row on.
///
/// # Errors
/// As the database says.
pub fn drop_all(conn: &Connection) -> Result<(), StoreError> {
    conn.execute_batch(
        "DELETE FROM orders; DELETE FROM shifts; DELETE FROM shift_orders;
         DELETE FROM series; DELETE FROM rollups; DELETE FROM prep; DELETE FROM remarked;
         DELETE FROM visits;",
    )?;
    keep(conn, WATERMARK, Some("0"))?;
    keep(conn, VERSION, Some(&PROJECTION_VERSION.to_string()))
}

/// How many rows are not projected yet.
///
/// # Errors
/// As the database says.
pub fn lag(conn: &Connection) -> Result<i64, StoreError> {
    Ok(last_id(conn)? - projected(conn)?)
}

/// The last row that is projected.
///
/// # Errors
/// As the database says.
pub fn projected(conn: &Connection) -> Result<i64, StoreError> {
    kept_number(conn, WATERMARK)
}

/// The rows behind the watermark, at most `rows` of them.
///
/// # Errors
/// As the database says.
pub fn waiting(conn: &Connection, after: i64, rows: usize) -> Result<Vec<Laid>, StoreError> {
    let mut select = conn.prepare_cached(
        "SELECT id, aggregate, bytes, hash, EXISTS (SELECT 1 FROM not_permitted n
            WHERE n.aggregate = journal.aggregate AND n.id = journal.id)
         FROM journal WHERE id > ?1 ORDER BY id LIMIT ?2",
    )?;
    let mut found = select.query(params![after, i64::try_from(rows).unwrap_or(i64::MAX)])?;
    let mut laid = Vec::with_capacity(rows);
    while let Some(row) = found.next()? {
        let sealed = super::codec::sealed_of(row, 2, 3)?;
        let (id, aggregate, barred) = (row.get(0)?, row.get(1)?, row.get(4)?);
        laid.push(Laid { id, aggregate, fact: sealed.fact, barred });
    }
    Ok(laid)
}

/// True for a fact that gives an order a customer or takes one off.
fn names_customer(fact: &Fact) -> bool {
    matches!(&fact.event, Some(Event::OrderChanged(change)) if change.customer.is_some())
}

fn add(deltas: &mut BTreeMap<Cell, Figures>, contribution: &Contribution, sign: i64) {
    for (cell, figures) in &contribution.cells {
        match deltas.get_mut(cell) {
            Some(sums) => sums.add(figures, sign),
            None => deltas.entry(cell.clone()).or_default().add(figures, sign),
        }
    }
}

fn add_prep(deltas: &mut BTreeMap<PrepCell, PrepSums>, contribution: &Contribution, sign: i64) {
    for (cell, sums) in &contribution.prep {
        deltas.entry(cell.clone()).or_default().add(sums, sign);
    }
}

fn write_order(
    conn: &Connection,
    key: i64,
    order: &Order,
    totals: &Totals,
    hour: Option<i64>,
) -> Result<(), StoreError> {
    // Totals and what follows from them are worked out once for each order that changed.
    let settlement = Settlement::of(order, totals).ok();
    let paid = settlement.is_some_and(|settlement| order.is_paid_by(&settlement));
    let open = settlement.map_or(1, |money| {
        if money.due.is_positive() {
            money.due.minor()
        } else if money.give_back.is_positive() {
            -money.give_back.minor()
        } else {
            i64::from(!order.flagged.is_empty())
        }
    });
    conn.prepare_cached(
        "INSERT INTO orders
            (key, day, at, letter, count, status, money, total, due, hour, exceptions)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
         ON CONFLICT (key) DO UPDATE SET
            day = excluded.day, at = excluded.at, letter = excluded.letter,
            count = excluded.count, status = excluded.status, money = excluded.money,
            total = excluded.total, due = excluded.due, hour = excluded.hour,
            exceptions = excluded.exceptions",
    )?
    .execute(params![
        key,
        order.day().map(day_number),
        order.opened.as_ref().map(|stamp| stamp.at.0),
        order.number.as_ref().map(|number| number.letter.as_str()),
        order.number.as_ref().map(|number| number.count),
        order.status_when(|| paid).word(),
        settlement.map_or(MoneyStatus::Unpaid, |money| money.status).to_string(),
        totals.total.minor(),
        open,
        hour,
        i64::try_from(order.exceptions.len()).unwrap_or(i64::MAX),
    ])?;
    Ok(())
}

fn write_rollup(conn: &Connection, cell: &Cell, figures: &Figures) -> Result<(), StoreError> {
    let (day, part, word) = cell;
    let values = figures.values();
    let mut given: Vec<&dyn rusqlite::ToSql> = vec![day, part, word];
    given.extend(values.iter().map(|value| -> &dyn rusqlite::ToSql { value }));
    conn.prepare_cached(&super::reports::UPSERT)?.execute(given.as_slice())?;
    if values.iter().any(|value| *value < 0) {
        conn.prepare_cached(&super::reports::DELETE_WHEN_ZERO)?
            .execute(params![day, part, word])?;
    }
    Ok(())
}

/// The envelopes of a named aggregate up to a row.
fn named(conn: &Connection, id: &AggregateId, up_to: i64) -> Result<Vec<Sealed>, StoreError> {
    let mut found = Vec::new();
    if let Some(key) = Keys::default().find(conn, id)? {
        aggregate_rows(conn, key, up_to, &mut found)?;
    }
    Ok(found)
}

/// Whether the projections of a file are those that this build makes.
pub fn is_current(conn: &Connection) -> Result<bool, StoreError> {
    Ok(kept_number(conn, VERSION)? == PROJECTION_VERSION)
}

//! What a terminal needs in memory when it starts: never the whole history.

use std::collections::BTreeSet;
use std::sync::Arc;

use rusqlite::{Connection, params};

use super::codec::{CLASS_NAMES, Keys, class_range, day_number, sealed_of};
use super::error::StoreError;
use super::families;
use super::identity::Identity;
use super::permitted;
use super::projection;
use super::read::{Reader, aggregate_rows};
use crate::domain::envelope::{Fact, Sealed};
use crate::domain::id::{AggregateId, ShiftId, TerminalId, TerminalKind};
use crate::domain::number::Letter;
use crate::domain::state::{Applied, Me, Series, State};
use crate::domain::time::Day;

/// The most settled orders of the open business day and the day before that are loaded; older ones
/// are loaded when they are asked for.
pub const RECENT_ORDERS_MAX: i64 = 2_000;

/// Bytes at the start of a menu's envelope that hold its clock.
const HEADER_BYTES: i64 = 512;

impl Identity {
    /// Who this terminal is, for the state.
    pub fn me(&self) -> Me {
        Me {
            site: self.site,
            terminal: self.terminal,
            kind: self.kind,
            name: self.name.clone(),
            letter: self.letter.clone(),
        }
    }

    /// Whose pairings go before all others: the hub that paired this terminal, or itself when it
    /// pairs the others.
    pub fn root(&self) -> Option<TerminalId> {
        match (&self.hub, self.kind) {
            (Some(hub), _) => hub.terminal,
            (None, TerminalKind::Hub | TerminalKind::Counter) => Some(self.terminal),
            (None, TerminalKind::Kitchen | TerminalKind::Display) => None,
        }
    }
}

impl Reader {
    /// The state of a terminal at its start on the business day `today`: settings, menu, items,
    /// staff, terminals, open orders, open shifts, the recent orders and the own series. Who
    /// subscribes to the writer before misses nothing: what arrives twice folds once.
    ///
    /// # Errors
    /// As the database says.
    pub fn load_state(&mut self, identity: &Identity, today: Day) -> Result<State, StoreError> {
        let mut state = State::rooted(identity.me(), identity.root());
        state.goes_on_for(self.before()?);
        for sealed in self.startup(today)? {
            let _: Applied = state.load(&sealed.fact);
        }
        let series = self.own_series(identity, today)?;
        let own = &mut state.series;
        own.receipts = own.receipts.max(series.receipts);
        own.shifts = own.shifts.max(series.shifts);
        own.zs = own.zs.max(series.zs);
        for (key, count) in series.orders {
            let last = own.orders.entry(key).or_default();
            *last = (*last).max(count);
        }
        Ok(state)
    }

    /// The envelopes of everything that is loaded at the start: of aggregates that are neither
    /// orders nor shifts (of the menu only the last one), of open shifts, of open orders, of
    /// orders of open shifts, of the recent orders of `today` and the day before, and what came
    /// ahead of its journals.
    ///
    /// # Errors
    /// As the database says.
    pub fn startup(&mut self, today: Day) -> Result<Vec<Sealed>, StoreError> {
        let mut found = Vec::new();
        let menu = self.keys.find(&self.conn, &AggregateId::Menu)?;
        let _snapshot = self.conn.unchecked_transaction()?;
        self.named(menu, &mut found)?;
        for key in self.shifts_for_start(today)? {
            aggregate_rows(&self.conn, key, i64::MAX, &mut found)?;
        }
        let mut done = BTreeSet::new();
        for key in self.orders_for_start(today)? {
            if !done.contains(&key) {
                found.extend(families::family_rows(&self.conn, key, i64::MAX)?);
                done.extend(families::members(&self.conn, key)?);
            }
        }
        found.extend(self.ahead()?);
        Ok(found)
    }

    /// A state that knows the site and none of its orders and shifts: menu, settings, staff,
    /// terminals, what is sold out.
    ///
    /// # Errors
    /// As the database says.
    pub fn load_site(&mut self, identity: &Identity) -> Result<State, StoreError> {
        let mut found = Vec::new();
        let menu = self.keys.find(&self.conn, &AggregateId::Menu)?;
        self.named(menu, &mut found)?;
        let mut state = State::rooted(identity.me(), identity.root());
        for sealed in found {
            let _: Applied = state.load(&sealed.fact);
        }
        Ok(state)
    }

    /// The envelopes of everything that is neither order nor shift; of the menu only the last one.
    fn named(&self, menu: Option<i64>, found: &mut Vec<Sealed>) -> Result<(), StoreError> {
        for key in self.named_aggregates()? {
            if Some(key) == menu {
                self.last_menu(key, found)?;
            } else {
                aggregate_rows(&self.conn, key, i64::MAX, found)?;
            }
        }
        Ok(())
    }

    /// The place of the last fact that the projections know.
    ///
    /// # Errors
    /// As the database says.
    pub fn projected(&self) -> Result<i64, StoreError> {
        projection::projected(&self.conn)
    }

    /// What arrived behind a place, in the order of arrival, each fact with its place: at most
    /// `most` of them.
    ///
    /// # Errors
    /// As the database says.
    pub fn arrived(&self, after: i64, most: usize) -> Result<Vec<(i64, Arc<Fact>)>, StoreError> {
        let rows = projection::waiting(&self.conn, after, most)?;
        Ok(rows.into_iter().map(|row| (row.id, row.fact)).collect())
    }

    /// Loads every order that the figures of an open shift need, of whatever terminal.
    ///
    /// # Errors
    /// As the database says.
    pub fn load_open_shifts(&self, state: &mut State) -> Result<(), StoreError> {
        let keys: Vec<i64> = {
            let mut select =
                self.conn.prepare_cached("SELECT DISTINCT number FROM shift_orders")?;
            select.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?
        };
        for key in keys {
            for sealed in families::family_rows(&self.conn, key, i64::MAX)? {
                let _: Applied = state.load(&sealed.fact);
            }
        }
        Ok(())
    }

    /// The last counts of the own series, and of the own order numbers of `today` and the day
    /// before.
    ///
    /// # Errors
    /// As the database says.
    pub fn own_series(&self, identity: &Identity, today: Day) -> Result<Series, StoreError> {
        let mut series = Series {
            receipts: self.series(identity.terminal, "receipts")?,
            shifts: self.series(identity.terminal, "shifts")?,
            zs: self.series(identity.terminal, "zs")?,
            ..Series::default()
        };
        if let Some(letter) = &identity.letter {
            for day in [today.before(), today] {
                if let Some(count) = self.highest_count(letter, day)? {
                    series.orders.insert((letter.clone(), day), count);
                }
            }
        }
        Ok(series)
    }

    fn highest_count(&self, letter: &Letter, day: Day) -> Result<Option<u32>, StoreError> {
        Ok(self
            .conn
            .prepare_cached("SELECT max(count) FROM orders WHERE day = ?1 AND letter = ?2")?
            .query_row(params![day_number(day), letter.as_str()], |row| row.get(0))?)
    }

    fn named_aggregates(&self) -> Result<Vec<i64>, StoreError> {
        let (first, beyond) = class_range(CLASS_NAMES);
        let mut select = self
            .conn
            .prepare_cached("SELECT key FROM names WHERE key >= ?1 AND key < ?2 ORDER BY key")?;
        let keys = select.query_map([first, beyond], |row| row.get(0))?;
        Ok(keys.collect::<Result<_, _>>()?)
    }

    /// Of the menu only the last envelope matters: later ones replace earlier ones as a whole.
    fn last_menu(&self, key: i64, found: &mut Vec<Sealed>) -> Result<(), StoreError> {
        let left_out = permitted::left_out(&self.conn, key)?;
        let mut runs =
            self.conn.prepare_cached("SELECT id FROM trail WHERE aggregate = ?1 ORDER BY id")?;
        let mut heads = self.conn.prepare_cached(
            "SELECT aggregate, id, substr(bytes, 1, ?2) FROM journal WHERE id >= ?1 ORDER BY id",
        )?;
        let mut last: Vec<(String, i64)> = Vec::new();
        let mut starts = runs.query([key])?;
        while let Some(start) = starts.next()? {
            let mut rows = heads.query(params![start.get::<_, i64>(0)?, HEADER_BYTES])?;
            while let Some(row) = rows.next()? {
                if row.get::<_, i64>(0)? != key {
                    break;
                }
                if left_out.contains(&row.get(1)?) {
                    continue;
                }
                let hlc = clock_of(row.get_ref(2)?.as_str().unwrap_or_default());
                if last.first().is_none_or(|(best, _)| *best < hlc) {
                    last.clear();
                }
                if last.first().is_none_or(|(best, _)| *best == hlc) {
                    last.push((hlc, row.get(1)?));
                }
            }
        }
        let mut select =
            self.conn.prepare_cached("SELECT bytes, hash FROM journal WHERE id = ?1")?;
        for (_, id) in last {
            let mut rows = select.query([id])?;
            if let Some(row) = rows.next()? {
                found.push(sealed_of(row, 0, 1)?);
            }
        }
        Ok(())
    }

    /// Open shifts, those opened today or the day before, and the last closed one of the own
    /// drawer, in which the next count begins.
    fn shifts_for_start(&self, today: Day) -> Result<Vec<i64>, StoreError> {
        let mut select = self.conn.prepare_cached(
            "SELECT key FROM shifts WHERE closed IS NULL
             UNION SELECT key FROM shifts WHERE day >= ?1
             UNION SELECT key FROM (SELECT key FROM shifts WHERE terminal = ?2
                AND closed IS NOT NULL ORDER BY day DESC, opened DESC LIMIT 1)",
        )?;
        let own = self.identity()?.map(|identity| identity.terminal.to_string());
        let given = params![day_number(today.before()), own];
        let keys = select.query_map(given, |row| row.get(0))?;
        Ok(keys.collect::<Result<_, _>>()?)
    }

    fn orders_for_start(&self, today: Day) -> Result<BTreeSet<i64>, StoreError> {
        let yesterday = day_number(today.before());
        let mut keys = BTreeSet::new();
        let mut take = |sql: &str, given: &[i64]| -> Result<(), StoreError> {
            let mut select = self.conn.prepare_cached(sql)?;
            for key in select.query_map(rusqlite::params_from_iter(given), |row| row.get(0))? {
                keys.insert(key?);
            }
            Ok(())
        };
        take("SELECT key FROM orders WHERE due <> 0", &[])?;
        take("SELECT key FROM orders WHERE day IS NULL", &[])?;
        take(
            "SELECT key FROM orders WHERE day >= ?1 AND status NOT IN
                ('SERVED', 'COMPLETED', 'CANCELLED', 'REJECTED', 'MERGED')",
            &[yesterday],
        )?;
        take(
            "SELECT key FROM orders WHERE day >= ?1 ORDER BY day DESC, at DESC LIMIT ?2",
            &[yesterday, RECENT_ORDERS_MAX],
        )?;
        let own = self.identity()?.map(|identity| identity.terminal);
        for (id, terminal) in self.open_shifts()? {
            if own.is_none_or(|own| own == terminal)
                && let Some(key) = find_shift(&self.conn, id)?
            {
                take("SELECT number FROM shift_orders WHERE shift = ?1", &[key])?;
            }
        }
        Ok(keys)
    }
}

/// The hybrid clock in the first bytes of an envelope; as hex of fixed length it sorts as text.
fn clock_of(header: &str) -> String {
    let start = header.find("\"hlc\":\"").map_or(0, |at| at + 7);
    header.get(start..start + 16).unwrap_or_default().to_owned()
}

/// The number of a shift, when anything of it is held.
fn find_shift(conn: &Connection, id: ShiftId) -> Result<Option<i64>, StoreError> {
    Keys::default().find(conn, &AggregateId::Shift(id))
}

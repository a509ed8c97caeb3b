//! Orders on disk: by identity, by number, and in pages that a filter picks.

use rusqlite::types::Value;

use super::codec::{day_number, int};
use super::error::StoreError;
use super::families;
use super::read::Reader;
use crate::domain::id::{AggregateId, OrderId};
use crate::domain::number::OrderNumber;
use crate::domain::order::{Order, Status};
use crate::domain::time::Day;

/// The most orders of one page.
pub const PAGE_ORDERS_MAX: u32 = 500;

/// Statuses in which food is out of the shop's hands.
pub(super) const DONE: &str = "('SERVED', 'COMPLETED', 'CANCELLED', 'REJECTED', 'MERGED')";

/// Which orders are listed; an empty filter lists all of them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OrderFilter {
    /// From this business day of their opening on.
    pub from: Option<Day>,
    /// Up to this business day of their opening.
    pub to: Option<Day>,
    /// Whose food stands so.
    pub status: Option<Status>,
    /// Only with money open, or unserved since the day before this one.
    pub open_on: Option<Day>,
    /// Only with exceptions.
    pub exceptions: bool,
}

/// Where a page begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Page {
    /// How many orders of the filter to leave out before it.
    pub skip: u64,
    /// How many orders it has, at most [`PAGE_ORDERS_MAX`].
    pub rows: u32,
}

impl Reader {
    /// An order as the fold of its facts, never older than what is durable; `None` when nothing of
    /// it is held.
    ///
    /// # Errors
    /// As the database says.
    pub fn order(&mut self, id: OrderId) -> Result<Option<Order>, StoreError> {
        Ok(families::fold(self.aggregate(&AggregateId::Order(id))?).value().order(id).cloned())
    }

    /// The order of a number on a business day; when a cloned machine has given it twice, the one
    /// opened last.
    ///
    /// # Errors
    /// As the database says.
    pub fn order_on(
        &mut self,
        day: Day,
        number: &OrderNumber,
    ) -> Result<Option<Order>, StoreError> {
        let keys = self.order_keys(
            "SELECT key FROM orders WHERE day = ?1 AND letter = ?2 AND count = ?3
             ORDER BY at DESC",
            &[
                Value::Integer(day_number(day)),
                Value::Text(number.letter.to_string()),
                Value::Integer(i64::from(number.count)),
            ],
        )?;
        self.first_of(&keys, number)
    }

    /// The first of the orders that bears the whole number: the bills of a split order share all
    /// but its end.
    fn first_of(&self, keys: &[i64], number: &OrderNumber) -> Result<Option<Order>, StoreError> {
        for key in keys {
            let found = self.fold_keys(&[*key])?.pop();
            if let Some(order) = found.filter(|order| order.number.as_ref() == Some(number)) {
                return Ok(Some(order));
            }
        }
        Ok(None)
    }

    /// The open order of a number, else the latest.
    ///
    /// # Errors
    /// As the database says.
    pub fn order_by_number(
        &mut self,
        number: &OrderNumber,
        today: Day,
    ) -> Result<Option<Order>, StoreError> {
        let parts =
            [Value::Text(number.letter.to_string()), Value::Integer(i64::from(number.count))];
        let open = self.order_keys(
            "SELECT key FROM orders WHERE due <> 0 AND letter = ?1 AND count = ?2
             ORDER BY at DESC",
            &parts,
        )?;
        if let Some(order) = self.first_of(&open, number)? {
            return Ok(Some(order));
        }
        let mut day = Value::Integer(day_number(today.after()));
        loop {
            // The index begins with the day, so the days are gone through one by one.
            let before: Option<i64> = self
                .conn
                .prepare_cached("SELECT max(day) FROM orders WHERE day <= ?1")?
                .query_row([&day], |row| row.get(0))?;
            let Some(found) = before else { return Ok(None) };
            let [letter, count] = parts.clone();
            let keys = self.order_keys(
                "SELECT key FROM orders WHERE day = ?1 AND letter = ?2 AND count = ?3
                 ORDER BY at DESC",
                &[Value::Integer(found), letter, count],
            )?;
            if let Some(order) = self.first_of(&keys, number)? {
                return Ok(Some(order));
            }
            day = Value::Integer(found - 1);
        }
    }

    /// The order for which a receipt of this number was issued, looked up in the journal itself.
    ///
    /// # Errors
    /// As the database says.
    pub fn order_by_receipt(&mut self, number: &str) -> Result<Option<Order>, StoreError> {
        let keys = self.receipt_keys(number)?;
        let found = self.fold_keys(&keys)?;
        let bears = |order: &Order| order.receipts.iter().any(|one| one.number.0 == number);
        Ok(found.into_iter().find(bears))
    }

    /// A page of orders, newest business day and newest opening first, each folded from its facts.
    ///
    /// # Errors
    /// As the database says.
    pub fn orders_list(
        &mut self,
        filter: &OrderFilter,
        page: Page,
    ) -> Result<Vec<Order>, StoreError> {
        let mut wanted = vec!["true".to_owned()];
        let mut given = Vec::new();
        let bound = |given: &mut Vec<Value>, value: Value| {
            given.push(value);
            format!("?{}", given.len())
        };
        if let Some(day) = filter.from {
            let mark = bound(&mut given, Value::Integer(day_number(day)));
            wanted.push(format!("day >= {mark}"));
        }
        if let Some(day) = filter.to {
            let mark = bound(&mut given, Value::Integer(day_number(day)));
            wanted.push(format!("day <= {mark}"));
        }
        if let Some(status) = filter.status {
            let mark = bound(&mut given, Value::Text(status.word().to_owned()));
            wanted.push(format!("status = {mark}"));
        }
        if let Some(today) = filter.open_on {
            let mark = bound(&mut given, Value::Integer(day_number(today.before())));
            wanted.push(format!("(due <> 0 OR (day >= {mark} AND status NOT IN {DONE}))"));
        }
        if filter.exceptions {
            wanted.push("exceptions <> 0".to_owned());
        }
        let rows = bound(&mut given, Value::Integer(i64::from(page.rows.min(PAGE_ORDERS_MAX))));
        let skip = bound(&mut given, Value::Integer(int(page.skip)));
        let sql = format!(
            "SELECT key FROM orders WHERE {} ORDER BY day DESC, at DESC, key DESC
             LIMIT {rows} OFFSET {skip}",
            wanted.join(" AND ")
        );
        let keys = self.order_keys(&sql, &given)?;
        self.fold_keys(&keys)
    }

    pub(super) fn order_keys(&self, sql: &str, given: &[Value]) -> Result<Vec<i64>, StoreError> {
        let mut select = self.conn.prepare_cached(sql)?;
        let keys = select.query_map(rusqlite::params_from_iter(given), |row| row.get(0))?;
        Ok(keys.collect::<Result<_, _>>()?)
    }

    pub(super) fn fold_keys(&self, keys: &[i64]) -> Result<Vec<Order>, StoreError> {
        let mut orders = Vec::with_capacity(keys.len());
        for key in keys {
            let AggregateId::Order(id) = self.aggregate_of(*key)? else { continue };
            let family = families::fold(families::family_rows(&self.conn, *key, i64::MAX)?);
            orders.extend(family.value().order(id).cloned());
        }
        Ok(orders)
    }
}

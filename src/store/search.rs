//! Looking for orders among everything that is on the disk: by number, receipt, amount, day, words.

use rusqlite::types::Value;
use rusqlite::{OptionalExtension, params};

use super::branches;
use super::codec::{day_number, int, uint};
use super::error::StoreError;
use super::families;
use super::orders::DONE;
use super::places::row_at;
use super::read::{Reader, last_id};
use crate::domain::search::{FOUND_MAX, PERSONS_MAX, Query, Searched, Word};
use crate::domain::time::Day;
use std::sync::Arc;

/// How many rows at the end of the journal are read for words that no index knows. A sale has
/// about eight rows, so this is the last 37 000 sales; older ones are found with their day.
pub const SEARCH_ROWS_MAX: i64 = 300_000;

/// How many orders are folded for one search to see whether they match.
pub const SEARCH_ORDERS_MAX: usize = 1_000;

/// Rows that are read on from a place of a journal to meet the next receipt.
const RECEIPT_SPAN: i64 = 20_000;

/// The texts of a fact in which people look for words.
const TEXTS: [&str; 3] = ["\"name\":\"", "\"table\":\"", "\"reference\":\""];

/// Orders that may match, and whether there are no others.
type Candidates = (Vec<i64>, bool);

impl Reader {
    /// The orders that match, the latest first, at most [`FOUND_MAX`]. Number, receipt and day are
    /// looked up, an amount is compared in every order, other words are looked for in the last
    /// [`SEARCH_ROWS_MAX`] rows or in all orders of the day that is named.
    ///
    /// # Errors
    /// As the database says.
    pub fn search(&self, query: &Query) -> Result<Searched, StoreError> {
        let (mut keys, mut all) = self.candidates(query)?;
        let mut seen = std::collections::HashSet::new();
        keys.retain(|key| seen.insert(*key));
        if keys.len() > SEARCH_ORDERS_MAX {
            keys.truncate(SEARCH_ORDERS_MAX);
            all = false;
        }
        let mut orders = Vec::new();
        for key in keys {
            let found = self.fold_keys(&[key])?;
            let found = found.into_iter().filter(|order| order.opened.is_some());
            orders.extend(found.filter(|order| query.matches(order)).map(Arc::new));
            if orders.len() > FOUND_MAX {
                all = false;
                break;
            }
        }
        orders.sort_by_key(|order| std::cmp::Reverse(order.opened.as_ref().map(|one| one.at)));
        orders.truncate(FOUND_MAX);
        let named = !query.words.is_empty() && query.day.is_none() && query.open_on.is_none();
        let persons =
            if named { self.persons_like(&query.text(), PERSONS_MAX)? } else { Vec::new() };
        Ok(Searched { orders, persons, all })
    }

    /// The orders among which those that match are.
    fn candidates(&self, query: &Query) -> Result<Candidates, StoreError> {
        let word = |test: &dyn Fn(&Word) -> bool| query.words.iter().find(|word| test(word));
        if let Some(day) = query.day {
            return self.of_day(day, word(&|word| word.number.is_some()));
        }
        if let Some(today) = query.open_on {
            return self.open_ones(today);
        }
        let Some(first) = query.words.first() else { return self.latest() };
        if let Some(number) = word(&|word| word.number.is_some()) {
            // `b12` may be the number of an order, and `red12` the name of a guest.
            let (mut keys, all) = self.of_number(number)?;
            if keys.is_empty() {
                return self.of_words(&[number]);
            }
            keys.truncate(SEARCH_ORDERS_MAX);
            return Ok((keys, all));
        }
        if let Some(receipt) = word(&|word| receipt_count(word).is_some()) {
            let keys = self.receipt_keys(&receipt.text)?;
            if !keys.is_empty() {
                return Ok((keys, true));
            }
        }
        if let Some(amount) = word(&Word::is_amount) {
            return self.of_amount(amount);
        }
        if first.is_figures() && query.words.len() == 1 {
            return self.of_figures(first);
        }
        let words: Vec<&Word> = query.words.iter().filter(|word| !word.is_figures()).collect();
        self.of_words(&words)
    }

    fn latest(&self) -> Result<Candidates, StoreError> {
        let sql = "SELECT key FROM orders WHERE day IS NOT NULL ORDER BY day DESC, at DESC LIMIT ?";
        self.limited(sql, Vec::new(), FOUND_MAX)
    }

    fn of_day(&self, day: Day, number: Option<&Word>) -> Result<Candidates, StoreError> {
        let day = Value::Integer(day_number(day));
        if let Some(number) = number.and_then(|word| word.number.as_ref()) {
            let sql = "SELECT key FROM orders WHERE day = ? AND letter = ? AND count = ?
                       ORDER BY at DESC LIMIT ?";
            let letter = Value::Text(number.letter.to_string());
            let given = vec![day, letter, Value::Integer(i64::from(number.count))];
            return self.limited(sql, given, SEARCH_ORDERS_MAX);
        }
        let sql = "SELECT key FROM orders WHERE day = ? ORDER BY at DESC LIMIT ?";
        self.limited(sql, vec![day], SEARCH_ORDERS_MAX)
    }

    fn open_ones(&self, today: Day) -> Result<Candidates, StoreError> {
        let sql = format!(
            "SELECT key FROM orders WHERE due <> 0 OR (day >= ? AND status NOT IN {DONE})
             ORDER BY at DESC LIMIT ?"
        );
        self.limited(&sql, vec![Value::Integer(day_number(today.before()))], SEARCH_ORDERS_MAX)
    }

    /// Orders of a number, day by day from the newest: the index begins with the day.
    fn of_number(&self, word: &Word) -> Result<Candidates, StoreError> {
        let Some(number) = &word.number else { return Ok((Vec::new(), true)) };
        let letter = Value::Text(number.letter.to_string());
        let count = Value::Integer(i64::from(number.count));
        self.day_by_day("letter = ? AND count = ?", &[letter, count])
    }

    fn day_by_day(&self, wanted: &str, given: &[Value]) -> Result<Candidates, StoreError> {
        let sql = format!("SELECT key FROM orders WHERE day = ? AND {wanted} ORDER BY at DESC");
        let mut keys = Vec::new();
        let mut up_to = i64::MAX;
        while keys.len() <= FOUND_MAX {
            let day: Option<i64> = self
                .conn
                .prepare_cached("SELECT max(day) FROM orders WHERE day <= ?1")?
                .query_row([up_to], |row| row.get(0))?;
            let Some(day) = day else { return Ok((keys, true)) };
            let given: Vec<Value> =
                std::iter::once(Value::Integer(day)).chain(given.iter().cloned()).collect();
            keys.extend(self.order_keys(&sql, &given)?);
            up_to = day.saturating_sub(1);
        }
        Ok((keys, false))
    }

    /// Every order has its total beside it, so all of them are compared, without an index.
    fn of_amount(&self, word: &Word) -> Result<Candidates, StoreError> {
        let Some(amount) = word.amount else { return Ok((Vec::new(), true)) };
        let sql = "SELECT key FROM orders NOT INDEXED WHERE total = ?
                   ORDER BY day DESC, at DESC LIMIT ?";
        self.limited(sql, vec![Value::Integer(amount.minor())], FOUND_MAX)
    }

    /// Figures alone: the number of an order, a table, or a whole amount.
    fn of_figures(&self, word: &Word) -> Result<Candidates, StoreError> {
        let count = Value::Integer(word.text.parse().unwrap_or(-1));
        let (mut keys, numbers) = self.day_by_day("count = ?", &[count])?;
        let (amounts, sums) = self.of_amount(word)?;
        let (texts, rows) = self.of_words(&[word])?;
        keys.extend(amounts);
        keys.extend(texts);
        Ok((keys, numbers && sums && rows))
    }

    /// Orders of which the newest rows name the longest of the words.
    fn of_words(&self, words: &[&Word]) -> Result<Candidates, StoreError> {
        let Some(word) = words.iter().max_by_key(|word| word.text.len()) else {
            return Ok((Vec::new(), true));
        };
        let last = last_id(&self.conn)?;
        let after = last.saturating_sub(SEARCH_ROWS_MAX);
        let mut select = self.conn.prepare_cached(
            "SELECT aggregate, bytes FROM journal WHERE id > ?1 AND kind IN (SELECT key FROM kinds
                WHERE word IN ('order_opened', 'order_changed', 'line_added', 'payment_taken'))
             ORDER BY id DESC",
        )?;
        let mut rows = select.query([after])?;
        let mut keys = Vec::new();
        let mut last_key = None;
        while let Some(row) = rows.next()? {
            let key: i64 = row.get(0)?;
            let bytes = row.get_ref(1)?.as_str().unwrap_or_default();
            if last_key == Some(key) || !names(bytes, word) {
                continue;
            }
            last_key = Some(key);
            keys.extend(families::members(&self.conn, key)?);
            if keys.len() > SEARCH_ORDERS_MAX {
                return Ok((keys, false));
            }
        }
        Ok((keys, after <= 0))
    }

    /// The orders that got a receipt of this number or with these last figures. The numbers of a
    /// terminal only grow, so its journal is halved until the receipt is met.
    pub(super) fn receipt_keys(&self, text: &str) -> Result<Vec<i64>, StoreError> {
        let digits = text.rsplit_once('-').map_or(text, |(_, digits)| digits);
        let Ok(count) = digits.parse::<u64>() else { return Ok(Vec::new()) };
        let kind: Option<i64> = self
            .conn
            .prepare_cached("SELECT key FROM kinds WHERE word = 'receipt_issued'")?
            .query_row([], |row| row.get(0))
            .optional()?;
        let Some(kind) = kind else { return Ok(Vec::new()) };
        let mut keys = Vec::new();
        for branches::File { key: journal, head, .. } in branches::files(&self.conn)? {
            let (mut low, mut high) = (1, head.seq);
            while low <= high {
                let middle = low + (high - low) / 2;
                match self.receipt_from(journal, middle, kind)? {
                    Some((seq, number, key)) => match series_count(&number) {
                        Some(found) if found == count => {
                            let wanted = text.to_uppercase();
                            keys.extend(number.ends_with(&wanted).then_some(key));
                            break;
                        }
                        Some(found) if found < count => low = seq + 1,
                        _ => high = middle - 1,
                    },
                    None => high = middle - 1,
                }
            }
        }
        Ok(keys)
    }

    /// The first receipt of a journal at or behind a place: its place, number and order.
    fn receipt_from(
        &self,
        journal: i64,
        seq: u64,
        kind: i64,
    ) -> Result<Option<(u64, String, i64)>, StoreError> {
        let Some(id) = row_at(&self.conn, journal, seq)? else { return Ok(None) };
        let found = self
            .conn
            .prepare_cached(
                "SELECT seq, bytes, aggregate FROM journal
                 WHERE id >= ?1 AND id < ?2 AND journal = ?3 AND kind = ?4 AND seq >= ?5
                 ORDER BY id LIMIT 1",
            )?
            .query_row(
                params![id, id.saturating_add(RECEIPT_SPAN), journal, kind, int(seq)],
                |row| Ok((uint(row.get(0)?), row.get::<_, String>(1)?, row.get(2)?)),
            )
            .optional()?;
        Ok(found.map(|(seq, bytes, key)| {
            let number = values(&bytes, "\"number\":\"").next().unwrap_or_default();
            (seq, number.to_owned(), key)
        }))
    }

    fn limited(
        &self,
        sql: &str,
        mut given: Vec<Value>,
        most: usize,
    ) -> Result<Candidates, StoreError> {
        let rows = i64::try_from(most).unwrap_or(i64::MAX).saturating_add(1);
        given.push(Value::Integer(rows));
        let keys = self.order_keys(sql, &given)?;
        let all = keys.len() <= most;
        Ok((keys, all))
    }
}

/// The count of a receipt that the word may be: `A-000123`, or its last figures with their zeros.
fn receipt_count(word: &Word) -> Option<u64> {
    let written = word.text.contains('-') || (word.is_figures() && word.text.len() >= 4);
    written.then(|| series_count(&word.text)).flatten()
}

fn series_count(text: &str) -> Option<u64> {
    text.rsplit_once('-').map_or(text, |(_, digits)| digits).parse().ok()
}

/// True when one of the texts of a fact has the word.
fn names(bytes: &str, word: &Word) -> bool {
    TEXTS.iter().any(|key| values(bytes, key).any(|text| word.is_in(text)))
}

/// The texts behind a key, as far as their first quotation mark.
fn values<'b>(bytes: &'b str, key: &'b str) -> impl Iterator<Item = &'b str> {
    let parts = bytes.match_indices(key).filter_map(move |(at, _)| bytes.get(at + key.len()..));
    parts.map(|rest| rest.split_once('"').map_or(rest, |(text, _)| text))
}

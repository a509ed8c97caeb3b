//! Numbers that were given twice, because two machines wrote under one identity.

use std::collections::BTreeMap;

use super::branches;
use super::error::StoreError;
use super::read::Reader;
use crate::domain::audit::{Remark, What};
use crate::domain::envelope::{Fact, Sealed, SortKey};
use crate::domain::event::Event;
use crate::domain::id::TerminalId;
use crate::domain::money::Money;
use crate::domain::order::Stamped;

/// How many rows are read at once.
const ROWS_MAX: usize = 1_024;

/// How many bytes are read at once.
const BYTES_MAX: usize = 4 * 1024 * 1024;

/// Which series a number belongs to, and the number as it is shown. Orders count by the day.
#[expect(clippy::wildcard_enum_match_arm, reason = "the other kinds bear no number")]
fn number(fact: &Fact) -> Option<(&'static str, String, String)> {
    let (series, number) = match fact.event.as_ref()? {
        Event::OrderOpened(opened) => {
            let shown = opened.number.to_string();
            return Some(("order", format!("{} {shown}", fact.day), shown));
        }
        Event::ReceiptIssued { number, .. } => ("receipt", number.to_string()),
        Event::ShiftOpened(opened) => ("shift", opened.number.to_string()),
        Event::ShiftClosed(closed) => ("Z", closed.z.to_string()),
        _ => return None,
    };
    Some((series, number.clone(), number))
}

impl Reader {
    /// The facts that bear a number which another machine with the same identity had given before:
    /// both are kept, and each later one is an exception. Oldest first.
    ///
    /// # Errors
    /// As the database says.
    pub fn repeated(&self) -> Result<Vec<Remark>, StoreError> {
        let mut rows = Vec::new();
        for file in branches::files(&self.conn)?.into_iter().filter(|file| !file.again) {
            if file.branch.is_some() {
                self.rows_behind(file.journal, file.base, |_| true, &mut rows)?;
            } else {
                // What was issued again stands at the beginning of a renewed journal.
                self.rows_behind(file.journal, 0, |row| row.fact.of.is_some(), &mut rows)?;
            }
        }
        let mut first: BTreeMap<TerminalId, u64> = BTreeMap::new();
        for row in &rows {
            let place = row.fact.sort_key().seq;
            let known = first.entry(row.fact.maker()).or_insert(place);
            *known = place.min(*known);
        }
        for (maker, place) in first {
            self.rows_behind(maker, place.saturating_sub(1), |_| true, &mut rows)?;
        }
        let mut given: BTreeMap<_, BTreeMap<SortKey, &Fact>> = BTreeMap::new();
        for row in &rows {
            if let Some((series, key, _)) = number(&row.fact) {
                let same = given.entry((row.fact.maker(), series, key)).or_default();
                same.insert(row.fact.sort_key(), &row.fact);
            }
        }
        let again = given.values().flat_map(|facts| facts.values().skip(1));
        let mut found: Vec<Remark> = again.filter_map(|fact| remark(fact)).collect();
        found.sort_by_key(|one| (one.stamp.at, one.stamp.terminal, one.seq));
        Ok(found)
    }

    /// Rows of a journal behind a place, as long as they are wanted.
    fn rows_behind(
        &self,
        journal: TerminalId,
        mut after: u64,
        wanted: impl Fn(&Sealed) -> bool,
        found: &mut Vec<Sealed>,
    ) -> Result<(), StoreError> {
        loop {
            // The first row decides whether more of a journal is looked at.
            let most = if after == 0 { 1 } else { ROWS_MAX };
            let rows = self.range(journal, after, most, BYTES_MAX)?;
            let Some(last) = rows.last() else { return Ok(()) };
            after = last.fact.seq;
            for row in rows {
                if !wanted(&row) {
                    return Ok(());
                }
                found.push(row);
            }
        }
    }
}

fn remark(fact: &Fact) -> Option<Remark> {
    let (series, _, shown) = number(fact)?;
    Some(Remark {
        what: What::Repeated,
        about: shown,
        words: format!(
            "the {series} number was given before, by another machine with this identity; both are kept"
        ),
        amount: Money::ZERO,
        reason: None,
        approver: None,
        stamp: Stamped::from(fact),
        seq: fact.sort_key().seq,
    })
}

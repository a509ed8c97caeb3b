//! Report queries: everything is read from the daily rollups, so a report's cost does not grow with orders.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use rusqlite::{OptionalExtension, Row, params};

use super::codec::{CLASS_SHIFTS, aggregate_of, class_range, day_number, day_of, sealed_of};
use super::contribution::ITEM_SEPARATOR;
use super::error::StoreError;
use super::figures::{
    Figures, ItemFigures, JournalFigures, StaffFigures, TaxFigures, TenderFigures,
};
use super::places;
use super::projection;
use super::read::Reader;
use crate::domain::folded::Folded;
use crate::domain::id::{AggregateId, ShiftId, StaffId, TerminalId};
use crate::domain::money::Rate;
use crate::domain::shift::Shift;
use crate::domain::site::Terminal;
use crate::domain::time::{At, Day};

/// The statement that adds figures to a cell.
pub(super) static UPSERT: LazyLock<String> = LazyLock::new(|| {
    let names = Figures::COLUMNS.join(", ");
    let marks: Vec<String> = (0..Figures::COLUMNS.len()).map(|at| format!("?{}", at + 4)).collect();
    let sums: Vec<String> =
        Figures::COLUMNS.iter().map(|name| format!("{name} = {}", bounded(name))).collect();
    format!(
        "INSERT INTO rollups (day, part, word, {names}) VALUES (?1, ?2, ?3, {})
         ON CONFLICT (part, day, word) DO UPDATE SET {}",
        marks.join(", "),
        sums.join(", ")
    )
});

/// A sum in a statement, which ends at the largest whole number there is: what is absurd must not keep
/// everything else from being counted.
pub(super) fn bounded(name: &str) -> String {
    format!("max({}, min({}, {name} + excluded.{name}))", -i64::MAX, i64::MAX)
}

/// The statement that removes a cell of which nothing is left.
pub(super) static DELETE_WHEN_ZERO: LazyLock<String> = LazyLock::new(|| {
    let zero: Vec<String> = Figures::COLUMNS.iter().map(|name| format!("{name} = 0")).collect();
    format!(
        "DELETE FROM rollups WHERE day = ?1 AND part = ?2 AND word = ?3 AND {}",
        zero.join(" AND ")
    )
});

/// Every cell of a part and a period. Sums are made here and not by the database: grouping by
/// words would sort all of these wide rows first, which takes ten times as long.
static CELLS: LazyLock<String> = LazyLock::new(|| {
    let names = Figures::COLUMNS.join(", ");
    format!(
        "SELECT word, {names}, day FROM rollups WHERE part = ?1 AND day BETWEEN ?2 AND ?3
         ORDER BY day"
    )
});

fn figures_of(row: &Row<'_>) -> Result<Figures, rusqlite::Error> {
    let mut values = Figures::default().values();
    for (at, value) in values.iter_mut().enumerate() {
        *value = row.get(at + 1)?;
    }
    Ok(Figures::of_values(values))
}

/// A shift as reports list it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShiftRow {
    /// The terminal that it belongs to.
    pub terminal: TerminalId,
    /// The business day it was opened on.
    pub day: Day,
    /// The shift as the fold of its facts; a closed one holds the figures as printed.
    pub shift: Shift,
}

impl Reader {
    fn by_word(
        &self,
        part: &str,
        from: Day,
        to: Day,
    ) -> Result<Vec<(String, Figures)>, StoreError> {
        let mut select = self.conn.prepare_cached(&CELLS)?;
        let mut rows = select.query(params![part, day_number(from), day_number(to)])?;
        let mut sums: BTreeMap<String, Figures> = BTreeMap::new();
        while let Some(row) = rows.next()? {
            let figures = figures_of(row)?;
            let word = row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?;
            if let Some(sum) = sums.get_mut(word) {
                sum.add(&figures, 1);
            } else {
                sums.insert(word.to_owned(), figures);
            }
        }
        Ok(sums.into_iter().collect())
    }

    /// The figures of each business day from `from` to `to`, both included; days without any are
    /// left out.
    ///
    /// # Errors
    /// As the database says.
    pub fn days(&self, from: Day, to: Day) -> Result<Vec<(Day, Figures)>, StoreError> {
        let mut select = self.conn.prepare_cached(&CELLS)?;
        let mut rows = select.query(params!["day", day_number(from), day_number(to)])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            if let Some(day) = day_of(row.get(Figures::COLUMNS.len() + 1)?) {
                found.push((day, figures_of(row)?));
            }
        }
        Ok(found)
    }

    /// The figures of a period, both days included.
    ///
    /// # Errors
    /// As the database says.
    pub fn day_figures(&self, from: Day, to: Day) -> Result<Figures, StoreError> {
        let mut sum = Figures::default();
        for (_, figures) in self.days(from, to)? {
            sum.add(&figures, 1);
        }
        Ok(sum)
    }

    /// The figures by local hour (0 to 23) of the payment that settled; hours without any are left
    /// out.
    ///
    /// # Errors
    /// As the database says.
    pub fn hours(&self, from: Day, to: Day) -> Result<Vec<(u8, Figures)>, StoreError> {
        let found = self.by_word("hour", from, to)?;
        Ok(found
            .into_iter()
            .filter_map(|(word, figures)| Some((word.parse().ok()?, figures)))
            .collect())
    }

    /// The figures by item, best seller (by sales) first. An item that was renamed is listed once,
    /// by its name that sorts last.
    ///
    /// # Errors
    /// As the database says.
    pub fn items(&self, from: Day, to: Day) -> Result<Vec<ItemFigures>, StoreError> {
        let mut found: BTreeMap<(Option<String>, String), ItemFigures> = BTreeMap::new();
        for (word, figures) in self.by_word("item", from, to)? {
            let (code, name) = word.split_once(ITEM_SEPARATOR).unwrap_or(("", &word));
            let code = (!code.is_empty()).then(|| code.to_owned());
            let open = if code.is_none() { name.to_owned() } else { String::new() };
            let item = found.entry((code.clone(), open)).or_insert_with(|| ItemFigures {
                code,
                name: String::new(),
                figures: Figures::default(),
            });
            name.clone_into(&mut item.name);
            item.figures.add(&figures, 1);
        }
        let mut items: Vec<ItemFigures> = found.into_values().collect();
        items.sort_by(|a, b| {
            b.figures.sales.cmp(&a.figures.sales).then_with(|| a.name.cmp(&b.name))
        });
        Ok(items)
    }

    /// The figures by category code; an empty code is what had no category.
    ///
    /// # Errors
    /// As the database says.
    pub fn categories(&self, from: Day, to: Day) -> Result<Vec<(String, Figures)>, StoreError> {
        self.by_word("category", from, to)
    }

    /// The figures by station code; an empty code is what no station prepares.
    ///
    /// # Errors
    /// As the database says.
    pub fn stations(&self, from: Day, to: Day) -> Result<Vec<(String, Figures)>, StoreError> {
        self.by_word("station", from, to)
    }

    /// The figures by tender; their sales add up to the sales of the period.
    ///
    /// # Errors
    /// As the database says.
    pub fn tenders(&self, from: Day, to: Day) -> Result<Vec<TenderFigures>, StoreError> {
        let found = self.by_word("tender", from, to)?;
        Ok(found
            .into_iter()
            .filter_map(|(word, figures)| {
                Some(TenderFigures { tender: word.parse().ok()?, figures })
            })
            .collect())
    }

    /// The figures by tax rate, lowest first.
    ///
    /// # Errors
    /// As the database says.
    pub fn tax(&self, from: Day, to: Day) -> Result<Vec<TaxFigures>, StoreError> {
        let found = self.by_word("tax", from, to)?;
        let mut rates: Vec<TaxFigures> = found
            .into_iter()
            .filter_map(|(word, figures)| {
                Some(TaxFigures { rate: Rate::new(word.parse().ok()?), figures })
            })
            .collect();
        rates.sort_by_key(|row| row.rate);
        Ok(rates)
    }

    /// The figures by member of staff.
    ///
    /// # Errors
    /// As the database says.
    pub fn staff(&self, from: Day, to: Day) -> Result<Vec<StaffFigures>, StoreError> {
        let found = self.by_word("staff", from, to)?;
        Ok(found
            .into_iter()
            .map(|(word, figures)| StaffFigures { staff: StaffId(word.into()), figures })
            .collect())
    }

    /// The shifts opened on the days from `from` to `to`, oldest first.
    ///
    /// # Errors
    /// As the database says.
    pub fn shifts(&mut self, from: Day, to: Day) -> Result<Vec<ShiftRow>, StoreError> {
        let keys: Vec<i64> = {
            let mut select = self.conn.prepare_cached(
                "SELECT key FROM shifts WHERE day BETWEEN ?1 AND ?2 ORDER BY day, opened, key",
            )?;
            let given = params![day_number(from), day_number(to)];
            select.query_map(given, |row| row.get(0))?.collect::<Result<_, _>>()?
        };
        let mut found = Vec::with_capacity(keys.len());
        for key in keys {
            let AggregateId::Shift(id) = aggregate_of(&self.conn, key)? else { continue };
            let shift = self.shift(id)?;
            if let Some(stamp) = shift.opened.clone() {
                found.push(ShiftRow { terminal: stamp.terminal, day: stamp.day, shift });
            }
        }
        Ok(found)
    }

    /// A shift as the fold of its facts.
    ///
    /// # Errors
    /// As the database says.
    pub fn shift(&mut self, id: ShiftId) -> Result<Shift, StoreError> {
        let mut folded = Folded::new(Shift::new(id));
        for sealed in self.aggregate(&AggregateId::Shift(id))? {
            folded.insert(sealed.fact);
        }
        Ok(folded.value().clone())
    }

    /// How many rows of the journal the projections are behind; 0 unless a hub is busy or a
    /// rebuild runs.
    ///
    /// # Errors
    /// As the database says.
    pub fn lag(&self) -> Result<u64, StoreError> {
        Ok(super::codec::uint(projection::lag(&self.conn)?))
    }

    /// What completeness is judged by: every terminal that is paired or whose journal is held.
    ///
    /// # Errors
    /// As the database says.
    pub fn completeness(&mut self) -> Result<Vec<JournalFigures>, StoreError> {
        let mut found: BTreeMap<TerminalId, JournalFigures> = BTreeMap::new();
        let files = super::branches::files(&self.conn)?;
        for file in files.into_iter().filter(|file| file.branch.is_none()) {
            let (key, terminal, head) = (file.key, file.journal, file.head);
            let row = found.entry(terminal).or_insert_with(|| unknown(terminal));
            row.seq = head.seq;
            let Some(id) = places::row_at(&self.conn, key, head.seq)? else { continue };
            let mut select =
                self.conn.prepare_cached("SELECT bytes, hash FROM journal WHERE id = ?1")?;
            let mut rows = select.query([id])?;
            if let Some(last) = rows.next()? {
                let sealed = sealed_of(last, 0, 1)?;
                (row.last_at, row.last_day) = (sealed.fact.at, Some(sealed.fact.day));
            }
        }
        for (terminal, folded) in self.terminals()? {
            let row = found.entry(terminal).or_insert_with(|| unknown(terminal));
            row.retired = folded.retired.is_some();
            if let Some(paired) = folded.paired {
                row.kind = Some(paired.terminal_kind);
                row.name = paired.name;
                row.letter = paired.letter;
            }
        }
        for (id, terminal) in self.open_shifts()? {
            found.entry(terminal).or_insert_with(|| unknown(terminal)).open_shift = Some(id);
        }
        Ok(found.into_values().collect())
    }

    /// The terminals of the site as their facts say.
    fn terminals(&mut self) -> Result<Vec<(TerminalId, Terminal)>, StoreError> {
        let names: Vec<String> = {
            let mut select = self
                .conn
                .prepare_cached("SELECT aggregate FROM names WHERE aggregate >= 'terminal:' AND aggregate < 'terminal;'")?;
            select.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?
        };
        let mut found = Vec::with_capacity(names.len());
        for name in names {
            let Ok(id @ AggregateId::Terminal(terminal)) = name.parse::<AggregateId>() else {
                continue;
            };
            let mut folded = Folded::new(Terminal::default());
            for sealed in self.aggregate(&id)? {
                folded.insert(sealed.fact);
            }
            found.push((terminal, folded.value().clone()));
        }
        Ok(found)
    }

    /// Open shifts with the terminal they belong to.
    pub(super) fn open_shifts(&self) -> Result<Vec<(ShiftId, TerminalId)>, StoreError> {
        let (first, beyond) = class_range(CLASS_SHIFTS);
        let mut select = self.conn.prepare_cached(
            "SELECT key, terminal FROM shifts
             WHERE closed IS NULL AND terminal IS NOT NULL AND key >= ?1 AND key < ?2",
        )?;
        let mut rows = select.query([first, beyond])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let AggregateId::Shift(id) = aggregate_of(&self.conn, row.get(0)?)? else { continue };
            let Ok(terminal) = row.get::<_, String>(1)?.parse() else { continue };
            found.push((id, terminal));
        }
        Ok(found)
    }

    /// The last count of a series of a terminal: `receipts`, `shifts` or `zs`.
    pub(super) fn series(&self, terminal: TerminalId, name: &str) -> Result<u64, StoreError> {
        let found: Option<i64> = self
            .conn
            .prepare_cached("SELECT count FROM series WHERE terminal = ?1 AND name = ?2")?
            .query_row(params![terminal.to_string(), name], |row| row.get(0))
            .optional()?;
        Ok(super::codec::uint(found.unwrap_or(0)))
    }

    /// The last business day that has any figures.
    ///
    /// # Errors
    /// As the database says.
    pub fn last_day(&self) -> Result<Option<Day>, StoreError> {
        let found: Option<i64> = self
            .conn
            .prepare_cached("SELECT max(day) FROM rollups WHERE part = 'day'")?
            .query_row([], |row| row.get(0))?;
        Ok(found.and_then(day_of))
    }
}

/// A terminal of which only its journal is known.
fn unknown(terminal: TerminalId) -> JournalFigures {
    JournalFigures {
        terminal,
        kind: None,
        name: terminal.to_string(),
        letter: None,
        retired: false,
        seq: 0,
        last_at: At(0),
        last_day: None,
        open_shift: None,
    }
}

//! What another till has sold, read from its CSV order by order, and a menu derived from it.
//!
//! The file has one row per thing sold with a header in any order: `id` (the order), `date`,
//! `time`, `name`, `size`, `type` (the category), `price` of one piece in whole units, and
//! optionally `quantity`. Rows of one order follow each other. A file that is compressed with gzip
//! is read as it is.

use std::fmt;
use std::io::Read;

use csv::StringRecord;
use flate2::read::MultiGzDecoder;
use jiff::civil::{Date, DateTime, Time};

use crate::domain::currency::Currency;
use crate::domain::money::{Money, Overflow, Quantity};
use crate::domain::name::{clean_name, nearest};

mod columns;
mod menu;

pub use menu::{derive_menu, option_code};

use columns::{Columns, optional, quantity, text};

/// An order as the other till sold it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastOrder {
    /// Its name in the file.
    pub id: String,
    /// Local date and time of its first row.
    pub at: DateTime,
    /// What was sold, in the order of the file.
    pub lines: Vec<PastLine>,
}

/// One thing sold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastLine {
    /// The name in the file, which becomes the code of the item.
    pub name: String,
    /// The size, if the file has one.
    pub size: Option<String>,
    /// The category, if the file has one.
    pub category: Option<String>,
    /// The price of one piece, in minor units.
    pub price: Money,
    /// How much of it.
    pub quantity: Quantity,
}

impl PastOrder {
    /// The sum of its lines, in minor units.
    ///
    /// # Errors
    /// [`Overflow`] when the sum leaves `i64`.
    pub fn total(&self) -> Result<Money, Overflow> {
        self.lines.iter().try_fold(Money::ZERO, |sum, line| {
            line.price.times(line.quantity).and_then(|price| sum.plus(price))
        })
    }
}

/// What happens to a row that cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum BadRows {
    /// It ends the reading with an error.
    #[default]
    Refuse,
    /// It is left out and counted.
    Skip,
}

/// A file of past sales that cannot be read, with the row when it is about one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastSalesError {
    /// The name of the file as it was given.
    pub file: String,
    /// The line in the file, counted from 1 with the header.
    pub row: u64,
    /// What is wrong and what to do.
    pub sentence: String,
}

impl fmt::Display for PastSalesError {
    /// `sales.csv: row 17: …`
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}: row {}: {}", self.file, self.row, self.sentence)
    }
}

impl std::error::Error for PastSalesError {}

/// The orders of a file, one after the other.
pub struct PastOrders<'a> {
    file: String,
    currency: Currency,
    bad: BadRows,
    records: csv::StringRecordsIntoIter<Box<dyn Read + 'a>>,
    columns: Columns,
    open: Option<PastOrder>,
    row: u64,
    skipped: u64,
    ended: bool,
}

impl fmt::Debug for PastOrders<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("PastOrders")
            .field("file", &self.file)
            .field("row", &self.row)
            .field("skipped", &self.skipped)
            .finish_non_exhaustive()
    }
}

/// Opens the content of a file of past sales, plain or compressed; `name` is only for the errors.
///
/// # Errors
/// When the header cannot be read or lacks a column.
pub fn open<'a>(
    name: &str,
    bytes: &'a [u8],
    currency: Currency,
    bad: BadRows,
) -> Result<PastOrders<'a>, PastSalesError> {
    let source: Box<dyn Read + 'a> = if bytes.starts_with(&[0x1f, 0x8b]) {
        Box::new(MultiGzDecoder::new(bytes))
    } else {
        Box::new(bytes)
    };
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(source);
    let error = |sentence: String| PastSalesError { file: name.to_owned(), row: 1, sentence };
    let header =
        reader.headers().map_err(|cause| error(format!("{cause}: write a header as text")))?;
    let columns = Columns::of(header).map_err(error)?;
    Ok(PastOrders {
        file: name.to_owned(),
        currency,
        bad,
        records: reader.into_records(),
        columns,
        open: None,
        row: 1,
        skipped: 0,
        ended: false,
    })
}

impl PastOrders<'_> {
    /// How many rows were left out so far.
    pub fn skipped(&self) -> u64 {
        self.skipped
    }

    fn error(&self, sentence: String) -> PastSalesError {
        PastSalesError { file: self.file.clone(), row: self.row, sentence }
    }

    /// Reads one row: its order's id, its moment and its line.
    fn line(&self, record: &StringRecord) -> Result<(String, DateTime, PastLine), String> {
        let columns = &self.columns;
        let id = text(record, columns.id, "id")?;
        let date = text(record, columns.date, "date")?;
        let time = text(record, columns.time, "time")?;
        let date: Date = date
            .parse()
            .map_err(|_| format!("date `{date}` is not like 2015-01-31: correct it"))?;
        let time: Time =
            time.parse().map_err(|_| format!("time `{time}` is not like 13:45:00: correct it"))?;
        let price = text(record, columns.price, "price")?;
        let price = self.currency.parse(&price).map_err(|sentence| format!("price {sentence}"))?;
        if price.is_negative() {
            return Err("price is negative: past sales hold what was sold, not refunds".to_owned());
        }
        let line = PastLine {
            name: text(record, columns.name, "name")?,
            size: optional(record, columns.size),
            category: optional(record, columns.category),
            price,
            quantity: quantity(optional(record, columns.quantity))?,
        };
        line.price.times(line.quantity).map_err(|overflow| overflow.to_string())?;
        Ok((id, date.to_datetime(time), line))
    }

    /// Adds a row to the open order, or opens the next and hands the open one over.
    fn take(&mut self, id: String, at: DateTime, line: PastLine) -> Option<PastOrder> {
        if let Some(open) = self.open.as_mut().filter(|open| open.id == id) {
            open.lines.push(line);
            return None;
        }
        self.open.replace(PastOrder { id, at, lines: vec![line] })
    }
}

impl Iterator for PastOrders<'_> {
    type Item = Result<PastOrder, PastSalesError>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.ended {
            let Some(read) = self.records.next() else {
                self.ended = true;
                break;
            };
            let stream_broke = matches!(&read, Err(error) if error.is_io_error());
            self.row = match &read {
                Ok(record) => record.position().map_or(self.row + 1, csv::Position::line),
                Err(error) => error.position().map_or(self.row + 1, csv::Position::line),
            };
            let read = read
                .map_err(|_| "this row cannot be read as text: correct or remove it".to_owned())
                .and_then(|record| self.line(&record));
            match read {
                Ok((id, at, line)) => {
                    if let Some(order) = self.take(id, at, line) {
                        return Some(Ok(order));
                    }
                }
                Err(_) if stream_broke => {
                    self.ended = true;
                    let sentence = "the file ends too early: get a complete copy of it";
                    return Some(Err(self.error(sentence.to_owned())));
                }
                Err(_) if self.bad == BadRows::Skip => self.skipped += 1,
                Err(sentence) => {
                    self.ended = true;
                    return Some(Err(self.error(sentence)));
                }
            }
        }
        self.open.take().map(Ok)
    }
}

/// The column that a mistyped one was meant to be, for sentences.
fn meant(word: &str) -> Option<&'static str> {
    nearest(word, columns::KNOWN)
}

/// A word of a header, as it is compared.
fn header_word(text: &str) -> String {
    clean_name(text).to_lowercase()
}

#[cfg(test)]
mod tests;

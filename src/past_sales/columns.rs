//! Which column of a file of past sales holds what.

use csv::StringRecord;

use crate::domain::money::Quantity;
use crate::domain::name::clean_name;

use super::{header_word, meant};

/// Every column that is read; others are left alone.
pub const KNOWN: [&str; 8] = ["id", "date", "time", "name", "size", "type", "price", "quantity"];

/// The places of the columns.
pub struct Columns {
    /// The order.
    pub id: usize,
    /// The local date.
    pub date: usize,
    /// The local time.
    pub time: usize,
    /// The name.
    pub name: usize,
    /// The size.
    pub size: Option<usize>,
    /// The category.
    pub category: Option<usize>,
    /// The price of one piece.
    pub price: usize,
    /// How much.
    pub quantity: Option<usize>,
}

impl Columns {
    /// Finds the columns in a header.
    pub fn of(header: &StringRecord) -> Result<Self, String> {
        let words: Vec<String> = header.iter().map(header_word).collect();
        let place = |name: &str| words.iter().position(|word| word == name);
        let needed = |name: &str| {
            place(name).ok_or_else(|| {
                let like = words.iter().find(|word| meant(word) == Some(name));
                like.map_or_else(
                    || format!("there is no column `{name}`: add it to the header"),
                    |word| format!("there is no column `{name}`: did you mean it by `{word}`?"),
                )
            })
        };
        Ok(Self {
            id: needed("id")?,
            date: needed("date")?,
            time: needed("time")?,
            name: needed("name")?,
            size: place("size"),
            category: place("type"),
            price: needed("price")?,
            quantity: place("quantity"),
        })
    }
}

/// The clean text of a cell that must not be empty; `name` is its column, for the sentence.
pub fn text(record: &StringRecord, place: usize, name: &str) -> Result<String, String> {
    optional(record, Some(place)).ok_or_else(|| format!("{name} is empty: fill it in"))
}

/// The clean text of a cell, if there is any.
pub fn optional(record: &StringRecord, place: Option<usize>) -> Option<String> {
    let text = record.get(place?).map(clean_name)?;
    (!text.is_empty()).then_some(text)
}

/// How much: `2`, `0.35`; one when the cell is empty.
pub fn quantity(text: Option<String>) -> Result<Quantity, String> {
    let Some(text) = text else { return Ok(Quantity::ONE) };
    let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
    let figures = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let read = if figures(whole) && figures(part) && part.len() <= 3 {
        format!("{whole}{part:0<3}").parse().ok()
    } else {
        None
    };
    read.map(Quantity::new)
        .filter(|quantity| quantity.is_positive())
        .ok_or_else(|| format!("quantity `{text}` is not a number like 2 or 0.350: correct it"))
}

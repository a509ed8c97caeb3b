//! Menus as files that people write: TOML, CSV and JSON, read with errors that name the line.
//!
//! All three carry the same: categories, stations, option groups and items, with prices in whole
//! units (`"3.60"`). A file is first read into one tree of values that know their lines, then the
//! tree is read as a menu, and every problem is reported at its line with its remedy.
//!
//! - TOML: `[[category]]`, `[[station]]`, `[[group]]` with `[[group.option]]`, `[[item]]` with
//!   `[[item.slot]]` and `[[item.slot.choice]]` for a set.
//! - JSON: the same tables as lists under the same words.
//! - CSV: one row per item with a header. With a column `kind` the rows of the kinds `category`,
//!   `station`, `group`, `option`, `slot`, `choice` and `half_price` carry the rest, each below
//!   what it belongs to, which is named in `groups`; without it categories and stations are made
//!   from the words that the items use.

use std::fmt;
use std::str::FromStr;

use crate::domain::currency::Currency;
use crate::domain::menu::{MENU_LIMIT_BYTES, Menu};
use crate::domain::settings::Settings;

mod build;
mod codes;
mod fields;
mod rows;
mod tree;
mod write;

/// The menu of a small café that comes with the program, as TOML with prices in euros.
pub const SAMPLE: &str = include_str!("../assets/menus/cafe.toml");

/// How a menu is written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Tables with words, the best to write by hand.
    Toml,
    /// Rows for a spreadsheet.
    Csv,
    /// For other programs.
    Json,
}

impl Format {
    /// The format that the ending of a file's name says, if it is one of ours.
    pub fn of_name(name: &str) -> Option<Self> {
        name.rsplit_once('.')?.1.parse().ok()
    }
}

impl FromStr for Format {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        match text.to_ascii_lowercase().as_str() {
            "toml" => Ok(Self::Toml),
            "csv" => Ok(Self::Csv),
            "json" => Ok(Self::Json),
            _ => Err(format!("`{text}` is not a menu format: use toml, csv or json")),
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(match self {
            Self::Toml => "toml",
            Self::Csv => "csv",
            Self::Json => "json",
        })
    }
}

/// One thing that is wrong with a menu file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MenuError {
    /// The name of the file as it was given.
    pub file: String,
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong and what to do.
    pub sentence: String,
}

impl fmt::Display for MenuError {
    /// `menu.toml:14: item `12`: …`
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}:{}: {}", self.file, self.line, self.sentence)
    }
}

impl std::error::Error for MenuError {}

/// A sentence about a line, before the file's name is put in front.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Fault {
    line: usize,
    sentence: String,
}

impl Fault {
    fn new(line: usize, sentence: impl Into<String>) -> Self {
        Self { line, sentence: sentence.into() }
    }
}

/// Reads a menu in the format that the file's name says.
///
/// # Errors
/// Everything that is wrong with it, in the order of the lines; the menu is then not usable.
pub fn read(name: &str, text: &str, settings: &Settings) -> Result<Menu, Vec<MenuError>> {
    let Some(format) = Format::of_name(name) else {
        let sentence = "this is not a menu file by its name: name it .toml, .csv or .json";
        return Err(vec![MenuError { file: name.to_owned(), line: 1, sentence: sentence.into() }]);
    };
    read_as(format, name, text, settings)
}

/// Reads a menu in a known format; `name` is only for the errors.
///
/// # Errors
/// Everything that is wrong with it, in the order of the lines; the menu is then not usable.
pub fn read_as(
    format: Format,
    name: &str,
    text: &str,
    settings: &Settings,
) -> Result<Menu, Vec<MenuError>> {
    let read = || {
        if text.len() > MENU_LIMIT_BYTES {
            let most = MENU_LIMIT_BYTES / 1024 / 1024;
            let sentence = format!("a menu may have at most {most} MiB: remove what is not sold");
            return Err(vec![Fault::new(1, sentence)]);
        }
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let root = match format {
            Format::Toml => tree::from_toml(text)?,
            Format::Json => tree::from_json(text)?,
            Format::Csv => rows::from_csv(text)?,
        };
        build::menu(&root, settings)
    };
    read().map_err(|mut faults| {
        faults.sort_by_key(|fault| fault.line);
        let file = || name.to_owned();
        let error =
            |fault: Fault| MenuError { file: file(), line: fault.line, sentence: fault.sentence };
        faults.into_iter().map(error).collect()
    })
}

/// The sample menu; its prices are euros with 10 % tax inside.
///
/// # Errors
/// None in a released program: a test reads it.
pub fn sample() -> Result<Menu, Vec<MenuError>> {
    read("cafe.toml", SAMPLE, &Settings::default())
}

/// Writes a menu so that reading it again gives the same menu.
///
/// # Errors
/// One sentence when the format cannot hold the menu.
pub fn write(format: Format, menu: &Menu, currency: Currency) -> Result<String, String> {
    match format {
        Format::Toml => write::toml(menu, currency),
        Format::Json => write::json(menu, currency),
        Format::Csv => write::csv(menu, currency),
    }
    .map_err(|cause| format!("the menu cannot be written as {format} ({cause}): use json"))
}

#[cfg(test)]
mod tests;

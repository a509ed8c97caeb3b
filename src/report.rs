//! Figures turned into tables, charts, CSV and JSON; the width is a parameter.
//!
//! A report is plain data in [`figures`] that somebody has counted, and [`Report`] says how it is
//! shown. A new report is one more struct there and one more file beside [`day`]. Nothing here
//! prints: [`render`] gives the text, and [`warning`] the sentence about missing data, for which
//! the exit status is 3.

use std::str::FromStr;

pub mod csv;
pub mod day;
pub mod figures;
pub mod head;
pub mod hours;
pub mod items;
pub mod kitchen;
pub mod listing;
pub mod readout;
pub mod share;
pub mod tenders;
pub mod text_table;

pub use figures::Head;
pub use head::warning;

/// How a report is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// Aligned columns for people.
    #[default]
    Table,
    /// Bars for people.
    Chart,
    /// Comma-separated rows with a header, amounts in minor units.
    Csv,
    /// One JSON object with a schema name, amounts in minor units.
    Json,
}

impl FromStr for Format {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "table" => Ok(Self::Table),
            "chart" => Ok(Self::Chart),
            "csv" => Ok(Self::Csv),
            "json" => Ok(Self::Json),
            _ => Err(format!("`{text}` is not a report format: use table, chart, csv or json")),
        }
    }
}

/// What a report is drawn on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Look {
    /// The columns there are; without a width nothing is cut, as in a pipe or file.
    pub width: Option<usize>,
    /// Whether only ASCII is drawn; names stay as they are.
    pub ascii: bool,
}

/// The columns that a chart is drawn for when there is no width.
const CHART_COLUMNS: usize = 80;

impl Look {
    /// The columns to draw bars for.
    pub fn columns(self) -> usize {
        self.width.unwrap_or(CHART_COLUMNS)
    }

    /// The sign that stands for cut text.
    pub fn cut(self) -> &'static str {
        if self.ascii { "~" } else { "…" }
    }

    /// The sign that bars are made of.
    pub fn block(self) -> &'static str {
        if self.ascii { "#" } else { "█" }
    }
}

/// Figures that can be shown. Texts end with a line end.
pub trait Report {
    /// What the figures are about and whether they are complete.
    fn head(&self) -> &Head;
    /// The table with its title.
    fn table(&self, look: Look) -> String;
    /// The bars with their title.
    fn chart(&self, look: Look) -> String;
    /// Rows with a header.
    fn csv(&self) -> String;
    /// The figures with their schema, without what [`head`](Self::head) says.
    fn json(&self) -> serde_json::Map<String, serde_json::Value>;
    /// Name and version of the shape of the JSON, such as `day/1`.
    fn schema(&self) -> &'static str;
}

/// Writes a report. A table or chart of incomplete figures begins with INCOMPLETE and who is
/// missing since when; JSON says so in `complete` and `missing`; of CSV [`warning`] says it.
pub fn render(report: &dyn Report, format: Format, look: Look) -> String {
    let incomplete = || warning(report.head()).map(|text| text + "\n").unwrap_or_default();
    match format {
        Format::Table => incomplete() + &report.table(look),
        Format::Chart => incomplete() + &report.chart(look),
        Format::Csv => report.csv(),
        Format::Json => json(report) + "\n",
    }
}

/// The whole JSON object of a report: its schema, its head, its figures.
fn json(report: &dyn Report) -> String {
    let mut members = head::json(report.schema(), report.head());
    members.extend(report.json());
    let text: Vec<String> = members
        .iter()
        .map(|(key, value)| format!("{}:{value}", serde_json::Value::from(key.as_str())))
        .collect();
    format!("{{{}}}", text.join(","))
}

#[cfg(test)]
mod tests;

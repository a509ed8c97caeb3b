//! Reports that are one list: shifts, exceptions, staff, tax, categories.

use serde_json::{Map, Value, json};

use crate::domain::money::{Money, Quantity};

use super::figures::Head;
use super::text_table::{Column, Table};
use super::{Look, Report, head, share};

/// One column of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// Its title in the table; a column without one is in CSV and JSON only.
    pub title: &'static str,
    /// Its name in CSV and JSON; a column without one is in the table only.
    pub key: &'static str,
    /// Whether it has figures, which stand at the right.
    pub figures: bool,
    /// Whether they are added up below.
    pub sums: bool,
}

impl Field {
    /// A column of words.
    pub const fn words(title: &'static str, key: &'static str) -> Self {
        Self { title, key, figures: false, sums: false }
    }

    /// A column of figures that have no sum.
    pub const fn figures(title: &'static str, key: &'static str) -> Self {
        Self { figures: true, ..Self::words(title, key) }
    }

    /// A column of figures with a sum below.
    pub const fn sum(title: &'static str, key: &'static str) -> Self {
        Self { sums: true, ..Self::figures(title, key) }
    }
}

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Words.
    Words(String),
    /// How many.
    Count(u64),
    /// How much of something.
    Quantity(Quantity),
    /// An amount in minor units.
    Money(Money),
    /// Nothing is known.
    Nothing,
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Words(text.to_owned())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Words(text)
    }
}

impl From<Money> for Cell {
    fn from(amount: Money) -> Self {
        Self::Money(amount)
    }
}

impl<T: Into<Self>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Nothing, Into::into)
    }
}

/// A list with its columns.
#[derive(Debug, Clone, PartialEq)]
pub struct Listing {
    /// What it is about.
    pub head: Head,
    /// What it shows, for the title.
    pub title: &'static str,
    /// Name and version of the shape of the JSON.
    pub schema: &'static str,
    /// What the list is called in JSON.
    pub list: &'static str,
    /// The columns.
    pub fields: Vec<Field>,
    /// The rows; as many cells as there are columns.
    pub rows: Vec<Vec<Cell>>,
    /// The columns of the names and amounts of a chart.
    pub chart: (usize, usize),
    /// Whether a row of sums stands below.
    pub total: bool,
    /// What is said instead of an empty table.
    pub empty: &'static str,
}

impl Listing {
    fn title(&self) -> String {
        let (period, currency) = (head::period(&self.head), self.head.currency);
        format!("{}, {period}, {currency}, {}", self.title, head::complete(&self.head))
    }

    fn shown(&self, cell: &Cell) -> String {
        match cell {
            Cell::Words(words) => words.clone(),
            Cell::Count(count) => count.to_string(),
            Cell::Quantity(quantity) => quantity.to_string(),
            Cell::Money(amount) => self.head.currency.format(*amount),
            Cell::Nothing => String::new(),
        }
    }

    /// The sum of a column, of the kind that stands in it.
    fn sum(&self, at: usize) -> Cell {
        let cells = self.rows.iter().filter_map(|row| row.get(at));
        cells.fold(Cell::Nothing, |sum, cell| match (sum, cell) {
            (Cell::Money(sum), Cell::Money(more)) => Cell::Money(sum.plus(*more).unwrap_or(sum)),
            (Cell::Count(sum), Cell::Count(more)) => Cell::Count(sum.saturating_add(*more)),
            (Cell::Quantity(sum), Cell::Quantity(more)) => Cell::Quantity(sum.plus(*more)),
            (Cell::Nothing, cell) => cell.clone(),
            (sum, _) => sum,
        })
    }

    fn columns(&self) -> Vec<(usize, Field)> {
        let fields = self.fields.iter().copied().enumerate();
        fields.filter(|(_, field)| !field.title.is_empty()).collect()
    }
}

impl Report for Listing {
    fn head(&self) -> &Head {
        &self.head
    }

    fn table(&self, look: Look) -> String {
        if self.rows.is_empty() {
            return format!("{}\n\n{}\n", self.title(), self.empty);
        }
        let columns = self.columns();
        let mut table = Table::new(columns.iter().map(|(_, field)| {
            if field.figures {
                Column::right(field.title)
            } else {
                Column::left(field.title).gives_way()
            }
        }));
        for row in &self.rows {
            let cell = |at: usize| row.get(at).map(|cell| self.shown(cell)).unwrap_or_default();
            table.row(columns.iter().map(|(at, _)| cell(*at)));
        }
        if self.total {
            table.row(columns.iter().enumerate().map(|(place, (at, field))| match place {
                0 => "Total".to_owned(),
                _ if field.sums => self.shown(&self.sum(*at)),
                _ => String::new(),
            }));
        }
        format!("{}\n\n{}", self.title(), table.render(look.width, look.cut()))
    }

    fn chart(&self, look: Look) -> String {
        let (name, amount) = self.chart;
        let mut rows: Vec<(String, Money)> = Vec::new();
        for row in &self.rows {
            let words = row.get(name).map(|cell| self.shown(cell)).unwrap_or_default();
            let Some(Cell::Money(amount)) = row.get(amount) else { continue };
            match rows.iter_mut().find(|(known, _)| *known == words) {
                Some((_, sum)) => *sum = sum.plus(*amount).unwrap_or(*sum),
                None => rows.push((words, *amount)),
            }
        }
        let title = |at: usize| self.fields.get(at).map_or("", |field| field.title);
        let chart = share::chart(title(name), title(amount), &rows, self.head.currency, look);
        format!("{}\n\n{chart}", self.title())
    }

    fn csv(&self) -> String {
        let named = self.fields.iter().filter(|field| !field.key.is_empty());
        let keys = named.map(|field| field.key.to_owned());
        let mut lines = vec![keys.chain(["currency".to_owned()]).collect::<Vec<_>>()];
        for row in &self.rows {
            let named = self.fields.iter().zip(row).filter(|(field, _)| !field.key.is_empty());
            let cells = named.map(|(_, cell)| match cell {
                Cell::Money(amount) => amount.minor().to_string(),
                Cell::Words(_) | Cell::Count(_) | Cell::Quantity(_) | Cell::Nothing => {
                    self.shown(cell)
                }
            });
            lines.push(cells.chain([self.head.currency.to_string()]).collect());
        }
        super::csv::lines(&lines)
    }

    fn json(&self) -> Map<String, Value> {
        let value = |cell: &Cell| match cell {
            Cell::Words(words) => json!(words),
            Cell::Count(count) => json!(count),
            Cell::Quantity(quantity) => json!(quantity),
            Cell::Money(amount) => json!(amount),
            Cell::Nothing => Value::Null,
        };
        let rows = self.rows.iter().map(|row| {
            let cells = self.fields.iter().zip(row).filter(|(field, _)| !field.key.is_empty());
            Value::Object(cells.map(|(field, cell)| (field.key.to_owned(), value(cell))).collect())
        });
        let mut members = Map::new();
        members.insert(self.list.to_owned(), rows.collect());
        if self.total {
            let sums = self.fields.iter().enumerate().filter(|(_, field)| field.sums);
            let sums = sums.map(|(at, field)| (field.key.to_owned(), value(&self.sum(at))));
            members.insert("total".to_owned(), Value::Object(sums.collect()));
        }
        members
    }

    fn schema(&self) -> &'static str {
        self.schema
    }
}

#[cfg(test)]
mod tests {
    use super::super::figures::Completeness;
    use super::super::{Format, render};
    use super::*;
    use crate::domain::currency::Currency;
    use crate::domain::time::SiteClock;

    fn listing() -> Listing {
        let head = Head {
            site: "bistro".to_owned(),
            currency: Currency::EUR,
            from: "2026-11-20".parse().unwrap(),
            to: "2026-11-20".parse().unwrap(),
            clock: SiteClock::new("UTC", 240),
            completeness: Completeness::default(),
        };
        let row = |name: &str, count, amount| {
            vec![Cell::from(name), Cell::Count(count), Cell::from(amount), Cell::Nothing]
        };
        Listing {
            head,
            title: "Tax",
            schema: "tax/1",
            list: "rates",
            fields: vec![
                Field::words("Rate", "rate"),
                Field::sum("Orders", "orders"),
                Field::sum("Tax", "tax_minor"),
                Field::words("", "note"),
            ],
            rows: vec![row("10 %", 2, Money::new(150)), row("20, %", 1, Money::new(50))],
            chart: (0, 2),
            total: true,
            empty: "No tax.",
        }
    }

    #[test]
    fn a_list_is_a_table_with_sums_bars_rows_and_json() {
        let report = listing();
        let table = render(&report, Format::Table, Look::default());
        let rows = [
            "Tax, Fri 20 Nov 2026, EUR, 0 changes waiting",
            "",
            "Rate   Orders   Tax",
            "10 %        2  1.50",
            "20, %       1  0.50",
            "Total       3  2.00",
        ];
        assert_eq!(table, rows.join("\n") + "\n");
        let csv = render(&report, Format::Csv, Look::default());
        let rows =
            ["rate,orders,tax_minor,note,currency", "10 %,2,150,,EUR", "\"20, %\",1,50,,EUR"];
        assert_eq!(csv, rows.join("\n") + "\n");
        let json: Value =
            serde_json::from_str(&render(&report, Format::Json, Look::default())).unwrap();
        assert_eq!(json["schema"], "tax/1");
        assert_eq!(json["rates"][1]["tax_minor"], 50);
        assert_eq!(json["total"]["tax_minor"], 200);
        let chart = render(&report, Format::Chart, Look { width: Some(40), ascii: true });
        assert!(
            chart.lines().any(|line| line.starts_with("10 %") && line.contains("##")),
            "{chart}"
        );
        let none = Listing { rows: Vec::new(), ..report };
        assert!(render(&none, Format::Table, Look::default()).ends_with("No tax.\n"));
    }
}

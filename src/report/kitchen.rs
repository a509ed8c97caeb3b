//! `report kitchen`: tickets by hour, times by item and station, how many were late, the longest wait.

use serde_json::{Map, Value, json};

use super::figures::Head;
use super::text_table::{Column, Table};
use super::{Look, Report, csv, head};

/// The cells in front of the bars.
const BEFORE_BARS: usize = 17;

/// The longest bar of the table; a chart uses the whole width.
const TABLE_BAR: usize = 44;

/// One local hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KitchenHour {
    /// The hour, 0 to 23.
    pub hour: u8,
    /// Tickets that were sent in it.
    pub tickets: i64,
}

/// The times of one item at one station.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KitchenItem {
    /// The name of the station.
    pub station: String,
    /// The code of the item; its name for an open one.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Lines that became ready.
    pub lines: i64,
    /// The mean from sent to ready, milliseconds.
    pub average_ms: i64,
    /// Nine of ten took at most this long, milliseconds.
    pub p90_ms: i64,
}

/// The tickets of one station, or of all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KitchenStation {
    /// The name of the station.
    pub station: String,
    /// Tickets that became ready.
    pub tickets: i64,
    /// Those of them that were late.
    pub late: i64,
    /// The mean from sent to ready, milliseconds.
    pub average_ms: i64,
    /// Nine of ten took at most this long, milliseconds.
    pub p90_ms: i64,
    /// The longest, milliseconds, to the quarter of a minute.
    pub longest_ms: i64,
}

/// How the kitchen did.
#[derive(Debug, Clone, PartialEq)]
pub struct KitchenReport {
    /// What it is about.
    pub head: Head,
    /// The hours, in the order of the business day.
    pub hours: Vec<KitchenHour>,
    /// The stations.
    pub stations: Vec<KitchenStation>,
    /// The items, the slowest first.
    pub items: Vec<KitchenItem>,
    /// How many items are shown; 0 for all.
    pub top: usize,
}

/// A length of time as people read it: `4:40`.
fn span(ms: i64) -> String {
    let seconds = ms.max(0) / 1_000;
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

/// The late share in tenths of a percent.
fn share(late: i64, tickets: i64) -> String {
    let tenths = late.saturating_mul(1_000).checked_div(tickets).unwrap_or(0);
    super::share::percent(tenths)
}

impl KitchenReport {
    fn tickets(&self) -> i64 {
        self.stations.iter().map(|row| row.tickets).sum()
    }

    fn late(&self) -> i64 {
        self.stations.iter().map(|row| row.late).sum()
    }

    fn longest(&self) -> i64 {
        self.stations.iter().map(|row| row.longest_ms).max().unwrap_or(0)
    }

    fn shown(&self) -> &[KitchenItem] {
        let count = if self.top == 0 { self.items.len() } else { self.top.min(self.items.len()) };
        self.items.get(..count).unwrap_or_default()
    }

    fn title(&self) -> String {
        let (period, waiting) = (head::period(&self.head), head::waiting(&self.head));
        format!("Kitchen, {period}, {} tickets, {waiting}", self.tickets())
    }

    fn hours_drawn(&self, cells: usize, look: Look) -> String {
        let most = self.hours.iter().map(|hour| hour.tickets).max().unwrap_or(0).max(1);
        let mut table =
            Table::new([Column::left("Hour").min(5), Column::right("Tickets"), Column::left("")]);
        for hour in &self.hours {
            let scaled = hour.tickets.saturating_mul(i64::try_from(cells).unwrap_or(0)) / most;
            let bar = look.block().repeat(usize::try_from(scaled).unwrap_or(0));
            let span = format!("{:02}-{:02}", hour.hour, hour.hour.saturating_add(1));
            table.row([span, hour.tickets.to_string(), bar]);
        }
        table.render(None, look.cut())
    }

    fn stations_drawn(&self) -> String {
        let mut table = Table::new([
            Column::left("Station").min(10),
            Column::right("Tickets"),
            Column::right("Average"),
            Column::right("9 of 10"),
            Column::right("Longest"),
            Column::right("Late"),
            Column::right("Share").min(6),
        ]);
        for row in &self.stations {
            table.row([
                row.station.clone(),
                row.tickets.to_string(),
                span(row.average_ms),
                span(row.p90_ms),
                span(row.longest_ms),
                row.late.to_string(),
                share(row.late, row.tickets),
            ]);
        }
        let total = share(self.late(), self.tickets());
        table.row([
            "Total".to_owned(),
            self.tickets().to_string(),
            String::new(),
            String::new(),
            span(self.longest()),
            self.late().to_string(),
            total,
        ]);
        table.render(None, "…")
    }

    fn items_drawn(&self, look: Look) -> String {
        let mut table = Table::new([
            Column::left("Station"),
            Column::left("Code"),
            Column::left("Item").min(16).gives_way(),
            Column::right("Lines"),
            Column::right("Average"),
            Column::right("9 of 10"),
        ]);
        for item in self.shown() {
            table.row([
                item.station.clone(),
                item.code.clone(),
                item.name.clone(),
                item.lines.to_string(),
                span(item.average_ms),
                span(item.p90_ms),
            ]);
        }
        let more = match self.items.len() - self.shown().len() {
            0 => String::new(),
            more => format!("and {more} more. All: --top 0\n"),
        };
        table.render(look.width, look.cut()) + &more
    }
}

impl Report for KitchenReport {
    fn head(&self) -> &Head {
        &self.head
    }

    fn table(&self, look: Look) -> String {
        let cells = TABLE_BAR.min(look.columns().saturating_sub(BEFORE_BARS));
        let (hours, stations) = (self.hours_drawn(cells, look), self.stations_drawn());
        format!("{}\n\n{hours}\n{stations}\n{}", self.title(), self.items_drawn(look))
    }

    fn chart(&self, look: Look) -> String {
        let cells = look.columns().saturating_sub(BEFORE_BARS);
        format!("{}\n\n{}", self.title(), self.hours_drawn(cells, look))
    }

    fn csv(&self) -> String {
        csv::rows(
            ["station", "code", "item", "lines", "average_seconds", "p90_seconds"],
            self.shown().iter().map(|item| {
                [
                    item.station.clone(),
                    item.code.clone(),
                    item.name.clone(),
                    item.lines.to_string(),
                    (item.average_ms / 1_000).to_string(),
                    (item.p90_ms / 1_000).to_string(),
                ]
            }),
        )
    }

    fn json(&self) -> Map<String, Value> {
        let hours = self.hours.iter();
        let hours = hours.map(|hour| json!({"hour": hour.hour, "tickets": hour.tickets}));
        let stations = self.stations.iter().map(|row| {
            json!({
                "station": row.station, "tickets": row.tickets, "late": row.late,
                "average_seconds": row.average_ms / 1_000, "p90_seconds": row.p90_ms / 1_000,
                "longest_seconds": row.longest_ms / 1_000,
            })
        });
        let items = self.shown().iter().map(|item| {
            json!({
                "station": item.station, "code": item.code, "item": item.name,
                "lines": item.lines, "average_seconds": item.average_ms / 1_000,
                "p90_seconds": item.p90_ms / 1_000,
            })
        });
        let total = json!({
            "tickets": self.tickets(), "late": self.late(),
            "longest_seconds": self.longest() / 1_000,
        });
        Map::from_iter([
            ("hours".to_owned(), hours.collect()),
            ("stations".to_owned(), stations.collect()),
            ("items".to_owned(), items.collect()),
            ("total".to_owned(), total),
        ])
    }

    fn schema(&self) -> &'static str {
        "kitchen/1"
    }
}

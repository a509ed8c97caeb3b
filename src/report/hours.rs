//! `report hours`: sales by hour.

use serde_json::{Map, Value, json};

use crate::domain::money::Money;

use super::figures::{Head, HourFigure, HoursReport};
use super::text_table::{Column, Table};
use super::{Look, Report, csv, head, share};

/// The cells in front of the bars of the table.
const BEFORE_BARS: usize = 26;

/// The longest bar of the table; a chart uses the whole width.
const TABLE_BAR: usize = 44;

impl HoursReport {
    fn orders(&self) -> u64 {
        self.hours.iter().map(|hour| hour.orders).sum()
    }

    fn sales(&self) -> Money {
        Money::sum(self.hours.iter().map(|hour| hour.sales)).unwrap_or_default()
    }

    /// The hour with the most sales, of equal ones the first.
    fn busiest(&self) -> Option<&HourFigure> {
        self.hours.iter().reduce(|best, hour| if hour.sales > best.sales { hour } else { best })
    }

    fn draw(&self, look: Look, longest: usize) -> String {
        let money = |amount| self.head.currency.format(amount);
        let most = self.busiest().map_or(Money::ZERO, |hour| hour.sales);
        let mut table = Table::new([
            Column::left("Hour").min(5),
            Column::right("Orders"),
            Column::right("Sales").min(9),
            Column::left(""),
        ]);
        for hour in &self.hours {
            let bar = share::bar(hour.sales, most, longest, look.block());
            table.row([span(hour.hour), hour.orders.to_string(), money(hour.sales), bar]);
        }
        let busiest = self.busiest().map(|hour| format!("busiest {}", span(hour.hour)));
        let total = ["Total".to_owned(), self.orders().to_string(), money(self.sales())];
        table.row(total.into_iter().chain(busiest));
        let title = head::title("Sales per hour", &self.head, self.orders());
        format!("{title}\n\n{}", table.render(None, "…"))
    }
}

/// The hour as a span: `08-09`, `23-24`.
fn span(hour: u8) -> String {
    format!("{hour:02}-{:02}", hour.saturating_add(1))
}

impl Report for HoursReport {
    fn head(&self) -> &Head {
        &self.head
    }

    fn table(&self, look: Look) -> String {
        self.draw(look, TABLE_BAR.min(look.columns().saturating_sub(BEFORE_BARS)))
    }

    fn chart(&self, look: Look) -> String {
        self.draw(look, look.columns().saturating_sub(BEFORE_BARS))
    }

    fn csv(&self) -> String {
        csv::rows(
            ["hour", "orders", "sales_minor", "currency"],
            self.hours.iter().map(|hour| {
                [
                    hour.hour.to_string(),
                    hour.orders.to_string(),
                    hour.sales.minor().to_string(),
                    self.head.currency.to_string(),
                ]
            }),
        )
    }

    fn json(&self) -> Map<String, Value> {
        let hours = self.hours.iter().map(
            |hour| json!({"hour": hour.hour, "orders": hour.orders, "sales_minor": hour.sales}),
        );
        let total = json!({"orders": self.orders(), "sales_minor": self.sales()});
        Map::from_iter([("hours".to_owned(), hours.collect()), ("total".to_owned(), total)])
    }

    fn schema(&self) -> &'static str {
        "hours/1"
    }
}

//! `report day`: the sums of a day or of several days.

use serde_json::{Map, Value, json};

use crate::domain::settings::PriceMode;

use super::figures::{DayReport, Head, TaxFigure, Totals};
use super::text_table::{Align, Column, Table, pad};
use super::{Look, Report, csv, head, share, tenders};

/// The cells of the left and right half of the sums and the blanks between them.
const LEFT: usize = 26;
const BETWEEN: usize = 6;
const RIGHT: usize = 36;

impl DayReport {
    fn title(&self) -> String {
        let (period, site) = (head::period(&self.head), &self.head.site);
        format!("{period}   {site}   {}   {}", self.head.currency, head::complete(&self.head))
    }

    /// True when every day is shown.
    fn several(&self) -> bool {
        self.head.from != self.head.to
    }

    /// The sums in two halves.
    fn sums(&self) -> String {
        let money = |amount| self.head.currency.format(amount);
        let total = &self.total;
        let left = [
            ("Orders", total.orders.to_string()),
            ("Guests", total.guests.to_string()),
            ("Average order", money(total.average())),
            ("Voids", total.voids.to_string()),
            ("Refunds", total.refunds.to_string()),
        ];
        let mut right = vec![
            ("Sales".to_owned(), money(total.sales)),
            ("of that discounts given".to_owned(), money(total.discounts)),
            ("Refunds".to_owned(), money(total.refunded.negated())),
            ("NET TAKINGS".to_owned(), money(total.net())),
        ];
        let word = match self.prices {
            PriceMode::Inclusive => "incl. VAT",
            PriceMode::Exclusive => "of that VAT",
        };
        let tax = |tax: &TaxFigure| (format!("{word} {}", tax.rate), money(tax.tax));
        right.extend(self.taxes.iter().map(tax));
        let widest = right.iter().map(|(name, amount)| name.len() + amount.len() + 2).max();
        let right_cells = widest.unwrap_or(0).max(RIGHT);
        let half = |name: &str, figure: &str, cells: usize| {
            format!("{name}{}", pad(figure, cells.saturating_sub(name.len()), Align::Right))
        };
        let mut text = String::new();
        for index in 0..left.len().max(right.len()) {
            let left = left.get(index).map(|(name, figure)| half(name, figure, LEFT));
            let right = right.get(index).map(|(name, figure)| half(name, figure, right_cells));
            let left = pad(&left.unwrap_or_default(), LEFT + BETWEEN, Align::Left);
            text.push_str((left + &right.unwrap_or_default()).trim_end());
            text.push('\n');
        }
        text
    }

    /// Every day as a row.
    fn days(&self) -> String {
        let money = |amount| self.head.currency.format(amount);
        let mut table = Table::new([
            Column::left("Day").min(15),
            Column::right("Orders").min(8),
            Column::right("Sales").min(10),
            Column::right("Refunds").min(8),
            Column::right("Net").min(10),
            Column::right("Average"),
        ]);
        let mut row = |name: String, totals: &Totals| {
            table.row([
                name,
                totals.orders.to_string(),
                money(totals.sales),
                money(totals.refunded.negated()),
                money(totals.net()),
                money(totals.average()),
            ]);
        };
        for day in &self.days {
            row(head::day(day.day), &day.totals);
        }
        row("Total".to_owned(), &self.total);
        table.render(None, "…")
    }
}

fn totals(totals: &Totals) -> Map<String, Value> {
    [
        ("orders", json!(totals.orders)),
        ("guests", json!(totals.guests)),
        ("sales_minor", json!(totals.sales)),
        ("discounts_minor", json!(totals.discounts)),
        ("voids", json!(totals.voids)),
        ("refunds", json!(totals.refunds)),
        ("refunds_minor", json!(totals.refunded)),
        ("net_minor", json!(totals.net())),
        ("average_minor", json!(totals.average())),
    ]
    .into_iter()
    .map(|(key, value)| (key.to_owned(), value))
    .collect()
}

impl Report for DayReport {
    fn head(&self) -> &Head {
        &self.head
    }

    fn table(&self, _look: Look) -> String {
        let days = if self.several() { self.days() + "\n" } else { String::new() };
        let tenders = tenders::table(&self.tenders, self.total.orders, self.head.currency);
        format!("{}\n\n{}\n{days}{tenders}", self.title(), self.sums())
    }

    fn chart(&self, look: Look) -> String {
        let currency = self.head.currency;
        let rows: Vec<_> =
            self.days.iter().map(|day| (head::day(day.day), day.totals.sales)).collect();
        let chart = if self.several() {
            share::chart("Day", "Sales", &rows, currency, look)
        } else {
            tenders::chart(&self.tenders, currency, look)
        };
        format!("{}\n\n{chart}", self.title())
    }

    fn csv(&self) -> String {
        let header = [
            "day",
            "orders",
            "guests",
            "sales_minor",
            "discounts_minor",
            "voids",
            "refunds",
            "refunds_minor",
            "net_minor",
            "currency",
        ];
        let row = |day: String, totals: &Totals| {
            [
                day,
                totals.orders.to_string(),
                totals.guests.to_string(),
                totals.sales.minor().to_string(),
                totals.discounts.minor().to_string(),
                totals.voids.to_string(),
                totals.refunds.to_string(),
                totals.refunded.minor().to_string(),
                totals.net().minor().to_string(),
                self.head.currency.to_string(),
            ]
        };
        if self.several() {
            csv::rows(header, self.days.iter().map(|day| row(day.day.to_string(), &day.totals)))
        } else {
            csv::rows(header, [row(self.head.from.to_string(), &self.total)])
        }
    }

    fn json(&self) -> Map<String, Value> {
        let mut members = Map::new();
        members.insert("total".to_owned(), totals(&self.total).into());
        let taxes =
            self.taxes.iter().map(|tax| json!({"rate_millionths": tax.rate, "tax_minor": tax.tax}));
        members.insert("taxes".to_owned(), taxes.collect());
        members.insert("tenders".to_owned(), tenders::json(&self.tenders));
        if self.several() {
            let days = self.days.iter().map(|day| {
                let mut members = totals(&day.totals);
                members.insert("day".to_owned(), json!(day.day));
                Value::from(members)
            });
            members.insert("days".to_owned(), days.collect());
        }
        members
    }

    fn schema(&self) -> &'static str {
        "day/1"
    }
}

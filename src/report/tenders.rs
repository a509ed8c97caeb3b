//! `report tenders`: what came in by tender.

use serde_json::{Map, Value, json};

use crate::domain::currency::Currency;
use crate::domain::money::Money;

use super::figures::{Head, TenderFigure, TendersReport};
use super::text_table::{Column, Table};
use super::{Look, Report, csv, head, share};

/// The sum of the tenders.
pub fn sum(tenders: &[TenderFigure]) -> Money {
    Money::sum(tenders.iter().map(|tender| tender.amount)).unwrap_or_default()
}

/// Tenders with their shares and a total, as a table.
pub fn table(tenders: &[TenderFigure], orders: u64, currency: Currency) -> String {
    let amounts: Vec<Money> = tenders.iter().map(|tender| tender.amount).collect();
    let total = sum(tenders);
    let mut table = Table::new([
        Column::left("Paid with").min(17),
        Column::right("Orders"),
        Column::right("Amount").min(10),
        Column::right("Share").min(6),
    ]);
    let shares = share::tenths(&amounts, total);
    let whole: i64 = shares.iter().sum();
    for (tender, share) in tenders.iter().zip(shares) {
        table.row([
            tender.tender.clone(),
            tender.orders.to_string(),
            currency.format(tender.amount),
            share::percent(share),
        ]);
    }
    table.row([
        "Total".to_owned(),
        orders.to_string(),
        currency.format(total),
        share::percent(whole),
    ]);
    table.render(None, "…")
}

/// Tenders as bars.
pub fn chart(tenders: &[TenderFigure], currency: Currency, look: Look) -> String {
    let rows: Vec<(String, Money)> =
        tenders.iter().map(|tender| (tender.tender.clone(), tender.amount)).collect();
    share::chart("Paid with", "Amount", &rows, currency, look)
}

/// Tenders as JSON.
pub fn json(tenders: &[TenderFigure]) -> Value {
    let rows = tenders.iter().map(|tender| {
        let (name, orders, amount) = (&tender.tender, tender.orders, tender.amount);
        let (tips, rounding, refunded) = (tender.tips, tender.rounding, tender.refunded);
        json!({"tender": name, "orders": orders, "amount_minor": amount, "tips_minor": tips,
               "rounding_minor": rounding, "refunded_minor": refunded})
    });
    rows.collect()
}

impl TendersReport {
    fn title(&self) -> String {
        head::title("Payments by tender", &self.head, self.orders)
    }
}

impl Report for TendersReport {
    fn head(&self) -> &Head {
        &self.head
    }

    fn table(&self, _look: Look) -> String {
        format!("{}\n\n{}", self.title(), table(&self.tenders, self.orders, self.head.currency))
    }

    fn chart(&self, look: Look) -> String {
        format!("{}\n\n{}", self.title(), chart(&self.tenders, self.head.currency, look))
    }

    fn csv(&self) -> String {
        csv::rows(
            [
                "tender",
                "orders",
                "amount_minor",
                "tips_minor",
                "rounding_minor",
                "refunded_minor",
                "currency",
            ],
            self.tenders.iter().map(|tender| {
                [
                    tender.tender.clone(),
                    tender.orders.to_string(),
                    tender.amount.minor().to_string(),
                    tender.tips.minor().to_string(),
                    tender.rounding.minor().to_string(),
                    tender.refunded.minor().to_string(),
                    self.head.currency.to_string(),
                ]
            }),
        )
    }

    fn json(&self) -> Map<String, Value> {
        let total = json!({"orders": self.orders, "amount_minor": sum(&self.tenders)});
        Map::from_iter([("tenders".to_owned(), json(&self.tenders)), ("total".to_owned(), total)])
    }

    fn schema(&self) -> &'static str {
        "tenders/1"
    }
}

//! `report items`: sales by item.

use serde_json::{Map, Value, json};

use crate::domain::money::Money;

use super::figures::{Head, ItemFigure, ItemsReport};
use super::text_table::{Column, Table};
use super::{Look, Report, csv, head, share};

impl ItemsReport {
    /// All items with their shares in tenths of a percent, the best first; of equal ones by name.
    fn ranked(&self) -> Vec<(&ItemFigure, i64)> {
        let mut items: Vec<&ItemFigure> = self.items.iter().collect();
        items.sort_by(|a, b| {
            b.sales
                .cmp(&a.sales)
                .then_with(|| a.name.cmp(&b.name))
                .then_with(|| a.code.cmp(&b.code))
        });
        let amounts: Vec<Money> = items.iter().map(|item| item.sales).collect();
        let shares = share::tenths(&amounts, self.sales);
        items.into_iter().zip(shares).collect()
    }

    /// The items that are shown.
    fn shown(&self) -> Vec<(&ItemFigure, i64)> {
        let mut items = self.ranked();
        if self.top > 0 {
            items.truncate(self.top);
        }
        items
    }

    fn title(&self) -> String {
        head::title("Items sold", &self.head, self.orders)
    }

    /// How many are not shown, as a line that says how to see them.
    fn more(&self, indent: usize) -> String {
        match self.items.len() - self.shown().len() {
            0 => String::new(),
            more => format!("{}and {more} more. All: --top 0\n", " ".repeat(indent)),
        }
    }
}

impl Report for ItemsReport {
    fn head(&self) -> &Head {
        &self.head
    }

    fn table(&self, look: Look) -> String {
        let mut table = Table::new([
            Column::left("Code"),
            Column::left("Item").min(16).gives_way(),
            Column::right("Sold"),
            Column::right("Sales").min(8),
            Column::right("Share").min(6),
        ]);
        let shown = self.shown();
        for (item, tenths) in &shown {
            table.row([
                item.code.clone(),
                item.name.clone(),
                item.sold.to_string(),
                self.head.currency.format(item.sales),
                share::percent(*tenths),
            ]);
        }
        let codes = shown.iter().map(|(item, _)| item.code.chars().count());
        let indent = codes.max().unwrap_or(0).max(4) + 2;
        let (title, more) = (self.title(), self.more(indent));
        format!("{title}\n\n{}{more}", table.render(look.width, look.cut()))
    }

    fn chart(&self, look: Look) -> String {
        let rows: Vec<(String, Money)> =
            self.shown().iter().map(|(item, _)| (item.name.clone(), item.sales)).collect();
        let chart = share::chart("Item", "Sales", &rows, self.head.currency, look);
        format!("{}\n\n{chart}{}", self.title(), self.more(0))
    }

    fn csv(&self) -> String {
        csv::rows(
            ["code", "item", "sold", "sales_minor", "currency"],
            self.shown().into_iter().map(|(item, _)| {
                [
                    item.code.clone(),
                    item.name.clone(),
                    item.sold.to_string(),
                    item.sales.minor().to_string(),
                    self.head.currency.to_string(),
                ]
            }),
        )
    }

    fn json(&self) -> Map<String, Value> {
        let items = self.shown().into_iter().map(|(item, tenths)| {
            json!({
                "code": item.code,
                "item": item.name,
                "sold_thousandths": item.sold,
                "sales_minor": item.sales,
                "share_per_mille": tenths,
            })
        });
        let total =
            json!({"orders": self.orders, "sales_minor": self.sales, "items": self.items.len()});
        Map::from_iter([("items".to_owned(), items.collect()), ("total".to_owned(), total)])
    }

    fn schema(&self) -> &'static str {
        "items/1"
    }
}

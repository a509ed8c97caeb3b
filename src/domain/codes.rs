//! The card with codes: all items by category, to be printed and hung beside the till.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::menu::{Item, Menu};
use super::settings::Settings;

/// Columns of the card; a sheet of paper and a terminal hold them.
pub const CARD_COLUMNS: usize = 76;
/// Items stand beside each other in this many columns.
const COLUMNS: usize = 2;
/// Columns of an item.
const CELL: usize = 36;
/// Columns of a code.
const CODE: usize = 5;

/// The card as text, each category with its number and its items with code and price; `cut` is the
/// sign behind a name that is too long.
pub fn card(menu: &Menu, settings: &Settings, cut: &str) -> String {
    let mut text = format!("{}\nCodes of the menu\n", settings.name);
    for (category, number) in menu.categories.iter().zip(1..) {
        let cells: Vec<String> =
            menu.items_of(&category.code).map(|item| cell(item, settings, cut)).collect();
        if cells.is_empty() {
            continue;
        }
        text.push('\n');
        text.push_str(&format_head(number, &category.name));
        let rows = cells.len().div_ceil(COLUMNS);
        for row in 0..rows {
            let left = cells.get(row).map_or("", String::as_str);
            let right = cells.get(row.saturating_add(rows)).map_or("", String::as_str);
            let line = format!("{}    {right}", padded(left, CELL));
            text.push_str(line.trim_end());
            text.push('\n');
        }
    }
    text
}

fn format_head(number: usize, name: &str) -> String {
    format!("{number} {}\n", name.to_uppercase())
}

/// `   12 Cappuccino                3.60`, the name cut before the price.
fn cell(item: &Item, settings: &Settings, cut: &str) -> String {
    let unit = item.unit.map_or_else(String::new, |unit| format!("/{unit}"));
    let price = format!("{}{unit}", settings.currency.format(item.price));
    let room = CELL.saturating_sub(CODE).saturating_sub(price.width()).saturating_sub(2);
    let name = match &item.short {
        Some(short) if item.name.width() > room => short,
        Some(_) | None => &item.name,
    };
    format!("{:>CODE$} {} {price}", item.code, padded(&fit(name, room, cut), room))
}

/// The name, or as much of it as fits before the sign.
fn fit(name: &str, room: usize, cut: &str) -> String {
    if name.width() <= room {
        return name.to_owned();
    }
    let room = room.saturating_sub(cut.width());
    let mut kept = String::new();
    for cluster in name.graphemes(true) {
        if kept.width().saturating_add(cluster.width()) > room {
            break;
        }
        kept.push_str(cluster);
    }
    kept + cut
}

fn padded(text: &str, columns: usize) -> String {
    let blanks = columns.saturating_sub(text.width());
    format!("{text}{}", " ".repeat(blanks))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::menu::{Category, Unit};
    use crate::domain::money::Money;

    #[test]
    fn every_item_stands_on_the_card_with_its_price_in_one_column() {
        let item = |code: &str, name: &str, unit| Item {
            code: code.to_owned(),
            name: name.to_owned(),
            category: "all".to_owned(),
            price: Money::new(1_250),
            unit,
            ..Item::default()
        };
        let menu = Menu {
            categories: vec![Category { code: "all".to_owned(), name: "Lunch".to_owned() }],
            items: vec![
                item("41", "Soup of the day with a very long name", None),
                item("45", "豚骨ラーメン", None),
                item("110", "Ham", Some(Unit::Kg)),
            ],
            ..Menu::default()
        };
        let card = card(&menu, &Settings::default(), "…");
        let wanted = "Tillrail\nCodes of the menu\n\n1 LUNCH\n   \
            41 Soup of the day with a … 12.50      110 Ham                   12.50/kg\n   \
            45 豚骨ラーメン             12.50\n";
        assert_eq!(card, wanted);
        assert!(card.lines().all(|line| line.width() <= CARD_COLUMNS));
    }
}

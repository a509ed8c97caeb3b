//! A menu written as TOML, JSON or CSV, so that reading it again gives the same menu.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::domain::currency::Currency;
use crate::domain::menu::{Item, Menu, OptionGroup};

use super::rows::{BETWEEN, COLUMNS};

/// The name and version of the shape of a menu file.
pub const SCHEMA: &str = "menu/1";

#[derive(Serialize)]
struct Sheet<'a> {
    schema: &'static str,
    currency: Currency,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    category: Vec<Named<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    station: Vec<Named<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    group: Vec<GroupSheet<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    item: Vec<ItemSheet<'a>>,
}

#[derive(Serialize)]
struct Named<'a> {
    code: &'a str,
    name: &'a str,
}

#[derive(Serialize)]
struct GroupSheet<'a> {
    code: &'a str,
    name: &'a str,
    min: u8,
    max: u8,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    option: Vec<OptionSheet<'a>>,
}

#[derive(Serialize)]
struct OptionSheet<'a> {
    code: &'a str,
    name: &'a str,
    price: String,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    default: bool,
}

#[derive(Serialize)]
struct ItemSheet<'a> {
    code: &'a str,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    short: Option<&'a str>,
    category: &'a str,
    price: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    tax: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    station: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    course: Option<u8>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    aliases: &'a [String],
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    barcodes: &'a [String],
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    groups: &'a [String],
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    prices: BTreeMap<&'static str, String>,
}

fn sheet(menu: &Menu, currency: Currency) -> Sheet<'_> {
    Sheet {
        schema: SCHEMA,
        currency,
        category: menu
            .categories
            .iter()
            .map(|known| Named { code: &known.code, name: &known.name })
            .collect(),
        station: menu
            .stations
            .iter()
            .map(|known| Named { code: &known.code, name: &known.name })
            .collect(),
        group: menu.groups.iter().map(|group| group_sheet(group, currency)).collect(),
        item: menu.items.iter().map(|item| item_sheet(item, currency)).collect(),
    }
}

fn group_sheet(group: &OptionGroup, currency: Currency) -> GroupSheet<'_> {
    let option = group.options.iter().map(|option| OptionSheet {
        code: &option.code,
        name: &option.name,
        price: currency.plain(option.price),
        default: option.default,
    });
    GroupSheet {
        code: &group.code,
        name: &group.name,
        min: group.min,
        max: group.max,
        option: option.collect(),
    }
}

fn item_sheet(item: &Item, currency: Currency) -> ItemSheet<'_> {
    let prices =
        item.prices.iter().map(|(service, price)| (service.word(), currency.plain(*price)));
    ItemSheet {
        code: &item.code,
        name: &item.name,
        short: item.short.as_deref(),
        category: &item.category,
        price: currency.plain(item.price),
        tax: item.tax.as_deref(),
        station: item.station.as_deref(),
        course: item.course,
        aliases: &item.aliases,
        barcodes: &item.barcodes,
        groups: &item.groups,
        prices: prices.collect(),
    }
}

/// Writes TOML.
pub fn toml(menu: &Menu, currency: Currency) -> Result<String, String> {
    toml::to_string(&sheet(menu, currency)).map_err(|error| error.to_string())
}

/// Writes JSON, indented so that people can read it.
pub fn json(menu: &Menu, currency: Currency) -> Result<String, String> {
    let mut text =
        serde_json::to_string_pretty(&sheet(menu, currency)).map_err(|error| error.to_string())?;
    text.push('\n');
    Ok(text)
}

/// The cells of one row by column.
type Cells = BTreeMap<&'static str, String>;

/// Writes CSV with all columns, one row for each category, station, group, option and item.
pub fn csv(menu: &Menu, currency: Currency) -> Result<String, String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut rows: Vec<Cells> = Vec::new();
    for (kind, code, name) in (menu.categories.iter().map(|c| ("category", &c.code, &c.name)))
        .chain(menu.stations.iter().map(|s| ("station", &s.code, &s.name)))
    {
        rows.push(Cells::from([
            ("kind", kind.to_owned()),
            ("code", code.clone()),
            ("name", name.clone()),
        ]));
    }
    rows.extend(menu.groups.iter().flat_map(|group| group_rows(group, currency)));
    rows.extend(menu.items.iter().map(|item| item_row(item, currency)));
    writer.write_record(COLUMNS).map_err(|error| error.to_string())?;
    for row in &rows {
        let cells = COLUMNS.iter().map(|column| row.get(column).map_or("", String::as_str));
        writer.write_record(cells).map_err(|error| error.to_string())?;
    }
    let bytes = writer.into_inner().map_err(|error| error.to_string())?;
    String::from_utf8(bytes).map_err(|error| error.to_string())
}

fn group_rows(group: &OptionGroup, currency: Currency) -> Vec<Cells> {
    let mut rows = vec![Cells::from([
        ("kind", "group".to_owned()),
        ("code", group.code.clone()),
        ("name", group.name.clone()),
        ("min", group.min.to_string()),
        ("max", group.max.to_string()),
    ])];
    for option in &group.options {
        let mut row = Cells::from([
            ("kind", "option".to_owned()),
            ("code", option.code.clone()),
            ("name", option.name.clone()),
            ("price", currency.plain(option.price)),
            ("groups", group.code.clone()),
        ]);
        if option.default {
            row.insert("default", "true".to_owned());
        }
        rows.push(row);
    }
    rows
}

fn item_row(item: &Item, currency: Currency) -> Cells {
    use crate::domain::settings::Service;
    let mut row = Cells::from([
        ("kind", "item".to_owned()),
        ("code", item.code.clone()),
        ("name", item.name.clone()),
        ("category", item.category.clone()),
        ("price", currency.plain(item.price)),
        ("aliases", joined(&item.aliases)),
        ("barcodes", joined(&item.barcodes)),
        ("groups", joined(&item.groups)),
    ]);
    let words = [("short", &item.short), ("tax", &item.tax), ("station", &item.station)];
    for (column, word) in words {
        row.extend(word.iter().map(|word| (column, word.clone())));
    }
    row.extend(item.course.map(|course| ("course", course.to_string())));
    for (service, price) in &item.prices {
        let column = match service {
            Service::DineIn => "price_dine_in",
            Service::Takeaway => "price_takeaway",
            Service::Delivery => "price_delivery",
            Service::Online => "price_online",
        };
        row.insert(column, currency.plain(*price));
    }
    row
}

/// Words in one cell.
fn joined(words: &[String]) -> String {
    let escaped: Vec<String> =
        words.iter().map(|word| word.replace('\\', "\\\\").replace(BETWEEN, "\\;")).collect();
    escaped.join(&BETWEEN.to_string())
}

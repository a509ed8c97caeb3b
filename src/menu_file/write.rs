//! A menu written as TOML, JSON or CSV, so that reading it again gives the same menu.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::domain::currency::Currency;
use crate::domain::menu::{HalfPrice, Item, Menu, OptionGroup, Slot, Unit};
use crate::domain::money::Money;
use crate::domain::settings::Service;

use super::rows::{BETWEEN, COLUMNS};

/// The name and version of the shape of a menu file.
pub const SCHEMA: &str = "menu/1";

#[derive(Serialize)]
struct Sheet<'a> {
    schema: &'static str,
    currency: Currency,
    #[serde(skip_serializing_if = "Option::is_none")]
    half_price: Option<&'static str>,
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
    #[serde(skip_serializing_if = "Option::is_none")]
    max: Option<u8>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    opens: &'a [String],
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    prices: BTreeMap<&'static str, String>,
}

#[derive(Serialize)]
struct SlotSheet<'a> {
    code: &'a str,
    name: &'a str,
    min: u8,
    max: u8,
    choice: Vec<ChoiceSheet<'a>>,
}

#[derive(Serialize)]
struct ChoiceSheet<'a> {
    item: &'a str,
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
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    halves: Option<&'a str>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    prices: BTreeMap<&'static str, String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    slot: Vec<SlotSheet<'a>>,
}

fn sheet(menu: &Menu, currency: Currency) -> Sheet<'_> {
    Sheet {
        schema: SCHEMA,
        currency,
        half_price: half_price(menu),
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

/// The rule for halves, when it is not the usual one.
fn half_price(menu: &Menu) -> Option<&'static str> {
    (menu.half_price != HalfPrice::default()).then(|| menu.half_price.word())
}

fn plain_prices(
    prices: &BTreeMap<Service, Money>,
    currency: Currency,
) -> BTreeMap<&'static str, String> {
    prices.iter().map(|(service, price)| (service.word(), currency.plain(*price))).collect()
}

fn slot_sheet(slot: &Slot, currency: Currency) -> SlotSheet<'_> {
    let choice = slot.choices.iter().map(|choice| ChoiceSheet {
        item: &choice.item,
        price: currency.plain(choice.price),
        default: choice.default,
    });
    SlotSheet {
        code: &slot.code,
        name: &slot.name,
        min: slot.min,
        max: slot.max,
        choice: choice.collect(),
    }
}

fn group_sheet(group: &OptionGroup, currency: Currency) -> GroupSheet<'_> {
    let option = group.options.iter().map(|option| OptionSheet {
        code: &option.code,
        name: &option.name,
        price: currency.plain(option.price),
        default: option.default,
        max: option.max,
        opens: &option.opens,
        prices: plain_prices(&option.prices, currency),
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
        unit: item.unit.map(Unit::word),
        halves: item.halves.as_deref(),
        prices: plain_prices(&item.prices, currency),
        slot: item.slots.iter().map(|slot| slot_sheet(slot, currency)).collect(),
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
    rows.extend(
        half_price(menu).map(|word| {
            Cells::from([("kind", "half_price".to_owned()), ("code", word.to_owned())])
        }),
    );
    for item in &menu.items {
        rows.push(item_row(item, currency));
        rows.extend(item.slots.iter().flat_map(|slot| slot_rows(item, slot, currency)));
    }
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
        row.extend(option.max.map(|max| ("max", max.to_string())));
        row.insert("opens", joined(&option.opens));
        service_prices(&mut row, &option.prices, currency);
        rows.push(row);
    }
    rows
}

/// The rows of a part of a set: the part below its item, its choices below the part.
fn slot_rows(item: &Item, slot: &Slot, currency: Currency) -> Vec<Cells> {
    let mut rows = vec![Cells::from([
        ("kind", "slot".to_owned()),
        ("code", slot.code.clone()),
        ("name", slot.name.clone()),
        ("groups", joined(std::slice::from_ref(&item.code))),
        ("min", slot.min.to_string()),
        ("max", slot.max.to_string()),
    ])];
    for choice in &slot.choices {
        let mut row = Cells::from([
            ("kind", "choice".to_owned()),
            ("code", choice.item.clone()),
            ("price", currency.plain(choice.price)),
            ("groups", joined(std::slice::from_ref(&slot.code))),
        ]);
        if choice.default {
            row.insert("default", "true".to_owned());
        }
        rows.push(row);
    }
    rows
}

fn item_row(item: &Item, currency: Currency) -> Cells {
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
    row.extend(item.unit.map(|unit| ("unit", unit.word().to_owned())));
    row.extend(item.halves.iter().map(|word| ("halves", word.clone())));
    service_prices(&mut row, &item.prices, currency);
    row
}

fn service_prices(row: &mut Cells, prices: &BTreeMap<Service, Money>, currency: Currency) {
    for (service, price) in prices {
        let column = match service {
            Service::DineIn => "price_dine_in",
            Service::Takeaway => "price_takeaway",
            Service::Delivery => "price_delivery",
            Service::Online => "price_online",
        };
        row.insert(column, currency.plain(*price));
    }
}

/// Words in one cell.
fn joined(words: &[String]) -> String {
    let escaped: Vec<String> =
        words.iter().map(|word| word.replace('\\', "\\\\").replace(BETWEEN, "\\;")).collect();
    escaped.join(&BETWEEN.to_string())
}

//! The tree of a file read as a menu, with every problem at its line.

use std::collections::BTreeMap;

use crate::domain::menu::{
    Category, HalfPrice, Item, Menu, MenuOption, OptionGroup, Part, Slot, SlotChoice, Station, Unit,
};
use crate::domain::money::Money;
use crate::domain::settings::{Service, Settings};

use super::Fault;
use super::codes::{number, slug};
use super::fields::{Fields, Reader};
use super::tree::{Node, Value};

/// The keys of an item.
const ITEM: [&str; 15] = [
    "code", "name", "short", "category", "price", "prices", "tax", "station", "course", "aliases",
    "barcodes", "groups", "unit", "halves", "slot",
];

/// Where the parts of a menu stand; of parts with the same code the last.
#[derive(Default)]
struct Places<'a>(Vec<(Part, Fields<'a>)>);

impl Places<'_> {
    /// The line that a problem is about: of the key that its sentence begins with, if there is
    /// such a key, else of the part.
    fn line(&self, part: &Part, sentence: &str) -> usize {
        let Some((_, fields)) = self.0.iter().rev().find(|(known, _)| known == part) else {
            return 1;
        };
        let key = match sentence.split(' ').next().unwrap_or_default() {
            "option" => "groups",
            "barcode" => "barcodes",
            "this" => "code",
            "a" => "price",
            other => other,
        };
        fields.line_of(key)
    }
}

/// Reads a tree as a menu.
pub fn menu(root: &Node, settings: &Settings) -> Result<Menu, Vec<Fault>> {
    let Value::Table(entries) = &root.value else {
        let sentence = "a menu is a table with the keys category, station, group and item";
        return Err(vec![Fault::new(root.line, format!("{sentence}: correct the file"))]);
    };
    let mut reader = Reader { currency: settings.currency, faults: Vec::new() };
    let file = Fields { label: "menu".to_owned(), line: root.line, entries };
    reader
        .only(&file, &["schema", "currency", "half_price", "category", "station", "group", "item"]);
    head(&mut reader, &file, settings);
    let mut places = Places::default();
    let mut menu = Menu::default();
    for (fields, code, name) in named(&mut reader, &file, "category") {
        places.0.push((Part::Category(code.clone()), fields));
        menu.categories.push(Category { code, name });
    }
    for (fields, code, name) in named(&mut reader, &file, "station") {
        places.0.push((Part::Station(code.clone()), fields));
        menu.stations.push(Station { code, name });
    }
    menu.half_price = half_price(&mut reader, &file);
    for fields in reader.tables(&file, "group", "option group") {
        let group = group(&mut reader, &fields, &mut places);
        places.0.push((Part::Group(group.code.clone()), fields));
        menu.groups.push(group);
    }
    let items = reader.tables(&file, "item", "item");
    if items.is_empty() && reader.faults.is_empty() {
        reader.fault(&file, 1, "there is nothing to sell: add at least one item");
    }
    menu.items = items.iter().map(|fields| item(&mut reader, fields, &menu)).collect();
    means(&mut menu);
    let categories: Vec<String> =
        menu.categories.iter().map(|category| category.code.clone()).collect();
    number(&mut menu.items, &categories);
    for (item, fields) in menu.items.iter().zip(items) {
        places.0.push((Part::Item(item.code.clone()), fields));
    }
    for problem in menu.problems(settings) {
        // What has no name was said already when it was read.
        if !problem.sentence.starts_with("an item needs") {
            let line = places.line(&problem.part, &problem.sentence);
            reader.faults.push(Fault::new(line, problem.to_string()));
        }
    }
    if reader.faults.is_empty() { Ok(menu) } else { Err(reader.faults) }
}

/// Checks that a file is a menu of a known version and in the currency of the site.
fn head(reader: &mut Reader, file: &Fields<'_>, settings: &Settings) {
    if let Some(schema) = reader.text(file, "schema")
        && schema != super::write::SCHEMA
    {
        let known = super::write::SCHEMA;
        let sentence = format!("schema `{schema}` is not known: this program reads `{known}`");
        reader.fault(file, file.line_of("schema"), sentence);
    }
    if let Some(currency) = reader.text(file, "currency")
        && currency != settings.currency.code()
    {
        let own = settings.currency;
        let sentence = format!("its prices are in {currency}, the site sells in {own}: convert it");
        reader.fault(file, file.line_of("currency"), sentence);
    }
}

/// The categories or stations of a file, with code and name.
fn named<'a>(
    reader: &mut Reader,
    file: &Fields<'a>,
    what: &str,
) -> Vec<(Fields<'a>, String, String)> {
    let mut found = Vec::new();
    for fields in reader.tables(file, what, what) {
        reader.only(&fields, &["code", "name"]);
        let name = reader.name(&fields);
        let code = reader.text(&fields, "code").unwrap_or_else(|| slug(&name));
        found.push((fields, code, name));
    }
    found
}

fn half_price(reader: &mut Reader, file: &Fields<'_>) -> HalfPrice {
    let rules = [HalfPrice::Higher, HalfPrice::Average];
    let Some(word) = reader.text(file, "half_price") else { return HalfPrice::default() };
    rules.into_iter().find(|rule| rule.word() == word).unwrap_or_else(|| {
        let sentence = format!("half_price `{word}` is not known: use higher or average");
        reader.fault(file, file.line_of("half_price"), sentence);
        HalfPrice::default()
    })
}

/// Words of groups that options open become codes, now that all groups are known.
fn means(menu: &mut Menu) {
    let named: Vec<(String, String)> =
        menu.groups.iter().map(|group| (group.code.clone(), group.name.clone())).collect();
    for option in menu.groups.iter_mut().flat_map(|group| &mut group.options) {
        for word in &mut option.opens {
            *word = meant(word, named.iter().map(|(code, name)| (code, name)));
        }
    }
}

fn group<'a>(reader: &mut Reader, fields: &Fields<'a>, places: &mut Places<'a>) -> OptionGroup {
    reader.only(fields, &["code", "name", "min", "max", "option"]);
    let name = reader.name(fields);
    let code = reader.text(fields, "code").unwrap_or_else(|| slug(&name));
    let min = reader.number(fields, "min").unwrap_or(0);
    let mut options = Vec::new();
    for fields in reader.tables(fields, "option", "option") {
        let keys = ["code", "name", "price", "prices", "default", "max", "opens"];
        reader.only(&fields, &keys);
        let name = reader.name(&fields);
        let option = MenuOption {
            code: reader.text(&fields, "code").unwrap_or_else(|| slug(&name)),
            name,
            price: reader.money(&fields, "price").unwrap_or_default(),
            default: reader.flag(&fields, "default"),
            prices: prices(reader, &fields),
            max: reader.number(&fields, "max").filter(|max| *max != 1),
            opens: reader.list(&fields, "opens"),
        };
        places.0.push((Part::Option(code.clone(), option.code.clone()), fields));
        options.push(option);
    }
    OptionGroup {
        code,
        name,
        min,
        max: reader.number(fields, "max").unwrap_or(min.max(1)),
        options,
    }
}

/// The parts of a set menu.
fn slots(reader: &mut Reader, fields: &Fields<'_>) -> Vec<Slot> {
    let mut slots = Vec::new();
    for fields in reader.tables(fields, "slot", "slot") {
        reader.only(&fields, &["code", "name", "min", "max", "choice"]);
        let name = reader.name(&fields);
        let min = reader.number(&fields, "min").unwrap_or(1);
        let mut choices = Vec::new();
        for fields in reader.tables(&fields, "choice", "choice") {
            reader.only(&fields, &["item", "price", "default"]);
            if fields.get("item").is_none() {
                reader.fault(&fields, fields.line, "it names no item: add `item`");
            }
            choices.push(SlotChoice {
                item: reader.text(&fields, "item").unwrap_or_default(),
                price: reader.money(&fields, "price").unwrap_or_default(),
                default: reader.flag(&fields, "default"),
            });
        }
        slots.push(Slot {
            code: reader.text(&fields, "code").unwrap_or_else(|| slug(&name)),
            name,
            min,
            max: reader.number(&fields, "max").unwrap_or(min.max(1)),
            choices,
        });
    }
    slots
}

/// What an item is measured in.
fn unit(reader: &mut Reader, fields: &Fields<'_>) -> Option<Unit> {
    let word = reader.text(fields, "unit")?;
    let read = word.parse();
    if let Err(sentence) = &read {
        reader.fault(fields, fields.line_of("unit"), format!("unit {sentence}"));
    }
    read.ok()
}

fn item(reader: &mut Reader, fields: &Fields<'_>, menu: &Menu) -> Item {
    reader.only(fields, &ITEM);
    let name = reader.name(fields);
    if fields.get("price").is_none() {
        reader.fault(fields, fields.line, "it has no price: add `price`");
    }
    let category = reader.text(fields, "category").unwrap_or_default();
    let categories = menu.categories.iter().map(|known| (&known.code, &known.name));
    let station = reader.text(fields, "station");
    let stations = menu.stations.iter().map(|known| (&known.code, &known.name));
    let groups = menu.groups.iter().map(|known| (&known.code, &known.name));
    Item {
        code: reader.text(fields, "code").unwrap_or_default(),
        name,
        short: reader.text(fields, "short"),
        category: meant(&category, categories),
        price: reader.money(fields, "price").unwrap_or_default(),
        prices: prices(reader, fields),
        tax: reader.text(fields, "tax"),
        station: station.map(|word| meant(&word, stations)),
        course: reader.number(fields, "course"),
        aliases: reader.list(fields, "aliases"),
        barcodes: reader.list(fields, "barcodes"),
        groups: reader
            .list(fields, "groups")
            .iter()
            .map(|word| meant(word, groups.clone()))
            .collect(),
        unit: unit(reader, fields),
        halves: reader.text(fields, "halves"),
        slots: slots(reader, fields),
    }
}

/// Prices of services that differ, under `prices` by the word of the service.
fn prices(reader: &mut Reader, fields: &Fields<'_>) -> BTreeMap<Service, Money> {
    let mut prices = BTreeMap::new();
    let label = fields.label.clone();
    for mut table in reader.tables(fields, "prices", "item") {
        table.label.clone_from(&label);
        reader.only(&table, &Service::ALL.map(Service::word));
        for service in Service::ALL {
            if let Some(price) = reader.money(&table, service.word()) {
                prices.insert(service, price);
            }
        }
    }
    prices
}

/// The code that a word means: a code, else the code of what bears this name, else the word.
fn meant<'a>(
    word: &str,
    mut known: impl Iterator<Item = (&'a String, &'a String)> + Clone,
) -> String {
    let lower = word.to_lowercase();
    let same = |text: &str| text.to_lowercase() == lower;
    known
        .clone()
        .find(|(code, _)| *code == word)
        .or_else(|| known.find(|(code, name)| same(code) || same(name)))
        .map_or_else(|| word.to_owned(), |(code, _)| code.clone())
}

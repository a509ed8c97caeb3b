//! The menu: categories, items, option groups and stations, and what makes a menu sound.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::money::{Money, Rate};
use super::settings::{Service, Settings};

/// The most bytes that a published menu may have.
pub const MENU_LIMIT_BYTES: usize = 4 * 1024 * 1024;

/// Everything that can be sold, as published in one piece.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Menu {
    /// Categories, in the order of the screen; number 1 is the first.
    pub categories: Vec<Category>,
    /// Items, in the order of the screen.
    pub items: Vec<Item>,
    /// Option groups that items refer to by code.
    #[serde(default)]
    pub groups: Vec<OptionGroup>,
    /// Places that prepare.
    #[serde(default)]
    pub stations: Vec<Station>,
}

/// A page of the menu.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Category {
    /// The word that items refer to.
    pub code: String,
    /// The name on the screen.
    pub name: String,
}

/// A place that prepares.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Station {
    /// The word that items refer to.
    pub code: String,
    /// The name on the screen.
    pub name: String,
}

/// One thing that is sold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// The code that is typed; it never changes when the menu is re-ordered.
    pub code: String,
    /// The name.
    pub name: String,
    /// A short name for the kitchen and for narrow columns.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub short: Option<String>,
    /// The code of its category.
    pub category: String,
    /// The price of one piece, in minor units.
    pub price: Money,
    /// Prices of services that differ.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub prices: BTreeMap<Service, Money>,
    /// The code of its tax class; the site's first class when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tax: Option<String>,
    /// The code of the station that prepares it; nobody when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub station: Option<String>,
    /// The course it belongs to, counted from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub course: Option<u8>,
    /// Other words that find it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// Barcodes that add it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub barcodes: Vec<String>,
    /// Codes of its option groups, in the order of the screen.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<String>,
}

/// Options of which some must or may be chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OptionGroup {
    /// The word that items refer to.
    pub code: String,
    /// The name on the screen.
    pub name: String,
    /// At least this many are chosen.
    #[serde(default)]
    pub min: u8,
    /// At most this many are chosen.
    pub max: u8,
    /// The options, in the order of the screen.
    pub options: Vec<MenuOption>,
}

/// One option of a group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MenuOption {
    /// Unique in its group.
    pub code: String,
    /// The name.
    pub name: String,
    /// What it adds to the price of one piece, in minor units; may be negative.
    #[serde(default)]
    pub price: Money,
    /// Whether it is chosen unless somebody says otherwise.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub default: bool,
}

impl Item {
    /// The price of one piece for a service.
    pub fn price(&self, service: Service) -> Money {
        self.prices.get(&service).copied().unwrap_or(self.price)
    }

    /// The tax rate for a service.
    pub fn tax(&self, settings: &Settings, service: Service) -> Rate {
        settings.tax_class(self.tax.as_deref()).map_or(Rate::ZERO, |class| class.rate(service))
    }
}

impl Menu {
    /// The item with this code.
    pub fn item(&self, code: &str) -> Option<&Item> {
        self.items.iter().find(|item| item.code == code)
    }

    /// The item with this barcode.
    pub fn by_barcode(&self, barcode: &str) -> Option<&Item> {
        self.items.iter().find(|item| item.barcodes.iter().any(|known| known == barcode))
    }

    /// The option group with this code.
    pub fn group(&self, code: &str) -> Option<&OptionGroup> {
        self.groups.iter().find(|group| group.code == code)
    }

    /// The option groups of an item, in the order of the screen.
    pub fn groups_of<'a>(&'a self, item: &'a Item) -> impl Iterator<Item = &'a OptionGroup> {
        item.groups.iter().filter_map(|code| self.group(code))
    }

    /// The items of a category, in the order of the screen.
    pub fn items_of<'a>(&'a self, category: &'a str) -> impl Iterator<Item = &'a Item> {
        self.items.iter().filter(move |item| item.category == category)
    }

    /// Everything that is wrong with this menu, each in one sentence that names the remedy and
    /// the thing it is about.
    pub fn problems(&self, settings: &Settings) -> Vec<Problem> {
        let mut found = Vec::new();
        self.check_categories(&mut found);
        self.check_groups(&mut found);
        self.check_items(settings, &mut found);
        found
    }

    fn check_categories(&self, found: &mut Vec<Problem>) {
        let mut seen = BTreeSet::new();
        for category in &self.categories {
            if !seen.insert(&category.code) {
                found.push(Problem::category(
                    &category.code,
                    "this category stands twice: remove or rename one",
                ));
            }
        }
        let mut stations = BTreeSet::new();
        for station in &self.stations {
            if !stations.insert(&station.code) {
                found.push(Problem::of(
                    Part::Station(station.code.clone()),
                    "this station stands twice: remove or rename one",
                ));
            }
        }
    }

    fn check_groups(&self, found: &mut Vec<Problem>) {
        let mut seen = BTreeSet::new();
        for group in &self.groups {
            let mut say = |text: &str| {
                found.push(Problem::of(Part::Group(group.code.clone()), text));
            };
            if !seen.insert(&group.code) {
                say("this option group stands twice: remove or rename one");
            }
            if group.max == 0 || group.min > group.max {
                say("the maximum must be at least 1 and not below the minimum");
            }
            if usize::from(group.min) > group.options.len() {
                say("it asks for more options than it has: lower the minimum or add options");
            }
            let codes: BTreeSet<_> = group.options.iter().map(|option| &option.code).collect();
            if codes.len() != group.options.len() {
                say("two of its options have the same code: rename one");
            }
            let defaults = group.options.iter().filter(|option| option.default).count();
            if defaults > usize::from(group.max) {
                say("it has more defaults than its maximum: keep fewer defaults");
            }
        }
    }

    fn check_items(&self, settings: &Settings, found: &mut Vec<Problem>) {
        let mut codes = BTreeSet::new();
        let mut barcodes = BTreeSet::new();
        for item in &self.items {
            let mut say = |text: String| {
                found.push(Problem::of(Part::Item(item.code.clone()), &text));
            };
            if item.code.is_empty() || item.name.trim().is_empty() {
                say("an item needs a code and a name: add them".to_owned());
            }
            if !codes.insert(&item.code) {
                say("this code stands twice: give one of the items another code".to_owned());
            }
            for barcode in &item.barcodes {
                if !barcodes.insert(barcode) {
                    say(format!("barcode {barcode} belongs to two items: remove it from one"));
                }
            }
            if item.price.is_negative() || item.prices.values().any(|price| price.is_negative()) {
                say("a price cannot be negative: use a discount instead".to_owned());
            }
            if !self.categories.iter().any(|known| known.code == item.category) {
                say(format!("category `{}` is not defined: add it or correct it", item.category));
            }
            if let Some(station) = &item.station
                && !self.stations.iter().any(|known| known.code == *station)
            {
                say(format!("station `{station}` is not defined: add it or correct it"));
            }
            if let Some(tax) = &item.tax
                && !settings.tax_classes.iter().any(|known| known.code == *tax)
            {
                say(format!("tax class `{tax}` is not a setting of this site: correct it"));
            }
            for group in item.groups.iter().filter(|code| self.group(code).is_none()) {
                say(format!("option group `{group}` is not defined: add it or correct it"));
            }
        }
    }
}

/// The part of a menu that a problem is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// A category, by code.
    Category(String),
    /// A station, by code.
    Station(String),
    /// An option group, by code.
    Group(String),
    /// An item, by code.
    Item(String),
}

/// One thing that is wrong with a menu.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// What it is about.
    pub part: Part,
    /// What is wrong and what to do, without the part's name.
    pub sentence: String,
}

impl Problem {
    fn of(part: Part, sentence: &str) -> Self {
        Self { part, sentence: sentence.to_owned() }
    }

    fn category(code: &str, sentence: &str) -> Self {
        Self::of(Part::Category(code.to_owned()), sentence)
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (what, code) = match &self.part {
            Part::Category(code) => ("category", code),
            Part::Station(code) => ("station", code),
            Part::Group(code) => ("option group", code),
            Part::Item(code) => ("item", code),
        };
        write!(out, "{what} `{code}`: {}", self.sentence)
    }
}

//! The menu: categories, items, option groups and stations, and what makes a menu sound.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::event::usual;
use super::money::{Money, Quantity, Rate};
use super::settings::{Service, Settings};

mod check;

pub use check::{NESTING_LIMIT, Part, Problem};

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
    /// What two halves of different items cost together.
    #[serde(default, skip_serializing_if = "usual")]
    pub half_price: HalfPrice,
}

/// What two halves of different items cost together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HalfPrice {
    /// The higher of the two prices.
    #[default]
    Higher,
    /// The middle of the two prices, rounded half away from zero.
    Average,
}

impl HalfPrice {
    /// The word in menu files.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Higher => "higher",
            Self::Average => "average",
        }
    }

    /// The price of two halves, in minor units.
    pub fn of(self, one: Money, other: Money) -> Money {
        match self {
            Self::Higher => one.max(other),
            Self::Average => {
                let both = one.plus(other).unwrap_or_else(|_| one.max(other));
                both.times(Quantity::new(500)).unwrap_or_else(|_| one.max(other))
            }
        }
    }
}

/// What an item is measured in when it is not sold by the piece; its price is for one of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Unit {
    /// By weight.
    Kg,
    /// By volume, in litres.
    L,
    /// By length, in metres.
    M,
}

impl Unit {
    /// All units.
    pub const ALL: [Self; 3] = [Self::Kg, Self::L, Self::M];

    /// The word on screens and in files.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Kg => "kg",
            Self::L => "l",
            Self::M => "m",
        }
    }

    /// The word for a thousandth of it, as people type it: `350g`.
    pub const fn small(self) -> &'static str {
        match self {
            Self::Kg => "g",
            Self::L => "ml",
            Self::M => "mm",
        }
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(self.word())
    }
}

impl FromStr for Unit {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let wanted = text.trim().to_lowercase();
        let known = Self::ALL.into_iter().find(|unit| unit.word() == wanted);
        known.ok_or_else(|| format!("`{text}` is not a unit: use kg, l or m"))
    }
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
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
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
    /// What it is measured in; `price` is then for one of them. By the piece when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<Unit>,
    /// Items with the same word here can be halves of one piece.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub halves: Option<String>,
    /// The parts of a set menu; an item with slots is a set with one price for all of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub slots: Vec<Slot>,
}

/// One part of a set menu that is chosen from some items.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slot {
    /// Unique in its set, and no option group of the set.
    pub code: String,
    /// The name on the screen.
    pub name: String,
    /// At least this many are chosen.
    pub min: u8,
    /// At most this many are chosen.
    pub max: u8,
    /// The items to choose from, in the order of the screen.
    pub choices: Vec<SlotChoice>,
}

/// An item that can be a part of a set menu.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlotChoice {
    /// The code of the item.
    pub item: String,
    /// What it adds to the price of the set, in minor units; may be negative.
    #[serde(default, skip_serializing_if = "usual")]
    pub price: Money,
    /// Whether it is chosen unless somebody says otherwise.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub default: bool,
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
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
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
    /// Prices of services that differ.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub prices: BTreeMap<Service, Money>,
    /// How many times it can be chosen; once when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<u8>,
    /// Codes of groups that are asked for when it is chosen.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub opens: Vec<String>,
}

impl MenuOption {
    /// What it adds for a service.
    pub fn price(&self, service: Service) -> Money {
        self.prices.get(&service).copied().unwrap_or(self.price)
    }

    /// How many times it can be chosen.
    pub fn most(&self) -> u8 {
        self.max.unwrap_or(1).max(1)
    }
}

impl Item {
    /// The price of one piece for a service.
    pub fn price(&self, service: Service) -> Money {
        self.prices.get(&service).copied().unwrap_or(self.price)
    }

    /// True for a set menu.
    pub fn is_set(&self) -> bool {
        !self.slots.is_empty()
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

    /// The items that can be the other half of an item, in the order of the screen.
    pub fn other_halves<'a>(&'a self, item: &'a Item) -> impl Iterator<Item = &'a Item> {
        let same = |other: &&Item| item.halves.is_some() && other.halves == item.halves;
        self.items.iter().filter(move |other| same(other) && other.code != item.code)
    }

    /// The items of a category, in the order of the screen.
    pub fn items_of<'a>(&'a self, category: &'a str) -> impl Iterator<Item = &'a Item> {
        self.items.iter().filter(move |item| item.category == category)
    }
}

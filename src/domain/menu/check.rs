//! What makes a menu sound, and what is said about one that is not.

use std::collections::BTreeSet;

use super::{Item, Menu, OptionGroup};
use crate::domain::settings::Settings;

/// Options can open groups of options this deep.
pub const NESTING_LIMIT: usize = 4;

impl Menu {
    /// Everything that is wrong with this menu, each in one sentence that names the remedy and
    /// the thing it is about.
    pub fn problems(&self, settings: &Settings) -> Vec<Problem> {
        let mut found = Vec::new();
        self.check_categories(&mut found);
        self.check_groups(&mut found);
        self.check_items(settings, &mut found);
        self.check_nesting(&mut found);
        self.check_halves(&mut found);
        self.check_sets(&mut found);
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

    /// Groups that options open are known, and no way through them leads back or too deep.
    fn check_nesting(&self, found: &mut Vec<Problem>) {
        for group in &self.groups {
            for option in &group.options {
                let mut say = |text: String| {
                    let part = Part::Option(group.code.clone(), option.code.clone());
                    found.push(Problem::of(part, &text));
                };
                for code in option.opens.iter().filter(|code| self.group(code).is_none()) {
                    say(format!(
                        "opens `{code}`, which is not defined: add the group or correct it"
                    ));
                }
                if option.opens.iter().any(|code| self.leads_to(code, &group.code, NESTING_LIMIT)) {
                    say("opens its own group again in a circle: take one of the groups out"
                        .to_owned());
                } else if option.opens.iter().any(|code| self.depth(code, NESTING_LIMIT).is_none())
                {
                    say(format!("opens groups more than {NESTING_LIMIT} deep: ask for less"));
                }
            }
        }
    }

    fn opened_by(group: &OptionGroup) -> impl Iterator<Item = &String> {
        group.options.iter().flat_map(|option| &option.opens)
    }

    fn leads_to(&self, from: &str, to: &str, left: usize) -> bool {
        let Some(next) = left.checked_sub(1) else { return false };
        let opened = self.group(from).into_iter().flat_map(Self::opened_by);
        from == to || opened.into_iter().any(|code| self.leads_to(code, to, next))
    }

    /// How many groups lie over each other from this one on; `None` beyond the limit.
    fn depth(&self, from: &str, left: usize) -> Option<usize> {
        let next = left.checked_sub(1)?;
        let mut deepest = 0;
        for code in self.group(from).into_iter().flat_map(Self::opened_by) {
            deepest = deepest.max(self.depth(code, next)?);
        }
        Some(deepest.saturating_add(1))
    }

    /// Halves of one piece are made at one station and taxed alike.
    fn check_halves(&self, found: &mut Vec<Problem>) {
        for item in &self.items {
            let Some(word) = &item.halves else { continue };
            let mut say =
                |text: String| found.push(Problem::of(Part::Item(item.code.clone()), &text));
            if item.is_set() || item.unit.is_some() {
                say("halves need a dish by the piece: take `halves` off".to_owned());
            }
            let Some(other) = self.other_halves(item).next() else {
                say(format!("halves `{word}` stands at one item only: give it to a second one"));
                continue;
            };
            if other.station != item.station || other.tax != item.tax {
                let name = &other.name;
                say(format!("halves `{word}`: {name} has another station or tax: make them alike"));
            }
        }
    }

    fn check_sets(&self, found: &mut Vec<Problem>) {
        for item in self.items.iter().filter(|item| item.is_set()) {
            let mut codes = BTreeSet::new();
            let mut say =
                |text: String| found.push(Problem::of(Part::Item(item.code.clone()), &text));
            if item.unit.is_some() {
                say("unit does not go with a set: take it off".to_owned());
            }
            for slot in &item.slots {
                let name = &slot.name;
                if !codes.insert(&slot.code) || item.groups.contains(&slot.code) {
                    say(format!("slot `{name}` has a code that stands twice: rename one"));
                }
                if slot.max == 0 || slot.min > slot.max {
                    say(format!(
                        "slot `{name}`: the maximum must be 1 or more and not below the minimum"
                    ));
                }
                if slot.choices.is_empty() {
                    say(format!("slot `{name}` has nothing to choose from: add items"));
                }
                for choice in &slot.choices {
                    let code = &choice.item;
                    match self.item(code) {
                        None => {
                            say(format!("slot `{name}`: no item has code `{code}`: correct it"));
                        }
                        Some(part) => self.check_part(name, part, &mut say),
                    }
                }
                let defaults = slot.choices.iter().filter(|choice| choice.default).count();
                if defaults > usize::from(slot.max) {
                    say(format!("slot `{name}` has more defaults than its maximum: keep fewer"));
                }
            }
        }
    }

    fn check_part(&self, slot: &str, part: &Item, say: &mut dyn FnMut(String)) {
        let name = &part.name;
        if part.is_set() {
            say(format!("slot `{slot}`: {name} is a set itself: name the items of it"));
        }
        if part.unit.is_some() {
            say(format!("slot `{slot}`: {name} is not sold by the piece: choose another item"));
        }
        // What leads in a circle or too deep by itself is said of its option.
        let opens = |code: &String| {
            self.depth(code, NESTING_LIMIT).is_some_and(|depth| depth >= NESTING_LIMIT)
        };
        if part.groups.iter().any(opens) {
            say(format!("slot `{slot}`: the options of {name} lie too deep: ask for less"));
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
    /// An option, by the codes of its group and itself.
    Option(String, String),
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
            Part::Option(_, code) => ("option", code),
            Part::Item(code) => ("item", code),
        };
        write!(out, "{what} `{code}`: {}", self.sentence)
    }
}

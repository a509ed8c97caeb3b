//! What the kitchen cannot make now: a numbered list of its dishes, each taken off sale and back.
#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a screen names the keys it knows; every other key does nothing on it"
)]

use super::model::{Model, Over};
use crate::domain::command::Command;
use crate::domain::menu::Item;
use crate::tui::effect::Effect;
use crate::tui::input::Key;
use crate::tui::widgets::MessageKind;

/// Dishes on a page, so that one digit is enough.
pub(super) const DISHES: usize = 9;

/// The list of dishes; their order stays while it is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SoldOut {
    /// The codes of the dishes.
    pub(super) items: Vec<String>,
    /// The chosen one.
    pub(super) at: usize,
}

impl SoldOut {
    /// The page of the chosen dish and how many there are, both from 1.
    pub(super) fn page(&self) -> (usize, usize) {
        (self.at / DISHES + 1, self.items.len().div_ceil(DISHES).max(1))
    }

    /// The first dish of the page.
    pub(super) const fn first(&self) -> usize {
        self.at / DISHES * DISHES
    }

    fn turn(&mut self, forward: bool) {
        let (page, pages) = self.page();
        let next = if forward { page % pages } else { (page + pages - 2) % pages };
        self.at = next * DISHES;
    }
}

impl Model {
    /// Opens the list: the dishes of the chosen ticket first, then the others of the station.
    pub(super) fn open_sold_out(&mut self) {
        let card = self.chosen_card();
        let asked =
            |name: &str| card.is_some_and(|card| card.lines.iter().any(|line| line.name == name));
        let menu = self.front.desk.state.menu();
        let all = self.station.is_none();
        let ours = menu.items.iter().filter(|item| all || item.station == self.station);
        let mut items: Vec<&Item> = ours.collect();
        items.sort_by_key(|item| !asked(&item.name));
        let items: Vec<String> = items.into_iter().map(|item| item.code.clone()).collect();
        if items.is_empty() {
            return self.say(MessageKind::Info, "The menu has no dish for this station.");
        }
        self.over = Some(Over::SoldOut(SoldOut { items, at: 0 }));
    }

    /// A dish of the list in words.
    pub(super) fn dish_label(&self, code: &str) -> String {
        let state = &self.front.desk.state;
        let name = state.menu().item(code).map_or(code, |item| item.name.as_str());
        if !state.is_86(code, self.now()) {
            return name.to_owned();
        }
        let since = state.availability(code).off_since;
        let since = since.map(|at| format!(" since {}", self.clock().hours_minutes(at)));
        format!("SOLD OUT{}: {name}", since.unwrap_or_default())
    }

    pub(super) fn sold_out_key(&mut self, key: Key, mut list: SoldOut) -> Vec<Effect> {
        let count = list.items.len();
        match key {
            Key::Esc | Key::Char('.') => {
                self.over = None;
                return Vec::new();
            }
            Key::Enter => return self.toggle_dish(&list, list.at),
            Key::Down | Key::Char('+') => list.at = (list.at + 1) % count.max(1),
            Key::Up | Key::Char('-') => list.at = list.at.saturating_sub(1),
            Key::PageDown | Key::Char('/' | 'n') => list.turn(true),
            Key::PageUp => list.turn(false),
            _ => {
                let row = self.digit(key).and_then(|digit| digit.checked_sub(1));
                return row.map_or_else(Vec::new, |row| self.sold_out_row(row));
            }
        }
        self.over = Some(Over::SoldOut(list));
        Vec::new()
    }

    /// A row of the page; the one behind the dishes is the next page.
    pub(super) fn sold_out_row(&mut self, row: usize) -> Vec<Effect> {
        let Some(Over::SoldOut(mut list)) = self.over.clone() else { return Vec::new() };
        if row == DISHES {
            list.turn(true);
            self.over = Some(Over::SoldOut(list));
            return Vec::new();
        }
        let at = list.first() + row;
        self.toggle_dish(&list, at)
    }

    /// Takes a dish off sale on every counter, or brings it back.
    fn toggle_dish(&mut self, list: &SoldOut, at: usize) -> Vec<Effect> {
        let Some(code) = list.items.get(at).cloned() else { return Vec::new() };
        if self.wants_cook() {
            self.ask_cook(None);
            return Vec::new();
        }
        let state = &self.front.desk.state;
        let name = state.menu().item(&code).map_or_else(|| code.clone(), |item| item.name.clone());
        let (command, words) = if state.is_86(&code, self.now()) {
            (Command::Restore86(code), format!("{name} can be sold again, on every counter."))
        } else {
            let command = Command::Take86 { item: code, remaining: None, until: None };
            (command, format!("{name} is sold out, on every counter."))
        };
        match self.front.act(&command) {
            Ok((_, effects)) => {
                self.over = Some(Over::SoldOut(SoldOut { at, ..list.clone() }));
                self.say(MessageKind::Done, words);
                effects
            }
            Err(rejection) => {
                self.say(MessageKind::Warning, rejection.to_string());
                Vec::new()
            }
        }
    }
}

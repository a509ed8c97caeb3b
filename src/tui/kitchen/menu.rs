//! The kitchen menu and the choice of a station: numbered lists for everybody.
#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a screen names the keys it knows; every other key does nothing on it"
)]

use super::model::{Model, Over};
use crate::tui::effect::Effect;
use crate::tui::input::Key;
use crate::tui::widgets::MessageKind;

/// One entry of the kitchen menu.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Entry {
    Station,
    Priority,
    Bell,
    Teach,
    Undo,
    Recall,
    Push,
    Help,
    Quit,
    SoldOut,
    Cook,
    Pair,
}

/// The number of an entry that has a sign in place of a digit.
const STAR: usize = 10;

impl Entry {
    /// All entries with their number and letter, in the order of the list.
    pub(super) const ALL: [(usize, char, Self); 11] = [
        (1, 't', Self::Station),
        (2, 'p', Self::Priority),
        (3, 'm', Self::Bell),
        (4, 'k', Self::Teach),
        (5, 'u', Self::Undo),
        (6, 'r', Self::Recall),
        (7, 'g', Self::Push),
        (8, '?', Self::Help),
        (9, 'q', Self::Quit),
        (STAR, 'o', Self::SoldOut),
        (0, 'c', Self::Cook),
    ];
}

impl Model {
    /// The entries that are shown: who cooks is asked where people were set up, and then large
    /// targets have no room for the help, which has a button of its own. While the hub does not take
    /// this kitchen, pairing it again stands where help is; large targets give up the bump bar then.
    pub(super) fn entries(&self) -> Vec<(usize, char, Entry)> {
        let staff = self.front.desk.state.has_staff();
        let full = staff && self.look.layout(self.screen()).is_touch();
        let refused = self.is_refused();
        let mut entries = Entry::ALL.to_vec();
        entries.retain(|(_, _, entry)| match entry {
            Entry::Cook => staff,
            Entry::Help => !full || refused,
            Entry::Teach => !(full && refused),
            _ => true,
        });
        if refused && let Some(help) = entries.iter_mut().find(|(.., one)| *one == Entry::Help) {
            *help = (help.0, 'h', Entry::Pair);
        }
        entries
    }

    /// The sign of an entry beside its letter.
    pub(super) fn entry_sign(number: usize) -> String {
        if number == STAR { "*".to_owned() } else { number.to_string() }
    }

    /// What an entry does now, in words.
    pub(super) fn entry_label(&self, entry: Entry) -> String {
        match entry {
            Entry::Station => format!("Station ({} now)", self.station_title()),
            Entry::Priority => match self.chosen_card() {
                Some(card) if card.prioritised => format!("{} back to its own place", card.number),
                Some(card) => format!("{} to the front", card.number),
                None => "To the front (no ticket is chosen)".to_owned(),
            },
            Entry::Bell if self.bell.on => "Bell off".to_owned(),
            Entry::Bell => "Bell on".to_owned(),
            Entry::Teach => "Teach the bump bar".to_owned(),
            Entry::Push => match self.chosen_card() {
                Some(card) => format!("Give {} to another station", card.number),
                None => "Give to another station (no ticket)".to_owned(),
            },
            Entry::Undo => "Take the last step back".to_owned(),
            Entry::Recall => "Recall list".to_owned(),
            Entry::Help => "Help".to_owned(),
            Entry::Quit => "Quit".to_owned(),
            Entry::SoldOut => "Dishes that are sold out".to_owned(),
            Entry::Cook if self.has_cook() => {
                let name = self.front.desk.state.staff_name(self.front.desk.staff());
                format!("Sign {name} out, the next one in")
            }
            Entry::Cook => "Sign in with your PIN".to_owned(),
            Entry::Pair => "Pair again with the hub".to_owned(),
        }
    }

    pub(super) fn menu_key(&mut self, key: Key, at: usize) -> Vec<Effect> {
        let last = self.entries().len() - 1;
        let to = match key {
            Key::Esc | Key::Char('.' | ' ') => {
                self.over = None;
                return Vec::new();
            }
            Key::Enter => return self.menu_row(at),
            Key::Down | Key::Char('+') => (at + 1) % (last + 1),
            Key::Up => at.saturating_sub(1),
            Key::Char('?') => {
                self.over = Some(Over::Help);
                return Vec::new();
            }
            // In the menu, minus is the undo of the numpad.
            Key::Char('-') => {
                self.over = None;
                return self.undo();
            }
            _ => {
                let digit = if key == Key::Char('*') { Some(STAR) } else { self.digit(key) };
                let row = self.entries().iter().position(|(number, letter, _)| {
                    digit == Some(*number) || key == Key::Char(*letter)
                });
                return row.map_or_else(Vec::new, |row| self.menu_row(row));
            }
        };
        self.over = Some(Over::Menu { at: to });
        Vec::new()
    }

    pub(super) fn menu_row(&mut self, row: usize) -> Vec<Effect> {
        let Some((_, _, entry)) = self.entries().get(row).copied() else { return Vec::new() };
        self.over = None;
        match entry {
            Entry::Station => self.over = Some(Over::Stations { at: self.station_row() }),
            Entry::Priority => return self.prioritise(),
            Entry::Bell => self.mute(),
            Entry::Undo => return self.undo(),
            Entry::Recall => self.open_recall(),
            Entry::Teach => self.open_teaching(),
            Entry::Push => self.open_push(),
            Entry::Help => self.over = Some(Over::Help),
            Entry::Quit => self.over = Some(Over::Quit),
            Entry::SoldOut => self.open_sold_out(),
            Entry::Cook => self.change_cook(),
            Entry::Pair => self.open_refused(),
        }
        Vec::new()
    }

    /// The row of the station that is shown: 0 is all of them.
    pub(super) fn station_row(&self) -> usize {
        let stations = self.stations();
        let row = |code: &str| stations.iter().position(|(known, _)| known == code);
        self.station.as_deref().and_then(row).map_or(0, |row| row + 1)
    }

    pub(super) fn stations_key(&mut self, key: Key, at: usize) -> Vec<Effect> {
        let count = self.stations().len() + 1;
        let to = match key {
            Key::Esc | Key::Char('.') => {
                self.over = None;
                return Vec::new();
            }
            Key::Enter => {
                self.show_station(at);
                return Vec::new();
            }
            Key::Down | Key::Char('+') => (at + 1) % count,
            Key::Up | Key::Char('-') => at.saturating_sub(1),
            _ => {
                if let Some(row) = self.digit(key).filter(|row| *row < count) {
                    self.show_station(row);
                }
                return Vec::new();
            }
        };
        self.over = Some(Over::Stations { at: to });
        Vec::new()
    }

    /// The stations that the chosen ticket can go to.
    pub(super) fn push_stations(&self) -> Vec<(String, String)> {
        let mut stations = self.stations();
        stations.retain(|(code, _)| self.station.as_ref() != Some(code));
        stations
    }

    fn open_push(&mut self) {
        if self.chosen_card().is_none() {
            self.say(MessageKind::Info, "There is no ticket to give away.");
        } else if self.push_stations().is_empty() {
            self.say(MessageKind::Info, "There is no other station.");
        } else {
            self.over = Some(Over::Push { at: 0 });
        }
    }

    pub(super) fn push_key(&mut self, key: Key, at: usize) -> Vec<Effect> {
        let count = self.push_stations().len().max(1);
        let to = match key {
            Key::Esc | Key::Char('.') => {
                self.over = None;
                return Vec::new();
            }
            Key::Enter => return self.push_row(at),
            Key::Down | Key::Char('+') => (at + 1) % count,
            Key::Up | Key::Char('-') => at.saturating_sub(1),
            _ => {
                let row = self.digit(key).and_then(|digit| digit.checked_sub(1));
                return row.map_or_else(Vec::new, |row| self.push_row(row));
            }
        };
        self.over = Some(Over::Push { at: to });
        Vec::new()
    }

    /// Gives the chosen ticket to a station of the list.
    pub(super) fn push_row(&mut self, row: usize) -> Vec<Effect> {
        let Some((code, name)) = self.push_stations().get(row).cloned() else { return Vec::new() };
        self.over = None;
        self.push_to(&code, &name)
    }

    /// Shows another station, or all of them; the tickets that are there already do not ring.
    pub(super) fn show_station(&mut self, row: usize) {
        let stations = self.stations();
        let station = row.checked_sub(1).and_then(|row| stations.get(row));
        self.over = None;
        self.station = station.map(|(code, _)| code.clone());
        self.chosen = None;
        self.lost = None;
        self.refresh(false);
        self.bell.seen(&self.cards);
        let words = station.map_or_else(
            || "All stations are shown as one ticket: this is the pass.".to_owned(),
            |(_, name)| format!("Station {name} is shown."),
        );
        self.say(MessageKind::Done, words);
    }
}

//! The keys of a bump bar: what each was taught to do, and the file in which that is kept.

use std::collections::BTreeMap;

use crate::tui::input::Key;
use crate::tui::keymap::{Keymap, KeymapError};

/// What a key of a bump bar can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Does {
    Bump,
    Back,
    Items,
    Recall,
    AllDay,
    Page,
    /// The ticket in a slot, 1 to 10.
    Slot(u8),
    Up,
    Down,
    Left,
    Right,
}

impl Does {
    /// Everything, in the order of the teaching screen.
    pub(super) fn all() -> Vec<Self> {
        let mut all =
            vec![Self::Bump, Self::Back, Self::Items, Self::Recall, Self::AllDay, Self::Page];
        all.extend((1..=10).map(Self::Slot));
        all.extend([Self::Up, Self::Down, Self::Left, Self::Right]);
        all
    }

    /// The word on the screen.
    pub(super) fn word(self) -> String {
        match self {
            Self::Bump => "BUMP".to_owned(),
            Self::Back => "BACK".to_owned(),
            Self::Items => "ITEMS".to_owned(),
            Self::Recall => "RECALL".to_owned(),
            Self::AllDay => "ALL DAY".to_owned(),
            Self::Page => "PAGE".to_owned(),
            Self::Slot(slot) => format!("SLOT {slot}"),
            Self::Up => "UP".to_owned(),
            Self::Down => "DOWN".to_owned(),
            Self::Left => "LEFT".to_owned(),
            Self::Right => "RIGHT".to_owned(),
        }
    }

    /// The word in the file.
    fn name(self) -> String {
        self.word().to_lowercase().replace(' ', "_")
    }

    /// The key that does it everywhere.
    pub(super) const fn usual(self) -> Key {
        match self {
            Self::Bump => Key::Enter,
            Self::Back => Key::Char('.'),
            Self::Items => Key::Char('+'),
            Self::Recall => Key::Char('-'),
            Self::AllDay => Key::Char('*'),
            Self::Page => Key::Char('/'),
            Self::Slot(slot) => Key::Char((b'0' + slot % 10) as char),
            Self::Up => Key::Up,
            Self::Down => Key::Down,
            Self::Left => Key::Left,
            Self::Right => Key::Right,
        }
    }
}

/// The keys that were taught; a function that was not keeps its usual key, and keeps that beside a
/// taught one as well.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BumpBar {
    taught: BTreeMap<Does, Key>,
}

impl BumpBar {
    /// The usual key of what this key was taught to do; the key itself otherwise.
    pub(super) fn usual(&self, key: Key) -> Key {
        let found = self.taught.iter().find(|(_, taught)| **taught == key);
        found.map_or(key, |(does, _)| does.usual())
    }

    pub(super) fn taught(&self, does: Does) -> Option<Key> {
        self.taught.get(&does).copied()
    }

    /// What a key does already, other than `does`.
    pub(super) fn other_use(&self, key: Key, does: Does) -> Option<Does> {
        let uses =
            |one: &Does| *one != does && (one.usual() == key || self.taught(*one) == Some(key));
        Does::all().into_iter().find(uses)
    }

    pub(super) fn teach(&mut self, does: Does, key: Key) {
        if does.usual() == key {
            self.taught.remove(&does);
        } else {
            self.taught.insert(does, key);
        }
    }

    /// Every function as its word on the screen, with its taught key and its usual one.
    pub fn rows(&self) -> Vec<(String, Option<Key>, Key)> {
        let row = |does: Does| (does.word(), self.taught(does), does.usual());
        Does::all().into_iter().map(row).collect()
    }

    /// The file: one line for each taught key.
    pub fn to_text(&self) -> String {
        let mut text =
            "# The keys of a bump bar; what is not named keeps its usual key.\n".to_owned();
        for does in Does::all() {
            if let Some(key) = self.taught(does) {
                let name = key.to_string().replace('\\', "\\\\").replace('"', "\\\"");
                let line = format!("{} = \"{name}\"\n", does.name());
                text.push_str(&line);
            }
        }
        text
    }

    /// The keys that the settings of the machine teach, by the names that the file has too.
    ///
    /// # Errors
    /// A name that is none, a key that is none, or two functions with one key.
    pub fn of_settings(settings: &BTreeMap<String, String>) -> Result<Self, KeymapError> {
        let full = |does: &Does| format!("kitchen.{}", does.name());
        let all = Does::all();
        let names: Vec<String> = all.iter().map(full).collect();
        let known: Vec<(&str, Option<Key>)> = names
            .iter()
            .zip(&all)
            .map(|(name, does)| (name.as_str(), Some(does.usual())))
            .collect();
        let settings =
            settings.iter().map(|(name, key)| (format!("kitchen.{name}"), key.clone())).collect();
        let keymap = Keymap::new(&known, &settings)?;
        let mut bar = Self::default();
        for (does, name) in all.into_iter().zip(&names) {
            if let Some(key) = keymap.key(name) {
                bar.teach(does, key);
            }
        }
        Ok(bar)
    }

    /// Reads the file.
    ///
    /// # Errors
    /// One sentence that names the line.
    pub fn parse(text: &str) -> Result<Self, String> {
        Self::default().read(text)
    }

    /// Reads the file over these keys.
    ///
    /// # Errors
    /// One sentence that names the line.
    pub fn read(self, text: &str) -> Result<Self, String> {
        let mut bar = self;
        for (index, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let wrong = |what: &str| format!("line {} of the bump bar: {what}", index + 1);
            let (name, key) =
                line.split_once('=').ok_or_else(|| wrong("write it as bump = \"F5\""))?;
            let does = Does::all().into_iter().find(|does| does.name() == name.trim());
            let does = does.ok_or_else(|| wrong(&format!("`{}` is no function", name.trim())))?;
            let key = key.trim();
            let quoted = key.strip_prefix('"').and_then(|key| key.strip_suffix('"'));
            let key = quoted.unwrap_or(key).replace("\\\"", "\"").replace("\\\\", "\\");
            let key: Key = key.parse().map_err(|_| wrong(&format!("`{key}` is no key")))?;
            if let Some(other) = bar.other_use(key, does) {
                let (key, other) = (key.to_string(), other.word());
                return Err(wrong(&format!("{key} is {other} already: take another key")));
            }
            bar.teach(does, key);
        }
        Ok(bar)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_taught_is_kept_in_a_file_and_usual_keys_stay() {
        let mut bar = BumpBar::default();
        bar.teach(Does::Recall, Key::F(8));
        bar.teach(Does::Slot(3), Key::Char('"'));
        bar.teach(Does::Bump, Key::Enter);
        assert_eq!(bar.usual(Key::F(8)), Key::Char('-'));
        assert_eq!(bar.usual(Key::Char('-')), Key::Char('-'));
        assert_eq!(bar.other_use(Key::F(8), Does::Page), Some(Does::Recall));
        assert_eq!(bar.other_use(Key::Enter, Does::Page), Some(Does::Bump));
        assert_eq!(BumpBar::parse(&bar.to_text()), Ok(bar));
        let twice = BumpBar::parse("page = \"F8\"\nrecall = \"F8\"").unwrap_err();
        assert!(twice.contains("F8 is PAGE already"), "{twice}");
        assert!(BumpBar::parse("pge = \"F8\"").unwrap_err().contains("`pge` is no function"));
        let set = |name: &str, key: &str| BTreeMap::from([(name.to_owned(), key.to_owned())]);
        let named = BumpBar::of_settings(&set("all_day", "F9")).unwrap();
        assert_eq!(named.usual(Key::F(9)), Key::Char('*'));
        let both = named.clone().read("page = \"F8\"").unwrap();
        assert_eq!(
            (both.usual(Key::F(9)), both.usual(Key::F(8))),
            (Key::Char('*'), Key::Char('/'))
        );
        assert!(named.read("page = \"F9\"").unwrap_err().contains("F9 is ALL DAY already"));
        let clash = BumpBar::of_settings(&set("page", "Enter")).unwrap_err().to_string();
        assert!(
            clash.contains("keys.kitchen.bump") && clash.contains("keys.kitchen.page"),
            "{clash}"
        );
        assert!(BumpBar::of_settings(&set("pge", "F9")).is_err());
        for does in Does::all() {
            let text = format!("{} = \"{}\"", does.name(), does.usual());
            assert_eq!(BumpBar::parse(&text), Ok(BumpBar::default()), "{text}");
        }
    }
}

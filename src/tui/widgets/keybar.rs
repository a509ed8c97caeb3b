//! The key bar: what works now, as keys with labels that are also places to tap.

use ratatui::layout::Rect;

use super::Pen;
use super::pen::columns;
use crate::tui::input::Key;
use crate::tui::layout::WIDE_WIDTH;
use crate::tui::text;
use crate::tui::theme::Role;

/// Entries with this priority are never dropped.
const NEVER_DROPPED: u8 = u8::MAX;

/// One entry of the key bar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyEntry {
    /// The key as it is printed on the keyboard.
    pub key: String,
    /// What it does now.
    pub label: String,
    priority: u8,
}

impl KeyEntry {
    /// An entry that may be dropped when there is no room.
    pub fn new(key: impl Into<String>, label: impl Into<String>) -> Self {
        Self { key: key.into(), label: label.into(), priority: 0 }
    }

    /// Entries with a smaller priority are dropped earlier; equal ones from the right.
    #[must_use]
    pub const fn priority(mut self, priority: u8) -> Self {
        self.priority = priority;
        self
    }

    /// Help, the main action and More stay at every width.
    #[must_use]
    pub const fn keep(mut self) -> Self {
        self.priority = NEVER_DROPPED;
        self
    }

    /// True when it names a range of figures, as `0-9` does.
    pub fn is_figures(&self) -> bool {
        let mut signs = self.key.chars();
        let figure = |sign: Option<char>| sign.is_some_and(|sign| sign.is_ascii_digit());
        figure(signs.next()) && signs.next() == Some('-') && figure(signs.next())
    }

    /// The parts that can be tapped, each with its first column, its columns and its key: all of it
    /// when it names one key, else each key of a pair such as `Up/Down`, the last one with the
    /// label. `* k` names the key of the numpad too; a tap is the other one.
    pub fn parts(&self) -> Vec<(u16, u16, Key)> {
        let all = columns(self.width());
        let word = self.key.strip_prefix("* ").unwrap_or(&self.key);
        if let Ok(key) = word.parse() {
            return vec![(0, all, key)];
        }
        let mut x = 0_usize;
        let mut parts: Vec<(u16, u16, Key)> = Vec::new();
        for word in self.key.split(['/', ' ']) {
            match word.parse() {
                Ok(key) => parts.push((columns(x), columns(text::width(word)), key)),
                Err(_) => return Vec::new(),
            }
            x += text::width(word) + 1;
        }
        if let Some((x, width, _)) = parts.last_mut() {
            *width = all.saturating_sub(*x);
        }
        parts
    }

    fn width(&self) -> usize {
        let blank = usize::from(!self.label.is_empty());
        text::width(&self.key) + blank + text::width(&self.label)
    }
}

/// Where an entry stands in its row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlacedKey {
    /// The index of the entry.
    pub index: usize,
    /// Its first column, from 0.
    pub x: u16,
    /// Its columns, key and label together.
    pub width: u16,
}

/// Chooses blanks and entries for a row of `width` columns: two blanks between entries (three on
/// wide screens), one if that does not fit, then entries are dropped by priority.
pub fn place_keys(entries: &[KeyEntry], width: u16) -> Vec<PlacedKey> {
    let room = usize::from(width);
    let mut kept: Vec<usize> = (0..entries.len()).collect();
    loop {
        for gap in (1..=widest_gap(width)).rev() {
            let placed = place(entries, &kept, gap);
            let end = placed.last().map_or(0, |(_, x, width)| x + width);
            if end <= room {
                let fits = placed.into_iter().map(|(index, x, width)| PlacedKey {
                    index,
                    x: columns(x),
                    width: columns(width),
                });
                return fits.collect();
            }
        }
        if !drop_one(entries, &mut kept) {
            // Only entries that are never dropped are left: the row is cut at its end.
            kept.pop();
        }
    }
}

fn widest_gap(width: u16) -> usize {
    if width >= WIDE_WIDTH { 3 } else { 2 }
}

fn place(entries: &[KeyEntry], kept: &[usize], gap: usize) -> Vec<(usize, usize, usize)> {
    let mut x = 0;
    let mut placed = Vec::with_capacity(kept.len());
    for index in kept {
        let width = entries.get(*index).map_or(0, KeyEntry::width);
        placed.push((*index, x, width));
        x += width + gap;
    }
    placed
}

fn drop_one(entries: &[KeyEntry], kept: &mut Vec<usize>) -> bool {
    let priority = |index: usize| entries.get(index).map_or(0, |entry| entry.priority);
    let weakest = kept
        .iter()
        .enumerate()
        .filter(|(_, index)| priority(**index) < NEVER_DROPPED)
        .min_by_key(|(at, index)| (priority(**index), std::cmp::Reverse(*at)))
        .map(|(at, _)| at);
    if let Some(at) = weakest {
        kept.remove(at);
    }
    weakest.is_some()
}

impl Pen<'_> {
    /// Draws the key bar; answers the place to tap of each entry that is seen, by index.
    pub fn key_bar(&mut self, area: Rect, entries: &[KeyEntry]) -> Vec<(Rect, usize)> {
        self.fill(Rect { height: 1, ..area }, Role::Surface);
        let mut all = entries.to_vec();
        if let Some((key, label)) = &self.look.switch {
            all.push(KeyEntry::new(key, label).keep());
        }
        let mut places = Vec::new();
        for placed in place_keys(&all, area.width) {
            let Some(entry) = all.get(placed.index) else {
                continue;
            };
            let place = Rect::new(area.x.saturating_add(placed.x), area.y, placed.width, 1);
            let key = columns(text::width(&entry.key));
            self.left(Rect { width: key, ..place }, &entry.key, Role::KeyHint);
            let skip = key.saturating_add(1).min(place.width);
            let label =
                Rect { x: place.x.saturating_add(skip), width: place.width - skip, ..place };
            self.left(label, &entry.label, Role::Text);
            if placed.index < entries.len() {
                places.push((place, placed.index));
            }
        }
        places
    }
}

/// A button has at least this many columns.
const BUTTON_COLUMNS: u16 = 8;

/// The same entries as buttons: two keys in one entry become a button each, and what is no single
/// key, such as `0-9`, has none.
pub fn button_entries(entries: &[KeyEntry]) -> Vec<KeyEntry> {
    let mut buttons = Vec::with_capacity(entries.len());
    for entry in entries {
        let pair = match entry.key.as_str() {
            "Up/Down" | "Arrows" => Some([("Up", "Up"), ("Down", "Down")]),
            "PgUp/PgDn" => Some([("PgUp", "Page up"), ("PgDn", "Page down")]),
            "+ -" => Some([("-", "One less"), ("+", "One more")]),
            _ => None,
        };
        match pair {
            Some(pair) => buttons.extend(pair.map(|(key, label)| KeyEntry {
                key: key.to_owned(),
                label: label.to_owned(),
                priority: entry.priority,
            })),
            None if entry.key.parse::<Key>().is_ok() => buttons.push(entry.clone()),
            None => {}
        }
    }
    buttons
}

/// The places of `count` buttons in a row: all of one width, the last one wider, as it is the main
/// one.
pub fn button_row(area: Rect, count: u16) -> Vec<Rect> {
    let unit = area.width.saturating_mul(3) / count.saturating_mul(3).saturating_add(2).max(1);
    let place = |index: u16| {
        let x = area.x.saturating_add(index.saturating_mul(unit));
        let last = index.saturating_add(1) == count;
        let width = if last { area.right().saturating_sub(x) } else { unit };
        Rect { x, width, ..area }
    };
    (0..count).map(place).collect()
}

impl Pen<'_> {
    /// Draws entries as buttons, dropped by priority where they would be too narrow; an entry
    /// without a label leaves its place empty. Answers the place of each that is seen, by index.
    pub fn button_bar(&mut self, area: Rect, entries: &[KeyEntry]) -> Vec<(Rect, usize)> {
        self.fill(area, Role::Surface);
        let mut kept: Vec<usize> = (0..entries.len()).collect();
        let most = usize::from(area.width / BUTTON_COLUMNS).max(1);
        while kept.len() > most {
            if !drop_one(entries, &mut kept) {
                kept.truncate(most);
            }
        }
        let count = u16::try_from(kept.len()).unwrap_or(u16::MAX);
        let mut places = Vec::with_capacity(kept.len());
        for (place, index) in button_row(area, count).into_iter().zip(kept) {
            let Some(entry) = entries.get(index).filter(|entry| !entry.label.is_empty()) else {
                continue;
            };
            self.button(place, &entry.label, false, Role::Strong);
            places.push((place, index));
        }
        places
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::look::Look;
    use crate::tui::picture::to_text;
    use ratatui::buffer::Buffer;

    fn bar(width: u16, entries: &[KeyEntry]) -> String {
        let mut buffer = Buffer::empty(Rect::new(0, 0, width, 1));
        let look = Look::dark();
        let area = buffer.area;
        let places = Pen::new(&mut buffer, &look).key_bar(area, entries);
        assert!(places.iter().all(|(place, _)| place.right() <= width));
        to_text(&buffer)
    }

    fn order(labels: &str) -> Vec<KeyEntry> {
        labels
            .split("  ")
            .map(|entry| {
                let (key, label) = entry.split_once(' ').unwrap();
                let entry = KeyEntry::new(key, label);
                if matches!(key, "?" | "F9" | "F10") { entry.keep() } else { entry }
            })
            .collect()
    }

    #[test]
    fn bars_of_the_order_screen_are_exact() {
        let compact = order(
            "? Help  F2 Type  F3 Find  F4 Opts  F5 Send  F6 Hold  F7 Disc  F8 Void  F9 PAY  F10 More",
        );
        assert_eq!(
            bar(80, &compact),
            "? Help F2 Type F3 Find F4 Opts F5 Send F6 Hold F7 Disc F8 Void F9 PAY F10 More"
        );
        let empty = order("? Help  F2 Type  F3 Find  F6 Recall  @ Tables  F10 More");
        assert_eq!(bar(80, &empty), "? Help  F2 Type  F3 Find  F6 Recall  @ Tables  F10 More");
        let wide = order(
            "? Help  F2 Type  F3 Find  F4 Options  F5 Send  F6 Hold  F7 Discount  F8 Void  F9 PAY  F10 More",
        );
        assert_eq!(
            bar(120, &wide),
            "? Help   F2 Type   F3 Find   F4 Options   F5 Send   F6 Hold   F7 Discount   F8 Void   F9 PAY   F10 More"
        );
    }

    #[test]
    fn buttons_of_the_order_screen_are_exact() {
        let entries = order(
            "F2 Type  F3 Find  F4 Opts  F5 Send  F6 Hold  Ctrl+Z Undo  F8 Void  F10 More  F9 PAY_9.80",
        );
        let mut buffer = Buffer::empty(Rect::new(0, 0, 80, 3));
        let area = buffer.area;
        let places = Pen::new(&mut buffer, &Look::dark()).button_bar(area, &entries);
        let middle =
            "│ Type ││ Find ││ Opts ││ Send ││ Hold ││ Undo ││ Void ││ More ││   PAY_9.80   │";
        assert_eq!(to_text(&buffer).lines().nth(1), Some(middle));
        assert_eq!(places.len(), 9);
        let pair = [KeyEntry::new("Up/Down", "Choose"), KeyEntry::new("0-9", "Amount")];
        let keys: Vec<String> = button_entries(&pair).into_iter().map(|one| one.key).collect();
        assert_eq!(keys, ["Up", "Down"]);
    }

    #[test]
    fn each_key_of_a_pair_is_a_place_of_its_own() {
        let parts = |key: &str, label: &str| KeyEntry::new(key, label).parts();
        assert_eq!(parts("F10", "More"), [(0, 8, Key::F(10))]);
        assert_eq!(parts("* k", "Card"), [(0, 8, Key::Char('k'))]);
        assert_eq!(parts("Up/Down", "Row"), [(0, 2, Key::Up), (3, 8, Key::Down)]);
        assert_eq!(parts("+ -", "Pieces"), [(0, 1, Key::Char('+')), (2, 8, Key::Char('-'))]);
        for (key, figures) in [("0-9", true), ("2-99", true), ("a-c", false), ("Type", false)] {
            assert!(parts(key, "Amount").is_empty(), "{key}");
            assert_eq!(KeyEntry::new(key, "Amount").is_figures(), figures, "{key}");
        }
    }

    #[test]
    fn the_main_entries_stay_when_others_are_dropped() {
        let entries = order("? Hilfe  F2 Art und Weise  F3 Suchen  F9 ZAHLEN  F10 Mehr");
        assert_eq!(bar(43, &entries), "? Hilfe F2 Art und Weise F9 ZAHLEN F10 Mehr");
        assert_eq!(bar(30, &entries), "? Hilfe  F9 ZAHLEN  F10 Mehr");
        assert_eq!(bar(10, &entries), "? Hilfe");
        assert_eq!(bar(80, &[]), "");
    }
}

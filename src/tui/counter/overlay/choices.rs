//! A short numbered list in a window: one row for each choice, its value behind it, keys below.

use ratatui::layout::{Position, Rect};

use crate::tui::counter::turn::{Hit, Turn};
use crate::tui::input::Key;
use crate::tui::layout::overlay;
use crate::tui::theme::Role;
use crate::tui::widgets::{HitMap, KeyEntry, Panel, Pen};

/// Rows of the window, its frame included.
const HEIGHT: u16 = 11;
/// The row of the keys below the list.
const FOOT: u16 = 8;

/// What a key means in such a list.
pub enum Meant {
    /// This row is taken.
    Take(usize),
    /// The whole answer.
    Turn(Box<Turn>),
}

/// Reads a key of a list with so many rows; moves the choice.
pub fn read(key: Key, chosen: &mut usize, count: usize) -> Meant {
    let sign = if let Key::Char(sign) = key { sign.to_digit(10) } else { None };
    let number = sign.and_then(|digit| usize::try_from(digit).ok());
    if let Some(row) = number.and_then(|number| number.checked_sub(1)).filter(|row| *row < count) {
        return Meant::Take(row);
    }
    if key == Key::Enter {
        return Meant::Take(*chosen);
    }
    if matches!(key, Key::Esc | Key::Char('.')) {
        return Meant::Turn(Turn::close().into());
    }
    if matches!(key, Key::Up | Key::Char('-')) {
        *chosen = chosen.saturating_sub(1);
    } else if matches!(key, Key::Down | Key::Char('+')) {
        *chosen = chosen.saturating_add(1).min(count.saturating_sub(1));
    }
    Meant::Turn(Turn::stay().into())
}

/// The window that is being drawn.
pub struct Choices<'s, 'b> {
    /// The pen.
    pub pen: &'s mut Pen<'b>,
    hits: &'s mut HitMap<Hit>,
    inner: Rect,
    value: u16,
    caret: Option<Position>,
}

impl<'s, 'b> Choices<'s, 'b> {
    /// Draws the frame; the values stand from a column on.
    pub fn open(
        (pen, hits): (&'s mut Pen<'b>, &'s mut HitMap<Hit>),
        area: Rect,
        title: &str,
        (width, value): (u16, u16),
    ) -> Self {
        let area = overlay(area, width, HEIGHT);
        let inner = Panel::new(title).focused(true).separators(&[FOOT]).draw(pen, area);
        Self { pen, hits, inner, value, caret: None }
    }

    /// A row of the window.
    pub fn row(&self, y: u16) -> Rect {
        let y = self.inner.y.saturating_add(y);
        Rect::new(self.inner.x.saturating_add(1), y, self.inner.width.saturating_sub(2), 1)
    }

    /// Draws a choice; answers the room for its value.
    pub fn choice(&mut self, (y, at): (u16, usize), words: &str, here: bool) -> Rect {
        let sign = if here { self.pen.look.glyphs.chosen } else { " " };
        let place = self.row(y);
        self.pen.left(place, &format!("{sign}{words}"), Role::Text);
        if here {
            self.pen.tint(place, Role::Choice);
            self.caret = Some(Position::new(place.x, place.y));
        }
        self.hits.push(place, Hit::Row(u16::try_from(at).unwrap_or(0)));
        let x = place.x.saturating_add(self.value);
        Rect { x, width: place.width.saturating_sub(self.value), ..place }
    }

    /// The caret stands here.
    pub fn types_at(&mut self, caret: Position) {
        self.caret = Some(caret);
    }

    /// Draws the keys below the list; answers where the caret is.
    pub fn close(self) -> Option<Position> {
        let place = self.row(FOOT);
        let keys = [(0, 12, "[Enter] Done", Key::Enter), (15, 10, "[Esc] Back", Key::Esc)];
        for (x, width, words, key) in keys {
            let place = Rect { x: place.x.saturating_add(x), width, ..place };
            self.pen.left(place, words, Role::Text);
            self.hits.push(place, Hit::Key(key));
        }
        self.caret
    }
}

/// The key bar: the numbers of the rows, or what is `typed`: its keys and their word.
pub fn keys(numbers: &str, typed: Option<(&str, &str)>) -> Vec<KeyEntry> {
    let (key, word) = typed.unwrap_or((numbers, "Choose"));
    let mut keys = vec![KeyEntry::new(key, word)];
    if typed.is_none() {
        keys.push(KeyEntry::new("Up/Down", "Move"));
    }
    keys.push(KeyEntry::new("Enter", if typed.is_some() { "Done" } else { "Take" }).keep());
    keys.push(KeyEntry::new("Esc", "Back").keep());
    keys
}

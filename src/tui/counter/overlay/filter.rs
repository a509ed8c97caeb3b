//! A list that is narrowed by typing: what was typed, and the chosen row.

use crate::tui::input::Key;

/// What was typed, and which row is chosen.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    /// What was typed.
    pub search: String,
    /// The chosen row, by its place among those that are found.
    pub chosen: usize,
}

impl Filter {
    /// What was typed, in small letters.
    pub fn wanted(&self) -> String {
        self.search.to_lowercase()
    }

    /// Moves the choice by so many rows of a list of `count`.
    pub fn go(&mut self, by: isize, count: usize) {
        self.chosen = self.chosen.saturating_add_signed(by).min(count.saturating_sub(1));
    }

    /// Types a key, or takes a letter back; the choice begins at the top again.
    pub fn key(&mut self, key: Key) {
        if let Key::Char(letter) = key {
            self.search.push(letter);
        } else if key == Key::Backspace {
            self.search.pop();
        } else {
            return;
        }
        self.chosen = 0;
    }
}

//! One line of text that a person edits.

use ratatui::layout::{Position, Rect};
use unicode_segmentation::UnicodeSegmentation;

use super::Pen;
use super::pen::columns;
use crate::tui::input::Key;
use crate::tui::text;
use crate::tui::theme::Role;

/// A field holds at most this many characters unless it is given another limit.
const LIMIT_CHARS: usize = 120;

/// The text, the caret between its clusters, and how long it may become.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextField {
    before: String,
    after: String,
    limit_chars: usize,
}

impl Default for TextField {
    fn default() -> Self {
        Self::with_limit(LIMIT_CHARS)
    }
}

impl TextField {
    /// An empty field of at most so many characters.
    pub const fn with_limit(limit_chars: usize) -> Self {
        Self { before: String::new(), after: String::new(), limit_chars }
    }

    /// The whole text.
    pub fn text(&self) -> String {
        format!("{}{}", self.before, self.after)
    }

    /// True when there is no text.
    pub fn is_empty(&self) -> bool {
        self.before.is_empty() && self.after.is_empty()
    }

    /// Replaces the text; the caret goes to its end.
    pub fn set(&mut self, text: &str) {
        self.clear();
        self.insert(text);
    }

    /// Removes the text.
    pub fn clear(&mut self) {
        self.before.clear();
        self.after.clear();
    }

    /// Puts text at the caret, without line ends and control characters, up to the limit.
    pub fn insert(&mut self, text: &str) {
        for c in text.chars().filter(|c| !c.is_control()) {
            if self.chars() >= self.limit_chars {
                break;
            }
            self.before.push(c);
        }
    }

    fn chars(&self) -> usize {
        self.before.chars().count() + self.after.chars().count()
    }

    /// Takes an editing key; answers false, and changes nothing, for keys it does not know.
    pub fn key(&mut self, key: Key) -> bool {
        match key {
            Key::Char(c) => self.insert(c.encode_utf8(&mut [0; 4])),
            Key::Backspace => {
                self.pop_before();
            }
            Key::Delete => {
                self.pop_after();
            }
            Key::Left => {
                let cluster = self.pop_before();
                self.after.insert_str(0, &cluster);
            }
            Key::Right => {
                let cluster = self.pop_after();
                self.before.push_str(&cluster);
            }
            Key::Home => self.after = std::mem::take(&mut self.before) + &self.after,
            Key::End => self.before.push_str(&std::mem::take(&mut self.after)),
            Key::Enter
            | Key::Esc
            | Key::Insert
            | Key::Tab
            | Key::BackTab
            | Key::Up
            | Key::Down
            | Key::PageUp
            | Key::PageDown
            | Key::F(_)
            | Key::Ctrl(_) => return false,
        }
        true
    }

    fn pop_before(&mut self) -> String {
        let at = self.before.grapheme_indices(true).next_back().map_or(0, |(at, _)| at);
        self.before.split_off(at)
    }

    fn pop_after(&mut self) -> String {
        let end = self.after.graphemes(true).next().map_or(0, str::len);
        let rest = self.after.split_off(end);
        std::mem::replace(&mut self.after, rest)
    }

    /// What is seen in so many columns, and the column of the caret: the end before the caret stays
    /// in view, so the last column may be empty for it.
    pub fn seen(&self, width: usize) -> (String, usize) {
        let room = width.saturating_sub(1);
        let mut start = 0;
        for (at, cluster) in self.before.grapheme_indices(true) {
            if text::width(self.before.get(start..).unwrap_or_default()) <= room {
                break;
            }
            start = at + cluster.len();
        }
        let before = self.before.get(start..).unwrap_or_default();
        let caret = text::width(before);
        let rest = text::take_columns(&self.after, width.saturating_sub(caret));
        (format!("{before}{rest}"), caret)
    }
}

impl Pen<'_> {
    /// Draws a field; answers where the caret is, for the terminal's own cursor.
    pub fn field(&mut self, area: Rect, field: &TextField, role: Role) -> Position {
        let (seen, caret) = field.seen(usize::from(area.width));
        self.left(area, &seen, role);
        Position::new(area.x.saturating_add(columns(caret)), area.y)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::input::keys;
    use proptest::prelude::*;

    fn typed(words: &str) -> TextField {
        let mut field = TextField::default();
        for key in keys(words) {
            field.key(key);
        }
        field
    }

    #[test]
    fn keys_edit_at_the_caret() {
        assert_eq!(typed("cp Left a End Space 2").text(), "cap 2");
        assert_eq!(typed("cap Home Delete Right Backspace").text(), "p");
        assert_eq!(typed("豚骨 Backspace").text(), "豚");
        assert!(!TextField::default().key(Key::Enter));
        let mut pasted = TextField::with_limit(5);
        pasted.insert("ab\r\ncdef");
        assert_eq!(pasted.text(), "abcde");
    }

    #[test]
    fn the_caret_stays_in_view() {
        assert_eq!(typed("cappuccino").seen(6), ("ccino".to_owned(), 5));
        assert_eq!(typed("cappuccino Home").seen(6), ("cappuc".to_owned(), 0));
        assert_eq!(typed("豚骨ラーメン").seen(6), ("メン".to_owned(), 4));
    }

    proptest! {
        #[test]
        fn any_text_and_width_keeps_the_caret_inside(
            text in "\\PC{0,40}", lefts in 0_usize..40, width in 1_usize..30,
        ) {
            let mut field = TextField::default();
            field.insert(&text);
            for _ in 0..lefts {
                field.key(Key::Left);
            }
            let (seen, caret) = field.seen(width);
            prop_assert!(caret < width.max(1));
            prop_assert!(text::width(&seen) <= width);
        }
    }
}

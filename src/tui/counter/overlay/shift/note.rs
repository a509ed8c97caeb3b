//! The note of a cash movement: a line that is typed behind the numbered reasons.

use ratatui::layout::Position;

use crate::tui::counter::overlay::sheet::Sheet;
use crate::tui::input::{Input, Key, Press};
use crate::tui::theme::Role;
use crate::tui::widgets::TextField;

/// The longest note, in characters.
const NOTE_CHARS: usize = 40;

/// A note, while it is typed.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Note(Option<TextField>);

impl Note {
    /// Begins the note.
    pub fn begin(&mut self) {
        self.0 = Some(TextField::with_limit(NOTE_CHARS));
    }

    /// True while it is typed.
    pub const fn is_typed(&self) -> bool {
        self.0.is_some()
    }

    /// What was typed; `None` when no note was begun.
    pub fn text(&self) -> Option<String> {
        self.0.as_ref().map(TextField::text)
    }

    /// The key of an input. What is pasted goes into the note, and what is neither does nothing.
    pub fn press_of(&mut self, input: &Input) -> Option<Press> {
        match input {
            Input::Press(press) => return Some(*press),
            Input::Paste(text) => {
                if let Some(note) = &mut self.0 {
                    note.insert(text);
                }
            }
            Input::Mouse(_) | Input::Resize { .. } => {}
        }
        None
    }

    /// A key of the note; answers whether it ends it. Esc gives it up.
    pub fn key(&mut self, key: Key) -> bool {
        if matches!(key, Key::Enter | Key::F(9)) {
            return true;
        }
        if key == Key::Esc {
            self.0 = None;
        } else if let Some(note) = &mut self.0 {
            note.key(key);
        }
        false
    }

    /// Draws it in a row of the sheet; answers where the caret is.
    pub fn draw(&self, sheet: &mut Sheet<'_, '_>, y: u16) -> Option<Position> {
        let note = self.0.as_ref()?;
        sheet.text(3, y, "Note", Role::Text);
        let field = sheet.area(9, y, 40, 1);
        Some(sheet.pen.field(field, note, Role::Strong))
    }
}

//! The PIN on a sheet of the counter: its row, its keypad, and what a wrong one is answered.

use ratatui::layout::Position;

use super::sheet::Sheet;
use crate::tui::counter::turn::{Hit, Turn};
use crate::tui::effect::Effect;
use crate::tui::input::Key;
use crate::tui::pinfield;
pub use crate::tui::pinfield::{PinField, Typed, Whose};
use crate::tui::theme::Role;
use crate::tui::widgets::MessageKind;

/// Draws the stars behind their word; answers where the caret is, in the sheet.
pub fn draw(
    field: &PinField,
    sheet: &mut Sheet<'_, '_>,
    (x, y): (u16, u16),
    columns: u16,
) -> (u16, u16) {
    sheet.text(x, y, "PIN", Role::Text);
    let x = x.saturating_add(6);
    sheet.cell((x, y), columns, &field.stars(), Role::Strong);
    (x.saturating_add(field.caret()), y)
}

/// A place of the sheet as the terminal counts it.
pub fn caret(sheet: &Sheet<'_, '_>, (x, y): (u16, u16)) -> Position {
    let place = sheet.area(x, y, 1, 1);
    Position::new(place.x, place.y)
}

/// A wrong PIN: a sentence with what is left, and the bell once.
pub fn wrong(left: u8, pause: Option<u64>) -> Turn {
    let sentence = pinfield::wrong(left, pause);
    Turn::stay().with(vec![Effect::Bell]).say(MessageKind::Warning, sentence)
}

/// A keypad of four rows, each two rows below the one before: digits, `C` clears, `<` goes back.
pub fn keypad(sheet: &mut Sheet<'_, '_>, place: (u16, u16)) {
    keypad_every(sheet, place, 2);
}

/// The same keypad with its rows so far below each other.
pub fn keypad_every(sheet: &mut Sheet<'_, '_>, (x, y): (u16, u16), step: u16) {
    let rows = [["1", "2", "3"], ["4", "5", "6"], ["7", "8", "9"], ["C", "0", "<"]];
    for (row, labels) in (0_u16..).zip(rows) {
        for (column, label) in (0_u16..).zip(labels) {
            let (x, y) = (
                x.saturating_add(column.saturating_mul(6)),
                y.saturating_add(row.saturating_mul(step)),
            );
            let key = match label {
                "C" => Key::Delete,
                "<" => Key::Backspace,
                digit => Key::Char(digit.chars().next().unwrap_or('0')),
            };
            sheet.cell((x, y), 5, &format!("[ {label} ]"), Role::KeyHint);
            let place = sheet.area(x, y, 5, 1);
            sheet.hits.push(place, Hit::Key(key));
        }
    }
}

//! The question who cooks: the PIN as stars, and a keypad to tap.

use ratatui::layout::{Position, Rect};

use super::Drawn;
use super::lists::frame;
use crate::tui::input::Key;
use crate::tui::kitchen::mouse::Target;
use crate::tui::kitchen::signin::SignIn;
use crate::tui::theme::Role;
use crate::tui::widgets::Pen;

/// Columns and rows of the window, its frame included.
const SIZE: (u16, u16) = (62, 16);
/// Columns and rows of a key of the keypad.
const BUTTON: (u16, u16) = (8, 3);
/// Where the keypad begins.
const PAD: u16 = 34;

pub(super) fn draw(open: &SignIn, pen: &mut Pen<'_>, content: Rect, drawn: &mut Drawn) {
    let inner = frame(pen, content, "WHO IS COOKING?", SIZE, drawn);
    let row = |y: u16| {
        let width = PAD.saturating_sub(2);
        let place = Rect::new(inner.x.saturating_add(2), inner.y.saturating_add(y), width, 1);
        place.intersection(inner)
    };
    pen.left(row(1), "PIN", Role::Text);
    let stars = Rect { x: row(1).x.saturating_add(6), width: 24, ..row(1) };
    pen.left(stars, &open.field.stars(), Role::Strong);
    drawn.caret = Some(Position::new(stars.x.saturating_add(open.field.caret()), stars.y));
    let meant = open.then.as_ref().map_or("", |meant| meant.words.as_str());
    let words = [
        (3, "The PIN is enough: every step", Role::Text),
        (4, "bears the name of who did it.", Role::Text),
        (6, meant, Role::Muted),
        (10, "[Enter] Sign in", Role::Text),
        (11, "[Esc]   Only look", Role::Text),
    ];
    for (y, words, role) in words {
        pen.left(row(y), words, role);
    }
    for (y, key) in [(10, Key::Enter), (11, Key::Esc)] {
        drawn.hits.push(row(y), Target::Key(key));
    }
    keypad(pen, inner, drawn);
}

/// A keypad at the right of a window: digits, `C` clears, `<` goes back.
pub(super) fn keypad(pen: &mut Pen<'_>, inner: Rect, drawn: &mut Drawn) {
    let rows = [["1", "2", "3"], ["4", "5", "6"], ["7", "8", "9"], ["C", "0", "<"]];
    for (y, labels) in (0_u16..).zip(rows) {
        for (x, label) in (0_u16..).zip(labels) {
            let key = match label {
                "C" => Key::Delete,
                "<" => Key::Backspace,
                digit => Key::Char(digit.chars().next().unwrap_or('0')),
            };
            let x = inner.x.saturating_add(PAD).saturating_add(x * BUTTON.0);
            let y = inner.y.saturating_add(1).saturating_add(y * BUTTON.1);
            let place = Rect::new(x, y, BUTTON.0, BUTTON.1).intersection(inner);
            pen.button(place, label, false, Role::Strong);
            drawn.hits.push(place, Target::Key(key));
        }
    }
}

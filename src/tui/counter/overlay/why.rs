//! The window of how much and why: an amount, then a numbered reason.

use ratatui::layout::{Position, Rect};

use super::sheet::{Sheet, columns, place};
use crate::tui::counter::turn::{Hit, Turn};
use crate::tui::input::{Key, Press};
use crate::tui::theme::Role;
use crate::tui::widgets::{HitMap, KeyEntry, MessageKind, Panel, Pen};

/// What stands in the window.
pub struct Asked<'a> {
    /// The title.
    pub title: &'a str,
    /// The amount as it is typed, behind its label.
    pub how: &'a str,
    /// The unit behind it.
    pub unit: &'a str,
    /// The row below: what it is about.
    pub about: &'a str,
    /// The reasons, by their number from 1.
    pub reasons: &'a [&'a str],
    /// The keys while the amount is typed, each with its column and row.
    pub keys: &'a [(u16, u16, &'a str)],
    /// The words of Esc.
    pub leave: &'a str,
}

impl Asked<'_> {
    /// Draws it, with the amount or the reasons in front; answers the place of the caret.
    pub fn draw(
        &self,
        why: bool,
        pen: &mut Pen<'_>,
        area: Rect,
        hits: &mut HitMap<Hit>,
    ) -> Position {
        let panel = Panel::new(self.title).focused(true);
        let mut sheet = Sheet::open(pen, hits, place(area, 6, 3, (50, 15)), &panel);
        sheet.text(3, 1, &format!("{} {}", self.how, self.unit), Role::Strong);
        let caret = sheet.area(columns(self.how).saturating_add(3), 1, 1, 1);
        sheet.text(3, 2, self.about, Role::Text);
        sheet.text(3, 4, "Why?", if why { Role::Strong } else { Role::Muted });
        let role = if why { Role::Text } else { Role::Muted };
        sheet.reasons(5, self.reasons, role);
        if why {
            sheet.keyed(3, 11, "[Backspace] change how much", Role::Text);
        } else {
            for (x, y, words) in self.keys {
                sheet.keyed(*x, *y, words, Role::Text);
            }
        }
        sheet.keyed(3, 12, self.leave, Role::Text);
        Position::new(caret.x, caret.y)
    }
}

/// What a key means before it is looked at more closely.
pub enum Meant {
    /// The whole answer.
    Turn(Box<Turn>),
    /// The reason of this number, from 0.
    Reason(usize),
    /// Back to how much.
    Amount,
    /// A key of the amount.
    Key(Key),
}

/// Reads a key of the window; `help` is what `?` says.
pub fn read(press: &Press, why: bool, help: &str) -> Meant {
    match press.key.to_string().as_str() {
        "Esc" => Meant::Turn(Turn::close().into()),
        "?" | "F1" => Meant::Turn(Turn::stay().say(MessageKind::Info, help).into()),
        "Backspace" | "-" if why => Meant::Amount,
        word if why && !press.repeat => {
            let number = word.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
            number.map_or_else(|| Meant::Turn(Turn::stay().into()), Meant::Reason)
        }
        _ if why => Meant::Turn(Turn::stay().into()),
        _ => Meant::Key(press.key),
    }
}

/// The key bar: the reasons, or the amount with keys of its own and, once it is typed, Enter.
pub fn keys(why: bool, own: Vec<KeyEntry>, typed: bool) -> Vec<KeyEntry> {
    let mut keys = vec![KeyEntry::new("?", "Help").keep()];
    if why {
        keys.push(KeyEntry::new("1-5", "Reason"));
    } else {
        keys.push(KeyEntry::new("0-9", "How much"));
        keys.extend(own);
        if typed {
            keys.push(KeyEntry::new("Enter", "Reason").keep());
        }
    }
    keys.push(KeyEntry::new("Esc", "Back").priority(1));
    keys
}

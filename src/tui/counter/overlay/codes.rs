//! The card with codes on the screen, from where it is printed.

use ratatui::layout::{Position, Rect};

use super::sheet::{Sheet, place};
use crate::domain::codes;
use crate::tui::counter::turn::{Hit, Over, Turn};
use crate::tui::effect::Effect;
use crate::tui::front::Front;
use crate::tui::input::{Input, Key};
use crate::tui::theme::Role;
use crate::tui::widgets::{HitMap, KeyEntry, MessageKind, Panel, Pen};

/// Rows of the card that are seen at once.
const ROWS: usize = 17;
/// The name of the print.
const FILE: &str = "codes.txt";

/// The card, scrolled to a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Codes {
    text: String,
    first: usize,
}

impl Codes {
    /// The card of the menu that is sold from.
    pub fn open(front: &Front, cut: &str) -> Self {
        let state = &front.desk.state;
        Self { text: codes::card(state.menu(), state.settings(), cut), first: 0 }
    }

    fn scroll(&mut self, by: isize) {
        let last = self.text.lines().count().saturating_sub(ROWS);
        self.first = self.first.saturating_add_signed(by).min(last);
    }

    fn print(&self) -> Turn {
        let keep = Effect::Keep { name: FILE.to_owned(), text: self.text.clone() };
        let words = format!("The card is {FILE} in the folder of prints.");
        Turn::close().with(vec![keep]).say(MessageKind::Done, words)
    }
}

impl Over for Codes {
    #[expect(clippy::wildcard_enum_match_arm, reason = "keys that are not named here do nothing")]
    fn update(&mut self, _front: &mut Front, input: &Input) -> Turn {
        let Input::Press(press) = input else { return Turn::stay() };
        let page = isize::try_from(ROWS).unwrap_or(1);
        match press.key {
            Key::Esc | Key::Char('.') => return Turn::close(),
            Key::Char('p' | '+') | Key::Enter => return self.print(),
            Key::Down => self.scroll(1),
            Key::Up => self.scroll(-1),
            Key::PageDown | Key::Char('*' | ' ') => self.scroll(page),
            Key::PageUp | Key::Char('/') => self.scroll(-page),
            _ => {}
        }
        Turn::stay()
    }

    fn view(
        &self,
        _front: &Front,
        pen: &mut Pen<'_>,
        area: Rect,
        hits: &mut HitMap<Hit>,
    ) -> Option<Position> {
        let panel = Panel::new("CARD WITH CODES").focused(true);
        let mut sheet = Sheet::open(pen, hits, place(area, 0, 0, (80, 21)), &panel);
        for (line, y) in self.text.lines().skip(self.first).take(ROWS).zip(0..) {
            sheet.text(1, y, line, Role::Text);
        }
        sheet.keyed(1, 18, "[p] Print   [PgDn] on   [PgUp] back   [Esc] Back", Role::Text);
        let caret = sheet.row(1, 0);
        Some(Position::new(caret.x, caret.y))
    }

    fn help(&self) -> &'static str {
        "PgDn and PgUp turn the pages, p prints the card, Esc goes back."
    }

    fn keys(&self, _front: &Front) -> Vec<KeyEntry> {
        vec![
            KeyEntry::new("PgDn", "On"),
            KeyEntry::new("PgUp", "Back up"),
            KeyEntry::new("p", "Print").keep(),
            KeyEntry::new("Esc", "Back").keep(),
        ]
    }

    fn covers(&self) -> bool {
        false
    }
}

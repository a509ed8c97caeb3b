//! What can be done with an open shift: count and close it, read it out, move cash.

use ratatui::layout::{Position, Rect};

use super::view::number;
use crate::tui::counter::overlay::sheet::{Sheet, place};
use crate::tui::counter::turn::{Ask, Hit, Over, Then, Turn};
use crate::tui::front::Front;
use crate::tui::input::{Input, Key};
use crate::tui::theme::Role;
use crate::tui::widgets::{HitMap, KeyEntry, MessageKind, Panel, Pen};

/// The entries: number, letter, words, what opens.
const ENTRIES: [(char, char, &str, Ask); 5] = [
    ('1', 'c', "Close the shift: count the drawer", Ask::Shift),
    ('2', 'x', "X report: how it stands now", Ask::Readout { z: false }),
    ('3', 'z', "Z reports of closed shifts", Ask::Readout { z: true }),
    ('4', 'i', "Cash in and out", Ask::Cash),
    ('5', 'w', "Open the drawer", Ask::NoSale),
];

/// The menu of an open shift.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ShiftMenu;

impl Over for ShiftMenu {
    fn update(&mut self, _front: &mut Front, input: &Input) -> Turn {
        let Input::Press(press) = input else { return Turn::stay() };
        if press.repeat {
            return Turn::stay();
        }
        let entry = ENTRIES.into_iter().find(|(digit, letter, _, _)| {
            press.key == Key::Char(*digit) || press.key == Key::Char(*letter)
        });
        if let Some((_, _, _, ask)) = entry {
            return Turn::then(Then::Become(ask));
        }
        match press.key.to_string().as_str() {
            "Esc" | "." => Turn::close(),
            other => {
                let sentence = format!("{other} does nothing now. Esc goes back.");
                Turn::stay().say(MessageKind::Info, sentence)
            }
        }
    }

    fn view(
        &self,
        front: &Front,
        pen: &mut Pen<'_>,
        area: Rect,
        hits: &mut HitMap<Hit>,
    ) -> Option<Position> {
        let state = &front.desk.state;
        let shift = state.my_shift()?;
        let staff = state.staff_name(front.desk.staff());
        let title = format!("SHIFT {}", number(front));
        let panel = Panel::new(&title).right(&staff).focused(true);
        let mut sheet = Sheet::open(pen, hits, place(area, 18, 4, (44, 12)), &panel);
        let clock = state.settings().clock();
        let since = shift.opened.as_ref().map(|stamp| clock.hours_minutes(stamp.at));
        let words = format!("since {}, drawer {}", since.unwrap_or_default(), shift.drawer);
        sheet.text(3, 1, &words, Role::Muted);
        for (y, (digit, letter, words, _)) in (3..).zip(ENTRIES) {
            sheet.text(3, y, &format!("{digit} {letter}"), Role::KeyHint);
            sheet.text(8, y, words, Role::Text);
            sheet.tap_row(y, Hit::Key(Key::Char(digit)));
        }
        sheet.keyed(3, 9, "[Esc] Back", Role::Text);
        let caret = sheet.area(3, 3, 1, 1);
        Some(Position::new(caret.x, caret.y))
    }

    fn help(&self) -> &'static str {
        "A number or its letter does what stands beside it. Esc goes back."
    }

    fn keys(&self, _front: &Front) -> Vec<KeyEntry> {
        vec![
            KeyEntry::new("1", "Close").keep(),
            KeyEntry::new("2", "X report"),
            KeyEntry::new("3", "Z reports"),
            KeyEntry::new("4", "Cash in and out"),
            KeyEntry::new("5", "Open drawer"),
            KeyEntry::new("Esc", "Back").priority(1),
        ]
    }
}

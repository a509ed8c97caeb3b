//! The lock: nothing of an order but its number is shown until somebody's PIN is typed.

use ratatui::layout::{Position, Rect};

use super::pinfield::{self, PinField, Typed, Whose};
use super::sheet::{Sheet, place};
use crate::domain::id::StaffId;
use crate::domain::order::Order;
use crate::domain::state::State;
use crate::domain::time::At;
use crate::tui::counter::turn::{Hit, Over, Then, Turn};
use crate::tui::front::Front;
use crate::tui::input::{Input, Key};
use crate::tui::msg::Msg;
use crate::tui::text;
use crate::tui::theme::Role;
use crate::tui::widgets::{HitMap, KeyEntry, MessageKind, Panel, Pen, scroll};

/// Rows of names.
const ROWS: usize = 5;
/// Columns of a name at least and at most.
const NAME: (u16, u16) = (10, 20);

/// The lock of the screen.
#[derive(Debug, Clone, PartialEq)]
pub struct Lock {
    chosen: usize,
    field: PinField,
    after_ms: u64,
}

/// Who can sign in, by name.
pub fn people(state: &State) -> Vec<(StaffId, String)> {
    let active = state.all_staff().filter(|(_, member)| member.is_active());
    let mut people: Vec<(StaffId, String)> =
        active.map(|(id, _)| (id.clone(), state.staff_name(id))).collect();
    people.sort_by_key(|(_, name)| name.to_lowercase());
    people
}

/// What somebody has open: `order A47 open`, `2 tables open`.
fn open_of(state: &State, staff: &StaffId, now: At) -> String {
    let own = |order: &&Order| {
        order.server() == Some(staff) && !order.is_paid() && order.live_lines().next().is_some()
    };
    let open: Vec<&Order> = state.open_orders(now).filter(own).collect();
    match open.as_slice() {
        [] => String::new(),
        [one] => format!("order {} open", one.title()),
        all if all.iter().all(|order| order.table.is_some()) => {
            format!("{} tables open", all.len())
        }
        all => format!("{} orders open", all.len()),
    }
}

impl Lock {
    /// The lock with the last person chosen; `after_ms` is how long without input it comes by
    /// itself, 0 for never.
    pub fn open(front: &Front, after_ms: u64) -> Self {
        let people = people(&front.desk.state);
        let chosen = people.iter().position(|(id, _)| id == front.desk.staff()).unwrap_or(0);
        Self { chosen, field: PinField::default(), after_ms }
    }

    fn answered(front: &mut Front, whose: Whose) -> Turn {
        let mono = front.now.mono;
        if let Whose::Of(staff) = whose {
            front.locks.right();
            return Turn::then(Then::SignIn(staff));
        }
        front.locks.wrong(mono);
        pinfield::wrong(front.locks.left(), front.locks.pause(mono))
    }

    fn draw_people(&self, front: &Front, sheet: &mut Sheet<'_, '_>) {
        let state = &front.desk.state;
        let people = people(state);
        let widest = people.iter().map(|(_, name)| text::width(name)).max().unwrap_or(0);
        let width = u16::try_from(widest).unwrap_or(NAME.1).clamp(NAME.0, NAME.1);
        let first = scroll(0, self.chosen, people.len(), ROWS);
        let shown = people.iter().enumerate().skip(first).take(ROWS);
        for (y, (index, (id, name))) in (4..).zip(shown) {
            let role = if index == self.chosen { Role::Strong } else { Role::Text };
            if index == self.chosen {
                let sign = sheet.pen.look.glyphs.chosen;
                sheet.cell((3, y), 1, sign, role);
            }
            sheet.cell((5, y), width, name, role);
            let x = width.saturating_add(6);
            sheet.text(x, y, &open_of(state, id, front.now.at), Role::Text);
            sheet.tap_row(y, Hit::Row(u16::try_from(index).unwrap_or(u16::MAX)));
        }
    }
}

impl Over for Lock {
    #[expect(clippy::wildcard_enum_match_arm, reason = "the other keys belong to the field")]
    fn update(&mut self, front: &mut Front, input: &Input) -> Turn {
        let Input::Press(press) = input else { return Turn::stay() };
        if matches!(press.key.to_string().as_str(), "?" | "F1") {
            let sentence = "Type your PIN, then Enter. Your open order comes back with you.";
            return Turn::stay().say(MessageKind::Info, sentence);
        }
        let people = people(&front.desk.state);
        let last = people.len().saturating_sub(1);
        match press.key {
            Key::Up => self.chosen = self.chosen.saturating_sub(1),
            Key::Down => self.chosen = self.chosen.saturating_add(1).min(last),
            Key::Esc => self.field.pin.clear(),
            _ if front.locks.pause(front.now.mono).is_some() => {
                let seconds = front.locks.pause(front.now.mono).unwrap_or_default();
                let sentence = format!("Three wrong PINs: wait {seconds} s.");
                return Turn::stay().say(MessageKind::Warning, sentence);
            }
            _ => {
                return match self.field.press(*press) {
                    Typed::Taken | Typed::Other => Turn::stay(),
                    Typed::Say(kind, sentence) => Turn::stay().say(kind, sentence),
                    Typed::Enter => {
                        let chosen = people.get(self.chosen).map(|(id, _)| id);
                        Turn::stay().with(vec![self.field.ask(front, chosen)])
                    }
                };
            }
        }
        Turn::stay()
    }

    fn tap(&mut self, _front: &mut Front, row: u16) -> Turn {
        self.chosen = usize::from(row);
        Turn::stay()
    }

    fn notice(&mut self, front: &mut Front, msg: &Msg) -> Turn {
        match self.field.answer(msg) {
            Some(whose) => Self::answered(front, whose),
            None => Turn::stay(),
        }
    }

    fn view(
        &self,
        front: &Front,
        pen: &mut Pen<'_>,
        area: Rect,
        hits: &mut HitMap<Hit>,
    ) -> Option<Position> {
        let panel = Panel::new("WHO IS SELLING?").focused(true);
        let mut sheet = Sheet::open(pen, hits, place(area, 16, 3, (48, 15)), &panel);
        let caret = pinfield::draw(&self.field, &mut sheet, (3, 1), 30);
        sheet.text(3, 3, "Up/Down chooses a name, the PIN is enough:", Role::Text);
        self.draw_people(front, &mut sheet);
        sheet.keyed(3, 10, "[Enter] Unlock", Role::Text);
        let last = match (front.locks.pause(front.now.mono), self.after_ms) {
            (Some(seconds), _) => format!("Three wrong PINs: wait {seconds} s."),
            (None, 0) => "Locks by F10 l.".to_owned(),
            (None, ms) => format!("Locks by itself after {} s.", ms / 1_000),
        };
        sheet.text(3, 12, &last, Role::Muted);
        Some(pinfield::caret(&sheet, caret))
    }

    fn keys(&self, _front: &Front) -> Vec<KeyEntry> {
        vec![
            KeyEntry::new("?", "Help").keep(),
            KeyEntry::new("0-9", "PIN"),
            KeyEntry::new("Enter", "Unlock").keep(),
            KeyEntry::new("Ctrl+Q", "Quit").keep(),
        ]
    }

    fn covers(&self) -> bool {
        true
    }

    fn is_typing(&self) -> bool {
        true
    }

    fn takes_cards(&self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests;

//! The list of people as it is drawn, and the questions about one of them.

use ratatui::layout::{Position, Rect};

use super::{People, Step};
use crate::domain::rights::Role as Kind;
use crate::tui::counter::overlay::pinfield;
use crate::tui::counter::overlay::sheet::{Sheet, columns, place};
use crate::tui::counter::turn::{Hit, Over, Turn};
use crate::tui::front::Front;
use crate::tui::input::{Input, Key};
use crate::tui::msg::Msg;
use crate::tui::theme::Role;
use crate::tui::widgets::{HitMap, KeyEntry, MessageKind, Panel, Pen, scroll};

/// Rows of people.
const ROWS: usize = 10;

impl People {
    fn draw_list(&self, front: &Front, sheet: &mut Sheet<'_, '_>) {
        let list = Self::list(front);
        let chosen = self.chosen.min(list.len().saturating_sub(1));
        let first = scroll(0, chosen, list.len(), ROWS);
        for (y, (index, (_, name, role))) in
            (1..).zip(list.iter().enumerate().skip(first).take(ROWS))
        {
            let tint = if index == chosen { Role::Strong } else { Role::Text };
            if index == chosen {
                let sign = sheet.pen.look.glyphs.chosen;
                sheet.cell((2, y), 1, sign, tint);
            }
            sheet.cell((4, y), 24, name, tint);
            sheet.cell((30, y), 10, role.word(), Role::Text);
            sheet.tap_row(y, Hit::Row(u16::try_from(index).unwrap_or(u16::MAX)));
        }
        if list.is_empty() {
            sheet.text(2, 1, "Nobody yet: the owner does everything, without a PIN.", Role::Text);
        }
        sheet.keyed(2, 12, "[a] Add   [p] New PIN   [r] Role   [x] Leaves", Role::Text);
        sheet.keyed(2, 14, "[Esc] Back", Role::Text);
    }

    /// The question that is open; answers where the caret stands.
    fn draw_step(&self, front: &Front, sheet: &mut Sheet<'_, '_>) -> (u16, u16) {
        match &self.step {
            Step::List => (2, 1),
            Step::Name(draft) => {
                sheet.text(2, 1, "Name", Role::Text);
                sheet.text(10, 1, &draft.name, Role::Strong);
                sheet.text(2, 3, "As people call each other: Anna K.", Role::Muted);
                sheet.keyed(2, 14, "[Enter] Next   [Esc] Back", Role::Text);
                (columns(&draft.name).saturating_add(10), 1)
            }
            Step::Role(draft) => {
                sheet.text(2, 1, &format!("{} is", draft.name), Role::Text);
                for ((y, number), role) in (3..).zip('1'..).zip(Kind::ALL) {
                    let tint = if role == draft.role { Role::Strong } else { Role::Text };
                    if role == draft.role {
                        let sign = sheet.pen.look.glyphs.chosen;
                        sheet.cell((2, y), 1, sign, tint);
                    }
                    sheet.cell((4, y), 1, &number.to_string(), Role::KeyHint);
                    sheet.cell((6, y), 40, words(role), tint);
                    sheet.tap_row(y, Hit::Key(Key::Char(number)));
                }
                sheet.keyed(2, 14, "[Enter] Next   [Esc] Back", Role::Text);
                (4, 3)
            }
            Step::Pin(draft) | Step::Again(draft) => {
                let again = matches!(self.step, Step::Again(_));
                let row = if again { "The new PIN again" } else { "A new PIN, 4 to 6 digits" };
                sheet.text(2, 1, &format!("{} of {}", row, draft.name), Role::Text);
                let caret = pinfield::draw(&self.field, sheet, (2, 3), 20);
                pinfield::keypad(sheet, (33, 3));
                sheet.keyed(2, 14, "[Enter] Next   [Esc] Back", Role::Text);
                caret
            }
            Step::Leaves(staff) => {
                let name = front.desk.state.staff_name(staff);
                let line = format!("{name} does not work here any more?");
                sheet.text(2, 1, &line, Role::Text);
                sheet.text(2, 2, "What was done stays under that name.", Role::Muted);
                sheet.keyed(2, 14, "[Enter] Stays   [y] Leaves", Role::Text);
                (2, 14)
            }
        }
    }
}

/// What a role may do, in a few words.
const fn words(role: Kind) -> &'static str {
    match role {
        Kind::Server => "server    takes orders",
        Kind::Cashier => "cashier   and money, one drawer",
        Kind::Cook => "cook      kitchen, sold out items",
        Kind::Manager => "manager   voids, refunds, approves",
        Kind::Owner => "owner     everything",
    }
}

impl Over for People {
    fn update(&mut self, front: &mut Front, input: &Input) -> Turn {
        let Input::Press(press) = input else { return Turn::stay() };
        if press.key == Key::F(1) {
            let sentence = "Each person signs in with a PIN; the first one is an owner.";
            return Turn::stay().say(MessageKind::Info, sentence);
        }
        self.press(front, *press)
    }

    fn tap(&mut self, _front: &mut Front, row: u16) -> Turn {
        self.chosen = usize::from(row);
        Turn::stay()
    }

    fn notice(&mut self, front: &mut Front, msg: &Msg) -> Turn {
        self.kept(front, msg)
    }

    fn view(
        &self,
        front: &Front,
        pen: &mut Pen<'_>,
        area: Rect,
        hits: &mut HitMap<Hit>,
    ) -> Option<Position> {
        let list = Self::list(front).len();
        let right = format!("{list} people");
        let panel = Panel::new("SETTINGS  who works here").right(&right).focused(true);
        let mut sheet = Sheet::open(pen, hits, place(area, 12, 2, (56, 17)), &panel);
        if self.step == Step::List {
            self.draw_list(front, &mut sheet);
        }
        let (x, y) = self.draw_step(front, &mut sheet);
        let caret = sheet.area(x, y, 1, 1);
        Some(Position::new(caret.x, caret.y))
    }

    fn keys(&self, _front: &Front) -> Vec<KeyEntry> {
        let entry = KeyEntry::new;
        match self.step {
            Step::List => vec![
                entry("Up/Down", "Choose"),
                entry("a", "Add").keep(),
                entry("p", "PIN"),
                entry("r", "Role"),
                entry("x", "Leaves"),
                entry("Esc", "Back").keep(),
            ],
            Step::Name(_) => vec![
                entry("Type", "Name"),
                entry("Enter", "Next").keep(),
                entry("Esc", "Back").keep(),
            ],
            Step::Role(_) => vec![
                entry("1-5", "Role"),
                entry("Enter", "Next").keep(),
                entry("Esc", "Back").keep(),
            ],
            Step::Pin(_) | Step::Again(_) => vec![
                entry("0-9", "PIN"),
                entry("Enter", "Next").keep(),
                entry("Esc", "Back").keep(),
            ],
            Step::Leaves(_) => vec![entry("Enter", "Stays").keep(), entry("y", "Leaves").keep()],
        }
    }

    fn is_typing(&self) -> bool {
        self.step != Step::List
    }
}

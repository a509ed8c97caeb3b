//! The void screen as it is drawn, beside the order so that the line stays readable.

use ratatui::layout::{Position, Rect};

use super::{OTHER, Void, What};
use crate::domain::order::Order;
use crate::domain::rights;
use crate::tui::counter::overlay::sheet::{Sheet, columns, place};
use crate::tui::counter::overlay::words;
use crate::tui::counter::turn::{Hit, Over, Turn};
use crate::tui::front::Front;
use crate::tui::input::{Input, Key};
use crate::tui::theme::Role;
use crate::tui::widgets::{HitMap, KeyEntry, Panel, Pen};

/// How many lines are listed for their numbers.
const LISTED: usize = 10;

impl Void {
    fn titles(&self, front: &Front) -> (String, String) {
        let order = self.known(front);
        let title = order.map(Order::title).unwrap_or_default();
        let clock = front.desk.state.settings().clock();
        match (self.what, self.line(front)) {
            (What::Line(_), Some(line)) => {
                let sent = line.sent.map(|sent| format!("sent {}", clock.hours_minutes(sent.at)));
                let served = line.served.filter(|_| self.comp);
                let served = served.map(|at| format!("served {}", clock.hours_minutes(at)));
                let word = if self.comp { "COMP" } else { "VOID" };
                (format!("{word}  {}", line.sold.name), served.or(sent).unwrap_or_default())
            }
            (What::Order, _) => {
                let items = order.map(words::items).unwrap_or_default();
                (format!("VOID ORDER  {title}"), items)
            }
            (What::Ask | What::Line(_), _) => (format!("VOID  {title}"), "which line?".to_owned()),
        }
    }

    fn draw_lines(&self, front: &Front, sheet: &mut Sheet<'_, '_>) {
        sheet.text(3, 1, &format!("Which line?  {}", self.number), Role::Text);
        for ((y, number), line) in (3..).zip(1_usize..).zip(self.lines(front)).take(LISTED) {
            let sent = if line.sent.is_some() { "  (sent)" } else { "" };
            let words = format!("{} {}{sent}", line.measure(line.standing()), line.sold.name);
            sheet.cell((5, y), 2, &number.to_string(), Role::KeyHint);
            sheet.cell((8, y), 38, &words, Role::Text);
            sheet.tap_row(y, Hit::Row(u16::try_from(number).unwrap_or(u16::MAX)));
        }
    }

    fn draw_reasons(&self, front: &Front, sheet: &mut Sheet<'_, '_>) {
        if matches!(self.what, What::Line(_)) {
            let count = format!("[{}] of {}", self.pieces, self.most(front));
            let change = if self.most(front) > 1 { "   + and - change" } else { "" };
            sheet.text(3, 1, &format!("How many?  {count}{change}"), Role::Text);
        } else {
            sheet.text(3, 1, "The whole order is void: nothing is charged.", Role::Text);
        }
        sheet.text(3, 3, "Why?", Role::Text);
        let all = self.reasons().into_iter().chain([OTHER]);
        for ((y, number), reason) in (4..).zip(1_u16..).zip(all) {
            sheet.cell((5, y), 1, &number.to_string(), Role::KeyHint);
            sheet.cell((7, y), 38, reason, Role::Text);
            let digit = char::from_digit(u32::from(number), 10).unwrap_or('5');
            sheet.tap_row(y, Hit::Key(Key::Char(digit)));
        }
        let sent = self.known(front).is_some_and(|order| !order.sends.is_empty());
        if self.comp {
            sheet.text(3, 10, "It was made: it stays on the bill at nothing.", Role::Muted);
        } else if sent {
            let told = if front.desk.state.has_kitchen() {
                "The kitchen is told."
            } else {
                "No kitchen screen."
            };
            sheet.text(3, 10, &format!("{told} Stock comes back: no"), Role::Muted);
        }
        let desk = &front.desk;
        let asks = rights::needs_approval(&desk.state, desk.staff(), self.needs());
        if sent && self.note.is_none() && asks {
            sheet.text(3, 11, "A manager PIN is asked next.", Role::Muted);
        }
    }
}

impl Over for Void {
    fn update(&mut self, front: &mut Front, input: &Input) -> Turn {
        self.press(front, input)
    }

    fn tap(&mut self, front: &mut Front, row: u16) -> Turn {
        self.number = row.to_string();
        self.choose(front)
    }

    fn view(
        &self,
        front: &Front,
        pen: &mut Pen<'_>,
        area: Rect,
        hits: &mut HitMap<Hit>,
    ) -> Option<Position> {
        let (title, right) = self.titles(front);
        let panel = Panel::new(&title).right(&right).focused(true);
        let mut sheet = Sheet::open(pen, hits, place(area, 6, 3, (50, 15)), &panel);
        let served = self.line(front).is_some_and(|line| line.served.is_some());
        let keep = match self.what {
            What::Order => "[Esc] Keep the order",
            What::Line(_) if self.comp => "[Esc] Charge the dish   [*] Void instead",
            What::Line(_) if served => "[Esc] Keep the dish     [*] Comp instead",
            What::Ask | What::Line(_) => "[Esc] Keep the dish",
        };
        if self.what == What::Ask {
            self.draw_lines(front, &mut sheet);
        } else {
            self.draw_reasons(front, &mut sheet);
        }
        sheet.keyed(3, 12, keep, Role::Text);
        let mut caret = sheet.area(3, 3, 1, 1);
        if let Some(note) = &self.note {
            let line = format!("Note: {note}");
            sheet.text(3, 11, &line, Role::Strong);
            caret = sheet.area(columns(&line).saturating_add(3), 11, 1, 1);
        }
        Some(Position::new(caret.x, caret.y))
    }

    fn keys(&self, front: &Front) -> Vec<KeyEntry> {
        if self.note.is_some() {
            return vec![
                KeyEntry::new("Type", "Reason"),
                KeyEntry::new("Enter", "Void").keep(),
                KeyEntry::new("Esc", "Back").priority(1),
            ];
        }
        let mut keys = vec![KeyEntry::new("?", "Help").keep()];
        if self.what == What::Ask {
            keys.push(KeyEntry::new("1-9", "Line"));
        } else {
            keys.push(KeyEntry::new("1-5", "Reason"));
        }
        if self.most(front) > 1 {
            keys.push(KeyEntry::new("+ -", "Quantity"));
        }
        keys.push(KeyEntry::new("Esc", "Keep").keep());
        keys
    }

    fn is_typing(&self) -> bool {
        self.note.is_some()
    }
}

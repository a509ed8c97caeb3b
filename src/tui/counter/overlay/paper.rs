//! What is typed for a paper beside the receipt: who an invoice is for, or where an e-mail goes.

use ratatui::layout::{Position, Rect};

use super::sheet::{Sheet, place};
use super::slip;
use crate::domain::id::OrderId;
use crate::domain::order::Order;
use crate::tui::counter::turn::{Hit, Over, Turn};
use crate::tui::front::Front;
use crate::tui::input::{Input, Key};
use crate::tui::theme::Role;
use crate::tui::widgets::{HitMap, KeyEntry, MessageKind, Panel, Pen, TextField};

/// The longest line, in characters: it fits a usual paper.
const LINE_CHARS: usize = 40;
/// What is asked for an invoice.
const INVOICE: [&str; 4] = ["Name", "Street", "Town", "Tax number"];

/// Which paper it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The receipt with the guest's name, address and tax number.
    Invoice,
    /// The receipt as an e-mail.
    Mail,
}

/// The fields of a paper.
#[derive(Debug, Clone, PartialEq)]
pub struct Paper {
    order: OrderId,
    kind: Kind,
    fields: Vec<TextField>,
    at: usize,
}

impl Paper {
    /// Empty fields, or those that were typed for this order before.
    pub fn open(front: &Front, order: OrderId, kind: Kind) -> Option<Self> {
        front.order(order)?;
        let count = if kind == Kind::Invoice { INVOICE.len() } else { 1 };
        let mut fields = vec![TextField::with_limit(LINE_CHARS); count];
        let known = front.invoices.get(&order).filter(|_| kind == Kind::Invoice);
        for (field, line) in fields.iter_mut().zip(known.into_iter().flatten()) {
            field.set(line);
        }
        Some(Self { order, kind, fields, at: 0 })
    }

    fn label(&self, at: usize) -> &'static str {
        let names: &[&str] = if self.kind == Kind::Invoice { &INVOICE } else { &["To"] };
        names.get(at).copied().unwrap_or_default()
    }

    fn done(&self, front: &mut Front) -> Turn {
        let typed: Vec<String> =
            self.fields.iter().map(|field| field.text().trim().to_owned()).collect();
        let first = typed.first().cloned().unwrap_or_default();
        if self.kind == Kind::Mail {
            if !first.contains('@') || first.contains(char::is_whitespace) {
                let sentence = "Type an address such as guest@example.com.";
                return Turn::stay().say(MessageKind::Warning, sentence);
            }
            let effects = slip::mail(front, self.order, &first);
            let sentence = format!("The e-mail to {first} is in the folder print, ready to send.");
            return Turn::close().with(effects).say(MessageKind::Done, sentence);
        }
        if first.is_empty() {
            let sentence = "Type who the invoice is for, then Enter.";
            return Turn::stay().say(MessageKind::Warning, sentence);
        }
        front.invoices.insert(self.order, typed);
        let printed = slip::invoice(front, self.order);
        let sentence = match printed.as_ref() {
            Some((number, _)) => format!("Invoice {number} is in the folder print."),
            None => format!("The invoice is for {first}; it is printed with the payment."),
        };
        let effects = printed.into_iter().map(|(_, effect)| effect).collect();
        Turn::close().with(effects).say(MessageKind::Done, sentence)
    }

    fn step(&mut self, by: isize) {
        self.at = self.at.saturating_add_signed(by).min(self.fields.len().saturating_sub(1));
    }
}

impl Over for Paper {
    #[expect(clippy::wildcard_enum_match_arm, reason = "every other key edits the field")]
    fn update(&mut self, front: &mut Front, input: &Input) -> Turn {
        let last = self.at.saturating_add(1) == self.fields.len();
        match input {
            Input::Press(press) => match press.key {
                Key::Esc => return Turn::close(),
                Key::F(9) => return self.done(front),
                Key::Enter if last => return self.done(front),
                Key::Enter | Key::Down | Key::Tab => self.step(1),
                Key::Up | Key::BackTab => self.step(-1),
                key => {
                    if let Some(field) = self.fields.get_mut(self.at) {
                        field.key(key);
                    }
                }
            },
            Input::Paste(text) => {
                if let Some(field) = self.fields.get_mut(self.at) {
                    field.insert(text);
                }
            }
            Input::Mouse(_) | Input::Resize { .. } => {}
        }
        Turn::stay()
    }

    fn tap(&mut self, _front: &mut Front, row: u16) -> Turn {
        self.at = usize::from(row).min(self.fields.len().saturating_sub(1));
        Turn::stay()
    }

    fn view(
        &self,
        front: &Front,
        pen: &mut Pen<'_>,
        area: Rect,
        hits: &mut HitMap<Hit>,
    ) -> Option<Position> {
        let title = front.order(self.order).map_or_else(String::new, Order::title);
        let word = if self.kind == Kind::Invoice { "INVOICE" } else { "E-MAIL" };
        let title = format!("{word}  {title}");
        let panel = Panel::new(&title).focused(true);
        let mut sheet = Sheet::open(pen, hits, place(area, 10, 5, (60, 11)), &panel);
        let mut caret = None;
        for ((at, field), y) in self.fields.iter().enumerate().zip(1..) {
            sheet.text(3, y, self.label(at), Role::Text);
            sheet.tap_row(y, Hit::Row(u16::try_from(at).unwrap_or(0)));
            let room = sheet.area(15, y, 42, 1);
            let position = sheet.pen.field(room, field, Role::Strong);
            if at == self.at {
                let sign = sheet.pen.look.glyphs.chosen;
                sheet.cell((2, y), 1, sign, Role::Choice);
                caret = Some(position);
            }
        }
        let kept = match self.kind {
            Kind::Invoice => "It is printed and kept as a text, never in the journal.",
            Kind::Mail => "It lies in the folder print, for a mail program to send.",
        };
        sheet.text(3, 6, kept, Role::Muted);
        sheet.keyed(3, 8, "[Enter] next, at the last done   [F9] done   [Esc] Back", Role::Text);
        caret
    }

    fn keys(&self, _front: &Front) -> Vec<KeyEntry> {
        vec![
            KeyEntry::new("Type", "Text"),
            KeyEntry::new("Up/Down", "Field"),
            KeyEntry::new("F9", "Done").keep(),
            KeyEntry::new("Esc", "Back").keep(),
        ]
    }

    fn is_typing(&self) -> bool {
        true
    }
}

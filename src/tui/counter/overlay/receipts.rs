//! The receipts of this site, found by number, amount or tender: look, print again, tip, refund.

use ratatui::layout::{Position, Rect};

use super::sales;
use super::sheet::{STAGE_HEIGHT, STAGE_WIDTH, Sheet, place};
use crate::domain::id::OrderId;
use crate::domain::number::SeriesNumber;
use crate::domain::order::{Order, Receipt};
use crate::tui::counter::turn::{Ask, Hit, Over, Then, Turn};
use crate::tui::front::Front;
use crate::tui::input::{Input, Key};
use crate::tui::theme::Role;
use crate::tui::widgets::{HitMap, KeyEntry, MessageKind, Panel, Pen, scroll};

/// Rows that are shown at once.
const ROWS: usize = 15;
/// The longest search.
const TYPED_MAX: usize = 24;

/// The list of receipts.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Receipts {
    typed: String,
    chosen: Option<SeriesNumber>,
}

impl Receipts {
    /// Receipts of the orders that match, the latest first.
    fn list<'f>(&self, front: &'f Front) -> Vec<(&'f Order, &'f Receipt)> {
        let orders = sales::find(front, &self.typed).into_iter().map(|(order, _)| order);
        let mut rows: Vec<(&Order, &Receipt)> = orders
            .flat_map(|order| order.receipts.iter().map(move |receipt| (order, receipt)))
            .collect();
        rows.sort_by_key(|(_, receipt)| std::cmp::Reverse(receipt.stamp.at));
        rows
    }

    fn at(&self, list: &[(&Order, &Receipt)]) -> usize {
        let is_chosen = |row: &(&Order, &Receipt)| Some(&row.1.number) == self.chosen.as_ref();
        list.iter().position(is_chosen).unwrap_or(0)
    }

    fn step(&mut self, front: &Front, by: isize) {
        let list = self.list(front);
        let at = self.at(&list).saturating_add_signed(by).min(list.len().saturating_sub(1));
        self.chosen = list.get(at).map(|(_, receipt)| receipt.number.clone());
    }

    fn picked(&self, front: &Front, index: usize) -> Option<(OrderId, SeriesNumber)> {
        let list = self.list(front);
        list.get(index).map(|(order, receipt)| (order.id, receipt.number.clone()))
    }

    fn show(&self, front: &Front, index: usize) -> Turn {
        match self.picked(front, index) {
            Some((order, number)) => Turn::then(Then::Open(Ask::Receipt { order, number })),
            None => Turn::stay(),
        }
    }

    fn due(front: &mut Front) -> Turn {
        let due = front.desk.state.orders().find(|order| order.is_receipt_due()).map(|one| one.id);
        let Some(order) = due else {
            let sentence = "No order waits for its receipt.";
            return Turn::stay().say(MessageKind::Info, sentence);
        };
        let step = crate::domain::command::Step::IssueReceipt;
        match front.act(&crate::domain::command::Command::Order(order, vec![step])) {
            Ok((_, effects)) => {
                let sentence = "The receipt that was due is issued.";
                Turn::stay().with(effects).say(MessageKind::Done, sentence)
            }
            Err(why) => Turn::stay().say(MessageKind::Warning, super::words::sentence(&why)),
        }
    }
}

impl Over for Receipts {
    #[expect(clippy::wildcard_enum_match_arm, reason = "keys that mean nothing here do nothing")]
    fn update(&mut self, front: &mut Front, input: &Input) -> Turn {
        let Input::Press(press) = input else { return Turn::stay() };
        let at = self.at(&self.list(front));
        match press.key {
            Key::Esc if self.typed.is_empty() => return Turn::close(),
            Key::Esc => self.typed.clear(),
            Key::Enter => return self.show(front, at),
            Key::Up | Key::Char('-') => self.step(front, -1),
            Key::Down | Key::Char('+') => self.step(front, 1),
            Key::PageUp => self.step(front, -10),
            Key::PageDown => self.step(front, 10),
            Key::Char('!') => return Self::due(front),
            Key::Backspace => {
                self.typed.pop();
            }
            Key::Char(sign) if self.typed.chars().count() < TYPED_MAX => {
                self.typed.push(sign);
                self.chosen = None;
            }
            _ => {}
        }
        Turn::stay().with(front.look_for(&self.typed))
    }

    fn tap(&mut self, front: &mut Front, row: u16) -> Turn {
        self.show(front, usize::from(row))
    }

    fn view(
        &self,
        front: &Front,
        pen: &mut Pen<'_>,
        area: Rect,
        hits: &mut HitMap<Hit>,
    ) -> Option<Position> {
        let right = match front.search.words() {
            "" => "number, amount, tender, name, day",
            waiting => waiting,
        };
        let panel = Panel::new("RECEIPTS").right(right).focused(true);
        let stage = place(area, 0, 0, (STAGE_WIDTH, STAGE_HEIGHT));
        let mut sheet = Sheet::open(pen, hits, stage, &panel);
        sheet.text(1, 0, &format!("> {}", self.typed), Role::Strong);
        let caret = sheet.area(3, 0, 75, 1);
        let typed = u16::try_from(crate::tui::text::width(&self.typed)).unwrap_or(0);
        let list = self.list(front);
        let at = self.at(&list);
        let first = scroll(0, at, list.len(), ROWS);
        for ((y, index), (order, receipt)) in
            (2..).zip(first..).zip(list.iter().skip(first).take(ROWS))
        {
            if index == at {
                let row = sheet.row(0, y);
                sheet.pen.tint(row, Role::Choice);
                let sign = sheet.pen.look.glyphs.chosen;
                sheet.cell((0, y), 1, sign, Role::Choice);
            }
            sheet.cell((2, y), 12, &receipt.number.to_string(), Role::Strong);
            sheet.cell((15, y), 6, &order.title(), Role::Text);
            sheet.cell((22, y), 7, &sales::when(front, receipt.stamp.at), Role::Text);
            sheet.cell((30, y), 29, &words_of(order, receipt), Role::Text);
            sheet.ends(72, y, &amount_of(order, receipt), Role::Strong);
            if receipt.reprints > 0 {
                sheet.cell(
                    (73, y),
                    5,
                    &format!("x{}", receipt.reprints.saturating_add(1)),
                    Role::Muted,
                );
            }
            let row = u16::try_from(index).unwrap_or(u16::MAX);
            sheet.tap_row(y, Hit::Row(row));
        }
        if list.is_empty() {
            let words = if front.search.is_waiting() {
                "Nothing among those of today; the older ones are searched."
            } else {
                "No receipt matches. Esc clears the search."
            };
            sheet.text(2, 2, words, Role::Muted);
        }
        let due = front.desk.state.orders().filter(|order| order.is_receipt_due()).count();
        if due > 0 {
            let words = format!("[!] RECEIPT DUE for {due} paid in parts at two counters");
            sheet.keyed(2, 18, &words, Role::Warn);
        }
        Some(Position::new(caret.x.saturating_add(typed), caret.y))
    }

    fn keys(&self, _front: &Front) -> Vec<KeyEntry> {
        vec![
            KeyEntry::new("Type", "Search"),
            KeyEntry::new("Up", "Later"),
            KeyEntry::new("Down", "Earlier").priority(1),
            KeyEntry::new("Enter", "Show").keep(),
            KeyEntry::new("Esc", "Back").keep(),
        ]
    }

    fn covers(&self) -> bool {
        true
    }

    fn is_typing(&self) -> bool {
        true
    }
}

/// How it was paid, or that it went back.
pub fn words_of(order: &Order, receipt: &Receipt) -> String {
    if let Some(row) = receipt.refund.and_then(|id| order.refund(id)) {
        return format!("REFUND {}", row.refund.tender);
    }
    let tenders: Vec<String> =
        order.payments.iter().map(|row| row.payment.tender.to_string()).collect();
    tenders.join(", ")
}

/// What it is over; negative for what went back.
pub fn amount_of(order: &Order, receipt: &Receipt) -> String {
    let currency = order.pricing.currency;
    let back = receipt.refund.and_then(|id| order.refund(id));
    let amount = match back {
        Some(row) => row.refund.handed().unwrap_or_default().negated(),
        None => order.totals().map(|totals| totals.total).unwrap_or_default(),
    };
    currency.format(amount)
}

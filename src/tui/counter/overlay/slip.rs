//! A receipt as it is printed: the same text on the screen; printed again it says DUPLICATE.

use ratatui::layout::{Position, Rect};

use super::sheet::{STAGE_HEIGHT, Sheet, place};
use super::words;
use crate::domain::command::{Command, Step};
use crate::domain::id::OrderId;
use crate::domain::number::SeriesNumber;
use crate::domain::order::{Order, Receipt};
use crate::receipt::{self, PAPERS, Paper};
use crate::tui::counter::turn::{Ask, Hit, Over, Then, Turn};
use crate::tui::effect::Effect;
use crate::tui::front::Front;
use crate::tui::input::{Input, Key};
use crate::tui::msg::Msg;
use crate::tui::theme::Role;
use crate::tui::widgets::{HitMap, KeyEntry, MessageKind, Panel, Pen};

/// Rows that are shown at once.
const ROWS: usize = 17;

/// A receipt on the screen.
#[derive(Debug, Clone, PartialEq)]
pub struct Slip {
    order: OrderId,
    number: SeriesNumber,
    columns: usize,
    top: usize,
    /// The batch of a reprint that is on its way to the disk: only then it is printed.
    saving: Option<u64>,
}

/// The text of a receipt on a paper; `None` when it is not known.
fn text_of(
    front: &Front,
    (order, number): (OrderId, &SeriesNumber),
    columns: usize,
) -> Option<String> {
    let (order, receipt) = found(front, order, number)?;
    let by = front.desk.state.staff_name(&receipt.stamp.staff);
    let paper = Paper { columns, duplicate: receipt.reprints, training: front.training };
    receipt::text(front.desk.state.settings(), (order, receipt), &by, paper).ok()
}

fn found<'f>(
    front: &'f Front,
    order: OrderId,
    number: &SeriesNumber,
) -> Option<(&'f Order, &'f Receipt)> {
    let order = front.desk.state.order(order)?;
    let receipt = order.receipts.iter().find(|receipt| receipt.number == *number)?;
    Some((order, receipt))
}

/// The name of the file that a receipt is printed into.
fn file(number: &SeriesNumber) -> String {
    format!("receipt-{number}.txt")
}

/// Where a receipt went, in one sentence.
pub fn printed(number: &SeriesNumber) -> String {
    format!("Receipt {number} is in the folder print, as {}.", file(number))
}

/// What prints a receipt as it stands; nothing when it is not known.
pub fn print(front: &Front, order: OrderId, number: &SeriesNumber) -> Vec<Effect> {
    let text = text_of(front, (order, number), Paper::default().columns);
    let name = file(number);
    text.map(|text| Effect::Keep { name, text }).into_iter().collect()
}

impl Slip {
    /// The receipt of this number.
    pub fn open(front: &Front, order: OrderId, number: &SeriesNumber) -> Option<Self> {
        found(front, order, number)?;
        let columns = Paper::default().columns;
        Some(Self { order, number: number.clone(), columns, top: 0, saving: None })
    }

    fn text(&self, front: &Front) -> String {
        text_of(front, (self.order, &self.number), self.columns).unwrap_or_default()
    }

    fn again(&mut self, front: &mut Front) -> Turn {
        let step = Step::Reprint(self.number.clone());
        match front.act(&Command::Order(self.order, vec![step])) {
            Ok((batch, effects)) => {
                self.saving = Some(batch);
                Turn::stay().with(effects)
            }
            Err(why) => Turn::stay().say(MessageKind::Warning, words::sentence(&why)),
        }
    }

    fn tip(&self, front: &Front) -> Turn {
        let payment = front.desk.state.order(self.order).and_then(|one| one.payments.last());
        match payment {
            Some(row) => Turn::then(Then::Become(Ask::Tip {
                order: self.order,
                payment: row.payment.payment,
            })),
            None => Turn::stay(),
        }
    }
}

impl Over for Slip {
    #[expect(clippy::wildcard_enum_match_arm, reason = "keys that mean nothing here do nothing")]
    fn update(&mut self, front: &mut Front, input: &Input) -> Turn {
        let Input::Press(press) = input else { return Turn::stay() };
        let last = self.text(front).lines().count().saturating_sub(ROWS);
        match press.key {
            Key::Esc | Key::Enter | Key::Char('.') => return Turn::close(),
            Key::Down | Key::Char('+') => self.top = self.top.saturating_add(1).min(last),
            Key::Up | Key::Char('-') => self.top = self.top.saturating_sub(1),
            Key::Char('w') => {
                let at = PAPERS.iter().position(|columns| *columns == self.columns).unwrap_or(0);
                let next = PAPERS.get(at.saturating_add(1)).or(PAPERS.first());
                self.columns = next.copied().unwrap_or(self.columns);
            }
            Key::Char('p') if self.saving.is_none() && !press.repeat => return self.again(front),
            Key::Char('t') => return self.tip(front),
            Key::Char('b') => return Turn::then(Then::Become(Ask::Refund(Some(self.order)))),
            _ => {}
        }
        Turn::stay()
    }

    fn notice(&mut self, front: &mut Front, _msg: &Msg) -> Turn {
        if self.saving.is_some_and(|batch| front.is_durable(batch)) {
            self.saving = None;
            let text = self.text(front);
            let name = file(&self.number);
            let sentence = printed(&self.number);
            let effects = vec![Effect::Keep { name, text }];
            return Turn::stay().with(effects).say(MessageKind::Done, sentence);
        }
        Turn::stay()
    }

    fn view(
        &self,
        front: &Front,
        pen: &mut Pen<'_>,
        area: Rect,
        hits: &mut HitMap<Hit>,
    ) -> Option<Position> {
        let width = u16::try_from(self.columns).unwrap_or(42).saturating_add(6);
        let x = 80_u16.saturating_sub(width) / 2;
        let title = format!("RECEIPT {}", self.number);
        let right = format!("{} columns", self.columns);
        let panel = Panel::new(&title).right(&right).focused(true);
        let mut sheet = Sheet::open(pen, hits, place(area, x, 0, (width, STAGE_HEIGHT)), &panel);
        let text = self.text(front);
        for (y, line) in (1..).zip(text.lines().skip(self.top).take(ROWS)) {
            sheet.text(2, y, line, Role::Text);
        }
        let hidden = text.lines().count().saturating_sub(self.top.saturating_add(ROWS));
        if hidden > 0 {
            sheet.text(2, 18, &format!("{hidden} more below: Down or +"), Role::Muted);
        }
        let caret = sheet.area(2, 1, 1, 1);
        Some(Position::new(caret.x, caret.y))
    }

    fn keys(&self, _front: &Front) -> Vec<KeyEntry> {
        vec![
            KeyEntry::new("p", "Print again").keep(),
            KeyEntry::new("t", "Tip").priority(1),
            KeyEntry::new("b", "Refund").priority(1),
            KeyEntry::new("w", "Width"),
            KeyEntry::new("Down", "More"),
            KeyEntry::new("Esc", "Back").keep(),
        ]
    }

    fn covers(&self) -> bool {
        true
    }
}

//! A payment that is TO CHECK: it was taken, or it was not. Enter decides nothing.

use ratatui::layout::{Position, Rect};

use super::guard::{Guard, SETTLE_MS};
use super::sheet::{Sheet, place};
use super::words;
use crate::domain::command::{Command, Step};
use crate::domain::id::OrderId;
use crate::tui::counter::turn::{Hit, Over, Turn};
use crate::tui::front::Front;
use crate::tui::input::{Input, Press};
use crate::tui::theme::Role;
use crate::tui::widgets::{HitMap, KeyEntry, MessageKind, Panel, Pen};

/// The question about the first payment of an order that nobody was sure of.
#[derive(Debug, Clone, PartialEq)]
pub struct Doubt {
    order: OrderId,
    guard: Guard,
}

impl Doubt {
    /// The question; `None` when there is no such payment.
    pub fn open(front: &Front, order: OrderId) -> Option<Self> {
        front.desk.state.order(order)?.flagged.first()?;
        Some(Self { order, guard: Guard::new(front.now.mono) })
    }

    fn settle(&mut self, front: &mut Front, press: Press, taken: bool) -> Turn {
        if !self.guard.counts(press, front.now.mono, SETTLE_MS) {
            return Turn::stay();
        }
        let Some(order) = front.desk.state.order(self.order) else { return Turn::close() };
        let title = order.title();
        let Some(payment) = order.flagged.first().map(|flag| flag.payment) else {
            return Turn::close();
        };
        let step = Step::SettleDoubt { payment, taken };
        match front.act(&Command::Order(self.order, vec![step])) {
            Ok((_, effects)) => {
                let order = front.desk.state.order(self.order);
                let check = order.and_then(words::to_check);
                let sentence = match (taken, check) {
                    (_, Some(check)) => format!("{title}: {check}."),
                    (true, None) => format!("{title}: the payment is written down."),
                    (false, None) => format!("{title}: the payment was not taken."),
                };
                Turn::close().with(effects).say(MessageKind::Done, sentence)
            }
            Err(rejection) => words::refused(&rejection),
        }
    }
}

impl Over for Doubt {
    fn update(&mut self, front: &mut Front, input: &Input) -> Turn {
        let Input::Press(press) = input else { return Turn::stay() };
        match press.key.to_string().as_str() {
            "y" | "+" => self.settle(front, *press, true),
            "n" | "-" => self.settle(front, *press, false),
            "Esc" | "." => Turn::close(),
            "Enter" => {
                let sentence = "Enter does nothing here: y was taken, n was not taken.";
                Turn::stay().say(MessageKind::Info, sentence)
            }
            _ => Turn::stay(),
        }
    }

    fn view(
        &self,
        front: &Front,
        pen: &mut Pen<'_>,
        area: Rect,
        hits: &mut HitMap<Hit>,
    ) -> Option<Position> {
        let order = front.desk.state.order(self.order)?;
        let flag = order.flagged.first()?;
        let amount = order.pricing.currency.format(flag.amount);
        let title = format!("TO CHECK  {}", order.title());
        let right = format!("{} {amount}", flag.tender);
        let panel = Panel::new(&title).right(&right).focused(true);
        let mut sheet = Sheet::open(pen, hits, place(area, 8, 4, (64, 13)), &panel);
        sheet.text(3, 1, "Look at the list of the card terminal, or ask the guest:", Role::Text);
        sheet.text(3, 2, &format!("was {amount} taken?"), Role::Strong);
        sheet.keyed(3, 4, "[y] or [+]   It was taken. Write the payment down", Role::Text);
        sheet.keyed(3, 5, "[n] or [-]   It was not taken. The flag goes", Role::Text);
        sheet.keyed(3, 6, "[Esc]        Still not sure. The flag stays", Role::Text);
        let due = order.settlement().map(|settlement| settlement.due).unwrap_or_default();
        if !due.is_positive() {
            let sentence = "The order is paid otherwise: if it was taken, it is given back.";
            sheet.text(3, 8, sentence, Role::Warn);
        }
        sheet.text(3, 10, "Enter does nothing here.", Role::Muted);
        let caret = sheet.area(3, 4, 1, 1);
        Some(Position::new(caret.x, caret.y))
    }

    fn help(&self) -> &'static str {
        "y when the money was taken, n when not. Esc leaves it open."
    }

    fn keys(&self, _front: &Front) -> Vec<KeyEntry> {
        vec![
            KeyEntry::new("y", "Taken").keep(),
            KeyEntry::new("n", "Not taken").keep(),
            KeyEntry::new("Esc", "Later").priority(1),
        ]
    }
}

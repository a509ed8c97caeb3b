//! Another price for one line: how much one piece costs now, and why.

use ratatui::layout::{Position, Rect};

use super::amount::Amount;
use super::why::{self, Asked, Meant};
use super::words;
use crate::domain::command::{Command, Step};
use crate::domain::id::{LineId, OrderId};
use crate::domain::money::Money;
use crate::domain::order::Line;
use crate::tui::counter::settings::AmountEntry;
use crate::tui::counter::turn::{Hit, Over, Turn, Undo};
use crate::tui::front::Front;
use crate::tui::input::{Input, Key};
use crate::tui::widgets::{HitMap, KeyEntry, MessageKind, Pen};

/// The reasons, by their number from 1.
const REASONS: [&str; 5] = [
    "Wrong price on the menu",
    "Agreed with the guest",
    "Damaged",
    "Smaller piece",
    "Other reason",
];

/// The price screen.
#[derive(Debug, Clone, PartialEq)]
pub struct Price {
    order: OrderId,
    line: LineId,
    amount: Amount,
    why: bool,
}

impl Price {
    /// Another price for an unsent line; nothing when there is no such line.
    pub fn open(front: &Front, entry: AmountEntry, order: OrderId, line: LineId) -> Option<Self> {
        let (known, found) = front.desk.state.line(order, line)?;
        let amount = Amount::new(known.pricing.currency, entry);
        (found.sent.is_none() && found.is_live()).then_some(Self {
            order,
            line,
            amount,
            why: false,
        })
    }

    fn known<'f>(&self, front: &'f Front) -> Option<(&'f Line, Money)> {
        let (order, line) = front.desk.state.line(self.order, self.line)?;
        Some((line, line.sold.price.of(order.service).0))
    }

    /// Sets the price, or goes back to the menu's.
    fn set(&self, front: &mut Front, price: Option<Money>, reason: &str) -> Turn {
        let Some((line, menu)) = self.known(front) else { return Turn::close() };
        let (name, was) = (line.sold.name.clone(), line.price);
        if price == was {
            return Turn::close();
        }
        let currency = self.amount.currency();
        let words = format!("{name}: now {}", currency.format(price.unwrap_or(menu)));
        let step = |price, reason: &str| Step::SetPrice(self.line, price, reason.to_owned());
        match front.act(&Command::Order(self.order, vec![step(price, reason)])) {
            Ok((_, effects)) => {
                let steps = vec![step(was, "taken back")];
                let turn = Turn::close().with(effects).say(MessageKind::Undo, words);
                let undo = Undo::steps(self.order, steps, format!("price of {name}"));
                Turn { undo: Some(undo), ..turn }
            }
            Err(rejection) => words::refused(&rejection),
        }
    }

    fn type_value(&mut self, front: &mut Front, key: Key) -> Turn {
        match key.to_string().as_str() {
            "Enter" | "+" => {
                self.why = self.amount.value().is_some();
                if !self.why {
                    let sentence = "Type what one piece costs, then Enter. A free one is comped.";
                    return Turn::stay().say(MessageKind::Warning, sentence);
                }
            }
            "*" | "m" => return self.set(front, None, ""),
            "Backspace" | "-" => {
                self.amount.erase();
            }
            _ => {
                if let Key::Char(sign) = key {
                    self.amount.push(sign);
                }
            }
        }
        Turn::stay()
    }
}

impl Over for Price {
    fn update(&mut self, front: &mut Front, input: &Input) -> Turn {
        let Input::Press(press) = input else { return Turn::stay() };
        let help = "Type what one piece costs, Enter, then the number of the reason.";
        match why::read(press, self.why, help) {
            Meant::Turn(turn) => return *turn,
            Meant::Amount => self.why = false,
            Meant::Reason(at) => {
                if let Some(reason) = REASONS.get(at) {
                    return self.set(front, self.amount.value(), reason);
                }
            }
            Meant::Key(key) => return self.type_value(front, key),
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
        let (line, menu) = self.known(front)?;
        let currency = self.amount.currency();
        let asked = Asked {
            title: &format!("PRICE  {}", line.sold.name),
            how: &format!(
                "New price    {}",
                if self.amount.is_empty() { String::new() } else { self.amount.shown() }
            ),
            unit: currency.code(),
            about: &format!("On the menu  {}", currency.format(menu)),
            reasons: &REASONS,
            keys: &[(3, 11, "[*] price of the menu   [Enter] goes on")],
            leave: "[Esc] Back",
        };
        Some(asked.draw(self.why, pen, area, hits))
    }

    fn keys(&self, _front: &Front) -> Vec<KeyEntry> {
        let own = vec![KeyEntry::new("*", "Price of the menu")];
        why::keys(self.why, own, self.amount.value().is_some())
    }

    fn is_typing(&self) -> bool {
        !self.why
    }
}

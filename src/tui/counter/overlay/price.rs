//! Another price for one line: how much one piece costs now, and why.

use ratatui::layout::{Position, Rect};

use super::amount::Amount;
use super::sheet::{Sheet, place};
use super::words;
use crate::domain::command::{Command, Step};
use crate::domain::id::{LineId, OrderId};
use crate::domain::money::Money;
use crate::domain::order::Line;
use crate::tui::counter::settings::AmountEntry;
use crate::tui::counter::turn::{Hit, Over, Turn, Undo};
use crate::tui::front::Front;
use crate::tui::input::{Input, Key};
use crate::tui::theme::Role;
use crate::tui::widgets::{HitMap, KeyEntry, MessageKind, Panel, Pen};

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
                Turn {
                    undo: Some(Undo { order: self.order, steps, what: format!("price of {name}") }),
                    ..turn
                }
            }
            Err(rejection) => Turn::stay().say(MessageKind::Warning, words::sentence(&rejection)),
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
        match press.key.to_string().as_str() {
            "Esc" => return Turn::close(),
            "?" | "F1" => {
                let sentence = "Type what one piece costs, Enter, then the number of the reason.";
                return Turn::stay().say(MessageKind::Info, sentence);
            }
            "Backspace" | "-" if self.why => self.why = false,
            word if self.why && !press.repeat => {
                let number = word.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
                let reason = number.and_then(|at| REASONS.get(at));
                return match reason {
                    Some(reason) => self.set(front, self.amount.value(), reason),
                    None => Turn::stay(),
                };
            }
            _ if self.why => {}
            _ => return self.type_value(front, press.key),
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
        let title = format!("PRICE  {}", line.sold.name);
        let panel = Panel::new(&title).focused(true);
        let mut sheet = Sheet::open(pen, hits, place(area, 6, 3, (50, 15)), &panel);
        let how = format!("Costs now    {}", self.amount.shown());
        sheet.text(3, 1, &format!("{how} {}", currency.code()), Role::Strong);
        let caret = sheet.area(super::sheet::columns(&how).saturating_add(3), 1, 1, 1);
        sheet.text(3, 2, &format!("On the menu  {}", currency.format(menu)), Role::Text);
        sheet.text(3, 4, "Why?", if self.why { Role::Strong } else { Role::Muted });
        let role = if self.why { Role::Text } else { Role::Muted };
        sheet.reasons(5, &REASONS, role);
        if self.why {
            sheet.keyed(3, 11, "[Backspace] change how much", Role::Text);
        } else {
            sheet.keyed(3, 11, "[*] price of the menu   [Enter] goes on", Role::Text);
        }
        sheet.keyed(3, 12, "[Esc] Back", Role::Text);
        Some(Position::new(caret.x, caret.y))
    }

    fn keys(&self, _front: &Front) -> Vec<KeyEntry> {
        let mut keys = vec![KeyEntry::new("?", "Help").keep()];
        if self.why {
            keys.push(KeyEntry::new("1-5", "Reason"));
        } else {
            keys.push(KeyEntry::new("0-9", "How much"));
            keys.push(KeyEntry::new("*", "Price of the menu"));
            keys.push(KeyEntry::new("Enter", "Reason").keep());
        }
        keys.push(KeyEntry::new("Esc", "Back").priority(1));
        keys
    }

    fn is_typing(&self) -> bool {
        !self.why
    }
}

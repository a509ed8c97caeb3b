//! A tip after the payment, typed or suggested; in the shift that took the payment.

use ratatui::layout::{Position, Rect};

use super::amount::Amount;
use super::sheet::{Sheet, place};
use super::words;
use crate::domain::command::{Command, Step};
use crate::domain::id::{OrderId, PaymentId};
use crate::domain::money::Money;
use crate::tui::counter::settings::AmountEntry;
use crate::tui::counter::turn::{Hit, Over, Turn};
use crate::tui::front::Front;
use crate::tui::input::{Input, Key};
use crate::tui::theme::Role;
use crate::tui::widgets::{DigitSize, HitMap, KeyEntry, MessageKind, Panel, Pen};

/// The keys of the suggestions.
const KEYS: [char; 3] = ['a', 'b', 'c'];

/// The question how much.
#[derive(Debug, Clone, PartialEq)]
pub struct Tip {
    order: OrderId,
    payment: PaymentId,
    amount: Amount,
}

impl Tip {
    /// The question for a payment of an order.
    pub fn open(
        front: &Front,
        entry: AmountEntry,
        (order, payment): (OrderId, PaymentId),
    ) -> Option<Self> {
        let known = front.desk.state.order(order)?;
        known.payment(payment)?;
        let amount = Amount::new(known.pricing.currency, entry);
        Some(Self { order, payment, amount })
    }

    fn suggestions(&self, front: &Front) -> Vec<(String, Money)> {
        let row = front.desk.state.order(self.order).and_then(|one| one.payment(self.payment));
        let paid = row.map(|row| row.payment.amount).unwrap_or_default();
        let rates = front.desk.state.settings().tip_percents.iter().take(KEYS.len());
        rates.filter_map(|rate| Some((rate.to_string(), paid.share(*rate).ok()?))).collect()
    }

    fn add(&self, front: &mut Front) -> Turn {
        let Some(tip) = self.amount.value() else {
            return Turn::stay().say(MessageKind::Warning, "Type the tip first, then Enter.");
        };
        let step = Step::Tip { payment: self.payment, tip };
        match front.act(&Command::Order(self.order, vec![step])) {
            Ok((_, effects)) => {
                let sentence = format!("Tip {} is added.", self.amount.shown());
                Turn::close().with(effects).say(MessageKind::Done, sentence)
            }
            Err(rejection) => words::refused(&rejection),
        }
    }
}

impl Over for Tip {
    #[expect(clippy::wildcard_enum_match_arm, reason = "keys that mean nothing here do nothing")]
    fn update(&mut self, front: &mut Front, input: &Input) -> Turn {
        let Input::Press(press) = input else { return Turn::stay() };
        match press.key {
            Key::Esc => return Turn::close(),
            Key::Enter if !press.repeat => return self.add(front),
            Key::Char('-') if self.amount.is_empty() => return Turn::close(),
            Key::Backspace | Key::Char('-') => {
                self.amount.erase();
            }
            Key::Char(sign) => {
                let at = KEYS.iter().position(|key| *key == sign);
                match at.and_then(|at| self.suggestions(front).get(at).cloned()) {
                    Some((_, tip)) => self.amount.fill(tip),
                    None => {
                        self.amount.push(sign);
                    }
                }
            }
            _ => {}
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
        let order = front.desk.state.order(self.order)?;
        let payment = &order.payment(self.payment)?.payment;
        let currency = order.pricing.currency;
        let title = format!("TIP  {}", order.title());
        let right = format!("{} {}", payment.tender, currency.format(payment.amount));
        let panel = Panel::new(&title).right(&right).focused(true);
        let mut sheet = Sheet::open(pen, hits, place(area, 12, 2, (56, 17)), &panel);
        let had = currency.format(payment.tip);
        sheet.text(3, 1, &format!("Tip so far {had}. How much more?"), Role::Text);
        let digits = sheet.area(3, 3, 46, 5);
        let shown = self.amount.shown();
        if !sheet.pen.digits_right(digits, &shown, DigitSize::SIX, Role::MoneyDue) {
            sheet.ends(48, 5, &shown, Role::MoneyDue);
        }
        for ((y, key), (rate, tip)) in (9..).zip(KEYS).zip(self.suggestions(front)) {
            sheet.keyed(3, y, &format!("[{key}]  {rate}"), Role::Text);
            sheet.ends(30, y, &currency.format(tip), Role::Strong);
        }
        sheet.keyed(3, 13, "[Enter] add it     [Esc] Back", Role::Text);
        let caret = sheet.area(48, 5, 1, 1);
        Some(Position::new(caret.x, caret.y))
    }

    fn keys(&self, _front: &Front) -> Vec<KeyEntry> {
        vec![
            KeyEntry::new("0-9", "Tip"),
            KeyEntry::new("a-c", "Suggested"),
            KeyEntry::new("Enter", "Add").keep(),
            KeyEntry::new("Esc", "Back").priority(1),
        ]
    }

    fn is_typing(&self) -> bool {
        true
    }
}

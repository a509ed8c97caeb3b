//! Paying an order in cash, whole or in part, and the way to the card.

mod touch;
mod view;
mod wide;

use super::amount::Amount;
use super::guard::{Guard, SETTLE_MS};
use super::notes;
use super::words;
use crate::domain::command::{Command, Step, Take};
use crate::domain::event::Tender;
use crate::domain::id::{OrderId, PaymentId, ShiftId};
use crate::domain::money::Money;
use crate::domain::order::{Order, PaymentRow};
use crate::domain::totals::cash_due;
use crate::tui::counter::model::CounterSettings;
use crate::tui::counter::turn::{Ask, Then, Turn};
use crate::tui::front::Front;
use crate::tui::input::{Input, Key, Press};
use crate::tui::keymap::DigitRow;
use crate::tui::widgets::MessageKind;

/// What the screen waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// An amount.
    Due,
    /// What an amount below the amount due is meant to be.
    Short,
    /// The disk.
    Saving {
        /// The batch of the payment.
        batch: u64,
        /// Since when, in monotonic milliseconds.
        since: u64,
    },
}

/// The payment screen.
#[derive(Debug, Clone, PartialEq)]
pub struct Pay {
    pub(super) order: OrderId,
    pub(super) payment: PaymentId,
    pub(super) amount: Amount,
    pub(super) stage: Stage,
    notes: Vec<i64>,
    guard: Guard,
    digits: DigitRow,
}

/// What a numpad sends in place of its digits while `NumLock` is off.
const NUM_LOCK: [Key; 10] = [
    Key::Home,
    Key::End,
    Key::Up,
    Key::Down,
    Key::Left,
    Key::Right,
    Key::PageUp,
    Key::PageDown,
    Key::Insert,
    Key::Delete,
];

/// What the row at the bottom says about the keys.
const HELP: &str = "Type what you are given, Enter takes it. k is a card, Esc goes back.";

/// What is owed and paid while the payment at hand is left out of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Figures {
    /// Applied by the other payments.
    pub(super) paid: Money,
    /// Still to be paid.
    pub(super) due: Money,
    /// The same in cash, rounded to the step of the currency.
    pub(super) payable: Money,
}

impl Pay {
    /// The payment screen of an order; the payment gets its number here, so that it is taken once.
    pub fn open(front: &mut Front, settings: &CounterSettings, order: OrderId) -> Option<Self> {
        let currency = front.desk.state.order(order)?.pricing.currency;
        let payment = payment_number(front, order);
        let own: Vec<i64> = settings.notes.iter().map(|note| note.minor()).collect();
        Some(Self {
            order,
            payment,
            amount: Amount::new(currency, settings.amount_entry),
            stage: Stage::Due,
            notes: if own.is_empty() { notes::usual(currency) } else { own },
            guard: Guard::new(front.now.mono),
            digits: DigitRow::new(settings.digit_row),
        })
    }

    /// What is on its way to the disk, in words; `None` while nothing is.
    pub fn saving(&self) -> Option<String> {
        matches!(self.stage, Stage::Saving { .. })
            .then(|| format!("payment {}", self.amount.shown()))
    }

    pub(super) fn known<'f>(&self, front: &'f Front) -> Option<&'f Order> {
        front.desk.state.order(self.order)
    }

    /// The payments of the order, without the one that is on its way to the disk.
    pub(super) fn others<'o>(&self, order: &'o Order) -> impl Iterator<Item = &'o PaymentRow> {
        let own = matches!(self.stage, Stage::Saving { .. }).then_some(self.payment);
        order.payments.iter().filter(move |row| Some(row.payment.payment) != own)
    }

    pub(super) fn figures(&self, front: &Front) -> Figures {
        let zero = Figures { paid: Money::ZERO, due: Money::ZERO, payable: Money::ZERO };
        let Some(order) = self.known(front) else { return zero };
        let paid = Money::sum(self.others(order).map(|row| row.payment.amount));
        let (Ok(totals), Ok(paid)) = (order.totals(), paid) else { return zero };
        let due = totals.total.minus(paid).unwrap_or_default().or_zero();
        let payable = cash_due(due, order.pricing.cash_step).unwrap_or(due);
        Figures { paid, due, payable }
    }

    pub(super) fn suggestions(&self, front: &Front) -> Vec<Money> {
        notes::suggest(self.figures(front).payable, &self.notes)
    }

    /// True when cash cannot be taken because no drawer answers for it.
    pub(super) fn lacks_shift(front: &Front) -> bool {
        let state = &front.desk.state;
        !front.drawer || (state.my_shift().is_none() && !state.settings().hub_cash)
    }

    fn refresh(&mut self, front: &mut Front) {
        let used = self.known(front).is_some_and(|order| {
            order.payment(self.payment).is_some()
                || order.failed.iter().any(|(payment, _)| *payment == self.payment)
        });
        if used && !matches!(self.stage, Stage::Saving { .. }) {
            self.payment = payment_number(front, self.order);
        }
    }

    pub(super) fn press(&mut self, front: &mut Front, input: &Input) -> Turn {
        self.refresh(front);
        let press = match input {
            Input::Press(press) => *press,
            Input::Paste(_) => {
                let sentence = "Pasted text is not taken as an amount, type it.";
                return Turn::stay().say(MessageKind::Warning, sentence);
            }
            Input::Mouse(_) | Input::Resize { .. } => return Turn::stay(),
        };
        match self.stage {
            Stage::Saving { .. } => Turn::stay(),
            Stage::Short => self.short(front, press),
            Stage::Due => self.due(front, press),
        }
    }

    fn due(&mut self, front: &mut Front, press: Press) -> Turn {
        match press.key.to_string().as_str() {
            "Esc" => return Turn::close(),
            "Enter" => return self.enter(front, press),
            "Backspace" => {
                self.amount.erase();
            }
            "-" => {
                if !self.amount.erase() {
                    return Turn::close();
                }
            }
            "=" | "+" => {
                let payable = self.figures(front).payable;
                self.amount.fill(payable);
            }
            "*" | "k" => return self.card(front),
            "?" | "F1" => return Turn::stay().say(MessageKind::Info, HELP),
            "o" if front.drawer && Self::lacks_shift(front) => return open_shift(front),
            "a" => self.suggest(front, 0),
            "b" => self.suggest(front, 1),
            "c" => self.suggest(front, 2),
            "." | "," => self.amount.point(),
            _ => return self.figure_or(press.key, |_| {}),
        }
        Turn::stay()
    }

    fn suggest(&mut self, front: &Front, index: usize) {
        if let Some(note) = self.suggestions(front).get(index) {
            self.amount.fill(*note);
        }
    }

    /// A figure goes into the field and then something happens; other keys say what may be wrong.
    fn figure_or(&mut self, key: Key, then: impl FnOnce(&mut Self)) -> Turn {
        if NUM_LOCK.contains(&key) {
            return Turn::stay().say(MessageKind::Warning, "NumLock seems to be off.");
        }
        if let Key::Char(sign) = key
            && let Some(figure) = self.digits.digit(sign)
        {
            self.amount.push(figure);
            then(self);
        }
        Turn::stay()
    }

    fn enter(&mut self, front: &mut Front, press: Press) -> Turn {
        if !self.guard.counts(press, front.now.mono, SETTLE_MS) {
            return Turn::stay();
        }
        let figures = self.figures(front);
        if !front.drawer {
            let sentence = "No drawer here: take a card, or cash at a terminal with a drawer.";
            return Turn::stay().say(MessageKind::Warning, sentence);
        }
        if Self::lacks_shift(front) {
            let sentence = "No shift is open: cash needs one. o opens a shift with float 0.";
            return Turn::stay().say(MessageKind::Warning, sentence);
        }
        match self.amount.value() {
            None if !figures.due.is_zero() => Turn::stay(),
            Some(given) if given < figures.payable => {
                self.stage = Stage::Short;
                self.guard.changed(front.now.mono);
                Turn::stay()
            }
            given => self.take(front, given.unwrap_or(Money::ZERO), false),
        }
    }

    fn short(&mut self, front: &mut Front, press: Press) -> Turn {
        match press.key.to_string().as_str() {
            "Esc" | "-" => self.stage = Stage::Due,
            "p" | "+" => {
                if self.guard.counts(press, front.now.mono, SETTLE_MS)
                    && let Some(given) = self.amount.value()
                {
                    return self.take(front, given, true);
                }
            }
            "." | "," => {
                if self.amount.as_whole_units().is_some() {
                    self.amount.point();
                    self.stage = Stage::Due;
                    self.guard.changed(front.now.mono);
                }
            }
            "Backspace" => {
                self.amount.erase();
                self.stage = Stage::Due;
            }
            _ => return self.figure_or(press.key, |pay| pay.stage = Stage::Due),
        }
        Turn::stay()
    }

    fn take(&mut self, front: &mut Front, given: Money, part: bool) -> Turn {
        let take = Take {
            payment: self.payment,
            tender: Tender::Cash,
            tendered: Some(given),
            amount: None,
            part,
            tip: Money::ZERO,
            reference: None,
            shift: None,
        };
        match front.act(&Command::Order(self.order, vec![Step::Pay(take)])) {
            Ok((batch, effects)) => {
                self.stage = Stage::Saving { batch, since: front.now.mono };
                Turn::stay().with(effects)
            }
            Err(rejection) => {
                self.stage = Stage::Due;
                Turn::stay().say(MessageKind::Warning, words::sentence(&rejection))
            }
        }
    }

    fn card(&mut self, front: &mut Front) -> Turn {
        let due = self.figures(front).due;
        let typed = self.amount.value();
        if typed.is_some_and(|typed| typed > due) {
            let shown = self.amount.currency().format(due);
            let sentence = format!("Only cash gives change: a card takes {shown} or less.");
            return Turn::stay().say(MessageKind::Warning, sentence);
        }
        self.amount.clear();
        let amount = typed.unwrap_or(due);
        Turn::then(Then::Open(Ask::Card {
            order: self.order,
            payment: self.payment,
            amount,
            part: amount < due,
        }))
    }

    fn goodbye(&self, front: &Front) -> String {
        let title = self.known(front).map_or_else(String::new, Order::title);
        format!("Customer number {title}.")
    }

    pub(super) fn look(&mut self, front: &mut Front) -> Turn {
        let Stage::Saving { batch, .. } = self.stage else {
            self.refresh(front);
            return Turn::stay();
        };
        if !front.is_durable(batch) {
            return Turn::stay();
        }
        let payment = self.payment;
        let settled = self.known(front).is_none_or(Order::is_paid);
        if settled {
            let paid = Ask::Paid { order: self.order, payment, batch };
            return Turn::then(Then::Become(paid)).say(MessageKind::Info, self.goodbye(front));
        }
        let given = self.amount.shown();
        self.stage = Stage::Due;
        self.amount.clear();
        self.guard.changed(front.now.mono);
        self.refresh(front);
        let due = self.amount.currency().format(self.figures(front).due);
        let sentence = format!("Part payment {given} is saved. Still due {due}.");
        Turn::stay().say(MessageKind::Done, sentence)
    }
}

/// The number of the next payment: that of a payment of which nobody was sure, so that taking or
/// refusing it settles the question, else a new one.
fn payment_number(front: &mut Front, order: OrderId) -> PaymentId {
    let flagged = front.desk.state.order(order).and_then(|order| order.flagged.first());
    match flagged.map(|flag| flag.payment) {
        Some(payment) => payment,
        None => PaymentId(front.desk.mint()),
    }
}

fn open_shift(front: &mut Front) -> Turn {
    let shift = ShiftId(front.desk.mint());
    match front.act(&Command::OpenShift { shift, float: Money::ZERO }) {
        Ok((_, effects)) => {
            let number = words::shift_number(front);
            let sentence = format!("Shift {number} is open with float 0.");
            Turn::stay().with(effects).say(MessageKind::Done, sentence)
        }
        Err(rejection) => Turn::stay().say(MessageKind::Warning, words::sentence(&rejection)),
    }
}

#[cfg(test)]
mod tests;

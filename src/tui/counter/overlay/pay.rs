//! Paying an order, or several at once: cash, the site's other tenders, and the way to the card.

mod left;
mod method;
mod settle;
mod shares;
mod touch;
mod typed;
mod view;
mod wide;

use super::amount::Amount;
use super::guard::{Guard, SETTLE_MS};
use super::notes;
use super::paper::Kind;
use super::words;
use crate::domain::command::{Command, Step, Take};
use crate::domain::event::Tender;
use crate::domain::id::{OrderId, PaymentId, ShiftId};
use crate::domain::money::Money;
use crate::domain::order::{Order, PaymentRow};
use crate::domain::totals::cash_due;
use crate::tui::counter::settings::CounterSettings;
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
    /// A tip.
    Tip,
    /// What the tender needs beside the amount.
    Code {
        /// What is handed over.
        given: Money,
        /// Whether it is less than what is due.
        part: bool,
    },
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
    /// Other orders that are paid with the same sum, with the numbers of their payments.
    pub(super) more: Vec<(OrderId, PaymentId)>,
    pub(super) tender: Tender,
    pub(super) tip: Money,
    pub(super) tip_entry: Amount,
    pub(super) code: String,
    pub(super) amount: Amount,
    /// What the next ones pay, one after another; all that is due when empty.
    shares: Vec<Money>,
    /// What was paid before the first of them, in minor units.
    before: Money,
    pub(super) stage: Stage,
    notes: Vec<i64>,
    guard: Guard,
    digits: DigitRow,
    /// The touch layout shows the buttons of what is rarer.
    pub(super) others: bool,
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
const HELP: &str =
    "Enter takes it, k card, / other ways, s split, t tip, i invoice, d drawer, e why, h charge.";

/// What is owed and paid while the payment at hand is left out of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Figures {
    /// Applied by the other payments.
    pub(super) paid: Money,
    /// Still to be paid.
    pub(super) due: Money,
    /// What is to be handed over: rounded to the step of the currency in cash, with the tip.
    pub(super) payable: Money,
    /// What rounding adds or takes.
    pub(super) rounding: Money,
}

impl Pay {
    /// The payment screen of an order; the payment gets its number here, so that it is taken once.
    pub fn open(front: &mut Front, settings: &CounterSettings, order: OrderId) -> Option<Self> {
        let currency = front.order(order)?.pricing.currency;
        let payment = payment_number(front, order);
        let tip_entry = Amount::new(currency, settings.amount_entry);
        let own: Vec<i64> = settings.notes.iter().map(|note| note.minor()).collect();
        Some(Self {
            order,
            payment,
            more: Vec::new(),
            tender: Tender::Cash,
            tip: Money::ZERO,
            tip_entry,
            code: String::new(),
            amount: Amount::new(currency, settings.amount_entry),
            shares: Vec::new(),
            before: Money::ZERO,
            stage: Stage::Due,
            notes: if own.is_empty() { notes::usual(currency) } else { own },
            guard: Guard::new(front.now.mono),
            digits: DigitRow::new(settings.digit_row),
            others: false,
        })
    }

    /// The payment screen of several orders; change is given on the last one.
    pub fn together(
        front: &mut Front,
        settings: &CounterSettings,
        orders: &[OrderId],
    ) -> Option<Self> {
        let (last, others) = orders.split_last()?;
        let mut pay = Self::open(front, settings, *last)?;
        pay.more = others.iter().map(|order| (*order, PaymentId(front.desk.mint()))).collect();
        Some(pay)
    }

    /// What is on its way to the disk, in words; `None` while nothing is.
    pub fn saving(&self) -> Option<String> {
        matches!(self.stage, Stage::Saving { .. })
            .then(|| format!("payment {}", self.amount.shown()))
    }

    pub(super) fn known<'f>(&self, front: &'f Front) -> Option<&'f Order> {
        front.order(self.order)
    }

    /// The payments of the order, without the one that is on its way to the disk.
    pub(super) fn others<'o>(&self, order: &'o Order) -> impl Iterator<Item = &'o PaymentRow> {
        let own = matches!(self.stage, Stage::Saving { .. }).then_some(self.payment);
        order.payments.iter().filter(move |row| Some(row.payment.payment) != own)
    }

    pub(super) fn figures(&self, front: &Front) -> Figures {
        let zero = Figures::default();
        let Some(order) = self.known(front) else { return zero };
        let paid = Money::sum(self.others(order).map(|row| row.payment.amount));
        let (Ok(totals), Ok(paid)) = (order.totals(), paid) else { return zero };
        let due = totals.total.minus(paid).unwrap_or_default().or_zero();
        let mut due = self.share(paid).map_or(due, |share| share.min(due));
        // While the sum is on its way to the disk the others are paid already: it is all that is due.
        for (id, payment) in &self.more {
            let Some(other) = front.order(*id) else { continue };
            let own = other.payment(*payment).map(|row| row.payment.amount);
            let open = other.settlement().map(|settlement| settlement.due).unwrap_or_default();
            due = due.plus(own.unwrap_or(open)).unwrap_or(due);
        }
        let step = if self.is_cash() { order.pricing.cash_step } else { Money::ZERO };
        let rounded = cash_due(due, step).unwrap_or(due);
        let payable = rounded.plus(self.tip).unwrap_or(rounded);
        let rounding = rounded.minus(due).unwrap_or_default();
        Figures { paid, due, payable, rounding }
    }

    pub(super) fn suggestions(&self, front: &Front) -> Vec<Money> {
        if !self.is_cash() {
            return Vec::new();
        }
        notes::suggest(self.figures(front).payable, &self.notes)
    }

    /// True when cash cannot be taken because no drawer answers for it.
    pub(super) fn lacks_shift(&self, front: &Front) -> bool {
        let state = &front.desk.state;
        let covered = state.my_shift().is_some() || state.settings().hub_cash;
        self.is_cash() && (!front.drawer || !covered)
    }

    fn refresh(&mut self, front: &mut Front) {
        // A card that was refused for a planned bill is noted on the order that it comes from.
        let from = front.draft.as_ref().and_then(|draft| front.order(draft.from()));
        let taken = |order: &Order| order.payment(self.payment).is_some();
        if self.known(front).is_some_and(taken) && !matches!(self.stage, Stage::Saving { .. }) {
            // The tip went with what the card took; nobody gives it twice.
            self.tip = Money::ZERO;
        }
        let used = self.known(front).into_iter().chain(from).any(|order| {
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
            Stage::Tip => self.tip_key(front, press),
            Stage::Code { .. } => self.code_key(front, press),
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
            "o" if front.drawer && self.lacks_shift(front) => return open_shift(front),
            "a" => self.suggest(front, 0),
            "b" => self.suggest(front, 1),
            "c" => self.suggest(front, 2),
            "." | "," => self.amount.point(),
            "/" => self.next_method(front),
            "t" => return self.open_tip(front),
            "s" if front.is_draft(self.order) => return Turn::close(),
            "s" if self.more.is_empty() => return Turn::then(Then::Become(Ask::Split(self.order))),
            "e" => return Turn::then(Then::Open(Ask::Explain(self.order))),
            "i" if self.more.is_empty() => {
                let (order, kind) = (self.order, Kind::Invoice);
                return Turn::then(Then::Open(Ask::Paper { order, kind }));
            }
            "d" if front.drawer => return Turn::then(Then::Open(Ask::NoSale)),
            "p" if self.more.is_empty() => return self.print_share(front),
            "h" if front.is_draft(self.order) => {
                let sentence = "A bill of a split keeps the service charge of its order.";
                return Turn::stay().say(MessageKind::Info, sentence);
            }
            "s" | "i" | "p" => {
                let sentence = "One sum pays several orders: Esc goes back to take one by itself.";
                return Turn::stay().say(MessageKind::Info, sentence);
            }
            "h" => return Turn::then(Then::Open(Ask::Charge(self.order))),
            _ => match self.choose(front, press.key) {
                Some(Ok(())) => {}
                Some(Err(sentence)) => return Turn::stay().say(MessageKind::Warning, sentence),
                None if press.key == Key::Char('m') => self.others = !self.others,
                None => return self.figure_or(press.key, |_| {}),
            },
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
        if self.lacks_shift(front) {
            let sentence = "No shift is open: cash needs one. o opens a shift with float 0.";
            return Turn::stay().say(MessageKind::Warning, sentence);
        }
        match self.amount.value() {
            None if self.is_cash() && !figures.payable.is_zero() => Turn::stay(),
            Some(given) if !self.is_cash() && given > figures.payable => {
                let shown = self.amount.currency().format(figures.payable);
                let sentence = format!("Only cash gives change: type {shown} or less.");
                Turn::stay().say(MessageKind::Warning, sentence)
            }
            Some(given) if given < figures.payable => {
                self.stage = Stage::Short;
                self.guard.changed(front.now.mono);
                Turn::stay()
            }
            Some(given) => self.confirm(front, given, false),
            None => self.confirm(front, figures.payable, false),
        }
    }

    fn short(&mut self, front: &mut Front, press: Press) -> Turn {
        match press.key.to_string().as_str() {
            "Esc" | "-" => self.stage = Stage::Due,
            "p" | "+" if !self.more.is_empty() => {
                let sentence = "Several orders are paid in full: take more, or pay one of them.";
                return Turn::stay().say(MessageKind::Warning, sentence);
            }
            "p" | "+" => {
                if self.guard.counts(press, front.now.mono, SETTLE_MS)
                    && let Some(given) = self.amount.value()
                {
                    return self.confirm(front, given, true);
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
}

/// The number of the next payment: that of a payment of which nobody was sure, so that taking or
/// refusing it settles the question, else a new one.
fn payment_number(front: &mut Front, order: OrderId) -> PaymentId {
    let flagged = front.order(order).and_then(|order| order.flagged.first());
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
        Err(rejection) => words::refused(&rejection),
    }
}

#[cfg(test)]
mod tests;

//! Paying an order, or several at once: cash, the site's other tenders, and the way to the card.

mod keys;
mod left;
mod method;
mod settle;
mod shares;
mod touch;
mod typed;
mod view;
mod wide;

use super::amount::Amount;
use super::guard::Guard;
use super::notes;
use super::words;
use crate::domain::command::Command;
use crate::domain::event::Tender;
use crate::domain::id::{OrderId, PaymentId, ShiftId};
use crate::domain::money::Money;
use crate::domain::order::{Order, PaymentRow};
use crate::domain::totals::cash_due;
use crate::tui::counter::settings::CounterSettings;
use crate::tui::counter::turn::Turn;
use crate::tui::front::Front;
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

//! An order as the fold of its facts: lines, discounts, payments, sends and what happened when.

use std::collections::BTreeSet;

use super::envelope::Fact;
use super::event::{DiscountApplied, OrderOpened, Payment, PaymentFlagged, PersonRef, Refund};
use super::id::{
    DiscountId, LineId, OrderId, PaymentId, RefundId, SendId, ShiftId, StaffId, TerminalId,
};
use super::money::{Overflow, Rate};
use super::number::{OrderNumber, SeriesNumber};
use super::routing::PassRule;
use super::settings::{Pricing, Service};
use super::time::{At, Day};
use super::totals::{Settlement, Totals};

mod fold;
mod fold_kitchen;
mod fold_lines;
mod fold_money;
mod line;
mod paid;
mod parts;
mod status;

pub use line::{Line, LineSent};
pub use status::{MoneyStatus, Openness, Status};

/// Who did something, when, where and on which business day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamped {
    /// When, by the clock of the terminal that made it.
    pub at: At,
    /// The business day.
    pub day: Day,
    /// Who.
    pub staff: StaffId,
    /// On which terminal.
    pub terminal: TerminalId,
}

impl From<&Fact> for Stamped {
    fn from(fact: &Fact) -> Self {
        Self { at: fact.at, day: fact.day, staff: fact.staff.clone(), terminal: fact.maker() }
    }
}

/// A discount of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Discount {
    /// What was given.
    pub given: DiscountApplied,
    /// When and by whom.
    pub stamp: Stamped,
    /// Taken back.
    pub removed: bool,
}

/// A payment of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentRow {
    /// What was taken; its tip grows by `tip_added`.
    pub payment: Payment,
    /// When, where and by whom.
    pub stamp: Stamped,
}

/// A refund of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefundRow {
    /// What was given back.
    pub refund: Refund,
    /// When, where and by whom.
    pub stamp: Stamped,
}

/// A receipt of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// Its number.
    pub number: SeriesNumber,
    /// When, where and by whom.
    pub stamp: Stamped,
    /// The refund it is for; `None` for a sale.
    pub refund: Option<RefundId>,
    /// How often it was printed again.
    pub reprints: u32,
}

/// A change of status: who and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moment {
    /// The status from then on.
    pub status: Status,
    /// When.
    pub at: At,
    /// By whom.
    pub by: StaffId,
}

/// Something a person did that could not take effect; shown, never dropped in silence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exception {
    /// What happened and what it means, in one sentence.
    pub sentence: String,
    /// When, where and by whom.
    pub stamp: Stamped,
}

/// Where all lines of an order went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merged {
    /// The order that took the last of them.
    pub into: OrderId,
    /// Its number, as people say it.
    pub title: String,
}

/// What one guest party buys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// Its identity.
    pub id: OrderId,
    /// When it was opened; `None` until that fact has arrived.
    pub opened: Option<Stamped>,
    /// The number that people say.
    pub number: Option<OrderNumber>,
    /// How it reaches its guest.
    pub service: Service,
    /// Its table.
    pub table: Option<String>,
    /// How many guests.
    pub guests: Option<u32>,
    /// Its pick-up word.
    pub name: Option<String>,
    /// Its customer.
    pub customer: Option<PersonRef>,
    /// Who looks after its guests, when that is not who opened it; ask [`Order::server`].
    pub served_by: Option<StaffId>,
    /// The shift it was taken in.
    pub shift: Option<ShiftId>,
    /// The settings that its totals need.
    pub pricing: Pricing,
    /// Its lines in the order in which they were added, removed ones included.
    pub lines: Vec<Line>,
    /// Its discounts, removed ones included.
    pub discounts: Vec<Discount>,
    /// A service charge set by hand: rate and tax; `Some(None)` takes the charge off.
    pub charge: Option<Option<(Rate, Rate)>>,
    /// Its payments.
    pub payments: Vec<PaymentRow>,
    /// Its refunds.
    pub refunds: Vec<RefundRow>,
    /// Its receipts.
    pub receipts: Vec<Receipt>,
    /// Payments of which nobody is sure.
    pub flagged: Vec<PaymentFlagged>,
    /// Payments that failed, and why.
    pub failed: Vec<(PaymentId, String)>,
    /// Its sends: identity and moment.
    pub sends: Vec<(SendId, Stamped)>,
    /// When the bill was printed, while nothing has changed what it says.
    pub billed: Option<At>,
    /// Parked on purpose.
    pub held: bool,
    /// Accepted by hand or by rule, with the promised moment.
    pub accepted: Option<Option<At>>,
    /// All its lines went to another order; ask [`Order::merged_into`] whether that still holds.
    pub merged: Option<Merged>,
    /// Refused by the shop, and why.
    pub rejected: Option<String>,
    /// Cancelled, and why.
    pub cancelled: Option<String>,
    /// Moved to the front in the kitchen.
    pub prioritised: bool,
    /// When it is wanted, where that is not at once.
    pub due: Option<At>,
    /// How it leaves the kitchen.
    pub pass: PassRule,
    /// When its number was last called again.
    pub called: Option<At>,
    /// Every change of status.
    pub timeline: Vec<Moment>,
    /// What could not take effect.
    pub exceptions: Vec<Exception>,
    /// Who called off a line or all of it, and when, void by void.
    pub voids: Vec<Stamped>,
    /// When the last fact was made.
    pub changed: At,
}

impl Order {
    /// An order of which nothing is known but its identity.
    pub fn new(id: OrderId) -> Self {
        Self {
            id,
            opened: None,
            number: None,
            service: Service::default(),
            table: None,
            guests: None,
            name: None,
            customer: None,
            served_by: None,
            shift: None,
            pricing: super::settings::Settings::default().pricing(),
            lines: Vec::new(),
            discounts: Vec::new(),
            charge: None,
            payments: Vec::new(),
            refunds: Vec::new(),
            receipts: Vec::new(),
            flagged: Vec::new(),
            failed: Vec::new(),
            sends: Vec::new(),
            billed: None,
            held: false,
            accepted: None,
            merged: None,
            rejected: None,
            cancelled: None,
            prioritised: false,
            due: None,
            pass: PassRule::Off,
            called: None,
            timeline: Vec::new(),
            exceptions: Vec::new(),
            voids: Vec::new(),
            changed: At(0),
        }
    }

    fn open(&mut self, opened: &OrderOpened, stamp: Stamped) {
        self.opened = Some(stamp);
        self.number = Some(opened.number.clone());
        self.service = opened.service;
        self.table.clone_from(&opened.table);
        self.guests = opened.guests;
        self.name.clone_from(&opened.name);
        self.customer.clone_from(&opened.customer);
        self.shift = opened.shift;
        self.pricing = opened.pricing.clone();
    }

    /// The number as text; the identity's counter while the opening has not arrived.
    pub fn title(&self) -> String {
        self.number.as_ref().map_or_else(|| format!("?{}", self.id.0.counter), ToString::to_string)
    }

    /// Where it goes, as the screens write it: `TABLE 12`, `TAKEAWAY`.
    pub fn place(&self) -> String {
        match (&self.table, &self.name) {
            (Some(table), _) => format!("TABLE {table}"),
            (None, Some(name)) => format!("{} {name}", self.service),
            (None, None) => self.service.to_string(),
        }
    }

    /// Who looks after its guests: who took it over last, else who opened it.
    pub fn server(&self) -> Option<&StaffId> {
        self.served_by.as_ref().or(self.opened.as_ref().map(|stamp| &stamp.staff))
    }

    /// True for a bill that was split off another order: its guests are counted there.
    pub fn is_part(&self) -> bool {
        self.number.as_ref().is_some_and(|number| number.part > 0)
    }

    /// Where all its lines went, when that closed it: it holds nothing any more, no money either.
    pub fn merged_into(&self) -> Option<&Merged> {
        let empty = self.payments.is_empty() && self.live_lines().all(Line::is_void);
        self.merged.as_ref().filter(|_| empty)
    }

    /// The business day it was opened on.
    pub fn day(&self) -> Option<Day> {
        self.opened.as_ref().map(|stamp| stamp.day)
    }

    /// The lines on the order as guests know them, in the order in which they were added: a set is
    /// one line, its parts are among its options.
    pub fn live_lines(&self) -> impl DoubleEndedIterator<Item = &Line> {
        self.lines.iter().filter(|line| line.is_live() && line.part_of.is_none())
    }

    /// The lines on the order as the kitchen knows them: the parts of a set stand for themselves.
    pub fn work_lines(&self) -> impl DoubleEndedIterator<Item = &Line> {
        self.lines.iter().filter(|line| line.is_live())
    }

    /// The lines that were not handed to the kitchen yet.
    pub fn unsent_lines(&self) -> impl DoubleEndedIterator<Item = &Line> {
        self.live_lines().filter(|line| line.sent.is_none())
    }

    /// The courses that wait in the kitchen, the next one first.
    pub fn held_courses(&self) -> Vec<u8> {
        let held = self.lines.iter().filter(|line| line.is_held());
        let courses: BTreeSet<u8> = held.filter_map(|line| line.sold.course).collect();
        courses.into_iter().collect()
    }

    /// The line of this identity.
    pub fn line(&self, id: LineId) -> Option<&Line> {
        self.lines.iter().find(|line| line.id == id)
    }

    /// The discount of this identity.
    pub fn discount(&self, id: DiscountId) -> Option<&Discount> {
        self.discounts.iter().find(|discount| discount.given.discount == id)
    }

    /// The payment of this identity.
    pub fn payment(&self, id: PaymentId) -> Option<&PaymentRow> {
        self.payments.iter().find(|row| row.payment.payment == id)
    }

    /// How many pieces are wanted, a started piece counted as one.
    pub fn pieces(&self) -> i64 {
        self.live_lines().map(|line| line.standing().count()).fold(0, i64::saturating_add)
    }

    /// The totals of the order, each step an integer.
    ///
    /// # Errors
    /// [`Overflow`] when an amount leaves the range.
    pub fn totals(&self) -> Result<Totals, Overflow> {
        Totals::of(self)
    }

    /// What is owed, paid, due and to be given back.
    ///
    /// # Errors
    /// [`Overflow`] when an amount leaves the range.
    pub fn settlement(&self) -> Result<Settlement, Overflow> {
        Settlement::of(self, &self.totals()?)
    }

    pub(super) fn except(&mut self, fact: &Fact, sentence: String) {
        self.exceptions.push(Exception { sentence, stamp: Stamped::from(fact) });
    }
}

//! What an owner wants to look at: voids, comps, discounts, prices by hand, cancels, refunds,
//! reprints, drawers opened without a sale, and what could not take effect.

use std::fmt;
use std::sync::Arc;

use super::currency::Currency;
use super::envelope::Fact;
use super::event::{CashWay, Event, LineVoided, Reduction};
use super::id::{DiscountId, LineId, StaffId};
use super::money::Money;
use super::order::{Line, Order, Stamped};
use super::shift::Shift;

/// What kind of thing happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum What {
    /// Something done that could not take effect.
    NoEffect,
    /// A sent line was called off.
    Void,
    /// A line was given away.
    Comp,
    /// A discount was given.
    Discount,
    /// A line got a price by hand.
    Price,
    /// A service charge was set by hand or taken off.
    Charge,
    /// An order was called off.
    Cancel,
    /// Money was given back.
    Refund,
    /// A receipt was printed again.
    Reprint,
    /// The drawer was opened without a sale.
    NoSale,
    /// Cash was put in.
    PaidIn,
    /// Cash was taken out.
    PaidOut,
    /// Cash went to the safe.
    Drop,
    /// A shift was closed with another amount than expected.
    Difference,
    /// A drawer was counted again, with another amount, before its shift was closed.
    Recount,
    /// A number was given twice: two machines wrote under one identity.
    Repeated,
}

impl What {
    /// The word in reports.
    pub const fn word(self) -> &'static str {
        match self {
            Self::NoEffect => "no effect",
            Self::Void => "void",
            Self::Comp => "comp",
            Self::Discount => "discount",
            Self::Price => "price",
            Self::Charge => "charge",
            Self::Cancel => "cancel",
            Self::Refund => "refund",
            Self::Reprint => "reprint",
            Self::NoSale => "no sale",
            Self::PaidIn => "paid in",
            Self::PaidOut => "paid out",
            Self::Drop => "drop",
            Self::Difference => "difference",
            Self::Recount => "recount",
            Self::Repeated => "number twice",
        }
    }
}

impl fmt::Display for What {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(self.word())
    }
}

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// What kind.
    pub what: What,
    /// The order or the shift: `A47`, `A-212`.
    pub about: String,
    /// What it was done to, in words; may be empty.
    pub words: String,
    /// What it is worth, in minor units; a difference may be negative.
    pub amount: Money,
    /// Why, when somebody said so.
    pub reason: Option<String>,
    /// Who approved it, when it needed that.
    pub approver: Option<StaffId>,
    /// When, where and by whom.
    pub stamp: Stamped,
    /// Its place in its journal; 0 for what came out of the fold.
    pub seq: u64,
}

/// True for facts that a report of exceptions lists.
pub fn is_remarkable(event: &Event) -> bool {
    matches!(
        event,
        Event::LineVoided(_)
            | Event::LineComped(_)
            | Event::LinePriced { .. }
            | Event::DiscountApplied(_)
            | Event::DiscountRestored { .. }
            | Event::ServiceChargeSet { .. }
            | Event::OrderCancelled { .. }
            | Event::PaymentRefunded(_)
            | Event::ReceiptReprinted { .. }
            | Event::DrawerOpened { .. }
            | Event::CashMoved(_)
            | Event::ShiftClosed(_)
    )
}

/// The remarks of an order, from its own facts and from what its fold could not do. A line that
/// moved away is found among `kin`, the orders that lines moved between.
pub fn of_order(order: &Order, kin: &[Order], facts: &[Arc<Fact>]) -> Vec<Remark> {
    let bill = Bill { order, kin };
    let mut found: Vec<Remark> = facts.iter().filter_map(|fact| of_fact(bill, fact)).collect();
    found.extend(order.exceptions.iter().map(|exception| Remark {
        what: What::NoEffect,
        about: order.title(),
        words: exception.sentence.clone(),
        amount: Money::ZERO,
        reason: None,
        approver: None,
        stamp: exception.stamp.clone(),
        seq: 0,
    }));
    found
}

/// An order and those that its lines may have moved to.
#[derive(Clone, Copy)]
struct Bill<'a> {
    order: &'a Order,
    kin: &'a [Order],
}

impl<'a> Bill<'a> {
    fn line(self, id: LineId) -> Option<&'a Line> {
        self.order.line(id).or_else(|| self.kin.iter().find_map(|order| order.line(id)))
    }

    /// Whether a discount was removed again, and the money it came to on the order it is on now.
    fn came_to(self, id: DiscountId) -> (bool, Money) {
        let mut orders = std::iter::once(self.order).chain(self.kin);
        let Some(order) = orders.find(|order| order.discount(id).is_some()) else {
            return (false, Money::ZERO);
        };
        let removed = order.discount(id).is_some_and(|row| row.removed);
        (removed, order.totals().map(|totals| totals.came_to(id)).unwrap_or_default())
    }
}

fn of_fact(bill: Bill<'_>, fact: &Fact) -> Option<Remark> {
    let (order, stamp) = (bill.order, Stamped::from(fact));
    let (what, words, amount, reason, approver) = parts(bill, fact.event.as_ref()?)?;
    Some(Remark {
        what,
        about: order.title(),
        words,
        amount,
        reason,
        approver,
        stamp,
        seq: fact.sort_key().seq,
    })
}

type Parts = (What, String, Money, Option<String>, Option<StaffId>);

#[expect(clippy::wildcard_enum_match_arm, reason = "the other kinds are everyday work")]
fn parts(bill: Bill<'_>, event: &Event) -> Option<Parts> {
    let order = bill.order;
    Some(match event {
        Event::LineVoided(given) => of_line(bill, What::Void, given),
        Event::LineComped(given) => of_line(bill, What::Comp, given),
        Event::LinePriced { line, price, reason, approver } => {
            let name = bill.line(*line).map(|line| line.sold.name.clone()).unwrap_or_default();
            let price = price.unwrap_or_default();
            (What::Price, name, price, reason.clone(), approver.clone())
        }
        Event::DiscountApplied(given) => {
            let line = given.line.and_then(|line| bill.line(line));
            let on = line.map(|line| format!(" on {}", line.sold.name)).unwrap_or_default();
            let size = match given.off {
                Reduction::Percent(rate) => rate.to_string(),
                Reduction::Amount(amount) => order.pricing.currency.format(amount),
            };
            let (removed, amount) = bill.came_to(given.discount);
            let removed = if removed { ", removed" } else { "" };
            (
                What::Discount,
                format!("{size}{on}{removed}"),
                amount,
                given.reason.clone(),
                given.approver.clone(),
            )
        }
        Event::DiscountRestored { discount, approver } => {
            let (_, amount) = bill.came_to(*discount);
            (What::Discount, "given again".to_owned(), amount, None, approver.clone())
        }
        // A bill that was split off has the charge of the order that it came from.
        Event::ServiceChargeSet { approver: None, .. } if order.is_part() => return None,
        Event::ServiceChargeSet { rate, approver, .. } => {
            let words = rate.map_or_else(|| "taken off".to_owned(), |rate| rate.to_string());
            let amount = order.totals().map(|totals| totals.charge).unwrap_or_default();
            (What::Charge, words, amount, None, approver.clone())
        }
        Event::OrderCancelled { reason, approver } => {
            let worth = order.totals().map(|totals| totals.total).unwrap_or_default();
            (What::Cancel, String::new(), worth, Some(reason.clone()), approver.clone())
        }
        Event::PaymentRefunded(refund) => (
            What::Refund,
            refund.tender.to_string(),
            refund.amount,
            Some(refund.reason.clone()),
            refund.approver.clone(),
        ),
        Event::ReceiptReprinted { number, approver } => {
            (What::Reprint, number.to_string(), Money::ZERO, None, approver.clone())
        }
        _ => return None,
    })
}

fn of_line(bill: Bill<'_>, what: What, given: &LineVoided) -> Parts {
    let line = bill.line(given.line);
    let name = line.map(|line| line.sold.name.as_str()).unwrap_or_default();
    let unit = line.and_then(|line| line.unit(bill.order.service).ok());
    let worth = unit.and_then(|(price, _)| price.times(given.quantity).ok()).unwrap_or_default();
    let words = format!("{} {name}", given.quantity);
    (what, words, worth, Some(given.reason.clone()), given.approver.clone())
}

/// The remarks of a shift: drawers opened, cash moved, and a difference at its close.
pub fn of_shift(shift: &Shift) -> Vec<Remark> {
    let about = shift.title();
    let remark = |what, words: String, amount, reason: Option<String>, stamp: &Stamped| Remark {
        what,
        about: about.clone(),
        words,
        amount,
        reason,
        approver: None,
        stamp: stamp.clone(),
        seq: 0,
    };
    let mut found = Vec::new();
    for no_sale in &shift.no_sales {
        let reason = Some(no_sale.reason.clone());
        let row = remark(What::NoSale, String::new(), Money::ZERO, reason, &no_sale.stamp);
        found.push(Remark { approver: no_sale.approver.clone(), ..row });
    }
    for (moved, stamp) in &shift.moves {
        let what = match moved.way {
            CashWay::PaidIn => What::PaidIn,
            CashWay::PaidOut => What::PaidOut,
            CashWay::Drop => What::Drop,
        };
        let row = remark(what, String::new(), moved.amount, Some(moved.reason.clone()), stamp);
        found.push(Remark { approver: moved.approver.clone(), ..row });
    }
    if let Some((closed, stamp)) = shift.closed.as_ref().filter(|(z, _)| !z.over_short.is_zero()) {
        let word = if closed.over_short.is_negative() { "short" } else { "over" };
        let words = word.to_owned();
        let row = remark(What::Difference, words, closed.over_short, closed.reason.clone(), stamp);
        found.push(Remark { approver: closed.approver.clone(), ..row });
    }
    // What is expected is shown after a count, so that a second one could be made to fit it.
    let recounted = shift.recounted.zip(shift.closed.as_ref());
    if let Some((before, (closed, stamp))) = recounted {
        let change = closed.counted.minus(before).unwrap_or_default();
        if !change.is_zero() {
            found.push(remark(What::Recount, String::new(), change, None, stamp));
        }
    }
    found
}

impl Remark {
    /// The remark as one row: `A47 void 1 Soup 6.50, wrong dish`.
    pub fn row(&self, currency: Currency) -> String {
        let mut row = format!("{} {}", self.about, self.what);
        if !self.words.is_empty() {
            row = format!("{row} {}", self.words);
        }
        if !self.amount.is_zero() {
            row = format!("{row} {}", currency.format(self.amount));
        }
        match &self.reason {
            Some(reason) => format!("{row}, {reason}"),
            None => row,
        }
    }
}

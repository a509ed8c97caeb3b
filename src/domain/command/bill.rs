//! What is asked for about bills: a split, one sum for several, a merge that is taken back.

use serde::{Deserialize, Serialize};

use super::Step;
use crate::domain::event::{MovedLine, OrderChanged, Tender};
use crate::domain::id::{DiscountId, LineId, OrderId, PaymentId};
use crate::domain::money::Money;

/// One sum for several orders.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Together {
    /// The orders with the numbers of their payments, minted by the caller; change is on the last.
    pub orders: Vec<(OrderId, PaymentId)>,
    /// What is handed over.
    pub tender: Tender,
    /// How much is handed over, in minor units; what is due in all when absent.
    pub tendered: Option<Money>,
    /// The card terminal's reference, or the code of a voucher.
    pub reference: Option<String>,
    /// A tip beside what is due, in minor units; it goes with the payment of the last order.
    #[serde(default)]
    pub tip: Money,
    /// Why nobody is sure that it was paid: then every order is TO CHECK and none is paid.
    #[serde(default)]
    pub unsure: Option<String>,
}

/// Lines that go on a bill of their own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Split {
    /// The order that they leave.
    pub from: OrderId,
    /// The new bill, minted by the caller.
    pub to: OrderId,
    /// How much of which line; `part` is minted by the caller, for when only a part goes.
    pub lines: Vec<MovedLine>,
    /// Identities for the percent discounts that are given again, minted by the caller.
    pub discounts: Vec<DiscountId>,
    /// The first acts on the new bill, all or nothing with the split.
    pub steps: Vec<Step>,
}

/// A merge of two orders that is taken back: what had come from one goes back to it, wherever the
/// order that took it stands now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unmerge {
    /// The order that took everything.
    pub from: OrderId,
    /// The order that had gone into it.
    pub to: OrderId,
    /// The lines that came from there.
    pub lines: Vec<LineId>,
    /// The amounts off the whole order that came along.
    pub discounts: Vec<DiscountId>,
    /// The discounts that were given again for these lines.
    pub again: Vec<DiscountId>,
    /// The payments that came along.
    pub payments: Vec<PaymentId>,
    /// What sets the order that took everything to what it was.
    pub back: OrderChanged,
    /// True when the kitchen is to make it first only because of what came.
    pub calm: bool,
}

//! The parts of facts about money and shifts.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::usual;
use crate::domain::id::{LineId, PaymentId, RefundId, ShiftId, StaffId, TerminalId, text_serde};
use crate::domain::money::{Money, Overflow, Quantity, Rate};
use crate::domain::number::SeriesNumber;

/// What is handed over.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tender {
    /// Notes and coins; the only tender with change.
    Cash,
    /// A card, on a card terminal of its own.
    Card,
    /// Paid over the network.
    Online,
    /// A voucher.
    Voucher,
    /// A house account.
    Account,
    /// Points.
    Points,
    /// A tender that this build does not know by name.
    Other(String),
}

impl fmt::Display for Tender {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(match self {
            Self::Cash => "cash",
            Self::Card => "card",
            Self::Online => "online",
            Self::Voucher => "voucher",
            Self::Account => "account",
            Self::Points => "points",
            Self::Other(word) => word,
        })
    }
}

impl FromStr for Tender {
    type Err = std::convert::Infallible;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(match text {
            "cash" => Self::Cash,
            "card" => Self::Card,
            "online" => Self::Online,
            "voucher" => Self::Voucher,
            "account" => Self::Account,
            "points" => Self::Points,
            other => Self::Other(other.to_owned()),
        })
    }
}
text_serde!(Tender);

/// Money taken for an order: `tendered − change = amount + rounding + tip`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payment {
    /// Its identity.
    pub payment: PaymentId,
    /// What was handed over.
    pub tender: Tender,
    /// The part applied to the order, in minor units.
    pub amount: Money,
    /// What was handed over in all.
    pub tendered: Money,
    /// What was given back, cash only.
    #[serde(default, skip_serializing_if = "usual")]
    pub change: Money,
    /// Above the order, its own bucket.
    #[serde(default, skip_serializing_if = "usual")]
    pub tip: Money,
    /// What cash rounding added or took.
    #[serde(default, skip_serializing_if = "usual")]
    pub rounding: Money,
    /// The card terminal's or provider's reference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// The shift that answers for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shift: Option<ShiftId>,
    /// The drawer it went into, cash only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub drawer: Option<String>,
}

/// Money given back for a payment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refund {
    /// Its identity.
    pub refund: RefundId,
    /// The payment it gives back from.
    pub payment: PaymentId,
    /// To what it goes back.
    pub tender: Tender,
    /// How much, in minor units, above zero.
    pub amount: Money,
    /// Of a tip that came with the payment, what goes back beside the amount.
    #[serde(default, skip_serializing_if = "usual")]
    pub tip: Money,
    /// What cash rounding adds to the amount or takes from it.
    #[serde(default, skip_serializing_if = "usual")]
    pub rounding: Money,
    /// The lines it is for, and how much of each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<(LineId, Quantity)>,
    /// The tax that goes back, by rate: rate, net, tax. A refund over several payments has it once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub taxes: Vec<(Rate, Money, Money)>,
    /// Why.
    pub reason: String,
    /// Who approved it, when it needed that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approver: Option<StaffId>,
    /// The shift that answers for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shift: Option<ShiftId>,
    /// The drawer it came out of, cash only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub drawer: Option<String>,
}

impl Refund {
    /// What is handed back in all: amount, rounding and tip.
    ///
    /// # Errors
    /// [`Overflow`] when the sum leaves the range.
    pub fn handed(&self) -> Result<Money, Overflow> {
        self.amount.plus(self.rounding)?.plus(self.tip)
    }
}

/// A payment of which nobody is sure: the order stays open, marked TO CHECK.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentFlagged {
    /// The payment's number, as opened on the screen.
    pub payment: PaymentId,
    /// What was tried.
    pub tender: Tender,
    /// How much was tried, in minor units.
    pub amount: Money,
    /// What is not sure.
    pub reason: String,
    /// Of the amount, the tip.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tip: Option<Money>,
}

/// The start of a shift of one drawer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShiftOpened {
    /// Its number, gap-free per terminal: `A-212`.
    pub number: SeriesNumber,
    /// The drawer it answers for.
    pub drawer: String,
    /// The cash in the drawer, in minor units.
    pub float: Money,
}

/// Which way cash moved without a sale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CashWay {
    /// Into the drawer.
    PaidIn,
    /// Out of the drawer.
    PaidOut,
    /// To the safe.
    Drop,
}

/// Cash moved without a sale.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CashMoved {
    /// Which way.
    pub way: CashWay,
    /// The drawer.
    pub drawer: String,
    /// How much, in minor units, above zero.
    pub amount: Money,
    /// Why.
    pub reason: String,
    /// Who approved it, when it needed that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approver: Option<StaffId>,
}

/// Something of a shift that was closed before, which its Z could not know any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LateRow {
    /// The closed shift it belongs to.
    pub shift: SeriesNumber,
    /// What happened, to what and why, in words.
    pub words: String,
    /// What it is worth, in minor units.
    pub amount: Money,
}

/// The figures of a shift: what an X read-out shows and a Z keeps for ever.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ShiftFigures {
    /// Orders settled.
    pub orders: u64,
    /// Sales, in minor units.
    pub sales: Money,
    /// Payments by tender: tender, count, amount.
    pub tenders: Vec<(Tender, u64, Money)>,
    /// Cash taken.
    pub cash: Money,
    /// Cash given back.
    pub cash_refunds: Money,
    /// Paid in.
    pub paid_in: Money,
    /// Paid out.
    pub paid_out: Money,
    /// Drops to the safe.
    pub drops: Money,
    /// The opening cash.
    pub float: Money,
    /// Float + cash − refunds + paid in − paid out − drops.
    pub expected: Money,
    /// Refunds of every tender.
    pub refunds: Money,
    /// Lines or orders voided.
    pub voids: u64,
    /// Discounts given.
    pub discounts: Money,
    /// Tips.
    pub tips: Money,
    /// What cash rounding added or took.
    pub rounding: Money,
    /// Made and served, not charged.
    #[serde(skip_serializing_if = "usual")]
    pub comps: Money,
    /// How often the drawer was opened without a sale.
    #[serde(skip_serializing_if = "usual")]
    pub no_sales: u64,
    /// Tax of the sales by rate: rate, what is not tax, tax.
    #[serde(skip_serializing_if = "usual")]
    pub taxes: Vec<(Rate, Money, Money)>,
    /// Work that was done for nothing, in words.
    #[serde(skip_serializing_if = "usual")]
    pub waste: Vec<String>,
    /// What could not take effect, in words.
    #[serde(skip_serializing_if = "usual")]
    pub exceptions: Vec<String>,
    /// Refunds by tender: tender, count, what was handed back with tip and rounding.
    #[serde(skip_serializing_if = "usual")]
    pub refunded: Vec<(Tender, u64, Money)>,
    /// Voids and refunds of shifts that were closed before they were known here.
    #[serde(skip_serializing_if = "usual")]
    pub late: Vec<LateRow>,
    /// How many changes waited for a hub that could not be reached.
    #[serde(skip_serializing_if = "usual")]
    pub waiting: u64,
}

/// The numbered close that is never redone, with the figures as printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShiftClosed {
    /// The Z number, gap-free per terminal.
    pub z: SeriesNumber,
    /// The counted cash.
    pub counted: Money,
    /// Counted less expected.
    pub over_short: Money,
    /// Why they differ.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The figures as printed.
    pub figures: ShiftFigures,
    /// What stays in the drawer for the next shift; the rest went to the safe.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left: Option<Money>,
    /// Who approved a difference above the limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approver: Option<StaffId>,
    /// How far each journal was known when the figures were counted: what comes later is late.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub seen: BTreeMap<TerminalId, u64>,
}

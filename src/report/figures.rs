//! The figures of the reports as plain data: amounts in minor units of the currency in the head.

use crate::domain::currency::Currency;
use crate::domain::money::{Money, Quantity, Rate};
use crate::domain::settings::PriceMode;
use crate::domain::time::{At, Day, SiteClock};

/// What every report says first.
#[derive(Debug, Clone, PartialEq)]
pub struct Head {
    /// The site or hub that the figures are of.
    pub site: String,
    /// The currency of all amounts.
    pub currency: Currency,
    /// The first business day.
    pub from: Day,
    /// The last business day, the same for a report of one day.
    pub to: Day,
    /// The clock of the site, for times in the texts.
    pub clock: SiteClock,
    /// Whether anything is missing.
    pub completeness: Completeness,
}

/// How complete the figures are.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Completeness {
    /// Up to when every journal is held; nothing when no journal was ever announced.
    pub complete_until: Option<At>,
    /// How many changes still wait on terminals, as far as they said so.
    pub waiting: u64,
    /// Who is missing; complete when this is empty.
    pub missing: Vec<Missing>,
}

impl Completeness {
    /// True when nothing of the period is missing.
    pub fn is_complete(&self) -> bool {
        self.missing.is_empty()
    }
}

/// A terminal whose journal is not held far enough.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// Its kind, letter and name, as people call it: `counter B Terrace`.
    pub who: String,
    /// When it was last heard of; nothing when it never was.
    pub since: Option<At>,
}

/// The sums of a day or a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Totals {
    /// Orders that were settled.
    pub orders: u64,
    /// Guests of these orders.
    pub guests: u64,
    /// What was sold, after discounts.
    pub sales: Money,
    /// Discounts that were given, as a positive amount.
    pub discounts: Money,
    /// Voids of sent lines and orders.
    pub voids: u64,
    /// Refunds, how many.
    pub refunds: u64,
    /// Refunds, how much, as a positive amount.
    pub refunded: Money,
}

impl Totals {
    /// What remains after refunds.
    pub fn net(&self) -> Money {
        self.sales.minus(self.refunded).unwrap_or_default()
    }

    /// The average order, rounded half away from zero; zero without orders.
    pub fn average(&self) -> Money {
        let orders = i128::from(self.orders);
        if orders == 0 {
            return Money::ZERO;
        }
        let sales = i128::from(self.sales.minor());
        let half = if sales < 0 { -orders } else { orders };
        Money::new(i64::try_from((sales * 2 + half) / (orders * 2)).unwrap_or_default())
    }
}

/// The tax of one rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TaxFigure {
    /// The rate.
    pub rate: Rate,
    /// The tax of what remains after refunds.
    pub tax: Money,
}

/// One business day of several.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayFigure {
    /// Which day.
    pub day: Day,
    /// Its sums.
    pub totals: Totals,
}

/// What came in by one tender.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TenderFigure {
    /// The tender, as people call it: `Cash`.
    pub tender: String,
    /// Orders that were paid with it, wholly or in part.
    pub orders: u64,
    /// The part applied to orders, before refunds.
    pub amount: Money,
    /// Tips that came with it, less those that went back.
    pub tips: Money,
    /// What cash rounding added or took.
    pub rounding: Money,
    /// What of the amount went back to it, as a positive amount.
    pub refunded: Money,
}

/// What was sold in one hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HourFigure {
    /// The local hour, 0 to 23.
    pub hour: u8,
    /// Orders that were settled.
    pub orders: u64,
    /// What was sold.
    pub sales: Money,
}

/// What was sold of one item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemFigure {
    /// Its code; empty for open items.
    pub code: String,
    /// Its name.
    pub name: String,
    /// How much of it.
    pub sold: Quantity,
    /// For how much, after discounts.
    pub sales: Money,
}

/// `report day`: the sums of a period with taxes, tenders and, when it is longer than one day,
/// every day.
#[derive(Debug, Clone, PartialEq)]
pub struct DayReport {
    /// What it is about.
    pub head: Head,
    /// The sums.
    pub total: Totals,
    /// Whether prices contain the tax.
    pub prices: PriceMode,
    /// Tax by rate.
    pub taxes: Vec<TaxFigure>,
    /// Tenders, in the order of the table.
    pub tenders: Vec<TenderFigure>,
    /// Every day in order; shown when the period is longer than one day.
    pub days: Vec<DayFigure>,
}

/// `report hours`: sales by the hour of the payment that settled them.
#[derive(Debug, Clone, PartialEq)]
pub struct HoursReport {
    /// What it is about.
    pub head: Head,
    /// The hours in which something was sold, in the order of the business day.
    pub hours: Vec<HourFigure>,
}

/// `report items`: sales by item, the best first.
#[derive(Debug, Clone, PartialEq)]
pub struct ItemsReport {
    /// What it is about.
    pub head: Head,
    /// All orders of the period.
    pub orders: u64,
    /// All sales of the period, of which the shares are.
    pub sales: Money,
    /// All items that were sold, in any order.
    pub items: Vec<ItemFigure>,
    /// How many are shown; zero shows all.
    pub top: usize,
}

/// `report tenders`: what came in by tender.
#[derive(Debug, Clone, PartialEq)]
pub struct TendersReport {
    /// What it is about.
    pub head: Head,
    /// All orders of the period, each counted once.
    pub orders: u64,
    /// Tenders, in the order of the table.
    pub tenders: Vec<TenderFigure>,
}

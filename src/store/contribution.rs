//! What one order adds to the rollups: nothing until it is settled, then on the right days.

use std::collections::BTreeSet;

use super::codec::day_number;
use super::figures::Figures;
use crate::domain::money::{Money, Overflow};
use crate::domain::order::{Order, Stamped};
use crate::domain::prep::{PrepCell, PrepSums, prep_of};
use crate::domain::sale;
use crate::domain::settings::PriceMode;
use crate::domain::time::At;
use crate::domain::totals::{LineTotal, Totals};

/// A cell of the rollups: business day, part, word.
pub type Cell = (i64, &'static str, String);

/// What an order adds to each cell, and the local hour it was settled in.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Contribution {
    /// The sums by cell; a cell may occur more than once.
    pub cells: Vec<(Cell, Figures)>,
    /// What it shows of preparation times.
    pub prep: Vec<(PrepCell, PrepSums)>,
    /// The local hour of the payment that settled it.
    pub hour: Option<i64>,
}

/// What separates an item's code from its name.
pub const ITEM_SEPARATOR: char = '\t';

impl Contribution {
    /// The contribution of an order. A sale counts on the day and in the hour of the payment that
    /// settles it, a refund on its own day. `hour` gives the local hour of a moment.
    pub fn of(order: &Order, totals: &Totals, hour: impl Fn(At) -> i64) -> Self {
        let sums = Self::checked(order, totals, hour).unwrap_or_default();
        Self { prep: prep_of(order), ..sums }
    }

    fn checked(order: &Order, totals: &Totals, hour: impl Fn(At) -> i64) -> Result<Self, Overflow> {
        let mut sums = Self::default();
        let sold = sale::of(order, totals)?;
        let settled = sold.as_ref().map(|sold| sold.stamp);
        let first = settled.or(order.opened.as_ref());
        let dead = order.cancelled.is_some() || order.rejected.is_some();
        if let Some(stamp) = first.filter(|_| dead) {
            let figures = Figures { cancelled: 1, ..Figures::default() };
            sums.put(stamp, "day", String::new(), figures);
            sums.put(stamp, "staff", stamp.staff.to_string(), figures);
        }
        // Whoever called something off answers for it, not who took the money.
        for stamp in &order.voids {
            let figures = Figures { voids: 1, ..Figures::default() };
            sums.put(stamp, "day", String::new(), figures);
            sums.put(stamp, "staff", stamp.staff.to_string(), figures);
        }
        if let Some(stamp) = settled {
            let local = hour(stamp.at);
            sums.hour = Some(local);
            sums.sale(order, totals, stamp, local)?;
            sums.lines(order, totals, stamp)?;
            sums.tenders(order, stamp, &sale::applied(order, totals.total)?);
        } else {
            sums.beside(order);
        }
        sums.refunds(order, totals)?;
        Ok(sums)
    }

    fn put(&mut self, stamp: &Stamped, part: &'static str, word: String, figures: Figures) {
        self.cells.push(((day_number(stamp.day), part, word), figures));
    }

    fn sale(
        &mut self,
        order: &Order,
        totals: &Totals,
        stamp: &Stamped,
        local: i64,
    ) -> Result<(), Overflow> {
        let rows = || order.payments.iter().map(|row| &row.payment);
        let figures = Figures {
            orders: 1,
            guests: i64::from(order.guests.unwrap_or_else(|| u32::from(!order.is_part()))),
            quantity: totals
                .lines
                .iter()
                .map(|line| line.quantity.thousandths())
                .fold(0, i64::saturating_add),
            gross: totals.gross.minor(),
            sales: totals.total.minor(),
            discounts: totals.discounts.minor(),
            comps: totals.comps.minor(),
            net: totals.total.minus(totals.tax)?.minor(),
            tax: totals.tax.minor(),
            charge: totals.charge.minor(),
            tips: Money::sum(rows().map(|payment| payment.tip))?.minor(),
            rounding: Money::sum(rows().map(|payment| payment.rounding))?.minor(),
            ..Figures::default()
        };
        self.put(stamp, "day", String::new(), figures);
        self.put(stamp, "hour", format!("{local:02}"), figures);
        self.put(stamp, "staff", stamp.staff.to_string(), figures);
        for row in &totals.taxes {
            let figures = Figures {
                orders: 1,
                sales: row.net.plus(row.tax)?.minor(),
                net: row.net.minor(),
                tax: row.tax.minor(),
                ..Figures::default()
            };
            self.put(stamp, "tax", row.rate.millionths().to_string(), figures);
        }
        Ok(())
    }

    /// Items, categories and stations; an order counts once for each.
    fn lines(&mut self, order: &Order, totals: &Totals, stamp: &Stamped) -> Result<(), Overflow> {
        let mut seen = BTreeSet::new();
        for total in &totals.lines {
            let Some(line) = order.line(total.line) else { continue };
            let figures = line_figures(total, order.pricing.prices)?;
            let sold = &line.sold;
            let item =
                format!("{}{ITEM_SEPARATOR}{}", sold.item.as_deref().unwrap_or(""), sold.name);
            let category = sold.category.clone().unwrap_or_default();
            let station = sold.station.clone().unwrap_or_default();
            for (part, word) in [("item", item), ("category", category), ("station", station)] {
                let orders = i64::from(seen.insert((part, word.clone())));
                self.put(stamp, part, word, Figures { orders, ..figures });
            }
        }
        Ok(())
    }

    /// What each tender brought towards the total; what was paid beyond it is not a sale.
    fn tenders(&mut self, order: &Order, stamp: &Stamped, applied: &[Money]) {
        let mut seen = BTreeSet::new();
        for (row, amount) in order.payments.iter().zip(applied) {
            let word = row.payment.tender.to_string();
            let figures = Figures {
                orders: i64::from(seen.insert(word.clone())),
                sales: amount.minor(),
                tips: row.payment.tip.minor(),
                rounding: row.payment.rounding.minor(),
                ..Figures::default()
            };
            self.put(stamp, "tender", word, figures);
        }
    }

    /// Tips and rounding of payments for what is not sold, and may never be, as its payments say.
    fn beside(&mut self, order: &Order) {
        for row in &order.payments {
            let (tips, rounding) = (row.payment.tip.minor(), row.payment.rounding.minor());
            let figures = Figures { tips, rounding, ..Figures::default() };
            if !figures.is_zero() {
                self.put(&row.stamp, "day", String::new(), figures);
                self.put(&row.stamp, "staff", row.stamp.staff.to_string(), figures);
                self.put(&row.stamp, "tender", row.payment.tender.to_string(), figures);
            }
        }
    }

    /// Money given back, beyond what was paid too much; tips and rounding go back with all of it.
    fn refunds(&mut self, order: &Order, totals: &Totals) -> Result<(), Overflow> {
        for (row, counted) in order.refunds.iter().zip(sale::taken_back(order, totals)?) {
            let figures = Figures {
                refunds: i64::from(counted.amount.is_positive()),
                refunded: counted.amount.minor(),
                tips: row.refund.tip.negated().minor(),
                rounding: row.refund.rounding.negated().minor(),
                ..Figures::default()
            };
            if figures.is_zero() {
                continue;
            }
            self.put(&row.stamp, "day", String::new(), figures);
            self.put(&row.stamp, "staff", row.stamp.staff.to_string(), figures);
            self.put(&row.stamp, "tender", row.refund.tender.to_string(), figures);
            for tax in counted.taxes {
                let figures = Figures {
                    sales: tax.net.plus(tax.tax)?.negated().minor(),
                    net: tax.net.negated().minor(),
                    tax: tax.tax.negated().minor(),
                    ..Figures::default()
                };
                self.put(&row.stamp, "tax", tax.rate.millionths().to_string(), figures);
            }
        }
        Ok(())
    }
}

fn line_figures(total: &LineTotal, prices: PriceMode) -> Result<Figures, Overflow> {
    let (sales, net) = match prices {
        PriceMode::Inclusive => (total.net, total.net.minus(total.tax)?),
        PriceMode::Exclusive => (total.net.plus(total.tax)?, total.net),
    };
    Ok(Figures {
        quantity: total.quantity.thousandths(),
        gross: total.gross.minor(),
        sales: sales.minor(),
        discounts: total.line_discount.plus(total.order_discount)?.minor(),
        comps: total.comp.minor(),
        net: net.minor(),
        tax: total.tax.minor(),
        ..Figures::default()
    })
}

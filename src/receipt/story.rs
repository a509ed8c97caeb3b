//! An order told as rows: what was sold, what it came to, who did what and when, who approved it.

use std::sync::Arc;

use crate::domain::audit::{self, What};
use crate::domain::envelope::Fact;
use crate::domain::id::StaffId;
use crate::domain::money::{Money, Overflow};
use crate::domain::order::{Line, Order, Stamped};
use crate::domain::settings::PriceMode;

/// One row.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Row {
    /// What it says.
    pub what: String,
    /// When and by whom, where somebody did it.
    pub stamp: Option<Stamped>,
    /// The amount; empty where there is none.
    pub amount: String,
    /// True for a sum.
    pub strong: bool,
}

impl Row {
    fn new(what: impl Into<String>) -> Self {
        Self { what: what.into(), ..Self::default() }
    }

    fn at(mut self, stamp: &Stamped) -> Self {
        self.stamp = Some(stamp.clone());
        self
    }

    fn amount(mut self, amount: String) -> Self {
        self.amount = amount;
        self
    }

    fn strong(mut self) -> Self {
        self.strong = true;
        self
    }
}

/// The rows of an order, from its own facts; `kin` are the orders that lines moved between.
///
/// # Errors
/// [`Overflow`] when an amount leaves the range.
pub fn rows(
    order: &Order,
    kin: &[Order],
    facts: &[Arc<Fact>],
    name: &dyn Fn(&StaffId) -> String,
) -> Result<Vec<Row>, Overflow> {
    let mut rows = sold(order)?;
    rows.extend(money(order));
    if let Some(opened) = &order.opened {
        rows.push(Row::new("opened").at(opened));
    }
    for (_, stamp) in &order.sends {
        rows.push(Row::new("sent to the kitchen").at(stamp));
    }
    let currency = order.pricing.currency;
    let head = order.title().len().saturating_add(1);
    for remark in audit::of_order(order, kin, facts) {
        // What went back stands among the money already, but not who approved it.
        if remark.what != What::Refund {
            let row = remark.row(currency);
            rows.push(Row::new(row.get(head..).unwrap_or_default()).at(&remark.stamp));
        }
        if let Some(approver) = &remark.approver {
            rows.push(Row::new(format!("  {} approved by {}", remark.what, name(approver))));
        }
    }
    Ok(rows)
}

fn sold(order: &Order) -> Result<Vec<Row>, Overflow> {
    let (currency, totals) = (order.pricing.currency, order.totals()?);
    let mut rows = Vec::new();
    for line in order.live_lines() {
        let total = totals.lines.iter().find(|row| row.line == line.id).map(|row| row.net);
        let shown = currency.format(total.unwrap_or_default());
        rows.push(Row::new(words_of(line)).amount(shown));
        let options = line.options.iter().filter(|option| !option.usual);
        let options: Vec<&str> = options.map(|option| option.name.as_str()).collect();
        if !options.is_empty() {
            rows.push(Row::new(format!("    + {}", options.join(", "))));
        }
        if let Some(note) = &line.note {
            rows.push(Row::new(format!("    \" {note}")));
        }
    }
    let mut sum = |what: String, amount: Money| {
        if !amount.is_zero() {
            rows.push(Row::new(what).amount(currency.format(amount)));
        }
    };
    sum("Discounts, in it".to_owned(), totals.discounts.negated());
    sum("Service charge".to_owned(), totals.charge);
    let inside = match order.pricing.prices {
        PriceMode::Inclusive => "incl. VAT",
        PriceMode::Exclusive => "VAT",
    };
    for tax in &totals.taxes {
        sum(format!("{inside} {}", tax.rate), tax.tax);
    }
    rows.push(Row::new(format!("TOTAL {currency}")).amount(currency.format(totals.total)).strong());
    Ok(rows)
}

fn words_of(line: &Line) -> String {
    if line.is_void() {
        let wanted = line.measure(line.quantity);
        return format!("  {wanted} {}  VOID", line.sold.name);
    }
    format!("  {} {}", line.measure(line.standing()), line.sold.name)
}

/// Payments, refunds and receipts.
fn money(order: &Order) -> Vec<Row> {
    let currency = order.pricing.currency;
    let mut rows = Vec::new();
    for row in &order.payments {
        let paid = &row.payment;
        let mut what = format!("paid {}", paid.tender);
        if let Some(reference) = &paid.reference {
            what = format!("{what} {reference}");
        }
        if paid.change.is_positive() {
            what = format!("{what}, change {}", currency.format(paid.change));
        }
        if paid.tip.is_positive() {
            what = format!("{what}, tip {}", currency.format(paid.tip));
        }
        rows.push(Row::new(what).at(&row.stamp).amount(currency.format(paid.tendered)));
    }
    for row in &order.refunds {
        let handed = row.refund.handed().unwrap_or_default().negated();
        let what = format!("refund {}: {}", row.refund.tender, row.refund.reason);
        rows.push(Row::new(what).at(&row.stamp).amount(currency.format(handed)));
    }
    for receipt in &order.receipts {
        let again = match receipt.reprints {
            0 => String::new(),
            times => format!(", printed again {times} times"),
        };
        rows.push(Row::new(format!("receipt {}{again}", receipt.number)).at(&receipt.stamp));
    }
    let due = order.settlement().map(|one| one.due).unwrap_or_default();
    if due.is_positive() {
        rows.push(Row::new("DUE").amount(currency.format(due)).strong());
    }
    rows
}

//! Receipts as text: the same purely for screen, file and printer, at 32, 42 or 48 columns.

use crate::domain::money::{Money, Overflow};
use crate::domain::order::{Line, Order, PaymentRow, Receipt, Stamped};
use crate::domain::readout::tender_name;
use crate::domain::settings::{PriceMode, Settings};
use crate::domain::state::State;
use crate::domain::time::At;
use crate::domain::totals::{LineTotal, TaxRow, Totals};

pub mod explain;
mod page;
mod refund;
mod share;
pub mod story;
mod ticket;

use page::Page;
pub use share::share;
pub use ticket::{KitchenTicket, kitchen_ticket};

/// The columns of a narrow, a usual and a wide paper.
pub const PAPERS: [usize; 3] = [32, 42, 48];

/// How a receipt is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Paper {
    /// Its columns.
    pub columns: usize,
    /// Which printing after the first this is; zero is the first one.
    pub duplicate: u32,
    /// Whether nothing of it is real.
    pub training: bool,
}

impl Default for Paper {
    fn default() -> Self {
        Self { columns: 42, duplicate: 0, training: false }
    }
}

/// Who did it and at which terminal, as a paper says it.
pub fn taken_by(state: &State, stamp: &Stamped) -> String {
    format!("{}, {}", state.staff_name(&stamp.staff), state.terminal_name(stamp.terminal))
}

/// The text of a receipt, with a line end behind each row. `by` is who took the money, and where.
///
/// # Errors
/// [`Overflow`] when an amount leaves the range.
pub fn text(
    settings: &Settings,
    (order, receipt): (&Order, &Receipt),
    by: &str,
    paper: Paper,
) -> Result<String, Overflow> {
    invoice(settings, (order, receipt), by, paper, &[])
}

/// The text of a receipt for somebody: with the lines that say who it is for.
///
/// # Errors
/// [`Overflow`] when an amount leaves the range.
pub fn invoice(
    settings: &Settings,
    (order, receipt): (&Order, &Receipt),
    by: &str,
    paper: Paper,
    to: &[String],
) -> Result<String, Overflow> {
    let mut page = Page::new(order.pricing.currency, paper.columns);
    page.head(settings, paper);
    if !to.is_empty() {
        page.middle("INVOICE");
        to.iter().filter(|line| !line.is_empty()).for_each(|line| page.left(line));
        page.rule();
    }
    let stamp = &receipt.stamp;
    let when = settings.clock().dated(stamp.at);
    if let Some(id) = receipt.refund {
        page.pair(&format!("REFUND {}", receipt.number), &when);
        page.pair(&format!("Order {}", order.title()), by);
        refund::write(&mut page, settings, order, id)?;
    } else {
        let word = if to.is_empty() { "Receipt" } else { "Invoice" };
        page.pair(&format!("{word} {}", receipt.number), &when);
        page.pair(&format!("Order {} {}", order.title(), order.place()), by);
        if let Some(first) = order.receipt().filter(|first| first.number != receipt.number) {
            page.left(&format!("additional to receipt {}", first.number));
        }
        page.rule();
        sale(&mut page, settings, order)?;
    }
    page.foot(settings, paper);
    Ok(page.text)
}

/// The text of a bill: what the guest owes, before it is paid. It bears no number of a series.
///
/// # Errors
/// [`Overflow`] when an amount leaves the range.
pub fn bill(
    settings: &Settings,
    (order, at): (&Order, At),
    by: &str,
    paper: Paper,
) -> Result<String, Overflow> {
    let mut page = Page::new(order.pricing.currency, paper.columns);
    page.head(settings, paper);
    page.middle("BILL");
    page.middle("not a receipt");
    page.pair(&format!("Order {}", order.title()), &settings.clock().dated(at));
    let guests = match order.guests {
        Some(1) => ", 1 guest".to_owned(),
        Some(guests) => format!(", {guests} guests"),
        None => String::new(),
    };
    page.pair(&format!("{}{guests}", order.place()), by);
    page.rule();
    sale(&mut page, settings, order)?;
    page.foot(settings, paper);
    Ok(page.text)
}

fn sale(page: &mut Page, settings: &Settings, order: &Order) -> Result<(), Overflow> {
    let totals = order.totals()?;
    page.rates(&totals.taxes);
    order_lines(page, order, &totals)?;
    page.rule();
    sums(page, order, &totals);
    page.rule();
    payments(page, settings, order)
}

/// The lines of an order.
fn order_lines(page: &mut Page, order: &Order, totals: &Totals) -> Result<(), Overflow> {
    for row in &totals.lines {
        if let Some(line) = order.line(row.line) {
            sold(page, order, line, row)?;
        }
    }
    Ok(())
}

/// One line: what was sold for how much, its options, and what was taken off.
fn sold(page: &mut Page, order: &Order, line: &Line, row: &LineTotal) -> Result<(), Overflow> {
    let count = line.measure(row.quantity);
    let (menu, _) = line.sold.price.of(order.service);
    let base = line.price.unwrap_or(menu);
    let plain = Money::sum(line.options.iter().map(|option| option.price(order.service)))?;
    // What the options cost is said with them, so that every row can be added up by hand.
    let own = row.gross.minus(plain.times(row.quantity)?)?;
    page.taxed(&format!("{count:>3} {}", line.sold.name), own, row.rate);
    if row.quantity.thousandths() != 1_000 {
        let each = page.currency.format(base);
        page.left(&format!("      {count} x {each}"));
    }
    for option in
        line.options.iter().filter(|one| !one.usual || !one.price(order.service).is_zero())
    {
        let price = option.price(order.service);
        if price.is_zero() {
            page.left(&format!("    + {}", option.name));
        } else {
            let price = price.times(row.quantity)?;
            page.amount(&format!("    + {}", option.name), price);
        }
    }
    if row.line_discount.is_positive() {
        let known =
            order.discounts.iter().find(|one| !one.removed && one.given.line == Some(line.id));
        let name = known.and_then(|one| one.given.name.clone());
        let name = name.unwrap_or_else(|| "discount".to_owned());
        page.amount(&format!("    {name}"), row.line_discount.negated());
    }
    if row.comp.is_positive() {
        page.amount("    not charged", row.comp.negated());
    }
    Ok(())
}

fn sums(page: &mut Page, order: &Order, totals: &Totals) {
    let exclusive = order.pricing.prices == PriceMode::Exclusive;
    let on_order: Vec<Money> = totals.lines.iter().map(|row| row.order_discount).collect();
    let off = Money::sum(on_order).unwrap_or_default();
    if off.is_positive() {
        let mut given =
            order.discounts.iter().filter(|one| !one.removed && one.given.line.is_none());
        let name = given.next().and_then(|one| one.given.name.clone());
        let name =
            name.filter(|_| given.next().is_none()).unwrap_or_else(|| "Discounts".to_owned());
        page.amount(&name, off.negated());
    }
    if exclusive || off.is_positive() || totals.charge.is_positive() {
        page.amount("Subtotal", totals.subtotal);
    }
    if totals.charge.is_positive() {
        page.amount("Service charge", totals.charge);
    }
    if exclusive {
        tax_rows(page, "VAT", &totals.taxes);
    }
    page.amount(&format!("TOTAL {}", page.currency.code()), totals.total);
    if !exclusive {
        tax_rows(page, "incl. VAT", &totals.taxes);
    }
}

fn tax_rows<'r>(page: &mut Page, word: &str, rows: impl IntoIterator<Item = &'r TaxRow>) {
    for row in rows {
        let net = page.currency.format(row.net);
        let mark = page.mark(row.rate).map(|mark| format!("{mark} ")).unwrap_or_default();
        page.figure(&format!("{word} {mark}{} of {net}", row.rate), row.tax);
    }
}

fn payments(page: &mut Page, settings: &Settings, order: &Order) -> Result<(), Overflow> {
    for row in &order.payments {
        payment(page, settings, row);
    }
    let settlement = order.settlement()?;
    if settlement.due.is_positive() {
        page.amount("STILL DUE", settlement.due);
    }
    if settlement.refunded.is_positive() {
        page.amount("Given back since", settlement.refunded.negated());
    }
    Ok(())
}

/// One payment: what was handed over, and what of it was not for the order.
fn payment(page: &mut Page, settings: &Settings, row: &PaymentRow) {
    let payment = &row.payment;
    page.amount(&tender_name(settings, &payment.tender), payment.tendered);
    if let Some(reference) = &payment.reference {
        page.left(&format!("  {reference}"));
    }
    if payment.change.is_positive() {
        page.amount("  Change", payment.change);
    }
    if !payment.rounding.is_zero() {
        page.amount("  Cash rounding", payment.rounding);
    }
    if payment.tip.is_positive() {
        page.amount("  Tip", payment.tip);
    }
}

#[cfg(test)]
mod tests;

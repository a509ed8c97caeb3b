//! The text for one of several people who pay an order together: their share and its taxes.

use super::{Page, Paper, order_lines, payment, tax_rows};
use crate::domain::id::PaymentId;
use crate::domain::money::{Money, Overflow};
use crate::domain::order::Order;
use crate::domain::settings::Settings;
use crate::domain::shares::shares;

/// The text of a share, with a line end behind each row; `None` for a payment that is not of this
/// order. It names the receipt of the order and bears no number of its own: a series has one number
/// for one sale.
///
/// # Errors
/// [`Overflow`] when an amount leaves the range.
pub fn share(
    settings: &Settings,
    (order, id): (&Order, PaymentId),
    by: &str,
    paper: Paper,
) -> Result<Option<String>, Overflow> {
    let all = shares(order)?;
    let Some(share) = all.iter().find(|share| share.payment == id) else { return Ok(None) };
    let Some(row) = order.payment(id) else { return Ok(None) };
    let settlement = order.settlement()?;
    let mut page = Page::new(order.pricing.currency, paper.columns);
    page.head(settings, paper);
    // How many there will be is known once all is paid.
    let open = settlement.due.is_positive();
    let word = if open {
        format!("SHARE {}", share.number)
    } else {
        format!("SHARE {} of {}", share.number, all.len())
    };
    page.middle(&word);
    let when = settings.clock().dated(row.stamp.at);
    match order.receipt() {
        Some(receipt) => page.pair(&format!("of receipt {}", receipt.number), &when),
        None => page.spread("order still due", &when),
    }
    page.pair(&format!("Order {} {}", order.title(), order.place()), by);
    page.rule();
    let totals = order.totals()?;
    page.rates(&totals.taxes);
    order_lines(&mut page, order, &totals)?;
    page.rule();
    page.amount("All of the order", totals.total);
    page.amount(&format!("{word} {}", order.pricing.currency.code()), share.amount);
    let rows = share.taxes.iter().filter(|row| row.net != Money::ZERO || row.tax != Money::ZERO);
    tax_rows(&mut page, "incl. VAT", rows);
    page.rule();
    payment(&mut page, settings, row);
    page.foot(settings, paper);
    Ok(Some(page.text))
}

//! The receipt of money that went back.

use super::{Page, tax_rows};
use crate::domain::id::RefundId;
use crate::domain::money::{Money, Overflow, Rate};
use crate::domain::order::Order;
use crate::domain::readout::tender_name;
use crate::domain::settings::Settings;
use crate::domain::totals::TaxRow;

/// What went back, to what, why, and the tax in it.
pub(super) fn write(
    page: &mut Page,
    settings: &Settings,
    order: &Order,
    id: RefundId,
) -> Result<(), Overflow> {
    if let Some(sale) = order.receipt() {
        page.left(&format!("for receipt {}", sale.number));
    }
    page.rule();
    let Some(row) = order.refund(id) else { return Ok(()) };
    let refund = &row.refund;
    for (line, quantity) in &refund.lines {
        let name = order.line(*line).map_or("a line", |line| line.sold.name.as_str());
        page.left(&format!("{:>3} {name}", quantity.to_string()));
    }
    page.left(&format!("Reason: {}", refund.reason));
    page.rule();
    page.amount("Of what was paid", refund.amount);
    if !refund.rounding.is_zero() {
        page.amount("Cash rounding", refund.rounding);
    }
    if !refund.tip.is_zero() {
        page.amount("Tip", refund.tip);
    }
    let name = tender_name(settings, &refund.tender).to_lowercase();
    page.amount(&format!("REFUND {name}"), refund.handed()?);
    let back =
        |(rate, net, tax): &(Rate, Money, Money)| TaxRow { rate: *rate, net: *net, tax: *tax };
    tax_rows(page, "VAT back", refund.taxes.iter().map(back).collect::<Vec<_>>().iter());
    Ok(())
}

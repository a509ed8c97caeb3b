//! The receipt of money that went back.

use super::Page;
use crate::domain::id::RefundId;
use crate::domain::money::Overflow;
use crate::domain::order::Order;

/// What went back, to what, why, and the tax in it.
pub(super) fn write(page: &mut Page, order: &Order, id: RefundId) -> Result<(), Overflow> {
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
    page.amount(&format!("REFUND {}", refund.tender), refund.handed()?);
    for (rate, net, tax) in &refund.taxes {
        let net = page.currency.format(*net);
        page.amount(&format!("VAT back {rate} of {net}"), *tax);
    }
    Ok(())
}

//! Sales that were paid: found by number, amount, card end or name, for receipts and refunds.

use crate::domain::order::{Order, PaymentRow};
use crate::tui::front::Front;

/// The paid orders that match what was typed, the latest first.
pub fn find<'f>(front: &'f Front, typed: &str) -> Vec<(&'f Order, &'f PaymentRow)> {
    let wanted = typed.trim().to_lowercase();
    let mut sales: Vec<(&Order, &PaymentRow)> = front
        .desk
        .state
        .orders()
        .filter_map(|order| Some((order, order.payments.last()?)))
        .filter(|(order, _)| wanted.is_empty() || matches(order, &wanted))
        .collect();
    sales.sort_by_key(|(_, row)| std::cmp::Reverse(row.stamp.at));
    sales
}

/// Whether money can go back: it is paid, or something is to be given back.
pub fn is_settled(order: &Order) -> bool {
    order.settlement().is_ok_and(|settlement| !settlement.due.is_positive())
}

fn matches(order: &Order, wanted: &str) -> bool {
    let currency = order.pricing.currency;
    let total = order.totals().map(|totals| currency.plain(totals.total)).unwrap_or_default();
    let starts = |text: &str| text.to_lowercase().starts_with(wanted);
    let number = order.title();
    let bare = number.trim_start_matches(|letter: char| letter.is_ascii_alphabetic());
    starts(&number)
        || bare == wanted
        || starts(&total)
        || order.name.as_deref().is_some_and(|name| name.to_lowercase().contains(wanted))
        || order.table.as_deref().is_some_and(starts)
        || order
            .receipts
            .iter()
            .any(|receipt| receipt.number.to_string().to_lowercase().ends_with(wanted))
        || order.payments.iter().any(|row| {
            let reference = row.payment.reference.as_deref().map(str::to_lowercase);
            starts(&row.payment.tender.to_string())
                || currency.plain(row.payment.tendered).starts_with(wanted)
                || reference.is_some_and(|text| text.ends_with(wanted) || text.starts_with(wanted))
        })
}

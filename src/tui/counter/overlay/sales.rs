//! Sales that were paid, of any day: found by what was typed, for receipts and refunds.

use crate::domain::order::{Order, PaymentRow};
use crate::domain::time::At;
use crate::tui::front::Front;

/// The paid orders that match what was typed, loaded or found on the disk, the latest first.
pub fn find<'f>(front: &'f Front, typed: &str) -> Vec<(&'f Order, &'f PaymentRow)> {
    let found = front.orders_like(&front.query(typed)).into_iter();
    let mut sales: Vec<(&Order, &PaymentRow)> =
        found.filter_map(|order| Some((order, order.payments.last()?))).collect();
    sales.sort_by_key(|(_, row)| std::cmp::Reverse(row.stamp.at));
    sales
}

/// Whether money can go back: it is paid, or something is to be given back.
pub fn is_settled(order: &Order) -> bool {
    order.settlement().is_ok_and(|settlement| !settlement.due.is_positive())
}

/// When something was, in at most seven columns: the time of today, the date of another day.
pub fn when(front: &Front, at: At) -> String {
    let clock = front.desk.state.settings().clock();
    let (local, today) = (clock.local(at), clock.local(front.now.at));
    if clock.day(at) == clock.day(front.now.at) {
        clock.hours_minutes(at)
    } else if local.year() == today.year() {
        local.strftime("%d %b").to_string()
    } else {
        local.strftime("%d%b%y").to_string()
    }
}

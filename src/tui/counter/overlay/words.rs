//! Words that several overlays share: sentences of refusals, ages, items and states of orders.

use crate::domain::order::Order;
use crate::domain::rejection::Rejection;
use crate::tui::front::Front;

/// A refusal as a sentence of the message row.
pub fn sentence(rejection: &Rejection) -> String {
    let text = rejection.to_string();
    let mut letters = text.chars();
    let head: String = letters.next().map(|c| c.to_uppercase().collect()).unwrap_or_default();
    format!("{head}{}.", letters.as_str().trim_end_matches('.'))
}

/// The number of the open shift, without its letter as the status line shows it; empty for none.
pub fn shift_number(front: &Front) -> String {
    let shift = front.desk.state.my_shift().and_then(|shift| shift.number.as_ref());
    shift.map(ToString::to_string).unwrap_or_default()
}

/// How many pieces, in words: `1 item`, `3 items`.
pub fn items(order: &Order) -> String {
    let pieces = order.pieces();
    if pieces == 1 { "1 item".to_owned() } else { format!("{pieces} items") }
}

/// What somebody must do about the money of an order, if anything.
pub fn to_check(order: &Order) -> Option<String> {
    let currency = order.pricing.currency;
    if let Some(flag) = order.flagged.first() {
        return Some(format!("TO CHECK: {} {}", flag.tender, currency.format(flag.amount)));
    }
    let settlement = order.settlement().ok()?;
    settlement.give_back.is_positive().then(|| {
        format!("{}: give back {}", settlement.status, currency.format(settlement.give_back))
    })
}

/// True while the kitchen hears of orders of this counter.
pub fn reaches_kitchen(front: &Front) -> bool {
    front.desk.state.has_kitchen() && front.link.status.is_connected()
}

//! The shares of a receipt: what each of several people who paid gets.

use crate::domain::id::OrderId;
use crate::domain::order::{Order, PaymentRow};
use crate::receipt::{self, Paper};
use crate::tui::effect::Effect;
use crate::tui::front::Front;

/// The payment of this number of an order that several people paid, and how many there are.
pub(super) fn payment_of(
    front: &Front,
    order: OrderId,
    share: usize,
) -> Option<(&PaymentRow, usize)> {
    let payments = &front.desk.state.order(order)?.payments;
    let row = payments.get(share.checked_sub(1)?)?;
    Some((row, payments.len()))
}

/// The text of a share on a paper; `None` when there is no such payment.
pub(super) fn share_of(
    front: &Front,
    (order, share): (OrderId, usize),
    columns: usize,
    duplicate: u32,
) -> Option<String> {
    let (row, _) = payment_of(front, order, share)?;
    let known = front.desk.state.order(order)?;
    let by = receipt::taken_by(&front.desk.state, &row.stamp);
    let paper = Paper { columns, duplicate, training: front.training };
    let settings = front.desk.state.settings();
    receipt::share(settings, (known, row.payment.payment), &by, paper).ok()?
}

/// The name of the file that a share is printed into.
pub(super) fn share_file(front: &Front, order: OrderId, share: usize) -> String {
    let title = front.desk.state.order(order).map_or_else(String::new, Order::title);
    format!("share-{title}-{share}.txt")
}

/// What prints the share of the one who paid last, when others pay or paid too; and where it goes,
/// in one sentence.
pub fn last_share(front: &Front, order: OrderId) -> Option<(Effect, String)> {
    let known = front.desk.state.order(order)?;
    let share = known.payments.len();
    if share < 2 && known.is_paid() {
        return None;
    }
    let text = share_of(front, (order, share), Paper::default().columns, 0)?;
    let name = share_file(front, order, share);
    let sentence = format!("Share {share} of {} is in the folder print, as {name}.", known.title());
    Some((Effect::Keep { name, text }, sentence))
}

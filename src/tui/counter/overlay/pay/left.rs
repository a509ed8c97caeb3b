//! The left half of the payment screen: what is paid for, what is paid and what is due.

use ratatui::layout::Rect;

use super::view::large;
use super::{Figures, Pay};
use crate::domain::money::Money;
use crate::domain::order::Order;
use crate::tui::counter::overlay::{rows, words};
use crate::tui::front::Front;
use crate::tui::theme::Role;
use crate::tui::widgets::{DigitSize, Panel, Pen};

/// Columns of each half at 80.
const HALF: u16 = 40;

/// The title and what stands at its right.
pub(super) fn title(pay: &Pay, front: &Front, order: &Order) -> (String, String) {
    if pay.more.is_empty() {
        let right = pay.which(front).unwrap_or_else(|| words::items(order));
        return (format!("PAY {}", pay.title(front, order)), right);
    }
    let ids = pay.more.iter().map(|(id, _)| *id).chain([pay.order]);
    let pieces = ids.filter_map(|id| front.order(id)).map(Order::pieces);
    let pieces = pieces.fold(0, i64::saturating_add);
    let count = pay.more.len().saturating_add(1);
    (format!("PAY {count} ORDERS"), format!("{pieces} items"))
}

/// Several orders, a row each, with what is due of each.
fn orders(pay: &Pay, front: &Front) -> Vec<rows::Row> {
    let ids = pay.more.iter().copied().chain([(pay.order, pay.payment)]);
    let of = |(id, payment)| {
        let order = front.order(id)?;
        let own = order.payment(payment).map(|row| row.payment.amount);
        let open = order.settlement().map_or(Money::ZERO, |settlement| settlement.due);
        let amount = order.pricing.currency.format(own.unwrap_or(open));
        Some(rows::row(format!(" {} {}", order.title(), order.place()), Some(amount)))
    };
    ids.filter_map(of).collect()
}

/// The left half: lines, totals, what is paid and what is due.
pub(super) fn draw(
    pay: &Pay,
    pen: &mut Pen<'_>,
    area: Rect,
    (front, order, figures): (&Front, &Order, Figures),
    (title, right): (&str, &str),
) {
    let currency = order.pricing.currency;
    let clock = front.desk.state.settings().clock();
    let totals = order.totals().unwrap_or_default();
    let mut below = if pay.more.is_empty() { rows::totals(order, &totals) } else { Vec::new() };
    let paid = pay.others(order).filter(|_| area.width > HALF).count();
    for row in pay.others(order).filter(|_| area.width > HALF) {
        let payment = &row.payment;
        let time = clock.hours_minutes(row.stamp.at);
        let amount = currency.format(payment.amount);
        let words = format!("Paid: {} {amount}  ({time})", payment.tender);
        below.push((words, payment.amount.negated()));
    }
    if paid == 0 {
        below.push(("Paid so far".to_owned(), figures.paid));
    }
    if !figures.rounding.is_zero() {
        below.push(("Cash rounding".to_owned(), figures.rounding));
    }
    if pay.tip.is_positive() {
        below.push(("Tip".to_owned(), pay.tip));
    }
    if let Some(flag) = order.flagged.first() {
        below.push((format!("! TO CHECK: {}", flag.tender), flag.amount));
    }
    let count = u16::try_from(below.len()).unwrap_or(0).min(area.height.saturating_sub(11));
    let second = area.height.saturating_sub(8);
    let first = second.saturating_sub(1).saturating_sub(count);
    let seps = [first, second];
    let panel = Panel::new(title).right(right).separators(&seps);
    let inner = panel.draw(pen, area);
    let lines = Rect { height: first.saturating_sub(1), ..inner };
    let listed =
        if pay.more.is_empty() { rows::above_totals(order, &totals) } else { orders(pay, front) };
    rows::draw(pen, lines, &listed);
    let line = |y: u16| {
        Rect::new(inner.x + 1, inner.y.saturating_add(y), inner.width.saturating_sub(2), 1)
    };
    for (y, (name, amount)) in (first..).zip(&below).take(usize::from(count)) {
        let shown = currency.format(*amount);
        pen.spread(line(y), (name, Role::Text), (&shown, Role::Text));
    }
    pen.left(line(second), &format!("DUE {}", currency.code()), Role::Strong);
    let digits = Rect { height: 5, ..line(second.saturating_add(1)) };
    let digits = Rect { x: inner.x, width: inner.width.saturating_sub(1), ..digits };
    large(pen, digits, &currency.plain(figures.payable), (DigitSize::SIX, Role::MoneyDue));
}

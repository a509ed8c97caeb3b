//! The rows below the lines: subtotal, reductions, tax, total, and what is paid.

use super::Row;
use crate::domain::event::Reduction;
use crate::domain::money::Money;
use crate::domain::order::{Discount, Order};
use crate::domain::settings::PriceMode;
use crate::domain::totals::{Settlement, Totals};
use crate::tui::counter::model::Model;
use crate::tui::theme::Role;

/// From this many columns on a row may have longer words.
const WIDE_COLUMNS: u16 = 40;

/// What a discount is called: its name, else its size.
pub(super) fn name_of(discount: &Discount) -> String {
    match (&discount.given.name, discount.given.off) {
        (Some(name), _) => name.clone(),
        (None, Reduction::Percent(rate)) => format!("{rate} off"),
        (None, Reduction::Amount(_)) => "Discount".to_owned(),
    }
}

/// The rows, the total among them.
pub(super) fn rows(model: &Model, columns: u16) -> Vec<Row> {
    let currency = model.currency();
    let label = format!("TOTAL {currency}");
    let row = |left: String, amount: Money, role: Role| Row {
        line: None,
        mark: false,
        left,
        right: currency.format(amount),
        role,
    };
    let Some(order) = model.order().filter(|_| model.has_lines()) else {
        return vec![row(label, Money::ZERO, Role::MoneyTotal)];
    };
    let Ok(totals) = order.totals() else {
        let mut unknown = row(label, Money::ZERO, Role::Danger);
        "too large".clone_into(&mut unknown.right);
        return vec![unknown];
    };
    let mut rows = vec![row("Subtotal".to_owned(), totals.gross, Role::Text)];
    if totals.comps.is_positive() {
        rows.push(row("Comped".to_owned(), totals.comps.negated(), Role::Text));
    }
    if totals.discounts.is_positive() {
        rows.push(row(discount_label(order), totals.discounts.negated(), Role::Text));
    }
    if !totals.charge.is_zero() {
        rows.push(row("Service charge".to_owned(), totals.charge, Role::Text));
    }
    let inclusive = order.pricing.prices == PriceMode::Inclusive;
    for tax in totals.taxes.iter().filter(|tax| !tax.rate.millionths().eq(&0)) {
        let words = if inclusive { "incl. VAT" } else { "VAT" };
        rows.push(row(format!("{words} {}", tax.rate), tax.tax, Role::Text));
    }
    rows.push(row(label, totals.total, Role::MoneyTotal));
    rows.extend(paid(order, &totals, columns).into_iter().map(|(w, m, r)| row(w, m, r)));
    rows
}

/// The name all discounts share, else the word for many.
fn discount_label(order: &Order) -> String {
    let mut names: Vec<String> =
        order.discounts.iter().filter(|discount| !discount.removed).map(name_of).collect();
    names.dedup();
    match names.as_slice() {
        [only] => {
            let mut letters = only.chars();
            let first = letters.next().map(char::to_uppercase);
            first.into_iter().flatten().chain(letters).collect()
        }
        _ => "Discounts".to_owned(),
    }
}

fn paid(order: &Order, totals: &Totals, columns: u16) -> Vec<(String, Money, Role)> {
    let Ok(settlement) = Settlement::of(order, totals) else { return Vec::new() };
    if !settlement.paid.is_positive() {
        return Vec::new();
    }
    let words = if columns >= WIDE_COLUMNS { "Paid so far" } else { "Paid" };
    let mut rows = vec![(words.to_owned(), settlement.paid.negated(), Role::Text)];
    if order.is_receipt_due() {
        rows.push(("RECEIPT DUE (F9)".to_owned(), settlement.due, Role::MoneyDue));
    } else if settlement.give_back.is_positive() {
        rows.push(("GIVE BACK".to_owned(), settlement.give_back, Role::MoneyDue));
    } else {
        rows.push(("DUE".to_owned(), settlement.due, Role::MoneyDue));
    }
    rows
}

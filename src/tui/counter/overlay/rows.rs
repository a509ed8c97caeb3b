//! An order as rows of quantity, words and amount, for the screens that show it beside something.

use ratatui::layout::Rect;

use crate::domain::choice;
use crate::domain::money::Money;
use crate::domain::order::{Line, Order};
use crate::domain::settings::PriceMode;
use crate::domain::totals::Totals;
use crate::tui::theme::Role;
use crate::tui::widgets::Pen;

/// The quantity stands in this many columns.
const QUANTITY_WIDTH: usize = 4;

/// One row of an order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Row {
    /// Quantity and name, or an option, a note or a discount below it.
    pub words: String,
    /// The amount; empty for none.
    pub amount: String,
}

/// A row of words and perhaps an amount.
pub fn row(words: String, amount: Option<String>) -> Row {
    Row { words, amount: amount.unwrap_or_default() }
}

/// The rows of all lines on the order, with options, notes and discounts.
pub fn of(order: &Order, totals: &Totals) -> Vec<Row> {
    let mut rows = lines(order, totals);
    let currency = order.pricing.currency;
    for discount in order.discounts.iter().filter(|one| !one.removed && one.given.line.is_none()) {
        let name = discount.given.name.clone().unwrap_or_else(|| "discount".to_owned());
        let amount = totals.came_to(discount.given.discount).negated();
        rows.push(row(format!("     {name}"), Some(currency.format(amount))));
    }
    rows
}

/// The same rows where the totals stand below: the only discount of an order is named there.
pub fn above_totals(order: &Order, totals: &Totals) -> Vec<Row> {
    let given = order.discounts.iter().filter(|discount| !discount.removed).count();
    if given > 1 { of(order, totals) } else { lines(order, totals) }
}

fn lines(order: &Order, totals: &Totals) -> Vec<Row> {
    let mut rows = Vec::new();
    for line in order.live_lines().filter(|line| line.standing().is_positive()) {
        line_rows(order, line, totals, &mut rows);
    }
    rows
}

fn line_rows(order: &Order, line: &Line, totals: &Totals, rows: &mut Vec<Row>) {
    let currency = order.pricing.currency;
    let standing = line.standing();
    let (menu_price, _) = line.sold.price.of(order.service);
    let base = line.price.unwrap_or(menu_price).times(standing).unwrap_or_default();
    let name = &line.sold.name;
    let quantity = line.measure(standing);
    rows.push(row(format!("{quantity:>QUANTITY_WIDTH$} {name}"), Some(currency.format(base))));
    for option in choice::shown(&line.options) {
        let price = option.price(order.service).and_then(|price| price.times(standing));
        let price = price.unwrap_or_default();
        let shown = (!price.is_zero()).then(|| currency.format(price));
        rows.push(row(format!("     + {}", option.words()), shown));
    }
    if let Some(note) = &line.note {
        rows.push(row(format!("     \" {note}"), None));
    }
    if let Some(allergy) = &line.allergy {
        rows.push(row(format!("     ! {allergy}"), None));
    }
    let Some(total) = totals.line(line.id) else { return };
    if total.line_discount.is_positive() {
        let known = order.discounts.iter().find(|o| !o.removed && o.given.line == Some(line.id));
        let name = known.and_then(|one| one.given.name.clone());
        let name = name.unwrap_or_else(|| "discount".to_owned());
        let amount = currency.format(total.line_discount.negated());
        rows.push(row(format!("     {name}"), Some(amount)));
    }
    if total.comp.is_positive() {
        rows.push(row("     not charged".to_owned(), Some(currency.format(total.comp.negated()))));
    }
}

/// What a guest must not get is never cut: it goes on in rows of its own.
fn whole(row: &Row, width: usize) -> Vec<Row> {
    let Some((blanks, allergy)) = row.words.split_once("! ").filter(|(b, _)| b.trim().is_empty())
    else {
        return vec![row.clone()];
    };
    let indent = blanks.len().saturating_add(2);
    let parts = crate::tui::text::wrap(allergy, width.saturating_sub(indent));
    let sign = |at: usize| if at == 0 { "!" } else { " " };
    let each = parts.into_iter().enumerate();
    each.map(|(at, part)| Row { words: format!("{blanks}{} {part}", sign(at)), ..Row::default() })
        .collect()
}

/// Draws the last rows that fit; what is above is counted in words. Amounts end one column before
/// the edge.
pub fn draw(pen: &mut Pen<'_>, area: Rect, rows: &[Row]) {
    let wide = usize::from(area.width.saturating_sub(1));
    let rows: Vec<Row> = rows.iter().flat_map(|row| whole(row, wide)).collect();
    let room = usize::from(area.height);
    let hidden = if rows.len() > room { rows.len().saturating_sub(room) + 1 } else { 0 };
    let mut y = area.y;
    let line = |y: u16| Rect::new(area.x, y, area.width.saturating_sub(1), 1);
    if hidden > 0 {
        pen.left(line(y), &format!("     {hidden} more above"), Role::Muted);
        y = y.saturating_add(1);
    }
    for row in rows.iter().skip(hidden) {
        if y >= area.bottom() {
            break;
        }
        pen.spread(line(y), (&row.words, Role::Text), (&row.amount, Role::Text));
        y = y.saturating_add(1);
    }
}

/// The rows between the lines and what is due: subtotal and reductions where there are any, and the
/// tax of each rate.
pub fn totals(order: &Order, totals: &Totals) -> Vec<(String, Money)> {
    let mut rows = Vec::new();
    let exclusive = order.pricing.prices == PriceMode::Exclusive;
    let reduced = totals.discounts.is_positive() || totals.comps.is_positive();
    if reduced || exclusive || totals.charge.is_positive() {
        rows.push(("Subtotal".to_owned(), totals.gross));
    }
    if totals.discounts.is_positive() {
        rows.push((discount_name(order), totals.discounts.negated()));
    }
    if totals.comps.is_positive() {
        rows.push(("Not charged".to_owned(), totals.comps.negated()));
    }
    if totals.charge.is_positive() {
        rows.push(("Service charge".to_owned(), totals.charge));
    }
    let tax = if exclusive { "VAT" } else { "incl. VAT" };
    rows.extend(totals.taxes.iter().map(|row| (format!("{tax} {}", row.rate), row.tax)));
    rows
}

/// The one discount by its name, several as what they are.
fn discount_name(order: &Order) -> String {
    let mut given = order.discounts.iter().filter(|discount| !discount.removed);
    let name = given.next().and_then(|discount| discount.given.name.clone());
    let only = given.next().is_none();
    let mut letters = name.filter(|_| only).unwrap_or_else(|| "discounts".to_owned());
    if let Some(first) = letters.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    letters
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_guest_must_not_get_is_never_cut() {
        let rows = whole(&row("     ! peanuts and all other nuts".to_owned(), None), 24);
        let words: Vec<&str> = rows.iter().map(|row| row.words.as_str()).collect();
        assert_eq!(words, ["     ! peanuts and all", "       other nuts"]);
        assert_eq!(whole(&row("   2 Latte!".to_owned(), None), 8).len(), 1);
    }
}

//! The result of a count as it is drawn: expected, counted, the difference and why.

use ratatui::layout::{Position, Rect};

use super::view::number;
use super::{Outcome, REASONS, needs_reason};
use crate::domain::event::{CashWay, Tender};
use crate::domain::money::Money;
use crate::domain::readout::named;
use crate::domain::shift::Shift;
use crate::tui::counter::overlay::sheet::{Sheet, columns, place};
use crate::tui::counter::turn::Hit;
use crate::tui::front::Front;
use crate::tui::text;
use crate::tui::theme::Role;
use crate::tui::widgets::{HitMap, Panel, Pen};

/// Amounts of the two columns end before these.
const LEFT_END: u16 = 43;
const RIGHT_END: u16 = 67;
/// Names of cash that moved are cut to this many columns.
const NAME_COLUMNS: usize = 28;
/// Rows beside the drawer's.
const RIGHT_ROWS: usize = 8;

pub(super) fn draw(
    front: &Front,
    staff: &str,
    result: &Outcome,
    (pen, area, hits): (&mut Pen<'_>, Rect, &mut HitMap<Hit>),
) -> Option<Position> {
    let currency = front.desk.state.settings().currency;
    let title = format!("CLOSE SHIFT {}  step 2 of 2  result", number(front));
    let panel = Panel::new(&title).right(staff).focused(true).separators(&[15]);
    let mut sheet = Sheet::open(pen, hits, place(area, 4, 0, (72, 20)), &panel);
    let cut = sheet.pen.look.glyphs.cut;
    for (y, (name, amount)) in (1..).zip(left(front, result)) {
        sheet.text(3, y, &text::cut(&name, NAME_COLUMNS, cut), Role::Text);
        sheet.ends(LEFT_END, y, &currency.format(amount), Role::Strong);
    }
    for (y, (name, value)) in (1..).zip(right(front, result).into_iter().take(RIGHT_ROWS)) {
        sheet.text(49, y, &name, Role::Text);
        sheet.ends(RIGHT_END, y, &value, Role::Strong);
    }
    let difference = result.counted.minus(result.figures.expected).unwrap_or_default();
    let (word, role) = match difference.minor() {
        0 => ("EXACT", Role::Ok),
        1.. => ("OVER", Role::Warn),
        _ => ("SHORT", Role::Danger),
    };
    sheet.text(3, 9, "DIFFERENCE", Role::Strong);
    sheet.ends(37, 9, &currency.format(difference), role);
    sheet.text(38, 9, word, role);
    if needs_reason(front, result) {
        reasons(front, &mut sheet, result.reason);
    }
    let caret = leaving(front, &mut sheet, result);
    sheet.keyed(3, 16, "[F9] Close shift and print Z report", Role::Text);
    sheet.keyed(3, 17, "[r] Count again   [Esc] Back", Role::Text);
    caret
}

fn reasons(front: &Front, sheet: &mut Sheet<'_, '_>, reason: Option<usize>) {
    let settings = front.desk.state.settings();
    let limit = settings.currency.format(settings.difference_reason);
    sheet.text(3, 11, &format!("Why? (needed above {limit})"), Role::Text);
    let mut x = 3;
    for (at, name) in REASONS.iter().enumerate() {
        let words = format!("[{}] {name}", at.saturating_add(1));
        sheet.keyed(x, 12, &words, Role::Text);
        let width = columns(&words);
        if reason == Some(at) {
            let chosen = sheet.area(x, 12, width, 1);
            sheet.pen.tint(chosen, Role::Choice);
            // A word says what a colour alone would.
            sheet.ends(RIGHT_END, 11, &format!("{name}."), Role::Strong);
        }
        x = x.saturating_add(width).saturating_add(3);
    }
}

/// What stays and what goes to the safe; a tap or `l` changes it.
fn leaving(front: &Front, sheet: &mut Sheet<'_, '_>, result: &Outcome) -> Option<Position> {
    let currency = front.desk.state.settings().currency;
    let head = "Leave in the drawer for tomorrow: ";
    let typed = result.leaving.as_ref();
    let left = typed
        .and_then(super::Amount::value)
        .unwrap_or_else(|| if typed.is_some() { Money::ZERO } else { result.left });
    let shown = currency.format(left);
    sheet.text(3, 15, &format!("{head}{shown}"), Role::Text);
    let safe = result.counted.minus(left).unwrap_or_default().or_zero();
    sheet.ends(67, 15, &format!("To the safe: {}", currency.format(safe)), Role::Text);
    let place = sheet.area(3, 15, 44, 1);
    sheet.hits.push(place, Hit::Key(crate::tui::input::Key::Char('l')));
    let after = columns(head).saturating_add(columns(&shown)).saturating_add(3);
    let caret = sheet.area(after, 15, 1, 1);
    typed.map(|_| {
        sheet.pen.left(caret, "_", Role::Strong);
        Position::new(caret.x, caret.y)
    })
}

/// Cash that moved one way as one row: its words when there is one reason, else how often.
fn way(shift: Option<&Shift>, way: CashWay, word: &str, amount: Money) -> (String, Money) {
    let moves: Vec<&str> = shift
        .iter()
        .flat_map(|shift| &shift.moves)
        .filter(|(moved, _)| moved.way == way)
        .map(|(moved, _)| moved.reason.as_str())
        .collect();
    match moves.as_slice() {
        [] => (word.to_owned(), amount),
        several => (format!("{word}: {}", several.join(", ")), amount),
    }
}

fn left(front: &Front, result: &Outcome) -> Vec<(String, Money)> {
    let state = &front.desk.state;
    let (figures, shift) = (&result.figures, state.my_shift());
    let opened = shift.and_then(|shift| shift.opened.as_ref());
    let clock = state.settings().clock();
    let time = opened.map(|stamp| clock.hours_minutes(stamp.at)).unwrap_or_default();
    let cash = figures.tenders.iter().find(|(tender, _, _)| *tender == Tender::Cash);
    let count = cash.map_or(0, |(_, count, _)| *count);
    let mut rows = vec![
        (format!("Float at {time}"), figures.float),
        (format!("Cash sales ({count})"), figures.cash),
        (refunds(front), figures.cash_refunds.negated()),
        way(shift, CashWay::PaidIn, "Cash in", figures.paid_in),
        way(shift, CashWay::PaidOut, "Cash out", figures.paid_out.negated()),
    ];
    if !figures.drops.is_zero() {
        rows.push(way(shift, CashWay::Drop, "Drop", figures.drops.negated()));
    }
    rows.push(("Expected in drawer".to_owned(), figures.expected));
    rows.push(("Counted".to_owned(), result.counted));
    rows
}

/// `Cash refunds (1)`.
fn refunds(front: &Front) -> String {
    let state = &front.desk.state;
    let mine = state.my_shift().map(|shift| shift.id);
    let rows = state.orders().flat_map(|order| &order.refunds);
    let cash = rows.filter(|row| row.refund.tender == Tender::Cash && row.refund.shift == mine);
    match cash.count() {
        0 => "Cash refunds".to_owned(),
        count => format!("Cash refunds ({count})"),
    }
}

fn right(front: &Front, result: &Outcome) -> Vec<(String, String)> {
    let currency = front.desk.state.settings().currency;
    let figures = &result.figures;
    let others = figures.tenders.iter().filter(|(tender, _, _)| *tender != Tender::Cash);
    let mut rows: Vec<(String, String)> =
        others.map(|(tender, _, amount)| (named(tender), currency.format(*amount))).collect();
    let back = figures.refunded.iter().filter(|(tender, _, _)| *tender != Tender::Cash);
    rows.extend(back.map(|(tender, _, amount)| {
        (format!("{} back", named(tender)), currency.format(amount.negated()))
    }));
    rows.push(("Orders".to_owned(), figures.orders.to_string()));
    rows.push(("Voids".to_owned(), figures.voids.to_string()));
    rows.push(("Discounts".to_owned(), currency.format(figures.discounts.negated())));
    if figures.no_sales > 0 {
        rows.push(("No sale".to_owned(), figures.no_sales.to_string()));
    }
    if !figures.late.is_empty() {
        rows.push(("Late".to_owned(), figures.late.len().to_string()));
    }
    rows
}

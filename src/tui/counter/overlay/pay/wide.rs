//! The payment screen from 120 columns and 36 rows on.

use ratatui::layout::{Position, Rect};

use super::left;
use super::method;
use super::view::{large, no_shift, received, short};
use super::{Figures, Pay, Stage};
use crate::domain::order::Order;
use crate::tui::counter::overlay::sheet::{Sheet, columns};
use crate::tui::counter::overlay::words;
use crate::tui::counter::settings::AmountEntry;
use crate::tui::counter::turn::Hit;
use crate::tui::front::Front;
use crate::tui::input::Key;
use crate::tui::layout::overlay;
use crate::tui::theme::Role;
use crate::tui::widgets::{DigitSize, HitMap, Panel, Pen};

/// Columns of the order and of the payment.
const ORDER: u16 = 56;
const PAYMENT: u16 = 64;
/// Rows of both.
const HEIGHT: u16 = 33;
/// Large amounts end before this column.
const EDGE: u16 = 59;

/// Draws both halves; answers the place of the caret.
pub(super) fn draw(
    pay: &Pay,
    (front, order, figures): (&Front, &Order, Figures),
    pen: &mut Pen<'_>,
    area: Rect,
    hits: &mut HitMap<Hit>,
) -> Position {
    let stage = overlay(area, ORDER + PAYMENT, HEIGHT);
    let table = if order.table.is_some() { format!("  {}", order.place()) } else { String::new() };
    let title = format!("PAY {}{table}", pay.title(front, order));
    let items = match order.guests {
        Some(1) => format!("{}, 1 guest", words::items(order)),
        Some(guests) => format!("{}, {guests} guests", words::items(order)),
        None => words::items(order),
    };
    let items = pay.which(front).unwrap_or(items);
    let half = Rect { width: ORDER, ..stage };
    let (title, items) =
        if pay.more.is_empty() { (title, items) } else { left::title(pay, front, order) };
    left::draw(pay, pen, half, (front, order, figures), (&title, &items));
    let right = Rect { x: stage.x.saturating_add(ORDER), width: PAYMENT, ..stage };
    let name = pay.method(front).name.to_uppercase();
    let place = pay.place_of_method(front);
    let panel = Panel::new(&name).right(&place).focused(true).separators(&[2, 11, 19, 29]);
    let mut sheet = Sheet::open(pen, hits, right, &panel);
    method::draw(pay, front, &mut sheet, 4);
    let (word, shown) = received(pay, figures);
    sheet.text(1, 3, word, Role::Text);
    let digits = sheet.area(8, 4, EDGE - 8, 5);
    large(sheet.pen, digits, &shown, (DigitSize::NINE, Role::MoneyDue));
    let (label, amount, role) = pay.effect(figures);
    sheet.text(1, 12, label, Role::Text);
    let from = columns(label).saturating_add(2).clamp(8, 11);
    let digits = sheet.area(from, 12, EDGE - from, 5);
    large(sheet.pen, digits, &amount, (DigitSize::NINE, role));
    middle(pay, &mut sheet, (front, figures));
    sheet.keyed(1, 30, &pay.take_words(front, figures, true), Role::Strong);
    if pay.stage == Stage::Due {
        sheet.keyed(42, 30, "[Esc] Back to order", Role::Text);
    }
    let caret = sheet.area(EDGE - 1, 6, 1, 1);
    Position::new(caret.x, caret.y)
}

fn middle(pay: &Pay, sheet: &mut Sheet<'_, '_>, (front, figures): (&Front, Figures)) {
    let currency = pay.amount.currency();
    if matches!(pay.stage, Stage::Tip | Stage::Code { .. }) {
        pay.draw_typed(sheet, front, 19);
        return;
    }
    if pay.stage == Stage::Short {
        return short(pay, sheet, figures, 19);
    }
    if pay.lacks_shift(front) {
        return no_shift(pay, sheet, front.drawer, 19);
    }
    let payable = currency.plain(figures.payable);
    let exact =
        if payable.len() > 5 { format!("= {payable}") } else { format!("=Exact {payable}") };
    button(sheet, (1, 19), ('=', &exact, ""));
    let keys = ['a', 'b', 'c'].into_iter().zip([16, 31, 46]);
    for ((key, x), note) in keys.zip(pay.suggestions(front)) {
        let shown = currency.plain(note);
        let words = if shown.len() > 7 { key.to_string() } else { format!("  {key}") };
        button(sheet, (x, 19), (key, &words, &shown));
    }
    let rare =
        [('s', "s Split bill"), ('t', " t Add tip"), ('i', " i Invoice"), ('d', "  d Drawer")];
    // One sum for several orders is neither split nor invoiced.
    let rare = rare.into_iter().filter(|(key, _)| pay.more.is_empty() || !"si".contains(*key));
    for (x, (key, words)) in [1, 16, 31, 46].into_iter().zip(rare) {
        button(sheet, (x, 22), (key, words, ""));
    }
    let about = if pay.amount.entry() == AmountEntry::Minor {
        "Digits are cents; \".\" makes them whole units."
    } else {
        "Digits are whole units: 20.5"
    };
    let shown = pay.amount.shown();
    let hint = match (pay.amount.typed(), currency.exponent()) {
        (_, 0) => format!("Digits are {}.", currency.code()),
        ("", _) if pay.amount.is_filled() => format!("Filled in {shown}."),
        ("", _) => about.to_owned(),
        (typed, _) => match typed.split_once('.') {
            Some((whole, "")) => format!("Typed {whole} then .  ({shown})"),
            Some(_) => format!("Typed {typed}  ({shown})"),
            None => format!("Typed {typed}. {about}"),
        },
    };
    sheet.text(1, 26, &hint, Role::Muted);
}

/// A button of 14 columns and three rows: words at the left, an amount before the last two columns.
fn button(sheet: &mut Sheet<'_, '_>, (x, y): (u16, u16), (key, words, amount): (char, &str, &str)) {
    let area = sheet.area(x, y, 14, 3);
    let inner = Panel::new("").draw(sheet.pen, area);
    sheet.pen.left(inner, words, Role::Strong);
    let margin = if amount.len() > 8 { 0 } else { 2 };
    let room = Rect { width: inner.width.saturating_sub(margin), ..inner };
    if !amount.is_empty() {
        let width = columns(amount).min(room.width);
        let place = Rect { x: room.right().saturating_sub(width), width, ..room };
        sheet.pen.left(place, amount, Role::Strong);
    }
    sheet.hits.push(area, Hit::Key(Key::Char(key)));
}

//! The payment screen of the touch layout: notes and a keypad beside the order.

use ratatui::layout::{Position, Rect};

use super::view::{large, received};
use super::{Figures, Pay, Stage, method};
use crate::domain::order::Order;
use crate::tui::counter::overlay::{rows, words};
use crate::tui::counter::turn::{Hit, Turn};
use crate::tui::front::Front;
use crate::tui::input::{Input, Key};
use crate::tui::layout::split_row;
use crate::tui::theme::Role;
use crate::tui::widgets::{DigitSize, HitMap, KeyEntry, Panel, Pen};

/// The order has so many of 80 columns, and at most [`ORDER_MOST`].
const ORDER: u16 = 34;
const ORDER_MOST: u16 = 56;
/// The notes have so many of the 46 columns beside the order.
const NOTES: u16 = 13;
const PAD: u16 = 46;
/// Rows of the order panel below its lines.
const BELOW: u16 = 13;
/// The tap on the key with two noughts.
const NOUGHTS: u16 = 0;

/// Draws order, notes and keypad; answers the place of the caret.
pub(super) fn draw(
    pay: &Pay,
    (front, order, figures): (&Front, &Order, Figures),
    pen: &mut Pen<'_>,
    area: Rect,
    hits: &mut HitMap<Hit>,
) -> Position {
    let width = (area.width.saturating_mul(ORDER) / 80).min(ORDER_MOST);
    let caret = draw_order(pay, (front, order, figures), pen, Rect { width, ..area });
    let x = area.x.saturating_add(width);
    let rest = Rect { x, width: area.width.saturating_sub(width), ..area };
    let width = rest.width.saturating_mul(NOTES) / PAD;
    let column = Rect { width, ..rest };
    for (place, (label, key)) in parts(column, 4).into_iter().zip(offers(pay, front, figures)) {
        pen.button(place, &label, false, Role::Strong);
        hits.push(place, Hit::Key(key));
    }
    let x = rest.x.saturating_add(width);
    let pad = Rect { x, width: rest.width.saturating_sub(width), ..rest };
    keypad(pay, (front, figures), pen, pad, hits);
    caret
}

/// Equal parts below each other; the upper ones take what is left over.
fn parts(area: Rect, count: u16) -> Vec<Rect> {
    let mut y = area.y;
    let mut parts = Vec::with_capacity(usize::from(count));
    for row in 0..count {
        let height = area.height / count + u16::from(row < area.height % count);
        parts.push(Rect { y, height, ..area });
        y = y.saturating_add(height);
    }
    parts
}

/// The buttons beside the keypad: amounts, or what an amount that is too small is meant to be.
fn offers(pay: &Pay, front: &Front, figures: Figures) -> Vec<(String, Key)> {
    let currency = pay.amount.currency();
    if pay.stage == Stage::Short {
        let whole = pay.amount.as_whole_units();
        let whole = whole.map(|whole| (currency.plain(whole), Key::Char('.')));
        let part = (format!("part {}", pay.amount.shown()), Key::Char('p'));
        let change = ("Change it".to_owned(), Key::Esc);
        return whole.into_iter().chain([part, change]).collect();
    }
    if pay.lacks_shift(front) {
        return vec![("Open shift".to_owned(), Key::Char('o'))];
    }
    let exact = (format!("={}", currency.plain(figures.payable)), Key::Char('='));
    let notes = pay.suggestions(front).into_iter().zip(['a', 'b', 'c']);
    let notes = notes.map(|(note, key)| (currency.plain(note), Key::Char(key)));
    std::iter::once(exact).chain(notes).collect()
}

fn keypad(
    pay: &Pay,
    (front, figures): (&Front, Figures),
    pen: &mut Pen<'_>,
    area: Rect,
    hits: &mut HitMap<Hit>,
) {
    let digit = |sign: char| (sign.to_string(), Hit::Key(Key::Char(sign)));
    let noughts = ("00".to_owned(), Hit::Row(NOUGHTS));
    let back = ("Back".to_owned(), Hit::Key(Key::Backspace));
    let keys = [
        ['1', '2', '3'].map(digit),
        ['4', '5', '6'].map(digit),
        ['7', '8', '9'].map(digit),
        [back, digit('0'), noughts],
    ];
    let mut rows = parts(area, 5).into_iter();
    for (keys, row) in keys.into_iter().zip(rows.by_ref()) {
        for ((label, hit), place) in keys.into_iter().zip(split_row(row, 3)) {
            pen.button(place, &label, false, Role::Strong);
            hits.push(place, hit);
        }
    }
    let Some(last) = rows.next() else { return };
    let Some(point) = split_row(last, 3).first().copied() else { return };
    pen.button(point, ".", false, Role::Strong);
    hits.push(point, Hit::Key(Key::Char('.')));
    let width = last.right().saturating_sub(point.right());
    let take = Rect { x: point.right(), width, ..last };
    let words = pay.take_words(front, figures, false);
    let role = if words.contains("TAKE") { Role::MoneyTotal } else { Role::Muted };
    let words = words.trim_start_matches("[Enter] ").replacen("Type", "Tap", 1);
    pen.button(take, &words, false, role);
    hits.push(take, Hit::Key(Key::Enter));
}

/// The lines, what is due, what is received and the change; answers where the amount is.
fn draw_order(
    pay: &Pay,
    (front, order, figures): (&Front, &Order, Figures),
    pen: &mut Pen<'_>,
    area: Rect,
) -> Position {
    let currency = order.pricing.currency;
    let totals = order.totals().unwrap_or_default();
    let separator = area.height.saturating_sub(BELOW);
    let title = format!("PAY {}", pay.title(front, order));
    let items = pay.which(front).unwrap_or_else(|| words::items(order));
    let separators = [separator];
    let inner = Panel::new(&title).right(&items).separators(&separators).draw(pen, area);
    let mut lines = rows::of(order, &totals);
    for row in &mut lines {
        // A column less than on the other layouts: the fourth figure of a quantity is not needed.
        if row.words.starts_with(' ') {
            row.words.remove(0);
        }
    }
    rows::draw(pen, Rect { height: separator.saturating_sub(1), ..inner }, &lines);
    let line = |y: u16| Rect {
        x: inner.x.saturating_add(1),
        y: area.y.saturating_add(separator).saturating_add(y),
        width: inner.width.saturating_sub(2),
        height: 1,
    };
    pen.left(line(1), &format!("DUE {}", currency.code()), Role::Strong);
    let digits = Rect { height: 5, ..line(2) };
    let digits = Rect { x: inner.x, width: inner.width.saturating_sub(1), ..digits };
    large(pen, digits, &currency.plain(figures.payable), (DigitSize::SIX, Role::MoneyDue));
    if figures.paid.is_positive() {
        let paid = currency.format(figures.paid);
        pen.spread(line(7), ("Paid so far", Role::Text), (&paid, Role::Text));
    }
    let (word, shown) = received(pay, figures);
    pen.spread(line(8), (word, Role::Text), (&shown, Role::Strong));
    let (label, amount, role) = pay.effect(figures);
    if pay.stage == Stage::Short {
        let due = currency.plain(figures.payable);
        pen.left(line(9), &format!("! {shown} is less than {due}."), Role::Warn);
    } else if pay.lacks_shift(front) {
        pen.left(line(9), "! Cash needs an open shift.", Role::Warn);
    }
    pen.spread(line(10), (label, role), (&amount, role));
    let row = line(8);
    Position::new(row.right().saturating_sub(1), row.y)
}

/// The buttons below: back to the order, the method that is chosen (a tap goes to the next one),
/// and the other ways to pay.
pub(super) fn buttons(pay: &Pay, front: &Front) -> Vec<KeyEntry> {
    let chosen = pay.method(front);
    let others = method::all(front).into_iter().skip(2);
    let mut others = others.filter(|one| one.tender != chosen.tender);
    let mut buttons = vec![KeyEntry::new("Esc", "Order").keep()];
    if pay.others {
        let rare = [("t", "Add tip"), ("i", "Invoice"), ("d", "Drawer")].into_iter();
        buttons.extend(rare.filter(|(key, _)| pay.more.is_empty() || *key != "i").map(entry));
        let two = others.skip(1).take(1);
        buttons.extend(two.map(|one| KeyEntry::new(one.key.to_string(), one.name)));
        buttons.push(KeyEntry::new("m", "Back"));
        return buttons;
    }
    buttons.push(KeyEntry::new("/", chosen.name.clone()));
    buttons.push(KeyEntry::new("k", "Card"));
    let next = others.next();
    buttons.extend(next.map(|one| KeyEntry::new(one.key.to_string(), one.name)));
    buttons.push(entry(("m", "More")));
    buttons.extend(pay.more.is_empty().then(|| entry(("s", "Split"))));
    buttons
}

fn entry((key, label): (&str, &str)) -> KeyEntry {
    KeyEntry::new(key, label)
}

/// A tap on what is no single key.
pub(super) fn tap(pay: &mut Pay, front: &mut Front, row: u16) -> Turn {
    let mut turn = Turn::stay();
    if row == NOUGHTS {
        for _ in 0..2 {
            turn = pay.press(front, &Input::key(Key::Char('0')));
        }
    }
    turn
}

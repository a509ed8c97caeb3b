//! The list while a name is typed: the best match first and chosen, and what else can be typed.

use ratatui::layout::{Position, Rect};

use super::menu::{price, sold_out};
use crate::tui::counter::entry::{self, Typed};
use crate::tui::counter::find::{Found, Target};
use crate::tui::counter::model::Model;
use crate::tui::counter::overlay;
use crate::tui::counter::turn::Hit;
use crate::tui::text;
use crate::tui::theme::Role;
use crate::tui::widgets::{HitMap, Panel, Pen, scroll};

/// The hints below the list stand at least this many rows from its top.
const HINTS_FROM: usize = 6;
/// Rows that the hints need.
const HINT_ROWS: usize = 6;
/// Columns before the name: mark, code, blank.
const HEAD_COLUMNS: u16 = 5;
/// Columns of the code at least.
const CODE_COLUMNS: usize = 3;
/// Columns of amount and the blank behind it.
const PRICE_COLUMNS: u16 = 10;
/// Columns of the word for the kind.
const KIND_COLUMNS: u16 = 9;

/// The one item that is found, by category and place in it.
pub(super) struct Only {
    pub(super) category: usize,
    pub(super) place: usize,
}

/// The one item that is found, when exactly one is more than letters in order and nobody looks
/// for another.
pub(super) fn only(model: &Model) -> Option<Only> {
    let found = model.found.as_ref().filter(|found| found.strong == 1 && found.chosen == 0)?;
    let Some(Target::Item(at)) = found.target() else { return None };
    let (category, place) = model.finder.place_of(at)?;
    Some(Only { category, place })
}

/// True while the list stands in the menu panel. The wide layout shows a single match in its cell.
pub(super) fn is_shown(model: &Model, wide: bool) -> bool {
    model.found.is_some() && !(wide && only(model).is_some())
}

pub(super) fn draw(
    model: &Model,
    pen: &mut Pen<'_>,
    area: Rect,
    hits: &mut HitMap<Hit>,
) -> Option<Position> {
    let found = model.found.as_ref()?;
    let title = match found.text.trim_start_matches('/') {
        "" => "FIND  what was last".to_owned(),
        text => format!("FIND \"{text}\""),
    };
    let everything = found.text.starts_with('/');
    let waiting = if everything { model.front.search.words() } else { "" };
    let count = format!("{} of {}", found.rows.len(), found.of);
    let right = if waiting.is_empty() { count } else { waiting.to_owned() };
    let inner = Panel::new(&title).right(&right).draw(pen, area);
    hits.push(area, Hit::MenuTitle);
    let height = usize::from(inner.height);
    let first = scroll(0, found.chosen, found.rows.len(), height);
    let shown = found.rows.iter().enumerate().skip(first).take(height);
    // One column for all kinds of numbers, so that what they are of stands below each other.
    let codes = found.rows.iter().skip(first).take(height).map(|target| match target {
        Target::Item(_) | Target::Customer(_) => CODE_COLUMNS,
        Target::Order(_) | Target::Receipt(..) => {
            words(model, *target).map_or(CODE_COLUMNS, |row| text::width(&row.0))
        }
    });
    let codes = codes.max().unwrap_or(CODE_COLUMNS).max(CODE_COLUMNS);
    let mut caret = None;
    for ((at, target), y) in shown.zip(inner.y..) {
        let row = Rect { y, height: 1, ..inner };
        let here = at == found.chosen;
        draw_row(model, pen, row, (*target, codes), here);
        hits.push(row, Hit::Found(at));
        if here {
            caret = Some(Position::new(row.x, row.y));
        }
    }
    if found.rows.len().saturating_add(HINT_ROWS).saturating_add(2) <= height {
        draw_hints(model, pen, inner, found);
    }
    caret
}

/// What a row says: code, name, kind and price.
fn words(model: &Model, target: Target) -> Option<(String, String, String, String, bool)> {
    match target {
        Target::Item(at) => {
            let menu = model.menu();
            let item = menu.items.get(at)?;
            let out = sold_out(model, item);
            let kind = menu.categories.iter().find(|category| category.code == item.category);
            let kind = if is_item(model) {
                kind.map_or_else(String::new, |category| category.name.clone())
            } else {
                "Item".to_owned()
            };
            let right = if out {
                "SOLD OUT".to_owned()
            } else {
                price(model, item, model.opening().service)
            };
            let name = super::plain(model, &item.name).into_owned();
            Some((item.code.clone(), name, kind, right, out))
        }
        Target::Order(id) => {
            let order = model.front.any_order(id)?;
            let total = order.totals().map(|totals| totals.total).unwrap_or_default();
            let items: Vec<String> = order
                .live_lines()
                .filter(|line| line.standing().is_positive())
                .map(|line| {
                    let name = super::plain(model, &line.sold.name);
                    format!("{} {name}", line.measure(line.standing()))
                })
                .collect();
            let today = model.front.desk.state.settings().clock().day(model.now());
            // A tab is known by its name; the service would only take its room.
            let tab = order.name.clone().filter(|_| order.table.is_none());
            let (place, items) = (tab.unwrap_or_else(|| order.place()), items.join(", "));
            let name = if order.is_open(today) {
                format!("{} {place} {items}", overlay::state(order, model.now()))
            } else {
                format!("{} {place} {items}", overlay::when(&model.front, order.changed))
            };
            let shown = order.pricing.currency.format(total);
            Some((order.title(), name, "Order".to_owned(), shown, false))
        }
        Target::Customer(id) => {
            let customer = &model.front.person(id)?.customer;
            let name = format!("{}  {}", customer.name, customer.phone);
            Some((String::new(), name, "Customer".to_owned(), String::new(), false))
        }
        Target::Receipt(id, at) => {
            let order = model.front.any_order(id)?;
            let receipt = order.receipts.get(at)?;
            let (words, amount) = overlay::receipt_words(order, receipt);
            let when = overlay::when(&model.front, receipt.stamp.at);
            let name = format!("{when} {} {words}", order.title());
            Some((receipt.number.to_string(), name, "Receipt".to_owned(), amount, false))
        }
    }
}

fn draw_row(
    model: &Model,
    pen: &mut Pen<'_>,
    row: Rect,
    (target, codes): (Target, usize),
    here: bool,
) {
    let Some((code, name, kind, right, out)) = words(model, target) else { return };
    let role = if out { Role::ItemSoldOut } else { Role::Text };
    let sign = if here { pen.look.glyphs.chosen } else { " " };
    let code = text::pad_left(&code, codes);
    pen.left(row, &format!("{sign}{code} "), role);
    let head = HEAD_COLUMNS.max(u16::try_from(text::width(&code)).unwrap_or(3).saturating_add(2));
    let end = row.right().saturating_sub(1);
    // A longer amount takes its columns from the name.
    let amount = u16::try_from(text::width(&right)).unwrap_or(0);
    let price_x = end.saturating_sub(PRICE_COLUMNS.saturating_sub(1).max(amount));
    let kind_x = price_x.saturating_sub(KIND_COLUMNS);
    let name_x = row.x.saturating_add(head);
    let part = |x: u16, to: u16| Rect::new(x, row.y, to.saturating_sub(x), 1);
    let room = part(name_x, kind_x.saturating_sub(1));
    pen.left(room, &whole_numbers(&name, usize::from(room.width), pen.look.glyphs.cut), role);
    pen.left(part(kind_x, price_x), &kind, Role::Muted);
    pen.right(part(price_x, end), &right, role);
    if here {
        pen.tint(row, Role::Choice);
    }
}

/// A name that is too long, cut where no number is cut.
fn whole_numbers(name: &str, room: usize, sign: &str) -> String {
    if text::width(name) <= room {
        return name.to_owned();
    }
    let cut = text::cut(name, room, sign);
    let kept = cut.strip_suffix(sign).unwrap_or(&cut);
    let kept = kept.trim_end_matches(|last: char| last.is_ascii_digit() || ".,:".contains(last));
    // A number that is whole stays apart from the sign.
    let kept = kept.trim_end();
    let whole = kept.ends_with(|last: char| last.is_ascii_digit());
    if whole && text::width(kept).saturating_add(2) <= room {
        format!("{kept} {sign}")
    } else {
        format!("{kept}{sign}")
    }
}

fn draw_hints(model: &Model, pen: &mut Pen<'_>, inner: Rect, found: &Found) {
    let nothing = match (&found.nearly, found.rows.is_empty()) {
        (Some(nearly), true) => format!(" Nothing matches. Did you mean {nearly}?"),
        (None, true) => " Nothing matches.".to_owned(),
        (_, false) => " Nothing else matches.".to_owned(),
    };
    let adds = if found.rows.is_empty() { "" } else { " Up/Down choose      Enter add" };
    let lines = [
        nothing.as_str(),
        "",
        adds,
        " +oat    add an option while typing",
        " \"text   note for the kitchen",
        " Esc     clear, back to the menu",
    ];
    let search = &model.front.search;
    let older = match (search.is_waiting(), search.has_more()) {
        (true, _) => " The older orders are being searched.",
        (false, true) => " Older ones: add a day, as 2026-11-02.",
        (false, false) => nothing.as_str(),
    };
    let all = [
        older,
        "",
        if found.rows.is_empty() { "" } else { " Up/Down choose      Enter open" },
        " A47  47  A-000123   order or receipt",
        " 12.40  yesterday    amount or day",
        " Esc     clear, back to the menu",
    ];
    let lines = if found.text.starts_with('/') { all } else { lines };
    let from = found.rows.len().saturating_add(2).max(HINTS_FROM);
    let top = inner.y.saturating_add(u16::try_from(from).unwrap_or(0));
    for (line, y) in lines.into_iter().zip(top..inner.bottom()) {
        pen.left(Rect { y, height: 1, ..inner }, line, Role::Muted);
    }
}

/// True while items are looked for, so that the hints of the entry box fit.
pub(super) fn is_item(model: &Model) -> bool {
    matches!(entry::read(&model.entry.text()), Typed::Item(_))
}

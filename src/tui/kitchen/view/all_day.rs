//! The sums over all tickets: how many of each dish are still to be made, and how they differ.

use ratatui::layout::Rect;

use crate::domain::board::{AllDay, Dish, all_day};
use crate::tui::input::Key;
use crate::tui::kitchen::model::Model;
use crate::tui::kitchen::mouse::Target;
use crate::tui::text;
use crate::tui::theme::Role;
use crate::tui::widgets::{HitMap, Panel, Pen};

/// Rows at the end: pieces, what comes next, a blank one, the keys, and a blank one.
const FOOT: u16 = 5;

type Row = (String, Role);

/// The dish and, below it, what guests must not get and what differs; as much as fits in a row.
fn rows_of(dish: &Dish, room: usize) -> Vec<Row> {
    let count = dish.quantity.to_string();
    let indent = 8;
    let lead = format!("{count:>4}  ");
    let name = text::wrap(&dish.name, room.saturating_sub(text::width(&lead)).max(1));
    let mut rows: Vec<Row> = Vec::new();
    for (at, part) in name.into_iter().enumerate() {
        let before = if at == 0 { lead.clone() } else { " ".repeat(text::width(&lead)) };
        rows.push((format!("{before}{part}"), Role::Strong));
    }
    let left = room.saturating_sub(indent).max(1);
    for (lines, allergy) in &dish.allergies {
        let words = format!("!! {lines} {}", allergy.to_uppercase());
        for part in text::wrap(&words, left) {
            rows.push((format!("{}{part}", " ".repeat(indent)), Role::BadgeDanger));
        }
    }
    let mut line = String::new();
    for (quantity, words) in &dish.changes {
        let counted = words.starts_with(|sign: char| sign.is_ascii_digit());
        let all_of_one = dish.quantity.count() == 1;
        let one = if counted || all_of_one { words.clone() } else { format!("{quantity} {words}") };
        let next = if line.is_empty() { one } else { format!("{line}, {one}") };
        if text::width(&next) > left && !line.is_empty() {
            break;
        }
        line = next;
    }
    if !line.is_empty() {
        let cut = text::cut(&line, left, "…");
        rows.push((format!("{}{cut}", " ".repeat(indent)), Role::Muted));
    }
    rows.push((String::new(), Role::Text));
    rows
}

/// The dishes of each page of the list, as rows.
fn pages(sums: &AllDay, room: usize, height: usize) -> Vec<Vec<Row>> {
    let mut pages: Vec<Vec<Row>> = vec![Vec::new()];
    for dish in &sums.dishes {
        let rows = rows_of(dish, room);
        let full = pages.last().is_some_and(|page| page.len() + rows.len() > height + 1);
        if full && pages.last().is_some_and(|page| !page.is_empty()) {
            pages.push(Vec::new());
        }
        if let Some(page) = pages.last_mut() {
            page.extend(rows);
        }
    }
    pages
}

/// How many pages the list has in its panel.
pub(in crate::tui::kitchen) fn count_pages(model: &Model, area: Rect) -> usize {
    pages(&all_day(&model.cards), room(area), height(area)).len()
}

fn room(area: Rect) -> usize {
    usize::from(area.width.saturating_sub(2))
}

fn height(area: Rect) -> usize {
    usize::from(area.height.saturating_sub(3 + FOOT))
}

pub(super) fn draw(model: &Model, pen: &mut Pen<'_>, area: Rect, hits: &mut HitMap<Target>) {
    let sums = all_day(&model.cards);
    let station = model.station_title();
    let inner = Panel::new("ALL DAY  to cook").right(&station).draw(pen, area);
    hits.push(area, Target::Inside);
    let pages = pages(&sums, room(area), height(area));
    let at = model.all_day.unwrap_or(0).min(pages.len().saturating_sub(1));
    let body = Rect { y: inner.y.saturating_add(1), ..inner };
    let end = inner.bottom().saturating_sub(FOOT);
    if sums.dishes.is_empty() {
        pen.left(Rect { height: 1, ..body }, " Nothing is to be cooked.", Role::Text);
    }
    for (y, (words, role)) in (body.y..end).zip(pages.get(at).into_iter().flatten()) {
        pen.left(Rect { y, height: 1, ..body }, words, *role);
    }
    let tickets = if sums.tickets == 1 { "ticket" } else { "tickets" };
    let next = sums.next.map(|(quantity, name, number)| {
        text::cut(&format!("next: {quantity} {name} {number}"), room(area).saturating_sub(1), "…")
    });
    let page = match pages.len() {
        0 | 1 => "/ Page of list".to_owned(),
        many => format!("/ Page {} of {many}", at + 1),
    };
    let foot = [
        format!("{} pieces in {} {tickets}", sums.pieces, sums.tickets),
        next.unwrap_or_default(),
        String::new(),
        format!("* Hide    {page}"),
    ];
    for (y, words) in (end..inner.bottom()).zip(foot) {
        pen.left(Rect { y, height: 1, ..inner }, &format!(" {words}"), Role::Text);
    }
    // The blank row above belongs to the keys, so that a finger hits them.
    let keys = Rect { y: end.saturating_add(2), height: 2, width: 7, ..inner };
    hits.push(keys, Target::Key(Key::Char('*')));
    let rest = Rect { x: keys.right(), width: inner.width.saturating_sub(7), ..keys };
    hits.push(rest, Target::Key(Key::Char('/')));
}

//! The menu panel of the wide layout: a column of categories and cells with code and price.

use ratatui::layout::{Position, Rect};

use super::menu::{price, sold_out};
use crate::domain::menu::Item;
use crate::tui::counter::model::{Focus, Model};
use crate::tui::counter::turn::Hit;
use crate::tui::text;
use crate::tui::theme::Role;
use crate::tui::widgets::{HitMap, Panel, Pen};

/// Rows of a cell, its frame included.
const CELL_ROWS: u16 = 5;
/// Columns of a cell with the blank beside it, at the least.
const CELL_COLUMNS: u16 = 19;
/// More columns of cells are not stretched any further.
const MOST_COLUMNS: u16 = 6;

/// How many columns of cells fit.
pub(super) fn columns(area: Rect) -> usize {
    let inner = area.width.saturating_sub(2);
    usize::from((inner.saturating_add(1) / CELL_COLUMNS).clamp(1, MOST_COLUMNS))
}

/// How many rows of cells fit.
pub(super) fn rows(area: Rect) -> usize {
    usize::from((area.height.saturating_sub(3) / CELL_ROWS).max(1))
}

pub(super) fn categories(model: &Model, pen: &mut Pen<'_>, area: Rect, hits: &mut HitMap<Hit>) {
    let inner = Panel::new("CATEGORY").draw(pen, area);
    let names = &model.menu().categories;
    let room = usize::from(inner.height.saturating_sub(1));
    let height = if names.len().saturating_mul(3) <= room { 3 } else { 1 };
    let open = shown(model).0;
    let fit = (room / height).max(1);
    let first = crate::tui::widgets::scroll(0, open, names.len(), fit);
    for (at, category) in names.iter().enumerate().skip(first).take(fit) {
        let place = at.saturating_sub(first).saturating_mul(height).saturating_add(1);
        let y = inner.y.saturating_add(u16::try_from(place).unwrap_or(0));
        let row = Rect { y, height: 1, ..inner };
        let here = at == open;
        let number = at.saturating_add(1).to_string();
        let sign = if here { pen.look.glyphs.chosen } else { " " };
        let head = text::pad_left(&format!("{sign}{number}"), 3);
        let role = if here { Role::Strong } else { Role::Text };
        pen.left(row, &format!("{head} {}", super::plain(model, &category.name)), role);
        hits.push(row, Hit::Category(at));
        if height > 1 {
            let count = model.finder.category(at).len();
            let word = if count == 1 { "item" } else { "items" };
            let below = Rect { y: y.saturating_add(1), ..row };
            pen.left(below, &format!("    {count:>2} {word}"), Role::Muted);
            hits.push(below, Hit::Category(at));
        }
    }
}

/// Category and page on the screen: those of the one item that is found, else the open ones.
fn shown(model: &Model) -> (usize, usize) {
    let size = super::page_size(model);
    if let Some(super::find::Only { category, place }) = super::find::only(model) {
        return (category, place / size);
    }
    let category = model.shown_category();
    (category, if category == model.category { model.page } else { 0 })
}

pub(super) fn draw(
    model: &Model,
    pen: &mut Pen<'_>,
    area: Rect,
    hits: &mut HitMap<Hit>,
) -> Option<Position> {
    let (category, page) = shown(model);
    let items = model.finder.category(category);
    let size = super::page_size(model);
    let pages = items.len().div_ceil(size).max(1);
    let name = model.menu().categories.get(category).map(|known| known.name.to_uppercase());
    let count = super::order::count(i64::try_from(items.len()).unwrap_or(0));
    let right = format!("{count}  page {}/{pages}", page.saturating_add(1));
    let focused = model.focus == Focus::Menu && model.overlays.is_empty();
    let inner =
        Panel::new(&name.unwrap_or_default()).right(&right).focused(focused).draw(pen, area);
    hits.push(inner, Hit::MenuTitle);
    let columns = columns(area);
    let gaps = u16::try_from(columns.saturating_sub(1)).unwrap_or(0);
    let width = inner.width.saturating_sub(gaps) / u16::try_from(columns).unwrap_or(1).max(1);
    let first = page.saturating_mul(size);
    let mut caret = None;
    let mut last = 0;
    for (place, at) in items.iter().enumerate().skip(first).take(size) {
        let Some(item) = model.menu().items.get(*at) else { continue };
        let on_page = place.saturating_sub(first);
        let column = u16::try_from(on_page % columns).unwrap_or(0);
        let row = u16::try_from(on_page / columns).unwrap_or(0);
        let cell = Rect::new(
            inner.x.saturating_add(column.saturating_mul(width.saturating_add(1))),
            inner.y.saturating_add(1).saturating_add(row.saturating_mul(CELL_ROWS)),
            width,
            CELL_ROWS,
        );
        let here = model.focus == Focus::Menu && place == model.cell;
        draw_cell(model, pen, cell, item, here);
        hits.push(cell, Hit::Item(*at));
        last = row.saturating_add(1);
        if here {
            caret = Some(Position::new(cell.x.saturating_add(1), cell.y.saturating_add(1)));
        }
    }
    let below = inner.y.saturating_add(2).saturating_add(last.saturating_mul(CELL_ROWS));
    hints(
        model,
        category,
        pen,
        Rect { y: below, height: inner.bottom().saturating_sub(below), ..inner },
    );
    caret
}

fn draw_cell(model: &Model, pen: &mut Pen<'_>, cell: Rect, item: &Item, here: bool) {
    let inner = Panel::new("").focused(here).draw(pen, cell);
    let row = |y: u16| Rect {
        x: inner.x.saturating_add(1),
        y: inner.y.saturating_add(y),
        width: inner.width.saturating_sub(1),
        height: 1,
    };
    let out = sold_out(model, item);
    let role = if out { Role::ItemSoldOut } else { Role::Text };
    let columns = usize::from(row(0).width);
    let name = super::plain(model, &item.name);
    if out {
        let state = &model.front.desk.state;
        let since = state.availability(&item.code).off_since;
        let clock = state.settings().clock();
        let time = since.map_or_else(String::new, |at| clock.hours_minutes(at));
        pen.left(row(0), format!("SOLD OUT {time}").trim_end(), Role::Strong);
        pen.left(row(1), &name, role);
    } else if text::width(&name) <= columns {
        pen.left(row(0), &name, Role::Strong);
    } else {
        let lines = text::wrap(&name, columns);
        let rest = lines.get(1..).unwrap_or_default().join(" ");
        pen.left(row(0), lines.first().map_or("", String::as_str), Role::Strong);
        pen.left(row(1), &rest, Role::Strong);
    }
    let foot = Rect { width: row(2).width.saturating_sub(1), ..row(2) };
    let price = price(model, item, model.opening().service);
    pen.spread(foot, (&item.code, role), (&price, role));
}

/// Two lines that teach, where there is room.
fn hints(model: &Model, category: usize, pen: &mut Pen<'_>, area: Rect) {
    let items = model.finder.category(category);
    let number = category.saturating_add(1);
    let fifth = items.get(4).and_then(|at| model.menu().items.get(*at));
    let keys = match fifth {
        Some(item) => {
            format!(" Number keys: {number} = this category, {} = its fifth item.", item.code)
        }
        None => format!(" Number keys: {number} = this category."),
    };
    let lines = [" Sold out items stay visible and cannot be added.", keys.as_str()];
    for (line, y) in lines.into_iter().zip(area.top()..area.bottom()) {
        pen.left(Rect { y, height: 1, ..area }, line, Role::Muted);
    }
}

//! The menu of the touch layout: a row of category buttons and large cells with name and price.

use ratatui::layout::{Position, Rect};

use super::menu::{price, sold_out};
use super::places::Places;
use crate::domain::menu::Item;
use crate::tui::counter::model::{Focus, Model};
use crate::tui::counter::turn::Hit;
use crate::tui::input::Key;
use crate::tui::layout::split_row;
use crate::tui::theme::Role;
use crate::tui::widgets::{HitMap, Panel, Pen};

/// Rows of a cell at the least.
const CELL_ROWS: u16 = 4;
/// Columns of a cell at the least.
const CELL_COLUMNS: u16 = 15;
/// More columns of cells are not stretched any further.
const MOST_COLUMNS: u16 = 6;
/// Columns of a category button at the least.
const CATEGORY_COLUMNS: u16 = 9;

/// Columns and rows of cells that fit.
pub(super) fn grid(area: Rect) -> (usize, usize) {
    let columns = (area.width / CELL_COLUMNS).clamp(1, MOST_COLUMNS);
    (usize::from(columns), usize::from((area.height / CELL_ROWS).max(1)))
}

/// How many items are on one page: one cell leads on when there are more than fit.
pub(super) fn page_size(model: &Model, places: &Places) -> usize {
    let (columns, rows) = grid(places.menu);
    let cells = columns.saturating_mul(rows);
    let count = model.finder.category(model.shown_category()).len();
    if count > cells { cells.saturating_sub(1).max(1) } else { cells }
}

/// The buttons of the categories: as many as fit, the open one among them, and one that leads on.
pub(super) fn categories(model: &Model, pen: &mut Pen<'_>, area: Rect, hits: &mut HitMap<Hit>) {
    let names = &model.menu().categories;
    let most = usize::from((area.width / CATEGORY_COLUMNS).max(2));
    let open = model.shown_category();
    let all = names.len() <= most;
    let shown = if all { names.len() } else { most.saturating_sub(1) };
    let first = if all { 0 } else { open / shown.max(1) * shown };
    let slots = u16::try_from(if all { shown } else { most }).unwrap_or(1);
    let mut places = split_row(area, slots).into_iter();
    for (at, category) in names.iter().enumerate().skip(first).take(shown) {
        let Some(place) = places.next() else { break };
        let name = super::plain(model, &category.name);
        let (name, role) = if at == open {
            (name.to_uppercase(), Role::Choice)
        } else {
            (name.into_owned(), Role::Text)
        };
        pen.button(place, &name, false, role);
        hits.push(place, Hit::Category(at));
    }
    if let Some(place) = places.last().filter(|_| !all) {
        let next = first.saturating_add(shown);
        let next = if next < names.len() { next } else { 0 };
        pen.button(place, "More", false, Role::Text);
        hits.push(place, Hit::Category(next));
    }
}

/// The cells; answers the place of the one that the keys have chosen.
pub(super) fn draw(
    model: &Model,
    pen: &mut Pen<'_>,
    places: &Places,
    hits: &mut HitMap<Hit>,
) -> Option<Position> {
    let category = model.shown_category();
    let items = model.finder.category(category);
    let size = page_size(model, places);
    let page = if category == model.category { model.page } else { 0 };
    let first = page.saturating_mul(size);
    let (columns, rows) = grid(places.menu);
    let cells = cells(places.menu, columns, rows);
    let mut caret = None;
    for (cell, (place, at)) in cells.iter().zip(items.iter().enumerate().skip(first).take(size)) {
        let Some(item) = model.menu().items.get(*at) else { continue };
        let here = model.focus == Focus::Menu && place == model.cell;
        draw_cell(model, pen, *cell, item, here);
        hits.push(*cell, Hit::Item(*at));
        if here {
            caret = Some(Position::new(cell.x.saturating_add(1), cell.y.saturating_add(1)));
        }
    }
    if let Some(last) = cells.last().filter(|_| items.len() > size) {
        let pages = items.len().div_ceil(size);
        let number = page.saturating_add(1);
        let (words, hit) = if number < pages {
            ("Next page", Hit::Key(Key::PageDown))
        } else {
            ("First page", Hit::Category(category))
        };
        two_rows(pen, *last, (words, &format!("{number}/{pages}")), false, Role::KeyHint);
        hits.push(*last, hit);
    }
    caret
}

/// The cells of the area, along the rows; the last ones take what is left over.
fn cells(area: Rect, columns: usize, rows: usize) -> Vec<Rect> {
    let columns = u16::try_from(columns).unwrap_or(1);
    let rows = u16::try_from(rows).unwrap_or(1).max(1);
    let mut cells = Vec::new();
    let mut y = area.y;
    for row in 0..rows {
        let height = area.height / rows + u16::from(row < area.height % rows);
        cells.extend(split_row(Rect { y, height, ..area }, columns));
        y = y.saturating_add(height);
    }
    cells
}

fn draw_cell(model: &Model, pen: &mut Pen<'_>, cell: Rect, item: &Item, here: bool) {
    let name = super::plain(model, &item.name);
    let room = usize::from(cell.width.saturating_sub(2));
    let fits = crate::tui::text::width(&name) <= room;
    let short = item.short.as_deref().filter(|_| !fits);
    if sold_out(model, item) {
        two_rows(pen, cell, (short.unwrap_or(&name), "SOLD OUT"), here, Role::ItemSoldOut);
    } else {
        let price = price(model, item, model.opening().service);
        two_rows(pen, cell, (short.unwrap_or(&name), &price), here, Role::Strong);
    }
}

/// A framed cell with two rows in its middle.
fn two_rows(pen: &mut Pen<'_>, cell: Rect, (first, second): (&str, &str), here: bool, role: Role) {
    let inner = Panel::new("").focused(here).draw(pen, cell);
    let y = inner.y.saturating_add(inner.height.saturating_sub(2) / 2);
    pen.centre(Rect { y, height: 1, ..inner }, first, role);
    let y = y.saturating_add(1);
    if y < inner.bottom() {
        pen.centre(Rect { y, height: 1, ..inner }, second, Role::Text);
    }
}

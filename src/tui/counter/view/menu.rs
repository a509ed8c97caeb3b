//! The menu panel of the compact layout: categories in a row, items in columns.

use ratatui::layout::{Position, Rect};

use crate::domain::menu::Item;
use crate::domain::settings::Service;
use crate::sync::status::LinkStatus;
use crate::tui::counter::model::{Focus, Model};
use crate::tui::counter::turn::Hit;
use crate::tui::text;
use crate::tui::theme::Role;
use crate::tui::widgets::{HitMap, Panel, Pen};

/// A code is right-aligned in at least this many columns.
const CODE_COLUMNS: usize = 3;
/// An amount has at least this many columns, the blank before it included.
const PRICE_COLUMNS: usize = 6;
/// A name shows at least this many columns before the panel has fewer columns of items.
const NAME_COLUMNS: usize = 10;
/// The panel has at most so many columns of items.
const MOST_COLUMNS: usize = 6;

/// How the columns of items are divided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Grid {
    columns: usize,
    width: usize,
    code: usize,
    price: usize,
}

fn grid(model: &Model, area: Rect) -> Grid {
    let category = model.shown_category();
    let service = model.opening().service;
    let items =
        || model.finder.category(category).iter().filter_map(|at| model.menu().items.get(*at));
    let code = items().map(|item| text::width(&item.code)).max().unwrap_or(0).max(CODE_COLUMNS);
    let currency = model.currency();
    let widest = items().map(|item| text::width(&currency.format(item.price(service)))).max();
    let price = widest.unwrap_or(0).saturating_add(1).max(PRICE_COLUMNS);
    let inner = usize::from(area.width.saturating_sub(2));
    let least = code.saturating_add(1).saturating_add(NAME_COLUMNS).saturating_add(price);
    let columns = (inner.saturating_add(1) / least.saturating_add(1)).clamp(1, MOST_COLUMNS);
    let width = (inner.saturating_sub(columns.saturating_sub(1)) / columns).max(1);
    Grid { columns, width, code, price }
}

/// How many columns of items fit.
pub(super) fn columns(model: &Model, area: Rect) -> usize {
    grid(model, area).columns
}

/// How many rows of items are on a full page.
fn most_rows(area: Rect) -> usize {
    usize::from(area.height.saturating_sub(4)).max(1)
}

/// How many rows of items are on a page of this category: the columns share the items evenly.
pub(super) fn rows_on_page(model: &Model, area: Rect) -> usize {
    let count = model.finder.category(model.shown_category()).len();
    count.div_ceil(columns(model, area)).clamp(1, most_rows(area))
}

pub(super) fn draw(
    model: &Model,
    pen: &mut Pen<'_>,
    area: Rect,
    hits: &mut HitMap<Hit>,
) -> Option<Position> {
    let focused = model.focus == Focus::Menu && model.overlays.is_empty();
    let inner =
        Panel::new("MENU").right("PgUp/PgDn").focused(focused).separators(&[2]).draw(pen, area);
    hits.push(inner, Hit::MenuTitle);
    // ` PgUp/PgDn ` ends beside the corner.
    let word = |back: u16| Rect::new(area.right().saturating_sub(back), area.y, 5, 1);
    hits.push(word(11), Hit::Leaf(false));
    hits.push(Rect { width: 4, ..word(6) }, Hit::Leaf(true));
    draw_categories(model, pen, Rect { height: 1, ..inner }, hits);
    let top = inner.y.saturating_add(2);
    let grid = grid(model, area);
    let rows = rows_on_page(model, area);
    let category = model.shown_category();
    let page = if category == model.category { model.page } else { 0 };
    let size = rows.saturating_mul(grid.columns);
    let first = page.saturating_mul(size);
    let items = model.finder.category(category).iter().enumerate().skip(first).take(size);
    let mut caret = None;
    for (place, at) in items {
        let Some(item) = model.menu().items.get(*at) else { continue };
        let on_page = place.saturating_sub(first);
        let column = on_page / rows;
        let x = column.saturating_mul(grid.width.saturating_add(1));
        let cell = Rect::new(
            inner.x.saturating_add(u16::try_from(x).unwrap_or(0)),
            top.saturating_add(u16::try_from(on_page % rows).unwrap_or(0)),
            u16::try_from(grid.width).unwrap_or(0),
            1,
        )
        .intersection(inner);
        draw_item(model, pen, cell, item, grid);
        hits.push(cell, Hit::Item(*at));
        if model.focus == Focus::Menu && place == model.cell {
            pen.tint(cell, Role::Choice);
            caret = Some(Position::new(cell.x, cell.y));
        }
    }
    caret
}

/// The word that stands in place of a price, when an item cannot be sold.
pub(super) fn sold_out(model: &Model, item: &Item) -> bool {
    model.front.desk.state.is_86(&item.code, model.now())
}

/// The price for the service of the order on the screen.
pub(super) fn price(model: &Model, item: &Item, service: Service) -> String {
    model.currency().format(item.price(service))
}

fn draw_item(model: &Model, pen: &mut Pen<'_>, cell: Rect, item: &Item, grid: Grid) {
    let out = sold_out(model, item);
    let role = if out { Role::ItemSoldOut } else { Role::Text };
    let right =
        if out { "SOLD OUT".to_owned() } else { price(model, item, model.opening().service) };
    let taken = text::width(&right).saturating_add(1).max(grid.price);
    let room = grid.width.saturating_sub(grid.code).saturating_sub(1).saturating_sub(taken);
    let name = match &item.short {
        Some(short) if text::width(&item.name) > room => short,
        Some(_) | None => &item.name,
    };
    let code = text::pad_left(&item.code, grid.code);
    let name = text::cut(&super::plain(model, name), room, pen.look.glyphs.cut);
    pen.spread(cell, (&format!("{code} {name}"), role), (&right, role));
}

/// `▸1 Coffee 2 Tea … +1`: as many as fit, the open one always among them.
fn draw_categories(model: &Model, pen: &mut Pen<'_>, row: Rect, hits: &mut HitMap<Hit>) {
    let open = model.shown_category();
    let names: Vec<String> = model
        .menu()
        .categories
        .iter()
        .enumerate()
        .map(|(at, category)| {
            format!("{} {}", at.saturating_add(1), super::plain(model, &category.name))
        })
        .collect();
    let width = usize::from(row.width);
    let mut first = 0;
    let mut end = fitting(&names, first, width);
    while open >= end && end < names.len() && first < open {
        first = first.saturating_add(1);
        end = fitting(&names, first, width);
    }
    let mut x = row.x;
    for (at, name) in names.iter().enumerate().take(end).skip(first) {
        let here = at == open;
        let sign = if here { pen.look.glyphs.chosen } else { " " };
        let words = format!("{sign}{name}");
        let columns = u16::try_from(text::width(&words)).unwrap_or(0);
        let place = Rect::new(x, row.y, columns, 1).intersection(row);
        pen.left(place, &words, if here { Role::Strong } else { Role::Text });
        hits.push(place, Hit::Category(at));
        x = x.saturating_add(columns);
    }
    let hidden = names.len().saturating_sub(end.saturating_sub(first));
    if hidden > 0 {
        let rest = Rect::new(x, row.y, row.right().saturating_sub(x), 1);
        pen.left(rest, &format!(" +{hidden}"), Role::Muted);
        let next = if end < names.len() { end } else { first.saturating_sub(1) };
        hits.push(rest, Hit::Category(next));
    }
}

/// The first category that does not fit any more, with room for the number of hidden ones.
fn fitting(names: &[String], first: usize, width: usize) -> usize {
    let mut used = 0_usize;
    let mut end = first;
    for name in names.iter().skip(first) {
        used = used.saturating_add(text::width(name)).saturating_add(1);
        let all = end.saturating_add(1) == names.len() && first == 0;
        let reserve = if all { 0 } else { 3 };
        if used.saturating_add(reserve) > width {
            break;
        }
        end = end.saturating_add(1);
    }
    end.max(first.saturating_add(1)).min(names.len())
}

/// The panel of a terminal without a menu: why, and what to do.
pub(super) fn empty(model: &Model, pen: &mut Pen<'_>, area: Rect) {
    let inner = Panel::new("MENU").right("0 items").draw(pen, area);
    let why: [&str; 2] = match &model.front.link.status {
        LinkStatus::Online { .. } | LinkStatus::Syncing { .. } => {
            ["  The hub is reachable but has no menu", "  for this shop."]
        }
        LinkStatus::Alone => ["  This terminal works alone, so it needs", "  a menu of its own."],
        LinkStatus::Connecting | LinkStatus::Offline { .. } | LinkStatus::Refused { .. } => {
            ["  The hub has one perhaps, but it does", "  not answer. It comes by itself then."]
        }
    };
    let lines = [
        "",
        "  No menu on this terminal yet.",
        "",
        why[0],
        why[1],
        "",
        "  Import one, in another window:",
        "      tillrail menu import FILE",
        "  Or look at a whole shop first:",
        "      tillrail demo",
        "",
        "  Open items still work: type = then the",
        "  amount, a space and a name:",
        "      =350 coffee",
    ];
    for (line, y) in lines.into_iter().zip(inner.top()..inner.bottom()) {
        pen.left(Rect { y, height: 1, ..inner }, line, Role::Text);
    }
}

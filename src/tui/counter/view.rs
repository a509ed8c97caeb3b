//! The drawing of the counter: order screen and overlays, from the model alone.

mod bar;
mod cells;
mod entry;
mod find;
mod menu;
mod order;
mod places;
mod status;

use std::borrow::Cow;

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::model::{Focus, Model};
use super::turn::Hit;
use crate::tui::layout::too_small;
use crate::tui::terminal::Caret;
use crate::tui::text::reduce_emoji;
use crate::tui::theme::Role;
use crate::tui::widgets::{HitMap, Message, MessageKind, Pen};
use places::Places;

/// Draws the counter; answers where the cursor is.
pub fn view(model: &Model, frame: &mut Frame<'_>) -> Option<Caret> {
    draw(model, frame.buffer_mut(), &mut HitMap::default())
}

/// The places to tap of the screen as it is now.
pub(super) fn hits(model: &Model) -> HitMap<Hit> {
    let mut hits = HitMap::default();
    let mut buffer = Buffer::empty(screen(model));
    draw(model, &mut buffer, &mut hits);
    hits
}

/// A name as it may stand in a column: terminals disagree about the width of emoji, so that they
/// are left out unless this one shows them.
fn plain<'a>(model: &Model, name: &'a str) -> Cow<'a, str> {
    if name.is_ascii() {
        Cow::Borrowed(name)
    } else {
        Cow::Owned(reduce_emoji(name, model.look.emoji))
    }
}

fn screen(model: &Model) -> Rect {
    Rect::new(0, 0, model.size.0, model.size.1)
}

/// How many items of the menu are on one page.
pub(super) fn page_size(model: &Model) -> usize {
    page_rows(model).saturating_mul(page_columns(model)).max(1)
}

/// How many rows of items are on one page.
pub(super) fn page_rows(model: &Model) -> usize {
    let places = Places::of(&model.look, screen(model));
    if places.wide { cells::rows(places.menu) } else { menu::rows_on_page(model, places.menu) }
}

/// How many columns of items are on one page.
pub(super) fn page_columns(model: &Model) -> usize {
    let places = Places::of(&model.look, screen(model));
    if places.wide { cells::columns(places.menu) } else { menu::columns(model, places.menu) }
}

/// True in the wide layout.
pub(super) fn is_wide(model: &Model) -> bool {
    Places::of(&model.look, screen(model)).wide
}

fn draw(model: &Model, buffer: &mut Buffer, hits: &mut HitMap<Hit>) -> Option<Caret> {
    let area = buffer.area;
    let places = Places::of(&model.look, area);
    if places.too_small {
        let state = status::short(model);
        too_small(buffer, &model.look, &safe(model), &state);
        return None;
    }
    let mut pen = Pen::new(buffer, &model.look);
    pen.fill(area, Role::Surface);
    let covered = model.overlays.iter().any(|open| open.over.over().covers());
    let mut caret = if covered { None } else { order_screen(model, &mut pen, &places, hits) };
    for open in &model.overlays {
        hits.clear();
        let over = open.over.over();
        let at = over.view(&model.front, &mut pen, places.rows.content, hits);
        caret = at.map(|at| Caret { at, shown: over.is_typing() });
    }
    status::draw(model, &mut pen, places.rows.status, hits);
    let saving = model.front.is_saving().then(|| Message::new(MessageKind::Done, "Saving ..."));
    let message = saving.as_ref().or_else(|| model.messages.current());
    if let Some(place) = pen.message(places.rows.message, message) {
        hits.push(places.rows.message, Hit::MessageRow);
        hits.push(place, Hit::MessageRow);
    }
    bar::draw(model, &mut pen, places.rows.keys, hits);
    caret
}

fn order_screen(
    model: &Model,
    pen: &mut Pen<'_>,
    places: &Places,
    hits: &mut HitMap<Hit>,
) -> Option<Caret> {
    let mut cell = None;
    if let Some(area) = places.categories {
        cells::categories(model, pen, area, hits);
    }
    if find::is_shown(model, places.wide) {
        cell = find::draw(model, pen, places.menu, hits);
    } else if model.menu().items.is_empty() {
        menu::empty(model, pen, places.menu);
    } else if places.wide {
        cell = cells::draw(model, pen, places.menu, hits);
    } else {
        cell = menu::draw(model, pen, places.menu, hits);
    }
    order::draw(model, pen, places.order, hits);
    if let Some(area) = places.last {
        entry::last(model, pen, area);
    }
    let typed = entry::draw(model, pen, places.entry, places.wide);
    let at: Position = typed?;
    match model.focus {
        Focus::Menu => cell.map(Caret::hidden),
        Focus::Entry => Some(Caret::shown(at)),
    }
}

/// That the order is safe, for a window without room.
fn safe(model: &Model) -> String {
    let Some(order) = model.order().filter(|_| model.has_lines()) else { return String::new() };
    let total = order.totals().map(|totals| totals.total).unwrap_or_default();
    let items = order::count(order.pieces());
    format!("Your order {} is safe: {items}, {}.", order.title(), model.currency().format(total))
}

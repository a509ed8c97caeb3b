//! The drawing of the counter: order screen and overlays, from the model alone.

mod bar;
mod cells;
mod entry;
mod find;
mod menu;
mod order;
mod places;
mod spoken;
mod status;
mod stretch;
mod touch;

use std::borrow::Cow;

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::model::{Focus, Model, Opened};
use super::turn::{Hit, Over};
use crate::domain::totals::Settlement;
use crate::tui::layout::too_small;
use crate::tui::terminal::Caret;
use crate::tui::text::reduce_emoji;
use crate::tui::theme::Role;
use crate::tui::widgets::{HitMap, Message, MessageKind, Pen};
use places::Places;
pub(super) use spoken::spoken;

/// Milliseconds of waiting before a sign turns behind the word, and of each of its frames.
const SPINNER_FROM_MS: u64 = 1_000;
const SPINNER_FRAME_MS: u64 = 250;

/// Draws the counter; answers where the cursor is.
pub fn view(model: &Model, frame: &mut Frame<'_>) -> Option<Caret> {
    draw(model, frame.buffer_mut(), &mut HitMap::default())
}

/// The places to tap of the screen as it is now.
pub fn hits(model: &Model) -> HitMap<Hit> {
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
    let places = Places::of(&model.look, screen(model));
    if places.touch {
        return touch::page_size(model, &places);
    }
    page_rows(model).saturating_mul(page_columns(model)).max(1)
}

/// How many rows of items are on one page.
pub(super) fn page_rows(model: &Model) -> usize {
    let places = Places::of(&model.look, screen(model));
    match (places.wide, places.touch) {
        (true, _) => cells::rows(places.menu),
        (_, true) => touch::grid(places.menu).1,
        (false, false) => menu::rows_on_page(model, places.menu),
    }
}

/// How many columns of items are on one page.
pub(super) fn page_columns(model: &Model) -> usize {
    let places = Places::of(&model.look, screen(model));
    match (places.wide, places.touch) {
        (true, _) => cells::columns(places.menu),
        (_, true) => touch::grid(places.menu).0,
        (false, false) => menu::columns(model, places.menu),
    }
}

/// True where the items of the menu run along rows, as they do in cells.
pub(super) fn has_cells(model: &Model) -> bool {
    let places = Places::of(&model.look, screen(model));
    places.wide || places.touch
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
    let covered = seen(model).first().is_some_and(|open| open.over.over().covers());
    let mut caret = if covered { None } else { order_screen(model, &mut pen, &places, hits) };
    if places.touch {
        return touched(model, (&mut pen, hits), &places, caret);
    }
    for open in seen(model) {
        hits.clear();
        let over = open.over.over();
        let at = over.view(&model.front, &mut pen, places.rows.content, hits);
        caret = Some(caret_of(over, at, places.rows.content));
    }
    status::draw(model, &mut pen, places.rows.status, hits);
    let message = message(model);
    if let Some(place) = pen.message(places.rows.message, message.as_ref()) {
        hits.push(places.rows.message, Hit::MessageRow);
        hits.push(place, Hit::MessageRow);
    }
    bar::draw(model, &mut pen, places.rows.keys, hits);
    caret
}

/// The overlays that are seen: those from the last one that covers everything below it.
fn seen(model: &Model) -> &[Opened] {
    let covering = model.overlays.iter().rposition(|open| open.over.over().covers());
    model.overlays.get(covering.unwrap_or(0)..).unwrap_or_default()
}

/// The cursor of an overlay; at its first row where nothing is chosen or typed.
fn caret_of(over: &dyn Over, at: Option<Position>, content: Rect) -> Caret {
    at.map_or(Caret::hidden(content.as_position()), |at| Caret { at, shown: over.is_typing() })
}

/// What turns behind a word while somebody waits: four frames a second, from the first second on.
/// Where nothing may move it is the word only.
const fn spinner(ms: u64, still: bool) -> &'static str {
    match (still || ms < SPINNER_FROM_MS, ms / SPINNER_FRAME_MS % 4) {
        (true, _) => "",
        (false, 0) => " |",
        (false, 1) => " /",
        (false, 2) => " -",
        (false, _) => " \\",
    }
}

/// What the message row says.
fn message(model: &Model) -> Option<Message> {
    let saving = model.front.saving_ms().map(|ms| {
        let spinner = spinner(ms, model.look.reduce_motion);
        Message::new(MessageKind::Done, format!("Saving ...{spinner}"))
    });
    let said = || {
        let mut message = model.messages.current()?.clone();
        // What lies over the order would not hear the key.
        if message.offers_undo() && !model.offers_undo() {
            message.right.clear();
        }
        Some(message)
    };
    saving.or_else(said)
}

/// The rest of the touch layout: overlays, status line, message row and buttons; answers where the
/// cursor is; `below` is its place on the order screen.
fn touched(
    model: &Model,
    (pen, hits): (&mut Pen<'_>, &mut HitMap<Hit>),
    places: &Places,
    below: Option<Caret>,
) -> Option<Caret> {
    let mut caret = below;
    let (mut keys, mut row) = (places.rows.keys, places.rows.message);
    let mut window = None;
    for open in seen(model) {
        hits.clear();
        let over = open.over.over();
        let at = if over.has_touch() {
            let (content, buttons) = places.whole();
            (keys, window) = (buttons, None);
            row = Rect { y: content.bottom().saturating_sub(1), ..row };
            over.view(&model.front, pen, content, hits)
        } else {
            (keys, row) = (places.rows.keys, places.rows.message);
            let digits = bar::digits(over, &model.front);
            let lower = if digits { places::BUTTON_ROWS } else { 0 };
            let content = places.rows.content;
            let content = Rect { height: content.height.saturating_sub(lower), ..content };
            let drawn = stretch::draw(over, (&model.front, model.scroll), pen, content, hits);
            if digits {
                let y = content.bottom();
                bar::keypad(pen, Rect { y, height: lower, ..content }, hits);
            }
            window = drawn.window;
            drawn.caret
        };
        caret = Some(caret_of(over, at, places.rows.content));
    }
    status::draw(model, pen, places.rows.status, hits);
    bar::touch(model, pen, keys, window, hits);
    let mut message = message(model);
    // Undo has a button of its own on the order screen.
    if let Some(message) = message.as_mut().filter(|message| message.offers_undo())
        && model.overlays.is_empty()
    {
        message.right.clear();
    }
    if message.is_some() || row == places.rows.message {
        pen.message(row, message.as_ref());
        if model.overlays.is_empty() || model.offers_undo() {
            hits.push(row, Hit::MessageRow);
        }
    }
    caret
}

fn order_screen(
    model: &Model,
    pen: &mut Pen<'_>,
    places: &Places,
    hits: &mut HitMap<Hit>,
) -> Option<Caret> {
    let mut cell = None;
    let typing = !model.entry.is_empty();
    let menu = if places.touch && typing { places.typing() } else { places.menu };
    match places.categories {
        Some(area) if places.wide => cells::categories(model, pen, area, hits),
        Some(area) if !typing => touch::categories(model, pen, area, hits),
        Some(_) | None => {}
    }
    if find::is_shown(model, places.wide) {
        cell = find::draw(model, pen, menu, hits);
    } else if places.touch && !typing && !model.menu().items.is_empty() {
        cell = touch::draw(model, pen, places, hits);
    } else if model.menu().items.is_empty() {
        menu::empty(model, pen, menu);
    } else if places.wide {
        cell = cells::draw(model, pen, places.menu, hits);
    } else {
        cell = menu::draw(model, pen, menu, hits);
    }
    let line = order::draw(model, pen, places, hits);
    if let Some(area) = places.last {
        entry::last(model, pen, area);
    }
    if places.touch && !typing {
        let at = cell.filter(|_| model.focus == Focus::Menu).or(line);
        return at.map(Caret::hidden);
    }
    let typed = entry::draw(model, pen, places.entry, places.wide);
    let at: Position = typed?;
    match model.focus {
        Focus::Menu => cell.map(Caret::hidden),
        Focus::Entry => Some(Caret::shown(at)),
    }
}

/// What is still to be paid of the order on the screen.
fn due(model: &Model) -> String {
    let due = model.order().and_then(|order| {
        let totals = order.totals().ok()?;
        Some(Settlement::of(order, &totals).map_or(totals.total, |settled| settled.due))
    });
    model.currency().format(due.unwrap_or_default())
}

/// That the order is safe, for a window without room.
fn safe(model: &Model) -> String {
    let Some(order) = model.order().filter(|_| model.has_lines()) else { return String::new() };
    let total = order.totals().map(|totals| totals.total).unwrap_or_default();
    let items = order::count(order.pieces());
    format!("Your order {} is safe: {items}, {}.", order.title(), model.currency().format(total))
}

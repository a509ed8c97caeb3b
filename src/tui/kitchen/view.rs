//! Draws the kitchen: status line, tickets, what lies over them, message row, key bar.

mod all_day;
mod bars;
mod head;
mod items;
mod lists;
mod recall;
mod refused;
mod signin;
mod teach;
pub(super) mod ticket;

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::grid::Stage;
use super::model::{Model, Over};
use super::mouse::Target;
use crate::tui::input::Key;
use crate::tui::layout::{LayoutKind, too_small};
use crate::tui::terminal::Caret;
use crate::tui::theme::Role;
use crate::tui::widgets::{HitMap, Message, MessageKind, Pen};

pub(super) use all_day::count_pages;
pub(super) use recall::RECALL_ROWS;

/// What a drawing leaves behind: places to tap, and where the cursor belongs.
#[derive(Debug, Default)]
pub(super) struct Drawn {
    pub(super) hits: HitMap<Target>,
    pub(super) caret: Option<Position>,
}

/// Draws a frame; answers where the terminal's cursor belongs.
pub fn view(model: &Model, frame: &mut Frame<'_>) -> Option<Caret> {
    draw(model, frame.buffer_mut()).caret.map(Caret::hidden)
}

pub(super) fn draw(model: &Model, buffer: &mut Buffer) -> Drawn {
    let screen = buffer.area;
    let stage = Stage::of(model, screen);
    let mut drawn = Drawn::default();
    if stage.layout.kind == LayoutKind::TooSmall {
        let (safe, now) = head::small_words(model);
        too_small(buffer, &model.look, &safe, &now);
        return drawn;
    }
    let mut pen = Pen::new(buffer, &model.look);
    pen.fill(screen, Role::Surface);
    let in_place = model.items().filter(|_| stage.layout.is_wide());
    let cursor = in_place.and_then(|items| {
        let on_board = !items.gone && model.shown().contains(&Some(items.card.order));
        on_board.then_some((items.card.order, items.at))
    });
    board(model, &mut pen, &stage, cursor, &mut drawn);
    if let Some(panel) = stage.panel {
        all_day::draw(model, &mut pen, panel, &mut drawn.hits);
    }
    if let Some(header) = stage.header {
        head::header(model, &mut pen, header, &mut drawn.hits);
    }
    let content = stage.rows.content;
    match &model.over {
        Some(Over::Items(_)) if cursor.is_some() => {}
        Some(Over::Items(opened)) => items::draw(model, opened, &mut pen, content, &mut drawn),
        Some(Over::Recall { rows, at }) => {
            recall::draw(model, rows, *at, &mut pen, content, &mut drawn);
        }
        Some(Over::Menu { at }) => lists::menu(model, *at, &mut pen, content, &mut drawn),
        Some(Over::Stations { at }) => lists::stations(model, *at, &mut pen, content, &mut drawn),
        Some(Over::Push { at }) => lists::push(model, *at, &mut pen, content, &mut drawn),
        Some(Over::Teach(teaching)) => {
            teach::draw(teaching, &mut pen, screen, &mut drawn);
        }
        Some(Over::SoldOut(list)) => lists::sold_out(model, list, &mut pen, content, &mut drawn),
        Some(Over::Offer { at }) => lists::offer(model, *at, &mut pen, content, &mut drawn),
        Some(Over::SignIn(open)) => signin::draw(open, &mut pen, content, &mut drawn),
        Some(Over::Refused(field)) => refused::draw(model, field, &mut pen, content, &mut drawn),
        Some(Over::Help) => lists::help(&mut pen, content, &mut drawn),
        Some(Over::Quit) => lists::quit(&mut pen, content, &mut drawn),
        None => {}
    }
    head::status(model, &mut pen, &stage, &mut drawn.hits);
    message(model, &mut pen, &stage, &mut drawn.hits);
    bars::keys(model, &mut pen, &stage, &mut drawn.hits);
    drawn
}

fn board(
    model: &Model,
    pen: &mut Pen<'_>,
    stage: &Stage,
    cursor: Option<(crate::domain::id::OrderId, usize)>,
    drawn: &mut Drawn,
) {
    if model.cards.is_empty() {
        empty(model, pen, stage.rows.content);
        return;
    }
    let per_page = stage.cells.len().max(1);
    let first = model.page(per_page) * per_page;
    let slots = model.rail.slots().iter().skip(first);
    for (slot, (cell, order)) in stage.cells.iter().zip(slots).enumerate() {
        let Some(card) = order.and_then(|order| model.card(order)) else { continue };
        let chosen = model.chosen == Some(card.order);
        let at = cursor.filter(|(order, _)| *order == card.order).map(|(_, at)| at);
        let layout = stage.layout;
        let part = model.rail.part(first + slot);
        let earlier = stage.cells.get(slot.saturating_sub(part.0)..slot).unwrap_or_default();
        let ticket = ticket::Ticket {
            card,
            slot,
            chosen,
            at,
            clock: &model.clock(),
            part,
            before: earlier.iter().map(|cell| ticket::room_for_lines(*cell, layout)).sum(),
            two_digits: model.two_digits(),
        };
        let places = ticket.draw(pen, *cell, layout);
        drawn.hits.push(*cell, Target::Body(slot));
        for (place, target) in places {
            drawn.hits.push(place, target);
        }
        if chosen && part.0 == 0 {
            drawn.caret = Some(Position::new(cell.x.saturating_add(1), cell.y));
        }
    }
}

fn empty(model: &Model, pen: &mut Pen<'_>, content: Rect) {
    let station = match &model.station {
        Some(_) => format!("No tickets for {}.", model.station_title()),
        None => "No tickets.".to_owned(),
    };
    let lines = [
        (station, Role::Strong),
        (String::new(), Role::Text),
        ("New ones appear here by themselves as soon as an order is sent.".to_owned(), Role::Text),
        ("- shows the last ones that were bumped.".to_owned(), Role::Text),
        (model.scheduled().unwrap_or_default(), Role::Text),
    ];
    let top = content.y.saturating_add(content.height.saturating_sub(4) / 2);
    for (y, (line, role)) in (top..content.bottom()).zip(lines) {
        pen.centre(Rect { y, height: 1, ..content }, &line, role);
    }
}

/// The message row; on wide screens without a message it says what is new and what waits.
fn message(model: &Model, pen: &mut Pen<'_>, stage: &Stage, hits: &mut HitMap<Target>) {
    let row = stage.rows.message;
    let idle = head::idle(model).map(|text| Message::new(MessageKind::Done, text));
    let idle = idle.filter(|_| stage.layout.is_wide() && stage.panel.is_none());
    let current = model.messages.current().or(idle.as_ref());
    if current.is_none() && !stage.layout.is_wide() && !needs_message_row(model) {
        return;
    }
    if pen.message(row, current).is_some() {
        hits.push(row, Target::Key(Key::Char('u')));
    }
}

/// Below the recall list the row stays empty, as its frame ends above it.
fn needs_message_row(model: &Model) -> bool {
    matches!(model.over, Some(Over::Recall { .. }))
}

//! The items of a ticket, enlarged over the tickets where a cell is too narrow to work in.

use ratatui::layout::{Position, Rect};

use super::Drawn;
use super::ticket::{details, head_role, line_role, mark_text, quantity, sign_and_age, slot_label};
use crate::domain::board::{CardLine, Mark};
use crate::tui::input::Key;
use crate::tui::kitchen::model::{Items, Model};
use crate::tui::kitchen::mouse::Target;
use crate::tui::layout::overlay;
use crate::tui::look::Look;
use crate::tui::text;
use crate::tui::theme::Role;
use crate::tui::widgets::{Panel, Pen};

/// Columns of the overlay, its frame included.
const WIDTH: u16 = 48;
/// Rows of the overlay for a ticket of ordinary length, its frame included.
const HEIGHT: u16 = 19;
/// Rows of the overlay that are not lines: frame, state, blank rows, other stations, hints.
const AROUND: u16 = 11;
/// Rows between the separator and the end of the frame, the hints.
const HINTS: u16 = 5;
/// The column of the names inside the frame.
const NAME: usize = 15;

struct Row {
    text: String,
    role: Role,
    item: usize,
}

fn rows(items: &Items, room: usize, touch: bool, look: &Look) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut number = 0;
    for (index, line) in items.card.lines.iter().enumerate() {
        number += usize::from(line.is_wanted());
        let sign = if index == items.at { look.glyphs.chosen } else { " " };
        let digit = if line.is_wanted() && number <= 9 { number.to_string() } else { " ".into() };
        let lead = format!(" {sign} {digit}  {} {:>2}  ", boxed(line), quantity(line));
        let start = text::width(&lead).max(NAME);
        let lead = text::pad_right(&lead, start);
        let role = line_role(line.mark);
        for (at, part) in text::wrap(&line.name, room.saturating_sub(start)).iter().enumerate() {
            let before = if at == 0 { lead.clone() } else { " ".repeat(start) };
            rows.push(Row { text: format!("{before}{part}"), role, item: index });
        }
        for (words, role, _) in details(line, room.saturating_sub(NAME), room.saturating_sub(NAME))
        {
            let text = format!("{}{words}", " ".repeat(NAME));
            rows.push(Row { text, role, item: index });
        }
        // A finger needs two rows.
        if touch && rows.iter().filter(|row| row.item == index).count() < 2 {
            rows.push(Row { text: String::new(), role, item: index });
        }
    }
    rows
}

fn boxed(line: &CardLine) -> String {
    match line.mark {
        Mark::Void => "VOID".to_owned(),
        Mark::Held => "HELD".to_owned(),
        Mark::Waiting | Mark::Cooking | Mark::Ready | Mark::Served => {
            format!("[{:<2}]", mark_text(line.mark))
        }
    }
}

pub(super) fn draw(
    model: &Model,
    items: &Items,
    pen: &mut Pen<'_>,
    content: Rect,
    drawn: &mut Drawn,
) {
    let card = &items.card;
    let room = usize::from(WIDTH - 2);
    let touch = model.look.layout(pen.buffer.area).is_touch();
    let rows = rows(items, room, touch, pen.look);
    let needed = u16::try_from(rows.len()).unwrap_or(u16::MAX).saturating_add(AROUND);
    // A tall screen gives the overlay more rows; the message row is not covered.
    let tall = Rect { height: content.height.saturating_add(1), ..content };
    let area = overlay(tall, WIDTH, needed.max(HEIGHT).min(content.height));
    let slot = model.shown().iter().position(|order| *order == Some(card.order));
    let label = |slot| format!("{} ", slot_label(slot, model.two_digits()));
    let slot = slot.map_or_else(String::new, label);
    let guests = match card.guests {
        Some(1) => "  1 guest".to_owned(),
        Some(guests) => format!("  {guests} guests"),
        None => String::new(),
    };
    let title = format!("{slot}{} {}{guests}", card.number, card.place);
    let age = sign_and_age(card);
    let split = area.height.saturating_sub(HINTS + 1);
    let separators = [split];
    let panel = Panel::new(&title).right(&age).focused(true).separators(&separators);
    let role = head_role(card);
    let panel = if role.is_badge() { panel.title_role(role) } else { panel };
    let inner = panel.draw(pen, area);
    drawn.hits.clear();
    drawn.hits.push(pen.buffer.area, Target::Outside);
    drawn.hits.push(area, Target::Inside);
    let row = |y: u16| Rect::new(inner.x, area.y.saturating_add(y), inner.width, 1);
    let state = state_row(model, items);
    let state_role = if items.gone { Role::Danger } else { Role::Strong };
    pen.left(row(1), &state, state_role);
    drawn.hits.push(Rect { height: 2, ..row(1) }, Target::Key(Key::Char('0')));
    let last = split.saturating_sub(2);
    let body = Rect { y: area.y + 3, height: last.saturating_sub(3), ..inner };
    lines(items, &rows, pen, (body, touch), drawn);
    let others: Vec<String> = card
        .elsewhere
        .iter()
        .map(|other| format!("{} {} of {} done", other.station, other.done, other.pieces))
        .collect();
    if !others.is_empty() {
        let word = if others.len() == 1 { "other station" } else { "other stations" };
        let listed = others.join(", ");
        // At the pass every station is listed, and none is another one.
        let room = usize::from(inner.width).saturating_sub(word.len() + 4);
        let words = if model.station.is_none() || text::width(&listed) > room {
            format!(" {listed}")
        } else {
            format!(" {listed} ({word})")
        };
        pen.left(row(last), &words, Role::Muted);
    }
    let count = card.lines.iter().filter(|line| line.is_wanted()).count().min(9);
    let hints = [
        format!(" 1-{count} item done    + next    Enter this one"),
        " 0 all done       - undo    . all tickets".to_owned(),
        " After the last item: READY.".to_owned(),
    ];
    for (y, hint) in (split + 1..).zip(hints) {
        pen.left(row(y), &hint, Role::Muted);
    }
}

fn state_row(model: &Model, items: &Items) -> String {
    let card = &items.card;
    if items.gone {
        return " GONE   bumped elsewhere".to_owned();
    }
    let at = model.clock().hours_minutes(card.since);
    let who = format!("{} {at}", card.by);
    format!(" {}   {} of {} done   {}", card.state.word(), card.done, card.pieces, who.trim())
}

fn lines(
    items: &Items,
    rows: &[Row],
    pen: &mut Pen<'_>,
    (body, touch): (Rect, bool),
    drawn: &mut Drawn,
) {
    let height = usize::from(body.height);
    let end = rows.iter().rposition(|row| row.item == items.at).map_or(0, |at| at + 1);
    let skip = end.saturating_sub(height);
    let shown = rows.iter().skip(skip).take(height);
    let mut areas: Vec<(Rect, usize)> = Vec::new();
    for (y, row) in (body.y..body.bottom()).zip(shown) {
        let place = Rect { y, height: 1, ..body };
        pen.left(place, &row.text, row.role);
        match areas.last_mut() {
            Some((area, item)) if *item == row.item => *area = area.union(place),
            _ => areas.push((place, row.item)),
        }
        if row.item == items.at && drawn.caret.is_none_or(|at| at.y < body.y || at.x < body.x) {
            drawn.caret = Some(Position::new(place.x, place.y));
        }
    }
    for (area, item) in areas.into_iter().filter(|(area, _)| !touch || area.height >= 2) {
        drawn.hits.push(area, Target::OpenItem(item));
    }
    let below = rows.len().saturating_sub(skip + height);
    if below > 0 && body.height > 0 {
        let place = Rect { y: body.bottom(), height: 1, ..body };
        pen.left(place, &format!("   {below} more rows: + goes there"), Role::Warn);
    }
}

//! The order panel: lines with options, notes and kitchen state, and the totals below.

mod rows;
mod totals;

use ratatui::layout::{Position, Rect};

use super::places::Places;
use crate::domain::estimate::estimate;
use crate::domain::id::LineId;
use crate::tui::counter::model::Model;
use crate::tui::counter::turn::Hit;
use crate::tui::theme::Role;
use crate::tui::widgets::{HitMap, Panel, Pen, scroll};

/// The buttons of the chosen line in the touch layout.
const STEPPER: &str = "[ - ] [ + ]";

/// From this many columns there is room for guests beside the time that an order is wanted for.
const GUESTS_AND_TIME: u16 = 46;

/// One row of the panel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    /// The line it belongs to.
    pub(super) line: Option<LineId>,
    /// True for the first row of the chosen line.
    pub(super) mark: bool,
    /// Text at the left, behind the mark.
    pub(super) left: String,
    /// The amount at the right.
    pub(super) right: String,
    /// How it looks.
    pub(super) role: Role,
}

/// A count with its word: `1 item`, `3 items`.
pub(super) fn count(items: i64) -> String {
    let word = if items == 1 { "item" } else { "items" };
    format!("{items} {word}")
}

/// Where the order on the screen goes: its table, its name, else its service.
pub(super) fn place(model: &Model) -> String {
    let opening = model.opening();
    match (&opening.table, &opening.name) {
        (Some(table), _) => format!("TABLE {table}"),
        (None, Some(name)) => format!("{} {name}", opening.service),
        (None, None) => opening.service.to_string(),
    }
}

/// Draws the panel; answers where the chosen line is, or the place of the first one.
pub(super) fn draw(
    model: &Model,
    pen: &mut Pen<'_>,
    places: &Places,
    hits: &mut HitMap<Hit>,
) -> Option<Position> {
    let area = places.order;
    let order = model.order().filter(|_| model.has_lines());
    let opening = model.opening();
    let clock = model.front.desk.state.settings().clock();
    let wanted =
        opening.due.map_or_else(String::new, |due| format!(" for {}", clock.hours_minutes(due)));
    let customer = model.customer_name().map(|name| format!("  {name}")).unwrap_or_default();
    let title = format!("{} {}{wanted}{customer}", model.title(), place(model));
    let over = order.filter(|order| order.cancelled.is_some() || order.rejected.is_some());
    let right = match (order, opening.guests) {
        (None, _) => "empty".to_owned(),
        (Some(order), _) if over.is_some() => order.status().to_string(),
        // The time it is wanted for must not be cut: it goes before the guests.
        (Some(order), guests)
            if guests.is_none() || (!wanted.is_empty() && area.width < GUESTS_AND_TIME) =>
        {
            count(order.pieces())
        }
        (Some(order), None) => count(order.pieces()),
        (Some(order), Some(guests)) => format!("{}, {guests} guests", count(order.pieces())),
    };
    let totals = totals::rows(model, area.width);
    let below = u16::try_from(totals.len()).unwrap_or(0);
    let separator = area.height.saturating_sub(below).saturating_sub(2);
    let separators = [separator];
    let foot = ready_words(model);
    let panel = Panel::new(&title).right(&right).foot_left(&foot).separators(&separators);
    let inner = panel.draw(pen, area);
    let lines = Rect { height: separator.saturating_sub(1), ..inner };
    hits.push(lines, Hit::OrderPanel);
    let mut caret = Some(Position::new(lines.x, lines.y));
    if order.is_some() {
        caret = draw_lines(model, pen, lines, (places.touch, hits)).or(caret);
    } else {
        draw_empty(model, pen, lines);
    }
    let mut y = area.y.saturating_add(separator).saturating_add(1);
    for row in totals {
        let place = Rect::new(inner.x.saturating_add(1), y, inner.width.saturating_sub(1), 1);
        pen.spread(place, (&row.left, row.role), (&row.right, row.role));
        y = y.saturating_add(1);
    }
    caret
}

/// When the kitchen will have the order ready, where it has taught enough to say so.
fn ready_words(model: &Model) -> String {
    let order = model.order().filter(|order| order.cancelled.is_none());
    let state = &model.front.desk.state;
    let ready = order.and_then(|order| estimate(state, order, model.front.now.at));
    let clock = state.settings().clock();
    ready.map_or_else(String::new, |at| format!("ready about {}", clock.hours_minutes(at)))
}

/// In the touch layout every line has two rows, and the chosen one has buttons.
fn with_buttons(model: &Model, rows: Vec<Row>) -> Vec<Row> {
    let mut spread: Vec<Row> = Vec::with_capacity(rows.len().saturating_mul(2));
    let mut rows = rows.into_iter().peekable();
    let mut height = 0_usize;
    while let Some(row) = rows.next() {
        let line = row.line;
        height = height.saturating_add(1);
        spread.push(row);
        if rows.peek().is_some_and(|next| next.line == line) {
            continue;
        }
        let steps = line.is_some() && line == model.chosen;
        if steps || (line.is_some() && height < 2) {
            let right = if steps { STEPPER.to_owned() } else { String::new() };
            spread.push(Row { line, mark: false, left: String::new(), right, role: Role::KeyHint });
        }
        height = 0;
    }
    spread
}

fn draw_lines(
    model: &Model,
    pen: &mut Pen<'_>,
    area: Rect,
    (touch, hits): (bool, &mut HitMap<Hit>),
) -> Option<Position> {
    let mut rows = rows::of(model, area.width);
    if touch {
        rows = with_buttons(model, rows);
    }
    let mut caret = None;
    let chosen = rows.iter().rposition(|row| row.line.is_some() && row.line == model.chosen);
    let height = usize::from(area.height);
    let first = scroll(0, chosen.unwrap_or(0), rows.len(), height);
    let shown = rows.iter().skip(first).take(height);
    for (row, y) in shown.zip(area.y..) {
        let place = Rect { y, height: 1, ..area };
        let chosen = row.line.is_some() && row.line == model.chosen;
        let sign = if row.mark { pen.look.glyphs.chosen } else { " " };
        let left = format!("{sign}{}", row.left);
        pen.spread(place, (&left, row.role), (&row.right, row.role));
        if chosen {
            pen.tint(place, Role::Choice);
        }
        if let Some(line) = row.line {
            hits.push(place, Hit::Line(line));
        }
        if row.mark {
            caret = Some(Position::new(place.x, place.y));
        }
        if row.right == STEPPER {
            let y = y.saturating_sub(1).max(area.y);
            let button =
                |from: u16| Rect { x: area.right().saturating_sub(from), y, width: 6, height: 2 };
            hits.push(button(12), Hit::Step(false));
            hits.push(button(6), Hit::Step(true));
        }
    }
    caret
}

fn draw_empty(model: &Model, pen: &mut Pen<'_>, area: Rect) {
    let held = model.held();
    let held = format!("  F6      held orders ({held})");
    let lines = [
        "",
        "  No items yet.",
        "",
        "  Type a name or a code, scan,",
        "  or tap the menu.",
        "",
        "  Space   all actions",
        "  @12     open table 12",
        &held,
    ];
    let lines = if model.menu().items.is_empty() { lines.get(..2) } else { lines.get(..) };
    for (line, y) in lines.into_iter().flatten().zip(area.top()..area.bottom()) {
        pen.left(Rect { y, height: 1, ..area }, line, Role::Text);
    }
}

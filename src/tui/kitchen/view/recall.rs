//! The list of tickets that were bumped and can come back.

use ratatui::layout::{Position, Rect};

use super::Drawn;
use super::ticket::clock_age;
use crate::domain::board::Recall;
use crate::tui::kitchen::model::Model;
use crate::tui::kitchen::mouse::Target;
use crate::tui::layout::overlay;
use crate::tui::text;
use crate::tui::theme::Role;
use crate::tui::widgets::{Panel, Pen};

/// How many tickets one page of the list shows.
pub(in crate::tui::kitchen) const RECALL_ROWS: usize = 6;
/// Columns and rows of the overlay, its frame included.
const SIZE: (u16, u16) = (80, 21);

const HEADER: &str = "   No    Where      Bumped      Was open  Items";

const WORDS: [&str; 5] = [
    " Enter brings the ticket back with its old timer, marked RECALLED.",
    " The counter and the wall display change back too.",
    "",
    " - - (minus twice) on the ticket screen recalls the last one at once.",
    "",
];

pub(super) fn draw(
    model: &Model,
    rows: &[Recall],
    at: usize,
    pen: &mut Pen<'_>,
    content: Rect,
    drawn: &mut Drawn,
) {
    let area = overlay(content, SIZE.0, SIZE.1);
    let keep = model.settings.keep;
    let kept = format!("{} of {} kept", rows.len(), keep.tickets.max(rows.len()));
    let title = format!("RECALL  bumped in the last {} min", keep.within_ms / 60_000);
    let panel = Panel::new(&title).right(&kept).focused(true);
    let inner = panel.draw(pen, area);
    drawn.hits.clear();
    drawn.hits.push(pen.buffer.area, Target::Outside);
    drawn.hits.push(area, Target::Inside);
    pen.left(Rect { height: 1, ..inner }, &format!(" {HEADER}"), Role::Muted);
    let first = at / RECALL_ROWS * RECALL_ROWS;
    let shown = rows.iter().enumerate().skip(first).take(RECALL_ROWS);
    for (y, (index, row)) in (inner.y + 1..).step_by(2).zip(shown) {
        let place = Rect { y, height: 1, ..inner };
        line(model, pen, place, (index, row), index == at);
        drawn.hits.push(Rect { height: 2, ..place }, Target::Row(index));
        if index == at {
            drawn.caret = Some(Position::new(place.x, place.y));
        }
    }
    if rows.is_empty() {
        let row = Rect { y: inner.y + 2, height: 1, ..inner };
        pen.left(row, "   Nothing was bumped here yet. . goes back to the tickets.", Role::Text);
    }
    let top = inner.bottom().saturating_sub(5);
    for (y, words) in (top..inner.bottom()).zip(WORDS) {
        pen.left(Rect { y, height: 1, ..inner }, words, Role::Muted);
    }
}

/// Every value in its own columns, so that a long name shifts nothing.
fn line(
    model: &Model,
    pen: &mut Pen<'_>,
    place: Rect,
    (index, row): (usize, &Recall),
    chosen: bool,
) {
    let part = |x: u16, width: u16| {
        Rect { x: place.x.saturating_add(x), width, ..place }.intersection(place)
    };
    if chosen {
        pen.left(part(0, 1), pen.look.glyphs.chosen, Role::Strong);
    }
    let number = if index < 9 { (index + 1).to_string() } else { String::new() };
    pen.left(part(2, 2), &number, Role::Strong);
    pen.left(part(5, 6), &row.number, Role::Strong);
    pen.left(part(11, 10), &row.place, Role::Text);
    pen.left(part(22, 8), &model.clock().hours_minutes_seconds(row.bumped), Role::Text);
    pen.right(part(34, 8), &clock_age(row.open_ms), Role::Text);
    let room = place.width.saturating_sub(44);
    let items = text::cut(&row.items_text(), usize::from(room), pen.look.glyphs.cut);
    pen.left(part(44, room), &items, Role::Text);
    if chosen {
        pen.tint(place, Role::Choice);
    }
}

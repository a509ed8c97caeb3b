//! The words of the screen for those who listen: the head of what lies on top, and the row where the
//! cursor is.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::tui::counter::model::{Focus, Model};
use crate::tui::glyphs::{Glyphs, Lines};
use crate::tui::widgets::{HitMap, Pen};

/// Head and row of the screen as it is now; the row is empty where nothing is chosen or typed.
pub(in crate::tui::counter) fn spoken(model: &Model) -> (String, String) {
    let mut buffer = Buffer::empty(super::screen(model));
    let glyphs = &model.look.glyphs;
    let Some(open) = model.overlays.last() else {
        let caret = super::draw(model, &mut buffer, &mut HitMap::default());
        let title = format!("{} {}", model.title(), super::order::place(model));
        let row = match (caret, model.focus) {
            (Some(caret), Focus::Menu) => row_at(&buffer, caret.at, glyphs),
            (Some(caret), Focus::Entry) if !model.entry.is_empty() => {
                row_at(&buffer, Position { y: caret.at.y.saturating_add(1), ..caret.at }, glyphs)
            }
            (Some(_) | None, _) => String::new(),
        };
        return (title, row);
    };
    let over = open.over.over();
    let area = super::places::Places::of(&model.look, buffer.area).rows.content;
    let mut pen = Pen::new(&mut buffer, &model.look);
    let caret = over.view(&model.front, &mut pen, area, &mut HitMap::default());
    let rows = area.top()..area.bottom();
    let mut heads = rows.map(|y| words(&buffer, Rect { y, height: 1, ..area }, glyphs));
    let title = heads.find(|head| !head.is_empty()).unwrap_or_default();
    let row = over.spoken(&model.front);
    let row = row.or_else(|| caret.map(|at| row_at(&buffer, at, glyphs)));
    (title, row.unwrap_or_default())
}

/// The row of a cell, between the lines of the frame around it.
fn row_at(buffer: &Buffer, at: Position, glyphs: &Glyphs) -> String {
    let sides = [glyphs.single.vertical, glyphs.double.vertical];
    let is_side =
        |x: &u16| buffer.cell((*x, at.y)).is_some_and(|cell| sides.contains(&cell.symbol()));
    let left = (0..at.x).rev().find(is_side).map_or(0, |x| x.saturating_add(1));
    let right = (at.x..buffer.area.right()).find(is_side).unwrap_or(buffer.area.right());
    words(buffer, Rect::new(left, at.y, right.saturating_sub(left), 1), glyphs)
}

/// The words of a row, without frames and marks.
fn words(buffer: &Buffer, row: Rect, glyphs: &Glyphs) -> String {
    let mut text = String::new();
    for x in row.left()..row.right() {
        let Some(cell) = buffer.cell((x, row.y)) else { continue };
        let sign = cell.symbol();
        let drawn = is_line(&glyphs.single, sign)
            || is_line(&glyphs.double, sign)
            || sign == glyphs.chosen
            || sign == glyphs.block;
        text.push_str(if drawn { " " } else { sign });
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn is_line(lines: &Lines, sign: &str) -> bool {
    // In ASCII these signs are letters of names and amounts too: only the drawn sets are dropped.
    !sign.is_ascii()
        && [
            lines.horizontal,
            lines.vertical,
            lines.top_left,
            lines.top_right,
            lines.bottom_left,
            lines.bottom_right,
            lines.left_joint,
            lines.right_joint,
        ]
        .contains(&sign)
}

//! Rows of a drawn screen as words, for those who listen.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::glyphs::{Glyphs, Lines};

/// The row of a cell, between the lines of the frame around it.
pub(in crate::tui) fn row_at(buffer: &Buffer, at: Position, glyphs: &Glyphs) -> String {
    let sides = [glyphs.single.vertical, glyphs.double.vertical];
    let is_side =
        |x: &u16| buffer.cell((*x, at.y)).is_some_and(|cell| sides.contains(&cell.symbol()));
    let left = (0..at.x).rev().find(is_side).map_or(0, |x| x.saturating_add(1));
    let right = (at.x..buffer.area.right()).find(is_side).unwrap_or(buffer.area.right());
    words(buffer, Rect::new(left, at.y, right.saturating_sub(left), 1), glyphs)
}

/// The words of a row, without frames and marks.
pub(in crate::tui) fn words(buffer: &Buffer, row: Rect, glyphs: &Glyphs) -> String {
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

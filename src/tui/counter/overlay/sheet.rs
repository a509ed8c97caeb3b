//! A sheet: rows and columns inside the frame of an overlay, and keys in brackets that can be tapped.

use ratatui::layout::Rect;

use crate::tui::counter::turn::Hit;
use crate::tui::input::Key;
use crate::tui::layout::overlay;
use crate::tui::text;
use crate::tui::theme::Role;
use crate::tui::widgets::{HitMap, Panel, Pen};

/// Columns of the stage on which every overlay is drawn; larger screens centre it.
pub const STAGE_WIDTH: u16 = 80;
/// Rows of the stage.
pub const STAGE_HEIGHT: u16 = 21;

/// The rectangle at a place of the stage, which stands in the middle of the content rows.
pub fn place(content: Rect, x: u16, y: u16, (width, height): (u16, u16)) -> Rect {
    let stage = overlay(content, STAGE_WIDTH, STAGE_HEIGHT);
    let area = Rect::new(stage.x.saturating_add(x), stage.y.saturating_add(y), width, height);
    area.intersection(content)
}

/// The columns of a text.
pub fn columns(line: &str) -> u16 {
    u16::try_from(text::width(line)).unwrap_or(u16::MAX)
}

/// The inside of a frame that is being drawn on.
pub struct Sheet<'s, 'b> {
    /// The pen.
    pub pen: &'s mut Pen<'b>,
    /// The places to tap.
    pub hits: &'s mut HitMap<Hit>,
    inner: Rect,
}

impl<'s, 'b> Sheet<'s, 'b> {
    /// Draws the frame and answers the sheet in it.
    pub fn open(
        pen: &'s mut Pen<'b>,
        hits: &'s mut HitMap<Hit>,
        area: Rect,
        panel: &Panel<'_>,
    ) -> Self {
        let inner = panel.draw(pen, area);
        Self { pen, hits, inner }
    }

    /// A sheet without a frame.
    pub const fn bare(pen: &'s mut Pen<'b>, hits: &'s mut HitMap<Hit>, inner: Rect) -> Self {
        Self { pen, hits, inner }
    }

    /// Columns of the sheet.
    pub const fn width(&self) -> u16 {
        self.inner.width
    }

    /// A part of the sheet, from its own first column and row.
    pub fn area(&self, x: u16, y: u16, width: u16, height: u16) -> Rect {
        let wanted = Rect::new(
            self.inner.x.saturating_add(x),
            self.inner.y.saturating_add(y),
            width,
            height,
        );
        wanted.intersection(self.inner)
    }

    /// A row from a column to the end of the sheet.
    pub fn row(&self, x: u16, y: u16) -> Rect {
        self.area(x, y, self.inner.width.saturating_sub(x), 1)
    }

    /// Text from a column on.
    pub fn text(&mut self, x: u16, y: u16, line: &str, role: Role) {
        let row = self.row(x, y);
        self.pen.left(row, line, role);
    }

    /// Text in a column of its own, cut at its end.
    pub fn cell(&mut self, (x, y): (u16, u16), width: u16, line: &str, role: Role) {
        let area = self.area(x, y, width, 1);
        self.pen.left(area, line, role);
    }

    /// Text that ends before a column, as amounts do.
    pub fn ends(&mut self, end: u16, y: u16, line: &str, role: Role) {
        let width = columns(line).min(end);
        let area = self.area(end.saturating_sub(width), y, width, 1);
        self.pen.left(area, line, role);
    }

    /// Text in which `[x]` is a key: from there to the next bracket it can be tapped.
    pub fn keyed(&mut self, x: u16, y: u16, line: &str, role: Role) {
        self.text(x, y, line, role);
        let mut starts: Vec<usize> = line.match_indices('[').map(|(at, _)| at).collect();
        starts.push(line.len());
        for pair in starts.windows(2) {
            let &[from, to] = pair else { continue };
            let part = line.get(from..to).unwrap_or_default();
            let word = part.strip_prefix('[').and_then(|rest| rest.split_once(']'));
            let Some(key) = word.and_then(|(word, _)| word.parse::<Key>().ok()) else { continue };
            let before = columns(line.get(..from).unwrap_or_default());
            let shown = part.split_once(']').map_or(0, |(word, _)| columns(word).saturating_add(1));
            let place = self.area(x.saturating_add(before), y, columns(part.trim_end()), 1);
            self.pen.tint(Rect { width: shown.min(place.width), ..place }, Role::KeyHint);
            self.hits.push(place, Hit::Key(key));
        }
    }

    /// Makes a whole row a place to tap.
    pub fn tap_row(&mut self, y: u16, hit: Hit) {
        let row = self.row(0, y);
        self.hits.push(row, hit);
    }

    /// Reasons below each other, each with its number, which chooses it as a tap does.
    pub fn reasons(&mut self, top: u16, reasons: &[&str], role: Role) {
        for ((y, number), reason) in (top..).zip('1'..='9').zip(reasons) {
            self.text(5, y, &format!("{number} {reason}"), role);
            self.tap_row(y, Hit::Key(Key::Char(number)));
        }
    }

    /// Rows of wrapped text; answers how many there were.
    pub fn paragraph(&mut self, (x, y): (u16, u16), (width, rows): (u16, u16), line: &str) -> u16 {
        let area = self.area(x, y, width, rows);
        self.pen.paragraph(area, line, Role::Text)
    }
}

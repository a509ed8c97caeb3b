//! Overlays in the touch layout: the usual drawing, stretched until all that can be tapped is two
//! rows high, and a window over it where the screen is too low.

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::{Position, Rect};

use crate::tui::counter::overlay::STAGE_ROWS;
use crate::tui::counter::turn::{Hit, Over};
use crate::tui::front::Front;
use crate::tui::widgets::{HitMap, Pen};

/// What no drawing writes: such cells were left alone.
const UNTOUCHED: &str = "\u{1}";
/// Columns of a place to tap at the least.
const LEAST_COLUMNS: u16 = 6;
/// Rows of a place to tap at the least.
const LEAST_ROWS: u16 = 2;

/// What a stretched drawing leaves behind.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Stretched {
    /// Where the cursor is.
    pub(super) caret: Option<Position>,
    /// When the screen is too low for all rows: where the window goes by the button up and by the
    /// one down, in rows from where the cursor is seen.
    pub(super) window: Option<(i16, i16)>,
}

/// Where each row of the drawing goes: its new row, and how many there are of it. Two where a free
/// one follows, none for an empty row that the screen has no room for.
struct Rows {
    top: u16,
    to: Vec<(u16, u16)>,
    height: u16,
}

impl Rows {
    fn of(source: &Buffer, small: &[bool], lines: [&str; 2], room: u16) -> Self {
        let drawn = |y: u16| {
            (source.area.left()..source.area.right()).any(|x| symbol(source, x, y) != UNTOUCHED)
        };
        let rows = source.area.top()..source.area.bottom();
        let top = rows.clone().find(|y| drawn(*y)).unwrap_or(0);
        let bottom = rows.rev().find(|y| drawn(*y)).map_or(top, |y| y.saturating_add(1));
        let is_small = |y: u16| small.get(usize::from(y)).copied().unwrap_or(false);
        let empty = |y: u16| {
            let mut row = (source.area.left()..source.area.right()).map(|x| symbol(source, x, y));
            row.all(|sign| sign == UNTOUCHED || sign == " " || lines.contains(&sign))
        };
        // A free row below belongs to the place above it; else one is put in.
        let count = |y: u16| 1 + u16::from(is_small(y) && is_small(y.saturating_add(1)));
        let mut counts: Vec<u16> = (top..bottom).map(count).collect();
        let mut height: u16 = counts.iter().sum();
        for (y, count) in (top..bottom).zip(&mut counts).rev() {
            let used = is_small(y) || is_small(y.saturating_sub(1));
            if height > room && !used && empty(y) {
                *count = 0;
                height = height.saturating_sub(1);
            }
        }
        let mut to = Vec::with_capacity(counts.len());
        let mut y = 0_u16;
        for count in counts {
            to.push((y, count));
            y = y.saturating_add(count);
        }
        Self { top, to, height }
    }

    fn place(&self, y: u16) -> Option<(u16, u16)> {
        self.to.get(usize::from(y.checked_sub(self.top)?)).copied()
    }

    /// The rectangle after stretching; a single row becomes two.
    fn stretch(&self, area: Rect) -> Option<Rect> {
        let (y, _) = self.place(area.y)?;
        let last = area.bottom().checked_sub(1)?;
        let end = match self.place(last) {
            Some((end, count)) => end.saturating_add(count),
            None => self.height,
        };
        let height = end.saturating_sub(y).max(LEAST_ROWS);
        Some(Rect { y, height, ..area })
    }
}

/// Draws an overlay into `area`; `scroll` moves the window from where the cursor would be seen.
pub(super) fn draw(
    over: &dyn Over,
    (front, scroll): (&Front, i16),
    pen: &mut Pen<'_>,
    area: Rect,
    hits: &mut HitMap<Hit>,
) -> Stretched {
    let stage = Rect::new(0, 0, area.width, area.height.max(STAGE_ROWS));
    let mut blank = Cell::default();
    blank.set_symbol(UNTOUCHED);
    let mut source = Buffer::filled(stage, blank);
    let mut found = HitMap::default();
    let caret = over.view(front, &mut Pen::new(&mut source, pen.look), stage, &mut found);
    let mut small = vec![false; usize::from(stage.height)];
    for (place, _) in found.places().iter().filter(|(place, _)| place.height == 1) {
        if let Some(row) = small.get_mut(usize::from(place.y)) {
            *row = true;
        }
    }
    let lines = [pen.look.glyphs.single.vertical, pen.look.glyphs.double.vertical];
    let rows = Rows::of(&source, &small, lines, area.height);
    let window = Window::of(&rows, area, caret, scroll);
    window.copy(&rows, &source, pen);
    for (place, hit) in found.places() {
        let wide = if place.height == 1 { widened(*place, &found, stage) } else { *place };
        let Some(place) = rows.stretch(wide).and_then(|place| window.see(place)) else { continue };
        hits.push(place, hit.clone());
    }
    let caret = caret.and_then(|at| {
        let (y, _) = rows.place(at.y)?;
        let place = window.see(Rect::new(at.x, y, 1, LEAST_ROWS))?;
        Some(Position::new(place.x, place.y))
    });
    Stretched { caret, window: window.moves }
}

/// A narrow place with the free columns beside it.
fn widened(place: Rect, all: &HitMap<Hit>, stage: Rect) -> Rect {
    let lack = LEAST_COLUMNS.saturating_sub(place.width);
    if lack == 0 {
        return place;
    }
    let free = |wanted: Rect| {
        wanted.right() <= stage.right()
            && !all
                .places()
                .iter()
                .any(|(other, _)| other.height == 1 && *other != place && other.intersects(wanted))
    };
    let right = Rect { width: place.width.saturating_add(lack), ..place };
    let left = Rect { x: place.x.saturating_sub(lack), ..right };
    [right, left].into_iter().find(|wanted| free(*wanted)).unwrap_or(place)
}

/// The part of the stretched rows that is seen.
struct Window {
    area: Rect,
    /// The first row below the title that is seen.
    first: u16,
    moves: Option<(i16, i16)>,
}

impl Window {
    fn of(rows: &Rows, area: Rect, caret: Option<Position>, scroll: i16) -> Self {
        if rows.height <= area.height {
            let y = area.y.saturating_add(rows.top.min(area.height.saturating_sub(rows.height)));
            return Self { area: Rect { y, height: rows.height, ..area }, first: 0, moves: None };
        }
        let at = caret.and_then(|at| rows.place(at.y)).map_or(0, |(y, _)| y);
        let most = rows.height.saturating_sub(area.height);
        let usual = at.saturating_sub(area.height / 2).min(most);
        let first = usual.saturating_add_signed(scroll).min(most);
        let step = area.height / 2;
        let away = |to: u16| to.checked_signed_diff(usual).unwrap_or(0);
        let below = first.saturating_add(step).min(most);
        let moves = Some((away(first.saturating_sub(step)), away(below)));
        Self { area, first, moves }
    }

    /// The row of the screen where a stretched row is; the title always stays.
    fn row(&self, y: u16) -> Option<u16> {
        let y = if y == 0 { 0 } else { y.checked_sub(self.first).filter(|y| *y > 0)? };
        (y < self.area.height).then(|| self.area.y.saturating_add(y))
    }

    /// The seen part of a stretched rectangle; none where too little of it is left to be tapped.
    fn see(&self, place: Rect) -> Option<Rect> {
        let mut seen = (place.top()..place.bottom()).filter_map(|y| self.row(y));
        let first = seen.next()?;
        let last = seen.next_back().unwrap_or(first);
        let height = last.saturating_sub(first).saturating_add(1);
        let x = self.area.x.saturating_add(place.x);
        (height >= LEAST_ROWS || place.height < LEAST_ROWS)
            .then(|| Rect::new(x, first, place.width, height))
    }

    fn copy(&self, rows: &Rows, source: &Buffer, pen: &mut Pen<'_>) {
        for (y, (to, count)) in (rows.top..).zip(&rows.to) {
            for copy in 0..*count {
                if let Some(row) = self.row(to.saturating_add(copy)) {
                    copy_row(source, y, pen, (self.area.x, row), copy > 0);
                }
            }
        }
    }
}

/// Copies a row; a free one keeps only the frame and the colours.
fn copy_row(source: &Buffer, y: u16, pen: &mut Pen<'_>, (x0, row): (u16, u16), free: bool) {
    let kinds = [pen.look.glyphs.single, pen.look.glyphs.double];
    let lines = kinds.map(|kind| kind.vertical);
    for x in source.area.left()..source.area.right() {
        let Some(cell) = source.cell((x, y)).filter(|cell| cell.symbol() != UNTOUCHED) else {
            continue;
        };
        let Some(to) = pen.buffer.cell_mut((x0.saturating_add(x), row)) else { continue };
        *to = cell.clone();
        if free && !lines.contains(&cell.symbol()) {
            // Below a line across, the sides of the frame go on.
            let side = kinds.iter().filter(|_| !cell.symbol().is_ascii()).find(|kind| {
                [kind.top_left, kind.top_right, kind.left_joint, kind.right_joint]
                    .contains(&cell.symbol())
            });
            to.set_symbol(side.map_or(" ", |kind| kind.vertical));
        }
    }
}

fn symbol(buffer: &Buffer, x: u16, y: u16) -> &str {
    buffer.cell((x, y)).map_or(UNTOUCHED, Cell::symbol)
}

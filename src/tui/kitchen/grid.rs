//! Where the tickets go: header, cells and the fixed rows, from the size of the screen only.

use ratatui::layout::Rect;

use super::model::Model;
use crate::tui::layout::{Layout, Rows, split_row};

/// A cell is never narrower than this.
const CELL_COLUMNS: u16 = 20;
/// On wide screens a cell is never narrower than this.
const WIDE_CELL_COLUMNS: u16 = 30;
/// Tickets side by side on narrow screens.
const COLUMNS: u16 = 4;
/// Tickets side by side on wide screens.
const WIDE_COLUMNS: u16 = 5;
/// One digit chooses a ticket, so a page has this many unless the settings ask for more.
pub(super) const SLOTS: usize = 10;
/// The most that a page can have.
const SLOTS_MAX: usize = 30;
/// Two rows of tickets need this much height.
const TWO_ROWS: u16 = 18;
/// In the touch layout, where a line has two rows, two rows of tickets need this much.
const TWO_ROWS_TOUCH: u16 = 28;
/// A cell is never lower than this where more than ten are asked for.
const CELL_ROWS: u16 = 9;

/// The screen cut into its parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stage {
    pub(super) layout: Layout,
    pub(super) rows: Rows,
    /// The row above the tickets, on wide screens.
    pub(super) header: Option<Rect>,
    /// One rectangle per slot, left to right, top to bottom.
    pub(super) cells: Vec<Rect>,
    /// Where the sums over all tickets stand, while they are shown.
    pub(super) panel: Option<Rect>,
}

impl Stage {
    /// The parts for a screen. Without a header the tickets stand in the message row too, while
    /// there is no message.
    pub(super) fn of(model: &Model, screen: Rect) -> Self {
        Self::with(model, screen, model.messages.current().is_none())
    }

    /// The parts as they are while there is a message: what must not change with it is measured
    /// here.
    pub(super) fn least(model: &Model, screen: Rect) -> Self {
        Self::with(model, screen, false)
    }

    fn with(model: &Model, screen: Rect, message_row: bool) -> Self {
        let layout = model.look.layout(screen);
        let rows = layout.rows(screen);
        let mut area = rows.content;
        let mut header = None;
        if layout.is_wide() {
            header = Some(Rect { height: area.height.min(1), ..area });
            area.y = area.y.saturating_add(1);
            area.height = area.height.saturating_sub(1);
        } else if message_row && !rows.message.is_empty() {
            area.height = area.height.saturating_add(1);
        }
        let mut most = model.settings.max_slots;
        let mut panel = None;
        if model.all_day.is_some() {
            let wide = layout.is_wide();
            let side = if wide { columns_of(area, true, most) } else { 2 };
            let width = (area.width / side.max(2)).max(1);
            let rest = area.width.saturating_sub(width);
            panel = Some(Rect { x: area.x.saturating_add(rest), width, ..area });
            area.width = rest;
            most = if wide { most } else { most.min(usize::from(COLUMNS)) };
        }
        let two_rows = if layout.is_touch() { TWO_ROWS_TOUCH } else { TWO_ROWS };
        let cells = cells(area, layout.is_wide(), (most, two_rows));
        Self { layout, rows, header, cells, panel }
    }
}

fn columns_of(area: Rect, wide: bool, max_slots: usize) -> u16 {
    let most = u16::try_from(max_slots.clamp(1, SLOTS_MAX)).unwrap_or(COLUMNS);
    let (least, mut side) =
        if wide { (WIDE_CELL_COLUMNS, WIDE_COLUMNS) } else { (CELL_COLUMNS, COLUMNS) };
    if max_slots > SLOTS {
        side = area.width;
    }
    let least = if max_slots > SLOTS { CELL_COLUMNS } else { least };
    (area.width / least).clamp(1, side).min(most)
}

fn cells(area: Rect, wide: bool, (max_slots, two_rows): (usize, u16)) -> Vec<Rect> {
    let most = u16::try_from(max_slots.clamp(1, SLOTS_MAX)).unwrap_or(COLUMNS);
    let columns = columns_of(area, wide, max_slots);
    let fits = most / columns;
    let lines = if max_slots > SLOTS {
        (area.height / CELL_ROWS).clamp(1, fits.max(1))
    } else if area.height >= two_rows && fits >= 2 {
        2
    } else {
        1
    };
    let mut cells = Vec::new();
    let mut y = area.y;
    for line in 0..lines {
        let height = area.height / lines + u16::from(line < area.height % lines);
        cells.extend(split_row(Rect { y, height, ..area }, columns));
        y = y.saturating_add(height);
    }
    cells
}
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_of_the_drawn_sizes() {
        let small = cells(Rect::new(0, 1, 80, 22), false, (10, TWO_ROWS));
        assert_eq!(small.len(), 8);
        assert_eq!(small[0], Rect::new(0, 1, 20, 11));
        assert_eq!(small[7], Rect::new(60, 12, 20, 11));
        let wide = cells(Rect::new(0, 2, 120, 32), true, (10, TWO_ROWS));
        assert_eq!((wide.len(), wide[0]), (8, Rect::new(0, 2, 30, 16)));
        assert_eq!(cells(Rect::new(0, 2, 200, 56), true, (10, TWO_ROWS)).len(), 10);
        assert_eq!(cells(Rect::new(0, 2, 200, 56), true, (4, TWO_ROWS)).len(), 4);
        assert_eq!(cells(Rect::new(0, 1, 90, 17), false, (10, TWO_ROWS)).len(), 4);
        assert_eq!(cells(Rect::new(0, 0, 3, 0), false, (10, TWO_ROWS)).len(), 1);
    }
}

//! Where the parts of the order screen stand, decided by the size and the layout alone.

use ratatui::layout::Rect;

use crate::tui::layout::{Layout, LayoutKind, Rows};
use crate::tui::look::Look;

/// Rows of the entry box, its frame included.
const ENTRY_ROWS: u16 = 4;
/// Columns of the category column, its frame included.
const CATEGORY_COLUMNS: u16 = 16;
/// Rows of a button.
pub(super) const BUTTON_ROWS: u16 = 3;

/// The parts of the order screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Places {
    /// True when there is no room to work in.
    pub(super) too_small: bool,
    /// True in the wide layout.
    pub(super) wide: bool,
    /// True in the touch layout.
    pub(super) touch: bool,
    /// The fixed rows. In the touch layout the buttons stand above the message row.
    pub(super) rows: Rows,
    /// The category column of the wide layout, the row of buttons of the touch layout.
    pub(super) categories: Option<Rect>,
    /// The menu panel.
    pub(super) menu: Rect,
    /// The order panel.
    pub(super) order: Rect,
    /// The entry box; the touch layout shows it only while something is typed.
    pub(super) entry: Rect,
    /// The latest sales, in the wide layout.
    pub(super) last: Option<Rect>,
}

impl Places {
    /// The parts for a screen.
    pub(super) fn of(look: &Look, screen: Rect) -> Self {
        let layout = Layout::of(screen.width, screen.height, look.layout);
        let (wide, touch) = (layout.is_wide(), layout.is_touch());
        let rows = if touch { touch_rows(screen) } else { layout.rows(screen) };
        let content = rows.content;
        let order_width = layout.order_panel_width().min(content.width);
        let left = content.width.saturating_sub(order_width);
        let order_x = content.x.saturating_add(left);
        let above = content.height.saturating_sub(ENTRY_ROWS);
        let below = content.y.saturating_add(above);
        let part = |x: u16, y: u16, width: u16, height: u16| {
            Rect::new(content.x.saturating_add(x), content.y.saturating_add(y), width, height)
        };
        let categories = match (wide, touch) {
            (true, _) => Some(part(0, 0, CATEGORY_COLUMNS, above)),
            (_, true) => Some(part(0, 0, left, BUTTON_ROWS)),
            (false, false) => None,
        };
        let menu = if touch {
            part(0, BUTTON_ROWS, left, content.height.saturating_sub(BUTTON_ROWS))
        } else {
            let column = if wide { CATEGORY_COLUMNS } else { 0 };
            part(column, 0, left.saturating_sub(column), above)
        };
        let order_rows = if wide { above } else { content.height };
        Self {
            too_small: layout.kind == LayoutKind::TooSmall,
            wide,
            touch,
            rows,
            categories,
            menu,
            order: Rect::new(order_x, content.y, order_width, order_rows),
            entry: Rect::new(content.x, below, left, ENTRY_ROWS),
            last: wide.then(|| Rect::new(order_x, below, order_width, ENTRY_ROWS)),
        }
    }

    /// The menu panel while something is typed in the touch layout: it leaves room for the entry.
    pub(super) fn typing(&self) -> Rect {
        let height = self.entry.y.saturating_sub(self.rows.content.y);
        Rect { y: self.rows.content.y, height, ..self.menu }
    }

    /// Everything between the status line and the buttons at the bottom of the screen, for an
    /// overlay with a touch drawing of its own, and those buttons.
    pub(super) fn whole(&self) -> (Rect, Rect) {
        let keys = Rect { y: self.rows.keys.y.saturating_add(1), ..self.rows.keys };
        let content = self.rows.content;
        (Rect { height: keys.y.saturating_sub(content.y), ..content }, keys)
    }
}

fn touch_rows(screen: Rect) -> Rows {
    let row = |y: u16, height: u16| {
        Rect::new(screen.x, screen.y.saturating_add(y), screen.width, height).intersection(screen)
    };
    let content = screen.height.saturating_sub(BUTTON_ROWS).saturating_sub(2);
    Rows {
        status: row(0, 1),
        content: row(1, content),
        keys: row(content.saturating_add(1), BUTTON_ROWS),
        message: row(content.saturating_add(1).saturating_add(BUTTON_ROWS), 1),
    }
}

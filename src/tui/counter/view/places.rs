//! Where the parts of the order screen stand, decided by the size alone.

use ratatui::layout::Rect;

use crate::tui::layout::{Layout, LayoutKind, LayoutSetting, Rows};
use crate::tui::look::Look;

/// Rows of the entry box, its frame included.
const ENTRY_ROWS: u16 = 4;
/// Columns of the category column, its frame included.
const CATEGORY_COLUMNS: u16 = 16;

/// The parts of the order screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Places {
    /// True when there is no room to work in.
    pub(super) too_small: bool,
    /// True in the wide layout.
    pub(super) wide: bool,
    /// The fixed rows.
    pub(super) rows: Rows,
    /// The category column of the wide layout.
    pub(super) categories: Option<Rect>,
    /// The menu panel.
    pub(super) menu: Rect,
    /// The order panel.
    pub(super) order: Rect,
    /// The entry box.
    pub(super) entry: Rect,
    /// The latest sales, in the wide layout.
    pub(super) last: Option<Rect>,
}

impl Places {
    /// The parts for a screen. The order screen has no drawing for large targets, so that the
    /// compact one serves them.
    pub(super) fn of(look: &Look, screen: Rect) -> Self {
        let setting = match look.layout {
            LayoutSetting::Touch => LayoutSetting::Compact,
            LayoutSetting::Auto | LayoutSetting::Compact | LayoutSetting::Wide => look.layout,
        };
        let layout = Layout::of(screen.width, screen.height, setting);
        let rows = layout.rows(screen);
        let content = rows.content;
        let wide = layout.is_wide();
        let order_width = layout.order_panel_width().min(content.width);
        let left = content.width.saturating_sub(order_width);
        let order_x = content.x.saturating_add(left);
        let above = content.height.saturating_sub(ENTRY_ROWS);
        let below = content.y.saturating_add(above);
        let categories = wide.then(|| Rect::new(content.x, content.y, CATEGORY_COLUMNS, above));
        let category_columns = if wide { CATEGORY_COLUMNS } else { 0 };
        let order_rows = if wide { above } else { content.height };
        Self {
            too_small: layout.kind == LayoutKind::TooSmall,
            wide,
            rows,
            categories,
            menu: Rect::new(
                content.x.saturating_add(category_columns),
                content.y,
                left.saturating_sub(category_columns),
                above,
            ),
            order: Rect::new(order_x, content.y, order_width, order_rows),
            entry: Rect::new(content.x, below, left, ENTRY_ROWS),
            last: wide.then(|| Rect::new(order_x, below, order_width, ENTRY_ROWS)),
        }
    }
}

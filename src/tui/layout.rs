//! Where things go, decided from width, height and one setting only.

mod small;
mod touch;

pub use small::too_small;
pub use touch::TouchWatch;

use std::str::FromStr;

use ratatui::layout::Rect;

/// The least width of counter and kitchen in columns.
pub const LEAST_WIDTH: u16 = 80;
/// The least height of counter and kitchen in rows.
pub const LEAST_HEIGHT: u16 = 24;
/// From this many columns (and [`WIDE_HEIGHT`] rows) the wide layout is used.
pub const WIDE_WIDTH: u16 = 120;
/// From this many rows (and [`WIDE_WIDTH`] columns) the wide layout is used.
pub const WIDE_HEIGHT: u16 = 36;
/// The order panel at the least width, in columns.
const ORDER_LEAST: u16 = 35;
/// The order panel at [`WIDE_WIDTH`], in columns.
const ORDER_WIDE: u16 = 46;
/// The order panel on very wide screens, in columns.
const ORDER_MOST: u16 = 56;

/// The value of `ui.layout`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LayoutSetting {
    /// Compact or wide by size.
    #[default]
    Auto,
    /// Compact at every size.
    Compact,
    /// Large targets.
    Touch,
    /// Wide where it fits, else compact.
    Wide,
}

impl FromStr for LayoutSetting {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        match word {
            "auto" => Ok(Self::Auto),
            "compact" => Ok(Self::Compact),
            "touch" => Ok(Self::Touch),
            "wide" => Ok(Self::Wide),
            other => Err(format!("ui.layout is \"{other}\"; write auto, compact, touch or wide")),
        }
    }
}

/// Which of the drawings a screen uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LayoutKind {
    /// No room: only the message of [`too_small`].
    TooSmall,
    /// From 80 x 24: keyboard and mouse, targets of one row.
    Compact,
    /// From 80 x 24: targets of at least 6 columns and 2 rows.
    Touch,
    /// From 120 x 36: category column, larger cells, detail panels.
    Wide,
}

/// The decisions for one size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layout {
    /// Which drawing.
    pub kind: LayoutKind,
    /// Columns of the whole screen.
    pub width: u16,
    /// Rows of the whole screen.
    pub height: u16,
}

/// The fixed rows of counter and kitchen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rows {
    /// The first row.
    pub status: Rect,
    /// Everything between.
    pub content: Rect,
    /// The last row but one; in the touch layout the row above the buttons.
    pub message: Rect,
    /// The last row, or the three rows of buttons in the touch layout.
    pub keys: Rect,
}

impl Layout {
    /// The layout for a size and a setting.
    pub fn of(width: u16, height: u16, setting: LayoutSetting) -> Self {
        let wide = width >= WIDE_WIDTH && height >= WIDE_HEIGHT;
        let kind = match setting {
            _ if width < LEAST_WIDTH || height < LEAST_HEIGHT => LayoutKind::TooSmall,
            LayoutSetting::Touch => LayoutKind::Touch,
            LayoutSetting::Auto | LayoutSetting::Wide if wide => LayoutKind::Wide,
            LayoutSetting::Auto | LayoutSetting::Wide | LayoutSetting::Compact => {
                LayoutKind::Compact
            }
        };
        Self { kind, width, height }
    }

    /// True for the wide layout.
    pub fn is_wide(&self) -> bool {
        self.kind == LayoutKind::Wide
    }

    /// True for the touch layout.
    pub fn is_touch(&self) -> bool {
        self.kind == LayoutKind::Touch
    }

    /// Columns of the order panel, its frame included: 35 at 80, 46 at 120, at most 56.
    pub fn order_panel_width(&self) -> u16 {
        let extra = self.width.saturating_sub(LEAST_WIDTH).min(WIDE_WIDTH);
        let grown = extra.saturating_mul(ORDER_WIDE - ORDER_LEAST) / (WIDE_WIDTH - LEAST_WIDTH);
        ORDER_LEAST.saturating_add(grown).min(ORDER_MOST)
    }

    /// The fixed rows. The touch layout gives its last three rows to buttons; its message row stands
    /// above them, and a screen may draw content into it while there is no message.
    pub fn rows(&self, screen: Rect) -> Rows {
        let keys = if self.is_touch() { 3 } else { 1 };
        let content = screen.height.saturating_sub(keys).saturating_sub(2);
        let row = |offset: u16, height: u16| {
            Rect::new(screen.x, screen.y.saturating_add(offset), screen.width, height)
                .intersection(screen)
        };
        Rows {
            status: row(0, 1),
            content: row(1, content),
            message: row(content.saturating_add(1), 1),
            keys: row(content.saturating_add(2), keys),
        }
    }
}

/// An overlay of a size, centred in the content rows and never larger than they are.
pub fn overlay(content: Rect, width: u16, height: u16) -> Rect {
    let width = width.min(content.width);
    let height = height.min(content.height);
    Rect::new(
        content.x.saturating_add((content.width - width) / 2),
        content.y.saturating_add((content.height - height) / 2),
        width,
        height,
    )
}

/// A row of `count` parts as equal as columns allow; the parts at the left take the remainder.
pub fn split_row(area: Rect, count: u16) -> Vec<Rect> {
    let mut parts = Vec::new();
    let mut x = area.x;
    for index in 0..count {
        let width = area.width / count + u16::from(index < area.width % count);
        parts.push(Rect::new(x, area.y, width, area.height));
        x = x.saturating_add(width);
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(width: u16, height: u16, setting: LayoutSetting) -> LayoutKind {
        Layout::of(width, height, setting).kind
    }

    #[test]
    fn the_kind_follows_size_and_setting() {
        let auto = LayoutSetting::Auto;
        assert_eq!(kind(79, 24, auto), LayoutKind::TooSmall);
        assert_eq!(kind(80, 23, LayoutSetting::Touch), LayoutKind::TooSmall);
        assert_eq!(kind(80, 24, auto), LayoutKind::Compact);
        assert_eq!(kind(120, 35, auto), LayoutKind::Compact);
        assert_eq!(kind(120, 36, auto), LayoutKind::Wide);
        assert_eq!(kind(100, 30, LayoutSetting::Wide), LayoutKind::Compact);
        assert_eq!(kind(200, 60, LayoutSetting::Compact), LayoutKind::Compact);
        assert_eq!(kind(200, 60, LayoutSetting::Touch), LayoutKind::Touch);
    }

    #[test]
    fn the_order_panel_grows_from_35_to_56() {
        let width = |columns| Layout::of(columns, 50, LayoutSetting::Auto).order_panel_width();
        assert_eq!(width(80), 35);
        assert_eq!(width(100), 40);
        assert_eq!(width(120), 46);
        assert_eq!(width(160), 56);
        assert_eq!(width(u16::MAX), 56);
    }

    #[test]
    fn rows_of_80_by_24_and_an_overlay_in_them() {
        let screen = Rect::new(0, 0, 80, 24);
        let rows = Layout::of(80, 24, LayoutSetting::Auto).rows(screen);
        assert_eq!(rows.content, Rect::new(0, 1, 80, 21));
        assert_eq!(rows.message.y, 22);
        assert_eq!(rows.keys, Rect::new(0, 23, 80, 1));
        assert_eq!(overlay(rows.content, 64, 20), Rect::new(8, 1, 64, 20));
        assert_eq!(overlay(rows.content, 90, 40), rows.content);
        let touch = Layout::of(80, 24, LayoutSetting::Touch).rows(screen);
        assert_eq!(touch.keys, Rect::new(0, 21, 80, 3));
    }

    #[test]
    fn parts_of_a_row_fill_it() {
        let parts = split_row(Rect::new(0, 0, 80, 3), 6);
        assert_eq!(parts.iter().map(|part| part.width).sum::<u16>(), 80);
        assert_eq!(parts.last().map(|part| part.right()), Some(80));
        assert!(split_row(Rect::new(0, 0, 80, 3), 0).is_empty());
    }
}

//! The framed part of a screen: title, counts at the right, footers, separators; double when focused.

use ratatui::layout::Rect;

use super::Pen;
use super::pen::{area_end, columns};
use crate::tui::text;
use crate::tui::theme::Role;

/// A frame to be drawn; `Panel::new("MENU").right("PgUp/PgDn").draw(&mut pen, area)`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Panel<'a> {
    title: &'a str,
    right: &'a str,
    foot_left: &'a str,
    foot_right: &'a str,
    foot_tight: bool,
    focused: bool,
    title_role: Option<Role>,
    separators: &'a [u16],
}

impl<'a> Panel<'a> {
    /// A single frame with a title at the left of its first row; empty for none.
    pub const fn new(title: &'a str) -> Self {
        Self {
            title,
            right: "",
            foot_left: "",
            foot_right: "",
            foot_tight: false,
            focused: false,
            title_role: None,
            separators: &[],
        }
    }

    /// Text at the right of the first row.
    #[must_use]
    pub const fn right(mut self, right: &'a str) -> Self {
        self.right = right;
        self
    }

    /// Text at the left of the last row, after one piece of line: `└─ and 3 more ───`.
    #[must_use]
    pub const fn foot_left(mut self, foot: &'a str) -> Self {
        self.foot_left = foot;
        self
    }

    /// Text at the right of the last row, before one piece of line: `── 1/2 done ─┘`.
    #[must_use]
    pub const fn foot_right(mut self, foot: &'a str) -> Self {
        self.foot_right = foot;
        self
    }

    /// Footers as narrow tickets have them: `└ COOK ─────1/2┘`.
    #[must_use]
    pub const fn foot_tight(mut self, left: &'a str, right: &'a str) -> Self {
        self.foot_left = left;
        self.foot_right = right;
        self.foot_tight = true;
        self
    }

    /// A double frame in the colour of the focus.
    #[must_use]
    pub const fn focused(mut self, focused: bool) -> Self {
        self.focused = focused;
        self
    }

    /// The role of title and right text, for ticket heads; else strong and muted.
    #[must_use]
    pub const fn title_role(mut self, role: Role) -> Self {
        self.title_role = Some(role);
        self
    }

    /// Rows with a line across, counted from the top of the frame.
    #[must_use]
    pub const fn separators(mut self, rows: &'a [u16]) -> Self {
        self.separators = rows;
        self
    }

    /// Empties the rectangle, draws the frame and answers the part inside it.
    pub fn draw(&self, pen: &mut Pen<'_>, area: Rect) -> Rect {
        pen.fill(area, Role::Panel);
        if area.width < 2 || area.height < 2 {
            return Rect::new(area.x, area.y, 0, 0);
        }
        let inner = Rect::new(area.x + 1, area.y + 1, area.width - 2, area.height - 2);
        let lines = *pen.look.glyphs.lines(self.focused);
        let last = area.height - 1;
        for y in 1..last {
            let side = (lines.vertical, lines.vertical);
            self.ends(pen, area, y, side);
        }
        self.line(pen, area, 0, (lines.top_left, lines.top_right));
        self.line(pen, area, last, (lines.bottom_left, lines.bottom_right));
        for row in self.separators.iter().filter(|row| **row < last) {
            self.line(pen, area, *row, (lines.left_joint, lines.right_joint));
        }
        self.titles(pen, area);
        self.footers(pen, area);
        inner
    }

    const fn frame_role(&self) -> Role {
        if self.focused { Role::FrameFocus } else { Role::Frame }
    }

    fn ends(&self, pen: &mut Pen<'_>, area: Rect, row: u16, (left, right): (&str, &str)) {
        let y = area.y.saturating_add(row);
        let role = self.frame_role();
        pen.left(Rect::new(area.x, y, 1, 1), left, role);
        pen.left(Rect::new(area.right().saturating_sub(1), y, 1, 1), right, role);
    }

    fn line(&self, pen: &mut Pen<'_>, area: Rect, row: u16, ends: (&str, &str)) {
        let lines = *pen.look.glyphs.lines(self.focused);
        let between =
            Rect::new(area.x + 1, area.y.saturating_add(row), area.width.saturating_sub(2), 1);
        let dashes = lines.horizontal.repeat(usize::from(between.width));
        pen.left(between, &dashes, self.frame_role());
        self.ends(pen, area, row, ends);
    }

    fn titles(&self, pen: &mut Pen<'_>, area: Rect) {
        let room = Rect::new(area.x + 1, area.y, area.width.saturating_sub(2), 1);
        let strong = if self.focused { Role::FrameFocus } else { Role::Strong };
        let role = self.title_role.unwrap_or(strong);
        let side = self.title_role.unwrap_or(Role::Muted);
        Self::captions(pen, room, (&spaced(self.title), role), (&spaced(self.right), side));
    }

    fn footers(&self, pen: &mut Pen<'_>, area: Rect) {
        let indent = u16::from(!self.foot_tight);
        let room = Rect::new(
            area.x + 1 + indent,
            area.bottom().saturating_sub(1),
            area.width.saturating_sub(2 + 2 * indent),
            1,
        );
        let left = spaced(self.foot_left);
        let right =
            if self.foot_tight { self.foot_right.to_owned() } else { spaced(self.foot_right) };
        Self::captions(pen, room, (&left, Role::Text), (&right, Role::Muted));
    }

    /// Writes over a line that is already drawn: the right caption whole, the left one cut.
    fn captions(
        pen: &mut Pen<'_>,
        room: Rect,
        (left, left_role): (&str, Role),
        (right, right_role): (&str, Role),
    ) {
        let taken = columns(text::width(right)).min(room.width);
        let left_room = Rect { width: room.width.saturating_sub(taken), ..room };
        let cut = text::cut(
            left.trim_end(),
            usize::from(left_room.width.saturating_sub(1)),
            pen.look.glyphs.cut,
        );
        if !cut.is_empty() {
            pen.left(left_room, &format!("{cut} "), left_role);
        }
        if taken > 0 {
            pen.left(area_end(room, taken), right, right_role);
        }
    }
}

/// A caption has a blank on both sides, so that it stands free in the line.
fn spaced(caption: &str) -> String {
    if caption.is_empty() { String::new() } else { format!(" {caption} ") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::glyphs::Glyphs;
    use crate::tui::look::Look;
    use crate::tui::picture::to_text;
    use ratatui::buffer::Buffer;

    fn drawn(panel: &Panel<'_>, width: u16, height: u16, look: &Look) -> String {
        let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
        let area = buffer.area;
        let inner = panel.draw(&mut Pen::new(&mut buffer, look), area);
        assert_eq!(inner, Rect::new(1, 1, width - 2, height - 2));
        to_text(&buffer)
    }

    #[test]
    fn frames_are_those_of_the_order_screen() {
        let menu = Panel::new("MENU").right("PgUp/PgDn").separators(&[2]);
        let rows = [
            "┌ MENU ────────────────────────── PgUp/PgDn ┐",
            "│                                           │",
            "├───────────────────────────────────────────┤",
            "└───────────────────────────────────────────┘",
        ];
        assert_eq!(drawn(&menu, 45, 4, &Look::dark()), rows.join("\n"));
        let pay = Panel::new("CASH").right("1 of 5 methods").focused(true).separators(&[2]);
        let rows = [
            "╔ CASH ════════════════ 1 of 5 methods ╗",
            "║                                      ║",
            "╠══════════════════════════════════════╣",
            "╚══════════════════════════════════════╝",
        ];
        assert_eq!(drawn(&pay, 40, 4, &Look::dark()), rows.join("\n"));
    }

    #[test]
    fn footers_are_those_of_board_and_tickets() {
        let board = Panel::new("PREPARING").foot_left("and 4 more");
        let rows = [
            "┌ PREPARING ─────────────────┐",
            "│                            │",
            "└─ and 4 more ───────────────┘",
        ];
        assert_eq!(drawn(&board, 30, 3, &Look::dark()), rows.join("\n"));
        let ticket = Panel::new("").foot_right("1/2 done");
        let foot = drawn(&ticket, 30, 3, &Look::dark());
        assert!(foot.ends_with("└───────────────── 1/2 done ─┘"), "{foot}");
        let narrow = Panel::new("").foot_tight("COOK LATE", "1/2");
        let foot = drawn(&narrow, 20, 3, &Look::dark());
        assert!(foot.ends_with("└ COOK LATE ────1/2┘"), "{foot}");
    }

    #[test]
    fn poorer_sets_keep_the_focus_visible() {
        let entry = Panel::new("ENTRY").focused(true);
        let rows = [
            "# ENTRY ====================================#",
            "#                                           #",
            "#===========================================#",
        ];
        assert_eq!(drawn(&entry, 45, 3, &Look::plain()), rows.join("\n"));
        let console = Look::new(crate::tui::theme::Theme::default(), Glyphs::CONSOLE);
        assert!(drawn(&entry, 45, 3, &console).starts_with("# ENTRY ####"));
    }

    #[test]
    fn a_long_title_is_cut_before_the_right_text() {
        let panel = Panel::new("TABLE 12 terrace").right("6 items");
        assert_eq!(
            drawn(&panel, 20, 2, &Look::dark()),
            "┌ TABLE …  6 items ┐\n└──────────────────┘"
        );
        let tiny = Panel::new("X").draw(
            &mut Pen::new(&mut Buffer::empty(Rect::new(0, 0, 1, 1)), &Look::dark()),
            Rect::new(0, 0, 1, 1),
        );
        assert!(tiny.is_empty());
    }
}

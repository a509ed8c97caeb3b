//! The pen: text, fills and buttons by role, each inside its own rectangle.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::tui::look::Look;
use crate::tui::text;
use crate::tui::theme::Role;

/// Draws into a buffer with the look of this terminal. Every text is written into the first row of
/// its rectangle and cut at its end, so nothing can push its neighbour.
#[derive(Debug)]
pub struct Pen<'a> {
    /// The cells of the screen.
    pub buffer: &'a mut Buffer,
    /// Theme and signs.
    pub look: &'a Look,
}

impl<'a> Pen<'a> {
    /// A pen for a buffer.
    pub fn new(buffer: &'a mut Buffer, look: &'a Look) -> Self {
        Self { buffer, look }
    }

    /// The style of a role.
    pub fn style(&self, role: Role) -> Style {
        self.look.theme.style(role)
    }

    /// The part of a rectangle that is on the screen.
    pub(super) fn clip(&self, area: Rect) -> Rect {
        area.intersection(self.buffer.area)
    }

    /// Empties a rectangle and gives it the colours of a role.
    pub fn fill(&mut self, area: Rect, role: Role) {
        let style = self.style(role);
        let area = self.clip(area);
        for y in area.top()..area.bottom() {
            for x in area.left()..area.right() {
                if let Some(cell) = self.buffer.cell_mut((x, y)) {
                    cell.reset();
                    cell.set_style(style);
                }
            }
        }
    }

    /// Gives cells that are already drawn the style of a role, for example a chosen row.
    pub fn tint(&mut self, area: Rect, role: Role) {
        let style = self.style(role);
        let area = self.clip(area);
        self.buffer.set_style(area, style);
    }

    /// Text at the left.
    pub fn left(&mut self, area: Rect, line: &str, role: Role) {
        let cut = text::cut(line, usize::from(area.width), self.look.glyphs.cut);
        self.write(area, 0, &cut, role);
    }

    /// Text at the right, as amounts are.
    pub fn right(&mut self, area: Rect, line: &str, role: Role) {
        let cut = text::cut(line, usize::from(area.width), self.look.glyphs.cut);
        let blanks = usize::from(area.width).saturating_sub(text::width(&cut));
        self.write(area, columns(blanks), &cut, role);
    }

    /// Text in the middle; an odd blank goes to the right.
    pub fn centre(&mut self, area: Rect, line: &str, role: Role) {
        let cut = text::cut(line, usize::from(area.width), self.look.glyphs.cut);
        let blanks = usize::from(area.width).saturating_sub(text::width(&cut));
        self.write(area, columns(blanks / 2), &cut, role);
    }

    /// A name at the left and an amount at the right of one row; the name is cut first.
    pub fn spread(
        &mut self,
        area: Rect,
        (line, role): (&str, Role),
        (end, end_role): (&str, Role),
    ) {
        let taken = columns(text::width(end)).min(area.width);
        let gap = u16::from(taken > 0);
        let room = area.width.saturating_sub(taken).saturating_sub(gap);
        self.left(Rect { width: room, ..area }, line, role);
        self.right(area_end(area, taken), end, end_role);
    }

    /// A badge at the left of a rectangle; answers the columns it took, which differ between themes.
    pub fn badge(&mut self, area: Rect, word: &str, role: Role) -> u16 {
        let word = self.look.theme.badge(role, word);
        self.left(area, &word, role);
        columns(text::width(&word)).min(area.width)
    }

    /// Rows of wrapped text; answers how many rows it took.
    pub fn paragraph(&mut self, area: Rect, line: &str, role: Role) -> u16 {
        let rows = text::wrap(line, usize::from(area.width));
        let mut used = 0;
        for (y, row) in (area.top()..area.bottom()).zip(&rows) {
            self.left(Rect { y, height: 1, ..area }, row, role);
            used += 1;
        }
        used
    }

    /// A framed button with its label in the middle; the focused one has a double frame.
    pub fn button(&mut self, area: Rect, label: &str, focused: bool, role: Role) {
        let inner = super::Panel::new("").focused(focused).draw(self, area);
        let middle = inner.y.saturating_add(inner.height.saturating_sub(1) / 2);
        let row = Rect { y: middle, height: inner.height.min(1), ..inner };
        self.centre(row, label, role);
    }

    fn write(&mut self, area: Rect, offset: u16, line: &str, role: Role) {
        let turned = if self.look.turn_words { text::visual(line) } else { line.into() };
        let line = turned.as_ref();
        let style = self.style(role);
        let x = area.x.saturating_add(offset);
        let room = area.width.saturating_sub(offset);
        let seen = self.clip(Rect::new(x, area.y, room, area.height.min(1)));
        // A text that begins left of the screen is not shifted into it: it is left out.
        if !seen.is_empty() && seen.x == x {
            self.buffer.set_stringn(x, area.y, line, usize::from(seen.width), style);
        }
    }
}

/// A width as terminal columns; longer than any terminal is as wide as one can be.
pub(super) fn columns(width: usize) -> u16 {
    u16::try_from(width).unwrap_or(u16::MAX)
}

/// The last `width` columns of a rectangle.
pub(super) fn area_end(area: Rect, width: u16) -> Rect {
    let width = width.min(area.width);
    Rect { x: area.right().saturating_sub(width), width, ..area }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::picture::to_text;

    #[test]
    fn text_stays_in_its_rectangle() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 12, 4));
        let look = Look::dark();
        let mut pen = Pen::new(&mut buffer, &look);
        pen.left(Rect::new(1, 0, 6, 1), "豚骨ラーメン", Role::Text);
        pen.right(Rect::new(0, 1, 8, 1), "7.20", Role::Strong);
        pen.spread(Rect::new(0, 2, 12, 1), ("Caesar salad", Role::Text), ("9.50", Role::Strong));
        pen.left(Rect::new(8, 3, 40, 9), "outside", Role::Text);
        pen.left(Rect::new(40, 40, 4, 1), "outside", Role::Text);
        assert_eq!(to_text(&buffer), " 豚骨…\n    7.20\nCaesar… 9.50\n        outs");
    }

    #[test]
    fn a_button_has_its_label_in_the_middle() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 11, 4));
        let look = Look::dark();
        Pen::new(&mut buffer, &look).button(Rect::new(0, 0, 11, 4), "1", false, Role::Strong);
        assert_eq!(to_text(&buffer), "┌─────────┐\n│    1    │\n│         │\n└─────────┘");
    }

    #[test]
    fn names_from_right_to_left_are_turned_where_the_terminal_does_not() {
        let drawn = |turn_words: bool| {
            let mut buffer = Buffer::empty(Rect::new(0, 0, 8, 1));
            let look = Look { turn_words, ..Look::dark() };
            let name = "\u{5e9}\u{5dc}\u{5d5}\u{5dd}";
            Pen::new(&mut buffer, &look).left(Rect::new(0, 0, 8, 1), name, Role::Text);
            to_text(&buffer)
        };
        assert_eq!(drawn(false).trim_end(), "\u{5e9}\u{5dc}\u{5d5}\u{5dd}");
        assert_eq!(drawn(true).trim_end(), "\u{5dd}\u{5d5}\u{5dc}\u{5e9}");
    }
}

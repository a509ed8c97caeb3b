//! Large digits and letters made of full cells, for amounts and for numbers on the wall.

mod font;

use ratatui::layout::Rect;

use super::Pen;
use super::pen::columns;
use crate::tui::theme::Role;

/// How large a text is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DigitSize {
    fine: bool,
    dot: u16,
    gap: u16,
}

impl DigitSize {
    /// 6 columns x 5 rows, two columns between characters: amounts at 80 columns.
    pub const SIX: Self = Self { fine: false, dot: 2, gap: 2 };
    /// 6 columns x 5 rows with one column between: the display at 80 columns.
    pub const SIX_TIGHT: Self = Self { fine: false, dot: 2, gap: 1 };
    /// 9 columns x 5 rows: amounts at 120 columns and the amount for the card.
    pub const NINE: Self = Self { fine: false, dot: 3, gap: 3 };
    /// 12 columns x 5 rows: the change on the PAID screen.
    pub const TWELVE: Self = Self { fine: false, dot: 4, gap: 4 };
    /// 10 columns x 7 rows: ready numbers on a large display.
    pub const TEN: Self = Self { fine: true, dot: 2, gap: 2 };

    /// Rows of a text.
    pub const fn height(self) -> u16 {
        if self.fine { 7 } else { 5 }
    }

    /// Columns of a text; characters the font lacks take none.
    pub fn width(self, text: &str) -> u16 {
        columns(self.rows(text, "#").first().map_or(0, String::len))
    }

    /// The rows of a text, each as long as [`DigitSize::width`], made of `block` and blanks.
    /// Digits, letters A to Z (in either case) and `. , - :` and blank are there.
    pub fn rows(self, text: &str, block: &str) -> Vec<String> {
        let mut rows = vec![String::new(); usize::from(self.height())];
        for (index, shape) in text.chars().filter_map(|c| font::shape(c, self.fine)).enumerate() {
            for (row, dots) in rows.iter_mut().zip(shape.split(' ')) {
                if index > 0 {
                    row.push_str(&" ".repeat(usize::from(self.gap)));
                }
                for dot in dots.chars() {
                    let cell = if dot == '#' { block } else { " " };
                    row.push_str(&cell.repeat(usize::from(self.dot)));
                }
            }
        }
        rows
    }
}

impl Pen<'_> {
    /// A large text at the right of a rectangle, as amounts are; answers false, and draws nothing,
    /// if it does not fit, so that the caller writes it in bold instead.
    pub fn digits_right(&mut self, area: Rect, text: &str, size: DigitSize, role: Role) -> bool {
        let width = size.width(text);
        let offset = area.width.saturating_sub(width);
        self.digits(area, offset, text, (size, role))
    }

    /// A large text at the left of a rectangle; answers false if it does not fit.
    pub fn digits_left(&mut self, area: Rect, text: &str, size: DigitSize, role: Role) -> bool {
        self.digits(area, 0, text, (size, role))
    }

    fn digits(
        &mut self,
        area: Rect,
        offset: u16,
        text: &str,
        (size, role): (DigitSize, Role),
    ) -> bool {
        if size.width(text) > area.width || size.height() > area.height {
            return false;
        }
        let block = self.look.glyphs.block;
        for (y, row) in (area.y..).zip(size.rows(text, block)) {
            let line = Rect::new(area.x.saturating_add(offset), y, area.width - offset, 1);
            self.left(line, &row, role);
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(size: DigitSize, text: &str) -> String {
        let rows = size.rows(text, "█");
        let rows: Vec<&str> = rows.iter().map(|row| row.trim_end()).collect();
        rows.join("\n")
    }

    #[test]
    fn amounts_of_the_payment_screens_are_exact() {
        let due = [
            "  ██    ██████      ██████  ██████",
            "████    ██  ██      ██  ██  ██  ██",
            "  ██    ██████      ██████  ██  ██",
            "  ██        ██      ██  ██  ██  ██",
            "██████  ██████  ██  ██████  ██████",
        ];
        assert_eq!(picture(DigitSize::SIX, "19.80"), due.join("\n"));
        let change = [
            "█████████   █████████         █████████   █████████",
            "      ███   ███   ███               ███   ███   ███",
            "█████████   ███   ███         █████████   ███   ███",
            "      ███   ███   ███         ███         ███   ███",
            "█████████   █████████   ███   █████████   █████████",
        ];
        assert_eq!(picture(DigitSize::NINE, "30.20"), change.join("\n"));
        let paid = [
            "    ████        ████████████            ████████████    ████████████",
            "████████        ████    ████                    ████    ████    ████",
            "    ████        ████    ████            ████████████    ████    ████",
            "    ████        ████    ████            ████            ████    ████",
            "████████████    ████████████    ████    ████████████    ████████████",
        ];
        assert_eq!(picture(DigitSize::TWELVE, "10.20"), paid.join("\n"));
    }

    #[test]
    fn numbers_of_the_display_are_exact() {
        let small = [
            "██  ██ ██████ ██████",
            "██  ██ ██  ██ ██",
            "██████ ██  ██ ██████",
            "██████ ██  ██ ██  ██",
            "██  ██ ██████ ██████",
        ];
        assert_eq!(picture(DigitSize::SIX_TIGHT, "W06"), small.join("\n"));
        let large = [
            "  ██████          ██      ██████",
            "██      ██      ████    ██      ██",
            "██      ██    ██  ██    ██      ██",
            "██████████  ██    ██      ████████",
            "██      ██  ██████████          ██",
            "██      ██        ██            ██",
            "██      ██        ██      ██████",
        ];
        assert_eq!(picture(DigitSize::TEN, "A49"), large.join("\n"));
        let ready = [
            "██      ██    ██████      ██████",
            "██      ██  ██      ██  ██",
            "██      ██  ██    ████  ██",
            "██  ██  ██  ██  ██  ██  ████████",
            "██  ██  ██  ████    ██  ██      ██",
            "████  ████  ██      ██  ██      ██",
            "██      ██    ██████      ██████",
        ];
        assert_eq!(picture(DigitSize::TEN, "W06"), ready.join("\n"));
    }

    #[test]
    fn every_promised_character_has_full_rows_in_both_fonts() {
        for c in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ.,-: ".chars() {
            for (fine, height) in [(false, 5), (true, 7)] {
                let shape = font::shape(c, fine).unwrap();
                let rows: Vec<&str> = shape.split(' ').collect();
                assert_eq!(rows.len(), height, "{c}");
                assert!(rows.iter().all(|row| row.len() == rows[0].len()), "{c}");
            }
        }
        assert_eq!(DigitSize::SIX.width("9.80"), 26);
        assert_eq!(DigitSize::TEN.width("é"), 0);
    }
}

//! What is shown while the window is too small to work in.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{LEAST_HEIGHT, LEAST_WIDTH};
use crate::tui::look::Look;
use crate::tui::text;
use crate::tui::theme::Role;
use crate::tui::widgets::Pen;

/// Below this many columns only two words are written.
const WORDS_WIDTH: u16 = 20;
/// Below this many rows only two words are written.
const WORDS_HEIGHT: u16 = 3;

/// Draws the whole screen: what is wrong, what to do, that the order is safe (`safe`, one sentence,
/// may be empty), and in the last row `state` (link, unsent, clock) and how to quit.
pub fn too_small(buffer: &mut Buffer, look: &Look, safe: &str, state: &str) {
    let screen = buffer.area;
    let mut pen = Pen::new(buffer, look);
    pen.fill(screen, Role::Surface);
    if screen.width < WORDS_WIDTH || screen.height < WORDS_HEIGHT {
        pen.left(screen, "too small", Role::Strong);
        return;
    }
    let now =
        format!("Now {} x {}. Needed {LEAST_WIDTH} x {LEAST_HEIGHT}.", screen.width, screen.height);
    let lines = [
        ("This window is too small.", Role::Strong),
        ("", Role::Text),
        (now.as_str(), Role::Text),
        ("", Role::Text),
        ("Make the window larger or the letters smaller", Role::Text),
        ("(often Ctrl and -).", Role::Text),
        ("", Role::Text),
        (safe, Role::Ok),
    ];
    let last = screen.height.saturating_sub(1);
    let top = screen.height.saturating_sub(6) / 2;
    let row = |y: u16| Rect::new(screen.x, screen.y.saturating_add(y), screen.width, 1);
    for (y, (line, role)) in (top..last).zip(lines) {
        pen.centre(row(y), line, role);
    }
    let quit = "Ctrl+Q Quit";
    let end = screen.width.saturating_mul(4) / 5;
    let columns = usize::from(end).max(text::width(quit));
    let line = text::spread(state, quit, columns, look.glyphs.cut);
    pen.left(row(last), &line, Role::Text);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::picture::to_text;

    fn drawn(width: u16, height: u16) -> String {
        let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
        too_small(
            &mut buffer,
            &Look::dark(),
            "Your order A47 is safe: 3 items, 9.80.",
            "ONLINE  0 unsent  14:32",
        );
        to_text(&buffer)
    }

    #[test]
    fn the_screen_of_60_by_16_is_exact() {
        let rows = [
            "",
            "",
            "",
            "",
            "",
            "                 This window is too small.",
            "",
            "                Now 60 x 16. Needed 80 x 24.",
            "",
            "       Make the window larger or the letters smaller",
            "                    (often Ctrl and -).",
            "",
            "           Your order A47 is safe: 3 items, 9.80.",
            "",
            "",
            "ONLINE  0 unsent  14:32              Ctrl+Q Quit",
        ];
        assert_eq!(drawn(60, 16), rows.join("\n"));
    }

    #[test]
    fn a_tiny_window_says_two_words_and_no_size_fails() {
        assert_eq!(drawn(19, 2), "too small\n");
        for width in 1..90 {
            for height in 1..30 {
                assert!(!drawn(width, height).is_empty());
            }
        }
    }
}

//! Screens as pictures: plain text for tests, and SVG for the pages that show the program.

mod lines;
mod svg;

pub use svg::to_svg;

use ratatui::buffer::Buffer;

use super::text;

/// The rows of a screen, blanks at their ends left out; a wide character counts once.
pub fn to_text(buffer: &Buffer) -> String {
    let area = buffer.area;
    let mut rows = Vec::with_capacity(usize::from(area.height));
    for y in area.top()..area.bottom() {
        let mut row = String::new();
        let mut skip = 0_usize;
        for x in area.left()..area.right() {
            if skip > 0 {
                skip -= 1;
                continue;
            }
            let symbol = buffer.cell((x, y)).map_or(" ", |cell| cell.symbol());
            row.push_str(symbol);
            skip = text::width(symbol).saturating_sub(1);
        }
        rows.push(row.trim_end().to_owned());
    }
    rows.join("\n")
}

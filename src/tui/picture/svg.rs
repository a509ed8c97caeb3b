//! A screen as an SVG file: backgrounds as rectangles, text by column, frames as lines.

use std::fmt::Write as _;

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Position;
use ratatui::style::{Color, Modifier};

use super::lines::{CELL_HEIGHT, CELL_WIDTH, path};
use crate::tui::text;
use crate::tui::theme::{Role, Theme, ThemeName, rgb_of};

/// Free space around the screen in picture units.
const MARGIN: u32 = 12;
/// From the top of a cell to the foot of its letters.
const BASELINE: u32 = 15;
/// A full cell; neighbours become one rectangle.
const BLOCK: &str = "█";

/// What one cell looks like when reverse and the terminal's own colours are resolved.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Ink {
    fg: String,
    bg: String,
    modifier: Modifier,
}

/// Neighbouring cells of one row with the same look, written as one text.
struct Run {
    x: u32,
    y: u32,
    columns: u32,
    text: String,
    ink: Ink,
}

/// Draws a screen with the colours of a theme; themes that leave text and background to the
/// terminal are shown as on a dark one. The title is read by screen readers.
pub fn to_svg(buffer: &Buffer, theme: &Theme, title: &str) -> String {
    let (fg, bg) = own_colours(theme);
    let width = u32::from(buffer.area.width) * CELL_WIDTH + 2 * MARGIN;
    let height = u32::from(buffer.area.height) * CELL_HEIGHT + 2 * MARGIN;
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" \
         width=\"{width}\" height=\"{height}\" role=\"img\">\n<title>{}</title>\n\
         <style>rect{{shape-rendering:crispEdges}}</style>\n\
         <rect width=\"{width}\" height=\"{height}\" rx=\"8\" fill=\"{bg}\"/>\n\
         <g font-family=\"ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace\" \
         font-size=\"16\" xml:space=\"preserve\">\n",
        escaped(title)
    );
    for y in buffer.area.top()..buffer.area.bottom() {
        let runs = runs_of_row(buffer, y, (&fg, &bg));
        backgrounds(&mut out, &runs, &bg);
        for run in &runs {
            foreground(&mut out, run);
        }
    }
    out.push_str("</g>\n</svg>\n");
    out
}

/// Text and background where the screen leaves them to the terminal.
fn own_colours(theme: &Theme) -> (String, String) {
    let dark = Theme::shipped(ThemeName::Dark).style(Role::Surface);
    let own = theme.style(Role::Surface);
    let pick = |own: Option<Color>, dark: Option<Color>| {
        let rgb = own.and_then(rgb_of).or_else(|| dark.and_then(rgb_of));
        hex(rgb.unwrap_or_default())
    };
    (pick(own.fg, dark.fg), pick(own.bg, dark.bg))
}

fn hex((red, green, blue): (u8, u8, u8)) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

fn ink_of(cell: &Cell, (fg, bg): (&str, &str)) -> Ink {
    let fg = rgb_of(cell.fg).map_or_else(|| fg.to_owned(), hex);
    let bg = rgb_of(cell.bg).map_or_else(|| bg.to_owned(), hex);
    let reversed = cell.modifier.contains(Modifier::REVERSED);
    let (fg, bg) = if reversed { (bg, fg) } else { (fg, bg) };
    Ink { fg, bg, modifier: cell.modifier }
}

/// Runs of one row. Wide signs, full cells and lines stand alone, so that every column is where it
/// belongs also if the font of the viewer disagrees about a width.
fn runs_of_row(buffer: &Buffer, y: u16, own: (&str, &str)) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut x = buffer.area.left();
    let mut joinable = false;
    while x < buffer.area.right() {
        let Some(cell) = buffer.cell(Position::new(x, y)) else {
            break;
        };
        let columns = u16::try_from(text::width(cell.symbol())).unwrap_or(1).max(1);
        let ink = ink_of(cell, own);
        let alone = columns > 1 || !cell.symbol().is_ascii();
        let block = cell.symbol() == BLOCK;
        match runs.last_mut() {
            Some(last)
                if last.ink == ink
                    && (joinable && !alone || block && last.text.starts_with(BLOCK)) =>
            {
                last.text.push_str(cell.symbol());
                last.columns += 1;
            }
            _ => runs.push(Run {
                x: u32::from(x - buffer.area.left()) * CELL_WIDTH + MARGIN,
                y: u32::from(y - buffer.area.top()) * CELL_HEIGHT + MARGIN,
                columns: u32::from(columns),
                text: cell.symbol().to_owned(),
                ink,
            }),
        }
        joinable = !alone;
        x = x.saturating_add(columns);
    }
    runs
}

/// One rectangle for neighbours of one colour, so that a scaled picture shows no seams.
fn backgrounds(out: &mut String, runs: &[Run], own: &str) {
    for part in runs.chunk_by(|one, next| one.ink.bg == next.ink.bg) {
        if let Some(first) = part.first().filter(|first| first.ink.bg != own) {
            let columns = part.iter().map(|run| run.columns).sum();
            rect(out, (first.x, first.y), columns, &first.ink.bg);
        }
    }
}

fn rect(out: &mut String, (x, y): (u32, u32), columns: u32, fill: &str) {
    let width = columns * CELL_WIDTH;
    // Writing into a text cannot fail.
    let _ = writeln!(
        out,
        "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{CELL_HEIGHT}\" fill=\"{fill}\"/>"
    );
}

fn foreground(out: &mut String, run: &Run) {
    let fill = &run.ink.fg;
    if run.text.starts_with(BLOCK) {
        rect(out, (run.x, run.y), run.columns, fill);
        return;
    }
    if let Some(path) = path(&run.text, run.x, run.y) {
        let _ = writeln!(
            out,
            "<path d=\"{path}\" fill=\"none\" stroke=\"{fill}\" stroke-width=\"1.4\"/>"
        );
        return;
    }
    let underlined = run.ink.modifier.contains(Modifier::UNDERLINED);
    if run.text.trim().is_empty() && !underlined {
        return;
    }
    let mut extra = String::new();
    if run.ink.modifier.contains(Modifier::BOLD) {
        extra.push_str(" font-weight=\"bold\"");
    }
    if underlined {
        extra.push_str(" text-decoration=\"underline\"");
    } else if run.ink.modifier.contains(Modifier::CROSSED_OUT) {
        extra.push_str(" text-decoration=\"line-through\"");
    }
    let whole = [(0, run.columns, run.text.clone())];
    let parts = if underlined { whole.into() } else { words(run) };
    for (column, columns, text) in parts {
        let (x, y) = (run.x + column * CELL_WIDTH, run.y + BASELINE);
        let length = columns * CELL_WIDTH;
        let _ = writeln!(
            out,
            "<text x=\"{x}\" y=\"{y}\" fill=\"{fill}\"{extra} textLength=\"{length}\" \
             lengthAdjust=\"spacingAndGlyphs\">{}</text>",
            escaped(&text)
        );
    }
}

/// The parts of a run between two spaces and more, with their columns: so each stands at its own
/// column, also in viewers that give a text the length of their font.
fn words(run: &Run) -> Vec<(u32, u32, String)> {
    let mut parts = Vec::new();
    let mut column = 0;
    for part in run.text.split("  ") {
        let columns = u32::try_from(text::width(part)).unwrap_or(0);
        let lead = u32::try_from(part.len() - part.trim_start().len()).unwrap_or(0);
        let trimmed = part.trim();
        if !trimmed.is_empty() {
            let own = u32::try_from(text::width(trimmed)).unwrap_or(1).max(1);
            let own = if parts.is_empty() && columns == run.columns { run.columns } else { own };
            parts.push((column + lead, own, trimmed.to_owned()));
        }
        column += columns + 2;
    }
    parts
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace(' ', "\u{a0}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::look::Look;
    use crate::tui::picture::to_text;
    use crate::tui::widgets::{Panel, Pen};
    use ratatui::layout::Rect;

    fn screen(look: &Look) -> Buffer {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 24, 4));
        let area = buffer.area;
        let mut pen = Pen::new(&mut buffer, look);
        let inner = Panel::new("A & B").focused(true).draw(&mut pen, area);
        pen.left(inner, "豚骨 <2> █", Role::Strong);
        pen.badge(Rect { y: 2, ..inner }, "READY", Role::BadgeOk);
        buffer
    }

    #[test]
    fn wide_signs_stand_at_their_column_and_blocks_are_rectangles() {
        let look = Look::dark();
        let buffer = screen(&look);
        assert!(to_text(&buffer).contains("║豚骨 <2> █"));
        let svg = to_svg(&buffer, &look.theme, "A <screen>");
        assert!(svg.contains("<title>A\u{a0}&lt;screen&gt;</title>"));
        assert!(svg.contains(&format!("x=\"{}\" y=\"47\"", MARGIN + 3 * CELL_WIDTH)));
        assert!(svg.contains("textLength=\"20\" lengthAdjust=\"spacingAndGlyphs\">骨<"));
        assert!(svg.contains("&lt;2&gt;"));
        assert!(svg.contains("fill=\"#3cc79a\"/>"));
        let opened = svg.matches("<text").count();
        assert_eq!(opened, svg.matches("</text>").count());
    }

    #[test]
    fn themes_without_colours_are_shown_as_on_a_dark_terminal() {
        let look = Look::plain();
        let svg = to_svg(&screen(&look), &look.theme, "plain");
        assert!(svg.contains("fill=\"#0f1419\"/>"));
        assert!(svg.contains("[READY]"));
    }
}

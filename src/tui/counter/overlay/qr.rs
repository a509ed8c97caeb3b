//! A receipt as a QR code: all of it where the screen has room, else its number and sums.

use qrcode::{EcLevel, QrCode};
use ratatui::layout::{Position, Rect};
use ratatui::style::Color;

use super::slip;
use crate::domain::id::OrderId;
use crate::tui::counter::turn::{Hit, Over, Turn};
use crate::tui::front::Front;
use crate::tui::input::{Input, Key};
use crate::tui::theme::{Role, rgb_of};
use crate::tui::widgets::{HitMap, KeyEntry, Pen};

/// The bright modules that a code has around it.
const QUIET: usize = 2;

/// A QR code on the screen.
#[derive(Debug, Clone, PartialEq)]
pub struct Qr {
    order: OrderId,
}

/// A code as rows of modules, dark ones true, with the bright edge.
fn modules(text: &str) -> Option<Vec<Vec<bool>>> {
    let code = QrCode::with_error_correction_level(text.as_bytes(), EcLevel::L).ok()?;
    let (width, colors) = (code.width(), code.to_colors());
    let edge = vec![false; width.saturating_add(2 * QUIET)];
    let mut rows = vec![edge.clone(); QUIET];
    for row in colors.chunks(width) {
        let own = row.iter().map(|color| *color == qrcode::Color::Dark);
        let side = std::iter::repeat_n(false, QUIET);
        rows.push(side.clone().chain(own).chain(side).collect());
    }
    rows.extend(std::iter::repeat_n(edge, QUIET));
    Some(rows)
}

/// True for letters darker than a middle grey; letters of the terminal's own colour count as bright.
fn is_dark(letters: Option<Color>) -> bool {
    let parts = letters.and_then(rgb_of);
    parts
        .is_some_and(|(red, green, blue)| u16::from(red) + u16::from(green) + u16::from(blue) < 384)
}

impl Qr {
    /// The code of the receipt of an order; `None` without a receipt.
    pub fn open(front: &Front, order: OrderId) -> Option<Self> {
        slip::short(front, order)?;
        Some(Self { order })
    }

    /// The largest of the texts whose code fits.
    fn fitting(&self, front: &Front, area: Rect) -> Option<Vec<Vec<bool>>> {
        let texts = [slip::full(front, self.order), slip::short(front, self.order)];
        texts.into_iter().flatten().filter_map(|text| modules(&text)).find(|rows| {
            let room = (usize::from(area.width), usize::from(area.height));
            rows.len() <= room.0 && rows.len().div_ceil(2) <= room.1
        })
    }
}

impl Over for Qr {
    fn update(&mut self, _front: &mut Front, input: &Input) -> Turn {
        let Input::Press(press) = input else { return Turn::stay() };
        let leaves = matches!(press.key, Key::Esc | Key::Enter | Key::Char('k' | '.'));
        if leaves && !press.repeat { Turn::close() } else { Turn::stay() }
    }

    fn view(
        &self,
        front: &Front,
        pen: &mut Pen<'_>,
        area: Rect,
        hits: &mut HitMap<Hit>,
    ) -> Option<Position> {
        hits.push(area, Hit::Key(Key::Esc));
        pen.fill(area, Role::Surface);
        let plain = pen.look.glyphs.block != "█";
        let rows = self.fitting(front, area).filter(|_| !plain);
        let Some(rows) = rows else {
            let words = "This screen has no room for a QR code: make the window larger, or print.";
            pen.left(Rect { height: 1, ..area }, words, Role::Text);
            return Some(Position::new(area.x, area.y));
        };
        let width = u16::try_from(rows.len()).unwrap_or(u16::MAX);
        let height = width.div_ceil(2);
        let left = area.x.saturating_add(area.width.saturating_sub(width) / 2);
        let top = area.y.saturating_add(area.height.saturating_sub(height) / 2);
        if top > area.y {
            let title = Rect { x: left, width: area.right().saturating_sub(left), ..area };
            pen.left(Rect { height: 1, ..title }, "Scan it with a phone.", Role::Strong);
        }
        // Dark modules have to be darker than bright ones, also where letters are dark.
        let bright = !is_dark(pen.look.theme.style(Role::Strong).fg);
        let ink = |dark: bool| dark != bright;
        for (y, pair) in (top..).zip(rows.chunks(2)) {
            let (Some(upper), lower) = (pair.first(), pair.get(1)) else { continue };
            let line: String = upper
                .iter()
                .enumerate()
                .map(|(x, above)| {
                    let below = lower.and_then(|row| row.get(x)).copied().unwrap_or(false);
                    match (ink(*above), ink(below)) {
                        (true, true) => '█',
                        (true, false) => '▀',
                        (false, true) => '▄',
                        (false, false) => ' ',
                    }
                })
                .collect();
            pen.left(Rect::new(left, y, width, 1), &line, Role::Strong);
        }
        Some(Position::new(left, top))
    }

    fn keys(&self, _front: &Front) -> Vec<KeyEntry> {
        vec![KeyEntry::new("Esc", "Back").keep()]
    }

    fn covers(&self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_a_bright_edge_and_the_finder_in_its_corner() {
        let rows = modules("A-000123 9.80").unwrap();
        assert_eq!(rows.len(), 21 + 2 * QUIET);
        assert!(rows.iter().all(|row| row.len() == rows.len()));
        assert!(rows[0].iter().all(|dark| !dark));
        assert!(rows[QUIET][QUIET..QUIET + 7].iter().all(|dark| *dark));
    }
}

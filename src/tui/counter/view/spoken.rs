//! The words of the screen for those who listen: the head of what lies on top, and the row where the
//! cursor is.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::tui::counter::model::{Focus, Model};
use crate::tui::spoken::{row_at, words};
use crate::tui::widgets::{HitMap, Pen};

/// Head and row of the screen as it is now; the row is empty where nothing is chosen or typed.
pub(in crate::tui::counter) fn spoken(model: &Model) -> (String, String) {
    let mut buffer = Buffer::empty(super::screen(model));
    let glyphs = &model.look.glyphs;
    let Some(open) = model.overlays.last() else {
        let caret = super::draw(model, &mut buffer, &mut HitMap::default());
        let title = format!("{} {}", model.title(), super::order::place(model));
        let row = match (caret, model.focus) {
            (Some(caret), Focus::Menu) => row_at(&buffer, caret.at, glyphs),
            (Some(caret), Focus::Entry) if !model.entry.is_empty() => {
                row_at(&buffer, Position { y: caret.at.y.saturating_add(1), ..caret.at }, glyphs)
            }
            (Some(_) | None, _) => String::new(),
        };
        return (title, row);
    };
    let over = open.over.over();
    let area = super::places::Places::of(&model.look, buffer.area).rows.content;
    let mut pen = Pen::new(&mut buffer, &model.look);
    let caret = over.view(&model.front, &mut pen, area, &mut HitMap::default());
    let rows = area.top()..area.bottom();
    let mut heads = rows.map(|y| words(&buffer, Rect { y, height: 1, ..area }, glyphs));
    let title = heads.find(|head| !head.is_empty()).unwrap_or_default();
    let row = over.spoken(&model.front);
    let row = row.or_else(|| caret.map(|at| row_at(&buffer, at, glyphs)));
    (title, row.unwrap_or_default())
}

//! The screen that teaches a bump bar: one function after the other, and what was pressed.

use ratatui::layout::{Position, Rect};

use super::Drawn;
use crate::tui::input::Key;
use crate::tui::kitchen::bumpbar::Does;
use crate::tui::kitchen::mouse::Target;
use crate::tui::kitchen::teach::{STEPS, Teaching};
use crate::tui::layout::overlay;
use crate::tui::theme::Role;
use crate::tui::widgets::{Panel, Pen};

/// Columns and rows of the window, its frame included.
const SIZE: (u16, u16) = (80, 21);

/// The rows of the list: their words, the first function of each, and how many they are.
const ROWS: [(&str, usize, usize); 8] = [
    ("BUMP", 0, 1),
    ("BACK", 1, 1),
    ("ITEMS", 2, 1),
    ("RECALL", 3, 1),
    ("ALL DAY", 4, 1),
    ("PAGE", 5, 1),
    ("SLOT 1 to 10", 6, 10),
    ("UP DOWN LEFT RIGHT", 16, 4),
];

fn wanted(teaching: &Teaching) -> String {
    let does = teaching.does();
    let Does::Slot(slot) = does else { return does.word() };
    let half = if slot <= 5 { "1 to 5" } else { "6 to 10" };
    format!("SLOT {half}, now {slot}")
}

fn shown(teaching: &Teaching, first: usize, count: usize) -> String {
    let all = Does::all();
    let row = all.get(first..first + count).unwrap_or_default();
    if count == 1 {
        let Some(does) = row.first() else { return String::new() };
        if teaching.at == first {
            return "waiting ...".to_owned();
        }
        return match teaching.bar.taught(*does) {
            Some(key) => key.to_string(),
            None if first < teaching.at => does.usual().to_string(),
            None => "-".to_owned(),
        };
    }
    if count == 4 && row.iter().all(|does| teaching.bar.taught(*does).is_none()) {
        return "arrows".to_owned();
    }
    let keys = row.iter().map(|does| teaching.bar.taught(*does).unwrap_or_else(|| does.usual()));
    keys.map(|key| key.to_string()).collect::<Vec<_>>().join(" ")
}

pub(super) fn draw(teaching: &Teaching, pen: &mut Pen<'_>, screen: Rect, drawn: &mut Drawn) {
    let rows = pen.look.layout(screen).rows(screen);
    let content = rows.content;
    let area = overlay(content, SIZE.0, SIZE.1);
    let step = format!("{} of {STEPS}", teaching.step());
    let inner = Panel::new("TEACH THE BUMP BAR").right(&step).focused(true).draw(pen, area);
    drawn.hits.clear();
    drawn.hits.push(area, Target::Inside);
    let row = |y: u16| Rect { y: inner.y + y, height: 1, ..inner }.intersection(inner);
    let title = format!("  Press the key on the bump bar for:        {}", wanted(teaching));
    pen.left(row(1), &title, Role::Strong);
    for (y, (words, first, count)) in (4..).zip(ROWS) {
        let here = (first..first + count).contains(&teaching.at);
        let sign = if here { pen.look.glyphs.chosen } else { " " };
        let text = format!("     {sign} {words:<22}{}", shown(teaching, first, count));
        pen.left(row(y), &text, if here { Role::Strong } else { Role::Text });
        if here {
            drawn.caret = Some(Position::new(inner.x + 5, inner.y + y));
        }
    }
    let pressed = teaching.pressed.map_or_else(String::new, |key| key.to_string());
    // The buttons of the touch layout take two rows off the blank ones.
    let [shown, skip, keep] = if inner.height < 19 { [12, 14, 15] } else { [13, 15, 17] };
    let rows = [
        (shown, format!("  The key you press is shown here: {pressed}")),
        (skip, "  Skip with the arrow keys. Keys already used are refused and named.".to_owned()),
        (keep, "  [Enter] twice keeps the default for this row.".to_owned()),
    ];
    for (y, words) in rows {
        pen.left(row(y), &words, Role::Text);
    }
    drawn.hits.push(Rect { height: 2, ..row(keep) }.intersection(inner), Target::Key(Key::Enter));
}

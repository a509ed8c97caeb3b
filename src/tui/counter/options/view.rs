//! The drawing of options and note.

use ratatui::layout::{Position, Rect};

use super::{COLUMNS, NOTE_ROW, Options};
use crate::domain::menu::OptionGroup;
use crate::tui::counter::turn::Hit;
use crate::tui::front::Front;
use crate::tui::input::Key;
use crate::tui::layout::overlay;
use crate::tui::text;
use crate::tui::theme::Role;
use crate::tui::widgets::{HitMap, Panel, Pen};

/// Columns of the overlay, its frame included.
const WIDTH: u16 = 72;
/// Rows of the overlay, its frame included.
const HEIGHT: u16 = 19;
/// Rows for groups and the blank rows between them; the note stands below.
const GROUP_ROWS: usize = 12;
/// Where the two columns of options begin inside the frame.
const COLUMN_AT: [u16; COLUMNS] = [1, 35];
/// Columns of an option with its price.
const OPTION_WIDTH: u16 = 28;

/// What stands behind the name of a group.
fn rule(group: &OptionGroup, count: usize) -> String {
    let required = if group.min > 0 { " (required)" } else { "" };
    match (group.min, group.max) {
        (_, 1) => format!("choose 1{required}"),
        (0, max) => format!("up to {max}, {count} chosen"),
        (min, max) if min == max => format!("choose {min}{required}, {count} chosen"),
        (min, max) => format!("choose {min} to {max}{required}, {count} chosen"),
    }
}

fn rows_of(group: &OptionGroup) -> usize {
    group.options.len().div_ceil(COLUMNS).saturating_add(1)
}

impl Options {
    /// The last group that is wholly in view when `first_group` is the first.
    pub(super) fn last_group_in_view(&self) -> usize {
        let mut used = 0_usize;
        let mut last = self.first_group;
        for (at, group) in self.groups().enumerate().skip(self.first_group) {
            used = used.saturating_add(rows_of(group));
            if used > GROUP_ROWS {
                break;
            }
            last = at;
            used = used.saturating_add(1);
        }
        last
    }

    /// The first group of the page before.
    pub(super) fn page_before(&self) -> usize {
        let rows: Vec<usize> = self.groups().map(rows_of).collect();
        let mut used = 0_usize;
        let mut first = self.first_group;
        for (at, height) in rows.iter().enumerate().take(self.first_group).rev() {
            used = used.saturating_add(*height).saturating_add(1);
            if used > GROUP_ROWS.saturating_add(1) && first < self.first_group {
                break;
            }
            first = at;
        }
        first
    }

    pub(super) fn draw(
        &self,
        front: &Front,
        pen: &mut Pen<'_>,
        area: Rect,
        hits: &mut HitMap<Hit>,
    ) -> Option<Position> {
        let area = overlay(area, WIDTH, HEIGHT);
        let currency = front.desk.state.settings().currency;
        let title = format!("OPTIONS  {} {}", self.quantity, self.name);
        let last = area.height.saturating_sub(4);
        let inner = Panel::new(&title)
            .right(&currency.format(self.price))
            .focused(true)
            .separators(&[last])
            .draw(pen, area);
        let mut caret = self.draw_groups(front, pen, inner, hits);
        let row = |y: u16| Rect { y: inner.y.saturating_add(y), height: 1, ..inner };
        let note_row = row(last.saturating_sub(3));
        if let Some(at) = self.draw_note(pen, note_row) {
            caret = Some(at);
        }
        hits.push(note_row, Hit::Row(NOTE_ROW));
        let (words, sum) = self.sum();
        let sum = sum.map_or_else(String::new, |sum| currency.format(sum));
        let sum_row = inset(row(last));
        pen.spread(sum_row, (&words, Role::Text), (&sum, Role::MoneyTotal));
        let mut below = row(last.saturating_add(1));
        below.x = below.x.saturating_add(1);
        below.width = below.width.saturating_sub(1);
        buttons(pen, below, hits);
        caret
    }

    /// The words of what is chosen, and what one piece then costs.
    fn sum(&self) -> (String, Option<crate::domain::money::Money>) {
        let mut words = self.name.clone();
        let mut sum = Some(self.price);
        for (group, option) in self.options() {
            if self.is_chosen(group, option) {
                words.push_str(", ");
                words.push_str(&option.name);
                sum = sum.and_then(|sum| sum.plus(option.price).ok());
            }
        }
        (words, sum)
    }

    fn draw_note(&self, pen: &mut Pen<'_>, row: Rect) -> Option<Position> {
        let label = " NOTE  n   ";
        pen.left(row, label, Role::Strong);
        let room = Rect { x: row.x.saturating_add(11), width: row.width.saturating_sub(12), ..row };
        if self.noting {
            return Some(pen.field(room, &self.note, Role::Text));
        }
        let words = self.note_text();
        pen.left(room, words.as_deref().unwrap_or("(none)"), Role::Text);
        None
    }

    fn draw_groups(
        &self,
        front: &Front,
        pen: &mut Pen<'_>,
        inner: Rect,
        hits: &mut HitMap<Hit>,
    ) -> Option<Position> {
        let mut caret = None;
        let last = self.last_group_in_view();
        let mut y = inner.y;
        let mut at = 0_usize;
        for (index, group) in self.groups().enumerate() {
            let seen = (self.first_group..=last).contains(&index);
            if !seen {
                at = at.saturating_add(group.options.len());
                continue;
            }
            let head =
                format!(" {}  {}", group.name.to_uppercase(), rule(group, self.count(group)));
            pen.left(Rect { y, height: 1, ..inner }, &head, Role::Strong);
            for place in 0..group.options.len() {
                let row = u16::try_from(place / COLUMNS).unwrap_or(0).saturating_add(1);
                let column = COLUMN_AT.get(place % COLUMNS).copied().unwrap_or(1);
                let cell = Rect::new(
                    inner.x.saturating_add(column),
                    y.saturating_add(row),
                    OPTION_WIDTH,
                    1,
                )
                .intersection(inner);
                let number = at.saturating_add(place);
                if let Some(at) = self.draw_option(front, pen, cell, number) {
                    caret = Some(at);
                }
                hits.push(cell, Hit::Row(u16::try_from(number).unwrap_or(NOTE_ROW)));
            }
            at = at.saturating_add(group.options.len());
            y = y.saturating_add(u16::try_from(rows_of(group)).unwrap_or(1)).saturating_add(1);
        }
        self.draw_more(pen, inner, last);
        caret
    }

    /// Names the groups that are not in view and the keys that bring them.
    fn draw_more(&self, pen: &mut Pen<'_>, inner: Rect, last: usize) {
        let names = |range: std::ops::Range<usize>| -> String {
            let groups = self.groups().enumerate().filter(|(at, _)| range.contains(at));
            groups.map(|(_, group)| group.name.clone()).collect::<Vec<_>>().join(", ")
        };
        let below = names(last.saturating_add(1)..usize::MAX);
        let above = names(0..self.first_group);
        let words = match (above.is_empty(), below.is_empty()) {
            (true, true) => return,
            (true, false) => format!(" PgDn: more ({below})"),
            (false, true) => format!(" PgUp: back ({above})"),
            (false, false) => format!(" PgDn: more ({below})  PgUp: back ({above})"),
        };
        let y = inner.y.saturating_add(inner.height.saturating_sub(4));
        pen.left(Rect { y, height: 1, ..inner }, &words, Role::Muted);
    }

    fn draw_option(
        &self,
        front: &Front,
        pen: &mut Pen<'_>,
        cell: Rect,
        at: usize,
    ) -> Option<Position> {
        let (group, option) = self.options().nth(at)?;
        let on = self.is_chosen(group, option);
        let mark = match (group.max == 1, on) {
            (true, true) => "(o)",
            (true, false) => "( )",
            (false, true) => "[x]",
            (false, false) => "[ ]",
        };
        let key = Self::key_of(at).unwrap_or(' ');
        let price = front.desk.state.settings().currency.format(option.price);
        let role = if on { Role::Strong } else { Role::Text };
        let name = format!("{mark} {key} {}", option.name);
        pen.spread(cell, (&name, role), (&price, role));
        if self.cursor != Some(at) {
            return None;
        }
        pen.tint(cell, Role::Choice);
        let before = Rect { x: cell.x.saturating_sub(1), width: 1, ..cell };
        let sign = pen.look.glyphs.chosen;
        pen.left(before, sign, Role::Strong);
        (!self.noting).then(|| Position::new(before.x, before.y))
    }
}

fn inset(row: Rect) -> Rect {
    Rect { x: row.x.saturating_add(1), width: row.width.saturating_sub(2), ..row }
}

fn buttons(pen: &mut Pen<'_>, row: Rect, hits: &mut HitMap<Hit>) {
    let buttons = [
        ("[Enter] Done", Key::Enter),
        ("[Esc] Back without changes", Key::Esc),
        ("[x] No options", Key::Char('x')),
        ("[n] Note", Key::Char('n')),
    ];
    let mut x = row.x;
    for (words, key) in buttons {
        let width = u16::try_from(text::width(words)).unwrap_or(0);
        let place = Rect::new(x, row.y, width, 1).intersection(row);
        pen.left(place, words, Role::Text);
        hits.push(place, Hit::Key(key));
        x = x.saturating_add(width).saturating_add(3);
    }
}

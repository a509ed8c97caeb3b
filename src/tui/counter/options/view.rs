//! The drawing of options and note.

use ratatui::layout::{Position, Rect};

use super::{COLUMNS, NOTE_ROW, Options};
use crate::domain::choice::{self, Asked};
use crate::tui::counter::entry::split_note;
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
/// Columns for what a guest must not get, behind its sign.
const ALLERGY_COLUMNS: usize = 66;
/// The window grows by so many rows at most; on the least screen there are no more.
const GROWS: u16 = 2;
/// Where the two columns of options begin inside the frame.
const COLUMN_AT: [u16; COLUMNS] = [1, 35];
/// Columns of an option with its price.
const OPTION_WIDTH: u16 = 28;

/// Columns by which a group stands further in for each option that lies over it.
const INDENT: u16 = 2;

/// What stands behind the name of a group.
fn rule(asked: &Asked<'_>, count: usize) -> String {
    let (min, max) = (asked.group.min, asked.group.max);
    let required = if min > 0 { " (required)" } else { "" };
    match (min, max) {
        (_, 1) => format!("choose 1{required}"),
        (0, max) => format!("up to {max}, {count} chosen"),
        (min, max) if min == max => format!("choose {min}{required}, {count} chosen"),
        (min, max) => format!("choose {min} to {max}{required}, {count} chosen"),
    }
}

fn rows_of(asked: &Asked<'_>) -> usize {
    asked.group.options.len().div_ceil(COLUMNS).saturating_add(1)
}

/// Columns by which a group stands further in.
fn indent(asked: &Asked<'_>) -> u16 {
    u16::try_from(asked.depth).unwrap_or(0).saturating_mul(INDENT)
}

impl Options {
    /// What the guest must not get, in rows that are never cut.
    fn allergy(&self) -> Vec<String> {
        let allergy = split_note(&self.note.text()).1.filter(|_| !self.noting);
        allergy.map_or_else(Vec::new, |allergy| {
            let rows = text::wrap(&format!("ALLERGY {allergy}"), ALLERGY_COLUMNS);
            let sign = |at: usize| if at == 0 { "!" } else { " " };
            let each = rows.into_iter().enumerate();
            each.map(|(at, row)| format!(" {} {row}", sign(at))).collect()
        })
    }

    /// Rows that the allergy needs beyond its first: the window grows by some of them, and the
    /// groups leave it the rest.
    fn further(&self) -> (u16, u16) {
        let more = u16::try_from(self.allergy().len().saturating_sub(1)).unwrap_or(u16::MAX);
        (more.min(GROWS), more.saturating_sub(GROWS))
    }

    fn group_rows(&self) -> usize {
        GROUP_ROWS.saturating_sub(usize::from(self.further().1))
    }

    /// The last group that is wholly in view when `first_group` is the first.
    pub(super) fn last_group_in_view(&self) -> usize {
        let mut used = 0_usize;
        let mut last = self.first_group;
        for (at, asked) in self.asked().iter().enumerate().skip(self.first_group) {
            used = used.saturating_add(rows_of(asked));
            if used > self.group_rows() {
                break;
            }
            last = at;
            used = used.saturating_add(1);
        }
        last
    }

    /// The first group of the page before.
    pub(super) fn page_before(&self) -> usize {
        let rows: Vec<usize> = self.asked().iter().map(rows_of).collect();
        let mut used = 0_usize;
        let mut first = self.first_group;
        for (at, height) in rows.iter().enumerate().take(self.first_group).rev() {
            used = used.saturating_add(*height).saturating_add(1);
            if used > self.group_rows().saturating_add(1) && first < self.first_group {
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
        let (grows, given) = self.further();
        let area = overlay(area, WIDTH, HEIGHT.saturating_add(grows));
        let currency = front.desk.state.settings().currency;
        let title = format!("OPTIONS  {} {}", self.quantity, self.name);
        let last = area.height.saturating_sub(4);
        let more = self.more(pen.look.glyphs.cut);
        let inner = Panel::new(&title)
            .right(&currency.format(self.price))
            .focused(true)
            .separators(&[last])
            .foot_right(&more)
            .draw(pen, area);
        let foot = Rect { y: area.bottom().saturating_sub(1), height: 1, ..area };
        if more.starts_with("PgDn") {
            hits.push(foot, Hit::Key(Key::PageDown));
        } else if !more.is_empty() {
            hits.push(foot, Hit::Key(Key::PageUp));
        }
        let mut caret = self.draw_groups(front, pen, inner, hits);
        let row = |y: u16| Rect { y: inner.y.saturating_add(y), height: 1, ..inner };
        let note = last.saturating_sub(grows).saturating_sub(given).saturating_sub(3);
        let note_row = row(note);
        if let Some(at) = self.draw_note(pen, note_row, row(note.saturating_add(1))) {
            caret = Some(at);
        }
        for (words, y) in self.allergy().iter().zip(note.saturating_add(1)..last) {
            pen.left(row(y), words, Role::Danger);
        }
        hits.push(note_row, Hit::Row(NOTE_ROW));
        let (words, sum) = self.sum();
        let sum = sum.map_or_else(String::new, |sum| currency.format(sum));
        let sum_row = inset(row(last));
        pen.spread(sum_row, (&words, Role::Text), (&sum, Role::MoneyTotal));
        let mut below = row(last.saturating_add(1));
        below.x = below.x.saturating_add(1);
        below.width = below.width.saturating_sub(1);
        buttons(pen, below, !self.asked().is_empty(), hits);
        caret
    }

    /// The words of what is chosen, and what one piece then costs.
    fn sum(&self) -> (String, Option<crate::domain::money::Money>) {
        let mut words = self.name.clone();
        let mut sum = Some(self.price);
        for asked in self.asked() {
            for option in &asked.group.options {
                let times = choice::times(&self.chosen, &asked.choice(option));
                for _ in 0..times {
                    sum = sum.and_then(|sum| sum.plus(option.price(self.service)).ok());
                }
                if times > 0 {
                    words.push_str(", ");
                    words.push_str(&option.name);
                }
                if times > 1 {
                    words.push_str(" x");
                    words.push_str(&times.to_string());
                }
            }
        }
        (words, sum)
    }

    /// The note; while it is typed, what the sign of an allergy is.
    fn draw_note(&self, pen: &mut Pen<'_>, row: Rect, below: Rect) -> Option<Position> {
        let label = " NOTE  n   ";
        pen.left(row, label, Role::Strong);
        let room = Rect { x: row.x.saturating_add(11), width: row.width.saturating_sub(12), ..row };
        if self.noting {
            if !self.note.text().contains('!') {
                pen.left(below, "           ! before what the guest must not get", Role::Muted);
            }
            return Some(pen.field(room, &self.note, Role::Text));
        }
        let (note, _) = split_note(&self.note.text());
        pen.left(room, note.as_deref().unwrap_or("(none)"), Role::Text);
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
        if self.asked().is_empty() {
            let words = "There is nothing to choose here. n takes a note for the kitchen.";
            let row = inset(Rect { y: y.saturating_add(1), height: 1, ..inner });
            pen.left(row, words, Role::Muted);
        }
        let mut at = 0_usize;
        for (index, asked) in self.asked().iter().enumerate() {
            let count = asked.group.options.len();
            let seen = (self.first_group..=last).contains(&index);
            if !seen {
                at = at.saturating_add(count);
                continue;
            }
            let x = inner.x.saturating_add(indent(asked));
            let name = asked.group.name.to_uppercase();
            let head = format!(" {name}  {}", rule(asked, asked.count(&self.chosen)));
            pen.left(Rect { x, y, height: 1, ..inner }.intersection(inner), &head, Role::Strong);
            for place in 0..count {
                let row = u16::try_from(place / COLUMNS).unwrap_or(0).saturating_add(1);
                let column = COLUMN_AT.get(place % COLUMNS).copied().unwrap_or(1);
                let width = OPTION_WIDTH.saturating_sub(indent(asked));
                let cell = Rect::new(x.saturating_add(column), y.saturating_add(row), width, 1)
                    .intersection(inner);
                let number = at.saturating_add(place);
                if let Some(at) = self.draw_option(front, pen, cell, (asked, place, number)) {
                    caret = Some(at);
                }
                hits.push(cell, Hit::Row(u16::try_from(number).unwrap_or(NOTE_ROW)));
            }
            at = at.saturating_add(count);
            y = y.saturating_add(u16::try_from(rows_of(asked)).unwrap_or(1)).saturating_add(1);
        }
        caret
    }

    /// The groups that are not in view and the keys that bring them; nothing where all are seen.
    fn more(&self, cut: &str) -> String {
        let last = self.last_group_in_view();
        let names = |range: std::ops::Range<usize>| -> String {
            let groups = self.asked();
            let named = groups.iter().enumerate().filter(|(at, _)| range.contains(at));
            named.map(|(_, asked)| asked.group.name.clone()).collect::<Vec<_>>().join(", ")
        };
        let below = names(last.saturating_add(1)..usize::MAX);
        let above = names(0..self.first_group);
        let words = match (above.is_empty(), below.is_empty()) {
            (true, true) => String::new(),
            (true, false) => format!("PgDn: more ({below})"),
            (false, true) => format!("PgUp: back ({above})"),
            (false, false) => format!("PgDn: more ({below})  PgUp: back ({above})"),
        };
        text::cut(&words, ALLERGY_COLUMNS, cut)
    }

    fn draw_option(
        &self,
        front: &Front,
        pen: &mut Pen<'_>,
        cell: Rect,
        (asked, place, at): (&Asked<'_>, usize, usize),
    ) -> Option<Position> {
        let option = asked.group.options.get(place)?;
        let times = choice::times(&self.chosen, &asked.choice(option));
        let on = times > 0;
        let mark = match (asked.group.max == 1, times) {
            (true, 0) => "( )".to_owned(),
            (true, _) => "(o)".to_owned(),
            (false, 0) => "[ ]".to_owned(),
            (false, 1) => "[x]".to_owned(),
            (false, times) => format!("[{times}]"),
        };
        let key = Self::key_of(at).unwrap_or(' ');
        let out = super::out::is_out(&self.out, asked, &option.code);
        let price = if out {
            "SOLD OUT".to_owned()
        } else {
            front.desk.state.settings().currency.format(option.price(self.service))
        };
        let role = match (on, out) {
            (true, _) => Role::Strong,
            (false, true) => Role::Muted,
            (false, false) => Role::Text,
        };
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

fn buttons(pen: &mut Pen<'_>, row: Rect, any: bool, hits: &mut HitMap<Hit>) {
    let buttons = [
        ("[Enter] Done", Key::Enter),
        ("[Esc] Back without changes", Key::Esc),
        ("[x] No options", Key::Char('x')),
        ("[n] Note", Key::Char('n')),
    ];
    let mut x = row.x;
    for (words, key) in buttons {
        if !any && key == Key::Char('x') {
            continue;
        }
        let width = u16::try_from(text::width(words)).unwrap_or(0);
        let place = Rect::new(x, row.y, width, 1).intersection(row);
        pen.left(place, words, Role::Text);
        hits.push(place, Hit::Key(key));
        x = x.saturating_add(width).saturating_add(3);
    }
}

//! The rows of a ticket: lines with marks and quantities, options, notes, allergies, courses.

use super::{Shape, Ticket};
use crate::domain::board::{CardLine, Mark, PASS};
use crate::tui::look::Look;
use crate::tui::text;
use crate::tui::theme::Role;

/// One row of the lines of a ticket.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::tui::kitchen) struct Row {
    pub(in crate::tui::kitchen) text: String,
    pub(in crate::tui::kitchen) role: Role,
    /// The row of the card it belongs to.
    pub(in crate::tui::kitchen) item: Option<usize>,
    pub(in crate::tui::kitchen) allergy: bool,
}

/// Options, notes and allergy of a line, wrapped to `room` columns, the allergy to its own: the
/// first word of each row is its sign. Allergy rows come first and are never cut.
pub(in crate::tui::kitchen) fn details(
    line: &CardLine,
    room: usize,
    allergy_room: usize,
) -> Vec<(String, Role, bool)> {
    let mut rows = Vec::new();
    let mut push = |sign: &str, words: &str, role: Role, allergy: bool| {
        let room = if allergy { allergy_room } else { room };
        let width = room.saturating_sub(text::width(sign)).max(1);
        for (index, part) in text::wrap(words, width).into_iter().enumerate() {
            let lead = if index == 0 { sign.to_owned() } else { " ".repeat(text::width(sign)) };
            rows.push((format!("{lead}{part}"), role, allergy));
        }
    };
    let role = line_role(line.mark);
    if let Some(allergy) = &line.allergy {
        let words = format!("ALLERGY {}", allergy.to_uppercase());
        push("!! ", &words, Role::BadgeDanger, true);
    }
    for option in &line.options {
        push("+ ", option, role, false);
    }
    if let Some(note) = &line.note {
        push("\" ", note, role, false);
    }
    rows
}

pub(in crate::tui::kitchen) const fn line_role(mark: Mark) -> Role {
    match mark {
        Mark::Waiting | Mark::Cooking => Role::Text,
        Mark::Held => Role::Muted,
        Mark::Ready | Mark::Served => Role::ItemDone,
        Mark::Void => Role::ItemVoid,
    }
}

pub(in crate::tui::kitchen) const fn mark_text(mark: Mark) -> &'static str {
    match mark {
        Mark::Held => "hh",
        Mark::Waiting => "",
        Mark::Cooking => "..",
        Mark::Ready => "ok",
        Mark::Served => "--",
        Mark::Void => "VOID",
    }
}

pub(in crate::tui::kitchen) fn quantity(line: &CardLine) -> String {
    if line.plus { format!("+{}", line.quantity) } else { line.quantity.to_string() }
}

impl Ticket<'_> {
    /// The rows of all lines for a width.
    pub(super) fn rows(&self, room: usize, shape: Shape, look: &Look) -> Vec<Row> {
        let full = shape.long;
        let mut rows = Vec::new();
        let mut number = 0;
        for (index, line) in self.card.lines.iter().enumerate() {
            if let Some(at) = line.added {
                let at = self.clock.hours_minutes(at);
                let words = if full {
                    format!("        -- added {at} --")
                } else {
                    format!("     -added {at}-")
                };
                rows.push(Row { text: words, role: Role::Muted, item: None, allergy: false });
            }
            if let Some(course) = line.course {
                let words = if full {
                    format!("     -- course {course} held --")
                } else {
                    format!(" -course {course} held-")
                };
                rows.push(Row { text: words, role: Role::Muted, item: None, allergy: false });
            }
            number += usize::from(line.is_wanted());
            let shown = if line.is_wanted() && number <= 9 { Some(number) } else { None };
            let lead = self.lead(index, line, shown, full, look);
            let before = rows.len();
            self.item_rows(&mut rows, index, line, (&lead, room, full));
            if shape.tall && rows.len() == before + 1 {
                let role = line_role(line.mark);
                rows.push(Row { text: String::new(), role, item: Some(index), allergy: false });
            }
        }
        rows
    }

    /// Other stations with the same order, under the lines; at the pass every station.
    pub(super) fn elsewhere_rows(&self, room: usize, shape: Shape) -> Vec<Row> {
        let full = shape.long;
        if self.card.elsewhere.is_empty() {
            return Vec::new();
        }
        let sign = if full { " " } else { "" };
        let word = if self.card.ticket.station == PASS { "FROM" } else { "ALSO AT" };
        let stations: Vec<String> = self
            .card
            .elsewhere
            .iter()
            .map(|other| format!("{} {}/{}", other.station, other.done, other.pieces))
            .collect();
        let words = format!("{word} {}", stations.join(", "));
        let parts = text::wrap(&words, room.saturating_sub(sign.len()).max(1));
        let row = |part: String| {
            let text = format!("{sign}{part}");
            Row { text, role: Role::Info, item: None, allergy: false }
        };
        parts.into_iter().map(row).collect()
    }

    fn lead(
        &self,
        index: usize,
        line: &CardLine,
        number: Option<usize>,
        full: bool,
        look: &Look,
    ) -> String {
        let quantity = quantity(line);
        let mark = match (full, line.mark) {
            (false, Mark::Void) => "xx",
            (_, mark) => mark_text(mark),
        };
        let before = match (self.at, full) {
            (Some(at), _) => {
                let sign = if at == index { look.glyphs.chosen } else { " " };
                let number = number.map_or_else(|| " ".to_owned(), |number| number.to_string());
                format!("{sign}{number} ")
            }
            (None, true) => " ".to_owned(),
            (None, false) => String::new(),
        };
        let columns = if full { 4 } else { 2 };
        let mut lead = format!("{before}{}", text::pad_right(mark, columns));
        let room_left = text::width(mark) < columns;
        if quantity.len() > 2 || (quantity.len() == 2 && full && !room_left) {
            lead.push(' ');
        }
        lead.push_str(&text::pad_left(&quantity, 2));
        lead.push(' ');
        lead
    }

    fn item_rows(
        &self,
        rows: &mut Vec<Row>,
        index: usize,
        line: &CardLine,
        (lead, room, full): (&str, usize, bool),
    ) {
        let role = line_role(line.mark);
        let start = text::width(lead);
        let width = room.saturating_sub(start).max(1);
        let short = line.short.as_deref().unwrap_or(&line.name);
        let name =
            if full && text::width(&line.name) <= width { line.name.as_str() } else { short };
        for (at, part) in text::wrap(name, width).into_iter().enumerate() {
            let before = if at == 0 { lead.to_owned() } else { " ".repeat(start) };
            let text = format!("{before}{part}");
            rows.push(Row { text, role, item: Some(index), allergy: false });
        }
        let usual = match (self.at, full) {
            (Some(_), _) => 10,
            (None, true) => 8,
            (None, false) => 5,
        };
        let sign = match (self.at, full) {
            (Some(_), _) => 3,
            (None, true) => 1,
            (None, false) => 0,
        };
        for (words, role, allergy) in
            details(line, room.saturating_sub(usual), room.saturating_sub(sign))
        {
            // An allergy begins where the marks are, so that it is seen and has room.
            let start = if allergy { sign } else { usual };
            rows.push(Row {
                text: format!("{}{words}", " ".repeat(start)),
                role,
                item: Some(index),
                allergy,
            });
        }
    }
}

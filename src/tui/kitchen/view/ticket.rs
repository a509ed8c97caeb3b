//! One ticket: head with age, state, rows of lines, progress; in full or for a narrow cell.

use ratatui::layout::Rect;

use crate::domain::board::{Card, CardLine, CardState, Mark, Sign};
use crate::domain::settings::Service;
use crate::domain::time::SiteClock;
use crate::tui::kitchen::mouse::Target;
use crate::tui::look::Look;
use crate::tui::text;
use crate::tui::theme::Role;
use crate::tui::widgets::{Panel, Pen};

/// A cell from this width and height has a row for the state and shows full names.
const FULL_COLUMNS: u16 = 28;
const FULL_ROWS: u16 = 8;

/// A ticket with what its drawing needs.
pub(super) struct Ticket<'a> {
    pub(super) card: &'a Card,
    /// Its slot on the page, from 0.
    pub(super) slot: usize,
    pub(super) chosen: bool,
    /// The chosen row while its items are worked on in place.
    pub(super) at: Option<usize>,
    pub(super) clock: &'a SiteClock,
}

/// One row of the lines of a ticket.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Row {
    pub(super) text: String,
    pub(super) role: Role,
    /// The row of the card it belongs to.
    pub(super) item: Option<usize>,
    allergy: bool,
}

/// `04:40`, and hours from 100 minutes on.
pub(super) fn clock_age(ms: i64) -> String {
    let age = text::age(ms);
    if age.len() == 4 && age.contains(':') { format!("0{age}") } else { age }
}

/// Sign and age, as they stand at the right of a head.
pub(super) fn sign_and_age(card: &Card) -> String {
    if card.state == CardState::Held {
        return CardState::Held.word().to_owned();
    }
    format!("{} {}", card.sign.text(), clock_age(card.age_ms)).trim_start().to_owned()
}

fn short_place(card: &Card) -> String {
    match (&card.table, card.service) {
        (Some(table), _) => format!("T{table}"),
        (None, Service::DineIn) => "DINE".to_owned(),
        (None, Service::Takeaway) => "TAKE".to_owned(),
        (None, Service::Delivery) => "DELI".to_owned(),
        (None, Service::Online) => "WEB".to_owned(),
    }
}

/// The role of a head by the age of its ticket.
pub(super) fn head_role(card: &Card) -> Role {
    match card.sign {
        Sign::New => Role::TicketHeadNew,
        Sign::InTime => Role::TicketHead,
        Sign::Old => Role::TicketHeadWarn,
        Sign::Late => Role::TicketHeadLate,
    }
}

const fn short_state(state: CardState) -> &'static str {
    match state {
        CardState::New => "NEW",
        CardState::Cooking => "COOK",
        CardState::Ready => "READY",
        CardState::Running => "RUN",
        CardState::Held => "HELD",
        CardState::Void => "VOID",
    }
}

/// As many of the words as fit, the first one always.
fn fitting(words: &[String], gaps: &[&str], room: usize) -> String {
    for count in (1..=words.len()).rev() {
        for gap in gaps {
            let line = words.get(..count).unwrap_or_default().join(gap);
            if text::width(&line) <= room {
                return line;
            }
        }
    }
    words.first().cloned().unwrap_or_default()
}

/// Options, notes and allergy of a line, wrapped to `room` columns, the allergy to its own: the
/// first word of each row is its sign. Allergy rows come first and are never cut.
pub(super) fn details(
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

pub(super) const fn line_role(mark: Mark) -> Role {
    match mark {
        Mark::Waiting | Mark::Cooking => Role::Text,
        Mark::Held => Role::Muted,
        Mark::Ready | Mark::Served => Role::ItemDone,
        Mark::Void => Role::ItemVoid,
    }
}

pub(super) const fn mark_text(mark: Mark) -> &'static str {
    match mark {
        Mark::Held => "hh",
        Mark::Waiting => "",
        Mark::Cooking => "..",
        Mark::Ready => "ok",
        Mark::Served => "--",
        Mark::Void => "VOID",
    }
}

pub(super) fn quantity(line: &CardLine) -> String {
    if line.plus { format!("+{}", line.quantity) } else { line.quantity.to_string() }
}

impl Ticket<'_> {
    /// Draws the ticket into its cell; answers the places to tap in it.
    pub(super) fn draw(&self, pen: &mut Pen<'_>, cell: Rect, wide: bool) -> Vec<(Rect, Target)> {
        let full = wide && cell.width >= FULL_COLUMNS && cell.height >= FULL_ROWS;
        let room = cell.width.saturating_sub(2);
        let progress = self.progress(full);
        let state = self.state_words(full, usize::from(room).saturating_sub(progress.len() + 2));
        let panel = Panel::new("").focused(self.chosen);
        let inner = if full {
            panel.separators(&[2]).foot_right(&progress).draw(pen, cell)
        } else {
            panel.foot_tight(&state, &progress).draw(pen, cell)
        };
        let role = head_role(self.card);
        let head = Rect { height: inner.height.min(1), y: cell.y, ..inner };
        pen.fill(head, if role.is_badge() { role } else { Role::Panel });
        pen.left(head, &self.head(full, usize::from(room), pen.look), role);
        let mut body = inner;
        if full {
            let state = self.state_words(true, usize::from(room).saturating_sub(1));
            let role = match self.card.state {
                CardState::Ready | CardState::Running => Role::TicketReady,
                CardState::Void => Role::Danger,
                CardState::New | CardState::Cooking | CardState::Held => Role::Strong,
            };
            let row = Rect { x: inner.x + 1, width: room.saturating_sub(1), height: 1, ..inner };
            let word = u16::try_from(self.card.state.word().len()).unwrap_or(0);
            pen.left(row, &state, Role::Strong);
            pen.tint(Rect { width: word.min(row.width), ..row }, role);
            body.y = body.y.saturating_add(2);
            body.height = body.height.saturating_sub(2);
        }
        let mut places =
            vec![(Rect { height: 3.min(cell.height), ..cell }, Target::Head(self.slot))];
        self.lines(pen, body, full, &mut places);
        let foot = Rect { y: cell.bottom().saturating_sub(1), height: 1, ..cell };
        let done = if self.at.is_some() {
            Target::Key(crate::tui::input::Key::Char('0'))
        } else {
            Target::Body(self.slot)
        };
        places.push((foot, done));
        places
    }

    fn head(&self, full: bool, room: usize, look: &Look) -> String {
        let card = self.card;
        let right = sign_and_age(card);
        let left = format!("{} {} ", (self.slot + 1) % 10, card.number);
        let place = if full { card.place.clone() } else { short_place(card) };
        let taken = text::width(&left) + text::width(&right) + 1;
        let place = text::cut(&place, room.saturating_sub(taken), look.glyphs.cut);
        text::spread(&format!("{left}{place}"), &right, room, look.glyphs.cut)
    }

    fn progress(&self, full: bool) -> String {
        let card = self.card;
        match (card.state, card.promised) {
            (CardState::Void, _) => "BUMP it".to_owned(),
            (_, Some(at)) if card.done == 0 => format!("for {}", self.clock.hours_minutes(at)),
            _ if full => format!("{}/{} done", card.done, card.pieces),
            _ => format!("{}/{}", card.done, card.pieces),
        }
    }

    fn state_words(&self, full: bool, room: usize) -> String {
        let card = self.card;
        let state = if full { card.state.word() } else { short_state(card.state) };
        let mut words = vec![state.to_owned()];
        if card.recalled && !full && card.state == CardState::Ready {
            // A narrow foot has no room for both; a ticket comes back READY, its marks say so.
            words = vec!["RECALLED".to_owned()];
        } else if card.recalled {
            words.push("RECALLED".to_owned());
        }
        if let Some(late) = card.late_ms {
            let words_late =
                if full { format!("LATE {}", text::age(late)) } else { "LATE".to_owned() };
            words.push(words_late);
        }
        if card.prioritised {
            words.push(if full { "FIRST".to_owned() } else { "1ST".to_owned() });
        }
        if full {
            fitting(&words, &["   ", "  ", " "], room)
        } else {
            fitting(&words, &[" "], room)
        }
    }

    fn lines(&self, pen: &mut Pen<'_>, body: Rect, full: bool, places: &mut Vec<(Rect, Target)>) {
        let rows = self.rows(usize::from(body.width), full, pen.look);
        let seen = usize::from(body.height);
        let hidden = if rows.len() > seen { rows.len() + 1 - seen } else { 0 };
        let kept = rows.len() - hidden;
        // While items are worked on in place the chosen one stays in view.
        let wanted = rows.iter().rposition(|row| self.at.is_some() && row.item == self.at);
        let skip = wanted.map_or(0, |at| (at + 1).saturating_sub(kept)).min(hidden);
        for (y, row) in (body.y..body.bottom()).zip(rows.iter().skip(skip).take(kept)) {
            let place = Rect { y, height: 1, ..body };
            pen.left(place, &row.text, row.role);
            if let Some(item) = row.item {
                let target = match self.at {
                    Some(_) => Target::OpenItem(item),
                    None => Target::Item(self.slot, item),
                };
                places.push((place, target));
            }
        }
        if hidden > 0 && body.height > 0 {
            let place = Rect { y: body.bottom().saturating_sub(1), height: 1, ..body };
            let out_of_view = |index: usize| index < skip || index >= skip + kept;
            let allergy =
                rows.iter().enumerate().any(|(index, row)| row.allergy && out_of_view(index));
            let (words, role) = if allergy {
                (format!("!! ALLERGY {hidden} more"), Role::BadgeDanger)
            } else {
                (format!(" {hidden} more rows: +"), Role::Warn)
            };
            pen.left(place, &words, role);
        }
    }

    /// The rows of all lines for a width.
    fn rows(&self, room: usize, full: bool, look: &Look) -> Vec<Row> {
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
            self.item_rows(&mut rows, index, line, (&lead, room, full));
        }
        rows
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

//! One ticket: head with age, state, rows of lines, progress; in full or for a narrow cell.

mod rows;

use ratatui::layout::Rect;

use crate::domain::board::{Card, CardState, Sign};
use crate::domain::settings::Service;
use crate::domain::time::SiteClock;
use crate::tui::kitchen::mouse::Target;
use crate::tui::layout::{Layout, LayoutKind};
use crate::tui::look::Look;
use crate::tui::text;
use crate::tui::theme::Role;
use crate::tui::widgets::{Panel, Pen};

pub(in crate::tui::kitchen) use rows::{details, line_role, mark_text, quantity};

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
    /// Which part of the ticket this cell shows, from 0, and how many parts there are.
    pub(super) part: (usize, usize),
    /// Rows that the parts before this one show.
    pub(super) before: usize,
    /// Whether slots are chosen by two digits.
    pub(super) two_digits: bool,
}

/// The number of a slot, as it is typed.
pub(in crate::tui::kitchen) fn slot_label(slot: usize, two_digits: bool) -> String {
    if two_digits { format!("{:02}", slot + 1) } else { ((slot + 1) % 10).to_string() }
}

/// How a ticket is drawn in its cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::tui::kitchen) struct Shape {
    /// A row for the state below the head, and a line under it.
    framed: bool,
    /// Full words and names.
    long: bool,
    /// Every line has at least two rows, so that a finger hits it.
    tall: bool,
}

impl Shape {
    /// The shape of a ticket in a cell of this size.
    pub(in crate::tui::kitchen) fn of(cell: Rect, layout: Layout) -> Self {
        let broad = cell.width >= FULL_COLUMNS;
        let high = cell.height >= FULL_ROWS;
        match layout.kind {
            LayoutKind::Touch => Self { framed: high, long: broad, tall: true },
            LayoutKind::Wide => Self { framed: broad && high, long: broad && high, tall: false },
            LayoutKind::Compact | LayoutKind::TooSmall => {
                Self { framed: false, long: false, tall: false }
            }
        }
    }
}

/// How many rows of lines a cell of this size shows.
pub(in crate::tui::kitchen) fn room_for_lines(cell: Rect, layout: Layout) -> usize {
    let frame = if Shape::of(cell, layout).framed { 4 } else { 2 };
    usize::from(cell.height.saturating_sub(frame))
}

/// How many rows the lines of a ticket need in cells of this width.
pub(in crate::tui::kitchen) fn rows_needed(
    card: &Card,
    cell: Rect,
    layout: Layout,
    (clock, look): (&SiteClock, &Look),
) -> usize {
    let ticket = Ticket {
        card,
        slot: 0,
        chosen: false,
        at: None,
        clock,
        part: (0, 1),
        before: 0,
        two_digits: false,
    };
    let width = usize::from(cell.width.saturating_sub(2));
    ticket.rows(width, Shape::of(cell, layout), look).len()
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

/// The place in a narrow head; the name of a tab or a guest stays, as far as there is room.
fn short_place(card: &Card) -> String {
    let name = card.place.strip_prefix(&card.service.to_string()).unwrap_or_default();
    format!("{}{name}", short_service(card))
}

fn short_service(card: &Card) -> String {
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

const fn state_word(state: CardState, shape: Shape) -> &'static str {
    if shape.long { state.word() } else { short_state(state) }
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

impl Ticket<'_> {
    /// Draws the ticket into its cell; answers the places to tap in it.
    pub(super) fn draw(
        &self,
        pen: &mut Pen<'_>,
        cell: Rect,
        layout: Layout,
    ) -> Vec<(Rect, Target)> {
        let shape = Shape::of(cell, layout);
        let room = cell.width.saturating_sub(2);
        let (part, parts) = self.part;
        let progress = if part + 1 < parts { self.part_words() } else { self.progress(shape) };
        let state = self.state_words(shape, usize::from(room).saturating_sub(progress.len() + 2));
        let panel = Panel::new("").focused(self.chosen);
        let inner = if shape.framed {
            panel.separators(&[2]).foot_right(&progress).draw(pen, cell)
        } else {
            panel.foot_tight(&state, &progress).draw(pen, cell)
        };
        let role = head_role(self.card);
        let head = Rect { height: inner.height.min(1), y: cell.y, ..inner };
        pen.fill(head, if role.is_badge() { role } else { Role::Panel });
        pen.left(head, &self.head(shape, usize::from(room), pen.look), role);
        let mut body = inner;
        if shape.framed {
            // Brackets around the word take two columns more.
            let state = self.state_words(shape, usize::from(room).saturating_sub(3));
            let role = match self.card.state {
                CardState::Ready | CardState::Running => Role::TicketReady,
                CardState::Cooking => Role::BadgeInfo,
                CardState::Void => Role::Danger,
                CardState::New | CardState::Held => Role::Strong,
            };
            let row = Rect { x: inner.x + 1, width: room.saturating_sub(1), height: 1, ..inner };
            self.state_row(pen, row, (&state, state_word(self.card.state, shape)), role);
            body.y = body.y.saturating_add(2);
            body.height = body.height.saturating_sub(2);
        }
        let mut places =
            vec![(Rect { height: 3.min(cell.height), ..cell }, Target::Head(self.slot))];
        self.lines(pen, body, shape, &mut places);
        let foot = Rect { y: cell.bottom().saturating_sub(1), height: 1, ..cell };
        let done = if self.at.is_some() {
            Target::Key(crate::tui::input::Key::Char('0'))
        } else {
            Target::Body(self.slot)
        };
        places.push((foot, done));
        places
    }

    /// The row below the head: the word of the state as a badge, which themes without colours put
    /// between brackets, then how late the ticket is.
    fn state_row(&self, pen: &mut Pen<'_>, row: Rect, (state, word): (&str, &str), role: Role) {
        let Some(rest) = state.strip_prefix(word).filter(|_| self.part.0 == 0) else {
            return pen.left(row, state, Role::Strong);
        };
        let taken = if role.is_badge() {
            pen.badge(row, word, role)
        } else {
            pen.left(row, word, role);
            u16::try_from(text::width(word)).unwrap_or(u16::MAX)
        };
        let x = row.x.saturating_add(taken);
        pen.left(Rect { x, width: row.width.saturating_sub(taken), ..row }, rest, Role::Strong);
    }

    fn head(&self, shape: Shape, room: usize, look: &Look) -> String {
        let card = self.card;
        let right = sign_and_age(card);
        let left = format!("{} {} ", slot_label(self.slot, self.two_digits), card.number);
        let place = if shape.long { card.place.clone() } else { short_place(card) };
        let taken = text::width(&left) + text::width(&right) + 1;
        let place = text::cut(&place, room.saturating_sub(taken), look.glyphs.cut);
        text::spread(&format!("{left}{place}"), &right, room, look.glyphs.cut)
    }

    fn progress(&self, shape: Shape) -> String {
        let card = self.card;
        match (card.state, card.promised) {
            (CardState::Void, _) => "BUMP it".to_owned(),
            (_, Some(at)) if card.done == 0 => format!("for {}", self.clock.hours_minutes(at)),
            _ if shape.framed => format!("{}/{} done", card.done, card.pieces),
            _ => format!("{}/{}", card.done, card.pieces),
        }
    }

    fn part_words(&self) -> String {
        format!("part {}/{}", self.part.0 + 1, self.part.1)
    }

    fn state_words(&self, shape: Shape, room: usize) -> String {
        let card = self.card;
        match self.part {
            (0, _) => {}
            (part, parts) if part + 1 < parts => return String::new(),
            _ => return self.part_words(),
        }
        let mut words = vec![state_word(card.state, shape).to_owned()];
        if card.recalled && !shape.framed && card.state == CardState::Ready {
            // A narrow foot has no room for both; a ticket comes back READY, its marks say so.
            words = vec!["RECALLED".to_owned()];
        } else if card.recalled {
            words.push("RECALLED".to_owned());
        }
        if let Some(late) = card.late_ms {
            let words_late =
                if shape.framed { format!("LATE {}", text::age(late)) } else { "LATE".to_owned() };
            words.push(words_late);
        }
        if card.prioritised {
            words.push(if shape.long { "FIRST".to_owned() } else { "1ST".to_owned() });
        }
        if shape.framed {
            fitting(&words, &["   ", "  ", " "], room)
        } else {
            fitting(&words, &[" "], room)
        }
    }

    fn lines(&self, pen: &mut Pen<'_>, body: Rect, shape: Shape, places: &mut Vec<(Rect, Target)>) {
        let mut rows = self.rows(usize::from(body.width), shape, pen.look);
        rows.drain(..self.before.min(rows.len()));
        if self.part.0 + 1 < self.part.1 {
            rows.truncate(usize::from(body.height));
        }
        let seen = usize::from(body.height);
        // What others do is said where there is room: it must not push a line off the ticket.
        let others = self.elsewhere_rows(usize::from(body.width), shape);
        if self.part.0 + 1 == self.part.1 && rows.len() + others.len() <= seen {
            rows.extend(others);
        }
        let hidden = if rows.len() > seen { rows.len() + 1 - seen } else { 0 };
        let kept = rows.len() - hidden;
        // While items are worked on in place the chosen one stays in view.
        let wanted = rows.iter().rposition(|row| self.at.is_some() && row.item == self.at);
        let skip = wanted.map_or(0, |at| (at + 1).saturating_sub(kept)).min(hidden);
        let mut areas: Vec<(Rect, usize)> = Vec::new();
        for (y, row) in (body.y..body.bottom()).zip(rows.iter().skip(skip).take(kept)) {
            let place = Rect { y, height: 1, ..body };
            pen.left(place, &row.text, row.role);
            match (row.item, areas.last_mut()) {
                (Some(item), Some((area, known))) if *known == item => {
                    *area = area.union(place);
                }
                (Some(item), _) => areas.push((place, item)),
                (None, _) => {}
            }
        }
        // A row that the end of the cell left alone is no target for a finger.
        areas.retain(|(area, _)| !shape.tall || area.height >= 2);
        let target = |item| match self.at {
            Some(_) => Target::OpenItem(item),
            None => Target::Item(self.slot, item),
        };
        places.extend(areas.into_iter().map(|(area, item)| (area, target(item))));
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
}

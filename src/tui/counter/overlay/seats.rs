//! Guests, seat and course of an order: a short numbered list, and the course that fires next.

use ratatui::layout::{Position, Rect};

use super::choices::{self, Choices, Meant};
use crate::domain::decide::PLACE_LIMIT;
use crate::domain::event::OrderChanged;
use crate::domain::order::Order;
use crate::tui::counter::action::Action;
use crate::tui::counter::model::Model;
use crate::tui::counter::place::Placing;
use crate::tui::counter::turn::{Hit, Over, Then, Turn};
use crate::tui::front::Front;
use crate::tui::input::{Input, Key};
use crate::tui::theme::Role;
use crate::tui::widgets::{HitMap, KeyEntry, MessageKind, Pen, TextField};

/// Columns of the overlay, its frame included.
const WIDTH: u16 = 54;
/// The column where the numbers stand.
const VALUE: u16 = 22;
/// Columns for the name of a line before its seat.
const NAME_COLUMNS: usize = 9;
/// A number has at most this many digits.
const DIGITS: usize = 3;

/// The rows of the list.
const ROWS: [&str; 5] = ["1 Guests", "2 Seat", "3 Course", "4 Fire course", "5 Seat of"];
/// The row of a line that is with the kitchen.
const SENT: usize = 4;

/// The overlay.
#[derive(Debug, Clone, PartialEq)]
pub struct Seats {
    title: String,
    /// What the seat and the course are for.
    line: Option<String>,
    /// The chosen line that is with the kitchen, and its seat.
    sent: Option<(String, Option<u8>)>,
    guests: Option<u32>,
    place: Placing,
    held: Vec<u8>,
    at: usize,
    typed: TextField,
    typing: bool,
}

impl Seats {
    /// The list for the order on the screen and its chosen line; of one that is with the kitchen
    /// only the seat can become another.
    pub fn open(model: &Model) -> Self {
        let sent = model.chosen_line().filter(|line| line.sent.is_some() && !line.is_void());
        let sent = sent.map(|line| (line.sold.name.clone(), line.sold.seat));
        let line = model.chosen_line().filter(|line| line.sent.is_none());
        let place = line
            .map_or(model.place, |line| Placing { seat: line.sold.seat, course: line.sold.course });
        Self {
            title: model.title(),
            line: line.map(|line| format!("{} {}", line.standing(), line.sold.name)),
            sent,
            guests: model.opening().guests,
            place,
            held: model.order().map(Order::held_courses).unwrap_or_default(),
            at: 0,
            typed: TextField::with_limit(DIGITS),
            typing: false,
        }
    }

    fn value(&self, at: usize) -> String {
        let number = |number: Option<u8>| number.map_or_else(|| "-".to_owned(), |n| n.to_string());
        match at {
            0 => self.guests.map_or_else(|| "-".to_owned(), |guests| guests.to_string()),
            1 => number(self.place.seat),
            2 => number(self.place.course),
            SENT => number(self.sent.as_ref().and_then(|(_, seat)| *seat)),
            _ => self.held.first().map_or_else(|| "none waits".to_owned(), ToString::to_string),
        }
    }

    /// How many rows there are.
    fn count(&self) -> usize {
        if self.sent.is_some() { ROWS.len() } else { SENT }
    }

    fn take(&mut self, at: usize) -> Turn {
        self.at = at.min(self.count() - 1);
        if self.at == 3 {
            return match self.held.first() {
                Some(_) => Turn::then(Then::Do(Action::Fire)),
                None => Turn::stay().say(MessageKind::Info, "No course waits in the kitchen."),
            };
        }
        self.typed.clear();
        self.typing = true;
        Turn::stay()
    }

    fn done(&mut self) -> Turn {
        let text = self.typed.text();
        let number = if text.is_empty() { None } else { text.parse::<u32>().ok() };
        if !text.is_empty() && number.is_none() {
            return Turn::stay().say(MessageKind::Warning, "Type a number, or nothing for none.");
        }
        if self.at == 0 {
            let guests = Some(number.filter(|number| *number > 0));
            return Turn::then(Then::Change(OrderChanged { guests, ..OrderChanged::default() }));
        }
        let small = number.map(|number| u8::try_from(number).unwrap_or(u8::MAX));
        let small = small.filter(|number| *number > 0);
        if small.is_some_and(|number| number > PLACE_LIMIT) {
            return Turn::stay().say(MessageKind::Warning, "Type 1 to 99, or nothing for none.");
        }
        if self.at == SENT {
            return Turn::then(Then::Seat(small));
        }
        let mut place = self.place;
        if self.at == 1 {
            place.seat = small;
        } else {
            place.course = small;
        }
        Turn::then(Then::Place(place))
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "other keys edit the number or do nothing")]
    fn press(&mut self, key: Key) -> Turn {
        if self.typing {
            match key {
                Key::Enter => return self.done(),
                Key::Esc | Key::Char('.') => self.typing = false,
                Key::Char(c) if !c.is_ascii_digit() => {}
                key => {
                    self.typed.key(key);
                }
            }
            return Turn::stay();
        }
        let rows = self.count();
        match choices::read(key, &mut self.at, rows) {
            Meant::Take(at) => self.take(at),
            Meant::Turn(turn) => *turn,
        }
    }
}

impl Over for Seats {
    fn update(&mut self, _front: &mut Front, input: &Input) -> Turn {
        match input {
            Input::Press(press) => self.press(press.key),
            Input::Paste(_) | Input::Mouse(_) | Input::Resize { .. } => Turn::stay(),
        }
    }

    fn tap(&mut self, _front: &mut Front, row: u16) -> Turn {
        self.typing = false;
        self.take(usize::from(row))
    }

    fn view(
        &self,
        _front: &Front,
        pen: &mut Pen<'_>,
        area: Rect,
        hits: &mut HitMap<Hit>,
    ) -> Option<Position> {
        let title = format!("GUESTS AND SEATS  {}", self.title);
        let mut list = Choices::open((pen, hits), area, &title, (WIDTH, VALUE));
        let whose = match &self.line {
            Some(line) => format!("Seat and course: {line}"),
            None => "Seat and course of what comes next.".to_owned(),
        };
        let first = list.row(0);
        list.pen.left(first, &whose, Role::Muted);
        if self.line.is_some() {
            let second = list.row(1);
            list.pen.left(second, "and of what comes next.", Role::Muted);
        }
        for (at, (words, y)) in ROWS.into_iter().take(self.count()).zip(2..).enumerate() {
            let here = at == self.at;
            let name = self.sent.as_ref().filter(|_| at == SENT).map(|(name, _)| {
                let sign = list.pen.look.glyphs.cut;
                format!("{words} {}", crate::tui::text::cut(name, NAME_COLUMNS, sign))
            });
            let room = list.choice((y, at), name.as_deref().unwrap_or(words), here);
            if here && self.typing {
                let caret = list.pen.field(room, &self.typed, Role::Strong);
                list.types_at(caret);
            } else {
                let role = if here { Role::Choice } else { Role::Strong };
                list.pen.left(room, &self.value(at), role);
            }
        }
        list.close()
    }

    fn help(&self) -> &'static str {
        if self.typing { "" } else { "A number chooses what to set, then type it. Esc goes back." }
    }

    fn keys(&self, _front: &Front) -> Vec<KeyEntry> {
        let rows = if self.sent.is_some() { "1-5" } else { "1-4" };
        choices::keys(rows, self.typing.then_some(("0-9", "Number")))
    }

    fn is_typing(&self) -> bool {
        self.typing
    }
}

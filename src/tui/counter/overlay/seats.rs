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
/// A number has at most this many digits.
const DIGITS: usize = 3;

/// The rows of the list.
const ROWS: [&str; 4] = ["1 Guests", "2 Seat", "3 Course", "4 Fire course"];

/// The overlay.
#[derive(Debug, Clone, PartialEq)]
pub struct Seats {
    title: String,
    /// What the seat and the course are for.
    line: Option<String>,
    guests: Option<u32>,
    place: Placing,
    held: Vec<u8>,
    at: usize,
    typed: TextField,
    typing: bool,
}

impl Seats {
    /// The list for the order on the screen and its chosen line, while that is unsent.
    pub fn open(model: &Model) -> Self {
        let line = model.chosen_line().filter(|line| line.sent.is_none());
        let place = line
            .map_or(model.place, |line| Placing { seat: line.sold.seat, course: line.sold.course });
        Self {
            title: model.title(),
            line: line.map(|line| format!("{} {}", line.standing(), line.sold.name)),
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
            _ => self.held.first().map_or_else(|| "none waits".to_owned(), ToString::to_string),
        }
    }

    fn take(&mut self, at: usize) -> Turn {
        self.at = at.min(ROWS.len() - 1);
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
        match choices::read(key, &mut self.at, ROWS.len()) {
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
        for (at, (words, y)) in ROWS.into_iter().zip(2..).enumerate() {
            let here = at == self.at;
            let room = list.choice((y, at), words, here);
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
        choices::keys("1-4", self.typing.then_some(("0-9", "Number")))
    }

    fn is_typing(&self) -> bool {
        self.typing
    }
}

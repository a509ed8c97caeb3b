//! Guests, seat and course of an order: a short numbered list, and the course that fires next.

use ratatui::layout::{Position, Rect};

use crate::domain::decide::PLACE_LIMIT;
use crate::domain::event::OrderChanged;
use crate::domain::order::Order;
use crate::tui::counter::action::Action;
use crate::tui::counter::model::Model;
use crate::tui::counter::place::Placing;
use crate::tui::counter::turn::{Hit, Over, Then, Turn};
use crate::tui::front::Front;
use crate::tui::input::{Input, Key};
use crate::tui::layout::overlay;
use crate::tui::theme::Role;
use crate::tui::widgets::{HitMap, KeyEntry, MessageKind, Panel, Pen, TextField};

/// Columns and rows of the overlay, its frame included.
const SIZE: (u16, u16) = (54, 11);
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
        match key {
            Key::Char(c @ '1'..='4') => {
                let at = c.to_digit(10).and_then(|digit| usize::try_from(digit).ok()).unwrap_or(1);
                self.take(at.saturating_sub(1))
            }
            Key::Enter => self.take(self.at),
            Key::Esc | Key::Char('.') => Turn::close(),
            Key::Up | Key::Char('-') => {
                self.at = self.at.saturating_sub(1);
                Turn::stay()
            }
            Key::Down | Key::Char('+') => {
                self.at = self.at.saturating_add(1).min(ROWS.len() - 1);
                Turn::stay()
            }
            _ => Turn::stay(),
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
        let area = overlay(area, SIZE.0, SIZE.1);
        let title = format!("GUESTS AND SEATS  {}", self.title);
        let inner = Panel::new(&title).focused(true).separators(&[8]).draw(pen, area);
        let row = |y: u16| {
            let y = inner.y.saturating_add(y);
            Rect::new(inner.x.saturating_add(1), y, inner.width.saturating_sub(2), 1)
        };
        let whose = match &self.line {
            Some(line) => format!("Seat and course of {line} and of what comes next."),
            None => "Seat and course of what comes next.".to_owned(),
        };
        pen.left(row(0), &whose, Role::Muted);
        let mut caret = None;
        for (at, (words, y)) in ROWS.into_iter().zip(2..).enumerate() {
            let here = at == self.at;
            let sign = if here { pen.look.glyphs.chosen } else { " " };
            let place = row(y);
            pen.left(place, &format!("{sign}{words}"), Role::Text);
            let x = place.x.saturating_add(VALUE);
            let room = Rect { x, width: place.width.saturating_sub(VALUE), ..place };
            if here {
                pen.tint(place, Role::Choice);
                caret = Some(Position::new(place.x, place.y));
            }
            if here && self.typing {
                caret = Some(pen.field(room, &self.typed, Role::Strong));
            } else {
                pen.left(room, &self.value(at), if here { Role::Choice } else { Role::Strong });
            }
            hits.push(place, Hit::Row(u16::try_from(at).unwrap_or(0)));
        }
        let place = row(8);
        pen.left(place, "[Enter] Done", Role::Text);
        hits.push(Rect { width: 12, ..place }, Hit::Key(Key::Enter));
        let back = Rect { x: place.x.saturating_add(15), width: 10, ..place };
        pen.left(back, "[Esc] Back", Role::Text);
        hits.push(back, Hit::Key(Key::Esc));
        caret
    }

    fn help(&self) -> &'static str {
        if self.typing { "" } else { "A number chooses what to set, then type it. Esc goes back." }
    }

    fn keys(&self, _front: &Front) -> Vec<KeyEntry> {
        if self.typing {
            return vec![
                KeyEntry::new("0-9", "Number"),
                KeyEntry::new("Enter", "Done").keep(),
                KeyEntry::new("Esc", "Back").keep(),
            ];
        }
        vec![
            KeyEntry::new("1-4", "Choose"),
            KeyEntry::new("Up/Down", "Move"),
            KeyEntry::new("Enter", "Take").keep(),
            KeyEntry::new("Esc", "Back").keep(),
        ]
    }

    fn is_typing(&self) -> bool {
        self.typing
    }
}

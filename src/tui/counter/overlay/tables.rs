//! The tables of a room on a grid: how each stands, and what can be done there.

mod acts;
mod detail;
mod sits;
mod view;

use crate::domain::event::OrderChanged;
use crate::domain::floor::{self, Room, Table};
use crate::domain::id::OrderId;
use crate::domain::settings::Service;
use crate::tui::counter::turn::{Then, Turn};
use crate::tui::front::Front;
use crate::tui::input::{Input, Key, Press};
use crate::tui::widgets::{MessageKind, TextField};

use acts::nobody;
use sits::Sit;

/// A table has at most this many characters, and guests at most so many digits.
const TYPED_CHARS: usize = 8;

/// What the typed number means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Asking {
    /// The table to go to.
    #[default]
    Table,
    /// Where the chosen table's order goes.
    Move,
    /// Which table joins the chosen one.
    Join,
    /// How many guests sit at the chosen table.
    Guests,
}

/// The map of tables.
#[derive(Debug, Clone, PartialEq)]
pub struct Tables {
    room: usize,
    chosen: Option<String>,
    typed: TextField,
    asking: Asking,
    /// The order on the screen, when it is looking for its table.
    placing: Option<OrderId>,
    /// The order on the screen has something on it and no table yet.
    seated: bool,
}

impl Tables {
    /// The room of the order on the screen. With `placing`, Enter sets the table of that order.
    pub fn open(front: &Front, order: Option<OrderId>, placing: bool) -> Self {
        let found = order.and_then(|id| front.desk.state.order(id));
        let chosen = found.and_then(|order| order.table.clone());
        let rooms = &front.desk.state.settings().floor;
        let has =
            |room: &Room| room.tables.iter().any(|table| Some(&table.name) == chosen.as_ref());
        let busy = found.filter(|order| order.live_lines().next().is_some());
        Self {
            room: rooms.iter().position(has).unwrap_or(0),
            chosen,
            typed: TextField::with_limit(TYPED_CHARS),
            asking: Asking::Table,
            placing: busy.filter(|_| placing).map(|order| order.id),
            seated: busy.is_none_or(|order| order.table.is_some()),
        }
    }

    /// The rooms of the site.
    fn rooms(front: &Front) -> &[Room] {
        &front.desk.state.settings().floor
    }

    fn room<'f>(&self, front: &'f Front) -> Option<&'f Room> {
        Self::rooms(front).get(self.room)
    }

    /// The chosen table: the one whose number is typed, else the one the arrows stand on.
    fn at(&self) -> Option<String> {
        let typed = self.typed.text();
        if self.asking == Asking::Table && !typed.is_empty() {
            return Some(typed);
        }
        self.chosen.clone()
    }

    fn sit<'f>(&self, front: &'f Front) -> Option<Sit<'f>> {
        self.at().map(|name| Sit::of(front, &name))
    }

    fn ask(&mut self, asking: Asking) -> Turn {
        self.chosen = self.at();
        self.typed.clear();
        self.asking = asking;
        Turn::stay()
    }

    /// Follows a typed number to its room.
    fn follow(&mut self, front: &Front) {
        let typed = self.typed.text();
        let rooms = Self::rooms(front);
        if self.asking == Asking::Table
            && let Some((room, table)) = floor::table(rooms, &typed)
        {
            self.room = rooms.iter().position(|other| other.name == room.name).unwrap_or(0);
            self.chosen = Some(table.name.clone());
        }
    }

    fn turn_room(&mut self, front: &Front, by: isize) -> Turn {
        let count = Self::rooms(front).len();
        if count > 1 {
            let step = if by < 0 { count.saturating_sub(1) } else { 1 };
            self.room = self.room.saturating_add(step) % count;
            self.chosen = None;
            self.typed.clear();
        }
        Turn::stay()
    }

    /// An arrow: the nearest table in its direction.
    fn step(&mut self, front: &Front, (rows, columns): (i16, i16)) -> Turn {
        let Some(room) = self.room(front) else { return Turn::stay() };
        let here = self.at().and_then(|name| room.tables.iter().find(|table| table.name == name));
        self.typed.clear();
        let Some(here) = here else {
            self.chosen = room.tables.first().map(|table| table.name.clone());
            return Turn::stay();
        };
        let far = |table: &Table| {
            let down = i16::from(table.row).saturating_sub(i16::from(here.row));
            let right = i16::from(table.column).saturating_sub(i16::from(here.column));
            let (along, across) = if rows == 0 {
                (right.saturating_mul(columns), down)
            } else {
                (down.saturating_mul(rows), right)
            };
            (along > 0)
                .then(|| across.unsigned_abs().saturating_mul(100).saturating_add_signed(along))
        };
        let next = room.tables.iter().filter_map(|table| far(table).map(|far| (far, table)));
        if let Some((_, table)) = next.min_by_key(|(far, _)| *far) {
            self.chosen = Some(table.name.clone());
        }
        Turn::stay()
    }

    /// Enter: opens the table, or does what was asked for.
    fn enter(&mut self, front: &mut Front) -> Turn {
        match self.asking {
            Asking::Table => self.go(front),
            Asking::Move => self.move_to(front),
            Asking::Join => self.join(front),
            Asking::Guests => self.guests(front),
        }
    }

    fn go(&self, front: &Front) -> Turn {
        let Some(name) = self.at() else {
            let words = "Type the number of a table, or choose one with the arrows.";
            return Turn::stay().say(MessageKind::Info, words);
        };
        let there = Sit::of(front, &name).first().map(|order| order.id);
        if self.placing.is_some() || (!self.seated && there.is_none()) {
            return Turn::then(Then::Change(OrderChanged {
                service: Some(Service::DineIn),
                table: Some(Some(name)),
                ..OrderChanged::default()
            }));
        }
        match there {
            Some(order) => Turn::then(Then::Take(order)),
            None => Turn::then(Then::Sit(name)),
        }
    }

    /// The order of the chosen table.
    fn order_here(&self, front: &Front) -> Option<OrderId> {
        self.sit(front).and_then(|sit| sit.first().map(|order| order.id))
    }

    fn done(&mut self) {
        self.asking = Asking::Table;
        self.typed.clear();
    }

    fn pay(&self, front: &Front) -> Turn {
        match self.order_here(front) {
            Some(order) => {
                let pass = Some(Input::Press(Press { key: Key::F(9), repeat: false }));
                Turn { pass, ..Turn::then(Then::Take(order)) }
            }
            None => nobody(),
        }
    }

    fn begin(&mut self, front: &mut Front, asking: Asking) -> Turn {
        if self.order_here(front).is_none() {
            return nobody();
        }
        let two = self.sit(front).is_some_and(|sit| sit.is_several());
        let turn = self.ask(asking);
        if asking == Asking::Join && two { self.join(front) } else { turn }
    }

    fn escape(&mut self) -> Turn {
        if self.asking == Asking::Table && self.typed.is_empty() {
            return Turn::close();
        }
        self.done();
        Turn::stay()
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "other keys do nothing on the map")]
    fn press(&mut self, front: &mut Front, key: Key) -> Turn {
        match key {
            Key::Enter => self.enter(front),
            Key::Esc | Key::Char('.') => self.escape(),
            Key::Up => self.step(front, (-1, 0)),
            Key::Down => self.step(front, (1, 0)),
            Key::Left | Key::Char('-') => self.step(front, (0, -1)),
            Key::Right => self.step(front, (0, 1)),
            Key::Char('[') | Key::PageUp => self.turn_room(front, -1),
            Key::Char(']' | '*') | Key::PageDown => self.turn_room(front, 1),
            Key::Char('m') => self.begin(front, Asking::Move),
            Key::Char('j') => self.begin(front, Asking::Join),
            Key::Char('g' | '/') => self.begin(front, Asking::Guests),
            Key::Char('p') => self.bill(front),
            Key::Char('w') => self.take_over(front),
            Key::F(9) | Key::Char('+') => self.pay(front),
            Key::F(1) | Key::Char('?') => {
                let words =
                    "A number and Enter opens a table, [ and ] other rooms, w takes one over.";
                Turn::stay().say(MessageKind::Info, words)
            }
            Key::Backspace => {
                self.typed.key(key);
                Turn::stay()
            }
            Key::Char(c) if c.is_alphanumeric() => {
                self.typed.key(Key::Char(c));
                self.follow(front);
                Turn::stay()
            }
            _ => Turn::stay(),
        }
    }

    /// A tap chooses a table; a tap on the chosen one opens it.
    fn tapped(&mut self, front: &mut Front, at: usize) -> Turn {
        let name = self.room(front).and_then(|room| room.tables.get(at)).map(|t| t.name.clone());
        let Some(name) = name else { return Turn::stay() };
        match self.asking {
            Asking::Move | Asking::Join => {
                self.typed.set(&name);
                self.enter(front)
            }
            Asking::Table | Asking::Guests => {
                let again = self.chosen.as_ref() == Some(&name);
                self.done();
                self.chosen = Some(name);
                if again { self.go(front) } else { Turn::stay() }
            }
        }
    }
}

/// What waits at the tables of this site, for the message row: the first table whose food is ready.
pub fn ready_words(front: &Front) -> Option<String> {
    let rooms = Tables::rooms(front);
    let mut tables = rooms.iter().flat_map(|room| &room.tables);
    tables.find_map(|table| Sit::of(front, &table.name).ready_words(front))
}

#[cfg(test)]
mod tests;

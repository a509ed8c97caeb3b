//! Service, table, pick-up name and time of an order: a short numbered list.

use ratatui::layout::{Position, Rect};

use super::model::Model;
use super::overlay::choices::{self, Choices, Meant};
use super::turn::{Ask, Hit, Over, Then, Turn};
use crate::domain::event::OrderChanged;
use crate::domain::settings::Service;
use crate::domain::time::clock_time;
use crate::tui::front::Front;
use crate::tui::input::{Input, Key};
use crate::tui::theme::Role;
use crate::tui::widgets::{HitMap, KeyEntry, MessageKind, Pen, TextField};

/// Columns of the overlay, its frame included.
const WIDTH: u16 = 48;
/// The column where the values stand.
const VALUE: u16 = 20;
/// A pick-up name has at most this many characters.
const NAME_CHARS: usize = 24;
/// A time of day has at most this many characters.
const TIME_CHARS: usize = 5;

/// A row of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Choice {
    Takeaway,
    Table,
    Delivery,
    DineIn,
    Name,
    Due,
}

const ALL: [Choice; 6] =
    [Choice::Takeaway, Choice::Table, Choice::Delivery, Choice::DineIn, Choice::Name, Choice::Due];

impl Choice {
    const fn words(self) -> &'static str {
        match self {
            Self::Takeaway => "1 Takeaway",
            Self::Table => "2 Table",
            Self::Delivery => "3 Delivery",
            Self::DineIn => "4 Dine in, no table",
            Self::Name => "5 Tab, name to call",
            Self::Due => "6 For a time",
        }
    }
}

/// The overlay.
#[derive(Debug, Clone, PartialEq)]
pub struct ServiceChoice {
    title: String,
    chosen: usize,
    table: String,
    name: TextField,
    /// When it is wanted, as it stands now; at once when empty.
    wanted: String,
    time: TextField,
    typing: bool,
}

impl ServiceChoice {
    /// The choice for the order on the screen, or for the next one.
    pub fn of(model: &Model) -> Self {
        let (now, clock) = (model.opening(), model.front.desk.state.settings().clock());
        let mut name = TextField::with_limit(NAME_CHARS);
        name.set(now.name.as_deref().unwrap_or_default());
        let chosen = match (now.service, &now.table) {
            (Service::DineIn, Some(_)) => 1,
            (Service::DineIn, None) => 3,
            (Service::Delivery, _) => 2,
            (Service::Takeaway | Service::Online, _) => 0,
        };
        Self {
            title: model.title(),
            chosen,
            table: now.table.clone().unwrap_or_default(),
            name,
            wanted: now.due.map_or_else(String::new, |due| clock.hours_minutes(due)),
            time: TextField::with_limit(TIME_CHARS),
            typing: false,
        }
    }

    fn choice(&self) -> Choice {
        ALL.get(self.chosen).copied().unwrap_or(Choice::Takeaway)
    }

    fn take(&mut self, at: usize) -> Turn {
        self.chosen = at.min(ALL.len() - 1);
        match self.choice() {
            Choice::Table => Turn::then(Then::Become(Ask::Tables { placing: true })),
            Choice::Name | Choice::Due => {
                self.time.clear();
                self.typing = true;
                Turn::stay()
            }
            Choice::Takeaway => change(Service::Takeaway, None),
            Choice::Delivery => change(Service::Delivery, None),
            Choice::DineIn => change(Service::DineIn, None),
        }
    }

    /// The next moment at which the clock of the site shows the typed time; at once for none.
    fn wanted_at(&self, front: &Front) -> Turn {
        let text = self.time.text();
        let due = if text.trim().is_empty() {
            Ok(None)
        } else {
            let clock = front.desk.state.settings().clock();
            clock_time(&with_colon(&text)).and_then(|time| {
                let next = clock.next(front.now.at, time);
                next.map(Some).ok_or_else(|| "This day has no such time.".to_owned())
            })
        };
        match due {
            Ok(due) => {
                let change = OrderChanged { due: Some(due), ..OrderChanged::default() };
                Turn::then(Then::Change(change))
            }
            Err(sentence) => {
                let words = format!("{sentence}, or nothing for at once.");
                Turn::stay().say(MessageKind::Warning, words)
            }
        }
    }

    fn field(&mut self) -> &mut TextField {
        if self.choice() == Choice::Due { &mut self.time } else { &mut self.name }
    }

    fn typed(&self, front: &Front) -> Turn {
        if self.choice() == Choice::Due {
            return self.wanted_at(front);
        }
        let text = self.name.text();
        let text = text.trim().to_owned();
        let name = (!text.is_empty()).then_some(text);
        let change = OrderChanged { name: Some(name), ..OrderChanged::default() };
        Turn::then(Then::Change(change))
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "other keys edit the field or move the choice"
    )]
    fn press(&mut self, front: &Front, key: Key) -> Turn {
        if self.typing {
            let time = self.choice() == Choice::Due;
            match key {
                Key::Enter => return self.typed(front),
                Key::Esc => self.typing = false,
                // On a numpad the point stands between hours and minutes, and leads back before.
                Key::Char('.') if time && self.time.is_empty() => self.typing = false,
                Key::Char('-') if time => {
                    self.time.key(Key::Backspace);
                }
                Key::Char(c) if time && !(c.is_ascii_digit() || matches!(c, ':' | '.')) => {}
                key => {
                    self.field().key(key);
                }
            }
            return Turn::stay();
        }
        match choices::read(key, &mut self.chosen, ALL.len()) {
            Meant::Take(at) => self.take(at),
            Meant::Turn(turn) => *turn,
        }
    }
}

/// `1830` as `18:30`, and `18` as `18:00`.
fn with_colon(text: &str) -> String {
    let text = text.trim();
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.to_owned();
    }
    match text.len() {
        0..=2 => format!("{text}:00"),
        long => {
            let (hours, minutes) = text.split_at(long - 2);
            format!("{hours}:{minutes}")
        }
    }
}

fn change(service: Service, table: Option<String>) -> Turn {
    Turn::then(Then::Change(OrderChanged {
        service: Some(service),
        table: Some(table),
        ..OrderChanged::default()
    }))
}

impl Over for ServiceChoice {
    fn update(&mut self, front: &mut Front, input: &Input) -> Turn {
        match input {
            Input::Press(press) => self.press(front, press.key),
            Input::Paste(text) if self.typing => {
                self.field().insert(text);
                Turn::stay()
            }
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
        let title = format!("ORDER TYPE  {}", self.title);
        let mut list = Choices::open((pen, hits), area, &title, (WIDTH, VALUE));
        for (at, (choice, y)) in ALL.into_iter().zip(1..).enumerate() {
            let here = at == self.chosen;
            let room = list.choice((y, at), choice.words(), here);
            let field = match choice {
                Choice::Table => {
                    list.pen.left(room, &self.table, Role::Strong);
                    continue;
                }
                Choice::Name => &self.name,
                Choice::Due if here && self.typing => &self.time,
                Choice::Due => {
                    list.pen.left(room, &self.wanted, Role::Strong);
                    continue;
                }
                Choice::Takeaway | Choice::Delivery | Choice::DineIn => continue,
            };
            let caret = list.pen.field(room, field, Role::Strong);
            if here && self.typing {
                list.types_at(caret);
            }
        }
        list.close()
    }

    fn help(&self) -> &'static str {
        if self.typing { "" } else { "A number chooses how the guest gets it. Esc goes back." }
    }

    fn keys(&self, _front: &Front) -> Vec<KeyEntry> {
        let hint = if self.choice() == Choice::Due { "1830 or 18:30" } else { "Name" };
        choices::keys("1-6", self.typing.then_some(("Type", hint)))
    }

    fn is_typing(&self) -> bool {
        self.typing
    }
}

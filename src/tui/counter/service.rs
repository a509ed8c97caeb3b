//! Service, table and pick-up name of an order: a short numbered list.

use ratatui::layout::{Position, Rect};

use super::turn::{Ask, Hit, Over, Then, Turn};
use crate::domain::command::Opening;
use crate::domain::event::OrderChanged;
use crate::domain::settings::Service;
use crate::tui::front::Front;
use crate::tui::input::{Input, Key};
use crate::tui::layout::overlay;
use crate::tui::theme::Role;
use crate::tui::widgets::{HitMap, KeyEntry, Panel, Pen, TextField};

/// Columns of the overlay, its frame included.
const WIDTH: u16 = 48;
/// Rows of the overlay, its frame included.
const HEIGHT: u16 = 11;
/// A pick-up name has at most this many characters.
const NAME_CHARS: usize = 24;

/// A row of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Choice {
    Takeaway,
    Table,
    Delivery,
    DineIn,
    Name,
}

const ALL: [Choice; 5] =
    [Choice::Takeaway, Choice::Table, Choice::Delivery, Choice::DineIn, Choice::Name];

impl Choice {
    const fn words(self) -> &'static str {
        match self {
            Self::Takeaway => "1 Takeaway",
            Self::Table => "2 Table",
            Self::Delivery => "3 Delivery",
            Self::DineIn => "4 Dine in, no table",
            Self::Name => "5 Name to call",
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
    typing: bool,
}

impl ServiceChoice {
    /// The choice for an order of this number that stands like this.
    pub fn new(title: &str, now: &Opening) -> Self {
        let mut name = TextField::with_limit(NAME_CHARS);
        name.set(now.name.as_deref().unwrap_or_default());
        let chosen = match (now.service, &now.table) {
            (Service::DineIn, Some(_)) => 1,
            (Service::DineIn, None) => 3,
            (Service::Delivery, _) => 2,
            (Service::Takeaway | Service::Online, _) => 0,
        };
        Self {
            title: title.to_owned(),
            chosen,
            table: now.table.clone().unwrap_or_default(),
            name,
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
            Choice::Name => {
                self.typing = true;
                Turn::stay()
            }
            Choice::Takeaway => change(Service::Takeaway, None),
            Choice::Delivery => change(Service::Delivery, None),
            Choice::DineIn => change(Service::DineIn, None),
        }
    }

    fn typed(&self) -> Turn {
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
    fn press(&mut self, key: Key) -> Turn {
        if self.typing {
            match key {
                Key::Enter => return self.typed(),
                Key::Esc => self.typing = false,
                key => {
                    self.name.key(key);
                }
            }
            return Turn::stay();
        }
        if let Key::Char(c @ '1'..='5') = key {
            let at = c.to_digit(10).and_then(|digit| usize::try_from(digit).ok()).unwrap_or(1);
            return self.take(at.saturating_sub(1));
        }
        match key {
            Key::Enter => self.take(self.chosen),
            Key::Esc | Key::Char('.') => Turn::close(),
            key => {
                if matches!(key, Key::Up | Key::Char('-')) {
                    self.chosen = self.chosen.saturating_sub(1);
                } else if matches!(key, Key::Down | Key::Char('+')) {
                    self.chosen = self.chosen.saturating_add(1).min(ALL.len() - 1);
                }
                Turn::stay()
            }
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
    fn update(&mut self, _front: &mut Front, input: &Input) -> Turn {
        match input {
            Input::Press(press) => self.press(press.key),
            Input::Paste(text) if self.typing => {
                self.name.insert(text);
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
        let area = overlay(area, WIDTH, HEIGHT);
        let title = format!("ORDER TYPE  {}", self.title);
        let inner = Panel::new(&title).focused(true).separators(&[8]).draw(pen, area);
        let row = |y: u16| {
            let y = inner.y.saturating_add(y);
            Rect::new(inner.x.saturating_add(1), y, inner.width.saturating_sub(2), 1)
        };
        let mut caret = None;
        for (at, (choice, y)) in ALL.into_iter().zip(1..).enumerate() {
            let here = at == self.chosen;
            let sign = if here { pen.look.glyphs.chosen } else { " " };
            let place = row(y);
            pen.left(place, &format!("{sign}{}", choice.words()), Role::Text);
            let room = Rect {
                x: place.x.saturating_add(20),
                width: place.width.saturating_sub(20),
                ..place
            };
            if here {
                pen.tint(place, Role::Choice);
                caret = Some(Position::new(place.x, place.y));
            }
            if choice == Choice::Table {
                pen.left(room, &self.table, Role::Strong);
            }
            if choice == Choice::Name {
                let at = pen.field(room, &self.name, Role::Strong);
                if here && self.typing {
                    caret = Some(at);
                }
            }
            hits.push(place, Hit::Row(u16::try_from(at).unwrap_or(0)));
        }
        let (enter, esc) = ("[Enter] Done", "[Esc] Back");
        let place = row(8);
        pen.left(place, enter, Role::Text);
        hits.push(Rect { width: 12, ..place }, Hit::Key(Key::Enter));
        let back = Rect { x: place.x.saturating_add(15), width: 10, ..place };
        pen.left(back, esc, Role::Text);
        hits.push(back, Hit::Key(Key::Esc));
        caret
    }

    fn keys(&self, _front: &Front) -> Vec<KeyEntry> {
        if self.typing {
            return vec![
                KeyEntry::new("Enter", "Done").keep(),
                KeyEntry::new("Esc", "Back").keep(),
            ];
        }
        vec![
            KeyEntry::new("1-5", "Choose"),
            KeyEntry::new("Up/Down", "Move"),
            KeyEntry::new("Enter", "Take").keep(),
            KeyEntry::new("Esc", "Back").keep(),
        ]
    }

    fn is_typing(&self) -> bool {
        self.typing
    }
}

//! Options and note of a line, or of an item that is about to be added.

mod view;

use std::sync::Arc;

use ratatui::layout::{Position, Rect};

use super::turn::{Ask, Hit, Over, Then, Turn, Undo};
use crate::domain::choice::{self, Choice};
use crate::domain::command::{Command, NewLine, Step};
use crate::domain::id::{LineId, OrderId};
use crate::domain::menu::{Item, Menu, MenuOption, OptionGroup};
use crate::domain::money::{Money, Quantity};
use crate::domain::order::Line;
use crate::domain::settings::Service;
use crate::tui::front::Front;
use crate::tui::input::{Input, Key};
use crate::tui::widgets::{HitMap, KeyEntry, MessageKind, Pen, TextField};

/// Letters for options behind the nine digits; `n` is the note and `x` means no options.
const LETTERS: &str = "abcdefghijklmopqrstuvwyz";
/// Options stand in this many columns.
const COLUMNS: usize = 2;
/// The number of a tap on the note.
const NOTE_ROW: u16 = u16::MAX;

/// What the choice is for.
#[derive(Debug, Clone, PartialEq, Eq)]
enum About {
    /// An item that is added when the choice is complete.
    New(Box<NewLine>),
    /// A line of an order.
    Line(OrderId, LineId),
}

/// The overlay.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    about: About,
    name: String,
    quantity: Quantity,
    service: Service,
    price: Money,
    menu: Arc<Menu>,
    item: Option<Item>,
    chosen: Vec<Choice>,
    note: TextField,
    allergy: Option<String>,
    noting: bool,
    cursor: Option<usize>,
    first_group: usize,
}

/// The words of a choice, as commands take it.
pub fn choices_of(line: &Line) -> Vec<Choice> {
    let options = line.options.iter();
    options.map(|o| Choice { group: o.group.clone(), option: o.code.clone() }).collect()
}

impl Options {
    /// For an item that lacks a required choice; nothing is added before it is complete.
    pub fn of_new(front: &Front, service: Service, new: NewLine) -> Option<Self> {
        let menu = Arc::clone(front.desk.state.menu());
        let item = menu.item(&new.item)?.clone();
        let chosen = new.options.clone().unwrap_or_else(|| choice::defaults(&menu, &item));
        let mut note = TextField::default();
        note.set(new.note.as_deref().unwrap_or_default());
        let mut options = Self {
            name: item.name.clone(),
            quantity: new.quantity,
            service,
            price: item.price(service),
            allergy: new.allergy.clone(),
            about: About::New(Box::new(new)),
            item: Some(item),
            menu,
            chosen,
            note,
            noting: false,
            cursor: None,
            first_group: 0,
        };
        options.show_missing();
        Some(options)
    }

    /// For an unsent line; `noting` types its note first.
    pub fn of_line(front: &Front, order: OrderId, line: LineId, noting: bool) -> Option<Self> {
        let menu = Arc::clone(front.desk.state.menu());
        let (order, line) = front.desk.state.line(order, line)?;
        if line.sent.is_some() || !line.is_live() {
            return None;
        }
        let item = line.sold.item.as_deref().and_then(|code| menu.item(code)).cloned();
        let mut note = TextField::default();
        note.set(line.note.as_deref().unwrap_or_default());
        Some(Self {
            about: About::Line(order.id, line.id),
            name: line.sold.name.clone(),
            quantity: line.quantity,
            service: order.service,
            price: line.price.unwrap_or(line.sold.price.of(order.service).0),
            item,
            menu,
            chosen: choices_of(line),
            note,
            allergy: line.allergy.clone(),
            noting,
            cursor: None,
            first_group: 0,
        })
    }

    fn groups(&self) -> impl Iterator<Item = &OptionGroup> {
        self.item.iter().flat_map(|item| self.menu.groups_of(item))
    }

    /// All options in the order of the screen.
    fn options(&self) -> impl Iterator<Item = (&OptionGroup, &MenuOption)> {
        self.groups().flat_map(|group| group.options.iter().map(move |option| (group, option)))
    }

    fn is_chosen(&self, group: &OptionGroup, option: &MenuOption) -> bool {
        self.chosen.iter().any(|c| c.group == group.code && c.option == option.code)
    }

    fn count(&self, group: &OptionGroup) -> usize {
        self.chosen.iter().filter(|c| c.group == group.code).count()
    }

    /// The key of an option by its place: 1 to 9, then letters.
    fn key_of(at: usize) -> Option<char> {
        match at {
            0..=8 => char::from_digit(u32::try_from(at).ok()?.checked_add(1)?, 10),
            _ => LETTERS.chars().nth(at.checked_sub(9)?),
        }
    }

    fn switch(&mut self, at: usize) -> Turn {
        let Some((group, option)) = self.options().nth(at) else { return Turn::stay() };
        let choice = Choice { group: group.code.clone(), option: option.code.clone() };
        let (name, max, count) = (group.name.clone(), group.max, self.count(group));
        let only = max == 1;
        let required = only && group.min > 0;
        if let Some(place) = self.chosen.iter().position(|known| *known == choice) {
            if !required {
                self.chosen.remove(place);
            }
        } else if only {
            self.chosen.retain(|known| known.group != choice.group);
            self.chosen.push(choice);
        } else if count >= usize::from(max) {
            let words = format!("{name}: at most {max}, switch one off first.");
            return Turn::stay().say(MessageKind::Warning, words);
        } else {
            self.chosen.push(choice);
        }
        Turn::stay()
    }

    /// Takes everything off that is not required.
    fn none(&mut self) {
        let required: Vec<String> =
            self.groups().filter(|group| group.min > 0).map(|group| group.code.clone()).collect();
        self.chosen.retain(|choice| required.contains(&choice.group));
    }

    /// Brings the first group into view that lacks a choice; answers what is missing.
    fn show_missing(&mut self) -> Option<String> {
        let item = self.item.as_ref()?;
        let group = choice::missing(&self.menu, item, &self.chosen)?;
        let (code, name, min) = (group.code.clone(), group.name.clone(), group.min);
        let at = self.groups().position(|group| group.code == code)?;
        let first = self.options().position(|(group, _)| group.code == code);
        self.cursor = first;
        self.first_group = at;
        Some(format!("{} needs {name}: choose {min}.", self.name))
    }

    fn steer(&mut self, key: Key) {
        let len = self.options().count();
        if len == 0 {
            return;
        }
        let step = if matches!(key, Key::Up | Key::Down) { COLUMNS } else { 1 };
        let back = matches!(key, Key::Up | Key::Left);
        let at = match self.cursor {
            None => 0,
            Some(at) if back => at.saturating_sub(step),
            Some(at) => at.saturating_add(step).min(len - 1),
        };
        self.cursor = Some(at);
        let group = self.options().nth(at).map(|(group, _)| group.code.clone());
        let place = self.groups().position(|known| Some(&known.code) == group.as_ref());
        if let Some(place) = place {
            let last = self.last_group_in_view();
            if place < self.first_group || place > last {
                self.first_group = place;
            }
        }
    }

    fn note_text(&self) -> Option<String> {
        let text = self.note.text();
        let text = text.trim();
        (!text.is_empty()).then(|| text.to_owned())
    }

    fn done(&mut self, front: &mut Front) -> Turn {
        if let Some(words) = self.show_missing() {
            return Turn::stay().say(MessageKind::Warning, words);
        }
        match &self.about {
            About::New(new) => {
                let mut new = new.clone();
                new.options = Some(self.chosen.clone());
                new.note = self.note_text();
                Turn::then(Then::Add(new))
            }
            About::Line(order, line) => self.change(front, *order, *line),
        }
    }

    fn change(&self, front: &mut Front, order: OrderId, id: LineId) -> Turn {
        let Some((_, line)) = front.desk.state.line(order, id) else { return Turn::close() };
        let note =
            |note: Option<String>| Step::SetNote { line: id, note, allergy: self.allergy.clone() };
        let mut steps = vec![note(self.note_text())];
        let mut back = vec![note(line.note.clone())];
        if self.item.is_some() {
            steps.push(Step::SetOptions(id, self.chosen.clone()));
            back.push(Step::SetOptions(id, choices_of(line)));
        }
        match front.act(&Command::Order(order, steps)) {
            Err(rejection) => Turn::stay().say(MessageKind::Warning, rejection.to_string()),
            Ok((_, effects)) if effects.is_empty() => Turn::close(),
            Ok((_, effects)) => {
                let words = format!("Changed {}", self.name);
                let mut turn = Turn::close().with(effects).say(MessageKind::Undo, words);
                turn.undo =
                    Some(Undo { order, steps: back, what: format!("change of {}", self.name) });
                turn
            }
        }
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "keys that are not named here edit the note"
    )]
    fn type_note(&mut self, input: &Input) -> Turn {
        match input {
            Input::Press(press) => match press.key {
                Key::Enter => self.noting = false,
                Key::Esc => {
                    self.noting = false;
                    self.note.clear();
                }
                key => {
                    self.note.key(key);
                }
            },
            Input::Paste(text) => self.note.insert(text),
            Input::Mouse(_) | Input::Resize { .. } => {}
        }
        Turn::stay()
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "keys that are not named here do nothing")]
    fn press(&mut self, front: &mut Front, key: Key) -> Turn {
        match key {
            Key::Enter => return self.done(front),
            Key::Esc | Key::Char('.') => {
                let new = matches!(self.about, About::New(_));
                let words = format!("{} was not added.", self.name);
                let turn = Turn::close();
                return if new { turn.say(MessageKind::Done, words) } else { turn };
            }
            Key::Up | Key::Down | Key::Left | Key::Right => self.steer(key),
            Key::PageDown => {
                let next = self.last_group_in_view().saturating_add(1);
                if next < self.groups().count() {
                    self.first_group = next;
                }
            }
            Key::PageUp => self.first_group = self.page_before(),
            Key::Char(' ') => {
                if let Some(at) = self.cursor {
                    return self.switch(at);
                }
            }
            Key::Char('n') => self.noting = true,
            Key::Char('x') => self.none(),
            Key::Char('?') => return Turn::then(Then::Open(Ask::Help)),
            Key::Char(c) => {
                let at = (0..self.options().count()).find(|at| Self::key_of(*at) == Some(c));
                if let Some(at) = at {
                    return self.switch(at);
                }
            }
            _ => {}
        }
        Turn::stay()
    }
}

impl Over for Options {
    fn update(&mut self, front: &mut Front, input: &Input) -> Turn {
        if self.noting {
            return self.type_note(input);
        }
        match input {
            Input::Press(press) => self.press(front, press.key),
            Input::Paste(_) | Input::Mouse(_) | Input::Resize { .. } => Turn::stay(),
        }
    }

    fn tap(&mut self, _front: &mut Front, row: u16) -> Turn {
        if row == NOTE_ROW {
            self.noting = true;
            return Turn::stay();
        }
        self.switch(usize::from(row))
    }

    fn view(
        &self,
        front: &Front,
        pen: &mut Pen<'_>,
        area: Rect,
        hits: &mut HitMap<Hit>,
    ) -> Option<Position> {
        self.draw(front, pen, area, hits)
    }

    fn keys(&self, _front: &Front) -> Vec<KeyEntry> {
        if self.noting {
            return vec![KeyEntry::new("Enter", "Note done"), KeyEntry::new("Esc", "No note")];
        }
        vec![
            KeyEntry::new("?", "Help").keep(),
            KeyEntry::new("1-9 a-z", "Toggle"),
            KeyEntry::new("Arrows", "Move"),
            KeyEntry::new("Space", "Toggle"),
            KeyEntry::new("n", "Note"),
            KeyEntry::new("Enter", "Done").keep(),
            KeyEntry::new("Esc", "Back").keep(),
        ]
    }

    fn is_typing(&self) -> bool {
        self.noting
    }
}

//! Options and note of a line, or of an item that is about to be added.

mod keys;
mod out;
mod view;

pub use out::sold_out;

use std::sync::Arc;

use super::entry::{note_text, split_note};
use super::turn::{Then, Turn, Undo};
use crate::domain::choice::{self, Asked, Choice};
use crate::domain::command::{Command, NewLine, Step};
use crate::domain::id::{LineId, OrderId};
use crate::domain::menu::{Item, Menu};
use crate::domain::money::{Money, Quantity};
use crate::domain::order::Line;
use crate::domain::settings::Service;
use crate::tui::front::Front;
use crate::tui::input::Key;
use crate::tui::widgets::{MessageKind, TextField};

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
    noting: bool,
    cursor: Option<usize>,
    first_group: usize,
    /// The codes of what is sold out.
    out: Vec<String>,
}

/// The choice that a line was made with, as commands take it.
pub fn choices_of(line: &Line) -> Vec<Choice> {
    choice::of_options(line.sold.item.as_deref(), &line.options)
}

impl Options {
    /// For an item that lacks a required choice; nothing is added before it is complete.
    pub fn of_new(front: &Front, service: Service, new: NewLine) -> Option<Self> {
        let menu = Arc::clone(front.desk.state.menu());
        let item = menu.item(&new.item)?.clone();
        let chosen = new.options.clone().unwrap_or_else(|| choice::defaults(&menu, &item));
        let out = out::codes(front, &menu);
        let mut note = TextField::default();
        note.set(&note_text(new.note.as_deref(), new.allergy.as_deref()));
        let mut options = Self {
            name: item.name.clone(),
            quantity: new.quantity,
            service,
            price: item.price(service),
            about: About::New(Box::new(new)),
            item: Some(item),
            menu,
            chosen,
            note,
            noting: false,
            cursor: None,
            first_group: 0,
            out,
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
        let out = out::codes(front, &menu);
        let mut note = TextField::default();
        note.set(&note_text(line.note.as_deref(), line.allergy.as_deref()));
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
            noting,
            cursor: None,
            first_group: 0,
            out,
        })
    }

    /// The groups in the order of the screen, with those that chosen options open.
    fn asked(&self) -> Vec<Asked<'_>> {
        let item = self.item.as_ref();
        item.map_or_else(Vec::new, |item| choice::asked(&self.menu, item, &self.chosen))
    }

    /// All options in the order of the screen, by the place of their group and as a choice.
    fn places(&self) -> Vec<(usize, Choice)> {
        let groups = self.asked();
        let of = |(at, asked): (usize, &Asked<'_>)| {
            let options = asked.group.options.iter();
            options.map(|option| (at, asked.choice(option))).collect::<Vec<_>>()
        };
        groups.iter().enumerate().flat_map(of).collect()
    }

    /// The key of an option by its place: 1 to 9, then letters.
    fn key_of(at: usize) -> Option<char> {
        match at {
            0..=8 => char::from_digit(u32::try_from(at).ok()?.checked_add(1)?, 10),
            _ => LETTERS.chars().nth(at.checked_sub(9)?),
        }
    }

    /// Chooses an option or takes it off; one that can be chosen several times counts up first.
    fn switch(&mut self, at: usize) -> Turn {
        let Some((group, wanted)) = self.places().get(at).cloned() else { return Turn::stay() };
        let groups = self.asked();
        let Some(asked) = groups.get(group) else { return Turn::stay() };
        let (name, min, max) = (asked.group.name.clone(), asked.group.min, asked.group.max);
        let option = asked.group.options.iter().find(|option| option.code == wanted.option);
        let most = usize::from(option.map_or(1, crate::domain::menu::MenuOption::most));
        let (times, count) = (choice::times(&self.chosen, &wanted), asked.count(&self.chosen));
        if times == 0 && out::is_out(&self.out, asked, &wanted.option) {
            let name = option.map_or_else(String::new, |option| option.name.clone());
            let words = format!("{name} is sold out: choose another.");
            return Turn::stay().say(MessageKind::Warning, words);
        }
        let full = max > 1 && count >= usize::from(max);
        if times >= most || (times > 0 && full) {
            if max > 1 || min == 0 {
                for _ in 0..times {
                    choice::remove(&mut self.chosen, &wanted);
                }
            }
            return Turn::stay();
        }
        if full {
            let words = format!("{name}: at most {max}, switch one off first.");
            return Turn::stay().say(MessageKind::Warning, words);
        }
        let menu = Arc::clone(&self.menu);
        if let Some(item) = self.item.clone() {
            choice::add(&menu, &item, &mut self.chosen, &wanted);
        }
        Turn::stay()
    }

    /// Takes everything off that is not required, so that the item is as it comes.
    fn none(&mut self) {
        let Some(item) = self.item.clone() else { return };
        let menu = Arc::clone(&self.menu);
        let groups = self.asked();
        let free =
            |choice: &&Choice| groups.iter().any(|asked| asked.has(choice) && asked.group.min == 0);
        let free: Vec<Choice> = self.chosen.iter().filter(free).cloned().collect();
        for choice in free {
            choice::remove(&mut self.chosen, &choice);
        }
        for usual in choice::defaults(&menu, &item) {
            let groups = choice::asked(&menu, &item, &self.chosen);
            let free = groups.iter().any(|asked| asked.has(&usual) && asked.group.min == 0);
            if free && !self.chosen.contains(&usual) {
                choice::add(&menu, &item, &mut self.chosen, &usual);
            }
        }
    }

    /// Brings the first group into view that lacks a choice; answers what is missing.
    fn show_missing(&mut self) -> Option<String> {
        let item = self.item.as_ref()?;
        let missing = choice::missing(&self.menu, item, &self.chosen)?;
        let groups = self.asked();
        let same =
            |asked: &Asked<'_>| asked.group.code == missing.group.code && asked.of == missing.of;
        let at = groups.iter().position(same)?;
        let first = self.places().iter().position(|(group, _)| *group == at);
        let words =
            format!("{} needs {}: choose {}.", self.name, missing.group.name, missing.group.min);
        self.cursor = first;
        self.first_group = at;
        Some(words)
    }

    fn steer(&mut self, key: Key) {
        let places = self.places();
        let len = places.len();
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
        if let Some((place, _)) = places.get(at) {
            let place = *place;
            let last = self.last_group_in_view();
            if place < self.first_group || place > last {
                self.first_group = place;
            }
        }
    }

    fn done(&mut self, front: &mut Front) -> Turn {
        if let Some(words) = self.show_missing() {
            return Turn::stay().say(MessageKind::Warning, words);
        }
        let gone = self
            .item
            .as_ref()
            .and_then(|item| out::chosen_out(&self.menu, item, (&self.out, &self.chosen)));
        match (&self.about, gone) {
            (About::New(_), Some(name)) => {
                self.show_gone();
                let words = format!("{name} is sold out: choose another.");
                Turn::stay().say(MessageKind::Warning, words)
            }
            (About::New(new), None) => {
                let mut new = new.clone();
                new.options = Some(self.chosen.clone());
                (new.note, new.allergy) = split_note(&self.note.text());
                Turn::then(Then::Add(new))
            }
            (About::Line(order, line), _) => self.change(front, *order, *line),
        }
    }

    fn change(&self, front: &mut Front, order: OrderId, id: LineId) -> Turn {
        let Some((_, line)) = front.desk.state.line(order, id) else { return Turn::close() };
        let set = |(note, allergy)| Step::SetNote { line: id, note, allergy };
        let mut steps = vec![set(split_note(&self.note.text()))];
        let mut back = vec![set((line.note.clone(), line.allergy.clone()))];
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
                turn.undo = Some(Undo::steps(order, back, format!("change of {}", self.name)));
                turn
            }
        }
    }
}

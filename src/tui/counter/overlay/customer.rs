//! Customers: find one for the order, add or change one, take up the usual order, erase one.

mod form;
mod view;

use super::words;
use crate::domain::command::Command;
use crate::domain::customer::Person;
use crate::domain::event::PersonRef;
use crate::domain::id::PersonId;
use crate::domain::usual::Guest;
use crate::tui::counter::model::Model;
use crate::tui::counter::turn::{Then, Turn, Whom};
use crate::tui::customers::{CustomersAsk, CustomersNews};
use crate::tui::effect::Effect;
use crate::tui::front::Front;
use crate::tui::input::{Input, Key};
use crate::tui::msg::Msg;
use crate::tui::widgets::{MessageKind, TextField};
use form::{Form, Typed};

/// What is looked for has at most so many characters.
const WANTED_CHARS: usize = 60;

/// What is done now.
#[derive(Debug, Clone, PartialEq)]
enum Step {
    Search,
    Form(Box<Form>),
    Erase(Box<Person>),
}

/// The list of customers.
#[derive(Debug, Clone, PartialEq)]
pub struct Customers {
    /// The number of the order that it is about.
    title: String,
    /// Whom the order is for.
    has: Option<PersonRef>,
    field: TextField,
    /// The number of the last search.
    asked: u64,
    /// What it found; nothing yet while it is on its way.
    found: Option<Vec<Person>>,
    chosen: usize,
    /// The chosen customer with visits and the usual order, once they were read.
    guest: Option<Box<Guest>>,
    step: Step,
    /// The batch that erases somebody, until it is on the disk.
    erasing: Option<u64>,
}

impl Customers {
    /// The list for the order on the screen, or for the next one; it begins to look at once.
    pub fn open(model: &mut Model) -> Self {
        let mut list = Self {
            title: model.title(),
            has: model.opening().customer,
            field: TextField::with_limit(WANTED_CHARS),
            asked: 0,
            found: None,
            chosen: 0,
            guest: None,
            step: Step::Search,
            erasing: None,
        };
        let effect = list.look(&mut model.front);
        model.outbox.push(effect);
        list
    }

    /// Looks for what is typed; an answer to an earlier question is void then.
    fn look(&mut self, front: &mut Front) -> Effect {
        self.asked = front.question();
        Effect::Customers(CustomersAsk::Find { id: self.asked, text: self.field.text() })
    }

    fn list(&self) -> &[Person] {
        self.found.as_deref().unwrap_or_default()
    }

    fn at(&self) -> usize {
        self.chosen.min(self.list().len().saturating_sub(1))
    }

    fn chosen(&self) -> Option<&Person> {
        self.list().get(self.at())
    }

    /// Visits and usual order of the chosen customer, when they are known.
    fn about(&self) -> Option<&Guest> {
        let person = self.chosen()?;
        self.guest.as_deref().filter(|guest| guest.person.id == person.id)
    }

    /// Reads about the chosen customer.
    fn read(&self) -> Vec<Effect> {
        let Some(person) = self.chosen() else { return Vec::new() };
        if self.about().is_some_and(|guest| guest.person.version == person.version) {
            return Vec::new();
        }
        let (id, person) = (self.asked, person.id);
        vec![Effect::Customers(CustomersAsk::Read { id, person })]
    }

    fn choose(&mut self, at: usize) -> Turn {
        self.chosen = at.min(self.list().len().saturating_sub(1));
        Turn::stay().with(self.read())
    }

    fn step(&mut self, by: isize) -> Turn {
        self.choose(self.at().saturating_add_signed(by))
    }

    /// The order is for the chosen customer.
    fn take(&self, front: &mut Front) -> Turn {
        match self.chosen() {
            Some(person) => {
                front.customers.learn(person);
                for_order(Whom::Known(person.reference()))
            }
            None => Turn::stay().say(MessageKind::Info, self.nobody()),
        }
    }

    fn nobody(&self) -> &'static str {
        match &self.found {
            None => "The customers are still being read.",
            Some(_) => "No customer has these words: + adds a new one.",
        }
    }

    /// The order gets what the chosen customer usually has.
    fn usual(&self, front: &mut Front) -> Turn {
        match (self.about(), self.chosen()) {
            (Some(guest), _) => {
                front.customers.learn(&guest.person);
                for_order(Whom::Usual(guest.clone()))
            }
            (None, Some(_)) => {
                Turn::stay().say(MessageKind::Info, "The visits are still being read.")
            }
            (None, None) => Turn::stay().say(MessageKind::Info, self.nobody()),
        }
    }

    fn take_off(&self) -> Turn {
        match self.has {
            Some(_) => for_order(Whom::Nobody),
            None => Turn::stay().say(MessageKind::Info, "The order has no customer to take off."),
        }
    }

    fn change(&mut self) -> Turn {
        match self.chosen().cloned() {
            Some(person) => self.step = Step::Form(Box::new(Form::of(person))),
            None => return Turn::stay().say(MessageKind::Info, self.nobody()),
        }
        Turn::stay()
    }

    /// A new customer; what was looked for is the name or the phone number.
    fn add(&mut self, front: &mut Front) -> Turn {
        let id = PersonId(front.desk.mint());
        self.step = Step::Form(Box::new(Form::new(id, &self.field.text())));
        Turn::stay()
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "every other key is for the field")]
    fn search(&mut self, front: &mut Front, key: Key) -> Turn {
        let empty = self.field.is_empty();
        match key {
            Key::Enter => self.take(front),
            Key::Esc | Key::Char('.') if empty => Turn::close(),
            Key::Esc | Key::Char('.') => {
                self.field.clear();
                let effect = self.look(front);
                Turn::stay().with(vec![effect])
            }
            Key::Up => self.step(-1),
            Key::Down => self.step(1),
            Key::PageUp => self.step(-10),
            Key::PageDown => self.step(10),
            Key::Char('*') | Key::F(9) => self.usual(front),
            Key::Char('+') | Key::F(2) => self.add(front),
            Key::Char('/') | Key::F(4) => self.change(),
            Key::Char('-') | Key::Delete if empty => self.take_off(),
            Key::F(1) => {
                let sentence = "Enter: for this order. * usual, / change, + new, - takes off.";
                Turn::stay().say(MessageKind::Info, sentence)
            }
            key => {
                let before = self.field.text();
                self.field.key(key);
                if self.field.text() == before {
                    return Turn::stay();
                }
                self.chosen = 0;
                let effect = self.look(front);
                Turn::stay().with(vec![effect])
            }
        }
    }

    fn form(&mut self, front: &mut Front, mut form: Box<Form>, key: Key) -> Turn {
        let turn = match form.press(front, key) {
            Typed::Taken(turn) => *turn,
            Typed::Back => {
                self.step = Step::Search;
                return Turn::stay();
            }
            Typed::Erase(person) => {
                self.step = Step::Erase(person);
                return Turn::stay();
            }
        };
        self.step = Step::Form(form);
        turn
    }

    /// Asked once more: `y` erases, Enter never does.
    #[expect(clippy::wildcard_enum_match_arm, reason = "the other keys do nothing here")]
    fn erase(&mut self, front: &mut Front, person: &Person, key: Key) -> Turn {
        match key {
            Key::Char('y' | '+') => {
                self.step = Step::Search;
                match front.act(&Command::ErasePerson(person.id)) {
                    Ok((batch, effects)) => {
                        front.customers.forget(person.id);
                        self.erasing = Some(batch);
                        self.guest = None;
                        Turn::stay().with(effects)
                    }
                    Err(rejection) => words::refused(&rejection),
                }
            }
            Key::Enter | Key::Esc | Key::Char('n' | '-' | '.') => {
                self.step = Step::Search;
                Turn::stay()
            }
            _ => Turn::stay(),
        }
    }

    fn press(&mut self, front: &mut Front, key: Key) -> Turn {
        match self.step.clone() {
            Step::Search => self.search(front, key),
            Step::Form(form) => self.form(front, form, key),
            Step::Erase(person) => self.erase(front, &person, key),
        }
    }

    fn paste(&mut self, front: &mut Front, text: &str) -> Turn {
        match &mut self.step {
            Step::Search => {
                self.field.insert(text);
                let effect = self.look(front);
                Turn::stay().with(vec![effect])
            }
            Step::Form(form) => {
                form.paste(text);
                Turn::stay()
            }
            Step::Erase(_) => Turn::stay(),
        }
    }

    fn take_input(&mut self, front: &mut Front, input: &Input) -> Turn {
        match input {
            Input::Press(press) => self.press(front, press.key),
            Input::Paste(text) => self.paste(front, text),
            Input::Mouse(_) | Input::Resize { .. } => Turn::stay(),
        }
    }

    /// A row was kept: a new customer is whom the order is for, a changed one is in the list.
    fn kept(&mut self, front: &mut Front, id: u64, kept: &Result<Person, String>) -> Turn {
        let Step::Form(form) = &mut self.step else { return Turn::stay() };
        if form.saving != Some(id) {
            return Turn::stay();
        }
        form.saving = None;
        match kept {
            Ok(person) if form.is_new() => for_order(Whom::Known(person.reference())),
            Ok(person) => {
                self.step = Step::Search;
                self.guest = None;
                let effect = self.look(front);
                let words = format!("{} is saved.", person.customer.name);
                Turn::stay().with(vec![effect]).say(MessageKind::Done, words)
            }
            Err(sentence) => Turn::stay().say(MessageKind::Warning, sentence.clone()),
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "the other news are nobody's here")]
    fn hear(&mut self, front: &mut Front, msg: &Msg) -> Turn {
        match msg {
            Msg::Customers(CustomersNews::Found { id, found }) if *id == self.asked => {
                self.found = Some(found.clone());
                self.chosen = self.at();
                Turn::stay().with(self.read())
            }
            Msg::Customers(CustomersNews::Read { guest, .. }) => {
                self.guest.clone_from(guest);
                Turn::stay()
            }
            Msg::Customers(CustomersNews::Named(named)) => {
                let listed = |(id, _): &(PersonId, _)| self.list().iter().any(|one| one.id == *id);
                if !named.iter().any(listed) {
                    return Turn::stay();
                }
                let effect = self.look(front);
                Turn::stay().with(vec![effect])
            }
            Msg::Customers(CustomersNews::Kept { id, kept }) => self.kept(front, *id, kept),
            Msg::Durable { .. } if self.erasing.is_some_and(|batch| front.is_durable(batch)) => {
                self.erasing = None;
                let effect = self.look(front);
                let words = "Erased here, and on every terminal that hears of it. The sales stay.";
                Turn::stay().with(vec![effect]).say(MessageKind::Done, words)
            }
            _ => Turn::stay(),
        }
    }
}

/// The list closes and the order is for this customer.
fn for_order(whom: Whom) -> Turn {
    Turn::then(Then::For(Box::new(whom)))
}

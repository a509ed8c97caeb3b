//! The form of one customer: six fields below each other, checked before anything is kept.

use crate::domain::customer::{
    CUSTOMER_LINE_CHARS_MAX, CUSTOMER_NOTE_CHARS_MAX, Customer, EMAIL_CHARS_MAX, PHONE_CHARS_MAX,
    Person,
};
use crate::domain::id::PersonId;
use crate::tui::counter::cart::sentence;
use crate::tui::counter::turn::Turn;
use crate::tui::customers::CustomersAsk;
use crate::tui::effect::Effect;
use crate::tui::front::Front;
use crate::tui::input::Key;
use crate::tui::widgets::{MessageKind, TextField};

/// The fields, as they are called.
pub const FIELDS: [&str; 6] = ["Name", "Phone", "E-mail", "Address", "", "Note"];

/// What a key led to.
pub enum Typed {
    /// The form goes on.
    Taken(Box<Turn>),
    /// Back to the list; nothing is kept.
    Back,
    /// This customer is to be erased; that is asked first.
    Erase(Box<Person>),
}

/// What is typed about a customer.
#[derive(Debug, Clone, PartialEq)]
pub struct Form {
    id: PersonId,
    known: Option<Person>,
    pub(super) fields: [TextField; 6],
    pub(super) at: usize,
    /// The number of the question, while it is on its way to the disk.
    pub(super) saving: Option<u64>,
}

impl Form {
    /// A new customer, with what was looked for.
    pub fn new(id: PersonId, wanted: &str) -> Self {
        let phone = wanted.chars().any(|c| c.is_ascii_digit());
        let mut customer = Customer::default();
        if phone {
            wanted.clone_into(&mut customer.phone);
        } else {
            wanted.clone_into(&mut customer.name);
        }
        Self { id, known: None, fields: fields(&customer), at: 0, saving: None }
    }

    /// A known one.
    pub fn of(person: Person) -> Self {
        let fields = fields(&person.customer);
        Self { id: person.id, known: Some(person), fields, at: 0, saving: None }
    }

    /// True for somebody who was not known before.
    pub const fn is_new(&self) -> bool {
        self.known.is_none()
    }

    /// What the form says; lines of an address that it has no field for stay.
    fn customer(&self) -> Customer {
        let [name, phone, email, street, town, note] = self.fields.each_ref().map(TextField::text);
        let known = self.known.as_ref().map(|known| known.customer.address.as_slice());
        let more = known.and_then(|address| address.get(2..)).unwrap_or_default();
        let mut address = vec![street, town];
        address.extend_from_slice(more);
        Customer { name, phone, email, address, note }
    }

    fn save(&mut self, front: &mut Front) -> Turn {
        if self.saving.is_some() {
            return Turn::stay();
        }
        if front.looks_only {
            let words = "Another program sells here: nothing can be changed.";
            return Turn::stay().say(MessageKind::Warning, words);
        }
        let customer = match self.customer().checked() {
            Ok(customer) => customer,
            Err(words) => return Turn::stay().say(MessageKind::Warning, sentence(&words)),
        };
        let id = front.question();
        self.saving = Some(id);
        let version = self.known.as_ref().map_or(0, |known| known.version).saturating_add(1);
        let ask = CustomersAsk::Keep { id, person: self.id, version, customer };
        Turn::stay().with(vec![Effect::Customers(ask)])
    }

    /// Moves to a field.
    pub fn go(&mut self, at: usize) {
        self.at = at.min(FIELDS.len().saturating_sub(1));
    }

    /// Puts a text into the field.
    pub fn paste(&mut self, text: &str) {
        if let Some(field) = self.fields.get_mut(self.at) {
            field.insert(text);
        }
    }

    /// Takes a key.
    #[expect(clippy::wildcard_enum_match_arm, reason = "every other key is for the field")]
    pub fn press(&mut self, front: &mut Front, key: Key) -> Typed {
        match key {
            Key::Esc => return Typed::Back,
            Key::F(8) => {
                if let Some(person) = &self.known {
                    return Typed::Erase(Box::new(person.clone()));
                }
            }
            Key::F(9) => return Typed::Taken(Box::new(self.save(front))),
            Key::Enter if self.at.saturating_add(1) >= FIELDS.len() => {
                return Typed::Taken(Box::new(self.save(front)));
            }
            Key::Enter | Key::Tab | Key::Down => self.go(self.at.saturating_add(1)),
            Key::BackTab | Key::Up => self.go(self.at.saturating_sub(1)),
            key => {
                if let Some(field) = self.fields.get_mut(self.at) {
                    field.key(key);
                }
            }
        }
        Typed::Taken(Box::default())
    }
}

fn fields(customer: &Customer) -> [TextField; 6] {
    let line = |at: usize| customer.address.get(at).map_or("", String::as_str);
    let long = CUSTOMER_LINE_CHARS_MAX;
    [
        (customer.name.as_str(), long),
        (customer.phone.as_str(), PHONE_CHARS_MAX),
        (customer.email.as_str(), EMAIL_CHARS_MAX),
        (line(0), long),
        (line(1), long),
        (customer.note.as_str(), CUSTOMER_NOTE_CHARS_MAX),
    ]
    .map(|(text, limit)| {
        let mut field = TextField::with_limit(limit);
        field.set(text);
        field
    })
}

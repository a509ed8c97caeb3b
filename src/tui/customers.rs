//! What a screen asks of the rows of customers and hears of them, and the names it has heard.
//!
//! The rows lie on the disk, never in the state: whoever draws a name has asked for it before.

use std::collections::{BTreeMap, BTreeSet};

use super::effect::Effect;
use super::msg::Msg;
use crate::domain::customer::{Customer, Person};
use crate::domain::event::{Event, PersonRef};
use crate::domain::id::PersonId;
use crate::domain::usual::Guest;

/// The most customers that one search shows.
pub const FOUND_MAX: usize = 50;

/// The most names that a screen remembers.
const NAMES_MAX: usize = 4_096;

/// What a screen asks.
#[derive(Debug, Clone, PartialEq)]
pub enum CustomersAsk {
    /// Customers with these words, at most [`FOUND_MAX`]; answered by `Found`.
    Find {
        /// The number of the answer.
        id: u64,
        /// The words.
        text: String,
    },
    /// Everything about one customer; answered by `Read`.
    Read {
        /// The number of the answer.
        id: u64,
        /// Who.
        person: PersonId,
    },
    /// Who these are; answered by `Named`.
    Name(Vec<PersonId>),
    /// Keep this as the next version of a row; answered by `Kept` once it is on the disk.
    Keep {
        /// The number of the answer.
        id: u64,
        /// Who.
        person: PersonId,
        /// The version.
        version: u64,
        /// What is known, checked.
        customer: Customer,
    },
}

/// What a screen hears.
#[derive(Debug, Clone, PartialEq)]
pub enum CustomersNews {
    /// What a search found.
    Found {
        /// The number of the question.
        id: u64,
        /// The customers, by name.
        found: Vec<Person>,
    },
    /// Everything about one customer; nothing when there is none any more.
    Read {
        /// The number of the question.
        id: u64,
        /// The customer.
        guest: Option<Box<Guest>>,
    },
    /// Who some are, also when that has changed; without a customer of whom nothing is known.
    Named(Vec<(PersonId, Option<Customer>)>),
    /// A row was kept, or one sentence why not.
    Kept {
        /// The number of the question.
        id: u64,
        /// The customer as kept.
        kept: Result<Person, String>,
    },
}

/// The names that a screen has heard.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Names {
    known: BTreeMap<PersonId, Option<Customer>>,
    asked: BTreeSet<PersonId>,
}

impl Names {
    /// What a customer is called, as far as that was heard.
    pub fn of(&self, customer: Option<&PersonRef>) -> Option<&str> {
        let known = self.known.get(&customer?.person)?;
        known.as_ref().map(|customer| customer.name.as_str())
    }

    /// Asks for the names among these that were not asked for yet.
    pub fn ask<'r>(&mut self, of: impl Iterator<Item = &'r PersonRef>) -> Option<Effect> {
        if self.asked.len() > NAMES_MAX {
            self.asked.clear();
            self.known.clear();
        }
        let asked = &mut self.asked;
        let new: Vec<PersonId> =
            of.map(|one| one.person).filter(|person| asked.insert(*person)).collect();
        (!new.is_empty()).then_some(Effect::Customers(CustomersAsk::Name(new)))
    }

    /// Takes in what a message says of names.
    #[expect(clippy::wildcard_enum_match_arm, reason = "the other messages name nobody")]
    pub fn absorb(&mut self, msg: &Msg) {
        match msg {
            Msg::Customers(CustomersNews::Named(named)) => {
                for (person, customer) in named {
                    if self.asked.contains(person) {
                        self.known.insert(*person, customer.clone());
                    }
                }
            }
            Msg::Customers(CustomersNews::Kept { kept: Ok(person), .. }) => {
                self.learn(person);
            }
            Msg::Arrived(facts) => {
                for fact in facts {
                    if let Some(Event::PersonalErased { person }) = &fact.event {
                        self.forget(*person);
                    }
                }
            }
            _ => {}
        }
    }

    /// Knows a customer without asking.
    pub fn learn(&mut self, person: &Person) {
        self.asked.insert(person.id);
        self.known.insert(person.id, Some(person.customer.clone()));
    }

    /// Knows nothing of a person any more.
    pub fn forget(&mut self, person: PersonId) {
        self.asked.insert(person);
        self.known.insert(person, None);
    }
}

//! What lies over the order screen: one closed enum, and how each is opened.

pub mod amount;
pub mod card;
#[cfg(test)]
mod fixture;
pub mod guard;
pub mod notes;
pub mod paid;
pub mod pay;
mod rows;
mod sheet;
mod words;

use super::model::Model;
use super::options::Options;
use super::service::ServiceChoice;
use super::turn::{Ask, Over};
use card::Card;
use paid::Paid;
use pay::Pay;

/// An overlay of the counter: a variant for each struct below `counter/overlay/`, and the options
/// and the service of the order screen itself.
#[derive(Debug, Clone, PartialEq)]
pub enum Overlay {
    /// Cash, whole or in part.
    Pay(Box<Pay>),
    /// A card by hand.
    Card(Box<Card>),
    /// The change to give.
    Paid(Box<Paid>),
    /// Options and note.
    Options(Box<Options>),
    /// Service, table, pick-up name.
    Service(Box<ServiceChoice>),
}

impl Overlay {
    /// Opens what was asked for; `None` when there is nothing to show, such as no such order.
    /// Builders take what they need of the model: `X::open(&mut model.front, &settings, ...)`.
    pub fn open(model: &mut Model, ask: &Ask) -> Option<Self> {
        let front = &mut model.front;
        Some(match ask {
            Ask::Pay(order) => Self::Pay(Box::new(Pay::open(front, &model.settings, *order)?)),
            Ask::Card { order, payment, amount, part } => {
                Self::Card(Box::new(Card::open(front, *order, *payment, (*amount, *part))?))
            }
            Ask::Paid { order, payment, batch } => {
                Self::Paid(Box::new(Paid::open(front, *order, *payment, *batch)?))
            }
            Ask::Options { order, line, note } => {
                Self::Options(Box::new(Options::of_line(front, *order, *line, *note)?))
            }
            Ask::Service(_) => {
                let choice = ServiceChoice::new(&model.title(), &model.opening());
                Self::Service(Box::new(choice))
            }
            Ask::Actions { .. }
            | Ask::Orders
            | Ask::Void { .. }
            | Ask::VoidOrder(_)
            | Ask::Discount { .. }
            | Ask::Shift
            | Ask::SoldOut
            | Ask::Connection
            | Ask::Refused
            | Ask::NotSaved
            | Ask::Help
            | Ask::Quit => return None,
        })
    }

    /// The overlay as what it can do.
    pub fn over(&self) -> &dyn Over {
        match self {
            Self::Pay(pay) => pay.as_ref(),
            Self::Card(card) => card.as_ref(),
            Self::Paid(paid) => paid.as_ref(),
            Self::Options(options) => options.as_ref(),
            Self::Service(choice) => choice.as_ref(),
        }
    }

    /// The overlay as what it can do, to be changed.
    pub fn over_mut(&mut self) -> &mut dyn Over {
        match self {
            Self::Pay(pay) => pay.as_mut(),
            Self::Card(card) => card.as_mut(),
            Self::Paid(paid) => paid.as_mut(),
            Self::Options(options) => options.as_mut(),
            Self::Service(choice) => choice.as_mut(),
        }
    }
}

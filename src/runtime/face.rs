//! The face of a seat: one of the full-screen modes behind one update and one view.

use ratatui::Frame;

use super::boot::Mode;
use crate::config::{self, Config};
use crate::domain::desk::Desk;
use crate::domain::money::Money;
use crate::domain::settings::Service;
use crate::tui::counter::{self, AmountEntry, CounterSettings};
use crate::tui::effect::Effect;
use crate::tui::front::Front;
use crate::tui::look::Look;
use crate::tui::msg::{Msg, Now};
use crate::tui::terminal::Caret;

/// One of the full-screen modes.
#[derive(Debug)]
pub enum Face {
    /// Takes orders and money.
    Counter(Box<counter::Model>),
}

impl Face {
    /// The face of a mode over a desk, with the settings of the machine.
    pub fn new(mode: &Mode, desk: Desk, look: Look, config: &Config, now: Now) -> Self {
        match mode {
            Mode::Counter | Mode::Hub | Mode::Kitchen(_) | Mode::Display => {
                let settings = counter_settings(config);
                Self::Counter(Box::new(counter::Model::new(desk, look, settings, now)))
            }
        }
    }

    /// What the key bar calls it.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Counter(_) => "Counter",
        }
    }

    /// Hands a message to the mode.
    pub fn update(&mut self, msg: &Msg, now: Now) -> Vec<Effect> {
        match self {
            Self::Counter(model) => counter::update(model, msg, now),
        }
    }

    /// Draws the mode; changes nothing.
    pub fn view(&self, frame: &mut Frame<'_>) -> Option<Caret> {
        match self {
            Self::Counter(model) => counter::view(model, frame),
        }
    }

    /// What the mode shares with the others: desk, link, batches on their way to the disk.
    pub fn front(&mut self) -> &mut Front {
        match self {
            Self::Counter(model) => &mut model.front,
        }
    }
}

fn counter_settings(config: &Config) -> CounterSettings {
    let counter = &config.counter;
    CounterSettings {
        service: match counter.order_type {
            config::OrderType::DineIn => Service::DineIn,
            config::OrderType::Delivery => Service::Delivery,
            config::OrderType::Takeaway | config::OrderType::Ask => Service::Takeaway,
        },
        amount_entry: match counter.amount_entry {
            config::AmountEntry::Minor => AmountEntry::Minor,
            config::AmountEntry::Major => AmountEntry::Major,
        },
        enter_opens_pay: counter.enter_opens_pay,
        notes: counter.notes.iter().copied().map(Money::new).collect(),
        mouse: config.ui.mouse,
    }
}

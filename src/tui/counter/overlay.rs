//! What lies over the order screen: one closed enum, and how each is opened.

use super::model::{CounterSettings, Model};
use super::turn::{Ask, Over};

/// An overlay of the counter: a variant for each struct below `counter/overlay/`, and the options
/// and the service of the order screen itself.
#[derive(Debug, Clone, PartialEq)]
pub enum Overlay {}

impl Overlay {
    /// Opens what was asked for; `None` when there is nothing to show, such as no such order.
    /// Builders take what they need of the model: `X::open(&mut model.front, &settings, ...)`.
    pub fn open(model: &mut Model, _ask: &Ask) -> Option<Self> {
        let _settings: CounterSettings = model.settings.clone();
        None
    }

    /// The overlay as what it can do.
    pub fn over(&self) -> &dyn Over {
        match *self {}
    }

    /// The overlay as what it can do, to be changed.
    pub fn over_mut(&mut self) -> &mut dyn Over {
        match *self {}
    }
}

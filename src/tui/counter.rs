//! The counter: order screen, menu, entry line, and the overlays above it.

pub mod action;
mod cart;
mod customers;
pub mod entry;
pub mod find;
pub mod model;
pub mod options;
pub mod overlay;
pub mod place;
pub mod service;
pub mod settings;
mod taught;
pub mod turn;
mod undo;
mod update;
mod view;

pub use model::Model;
pub use settings::{AmountEntry, CounterSettings};
pub use taught::keymap;
pub use update::update;
pub use view::{hits, view};

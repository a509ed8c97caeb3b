//! The counter: order screen, menu, entry line, and the overlays above it.

pub mod action;
pub mod model;
pub mod overlay;
pub mod turn;

pub use model::{CounterSettings, Model};

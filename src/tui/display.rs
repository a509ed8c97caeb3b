//! The customer display: numbers in preparation and numbers to collect, large, and no input.
//!
//! `Model::new(desk, look, settings, now)`, then [`update`] for every message and [`view`] for every
//! frame. What is shown is [`crate::domain::pickup`].

mod model;
mod size;
mod view;

pub use model::{DisplaySettings, Model, update};
pub use view::view;

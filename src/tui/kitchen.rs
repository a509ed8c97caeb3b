//! The kitchen console: tickets in slots, BUMP through their steps, items, recall.
//!
//! `Model::new(desk, look, settings, now)`, then [`update`] for every message and [`view`] for every
//! frame. The board itself is [`crate::domain::board`]; here is what fingers and eyes need: slots
//! that do not run away (`rail`), what can be taken back, the bell, and the drawing.

mod act;
mod bell;
mod bumpbar;
mod grid;
pub(in crate::tui) mod link;
mod menu;
mod model;
mod mouse;
mod plain;
mod rail;
mod refused;
mod signin;
mod slots;
mod soldout;
mod spoken;
mod teach;
mod update;
mod view;

pub use bumpbar::BumpBar;
pub use model::{KitchenSettings, Model};
pub use mouse::{Target, hits};
pub use teach::BUMP_BAR_FILE;
pub use update::update;
pub use view::view;

//! The first start: what this terminal is, which hub it belongs to, and the code that lets it in.
//!
//! A screen of its own, before there is a desk: `Model::new(kind, look, (clock, now), start)`, then
//! [`update`] for every [`SetupMsg`] and [`view`] for every frame. The caller does what a
//! [`SetupEffect`] asks for; when that cannot be done, `model.failed(sentence)` brings the screen
//! back with everything that was typed; `model.seen(shown, full)` asks to compare a fingerprint.

mod fields;
mod keys;
mod model;
mod view;

pub use fields::address;
pub use keys::update;
pub use model::{Found, Model, SetupEffect, SetupMsg, Start};
pub use view::view;

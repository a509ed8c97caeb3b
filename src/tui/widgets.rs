//! Parts every screen is made of; each draws with a [`Pen`] into a rectangle and changes nothing else.

mod digits;
mod field;
mod hits;
mod keybar;
mod list;
mod message;
mod panel;
mod pen;
mod statusline;

pub use digits::DigitSize;
pub use field::TextField;
pub use hits::{Click, Clicker, HitMap};
pub use keybar::{KeyEntry, PlacedKey, button_entries, place_keys};
pub use list::scroll;
pub use message::{Message, MessageKind, MessageRow};
pub use panel::Panel;
pub use pen::Pen;
pub use statusline::StatusField;

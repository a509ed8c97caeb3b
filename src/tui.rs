//! The full-screen modes and what they share: keys, theme, text, layout, widgets.

pub mod glyphs;
pub mod input;
pub mod layout;
pub mod look;
pub mod picture;
pub mod text;
pub mod theme;
pub mod widgets;

pub use look::Look;

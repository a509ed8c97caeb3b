//! The one event loop and the drivers that execute effects.

pub mod control;

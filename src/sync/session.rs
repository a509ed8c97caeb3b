//! The two ends of a connection as pure machines: frames, rows and ticks in, outputs out.
//!
//! A driver executes the outputs and answers with inputs. Neither machine knows a clock, a socket
//! or a disk, so both are simulated by the thousand.

pub mod chain;
pub mod client;
mod personal;
pub mod server;
#[cfg(test)]
pub(in crate::sync) mod testing;

pub use client::{ClientInput, ClientOutput, ClientSession, Filed, Me};
pub use personal::{PersonalNews, PersonalWork};
pub use server::{
    AHEAD_ROWS_MAX, AppendFault, Grant, Notice, ServerInput, ServerOutput, ServerSession,
};

/// The time as a driver read it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Now {
    /// Milliseconds of a clock that never goes back; timers are measured on it.
    pub mono: u64,
    /// Milliseconds UTC; shown to people and sent in beats, never used to decide.
    pub wall: i64,
}

//! The hub: one more replica that everybody talks to, over WebSocket and REST.
//!
//! `session` drives the hub's end of a connection, `desk` is the one who owns the state and decides,
//! `rest` translates calls into requests to the desk, `pairing` and `keys` are small memories.

pub mod desk;
pub mod keys;
pub mod pairing;
mod session;
mod state;

pub use state::{Connected, HubState, Notices, PairingCode};

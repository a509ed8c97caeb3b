//! Synchronisation: journals travel between replicas as ranges, and nothing is merged in transit.
//!
//! `frontier`, `plan`, `wire`, `backoff` and `session` are pure: no clock, no socket, no disk.
//! `link` is the only room that does input and output; `status` is what screens may know of it.

pub mod backoff;
pub mod frontier;
pub mod link;
pub mod plan;
pub mod session;
pub mod status;
pub mod wire;

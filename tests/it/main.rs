//! The one integration binary: every ring of tests that needs more than one room of the house.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on fails by panicking, also in its helpers"
)]

mod cli;
mod config;
mod counter;
mod display;
mod fuzzed;
mod hub;
mod kitchen;
mod payment;
mod pty;
mod setup;
mod store;
mod stories;
mod terminal;
mod tidy;
mod whole;

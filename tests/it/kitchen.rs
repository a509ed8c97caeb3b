//! The kitchen console: its pictures, its keys, and what must never happen on it.

mod failures;
mod hands;
mod people;
mod pictures;
mod random;
mod refused;
pub mod shop;
mod statements;
mod touch;

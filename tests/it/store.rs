//! The store against a real disk: durability, damage, order, and what a batch may not do.

mod aside;
mod branches;
mod damage;
mod faults;
pub mod figures;
mod gathered;
mod journal;
mod open;
mod passing;
pub mod permitted;
mod persons;
mod repeated;
mod search;
pub mod shop;
mod size;
mod start;

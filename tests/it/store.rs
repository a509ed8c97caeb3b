//! The store against a real disk: durability, damage, order, and what a batch may not do.

mod aside;
mod branches;
mod damage;
mod faults;
mod figures;
mod gathered;
mod journal;
mod open;
pub mod permitted;
mod persons;
mod search;
pub mod shop;
mod size;
mod start;

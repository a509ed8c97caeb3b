//! The store against a real disk: durability, damage, order, and what a batch may not do.

mod aside;
mod branches;
mod damage;
mod figures;
mod journal;
mod open;
mod permitted;
mod persons;
mod search;
mod shop;
mod size;
mod start;

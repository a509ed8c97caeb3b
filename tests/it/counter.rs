//! The counter as people use it: keys in, pictures and facts out, without a terminal.

mod customers;
mod dishes;
mod entry;
mod evening;
mod find;
mod fuzz;
mod guests;
mod later;
mod live;
mod names;
mod orders;
mod people;
mod pictures;
mod random;
mod statements;
mod till;
mod touch;
mod undo;

//! Stories: given facts, when somebody acts, then facts or a refusal; and what several terminals
//! that act at once lead to on every replica.

mod arrivals;
mod back;
mod bills;
mod books;
mod clocks;
mod courses;
mod dishes;
mod drawer;
mod families;
mod golden;
mod impossible;
mod kitchen;
mod money;
mod numbers;
mod properties;
mod sums;
mod together;
pub mod world;

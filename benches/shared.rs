//! What the benches share: figures, a shop that makes real facts, and the floor to compare with.

pub mod big;
pub mod figures;
pub mod floor;
pub mod run;
pub mod shop;

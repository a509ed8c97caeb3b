//! What the benches share: figures, a shop that makes real facts, the floor to compare with, the
//! large file, and the real binary in a pseudo terminal.

pub mod big;
pub mod figures;
pub mod floor;
pub mod hub;
pub mod line;
pub mod load;
pub mod menu;
pub mod process;
pub mod pty;
pub mod run;
pub mod shop;

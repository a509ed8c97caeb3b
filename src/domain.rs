//! What a shop is and does: words, facts, money and rules, without any input or output.
//!
//! The deciding code here reads no clock, holds no float and cannot panic on what an operator or a
//! peer sends: `decide` may refuse and changes nothing, `apply` never refuses.
#![deny(
    clippy::float_arithmetic,
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    clippy::indexing_slicing
)]

pub mod currency;
pub mod envelope;
pub mod event;
pub mod frontier;
pub mod id;
pub mod menu;
pub mod money;
pub mod number;
pub mod settings;
pub mod time;

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

pub mod planted;

pub mod money;
pub mod name;

pub mod currency;
pub mod id;
pub mod number;
pub mod time;

pub mod floor;
pub mod label;
pub mod menu;
pub mod routing;
pub mod settings;
pub mod shares;

pub mod envelope;
pub mod estimate;
pub mod event;
pub mod frontier;

pub mod order;
pub mod totals;

pub mod audit;
pub mod choice;
pub mod codes;
pub mod command;
pub mod customer;
pub mod decide;
pub mod desk;
pub mod families;
pub mod family;
pub mod folded;
pub mod parting;
pub mod permitted;
pub mod pin;
pub mod prep;
pub mod readout;
pub mod refund;
pub mod rejection;
pub mod rights;
pub mod sale;
pub mod search;
pub mod shift;
pub mod site;
pub mod state;
pub mod tally;
pub mod usual;

pub mod board;
pub mod pickup;

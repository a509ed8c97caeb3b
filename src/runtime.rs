//! The one event loop and the drivers that execute effects.

mod ahead;
pub mod bell;
pub mod boot;
pub mod completeness;
pub mod control;
pub mod errand;
pub mod replay;
pub mod rest;

pub mod asked;
pub mod check;
pub mod clerk;
pub mod customers;
pub mod demo;
pub mod dress;
pub mod ending;
pub mod face;
pub mod feed;
pub mod first_start;
pub mod flight;
pub mod hub;
mod in_use;
pub mod inside;
pub mod keys;
pub mod modes;
pub mod nearby;
pub mod pairing;
pub mod pictures;
pub mod prints;
pub mod screen;
mod searches;
pub mod seat;
pub mod sites;
pub mod stage;
pub mod training;
mod waiting;

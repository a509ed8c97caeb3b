//! The one event loop and the drivers that execute effects.

pub mod boot;
pub mod completeness;
pub mod control;
pub mod errand;
pub mod rest;

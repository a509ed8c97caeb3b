//! A whole shop in virtual time: real desks, sessions, folds and stores, over disks and a network
//! that fail by a seed.
//!
//! `SEED=n cargo test --test sim` replays one seed, `SEEDS=n` runs that many.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on fails by panicking, also in its helpers"
)]

mod check;
mod customers;
mod day;
mod dice;
mod disk;
#[cfg(not(feature = "planted"))]
mod failures;
mod faults;
mod hub;
mod people;
mod plan;
#[cfg(feature = "planted")]
mod planted;
#[cfg(not(feature = "planted"))]
mod runs;
mod shop;
mod site;
mod terminal;

use plan::Plan;
use site::Site;
use tillrail::domain::envelope::Hash;

/// Runs a seed to its end and checks everything.
fn run(plan: Plan, trace: Option<Hash>) -> Site {
    let mut site = Site::new(plan, trace);
    site.live();
    site.settle();
    site.check();
    site
}

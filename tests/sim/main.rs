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
mod day;
mod dice;
mod disk;
mod faults;
mod hub;
mod people;
mod plan;
mod shop;
mod site;
mod terminal;

use plan::Plan;
use site::Site;

/// How many seeds a usual run takes, with journals in memory and with real files.
const SEEDS: u64 = 200;
const FILE_SEEDS: u64 = 16;

/// Runs a seed to its end and checks everything.
fn run(plan: Plan, traced: bool) -> Site {
    let mut site = Site::new(plan, traced);
    site.live();
    site.settle();
    site.check();
    site
}

fn asked(name: &str) -> Option<u64> {
    std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok())
}

/// The seeds of a run: one that is asked for, as many as are asked for, or the usual number.
fn seeds(usual: u64) -> Vec<u64> {
    let all = || (0..asked("SEEDS").unwrap_or(usual)).collect();
    asked("SEED").map_or_else(all, |seed| vec![seed])
}

#[test]
fn f16_every_act_is_everywhere_exactly_once_after_healing() {
    let acts: u64 = seeds(SEEDS).into_iter().map(|seed| run(Plan::of(seed), false).acts).sum();
    assert!(acts > 0, "nobody did anything");
}

#[test]
fn f14_with_real_files_a_crash_at_any_moment_loses_nothing_that_was_durable() {
    for seed in seeds(FILE_SEEDS) {
        run(Plan::of(seed).on_files(), false);
    }
}

#[test]
fn one_seed_gives_one_trace() {
    let trace = |seed| run(Plan::of(seed), true).trace;
    assert_eq!(trace(4), trace(4));
    assert_ne!(trace(4), trace(5));
}

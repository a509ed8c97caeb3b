//! The usual runs: many seeds with journals in memory, some with real files.

use tillrail::domain::envelope::Hash;

use crate::plan::Plan;
use crate::run;

/// How many seeds a usual run takes, with journals in memory and with real files.
const SEEDS: u64 = 200;
const FILE_SEEDS: u64 = 10;

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
    let acts: u64 = seeds(SEEDS).into_iter().map(|seed| run(Plan::of(seed), None).acts).sum();
    assert!(acts > 0, "nobody did anything");
}

#[test]
fn f14_with_real_files_a_crash_at_any_moment_loses_nothing_that_was_durable() {
    for seed in seeds(FILE_SEEDS) {
        run(Plan::of(seed).on_files(), None);
    }
}

#[test]
fn one_seed_gives_one_trace() {
    let trace = |seed| run(Plan::of(seed), Some(Hash::ZERO)).trace;
    assert_eq!(trace(4), trace(4));
    assert_ne!(trace(4), trace(5));
}

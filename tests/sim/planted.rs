//! The simulation finds what is planted: a check that cannot fail would be no check.
//!
//! `cargo test --features planted --test sim` runs it; the feature turns the other tests off, for
//! what is planted is planted in the whole process.
#![allow(clippy::print_stdout, reason = "which seed finds what is worth reading")]

use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};

use tillrail::domain::planted::{Defect, plant};

use crate::plan::Plan;
use crate::run;

/// In how many seeds a planted defect must be found.
const SEEDS: u64 = 1_000;

/// The first seed that finds what is planted now, and what it says.
fn finds(files: bool) -> Option<(u64, String)> {
    (0..SEEDS).find_map(|seed| {
        let plan = Plan::of(seed);
        let plan = if files { plan.on_files() } else { plan };
        let outcome = catch_unwind(AssertUnwindSafe(|| run(plan, None)));
        let why = outcome.err()?;
        let text = why.downcast_ref::<String>().cloned();
        let first = text.unwrap_or_default();
        Some((seed, first.lines().next().unwrap_or_default().to_owned()))
    })
}

#[test]
fn every_planted_defect_is_found() {
    let hook = take_hook();
    set_hook(Box::new(|_| ()));
    let found: Vec<(Defect, Option<(u64, String)>)> = Defect::ALL
        .into_iter()
        .map(|defect| {
            plant(Some(defect));
            let found = finds(defect == Defect::ProjectionOutside);
            plant(None);
            (defect, found)
        })
        .collect();
    set_hook(hook);
    for (defect, found) in &found {
        match found {
            Some((seed, why)) => println!("{defect:?} is found by seed {seed}: {why}"),
            None => println!("{defect:?} is NOT found in {SEEDS} seeds"),
        }
    }
    assert!(found.iter().all(|(_, found)| found.is_some()), "a planted defect was not found");
    run(Plan::of(0), None);
}

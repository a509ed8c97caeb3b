//! How much a hub carries, each figure beside the floor of the same minute: `counter`, `twenty`,
//! `join`, `join-million`, `idle`, `one-site`, `offline`, `silent`, `memory`, `growth`; all of them
//! when none is named.

#[expect(dead_code, reason = "each bench uses a part of what they share")]
mod shared;

use color_eyre::eyre::Result;
use shared::figures::say;
use shared::load::{away, flat, growth, join, many, play, twenty};
use shared::run::Run;
use tillrail::clock::Clock;

/// The parts, in the order in which they run.
const PARTS: [&str; 10] = [
    "counter",
    "twenty",
    "join",
    "join-million",
    "idle",
    "one-site",
    "offline",
    "silent",
    "memory",
    "growth",
];

fn main() -> Result<()> {
    color_eyre::install()?;
    tillrail::tls::install();
    if play()? {
        return Ok(());
    }
    let (run, parts) = Run::parts(&PARTS)?;
    let clock = Clock::system();
    for part in parts {
        let begun = clock.monotonic_us();
        match part {
            "counter" => flat::counter(run, &clock)?,
            "twenty" => twenty::twenty(run, &clock)?,
            "join" => join::join(run, &clock)?,
            "join-million" => join::million(run, &clock)?,
            "idle" => many::sites(run, &clock)?,
            "one-site" => many::idle(run, &clock)?,
            "offline" => away::offline(run, &clock)?,
            "silent" => away::silent(run, &clock)?,
            "memory" => join::memory(run, &clock)?,
            _ => growth::growth(run, &clock)?,
        }
        let seconds = clock.monotonic_us().saturating_sub(begun) / 1_000_000;
        say(format!("({part} took {seconds} s)"));
    }
    Ok(())
}

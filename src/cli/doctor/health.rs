//! What the doctor says of what a hub says about itself on its health page.

use serde::Deserialize;

use super::Level;
use crate::domain::id::TerminalId;
use crate::domain::state::State;

/// From how many facts that a connected terminal lacks it is worth a look.
const LAG_LOOK: u64 = 100;

/// From how many milliseconds between two clocks it is worth a look.
const CLOCK_LOOK_MS: u64 = 60_000;

/// What the health page of a hub says, as far as it matters here.
#[derive(Debug, Deserialize)]
pub(super) struct Health {
    version: String,
    site: String,
    lag: u64,
    #[serde(default)]
    quarantined: usize,
    #[serde(default)]
    not_permitted: usize,
    #[serde(default)]
    pub(super) terminals: Vec<Lagging>,
    forked: Vec<Notice>,
    ahead: Vec<Notice>,
    #[serde(default)]
    unreadable: Vec<Notice>,
}

/// A terminal as the hub sees it.
#[derive(Debug, Deserialize)]
pub(super) struct Lagging {
    terminal: TerminalId,
    lag: u64,
    clock_ms: i64,
}

/// A journal that a person should look at.
#[derive(Debug, Deserialize)]
struct Notice {
    terminal: String,
    seq: u64,
}

/// What the hub says about itself and about this terminal.
pub(super) fn hub_says(
    me: TerminalId,
    state: &State,
    health: &Health,
    say: &mut impl FnMut(Level, String),
) {
    if health.site != state.me.site.to_string() {
        let sentence = "the hub belongs to another site: give the address of the right one";
        say(Level::Act, sentence.to_owned());
    }
    if health.version != env!("CARGO_PKG_VERSION") {
        let (theirs, ours) = (&health.version, env!("CARGO_PKG_VERSION"));
        say(
            Level::Look,
            format!("the hub is version {theirs} and this is {ours}: update the older"),
        );
    }
    if health.lag > 0 {
        say(Level::Look, format!("the hub's reports are {} facts behind", health.lag));
    }
    if health.quarantined.saturating_add(health.not_permitted) > 0 {
        let (unknown, barred) = (health.quarantined, health.not_permitted);
        let sentence = format!(
            "the hub leaves out {unknown} facts that it does not understand and {barred} that their \
             terminals may not make: see `tillrail journal list`"
        );
        say(Level::Look, sentence);
    }
    for one in &health.terminals {
        let name = state.terminal_name(one.terminal);
        if one.lag > LAG_LOOK {
            let sentence = format!("{name} lacks {} facts that the hub holds", one.lag);
            say(Level::Look, sentence);
        }
        if one.clock_ms.unsigned_abs() > CLOCK_LOOK_MS {
            let seconds = one.clock_ms / 1_000;
            let sentence = format!(
                "the clock of {name} is {seconds} s off the hub's: set it, or let it be set"
            );
            say(Level::Look, sentence);
        }
    }
    for one in &health.forked {
        let own = one.terminal == me.to_string();
        let who = if own { "this terminal's journal" } else { "a journal" };
        let (terminal, seq) = (&one.terminal, one.seq);
        let sentence = format!(
            "{who} ({terminal}) has two branches at {seq}, so two machines use one identity: \
             stop the copied one"
        );
        say(if own { Level::Act } else { Level::Look }, sentence);
    }
    if let Some(one) = health.unreadable.first() {
        let (terminal, seq) = (&one.terminal, one.seq);
        let sentence = format!(
            "the hub cannot read {terminal} at {seq}: restart it, so that the good copy comes from \
             its terminals"
        );
        say(Level::Act, sentence);
    }
    if let Some(one) = health.ahead.first() {
        let (terminal, seq) = (&one.terminal, one.seq);
        let sentence = format!(
            "the hub lacks a part of {terminal} up to {seq}: start that terminal, so that it sends \
             it; when it is lost, `tillrail hub recover` lets the others give it"
        );
        say(Level::Look, sentence);
    }
}

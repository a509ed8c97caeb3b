//! `tillrail terminal`: the terminals of the site, and whom those on this machine trust.

use clap::{Args, Subcommand};
use serde_json::json;

use super::archive::{self, MoveArgs};
use super::context::Context;
use super::out::{self, Failure, Outcome};
use super::recover;
use crate::domain::command::Command;
use crate::domain::id::TerminalId;
use crate::domain::site::Terminal;
use crate::domain::state::State;
use crate::domain::time::At;
use crate::report::text_table::{Column, Table};
use crate::runtime::boot::join::{Joining, pair_again, trust_again};
use crate::runtime::boot::{self, BootError, Mode};
use crate::tls::Pin;

/// The terminals of the site, and whom those on this machine trust.
#[derive(Debug, Clone, Args)]
pub struct TerminalArgs {
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, Clone, Subcommand)]
enum Act {
    /// List the terminals of the site
    List,
    /// End a terminal's right to speak to the hub, at once
    Retire {
        /// The name, or the identity of 13 characters
        terminal: String,
    },
    /// Pair a terminal on this machine again; what is not sent stays and is sent then
    Pair {
        /// The code that `tillrail hub pair` shows on the hub
        #[arg(long)]
        code: String,
        /// Which terminal on this machine: counter, display, kitchen, kitchen-STATION
        #[arg(long, value_name = "MODE", default_value = "counter")]
        mode: String,
    },
    /// Go to another site: a new identity there; the closed history stays here as an archive
    Join(MoveArgs),
    /// Give a terminal on this machine another identity and letter, because its file was damaged,
    /// restored or copied
    Renew {
        /// Which terminal on this machine: counter, display, kitchen, kitchen-STATION, hub
        #[arg(long, value_name = "MODE", default_value = "counter")]
        mode: String,
    },
    /// Pair a terminal with a hub that is filled again, and give it every journal held here
    Recover {
        /// The code that `tillrail hub pair` shows on the hub
        #[arg(long)]
        code: String,
        /// Which terminal on this machine: counter, display, kitchen, kitchen-STATION
        #[arg(long, value_name = "MODE", default_value = "counter")]
        mode: String,
    },
    /// Trust the hub's new certificate, once a person has compared its fingerprint
    Trust {
        /// The six groups that `tillrail hub pair` shows on the hub
        #[arg(value_name = "GROUPS")]
        groups: Pin,
    },
}

/// Runs the verb.
///
/// # Errors
/// One sentence; nothing has changed then.
pub fn run(context: &Context, args: &TerminalArgs) -> Result<Outcome, Failure> {
    match &args.act {
        Act::List => list(context),
        Act::Retire { terminal } => retire(context, terminal),
        Act::Pair { code, mode } => pair(context, code, mode),
        Act::Join(args) => archive::join(context, args),
        Act::Renew { mode } => recover::terminal(context, &mode_of(mode)?),
        Act::Recover { code, mode } => {
            pair(context, code, mode)?;
            recover::fill(context, &mode_of(mode)?)
        }
        Act::Trust { groups } => trust(context, groups),
    }
}

fn list(context: &Context) -> Result<Outcome, Failure> {
    let (replica, mut reader) = context.reader()?;
    let state = boot::load(&mut reader, &replica.identity, context.now())?;
    let terminals: Vec<(TerminalId, Terminal)> =
        state.terminals().map(|(id, terminal)| (id, terminal.clone())).collect();
    if context.json {
        let rows = terminals.iter().filter_map(|(id, terminal)| {
            let paired = terminal.paired.as_ref()?;
            Some(json!({
                "terminal": id, "name": paired.name, "kind": paired.terminal_kind,
                "letter": paired.letter, "since": terminal.since.rfc3339(),
                "retired": terminal.retired.map(At::rfc3339),
            }))
        });
        let rows: Vec<_> = rows.collect();
        out::value(&json!({"schema": "terminals/1", "terminals": rows}))?;
        return Ok(Outcome::Done);
    }
    let mut table = Table::new([
        Column::left("Terminal"),
        Column::left("Kind"),
        Column::left("Letter"),
        Column::left("Since"),
        Column::left("State"),
        Column::left("Identity"),
    ]);
    for (id, terminal) in terminals {
        let Some(paired) = &terminal.paired else { continue };
        table.row([
            paired.name.clone(),
            paired.terminal_kind.to_string(),
            paired.letter.as_ref().map_or_else(|| "-".to_owned(), ToString::to_string),
            terminal.since.rfc3339(),
            if terminal.is_active() { "active" } else { "RETIRED" }.to_owned(),
            id.to_string(),
        ]);
    }
    out::text(&table.render(None, "~"))?;
    Ok(Outcome::Done)
}

/// The active terminal that somebody names.
fn named(state: &State, typed: &str) -> Result<(TerminalId, String), Failure> {
    let mut found = state.terminals().filter_map(|(id, terminal)| {
        let name = terminal.paired.as_ref().filter(|_| terminal.is_active())?.name.clone();
        let fits = name.eq_ignore_ascii_case(typed) || id.to_string().eq_ignore_ascii_case(typed);
        fits.then_some((id, name))
    });
    match (found.next(), found.next()) {
        (Some(one), None) => Ok(one),
        (Some(_), Some(_)) => Err(Failure::error(format!(
            "several terminals are called {typed}: name one by its identity, see `tillrail terminal list`"
        ))),
        (None, _) => Err(Failure::error(format!(
            "no active terminal of this site is called {typed}: see `tillrail terminal list`"
        ))),
    }
}

fn retire(context: &Context, typed: &str) -> Result<Outcome, Failure> {
    let mut errand = context.selling()?;
    let (id, name) = named(errand.state(), typed)?;
    if id == errand.state().me.terminal {
        return Err(Failure::error(format!(
            "{name} is the terminal that would write it down: retire it on the hub or another counter"
        )));
    }
    errand.act(vec![Command::RetireTerminal(id)])?;
    if context.json {
        out::value(&json!({"schema": "retired/1", "terminal": id, "name": name}))?;
    } else {
        out::text(&format!(
            "{name} is retired: the hub shows it out as soon as it knows. What it had not sent stays \
             on it, and is sent when it is paired again (`tillrail terminal pair` there)"
        ))?;
    }
    Ok(Outcome::Done)
}

/// The mode that somebody names.
fn mode_of(typed: &str) -> Result<Mode, Failure> {
    Mode::of_folder(typed).ok_or_else(|| {
        Failure::usage(format!("`{typed}` is no terminal: write counter, display or kitchen-hot"))
    })
}

fn pair(context: &Context, code: &str, mode: &str) -> Result<Outcome, Failure> {
    let mode = mode_of(mode)?;
    if mode == Mode::Hub {
        return Err(Failure::usage("a hub is not paired: write counter, display or kitchen-hot"));
    }
    let folder = mode.folder(&context.data);
    let identity = boot::identity_in(&folder)?;
    let known = identity.and_then(|who| who.hub).map(|hub| (hub.url, hub.fingerprint));
    let (url, pinned) = known.unzip();
    let Some(hub) = context.hub.clone().or(url).or_else(|| context.config.hub.url.clone()) else {
        return Err(Failure::usage("this terminal never had a hub: say which with --hub"));
    };
    let pinned = pinned.flatten().and_then(|full| full.parse().ok());
    let joining = Joining {
        hub,
        pin: context.fingerprint.clone().or(pinned),
        plain: context.config.hub.plain,
        code: code.chars().filter(|sign| !sign.is_whitespace()).collect(),
        name: String::new(),
        letter: None,
    };
    let runtime = super::runtime()?;
    let once = |joining: &Joining| {
        runtime.block_on(pair_again(&context.data, &mode, joining, &context.clock))
    };
    let mut paired = once(&joining);
    if let Err(BootError::NotCompared { hub, seen }) = &paired
        && out::confirmed(&boot::join::compare(hub, seen))
    {
        paired = once(&Joining { pin: Some((*seen).into()), ..joining });
    }
    let (identity, unsent) = paired?;
    out::text(&format!(
        "{} is paired again; {unsent} facts wait here and are sent when it starts",
        identity.name
    ))?;
    Ok(Outcome::Done)
}

fn trust(context: &Context, pin: &Pin) -> Result<Outcome, Failure> {
    let replicas = context.replicas()?;
    let mut trusting = Vec::new();
    for replica in replicas.iter().filter(|one| one.identity.hub.is_some()) {
        let trusted = trust_again(replica, pin, &context.clock);
        let seen = super::runtime()?.block_on(trusted)?;
        trusting.push((replica.identity.name.as_str(), seen.to_string()));
    }
    if trusting.is_empty() {
        return Err(Failure::error(
            "no terminal on this machine has a hub: pair one with --hub URL --code CODE",
        ));
    }
    if context.json {
        let rows = trusting.iter().map(|(name, seen)| json!({"name": name, "fingerprint": seen}));
        let rows: Vec<_> = rows.collect();
        out::value(&json!({"schema": "trusted/1", "terminals": rows}))?;
    } else {
        let told = trusting.iter().map(|(name, seen)| format!("{name} trusts {seen} now"));
        out::text(&told.collect::<Vec<_>>().join("\n"))?;
    }
    Ok(Outcome::Done)
}

//! `tillrail hub site` and `--site`: the sites that one hub serves.

use std::path::PathBuf;

use clap::{Args as Arguments, Subcommand};
use serde_json::{Value, json};

use super::args::{Args, Verb};
use super::context::Context;
use super::out::{self, Failure, Outcome};
use crate::domain::id::SiteId;
use crate::domain::name::FIRST_SITE;
use crate::report::text_table::{Column, Table};
use crate::runtime::boot::Mode;
use crate::runtime::control::{self, Answer, Request, SiteStatus};
use crate::runtime::sites::{self, Start};

/// The sites of a hub.
#[derive(Debug, Clone, Arguments)]
pub struct SiteArgs {
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, Clone, Subcommand)]
enum Act {
    /// Make another site; the hub that runs serves it at once
    Add {
        /// Its name in addresses: small letters, digits and -
        name: String,
        /// What people call the place
        #[arg(long, value_name = "TEXT")]
        title: Option<String>,
        /// Begin empty and let the terminals of this site fill it, after its hub was lost
        #[arg(long, value_name = "SITE", conflicts_with = "title")]
        recover: Option<SiteId>,
    },
    /// List the sites
    List,
    /// Serve a site no more; its data stay where they are
    Retire {
        /// Its name in addresses
        name: String,
    },
    /// Serve a retired site again
    Resume {
        /// Its name in addresses
        name: String,
    },
}

/// The data directory that a command works on: that of --site below the hub's, else `data` itself.
///
/// # Errors
/// When there is no such site, or the verb has no business in one.
pub fn chosen(args: &Args, data: PathBuf, verb: &Verb) -> Result<PathBuf, Failure> {
    let Some(name) = &args.site else { return Ok(data) };
    let screen = matches!(verb, Verb::Counter(_) | Verb::Display(_) | Verb::Demo(_))
        || matches!(verb, Verb::Kitchen(args) if args.is_screen())
        || matches!(verb, Verb::Hub(args) if args.is_server());
    if screen {
        return Err(Failure::usage(
            "--site looks into a hub: the hub serves every site by itself, and a terminal joins one \
             with --hub ADDRESS/SITE",
        ));
    }
    Ok(sites::existing(&data, name)?)
}

/// Runs the verb.
///
/// # Errors
/// One sentence.
pub fn run(context: &Context, args: &SiteArgs) -> Result<Outcome, Failure> {
    match &args.act {
        Act::Add { name, title, recover } => {
            let title = title.as_deref().unwrap_or(name);
            add(context, name, recover.map_or(Start::New(title), Start::Recover))
        }
        Act::List => list(context),
        Act::Retire { name } => retire(context, name, true),
        Act::Resume { name } => retire(context, name, false),
    }
}

fn add(context: &Context, name: &str, start: Start<'_>) -> Result<Outcome, Failure> {
    let seeds = &context.config.site;
    let made = sites::add(&context.data, name, start, seeds, &context.clock)?;
    let running = running(context).is_some();
    if context.json {
        out::value(&json!({
            "schema": "site/1", "name": name, "site": made.site, "hub": made.terminal,
            "served": running,
        }))?;
        return Ok(Outcome::Done);
    }
    let when = if running { "now" } else { "when it starts" };
    if matches!(start, Start::Recover(_)) {
        out::text(&format!(
            "The hub serves {name} {when}, and it waits to be filled: `tillrail --site {name} hub pair` \
             here, `tillrail terminal recover --hub URL --code CODE` at each terminal, at the end \
             `tillrail --site {name} hub recover --done` here."
        ))?;
        return Ok(Outcome::Done);
    }
    out::text(&format!(
        "The hub serves {name} {when}, with the sample menu. `tillrail --site {name} hub pair` shows a \
         code, `tillrail --site {name} menu import FILE` gives it its menu."
    ))?;
    Ok(Outcome::Done)
}

fn retire(context: &Context, name: &str, on: bool) -> Result<Outcome, Failure> {
    sites::retire(&context.data, name, on, context.now())?;
    let running = running(context).is_some();
    if context.json {
        out::value(&json!({"schema": "site/1", "name": name, "retired": on, "served": running}))?;
        return Ok(Outcome::Done);
    }
    let there = sites::data_of(&context.data, name);
    out::text(&if on {
        format!(
            "{name} is retired: the hub takes none of its terminals. Its data stay in {}; `tillrail \
             hub site resume {name}` takes it back.",
            there.display()
        )
    } else {
        format!("{name} is served again.")
    })?;
    Ok(Outcome::Done)
}

/// Lets the hub that runs here read its sites again, and hears how they are; `None` when none runs.
pub(super) fn running(context: &Context) -> Option<Vec<SiteStatus>> {
    match control::ask(&Mode::Hub.folder(&context.data), &Request::Sites) {
        Ok(Answer::Sites { sites }) => Some(sites),
        Ok(
            Answer::Done { .. } | Answer::Code { .. } | Answer::Status(_) | Answer::Refused { .. },
        )
        | Err(_) => None,
    }
}

/// One site as it is listed.
struct Line {
    name: String,
    site: Option<String>,
    state: String,
    connected: usize,
}

fn list(context: &Context) -> Result<Outcome, Failure> {
    let status = running(context);
    let first = context.replicas()?.into_iter().find(|one| one.mode == Mode::Hub);
    let first = first.map(|one| one.identity.site.to_string());
    let listed = sites::list(&context.data)?.into_iter();
    let others = listed.map(|one| (one.name, one.site.map(|id| id.to_string()), one.retired));
    let all = std::iter::once((FIRST_SITE.to_owned(), first, false)).chain(others);
    let lines: Vec<Line> = all
        .map(|(name, site, retired)| {
            let known = status.iter().flatten().find(|one| one.name == name);
            let connected = known.map_or(0, |one| one.connected);
            let state = match known {
                Some(known) => known.state.clone(),
                None if retired => "retired".to_owned(),
                None => "not running".to_owned(),
            };
            Line { name, site, state, connected }
        })
        .collect();
    if context.json {
        let lines: Vec<Value> = lines.iter().map(value).collect();
        out::value(&json!({"schema": "sites/1", "sites": lines}))?;
        return Ok(Outcome::Done);
    }
    let mut table = Table::new([
        Column::left("Site"),
        Column::left("Address"),
        Column::left("Identity"),
        Column::right("Connected"),
        Column::left("Now"),
    ]);
    for one in lines {
        let address = if one.name == FIRST_SITE { String::new() } else { format!("/{}", one.name) };
        let site = one.site.unwrap_or_else(|| "-".to_owned());
        table.row([one.name, address, site, one.connected.to_string(), one.state]);
    }
    out::text(&table.render(None, "~"))?;
    Ok(Outcome::Done)
}

fn value(line: &Line) -> Value {
    json!({
        "name": line.name, "site": line.site, "state": line.state, "connected": line.connected,
    })
}

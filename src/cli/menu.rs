//! `tillrail menu`: import, check or export the menu.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use serde_json::json;

use super::context::Context;
use super::out::{self, Failure, Outcome};
use crate::domain::command::Command;
use crate::domain::menu::Menu;
use crate::domain::settings::Settings;
use crate::domain::state::State;
use crate::menu_file::{self, Format};
use crate::runtime::boot;

/// Import, check or export the menu.
#[derive(Debug, Clone, Args)]
pub struct MenuArgs {
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, Clone, Subcommand)]
enum Act {
    /// Make a file the menu of the site: .toml, .csv or .json
    Import {
        /// The file
        file: PathBuf,
    },
    /// Say what is wrong with a file, and import nothing
    Check {
        /// The file
        file: PathBuf,
    },
    /// Print the card with the codes of all items
    Card,
    /// Write the menu of the site
    Export {
        /// Where to; on the output without it
        file: Option<PathBuf>,
        /// toml, csv or json [default: as the file's name says, else toml]
        #[arg(long)]
        format: Option<Format>,
    },
}

/// Runs the verb.
///
/// # Errors
/// One sentence for each thing that is wrong, with file, line and remedy; nothing is imported then.
pub fn run(context: &Context, args: &MenuArgs) -> Result<Outcome, Failure> {
    match &args.act {
        Act::Import { file } => import(context, file),
        Act::Check { file } => check(context, file),
        Act::Card => card(context),
        Act::Export { file, format } => export(context, file.as_deref(), *format),
    }
}

/// What the replica here knows; nothing when nothing was set up.
fn known(context: &Context) -> Result<Option<State>, Failure> {
    if context.replicas()?.is_empty() {
        return Ok(None);
    }
    let (replica, mut reader) = context.reader()?;
    Ok(Some(boot::load(&mut reader, &replica.identity, context.now())?))
}

/// The settings that a menu is checked against: the site's, else those a new site would have.
fn settings(context: &Context, state: Option<&State>) -> Result<Settings, Failure> {
    match state {
        Some(state) => Ok(state.settings().clone()),
        None => Ok(boot::settings_from(&context.config.site, &context.clock)?),
    }
}

fn read(file: &Path, settings: &Settings) -> Result<Menu, Failure> {
    let name = file.display().to_string();
    let text = std::fs::read_to_string(file).map_err(|error| {
        Failure::error(format!("{name} cannot be read ({error}): name a file that is there"))
    })?;
    menu_file::read(&name, &text, settings).map_err(|errors| {
        let lines: Vec<String> = errors.iter().map(ToString::to_string).collect();
        Failure::error(lines.join("\n"))
    })
}

fn check(context: &Context, file: &Path) -> Result<Outcome, Failure> {
    let settings = settings(context, known(context)?.as_ref())?;
    let menu = read(file, &settings)?;
    say(context, file, &menu, "can be imported")
}

fn import(context: &Context, file: &Path) -> Result<Outcome, Failure> {
    // The file is read before anything is set up or changed.
    let settings = settings(context, known(context)?.as_ref())?;
    let menu = read(file, &settings)?;
    let mut errand = context.selling()?;
    errand.act(vec![Command::PublishMenu(Box::new(menu.clone()))])?;
    say(context, file, &menu, "is the menu now")
}

fn say(context: &Context, file: &Path, menu: &Menu, what: &str) -> Result<Outcome, Failure> {
    let (items, categories) = (menu.items.len(), menu.categories.len());
    if context.json {
        out::value(&json!({
            "schema": "menu_file/1", "file": file.display().to_string(), "items": items,
            "categories": categories, "groups": menu.groups.len(),
            "stations": menu.stations.len(),
        }))?;
    } else {
        let file = file.display();
        out::text(&format!("{file}: {items} items in {categories} categories, {what}"))?;
    }
    Ok(Outcome::Done)
}

fn card(context: &Context) -> Result<Outcome, Failure> {
    let (replica, mut reader) = context.reader()?;
    let state = boot::load(&mut reader, &replica.identity, context.now())?;
    out::text(crate::domain::codes::card(state.menu(), state.settings(), "…").trim_end())?;
    Ok(Outcome::Done)
}

fn export(
    context: &Context,
    file: Option<&Path>,
    format: Option<Format>,
) -> Result<Outcome, Failure> {
    let (replica, mut reader) = context.reader()?;
    let state = boot::load(&mut reader, &replica.identity, context.now())?;
    let named = file.and_then(|file| Format::of_name(&file.display().to_string()));
    let usual = if context.json { Format::Json } else { Format::Toml };
    let format = format.or(named).unwrap_or(usual);
    let text = menu_file::write(format, state.menu(), state.settings().currency)
        .map_err(Failure::error)?;
    let Some(file) = file else {
        out::text(&text)?;
        return Ok(Outcome::Done);
    };
    std::fs::write(file, text).map_err(|error| {
        let name = file.display();
        Failure::error(format!("{name} cannot be written ({error}): name another place"))
    })?;
    let items = state.menu().items.len();
    out::text(&format!("{}: {items} items written as {format}", file.display()))?;
    Ok(Outcome::Done)
}

//! `tillrail floor`: show, export, import or check the floor plan of the site.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::context::Context;
use super::out::{self, Failure, Outcome};
use crate::domain::command::Command;
use crate::domain::floor::{self, Room, Table};
use crate::domain::settings::SettingsPatch;
use crate::runtime::boot;

/// Show or change the floor plan: rooms with tables on a grid.
#[derive(Debug, Clone, Args)]
pub struct FloorArgs {
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, Clone, Subcommand)]
enum Act {
    /// Show the rooms as the counter draws them
    Show,
    /// Write the plan as a file that `import` reads
    Export {
        /// Where to; on the output without it
        file: Option<PathBuf>,
    },
    /// Take over a plan instead of the present one
    Import {
        /// The file
        file: PathBuf,
    },
    /// Say what is wrong with a plan; nothing is changed
    Check {
        /// The file
        file: PathBuf,
    },
}

/// A plan as a file holds it.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Plan {
    floor: Vec<Room>,
}

/// Runs the verb.
///
/// # Errors
/// One sentence that names the table; nothing has changed then.
pub fn run(context: &Context, args: &FloorArgs) -> Result<Outcome, Failure> {
    match &args.act {
        Act::Show => show(context),
        Act::Export { file } => export(context, file.as_deref()),
        Act::Import { file } => import(context, file),
        Act::Check { file } => check(context, file),
    }
}

fn known(context: &Context) -> Result<Vec<Room>, Failure> {
    let (replica, mut reader) = context.reader()?;
    let state = boot::load(&mut reader, &replica.identity, context.now())?;
    Ok(state.settings().floor.clone())
}

fn tables(rooms: &[Room]) -> usize {
    rooms.iter().map(|room| room.tables.len()).sum()
}

fn words(rooms: &[Room]) -> String {
    let (rooms, tables) = (rooms.len(), tables(rooms));
    let room = if rooms == 1 { "room" } else { "rooms" };
    let table = if tables == 1 { "table" } else { "tables" };
    format!("{rooms} {room}, {tables} {table}")
}

fn show(context: &Context) -> Result<Outcome, Failure> {
    let rooms = known(context)?;
    if context.json {
        out::value(&json!({ "schema": "floor/1", "floor": rooms }))?;
    } else if rooms.is_empty() {
        out::text(
            "no tables yet: write a plan and take it over with `tillrail floor import FILE`",
        )?;
    } else {
        let drawn: Vec<String> = rooms.iter().map(drawn).collect();
        out::text(&drawn.join("\n\n"))?;
    }
    Ok(Outcome::Done)
}

/// A room as rows and columns: the name of each table and its seats or its note.
fn drawn(room: &Room) -> String {
    let last = |place: fn(&Table) -> u8| room.tables.iter().map(place).max().unwrap_or(0);
    let mut text = room.name.clone();
    for row in 1..=last(|table| table.row) {
        text.push('\n');
        let mut line = String::new();
        for column in 1..=last(|table| table.column) {
            let here = room.tables.iter().find(|t| (t.row, t.column) == (row, column));
            let cell = here.map_or_else(String::new, |table| match (&table.note, table.seats) {
                (Some(note), _) => format!("{} ({note})", table.name),
                (None, 0) => table.name.clone(),
                (None, seats) => format!("{} ({seats})", table.name),
            });
            let _ = write!(line, "  {cell:<16}");
        }
        text.push_str(line.trim_end());
    }
    text
}

fn export(context: &Context, file: Option<&Path>) -> Result<Outcome, Failure> {
    let plan = Plan { floor: known(context)? };
    let text = toml::to_string_pretty(&plan)
        .map_err(|error| Failure::error(format!("the plan cannot be written ({error})")))?;
    match file {
        None => out::text(text.trim_end())?,
        Some(file) => {
            let name = file.display();
            std::fs::write(file, &text).map_err(|error| {
                Failure::error(format!("{name} cannot be written ({error}): name another file"))
            })?;
            out::text(&format!("plan written to {name}: {}", words(&plan.floor)))?;
        }
    }
    Ok(Outcome::Done)
}

fn read(file: &Path) -> Result<Vec<Room>, Failure> {
    let name = file.display();
    let text = std::fs::read_to_string(file).map_err(|error| {
        Failure::error(format!("{name} cannot be read ({error}): name a file that is there"))
    })?;
    let plan: Plan = toml::from_str(&text).map_err(|error| {
        Failure::error(format!("{name} is no floor plan, nothing was changed: {error}"))
    })?;
    floor::check(&plan.floor).map_err(|sentence| Failure::error(format!("{name}: {sentence}")))?;
    Ok(plan.floor)
}

fn check(context: &Context, file: &Path) -> Result<Outcome, Failure> {
    let rooms = read(file)?;
    if context.json {
        let tables = tables(&rooms);
        out::value(&json!({ "schema": "floor/1", "rooms": rooms.len(), "tables": tables }))?;
    } else {
        out::text(&format!("{} is sound: {}", file.display(), words(&rooms)))?;
    }
    Ok(Outcome::Done)
}

fn import(context: &Context, file: &Path) -> Result<Outcome, Failure> {
    let rooms = read(file)?;
    let said = words(&rooms);
    let patch = SettingsPatch { floor: Some(rooms), ..SettingsPatch::default() };
    context.replica()?;
    let mut errand = context.selling()?;
    errand.act(vec![Command::ChangeSettings(Box::new(patch))])?;
    if context.json {
        out::value(&json!({ "schema": "floor/1", "changed": ["floor"] }))?;
    } else {
        out::text(&format!("floor plan taken over: {said}"))?;
    }
    Ok(Outcome::Done)
}

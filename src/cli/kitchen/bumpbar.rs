//! `tillrail kitchen bumpbar`: the keys of a bump bar as a file for the next kitchen.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use serde_json::json;

use crate::cli::context::Context;
use crate::cli::out::{self, Failure, Outcome};
use crate::runtime::boot::{Mode, is_station};
use crate::tui::kitchen::{BUMP_BAR_FILE, BumpBar};

/// Which kitchen, and what to do with its keys.
#[derive(Debug, Clone, Args)]
pub struct BumpBarArgs {
    /// The kitchen of this station; the one of all stations without
    #[arg(long, global = true)]
    station: Option<String>,
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, Clone, Subcommand)]
enum Act {
    /// Show what each key does
    Show,
    /// Write the taught keys as a file that `import` reads
    Export {
        /// Where to; on the output without it
        file: Option<PathBuf>,
    },
    /// Take over the keys of a file instead of the present ones
    Import {
        /// The file
        file: PathBuf,
    },
}

/// Runs the verb.
///
/// # Errors
/// One sentence that names the line and the key; nothing has changed then.
pub fn run(context: &Context, args: &BumpBarArgs) -> Result<Outcome, Failure> {
    let own = place(context, args.station.as_deref())?;
    match &args.act {
        Act::Show => show(context, &own),
        Act::Export { file } => export(&own, file.as_deref()),
        Act::Import { file } => import(context, file, &own),
    }
}

/// Where this kitchen keeps its keys: the file that the settings name, else the one in its folder.
fn place(context: &Context, station: Option<&str>) -> Result<PathBuf, Failure> {
    if let Some(named) = &context.config.kitchen.bump_bar {
        return Ok(named.clone());
    }
    if let Some(wrong) = station.filter(|station| !is_station(station)) {
        return Err(Failure::usage(format!(
            "`{wrong}` is not a station: use letters, digits, - and _, for example hot"
        )));
    }
    let folder = Mode::Kitchen(station.map(str::to_owned)).folder(&context.data);
    if !folder.is_dir() {
        return Err(Failure::error(format!(
            "there is no kitchen in {}: open it once, or name its station with --station",
            folder.display()
        )));
    }
    Ok(folder.join(BUMP_BAR_FILE))
}

/// The keys in a file; the usual ones where there is none and `absent` allows it.
fn read(file: &Path, absent: bool) -> Result<BumpBar, Failure> {
    let name = file.display();
    if absent && !file.exists() {
        return Ok(BumpBar::default());
    }
    let text = std::fs::read_to_string(file).map_err(|error| {
        Failure::error(format!("{name} cannot be read ({error}): name a file that is there"))
    })?;
    BumpBar::parse(&text).map_err(|sentence| Failure::error(format!("{name}: {sentence}")))
}

fn show(context: &Context, own: &Path) -> Result<Outcome, Failure> {
    let bar = read(own, true)?;
    if context.json {
        let keys: Vec<_> = bar
            .rows()
            .into_iter()
            .map(|(does, taught, usual)| {
                let taught = taught.map(|key| key.to_string());
                json!({ "does": does, "taught": taught, "usual": usual.to_string() })
            })
            .collect();
        out::value(&json!({ "schema": "bump_bar/1", "keys": keys }))?;
        return Ok(Outcome::Done);
    }
    let mut text = format!("{:<10}{:<10}usual key", "does", "taught");
    for (does, taught, usual) in bar.rows() {
        let taught = taught.map_or_else(|| "-".to_owned(), |key| key.to_string());
        let _ = write!(text, "\n{does:<10}{taught:<10}{usual}");
    }
    out::text(&text)?;
    Ok(Outcome::Done)
}

fn export(own: &Path, file: Option<&Path>) -> Result<Outcome, Failure> {
    let text = read(own, true)?.to_text();
    match file {
        None => out::text(text.trim_end())?,
        Some(file) => {
            write(file, &text)?;
            out::text(&format!("keys of the bump bar written to {}", file.display()))?;
        }
    }
    Ok(Outcome::Done)
}

fn import(context: &Context, file: &Path, own: &Path) -> Result<Outcome, Failure> {
    let bar = read(file, false)?;
    write(own, &bar.to_text())?;
    let taught = bar.rows().iter().filter(|(_, taught, _)| taught.is_some()).count();
    if context.json {
        out::value(&json!({ "schema": "bump_bar/1", "taught": taught }))?;
    } else {
        let keys =
            if taught == 1 { "1 taught key".to_owned() } else { format!("{taught} taught keys") };
        out::text(&format!("{keys} taken over: the kitchen uses them from its next start on"))?;
    }
    Ok(Outcome::Done)
}

fn write(file: &Path, text: &str) -> Result<(), Failure> {
    std::fs::write(file, text).map_err(|error| {
        let name = file.display();
        Failure::error(format!("{name} cannot be written ({error}): name another file"))
    })
}

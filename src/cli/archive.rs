//! `tillrail terminal join`: a terminal goes to another site, and its closed history stays readable.

use std::fmt::Write as _;

use clap::Args;
use serde_json::json;

use super::context::Context;
use super::out::{self, Failure, Outcome};
use crate::domain::number::Letter;
use crate::runtime::boot::join::{Joining, compare};
use crate::runtime::boot::moving::{Moved, move_to};
use crate::runtime::boot::{BootError, Mode, identity_in};

/// How a terminal goes to another site.
#[derive(Debug, Clone, Args)]
pub struct MoveArgs {
    /// The code that `tillrail hub pair` shows on the other site's hub
    #[arg(long)]
    code: String,
    /// Which terminal on this machine: counter, display, kitchen, kitchen-STATION
    #[arg(long, value_name = "MODE", default_value = "counter")]
    mode: String,
    /// What the terminal is to be called there [default: as it is called now]
    #[arg(long)]
    name: Option<String>,
    /// The order letter to ask the hub for [default: the next free one]
    #[arg(long)]
    letter: Option<Letter>,
}

/// Takes a terminal on this machine to the site of --hub.
///
/// # Errors
/// One sentence; the terminal is what it was then, or the next start finishes.
pub fn join(context: &Context, args: &MoveArgs) -> Result<Outcome, Failure> {
    let mode = Mode::of_folder(&args.mode).ok_or_else(|| {
        let typed = &args.mode;
        Failure::usage(format!("`{typed}` is no terminal: write counter, display or kitchen-hot"))
    })?;
    let Some(hub) = context.hub.clone() else {
        return Err(Failure::usage(
            "a code is for one hub: say which with --hub, for example --hub http://10.0.0.5:7700",
        ));
    };
    context.must_not_be_closed()?;
    let before = identity_in(&mode.folder(&context.data))?;
    let usual = before.map_or_else(|| mode.to_string(), |identity| identity.name);
    let joining = Joining {
        hub,
        pin: context.fingerprint.clone(),
        plain: context.config.hub.plain,
        code: args.code.chars().filter(|sign| !sign.is_whitespace()).collect(),
        name: args.name.clone().unwrap_or(usual),
        letter: args.letter.clone(),
    };
    let runtime = super::runtime()?;
    let once = |joining: &Joining| {
        runtime.block_on(move_to(&context.data, &mode, joining, &context.clock))
    };
    let mut moved = once(&joining);
    if let Err(BootError::NotCompared { hub, seen }) = &moved
        && out::confirmed(&compare(hub, seen))
    {
        moved = once(&Joining { pin: Some((*seen).into()), ..joining });
    }
    say(context, &moved?)
}

fn say(context: &Context, moved: &Moved) -> Result<Outcome, Failure> {
    let who = &moved.identity;
    let archive = moved.archive.as_ref().map(|folder| folder.display().to_string());
    if context.json {
        out::value(&json!({
            "schema": "joined/1", "site": who.site, "terminal": who.terminal, "name": who.name,
            "letter": who.letter, "archive": archive, "along": moved.along,
        }))?;
        return Ok(Outcome::Done);
    }
    let Some(archive) = archive else {
        out::text(&format!("{} belongs to the site {} already", who.name, who.site))?;
        return Ok(Outcome::Done);
    };
    let letter = who.letter.as_ref().map(|letter| format!(" with the letter {letter}"));
    let mut text = format!(
        "{} belongs to the site {} now{}. Its closed history lies in {archive} and shows in reports",
        who.name,
        who.site,
        letter.unwrap_or_default()
    );
    if !moved.along.is_empty() {
        let names = moved.along.join(", ");
        let _ = write!(
            text,
            "; {names} went along into it: pair them anew with `tillrail hub pair` on the hub"
        );
    }
    out::text(&text)?;
    Ok(Outcome::Done)
}

//! `tillrail item`: take an item off sale or bring it back.

use clap::{Args, Subcommand};
use serde_json::json;

use super::context::Context;
use super::items;
use super::out::{self, Failure, Outcome};
use crate::domain::command::Command;

/// Take an item off sale or bring it back.
#[derive(Debug, Clone, Args)]
pub struct ItemArgs {
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, Clone, Subcommand)]
enum Act {
    /// An item cannot be sold now
    #[command(name = "86")]
    Off {
        /// Its code or name
        item: String,
        /// How many are left
        #[arg(long)]
        remaining: Option<u32>,
    },
    /// An item can be sold again
    Restore {
        /// Its code or name
        item: String,
    },
}

/// Runs the verb.
///
/// # Errors
/// One sentence; nothing has changed then.
pub fn run(context: &Context, args: &ItemArgs) -> Result<Outcome, Failure> {
    context.replica()?;
    let mut errand = context.selling()?;
    let (Act::Off { item, .. } | Act::Restore { item }) = &args.act;
    let found = items::find(errand.state().menu(), item)?;
    let (code, name) = (found.code.clone(), found.name.clone());
    let command = match &args.act {
        Act::Off { remaining, .. } => {
            Command::Take86 { item: code.clone(), remaining: *remaining, until: None }
        }
        Act::Restore { .. } => Command::Restore86(code.clone()),
    };
    errand.act(vec![command])?;
    let known = errand.state().availability(&code);
    let can = !known.is_86(errand.now());
    if context.json {
        let remaining = known.remaining;
        out::value(&json!({
            "schema": "item/1", "item": code, "name": name, "can_be_sold": can,
            "remaining": remaining,
        }))?;
    } else {
        let word = if can { "can be sold" } else { "is sold out" };
        let left = known.remaining.map(|left| format!(", {left} left")).unwrap_or_default();
        out::text(&format!("{code} {name} {word}{left}"))?;
    }
    Ok(Outcome::Done)
}

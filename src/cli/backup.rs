//! `tillrail backup` and `tillrail restore`: copies of everything, made, checked and put back.

use std::path::PathBuf;

use clap::Args;
use serde_json::{Value, json};

use super::context::Context;
use super::out::{self, Failure, Outcome};
use super::progress;
use crate::runtime::boot::backup::{self, Copied, PutBack};

/// Copy everything on this machine into a folder, also while programs run, and check every row.
#[derive(Debug, Clone, Args)]
pub struct BackupArgs {
    /// Where to; it must not be there yet. Without it a folder with the time in `backups/`
    to: Option<PathBuf>,
    /// Keep only so many of the backups in `backups/`, the newest
    #[arg(long, value_name = "COUNT", conflicts_with = "to",
          value_parser = clap::value_parser!(u16).range(1..))]
    keep: Option<u16>,
}

/// Put a backup back. Each terminal takes another identity at its next start.
#[derive(Debug, Clone, Args)]
pub struct RestoreArgs {
    /// The folder of a backup, or a single file from `backups/`
    from: PathBuf,
    /// Only this terminal: `counter`, `kitchen-hot`, `sites/bistro/hub`
    #[arg(long, value_name = "TERMINAL")]
    only: Option<String>,
    /// Also when the backup holds less than what it replaces
    #[arg(long)]
    yes: bool,
}

/// Makes a backup.
///
/// # Errors
/// One sentence; nothing is left behind then.
pub fn back_up(context: &Context, args: &BackupArgs) -> Result<Outcome, Failure> {
    let to = args.to.clone().unwrap_or_else(|| backup::usual(&context.data, context.now()));
    let mut bar = None;
    let copied = backup::back_up(&context.data, &to, &mut |place, done, all| {
        let bar = bar.get_or_insert_with(|| progress::bar("check"));
        if let Some(bar) = bar {
            bar.set_message(format!("check {place}"));
        }
        progress::to(bar.as_ref(), done, all);
    });
    progress::end(bar.flatten());
    let copied = copied?;
    let keep = args.keep.map(usize::from);
    let gone = keep.map_or(Ok(Vec::new()), |keep| backup::keep_newest(&context.data, keep))?;
    let gone: Vec<String> = gone.iter().map(|path| path.display().to_string()).collect();
    let to = to.display().to_string();
    if context.json {
        let terminals: Vec<Value> = copied.iter().map(copy_value).collect();
        out::value(&json!({
            "schema": "backup/1", "folder": to, "terminals": terminals, "removed": gone,
        }))?;
        return Ok(Outcome::Done);
    }
    let words: Vec<String> =
        copied.iter().map(|one| format!("{} with {} facts", one.place, one.facts)).collect();
    out::text(&format!("{to}: {}; every one was checked", words.join(", ")))?;
    for old in gone {
        out::text(&format!("{old} was removed"))?;
    }
    Ok(Outcome::Done)
}

fn copy_value(one: &Copied) -> Value {
    json!({"place": one.place, "facts": one.facts})
}

/// Puts a backup back.
///
/// # Errors
/// One sentence; what has not been said to be restored is as it was.
pub fn restore(context: &Context, args: &RestoreArgs) -> Result<Outcome, Failure> {
    context.must_not_be_closed()?;
    let only = args.only.as_deref();
    let done = backup::restore(&context.data, &args.from, only, args.yes, &context.clock)?;
    if context.json {
        let terminals: Vec<Value> = done.iter().map(restored_value).collect();
        out::value(&json!({"schema": "restore/1", "terminals": terminals}))?;
        return Ok(Outcome::Done);
    }
    for PutBack { place, facts, aside } in &done {
        let aside = aside
            .as_ref()
            .map(|aside| format!("; what was there before lies in {}", aside.display()));
        out::text(&format!("{place}: {facts} facts are here again{}", aside.unwrap_or_default()))?;
    }
    out::text(
        "Each terminal takes another identity and letter at its next start, so that no number is \
         given twice; what a hub holds beyond the backup comes from it.",
    )?;
    Ok(Outcome::Done)
}

fn restored_value(one: &PutBack) -> Value {
    json!({
        "place": one.place, "facts": one.facts,
        "replaced": one.aside.as_ref().map(|aside| aside.display().to_string()),
    })
}

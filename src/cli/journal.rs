//! `tillrail journal`: list, verify, export or rebuild what is kept.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::context::Context;
use super::out::{self, Failure, Outcome};
use super::progress;
use crate::runtime::boot;
use crate::runtime::boot::replicas::Replica;
use crate::store::Reader;

mod list;

/// List, verify, export or rebuild the journals.
#[derive(Debug, Clone, Args)]
pub struct JournalArgs {
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, Clone, Subcommand)]
enum Act {
    /// Show every journal on this machine, where it ends and what in it needs a look
    List,
    /// Check every row of every journal on this machine against its hash
    Verify,
    /// Write every envelope with its hash, one JSON line each
    Export {
        /// Where to; on the output without it
        file: Option<PathBuf>,
    },
    /// Make everything that is derived from the journals anew
    Rebuild,
}

/// Runs the verb.
///
/// # Errors
/// One sentence; for `verify` also when a row is damaged.
pub fn run(context: &Context, args: &JournalArgs) -> Result<Outcome, Failure> {
    context.replica()?;
    match &args.act {
        Act::List => list::run(context),
        Act::Verify => verify(context),
        Act::Export { file } => export(context, file.as_deref()),
        Act::Rebuild => rebuild(context),
    }
}

fn verify(context: &Context) -> Result<Outcome, Failure> {
    let (mut lines, mut values) = (Vec::new(), Vec::new());
    let mut bad = Vec::new();
    for replica in context.replicas()? {
        let reader = Reader::open(&replica.folder)?;
        let bar = progress::bar(&format!("verify {}", replica.mode));
        let found = reader.verify(&mut |done, total| progress::to(bar.as_ref(), done, total))?;
        progress::end(bar);
        let journals = found.good.len();
        lines.push(format!(
            "{}: {} rows in {journals} {}, {}",
            replica.mode,
            found.rows,
            if journals == 1 { "journal" } else { "journals" },
            if found.is_whole() { "all of them whole" } else { "DAMAGED" }
        ));
        let rows: Vec<Value> = found
            .bad
            .iter()
            .map(|row| {
                let (terminal, seq) = (row.terminal, row.seq);
                json!({"terminal": terminal, "seq": seq, "what": row.to_string()})
            })
            .collect();
        values.push(json!({
            "mode": replica.mode.to_string(), "rows": found.rows, "journals": journals,
            "whole": found.is_whole(), "bad": rows,
        }));
        bad.extend(found.bad.iter().map(|row| format!("{}: {row}", replica.mode)));
    }
    if context.json {
        let whole = bad.is_empty();
        out::value(&json!({"schema": "verify/1", "whole": whole, "replicas": values}))?;
    } else {
        out::text(&lines.join("\n"))?;
    }
    if bad.is_empty() {
        return Ok(Outcome::Done);
    }
    Err(Failure::error(bad.join("\n")))
}

fn export(context: &Context, file: Option<&Path>) -> Result<Outcome, Failure> {
    let (_, reader) = context.reader()?;
    let Some(file) = file else {
        let mut target = Pipe(std::io::BufWriter::new(std::io::stdout().lock()));
        reader.export(&mut target)?;
        let flushed = target.flush();
        return flushed.map(|()| Outcome::Done).map_err(|error| {
            Failure::error(format!("the output cannot be written ({error}): name a file"))
        });
    };
    let failed = |error: std::io::Error| {
        let name = file.display();
        Failure::error(format!("{name} cannot be written ({error}): name another place"))
    };
    let mut target = std::io::BufWriter::new(std::fs::File::create(file).map_err(failed)?);
    let lines = reader.export(&mut target)?;
    target.flush().map_err(failed)?;
    if context.json {
        let file = file.display().to_string();
        out::value(&json!({"schema": "export/1", "file": file, "envelopes": lines}))?;
    } else {
        out::text(&format!("{}: {lines} envelopes", file.display()))?;
    }
    Ok(Outcome::Done)
}

/// The output, for which it is no failure that nobody reads any more.
struct Pipe<W: Write>(W);

impl<W: Write> Write for Pipe<W> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        match self.0.write(bytes) {
            Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(bytes.len()),
            other => other,
        }
    }

    fn flush(&mut self) -> std::io::Result<()> {
        match self.0.flush() {
            Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
            other => other,
        }
    }
}

fn rebuild(context: &Context) -> Result<Outcome, Failure> {
    let mut values = Vec::new();
    for Replica { mode, folder, envelopes, .. } in context.replicas()? {
        let store = boot::open_store(&folder, &mode, &context.clock, boot::unheard)?;
        let bar = progress::bar(&format!("rebuild {mode}"));
        store.rebuild(&mut |done, total| progress::to(bar.as_ref(), done, total))?;
        progress::end(bar);
        store.close();
        if !context.json {
            out::text(&format!("{mode}: made anew from {envelopes} envelopes"))?;
        }
        values.push(json!({"mode": mode.to_string(), "envelopes": envelopes}));
    }
    if context.json {
        out::value(&json!({"schema": "rebuild/1", "replicas": values}))?;
    }
    Ok(Outcome::Done)
}

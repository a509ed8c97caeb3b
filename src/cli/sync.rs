//! `tillrail sync`: exchange everything with the hub now.

use clap::Args;
use serde_json::{Value, json};

use super::context::Context;
use super::out::{self, Failure, Outcome};
use crate::runtime::boot;
use crate::runtime::control::{self, Answer, Request};
use crate::store::StoreError;
use crate::sync::link::{Link, LinkConfig};
use crate::sync::wire::Want;

/// Exchange everything with the hub now.
#[derive(Debug, Clone, Args)]
pub struct SyncArgs {
    /// Exchange everything once and end
    #[arg(long, required = true)]
    once: bool,
}

/// Runs the verb for every terminal on this machine that has a hub.
///
/// # Errors
/// One sentence that says why not everything could be exchanged.
pub fn run(context: &Context, _args: &SyncArgs) -> Result<Outcome, Failure> {
    context.replica()?;
    let replicas = context.replicas()?;
    let mut paired = replicas.into_iter().filter(|one| one.identity.hub.is_some()).peekable();
    if paired.peek().is_none() {
        return Err(Failure::error(
            "no terminal on this machine has a hub: pair one with --hub URL --code CODE",
        ));
    }
    let runtime = super::runtime()?;
    let mut values: Vec<Value> = Vec::new();
    for replica in paired {
        let mode = &replica.mode;
        let store = match boot::open_store(&replica.folder, mode, &context.clock, boot::unheard) {
            Err(StoreError::Locked { .. }) => {
                values.push(running(context, &replica.folder, mode)?);
                continue;
            }
            other => other?,
        };
        let config = LinkConfig::of(&replica.identity, Want::All).map_err(said)?;
        let moved =
            runtime.block_on(Link::once(config, &store, context.clock.clone())).map_err(said)?;
        store.close();
        if !context.json {
            let (sent, received) = (moved.sent, moved.received);
            out::text(&format!("{mode}: {sent} facts sent, {received} received"))?;
        }
        values.push(json!({
            "mode": mode.to_string(), "sent": moved.sent, "received": moved.received,
            "unsent": 0,
        }));
    }
    if context.json {
        out::value(&json!({"schema": "sync/1", "terminals": values}))?;
    }
    Ok(Outcome::Done)
}

#[expect(clippy::needless_pass_by_value, reason = "it stands at the end of `map_err`")]
fn said(error: crate::sync::link::LinkError) -> Failure {
    Failure::error(error.to_string())
}

/// A terminal that runs syncs by itself: what waits there is said, and nothing else is done.
fn running(
    context: &Context,
    folder: &std::path::Path,
    mode: &boot::Mode,
) -> Result<Value, Failure> {
    let Answer::Status(status) = control::ask(folder, &Request::Status)? else {
        return Err(Failure::error(format!("{mode} runs and does not say how it is: restart it")));
    };
    if !context.json {
        out::text(&format!("{mode}: runs and is {}, {} not sent", status.link, status.unsent))?;
    }
    Ok(json!({"mode": mode.to_string(), "running": true, "unsent": status.unsent}))
}

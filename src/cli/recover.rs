//! `tillrail hub recover`, `tillrail terminal recover` and `renew`: after a loss or a copy.

use serde_json::json;

use super::context::Context;
use super::out::{self, Failure, Outcome};
use crate::domain::id::TerminalKind;
use crate::runtime::boot::renew::renew;
use crate::runtime::boot::{self, Mode};
use crate::runtime::control::{self, Answer, Request};
use crate::sync::link::{Link, LinkConfig};
use crate::sync::wire::Want;

/// What to do while a hub is filled again.
pub const STEPS: &str = "The hub waits to be filled. For each terminal: `tillrail hub pair` here, \
    then `tillrail terminal recover --hub URL --code CODE` there; at the end \
    `tillrail hub recover --done` here.";

/// Begins or ends the filling of the hub that runs on this machine.
///
/// # Errors
/// One sentence when none runs.
pub fn hub(context: &Context, on: bool) -> Result<Outcome, Failure> {
    let replicas = context.replicas()?;
    let kinds = [TerminalKind::Hub, TerminalKind::Counter].into_iter();
    let mut hubs = kinds.filter_map(|kind| replicas.iter().find(|one| one.mode.kind() == kind));
    let request = Request::HubRecover { on };
    match hubs.find_map(|one| control::ask(&one.folder, &request).ok()) {
        Some(Answer::Done { .. }) => {
            if context.json {
                out::value(&json!({"schema": "recover/1", "recover": on}))?;
            } else {
                out::text(if on {
                    STEPS
                } else {
                    "Each terminal pushes its own journal only now."
                })?;
            }
            Ok(Outcome::Done)
        }
        Some(Answer::Refused { sentence }) => Err(Failure::error(sentence)),
        Some(Answer::Code { .. } | Answer::Sites { .. } | Answer::Status(_)) | None => {
            let data = context.data.display();
            Err(Failure::error(format!("no hub runs in {data}: start it with `tillrail hub`")))
        }
    }
}

/// Exchanges everything with the hub that a terminal was just paired with.
///
/// # Errors
/// One sentence that says why not everything could be exchanged.
pub fn fill(context: &Context, mode: &Mode) -> Result<Outcome, Failure> {
    let folder = mode.folder(&context.data);
    let Some(identity) = boot::identity_in(&folder)? else { return Ok(Outcome::Done) };
    let store = boot::open_store(&folder, mode, &context.clock, boot::unheard)?;
    let config = LinkConfig::of(&identity, Want::All)?;
    let moved = super::runtime()?.block_on(Link::once(config, &store, context.clock.clone()))?;
    store.close();
    out::text(&format!(
        "{} has given the hub every journal that it holds; {} facts came back",
        identity.name, moved.received
    ))?;
    Ok(Outcome::Done)
}

/// Gives a terminal on this machine another identity.
///
/// # Errors
/// One sentence; nothing has changed then.
pub fn terminal(context: &Context, mode: &Mode) -> Result<Outcome, Failure> {
    let renewed = renew(&context.data, mode, context.config.hub.plain, &context.clock)?;
    let who = &renewed.identity;
    if context.json {
        out::value(&json!({
            "schema": "renewed/1", "before": renewed.before, "terminal": who.terminal,
            "letter": who.letter, "again": renewed.again,
        }))?;
        return Ok(Outcome::Done);
    }
    let letter = who.letter.as_ref().map(|letter| format!(" with the letter {letter}"));
    out::text(&format!(
        "{} goes on as {}{}; {} facts that nobody else held were issued again",
        who.name,
        who.terminal,
        letter.unwrap_or_default(),
        renewed.again
    ))?;
    Ok(Outcome::Done)
}

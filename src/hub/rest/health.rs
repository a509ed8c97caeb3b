//! `GET /health`: whether the hub works, and what a person should look at.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::ApiError;
use crate::hub::metrics::lacking;
use crate::hub::sites::SiteView;
use crate::hub::state::HubState;

/// A journal that a person should look at.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct JournalNotice {
    /// Which journal.
    terminal: String,
    /// Where.
    seq: u64,
}

/// A terminal that is connected.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TerminalHealth {
    /// Which terminal.
    terminal: String,
    /// Envelopes that the hub holds and it has not made durable.
    lag: u64,
    /// Its clock less the hub's, milliseconds.
    clock_ms: i64,
}

/// How the hub is.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct HealthView {
    /// `health/1`.
    schema: &'static str,
    /// `ok`.
    status: &'static str,
    /// The version of the program.
    version: &'static str,
    /// The site.
    site: String,
    /// The identity of the hub.
    hub: String,
    /// `ok` when the database answers.
    database: &'static str,
    /// Envelopes in the journals.
    envelopes: u64,
    /// Envelopes that the projections do not know yet.
    lag: u64,
    /// Terminals that are connected.
    connected: usize,
    /// Envelopes that were stored and not understood here.
    quarantined: usize,
    /// Envelopes that are stored and left out because their makers may not make them.
    not_permitted: usize,
    /// The terminals that are connected.
    terminals: Vec<TerminalHealth>,
    /// Journals with two branches: renew the machine that was copied.
    forked: Vec<JournalNotice>,
    /// Journals of which a terminal holds more than this hub: recover the hub.
    ahead: Vec<JournalNotice>,
    /// Journals that this hub cannot read any further, because a row is damaged: restart the hub.
    unreadable: Vec<JournalNotice>,
    /// On a hub of many sites all of them; the rest of this page is about one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    sites: Vec<SiteHealth>,
}

/// A site of a hub that serves many.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SiteHealth {
    /// Its name in addresses; `first` for the one without.
    name: String,
    /// `open`, `opening`, `asleep`, `retired`, or `broken`.
    state: String,
    /// Terminals that are connected.
    connected: usize,
}

/// Whether the hub works.
#[utoipa::path(
    get,
    path = "/health",
    responses((status = 200, body = HealthView), (status = 503, body = ApiError))
)]
pub async fn health(State(state): State<HubState>) -> Result<Json<HealthView>, ApiError> {
    Ok(Json(look(&state).await?))
}

/// How a hub of many sites is: its first site, and every one by its name. Why one is broken is for
/// the people at the hub.
pub async fn of_many(state: &HubState, views: &[SiteView]) -> Response {
    let site = |view: &SiteView| SiteHealth {
        name: view.name.clone(),
        state: view.word().to_owned(),
        connected: view.connected,
    };
    let found = look(state).await;
    found
        .map(|one| Json(HealthView { sites: views.iter().map(site).collect(), ..one }))
        .into_response()
}

async fn look(state: &HubState) -> Result<HealthView, ApiError> {
    let (envelopes, left_out, lag, all) = state
        .read(|reader| {
            Ok((reader.envelopes()?, reader.left_out()?, reader.lag()?, reader.frontier()?))
        })
        .await?;
    let notices = state.notices();
    let terminals = state
        .connected()
        .into_iter()
        .map(|(id, connected)| TerminalHealth {
            terminal: id.to_string(),
            lag: lacking(&all, &connected.held),
            clock_ms: notices.clocks.get(&id).copied().unwrap_or(0),
        })
        .collect();
    let list = |map: &std::collections::BTreeMap<crate::domain::id::TerminalId, u64>| {
        let notice = |(terminal, seq): (&crate::domain::id::TerminalId, &u64)| JournalNotice {
            terminal: terminal.to_string(),
            seq: *seq,
        };
        map.iter().map(notice).collect()
    };
    Ok(HealthView {
        schema: "health/1",
        status: "ok",
        version: env!("CARGO_PKG_VERSION"),
        site: state.site().to_string(),
        hub: state.hub().to_string(),
        database: "ok",
        envelopes,
        lag,
        connected: state.connected().len(),
        quarantined: left_out.unknown,
        not_permitted: left_out.not_permitted,
        terminals,
        forked: list(&notices.forked),
        ahead: list(&notices.ahead),
        unreadable: list(&notices.unreadable),
        sites: Vec::new(),
    })
}

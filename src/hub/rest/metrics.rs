//! `GET /metrics`: what the hub counts and measures, for Prometheus.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;

use super::ApiError;
use crate::domain::id::TerminalId;
use crate::hub::desk::{DeskReply, DeskRequest};
use crate::hub::metrics::{Levels, TerminalLevel, lacking};
use crate::hub::state::HubState;

/// The text format of Prometheus.
const FORMAT: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// What the hub counts and measures.
#[utoipa::path(
    get,
    path = "/metrics",
    responses((status = 200, body = String, content_type = "text/plain"), (status = 503, body = ApiError))
)]
pub async fn metrics(State(state): State<HubState>) -> Result<impl IntoResponse, ApiError> {
    let (envelopes, quarantined, projection_lag, all) = state
        .read(|reader| {
            let quarantined = u64::try_from(reader.quarantined()?.len()).unwrap_or(u64::MAX);
            Ok((reader.envelopes()?, quarantined, reader.lag()?, reader.frontier()?))
        })
        .await?;
    let notices = state.notices();
    let names = names(&state).await;
    let mut terminals = BTreeMap::new();
    for (id, connected) in state.connected() {
        let level = TerminalLevel {
            name: names.get(&id).cloned().unwrap_or_else(|| id.to_string()),
            lag: lacking(&all, &connected.held),
            clock_ms: notices.clocks.get(&id).copied().unwrap_or(0),
        };
        terminals.insert(id, level);
    }
    let levels = Levels {
        envelopes,
        projection_lag,
        quarantined,
        forked: u64::try_from(notices.forked.len()).unwrap_or(u64::MAX),
        waiting: state.writer().waiting(),
        terminals,
    };
    Ok(([(header::CONTENT_TYPE, FORMAT)], state.metrics().render(&levels)))
}

/// What people call the terminals of the site.
async fn names(state: &HubState) -> BTreeMap<TerminalId, String> {
    let DeskReply::Terminals(known) = state.ask(DeskRequest::Terminals).await else {
        return BTreeMap::new();
    };
    let named = known.into_iter().filter_map(|(id, terminal)| Some((id, terminal.paired?.name)));
    named.collect()
}

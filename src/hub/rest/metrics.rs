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
    let (envelopes, left_out, projection_lag, all) = state
        .read(|reader| {
            Ok((reader.envelopes()?, reader.left_out()?, reader.lag()?, reader.frontier()?))
        })
        .await?;
    let count = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
    let notices = state.notices();
    let mut terminals = known(&state).await;
    for (id, connected) in state.connected() {
        let level = terminals.entry(id).or_default();
        level.connected = true;
        level.lag = lacking(&all, &connected.held);
        level.clock_ms = notices.clocks.get(&id).copied().unwrap_or(0);
    }
    let levels = Levels {
        envelopes,
        projection_lag,
        quarantined: count(left_out.unknown),
        not_permitted: count(left_out.not_permitted),
        forked: count(notices.forked.len()),
        waiting: state.writer().waiting(),
        terminals,
    };
    Ok(([(header::CONTENT_TYPE, FORMAT)], state.metrics().render(&levels)))
}

/// The terminals that belong to the site, with what people call them.
async fn known(state: &HubState) -> BTreeMap<TerminalId, TerminalLevel> {
    let DeskReply::Terminals(known) = state.ask(DeskRequest::Terminals).await else {
        return BTreeMap::new();
    };
    let active =
        known.into_iter().filter(|(id, terminal)| *id != state.hub() && terminal.is_active());
    let named = active.filter_map(|(id, terminal)| Some((id, terminal.paired?.name)));
    named.map(|(id, name)| (id, TerminalLevel { name, ..TerminalLevel::default() })).collect()
}

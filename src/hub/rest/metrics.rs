//! `GET /metrics`: what the hub counts and measures, for Prometheus.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};

use super::ApiError;
use super::gather::gather;
use crate::domain::id::TerminalId;
use crate::hub::desk::{DeskReply, DeskRequest};
use crate::hub::metrics::{Levels, TerminalLevel, lacking};
use crate::hub::sites::{SiteView, Visit};
use crate::hub::state::HubState;

/// The text format of Prometheus.
const FORMAT: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// What the hub counts and measures.
#[utoipa::path(
    get,
    path = "/metrics",
    responses((status = 200, body = String, content_type = "application/openmetrics-text"), (status = 503, body = ApiError))
)]
pub async fn metrics(State(state): State<HubState>) -> Result<impl IntoResponse, ApiError> {
    Ok(([(header::CONTENT_TYPE, FORMAT)], text(&state).await?))
}

/// What a hub of many sites counts and measures: each open one under its name, and how many sleep.
/// A site whose figures cannot be read is left out, and counted as such.
pub async fn figures(open: &[(String, Visit)], views: &[SiteView]) -> Response {
    let mut texts = Vec::with_capacity(open.len());
    for (name, visit) in open {
        match text(&visit.state).await {
            Ok(text) => texts.push((name.as_str(), text)),
            Err(error) => tracing::error!(%error, name, "the figures of a site cannot be read"),
        }
    }
    ([(header::CONTENT_TYPE, FORMAT)], gather(&texts, views)).into_response()
}

/// The figures of one site.
async fn text(state: &HubState) -> Result<String, ApiError> {
    let (envelopes, left_out, projection_lag, all) = state
        .read(|reader| {
            Ok((reader.envelopes()?, reader.left_out()?, reader.lag()?, reader.frontier()?))
        })
        .await?;
    let count = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
    let notices = state.notices();
    let mut terminals = known(state).await;
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
    Ok(state.metrics().render(&levels))
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

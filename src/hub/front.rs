//! The front of a hub: finds the site that somebody means, by the address, by the credential, or by
//! the first word of a terminal.

use std::net::IpAddr;
use std::time::Duration;

use axum::Router;
use axum::extract::ws::{Message, Utf8Bytes, WebSocket};
use axum::extract::{ConnectInfo, FromRequestParts, Request, State, WebSocketUpgrade};
use axum::http::request::Parts;
use axum::http::uri::PathAndQuery;
use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use tower_service::Service;

use super::listener::Peer;
use super::rest::{ApiError, figures, health_of_many};
use super::session;
use super::sites::{Absent, Sites, Visit};
use crate::domain::id::SiteId;
use crate::domain::name::is_site_name;
use crate::sync::wire::{FRAME_LIMIT_BYTES, Frame, Refused};

/// Where terminals sync.
const SYNC: &str = "/v1/sync";

/// Where the figures of a hub are read.
const METRICS: &str = "/metrics";

/// Where a hub says how it is.
const HEALTH: &str = "/health";

/// How long a terminal may take to say who it is before its site is known, milliseconds.
const HELLO_MS: u64 = 5_000;

/// The bytes that a connection of the sync protocol reads at once and gathers before it writes: a
/// hub has thousands of connections, and each keeps its own.
const SOCKET_BUFFER_BYTES: usize = 4 * 1024;

/// Every call of every site.
pub fn router(sites: Sites) -> Router {
    Router::new().fallback(dispatch).with_state(sites)
}

/// Whom a call is for.
enum Whose {
    /// Its address or its credential says so.
    Of(Visit),
    /// Nothing says so: the first site, unless it is a terminal that is yet to say who it is.
    Open,
}

async fn dispatch(
    State(sites): State<Sites>,
    ConnectInfo(Peer(from)): ConnectInfo<Peer>,
    request: Request,
) -> Response {
    let (mut parts, body) = request.into_parts();
    let whose = match whose(&sites, &mut parts).await {
        Ok(whose) => whose,
        Err(absent) => return refused(&absent),
    };
    if parts.uri.path() == SYNC {
        return match WebSocketUpgrade::from_request_parts(&mut parts, &()).await {
            Ok(upgrade) => sync(sites, whose, upgrade, from.ip()),
            Err(rejection) => rejection.into_response(),
        };
    }
    let visit = match whose {
        Whose::Of(visit) => visit,
        Whose::Open if parts.uri.path() == METRICS && sites.are_many() => {
            return figures(&sites.open(), &sites.views()).await;
        }
        Whose::Open => match sites.first().await {
            Ok(visit) if parts.uri.path() == HEALTH && sites.are_many() => {
                return health_of_many(&visit.state, &sites.views()).await;
            }
            Ok(visit) => visit,
            Err(absent) => return refused(&absent),
        },
    };
    let request = Request::from_parts(parts, body);
    visit.calls().call(request).await.unwrap_or_else(|never| match never {})
}

fn refused(absent: &Absent) -> Response {
    let status = match absent {
        Absent::Unknown(_) => StatusCode::NOT_FOUND,
        Absent::Retired(_) => StatusCode::GONE,
        Absent::Broken { .. } | Absent::Closing => StatusCode::SERVICE_UNAVAILABLE,
    };
    ApiError::of(status, absent.to_string()).into_response()
}

/// Finds the site of a call and takes its name out of the path.
async fn whose(sites: &Sites, parts: &mut Parts) -> Result<Whose, Absent> {
    let path = parts.uri.path().trim_start_matches('/');
    let (first, rest) = path.split_once('/').unwrap_or((path, ""));
    if is_site_name(first) && !rest.is_empty() {
        let visit = sites.named(first).await?;
        let query = parts.uri.query().map(|query| format!("?{query}")).unwrap_or_default();
        if let Ok(there) = format!("/{rest}{query}").parse::<PathAndQuery>() {
            parts.uri = Uri::from(there);
        }
        return Ok(Whose::Of(visit));
    }
    let header = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let token = header.and_then(|text| text.strip_prefix("Bearer ")).map(str::trim);
    let named = token.and_then(|token| token.split_once('.')?.0.parse::<SiteId>().ok());
    if let Some(site) = named
        && let Some(visit) = sites.with(site).await
    {
        return Ok(Whose::Of(visit?));
    }
    Ok(Whose::Open)
}

/// The sync protocol: a WebSocket on which frames of text are exchanged.
fn sync(sites: Sites, whose: Whose, upgrade: WebSocketUpgrade, from: IpAddr) -> Response {
    let Ok(place) = std::sync::Arc::clone(sites.common().sessions()).try_acquire_owned() else {
        return ApiError::of(
            StatusCode::SERVICE_UNAVAILABLE,
            "every place for terminals is taken: try again in a moment",
        )
        .into_response();
    };
    upgrade
        .read_buffer_size(SOCKET_BUFFER_BYTES)
        .write_buffer_size(SOCKET_BUFFER_BYTES)
        .max_message_size(FRAME_LIMIT_BYTES)
        .max_frame_size(FRAME_LIMIT_BYTES)
        .on_upgrade(async move |socket| {
            match whose {
                Whose::Of(visit) => session::serve(socket, None, visit.state.clone(), from).await,
                Whose::Open => meet(socket, &sites, from).await,
            }
            drop(place);
        })
}

/// Hears who a terminal is before its site is known. What is no hello of a site that is here is
/// answered by the first, as on a hub of one site.
async fn meet(mut socket: WebSocket, sites: &Sites, from: IpAddr) {
    let mut word = None;
    let mut found = None;
    if sites.are_many() {
        let heard = tokio::time::timeout(Duration::from_millis(HELLO_MS), socket.recv()).await;
        let Ok(Some(Ok(message))) = heard else { return };
        if let Message::Text(text) = &message
            && let Ok(Frame::Hello(hello)) = Frame::decode(text)
        {
            found = sites.with(hello.site).await;
        }
        word = Some(message);
    }
    let found = match found {
        Some(found) => found,
        None => sites.first().await,
    };
    match found {
        Ok(visit) => session::serve(socket, word, visit.state.clone(), from).await,
        Err(absent) => turn_away(socket, &absent).await,
    }
}

/// Says why a site cannot be visited, and hangs up.
async fn turn_away(mut socket: WebSocket, absent: &Absent) {
    let refused = Refused {
        code: if absent.is_permanent() { "site" } else { "busy" }.to_owned(),
        sentence: absent.to_string(),
        permanent: absent.is_permanent(),
    };
    if let Ok(text) = Frame::Refused(refused).encode() {
        // Whoever has gone already hears nothing.
        let _ = socket.send(Message::Text(Utf8Bytes::from(text))).await;
    }
    let _ = socket.send(Message::Close(None)).await;
}

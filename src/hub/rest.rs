//! The calls of the hub: each translates a request for the desk and its answer into JSON.

use axum::Json;
use axum::Router;
use axum::extract::{ConnectInfo, DefaultBodyLimit, FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use std::net::IpAddr;
use std::time::Duration;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::limits::{Door, Limit};
use super::listener::Peer;
use super::state::HubState;
use crate::domain::id::{TerminalId, TerminalKind};
use crate::domain::permitted::{Concern, may_concern};
use crate::domain::site::Terminal;
use crate::sync::wire::Credential;

mod change;
mod day;
mod error;
mod gather;
mod health;
mod kitchen;
mod list;
mod metrics;
mod orders;
mod pair;
mod place;
mod reads;
mod renew;
mod view;

pub use error::ApiError;
pub(in crate::hub) use health::of_many as health_of_many;
pub(in crate::hub) use metrics::figures;
pub use view::OrderView;

/// The most bytes of a request's body.
pub const BODY_LIMIT_BYTES: usize = 256 * 1024;

/// How long a call may take, milliseconds.
pub const CALL_LIMIT_MS: u64 = 10_000;

/// Who calls: a terminal that belongs to the site.
#[derive(Debug, Clone)]
pub struct Caller {
    /// Which terminal.
    pub terminal: TerminalId,
    /// How it was paired.
    pub known: Terminal,
}

impl FromRequestParts<HubState> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &HubState) -> Result<Self, ApiError> {
        let header = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let token = header.and_then(|text| text.strip_prefix("Bearer ")).map(str::trim);
        let Some(token) = token.filter(|token| !token.is_empty()) else {
            return Err(ApiError::unauthorised(
                "no credential was sent: pair with POST /v1/pair and send it as \
                 `Authorization: Bearer`",
            ));
        };
        let found = state.whose(&Credential(token.to_owned())).await;
        if let Some((terminal, known)) = found.filter(|(_, known)| known.is_active()) {
            return Ok(Self { terminal, known });
        }
        count(state, &parts.extensions, Door::unknown_credential)?;
        Err(ApiError::unauthorised(
            "this credential is not known, or its terminal was retired: pair again",
        ))
    }
}

/// Counts what somebody does, and refuses what is too much.
fn count(
    state: &HubState,
    extensions: &axum::http::Extensions,
    take: impl FnOnce(&Door, IpAddr) -> Result<(), Limit>,
) -> Result<(), ApiError> {
    let Some(ConnectInfo(Peer(from))) = extensions.get::<ConnectInfo<Peer>>() else {
        return Ok(());
    };
    take(state.door(), from.ip()).map_err(|limit| {
        state.metrics().limited(limit);
        ApiError::of(StatusCode::TOO_MANY_REQUESTS, limit.sentence())
    })
}

impl Caller {
    /// What it was paired as.
    pub fn kind(&self) -> TerminalKind {
        let paired = self.known.paired.as_ref();
        paired.map_or(TerminalKind::Display, |paired| paired.terminal_kind)
    }

    /// Refuses what a terminal of this kind may not do, also when the hub would do it in its name.
    ///
    /// # Errors
    /// 403 with what it may do.
    pub fn check(&self, concern: Concern) -> Result<(), ApiError> {
        let kind = self.kind();
        if may_concern(kind, concern) {
            return Ok(());
        }
        let may = if kind == TerminalKind::Kitchen { "do kitchen work" } else { "only read" };
        Err(ApiError::forbidden(format!(
            "a {kind} may {may} here: use the credential of a counter for this"
        )))
    }
}

/// A caller that may take orders and money.
#[derive(Debug, Clone)]
pub struct Seller(pub Caller);

impl FromRequestParts<HubState> for Seller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &HubState) -> Result<Self, ApiError> {
        let caller = Caller::from_request_parts(parts, state).await?;
        caller.check(Concern::Order)?;
        Ok(Self(caller))
    }
}

/// A caller that may do the work of a kitchen.
#[derive(Debug, Clone)]
pub struct Cook(pub Caller);

impl FromRequestParts<HubState> for Cook {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &HubState) -> Result<Self, ApiError> {
        let caller = Caller::from_request_parts(parts, state).await?;
        caller.check(Concern::Kitchen)?;
        Ok(Self(caller))
    }
}

/// The documented calls.
fn documented() -> OpenApiRouter<HubState> {
    OpenApiRouter::new()
        .routes(routes!(health::health))
        .routes(routes!(metrics::metrics))
        .routes(routes!(pair::pair))
        .routes(routes!(renew::renew))
        .routes(routes!(place::place, list::list))
        .routes(routes!(orders::show))
        .routes(routes!(orders::show_of_day))
        .routes(routes!(orders::set_status))
        .routes(routes!(orders::step))
        .routes(routes!(orders::pay_cash))
        .routes(routes!(change::pay_card))
        .routes(routes!(change::add))
        .routes(routes!(change::send))
        .routes(routes!(change::set_due))
        .routes(routes!(change::void))
        .routes(routes!(reads::menu))
        .routes(routes!(day::day))
        .routes(routes!(kitchen::tickets))
        .routes(routes!(kitchen::stats))
}

/// The description of every call, generated from the code.
pub fn openapi() -> OpenApi {
    let mut api = documented().into_openapi();
    "Tillrail hub".clone_into(&mut api.info.title);
    env!("CARGO_PKG_VERSION").clone_into(&mut api.info.version);
    api.info.description =
        Some("Orders, kitchen and reads of one site. Amounts are minor units.".to_owned());
    api
}

/// Every call of a site.
pub fn router(state: HubState) -> Router {
    let (calls, _) = documented().split_for_parts();
    let calls = calls
        .route("/openapi.json", get(async || Json(openapi())))
        .layer(DefaultBodyLimit::max(BODY_LIMIT_BYTES))
        .layer(middleware::from_fn_with_state(state.clone(), limited));
    Router::new()
        .merge(calls)
        .fallback(async || ApiError::not_found("there is no such call: see /openapi.json"))
        .with_state(state)
}

/// Ends a call that takes too long, and puts every error into one shape.
async fn limited(State(state): State<HubState>, request: Request, next: Next) -> Response {
    if let Err(refused) = count(&state, request.extensions(), Door::call) {
        return refused.into_response();
    }
    let limit = Duration::from_millis(CALL_LIMIT_MS);
    let Ok(response) = tokio::time::timeout(limit, next.run(request)).await else {
        return ApiError::unavailable("this took too long: try again").into_response();
    };
    let ours = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"application/json"));
    let status = response.status();
    if ours || !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    ApiError::of(status, error::words(status)).into_response()
}

//! `POST /v1/pair`: a code for a credential.

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{ConnectInfo, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::ApiError;
use crate::domain::id::TerminalId;
use crate::domain::id::TerminalKind;
use crate::domain::number::Letter;
use crate::hub::desk::{DeskReply, DeskRequest, Pairing};
use crate::hub::listener::Peer;
use crate::hub::pairing::CodeRefusal;
use crate::hub::state::HubState;

/// The longest name of a terminal.
const NAME_LIMIT_CHARS: usize = 40;

/// What a terminal says to join.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct PairBody {
    /// The six digits that the hub shows.
    code: String,
    /// The identity that the terminal has made: 13 characters.
    terminal: String,
    /// `counter`, `kitchen` or `display`.
    #[schema(value_type = String)]
    kind: TerminalKind,
    /// What people call it.
    name: String,
    /// The order letter it wants; a counter that names none gets the next free one.
    #[serde(default)]
    letter: Option<String>,
}

/// What a terminal gets when it has joined.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PairedView {
    /// `paired/1`.
    schema: &'static str,
    /// The secret for `Authorization: Bearer` and for `hello`; it is shown once.
    credential: String,
    /// The site: 13 characters.
    site: String,
    /// The identity of the hub.
    hub: String,
    /// The order letter, for a counter.
    letter: Option<String>,
    /// The fingerprint of the hub's certificate; null without one.
    fingerprint: Option<String>,
}

/// Joins a site.
#[utoipa::path(
    post,
    path = "/v1/pair",
    request_body = PairBody,
    responses(
        (status = 200, body = PairedView),
        (status = 401, description = "not the code", body = ApiError),
        (status = 409, description = "the letter or the identity is taken", body = ApiError),
        (status = 422, body = ApiError),
        (status = 429, description = "too many wrong codes", body = ApiError)
    )
)]
pub async fn pair(
    State(state): State<HubState>,
    ConnectInfo(Peer(from)): ConnectInfo<Peer>,
    body: Result<Json<PairBody>, JsonRejection>,
) -> Result<Json<PairedView>, ApiError> {
    let Json(body) = body.map_err(|error| ApiError::invalid(error.body_text()))?;
    if let Err(limit) = state.door().may_pair(from.ip()) {
        state.metrics().limited(limit);
        return Err(ApiError::of(StatusCode::TOO_MANY_REQUESTS, limit.sentence()));
    }
    state.check_code(&body.code).map_err(|refusal| {
        state.door().wrong_code(from.ip());
        refused(refusal)
    })?;
    let pairing = read(body)?;
    let credential = state.new_credential();
    let pairing = Pairing { credential: credential.digest(), ..pairing };
    let reply = state.ask(DeskRequest::Pair(Box::new(pairing))).await;
    let DeskReply::Paired { site, letter } = &reply else {
        return Err(ApiError::from_reply(&reply));
    };
    state.spend_code();
    Ok(Json(PairedView {
        schema: "paired/1",
        credential: credential.0,
        site: site.to_string(),
        hub: state.hub().to_string(),
        letter: letter.as_ref().map(ToString::to_string),
        fingerprint: state.fingerprint().map(str::to_owned),
    }))
}

fn refused(refusal: CodeRefusal) -> ApiError {
    let status = match refusal {
        CodeRefusal::None | CodeRefusal::Old | CodeRefusal::Wrong { .. } => {
            StatusCode::UNAUTHORIZED
        }
        CodeRefusal::UsedUp => StatusCode::TOO_MANY_REQUESTS,
    };
    ApiError::of(status, refusal.to_string())
}

fn read(body: PairBody) -> Result<Pairing, ApiError> {
    let terminal: TerminalId = body.terminal.parse().map_err(|_| {
        ApiError::invalid("`terminal` must be 13 characters of Crockford base32, made at random")
    })?;
    if body.kind == TerminalKind::Hub {
        return Err(ApiError::invalid("a hub does not join a hub: `kind` must be another"));
    }
    let name = body.name.trim().to_owned();
    let good = (1..=NAME_LIMIT_CHARS).contains(&name.chars().count())
        && !name.chars().any(char::is_control);
    if !good {
        return Err(ApiError::invalid(format!(
            "`name` must have 1 to {NAME_LIMIT_CHARS} characters"
        )));
    }
    let letter = body.letter.filter(|letter| !letter.trim().is_empty());
    let letter = letter.map(|letter| letter.trim().to_ascii_uppercase().parse::<Letter>());
    let letter = letter.transpose().map_err(|error| ApiError::invalid(error.to_string()))?;
    let credential = String::new();
    Ok(Pairing { terminal, kind: body.kind, name, letter, credential, fresh: false })
}

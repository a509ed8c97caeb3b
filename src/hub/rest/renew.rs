//! `POST /v1/renew`: a terminal whose file was damaged or copied takes another identity.

use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{ApiError, Caller};
use crate::domain::command::Command;
use crate::domain::frontier::Head;
use crate::domain::id::TerminalId;
use crate::hub::desk::{DeskReply, DeskRequest, Pairing};
use crate::hub::state::HubState;

/// The most places of a journal that are compared: more than any journal has that doubles back.
const TRAIL_MAX: usize = 80;

/// What a terminal says to take another identity. It proves with its old credential who it was.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct RenewBody {
    /// The identity that the terminal has made: 13 characters.
    terminal: String,
    /// Places of its old journal with their hashes, the last one first.
    #[schema(value_type = Vec<Object>)]
    trail: Vec<Head>,
    /// Whether nobody else uses the old identity, so that it is retired.
    retire: bool,
}

/// What a terminal gets with its new identity.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RenewedView {
    /// `renewed/1`.
    schema: &'static str,
    /// The new secret; it is shown once.
    credential: String,
    /// The new order letter, for a counter.
    letter: Option<String>,
    /// The last place of the trail that the hub holds; what is behind it is issued again.
    held: u64,
}

/// Takes another identity.
#[utoipa::path(
    post,
    path = "/v1/renew",
    request_body = RenewBody,
    responses(
        (status = 200, body = RenewedView),
        (status = 401, description = "not a credential of this site", body = ApiError),
        (status = 409, description = "somebody else's identity", body = ApiError),
        (status = 422, body = ApiError)
    )
)]
pub async fn renew(
    State(state): State<HubState>,
    caller: Caller,
    body: Result<Json<RenewBody>, JsonRejection>,
) -> Result<Json<RenewedView>, ApiError> {
    let Json(body) = body.map_err(|error| ApiError::invalid(error.body_text()))?;
    let terminal: TerminalId = body.terminal.parse().map_err(|_| {
        ApiError::invalid("`terminal` must be 13 characters of Crockford base32, made at random")
    })?;
    let Some(known) = caller.known.paired.filter(|_| body.trail.len() <= TRAIL_MAX) else {
        return Err(ApiError::invalid(format!("`trail` has at most {TRAIL_MAX} places")));
    };
    let old = caller.terminal;
    let trail = body.trail;
    let held = state.read(move |reader| reader.held_of(old, &trail)).await;
    let held = held.map_err(|error| ApiError::invalid(error.to_string()))?;
    let credential = state.new_credential();
    let pairing = Pairing {
        terminal,
        kind: known.terminal_kind,
        name: known.name,
        letter: None,
        credential: credential.digest(),
        fresh: true,
    };
    let reply = state.ask(DeskRequest::Pair(Box::new(pairing))).await;
    let DeskReply::Paired { letter, .. } = &reply else {
        return Err(ApiError::from_reply(&reply));
    };
    let letter = letter.as_ref().map(ToString::to_string);
    if body.retire {
        let retired = state.ask(DeskRequest::Commands(vec![Command::RetireTerminal(old)])).await;
        if let DeskReply::Refused(_) = &retired {
            return Err(ApiError::from_reply(&retired));
        }
    }
    Ok(Json(RenewedView { schema: "renewed/1", credential: credential.0, letter, held }))
}

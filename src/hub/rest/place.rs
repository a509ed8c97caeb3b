//! `POST /v1/orders`: an order from outside, placed once however often it is sent.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::Number;
use utoipa::ToSchema;

use super::view::{OrderView, read_quantity};
use super::{ApiError, Seller};
use crate::domain::command::Opening;
use crate::domain::envelope::Hash;
use crate::domain::id::OrderId;
use crate::domain::number::Letter;
use crate::domain::settings::Service;
use crate::hub::desk::{DeskReply, DeskRequest, WantedLine, WantedOrder};
use crate::hub::keys::{Claim, KEY_BYTES_MAX};
use crate::hub::state::HubState;

/// The name of the header that makes a repeated request harmless.
const KEY_HEADER: &str = "idempotency-key";

/// A line that is wanted.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewLineBody {
    /// The code of the item.
    item: String,
    /// How much, in pieces, with at most three places.
    #[schema(value_type = f64)]
    quantity: Number,
    /// Options: codes or names; the item's defaults when there are none.
    #[serde(default)]
    options: Vec<String>,
    /// A note for the kitchen.
    #[serde(default)]
    note: Option<String>,
    /// What the guest must not get.
    #[serde(default)]
    allergy: Option<String>,
}

/// An order that is wanted.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewOrderBody {
    /// `dine_in`, `takeaway`, `delivery` or `online`.
    #[schema(value_type = String)]
    service: Service,
    /// The table.
    #[serde(default)]
    table: Option<String>,
    /// How many guests.
    #[serde(default)]
    guests: Option<u32>,
    /// A pick-up word.
    #[serde(default)]
    name: Option<String>,
    /// When it is wanted, RFC 3339; at once when absent.
    #[serde(default)]
    due: Option<String>,
    /// What is wanted.
    lines: Vec<NewLineBody>,
    /// Whether it goes to the kitchen at once.
    #[serde(default)]
    send: bool,
}

/// Places an order. With `Idempotency-Key` the same body is placed once and answered alike, also
/// after a restart of the hub.
#[utoipa::path(
    post,
    path = "/v1/orders",
    request_body = NewOrderBody,
    params(("Idempotency-Key" = Option<String>, Header, description = "up to 128 bytes")),
    responses(
        (status = 201, body = OrderView),
        (status = 401, body = ApiError),
        (status = 422, description = "not possible, or the key came with another body",
            body = ApiError)
    )
)]
pub async fn place(
    State(state): State<HubState>,
    Seller(caller): Seller,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, ApiError> {
    let wanted: NewOrderBody = serde_json::from_slice(&body)
        .map_err(|error| ApiError::invalid(format!("the body cannot be read: {error}")))?;
    let reply = state.ask(DeskRequest::MintOrder).await;
    let DeskReply::Minted(minted) = reply else { return Err(ApiError::from_reply(&reply)) };
    let order = match key(&headers)? {
        Some(key) => {
            let key = format!("{}/{key}", caller.terminal);
            claim(&state, &key, Hash::of(&body), minted).await?
        }
        None => minted,
    };
    let wanted = read(wanted, order)?;
    let reply = state.ask(DeskRequest::Place(Box::new(wanted))).await;
    let DeskReply::Order(order, eta) = &reply else { return Err(ApiError::from_reply(&reply)) };
    let view = OrderView::of(order).map_err(|error| ApiError::invalid(error.to_string()))?;
    let view = view.ready_at(*eta);
    let location = format!("/v1/orders/{}", view.id);
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], Json(view)).into_response())
}

fn key(headers: &HeaderMap) -> Result<Option<&str>, ApiError> {
    let Some(value) = headers.get(KEY_HEADER) else { return Ok(None) };
    let key = value.to_str().ok().filter(|key| (1..=KEY_BYTES_MAX).contains(&key.len()));
    key.map(Some).ok_or_else(|| {
        ApiError::invalid(format!("`Idempotency-Key` must have 1 to {KEY_BYTES_MAX} ASCII bytes"))
    })
}

/// The order that a key stands for. A new key is durable before the order is placed, so that a
/// repeated request finds it whatever happened in between.
async fn claim(
    state: &HubState,
    key: &str,
    body: Hash,
    minted: OrderId,
) -> Result<OrderId, ApiError> {
    let claimed = state.keys().claim(key, body, minted);
    match claimed {
        Claim::Same(order) => Ok(order),
        Claim::Other => Err(ApiError::invalid(
            "this `Idempotency-Key` was used with another body: take a new key for a new order",
        )),
        Claim::New { slot, word } => {
            let writer = state.writer().clone();
            let kept = tokio::task::spawn_blocking(move || writer.keep(&slot, Some(word))).await;
            match kept {
                Ok(Ok(())) => Ok(minted),
                // Else the same request would be placed although a restart has forgotten its key.
                Ok(Err(error)) => {
                    state.keys().forget(key);
                    Err(ApiError::from(error))
                }
                Err(_) => Err(ApiError::unavailable("the hub is closing: try again in a moment")),
            }
        }
    }
}

/// Reads lines that are wanted.
pub(super) fn wanted(lines: Vec<NewLineBody>) -> Result<Vec<WantedLine>, ApiError> {
    let lines = lines.into_iter().map(|line| {
        let quantity = read_quantity(&line.quantity).ok_or_else(|| {
            ApiError::invalid(format!(
                "`quantity` {} cannot be: write a number of pieces with at most three places",
                line.quantity
            ))
        })?;
        let NewLineBody { item, options, note, allergy, .. } = line;
        Ok(WantedLine { item, quantity, options, note, allergy })
    });
    lines.collect()
}

fn read(body: NewOrderBody, order: OrderId) -> Result<WantedOrder, ApiError> {
    Ok(WantedOrder {
        order,
        opening: Opening {
            letter: Some(Letter::hub()),
            service: body.service,
            table: body.table,
            guests: body.guests,
            name: body.name,
            due: body.due.as_deref().map(super::orders::moment).transpose()?,
            customer: None,
        },
        lines: wanted(body.lines)?,
        send: body.send,
    })
}

//! Calls that change an order that is there: more lines, sends, voids, card payments.

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use serde::Deserialize;
use serde_json::Number;
use utoipa::ToSchema;

use super::orders::{PaidView, moment, paid, view, which};
use super::place::{NewLineBody, wanted};
use super::view::{OrderView, read_quantity};
use super::{ApiError, Seller};
use crate::domain::id::LineId;
use crate::domain::money::Money;
use crate::hub::desk::{Change, DeskReply, DeskRequest};
use crate::hub::state::HubState;

/// Lines that are wanted.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LinesBody {
    /// What is wanted.
    lines: Vec<NewLineBody>,
    /// Whether what is new goes to the kitchen at once.
    #[serde(default)]
    send: bool,
}

/// What is voided.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VoidBody {
    /// How much, in pieces; all that stands when absent.
    #[serde(default)]
    #[schema(value_type = Option<f64>)]
    quantity: Option<Number>,
    /// Why.
    reason: String,
}

/// When an order is wanted.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DueBody {
    /// The moment, RFC 3339; null for at once.
    #[serde(deserialize_with = "Option::deserialize")]
    #[schema(required)]
    due: Option<String>,
}

/// What a card terminal has taken.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct CardBody {
    /// How much, minor units; what is due when absent.
    #[serde(default)]
    received: Option<i64>,
    /// The card terminal's reference.
    #[serde(default)]
    reference: Option<String>,
}

async fn change(state: &HubState, order: &str, change: Change) -> Result<DeskReply, ApiError> {
    Ok(state.ask(DeskRequest::Change(which(order)?, Box::new(change))).await)
}

/// Adds lines to an order.
#[utoipa::path(
    post,
    path = "/v1/orders/{order}/lines",
    params(("order" = String, Path, description = "a number or an identity")),
    request_body = LinesBody,
    responses(
        (status = 200, body = OrderView),
        (status = 404, body = ApiError),
        (status = 409, description = "not possible now", body = ApiError),
        (status = 422, body = ApiError)
    )
)]
pub async fn add(
    State(state): State<HubState>,
    _caller: Seller,
    Path(order): Path<String>,
    body: Result<Json<LinesBody>, JsonRejection>,
) -> Result<Json<OrderView>, ApiError> {
    let Json(body) = body.map_err(|error| ApiError::invalid(error.body_text()))?;
    let lines = wanted(body.lines)?;
    view(&change(&state, &order, Change::Add { lines, send: body.send }).await?)
}

/// Hands what is new of an order to the kitchen.
#[utoipa::path(
    post,
    path = "/v1/orders/{order}/send",
    params(("order" = String, Path, description = "a number or an identity")),
    responses(
        (status = 200, body = OrderView),
        (status = 404, body = ApiError),
        (status = 409, description = "nothing is new", body = ApiError)
    )
)]
pub async fn send(
    State(state): State<HubState>,
    _caller: Seller,
    Path(order): Path<String>,
) -> Result<Json<OrderView>, ApiError> {
    view(&change(&state, &order, Change::Send).await?)
}

/// Says when an order that is there is wanted; the kitchen sees it by its lead time earlier.
#[utoipa::path(
    patch,
    path = "/v1/orders/{order}/due",
    params(("order" = String, Path, description = "a number or an identity")),
    request_body = DueBody,
    responses(
        (status = 200, body = OrderView),
        (status = 404, body = ApiError),
        (status = 409, description = "not possible now", body = ApiError),
        (status = 422, body = ApiError)
    )
)]
pub async fn set_due(
    State(state): State<HubState>,
    _caller: Seller,
    Path(order): Path<String>,
    body: Result<Json<DueBody>, JsonRejection>,
) -> Result<Json<OrderView>, ApiError> {
    let Json(body) = body.map_err(|error| ApiError::invalid(error.body_text()))?;
    let due = body.due.as_deref().map(moment).transpose()?;
    view(&change(&state, &order, Change::Due(due)).await?)
}

/// Voids a sent line or a part of it.
#[utoipa::path(
    post,
    path = "/v1/orders/{order}/lines/{line}/void",
    params(
        ("order" = String, Path, description = "a number or an identity"),
        ("line" = String, Path, description = "the identity of the line")
    ),
    request_body = VoidBody,
    responses(
        (status = 200, body = OrderView),
        (status = 404, body = ApiError),
        (status = 409, description = "not possible now", body = ApiError),
        (status = 422, body = ApiError)
    )
)]
pub async fn void(
    State(state): State<HubState>,
    _caller: Seller,
    Path((order, line)): Path<(String, String)>,
    body: Result<Json<VoidBody>, JsonRejection>,
) -> Result<Json<OrderView>, ApiError> {
    let Json(body) = body.map_err(|error| ApiError::invalid(error.body_text()))?;
    let line: LineId = line
        .parse()
        .map_err(|_| ApiError::not_found("there is no such line: look at the order's `lines`"))?;
    let quantity = body.quantity.map(|number| {
        read_quantity(&number)
            .ok_or_else(|| ApiError::invalid("`quantity` must be a number of pieces above zero"))
    });
    let asked = Change::Void { line, quantity: quantity.transpose()?, reason: body.reason };
    view(&change(&state, &order, asked).await?)
}

/// Records what a card terminal has taken.
#[utoipa::path(
    post,
    path = "/v1/orders/{order}/payments/card",
    params(("order" = String, Path, description = "a number or an identity")),
    request_body = CardBody,
    responses(
        (status = 200, body = PaidView),
        (status = 404, body = ApiError),
        (status = 409, body = ApiError),
        (status = 422, body = ApiError)
    )
)]
pub async fn pay_card(
    State(state): State<HubState>,
    _caller: Seller,
    Path(order): Path<String>,
    body: Result<Json<CardBody>, JsonRejection>,
) -> Result<Json<PaidView>, ApiError> {
    let Json(body) = body.map_err(|error| ApiError::invalid(error.body_text()))?;
    let amount = body.received.map(Money::new);
    paid(&change(&state, &order, Change::Card { amount, reference: body.reference }).await?)
}

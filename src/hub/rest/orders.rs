//! Orders that exist: show, bring to a status, kitchen steps, cash.

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::view::OrderView;
use super::{ApiError, Caller, Cook, Seller};
use crate::domain::event::LineStep;
use crate::domain::id::{LineId, ShiftId};
use crate::domain::money::Money;
use crate::domain::permitted::Concern;
use crate::domain::time::{At, Day};
use crate::hub::desk::{DeskReply, DeskRequest, Which, Wish};
use crate::hub::state::HubState;

/// A status that is wanted.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct StatusBody {
    /// `ACCEPTED`, `REJECTED`, `PREPARING`, `READY`, `SERVED` or `CANCELLED`.
    status: String,
    /// Why, for `REJECTED` and `CANCELLED`.
    #[serde(default)]
    reason: Option<String>,
    /// The promised moment in RFC 3339, for `ACCEPTED`.
    #[serde(default)]
    eta: Option<String>,
}

/// Cash that is handed over.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct CashBody {
    /// How much, minor units.
    received: i64,
    /// The identity of the shift that answers for it.
    #[serde(default)]
    shift: Option<String>,
}

/// What taking money led to.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PaidView {
    /// `paid/1`.
    schema: &'static str,
    /// The identity of the payment.
    payment: String,
    /// What is to be given back, minor units.
    change: i64,
    /// The currency of the amount.
    currency: String,
    /// The order afterwards.
    order: OrderView,
}

pub(super) fn which(text: &str) -> Result<Which, ApiError> {
    if let Ok(id) = text.parse() {
        return Ok(Which::Id(id));
    }
    text.parse().map(Which::Number).map_err(|_| {
        ApiError::not_found(format!("`{text}` is no order: write a number like W3, or an identity"))
    })
}

pub(super) fn moment(text: &str) -> Result<At, ApiError> {
    let stamp: Result<jiff::Timestamp, _> = text.parse();
    stamp.map(|stamp| At(stamp.as_millisecond())).map_err(|_| {
        ApiError::invalid(format!("`{text}` is no moment: write it like 2026-11-20T14:32:00Z"))
    })
}

pub(super) fn view(reply: &DeskReply) -> Result<Json<OrderView>, ApiError> {
    let DeskReply::Order(order, eta) = reply else { return Err(ApiError::from_reply(reply)) };
    let view = OrderView::of(order).map_err(|error| ApiError::invalid(error.to_string()))?;
    Ok(Json(view.ready_at(*eta)))
}

/// Shows an order: by its identity, or the open order of that number, else the latest.
#[utoipa::path(
    get,
    path = "/v1/orders/{order}",
    params(("order" = String, Path, description = "a number or an identity")),
    responses((status = 200, body = OrderView), (status = 404, body = ApiError))
)]
pub async fn show(
    State(state): State<HubState>,
    _caller: Caller,
    Path(order): Path<String>,
) -> Result<Json<OrderView>, ApiError> {
    view(&state.ask(DeskRequest::Order(which(&order)?)).await)
}

/// Shows the order of that number on that business day.
#[utoipa::path(
    get,
    path = "/v1/orders/{order}/{number}",
    params(
        ("order" = String, Path, description = "the business day: 2026-11-20"),
        ("number" = String, Path, description = "the number: W3")
    ),
    responses((status = 200, body = OrderView), (status = 404, body = ApiError))
)]
pub async fn show_of_day(
    State(state): State<HubState>,
    _caller: Caller,
    Path((day, number)): Path<(String, String)>,
) -> Result<Json<OrderView>, ApiError> {
    let bad = || ApiError::not_found("write it like /v1/orders/2026-11-20/W3");
    let day: Day = day.parse().map_err(|_| bad())?;
    let number = number.parse().map_err(|_| bad())?;
    view(&state.ask(DeskRequest::Order(Which::OfDay(day, number))).await)
}

/// Brings an order to a status, as far as its lines can take the step.
#[utoipa::path(
    patch,
    path = "/v1/orders/{order}/status",
    params(("order" = String, Path, description = "a number or an identity")),
    request_body = StatusBody,
    responses(
        (status = 200, body = OrderView),
        (status = 404, body = ApiError),
        (status = 409, description = "not possible now", body = ApiError),
        (status = 422, body = ApiError)
    )
)]
pub async fn set_status(
    State(state): State<HubState>,
    Cook(caller): Cook,
    Path(order): Path<String>,
    body: Result<Json<StatusBody>, JsonRejection>,
) -> Result<Json<OrderView>, ApiError> {
    let Json(body) = body.map_err(|error| ApiError::invalid(error.body_text()))?;
    if body.status == "CANCELLED" {
        caller.check(Concern::Order)?;
    }
    let reason = || body.reason.clone().unwrap_or_default();
    let wish = match body.status.as_str() {
        "ACCEPTED" => Wish::Accept(body.eta.as_deref().map(moment).transpose()?),
        "REJECTED" => Wish::Reject(reason()),
        "PREPARING" => Wish::Advance(LineStep::Started),
        "READY" => Wish::Advance(LineStep::Ready),
        "SERVED" => Wish::Advance(LineStep::Served),
        "CANCELLED" => Wish::Cancel(reason()),
        "COMPLETED" => {
            return Err(ApiError::invalid(
                "COMPLETED cannot be set: an order is completed once it is served and paid",
            ));
        }
        other => {
            return Err(ApiError::invalid(format!(
                "`{other}` cannot be set: use ACCEPTED, REJECTED, PREPARING, READY, SERVED or \
                 CANCELLED"
            )));
        }
    };
    view(&state.ask(DeskRequest::SetStatus(which(&order)?, wish)).await)
}

/// A kitchen step of one line.
#[utoipa::path(
    post,
    path = "/v1/orders/{order}/lines/{line}/{step}",
    params(
        ("order" = String, Path, description = "a number or an identity"),
        ("line" = String, Path, description = "the identity of the line"),
        ("step" = String, Path, description = "`start`, `ready` or `serve`")
    ),
    responses(
        (status = 200, body = OrderView),
        (status = 404, body = ApiError),
        (status = 409, description = "not possible now", body = ApiError)
    )
)]
pub async fn step(
    State(state): State<HubState>,
    _caller: Cook,
    Path((order, line, step)): Path<(String, String, String)>,
) -> Result<Json<OrderView>, ApiError> {
    let line: LineId = line
        .parse()
        .map_err(|_| ApiError::not_found("there is no such line: look at the order's `lines`"))?;
    let step = match step.as_str() {
        "start" => LineStep::Started,
        "ready" => LineStep::Ready,
        "serve" => LineStep::Served,
        other => {
            return Err(ApiError::not_found(format!(
                "`{other}` is no step: use start, ready or serve"
            )));
        }
    };
    view(&state.ask(DeskRequest::Step(which(&order)?, line, step)).await)
}

/// Takes cash for an order: with a drawer's shift, or where the site allows it without one.
#[utoipa::path(
    post,
    path = "/v1/orders/{order}/payments/cash",
    params(("order" = String, Path, description = "a number or an identity")),
    request_body = CashBody,
    responses(
        (status = 200, body = PaidView),
        (status = 404, body = ApiError),
        (status = 409, body = ApiError),
        (status = 422, body = ApiError)
    )
)]
pub async fn pay_cash(
    State(state): State<HubState>,
    _caller: Seller,
    Path(order): Path<String>,
    body: Result<Json<CashBody>, JsonRejection>,
) -> Result<Json<PaidView>, ApiError> {
    let Json(body) = body.map_err(|error| ApiError::invalid(error.body_text()))?;
    let shift = body.shift.map(|shift| {
        shift.parse::<ShiftId>().map_err(|_| ApiError::invalid("`shift` is not an identity"))
    });
    let request = DeskRequest::PayCash {
        order: which(&order)?,
        received: Money::new(body.received),
        shift: shift.transpose()?,
    };
    paid(&state.ask(request).await)
}

/// What taking money led to.
pub(super) fn paid(reply: &DeskReply) -> Result<Json<PaidView>, ApiError> {
    let DeskReply::Paid { payment, change, order } = reply else {
        return Err(ApiError::from_reply(reply));
    };
    let order = OrderView::of(order).map_err(|error| ApiError::invalid(error.to_string()))?;
    Ok(Json(PaidView {
        schema: "paid/1",
        payment: payment.to_string(),
        change: change.minor(),
        currency: order.currency.clone(),
        order,
    }))
}

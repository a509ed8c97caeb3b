//! `GET /v1/kitchen/…`: the tickets on the screens, and how long the kitchen takes.

use axum::Json;
use axum::extract::{Query, State};
use serde::{Deserialize, Serialize};
use serde_json::Number;
use utoipa::{IntoParams, ToSchema};

use super::view::quantity;
use super::{ApiError, Caller};
use crate::domain::board::{Card, CardLine, Mark};
use crate::hub::desk::{DeskReply, DeskRequest};
use crate::hub::state::HubState;

/// Whose tickets are wanted.
#[derive(Debug, Clone, Deserialize, IntoParams)]
pub struct TicketsQuery {
    /// The code of a station; all stations when absent.
    station: Option<String>,
}

/// A row of a ticket.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TicketLineView {
    /// The line of the order.
    line: String,
    /// The name.
    name: String,
    /// `held`, `waiting`, `cooking`, `ready`, `served` or `void`.
    mark: &'static str,
    /// How much.
    #[schema(value_type = f64)]
    quantity: Number,
    /// The names of options that are not the usual ones.
    options: Vec<String>,
    /// A note.
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    /// What the guest must not get.
    #[serde(skip_serializing_if = "Option::is_none")]
    allergy: Option<String>,
}

/// A ticket.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TicketView {
    /// The order.
    order: String,
    /// The number that people say.
    number: String,
    /// Where it goes: `TABLE 12`.
    place: String,
    /// `NEW`, `COOKING`, `READY`, `HELD` or `VOID`.
    state: &'static str,
    /// When it was sent first.
    since: String,
    /// Its age, seconds.
    age_seconds: i64,
    /// Whether it is late.
    late: bool,
    /// Its rows.
    lines: Vec<TicketLineView>,
}

/// The tickets.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TicketsView {
    /// `kitchen_tickets/1`.
    schema: &'static str,
    /// The tickets, in the order of the screen.
    tickets: Vec<TicketView>,
}

/// How long the kitchen took on the present business day, from sent to ready.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct StatsView {
    /// `kitchen_stats/1`.
    schema: &'static str,
    /// Lines that became ready.
    lines: u64,
    /// The mean, seconds; null without lines.
    average_seconds: Option<i64>,
    /// Nine of ten lines took at most this long, seconds.
    p90_seconds: Option<i64>,
    /// Tickets on the screens now.
    tickets: u64,
    /// Those of them that are late.
    late: u64,
}

fn line(line: &CardLine) -> TicketLineView {
    TicketLineView {
        line: line.line.to_string(),
        name: line.name.clone(),
        mark: match line.mark {
            Mark::Held => "held",
            Mark::Waiting => "waiting",
            Mark::Cooking => "cooking",
            Mark::Ready => "ready",
            Mark::Served => "served",
            Mark::Void => "void",
        },
        quantity: quantity(line.quantity),
        options: line.options.clone(),
        note: line.note.clone(),
        allergy: line.allergy.clone(),
    }
}

fn ticket(card: &Card) -> TicketView {
    TicketView {
        order: card.order.to_string(),
        number: card.number.clone(),
        place: card.place.clone(),
        state: card.state.word(),
        since: card.since.rfc3339(),
        age_seconds: card.age_ms / 1_000,
        late: card.late_ms.is_some(),
        lines: card.lines.iter().map(line).collect(),
    }
}

/// The tickets of a station, or of all of them.
#[utoipa::path(
    get,
    path = "/v1/kitchen/tickets",
    params(TicketsQuery),
    responses((status = 200, body = TicketsView), (status = 401, body = ApiError))
)]
pub async fn tickets(
    State(state): State<HubState>,
    _caller: Caller,
    Query(query): Query<TicketsQuery>,
) -> Result<Json<TicketsView>, ApiError> {
    let reply = state.ask(DeskRequest::Tickets(query.station)).await;
    let DeskReply::Tickets(cards) = &reply else { return Err(ApiError::from_reply(&reply)) };
    let tickets = cards.iter().map(ticket).collect();
    Ok(Json(TicketsView { schema: "kitchen_tickets/1", tickets }))
}

/// How long the kitchen takes.
#[utoipa::path(
    get,
    path = "/v1/kitchen/stats",
    responses((status = 200, body = StatsView), (status = 401, body = ApiError))
)]
pub async fn stats(
    State(state): State<HubState>,
    _caller: Caller,
) -> Result<Json<StatsView>, ApiError> {
    let reply = state.ask(DeskRequest::KitchenStats).await;
    let DeskReply::KitchenStats(found) = reply else { return Err(ApiError::from_reply(&reply)) };
    Ok(Json(StatsView {
        schema: "kitchen_stats/1",
        lines: found.lines,
        average_seconds: found.average_ms.map(|ms| ms / 1_000),
        p90_seconds: found.p90_ms.map(|ms| ms / 1_000),
        tickets: found.tickets,
        late: found.late,
    }))
}

//! `GET /v1/orders`: what is open, a day, a status, or what a search finds among all orders.

use axum::Json;
use axum::extract::{Query, State};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::day::settings;
use super::view::OrderView;
use super::{ApiError, Caller};
use crate::domain::order::Status;
use crate::domain::permitted::Concern;
use crate::domain::time::{At, Day};
use crate::hub::desk::{DeskReply, DeskRequest, Filter, ORDERS_PER_PAGE};
use crate::hub::state::HubState;
use crate::store::Wish;

/// Which orders are wanted.
#[derive(Debug, Clone, Deserialize, IntoParams)]
pub struct ListQuery {
    /// Orders of this status; open orders when nothing is named.
    status: Option<String>,
    /// Orders of this business day: `2026-11-20`.
    day: Option<String>,
    /// Words of a search, as at the counter: a number, a receipt, an amount, a table, a name, an
    /// item, a day.
    q: Option<String>,
    /// Words that find customers, whose orders are wanted; for counters only.
    customer: Option<String>,
    /// From this business day on.
    from: Option<String>,
    /// Up to this business day.
    to: Option<String>,
    /// Only open orders.
    #[serde(default)]
    open: bool,
    /// Also orders that need nobody any more.
    #[serde(default)]
    all: bool,
    /// The `next` of the page before.
    cursor: Option<String>,
}

/// A page of orders.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct OrdersView {
    /// `orders/1`.
    schema: &'static str,
    /// The orders, the latest first.
    orders: Vec<OrderView>,
    /// The cursor of the next page; null on the last.
    next: Option<String>,
    /// False when a search has not read everything: a day finds what is older.
    whole: bool,
}

/// Lists orders.
#[utoipa::path(
    get,
    path = "/v1/orders",
    params(ListQuery),
    responses(
        (status = 200, body = OrdersView),
        (status = 401, body = ApiError),
        (status = 422, body = ApiError)
    )
)]
pub async fn list(
    State(state): State<HubState>,
    caller: Caller,
    Query(query): Query<ListQuery>,
) -> Result<Json<OrdersView>, ApiError> {
    let status = query.status.as_deref().map(|word| {
        let found = Status::ALL.into_iter().find(|status| status.word() == word);
        found.ok_or_else(|| ApiError::invalid(format!("`{word}` is not a status")))
    });
    let status = status.transpose()?;
    let day = read(query.day.as_deref())?;
    let searched = query.q.is_some()
        || query.customer.is_some()
        || query.from.is_some()
        || query.to.is_some()
        || query.open
        || query.all;
    if searched {
        if query.customer.is_some() {
            caller.check(Concern::Order)?;
        }
        return search(&state, query, status, day).await;
    }
    let after = query.cursor.map(|cursor| cursor.parse().map_err(|_| no_cursor()));
    let filter = Filter { status, day, after: after.transpose()? };
    let reply = state.ask(DeskRequest::Orders(filter)).await;
    let DeskReply::Orders(orders, more) = &reply else {
        return Err(ApiError::from_reply(&reply));
    };
    let next = orders.last().filter(|_| *more).map(|order| order.id.to_string());
    let orders = orders.iter().map(OrderView::of).collect::<Result<_, _>>();
    let orders = orders.map_err(|error| ApiError::invalid(error.to_string()))?;
    Ok(Json(OrdersView { schema: "orders/1", orders, next, whole: true }))
}

/// Looks among all orders on the disk. The cursor of its pages is the number of orders before.
async fn search(
    state: &HubState,
    query: ListQuery,
    status: Option<Status>,
    day: Option<Day>,
) -> Result<Json<OrdersView>, ApiError> {
    let skip: u64 = query.cursor.map_or(Ok(0), |text| text.parse().map_err(|_| no_cursor()))?;
    let page = u32::try_from(ORDERS_PER_PAGE).unwrap_or(u32::MAX);
    let wish = Wish {
        words: query.q.unwrap_or_default(),
        customer: query.customer,
        open: query.open,
        all: query.all,
        from: day.or(read(query.from.as_deref())?),
        to: day.or(read(query.to.as_deref())?),
        status,
        skip,
        // One more than a page says whether there is another.
        limit: page.saturating_add(1),
    };
    let now = At(state.clock().now_ms());
    state.projected().await?;
    let found = state
        .look_up(move |reader| {
            let settings = settings(reader)?;
            reader.wished(&wish, settings.clock().day(now), settings.currency)
        })
        .await?;
    let more = found.orders.len() > ORDERS_PER_PAGE;
    let orders = found.orders.iter().take(ORDERS_PER_PAGE);
    let orders = orders.map(|order| OrderView::of(order)).collect::<Result<_, _>>();
    let orders = orders.map_err(|error| ApiError::invalid(error.to_string()))?;
    let next = more.then(|| skip.saturating_add(u64::from(page)).to_string());
    Ok(Json(OrdersView { schema: "orders/1", orders, next, whole: found.all }))
}

fn read(day: Option<&str>) -> Result<Option<Day>, ApiError> {
    day.map(|day| {
        day.parse()
            .map_err(|_| ApiError::invalid(format!("`{day}` is no day: write it like 2026-11-20")))
    })
    .transpose()
}

fn no_cursor() -> ApiError {
    ApiError::invalid("`cursor` must be the `next` of a page")
}

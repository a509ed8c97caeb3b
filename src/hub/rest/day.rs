//! `GET /v1/reports/day`: the sums of a day or a period, as `tillrail report day` shows them.

use axum::extract::{Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use std::collections::BTreeMap;
use utoipa::IntoParams;

use super::{ApiError, Caller};
use crate::domain::folded::Folded;
use crate::domain::id::{AggregateId, TerminalId};
use crate::domain::money::Money;
use crate::domain::readout::named;
use crate::domain::settings::Settings;
use crate::domain::time::{At, Day};
use crate::hub::completeness;
use crate::hub::state::HubState;
use crate::report::figures::{DayFigure, DayReport, Head, TaxFigure, TenderFigure, Totals};
use crate::report::{Format, Look, render};
use crate::store::figures::Figures;
use crate::store::{Reader, StoreError};

/// Of which days.
#[derive(Debug, Clone, Deserialize, IntoParams)]
pub struct DayQuery {
    /// One business day: `2026-11-20`; today when nothing is named.
    date: Option<String>,
    /// From this business day on.
    from: Option<String>,
    /// Up to this business day.
    to: Option<String>,
}

/// The sums of a day or a period.
#[utoipa::path(
    get,
    path = "/v1/reports/day",
    params(DayQuery),
    responses(
        (status = 200, description = "schema `day/1`, with `complete` and `missing`",
            content_type = "application/json"),
        (status = 401, body = ApiError),
        (status = 422, body = ApiError)
    )
)]
pub async fn day(
    State(state): State<HubState>,
    _caller: Caller,
    Query(query): Query<DayQuery>,
) -> Result<Response, ApiError> {
    let read = |text: Option<String>| {
        text.map(|text| {
            text.parse::<Day>().map_err(|_| {
                ApiError::invalid(format!("`{text}` is no day: write it like 2026-11-20"))
            })
        })
        .transpose()
    };
    let (date, from, to) = (read(query.date)?, read(query.from)?, read(query.to)?);
    let now = At(state.clock().now_ms());
    let connected: BTreeMap<TerminalId, u64> = state.announced();
    state.projected().await?;
    let report = state
        .look_up(move |reader| {
            let settings = settings(reader)?;
            let today = settings.clock().day(now);
            let from = date.or(from).or(to).unwrap_or(today);
            let to = date.or(to).unwrap_or(today.max(from));
            gather(reader, &settings, (from, to), now, &connected)
        })
        .await?;
    if report.head.from > report.head.to {
        return Err(ApiError::invalid("`from` must not be after `to`"));
    }
    let text = render(&report, Format::Json, Look::default());
    Ok(([(header::CONTENT_TYPE, "application/json")], text).into_response())
}

pub(super) fn settings(reader: &mut Reader) -> Result<Settings, StoreError> {
    let mut folded = Folded::new(Settings::default());
    for sealed in reader.aggregate(&AggregateId::Settings)? {
        folded.insert(sealed.fact);
    }
    Ok(folded.value().clone())
}

fn gather(
    reader: &mut Reader,
    settings: &Settings,
    (from, to): (Day, Day),
    now: At,
    connected: &BTreeMap<TerminalId, u64>,
) -> Result<DayReport, StoreError> {
    let mut sum = Figures::default();
    let mut days = Vec::new();
    for (day, figures) in reader.days(from, to)? {
        sum.add(&figures, 1);
        days.push(DayFigure { day, totals: totals(&figures) });
    }
    let tax = |row: crate::store::figures::TaxFigures| TaxFigure {
        rate: row.rate,
        tax: Money::new(row.figures.tax),
    };
    let mut tenders = reader.tenders(from, to)?;
    tenders.sort_by(|a, b| a.tender.cmp(&b.tender));
    let tender = |row: crate::store::figures::TenderFigures| TenderFigure {
        tender: named(&row.tender),
        orders: count(row.figures.orders),
        amount: Money::new(row.figures.sales),
        tips: Money::new(row.figures.tips),
        rounding: Money::new(row.figures.rounding),
        refunded: Money::new(row.figures.refunded),
    };
    let head = Head {
        site: settings.name.clone(),
        currency: settings.currency,
        from,
        to,
        clock: settings.clock(),
        completeness: completeness::of(reader, settings, (from, to), now, || connected.clone())?,
    };
    Ok(DayReport {
        head,
        total: totals(&sum),
        prices: settings.prices,
        taxes: reader.tax(from, to)?.into_iter().map(tax).collect(),
        tenders: tenders.into_iter().map(tender).collect(),
        days,
    })
}

fn count(value: i64) -> u64 {
    u64::try_from(value).unwrap_or(0)
}

fn totals(figures: &Figures) -> Totals {
    Totals {
        orders: count(figures.orders),
        guests: count(figures.guests),
        sales: Money::new(figures.sales),
        discounts: Money::new(figures.discounts),
        voids: count(figures.voids),
        refunds: count(figures.refunds),
        refunded: Money::new(figures.refunded),
    }
}

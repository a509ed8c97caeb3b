//! What every report says first: the period, the place, the currency and what is missing.

use serde_json::{Value, json};

use crate::domain::time::Day;

use super::figures::Head;

/// A day as people read it: `Fri 20 Nov 2026`.
pub fn day(day: Day) -> String {
    day.0.strftime("%a %-d %b %Y").to_string()
}

/// The period: one day, or `Mon 5 Jan 2015 to Sun 11 Jan 2015`.
pub fn period(head: &Head) -> String {
    if head.from == head.to {
        day(head.from)
    } else {
        format!("{} to {}", day(head.from), day(head.to))
    }
}

/// `0 changes waiting`, `1 change waiting`.
pub fn waiting(head: &Head) -> String {
    let count = head.completeness.waiting;
    format!("{count} {} waiting", if count == 1 { "change" } else { "changes" })
}

/// The title of a report: what it shows, the period, the currency, how many orders, what waits.
pub fn title(what: &str, head: &Head, orders: u64) -> String {
    let noun = if orders == 1 { "order" } else { "orders" };
    let (period, currency, waiting) = (period(head), head.currency, waiting(head));
    format!("{what}, {period}, {currency}, {orders} {noun}, {waiting}")
}

/// Up to when the figures are complete: `complete up to 22:09, 0 changes waiting`. The date is
/// said when it is not the last day of the period.
pub fn complete(head: &Head) -> String {
    let until = head.completeness.complete_until.map_or_else(String::new, |at| {
        let known = if head.clock.day(at) == head.to {
            head.clock.hours_minutes(at)
        } else {
            head.clock.long(at)
        };
        format!("complete up to {known}, ")
    });
    until + &waiting(head)
}

/// The sentence that says who is missing since when; nothing when the figures are complete.
pub fn warning(head: &Head) -> Option<String> {
    if head.completeness.is_complete() {
        return None;
    }
    let missing = head.completeness.missing.iter().map(|missing| {
        let since = missing.since.map_or_else(
            || "since the beginning".to_owned(),
            |at| format!("since {}", head.clock.long(at)),
        );
        format!("{} {since}", missing.who)
    });
    let missing: Vec<String> = missing.collect();
    Some(format!("INCOMPLETE: missing {}", missing.join(", ")))
}

/// What the JSON of every report begins with, in this order.
pub fn json(schema: &str, head: &Head) -> Vec<(String, Value)> {
    let state = &head.completeness;
    let missing = state.missing.iter().map(|missing| {
        json!({"who": missing.who, "since": missing.since.map(|at| head.clock.rfc3339(at))})
    });
    [
        ("schema", json!(schema)),
        ("site", json!(head.site)),
        ("currency", json!(head.currency)),
        ("from", json!(head.from)),
        ("to", json!(head.to)),
        ("complete", json!(state.is_complete())),
        ("complete_until", json!(state.complete_until.map(|at| head.clock.rfc3339(at)))),
        ("waiting", json!(state.waiting)),
        ("missing", missing.collect()),
    ]
    .map(|(key, value)| (key.to_owned(), value))
    .to_vec()
}

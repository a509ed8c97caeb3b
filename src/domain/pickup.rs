//! The display's read model: the numbers in preparation and those that can be collected.

use super::board::shown_from;
use super::id::OrderId;
use super::order::{Order, Status};
use super::settings::Service;
use super::state::State;
use super::time::At;

/// What the display may show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PickupRules {
    /// A ready number disappears after this many milliseconds.
    pub ready_for_ms: i64,
    /// Whether orders that are brought to a table are shown.
    pub dine_in: bool,
}

impl Default for PickupRules {
    fn default() -> Self {
        Self { ready_for_ms: 900_000, dine_in: false }
    }
}

/// One number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PickupNumber {
    /// The order.
    pub order: OrderId,
    /// Its number, as people say it.
    pub number: String,
    /// When it was sent, or when it became ready.
    pub since: At,
}

/// The two columns of the display.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pickup {
    /// In preparation, the oldest first.
    pub preparing: Vec<PickupNumber>,
    /// To be collected, the newest first.
    pub ready: Vec<PickupNumber>,
}

/// What the display shows at `now`. Orders of days before yesterday are history; an online order
/// is shown once the shop has accepted it.
pub fn pickup(state: &State, now: At, rules: PickupRules) -> Pickup {
    let yesterday = state.settings().clock().day(now).before();
    let mut shown = Pickup::default();
    let candidates = state
        .orders()
        .filter(|order| order.day().is_some_and(|day| day >= yesterday))
        .filter(|order| rules.dine_in || !is_at_table(order))
        .filter(|order| is_in_kitchen(order));
    for order in candidates {
        let number = |since| PickupNumber { order: order.id, number: order.title(), since };
        match order.status() {
            Status::Ready => {
                let since = order.timeline.last().map_or(order.changed, |moment| moment.at);
                let since = order.called.map_or(since, |called| called.max(since));
                if now.since(since) < rules.ready_for_ms {
                    shown.ready.push(number(since));
                }
            }
            // What is for later is not prepared before the kitchen sees it.
            Status::Accepted if shown_from(state, order).is_some_and(|from| from > now) => {}
            Status::Accepted | Status::Preparing => {
                let first = order.sends.first().map_or(order.changed, |(_, stamp)| stamp.at);
                shown.preparing.push(number(first));
            }
            Status::Draft
            | Status::Held
            | Status::Placed
            | Status::Served
            | Status::Completed
            | Status::Cancelled
            | Status::Rejected
            | Status::Merged => {}
        }
    }
    shown.preparing.sort_by_key(|number| (number.since, number.order));
    shown.ready.sort_by_key(|number| std::cmp::Reverse((number.since, number.order)));
    shown
}

fn is_at_table(order: &Order) -> bool {
    order.service == Service::DineIn && order.table.is_some()
}

/// True while a kitchen prepares something of it that was not handed over.
fn is_in_kitchen(order: &Order) -> bool {
    order
        .work_lines()
        .any(|line| line.is_prepared() && line.standing().is_positive() && line.served.is_none())
}

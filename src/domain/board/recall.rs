//! Tickets that are gone and can come back.

use super::{Sent, gone, is_dead, moved, tickets};
use crate::domain::event::TicketMoved;
use crate::domain::id::OrderId;
use crate::domain::money::Quantity;
use crate::domain::order::Order;
use crate::domain::state::State;
use crate::domain::time::At;

/// At least this many tickets stay on the list.
pub const RECALL_TICKETS: usize = 50;
/// Everything bumped this recently stays on the list, in milliseconds.
pub const RECALL_MS: i64 = 3_600_000;

/// What the list keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecallKeep {
    /// At least this many tickets.
    pub tickets: usize,
    /// And everything bumped this recently, in milliseconds.
    pub within_ms: i64,
}

impl Default for RecallKeep {
    fn default() -> Self {
        Self { tickets: RECALL_TICKETS, within_ms: RECALL_MS }
    }
}

/// A ticket that was taken off the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recall {
    /// The order.
    pub order: OrderId,
    /// Its number.
    pub number: String,
    /// Where it went.
    pub place: String,
    /// When it was taken off.
    pub bumped: At,
    /// How long it had been on the screen, in milliseconds.
    pub open_ms: i64,
    /// How much of what.
    pub items: Vec<(Quantity, String)>,
    /// What a recall of it says.
    pub ticket: TicketMoved,
}

impl Recall {
    /// The items in one row: `1 Fish and chips, 2 Quiche Lorraine`.
    pub fn items_text(&self) -> String {
        let parts: Vec<String> =
            self.items.iter().map(|(quantity, name)| format!("{quantity} {name}")).collect();
        parts.join(", ")
    }
}

/// The tickets that can be brought back at a station, or at the pass: the last so many, or those
/// of the last so many minutes when these are more; the latest first.
pub fn recallable(state: &State, station: Option<&str>, now: At, keep: RecallKeep) -> Vec<Recall> {
    let mut rows: Vec<Recall> = state.orders().flat_map(|order| of_order(order, station)).collect();
    rows.sort_by_key(|row| std::cmp::Reverse((row.bumped, row.order)));
    let recent = rows.iter().take_while(|row| now.since(row.bumped) <= keep.within_ms).count();
    rows.truncate(recent.max(keep.tickets));
    rows
}

fn of_order(order: &Order, station: Option<&str>) -> Vec<Recall> {
    tickets(order, station)
        .into_iter()
        .filter_map(|ticket| recall(order, &ticket, station))
        .collect()
}

fn recall(order: &Order, ticket: &[Sent<'_>], station: Option<&str>) -> Option<Recall> {
    let mut bumped = At(i64::MIN);
    for (line, _) in ticket {
        bumped = bumped.max(gone(order, line, station)?);
    }
    let since = ticket.iter().map(|(_, sent)| sent.since()).min()?;
    let dead = is_dead(order);
    let items = ticket
        .iter()
        .map(|(line, sent)| {
            let stands = if dead { Quantity::ZERO } else { line.standing() };
            let shown = if stands.is_positive() { stands } else { sent.quantity };
            (shown, line.sold.name.clone())
        })
        .collect();
    Some(Recall {
        order: order.id,
        number: order.title(),
        place: order.place(),
        bumped,
        open_ms: bumped.since(since),
        items,
        ticket: moved(ticket, station),
    })
}

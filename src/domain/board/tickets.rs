//! Which lines of an order a screen of the kitchen shows, and how they are cut into tickets.

use crate::domain::money::Quantity;
use crate::domain::order::{Line, LineSent, Order};
use crate::domain::time::At;

pub(super) fn is_dead(order: &Order) -> bool {
    order.cancelled.is_some() || order.rejected.is_some()
}

/// True when the kitchen prepares this line at the station, or anywhere when none is named.
pub(super) fn is_here(line: &Line, station: Option<&str>) -> bool {
    line.is_live()
        && line.is_prepared()
        && station.is_none_or(|station| line.station() == Some(station))
}

/// Since when a line is off the screen. At a station that is its bump, or that it was served. At
/// the pass a line that its own station bumped stays until the whole order is handed over.
pub(super) fn gone(order: &Order, line: &Line, station: Option<&str>) -> Option<At> {
    if is_dead(order) || line.is_void() {
        return line.bumped;
    }
    match station {
        Some(_) => line.bumped.or(line.served),
        None if line.ready.is_none() => line.bumped.or(line.served),
        None => line.served,
    }
}

/// True when a row of the card shows it; a served line stays with its mark as long as others of
/// its ticket are not gone.
pub(super) fn is_shown(order: &Order, line: &Line, station: Option<&str>) -> bool {
    let gone = gone(order, line, station);
    gone.is_none() || (line.served.is_some() && (station.is_none() || line.bumped.is_none()))
}

/// A line with the send it came with.
pub(super) type Sent<'a> = (&'a Line, LineSent);

/// The lines of a station, cut into tickets: a send begins a new ticket when all of the one before
/// was off the screen by then.
pub(super) fn tickets<'a>(order: &'a Order, station: Option<&str>) -> Vec<Vec<Sent<'a>>> {
    let mut sent: Vec<Sent<'a>> = order
        .lines
        .iter()
        .filter(|line| is_here(line, station))
        .filter_map(|line| line.sent.map(|sent| (line, sent)))
        .collect();
    // What waits for its course is a ticket of its own until it is fired.
    sent.sort_by_key(|(line, sent)| (line.is_held(), sent.since()));
    let mut tickets: Vec<Vec<Sent<'a>>> = Vec::new();
    for (line, sent) in sent {
        let joins = tickets.last().is_some_and(|ticket| {
            ticket.iter().any(|(other, with)| {
                other.is_held() == line.is_held()
                    && ((with.send, with.fired) == (sent.send, sent.fired)
                        || gone(order, other, station).is_none_or(|gone| gone > sent.since()))
            })
        });
        match tickets.last_mut() {
            Some(ticket) if joins => ticket.push((line, sent)),
            _ => tickets.push(vec![(line, sent)]),
        }
    }
    tickets
}

/// What of a line is still wanted, none of a dead order.
pub(super) fn wanted(line: &Line, dead: bool) -> Quantity {
    if dead { Quantity::ZERO } else { line.standing() }
}

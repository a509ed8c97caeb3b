//! Kitchen tickets on paper at the counter, while the kitchen cannot be reached.

use std::collections::BTreeSet;

use super::Front;
use crate::domain::id::SendId;
use crate::domain::order::{Line, Order};
use crate::domain::time::At;
use crate::receipt::{KitchenTicket, Paper, kitchen_ticket};
use crate::sync::status::LinkStatus;
use crate::tui::effect::Effect;

/// What is printed of the kitchen's tickets here.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tickets {
    /// Since when what was sent is printed here; `None` while the kitchen shows it itself.
    since: Option<At>,
    /// What was printed: each send once for each station.
    printed: BTreeSet<(SendId, String)>,
}

impl Front {
    /// True when what is sent reaches a kitchen at once: through the hub, or out of this terminal
    /// itself, which is the hub of a shop that works alone.
    pub fn reaches_kitchen(&self) -> bool {
        let inside = self.link.status == LinkStatus::Alone;
        self.desk.state.has_kitchen() && (inside || self.link.status.is_connected())
    }

    /// True while tickets are printed here instead.
    pub const fn prints_tickets(&self) -> bool {
        self.tickets.since.is_some()
    }

    /// From now on, until the kitchen is reached again, its tickets are printed here, those that
    /// wait at once. Asked for again, what waits is printed once more, marked as a duplicate.
    /// Answers the prints.
    pub fn print_tickets_here(&mut self) -> Vec<Effect> {
        let again = self.prints_tickets();
        let oldest = self.link.oldest_unsent.unwrap_or(self.now.at);
        self.tickets.since.get_or_insert(oldest);
        let first = self.print_waiting(false);
        if again && first.is_empty() { self.print_waiting(true) } else { first }
    }

    /// What is sent and durable, and not printed yet.
    pub(super) fn print_tickets(&mut self) -> Vec<Effect> {
        if self.link.status.is_connected() {
            self.tickets.since = None;
        }
        if self.is_saving() { Vec::new() } else { self.print_waiting(false) }
    }

    fn print_waiting(&mut self, again: bool) -> Vec<Effect> {
        let Some(since) = self.tickets.since else { return Vec::new() };
        let mut printed = self.tickets.printed.clone();
        let mut effects = Vec::new();
        for order in self.desk.state.open_orders(self.now.at) {
            for (place, (send, stamp)) in (1_u32..).zip(&order.sends) {
                let own = stamp.terminal == self.desk.state.me.terminal;
                if !own || stamp.at < since {
                    continue;
                }
                for station in stations(order, *send) {
                    let known = !printed.insert((*send, station.clone()));
                    if known != again {
                        continue;
                    }
                    let paper = Paper {
                        duplicate: u32::from(again),
                        training: self.training,
                        ..Paper::default()
                    };
                    let ticket = KitchenTicket { order, send: *send, station: &station };
                    let title = order.title();
                    effects.push(Effect::Keep {
                        name: format!("ticket-{title}-{station}-{place}.txt"),
                        text: kitchen_ticket(&self.desk.state, ticket, paper),
                    });
                }
            }
        }
        self.tickets.printed = printed;
        effects
    }
}

/// The stations that prepare something of a send that is wanted now.
fn stations(order: &Order, send: SendId) -> BTreeSet<String> {
    let dead = order.cancelled.is_some() || order.rejected.is_some();
    let wanted = |line: &&Line| {
        line.sent.is_some_and(|sent| sent.send == send)
            && line.is_prepared()
            && line.standing().is_positive()
            && line.ready.is_none()
            && !line.is_held()
    };
    let lines = order.work_lines().filter(|line| !dead && wanted(line));
    lines.filter_map(|line| line.station().map(str::to_owned)).collect()
}

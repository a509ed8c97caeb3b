//! Simulated cooks: they start what is new, make it ready after a while and bump what is ready.

use std::collections::BTreeMap;

use super::guests::Dice;
use crate::domain::command::{Command, Step};
use crate::domain::event::{LineStep, TicketMoved};
use crate::domain::id::{LineId, OrderId, SendId};
use crate::domain::order::{Line, Order};
use crate::runtime::clerk::{Clerk, ClerkError};

/// Milliseconds at pace 1 until a ticket is started, ready and gone.
const START_MS: u64 = 8_000;
const COOK_MS: u64 = 40_000;
const HAND_OVER_MS: u64 = 20_000;

/// What a cook does with a ticket next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Next {
    Start,
    Ready,
    Bump,
}

/// One ticket: the unbumped lines of an order at a station.
type Ticket = (OrderId, String);

/// Cooks at every station.
#[derive(Debug)]
pub struct Cooks {
    dice: Dice,
    pace: u64,
    due: BTreeMap<Ticket, (Next, u64)>,
    /// Tickets that were bumped.
    pub bumped: u64,
}

impl Cooks {
    /// Cooks at a pace.
    pub fn new(seed: u64, pace: u32) -> Self {
        Self {
            dice: Dice::new(seed),
            pace: u64::from(pace.max(1)),
            due: BTreeMap::new(),
            bumped: 0,
        }
    }

    /// Does what is due at the monotonic moment `mono`.
    ///
    /// # Errors
    /// What the clerk cannot do.
    pub fn step(&mut self, clerk: &mut Clerk, mono: u64) -> Result<(), ClerkError> {
        let tickets = open_tickets(clerk);
        self.due.retain(|ticket, _| tickets.contains_key(ticket));
        for (ticket, (next, lines, sends)) in tickets {
            let planned = self.due.get(&ticket).copied().filter(|(plan, _)| *plan == next);
            let Some((_, at)) = planned else {
                let wait = self.wait(next);
                self.due.insert(ticket, (next, mono.saturating_add(wait)));
                continue;
            };
            if mono < at {
                continue;
            }
            let (order, station) = ticket;
            let step = match next {
                Next::Start => Step::Advance(lines, LineStep::Started),
                Next::Ready => Step::Advance(lines, LineStep::Ready),
                Next::Bump => {
                    self.bumped += 1;
                    Step::Bump(TicketMoved { station, sends, lines })
                }
            };
            match clerk.act(&Command::Order(order, vec![step])) {
                // Somebody at a screen was faster with this ticket.
                Ok(()) | Err(ClerkError::Refused(_)) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    fn wait(&mut self, next: Next) -> u64 {
        let whole = match next {
            Next::Start => START_MS,
            Next::Ready => COOK_MS,
            Next::Bump => HAND_OVER_MS,
        } / self.pace;
        let spread = u64::try_from(self.dice.roll(usize::try_from(whole).unwrap_or(1)));
        (whole / 2).saturating_add(spread.unwrap_or(0))
    }
}

/// Every ticket on the screens: what comes next, its lines, its sends.
fn open_tickets(clerk: &Clerk) -> BTreeMap<Ticket, (Next, Vec<LineId>, Vec<SendId>)> {
    let now = clerk.now();
    let mut tickets = BTreeMap::new();
    for order in clerk.desk.state.open_orders(now).chain(dead_orders(clerk)) {
        let mut stations: BTreeMap<&str, Vec<&Line>> = BTreeMap::new();
        for line in order.work_lines().filter(|line| line.bumped.is_none()) {
            if let (Some(station), true) = (line.station(), line.is_prepared()) {
                stations.entry(station).or_default().push(line);
            }
        }
        for (station, lines) in stations {
            let next = next(order, &lines);
            let mut sends: Vec<SendId> =
                lines.iter().filter_map(|line| line.sent).map(|sent| sent.send).collect();
            sends.dedup();
            let ids = lines.iter().map(|line| line.id).collect();
            tickets.insert((order.id, station.to_owned()), (next, ids, sends));
        }
    }
    tickets
}

/// Cancelled orders whose tickets still hang.
fn dead_orders(clerk: &Clerk) -> impl Iterator<Item = &Order> {
    let today = clerk.desk.state.settings().clock().day(clerk.now());
    clerk.desk.state.orders().filter(move |order| {
        (order.cancelled.is_some() || order.rejected.is_some()) && !order.is_open(today)
    })
}

fn next(order: &Order, lines: &[&Line]) -> Next {
    let wanted = || lines.iter().filter(|line| line.standing().is_positive());
    if order.cancelled.is_some() || order.rejected.is_some() || wanted().next().is_none() {
        Next::Bump
    } else if wanted().any(|line| line.started.is_none()) {
        Next::Start
    } else if wanted().any(|line| line.ready.is_none()) {
        Next::Ready
    } else {
        Next::Bump
    }
}

//! When an order will be ready: the lines before it at its stations, and the hands that are there.

use std::collections::BTreeMap;

use super::id::{LineId, OrderId};
use super::order::{Line, Order};
use super::prep::{Learnt, item_of};
use super::settings::Service;
use super::state::State;
use super::time::At;

/// Work on a line that takes longer than usual is taken to go on for this share of the usual time
/// still: one in so many.
const OVERDUE_SHARE: i64 = 5;

/// A line at a station, as far as an estimate needs it.
#[derive(Debug, Clone, Copy)]
struct Job {
    order: OrderId,
    line: LineId,
    /// Its place in the queue: lines in hand, then tickets at the front, then by age.
    place: (bool, bool, At),
    /// Milliseconds of work that are left.
    left_ms: i64,
}

/// When an order will be ready: all of it that was sent, and what is unsent as if it were sent
/// now. `None` when no station prepares any of it or too little is known of one; a moment it was
/// scheduled for that is later counts instead.
pub fn estimate(state: &State, order: &Order, now: At) -> Option<At> {
    let learnt = state.learnt();
    let hour = state.settings().clock().hour(now);
    let wanted = |line: &&Line| {
        let open = line.ready.is_none() && line.served.is_none() && !line.is_held();
        line.is_live() && line.station().is_some() && open
    };
    let own: Vec<&Line> =
        order.lines.iter().filter(wanted).filter(|line| !line.is_void()).collect();
    if own.is_empty() {
        return None;
    }
    let mut ready_ms: i64 = 0;
    let mut stations: Vec<&str> = own.iter().filter_map(|line| line.station()).collect();
    stations.sort_unstable();
    stations.dedup();
    for station in stations {
        if !learnt.knows(station) {
            return None;
        }
        let mut jobs = Vec::new();
        for other in state.open_orders(now).filter(|other| other.id != order.id && is_due(other)) {
            let sent = other.lines.iter().filter(wanted).filter(|line| line.is_prepared());
            jobs.extend(sent.filter_map(|line| job(learnt, (other, line, station), hour, now)));
        }
        jobs.extend(own.iter().filter_map(|line| job(learnt, (order, line, station), hour, now)));
        ready_ms = ready_ms.max(finish(&mut jobs, order.id, learnt.hands(station)));
    }
    let ready = now.plus(ready_ms);
    Some(order.due.map_or(ready, |due| due.max(ready)))
}

fn is_due(order: &Order) -> bool {
    let cooked = order.service != Service::Online || order.accepted.is_some();
    cooked && order.cancelled.is_none() && order.rejected.is_none() && order.due.is_none()
}

fn job(
    learnt: &Learnt,
    (order, line, station): (&Order, &Line, &str),
    hour: u8,
    now: At,
) -> Option<Job> {
    if line.station() != Some(station) || line.bumped.is_some() {
        return None;
    }
    let work = learnt.work(station, item_of(line), hour)?;
    let done = line.started.map_or(0, |started| now.since(started));
    let least = if line.started.is_some() { work.div_euclid(OVERDUE_SHARE) } else { work };
    // What is not sent yet comes behind everything that is.
    let sent = line.sent.map_or(now.plus(1), |sent| sent.since());
    Some(Job {
        order: order.id,
        line: line.id,
        place: (line.started.is_none(), !order.prioritised, sent),
        left_ms: work.saturating_sub(done).max(least),
    })
}

/// Milliseconds until the last line of an order is done, when so many lines are in hand at once
/// and each next one is taken by the hand that is free first.
fn finish(jobs: &mut [Job], order: OrderId, hands: i64) -> i64 {
    jobs.sort_by_key(|job| (job.place, job.order, job.line));
    let in_hand = jobs.iter().filter(|job| !job.place.0).count();
    let hands = usize::try_from(hands).unwrap_or(1).max(in_hand).max(1);
    let mut free: BTreeMap<i64, usize> = BTreeMap::from([(0, hands)]);
    let mut last = 0;
    for job in jobs.iter() {
        let Some((at, count)) = free.pop_first() else { break };
        if count > 1 {
            free.insert(at, count.saturating_sub(1));
        }
        let done = at.saturating_add(job.left_ms);
        let there = free.entry(done).or_default();
        *there = there.saturating_add(1);
        if job.order == order {
            last = last.max(done);
        }
    }
    last
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::id::{Boot, TerminalId, Uid};

    fn job(order: u64, in_hand: bool, at: i64, left_ms: i64) -> Job {
        let uid = |counter| Uid { terminal: TerminalId(1), boot: Boot(1), counter };
        let counter = u64::try_from(at).unwrap_or(0);
        Job {
            order: OrderId(uid(order)),
            line: LineId(uid(counter)),
            place: (!in_hand, true, At(at)),
            left_ms,
        }
    }

    #[test]
    fn lines_wait_for_the_hand_that_is_free_first() {
        let own = OrderId(Uid { terminal: TerminalId(1), boot: Boot(1), counter: 9 });
        assert_eq!(finish(&mut [job(9, false, 1, 60)], own, 1), 60);
        let mut two = [job(1, true, 1, 30), job(2, false, 2, 100), job(9, false, 3, 50)];
        assert_eq!(finish(&mut two, own, 1), 180, "one hand does one after the other");
        assert_eq!(finish(&mut two, own, 2), 80, "the second hand is free after 30");
        assert_eq!(finish(&mut two, own, 3), 50);
        let mut busy = [job(1, true, 1, 30), job(2, true, 2, 40), job(9, false, 3, 50)];
        assert_eq!(finish(&mut busy, own, 1), 80, "what is in hand shows how many hands there are");
    }
}

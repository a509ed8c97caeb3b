//! What waits for the writer: three priorities, each with a limit.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use super::error::StoreError;
use super::identity::Identity;
use super::renewal::Renewal;
use crate::domain::customer::PersonalRow;
use crate::domain::envelope::Sealed;
use crate::domain::frontier::{Frontier, Head};
use crate::domain::id::TerminalId;

/// The most envelopes that may wait at one priority.
pub const QUEUE_ENVELOPES_MAX: usize = 65_536;

/// The most envelopes written in one transaction; a single larger batch is written alone.
pub const GROUP_ENVELOPES_MAX: usize = 4_096;

/// The most envelopes of lower priority written in one transaction with a sale, so that a sale
/// never waits long for somebody else's.
pub const GROUP_BESIDE_SALE_MAX: usize = 256;

/// What is written first when several wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Priority {
    /// What a person does here and waits for.
    Sale,
    /// What comes from or goes to peers.
    Sync,
    /// Everything that nobody waits for.
    Upkeep,
}

/// Envelopes that are written all together or not at all.
#[derive(Debug, Clone)]
pub struct Batch {
    /// How urgent it is.
    pub priority: Priority,
    /// The envelopes, in the order of their journals.
    pub envelopes: Vec<Sealed>,
}

/// What was made durable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Committed {
    /// How many envelopes were new; the others were held already.
    pub stored: usize,
    /// Where the journal of the batch's last envelope ends now.
    pub head: Head,
}

/// Hears how it went, on the writer's thread: it must be short and must not wait.
pub type Reply = Box<dyn FnOnce(Result<Committed, StoreError>) + Send + 'static>;

/// Something to be written.
#[derive(Debug)]
pub enum Work {
    /// Envelopes; those of a sale are acts of this machine, which are never turned away.
    Append(Vec<Sealed>, Priority),
    /// Envelopes ahead of their journals, for a fresh terminal.
    Aside(Vec<Sealed>),
    /// Up to where the journals must be held before this terminal is whole.
    Until(Frontier),
    /// What a journal holds behind a place is filed under a branch.
    Refile(TerminalId, u64),
    /// This machine takes another identity.
    Renew(Box<Renewal>),
    /// The hub has the own journal up to here.
    Ack(u64),
    /// Who this machine is.
    Identity(Box<Identity>),
    /// Erasable rows of customers.
    Persons(Vec<PersonalRow>),
    /// A word under a key, or none any more.
    Keep(String, Option<String>),
    /// How many pages more the file may grow by; none for as many as the disk has.
    Pages(Option<u32>),
    /// Every projection is dropped, to be made anew behind the journal.
    Rebuild,
    /// The projections are brought one step forward.
    Step,
    /// Nothing; answered when everything before it is durable.
    Barrier,
}

impl Work {
    /// How many envelopes it brings; a row of a customer counts as one.
    pub fn envelopes(&self) -> usize {
        match self {
            Self::Append(envelopes, _) | Self::Aside(envelopes) => envelopes.len(),
            Self::Persons(rows) => rows.len(),
            Self::Ack(_)
            | Self::Until(_)
            | Self::Identity(_)
            | Self::Refile(..)
            | Self::Renew(_)
            | Self::Keep(..)
            | Self::Pages(_)
            | Self::Rebuild
            | Self::Step
            | Self::Barrier => 0,
        }
    }
}

/// Work and who hears about it.
pub struct Request {
    /// What is to be written.
    pub work: Work,
    /// Who hears how it went.
    pub reply: Reply,
    /// Whether somebody waits who may read the projections next.
    pub waits: bool,
}

#[derive(Default)]
struct Waiting {
    lanes: [VecDeque<Request>; 3],
    envelopes: [usize; 3],
    closed: bool,
    /// Whether a crew was called and has not gone to rest since.
    served: bool,
}

/// Calls whoever writes for this queue.
pub type Bell = Box<dyn Fn() + Send + Sync>;

/// The queue between everybody and the writer.
#[derive(Default)]
pub struct Queue {
    waiting: Mutex<Waiting>,
    arrived: Condvar,
    /// How a crew is called; none for a writer with a thread of its own.
    bell: OnceLock<Bell>,
}

/// Whoever writes holds it: however the writing ends, by a panic too, nobody waits for it any more.
pub struct Duty<'q>(pub &'q Queue);

impl Drop for Duty<'_> {
    fn drop(&mut self) {
        self.0.abandon();
    }
}

/// What a crew finds in a queue.
pub enum Found {
    /// What is written in one transaction.
    Work(Vec<Request>),
    /// Nothing for now.
    Nothing,
    /// The queue is closed and empty.
    End,
}

impl Queue {
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        // Nothing in here panics half way, so a poisoned queue is still whole.
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many envelopes wait, by priority.
    pub fn envelopes(&self) -> [usize; 3] {
        self.lock().envelopes
    }

    /// Puts work into the queue, or answers at once that it cannot.
    pub fn put(&self, priority: Priority, request: Request) {
        let mut waiting = self.lock();
        let lane = priority as usize;
        let more = request.work.envelopes();
        let refused = if waiting.closed {
            Some(StoreError::Closed)
        } else if more > 0 && waiting.envelopes[lane] + more > QUEUE_ENVELOPES_MAX.max(more) {
            Some(StoreError::Busy { waiting: waiting.envelopes[lane] })
        } else {
            None
        };
        if let Some(error) = refused {
            drop(waiting);
            return (request.reply)(Err(error));
        }
        waiting.envelopes[lane] += more;
        waiting.lanes[lane].push_back(request);
        self.call(waiting);
    }

    /// Lets a crew write for this queue from now on: `bell` calls it when something comes.
    pub fn served_by(&self, bell: Bell) {
        // A queue gets its crew once, when it is made.
        drop(self.bell.set(bell));
    }

    /// Wakes whoever writes. A crew is called once until it rests again.
    fn call(&self, mut waiting: MutexGuard<'_, Waiting>) {
        let ring = self.bell.get().filter(|_| !std::mem::replace(&mut waiting.served, true));
        drop(waiting);
        self.arrived.notify_one();
        if let Some(ring) = ring {
            ring();
        }
    }

    /// Takes what is written in one transaction, without waiting.
    pub fn look(&self) -> Found {
        let mut waiting = self.lock();
        let group = waiting.group();
        match (group.is_empty(), waiting.closed) {
            (false, _) => Found::Work(group),
            (true, false) => Found::Nothing,
            (true, true) => Found::End,
        }
    }

    /// Lets the crew go; false when something has come meanwhile.
    pub fn rest(&self) -> bool {
        let mut waiting = self.lock();
        let empty = waiting.lanes.iter().all(VecDeque::is_empty) && !waiting.closed;
        if empty {
            waiting.served = false;
        }
        empty
    }

    /// Takes what is written in one transaction, and waits for it; with `rest_ms` an empty queue is
    /// answered with nothing after so long. `None` when the queue is closed and empty.
    pub fn take(&self, rest_ms: Option<u64>) -> Option<Vec<Request>> {
        let mut waiting = self.lock();
        let mut over = false;
        loop {
            let group = waiting.group();
            if !group.is_empty() || (over && !waiting.closed) {
                return Some(group);
            }
            if waiting.closed {
                return None;
            }
            if let Some(rest) = rest_ms {
                let woken = self.arrived.wait_timeout(waiting, Duration::from_millis(rest));
                let (guard, timeout) = woken.unwrap_or_else(PoisonError::into_inner);
                (waiting, over) = (guard, timeout.timed_out());
            } else {
                waiting = self.arrived.wait(waiting).unwrap_or_else(PoisonError::into_inner);
            }
        }
    }

    /// Waits until there is something to write; true when the queue is closed and empty.
    pub fn wait_for_more(&self) -> bool {
        let mut waiting = self.lock();
        while waiting.lanes.iter().all(VecDeque::is_empty) && !waiting.closed {
            waiting = self.arrived.wait(waiting).unwrap_or_else(PoisonError::into_inner);
        }
        waiting.closed && waiting.lanes.iter().all(VecDeque::is_empty)
    }

    /// Ends the queue because nobody writes any more: what waits is refused, so that nobody waits for
    /// ever. A queue that was written to its end has nothing to refuse.
    pub fn abandon(&self) {
        let mut waiting = self.lock();
        waiting.closed = true;
        waiting.envelopes = [0; 3];
        let refused: Vec<Request> =
            waiting.lanes.iter_mut().flat_map(|lane| lane.drain(..)).collect();
        drop(waiting);
        for request in refused {
            (request.reply)(Err(StoreError::Closed));
        }
    }

    /// Ends the queue: what waits is still written, nothing new is taken.
    pub fn close(&self) {
        let mut waiting = self.lock();
        waiting.closed = true;
        self.call(waiting);
    }
}

impl Waiting {
    fn group(&mut self) -> Vec<Request> {
        let mut group = Vec::new();
        let mut room = GROUP_ENVELOPES_MAX;
        for lane in 0..self.lanes.len() {
            while let Some(next) = self.lanes[lane].front() {
                let size = next.work.envelopes();
                if size > room && !group.is_empty() {
                    return group;
                }
                let Some(request) = self.lanes[lane].pop_front() else { break };
                self.envelopes[lane] -= size;
                room = room.saturating_sub(size);
                group.push(request);
            }
            if lane == Priority::Sale as usize && !group.is_empty() {
                room = room.min(GROUP_BESIDE_SALE_MAX);
            }
        }
        group
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;
    use crate::domain::envelope::{ENVELOPE_VERSION, Fact, Hash};
    use crate::domain::event::Event;
    use crate::domain::id::{AggregateId, Boot, SiteId, StaffId};
    use crate::domain::time::{At, Hlc};

    fn append(count: usize) -> Work {
        let sealed = Sealed::seal(Fact {
            site: SiteId(1),
            terminal: TerminalId(1),
            seq: 1,
            boot: Boot(1),
            hlc: Hlc::default(),
            at: At(0),
            day: "2026-11-20".parse().unwrap(),
            staff: StaffId::owner(),
            prev: Hash::ZERO,
            v: ENVELOPE_VERSION,
            aggregate: AggregateId::Settings,
            of: None,
            event: Some(Event::ItemRestored {}),
        })
        .unwrap();
        Work::Append(vec![sealed; count], Priority::Sale)
    }

    fn put(queue: &Queue, priority: Priority, count: usize, refused: &Arc<AtomicUsize>) {
        let refused = Arc::clone(refused);
        let reply: Reply = Box::new(move |answer| {
            refused.fetch_add(usize::from(answer.is_err()), Ordering::SeqCst);
        });
        queue.put(priority, Request { work: append(count), reply, waits: false });
    }

    fn sizes(group: &[Request]) -> Vec<usize> {
        group.iter().map(|request| request.work.envelopes()).collect()
    }

    #[test]
    fn sales_go_first_and_others_ride_along_as_far_as_they_are_small() {
        let (queue, refused) = (Queue::default(), Arc::default());
        put(&queue, Priority::Upkeep, 3, &refused);
        put(&queue, Priority::Sync, 200, &refused);
        put(&queue, Priority::Sync, 100, &refused);
        put(&queue, Priority::Sale, 7, &refused);
        assert_eq!(sizes(&queue.take(None).unwrap()), [7, 200]);
        assert_eq!(sizes(&queue.take(None).unwrap()), [100, 3]);
        assert!(queue.take(Some(0)).unwrap().is_empty());
    }

    #[test]
    fn a_group_is_bounded_and_a_giant_batch_goes_alone() {
        let (queue, refused) = (Queue::default(), Arc::default());
        put(&queue, Priority::Sale, GROUP_ENVELOPES_MAX + 1, &refused);
        put(&queue, Priority::Sale, GROUP_ENVELOPES_MAX - 1, &refused);
        put(&queue, Priority::Sale, 1, &refused);
        put(&queue, Priority::Sale, 1, &refused);
        assert_eq!(sizes(&queue.take(None).unwrap()), [GROUP_ENVELOPES_MAX + 1]);
        assert_eq!(sizes(&queue.take(None).unwrap()), [GROUP_ENVELOPES_MAX - 1, 1]);
        assert_eq!(sizes(&queue.take(None).unwrap()), [1]);
    }

    #[test]
    fn beyond_its_limit_a_lane_answers_busy_and_after_the_end_closed() {
        let (queue, refused) = (Queue::default(), Arc::default());
        put(&queue, Priority::Sync, QUEUE_ENVELOPES_MAX, &refused);
        put(&queue, Priority::Sync, 1, &refused);
        assert_eq!(refused.load(Ordering::SeqCst), 1);
        put(&queue, Priority::Sale, 1, &refused);
        assert_eq!(refused.load(Ordering::SeqCst), 1, "a sale has a lane of its own");
        queue.close();
        put(&queue, Priority::Sale, 1, &refused);
        assert_eq!(refused.load(Ordering::SeqCst), 2);
        assert_eq!(sizes(&queue.take(None).unwrap()), [1]);
        assert_eq!(sizes(&queue.take(None).unwrap()), [QUEUE_ENVELOPES_MAX]);
        assert!(queue.take(None).is_none());
    }

    #[test]
    fn whoever_stops_writing_leaves_nobody_waiting() {
        let (queue, refused) = (Queue::default(), Arc::default());
        put(&queue, Priority::Sale, 2, &refused);
        put(&queue, Priority::Upkeep, 1, &refused);
        let taken = queue.take(None).unwrap();
        put(&queue, Priority::Sync, 9, &refused);
        let ended = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            let _duty = Duty(&queue);
            std::panic::resume_unwind(Box::new("the writer fell over"));
        }));
        assert!(ended.is_err());
        assert_eq!(refused.load(Ordering::SeqCst), 1, "what waited hears that nobody writes");
        put(&queue, Priority::Sale, 1, &refused);
        assert_eq!(refused.load(Ordering::SeqCst), 2);
        assert!(queue.take(None).is_none());
        assert_eq!((taken.len(), queue.envelopes()), (2, [0; 3]));
    }
}

//! What flows into a seat from outside the loop: facts of other journals, and the link.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{broadcast, watch};

use super::screen::{Event, Events};
use super::waiting::{self, OnDisk};
use crate::domain::envelope::{Fact, Sealed};
use crate::domain::frontier::Frontier;
use crate::domain::id::{Boot, TerminalId};
use crate::domain::time::At;
use crate::store::{Published, Reader, StoreError};
use crate::sync::status::LinkReport;
use crate::trail::{self, Step};
use crate::tui::msg::{LinkFacts, LinkView, Msg};

/// Facts of one message at most, so that a long catch-up never holds up a key.
pub const FACTS_PER_MESSAGE: usize = 256;

/// Rows and bytes of one read when the feed catches up from disk.
const CATCH_UP_ROWS: usize = 1_024;
const CATCH_UP_BYTES: usize = 4 * 1024 * 1024;

/// How long the feed waits before it reads again what could not be read, milliseconds.
const CATCH_UP_RETRY_MS: u64 = 1_000;

/// What a screen or a clerk has of every journal, and what is new to it.
#[derive(Debug)]
pub struct Follow {
    me: TerminalId,
    boot: Boot,
    folder: PathBuf,
    held: Frontier,
}

impl Follow {
    /// Follows the store in `folder` for the terminal `me`, which knows what it seals in this
    /// `boot` and everything else up to `held`.
    pub fn new(me: TerminalId, boot: Boot, folder: PathBuf, held: Frontier) -> Self {
        Self { me, boot, folder, held }
    }

    /// The committed envelopes of the own journal that were sealed in another run of the program:
    /// they came back from the hub, because this terminal was set back to an older copy, or another
    /// machine wrote them under the same identity.
    pub fn returned(&mut self, envelopes: &[Sealed]) -> Vec<Sealed> {
        let mut returned = Vec::new();
        for sealed in envelopes {
            if sealed.fact.terminal == self.me && sealed.fact.boot != self.boot {
                self.held.advance(sealed.journal(), sealed.head());
                returned.push(sealed.clone());
            }
        }
        returned
    }

    /// The facts of others among committed envelopes.
    pub fn fresh(&mut self, envelopes: &[Sealed]) -> Vec<Arc<Fact>> {
        let mut facts = Vec::new();
        for sealed in envelopes {
            if sealed.fact.terminal == self.me {
                continue;
            }
            // What is known already folds to nothing; a journal whose end was filed under a branch
            // goes on from an earlier place.
            self.held.advance(sealed.journal(), sealed.head());
            facts.push(Arc::clone(&sealed.fact));
        }
        facts
    }

    /// Passes over committed envelopes: what a screen needs of them came ahead.
    pub fn pass(&mut self, envelopes: &[Sealed]) {
        for sealed in envelopes.iter().filter(|sealed| sealed.fact.terminal != self.me) {
            self.held.advance(sealed.journal(), sealed.head());
        }
    }

    /// The next new facts read from disk, after commits were missed; empty when there are none.
    ///
    /// # Errors
    /// As the database says.
    pub fn missed(&mut self) -> Result<Vec<Arc<Fact>>, StoreError> {
        let reader = Reader::open(&self.folder)?;
        for (journal, head) in reader.frontier()?.0 {
            let after = self.held.head(journal).seq;
            if head.seq <= after {
                continue;
            }
            let rows = reader.range(journal, after, CATCH_UP_ROWS, CATCH_UP_BYTES)?;
            let facts = self.fresh(&rows);
            if let Some(last) = rows.last() {
                self.held.advance(journal, last.head());
            }
            if !facts.is_empty() {
                return Ok(facts);
            }
        }
        Ok(Vec::new())
    }
}

/// Follows a store's commits and hands the facts of other journals to a seat, until the loop or
/// the store ends. While a fresh terminal's screen lives by what comes ahead (`leads`), the history
/// behind it is passed over: no screen needs the orders of five years in its memory.
pub async fn follow_commits(
    seat: usize,
    mut follow: Follow,
    mut commits: broadcast::Receiver<Published>,
    (events, leads): (Events, impl Fn() -> bool),
) {
    let tell = |facts: Vec<Arc<Fact>>| {
        trail::note(Step::Folded, facts.iter().map(|fact| &**fact));
        facts
            .chunks(FACTS_PER_MESSAGE)
            .all(|chunk| events.send(Event::Seat(seat, Msg::Arrived(chunk.to_vec()))).is_ok())
    };
    let mut behind = false;
    loop {
        // Nothing else is taken in before what was missed: a later fact of a journal would hide it.
        while behind {
            match catch_up(&mut follow, |facts| leads() || tell(facts)) {
                Ok(true) => behind = false,
                Ok(false) => return,
                Err(error) => {
                    tracing::error!(%error, "the screen cannot catch up from disk yet");
                    tokio::time::sleep(Duration::from_millis(CATCH_UP_RETRY_MS)).await;
                }
            }
        }
        let alive = match commits.recv().await {
            Ok(published) => {
                let returned = follow.returned(&published);
                let back = Event::Seat(seat, Msg::TookBack(returned.clone()));
                let told = returned.is_empty() || events.send(back).is_ok();
                if leads() {
                    follow.pass(&published);
                    told
                } else {
                    told && tell(follow.fresh(&published))
                }
            }
            Err(broadcast::error::RecvError::Lagged(missed)) => {
                tracing::warn!(missed, seat, "the screen catches up from disk");
                behind = true;
                true
            }
            Err(broadcast::error::RecvError::Closed) => false,
        };
        if !alive {
            return;
        }
    }
}

/// Reads what was missed; false when nobody listens any more.
fn catch_up(
    follow: &mut Follow,
    tell: impl Fn(Vec<Arc<Fact>>) -> bool,
) -> Result<bool, StoreError> {
    loop {
        let facts = follow.missed()?;
        if facts.is_empty() {
            return Ok(true);
        }
        if !tell(facts) {
            return Ok(false);
        }
    }
}

/// Follows a link and tells a seat when what it shows of it changes. `line` says where the hub is
/// and how the line is protected.
pub async fn follow_link(
    seat: usize,
    (hub, line): (String, LinkFacts),
    folder: PathBuf,
    mut reports: watch::Receiver<LinkReport>,
    events: Events,
) {
    // Nothing is known of the disk before it was read once.
    let (mut known, mut disk) = ((u64::MAX, u64::MAX, u64::MAX), OnDisk::default());
    loop {
        let report = reports.borrow_and_update().clone();
        let seen = (report.unsent, report.quarantined, report.forked);
        if seen != known {
            known = seen;
            disk = waiting::read(folder.clone()).await;
        }
        let mut facts = LinkFacts { offset_ms: report.offset_ms, ..line.clone() };
        facts.quarantined = disk.quarantined;
        (facts.forks, facts.filling) = (disk.forks, report.recovers);
        facts.renew.clone_from(&disk.renew);
        facts.stopped.clone_from(&report.stopped);
        facts.incomplete = report.incomplete;
        facts.kinds.clone_from(&disk.kinds);
        facts.waiting.clone_from(&disk.first);
        let view = LinkView {
            status: report.status,
            hub: hub.clone(),
            unsent: report.unsent,
            oldest_unsent: disk.first.first().map(|one| one.at),
            last_contact: report.last_contact.map(At),
            facts,
        };
        let told = events.send(Event::Seat(seat, Msg::Link(view)));
        if told.is_err() || reports.changed().await.is_err() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::envelope::{ENVELOPE_VERSION, Hash};
    use crate::domain::event::Event;
    use crate::domain::id::{AggregateId, SiteId, StaffId};
    use crate::domain::time::Hlc;
    use crate::store::{Batch, OpenOptions, Priority, Store};

    fn drift(terminal: u64) -> Sealed {
        Sealed::seal(Fact {
            site: SiteId(1),
            terminal: TerminalId(terminal),
            seq: 1,
            boot: Boot(1),
            hlc: Hlc::default(),
            at: At(0),
            day: "2026-11-20".parse().unwrap(),
            staff: StaffId::owner(),
            prev: Hash::ZERO,
            v: ENVELOPE_VERSION,
            aggregate: AggregateId::Terminal(TerminalId(terminal)),
            of: None,
            event: Some(Event::ClockDrifted { offset_ms: 1 }),
        })
        .unwrap()
    }

    #[test]
    fn f32_what_was_missed_and_could_not_be_read_is_read_later() {
        let folder = tempfile::tempdir().unwrap();
        let counter = folder.path().join("counter");
        let mut follow = Follow::new(TerminalId(1), Boot(9), counter.clone(), Frontier::default());
        assert!(catch_up(&mut follow, |_| true).is_err(), "the disk cannot be read");
        let store = Store::open(&counter, &OpenOptions::new("counter", &counter, At(0))).unwrap();
        let envelopes = vec![drift(2), drift(3)];
        store.writer().append_and_wait(Batch { priority: Priority::Sync, envelopes }).unwrap();
        let told = std::cell::RefCell::new(Vec::new());
        let tell = |facts: Vec<Arc<Fact>>| {
            told.borrow_mut().extend(facts.iter().map(|fact| fact.terminal));
            true
        };
        assert!(catch_up(&mut follow, tell).unwrap());
        assert_eq!(*told.borrow(), [TerminalId(2), TerminalId(3)]);
        assert!(!catch_up(&mut Follow { held: Frontier::default(), ..follow }, |_| false).unwrap());
    }
}

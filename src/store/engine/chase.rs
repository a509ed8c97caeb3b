//! Commits that chase each other, and those of a fresh terminal: what may be projected with the
//! next of them.

use super::Engine;
use crate::store::queue::{Request, Work};

/// How long after a commit the next one counts as chasing it, milliseconds: nobody presses keys so
/// fast, and what is projected together costs a fraction of what it costs alone.
pub const CHASE_MS: u64 = 2;

/// The most rows that wait in memory to be projected while commits chase each other.
const CHASED_ROWS_MAX: usize = 512;

/// The same while a fresh terminal takes in the history of its site, whose figures say INCOMPLETE
/// until the last of them is projected: nearly every order is then folded once, and a day's totals
/// are written a few times.
const INCOMPLETE_ROWS_MAX: usize = 8_192;

/// How long nothing has to come while the history is incomplete before what waits is projected,
/// milliseconds.
pub const INCOMPLETE_REST_MS: u64 = 250;

impl Engine {
    /// Whether the rows of a group may be projected with those of the next: it chases the one before
    /// it or the history is incomplete, nobody waits who could read the projections, and there is
    /// room.
    pub(super) fn may_follow(&self, group: &[Request]) -> bool {
        let rows: usize = group.iter().map(|request| request.work.envelopes()).sum();
        let plain = |request: &Request| {
            !request.waits
                && matches!(
                    request.work,
                    Work::Append(..) | Work::Ack(_) | Work::Aside(_) | Work::Until(_)
                )
        };
        let incomplete = self.aside.is_incomplete();
        let most = if incomplete { INCOMPLETE_ROWS_MAX } else { CHASED_ROWS_MAX };
        (self.chased || incomplete)
            && group.iter().all(plain)
            && self.pending.len().saturating_add(rows) <= most
    }
}

#[cfg(test)]
mod tests {
    use crate::domain::envelope::{ENVELOPE_VERSION, Fact, Hash, Sealed};
    use crate::domain::event::Event;
    use crate::domain::frontier::Frontier;
    use crate::domain::id::{AggregateId, Boot, SiteId, StaffId, TerminalId};
    use crate::domain::time::{At, Hlc};
    use crate::store::{Batch, OpenOptions, Priority, Reader, Store};

    fn journal(count: u64) -> Vec<Sealed> {
        let at = At(1_700_000_000_000);
        let mut prev = Hash::ZERO;
        let mut rows = Vec::new();
        for seq in 1..=count {
            let sealed = Sealed::seal(Fact {
                site: SiteId(1),
                terminal: TerminalId(7),
                seq,
                boot: Boot(3),
                hlc: Hlc::next(Hlc::default(), at),
                at,
                day: "2023-11-14".parse().unwrap(),
                staff: StaffId::owner(),
                prev,
                v: ENVELOPE_VERSION,
                aggregate: AggregateId::Terminal(TerminalId(7)),
                of: None,
                event: Some(Event::ClockDrifted { offset_ms: 70_000 }),
            });
            let sealed = sealed.unwrap();
            prev = sealed.hash;
            rows.push(sealed);
        }
        rows
    }

    fn open(folder: &std::path::Path) -> Store {
        Store::open(folder, &OpenOptions::new("test", folder, At(0))).unwrap()
    }

    /// A thousand commits as fast as they can be made: whoever waits for one, or asks after what is
    /// durable, finds all of them projected, and so does who opens the file after the end.
    #[test]
    fn commits_that_chase_each_other_are_projected_for_who_waits_and_at_the_end() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("counter");
        let store = open(&folder);
        let writer = store.writer();
        let batch = |row: &Sealed| Batch { priority: Priority::Sale, envelopes: vec![row.clone()] };
        let rows = journal(1_000);
        for row in &rows[..600] {
            writer.append(batch(row), |answer| assert!(answer.is_ok()));
        }
        writer.append_and_wait(batch(&rows[600])).unwrap();
        let reader = store.reader().unwrap();
        assert_eq!((reader.envelopes().unwrap(), reader.lag().unwrap()), (601, 0));
        for row in &rows[601..700] {
            writer.append(batch(row), |answer| assert!(answer.is_ok()));
        }
        writer.flush().unwrap();
        assert_eq!((reader.envelopes().unwrap(), reader.lag().unwrap()), (700, 0));
        for row in &rows[700..] {
            writer.append(batch(row), |answer| assert!(answer.is_ok()));
        }
        drop(reader);
        store.close();
        let reader = Reader::open(&folder).unwrap();
        assert_eq!((reader.envelopes().unwrap(), reader.lag().unwrap()), (1_000, 0));
    }

    /// What a fresh terminal takes in may wait to be projected, but only as long as it says
    /// INCOMPLETE; a sale meanwhile is durable at once and in the figures with the rest.
    #[test]
    fn history_is_incomplete_until_the_last_row_of_it_is_projected() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("counter");
        let store = open(&folder);
        let writer = store.writer();
        let rows = journal(900);
        let ends = |row: &Sealed| Frontier([(row.journal(), row.head())].into());
        writer.incomplete_until(ends(&rows[799]));
        let reader = store.reader().unwrap();
        let (told, heard) = std::sync::mpsc::channel();
        for (number, chunk) in rows.chunks(100).enumerate() {
            let priority = if number == 3 { Priority::Sale } else { Priority::Sync };
            let told = told.clone();
            let batch = Batch { priority, envelopes: chunk.to_vec() };
            writer.append(batch, move |answer| told.send(answer.unwrap().stored).unwrap());
            assert_eq!(heard.recv(), Ok(100));
            assert_eq!(reader.until().unwrap().is_some(), number < 7, "after {number}");
            if number >= 7 {
                assert!(reader.lag().unwrap() <= 100, "only what came behind the history waits");
            }
        }
        writer.flush().unwrap();
        assert_eq!((reader.envelopes().unwrap(), reader.lag().unwrap()), (900, 0));
        drop(reader);
        store.close();
    }
}

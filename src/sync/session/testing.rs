//! Small journals for the tests of this room.

use crate::domain::envelope::{ENVELOPE_VERSION, Fact, Hash, Sealed};
use crate::domain::event::Event;
use crate::domain::id::{AggregateId, Boot, SiteId, StaffId, TerminalId};
use crate::domain::time::{At, Hlc};
use crate::sync::session::chain::head;

/// The site of the tests.
pub(in crate::sync) const SITE: SiteId = SiteId(77);

/// One envelope behind `prev`.
pub(in crate::sync) fn envelope(terminal: u64, seq: u64, prev: Hash, offset_ms: i64) -> Sealed {
    let terminal = TerminalId(terminal);
    Sealed::seal(Fact {
        site: SITE,
        terminal,
        seq,
        boot: Boot(1),
        hlc: Hlc::next(Hlc(seq), At(1_000)),
        at: At(1_000),
        day: "2026-11-20".parse().unwrap(),
        staff: StaffId::owner(),
        prev,
        v: ENVELOPE_VERSION,
        aggregate: AggregateId::Terminal(terminal),
        of: None,
        event: Some(Event::ClockDrifted { offset_ms }),
    })
    .unwrap()
}

/// A journal of `count` envelopes.
pub(in crate::sync) fn journal(terminal: u64, count: u64) -> Vec<Sealed> {
    let mut rows: Vec<Sealed> = Vec::new();
    grow(&mut rows, terminal, count, 70_000);
    rows
}

/// Appends `count` envelopes.
pub(in crate::sync) fn grow(rows: &mut Vec<Sealed>, terminal: u64, count: u64, offset_ms: i64) {
    for _ in 0..count {
        let have = rows.last().map_or(crate::domain::frontier::Head::NONE, head);
        rows.push(envelope(terminal, have.seq + 1, have.hash, offset_ms));
    }
}

/// Another branch behind `rows`, as a copied machine makes it.
pub(in crate::sync) fn branch(rows: &[Sealed], count: u64) -> Vec<Sealed> {
    let mut rows = rows.to_vec();
    let terminal = rows[0].fact.terminal.0;
    grow(&mut rows, terminal, count, 99_000);
    rows
}

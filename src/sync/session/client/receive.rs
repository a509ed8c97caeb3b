//! Envelopes of others on their way to this disk, and what is answered once they are on it.

use super::{ClientOutput, ClientSession, Phase};
use crate::domain::frontier::{Frontier, Head};
use crate::domain::planted::{self, Defect};
use crate::sync::frontier;
use crate::sync::session::Now;
use crate::sync::session::chain::{self, Breach, Fault};
use crate::sync::wire::{Events, Frame, Held, Quarantined, UNREADABLE, Want};

/// An append under way.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Pending {
    pub(super) ticket: u64,
    /// The frame to answer with `held`; none when its connection has ended.
    pub(super) no: Option<u64>,
    pub(super) heads: Frontier,
    pub(super) unknown: Vec<Quarantined>,
}

impl ClientSession {
    pub(super) fn events(&mut self, events: &Events, now: Now, out: &mut Vec<ClientOutput>) {
        if !self.is_next(events.no, now, out) {
            return;
        }
        let arriving = &self.arriving;
        let mut admitted =
            chain::admit(self.me.site, &events.envelopes, |terminal| arriving.head(terminal));
        for fault in std::mem::take(&mut admitted.faults) {
            if self.fault(&fault, now, out) {
                return;
            }
        }
        if admitted.fresh.is_empty() {
            return self.nothing_new(events.no, out);
        }
        let unknown = admitted.fresh.iter().filter(|row| row.fact.event.is_none());
        let unknown = unknown.map(|row| Quarantined::unknown(row.journal(), row.fact.seq));
        let unknown = unknown.collect();
        self.arriving.0.extend(admitted.heads.0.iter());
        if planted::is(Defect::HeldBeforeCommit) {
            self.durable.0.extend(admitted.heads.0.iter());
        }
        self.tickets = self.tickets.saturating_add(1);
        let ticket = self.tickets;
        self.pending.push_back(Pending {
            ticket,
            no: Some(events.no),
            heads: admitted.heads,
            unknown,
        });
        out.push(ClientOutput::Append { ticket, rows: admitted.fresh });
    }

    /// A journal that cannot go on. True when the connection has ended.
    pub(super) fn fault(&mut self, fault: &Fault, now: Now, out: &mut Vec<ClientOutput>) -> bool {
        let Some((terminal, seq)) = fault.place else {
            self.report.quarantined = self.report.quarantined.saturating_add(1);
            return false;
        };
        if matches!(fault.breach, Breach::Gap { .. }) {
            self.drop_link("the hub left envelopes out", now, out);
            return true;
        }
        if matches!(fault.breach, Breach::Fork { .. }) {
            let have = self.arriving.head(terminal).seq;
            self.diverged(terminal, seq.min(have), out);
            return false;
        }
        if self.blocked.insert(terminal) {
            self.report.quarantined = self.report.quarantined.saturating_add(1);
            out.push(ClientOutput::Send(Frame::Quarantined(Quarantined {
                terminal,
                seq,
                code: fault.breach.code().to_owned(),
                sentence: fault.breach.to_string(),
            })));
        }
        false
    }

    pub(super) fn appended(
        &mut self,
        ticket: u64,
        result: Result<(), String>,
        now: Now,
        out: &mut Vec<ClientOutput>,
    ) {
        let Some(pending) = self.pending.pop_front_if(|pending| pending.ticket == ticket) else {
            return;
        };
        match result {
            Ok(()) => {
                if pending.heads.0.contains_key(&self.own_journal) {
                    self.took_back(pending.heads.head(self.own_journal), out);
                }
                self.durable.0.extend(pending.heads.0.iter());
                self.look_whole();
                if let (Some(no), Phase::Open) = (pending.no, &self.phase) {
                    let heads = pending.heads;
                    out.push(ClientOutput::Send(Frame::Held(Held { no, heads })));
                    let unknown = pending.unknown.into_iter();
                    out.extend(unknown.map(|one| ClientOutput::Send(Frame::Quarantined(one))));
                }
            }
            Err(why) => self.drop_link(&why, now, out),
        }
        self.greet(now, out);
    }

    /// The hub has stored what it does not understand, or cannot read a journal any further: that one
    /// is not waited for.
    pub(super) fn quarantined(&mut self, one: Quarantined) {
        if one.code != UNREADABLE {
            self.report.quarantined = self.report.quarantined.saturating_add(1);
            return;
        }
        if one.terminal != self.own_journal {
            self.blocked.insert(one.terminal);
        }
        self.report.stopped = Some(one.sentence);
    }

    /// How many envelopes the hub has for us as far as we know.
    pub(super) fn wanted(&self) -> u64 {
        if self.me.want == Want::None {
            return 0;
        }
        let gaps = frontier::missing(&self.durable, &self.target);
        let open = gaps.iter().filter(|gap| !self.blocked.contains(&gap.terminal));
        open.map(frontier::Gap::count).fold(0, u64::saturating_add)
    }

    /// What the hub said it holds of the own journal.
    pub(super) fn target_head(&self) -> Head {
        self.target.head(self.own_journal)
    }

    /// The own journal grew here.
    pub(super) fn note_arrived(&mut self, head: Head) {
        self.arriving.advance(self.own_journal, head);
    }
}

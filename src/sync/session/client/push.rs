//! Journals on their way to the hub, the own one first: where to begin, what to send, what came
//! back.

use super::{ClientOutput, ClientSession, Phase};
use crate::domain::envelope::Sealed;
use crate::domain::frontier::Head;
use crate::domain::id::TerminalId;
use crate::domain::planted::{self, Defect};
use crate::sync::frontier::{self, Gap};
use crate::sync::plan::{self, Chunk};
use crate::sync::session::{Now, chain};
use crate::sync::wire::{Ack, Frame, Packed, Push};

impl ClientSession {
    /// Compares the own journal with what the hub holds of it, and begins where both agree.
    pub(super) fn agree_on_own(&mut self, out: &mut Vec<ClientOutput>) {
        let own = self.own();
        let theirs = self.target_head();
        let lost = planted::is(Defect::LostDirtyFlag) && self.sent.seq == own.seq;
        let theirs = if lost { own } else { theirs };
        // A hub that is ahead sends the rest of this journal back; there is nothing to push then.
        self.sent = if theirs.seq > own.seq { own } else { theirs };
        let differs = theirs.seq == own.seq && theirs.hash != own.hash;
        let held = if differs { 0 } else { self.sent.seq };
        self.acked = held.max(self.own_base).min(own.seq);
        out.push(ClientOutput::AckedUpTo(self.acked));
        if differs {
            self.diverged(self.own_journal, own.seq, out);
        }
        // Seen before anything else is said, so that nobody takes equal lengths for agreement.
        for journal in frontier::forks(&self.durable, &self.target) {
            self.diverged(journal, self.target.head(journal).seq, out);
        }
    }

    /// What is held here of journals that this terminal pushes besides the one it writes: the one
    /// it left for a branch, and every journal while the hub is filled again.
    fn gaps(&self) -> Vec<Gap> {
        if !self.recovers && self.own_journal == self.me.terminal {
            return Vec::new();
        }
        let mut missing = frontier::missing(&self.target, &self.durable);
        missing.retain(|gap| {
            gap.terminal != self.own_journal
                && !self.blocked.contains(&gap.terminal)
                && (self.recovers || gap.terminal == self.me.terminal)
        });
        missing
    }

    /// How many envelopes of other journals are to be pushed.
    pub(super) fn to_push(&self) -> u64 {
        self.gaps().iter().map(Gap::count).fold(0, u64::saturating_add)
    }

    /// Asks for the next rows when there is something to send and room for it.
    pub(super) fn pump(&mut self, out: &mut Vec<ClientOutput>) {
        if self.reading.is_some() || self.window.room() == 0 {
            return;
        }
        let chunk = Chunk::within(self.limits);
        let own = self.own_journal;
        let gaps = self.gaps();
        // A branch goes behind the journal that it left.
        let waits =
            own != self.me.terminal && gaps.iter().any(|gap| gap.terminal == self.me.terminal);
        if self.sent.seq < self.own().seq && !self.blocked.contains(&own) && !waits {
            self.reading = Some(own);
            let after = self.sent.seq;
            return out.push(ClientOutput::ReadRange { journal: own, after, chunk });
        }
        let unsent = |gap: &&Gap| self.others.head(gap.terminal).seq < gap.to;
        let first = gaps.iter().filter(unsent).find(|gap| !self.later.contains(&gap.terminal));
        let branch = || gaps.iter().find(unsent).filter(|_| self.window.is_empty());
        if let Some(gap) = first.or_else(branch) {
            let (journal, after) =
                (gap.terminal, self.others.head(gap.terminal).seq.max(gap.after));
            self.reading = Some(journal);
            out.push(ClientOutput::ReadRange { journal, after, chunk });
        }
    }

    /// Rows of a journal from the disk.
    pub(super) fn rows(
        &mut self,
        journal: TerminalId,
        rows: &[Sealed],
        now: Now,
        out: &mut Vec<ClientOutput>,
    ) {
        self.reading = None;
        if self.phase != Phase::Open || self.blocked.contains(&journal) {
            return;
        }
        let sent = self.sent_of(journal);
        let next = sent.seq.saturating_add(1);
        match rows.iter().find(|row| row.fact.seq == next || chain::begins(row)) {
            Some(first) if chain::begins(first) && sent.seq == 0 => {
                if journal != self.own_journal && self.later.insert(journal) {
                    // What it follows goes first.
                    return;
                }
                self.send(journal, rows, out);
            }
            Some(first) if first.fact.prev != sent.hash => self.diverged(journal, sent.seq, out),
            Some(_) => self.send(journal, rows, out),
            None if sent.seq < self.durable.head(journal).seq && rows.is_empty() => {
                let why = format!("this terminal's journal cannot be read behind {}", sent.seq);
                self.drop_link(&why, now, out);
            }
            None => {}
        }
    }

    /// How far a journal was sent on this connection.
    fn sent_of(&self, journal: TerminalId) -> Head {
        if journal == self.own_journal {
            return self.sent;
        }
        let theirs = self.target.head(journal);
        let sent = self.others.head(journal);
        if sent.seq > theirs.seq { sent } else { theirs }
    }

    /// Sends rows that continue what was sent, as far as the window allows; the rest is read from
    /// the disk when it opens.
    fn send(&mut self, journal: TerminalId, rows: &[Sealed], out: &mut Vec<ClientOutput>) {
        let sent = self.sent_of(journal).seq;
        let new: Vec<&Sealed> = rows.iter().filter(|row| row.fact.seq > sent).collect();
        let mut rest = &new[..];
        for envelopes in
            plan::frames(new.iter().map(|row| Packed::from(*row)), Chunk::within(self.limits))
        {
            let Some(last) = rest.get(envelopes.len().saturating_sub(1)) else { return };
            if self.window.room() == 0 {
                return;
            }
            let head = last.head();
            rest = rest.get(envelopes.len()..).unwrap_or_default();
            if journal == self.own_journal {
                self.sent = head;
            } else {
                self.others.advance(journal, head);
            }
            self.window.sent((journal, head));
            out.push(ClientOutput::Send(Frame::Push(Push { envelopes })));
        }
    }

    /// Own envelopes were committed: sends them at once when they continue what was sent.
    pub(super) fn own_grew(&mut self, rows: &[Sealed], out: &mut Vec<ClientOutput>) {
        let Some(last) = rows.last().filter(|last| last.journal() == self.own_journal) else {
            return;
        };
        self.own_head(last.head());
        let next = self.sent.seq.saturating_add(1);
        let continues = rows.first().is_some_and(|first| first.fact.seq <= next)
            && last.fact.seq >= next
            && rows.iter().any(|row| row.fact.seq == next && row.fact.prev == self.sent.hash);
        let open = self.phase == Phase::Open && !self.blocked.contains(&self.own_journal);
        if open && self.reading.is_none() && continues {
            self.send(self.own_journal, rows, out);
        }
    }

    /// The own journal's end on the disk.
    fn own_head(&mut self, head: Head) {
        if head.seq > self.own().seq {
            self.durable.advance(self.own_journal, head);
            self.note_arrived(head);
        }
    }

    /// The journal that this terminal writes, as the disk says. Another than before is spoken of
    /// anew.
    pub(super) fn own_is(
        &mut self,
        journal: TerminalId,
        base: u64,
        head: Head,
        now: Now,
        out: &mut Vec<ClientOutput>,
    ) {
        let moved = journal != self.own_journal;
        if moved {
            self.goes_on(journal, base, out);
        }
        self.own_head(head);
        if moved {
            self.greet_anew("a branch was begun", now, out);
        }
    }

    /// The hub has a journal durable up to a place.
    pub(super) fn ack(&mut self, ack: Ack, out: &mut Vec<ClientOutput>) {
        let own = ack.terminal == self.own_journal;
        let here = Head { seq: ack.seq, hash: ack.hash };
        let other = |(journal, head): &(TerminalId, Head)| {
            *journal == ack.terminal && head.seq == ack.seq && head.hash != ack.hash
        };
        if self.window.waiting().any(other) {
            return self.diverged(ack.terminal, ack.seq, out);
        }
        if ack.again {
            // Where to go on says nothing of the hub's disk: what it names may still be on its way.
            // Only this journal begins again: what was pushed of another still waits for its answer.
            self.window.forget(|(journal, _)| *journal == ack.terminal);
            if own {
                self.sent = here;
            } else {
                self.others.0.remove(&ack.terminal);
            }
            return;
        }
        self.window.answered(|(journal, head)| *journal == ack.terminal && head.seq <= ack.seq);
        if !own {
            if ack.seq > self.target.head(ack.terminal).seq {
                self.target.advance(ack.terminal, here);
            }
            return;
        }
        if ack.seq > self.acked && ack.seq <= self.own().seq {
            self.acked = ack.seq;
            out.push(ClientOutput::AckedUpTo(ack.seq));
        }
    }

    /// A part of the own journal came back from the hub and is durable here.
    pub(super) fn took_back(&mut self, head: Head, out: &mut Vec<ClientOutput>) {
        if head.seq > self.acked {
            self.sent = head;
            self.acked = head.seq;
            out.push(ClientOutput::AckedUpTo(head.seq));
        }
    }
}

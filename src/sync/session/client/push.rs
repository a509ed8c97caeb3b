//! The terminal's own journal on its way to the hub: where to begin, what to send, what came back.

use super::{ClientOutput, ClientSession, Phase};
use crate::domain::envelope::Sealed;
use crate::domain::frontier::Head;
use crate::domain::planted::{self, Defect};
use crate::sync::plan::{self, Chunk, Window};
use crate::sync::session::{Now, chain};
use crate::sync::wire::{Ack, Frame, Push};

impl ClientSession {
    /// Compares the own journal with what the hub holds of it, and begins where both agree.
    pub(super) fn agree_on_own(&mut self, now: Now, out: &mut Vec<ClientOutput>) {
        let own = self.own();
        let theirs = self.target_head();
        if theirs.seq == own.seq && theirs.hash != own.hash {
            return self.forked(own.seq, now, out);
        }
        let lost = planted::is(Defect::LostDirtyFlag) && self.sent.seq == own.seq;
        let theirs = if lost { own } else { theirs };
        // A hub that is ahead sends the rest of this journal back; there is nothing to push then.
        self.sent = if theirs.seq > own.seq { own } else { theirs };
        self.acked = self.sent.seq;
        out.push(ClientOutput::AckedUpTo(self.acked));
    }

    fn forked(&mut self, seq: u64, now: Now, out: &mut Vec<ClientOutput>) {
        let sentence = format!(
            "The hub holds another branch of this terminal's journal at {seq}, so two machines used \
             one identity: run `tillrail terminal renew` here."
        );
        self.refuse_ourselves("forked", sentence, now, out);
    }

    /// Asks for the next rows when there is something to send and room for it.
    pub(super) fn pump(&mut self, out: &mut Vec<ClientOutput>) {
        if self.reading || self.window.room() == 0 || self.sent.seq >= self.own().seq {
            return;
        }
        self.reading = true;
        let chunk = Chunk::within(self.limits);
        out.push(ClientOutput::ReadRange { after: self.sent.seq, chunk });
    }

    /// Rows of the own journal from the disk.
    pub(super) fn rows(&mut self, rows: &[Sealed], now: Now, out: &mut Vec<ClientOutput>) {
        self.reading = false;
        if self.phase != Phase::Open {
            return;
        }
        let next = self.sent.seq.saturating_add(1);
        match rows.iter().find(|row| row.fact.seq == next) {
            Some(first) if first.fact.prev != self.sent.hash => self.forked(next, now, out),
            Some(_) => self.send(rows, out),
            None if self.sent.seq < self.own().seq && rows.is_empty() => {
                let why =
                    format!("this terminal's journal cannot be read behind {}", self.sent.seq);
                self.drop_link(&why, now, out);
            }
            None => {}
        }
    }

    /// Sends rows that continue what was sent, as far as the window allows; the rest is read from
    /// the disk when it opens.
    fn send(&mut self, rows: &[Sealed], out: &mut Vec<ClientOutput>) {
        let sent = self.sent.seq;
        let new = rows.iter().filter(|row| row.fact.seq > sent);
        for envelopes in plan::frames(new, Chunk::within(self.limits)) {
            if self.window.room() == 0 {
                return;
            }
            let seq = self.sent.seq.saturating_add(u64::try_from(envelopes.len()).unwrap_or(0));
            let Some(hash) = envelopes.last().map(|last| last.hash) else { return };
            self.sent = Head { seq, hash };
            self.window.sent(self.sent);
            out.push(ClientOutput::Send(Frame::Push(Push { envelopes })));
        }
    }

    /// Own envelopes were committed: sends them at once when they continue what was sent.
    pub(super) fn own_grew(&mut self, rows: &[Sealed], out: &mut Vec<ClientOutput>) {
        let Some(last) = rows.last() else { return };
        self.own_head(chain::head(last));
        let next = self.sent.seq.saturating_add(1);
        let continues = rows.first().is_some_and(|first| first.fact.seq <= next)
            && last.fact.seq >= next
            && rows.iter().any(|row| row.fact.seq == next && row.fact.prev == self.sent.hash);
        if self.phase == Phase::Open && !self.reading && continues {
            self.send(rows, out);
        }
    }

    /// The own journal's end on the disk.
    pub(super) fn own_head(&mut self, head: Head) {
        if head.seq > self.own().seq {
            self.durable.advance(self.me.terminal, head);
            self.note_arrived(head);
        }
    }

    /// The hub has the own journal durable up to a place.
    pub(super) fn ack(&mut self, ack: Ack, now: Now, out: &mut Vec<ClientOutput>) {
        if ack.terminal != self.me.terminal {
            return;
        }
        let other = |head: &Head| head.seq == ack.seq && head.hash != ack.hash;
        if self.window.waiting().any(other) {
            return self.forked(ack.seq, now, out);
        }
        if ack.again {
            // Where to go on says nothing of the hub's disk: what it names may still be on its way.
            self.window = Window::new(self.limits.window);
            self.sent = Head { seq: ack.seq, hash: ack.hash };
            return;
        }
        self.window.answered(|head| head.seq <= ack.seq);
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

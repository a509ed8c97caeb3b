//! What the peer pushes, its own journal as a rule, on its way to the hub's disk: checked, committed, then acknowledged.

use super::{AppendFault, Pending, ServerOutput, ServerSession};
use crate::domain::frontier::Frontier;
use crate::domain::id::{TerminalId, TerminalKind};
use crate::domain::planted::{self, Defect};
use crate::sync::session::chain::{self, Breach};
use crate::sync::wire::{Ack, Frame, Push, Quarantined};

impl ServerSession {
    /// Checks a push and hands what is new to the disk.
    pub(super) fn push(&mut self, push: &Push, out: &mut Vec<ServerOutput>) {
        if self.pending.len() >= self.limits.window {
            let sentence = "More frames came than the window allows: update this terminal.";
            return self.refuse("window", sentence.to_owned(), false, out);
        }
        if self.kind == TerminalKind::Display {
            let sentence = "A display only reads: pair this machine anew as what it is.";
            return self.refuse("display", sentence.to_owned(), true, out);
        }
        let peer = self.peer;
        let received = &self.received;
        let admitted = chain::admit(self.site, &push.envelopes, |journal| received.head(journal));
        let foreign = |maker: &TerminalId| *maker != peer;
        let strange = admitted.fresh.iter().any(|row| foreign(&row.fact.terminal))
            || admitted.faults.iter().any(|fault| fault.maker.as_ref().is_some_and(foreign));
        if strange && !self.recover {
            let sentence = "A terminal may push its own journal only: update this terminal.";
            return self.refuse("foreign", sentence.to_owned(), true, out);
        }
        for fault in &admitted.faults {
            match (&fault.breach, fault.place) {
                (Breach::Fork { terminal, seq }, _) => self.diverged(*terminal, *seq, out),
                (Breach::Gap { .. }, Some((journal, _))) => self.ask_again(journal, out),
                (breach, _) => {
                    let sentence = format!("{breach}: run `tillrail doctor` on this terminal.");
                    return self.refuse(breach.code(), sentence, true, out);
                }
            }
        }
        let mut fresh = admitted.fresh;
        fresh.retain(|row| !self.blocked.contains(&row.journal()));
        if fresh.is_empty() {
            if self.pending.is_empty() && admitted.faults.is_empty() {
                self.acknowledge_held(push, out);
            }
            return;
        }
        let mut heads = Frontier::default();
        for row in &fresh {
            heads.advance(row.journal(), row.head());
        }
        let unknown = fresh.iter().filter(|row| row.fact.event.is_none());
        let unknown = unknown.map(|row| (row.journal(), row.fact.seq)).collect();
        self.received.0.extend(heads.0.iter());
        self.sent.0.extend(heads.0.iter());
        self.tickets = self.tickets.saturating_add(1);
        let ticket = self.tickets;
        if planted::is(Defect::AckBeforeCommit) {
            Self::acknowledge(&heads, out);
        }
        out.push(ServerOutput::Held { terminal: peer, heads: heads.clone() });
        self.pending.push_back(Pending { ticket, heads, unknown });
        out.push(ServerOutput::Append { ticket, rows: fresh });
    }

    fn acknowledge(heads: &Frontier, out: &mut Vec<ServerOutput>) {
        for (journal, head) in &heads.0 {
            out.push(ServerOutput::Send(Frame::Ack(Ack {
                terminal: *journal,
                seq: head.seq,
                hash: head.hash,
                again: false,
            })));
        }
    }

    /// Everything pushed is held already: says how far its journals are.
    fn acknowledge_held(&self, push: &Push, out: &mut Vec<ServerOutput>) {
        let opened = push.envelopes.last().and_then(|last| Some(last.claimed().ok()?.journal()));
        let journal = opened.unwrap_or(self.peer);
        if self.blocked.contains(&journal) {
            return;
        }
        let heads = Frontier([(journal, self.received.head(journal))].into());
        Self::acknowledge(&heads, out);
    }

    /// Answers a gap with what the hub holds, never with a guess.
    fn ask_again(&self, journal: TerminalId, out: &mut Vec<ServerOutput>) {
        let have = self.received.head(journal);
        out.push(ServerOutput::Send(Frame::Ack(Ack {
            terminal: journal,
            seq: have.seq,
            hash: have.hash,
            again: true,
        })));
    }

    /// The disk has answered: acknowledge, or say why not.
    pub(super) fn appended(
        &mut self,
        ticket: u64,
        result: Result<(), AppendFault>,
        out: &mut Vec<ServerOutput>,
    ) {
        let Some(pending) = self.pending.pop_front_if(|pending| pending.ticket == ticket) else {
            return;
        };
        match result {
            Ok(()) => {
                Self::acknowledge(&pending.heads, out);
                for (journal, seq) in pending.unknown {
                    let one = Quarantined::unknown(journal, seq);
                    out.push(ServerOutput::Send(Frame::Quarantined(one)));
                }
            }
            Err(AppendFault::Forked(seq)) => {
                for journal in pending.heads.0.keys() {
                    self.diverged(*journal, seq, out);
                }
            }
            Err(AppendFault::Gap) => {
                let sentence = "Another connection of this terminal was in between: it is tried \
                                again by itself.";
                self.refuse("busy", sentence.to_owned(), false, out);
            }
            Err(AppendFault::Disk(why)) => {
                let sentence = format!("The hub cannot write to its disk now: {why}");
                self.refuse("busy", sentence, false, out);
            }
        }
    }
}

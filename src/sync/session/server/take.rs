//! The peer's own journal on its way to the hub's disk: checked, committed, then acknowledged.

use super::{AppendFault, Pending, ServerOutput, ServerSession};
use crate::domain::frontier::Head;
use crate::domain::id::TerminalKind;
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
        let (received, peer) = (self.received, self.peer);
        let ours = |terminal| if terminal == peer { received } else { Head::NONE };
        let admitted = chain::admit(self.site, &push.envelopes, ours);
        let foreign = admitted.heads.0.keys().any(|terminal| *terminal != peer)
            || admitted.faults.iter().any(|fault| fault.place.is_some_and(|(id, _)| id != peer));
        if foreign {
            let sentence = "A terminal may push its own journal only: update this terminal.";
            return self.refuse("foreign", sentence.to_owned(), true, out);
        }
        if let Some(fault) = admitted.faults.first() {
            return match &fault.breach {
                Breach::Fork { seq, .. } => self.refuse_fork(*seq, out),
                Breach::Gap { .. } => self.ask_again(out),
                breach @ (Breach::Damaged(_) | Breach::Site(_)) => {
                    let sentence = format!("{breach}: run `tillrail doctor` on this terminal.");
                    self.refuse(breach.code(), sentence, true, out);
                }
            };
        }
        if admitted.fresh.is_empty() && self.pending.is_empty() {
            return self.acknowledge(self.received, out);
        }
        let head = admitted.fresh.last().map_or(received, chain::head);
        let unknown = admitted.fresh.iter().filter(|row| row.fact.event.is_none());
        let unknown = unknown.map(|row| row.fact.seq).collect();
        if admitted.fresh.is_empty() {
            return;
        }
        self.received = head;
        self.sent.advance(peer, head);
        self.tickets = self.tickets.saturating_add(1);
        let ticket = self.tickets;
        self.pending.push_back(Pending { ticket, head, unknown });
        if planted::is(Defect::AckBeforeCommit) {
            self.acknowledge(head, out);
        }
        out.push(ServerOutput::Held { terminal: peer, heads: admitted.heads });
        out.push(ServerOutput::Append { ticket, rows: admitted.fresh });
    }

    fn acknowledge(&self, head: Head, out: &mut Vec<ServerOutput>) {
        out.push(ServerOutput::Send(Frame::Ack(Ack {
            terminal: self.peer,
            seq: head.seq,
            hash: head.hash,
            again: false,
        })));
    }

    /// Answers a gap with what the hub holds, never with a guess.
    fn ask_again(&self, out: &mut Vec<ServerOutput>) {
        out.push(ServerOutput::Send(Frame::Ack(Ack {
            terminal: self.peer,
            seq: self.received.seq,
            hash: self.received.hash,
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
                self.acknowledge(pending.head, out);
                for seq in pending.unknown {
                    let one = Quarantined::unknown(self.peer, seq);
                    out.push(ServerOutput::Send(Frame::Quarantined(one)));
                }
            }
            Err(AppendFault::Forked(seq)) => self.refuse_fork(seq, out),
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

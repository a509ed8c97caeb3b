//! What comes ahead of its journals while this terminal is fresh, and until when it is.

use super::receive::Pending;
use super::{ClientOutput, ClientSession};
use crate::domain::frontier::Frontier;
use crate::sync::frontier;
use crate::sync::session::Now;
use crate::sync::wire::{Aside, Frame, Held, Want};

impl ClientSession {
    /// The same session, of a terminal whose disk says that it was never whole.
    #[must_use]
    pub fn incomplete(mut self, incomplete: bool) -> Self {
        self.report.incomplete = incomplete;
        self
    }

    /// Whether this terminal has never held everything: it holds nothing of others, or its disk
    /// says so.
    pub(super) fn is_fresh(&self) -> bool {
        let own = [self.me.terminal, self.own_journal];
        let nothing = self.durable.0.keys().all(|journal| own.contains(journal));
        self.me.want != Want::None && (self.report.incomplete || nothing)
    }

    /// The hub has said what it holds: until that is here, too, this terminal is incomplete.
    pub(super) fn begin_incomplete(&mut self, out: &mut Vec<ClientOutput>) {
        if !self.is_fresh() || (!self.report.incomplete && self.wanted() == 0) {
            return;
        }
        let mut until = self.target.clone();
        until.0.remove(&self.me.terminal);
        until.0.remove(&self.own_journal);
        self.report.incomplete = true;
        self.until = Some(until.clone());
        out.push(ClientOutput::Incomplete(until));
        self.look_whole();
    }

    /// Something is on this disk: it may have been the last that was missing.
    pub(super) fn look_whole(&mut self) {
        let durable = &self.durable;
        let reached = |until: &Frontier| frontier::gaps(durable, until).next().is_none();
        if self.until.take_if(|until| reached(until)).is_some() {
            self.report.incomplete = false;
        }
    }

    /// Envelopes ahead of their journals: whole and of this site, or left out; their places are
    /// looked at when the journals come so far.
    pub(super) fn aside(&mut self, aside: &Aside, now: Now, out: &mut Vec<ClientOutput>) {
        if aside.no == 0 || !self.is_next(aside.no, now, out) {
            return;
        }
        let mut rows = Vec::with_capacity(aside.envelopes.len());
        for one in &aside.envelopes {
            match one.open() {
                Ok(sealed) if sealed.fact.site == self.me.site => {
                    if sealed.fact.terminal != self.me.terminal {
                        rows.push(sealed);
                    }
                }
                Ok(_) | Err(_) => {
                    self.report.quarantined = self.report.quarantined.saturating_add(1);
                }
            }
        }
        if rows.is_empty() {
            return self.nothing_new(aside.no, out);
        }
        self.tickets = self.tickets.saturating_add(1);
        let ticket = self.tickets;
        self.pending.push_back(Pending {
            ticket,
            no: Some(aside.no),
            heads: Frontier::default(),
            unknown: Vec::new(),
        });
        out.push(ClientOutput::Aside { ticket, rows });
    }

    /// Counts the frames of the hub. False when one was lost, and the connection has ended.
    pub(super) fn is_next(&mut self, no: u64, now: Now, out: &mut Vec<ClientOutput>) -> bool {
        if no > self.last_no.saturating_add(1) {
            self.drop_link("a frame of the hub was lost", now, out);
            return false;
        }
        self.last_no = self.last_no.max(no);
        true
    }

    /// A frame brought nothing to be written: it is answered with what is written before it.
    pub(super) fn nothing_new(&mut self, no: u64, out: &mut Vec<ClientOutput>) {
        match self.pending.back_mut() {
            Some(last) => last.no = Some(no),
            None => {
                out.push(ClientOutput::Send(Frame::Held(Held { no, heads: Frontier::default() })));
            }
        }
    }
}

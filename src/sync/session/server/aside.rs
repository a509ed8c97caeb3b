//! What a fresh terminal gets ahead of the ranges: what a counter needs to sell now, and what is
//! committed while the long tail still comes.

use std::collections::VecDeque;

use super::{Phase, ServerOutput, ServerSession};
use crate::domain::envelope::Sealed;
use crate::sync::frontier::{self, Gap};
use crate::sync::plan::Chunk;
use crate::sync::wire::{Aside, Frame, Packed, Want};

/// The most envelopes that one terminal is sent ahead at once; with more what is sent begins anew.
pub const AHEAD_ROWS_MAX: usize = 32_768;

/// How far the hub is with what goes ahead.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Ahead {
    /// From the greeting until nothing is missing.
    on: bool,
    /// The disk is to be asked.
    due: bool,
    reading: bool,
    queue: VecDeque<Packed>,
}

impl ServerSession {
    /// The terminal asks for it: as long as anything is missing it gets ahead what matters now.
    pub(super) fn begin_ahead(&mut self, asked: bool) {
        let on = asked && self.want != Want::None && self.misses_something();
        self.ahead = Ahead { on, due: on, ..Ahead::default() };
    }

    /// Rows were committed: they go ahead, too, because the range that ends with them may be long.
    pub(super) fn also_ahead(&mut self, rows: &[Sealed]) {
        if !self.ahead.on || self.phase != Phase::Open {
            return;
        }
        let peer = self.peer;
        let others = rows.iter().filter(|row| row.fact.terminal != peer);
        self.ahead.queue.extend(others.map(Packed::from));
        if self.ahead.queue.len() > AHEAD_ROWS_MAX {
            self.read_ahead_again();
        }
    }

    /// What was committed meanwhile is not known: the disk is asked again.
    pub(super) fn read_ahead_again(&mut self) {
        if self.ahead.on {
            self.ahead.queue.clear();
            self.ahead.due = true;
        }
    }

    /// What the disk says goes before what was committed meanwhile.
    pub(super) fn take_ahead(&mut self, rows: Vec<Packed>) {
        self.ahead.reading = false;
        let live = std::mem::replace(&mut self.ahead.queue, rows.into());
        self.ahead.queue.extend(live);
    }

    /// Sends what goes ahead, as far as there is room. True while the ranges have to wait for it.
    pub(super) fn pump_ahead(&mut self, out: &mut Vec<ServerOutput>) -> bool {
        if !self.ahead.on {
            return false;
        }
        if self.ahead.due && !self.ahead.reading {
            (self.ahead.due, self.ahead.reading) = (false, true);
            out.push(ServerOutput::ReadAhead);
        }
        while self.window.room() > 0 && !self.ahead.queue.is_empty() {
            let envelopes = self.next_ahead();
            let last = self.ahead.queue.is_empty() && !self.ahead.reading;
            self.no = self.no.saturating_add(1);
            self.window.sent(self.no);
            let aside = Aside { no: self.no, last, envelopes };
            out.push(ServerOutput::Send(Frame::Aside(aside)));
        }
        let waits = self.ahead.reading || !self.ahead.queue.is_empty();
        self.ahead.on = waits || self.misses_something();
        waits
    }

    /// One frame of it.
    fn next_ahead(&mut self) -> Vec<Packed> {
        let chunk = Chunk::within(self.limits);
        let mut envelopes: Vec<Packed> = Vec::new();
        let mut bytes = 0_usize;
        while let Some(next) = self.ahead.queue.pop_front_if(|next| {
            envelopes.is_empty()
                || (envelopes.len() < chunk.rows
                    && bytes.saturating_add(next.bytes().len()) <= chunk.bytes)
        }) {
            bytes = bytes.saturating_add(next.bytes().len());
            envelopes.push(next);
        }
        envelopes
    }

    fn misses_something(&self) -> bool {
        let wanted = |gap: Gap| self.is_wanted(gap.terminal);
        frontier::gaps(&self.sent, &self.known).any(wanted)
    }
}

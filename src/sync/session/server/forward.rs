//! The facts of others on their way to the peer: live while it keeps up, from the disk otherwise.

use super::{Notice, Phase, ServerOutput, ServerSession};
use crate::domain::envelope::{Passed, Sealed};
use crate::domain::frontier::Frontier;
use crate::domain::id::TerminalId;
use crate::sync::frontier::{self, Gap};
use crate::sync::plan::{self, Chunk};
use crate::sync::session::chain;
use crate::sync::wire::{Events, Frame, Packed, Quarantined, UNREADABLE, Want};

impl ServerSession {
    /// Whether this journal matters on this connection: to one that only pushes its own alone, so
    /// that thousands of them need no memory for the journals of all the others.
    fn is_followed(&self, terminal: TerminalId) -> bool {
        terminal == self.peer || self.want != Want::None
    }

    /// Whether the peer is to get this journal. Its own it gets when it lost some of it.
    pub(super) fn is_wanted(&self, terminal: TerminalId) -> bool {
        self.is_followed(terminal) && !self.blocked.contains(&terminal)
    }

    /// Forgets the journals that do not matter here.
    pub(super) fn follow_wanted(&mut self) {
        if self.want == Want::None {
            let peer = self.peer;
            self.known.0.retain(|terminal, _| *terminal == peer);
            self.sent.0.retain(|terminal, _| *terminal == peer);
        }
    }

    /// The hub committed rows: sends them at once when they continue what was sent and there is
    /// room, and otherwise only notes that they exist.
    pub(super) fn committed(&mut self, rows: &[Sealed], out: &mut Vec<ServerOutput>) {
        self.also_ahead(rows);
        let mut live: Vec<&Sealed> = Vec::new();
        // Journals come in runs, and most connections of a busy hub want nothing of most of them.
        for run in rows.chunk_by(|one, next| one.journal() == next.journal()) {
            let Some(last) = run.last() else { continue };
            let terminal = last.journal();
            if !self.is_followed(terminal) {
                continue;
            }
            if last.fact.seq > self.known.head(terminal).seq {
                self.known.advance(terminal, chain::head(last));
            }
            let free = self.phase == Phase::Open && self.reading != Some(terminal);
            if !free || self.window.room() == 0 || !self.is_wanted(terminal) {
                continue;
            }
            let mut sent = self.sent.head(terminal);
            for row in run {
                let follows =
                    row.fact.seq == sent.seq.saturating_add(1) && row.fact.prev == sent.hash;
                if follows || (sent.seq == 0 && chain::begins(row)) {
                    sent = chain::head(row);
                    live.push(row);
                    self.sent.advance(terminal, sent);
                }
            }
        }
        let chunk = Chunk::within(self.limits);
        self.send(live.into_iter().map(Packed::from), chunk, out);
    }

    /// The live feed was lost: what the disk holds is what there is to send.
    pub(super) fn behind(&mut self, disk: &Frontier) {
        for (terminal, head) in &disk.0 {
            if self.is_followed(*terminal) && head.seq > self.known.head(*terminal).seq {
                self.known.advance(*terminal, *head);
            }
        }
    }

    /// Rows of a range from the disk.
    pub(super) fn rows(
        &mut self,
        terminal: TerminalId,
        rows: &[Passed],
        out: &mut Vec<ServerOutput>,
    ) {
        self.reading = None;
        let sent = self.sent.head(terminal);
        let next = sent.seq.saturating_add(1);
        let rows = rows.iter().skip_while(|row| row.seq < next);
        let rows: Vec<&Passed> = rows.collect();
        let begins = |row: &Passed| row.branch == Some(row.hash);
        match (rows.first(), rows.last()) {
            (Some(first), Some(last)) if first.seq == next || (sent.seq == 0 && begins(first)) => {
                if first.prev != sent.hash && !begins(first) {
                    return self.diverged(terminal, sent.seq, out);
                }
                self.sent.advance(terminal, last.head());
                let range = Chunk::of_range(self.limits);
                self.send(rows.into_iter().map(Packed::from), range, out);
            }
            (_, _) => self.unreadable(terminal, "it does not follow", out),
        }
    }

    /// A journal that the hub itself cannot read any further: the peer hears why, and the others go
    /// on.
    pub(super) fn unreadable(
        &mut self,
        terminal: TerminalId,
        why: &str,
        out: &mut Vec<ServerOutput>,
    ) {
        self.reading = None;
        if self.blocked.insert(terminal) {
            let seq = self.sent.head(terminal).seq.saturating_add(1);
            out.push(ServerOutput::Notice(Notice::Unreadable { terminal, seq }));
            out.push(ServerOutput::Send(Frame::Quarantined(Quarantined {
                terminal,
                seq,
                code: UNREADABLE.to_owned(),
                sentence: format!(
                    "The hub cannot read {terminal} at {seq} ({why}): restart the hub, so that the \
                     good copy comes from its terminals."
                ),
            })));
        }
    }

    /// Sends rows in frames. What was chosen to be sent is sent, so a range may pass the window by
    /// the few frames that one range is cut into.
    fn send(
        &mut self,
        rows: impl Iterator<Item = Packed>,
        chunk: Chunk,
        out: &mut Vec<ServerOutput>,
    ) {
        for envelopes in plan::frames(rows, chunk) {
            self.no = self.no.saturating_add(1);
            self.window.sent(self.no);
            out.push(ServerOutput::Send(Frame::Events(Events { no: self.no, envelopes })));
        }
    }

    /// Asks the disk for the next range that the peer misses, when there is room for it.
    pub(super) fn pump(&mut self, out: &mut Vec<ServerOutput>) {
        if self.pump_ahead(out) || self.reading.is_some() || self.window.room() == 0 {
            return;
        }
        let wanted = |gap: &Gap| self.is_wanted(gap.terminal);
        let gap = if self.want == Want::None {
            frontier::gap(&self.sent, self.peer, self.known.head(self.peer)).filter(wanted)
        } else {
            frontier::gaps(&self.sent, &self.known).find(wanted)
        };
        let Some(gap) = gap else { return };
        self.reading = Some(gap.terminal);
        let chunk = Chunk::of_range(self.limits);
        out.push(ServerOutput::ReadRange { terminal: gap.terminal, after: gap.after, chunk });
    }
}

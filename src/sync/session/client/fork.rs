//! A journal with two branches, at the terminal: where they part, and filing the own branch.

use super::{ClientOutput, ClientSession, Phase};
use crate::domain::frontier::Head;
use crate::domain::id::TerminalId;
use crate::sync::session::Now;
use crate::sync::status::LinkStatus;
use crate::sync::wire::{COMPARED_PLACES_MAX, Compare, Frame, Places};

/// A search for the last place that both ends hold alike.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Comparing {
    journal: TerminalId,
    /// The last place known to be the same.
    same: u64,
    /// The place before which both part: the first known to differ, or the one behind the place
    /// that was said to.
    other: u64,
    /// Whether a place was seen to differ.
    seen: bool,
}

/// A part of a journal that was filed under a branch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Filed {
    /// The branch's journal.
    pub branch: TerminalId,
    /// Where the journal that it left ends now.
    pub left: Head,
    /// Where the branch ends.
    pub tip: Head,
}

/// At most a frame's places between two others, evenly spread.
fn between(same: u64, other: u64) -> Vec<u64> {
    let gap = other.saturating_sub(same);
    let most = u64::try_from(COMPARED_PLACES_MAX).unwrap_or(u64::MAX);
    let step = gap.div_ceil(most.saturating_add(1)).max(1);
    let places = (1..=most).map(|n| same.saturating_add(n.saturating_mul(step)));
    places.take_while(|place| *place < other).collect()
}

impl ClientSession {
    /// Two branches were seen: nothing of this journal goes on before it is known where they part.
    pub(super) fn diverged(
        &mut self,
        journal: TerminalId,
        other: u64,
        out: &mut Vec<ClientOutput>,
    ) {
        let begun = self.comparing.as_ref().is_some_and(|one| one.journal == journal);
        if begun || self.phase != Phase::Open {
            return;
        }
        if self.blocked.insert(journal) {
            self.report.forked = self.report.forked.saturating_add(1);
        }
        if self.comparing.is_none() {
            self.comparing =
                Some(Comparing { journal, same: 0, other: other.saturating_add(1), seen: false });
            self.narrow(out);
        }
    }

    /// Asks for places between, or files the own branch when there are none.
    fn narrow(&mut self, out: &mut Vec<ClientOutput>) {
        let Some(Comparing { journal, same, other, .. }) = self.comparing.clone() else { return };
        let places = between(same, other);
        if places.is_empty() {
            out.push(ClientOutput::Refile { journal, after: same });
        } else {
            out.push(ClientOutput::Send(Frame::Compare(Compare { journal, places })));
        }
    }

    /// The hub has said what it holds at some places.
    pub(super) fn places(&mut self, places: Places, out: &mut Vec<ClientOutput>) {
        if self.comparing.as_ref().is_some_and(|one| one.journal == places.journal) {
            let (journal, theirs) = (places.journal, places.heads);
            out.push(ClientOutput::CompareOwn { journal, theirs });
        }
    }

    /// What this disk says to these places: the last that is the same, the first that is not.
    pub(super) fn compared(
        &mut self,
        same: Option<u64>,
        other: Option<u64>,
        now: Now,
        out: &mut Vec<ClientOutput>,
    ) {
        let Some(one) = &mut self.comparing else { return };
        let before = one.clone();
        one.same = one.same.max(same.unwrap_or(0));
        one.other = one.other.min(other.unwrap_or(u64::MAX));
        one.seen |= other.is_some();
        let alike = !one.seen && one.same.saturating_add(1) >= one.other;
        if *one == before || alike {
            self.comparing = None;
            return self.drop_link("the hub does not say where two branches part", now, out);
        }
        self.narrow(out);
    }

    /// The own branch is filed: with its name both ends speak of the same, from a new greeting on.
    pub(super) fn refiled(
        &mut self,
        journal: TerminalId,
        result: Result<Option<Filed>, String>,
        now: Now,
        out: &mut Vec<ClientOutput>,
    ) {
        self.comparing = None;
        match result {
            Ok(Some(filed)) => {
                if filed.left.seq == 0 {
                    self.durable.0.remove(&journal);
                } else {
                    self.durable.advance(journal, filed.left);
                }
                self.durable.advance(filed.branch, filed.tip);
                if journal == self.own_journal {
                    self.goes_on(filed.branch, filed.left.seq, out);
                }
            }
            Ok(None) => {}
            Err(why) => return self.drop_link(&why, now, out),
        }
        self.greet_anew("a branch was filed", now, out);
    }

    /// Ends the connection to greet at once in the names that hold from now on.
    pub(super) fn greet_anew(&mut self, why: &str, now: Now, out: &mut Vec<ClientOutput>) {
        if matches!(self.phase, Phase::Connecting { .. } | Phase::Greeting | Phase::Open) {
            out.push(ClientOutput::Close(why.to_owned()));
            self.phase = Phase::Waiting { until: now.mono };
            self.hello_due = false;
            for pending in &mut self.pending {
                pending.no = None;
            }
            self.report.status = LinkStatus::Connecting;
        }
    }

    /// From now on this terminal writes another journal: a branch of its own.
    pub(super) fn goes_on(&mut self, journal: TerminalId, base: u64, out: &mut Vec<ClientOutput>) {
        self.own_journal = journal;
        self.own_base = base;
        self.acked = base;
        out.push(ClientOutput::AckedUpTo(base));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_lie_between_and_come_closer() {
        assert!(between(4, 5).is_empty());
        assert_eq!(between(4, 6), [5]);
        let wide = between(0, 1_000_000);
        assert!(wide.len() <= COMPARED_PLACES_MAX && wide.len() > 32);
        assert!(wide.iter().all(|place| (1..1_000_000).contains(place)));
        assert!(wide.is_sorted());
    }
}

//! A desk: the state of a terminal and the pen that seals what is decided into its journal.

use super::command::Command;
use super::decide::{Decided, Stamp, decide};
use super::envelope::{ENVELOPE_VERSION, Fact, Sealed};
use super::event::Event;
use super::frontier::Head;
use super::id::{AggregateId, Boot, StaffId, Uid};
use super::permitted::may;
use super::rejection::Rejection;
use super::state::{Applied, State};
use super::time::{At, Hlc};

/// State and pen of one terminal; whoever holds it is the only writer of that journal.
#[derive(Debug, Clone, PartialEq)]
pub struct Desk {
    /// Everything the terminal knows now.
    pub state: State,
    boot: Boot,
    head: Head,
    minted: u64,
    staff: StaffId,
}

impl Desk {
    /// A desk that goes on behind `head`, the end of its own journal, in a process of its own
    /// `boot`.
    pub fn new(state: State, boot: Boot, head: Head) -> Self {
        Self { state, boot, head, minted: 0, staff: StaffId::owner() }
    }

    /// A new identity, never made before and never made again.
    pub fn mint(&mut self) -> Uid {
        self.minted = self.minted.saturating_add(1);
        Uid { terminal: self.state.me.terminal, boot: self.boot, counter: self.minted }
    }

    /// The run of the program in which this desk seals.
    pub fn boot(&self) -> Boot {
        self.boot
    }

    /// Who works here.
    pub fn staff(&self) -> &StaffId {
        &self.staff
    }

    /// Somebody else works here from now on.
    pub fn sign_in(&mut self, staff: StaffId) {
        self.staff = staff;
    }

    /// The end of the journal with everything sealed so far.
    pub fn head(&self) -> Head {
        self.head
    }

    /// Moves the end of the own journal after it was taken back from a peer.
    pub fn took_back(&mut self, head: Head) {
        self.head = head;
    }

    /// Moves the end of the own journal behind an envelope that came back from a peer, when it is
    /// the next one. One of another branch, by a machine with the same identity, moves nothing.
    pub fn takes_back(&mut self, sealed: &Sealed) {
        let next = sealed.fact.prev == self.head.hash
            && sealed.fact.seq == self.head.seq.saturating_add(1);
        if next && sealed.fact.terminal == self.state.me.terminal {
            self.head = sealed.head();
        }
    }

    /// Decides a command at `at`, seals what it leads to and applies it at once. The caller
    /// appends the sealed facts and says so only when they are durable.
    ///
    /// # Errors
    /// A [`Rejection`]; nothing has changed then.
    pub fn act(&mut self, command: &Command, at: At) -> Result<Vec<Sealed>, Rejection> {
        if let Command::As { staff, command } = command {
            return self.act_as(command, at, staff.clone(), None);
        }
        self.act_as(command, at, self.staff.clone(), None)
    }

    /// Does a command as somebody, with the approval of somebody else when that is needed.
    ///
    /// # Errors
    /// As [`Self::act`].
    pub fn act_as(
        &mut self,
        command: &Command,
        at: At,
        staff: StaffId,
        approver: Option<StaffId>,
    ) -> Result<Vec<Sealed>, Rejection> {
        let day = self.state.settings().clock().day(at);
        let stamp = Stamp { at, day, staff, approver };
        let decided = decide(&self.state, command, &stamp)?;
        let kind = self.state.me.kind;
        if let Some((_, event)) = decided.iter().find(|(_, event)| !may(kind, event)) {
            return Err(Rejection::NotHere { kind, what: event.kind() });
        }
        let sealed = self.seal(decided, &stamp)?;
        for envelope in &sealed {
            let _: Applied = self.state.load(&envelope.fact);
        }
        Ok(sealed)
    }

    fn seal(&mut self, decided: Vec<Decided>, stamp: &Stamp) -> Result<Vec<Sealed>, Rejection> {
        let mut head = self.head;
        let mut sealed: Vec<Sealed> = Vec::with_capacity(decided.len());
        for (aggregate, event) in decided {
            let last = self.last_hlc(&sealed, &aggregate, &event);
            let envelope = Sealed::seal(Fact {
                site: self.state.me.site,
                terminal: self.state.me.terminal,
                seq: head.seq.saturating_add(1),
                boot: self.boot,
                hlc: Hlc::next(last, stamp.at),
                at: stamp.at,
                day: stamp.day,
                staff: stamp.staff.clone(),
                prev: head.hash,
                v: ENVELOPE_VERSION,
                aggregate,
                of: None,
                event: Some(event),
            })?;
            head = Head { seq: envelope.fact.seq, hash: envelope.hash };
            sealed.push(envelope);
        }
        self.head = head;
        Ok(sealed)
    }
    /// The place that a fact sorts behind. All orders of one act may become one family by it, and
    /// the order that lines go to has a past of its own.
    fn last_hlc(&self, sealed: &[Sealed], aggregate: &AggregateId, event: &Event) -> Hlc {
        let is_order = |id: &AggregateId| matches!(id, AggregateId::Order(_));
        let kin = |other: &&Sealed| {
            other.fact.aggregate == *aggregate
                || (is_order(aggregate) && is_order(&other.fact.aggregate))
        };
        let before = sealed.iter().rev().find(kin).map(|other| other.fact.hlc);
        let joined = if let Event::LinesMoved(moved) = event {
            self.state.last_hlc(&AggregateId::Order(moved.to))
        } else {
            Hlc::default()
        };
        self.state.last_hlc(aggregate).max(joined).max(before.unwrap_or_default())
    }
}

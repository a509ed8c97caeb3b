//! What can happen to a screen: one closed enum into the loop.

use std::sync::Arc;

use super::customers::CustomersNews;
use super::input::Input;
use crate::domain::command::Command;
use crate::domain::envelope::{Fact, Sealed};
use crate::domain::id::{AggregateId, StaffId};
use crate::domain::prep::Learnt;
use crate::domain::search::Searched;
use crate::domain::time::At;
use crate::sync::status::LinkStatus;

/// The time of a message: wall time for people, monotonic time for guards and ages of keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Now {
    /// Wall time in milliseconds UTC.
    pub at: At,
    /// Monotonic milliseconds since the program started.
    pub mono: u64,
}

/// A hub that answers takes what waits within this time, milliseconds.
const GROWING_MS: i64 = 10_000;

/// How the terminal stands with its hub, as the status line shows it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LinkView {
    /// The state of the link.
    pub status: LinkStatus,
    /// The name or address of the hub; empty when there is none.
    pub hub: String,
    /// Envelopes of this terminal that the hub has not acknowledged.
    pub unsent: u64,
    /// When the oldest of them was made, in milliseconds UTC.
    pub oldest_unsent: Option<At>,
    /// When the hub was last heard, in milliseconds UTC.
    pub last_contact: Option<At>,
    /// What stands behind it, for those who look closer.
    pub facts: LinkFacts,
}

impl LinkView {
    /// True while the hub answers and yet what was made here has waited for longer than a hub needs.
    pub fn is_growing(&self, now: At) -> bool {
        let waits = self.oldest_unsent.is_some_and(|oldest| now.since(oldest) > GROWING_MS);
        waits && self.unsent > 0 && self.status.is_connected()
    }
}

/// What the connection screen tells those who look closer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LinkFacts {
    /// Where the hub is, or where the hub inside this counter listens; empty when nothing does.
    pub address: String,
    /// How the line is protected: `TLS 3F2A-…`, `PLAIN …`.
    pub line: String,
    /// The hub's clock less ours, milliseconds, once measured.
    pub offset_ms: Option<i64>,
    /// Envelopes that are stored here and not understood.
    pub quarantined: u64,
    /// Branches of journals that are held: identities that two machines used.
    pub forks: u64,
    /// Why this terminal must take another identity, as a word; none when it need not.
    pub renew: Option<String>,
    /// Whether the hub is filled again with everything that is held here.
    pub filling: bool,
    /// Why the hub sends nothing more of a journal, in one sentence; none when it sends all.
    pub stopped: Option<String>,
    /// True from the first joining until everything that the hub held then is here.
    pub incomplete: bool,
    /// What waits for the hub, by kind of fact, in the order of its first.
    pub kinds: Vec<(String, u64)>,
    /// The first facts that wait, the oldest first.
    pub waiting: Vec<Waiting>,
}

/// A fact that the hub has not acknowledged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// When it was made.
    pub at: At,
    /// Its kind, as the protocol names it.
    pub kind: String,
    /// What it is about.
    pub aggregate: AggregateId,
}

/// What came of pairing again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Paired {
    /// The hub takes this terminal again; what waits is sent.
    Done,
    /// The hub shows a certificate that a person must compare first: its fingerprint.
    Compare(String),
    /// Why not, in one sentence.
    Refused(String),
}

/// A message to a screen.
#[derive(Debug, Clone, PartialEq)]
pub enum Msg {
    /// A key, a click, pasted text or a new size.
    Input(Input),
    /// A second has passed, or a timer of the screen is due.
    Tick,
    /// The facts handed over as this batch are committed to this machine's disk.
    Durable {
        /// The batch of [`super::effect::Effect::Append`].
        batch: u64,
    },
    /// The facts handed over as this batch could not be committed; they are tried again.
    NotSaved {
        /// The batch.
        batch: u64,
        /// Why, in words.
        reason: String,
        /// How often it was tried.
        tries: u32,
    },
    /// Facts of other journals, committed here.
    Arrived(Vec<Arc<Fact>>),
    /// Facts of others that are no news: read again, or history that came ahead of its journals.
    Known(Vec<Arc<Fact>>),
    /// Facts that came ahead of their journals and are not in them: nothing of them counts.
    Disowned(Vec<Arc<Fact>>),
    /// Envelopes of the own journal that came back from the hub and are committed here: this
    /// terminal was set back to an older copy.
    TookBack(Vec<Sealed>),
    /// What the preparation times of the last weeks teach, read anew.
    Learnt(Arc<Learnt>),
    /// All facts of an aggregate that was asked for.
    Loaded(AggregateId, Vec<Arc<Fact>>),
    /// What a search on the disk came to.
    Searched {
        /// The number of the question.
        id: u64,
        /// The orders.
        found: Searched,
    },
    /// The link changed.
    Link(LinkView),
    /// Something beside the screen that a person should know, in one sentence.
    Warn(String),
    /// Another program asks this one, as the owner of the journal, to act.
    Asked {
        /// The number to answer with.
        id: u64,
        /// What it asks for, all or nothing each.
        commands: Vec<Command>,
    },
    /// Whose PIN it is that was asked about.
    PinChecked {
        /// The number of the question.
        id: u64,
        /// Whose; nobody's when absent.
        whose: Option<StaffId>,
    },
    /// A new PIN as it is to be kept.
    PinKept {
        /// The number of the question.
        id: u64,
        /// The text of the fact, or why it cannot be had, in one sentence.
        kept: Result<String, String>,
    },
    /// What came of pairing this terminal again.
    Paired(Paired),
    /// Something about customers.
    Customers(CustomersNews),
    /// The system asks the program to end: everything is saved, leave cleanly.
    Terminate,
}

//! What goes into the terminal's end of the link and what comes out.

use super::fork::Filed;
use crate::domain::envelope::Sealed;
use crate::domain::frontier::{Frontier, Head};
use crate::domain::id::{SiteId, TerminalId};
use crate::sync::plan::Chunk;
use crate::sync::session::{PersonalNews, PersonalWork};
use crate::sync::status::LinkReport;
use crate::sync::wire::{Credential, Frame, Refused, Want};

/// Who this terminal is, and to whom it speaks.
#[derive(Debug, Clone, PartialEq)]
pub struct Me {
    /// The site.
    pub site: SiteId,
    /// The terminal.
    pub terminal: TerminalId,
    /// The secret from pairing.
    pub credential: Credential,
    /// What it asks for.
    pub want: Want,
    /// The hub as screens show it: its address.
    pub hub: String,
}

/// What happens to the link.
#[derive(Debug, Clone, PartialEq)]
pub enum ClientInput {
    /// The link begins.
    Start,
    /// The connection asked for stands.
    Connected,
    /// A frame arrived.
    Frame(Frame),
    /// Bytes arrived that are not yet a frame: the hub lives.
    Heard,
    /// Something arrived that is not a frame: one sentence.
    Garbage(String),
    /// The connection could not be made or has ended: one sentence.
    Closed(String),
    /// The connection could not be made, and a person must act before it can.
    Denied(Refused),
    /// The answer to [`ClientOutput::ReadRange`].
    Rows {
        /// Which journal.
        journal: TerminalId,
        /// The rows.
        rows: Vec<Sealed>,
    },
    /// The range could not be read: one sentence.
    ReadFailed(String),
    /// Envelopes of the journal that this terminal writes were committed, contiguous.
    OwnGrew(Vec<Sealed>),
    /// The journal that this terminal writes, and where it ends: after the live feed was lost, or
    /// when it may be another than before.
    OwnHead {
        /// Which journal: that of its identity, or a branch of it.
        journal: TerminalId,
        /// The last place that it shares with the journal it left.
        base: u64,
        /// Where it ends.
        head: Head,
    },
    /// The answer to [`ClientOutput::CompareOwn`].
    Compared {
        /// The last place at which both hold the same.
        same: Option<u64>,
        /// The first at which they do not.
        other: Option<u64>,
    },
    /// The answer to [`ClientOutput::Refile`].
    Refiled {
        /// The journal that had two branches.
        journal: TerminalId,
        /// What was filed, nothing when there was nothing behind that place, or why it was not.
        result: Result<Option<Filed>, String>,
    },
    /// The answer to [`ClientOutput::Append`].
    Appended {
        /// The ticket of the append.
        ticket: u64,
        /// Committed, or one sentence why not.
        result: Result<(), String>,
    },
    /// Something about the rows of customers.
    Personal(PersonalNews),
    /// The timer rang.
    Tick,
    /// A person or the system asks to try at once.
    TryNow,
    /// The terminal was paired again: this is its credential from now on.
    Credential(Credential),
    /// The link ends.
    Stop,
}

/// What the driver is to do.
#[derive(Debug, Clone, PartialEq)]
pub enum ClientOutput {
    /// Connect, and answer `Connected` or `Closed`.
    Connect,
    /// Send a frame.
    Send(Frame),
    /// Read envelopes to push.
    ReadRange {
        /// Which journal.
        journal: TerminalId,
        /// The last place not wanted.
        after: u64,
        /// How much.
        chunk: Chunk,
    },
    /// Commit envelopes of others, and answer `Appended`.
    Append {
        /// Names the append in the answer.
        ticket: u64,
        /// The rows, checked.
        rows: Vec<Sealed>,
    },
    /// Keep envelopes of others ahead of their journals, and answer `Appended`.
    Aside {
        /// Names it in the answer.
        ticket: u64,
        /// The rows, whole and of this site.
        rows: Vec<Sealed>,
    },
    /// This terminal is incomplete until it holds this: remember it.
    Incomplete(Frontier),
    /// The hub has the own journal durable up to here: remember it.
    AckedUpTo(u64),
    /// Do this with the rows of customers.
    Personal(PersonalWork),
    /// Compare what the hub holds of a journal with this disk, and answer `Compared`.
    CompareOwn {
        /// Which journal.
        journal: TerminalId,
        /// What the hub holds.
        theirs: Vec<Head>,
    },
    /// File what a journal holds behind a place under a branch, and answer `Refiled`.
    Refile {
        /// Which journal.
        journal: TerminalId,
        /// The last place that both ends hold alike.
        after: u64,
    },
    /// Show this.
    Report(LinkReport),
    /// Send `Tick` at this monotonic time, in place of the time asked for before.
    ArmTimer(u64),
    /// Drop the connection; nothing of it may come in any more.
    Close(String),
}

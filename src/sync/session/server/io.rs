//! What goes into the hub's end of a connection and what comes out.

use std::sync::Arc;

use crate::domain::envelope::{Passed, Sealed};
use crate::domain::frontier::Frontier;
use crate::domain::id::{TerminalId, TerminalKind};
use crate::domain::number::Letter;
use crate::sync::plan::Chunk;
use crate::sync::session::{PersonalNews, PersonalWork};
use crate::sync::wire::{Compare, Credential, Frame, Packed, Places, Quarantined, Refused};

/// What an accepted terminal may know at once.
#[derive(Debug, Clone, PartialEq)]
pub struct Grant {
    /// What the hub's disk holds.
    pub frontier: Frontier,
    /// The terminal's order letter.
    pub letter: Option<Letter>,
    /// Whether it may have the rows of customers.
    pub personal: bool,
    /// What the terminal was paired as.
    pub kind: TerminalKind,
    /// Whether the hub is filled again, so that this terminal may push every journal that it holds.
    pub recover: bool,
}

/// Why an append failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AppendFault {
    /// The disk holds another branch at this place.
    Forked(u64),
    /// The disk ends earlier than expected: another connection was in between.
    Gap,
    /// The disk refused: one sentence.
    Disk(String),
}

/// What happens to a connection.
#[derive(Debug, Clone, PartialEq)]
pub enum ServerInput {
    /// A frame arrived.
    Frame(Frame),
    /// Something arrived that is not a frame: one sentence.
    Garbage(String),
    /// The credential is right.
    Admitted(Grant),
    /// The credential is not.
    Denied(Refused),
    /// The answer to [`ServerOutput::ReadRange`].
    Rows {
        /// Which journal.
        terminal: TerminalId,
        /// The rows.
        rows: Vec<Passed>,
    },
    /// The range could not be read.
    ReadFailed {
        /// Which journal.
        terminal: TerminalId,
        /// One sentence.
        why: String,
    },
    /// The answer to [`ServerOutput::ReadPlaces`].
    Places(Places),
    /// The answer to [`ServerOutput::ReadAhead`]; nothing when there is nothing worth it.
    Ahead(Vec<Packed>),
    /// The hub committed these.
    Committed(Arc<Vec<Sealed>>),
    /// The live feed was lost; the disk holds this.
    Behind(Frontier),
    /// The answer to [`ServerOutput::Append`].
    Appended {
        /// The ticket of the append.
        ticket: u64,
        /// Committed, or why not.
        result: Result<(), AppendFault>,
    },
    /// Something about the rows of customers.
    Personal(PersonalNews),
    /// The timer rang.
    Tick,
    /// The connection has ended.
    Closed,
}

/// What a person or the hub's health page should know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// A peer holds more of a third journal than the hub: the hub was restored or lost.
    Ahead {
        /// Which journal.
        terminal: TerminalId,
        /// How far the peer holds it.
        seq: u64,
    },
    /// Two branches of one journal were seen.
    Forked {
        /// Which journal.
        terminal: TerminalId,
        /// Where.
        seq: u64,
    },
    /// The hub cannot read a journal of its own any further.
    Unreadable {
        /// Which journal.
        terminal: TerminalId,
        /// From where.
        seq: u64,
    },
    /// A terminal stored an envelope that it does not understand.
    Quarantined(Quarantined),
    /// A terminal's clock against the hub's.
    Clock {
        /// Whose.
        terminal: TerminalId,
        /// Its clock less the hub's, milliseconds.
        offset_ms: i64,
    },
}

/// What the driver is to do.
#[derive(Debug, Clone, PartialEq)]
pub enum ServerOutput {
    /// Check the credential, and answer `Admitted` with the disk's frontier, or `Denied`.
    Authorise {
        /// Who it says it is.
        terminal: TerminalId,
        /// The secret.
        credential: Credential,
    },
    /// Send a frame.
    Send(Frame),
    /// Read a range, and answer `Rows` or `ReadFailed`.
    ReadRange {
        /// Which journal.
        terminal: TerminalId,
        /// The last place not wanted.
        after: u64,
        /// How much.
        chunk: Chunk,
    },
    /// Read what is held at some places of a journal, and answer `Places`.
    ReadPlaces(Compare),
    /// Read what a fresh terminal needs now, and answer `Ahead`.
    ReadAhead,
    /// Commit rows of the peer's journal, and answer `Appended`.
    Append {
        /// Names the append in the answer.
        ticket: u64,
        /// The rows, checked.
        rows: Vec<Sealed>,
    },
    /// The peer has said that this is on its disk.
    Held {
        /// Who.
        terminal: TerminalId,
        /// What.
        heads: Frontier,
    },
    /// Do this with the rows of customers.
    Personal(PersonalWork),
    /// Note this.
    Notice(Notice),
    /// Send `Tick` at this monotonic time.
    ArmTimer(u64),
    /// Close the connection after what was sent.
    Close(String),
}

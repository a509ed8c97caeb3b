//! Frontiers: for each journal, the last place held and its hash.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::envelope::Hash;
use super::id::TerminalId;

/// The end of a journal as a replica holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// The last sequence number held; 0 when nothing is held.
    pub seq: u64,
    /// The hash there; zero when nothing is held.
    pub hash: Hash,
}

impl Head {
    /// The end of a journal of which nothing is held.
    pub const NONE: Self = Self { seq: 0, hash: Hash::ZERO };
}

/// The identity of the journal in which a branch of a terminal's journal is kept: the first 64 bits
/// of `SHA-256(terminal as 8 bytes ‖ hash of the first envelope of the branch)`. Every replica names
/// a branch alike, and nobody else has that name.
pub fn branch_journal(terminal: TerminalId, first: Hash) -> TerminalId {
    let mut bytes = terminal.0.to_be_bytes().to_vec();
    bytes.extend_from_slice(&first.0);
    let named = Hash::of(&bytes).0.first_chunk::<8>().copied().unwrap_or_default();
    TerminalId(u64::from_be_bytes(named))
}

/// What a replica holds of every journal it knows, by the journal's identity: that of its terminal,
/// or [`branch_journal`].
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Frontier(pub BTreeMap<TerminalId, Head>);

impl Frontier {
    /// The end of one journal.
    pub fn head(&self, terminal: TerminalId) -> Head {
        self.0.get(&terminal).copied().unwrap_or(Head::NONE)
    }

    /// Moves the end of a journal.
    pub fn advance(&mut self, terminal: TerminalId, head: Head) {
        self.0.insert(terminal, head);
    }
}

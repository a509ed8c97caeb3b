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

/// What a replica holds of every journal it knows.
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

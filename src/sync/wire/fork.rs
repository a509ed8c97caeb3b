//! The frames about journals with two branches: that they differ, and where they part.

use serde::{Deserialize, Serialize};

use crate::domain::frontier::Head;
use crate::domain::id::TerminalId;

/// The most places that one frame compares.
pub const COMPARED_PLACES_MAX: usize = 64;

/// The hub holds another branch of a journal at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Forked {
    /// Which journal.
    pub journal: TerminalId,
    /// A place at which both hold something and it differs.
    pub seq: u64,
}

/// A terminal asks what the hub holds at some places of a journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Compare {
    /// Which journal.
    pub journal: TerminalId,
    /// The places, at most [`COMPARED_PLACES_MAX`].
    pub places: Vec<u64>,
}

/// What the hub holds at those places; what it does not hold is left out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Places {
    /// Which journal.
    pub journal: TerminalId,
    /// Places and hashes.
    pub heads: Vec<Head>,
}

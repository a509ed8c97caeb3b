//! What is new in a batch, and the heads of the journals while it is looked through.

use std::collections::BTreeMap;

use super::Ledger;
use crate::domain::envelope::Sealed;
use crate::domain::frontier::Head;
use crate::domain::id::TerminalId;

/// An envelope that is new, and the journal it goes into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fresh {
    /// Its place in the batch.
    pub index: usize,
    /// The journal: its terminal's, or a branch.
    pub journal: TerminalId,
    /// The branch it begins, when it begins one: the last place that is shared.
    pub(super) begins: Option<u64>,
}

/// The heads of the journals while a batch is looked through.
pub(super) struct Ahead<'a> {
    pub(super) ledger: &'a Ledger,
    pub(super) heads: BTreeMap<TerminalId, Head>,
    pub(super) begun: Vec<(TerminalId, TerminalId)>,
}

impl Ahead<'_> {
    pub(super) fn head(&self, journal: TerminalId) -> Head {
        self.heads.get(&journal).copied().unwrap_or_else(|| self.ledger.head(journal))
    }

    /// The journals of a terminal: its own name first, then its branches.
    pub(super) fn journals(&self, terminal: TerminalId) -> Vec<TerminalId> {
        let known = self.ledger.branches.get(&terminal).into_iter().flatten().copied();
        let begun = self.begun.iter().filter(|(of, _)| *of == terminal).map(|(_, one)| *one);
        std::iter::once(terminal).chain(known).chain(begun).collect()
    }

    pub(super) fn take(&mut self, index: usize, journal: TerminalId, sealed: &Sealed) -> Fresh {
        self.heads.insert(journal, sealed.head());
        Fresh { index, journal, begins: None }
    }
}

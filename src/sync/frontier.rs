//! What two replicas miss of each other: a pure, sorted difference of their frontiers.

use crate::domain::envelope::Hash;
use crate::domain::frontier::{Frontier, Head};
use crate::domain::id::TerminalId;

/// A range of one journal that one replica holds and another does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Gap {
    /// Which journal.
    pub terminal: TerminalId,
    /// The last place that both hold.
    pub after: u64,
    /// The last place of the range.
    pub to: u64,
}

impl Gap {
    /// How many envelopes are missing.
    pub const fn count(&self) -> u64 {
        self.to.saturating_sub(self.after)
    }
}

/// What a journal that ends at `head` elsewhere holds beyond `ours`.
pub fn gap(ours: &Frontier, terminal: TerminalId, head: Head) -> Option<Gap> {
    let after = ours.head(terminal).seq;
    (head.seq > after).then_some(Gap { terminal, after, to: head.seq })
}

/// What `theirs` holds beyond `ours`, one journal after the other.
pub fn gaps<'a>(ours: &'a Frontier, theirs: &'a Frontier) -> impl Iterator<Item = Gap> + 'a {
    theirs.0.iter().filter_map(|(terminal, head)| gap(ours, *terminal, *head))
}

/// What `theirs` holds beyond `ours`, sorted by journal.
pub fn missing(ours: &Frontier, theirs: &Frontier) -> Vec<Gap> {
    gaps(ours, theirs).collect()
}

/// How many envelopes `theirs` holds beyond `ours`.
pub fn missing_count(ours: &Frontier, theirs: &Frontier) -> u64 {
    missing(ours, theirs).iter().map(Gap::count).fold(0, u64::saturating_add)
}

/// The journals that end at one place with two hashes: one identity was used by two machines.
pub fn forks(ours: &Frontier, theirs: &Frontier) -> Vec<TerminalId> {
    let forked = |terminal: &&TerminalId| {
        let (a, b) = (ours.head(**terminal), theirs.head(**terminal));
        a.seq == b.seq && a.hash != b.hash
    };
    theirs.0.keys().filter(forked).copied().collect()
}

/// Eight hex digits over a frontier: equal when two replicas hold the same.
pub fn digest(frontier: &Frontier) -> String {
    let mut bytes = Vec::with_capacity(frontier.0.len().saturating_mul(48));
    for (terminal, head) in &frontier.0 {
        bytes.extend_from_slice(&terminal.0.to_be_bytes());
        bytes.extend_from_slice(&head.seq.to_be_bytes());
        bytes.extend_from_slice(&head.hash.0);
    }
    let mut text = Hash::of(&bytes).to_string();
    text.truncate(8);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frontier(heads: &[(u64, u64)]) -> Frontier {
        let head = |seq: u64| Head { seq, hash: Hash::of(&seq.to_be_bytes()) };
        Frontier(heads.iter().map(|(id, seq)| (TerminalId(*id), head(*seq))).collect())
    }

    #[test]
    fn the_difference_is_sorted_and_one_sided() {
        let ours = frontier(&[(1, 5), (2, 9)]);
        let theirs = frontier(&[(3, 2), (2, 4), (1, 8)]);
        let gap = |id, after, to| Gap { terminal: TerminalId(id), after, to };
        assert_eq!(missing(&ours, &theirs), [gap(1, 5, 8), gap(3, 0, 2)]);
        assert_eq!(missing(&theirs, &ours), [gap(2, 4, 9)]);
        assert_eq!(missing_count(&ours, &theirs), 5);
        assert_eq!(missing(&ours, &ours), []);
    }

    #[test]
    fn one_place_with_two_hashes_is_a_fork() {
        let ours = frontier(&[(1, 5), (2, 9)]);
        let mut theirs = ours.clone();
        assert_eq!(forks(&ours, &theirs), []);
        theirs.advance(TerminalId(1), Head { seq: 5, hash: Hash::of(b"another") });
        assert_eq!(forks(&ours, &theirs), [TerminalId(1)]);
        assert_ne!(digest(&ours), digest(&theirs));
    }
}

//! The check of arriving envelopes: whole, of this site, and the next of their journal's chain.

use crate::domain::envelope::Sealed;
use crate::domain::frontier::{Frontier, Head};
use crate::domain::id::{SiteId, TerminalId};
use crate::domain::planted::{self, Defect};
use crate::sync::wire::Packed;

/// Why a journal cannot go on with what arrived.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Breach {
    /// The bytes are not an envelope, or not the ones that were hashed.
    #[error("an envelope is damaged: {0}")]
    Damaged(String),
    /// The envelope belongs to another site.
    #[error("an envelope of another site arrived: {0}")]
    Site(SiteId),
    /// Another envelope stands at a place that is already taken: two machines use one identity.
    #[error("journal {terminal} has two branches at {seq}: renew the terminal that was copied")]
    Fork {
        /// Which journal.
        terminal: TerminalId,
        /// The first place that differs.
        seq: u64,
    },
    /// Envelopes between are missing.
    #[error("journal {terminal} has a gap behind {}", have.seq)]
    Gap {
        /// Which journal.
        terminal: TerminalId,
        /// What is held.
        have: Head,
    },
}

impl Breach {
    /// The code of the breach in frames.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Damaged(_) => "envelope",
            Self::Site(_) => "site",
            Self::Fork { .. } => "forked",
            Self::Gap { .. } => "gap",
        }
    }
}

/// One envelope that could not be taken, and where it belongs when that can be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Journal and place.
    pub place: Option<(TerminalId, u64)>,
    /// Whose journal it claims to be, or a branch of whose.
    pub maker: Option<TerminalId>,
    /// Why.
    pub breach: Breach,
}

/// What a list of envelopes brings.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Admitted {
    /// The envelopes that are new, in their order.
    pub fresh: Vec<Sealed>,
    /// The ends of the journals that moved.
    pub heads: Frontier,
    /// The first fault of each journal; its further envelopes in this list are left out.
    pub faults: Vec<Fault>,
}

/// The head of a journal after this envelope.
pub fn head(sealed: &Sealed) -> Head {
    sealed.head()
}

/// Whether an envelope is the first of its branch. What it follows is in another journal, so that
/// only the disk can check it.
pub fn begins(sealed: &Sealed) -> bool {
    sealed.branch == Some(sealed.hash)
}

/// Checks one envelope against the end of its journal. `None` when it is already held.
fn step(site: SiteId, sealed: Sealed, have: Head) -> Result<Option<Sealed>, Breach> {
    let fact = &sealed.fact;
    let (terminal, seq) = (sealed.journal(), fact.seq);
    if fact.site != site {
        return Err(Breach::Site(fact.site));
    }
    if have.seq == 0 && begins(&sealed) {
        return Ok(Some(sealed));
    }
    let next = have.seq.saturating_add(1);
    if planted::is(Defect::MissingChainCheck) {
        return Ok((seq >= next).then_some(sealed));
    }
    if seq > next {
        return Err(Breach::Gap { terminal, have });
    }
    let other_branch = if seq == next {
        fact.prev != have.hash
    } else {
        seq == have.seq && sealed.hash != have.hash
    };
    if other_branch {
        return Err(Breach::Fork { terminal, seq });
    }
    Ok((seq == next).then_some(sealed))
}

/// Checks envelopes against what is held. What is held already is passed over, so that resending is
/// harmless; a journal with a fault stops there, the others go on.
pub fn admit(site: SiteId, packed: &[Packed], held: impl Fn(TerminalId) -> Head) -> Admitted {
    let mut out = Admitted::default();
    let mut stopped: Vec<TerminalId> = Vec::new();
    for one in packed {
        let sealed = match one.open() {
            Ok(sealed) => sealed,
            Err(error) => {
                let claimed = one.claimed().ok();
                let place = claimed.as_ref().map(|claimed| (claimed.journal(), claimed.fact.seq));
                let maker = claimed.map(|claimed| claimed.fact.terminal);
                stopped.extend(place.map(|(journal, _)| journal));
                let breach = Breach::Damaged(error.to_string());
                out.faults.push(Fault { place, maker, breach });
                continue;
            }
        };
        let (journal, seq) = (sealed.journal(), sealed.fact.seq);
        let maker = sealed.fact.terminal;
        if stopped.contains(&journal) {
            continue;
        }
        let have = out.heads.0.get(&journal).copied().unwrap_or_else(|| held(journal));
        match step(site, sealed, have) {
            Ok(None) => {}
            Ok(Some(fresh)) => {
                out.heads.advance(journal, head(&fresh));
                out.fresh.push(fresh);
            }
            Err(breach) => {
                stopped.push(journal);
                let place = Some((journal, seq));
                out.faults.push(Fault { place, maker: Some(maker), breach });
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::testing::{SITE, branch, journal};
    use super::*;

    fn pack(rows: &[Sealed]) -> Vec<Packed> {
        rows.iter().map(Packed::from).collect()
    }

    #[test]
    fn f15_what_is_held_is_passed_over() {
        let rows = journal(1, 5);
        let held = head(&rows[2]);
        let admitted = admit(SITE, &pack(&rows), |_| held);
        assert_eq!(admitted.fresh, rows[3..]);
        assert_eq!(admitted.heads.head(TerminalId(1)), head(&rows[4]));
        assert_eq!(admitted.faults, []);
    }

    #[test]
    fn a_gap_a_fork_and_a_forgery_stop_one_journal_only() {
        let rows = journal(1, 5);
        let others = journal(2, 2);
        let branch = branch(&rows[..3], 2);
        let held = |id| if id == TerminalId(1) { head(&rows[2]) } else { Head::NONE };

        let mut list = pack(&rows[4..]);
        list.extend(pack(&others));
        let gap = admit(SITE, &list, held);
        assert_eq!(gap.fresh, others);
        assert_eq!(gap.faults[0].breach.code(), "gap");

        let held_more = |_| head(&rows[3]);
        let fork = admit(SITE, &pack(&branch[3..]), held_more);
        assert_eq!(fork.fresh, []);
        assert_eq!(fork.faults[0].breach.code(), "forked");

        let mut forged = pack(&rows[3..]);
        let other = forged[0].bytes().replace("70000", "70001");
        forged[0] = Packed::unread(other, forged[0].hash, None);
        let forged = admit(SITE, &forged, held);
        assert_eq!(forged.fresh, []);
        assert_eq!(forged.faults[0].place, Some((TerminalId(1), 4)));

        let elsewhere = admit(SiteId(9), &pack(&rows[3..]), held);
        assert_eq!(elsewhere.faults[0].breach, Breach::Site(SITE));
    }
}

//! What a link reads of journals with two branches.

use crate::domain::frontier::Head;
use crate::domain::id::TerminalId;
use crate::store::{Reader, StoreError};
use crate::sync::session::Filed;

/// The journal that a terminal writes, the last place that it shares with the one it left, and
/// where it ends.
///
/// # Errors
/// As the store says.
pub fn own(reader: &Reader, me: TerminalId) -> Result<(TerminalId, u64, Head), StoreError> {
    let journal = reader.own_journal(me)?;
    Ok((journal, reader.base(journal)?, reader.head(journal)?))
}

/// The last of these places at which the journal is the same here, and the first at which it is
/// not.
///
/// # Errors
/// As the store says.
pub fn compare(
    reader: &Reader,
    journal: TerminalId,
    theirs: &[Head],
) -> Result<(Option<u64>, Option<u64>), StoreError> {
    let (mut same, mut other) = (None, None::<u64>);
    for head in theirs {
        match reader.hash_at(journal, head.seq)? {
            Some(hash) if hash == head.hash => same = same.max(Some(head.seq)),
            Some(_) | None => other = Some(other.map_or(head.seq, |seq| seq.min(head.seq))),
        }
    }
    Ok((same, other))
}

/// The branch with this end that was filed behind a journal; none when there was nothing to file.
///
/// # Errors
/// As the store says.
pub fn filed(reader: &Reader, journal: TerminalId, tip: Head) -> Result<Option<Filed>, StoreError> {
    let left = reader.head(journal)?;
    for branch in reader.branches()?.into_iter().map(|one| one.journal) {
        if tip.seq > 0 && reader.head(branch)? == tip {
            return Ok(Some(Filed { branch, left, tip }));
        }
    }
    Ok(None)
}

//! What of a terminal's own journal waits for the hub, read from the disk for people.

use std::path::{Path, PathBuf};

use crate::store::{Reader, StoreError};
use crate::tui::msg::Waiting;

/// The most facts that are counted by kind.
const COUNTED_MAX: usize = 500;

/// The most facts that are listed.
const LISTED_MAX: usize = 12;

/// What the disk says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OnDisk {
    /// Envelopes that are stored and not understood.
    pub quarantined: u64,
    /// Branches of journals that are held.
    pub forks: u64,
    /// Why this terminal must take another identity.
    pub renew: Option<String>,
    /// What waits, by kind, in the order of its first.
    pub kinds: Vec<(String, u64)>,
    /// The first that wait, the oldest first.
    pub first: Vec<Waiting>,
}

/// Reads it beside the loop. What cannot be read is left out and written to the log.
pub async fn read(folder: PathBuf) -> OnDisk {
    match tokio::task::spawn_blocking(move || look(&folder)).await {
        Ok(Ok(found)) => found,
        Ok(Err(error)) => {
            tracing::error!(%error, "what waits for the hub could not be read");
            OnDisk::default()
        }
        Err(error) => {
            tracing::error!(%error, "reading what waits for the hub ended by a panic");
            OnDisk::default()
        }
    }
}

fn look(folder: &Path) -> Result<OnDisk, StoreError> {
    let reader = Reader::open(folder)?;
    let Some(identity) = reader.identity()? else { return Ok(OnDisk::default()) };
    let own = reader.own_journal(identity.terminal)?;
    let rows = reader.range(own, reader.acked()?, COUNTED_MAX, usize::MAX)?;
    let mut found = OnDisk {
        quarantined: u64::try_from(reader.quarantined()?.len()).unwrap_or(u64::MAX),
        forks: u64::try_from(reader.branches()?.len()).unwrap_or(u64::MAX),
        renew: reader.must_renew()?,
        ..OnDisk::default()
    };
    for row in rows {
        let kind = row.fact.event.as_ref().map_or("unknown", |event| event.kind());
        match found.kinds.iter_mut().find(|(known, _)| known == kind) {
            Some((_, count)) => *count = count.saturating_add(1),
            None => found.kinds.push((kind.to_owned(), 1)),
        }
        if found.first.len() < LISTED_MAX {
            let (at, aggregate) = (row.fact.at, row.fact.aggregate.clone());
            found.first.push(Waiting { at, kind: kind.to_owned(), aggregate });
        }
    }
    Ok(found)
}

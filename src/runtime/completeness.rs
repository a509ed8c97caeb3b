//! Whether the figures of a replica on this machine are complete, with what the program announces
//! that holds it.

use std::collections::BTreeMap;

use crate::domain::id::TerminalId;
use crate::domain::settings::Settings;
use crate::domain::time::{At, Day};
use crate::hub::completeness;
use crate::report::figures::Completeness;
use crate::runtime::boot::replicas::Replica;
use crate::runtime::control::{self, Answer, Request};
use crate::store::{Reader, StoreError};

/// Judges the figures of a period as a replica holds them, by the one rule of
/// [`completeness::of`].
///
/// # Errors
/// As the store says.
pub fn of(
    replica: &Replica,
    reader: &mut Reader,
    settings: &Settings,
    period: (Day, Day),
    now: At,
) -> Result<Completeness, StoreError> {
    completeness::of(reader, settings, period, now, || announced_to(replica))
}

/// What terminals announce to the program that holds the replica, when it runs.
fn announced_to(replica: &Replica) -> BTreeMap<TerminalId, u64> {
    match control::ask(&replica.folder, &Request::Status) {
        Ok(Answer::Status(status)) => {
            status.announced.iter().map(|head| (head.terminal, head.seq)).collect()
        }
        Ok(
            Answer::Done { .. }
            | Answer::Code { .. }
            | Answer::Sites { .. }
            | Answer::Refused { .. },
        )
        | Err(_) => BTreeMap::new(),
    }
}

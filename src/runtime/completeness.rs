//! Whether the figures of a period are complete: what of every selling journal is held.

use crate::domain::id::TerminalKind;
use crate::domain::settings::Settings;
use crate::domain::time::{At, Day};
use crate::report::figures::{Completeness, Missing};
use crate::runtime::boot::replicas::Replica;
use crate::runtime::control::{self, Announced, Answer, Request};
use crate::store::figures::JournalFigures;
use crate::store::{Reader, StoreError};

/// Judges the figures of a period as a replica holds them.
///
/// The own journal is always whole. Of every other counter or hub that is not retired and had
/// begun by the end of the period, the journal must be held beyond the end of the period, or up to
/// the close of its shift, or up to what it announces to a hub that runs now.
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
    let own = replica.identity.terminal;
    let waiting = if replica.identity.hub.is_some() { reader.unsent()? } else { 0 };
    let others: Vec<JournalFigures> = reader
        .completeness()?
        .into_iter()
        .filter(|journal| journal.terminal != own && !journal.retired && sells(journal))
        .filter(|journal| journal.seq > 0)
        .collect();
    let mut complete_until = Some(now);
    let mut missing = Vec::new();
    let mut announced: Option<Vec<Announced>> = None;
    for journal in others {
        if is_whole(&journal, period) {
            continue;
        }
        let heads = announced.get_or_insert_with(|| announced_to(replica));
        if heads.iter().any(|head| head.terminal == journal.terminal && head.seq <= journal.seq) {
            continue;
        }
        complete_until = complete_until.min(Some(journal.last_at));
        missing.push(Missing { who: who(&journal), since: Some(journal.last_at) });
    }
    // A period that has passed is complete up to its own end, not up to now.
    let end = settings.clock().start(period.1.after());
    let complete_until = complete_until.map(|until| end.map_or(until, |end| until.min(end)));
    Ok(Completeness { complete_until, waiting, missing })
}

fn sells(journal: &JournalFigures) -> bool {
    matches!(journal.kind, None | Some(TerminalKind::Counter | TerminalKind::Hub))
        && journal.letter.is_some()
}

/// True when nothing of the period can be missing: the terminal went on after it, or its last
/// shift is closed.
fn is_whole(journal: &JournalFigures, period: (Day, Day)) -> bool {
    journal.last_day.is_some_and(|day| day > period.1) || journal.open_shift.is_none()
}

/// What terminals announce to the program that holds the replica, when it runs.
fn announced_to(replica: &Replica) -> Vec<Announced> {
    match control::ask(&replica.folder, &Request::Status) {
        Ok(Answer::Status(status)) => status.announced,
        Ok(
            Answer::Done { .. }
            | Answer::Code { .. }
            | Answer::Sites { .. }
            | Answer::Refused { .. },
        )
        | Err(_) => Vec::new(),
    }
}

fn who(journal: &JournalFigures) -> String {
    let kind = journal.kind.map(|kind| format!("{kind} ")).unwrap_or_default();
    let letter = journal.letter.as_ref().map(|letter| format!("{letter} ")).unwrap_or_default();
    format!("{kind}{letter}{}", journal.name)
}

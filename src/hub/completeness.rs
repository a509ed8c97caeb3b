//! Whether the figures of a period are complete: what of every selling journal is held. The one rule
//! of all reports, in the program and over REST.

use std::collections::BTreeMap;

use crate::domain::id::{TerminalId, TerminalKind};
use crate::domain::settings::Settings;
use crate::domain::time::{At, Day};
use crate::report::figures::{Completeness, Missing};
use crate::store::figures::JournalFigures;
use crate::store::{Reader, StoreError};

/// Judges the figures of a period as a reader's replica holds them.
///
/// The own journal is always whole. Of every other counter or hub that is not retired and had
/// begun by the end of the period, the journal must be held beyond the end of the period, or up to
/// the close of its shift, or up to what `announced` says: the ends that connected terminals name.
/// A terminal that has never held everything since it joined misses every journal that is not
/// there as far as its hub held it then.
///
/// # Errors
/// As the store says.
pub fn of(
    reader: &mut Reader,
    settings: &Settings,
    period: (Day, Day),
    now: At,
    announced: impl FnOnce() -> BTreeMap<TerminalId, u64>,
) -> Result<Completeness, StoreError> {
    let identity = reader.identity()?;
    let own = identity.as_ref().map(|identity| identity.terminal);
    let has_hub = identity.is_some_and(|identity| identity.hub.is_some());
    let waiting = if has_hub { reader.unsent()? } else { 0 };
    let until = reader.until()?.unwrap_or_default();
    let journals = reader.completeness()?;
    let mut complete_until = Some(now);
    let mut missing = Vec::new();
    let mut heads: Option<BTreeMap<TerminalId, u64>> = None;
    let mut announced = Some(announced);
    for journal in journals.iter().filter(|journal| Some(journal.terminal) != own) {
        let behind = until.head(journal.terminal).seq > journal.seq;
        if !behind {
            if journal.retired || !sells(journal) || journal.seq == 0 || is_whole(journal, period) {
                continue;
            }
            let heads = heads.get_or_insert_with(|| {
                announced.take().map_or_else(BTreeMap::new, |announced| announced())
            });
            if heads.get(&journal.terminal).is_some_and(|seq| *seq <= journal.seq) {
                continue;
            }
        }
        let since = (journal.seq > 0).then_some(journal.last_at);
        complete_until = complete_until.min(since);
        missing.push(Missing { who: who(journal), since });
    }
    for (terminal, head) in &until.0 {
        let known = journals.iter().any(|journal| journal.terminal == *terminal);
        if !known && reader.head(*terminal)?.seq < head.seq {
            complete_until = None;
            missing.push(Missing { who: format!("terminal {terminal}"), since: None });
        }
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

fn who(journal: &JournalFigures) -> String {
    let kind = journal.kind.map(|kind| format!("{kind} ")).unwrap_or_default();
    let letter = journal.letter.as_ref().map(|letter| format!("{letter} ")).unwrap_or_default();
    format!("{kind}{letter}{}", journal.name)
}

//! What the doctor says of clocks: facts that were made in the future.

use super::Level;
use crate::domain::time::At;
use crate::store::figures::JournalFigures;
use crate::store::{Reader, StoreError};

/// From how many milliseconds ahead of this machine's clock a fact is worth a look.
const AHEAD_LOOK_MS: i64 = 300_000;

/// Whose last fact was made in the future, as the clock of this machine sees it.
pub(super) fn ahead(
    reader: &mut Reader,
    now: At,
    say: &mut impl FnMut(Level, String),
) -> Result<(), StoreError> {
    for journal in reader.completeness()? {
        if let Some(sentence) = sentence(&journal, now) {
            say(Level::Look, sentence);
        }
    }
    Ok(())
}

fn sentence(journal: &JournalFigures, now: At) -> Option<String> {
    let ahead = journal.last_at.since(now);
    let who = if journal.name.is_empty() { "a terminal" } else { &journal.name };
    let (minutes, last) = (ahead / 60_000, journal.last_at.rfc3339());
    (journal.seq > 0 && ahead > AHEAD_LOOK_MS).then(|| {
        format!(
            "the last fact of {who} ({}) bears {last}, which is {minutes} min from now: it counts in \
             its place; set the clock there, or here",
            journal.terminal
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::id::TerminalId;

    #[test]
    fn f42_a_fact_from_the_future_is_accepted_and_told() {
        let now = At(1_795_176_000_000);
        let journal = |ahead_ms: i64| JournalFigures {
            terminal: TerminalId(2),
            kind: None,
            name: "Bar".to_owned(),
            letter: None,
            retired: false,
            seq: 7,
            last_at: now.plus(ahead_ms),
            last_day: None,
            open_shift: None,
        };
        assert_eq!(sentence(&journal(300_000), now), None);
        assert_eq!(sentence(&journal(-86_400_000), now), None, "the past is what it is");
        let said = sentence(&journal(86_400_000), now).unwrap();
        assert!(
            said.contains("the last fact of Bar (") && said.contains("1440 min from now"),
            "{said}"
        );
        assert_eq!(sentence(&JournalFigures { seq: 0, ..journal(86_400_000) }, now), None);
    }
}

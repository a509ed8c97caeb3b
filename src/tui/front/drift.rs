//! The clock of this terminal beside the hub's: what is said when it is off, and the fact of it.

use super::Front;
use crate::domain::command::Command;
use crate::domain::id::TerminalKind;
use crate::sync::status::DRIFT_WARNING_MS;
use crate::tui::effect::Effect;

/// A clock that was off is right again below this, milliseconds, so that one at the edge is noted
/// once.
const RIGHT_AGAIN_MS: i64 = DRIFT_WARNING_MS / 2;

/// A clock is off once it was for this long, monotonic milliseconds: the beats that lay in a line
/// while the machine slept say otherwise for a moment.
const SURE_MS: u64 = 10_000;

/// What is known of the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Drift {
    /// Since when it is seen to be off, in monotonic milliseconds.
    since: Option<u64>,
    /// By how much it was off when that was written down, milliseconds.
    noted: Option<i64>,
    /// Whether it is still to be said.
    unsaid: bool,
}

impl Front {
    /// Compares the clocks with what the link has measured: one that is off is written into the
    /// journal, once until it is right again or off by a minute more. A display only reads.
    pub(super) fn watch_clock(&mut self) -> Vec<Effect> {
        let Some(offset) = self.link.facts.offset_ms else { return Vec::new() };
        if offset.saturating_abs() <= DRIFT_WARNING_MS {
            self.drift.since = None;
            if offset.saturating_abs() < RIGHT_AGAIN_MS {
                self.drift.noted = None;
            }
            return Vec::new();
        }
        let since = *self.drift.since.get_or_insert(self.now.mono);
        let known = self
            .drift
            .noted
            .is_some_and(|noted| noted.saturating_sub(offset).saturating_abs() <= DRIFT_WARNING_MS);
        if known || self.now.mono.saturating_sub(since) < SURE_MS {
            return Vec::new();
        }
        self.drift = Drift { since: Some(since), noted: Some(offset), unsaid: true };
        if self.desk.state.me.kind == TerminalKind::Display {
            return Vec::new();
        }
        // Who only looks on writes nothing; the warning is true all the same.
        self.act(&Command::NoteDrift(offset)).map(|(_, effects)| effects).unwrap_or_default()
    }

    /// What is to be said of the clock, once.
    pub fn clock_news(&mut self) -> Option<String> {
        let offset = self.drift.noted.filter(|_| std::mem::take(&mut self.drift.unsaid))?;
        let way = if offset > 0 { "behind" } else { "ahead of" };
        Some(format!("The clock here is {} {way} the hub's: set it.", far(offset)))
    }
}

/// How far two clocks are apart, in words: `61 s`, `12 min`, `30 h`, `4 days`.
fn far(offset_ms: i64) -> String {
    let seconds = offset_ms.unsigned_abs() / 1_000;
    match seconds {
        0..120 => format!("{seconds} s"),
        120..7_200 => format!("{} min", seconds / 60),
        7_200..172_800 => format!("{} h", seconds / 3_600),
        _ => format!("{} days", seconds / 86_400),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::desk::Desk;
    use crate::domain::event::Event;
    use crate::domain::frontier::Head;
    use crate::domain::id::{Boot, SiteId, TerminalId};
    use crate::domain::state::{Me, State};
    use crate::domain::time::At;
    use crate::tui::msg::{LinkFacts, LinkView, Msg, Now};

    fn front(kind: TerminalKind) -> Front {
        let me = Me {
            site: SiteId(1),
            terminal: TerminalId(2),
            kind,
            name: "Bar".to_owned(),
            letter: None,
        };
        let now = Now { at: At(1_795_176_000_000), mono: 1_000 };
        Front::new(Desk::new(State::new(me), Boot(1), Head::NONE), now)
    }

    const NOTHING: [i64; 0] = [];

    /// The hub is heard, some seconds later; what is written into the journal of it.
    fn heard(front: &mut Front, seconds: u64, offset: i64) -> Vec<i64> {
        let now = Now { mono: front.now.mono + seconds * 1_000, ..front.now };
        let facts = LinkFacts { offset_ms: Some(offset), ..LinkFacts::default() };
        let view = LinkView { facts, ..LinkView::default() };
        let mut noted = Vec::new();
        for effect in front.absorb(&Msg::Link(view), now) {
            let Effect::Append { sealed, .. } = effect else { continue };
            for row in sealed {
                if let Some(Event::ClockDrifted { offset_ms }) = &row.fact.event {
                    noted.push(*offset_ms);
                }
            }
        }
        noted
    }

    #[test]
    fn f42_a_clock_that_is_off_by_more_than_a_minute_is_said_and_written_once() {
        let mut front = front(TerminalKind::Counter);
        assert_eq!(heard(&mut front, 2, 60_000), NOTHING, "a minute is no drift");
        assert_eq!(heard(&mut front, 60, 60_001), NOTHING);
        assert_eq!(front.clock_news(), None, "it is not sure yet");
        assert_eq!(heard(&mut front, 10, 60_500), [60_500]);
        let said = front.clock_news();
        assert_eq!(said.as_deref(), Some("The clock here is 60 s behind the hub's: set it."));
        assert_eq!(front.clock_news(), None, "once");
        assert_eq!(heard(&mut front, 600, 62_000), NOTHING, "the same drift");
        assert_eq!(heard(&mut front, 2, 45_000), NOTHING, "at the edge");
        assert_eq!(heard(&mut front, 2, 61_000), NOTHING);
        assert_eq!(heard(&mut front, 20, 61_000), NOTHING, "still the same drift");
        assert_eq!(heard(&mut front, 2, 86_400_000), [86_400_000], "a day more");
        assert!(front.clock_news().unwrap().contains("24 h behind"));
        assert_eq!(heard(&mut front, 2, 900), NOTHING, "it was set");
        heard(&mut front, 2, -300_000);
        assert_eq!(heard(&mut front, 10, -300_000), [-300_000]);
        assert!(front.clock_news().unwrap().contains("5 min ahead of"));
    }

    #[test]
    fn beats_that_lay_in_the_line_while_the_machine_slept_are_no_drift() {
        let mut front = front(TerminalKind::Kitchen);
        for _ in 0..7 {
            assert_eq!(heard(&mut front, 0, -7_200_000), NOTHING);
        }
        assert_eq!(heard(&mut front, 1, 12), NOTHING);
        assert_eq!(heard(&mut front, 20, 61_000), NOTHING, "another one begins anew");
        assert_eq!(front.clock_news(), None);
    }

    #[test]
    fn a_display_writes_nothing() {
        let mut front = front(TerminalKind::Display);
        heard(&mut front, 2, 90_000);
        assert_eq!(heard(&mut front, 20, 90_000), NOTHING);
        assert!(front.clock_news().is_some());
    }
}

//! No double submit: when a key that takes money, approves or closes counts.

use crate::tui::input::{Key, Press};

/// After a screen change these keys are ignored for this long, in milliseconds.
pub const SETTLE_MS: u64 = 300;
/// On the screen with the change Enter is ignored for this long, in milliseconds.
pub const PAID_SETTLE_MS: u64 = 600;
/// The same key pressed again within this time is one press, where repeats are not marked.
const BOUNCE_MS: u64 = 150;

/// Remembers when the screen changed and which key came last; times are monotonic milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Guard {
    since: u64,
    last: Option<(Key, u64)>,
}

impl Guard {
    /// A guard of a screen that has just appeared.
    pub const fn new(mono: u64) -> Self {
        Self { since: mono, last: None }
    }

    /// The screen asks something else from now on.
    pub const fn changed(&mut self, mono: u64) {
        self.since = mono;
    }

    /// True when this press of a guarded key counts.
    pub fn counts(&mut self, press: Press, mono: u64, settle_ms: u64) -> bool {
        let bounced = self
            .last
            .replace((press.key, mono))
            .is_some_and(|(key, last)| key == press.key && mono.saturating_sub(last) < BOUNCE_MS);
        !press.repeat && !bounced && mono.saturating_sub(self.since) >= settle_ms
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENTER: Press = Press { key: Key::Enter, repeat: false };

    #[test]
    fn a_key_counts_once_the_screen_has_settled_and_the_key_was_let_go() {
        let mut guard = Guard::new(1_000);
        assert!(!guard.counts(ENTER, 1_299, SETTLE_MS));
        assert!(!guard.counts(ENTER, 1_400, SETTLE_MS), "still the same press");
        assert!(guard.counts(ENTER, 1_550, SETTLE_MS));
        assert!(!guard.counts(Press { repeat: true, ..ENTER }, 9_000, SETTLE_MS));
        guard.changed(9_500);
        assert!(!guard.counts(ENTER, 9_799, SETTLE_MS));
        let plus = Press { key: Key::Char('+'), repeat: false };
        assert!(guard.counts(plus, 9_801, SETTLE_MS), "another key is no bounce");
    }
}

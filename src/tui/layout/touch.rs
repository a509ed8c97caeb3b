//! When the screen changes to large targets by itself: a tap after a long time without keys.

/// A tap changes to the touch layout when no key was pressed for this many milliseconds.
const KEYLESS_MS: i64 = 300_000;

/// Remembers keys and taps; all times are milliseconds of a clock that does not run backwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TouchWatch {
    last_key_ms: i64,
    active: bool,
}

impl TouchWatch {
    /// Starts with the moment the screen was entered, which counts like a key.
    pub const fn new(now_ms: i64) -> Self {
        Self { last_key_ms: now_ms, active: false }
    }

    /// A key was pressed: the keyboard is in use.
    pub fn key(&mut self, now_ms: i64) {
        self.last_key_ms = now_ms;
        self.active = false;
    }

    /// The screen was tapped or clicked.
    pub fn tap(&mut self, now_ms: i64) {
        if now_ms.saturating_sub(self.last_key_ms) >= KEYLESS_MS {
            self.active = true;
        }
    }

    /// True while the touch layout should be used although the setting says auto.
    pub const fn is_active(&self) -> bool {
        self.active
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tap_after_five_minutes_without_keys_changes_the_layout_until_a_key() {
        let mut watch = TouchWatch::new(0);
        watch.tap(KEYLESS_MS - 1);
        assert!(!watch.is_active());
        watch.tap(KEYLESS_MS);
        assert!(watch.is_active());
        watch.key(KEYLESS_MS + 1);
        assert!(!watch.is_active());
    }
}

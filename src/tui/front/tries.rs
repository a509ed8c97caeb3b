//! Wrong PINs in a row, and the pause behind them.

/// Wrong PINs in a row: after three of them nobody is asked for a minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tries {
    wrong: u8,
    until: Option<u64>,
}

impl Tries {
    /// How many there are before the pause.
    pub const MOST: u8 = 3;
    /// How long the pause lasts, in milliseconds.
    pub const PAUSE_MS: u64 = 60_000;

    /// How many are left.
    pub const fn left(self) -> u8 {
        Self::MOST.saturating_sub(self.wrong)
    }

    /// A wrong one at a monotonic moment.
    pub const fn wrong(&mut self, mono: u64) {
        self.wrong = self.wrong.saturating_add(1);
        if self.wrong >= Self::MOST {
            self.wrong = 0;
            self.until = Some(mono.saturating_add(Self::PAUSE_MS));
        }
    }

    /// A right one: the count begins anew.
    pub const fn right(&mut self) {
        self.wrong = 0;
        self.until = None;
    }

    /// Seconds until somebody is asked again, while there is a pause.
    pub fn pause(self, mono: u64) -> Option<u64> {
        let left = self.until?.saturating_sub(mono);
        (left > 0).then(|| left.div_ceil(1_000))
    }
}

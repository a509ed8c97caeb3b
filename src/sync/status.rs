//! What a screen may know of the link: plain words and numbers, without any dependency.

/// How a terminal stands with its hub. Times are milliseconds UTC.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum LinkStatus {
    /// No hub is configured: this machine is a whole shop of its own.
    #[default]
    Alone,
    /// A connection is being made, or the greeting is under way.
    Connecting,
    /// Everything known on either side has been exchanged.
    Online {
        /// The hub, as it is shown: its address.
        hub: String,
        /// Since when it is online.
        since: i64,
        /// When the hub was last heard.
        last_contact: i64,
    },
    /// Connected, and envelopes are still on their way in or out.
    Syncing {
        /// How many envelopes are known to be missing on either side.
        left: u64,
    },
    /// The hub cannot be reached; work goes on, facts wait.
    Offline {
        /// Since when.
        since: i64,
        /// One sentence: why, for instance what the network said.
        why: String,
        /// When the next try is made.
        next_try: i64,
    },
    /// The hub does not take this terminal; trying again is slow and a person must act.
    Refused {
        /// The code, as the protocol names it (`credential`, `version`, `forked`, ...).
        code: String,
        /// One sentence for a person, with the remedy.
        sentence: String,
    },
}

impl LinkStatus {
    /// True while the hub answers: online or syncing.
    pub const fn is_connected(&self) -> bool {
        matches!(self, Self::Online { .. } | Self::Syncing { .. })
    }

    /// The word on screens.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Alone => "ALONE",
            Self::Connecting => "CONNECTING",
            Self::Online { .. } => "ONLINE",
            Self::Syncing { .. } => "SYNCING",
            Self::Offline { .. } => "OFFLINE",
            Self::Refused { .. } => "REFUSED",
        }
    }
}

/// The status with the figures that stand beside it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LinkReport {
    /// How the terminal stands with its hub.
    pub status: LinkStatus,
    /// Own envelopes that the hub has not acknowledged as durable.
    pub unsent: u64,
    /// When the hub was last heard, milliseconds UTC; `None` before the first time.
    pub last_contact: Option<i64>,
    /// The hub's clock less ours, in milliseconds, once measured.
    pub offset_ms: Option<i64>,
    /// Envelopes of this site that were stored and not understood, seen on this link.
    pub quarantined: u64,
    /// Journals of which the hub holds another branch than this disk, seen on this connection.
    pub forked: u64,
    /// Why the hub sends nothing more of a journal, in one sentence; seen on this connection.
    pub stopped: Option<String>,
    /// Whether the hub is filled again, with everything that is held here.
    pub recovers: bool,
    /// True from the first joining until everything that the hub held then is here.
    pub incomplete: bool,
}

/// No word from the hub for this long turns kitchen and display to STALE.
pub const STALE_AFTER_MS: i64 = 10_000;

/// A clock further than this from the hub's is worth a warning.
pub const DRIFT_WARNING_MS: i64 = 60_000;

impl LinkReport {
    /// How long ago the hub was last heard when that is long enough to call the screen STALE:
    /// the age in milliseconds. A machine that works alone is never stale.
    pub fn stale(&self, now: i64) -> Option<i64> {
        if self.status == LinkStatus::Alone {
            return None;
        }
        let age = now.saturating_sub(self.last_contact?).max(0);
        (age > STALE_AFTER_MS).then_some(age)
    }

    /// Whether the clocks differ so much that a person should look.
    pub fn drifted(&self) -> bool {
        self.offset_ms.is_some_and(|offset| offset.saturating_abs() > DRIFT_WARNING_MS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn f31_ten_seconds_without_a_word_are_stale() {
        let mut report = LinkReport { last_contact: Some(1_000), ..LinkReport::default() };
        assert_eq!(report.stale(60_000), None, "alone is never stale");
        report.status = LinkStatus::Offline { since: 0, why: String::new(), next_try: 0 };
        assert_eq!(report.stale(11_000), None);
        assert_eq!(report.stale(11_001), Some(10_001));
    }

    #[test]
    fn a_minute_of_drift_warns_in_both_directions() {
        let report = |offset| LinkReport { offset_ms: Some(offset), ..LinkReport::default() };
        assert!(!report(60_000).drifted());
        assert!(report(60_001).drifted());
        assert!(report(-60_001).drifted());
    }
}

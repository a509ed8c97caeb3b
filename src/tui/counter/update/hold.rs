//! Keys that may be a part of a scan: where a figure acts at once they wait until it is clear that a
//! person pressed them, so that no digit of a barcode chooses anything.

use crate::tui::counter::model::Model;
use crate::tui::input::{Key, Press, SCAN_GAP_MS};

/// Characters that wait, and since when the last of them does, in monotonic milliseconds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in crate::tui::counter) struct Held {
    presses: Vec<Press>,
    since: u64,
}

impl Held {
    /// The characters belonged to a scan: nobody pressed them.
    pub(super) fn forget(&mut self) {
        self.presses.clear();
    }
}

impl Model {
    /// Keeps a character back that may belong to a scan; answers whether it waits. Only what lies
    /// over the order screen and is chosen from does that: what is typed into is set back when the
    /// scan ends.
    pub(super) fn keep_back(&mut self, press: Press) -> bool {
        let chooses = self.overlays.last().is_some_and(|top| {
            let over = top.over.over();
            !over.is_typing() && !over.takes_scans() && !over.takes_cards()
        });
        let plain = matches!(press.key, Key::Char(sign) if sign.is_ascii_alphanumeric());
        let waits = !self.held.presses.is_empty() || (chooses && plain);
        if waits {
            self.held.presses.push(press);
            self.held.since = self.front.now.mono;
        }
        waits
    }

    /// When a tick must do what was kept back, in monotonic milliseconds, if no more of a scan
    /// comes.
    pub fn held_until(&self) -> Option<u64> {
        let gap = u64::try_from(SCAN_GAP_MS).unwrap_or_default().saturating_add(1);
        (!self.held.presses.is_empty()).then(|| self.held.since.saturating_add(gap))
    }

    /// Time passed without more of a scan: a person pressed what was kept back.
    pub(super) fn release_due(&mut self) {
        if self.held_until().is_some_and(|until| self.front.now.mono >= until) {
            self.release();
        }
    }

    /// Does what was kept back.
    pub(super) fn release(&mut self) {
        for press in std::mem::take(&mut self.held.presses) {
            self.pressed(press);
        }
    }
}

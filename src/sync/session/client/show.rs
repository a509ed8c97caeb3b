//! What the terminal's end of the link shows, and when it wakes again.

use super::{BACKLOG_SHOWN, ClientOutput, ClientSession, Phase};
use crate::sync::session::Now;
use crate::sync::status::LinkStatus;
use crate::sync::wire::{SILENCE_MS, STALL_MS};

impl ClientSession {
    fn deadline(&self) -> Option<u64> {
        let silence = self.last_heard.saturating_add(SILENCE_MS);
        match self.phase {
            Phase::Idle | Phase::Stopped => None,
            Phase::Waiting { until } => Some(until),
            Phase::Connecting { since } => Some(since.saturating_add(SILENCE_MS)),
            Phase::Greeting => Some(silence),
            Phase::Open => {
                let stall = self.progress.saturating_add(STALL_MS);
                Some(silence.min(self.next_beat).min(stall))
            }
        }
    }

    /// Shows what has changed and arms the timer.
    pub(super) fn tell(&mut self, now: Now, out: &mut Vec<ClientOutput>) {
        self.report.unsent = self.unsent();
        if self.phase == Phase::Open {
            let left = self.unsent().saturating_add(self.wanted()).saturating_add(self.to_push());
            self.caught_up |= left == 0;
            self.report.status = if self.caught_up && left <= BACKLOG_SHOWN {
                let since = match &self.report.status {
                    LinkStatus::Online { since, .. } => *since,
                    LinkStatus::Alone
                    | LinkStatus::Connecting
                    | LinkStatus::Syncing { .. }
                    | LinkStatus::Offline { .. }
                    | LinkStatus::Refused { .. } => now.wall,
                };
                let last_contact = self.report.last_contact.unwrap_or(now.wall);
                LinkStatus::Online { hub: self.me.hub.clone(), since, last_contact }
            } else {
                LinkStatus::Syncing { left }
            };
        }
        if self.shown.as_ref() != Some(&self.report) {
            self.shown = Some(self.report.clone());
            out.push(ClientOutput::Report(self.report.clone()));
        }
        let deadline = self.deadline();
        if deadline != self.armed {
            self.armed = deadline;
            out.extend(deadline.map(ClientOutput::ArmTimer));
        }
    }
}

//! How a connection ends: refused, dropped or lost, and when the next try is made.

use super::{ClientOutput, ClientSession, Phase, REFUSED_RETRY_MS};
use crate::sync::backoff;
use crate::sync::session::Now;
use crate::sync::status::LinkStatus;
use crate::sync::wire::Refused;

/// The shortest wait before the next attempt, milliseconds.
const SOON_MS: u64 = 25;

impl ClientSession {
    pub(super) fn refused(&mut self, refused: Refused, now: Now, out: &mut Vec<ClientOutput>) {
        if refused.permanent {
            self.refuse_ourselves(&refused.code, refused.sentence, now, out);
        } else {
            self.drop_link(&refused.sentence, now, out);
        }
    }

    /// Ends the connection because it makes no sense to go on before a person has acted.
    pub(super) fn refuse_ourselves(
        &mut self,
        code: &str,
        sentence: String,
        now: Now,
        out: &mut Vec<ClientOutput>,
    ) {
        self.drop_link(&sentence, now, out);
        self.phase = Phase::Waiting { until: now.mono.saturating_add(REFUSED_RETRY_MS) };
        self.report.status = LinkStatus::Refused { code: code.to_owned(), sentence };
    }

    /// Drops the connection and waits for the next try.
    pub(super) fn drop_link(&mut self, why: &str, now: Now, out: &mut Vec<ClientOutput>) {
        if matches!(self.phase, Phase::Connecting { .. } | Phase::Greeting | Phase::Open) {
            out.push(ClientOutput::Close(why.to_owned()));
            self.fail(why, now);
        }
    }

    /// The connection has ended: wait with back-off and jitter.
    pub(super) fn fail(&mut self, why: &str, now: Now) {
        if !matches!(self.phase, Phase::Connecting { .. } | Phase::Greeting | Phase::Open) {
            return;
        }
        let random = backoff::next_random(&mut self.seed);
        // An attempt that nobody answered was a wait already: with both, a line that returns in the
        // middle of one would be noticed too late.
        let begun = if let Phase::Connecting { since } = self.phase { since } else { now.mono };
        let waited = now.mono.saturating_sub(begun);
        let delay = backoff::delay_ms(self.attempt, random).saturating_sub(waited).max(SOON_MS);
        self.attempt = self.attempt.saturating_add(1);
        self.phase = Phase::Waiting { until: now.mono.saturating_add(delay) };
        self.hello_due = false;
        self.personal.closed();
        for pending in &mut self.pending {
            pending.no = None;
        }
        let since = match &self.report.status {
            LinkStatus::Offline { since, .. } => *since,
            LinkStatus::Alone
            | LinkStatus::Connecting
            | LinkStatus::Online { .. }
            | LinkStatus::Syncing { .. }
            | LinkStatus::Refused { .. } => now.wall,
        };
        let next_try = now.wall.saturating_add(i64::try_from(delay).unwrap_or(i64::MAX));
        self.report.status = LinkStatus::Offline { since, why: why.to_owned(), next_try };
    }
}

//! What all sites of one hub have in common: who comes in at the door, and how often.

use std::sync::Arc;

use tokio::sync::Semaphore;

use super::limits::{Door, Limit};
use super::metrics::Limited;
use super::state::SESSIONS_MAX;
use crate::clock::Clock;

/// What all sites of one hub have in common: cheap to clone.
#[derive(Debug, Clone)]
pub struct Common {
    clock: Clock,
    door: Arc<Door>,
    sessions: Arc<Semaphore>,
    limited: Limited,
}

impl Common {
    /// A hub to which nobody has come yet.
    pub fn new(clock: Clock) -> Self {
        let door = Arc::new(Door::new(clock.clone()));
        let sessions = Arc::new(Semaphore::new(SESSIONS_MAX));
        Self { clock, door, sessions, limited: Limited::default() }
    }

    /// The clock.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Who may come in, and how often.
    pub(in crate::hub) fn door(&self) -> &Arc<Door> {
        &self.door
    }

    /// The places for connections.
    pub(in crate::hub) fn sessions(&self) -> &Arc<Semaphore> {
        &self.sessions
    }

    /// What was refused because of a limit.
    pub(in crate::hub) fn counts(&self) -> &Limited {
        &self.limited
    }

    /// Something was refused because of a limit.
    pub(in crate::hub) fn limited(&self, limit: Limit) {
        self.limited.met(limit);
    }
}

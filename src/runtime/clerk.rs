//! A clerk: a terminal without a screen, driven by a thread of its own; simulated guests and cooks
//! work through clerks.

use std::sync::Arc;

use tokio::sync::broadcast;

use super::feed::Follow;
use crate::clock::Clock;
use crate::domain::command::Command;
use crate::domain::desk::Desk;
use crate::domain::envelope::Fact;
use crate::domain::id::AggregateId;
use crate::domain::rejection::Rejection;
use crate::domain::state::Applied;
use crate::domain::time::At;
use crate::store::{Batch, Priority, Published, Store, StoreError};

/// Why a clerk could not do something.
#[derive(Debug, thiserror::Error)]
pub enum ClerkError {
    /// It was refused.
    #[error(transparent)]
    Refused(#[from] Rejection),
    /// It could not be saved or read.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A terminal without a screen.
#[derive(Debug)]
pub struct Clerk {
    /// State and pen.
    pub desk: Desk,
    /// Time.
    pub clock: Clock,
    store: Store,
    follow: Follow,
    commits: broadcast::Receiver<Published>,
}

impl Clerk {
    /// A clerk at the desk of a store; what is committed from now on is heard.
    ///
    /// # Errors
    /// As the database says.
    pub fn new(store: Store, desk: Desk, clock: Clock) -> Result<Self, StoreError> {
        let commits = store.writer().subscribe();
        let held = store.reader()?.frontier()?;
        let follow =
            Follow::new(desk.state.me.terminal, desk.boot(), store.folder().to_owned(), held);
        Ok(Self { desk, clock, store, follow, commits })
    }

    /// The store.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The wall time.
    pub fn now(&self) -> At {
        At(self.clock.now_ms())
    }

    /// Decides, seals and waits until it is durable.
    ///
    /// # Errors
    /// [`ClerkError`]; after a refusal nothing has changed.
    pub fn act(&mut self, command: &Command) -> Result<(), ClerkError> {
        let now = self.now();
        let envelopes = self.desk.act(command, now)?;
        if !envelopes.is_empty() {
            let batch = Batch { priority: Priority::Sale, envelopes };
            self.store.writer().append_and_wait(batch)?;
        }
        Ok(())
    }

    /// Takes in what others did and what has arrived here; answers those facts.
    ///
    /// # Errors
    /// As the database says.
    pub fn listen(&mut self) -> Result<Vec<Arc<Fact>>, StoreError> {
        let mut heard = Vec::new();
        loop {
            let facts = match self.commits.try_recv() {
                Ok(published) => self.follow.fresh(&published),
                Err(broadcast::error::TryRecvError::Lagged(_)) => self.follow.missed()?,
                Err(
                    broadcast::error::TryRecvError::Empty | broadcast::error::TryRecvError::Closed,
                ) => return Ok(heard),
            };
            for fact in &facts {
                if let Applied::NeedsLoad(aggregate) = self.desk.state.apply(fact) {
                    self.load(&aggregate)?;
                }
            }
            heard.extend(facts);
        }
    }

    fn load(&mut self, aggregate: &AggregateId) -> Result<(), StoreError> {
        for sealed in self.store.reader()?.aggregate(aggregate)? {
            let _: Applied = self.desk.state.load(&sealed.fact);
        }
        Ok(())
    }
}

//! What the writer does when a transaction is given back: it reads what the file says before it writes
//! again, and figures that cannot be made never keep a fact from being saved.

use super::{Done, Engine, catch_up};
use crate::store::aside::Aside;
use crate::store::error::StoreError;
use crate::store::journal::Ledger;
use crate::store::projection::Projector;
use crate::store::queue::Work;
use crate::store::salvage;

/// The most rows of a file whose projections are made anew before anybody hears of what made that
/// necessary; with more they follow in steps.
const REFOLD_AT_ONCE_ROWS: i64 = 50_000;

/// What a transaction does with the projections.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Figures {
    /// They are made with the rows, or need nothing.
    #[default]
    Made,
    /// They are being made: what goes wrong now is their fault.
    AtWork,
    /// They are left for later, as they could not be made.
    Left,
}

impl Engine {
    /// How many rows the projections are behind; at least one while the file is to be read again.
    pub(super) fn behind(&self) -> i64 {
        let rows = self.ledger.last_id() - self.projector.watermark();
        if self.stale { rows.max(1) } else { rows }
    }

    /// After a transaction was given back, what the writer remembers is ahead of the file: it is
    /// read again before anything else is written.
    pub(super) fn recover<T>(&mut self, outcome: &Result<T, StoreError>) {
        let Err(error) = outcome else { return };
        tracing::error!(%error, "a transaction was given back");
        if error.is_damage() {
            salvage::mark(&self.path, &error.damage());
        }
        self.stale = true;
        if let Err(error) = self.read_again() {
            tracing::error!(%error, "nothing is written before the file can be read again");
        }
    }

    /// Reads from the file what the writer must know, when what it remembers may be ahead of it.
    ///
    /// # Errors
    /// As the database says; then nothing may be written yet.
    pub(super) fn read_again(&mut self) -> Result<(), StoreError> {
        if !self.stale {
            return Ok(());
        }
        self.pending.clear();
        self.ledger = Ledger::load(&self.conn)?;
        self.projector = Projector::load(&self.conn)?;
        self.aside = Aside::load(&self.conn)?;
        self.stale = false;
        Ok(())
    }

    /// Commits works as one transaction. Figures that cannot be made are left for later: no sale and
    /// no envelope of a peer waits for them. A full disk refuses all of it.
    pub(super) fn commit(&mut self, works: &[&Work]) -> Result<Vec<Done>, StoreError> {
        let outcome = self.attempt(works, Figures::Made);
        let full = matches!(outcome, Err(StoreError::Full));
        if outcome.is_ok() || full || self.figures != Figures::AtWork {
            return outcome;
        }
        tracing::error!("the facts are saved without their figures, which follow");
        self.attempt(works, Figures::Left)
    }

    fn attempt(&mut self, works: &[&Work], figures: Figures) -> Result<Vec<Done>, StoreError> {
        self.figures = figures;
        let outcome = self.read_again().and_then(|()| self.transact(works));
        self.recover(&outcome);
        outcome
    }

    /// Makes the projections anew after they were dropped; at once when a small file was folded
    /// anew, before anybody hears why.
    pub(super) fn project_anew(&mut self, refold: bool) -> Result<(), StoreError> {
        self.projector = Projector::load(&self.conn)?;
        if refold && self.ledger.last_id() <= REFOLD_AT_ONCE_ROWS {
            catch_up(&self.conn, &mut self.projector, |_, _| ())?;
        }
        Ok(())
    }
}

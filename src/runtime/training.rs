//! Training: the counter on a throw-away copy of its data, which nothing can sync and nobody keeps.

use std::path::{Path, PathBuf};

use super::boot::{self, BootError, Mode};
use crate::clock::Clock;
use crate::domain::id::TerminalId;
use crate::store::{Identity, Reader, StoreError};

/// The folder of the copy below the data directory.
const FOLDER: &str = "training";

/// A copy of the counter's data; it goes away when it is dropped.
#[derive(Debug)]
pub struct Copy {
    data: PathBuf,
}

impl Copy {
    /// Copies the counter of a data directory as it is now, also while another program sells. The
    /// copy has an identity of its own and no hub: nothing that is done in it can reach a journal
    /// of the site. What an earlier training left behind is thrown away first.
    ///
    /// # Errors
    /// [`BootError::NotSetUp`] without a counter, [`StoreError::Locked`] while somebody trains
    /// here, or as the store says.
    pub fn make(data: &Path, clock: &Clock) -> Result<Self, BootError> {
        let from = Mode::Counter.folder(data);
        let Some(identity) = boot::identity_in(&from)? else {
            return Err(BootError::NotSetUp {
                mode: Mode::Counter.to_string(),
                data: data.to_owned(),
                remedy: "start it once on a terminal, then train on a copy of it",
            });
        };
        let copy = data.join(FOLDER);
        let to = Mode::Counter.folder(&copy);
        if copy.exists() {
            // Whoever trains now holds the folder; a copy that nobody holds is a leftover.
            drop(boot::open_store(&to, &Mode::Counter, clock, boot::unheard)?);
            throw_away(&copy)?;
        }
        let made = Self { data: copy };
        Reader::open(&from)?.back_up(&to)?;
        let store = boot::open_store(&to, &Mode::Counter, clock, boot::unheard)?;
        let terminal = TerminalId(clock.entropy_u64());
        let identity = Identity { terminal, hub: None, fingerprint: None, ..identity };
        store.writer().set_identity(identity)?;
        store.close();
        Ok(made)
    }

    /// The data directory of the training.
    pub fn data(&self) -> &Path {
        &self.data
    }
}

impl Drop for Copy {
    fn drop(&mut self) {
        if let Err(error) = throw_away(&self.data) {
            tracing::warn!(%error, "the copy of a training stays until the next one");
        }
    }
}

fn throw_away(folder: &Path) -> Result<(), StoreError> {
    std::fs::remove_dir_all(folder).map_err(|error| StoreError::file(folder, error))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::command::{Command, Opening, Step};
    use crate::domain::id::{LineId, OrderId};
    use crate::domain::money::{Money, Quantity};
    use crate::domain::time::At;

    #[test]
    fn a_training_knows_the_shop_writes_its_own_journal_and_leaves_nothing_behind() {
        let data = tempfile::tempdir().unwrap();
        let (clock, _) = Clock::manual(1_795_176_000_000, 7);
        let missing = Copy::make(data.path(), &clock).unwrap_err();
        assert!(missing.to_string().contains("start it once"), "{missing}");
        let founding = boot::Founding::alone(&crate::config::Seeds::default(), &clock).unwrap();
        // The counter goes on selling while somebody trains.
        let real = boot::found(data.path(), &Mode::Counter, founding, &clock).unwrap();
        let head = real.desk.head();
        let copy = Copy::make(data.path(), &clock).unwrap();
        let mut trains = boot::open(copy.data(), &Mode::Counter, &clock).unwrap();
        assert_ne!(trains.identity.terminal, real.identity.terminal);
        assert_eq!(trains.identity.letter, real.identity.letter);
        assert!(trains.identity.hub.is_none());
        assert_eq!(trains.desk.state.menu().items.len(), real.desk.state.menu().items.len());
        let again = Copy::make(data.path(), &clock).unwrap_err();
        assert!(matches!(again, BootError::Store(StoreError::Locked { .. })), "{again}");
        let order = OrderId(trains.desk.mint());
        let add = Step::AddOpen {
            line: LineId(trains.desk.mint()),
            name: "Soup".to_owned(),
            price: Money::new(500),
            quantity: Quantity::ONE,
            tax: None,
        };
        let open = Command::Open { order, opening: Opening::default(), steps: vec![add] };
        trains.act(&[open], At(clock.now_ms())).unwrap();
        drop(trains);
        let place = copy.data().to_owned();
        drop(copy);
        assert!(!place.exists());
        let reader = real.store.reader().unwrap();
        assert_eq!(reader.head(real.identity.terminal).unwrap(), head);
        assert_eq!(reader.frontier().unwrap().0.len(), 1, "nothing of the training came over");
    }
}

//! How a hub reads from its disk for those who are connected.

use std::sync::atomic::Ordering;
use std::sync::{Arc, MutexGuard};
use std::time::Duration;

use super::{HubState, lock};
use crate::store::{Reader, StoreError};

/// How many reads that may take long go on beside each other.
pub(super) const LOOKUPS_MAX: usize = 1;

/// How often a report looks whether the projections are there, milliseconds.
const PROJECTED_LOOK_MS: u64 = 5;

/// How often a report looks at most before it goes on with what there is.
const PROJECTED_LOOKS_MAX: u32 = 200;

impl HubState {
    /// Reads from the disk, on a thread that may wait.
    ///
    /// # Errors
    /// As the store says.
    pub async fn read<T: Send + 'static>(
        &self,
        read: impl FnOnce(&mut Reader) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let state = self.clone();
        let reading = tokio::task::spawn_blocking(move || read(&mut state.reader()));
        reading.await.unwrap_or(Err(StoreError::Closed))
    }

    /// Reads from the disk what may take long: such reads wait for each other, so that terminals which
    /// come meanwhile find a connection free. One that was given up still reads to its end.
    ///
    /// # Errors
    /// As the store says.
    pub async fn look_up<T: Send + 'static>(
        &self,
        read: impl FnOnce(&mut Reader) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let turn = Arc::clone(&self.0.lookups).acquire_owned().await;
        let turn = turn.map_err(|_| StoreError::Closed)?;
        self.read(move |reader| {
            let found = read(reader);
            drop(turn);
            found
        })
        .await
    }

    /// Waits until the projections know everything that the journal holds now, but not for long: a
    /// hub under full load brings them forward afterwards.
    ///
    /// # Errors
    /// As the store says.
    pub async fn projected(&self) -> Result<(), StoreError> {
        for _ in 0..PROJECTED_LOOKS_MAX {
            if self.read(|reader| reader.lag()).await? == 0 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(PROJECTED_LOOK_MS)).await;
        }
        Ok(())
    }

    /// A connection that is free, or the next in turn.
    fn reader(&self) -> MutexGuard<'_, Reader> {
        let free = self.0.readers.iter().find_map(|reader| reader.try_lock().ok());
        free.unwrap_or_else(|| {
            let turn = self.0.turn.fetch_add(1, Ordering::Relaxed);
            lock(&self.0.readers[turn % self.0.readers.len()])
        })
    }
}

//! The thread that reads keys, and how a program ends without it when its terminal has gone.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::time::Duration;

use super::ending;
use crate::tui::input::{Input, read_inputs};
use crate::tui::terminal::wait_until_gone;

/// Milliseconds that the thread which reads keys is waited for at the end. When the terminal has
/// gone, reading it may never come back, and a program without a terminal must end all the same.
const READING_END_MS: u64 = 500;

/// A thread that reads keys.
#[derive(Debug)]
pub struct Keys {
    stop: Arc<AtomicBool>,
    end: Receiver<io::Result<()>>,
}

impl Keys {
    /// Reads keys on a thread of their own and hands each to `send`, until that answers `false`.
    /// `gone` is called when no key can come any more, as the window was closed; from then on the
    /// program has [`ending::ENDING_MS_MAX`] to end.
    ///
    /// # Errors
    /// As the system says when no thread can be had.
    pub fn read(
        send: impl FnMut(Input) -> bool + Send + 'static,
        gone: impl Fn() + Clone + Send + 'static,
    ) -> io::Result<Self> {
        let stop = Arc::new(AtomicBool::new(false));
        let (ended, end) = sync_channel(1);
        let (stopped, closed) = (Arc::clone(&stop), gone.clone());
        std::thread::Builder::new().name("keys".to_owned()).spawn(move || {
            let read = read_inputs(&stopped, send);
            if let Err(error) = &read {
                tracing::error!(%error, "keys cannot be read any more");
                closed();
            }
            // The program may not wait any more.
            let _ = ended.send(read);
        })?;
        let stopped = Arc::clone(&stop);
        std::thread::Builder::new().name("window".to_owned()).spawn(move || {
            if wait_until_gone(&stopped) {
                tracing::warn!("the window was closed: the program ends");
                ending::begin();
                gone();
            }
        })?;
        Ok(Self { stop, end })
    }

    /// Ends the reading and waits a moment for it.
    ///
    /// # Errors
    /// What the terminal said.
    pub fn end(self) -> io::Result<()> {
        self.stop.store(true, Ordering::Relaxed);
        match self.end.recv_timeout(Duration::from_millis(READING_END_MS)) {
            Ok(read) => read,
            Err(RecvTimeoutError::Timeout) => Ok(()),
            Err(RecvTimeoutError::Disconnected) => {
                Err(io::Error::other("reading keys ended by a panic"))
            }
        }
    }
}

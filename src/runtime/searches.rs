//! The thread that looks for orders on the disk, so that typing never waits for it.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};

use super::screen::{Event, Events};
use crate::domain::search::{Query, Searched};
use crate::store::{Reader, StoreError};
use crate::tui::msg::Msg;

/// The way to the thread; it ends when this is dropped.
#[derive(Debug)]
pub struct Searches {
    questions: Sender<(u64, Query)>,
}

impl Searches {
    /// Starts the thread over the store in `folder`; it answers a seat with events.
    pub fn start(seat: usize, folder: PathBuf, events: Events) -> Self {
        let (questions, asked) = channel();
        let thread = std::thread::Builder::new().name("search".to_owned());
        if let Err(error) = thread.spawn(move || answer(seat, &folder, &events, &asked)) {
            tracing::error!(%error, "no thread could be started to search");
        }
        Self { questions }
    }

    /// Asks; what was asked before and has not begun is not answered any more.
    pub fn ask(&self, id: u64, query: Query) {
        let _ = self.questions.send((id, query));
    }
}

fn answer(seat: usize, folder: &Path, events: &Events, asked: &Receiver<(u64, Query)>) {
    let mut reader = None;
    while let Ok(mut question) = asked.recv() {
        while let Ok(newer) = asked.try_recv() {
            question = newer;
        }
        let (id, query) = question;
        let found = search(&mut reader, folder, &query).unwrap_or_else(|error| {
            tracing::error!(%error, "orders could not be searched");
            let words = format!("The older orders cannot be searched: {error}.");
            let _ = events.send(Event::Seat(seat, Msg::Warn(words)));
            Searched::default()
        });
        if events.send(Event::Seat(seat, Msg::Searched { id, found })).is_err() {
            return;
        }
    }
}

/// Searches on a connection that is opened once.
fn search(
    reader: &mut Option<Reader>,
    folder: &Path,
    query: &Query,
) -> Result<Searched, StoreError> {
    let known = match reader.take() {
        Some(known) => known,
        None => Reader::open(folder)?,
    };
    reader.insert(known).search(query)
}

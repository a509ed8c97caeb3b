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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;
    use crate::config::Seeds;
    use crate::domain::command::{Command, Opening};
    use crate::domain::currency::Currency;
    use crate::domain::id::OrderId;
    use crate::domain::time::At;
    use crate::runtime::boot::{self, Founding, Mode};
    use crate::runtime::screen::events;

    #[test]
    fn the_last_question_is_answered_and_those_overtaken_by_it_need_not_be() {
        let data = tempfile::tempdir().unwrap();
        let (clock, _hand) = Clock::manual(1_795_185_128_000, 7);
        let founding = Founding::alone(&Seeds::default(), &clock).unwrap();
        let mut station = boot::found(data.path(), &Mode::Counter, founding, &clock).unwrap();
        let now = At(clock.now_ms());
        let opening = |name: &str| Opening { name: Some(name.to_owned()), ..Opening::default() };
        for name in ["Zoe", "Bob"] {
            let order = OrderId(station.desk.mint());
            let open = Command::Open { order, opening: opening(name), steps: Vec::new() };
            station.act(&[open], now).unwrap();
        }
        let (sender, answers) = events();
        let searches = Searches::start(3, station.folder.clone(), sender);
        let day = station.desk.state.settings().clock().day(now);
        for (id, typed) in (1..).zip(["b", "bo", "bob"]) {
            searches.ask(id, Query::read(typed, day, Currency::EUR));
        }
        let mut last = 0;
        while last < 3 {
            let Ok(Event::Seat(3, Msg::Searched { id, found })) = answers.recv() else {
                panic!("only answers come, and only to the seat that asked")
            };
            assert!(id > last, "in the order of the questions");
            last = id;
            let names: Vec<_> = found.orders.iter().map(|order| order.name.clone()).collect();
            assert_eq!(names, [Some("Bob".to_owned())]);
        }
        drop(searches);
        assert!(answers.recv().is_err(), "the thread ends with its seat");
    }
}

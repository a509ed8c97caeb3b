//! A seat: one mode on the screen with its own store, and what it has on its way to the disk.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::Arc;

use super::bell::BellCommand;
use super::customers;
use super::face::Face;
use super::screen::{Event, Events};
use super::searches::Searches;
use crate::domain::customer::SALT_BYTES;
use crate::domain::envelope::Sealed;
use crate::domain::id::AggregateId;
use crate::domain::prep::LEARN_MS;
use crate::domain::search::Query;
use crate::domain::time::At;
use crate::store::{Batch, Priority, Reader, Writer};
use crate::sync::status::LinkStatus;
use crate::trail::{self, Step};
use crate::tui::customers::CustomersAsk;
use crate::tui::effect::Effect;
use crate::tui::msg::{LinkView, Msg};

/// Milliseconds between two tries to save what could not be saved.
pub const RETRY_MS: u64 = 1_000;

/// A batch that is not on the disk yet.
#[derive(Debug)]
struct Waiting {
    batch: u64,
    sealed: Vec<Sealed>,
    tries: u32,
}

/// One mode, its store, and its batches on their way to the disk.
#[derive(Debug)]
pub struct Seat {
    /// The place of the seat in the loop.
    pub index: usize,
    /// The mode.
    pub face: Face,
    /// The command that rings for it, instead of the terminal program.
    pub bell: Option<BellCommand>,
    /// The command that opens its drawer.
    pub drawer: Option<BellCommand>,
    writer: Writer,
    folder: PathBuf,
    events: Events,
    waiting: VecDeque<Waiting>,
    retry_at: Option<u64>,
    searches: Option<Searches>,
    /// When the times of the kitchen are read anew, in monotonic milliseconds.
    learn_at: Option<u64>,
    /// How the link stood last, without the moment of its last word.
    link: Option<LinkView>,
}

impl Seat {
    /// A seat for a mode over the store in `folder`, whose answers come as `events`.
    pub fn new(index: usize, face: Face, writer: Writer, folder: PathBuf, events: Events) -> Self {
        Self {
            index,
            face,
            bell: None,
            drawer: None,
            writer,
            folder,
            events,
            waiting: VecDeque::new(),
            retry_at: None,
            searches: None,
            learn_at: None,
            link: None,
        }
    }

    /// Whether a message says no more than that the hub was heard again: the next tick shows that,
    /// and an idle screen needs no frame of its own for it.
    pub fn is_only_heard(&mut self, msg: &Msg) -> bool {
        let Msg::Link(view) = msg else { return false };
        let mut view = LinkView { last_contact: None, ..view.clone() };
        view.facts.offset_ms = None;
        if let LinkStatus::Online { last_contact, .. } = &mut view.status {
            *last_contact = 0;
        }
        let same = self.link.as_ref() == Some(&view);
        self.link = Some(view);
        same
    }

    /// Commits facts behind those that wait already; answered by an event, never waited for.
    pub fn append(&mut self, batch: u64, sealed: Vec<Sealed>) {
        trail::note(Step::Decided, sealed.iter().map(|sealed| &*sealed.fact));
        self.waiting.push_back(Waiting { batch, sealed: sealed.clone(), tries: 1 });
        if self.retry_at.is_none() {
            self.put(batch, sealed);
        }
    }

    fn put(&self, batch: u64, envelopes: Vec<Sealed>) {
        let (events, seat) = (self.events.clone(), self.index);
        self.writer.append(Batch { priority: Priority::Sale, envelopes }, move |result| {
            let _ = match result {
                Ok(_) => events.send(Event::Saved { seat, batch }),
                Err(error) => {
                    tracing::error!(%error, batch, "a batch could not be saved");
                    events.send(Event::NotSaved { seat, batch, reason: error.to_string() })
                }
            };
        });
    }

    /// A batch is on the disk.
    pub fn saved(&mut self, batch: u64) -> Msg {
        self.waiting.retain(|waiting| waiting.batch != batch);
        Msg::Durable { batch }
    }

    /// A batch could not be saved. All that wait are tried again in their order, each second.
    pub fn not_saved(&mut self, batch: u64, reason: String, mono: u64) -> Msg {
        self.retry_at.get_or_insert(mono.saturating_add(RETRY_MS));
        let tries = self.waiting.iter().find(|one| one.batch == batch).map_or(1, |one| one.tries);
        Msg::NotSaved { batch, reason, tries }
    }

    /// Tries again what could not be saved, when it is time.
    pub fn retry(&mut self, mono: u64) {
        if self.retry_at.is_none_or(|at| mono < at) {
            return;
        }
        self.retry_at = None;
        for waiting in &mut self.waiting {
            waiting.tries = waiting.tries.saturating_add(1);
        }
        for waiting in &self.waiting {
            self.put(waiting.batch, waiting.sealed.clone());
        }
    }

    /// True while something is not on the disk.
    pub fn is_saving(&self) -> bool {
        !self.waiting.is_empty()
    }

    /// Writes a small file into the folder of the mode, whole or not at all; what fails is said.
    pub fn keep(&self, file: &'static str, text: String) {
        let (events, seat, path) = (self.events.clone(), self.index, self.folder.join(file));
        let writing = std::thread::Builder::new().name("keep".to_owned()).spawn(move || {
            let aside = path.with_extension("new");
            let written =
                std::fs::write(&aside, text).and_then(|()| std::fs::rename(&aside, &path));
            if let Err(error) = written {
                let words = format!("{} could not be written: {error}.", path.display());
                let _ = events.send(Event::Seat(seat, Msg::Warn(words)));
            }
        });
        if let Err(error) = writing {
            tracing::error!(%error, file, "no thread could be started to write a file");
        }
    }

    /// Works out an answer beside the loop; it arrives as an event.
    pub fn beside(&self, name: &str, work: impl FnOnce() -> Msg + Send + 'static) {
        let (events, seat) = (self.events.clone(), self.index);
        let working = std::thread::Builder::new().name(name.to_owned()).spawn(move || {
            let _ = events.send(Event::Seat(seat, work()));
        });
        if let Err(error) = working {
            tracing::error!(%error, name, "no thread could be started");
        }
    }

    /// Reads anew beside the loop what the times of the kitchen teach, once an hour: what was read at
    /// the start of a terminal that runs for weeks is not true for ever. Answered by an event.
    pub fn learn(&mut self, mono: u64, now: At) {
        let at = *self.learn_at.get_or_insert(mono.saturating_add(LEARN_MS));
        if mono < at {
            return;
        }
        self.learn_at = Some(mono.saturating_add(LEARN_MS));
        let clock = self.face.front().desk.state.settings().clock();
        let (events, seat, folder) = (self.events.clone(), self.index, self.folder.clone());
        let reading =
            std::thread::Builder::new().name("learn".to_owned()).spawn(move || match Reader::open(
                &folder,
            )
            .and_then(|reader| reader.learnt(&clock, now))
            {
                Ok(learnt) => {
                    let _ = events.send(Event::Seat(seat, Msg::Learnt(Arc::new(learnt))));
                }
                Err(error) => tracing::error!(%error, "preparation times could not be read"),
            });
        if let Err(error) = reading {
            tracing::error!(%error, "no thread could be started to read preparation times");
        }
    }

    /// Reads or keeps customers beside the loop; answered by an event.
    pub fn customers(&self, ask: CustomersAsk, salt: [u8; SALT_BYTES]) {
        let (events, seat) = (self.events.clone(), self.index);
        let tell = move |news| drop(events.send(Event::Seat(seat, Msg::Customers(news))));
        customers::obey(ask, salt, (&self.writer, &self.folder), tell);
    }

    /// Reads what an effect wants read, beside the loop; answered by an event.
    pub fn read(&mut self, wanted: Effect) {
        if let Effect::Load(aggregate) = wanted {
            self.load(aggregate);
        } else if let Effect::Search { id, query } = wanted {
            self.search(id, query);
        }
    }

    /// Looks for orders; the thread for it starts with the first search.
    fn search(&mut self, id: u64, query: Query) {
        let searches = self.searches.get_or_insert_with(|| {
            Searches::start(self.index, self.folder.clone(), self.events.clone())
        });
        searches.ask(id, query);
    }

    /// Reads all facts of an aggregate.
    fn load(&self, aggregate: AggregateId) {
        let (events, seat, folder) = (self.events.clone(), self.index, self.folder.clone());
        let reading = std::thread::Builder::new().name("load".to_owned()).spawn(move || {
            let read = Reader::open(&folder).and_then(|mut reader| reader.aggregate(&aggregate));
            match read {
                Ok(envelopes) => {
                    let facts = envelopes.iter().map(|one| Arc::clone(&one.fact)).collect();
                    let _ = events.send(Event::Seat(seat, Msg::Loaded(aggregate, facts)));
                }
                Err(error) => {
                    tracing::error!(%error, %aggregate, "facts could not be read");
                    let words = format!("This order cannot be read from the disk: {error}.");
                    let _ = events.send(Event::Seat(seat, Msg::Warn(words)));
                    let _ = events.send(Event::Seat(seat, Msg::Loaded(aggregate, Vec::new())));
                }
            }
        });
        if let Err(error) = reading {
            tracing::error!(%error, "no thread could be started to read facts");
        }
    }
}

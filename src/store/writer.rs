//! The one thread that writes: takes what waits, commits it as one, answers and publishes.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, mpsc};
use std::thread::JoinHandle;

use tokio::sync::broadcast;

use super::aside::AsideNews;
use super::crew::{Crew, Served};
use super::engine::{Engine, News, Ready};
use super::error::StoreError;
use super::identity::Identity;
use super::lock::Lock;
use super::queue::{Batch, Committed, Duty, Priority, Queue, Reply, Request, Work};
use super::renewal::Renewal;
use crate::domain::customer::PersonalRow;
use crate::domain::envelope::Sealed;
use crate::domain::frontier::Frontier;
use crate::domain::id::TerminalId;

/// How many committed batches a slow subscriber may be behind before it must read from disk.
pub const PUBLISHED_BATCHES_MAX: usize = 1_024;

/// The same in a store that is one of many on a machine: each keeps the places free all the time.
const PUBLISHED_BATCHES_SHARED: usize = 128;

/// When projections are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Projecting {
    /// In the transaction of the facts, on every terminal; while one commit chases the other, some
    /// milliseconds behind.
    #[default]
    Together,
    /// Behind the journal, with a watermark of their own, when nothing else is to be written: on a
    /// hub, where everybody waits for the journal and nobody for the projections.
    Behind,
}

/// What a subscriber hears: the new envelopes of each committed batch, in order.
pub type Published = Arc<Vec<Sealed>>;

/// What a subscriber hears of customers: the rows that are newer than what was held.
pub type Personal = Arc<Vec<PersonalRow>>;

/// Who writes for a store.
#[derive(Debug)]
pub(super) enum Writing {
    /// A thread of its own.
    Thread(JoinHandle<()>),
    /// A crew, with other stores.
    Crew(Arc<Served>),
}

impl Writing {
    /// Waits until everything is written and the folder is given back.
    pub(super) fn join(self) {
        match self {
            Self::Thread(thread) => {
                if thread.join().is_err() {
                    tracing::error!("the writer ended by a panic");
                }
            }
            Self::Crew(served) => served.join(),
        }
    }
}

/// A handle to the writer: cheap to clone, to be used from any thread.
#[derive(Clone)]
pub struct Writer {
    queue: Arc<Queue>,
    published: broadcast::Sender<Published>,
    personal: broadcast::Sender<Personal>,
    aside: broadcast::Sender<AsideNews>,
    leads: Arc<AtomicBool>,
}

impl std::fmt::Debug for Writer {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Writer").finish_non_exhaustive()
    }
}

impl Writer {
    /// Starts to write, in a thread of its own or with a crew. Who writes holds the folder's lock
    /// until everything is written.
    pub(super) fn start(
        ready: Ready,
        lock: Lock,
        path: &Path,
        projecting: Projecting,
        crew: Option<&Crew>,
    ) -> Result<(Self, Writing), StoreError> {
        let behind = if crew.is_some() { PUBLISHED_BATCHES_SHARED } else { PUBLISHED_BATCHES_MAX };
        let (published, _) = broadcast::channel(behind);
        let (personal, _) = broadcast::channel(behind);
        let (aside, _) = broadcast::channel(behind);
        let leads = Arc::new(AtomicBool::new(ready.leads()));
        let writer = Self { queue: Arc::default(), published, personal, aside, leads };
        let news = News {
            published: writer.published.clone(),
            personal: writer.personal.clone(),
            aside: writer.aside.clone(),
            leads: Arc::clone(&writer.leads),
        };
        let mut engine = Engine::new(ready, path.to_owned(), projecting, news);
        let queue = Arc::clone(&writer.queue);
        if let Some(crew) = crew {
            return Ok((writer, Writing::Crew(Served::begin(crew, &queue, engine, lock))));
        }
        let thread = std::thread::Builder::new()
            .name("store-writer".to_owned())
            .spawn(move || {
                let _duty = Duty(&queue);
                engine.run(&queue);
                drop(engine);
                drop(lock);
            })
            .map_err(|error| StoreError::file(path, error))?;
        Ok((writer, Writing::Thread(thread)))
    }

    /// Writes a batch, all of it or nothing, and answers once it is durable. Envelopes that are
    /// held already are skipped. The answer comes on the writer's thread: it must be short.
    ///
    /// Errors of the answer: [`StoreError::Gap`], [`StoreError::Fork`], [`StoreError::Full`],
    /// [`StoreError::Busy`], [`StoreError::Closed`], or as the database says.
    pub fn append(
        &self,
        batch: Batch,
        reply: impl FnOnce(Result<Committed, StoreError>) + Send + 'static,
    ) {
        self.put(batch.priority, Work::Append(batch.envelopes, batch.priority), Box::new(reply));
    }

    /// Writes a batch and waits until it is durable and projected; for commands and tests, never for
    /// a screen.
    ///
    /// # Errors
    /// As [`Writer::append`] answers.
    pub fn append_and_wait(&self, batch: Batch) -> Result<Committed, StoreError> {
        let priority = batch.priority;
        self.wait(priority, Work::Append(batch.envelopes, priority))
    }

    /// Keeps what comes ahead of its journals, for a fresh terminal, and answers once it is durable.
    /// The answer comes on the writer's thread: it must be short.
    pub fn aside(
        &self,
        rows: Vec<Sealed>,
        reply: impl FnOnce(Result<Committed, StoreError>) + Send + 'static,
    ) {
        self.put(Priority::Sync, Work::Aside(rows), Box::new(reply));
    }

    /// Notes up to where the journals of a site must be held before this terminal is whole.
    pub fn incomplete_until(&self, frontier: Frontier) {
        self.put(Priority::Sync, Work::Until(frontier), Box::new(|_| ()));
    }

    /// Hears what comes ahead of its journals from now on; as [`Writer::subscribe`].
    pub fn subscribe_aside(&self) -> broadcast::Receiver<AsideNews> {
        self.aside.subscribe()
    }

    /// Whether screens live by what comes ahead, and the ranges behind it are history that no
    /// screen needs. It ends no later than the news of the commit that ends it.
    pub fn leads(&self) -> bool {
        self.leads.load(Ordering::Acquire)
    }

    /// Notes that the hub has the own journal up to `seq` on its disk.
    pub fn ack(&self, seq: u64) {
        self.put(Priority::Sync, Work::Ack(seq), Box::new(|_| ()));
    }

    /// Writes down who this machine is, and waits until it is durable.
    ///
    /// # Errors
    /// As the database says.
    pub fn set_identity(&self, identity: Identity) -> Result<(), StoreError> {
        self.wait(Priority::Sale, Work::Identity(Box::new(identity))).map(drop)
    }

    /// Files what a journal holds behind `after` under a branch of its own, because a peer holds
    /// another one there. The answer says where the branch ends, zero when there was nothing, and comes on the writer's thread: it must be short.
    pub fn refile(
        &self,
        journal: TerminalId,
        after: u64,
        reply: impl FnOnce(Result<Committed, StoreError>) + Send + 'static,
    ) {
        self.put(Priority::Sync, Work::Refile(journal, after), Box::new(reply));
    }

    /// Takes another identity, and with it issues again what nobody else holds; waits until both
    /// are durable.
    ///
    /// # Errors
    /// As the database says; nothing has changed then.
    pub fn renew(&self, renewal: Renewal) -> Result<(), StoreError> {
        self.wait(Priority::Sale, Work::Renew(Box::new(renewal))).map(drop)
    }

    /// Keeps the erasable rows of customers that are newer than what is held, and answers once they
    /// are durable; `stored` counts them. The answer comes on the writer's thread.
    pub fn keep_persons(
        &self,
        priority: Priority,
        rows: Vec<PersonalRow>,
        reply: impl FnOnce(Result<Committed, StoreError>) + Send + 'static,
    ) {
        self.put(priority, Work::Persons(rows), Box::new(reply));
    }

    /// Keeps rows of customers and waits until that is durable.
    ///
    /// # Errors
    /// As the database says.
    pub fn keep_persons_and_wait(&self, rows: Vec<PersonalRow>) -> Result<Committed, StoreError> {
        self.wait(Priority::Sale, Work::Persons(rows))
    }

    /// Hears the rows of customers that are new from now on; as [`Writer::subscribe`].
    pub fn subscribe_persons(&self) -> broadcast::Receiver<Personal> {
        self.personal.subscribe()
    }

    /// Keeps a word under a key, or forgets it, and waits until that is durable.
    ///
    /// # Errors
    /// As the database says.
    pub fn keep(&self, key: &str, value: Option<String>) -> Result<(), StoreError> {
        self.wait(Priority::Sync, Work::Keep(key.to_owned(), value)).map(drop)
    }

    /// Answers when everything that was given before is durable.
    pub fn barrier(&self, reply: impl FnOnce(Result<Committed, StoreError>) + Send + 'static) {
        self.put(Priority::Upkeep, Work::Barrier, Box::new(reply));
    }

    /// Waits until everything that was given before is durable.
    ///
    /// # Errors
    /// As the database says.
    pub fn flush(&self) -> Result<(), StoreError> {
        self.wait(Priority::Upkeep, Work::Barrier).map(drop)
    }

    /// Lets the file grow by at most `more` pages from now on, or again by as many as the disk has:
    /// how a full disk is rehearsed.
    ///
    /// # Errors
    /// As the database says.
    pub fn limit_pages(&self, more: Option<u32>) -> Result<(), StoreError> {
        self.wait(Priority::Upkeep, Work::Pages(more)).map(drop)
    }

    /// Drops every projection; they are made anew while nothing else is to be written.
    pub(super) fn rebuild(&self) -> Result<(), StoreError> {
        self.wait(Priority::Upkeep, Work::Rebuild).map(drop)
    }

    /// Brings the projections one step forward, and waits until that is durable.
    pub(super) fn step(&self) -> Result<(), StoreError> {
        self.wait(Priority::Upkeep, Work::Step).map(drop)
    }

    /// How many envelopes wait to be written, by priority: sale, sync, upkeep.
    pub fn waiting(&self) -> [u64; 3] {
        self.queue.envelopes().map(|count| u64::try_from(count).unwrap_or(u64::MAX))
    }

    /// Hears every batch that is committed from now on. One that lags behind more than
    /// [`PUBLISHED_BATCHES_MAX`] batches is told so and reads what it missed from disk.
    pub fn subscribe(&self) -> broadcast::Receiver<Published> {
        self.published.subscribe()
    }

    /// Ends the writer once what waits is written.
    pub(super) fn close(&self) {
        self.queue.close();
    }

    fn put(&self, priority: Priority, work: Work, reply: Reply) {
        self.queue.put(priority, Request { work, reply, waits: false });
    }

    fn wait(&self, priority: Priority, work: Work) -> Result<Committed, StoreError> {
        let (tell, told) = mpsc::sync_channel(1);
        // The listener is this very function, so the answer always finds it.
        let reply: Reply = Box::new(move |answer| drop(tell.send(answer)));
        self.queue.put(priority, Request { work, reply, waits: true });
        told.recv().unwrap_or(Err(StoreError::Closed))
    }
}

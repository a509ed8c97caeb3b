//! The one thread that writes: takes what waits, commits it as one, answers and publishes.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, mpsc};
use std::thread::JoinHandle;

use rusqlite::{Connection, TransactionBehavior};
use tokio::sync::broadcast;

use super::error::StoreError;
use super::identity::{self, Identity};
use super::journal::Ledger;
use super::lock::Lock;
use super::queue::{Batch, Committed, Priority, Queue, Reply, Request, Work};
use super::salvage;
use crate::domain::envelope::Sealed;
use crate::domain::frontier::Head;
use crate::domain::id::TerminalId;

/// How many committed batches a slow subscriber may be behind before it must read from disk.
pub const PUBLISHED_BATCHES_MAX: usize = 1_024;

/// The most pages that a database can have.
const PAGES_MAX: i64 = 4_294_967_294;

/// What a subscriber hears: the new envelopes of each committed batch, in order.
pub type Published = Arc<Vec<Sealed>>;

/// A handle to the writer: cheap to clone, to be used from any thread.
#[derive(Clone)]
pub struct Writer {
    queue: Arc<Queue>,
    published: broadcast::Sender<Published>,
}

impl std::fmt::Debug for Writer {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Writer").finish_non_exhaustive()
    }
}

impl Writer {
    /// Starts the thread. It holds the folder's lock until it has written everything and ended.
    pub(super) fn start(
        conn: Connection,
        lock: Lock,
        path: &Path,
    ) -> Result<(Self, JoinHandle<()>), StoreError> {
        let (published, _) = broadcast::channel(PUBLISHED_BATCHES_MAX);
        let writer = Self { queue: Arc::default(), published };
        let ledger = Ledger::load(&conn)?;
        let path_here = path.to_owned();
        let mut engine =
            Engine { path: path_here, conn, ledger, published: writer.published.clone() };
        let queue = Arc::clone(&writer.queue);
        let thread = std::thread::Builder::new()
            .name("store-writer".to_owned())
            .spawn(move || {
                engine.run(&queue);
                drop(engine);
                drop(lock);
            })
            .map_err(|error| StoreError::file(path, error))?;
        Ok((writer, thread))
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
        self.put(batch.priority, Work::Append(batch.envelopes), Box::new(reply));
    }

    /// Writes a batch and waits until it is durable; for commands and tests, never for a screen.
    ///
    /// # Errors
    /// As [`Writer::append`] answers.
    pub fn append_and_wait(&self, batch: Batch) -> Result<Committed, StoreError> {
        let priority = batch.priority;
        self.wait(priority, Work::Append(batch.envelopes))
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

    /// Lists an envelope that is held but not understood.
    pub fn quarantine(&self, terminal: TerminalId, seq: u64, code: String, sentence: String) {
        let work = Work::Quarantine(terminal, seq, code, sentence);
        self.put(Priority::Sync, work, Box::new(|_| ()));
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
        self.queue.put(priority, Request { work, reply });
    }

    fn wait(&self, priority: Priority, work: Work) -> Result<Committed, StoreError> {
        let (tell, told) = mpsc::sync_channel(1);
        // The listener is this very function, so the answer always finds it.
        self.put(priority, work, Box::new(move |answer| drop(tell.send(answer))));
        told.recv().unwrap_or(Err(StoreError::Closed))
    }
}

/// What one piece of work came to: the answer and the new envelopes.
struct Done {
    answer: Result<Committed, StoreError>,
    fresh: Vec<Sealed>,
}

/// The writer's own side.
struct Engine {
    path: PathBuf,
    conn: Connection,
    ledger: Ledger,
    published: broadcast::Sender<Published>,
}

impl Engine {
    fn run(&mut self, queue: &Queue) {
        while let Some(group) = queue.take(false) {
            self.write(group);
        }
        if let Err(error) = self.conn.pragma_update(None, "wal_checkpoint", "truncate") {
            tracing::warn!(%error, "the write-ahead log could not be folded in at the end");
        }
    }

    /// Commits a group as one transaction. When that fails, each piece is tried alone, so that
    /// one that cannot be written does not take the others with it.
    fn write(&mut self, group: Vec<Request>) {
        let works: Vec<&Work> = group.iter().map(|request| &request.work).collect();
        let done = match self.commit(&works) {
            Ok(done) => done,
            Err(error) if works.len() == 1 => vec![Done { answer: Err(error), fresh: Vec::new() }],
            Err(_) => works.iter().map(|work| self.commit_alone(work)).collect(),
        };
        for (request, done) in group.into_iter().zip(done) {
            if !done.fresh.is_empty() {
                // Nobody may be listening; that is no failure.
                let _ = self.published.send(Arc::new(done.fresh));
            }
            (request.reply)(done.answer);
        }
    }

    fn commit_alone(&mut self, work: &Work) -> Done {
        match self.commit(&[work]) {
            Ok(mut done) if !done.is_empty() => done.remove(0),
            Ok(_) => Done { answer: Err(StoreError::Closed), fresh: Vec::new() },
            Err(error) => Done { answer: Err(error), fresh: Vec::new() },
        }
    }

    fn commit(&mut self, works: &[&Work]) -> Result<Vec<Done>, StoreError> {
        let outcome = self.transact(works);
        if let Err(error) = &outcome {
            tracing::error!(%error, "a transaction was given back");
            if error.is_damage() {
                salvage::mark(&self.path, &error.to_string());
            }
            // What the writer remembers has moved ahead of the file: read it again.
            self.ledger = Ledger::load(&self.conn)?;
        }
        outcome
    }

    fn transact(&mut self, works: &[&Work]) -> Result<Vec<Done>, StoreError> {
        let tx = self.conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut done = Vec::with_capacity(works.len());
        let mut moved = BTreeSet::new();
        for work in works {
            done.push(one(&tx, &mut self.ledger, work, &mut moved)?);
        }
        self.ledger.note_heads(&tx, moved.into_iter())?;
        tx.commit()?;
        Ok(done)
    }
}

/// Does one piece of work inside the transaction. A refusal is an answer and has written nothing;
/// an error ends the transaction.
fn one(
    conn: &Connection,
    ledger: &mut Ledger,
    work: &Work,
    moved: &mut BTreeSet<TerminalId>,
) -> Result<Done, StoreError> {
    let mut fresh = Vec::new();
    match work {
        Work::Append(envelopes) => match ledger.fresh(conn, envelopes) {
            Ok(new) => {
                for sealed in new.into_iter().filter_map(|index| envelopes.get(index)) {
                    ledger.lay(conn, sealed)?;
                    moved.insert(sealed.fact.terminal);
                    fresh.push(sealed.clone());
                }
            }
            Err(error @ (StoreError::Gap { .. } | StoreError::Fork { .. })) => {
                return Ok(Done { answer: Err(error), fresh });
            }
            Err(error) => return Err(error),
        },
        Work::Ack(seq) => identity::ack(conn, *seq)?,
        Work::Identity(identity) => identity::set_identity(conn, identity)?,
        Work::Quarantine(terminal, seq, code, sentence) => {
            ledger.quarantine(conn, *terminal, *seq, code, sentence)?;
        }
        Work::Keep(key, value) => {
            identity::keep(conn, &format!("kept.{key}"), value.as_deref())?;
        }
        Work::Pages(more) => limit_pages(conn, *more)?,
        Work::Barrier => {}
    }
    let last = if let Work::Append(envelopes) = work { envelopes.last() } else { None };
    let head = last.map_or(Head::NONE, |sealed| ledger.head(sealed.fact.terminal));
    Ok(Done { answer: Ok(Committed { stored: fresh.len(), head }), fresh })
}

fn limit_pages(conn: &Connection, more: Option<u32>) -> Result<(), StoreError> {
    let now: i64 = conn.pragma_query_value(None, "page_count", |row| row.get(0))?;
    let most = more.map_or(PAGES_MAX, |more| now + i64::from(more));
    conn.pragma_update_and_check(None, "max_page_count", most, |_| Ok(()))?;
    Ok(())
}

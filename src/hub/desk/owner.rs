//! A thread that owns the state of a hub, takes in what arrives, decides and appends.

use std::thread::JoinHandle;

use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::mpsc;

use super::{
    Asked, DeskFault, DeskHandle, DeskReply, DeskRequest, FaultKind, answer, catch_up, load_state,
    prepare, take,
};
use crate::clock::Clock;
use crate::domain::desk::Desk;
use crate::domain::envelope::Sealed;
use crate::domain::frontier::Frontier;
use crate::domain::id::Boot;
use crate::domain::prep::LEARN_MS;
use crate::domain::time::At;
use crate::store::{Batch, Identity, Priority, Published, Reader, Store, StoreError, Writer};

/// How often orders that need nobody any more are let go, milliseconds.
const FORGET_MS: u64 = 60_000;

/// The thread of a desk; it ends when every handle is gone.
#[derive(Debug)]
pub struct DeskThread {
    thread: JoinHandle<()>,
}

impl DeskThread {
    /// Waits until it has ended.
    pub fn join(self) {
        if self.thread.join().is_err() {
            tracing::error!("the desk ended by a panic");
        }
    }
}

/// Starts a desk over a store whose identity is known. The thread ends when the last handle is
/// dropped.
///
/// # Errors
/// As the store says, when the state cannot be read.
pub fn spawn_desk(
    store: &Store,
    identity: &Identity,
    clock: Clock,
) -> Result<(DeskHandle, DeskThread), StoreError> {
    let writer = store.writer();
    // Heard first and read second, so that nothing committed in between is missed.
    let feed = writer.subscribe();
    let mut reader = store.reader()?;
    let (desk, held) = open(&mut reader, identity, &clock)?;
    let (handle, requests) = DeskHandle::channel();
    let identity = identity.clone();
    let learnt = clock.monotonic_ms();
    let mut owner = Owner { identity, desk, held, reader, writer, clock, forgotten: 0, learnt };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .map_err(|error| StoreError::file(store.folder(), error))?;
    let thread = std::thread::Builder::new()
        .name("hub-desk".to_owned())
        .spawn(move || runtime.block_on(owner.run(requests, feed)))
        .map_err(|error| StoreError::file(store.folder(), error))?;
    Ok((handle, DeskThread { thread }))
}

fn open(
    reader: &mut Reader,
    identity: &Identity,
    clock: &Clock,
) -> Result<(Desk, Frontier), StoreError> {
    let now = At(clock.now_ms());
    let (mut state, frontier) = load_state(reader, identity, now)?;
    state.learn(reader.learnt(&state.settings().clock(), now)?);
    let head = frontier.head(reader.own_journal(identity.terminal)?);
    Ok((Desk::new(state, Boot(clock.entropy_u32()), head), frontier))
}

struct Owner {
    identity: Identity,
    desk: Desk,
    held: Frontier,
    reader: Reader,
    writer: Writer,
    clock: Clock,
    forgotten: u64,
    /// When the times of the kitchen were read, in monotonic milliseconds.
    learnt: u64,
}

impl Owner {
    async fn run(&mut self, mut requests: mpsc::Receiver<Asked>, mut feed: Receiver<Published>) {
        loop {
            tokio::select! {
                biased;
                published = feed.recv() => {
                    let taken = match published {
                        Ok(rows) => self.arrived(&rows),
                        Err(RecvError::Lagged(_)) => {
                            catch_up(&mut self.reader, &mut self.desk.state, &mut self.held)
                        }
                        Err(RecvError::Closed) => return,
                    };
                    if let Err(error) = taken {
                        self.reload(&error);
                    }
                }
                asked = requests.recv() => {
                    let Some(Asked { request, reply }) = asked else { return };
                    let said = self.serve(&request).unwrap_or_else(|error| {
                        self.reload(&error);
                        let sentence = error.to_string();
                        DeskReply::Refused(DeskFault::new(FaultKind::Unavailable, sentence))
                    });
                    // The asker may have given up; the facts are durable all the same.
                    let _ = reply.send(said);
                }
            }
        }
    }

    /// Takes in what was committed; the desk's own facts are known already.
    fn arrived(&mut self, rows: &[Sealed]) -> Result<(), StoreError> {
        for row in rows {
            self.held.advance(row.journal(), row.head());
            self.desk.takes_back(row);
            take(&mut self.reader, &mut self.desk.state, &row.fact)?;
        }
        let now = self.clock.monotonic_ms();
        if now >= self.forgotten.saturating_add(FORGET_MS) {
            self.forgotten = now;
            self.desk.state.forget_closed(At(self.clock.now_ms()));
        }
        Ok(())
    }

    fn serve(&mut self, request: &DeskRequest) -> Result<DeskReply, StoreError> {
        let now = At(self.clock.now_ms());
        self.learn(now)?;
        let placed = prepare(&mut self.reader, &mut self.desk.state, request, now)?;
        let given = answer(&mut self.desk, request, &placed, now);
        if !given.sealed.is_empty() {
            let batch = Batch { priority: Priority::Sale, envelopes: given.sealed };
            self.writer.append_and_wait(batch)?;
        }
        Ok(given.reply)
    }

    /// Reads anew what the times of the kitchen teach, once an hour.
    fn learn(&mut self, now: At) -> Result<(), StoreError> {
        let mono = self.clock.monotonic_ms();
        if mono >= self.learnt.saturating_add(LEARN_MS) {
            self.learnt = mono;
            let clock = self.desk.state.settings().clock();
            self.desk.state.learn(self.reader.learnt(&clock, now)?);
        }
        Ok(())
    }

    /// What was decided could not be written, or what was written could not be read: the disk is
    /// the truth.
    fn reload(&mut self, error: &StoreError) {
        tracing::error!(%error, "the desk reads its state again");
        match open(&mut self.reader, &self.identity, &self.clock) {
            Ok((desk, held)) => (self.desk, self.held) = (desk, held),
            Err(error) => tracing::error!(%error, "the desk could not read its state"),
        }
    }
}

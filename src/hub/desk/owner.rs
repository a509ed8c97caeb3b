//! A thread that owns the state of a hub, takes in what arrives, decides and appends.

use std::path::PathBuf;
use std::thread::JoinHandle;

use tokio::runtime::Handle;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::mpsc;

use super::{
    Asked, DeskFault, DeskHandle, DeskReply, DeskRequest, FaultKind, Filter, answer, catch_up,
    load_state, prepare, take,
};
use crate::clock::Clock;
use crate::domain::command::Command;
use crate::domain::desk::Desk;
use crate::domain::envelope::Sealed;
use crate::domain::frontier::Frontier;
use crate::domain::id::{AggregateId, Boot};
use crate::domain::prep::LEARN_MS;
use crate::domain::state::Applied;
use crate::domain::time::At;
use crate::store::{Batch, Identity, Priority, Published, Reader, Store, StoreError, Writer};
use crate::trail::{self, Step};

/// How often orders that need nobody any more are let go, milliseconds.
const FORGET_MS: u64 = 60_000;

/// When nobody has asked about orders for this long, all of them are let go, milliseconds.
const ASLEEP_MS: u64 = 60_000;

/// Who answers at a desk; it ends when every handle is gone.
#[derive(Debug)]
pub struct DeskThread(Place);

#[derive(Debug)]
enum Place {
    /// A thread of its own.
    Thread(JoinHandle<()>),
    /// A place in a room with other desks.
    Shared(Handle, tokio::task::JoinHandle<()>),
}

impl DeskThread {
    /// Waits until it has ended; on a thread that may wait.
    pub fn join(self) {
        let ended = match self.0 {
            Place::Thread(thread) => thread.join().is_ok(),
            Place::Shared(room, task) => room.block_on(task).is_ok(),
        };
        if !ended {
            tracing::error!("the desk ended by a panic");
        }
    }
}

/// Starts a desk over a store whose identity is known, on a thread of its own. The thread ends when
/// the last handle is dropped.
///
/// # Errors
/// As the store says, when the state cannot be read.
pub fn spawn_desk(
    store: &Store,
    identity: &Identity,
    clock: Clock,
) -> Result<(DeskHandle, DeskThread), StoreError> {
    let (handle, requests, feed, mut owner) = begin(store, identity, clock)?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .map_err(|error| StoreError::file(store.folder(), error))?;
    let thread = std::thread::Builder::new()
        .name("hub-desk".to_owned())
        .spawn(move || runtime.block_on(owner.run(requests, feed)))
        .map_err(|error| StoreError::file(store.folder(), error))?;
    Ok((handle, DeskThread(Place::Thread(thread))))
}

/// Starts a desk among others: `room` is a runtime of some threads that may wait for a disk, and
/// runs nothing but desks.
///
/// # Errors
/// As [`spawn_desk`].
pub fn share_desk(
    store: &Store,
    identity: &Identity,
    clock: Clock,
    room: &Handle,
) -> Result<(DeskHandle, DeskThread), StoreError> {
    let (handle, requests, feed, mut owner) = begin(store, identity, clock)?;
    let task = room.spawn(async move { owner.run(requests, feed).await });
    Ok((handle, DeskThread(Place::Shared(room.clone(), task))))
}

type Begun = (DeskHandle, mpsc::Receiver<Asked>, Receiver<Published>, Owner);

fn begin(store: &Store, identity: &Identity, clock: Clock) -> Result<Begun, StoreError> {
    let writer = store.writer();
    // Heard first and read second, so that nothing committed in between is missed.
    let feed = writer.subscribe();
    let mut reader = store.reader()?;
    let (mut desk, held) = site(&mut reader, identity, &clock)?;
    let times = reader.learnt(&desk.state.settings().clock(), At(clock.now_ms()))?;
    desk.state.learn(times);
    let (handle, requests) = DeskHandle::channel();
    let identity = identity.clone();
    let learnt = clock.monotonic_ms();
    let eyes = Eyes::new(store, reader);
    let (forgotten, awake, stale) = (0, None, false);
    let owner =
        Owner { identity, desk, held, eyes, writer, clock, forgotten, learnt, awake, stale };
    Ok((handle, requests, feed, owner))
}

fn open(
    reader: &mut Reader,
    identity: &Identity,
    clock: &Clock,
) -> Result<(Desk, Frontier), StoreError> {
    let (state, frontier) = load_state(reader, identity, At(clock.now_ms()))?;
    let head = frontier.head(reader.own_journal(identity.terminal)?);
    Ok((Desk::new(state, Boot(clock.entropy_u32()), head), frontier))
}

/// A desk that knows the site and no orders: enough to say who may connect.
fn site(
    reader: &mut Reader,
    identity: &Identity,
    clock: &Clock,
) -> Result<(Desk, Frontier), StoreError> {
    let frontier = reader.frontier()?;
    let state = reader.load_site(identity)?;
    let head = frontier.head(reader.own_journal(identity.terminal)?);
    Ok((Desk::new(state, Boot(clock.entropy_u32()), head), frontier))
}

/// Whether a command is about menu, staff or terminals, whatever the orders are.
fn is_menu_or_staff(command: &Command) -> bool {
    if let Command::As { command, .. } = command {
        return is_menu_or_staff(command);
    }
    matches!(
        command,
        Command::PublishMenu(_)
            | Command::Take86 { .. }
            | Command::Restore86(_)
            | Command::PairTerminal(_)
            | Command::SaveStaff(_)
    )
}

/// Whether a request can be answered without knowing any order.
fn is_of_site(request: &DeskRequest) -> bool {
    match request {
        DeskRequest::Whose(_)
        | DeskRequest::Terminals
        | DeskRequest::Pair(_)
        | DeskRequest::Menu => true,
        DeskRequest::Commands(commands) => commands.iter().all(is_menu_or_staff),
        DeskRequest::MintOrder
        | DeskRequest::Place(_)
        | DeskRequest::Orders(_)
        | DeskRequest::Order(_)
        | DeskRequest::SetStatus(..)
        | DeskRequest::Step(..)
        | DeskRequest::PayCash { .. }
        | DeskRequest::Change(..)
        | DeskRequest::Tickets(_)
        | DeskRequest::KitchenStats => false,
    }
}

/// How a desk reads the disk. One of many closes its eyes while it sleeps: each pair takes memory.
struct Eyes {
    reader: Option<Reader>,
    folder: PathBuf,
    of_many: bool,
}

impl Eyes {
    fn new(store: &Store, reader: Reader) -> Self {
        let of_many = store.is_one_of_many();
        let reader = Some(reader).filter(|_| !of_many);
        Self { reader, folder: store.folder().to_owned(), of_many }
    }

    fn open(&mut self) -> Result<&mut Reader, StoreError> {
        let reader = match self.reader.take() {
            Some(reader) => reader,
            None => Reader::open_one_of_many(&self.folder)?,
        };
        Ok(self.reader.insert(reader))
    }

    fn close(&mut self) {
        if self.of_many {
            self.reader = None;
        }
    }
}

/// The owner of the state. A hub that only keeps terminals in step needs no orders in memory: its
/// desk sleeps and knows the site alone. The first request about orders wakes it; it reads the open
/// ones from the disk and keeps them in step until nobody has asked for a while.
struct Owner {
    identity: Identity,
    desk: Desk,
    held: Frontier,
    eyes: Eyes,
    writer: Writer,
    clock: Clock,
    forgotten: u64,
    /// When the times of the kitchen were read, in monotonic milliseconds.
    learnt: u64,
    /// When somebody last asked about orders, monotonic milliseconds; `None` while asleep.
    awake: Option<u64>,
    /// Whether what it knows may not be on the disk: nothing is answered before that was read.
    stale: bool,
}

impl Owner {
    async fn run(&mut self, mut requests: mpsc::Receiver<Asked>, mut feed: Receiver<Published>) {
        loop {
            tokio::select! {
                biased;
                published = feed.recv() => {
                    let taken = match published {
                        Ok(rows) => self.arrived(&rows),
                        Err(RecvError::Lagged(_)) => self.missed(),
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

    /// Reads what was committed and not heard of.
    fn missed(&mut self) -> Result<(), StoreError> {
        if self.awake.is_some() {
            return catch_up(self.eyes.open()?, &mut self.desk.state, &mut self.held);
        }
        let read = site(self.eyes.open()?, &self.identity, &self.clock)?;
        self.eyes.close();
        self.go_on_with(read);
        Ok(())
    }

    /// Takes in what was committed; the desk's own facts are known already.
    fn arrived(&mut self, rows: &[Sealed]) -> Result<(), StoreError> {
        if self.awake.is_some() {
            trail::note(Step::Folded, rows.iter().map(|row| &*row.fact));
        }
        for row in rows {
            self.held.advance(row.journal(), row.head());
            self.desk.takes_back(row);
            let fact = &row.fact;
            if self.awake.is_some() {
                take(self.eyes.open()?, &mut self.desk.state, fact)?;
            } else if !matches!(fact.aggregate, AggregateId::Order(_) | AggregateId::Shift(_)) {
                let _: Applied = self.desk.state.load(fact);
            }
        }
        let now = self.clock.monotonic_ms();
        if self.awake.is_some_and(|asked| now >= asked.saturating_add(ASLEEP_MS)) {
            self.awake = None;
            let read = site(self.eyes.open()?, &self.identity, &self.clock)?;
            self.eyes.close();
            self.go_on_with(read);
        }
        if now >= self.forgotten.saturating_add(FORGET_MS) {
            self.forgotten = now;
            self.desk.state.forget_closed(At(self.clock.now_ms()));
        }
        Ok(())
    }

    /// Answers a request; one about orders wakes the desk.
    fn serve(&mut self, request: &DeskRequest) -> Result<DeskReply, StoreError> {
        self.read_again()?;
        let now = At(self.clock.now_ms());
        let of_site = is_of_site(request);
        if !of_site {
            if self.awake.is_none() {
                let read = open(self.eyes.open()?, &self.identity, &self.clock)?;
                self.go_on_with(read);
            }
            self.awake = Some(self.clock.monotonic_ms());
            self.learn(now)?;
        }
        let placed = if of_site {
            Vec::new()
        } else {
            prepare(self.eyes.open()?, &mut self.desk.state, request, now)?
        };
        let given = answer(&mut self.desk, request, &placed, now);
        if let DeskRequest::Orders(Filter { day: Some(_), .. }) = request {
            // The orders of a day that has passed were read for this answer alone.
            self.desk.state.forget_closed(now);
        }
        if !given.sealed.is_empty() {
            let batch = Batch { priority: Priority::Sale, envelopes: given.sealed };
            self.writer.append_and_wait(batch)?;
        }
        Ok(given.reply)
    }

    /// Goes on with what was read, and with what the kitchen has taught before.
    fn go_on_with(&mut self, (mut desk, held): (Desk, Frontier)) {
        desk.state.learn(self.desk.state.learnt().clone());
        (self.desk, self.held) = (desk, held);
    }

    /// Reads anew what the times of the kitchen teach, once an hour.
    fn learn(&mut self, now: At) -> Result<(), StoreError> {
        let mono = self.clock.monotonic_ms();
        if mono >= self.learnt.saturating_add(LEARN_MS) {
            self.learnt = mono;
            let clock = self.desk.state.settings().clock();
            self.desk.state.learn(self.eyes.open()?.learnt(&clock, now)?);
        }
        Ok(())
    }

    /// What was decided could not be written, or what was written could not be read: the disk is
    /// the truth.
    fn reload(&mut self, error: &StoreError) {
        tracing::error!(%error, "the desk reads its state again");
        self.stale = true;
        if let Err(error) = self.read_again() {
            tracing::error!(%error, "the desk could not read its state");
        }
    }

    /// Reads the state again when what the desk knows may not be on the disk.
    fn read_again(&mut self) -> Result<(), StoreError> {
        if self.stale {
            let read = if self.awake.is_some() { open } else { site };
            let read = read(self.eyes.open()?, &self.identity, &self.clock)?;
            self.go_on_with(read);
            self.stale = false;
        }
        Ok(())
    }
}

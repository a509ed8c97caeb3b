//! The loop that gives a session its inputs and executes its outputs.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{broadcast, mpsc, watch};

use super::socket::{Incoming, NoLine, Socket};
use super::{Ask, LinkConfig, LinkError, branch};
use crate::clock::Clock;
use crate::domain::envelope::Sealed;
use crate::domain::frontier::Head;
use crate::domain::id::TerminalId;
use crate::store::{Personal, Published, Reader, Writer};
use crate::sync::plan::Chunk;
use crate::sync::session::{ClientInput, ClientOutput, ClientSession, Now, PersonalNews, chain};
use crate::sync::status::{LinkReport, LinkStatus};
use crate::sync::wire::Frame;
use crate::trail::OnTheWay;

mod persons;

/// How often an acknowledgement is written down at most, milliseconds: a commit of its own for each
/// would double the work of the disk, and one that is lost only makes the unsent count too large.
const ACK_WRITE_MS: u64 = 500;

/// A timer that is not armed sleeps this long, milliseconds.
const LONG_MS: u64 = 3_600_000;

/// What tasks tell the loop.
pub(super) enum Event {
    /// A connection was made, or could not be.
    Dialled(Result<Box<Socket>, NoLine>),
    /// Something for the session.
    Input(ClientInput),
}

/// Where a link says how it stands.
pub struct Tell {
    /// Everything that is shown.
    pub report: watch::Sender<LinkReport>,
    /// The status alone.
    pub status: watch::Sender<LinkStatus>,
    /// Whether everything known has been exchanged.
    pub settled: watch::Sender<bool>,
}

/// The driver of one link.
pub struct Driver {
    config: LinkConfig,
    pub(super) writer: Writer,
    reader: Arc<Mutex<Reader>>,
    clock: Clock,
    session: ClientSession,
    feed: broadcast::Receiver<Published>,
    customers: broadcast::Receiver<Personal>,
    tell: Tell,
    pub(super) events: mpsc::UnboundedSender<Event>,
    arrived: mpsc::UnboundedReceiver<Event>,
    socket: Option<Socket>,
    /// Whether the session waits for a connection; an answer that comes later is dropped.
    dialling: bool,
    /// Whether commits were missed and where the own journal ends could not be read since.
    missed: bool,
    timer: Option<u64>,
    /// The acknowledgement to be written down, and when.
    ack: Option<(u64, u64)>,
    /// What was pushed, for the log.
    way: OnTheWay,
}

impl Driver {
    /// A driver that has read what the disk holds.
    ///
    /// # Errors
    /// As the store says.
    pub fn new(
        config: LinkConfig,
        writer: Writer,
        reader: Reader,
        clock: Clock,
        tell: Tell,
    ) -> Result<Self, LinkError> {
        // Heard first and read second, so that nothing committed in between is missed.
        let feed = writer.subscribe();
        let customers = writer.subscribe_persons();
        let session = ClientSession::new(
            config.me.clone(),
            reader.frontier()?,
            reader.acked()?,
            clock.entropy_u64(),
        );
        let own = reader.own_journal(config.me.terminal)?;
        let session = session.on_journal(own, reader.base(own)?);
        let session = session.incomplete(reader.until()?.is_some());
        let (events, arrived) = mpsc::unbounded_channel();
        Ok(Self {
            config,
            writer,
            reader: Arc::new(Mutex::new(reader)),
            clock,
            session,
            feed,
            customers,
            tell,
            events,
            arrived,
            socket: None,
            dialling: false,
            missed: false,
            timer: None,
            ack: None,
            way: OnTheWay::default(),
        })
    }

    /// Runs until it is told to stop or its handle is gone.
    pub async fn run(mut self, mut asked: mpsc::UnboundedReceiver<Ask>) {
        self.feed_session(ClientInput::Start);
        loop {
            let wait = Duration::from_millis(self.wait_ms());
            tokio::select! {
                ask = asked.recv() => match ask {
                    Some(Ask::TryNow) => self.feed_session(ClientInput::TryNow),
                    Some(Ask::Credential(credential, pin)) => {
                        self.config.pin = pin;
                        self.feed_session(ClientInput::Credential(credential));
                    }
                    Some(Ask::Stop) | None => break,
                },
                Some(event) = self.arrived.recv() => self.event(event),
                published = self.feed.recv() => match published {
                    Ok(rows) => self.committed(&rows),
                    Err(RecvError::Lagged(_)) => {
                        self.missed = true;
                        self.read_own_head();
                    }
                    Err(RecvError::Closed) => break,
                },
                stored = self.customers.recv() => match stored {
                    Ok(rows) => self.customers(PersonalNews::Stored(rows)),
                    Err(RecvError::Lagged(_)) => self.customers(PersonalNews::Behind),
                    Err(RecvError::Closed) => break,
                },
                incoming = next(self.socket.as_mut()) => self.incoming(incoming),
                () = tokio::time::sleep(wait) => self.ring(),
            }
        }
        let socket = self.socket.take();
        self.feed_session(ClientInput::Stop);
        if let Some(socket) = socket {
            socket.finish().await;
        }
        if let Some((seq, _)) = self.ack.take() {
            self.writer.ack(seq);
        }
        let (tell, told) = tokio::sync::oneshot::channel();
        self.writer.barrier(move |answer| drop(tell.send(answer)));
        // A store that ended before the link has nothing left to wait for.
        let _ = told.await;
    }

    fn now(&self) -> Now {
        Now { mono: self.clock.monotonic_ms(), wall: self.clock.now_ms() }
    }

    fn wait_ms(&self) -> u64 {
        let due = [self.timer, self.ack.map(|(_, at)| at)].into_iter().flatten().min();
        due.map_or(LONG_MS, |at| at.saturating_sub(self.clock.monotonic_ms()))
    }

    fn ring(&mut self) {
        let now = self.clock.monotonic_ms();
        if let Some((seq, _)) = self.ack.take_if(|(_, at)| *at <= now) {
            self.writer.ack(seq);
        }
        if self.timer.take_if(|at| *at <= now).is_some() {
            if self.socket.as_mut().is_some_and(Socket::was_heard) {
                self.feed_session(ClientInput::Heard);
            }
            self.feed_session(ClientInput::Tick);
        }
    }

    fn event(&mut self, event: Event) {
        match event {
            Event::Dialled(made) if self.dialling => {
                self.dialling = false;
                match made {
                    Ok(socket) => {
                        self.socket = Some(*socket);
                        if self.missed {
                            self.read_own_head();
                        }
                        self.feed_session(ClientInput::Connected);
                    }
                    Err(NoLine::Unreachable(why)) => {
                        self.feed_session(ClientInput::Closed(why));
                    }
                    Err(NoLine::Refused(refused)) => {
                        self.feed_session(ClientInput::Denied(refused));
                    }
                }
            }
            Event::Dialled(made) => drop(made.map(|socket| socket.abort())),
            Event::Input(input) => {
                self.missed &= !matches!(input, ClientInput::OwnHead { .. });
                self.feed_session(input);
            }
        }
    }

    fn incoming(&mut self, incoming: Incoming) {
        match incoming {
            Incoming::Frame(frame) => self.feed_session(ClientInput::Frame(frame)),
            Incoming::Garbage(why) => self.feed_session(ClientInput::Garbage(why)),
            Incoming::Alive => self.feed_session(ClientInput::Heard),
            Incoming::Closed(why) => {
                self.hang_up();
                self.feed_session(ClientInput::Closed(why));
            }
        }
    }

    /// Envelopes were committed here; the own ones are for the hub.
    fn committed(&mut self, rows: &[Sealed]) {
        let (me, own) = (self.config.me.terminal, self.session.journal());
        let mine = |row: &&Sealed| row.fact.terminal == me;
        if rows.iter().filter(mine).any(|row| chain::begins(row) && row.journal() != own) {
            // A branch begun under this identity may be where this terminal writes from now on.
            self.read_own_head();
        }
        let own: Vec<Sealed> = rows.iter().filter(|row| row.journal() == own).cloned().collect();
        if !own.is_empty() {
            self.feed_session(ClientInput::OwnGrew(own));
        }
    }

    fn hang_up(&mut self) {
        self.dialling = false;
        if let Some(socket) = self.socket.take() {
            socket.abort();
        }
    }

    fn feed_session(&mut self, input: ClientInput) {
        let outputs = self.session.handle(input, self.now());
        for output in outputs {
            self.obey(output);
        }
        let settled = self.session.is_settled();
        self.tell.settled.send_if_modified(|now| std::mem::replace(now, settled) != settled);
    }

    fn obey(&mut self, output: ClientOutput) {
        match output {
            ClientOutput::Connect => self.dial(),
            ClientOutput::Send(frame) => {
                if let Frame::Push(push) = &frame {
                    self.way.pushed(push.envelopes.iter().map(|one| &**one.bytes()));
                }
                let sent = self.socket.as_ref().map_or(Ok(()), |socket| socket.send(&frame));
                if let Err(why) = sent {
                    self.hang_up();
                    // The loop hears of it as of any other end of a connection.
                    self.tell_later(ClientInput::Closed(why));
                }
            }
            ClientOutput::ReadRange { journal, after, chunk } => self.read(journal, after, chunk),
            ClientOutput::Append { ticket, rows } => self.append(ticket, rows),
            ClientOutput::CompareOwn { journal, theirs } => self.compare(journal, theirs),
            ClientOutput::Refile { journal, after } => self.refile(journal, after),
            ClientOutput::Aside { ticket, rows } => self.keep_aside(ticket, rows),
            ClientOutput::Incomplete(until) => self.writer.incomplete_until(until),
            ClientOutput::AckedUpTo(seq) => {
                self.way.acknowledged(seq);
                let at = self.clock.monotonic_ms().saturating_add(ACK_WRITE_MS);
                let at = self.ack.map_or(at, |(_, earlier)| earlier);
                self.ack = Some((seq, at));
            }
            ClientOutput::Report(report) => {
                tracing::debug!(?report, "link");
                let status = report.status.clone();
                self.tell.status.send_if_modified(|now| {
                    let changed = *now != status;
                    *now = status;
                    changed
                });
                self.tell.report.send_replace(report);
            }
            ClientOutput::Personal(work) => self.work(work),
            ClientOutput::ArmTimer(at) => self.timer = Some(at),
            ClientOutput::Close(why) => {
                tracing::info!(why, "the link is closed");
                self.hang_up();
            }
        }
    }

    fn tell_later(&self, input: ClientInput) {
        // The loop owns the other end and lives as long as this driver.
        let _ = self.events.send(Event::Input(input));
    }

    fn dial(&mut self) {
        self.hang_up();
        self.dialling = true;
        let (url, pin) = (self.config.url.clone(), self.config.pin);
        let events = self.events.clone();
        tokio::spawn(async move {
            let made = Socket::connect(url, pin).await.map(Box::new);
            // When the link has ended, the connection is dropped with the message.
            let _ = events.send(Event::Dialled(made));
        });
    }

    fn read(&self, journal: TerminalId, after: u64, chunk: Chunk) {
        self.on_disk(move |reader| match reader.range(journal, after, chunk.rows, chunk.bytes) {
            Ok(rows) => ClientInput::Rows { journal, rows },
            Err(error) => {
                reader.note_damage(&error);
                ClientInput::ReadFailed(error.to_string())
            }
        });
    }

    fn read_own_head(&self) {
        let me = self.config.me.terminal;
        self.on_disk(move |reader| match branch::own(reader, me) {
            Ok((journal, base, head)) => ClientInput::OwnHead { journal, base, head },
            Err(error) => ClientInput::ReadFailed(error.to_string()),
        });
    }

    fn compare(&self, journal: TerminalId, theirs: Vec<Head>) {
        self.on_disk(move |reader| match branch::compare(reader, journal, &theirs) {
            Ok((same, other)) => ClientInput::Compared { same, other },
            Err(error) => ClientInput::ReadFailed(error.to_string()),
        });
    }

    fn refile(&self, journal: TerminalId, after: u64) {
        let (events, reader) = (self.events.clone(), Arc::clone(&self.reader));
        self.writer.refile(journal, after, move |answer| {
            let reader = reader.lock().unwrap_or_else(PoisonError::into_inner);
            let result = answer.and_then(|done| branch::filed(&reader, journal, done.head));
            let result = result.map_err(|error| error.to_string());
            let _ = events.send(Event::Input(ClientInput::Refiled { journal, result }));
        });
    }

    fn on_disk(&self, read: impl FnOnce(&Reader) -> ClientInput + Send + 'static) {
        let reader = Arc::clone(&self.reader);
        let events = self.events.clone();
        tokio::task::spawn_blocking(move || {
            let reader = reader.lock().unwrap_or_else(PoisonError::into_inner);
            let _ = events.send(Event::Input(read(&reader)));
        });
    }
}

/// The next thing from a connection; waits for ever while there is none.
async fn next(socket: Option<&mut Socket>) -> Incoming {
    match socket {
        Some(socket) => socket.next().await,
        None => std::future::pending().await,
    }
}

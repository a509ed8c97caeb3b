//! One connection of a terminal: the socket, the disk, the live feed and a timer around the hub's
//! end of the session.

use std::net::IpAddr;
use std::time::Duration;

use axum::extract::ws::{Message, Utf8Bytes, WebSocket};
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt, StreamExt};
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::desk::retires;
use super::limits::{Limit, Meter};
use super::state::HubState;
use crate::domain::envelope::Sealed;
use crate::domain::id::TerminalId;
use crate::store::{Batch, Priority, Published, StoreError};
use crate::sync::plan::Chunk;
use crate::sync::session::{AppendFault, ServerInput, ServerOutput, ServerSession};
use crate::sync::wire::{Credential, Frame, Limits, Refused};
use crate::trail::{self, Step};

mod admit;
mod aside;
mod personal;
mod places;

use admit::{authorise, refused_retired};

/// The most frames that wait for a line; the windows of the protocol keep far below it.
const OUTBOX_FRAMES_MAX: usize = 256;

/// How long the last frame may take to leave, milliseconds.
const GOODBYE_MS: u64 = 1_000;

/// The driver of one connection.
struct Driver {
    state: HubState,
    session: ServerSession,
    outbox: Option<mpsc::Sender<String>>,
    inputs: mpsc::UnboundedSender<ServerInput>,
    timer: Option<u64>,
    /// Who says who it is: whom the hub looks up, or has let in.
    claimed: Option<TerminalId>,
    /// Who was counted as connected.
    counted: Option<TerminalId>,
    open: bool,
    from: IpAddr,
}

/// Serves one connection until it ends; `first` is what was read of it already.
pub async fn serve(socket: WebSocket, first: Option<Message>, state: HubState, from: IpAddr) {
    let (sink, mut incoming) = socket.split();
    let (outbox, frames) = mpsc::channel(OUTBOX_FRAMES_MAX);
    let mut writing = tokio::spawn(write(sink, frames));
    let (inputs, mut arrived) = mpsc::unbounded_channel();
    // Heard from the start, so that nothing committed after the grant was read is missed.
    let mut feed = state.writer().subscribe();
    let mut customers = state.writer().subscribe_persons();
    let mut closing = state.closing();
    let now = state.now();
    let mut meter = Meter::new(now.mono);
    let session = ServerSession::new(state.site(), state.hub(), Limits::default(), now);
    let mut driver = Driver {
        session,
        state,
        outbox: Some(outbox),
        inputs,
        timer: None,
        claimed: None,
        counted: None,
        open: true,
        from,
    };
    driver.feed(ServerInput::Tick);
    if first.is_some() {
        driver.hear(first, &mut meter);
    }
    while driver.open {
        tokio::select! {
            Some(input) = arrived.recv() => driver.feed(input),
            input = receive(&mut incoming) => {
                driver.hear(input, &mut meter);
            }
            published = feed.recv() => driver.published(published),
            stored = customers.recv() => driver.stored(stored),
            () = tokio::time::sleep(driver.wait()) => driver.ring(),
            _ = closing.wait_for(|closing| *closing) => break,
        }
    }
    if let Some(terminal) = driver.counted {
        driver.state.left(terminal);
    }
    drop(driver);
    finish(&mut writing).await;
}

async fn finish(writing: &mut JoinHandle<()>) {
    if tokio::time::timeout(Duration::from_millis(GOODBYE_MS), &mut *writing).await.is_err() {
        writing.abort();
    }
}

/// Writes frames as they come, and flushes when none waits.
async fn write(mut sink: SplitSink<WebSocket, Message>, mut frames: mpsc::Receiver<String>) {
    while let Some(text) = frames.recv().await {
        if sink.feed(Message::Text(Utf8Bytes::from(text))).await.is_err() {
            return;
        }
        while let Ok(text) = frames.try_recv() {
            if sink.feed(Message::Text(Utf8Bytes::from(text))).await.is_err() {
                return;
            }
        }
        if sink.flush().await.is_err() {
            return;
        }
    }
    // The peer may be gone already; then there is nobody to say goodbye to.
    let _ = sink.close().await;
}

/// The next thing from the line; nothing when it has ended.
async fn receive(incoming: &mut SplitStream<WebSocket>) -> Option<Message> {
    match incoming.next().await {
        Some(Ok(Message::Close(_)) | Err(_)) | None => None,
        Some(Ok(message)) => Some(message),
    }
}

/// What a message means for the session; nothing, when it is only a sign of life.
fn read(message: Option<Message>) -> Option<ServerInput> {
    match message {
        Some(Message::Text(text)) => Some(match Frame::decode(&text) {
            Ok(frame) => ServerInput::Frame(frame),
            Err(error) => ServerInput::Garbage(error.to_string()),
        }),
        Some(Message::Binary(_)) => {
            Some(ServerInput::Garbage("bytes came instead of text".to_owned()))
        }
        Some(Message::Ping(_) | Message::Pong(_)) => None,
        Some(Message::Close(_)) | None => Some(ServerInput::Closed),
    }
}

/// The refusal of what breaks a limit.
fn refused_limit(limit: Limit) -> Refused {
    Refused { code: "limit".to_owned(), sentence: limit.sentence(), permanent: false }
}

impl Driver {
    fn wait(&self) -> Duration {
        let now = self.state.now().mono;
        Duration::from_millis(self.timer.map_or(GOODBYE_MS, |at| at.saturating_sub(now)))
    }

    /// Takes what came from the line, as long as it is not too much.
    fn hear(&mut self, message: Option<Message>, meter: &mut Meter) {
        let bytes = message.as_ref().map_or(0, |message| match message {
            Message::Text(text) => text.len(),
            Message::Binary(bytes) | Message::Ping(bytes) | Message::Pong(bytes) => bytes.len(),
            Message::Close(_) => 0,
        });
        let input = match meter.frame(bytes, self.state.now().mono) {
            Ok(()) => read(message),
            Err(limit) => {
                self.state.metrics().limited(limit);
                Some(ServerInput::Denied(refused_limit(limit)))
            }
        };
        if let Some(input) = input {
            self.feed(input);
        }
    }

    fn ring(&mut self) {
        let now = self.state.now().mono;
        if self.timer.take_if(|at| *at <= now).is_some() {
            self.feed(ServerInput::Tick);
        }
    }

    fn feed(&mut self, input: ServerInput) {
        if matches!(input, ServerInput::Closed) {
            self.open = false;
        }
        let outputs = self.session.handle(input, self.state.now());
        if self.counted.is_none()
            && let Some(peer) = self.session.peer()
        {
            self.counted = Some(peer);
            self.state.came(peer);
        }
        for output in outputs {
            self.obey(output);
        }
    }

    fn published(&mut self, published: Result<Published, RecvError>) {
        match published {
            Ok(rows) => {
                let retired = |row: &Sealed| retires(row.fact.event.as_ref());
                let ended = rows.iter().filter_map(retired).any(|id| Some(id) == self.claimed);
                self.feed(ServerInput::Committed(rows));
                if ended {
                    self.feed(ServerInput::Denied(refused_retired()));
                }
            }
            Err(RecvError::Lagged(_)) => {
                let inputs = self.inputs.clone();
                let state = self.state.clone();
                tokio::spawn(async move {
                    let disk = state.read(|reader| reader.frontier()).await;
                    let input = disk.map_or_else(|error| lost(&error), ServerInput::Behind);
                    // A connection that has ended needs no frontier.
                    let _ = inputs.send(input);
                });
            }
            Err(RecvError::Closed) => self.open = false,
        }
    }

    fn obey(&mut self, output: ServerOutput) {
        match output {
            ServerOutput::Authorise { terminal, credential } => {
                self.authorise(terminal, credential);
            }
            ServerOutput::Send(frame) => {
                self.count(&frame);
                self.send(&frame);
            }
            ServerOutput::ReadRange { terminal, after, chunk } => self.read(terminal, after, chunk),
            ServerOutput::ReadPlaces(compare) => self.read_places(compare),
            ServerOutput::ReadAhead => self.read_ahead(),
            ServerOutput::Append { ticket, rows } => self.append(ticket, rows),
            ServerOutput::Held { terminal, heads } => self.state.holds(terminal, &heads),
            ServerOutput::Notice(notice) => self.state.note(notice),
            ServerOutput::Personal(work) => self.work(work),
            ServerOutput::ArmTimer(at) => self.timer = Some(at),
            ServerOutput::Close(why) => {
                tracing::info!(why, "a connection is closed");
                self.open = false;
            }
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "the other frames carry nothing to count")]
    fn count(&self, frame: &Frame) {
        let metrics = self.state.metrics();
        match frame {
            Frame::Ack(_) => metrics.acks.inc(),
            Frame::Refused(_) => metrics.refused.inc(),
            Frame::Events(events) => {
                trail::note_bytes(
                    Step::Forwarded,
                    events.envelopes.iter().map(|one| &**one.bytes()),
                );
                let count = u64::try_from(events.envelopes.len()).unwrap_or(u64::MAX);
                metrics.forwarded.inc_by(count)
            }
            _ => 0,
        };
    }

    fn send(&mut self, frame: &Frame) {
        let sent = match (frame.encode(), &self.outbox) {
            (Ok(text), Some(outbox)) => outbox.try_send(text).is_ok(),
            (Err(_), _) | (_, None) => false,
        };
        if !sent {
            // A line that takes nothing is given up; the terminal catches up from the disk later.
            self.outbox = None;
            self.open = false;
        }
    }

    fn authorise(&mut self, terminal: TerminalId, credential: Credential) {
        self.claimed = Some(terminal);
        let (state, inputs) = (self.state.clone(), self.inputs.clone());
        let from = self.from;
        tokio::spawn(async move {
            let input = match authorise(&state, terminal, &credential).await {
                Ok(grant) => ServerInput::Admitted(grant),
                Err(refused) => ServerInput::Denied(too_often(&state, from, refused)),
            };
            let _ = inputs.send(input);
        });
    }

    fn read(&self, terminal: TerminalId, after: u64, chunk: Chunk) {
        let (state, inputs) = (self.state.clone(), self.inputs.clone());
        tokio::spawn(async move {
            let read = state
                .read(move |reader| {
                    let rows = reader.passing(terminal, after, chunk.rows, chunk.bytes);
                    rows.inspect_err(|error| reader.note_damage(error))
                })
                .await;
            let input = match read {
                Ok(rows) => ServerInput::Rows { terminal, rows },
                // A damaged row stays damaged, and the other journals go on.
                Err(error @ StoreError::DamagedRow { .. }) => {
                    tracing::error!(%error, "a range could not be read");
                    ServerInput::ReadFailed { terminal, why: error.to_string() }
                }
                Err(error) => lost(&error),
            };
            let _ = inputs.send(input);
        });
    }

    fn append(&self, ticket: u64, rows: Vec<Sealed>) {
        let inputs = self.inputs.clone();
        let metrics = self.state.metrics();
        metrics.pushes.inc();
        metrics.received.inc_by(u64::try_from(rows.len()).unwrap_or(u64::MAX));
        let (state, begun) = (self.state.clone(), self.state.clock().monotonic_us());
        let batch = Batch { priority: Priority::Sync, envelopes: rows };
        self.state.writer().append(batch, move |answer| {
            let took = state.clock().monotonic_us().saturating_sub(begun);
            state.metrics().commits.observe(Duration::from_micros(took).as_secs_f64());
            let result = answer.map(drop).map_err(|error| fault(&error));
            let _ = inputs.send(ServerInput::Appended { ticket, result });
        });
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "every other error is the disk's, in its words")]
fn fault(error: &StoreError) -> AppendFault {
    match error {
        StoreError::Fork { seq, .. } => AppendFault::Forked(*seq),
        StoreError::Gap { .. } => AppendFault::Gap,
        other => AppendFault::Disk(other.to_string()),
    }
}

/// What the peer needs could not be read now: it comes again and asks anew, so that nothing is left
/// out for as long as the connection lasts.
fn lost(error: &StoreError) -> ServerInput {
    tracing::error!(%error, "a connection ends because the disk cannot be read");
    ServerInput::Denied(Refused {
        code: "busy".to_owned(),
        sentence: format!("The hub cannot read its disk now: {error}"),
        permanent: false,
    })
}

/// Counts an unknown credential; one too many is refused in other words.
fn too_often(state: &HubState, from: IpAddr, refused: Refused) -> Refused {
    if refused.code != "credential" {
        return refused;
    }
    match state.door().unknown_credential(from) {
        Ok(()) => refused,
        Err(limit) => {
            state.metrics().limited(limit);
            Refused { permanent: true, ..refused_limit(limit) }
        }
    }
}

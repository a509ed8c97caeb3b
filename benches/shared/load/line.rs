//! One connection of the generator: it greets, then it pushes, receives or only lives.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use color_eyre::eyre::{Result, bail, eyre};
use futures_util::{SinkExt, StreamExt};
use tillrail::clock::Clock;
use tillrail::domain::envelope::Hash;
use tillrail::domain::frontier::Frontier;
use tillrail::sync::wire::{BEAT_MS, Beat, Frame, Hello, PROTOCOL_VERSION, WINDOW_FRAMES, Want};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::{WebSocketStream, client_async_with_config};

use super::orders::Ready;
use super::site::Member;

/// How long one answer may take, seconds; only a failure ever uses it up.
const DEADLINE_SECONDS: u64 = 120;

/// The bytes that a connection reads at once: thousands of them are open.
const BUFFER_BYTES: usize = 4 * 1024;

/// When frames were pushed, by the hash of their last envelope, for the ones that receive them.
pub type Pushed = Arc<Mutex<HashMap<Hash, u64>>>;

/// A greeted connection.
pub struct Line {
    socket: WebSocketStream<TcpStream>,
    bare: bool,
    clock: Clock,
}

impl Line {
    /// Connects a terminal that says it holds `frontier`.
    ///
    /// # Errors
    /// When the hub does not take it.
    pub async fn open(
        (port, bare): (u16, bool),
        member: &Member,
        frontier: &Frontier,
        want: Want,
        clock: &Clock,
    ) -> Result<Self> {
        let stream = TcpStream::connect(("127.0.0.1", port)).await?;
        stream.set_nodelay(true)?;
        let path = if bare { "bare" } else { "v1/sync" };
        let url = format!("ws://127.0.0.1:{port}/{path}");
        let config = WebSocketConfig::default().read_buffer_size(BUFFER_BYTES);
        let (socket, _) = client_async_with_config(url, stream, Some(config)).await?;
        let mut line = Self { socket, bare, clock: clock.clone() };
        if bare {
            let role = if want == Want::None { "push" } else { "take" };
            line.socket.send(Message::text(role)).await?;
            if want != Want::None {
                line.next().await?;
            }
            return Ok(line);
        }
        line.say(&Frame::Hello(Box::new(Hello {
            aside: false,
            protocol: PROTOCOL_VERSION,
            site: member.site,
            terminal: member.terminal,
            credential: member.credential.clone(),
            frontier: frontier.clone(),
            clock: clock.now_ms(),
            want,
        })))
        .await?;
        let answer = Frame::decode(&line.next().await?)?;
        if let Frame::Welcome(_) = answer {
            Ok(line)
        } else {
            bail!("the hub said {answer:?} instead of welcome")
        }
    }

    async fn say(&mut self, frame: &Frame) -> Result<()> {
        Ok(self.socket.send(Message::text(frame.encode()?)).await?)
    }

    /// The next text; a bare line or a frame.
    async fn next(&mut self) -> Result<String> {
        let deadline = Duration::from_secs(DEADLINE_SECONDS);
        loop {
            match tokio::time::timeout(deadline, self.socket.next()).await? {
                Some(Ok(Message::Text(text))) => return Ok(text.as_str().to_owned()),
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                other => bail!("the hub ended the line: {other:?}"),
            }
        }
    }

    /// The place that an answer acknowledges; nothing for a beat.
    #[expect(clippy::wildcard_enum_match_arm, reason = "the other frames acknowledge nothing")]
    fn acked(&self, text: &str) -> Result<Option<u64>> {
        if self.bare {
            return Ok(Some(text.parse()?));
        }
        match Frame::decode(text)? {
            Frame::Ack(ack) if !ack.again => Ok(Some(ack.seq)),
            Frame::Refused(refused) => Err(eyre!("{}", refused.sentence)),
            Frame::Ack(_) => Err(eyre!("the hub saw a gap")),
            _ => Ok(None),
        }
    }

    async fn beat(&mut self) -> Result<()> {
        if self.bare {
            return Ok(());
        }
        let clock = self.clock.now_ms();
        self.say(&Frame::Beat(Beat { clock, digest: "00000000".to_owned() })).await
    }

    /// Pushes frames, a window of them at a time, with a pause before each when asked; answers how
    /// long each acknowledgement took, microseconds.
    ///
    /// # Errors
    /// When the hub refuses or falls silent.
    pub async fn push(
        &mut self,
        frames: &[Ready],
        pace_ms: u64,
        pushed: Option<&Pushed>,
    ) -> Result<Vec<u64>> {
        let mut acks = Vec::with_capacity(frames.len());
        let mut waiting: VecDeque<(u64, u64)> = VecDeque::new();
        let mut frames = frames.iter();
        let mut beat = tokio::time::interval(Duration::from_millis(BEAT_MS));
        let mut open = true;
        while open || !waiting.is_empty() {
            let room = if pace_ms == 0 { WINDOW_FRAMES } else { 1 };
            while open && waiting.len() < room {
                let Some(frame) = frames.next() else {
                    open = false;
                    break;
                };
                if pace_ms > 0 {
                    tokio::time::sleep(Duration::from_millis(pace_ms)).await;
                }
                let now = self.clock.monotonic_us();
                if let Some(pushed) = pushed {
                    let mut pushed = pushed.lock().unwrap_or_else(PoisonError::into_inner);
                    pushed.insert(frame.hash, now);
                }
                self.socket.feed(Message::text(frame.text.as_str())).await?;
                waiting.push_back((frame.last, now));
            }
            self.socket.flush().await?;
            if waiting.is_empty() {
                break;
            }
            tokio::select! {
                text = self.next() => {
                    let Some(seq) = self.acked(&text?)? else { continue };
                    let now = self.clock.monotonic_us();
                    while let Some((_, sent)) = waiting.pop_front_if(|(last, _)| *last <= seq) {
                        acks.push(now.saturating_sub(sent));
                    }
                }
                _ = beat.tick() => self.beat().await?,
            }
        }
        Ok(acks)
    }

    /// Receives `rows` envelopes and says of each frame that it is held; with `pushed`, answers how
    /// long each took from its push, microseconds.
    ///
    /// # Errors
    /// When the hub falls silent.
    pub async fn take(&mut self, rows: usize, pushed: Option<&Pushed>) -> Result<Vec<u64>> {
        let mut taken = 0;
        let mut visible = Vec::new();
        let mut beat = tokio::time::interval(Duration::from_millis(BEAT_MS));
        while taken < rows {
            let text = tokio::select! {
                text = self.next() => text?,
                _ = beat.tick() => {
                    self.beat().await?;
                    continue;
                }
            };
            if self.bare {
                taken += text.lines().count();
                continue;
            }
            let Some(no) = number(&text) else { continue };
            taken += text.matches("\"h\":\"").count();
            if let Some(pushed) = pushed {
                let now = self.clock.monotonic_us();
                let frame = Frame::decode(&text)?;
                let pushed = pushed.lock().unwrap_or_else(PoisonError::into_inner);
                let sent = frame.envelopes().iter().filter_map(|one| pushed.get(&one.hash));
                visible.extend(sent.map(|sent| now.saturating_sub(*sent)));
            }
            let held = format!("{{\"held\":{{\"no\":{no},\"heads\":{{}}}}}}");
            self.socket.send(Message::text(held)).await?;
        }
        Ok(visible)
    }

    /// Lives on the line until it is dropped: a beat now and then.
    ///
    /// # Errors
    /// When the hub ends the line.
    pub async fn live(&mut self) -> Result<()> {
        let mut beat = tokio::time::interval(Duration::from_millis(BEAT_MS));
        loop {
            tokio::select! {
                text = self.next() => drop(text?),
                _ = beat.tick() => self.beat().await?,
            }
        }
    }
}

/// The number of a frame of events, without reading all of it.
fn number(text: &str) -> Option<u64> {
    let rest = text.strip_prefix("{\"events\":{\"no\":")?;
    rest.split(',').next()?.parse().ok()
}

/// What the ones that receive need to know to measure.
pub fn pushed() -> Pushed {
    Pushed::default()
}

/// How much of each journal is already known: nothing of it comes again.
pub fn nothing() -> Frontier {
    Frontier(BTreeMap::new())
}

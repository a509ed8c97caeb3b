//! The connection: made within five seconds, tapped for signs of life, and its errors in words.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt, StreamExt};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{WebSocketStream, client_async_with_config};

use super::{HubUrl, LinkError};
use crate::sync::wire::{FRAME_LIMIT_BYTES, Frame, Refused, SILENCE_MS};
use crate::tls::{self, Fingerprint};

/// The most frames that wait for the line; the windows of the protocol keep far below it.
const OUTBOX_FRAMES_MAX: usize = 256;

/// The bytes read at once: the whole buffer is cleared before each read, so a large one costs more
/// than it saves.
const READ_BUFFER_BYTES: usize = 16 * 1024;

/// A stream that counts the reads that brought something.
#[derive(Debug)]
pub struct Tapped {
    inner: TcpStream,
    heard: Arc<AtomicU64>,
}

impl AsyncRead for Tapped {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let polled = Pin::new(&mut self.inner).poll_read(context, buffer);
        if buffer.filled().len() > before {
            self.heard.fetch_add(1, Ordering::Relaxed);
        }
        polled
    }
}

impl AsyncWrite for Tapped {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.inner).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(context)
    }
}

/// A line, encrypted or not.
#[derive(Debug)]
enum Line {
    Plain(Tapped),
    Tls(Box<TlsStream<Tapped>>),
}

impl AsyncRead for Line {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        match &mut *self {
            Self::Plain(stream) => Pin::new(stream).poll_read(context, buffer),
            Self::Tls(stream) => Pin::new(stream).poll_read(context, buffer),
        }
    }
}

impl AsyncWrite for Line {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        match &mut *self {
            Self::Plain(stream) => Pin::new(stream).poll_write(context, bytes),
            Self::Tls(stream) => Pin::new(stream).poll_write(context, bytes),
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut *self {
            Self::Plain(stream) => Pin::new(stream).poll_flush(context),
            Self::Tls(stream) => Pin::new(stream).poll_flush(context),
        }
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut *self {
            Self::Plain(stream) => Pin::new(stream).poll_shutdown(context),
            Self::Tls(stream) => Pin::new(stream).poll_shutdown(context),
        }
    }
}

type Stream = WebSocketStream<Line>;

/// Why no connection could be made.
#[derive(Debug, Clone, PartialEq)]
pub enum NoLine {
    /// One sentence; it may be otherwise in a moment.
    Unreachable(String),
    /// A person must act first.
    Refused(Refused),
}

/// Looks at the certificate of the hub at an address, and believes nothing.
///
/// # Errors
/// One sentence that says what went wrong and what to look at.
pub async fn probe(url: &HubUrl) -> Result<Fingerprint, String> {
    let limit = Duration::from_millis(SILENCE_MS);
    let shown = url.shown();
    let looked = async {
        let stream = TcpStream::connect((url.host.as_str(), url.port));
        let stream = stream.await.map_err(|error| unreachable(url, &error))?;
        let (config, seen) = tls::client(None).map_err(|error| error.to_string())?;
        let connector = TlsConnector::from(Arc::new(config));
        let agreed = connector.connect(server_name(url), stream).await;
        agreed.map_err(|error| not_encrypted(url, &error))?;
        seen.fingerprint().ok_or_else(|| format!("{shown} shows no certificate: check the address"))
    };
    tokio::time::timeout(limit, looked)
        .await
        .unwrap_or_else(|_| Err(format!("{shown} does not answer: check the network and the hub")))
}

/// The name that is asked for; the certificate is known by its fingerprint, not by a name.
fn server_name(url: &HubUrl) -> ServerName<'static> {
    ServerName::try_from(url.host.clone())
        .unwrap_or(ServerName::IpAddress(std::net::Ipv4Addr::UNSPECIFIED.into()))
}

fn not_encrypted(url: &HubUrl, error: &io::Error) -> String {
    format!(
        "{} does not answer in an encrypted way ({error}): check the address and that a hub of \
         this version runs there",
        url.shown()
    )
}

/// An open connection: frames come out of it, and a task of its own writes frames into it.
#[derive(Debug)]
pub struct Socket {
    incoming: SplitStream<Stream>,
    outbox: mpsc::Sender<String>,
    writing: JoinHandle<()>,
    heard: Arc<AtomicU64>,
    heard_before: u64,
}

/// What came out of a connection.
#[derive(Debug)]
pub enum Incoming {
    /// A frame.
    Frame(Frame),
    /// Something that is none: one sentence.
    Garbage(String),
    /// Nothing that matters, but a sign of life.
    Alive,
    /// The end: one sentence.
    Closed(String),
}

impl Socket {
    /// Connects to a hub.
    ///
    /// # Errors
    /// [`NoLine`], in one sentence that says what went wrong and what to look at.
    pub async fn connect(url: HubUrl, pin: Option<Fingerprint>) -> Result<Self, NoLine> {
        let limit = Duration::from_millis(SILENCE_MS);
        let shown = url.shown();
        match tokio::time::timeout(limit, Self::dial(&url, pin)).await {
            Ok(made) => made,
            Err(_) => Err(NoLine::Unreachable(format!(
                "{shown} does not answer: check the network and the hub"
            ))),
        }
    }

    async fn dial(url: &HubUrl, pin: Option<Fingerprint>) -> Result<Self, NoLine> {
        let lost = |error: io::Error| NoLine::Unreachable(unreachable(url, &error));
        let stream = TcpStream::connect((url.host.as_str(), url.port)).await.map_err(lost)?;
        stream.set_nodelay(true).map_err(lost)?;
        let heard = Arc::new(AtomicU64::new(0));
        let tapped = Tapped { inner: stream, heard: Arc::clone(&heard) };
        let line = if url.tls { encrypt(url, pin, tapped).await? } else { Line::Plain(tapped) };
        let config = WebSocketConfig::default()
            .read_buffer_size(READ_BUFFER_BYTES)
            .max_message_size(Some(FRAME_LIMIT_BYTES))
            .max_frame_size(Some(FRAME_LIMIT_BYTES));
        let (stream, _) = client_async_with_config(url.sync(), line, Some(config))
            .await
            .map_err(|error| NoLine::Unreachable(words(url, &error)))?;
        let (sink, incoming) = stream.split();
        let (outbox, frames) = mpsc::channel(OUTBOX_FRAMES_MAX);
        let writing = tokio::spawn(write(sink, frames));
        Ok(Self { incoming, outbox, writing, heard, heard_before: 0 })
    }

    /// Puts a frame on its way without waiting.
    ///
    /// # Errors
    /// One sentence when the line has not taken anything for too long.
    pub fn send(&self, frame: &Frame) -> Result<(), String> {
        let text = frame.encode().map_err(|error| error.to_string())?;
        self.outbox.try_send(text).map_err(|_| "the line to the hub is stuck".to_owned())
    }

    /// The next thing that comes.
    pub async fn next(&mut self) -> Incoming {
        let message = self.incoming.next().await;
        // What was heard so far came with this; it is no later sign of life.
        self.heard_before = self.heard.load(Ordering::Relaxed);
        match message {
            Some(Ok(Message::Text(text))) => match Frame::decode(&text) {
                Ok(frame) => Incoming::Frame(frame),
                Err(error) => Incoming::Garbage(format!("the hub sent what is no frame: {error}")),
            },
            Some(Ok(Message::Binary(_))) => {
                Incoming::Garbage("the hub sent bytes instead of text".to_owned())
            }
            Some(Ok(Message::Ping(_) | Message::Pong(_) | Message::Frame(_))) => Incoming::Alive,
            Some(Ok(Message::Close(_))) | None => {
                Incoming::Closed("the hub closed the connection".to_owned())
            }
            Some(Err(error)) => Incoming::Closed(lost(&error)),
        }
    }

    /// Whether any bytes came since this was asked before.
    pub fn was_heard(&mut self) -> bool {
        let now = self.heard.load(Ordering::Relaxed);
        std::mem::replace(&mut self.heard_before, now) != now
    }

    /// Ends the connection once what was given has been written, or at once when it does not move.
    pub async fn finish(self) {
        let Self { incoming, outbox, mut writing, .. } = self;
        drop(outbox);
        let limit = Duration::from_millis(SILENCE_MS / 5);
        if tokio::time::timeout(limit, &mut writing).await.is_err() {
            writing.abort();
        }
        drop(incoming);
    }

    /// Drops the connection.
    pub fn abort(self) {
        self.writing.abort();
    }
}

/// Agrees on the encryption with a hub that shows the pinned certificate.
async fn encrypt(url: &HubUrl, pin: Option<Fingerprint>, stream: Tapped) -> Result<Line, NoLine> {
    let pin = pin
        .ok_or_else(|| NoLine::Refused(untrusted(LinkError::NotPinned(url.shown()).to_string())))?;
    let made = tls::client(Some(pin));
    let (config, seen) = made.map_err(|error| NoLine::Unreachable(error.to_string()))?;
    let connector = TlsConnector::from(Arc::new(config));
    match connector.connect(server_name(url), stream).await {
        Ok(stream) => Ok(Line::Tls(Box::new(stream))),
        Err(error) => Err(match seen.verdict(Some(pin)).refusal() {
            Some(sentence) => NoLine::Refused(untrusted(sentence)),
            None => NoLine::Unreachable(not_encrypted(url, &error)),
        }),
    }
}

fn untrusted(sentence: String) -> Refused {
    Refused { code: "certificate".to_owned(), sentence, permanent: true }
}

/// Writes frames as they come, and flushes when none waits.
async fn write(mut sink: SplitSink<Stream, Message>, mut frames: mpsc::Receiver<String>) {
    while let Some(text) = frames.recv().await {
        if sink.feed(Message::text(text)).await.is_err() {
            return;
        }
        while let Ok(text) = frames.try_recv() {
            if sink.feed(Message::text(text)).await.is_err() {
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

fn unreachable(url: &HubUrl, error: &io::Error) -> String {
    let shown = url.shown();
    if error.kind() == io::ErrorKind::ConnectionRefused {
        return format!("no hub listens at {shown}: start it there or check the address");
    }
    format!("{shown} cannot be reached ({error}): check the network and the address")
}

fn words(url: &HubUrl, error: &Error) -> String {
    let shown = url.shown();
    if let Error::Http(response) = error {
        let status = response.status();
        if let Some(sentence) = response.body().as_deref().and_then(said) {
            return format!("{shown} refuses: {sentence}");
        }
        return format!(
            "{shown} answers {status}, so it is not a hub of this version: check the address"
        );
    }
    if let Error::Io(error) = error {
        return unreachable(url, error);
    }
    format!("{shown} does not speak as a hub does ({error}): check the address")
}

/// The sentence of an answer `{"errors":[{"detail"}]}`.
fn said(body: &[u8]) -> Option<String> {
    let body: serde_json::Value = serde_json::from_slice(body).ok()?;
    body.get("errors")?.get(0)?.get("detail")?.as_str().map(str::to_owned)
}

fn lost(error: &Error) -> String {
    if let Error::Capacity(_) = error {
        return "the hub sent a frame beyond the limit".to_owned();
    }
    format!("the connection to the hub broke ({error})")
}

//! The listener with its limits: encrypted lines, plain text only where it may be, so many
//! connections, and none that never says a word.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};
use tokio::time::{Sleep, timeout};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use super::common::Common;
use super::limits::{Limit, Seat};
use crate::tls::Certificate;

/// The most connections at once, of every kind.
pub const CONNECTIONS_MAX: usize = 20_480;

/// A connection that has said nothing for this long after it was made is dropped, milliseconds.
/// Agreeing on the encryption belongs to it.
pub const FIRST_BYTE_MS: u64 = 5_000;

/// A connection that has said nothing for this long later is dropped, milliseconds; at the latest
/// after twice as long.
pub const IDLE_MS: u64 = 60_000;

/// How long to wait when the system has no more files to give, milliseconds.
const EXHAUSTED_MS: u64 = 200;

/// How long a peer may take to hear why it is refused, milliseconds.
const REFUSAL_MS: u64 = 1_000;

/// How many connections may be ready before the server takes them.
const READY_MAX: usize = 64;

/// The first byte of an encrypted line.
const TLS_HANDSHAKE: u8 = 0x16;

/// How a hub is spoken to.
#[derive(Debug, Clone, Default)]
pub struct Line {
    /// Its certificate; without one it takes no encrypted lines.
    pub certificate: Option<Certificate>,
    /// Whether plain text is taken from other machines too. From this machine it always is.
    pub plain: bool,
}

/// Who is at the other end of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Peer(pub SocketAddr);

impl Connected<IncomingStream<'_, Guarded>> for Peer {
    fn connect_info(stream: IncomingStream<'_, Guarded>) -> Self {
        *stream.remote_addr()
    }
}

/// A listener that hands out guarded connections.
#[derive(Debug)]
pub struct Guarded {
    listener: TcpListener,
    common: Common,
    line: Arc<Line>,
    places: Arc<Semaphore>,
    tell: mpsc::Sender<(Guest, Peer)>,
    ready: mpsc::Receiver<(Guest, Peer)>,
}

impl Guarded {
    /// Guards a listener.
    pub fn new(listener: TcpListener, common: Common, line: Line) -> Self {
        let (tell, ready) = mpsc::channel(READY_MAX);
        let places = Arc::new(Semaphore::new(CONNECTIONS_MAX));
        Self { listener, common, line: Arc::new(line), places, tell, ready }
    }

    /// Gets a connection ready beside the others, so that a slow one holds nobody up.
    fn receive(&self, stream: TcpStream, address: SocketAddr, place: OwnedSemaphorePermit) {
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "a connection ended while it was made");
        }
        let seat = match self.common.door().enter(address.ip()) {
            Ok(seat) => seat,
            Err(limit) => return self.common.limited(limit),
        };
        let (line, tell) = (Arc::clone(&self.line), self.tell.clone());
        let common = self.common.clone();
        tokio::spawn(async move {
            let greeting = greet(stream, address, &line, &common);
            match timeout(Duration::from_millis(FIRST_BYTE_MS), greeting).await {
                Ok(Ok(wire)) => {
                    // A hub that ends takes nobody in any more.
                    let _ = tell.send((Guest::new(wire, place, seat), Peer(address))).await;
                }
                Ok(Err(error)) => tracing::debug!(%address, %error, "a connection was not taken"),
                Err(_) => tracing::debug!(%address, "a connection said nothing"),
            }
        });
    }
}

/// Waits for a place and then for a connection. Dropping it half way loses neither.
async fn next(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
) -> io::Result<(TcpStream, SocketAddr, OwnedSemaphorePermit)> {
    let place = Arc::clone(places).acquire_owned().await.map_err(io::Error::other)?;
    let (stream, address) = listener.accept().await?;
    Ok((stream, address, place))
}

impl Listener for Guarded {
    type Io = Guest;
    type Addr = Peer;

    async fn accept(&mut self) -> (Guest, Peer) {
        loop {
            tokio::select! {
                Some(ready) = self.ready.recv() => return ready,
                came = next(&self.listener, &self.places) => match came {
                    Ok((stream, address, place)) => self.receive(stream, address, place),
                    Err(error) => {
                        tracing::warn!(%error, "a connection could not be accepted");
                        tokio::time::sleep(Duration::from_millis(EXHAUSTED_MS)).await;
                    }
                },
            }
        }
    }

    fn local_addr(&self) -> io::Result<Peer> {
        self.listener.local_addr().map(Peer)
    }
}

/// Finds out how a peer speaks, and agrees on the encryption.
async fn greet(
    stream: TcpStream,
    from: SocketAddr,
    line: &Line,
    common: &Common,
) -> io::Result<Wire> {
    let mut first = [0_u8];
    if stream.peek(&mut first).await? == 0 {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    if first == [TLS_HANDSHAKE] {
        let certificate = line.certificate.as_ref();
        let certificate = certificate.ok_or(io::ErrorKind::Unsupported)?;
        let acceptor = TlsAcceptor::from(Arc::clone(&certificate.config));
        return Ok(Wire::Tls(Box::new(acceptor.accept(stream).await?)));
    }
    if line.plain || from.ip().to_canonical().is_loopback() {
        return Ok(Wire::Plain(stream));
    }
    common.limited(Limit::Plain);
    let sentence = Limit::Plain.sentence();
    let refusal = refuse(stream, &sentence);
    timeout(Duration::from_millis(REFUSAL_MS), refusal).await.unwrap_or(Ok(()))?;
    Err(io::ErrorKind::PermissionDenied.into())
}

/// Answers one request in words, whatever it was, before anything secret is said.
async fn refuse(mut stream: TcpStream, sentence: &str) -> io::Result<()> {
    let mut heard = [0_u8; 4_096];
    let _: usize = stream.read(&mut heard).await?;
    let error = serde_json::json!({"status": 426, "code": "plain", "detail": sentence});
    let body = serde_json::json!({"errors": [error]}).to_string();
    let start = format!(
        "HTTP/1.1 426 Upgrade Required\r\nContent-Type: application/json\r\nUpgrade: TLS/1.2\r\n\
         Connection: close\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(start.as_bytes()).await?;
    stream.write_all(body.as_bytes()).await?;
    stream.shutdown().await?;
    // What still comes is read, or the system would take the answer back.
    while stream.read(&mut heard).await? > 0 {}
    Ok(())
}

#[derive(Debug)]
enum Wire {
    Plain(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
}

/// A connection with its place; it must say something from time to time.
#[derive(Debug)]
pub struct Guest {
    wire: Wire,
    _place: OwnedSemaphorePermit,
    _seat: Seat,
    patience: Pin<Box<Sleep>>,
    heard: bool,
}

impl Guest {
    fn new(wire: Wire, place: OwnedSemaphorePermit, seat: Seat) -> Self {
        let patience = tokio::time::sleep(Duration::from_millis(FIRST_BYTE_MS));
        Self { wire, _place: place, _seat: seat, patience: Box::pin(patience), heard: false }
    }

    /// Whether nothing was heard for so long that the connection ends.
    fn is_silent(&mut self, context: &mut Context<'_>) -> bool {
        while self.patience.as_mut().poll(context).is_ready() {
            if !std::mem::take(&mut self.heard) {
                return true;
            }
            self.patience = Box::pin(tokio::time::sleep(Duration::from_millis(IDLE_MS)));
        }
        false
    }
}

impl AsyncRead for Guest {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let polled = match &mut self.wire {
            Wire::Plain(stream) => Pin::new(stream).poll_read(context, buffer),
            Wire::Tls(stream) => Pin::new(stream).poll_read(context, buffer),
        };
        if polled.is_ready() {
            self.heard = true;
            return polled;
        }
        if self.is_silent(context) {
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        }
        Poll::Pending
    }
}

impl AsyncWrite for Guest {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        match &mut self.wire {
            Wire::Plain(stream) => Pin::new(stream).poll_write(context, bytes),
            Wire::Tls(stream) => Pin::new(stream).poll_write(context, bytes),
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.wire {
            Wire::Plain(stream) => Pin::new(stream).poll_flush(context),
            Wire::Tls(stream) => Pin::new(stream).poll_flush(context),
        }
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.wire {
            Wire::Plain(stream) => Pin::new(stream).poll_shutdown(context),
            Wire::Tls(stream) => Pin::new(stream).poll_shutdown(context),
        }
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        match &mut self.wire {
            Wire::Plain(stream) => Pin::new(stream).poll_write_vectored(context, parts),
            Wire::Tls(stream) => Pin::new(stream).poll_write_vectored(context, parts),
        }
    }

    fn is_write_vectored(&self) -> bool {
        match &self.wire {
            Wire::Plain(stream) => stream.is_write_vectored(),
            Wire::Tls(stream) => stream.is_write_vectored(),
        }
    }
}

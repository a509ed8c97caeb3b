//! The floor: the least that any such system must do, to be run in the same minute as the real one.
//!
//! The same bytes, in the same batches, go over a bare WebSocket on loopback into bare SQLite
//! tables with the same durability (write-ahead log, `synchronous=FULL`, group commit): counter's
//! disk, hub's disk, kitchen's disk. No domain, no fold, no hash, no JSON, no screen.

use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use color_eyre::eyre::{Result, eyre};
use futures_util::{SinkExt, StreamExt};
use tillrail::clock::Clock;
use tillrail::domain::envelope::Sealed;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{broadcast, mpsc};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{accept_async, client_async};

use disk::{Disk, Row};

pub mod disk;

/// How long one answer may take, in seconds; only a failure ever uses it up.
const DEADLINE_SECONDS: u64 = 30;

/// What the hub of the floor says to its feed.
pub type Feed = broadcast::Sender<Arc<str>>;

/// A running floor: three disks and a hub between them.
pub struct Floor {
    clock: Clock,
    counter: Disk,
    push: mpsc::UnboundedSender<String>,
    visible: Receiver<(i64, u64)>,
    threads: Vec<JoinHandle<Result<()>>>,
    rows: i64,
}

impl Floor {
    /// Starts the floor with its files in a folder.
    ///
    /// # Errors
    /// As disk and network say.
    pub fn start(folder: &Path, clock: &Clock) -> Result<Self> {
        let (at, address) = channel();
        let hub_file = folder.join("hub.db");
        let hub = std::thread::spawn(move || {
            serve(Disk::open(&hub_file)?, move |port| Ok(at.send(port)?))
        });
        let port: u16 = address.recv()?;
        let (push, pushed) = mpsc::unbounded_channel();
        let counter = std::thread::spawn(move || run(push_all(port, pushed)));
        let (tell_visible, visible) = channel();
        let kitchen_file = folder.join("kitchen.db");
        let here = clock.clone();
        let (ready, is_ready) = channel();
        let kitchen = std::thread::spawn(move || {
            let disk = Disk::open(&kitchen_file)?;
            run(take_all(port, disk, here, move |at| Ok(tell_visible.send(at)?), ready))
        });
        is_ready.recv_timeout(Duration::from_secs(DEADLINE_SECONDS))?;
        Ok(Self {
            clock: clock.clone(),
            counter: Disk::open(&folder.join("counter.db"))?,
            push,
            visible,
            threads: vec![hub, counter, kitchen],
            rows: 0,
        })
    }

    fn rows(&mut self, batch: &[Sealed]) -> Vec<Row> {
        let rows: Vec<Row> =
            (self.rows + 1..).zip(batch).map(|(seq, sealed)| Row::new(seq, sealed)).collect();
        self.rows += i64::try_from(rows.len()).unwrap_or(0);
        rows
    }

    /// Commits a batch at the counter and pushes it behind that commit; does not wait.
    fn give(&mut self, batch: &[Sealed]) -> Result<i64> {
        let rows = self.rows(batch);
        let text = disk::encode(&rows);
        let push = self.push.clone();
        // A link that has ended shows as an answer that never comes.
        self.counter.write(rows, Box::new(move || drop(push.send(text))))?;
        Ok(self.rows)
    }

    /// Writes a batch and waits until it is on the kitchen's disk. In microseconds.
    ///
    /// # Errors
    /// When it does not arrive.
    pub fn write_to_visible(&mut self, batch: &[Sealed]) -> Result<u64> {
        let start = self.clock.monotonic_us();
        let last = self.give(batch)?;
        loop {
            let (seq, at) = self.visible.recv_timeout(Duration::from_secs(DEADLINE_SECONDS))?;
            if seq == last {
                return Ok(at.saturating_sub(start));
            }
        }
    }

    /// Writes batches as fast as the counter can while it waits for the last commit of each order
    /// only, and then until all of it is on the kitchen's disk. In microseconds.
    ///
    /// # Errors
    /// When it does not arrive.
    pub fn flat_out(&mut self, orders: &[Vec<Vec<Sealed>>]) -> Result<u64> {
        let start = self.clock.monotonic_us();
        for order in orders {
            for batch in order {
                self.give(batch)?;
            }
            self.counter.barrier()?;
        }
        loop {
            let (seq, at) = self.visible.recv_timeout(Duration::from_secs(DEADLINE_SECONDS))?;
            if seq == self.rows {
                return Ok(at.saturating_sub(start));
            }
        }
    }

    /// Ends the floor.
    ///
    /// # Errors
    /// What went wrong in one of its threads.
    pub fn stop(self) -> Result<()> {
        drop(self.push);
        self.counter.close()?;
        for thread in self.threads {
            thread.join().map_err(|_| eyre!("a thread of the floor panicked"))??;
        }
        Ok(())
    }
}

/// Runs one side on a runtime of its own, as a process of its own would.
///
/// # Errors
/// What went wrong on that side.
pub fn run(side: impl Future<Output = Result<()>>) -> Result<()> {
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(side)
}

/// A line to a hub of the floor.
///
/// # Errors
/// As the network says.
pub async fn connect(
    port: u16,
    role: &str,
) -> Result<tokio_tungstenite::WebSocketStream<TcpStream>> {
    let stream = TcpStream::connect(("127.0.0.1", port)).await?;
    stream.set_nodelay(true)?;
    Ok(client_async(format!("ws://127.0.0.1:{port}/{role}"), stream).await?.0)
}

/// The counter's line: pushes what it is given, hears acknowledgements.
async fn push_all(port: u16, mut pushed: mpsc::UnboundedReceiver<String>) -> Result<()> {
    let (mut sink, mut incoming) = connect(port, "push").await?.split();
    sink.send(Message::text("push")).await?;
    loop {
        tokio::select! {
            text = pushed.recv() => match text {
                Some(text) => {
                    sink.feed(Message::text(text)).await?;
                    while let Ok(text) = pushed.try_recv() {
                        sink.feed(Message::text(text)).await?;
                    }
                    sink.flush().await?;
                }
                None => break,
            },
            answer = incoming.next() => match answer {
                Some(Ok(Message::Text(_))) => {}
                _ => break,
            },
        }
    }
    Ok(sink.close().await?)
}

/// The kitchen's line: commits what comes and says when it was visible.
async fn take_all(
    port: u16,
    disk: Disk,
    clock: Clock,
    mut visible: impl FnMut((i64, u64)) -> Result<()>,
    ready: std::sync::mpsc::Sender<()>,
) -> Result<()> {
    let mut line = connect(port, "take").await?;
    line.send(Message::text("take")).await?;
    let (tell, mut committed) = mpsc::unbounded_channel();
    loop {
        tokio::select! {
            message = line.next() => match message {
                Some(Ok(Message::Text(text))) if text.is_empty() => ready.send(())?,
                Some(Ok(Message::Text(text))) => {
                    let rows = disk::decode(&text)?;
                    let last = rows.last().map_or(0, |row| row.seq);
                    let tell = tell.clone();
                    disk.write(rows, Box::new(move || _ = tell.send(last)))?;
                }
                _ => break,
            },
            Some(last) = committed.recv() => visible((last, clock.monotonic_us()))?,
        }
    }
    disk.close()
}

/// The hub: commits what is pushed, acknowledges it, forwards the same text.
fn serve(disk: Disk, mut at: impl FnMut(u16) -> Result<()>) -> Result<()> {
    let disk = Arc::new(disk);
    run(async {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        at(listener.local_addr()?.port())?;
        let (feed, _) = broadcast::channel(65_536);
        let mut lines = tokio::task::JoinSet::new();
        for _ in 0..2 {
            let (stream, _) = listener.accept().await?;
            stream.set_nodelay(true)?;
            lines.spawn(hub_line(stream, Arc::clone(&disk), feed.clone()));
        }
        // Once the counter's line ends, its end of the feed is dropped and the other line ends.
        drop(feed);
        while let Some(line) = lines.join_next().await {
            line??;
        }
        Ok(())
    })?;
    Arc::into_inner(disk).map_or(Ok(()), Disk::close)
}

/// One line of the hub of the floor: it takes rows and acknowledges them, or hands on what comes.
///
/// # Errors
/// As disk and network say.
pub async fn hub_line(stream: TcpStream, disk: Arc<Disk>, feed: Feed) -> Result<()> {
    let mut line = accept_async(stream).await?;
    let role = match line.next().await {
        Some(Ok(Message::Text(text))) => text.to_string(),
        other => return Err(eyre!("the hub of the floor heard {other:?}")),
    };
    if role == "push" {
        return hub_takes(line, disk, feed).await;
    }
    let mut news = feed.subscribe();
    drop(feed);
    line.send(Message::text("")).await?;
    while let Ok(text) = news.recv().await {
        line.feed(Message::text(&*text)).await?;
        while let Ok(text) = news.try_recv() {
            line.feed(Message::text(&*text)).await?;
        }
        line.flush().await?;
    }
    Ok(line.close(None).await?)
}

async fn hub_takes(
    line: tokio_tungstenite::WebSocketStream<TcpStream>,
    disk: Arc<Disk>,
    feed: Feed,
) -> Result<()> {
    let (mut sink, mut incoming) = line.split();
    let (tell, mut committed) = mpsc::unbounded_channel();
    loop {
        tokio::select! {
            message = incoming.next() => match message {
                Some(Ok(Message::Text(text))) => {
                    let rows = disk::decode(&text)?;
                    let last = rows.last().map_or(0, |row| row.seq);
                    let text: Arc<str> = text.as_str().into();
                    let tell = tell.clone();
                    disk.write(rows, Box::new(move || drop(tell.send((last, text)))))?;
                }
                _ => break,
            },
            Some((last, text)) = committed.recv() => {
                // Nobody may be listening.
                let _ = feed.send(text);
                sink.send(Message::text(last.to_string())).await?;
            }
        }
    }
    Ok(())
}

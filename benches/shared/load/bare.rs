//! The hub of the floor as a process: bare rows in, one bare table, the same text out.

use std::path::Path;
use std::sync::Arc;

use color_eyre::eyre::Result;
use futures_util::{SinkExt, StreamExt};
use tokio::net::TcpListener;
use tokio::sync::{broadcast, mpsc};
use tokio_tungstenite::accept_async;
use tokio_tungstenite::tungstenite::Message;

use super::super::figures::say;
use super::super::floor::disk::{self, Disk};
use super::super::floor::{connect, hub_line, run as run_side};

/// Texts that a slow listener may be behind.
const FEED_TEXTS_MAX: usize = 65_536;

/// Rows of one text for somebody who wants all of them: about what a frame of the protocol holds.
const TEXT_ROWS: usize = 128;

/// Texts that are read ahead of the line.
const AHEAD_TEXTS: usize = 8;

/// The file of the floor's hub.
pub const FILE: &str = "bare.db";

/// Serves until it is killed; says its port first.
///
/// # Errors
/// As disk and network say.
pub fn run(folder: &Path) -> Result<()> {
    let disk = Arc::new(Disk::open(&folder.join(FILE))?);
    run_side(async move {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        say(listener.local_addr()?.port());
        let (feed, _) = broadcast::channel(FEED_TEXTS_MAX);
        loop {
            let (stream, _) = listener.accept().await?;
            stream.set_nodelay(true)?;
            let (disk, feed) = (Arc::clone(&disk), feed.clone());
            // A line that ends badly shows at its other end.
            tokio::spawn(async move { drop(hub_line(stream, disk, feed).await) });
        }
    })
}

/// Serves everything that the file holds to one who comes; says its port first.
///
/// # Errors
/// As disk and network say.
pub fn give_all(folder: &Path) -> Result<()> {
    let path = folder.join(FILE);
    run_side(async move {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        say(listener.local_addr()?.port());
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        let mut line = accept_async(stream).await?;
        let (ahead, mut texts) = mpsc::channel(AHEAD_TEXTS);
        let reading = std::thread::spawn(move || {
            disk::texts(&path, TEXT_ROWS, |text| Ok(ahead.blocking_send(text)?))
        });
        while let Some(text) = texts.recv().await {
            line.feed(Message::text(text)).await?;
        }
        line.close(None).await?;
        reading.join().map_err(|_| color_eyre::eyre::eyre!("the reader panicked"))?
    })
}

/// Takes in everything that the hub at a port gives, into a table of its own.
///
/// # Errors
/// As disk and network say.
pub fn take_all(port: u16, folder: &Path) -> Result<()> {
    let disk = Disk::open(&folder.join("bare-fresh.db"))?;
    run_side(async {
        let mut line = connect(port, "all").await?;
        while let Some(Ok(Message::Text(text))) = line.next().await {
            disk.write(disk::decode(&text)?, Box::new(|| ()))?;
        }
        Ok(())
    })?;
    disk.barrier()?;
    disk.close()
}

//! What a fresh terminal's screen knows before its journals are whole: what came ahead of them, and
//! everything once more when nothing is missing any more.

use std::path::PathBuf;
use std::sync::Arc;

use tokio::sync::broadcast;
use tokio::sync::broadcast::error::RecvError;

use super::boot;
use super::feed::FACTS_PER_MESSAGE;
use super::screen::{Event, Events};
use crate::clock::Clock;
use crate::domain::envelope::{Fact, Sealed};
use crate::domain::time::At;
use crate::store::{AsideNews, Reader, StoreError};
use crate::tui::msg::Msg;

/// What is older than this when it comes is history, for which nothing rings, milliseconds.
const NEWS_MS: i64 = 60_000;

/// Where a screen hears of it.
pub struct Ahead {
    /// The seat.
    pub seat: usize,
    /// The folder of its store.
    pub folder: PathBuf,
    /// The time, to tell news from history.
    pub clock: Clock,
    /// The way into the loop.
    pub events: Events,
}

impl Ahead {
    /// Hands what comes ahead to the seat, until the loop or the store ends.
    pub async fn follow(self, mut news: broadcast::Receiver<AsideNews>) {
        loop {
            let alive = match news.recv().await {
                Ok(AsideNews::Came(rows)) => self.came(&rows),
                Ok(AsideNews::Wrong(facts)) => self.send(Msg::Disowned(facts)),
                Ok(AsideNews::Whole) => self.tell(read_whole(&self.folder, &self.clock)),
                Err(RecvError::Lagged(missed)) => {
                    tracing::warn!(missed, seat = self.seat, "what came ahead is read from disk");
                    self.tell(Reader::open(&self.folder).and_then(|reader| reader.ahead()))
                }
                Err(RecvError::Closed) => false,
            };
            if !alive {
                return;
            }
        }
    }

    fn send(&self, msg: Msg) -> bool {
        self.events.send(Event::Seat(self.seat, msg)).is_ok()
    }

    /// Tells news apart from history.
    fn came(&self, rows: &[Sealed]) -> bool {
        let since = At(self.clock.now_ms().saturating_sub(NEWS_MS));
        let facts = rows.iter().map(|row| Arc::clone(&row.fact));
        let (news, known): (Vec<_>, Vec<_>) = facts.partition(|fact| fact.at >= since);
        self.chunks(&known, Msg::Known) && self.chunks(&news, Msg::Arrived)
    }

    fn tell(&self, rows: Result<Vec<Sealed>, StoreError>) -> bool {
        match rows {
            Ok(rows) => {
                let facts: Vec<_> = rows.iter().map(|row| Arc::clone(&row.fact)).collect();
                self.chunks(&facts, Msg::Known)
            }
            Err(error) => {
                tracing::error!(%error, "the screen cannot read what it should know");
                true
            }
        }
    }

    fn chunks(&self, facts: &[Arc<Fact>], msg: impl Fn(Vec<Arc<Fact>>) -> Msg) -> bool {
        facts.chunks(FACTS_PER_MESSAGE).all(|chunk| self.send(msg(chunk.to_vec())))
    }
}

/// What a terminal loads at its start.
fn read_whole(folder: &std::path::Path, clock: &Clock) -> Result<Vec<Sealed>, StoreError> {
    let mut reader = Reader::open(folder)?;
    let settings = boot::settings(&mut reader)?;
    reader.startup(settings.clock().day(At(clock.now_ms())))
}

//! The flight recorder: the last messages of the loop, written to a file when it crashes.

use std::collections::VecDeque;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::PathBuf;

use crate::tui::msg::Msg;

/// How many messages are kept.
pub const FLIGHT_MESSAGES: usize = 200;

/// The last messages; written out when it is dropped by a panic.
#[derive(Debug)]
pub struct Flight {
    folder: PathBuf,
    last: VecDeque<(u64, usize, String)>,
}

impl Flight {
    /// A recorder that writes below `folder`.
    pub fn new(folder: PathBuf) -> Self {
        Self { folder, last: VecDeque::with_capacity(FLIGHT_MESSAGES) }
    }

    /// Notes a message at a monotonic moment, in milliseconds, for a seat.
    pub fn note(&mut self, mono: u64, seat: usize, message: String) {
        if self.last.len() == FLIGHT_MESSAGES {
            self.last.pop_front();
        }
        self.last.push_back((mono, seat, message));
    }

    fn write(&self) -> std::io::Result<()> {
        std::fs::create_dir_all(&self.folder)?;
        let path = self.folder.join(format!("flight-{}.txt", std::process::id()));
        // What people typed stands in it: it is its owner's alone.
        let mut file = std::fs::OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(path)?;
        for (mono, seat, message) in &self.last {
            writeln!(file, "{mono} ms, seat {seat}: {message}")?;
        }
        Ok(())
    }
}

impl Drop for Flight {
    fn drop(&mut self) {
        if std::thread::panicking()
            && let Err(error) = self.write()
        {
            tracing::error!(%error, "the flight recorder could not be written");
        }
    }
}

/// A message in a few words: what a flight recorder needs, without the facts' whole content.
pub fn brief(msg: &Msg) -> String {
    if let Msg::Arrived(facts) | Msg::Known(facts) | Msg::Disowned(facts) | Msg::Loaded(_, facts) =
        msg
    {
        let kinds: Vec<String> = facts
            .iter()
            .map(|fact| format!("{}/{} {}", fact.terminal, fact.seq, fact.kind()))
            .collect();
        return format!("facts {}", kinds.join(", "));
    }
    if let Msg::Searched { id, found } = msg {
        return format!("search {id} found {}", found.orders.len());
    }
    if matches!(msg, Msg::Learnt(_)) {
        return "the times of the last weeks".to_owned();
    }
    format!("{msg:?}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crash_leaves_the_last_messages_and_nothing_else_does() {
        let folder = tempfile::tempdir().unwrap();
        drop(Flight::new(folder.path().to_owned()));
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
        let path = folder.path().to_owned();
        let crashed = std::thread::spawn(move || {
            let mut flight = Flight::new(path);
            for number in 0..FLIGHT_MESSAGES + 5 {
                flight.note(7, 0, format!("message {number}"));
            }
            panic!("as asked");
        })
        .join();
        assert!(crashed.is_err());
        let file = std::fs::read_dir(folder.path()).unwrap().next().unwrap().unwrap();
        let text = std::fs::read_to_string(file.path()).unwrap();
        assert_eq!(text.lines().count(), FLIGHT_MESSAGES);
        assert!(text.lines().last().unwrap().ends_with("message 204"));
    }
}

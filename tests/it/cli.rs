//! The real binary, verb by verb: what it says, what it answers as JSON, and its exit status.

mod archive;
mod backup;
mod care;
mod customers;
mod doctor;
mod drawer;
mod floor;
mod hub;
mod journals;
mod menus;
mod money;
mod orders;
mod recover;
mod refusals;
mod replay;
mod running;
mod settings;
mod sites;
mod trust;

use std::io::{Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::Value;
use tempfile::TempDir;

/// Tests that need the local network, or take it away, run one at a time.
static MULTICAST: Mutex<()> = Mutex::new(());

/// The right to use the local network; it is given back when this is dropped.
pub fn multicast_alone() -> MutexGuard<'static, ()> {
    MULTICAST.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What a command said.
#[derive(Debug)]
pub struct Said {
    /// The exit status.
    pub status: i32,
    /// The output.
    pub out: String,
    /// The error output.
    pub err: String,
}

impl Said {
    /// The JSON of the output, when the command has done its work.
    pub fn json(&self) -> Value {
        assert_eq!(self.status, 0, "{self:?}");
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// Asserts that it is done.
    pub fn done(self) -> Self {
        assert_eq!(self.status, 0, "{self:?}");
        self
    }

    /// Asserts that it was refused in one sentence that holds `part`.
    pub fn refused(&self, status: i32, part: &str) {
        assert_eq!(self.status, status, "{self:?}");
        assert!(self.err.contains(part), "`{part}` is not in {self:?}");
        assert_eq!(self.out, "", "a refusal says nothing on the output");
    }
}

/// A machine with a data directory of its own.
pub struct Machine {
    home: TempDir,
}

impl Machine {
    /// A machine on which nothing was set up.
    pub fn new() -> Self {
        Self { home: tempfile::tempdir().unwrap() }
    }

    /// The data directory.
    pub fn data(&self) -> PathBuf {
        self.home.path().join("data")
    }

    /// A file outside the data directory.
    pub fn file(&self, name: &str, content: &str) -> PathBuf {
        let path = self.home.path().join(name);
        std::fs::write(&path, content).unwrap();
        path
    }

    /// The command with nothing of this machine's own settings.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tillrail"));
        command
            .args(args)
            .env_clear()
            .env("HOME", self.home.path())
            .env("TZ", "UTC")
            .env("TILLRAIL_DATA", self.data())
            .stdin(Stdio::null());
        command
    }

    /// Runs the command to its end.
    pub fn run(&self, args: &[&str]) -> Said {
        let output = self.command(args).output().unwrap();
        Said {
            status: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Runs the command to its end and answers the JSON it gave.
    pub fn json(&self, args: &[&str]) -> Value {
        let mut args = args.to_vec();
        args.push("--json");
        self.run(&args).json()
    }

    /// Flips the first byte of a word in the counter's file, as a bad disk does.
    pub fn flip(&self, word: &[u8]) {
        flip(&self.data().join("counter/tillrail.db"), word);
    }

    /// Every envelope that the counter holds, as text.
    pub fn journal(&self) -> String {
        self.run(&["journal", "export"]).done().out
    }
}

/// Flips the first byte of a word in a file, as a bad disk does.
pub fn flip(path: &Path, word: &[u8]) {
    let bytes = std::fs::read(path).unwrap();
    let parts = bytes.windows(word.len()).enumerate();
    let found: Vec<usize> = parts.filter(|(_, part)| *part == word).map(|(at, _)| at).collect();
    assert!(!found.is_empty(), "it is there");
    let mut file = std::fs::OpenOptions::new().write(true).open(path).unwrap();
    // A page that grew has left its old bytes behind: the row itself is one of these places.
    for at in found {
        file.seek(SeekFrom::Start(at as u64)).unwrap();
        file.write_all(b"Y").unwrap();
    }
}

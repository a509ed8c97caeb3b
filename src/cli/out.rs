//! What commands say: results on the output, failures and notices on the error output.

use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

use serde_json::{Value, json};

use crate::config::ConfigError;
use crate::domain::money::Overflow;
use crate::domain::rejection::Rejection;
use crate::runtime::boot::BootError;
use crate::runtime::control::ControlError;
use crate::runtime::errand::ErrandError;
use crate::runtime::rest::RestError;
use crate::store::StoreError;
use crate::sync::link::LinkError;

/// How a command ended well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Done.
    Done,
    /// Done, and the figures may be incomplete.
    Incomplete,
}

/// Why a command failed: one sentence, and the exit status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    sentence: String,
    status: u8,
}

impl Failure {
    /// Something could not be done: exit status 1.
    pub fn error(sentence: impl Into<String>) -> Self {
        Self { sentence: sentence.into(), status: 1 }
    }

    /// The command was used wrongly: exit status 2.
    pub fn usage(sentence: impl Into<String>) -> Self {
        Self { sentence: sentence.into(), status: 2 }
    }

    /// Shows the sentence on the error output and answers the exit status.
    pub fn show(&self, as_json: bool) -> ExitCode {
        let text = if as_json {
            json!({"schema": "error/1", "error": self.sentence, "status": self.status}).to_string()
        } else {
            format!("tillrail: {}", self.sentence)
        };
        let _: io::Result<()> = writeln!(io::stderr(), "{text}");
        ExitCode::from(self.status)
    }
}

/// A failure with status 1 from every error that is a sentence already.
macro_rules! sentences {
    ($($error:ty),+) => {
        $(impl From<$error> for Failure {
            fn from(error: $error) -> Self {
                Self::error(error.to_string())
            }
        })+
    };
}
sentences!(
    ConfigError,
    LinkError,
    Rejection,
    BootError,
    ControlError,
    ErrandError,
    RestError,
    StoreError,
    Overflow
);

/// Writes a text on the output. That nobody reads any more is no failure.
///
/// # Errors
/// When the output cannot be written, for instance because the disk is full.
pub fn text(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    let line = if text.ends_with('\n') { "" } else { "\n" };
    match out.write_all(text.as_bytes()).and_then(|()| out.write_all(line.as_bytes())) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        Err(error) => Err(Failure::error(format!(
            "the output cannot be written ({error}): give it another place"
        ))),
    }
}

/// Writes one JSON value as one line on the output.
///
/// # Errors
/// As [`text`].
pub fn value(value: &Value) -> Result<(), Failure> {
    text(&value.to_string())
}

/// Asks on the error output and stays on the line.
pub fn question(words: &str) {
    let mut out = io::stderr().lock();
    let _: io::Result<()> = write!(out, "{words}").and_then(|()| out.flush());
}

/// Asks a question that only `y` says yes to. Nobody who could answer means no.
pub fn confirmed(words: &str) -> bool {
    if !(io::stdin().is_terminal() && is_error_terminal()) {
        return false;
    }
    question(&format!("{words} [y/N] "));
    let mut line = String::new();
    let read = io::stdin().read_line(&mut line);
    read.is_ok() && matches!(line.trim(), "y" | "Y" | "yes")
}

/// Says one line on the error output.
pub fn notice(sentence: &str) {
    let _: io::Result<()> = writeln!(io::stderr(), "{sentence}");
}

/// True when people read the output.
pub fn is_terminal() -> bool {
    io::stdout().is_terminal()
}

/// True when people read the error output, so that progress may be shown there.
pub fn is_error_terminal() -> bool {
    io::stderr().is_terminal()
}

//! The bell as a command of the machine's owner: run beside the loop, one sound at a time.

use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// A command that makes the sound.
#[derive(Debug, Clone)]
pub struct BellCommand {
    command: String,
    ringing: Arc<AtomicBool>,
}

impl BellCommand {
    /// A bell that runs this line in the system's shell.
    pub fn new(command: String) -> Self {
        Self { command, ringing: Arc::default() }
    }

    /// Rings, unless the last sound is not over. A command that fails is noted and never waited for.
    pub fn ring(&self) {
        if self.ringing.swap(true, Ordering::Relaxed) {
            return;
        }
        let (command, ringing) = (self.command.clone(), Arc::clone(&self.ringing));
        let run = move || {
            let (shell, flag) = if cfg!(windows) { ("cmd", "/C") } else { ("sh", "-c") };
            let status = Command::new(shell)
                .args([flag, &command])
                .stdin(Stdio::null())
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .status();
            if !status.as_ref().is_ok_and(std::process::ExitStatus::success) {
                tracing::warn!(?status, command, "the bell command failed");
            }
            ringing.store(false, Ordering::Relaxed);
        };
        if let Err(error) = std::thread::Builder::new().name("bell".to_owned()).spawn(run) {
            self.ringing.store(false, Ordering::Relaxed);
            tracing::error!(%error, "no thread could be started for the bell");
        }
    }
}

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

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn the_command_of_the_owner_runs_once_while_it_sounds() {
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("heard");
        assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        let bell = BellCommand::new(format!("echo ring > '{}'", pipe.display()));
        // The pipe holds the sound until somebody hears it: what rings meanwhile is one sound.
        bell.ring();
        bell.ring();
        assert_eq!(std::fs::read_to_string(&pipe).unwrap(), "ring\n");
    }
}

//! The real binary in a pseudo terminal, with the moment of every byte that it writes.

use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use color_eyre::eyre::{Result, bail, eyre};
use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use tillrail::clock::Clock;

/// How long something may take to appear, in seconds; only a failure ever uses it up.
const DEADLINE_SECONDS: u64 = 30;

/// What comes this soon after a change, in microseconds, belongs to the same frame.
const FRAME_REST_US: u64 = 2_000;

/// A running program and its screen; dropping it ends the program.
pub struct Pty {
    clock: Clock,
    child: Box<dyn Child + Send + Sync>,
    chunks: Receiver<(u64, Vec<u8>)>,
    writer: Box<dyn Write + Send>,
    parser: vt100::Parser<Answers>,
    /// When it was started, in microseconds of the clock.
    pub started: u64,
    // Kept so that the terminal lives as long as the program.
    _master: Box<dyn MasterPty + Send>,
}

/// Answers to what a program may ask its terminal.
#[derive(Default)]
struct Answers(Vec<u8>);

impl vt100::Callbacks for Answers {
    fn unhandled_csi(
        &mut self,
        screen: &mut vt100::Screen,
        first: Option<u8>,
        _second: Option<u8>,
        params: &[&[u16]],
        letter: char,
    ) {
        match (first, letter, params.first()) {
            (None, 'n', Some([6])) => {
                let (row, column) = screen.cursor_position();
                self.0.extend(format!("\x1b[{};{}R", row + 1, column + 1).as_bytes());
            }
            (None, 'c', _) => self.0.extend(b"\x1b[?62;22c"),
            _ => {}
        }
    }
}

impl Pty {
    /// Starts `tillrail --data DATA ARGS` in a terminal of this many columns and rows.
    ///
    /// # Errors
    /// As the system says.
    pub fn start(clock: &Clock, data: &Path, args: &[&str], size: (u16, u16)) -> Result<Self> {
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_tillrail"));
        command.arg("--data");
        command.arg(data);
        command.args(args);
        command.env_clear();
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command.env("TERM", "xterm-256color");
        command.env("LANG", "C.UTF-8");
        command.env("TZ", "UTC");
        command.env("HOME", data);
        command.cwd(data);
        let (cols, rows) = size;
        let size = PtySize { rows, cols, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).map_err(|error| eyre!("{error}"))?;
        let started = clock.monotonic_us();
        let child = pair.slave.spawn_command(command).map_err(|error| eyre!("{error}"))?;
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader().map_err(|error| eyre!("{error}"))?;
        let writer = pair.master.take_writer().map_err(|error| eyre!("{error}"))?;
        let (tell, chunks) = channel();
        let here = clock.clone();
        std::thread::spawn(move || {
            let mut bytes = vec![0_u8; 64 * 1024];
            while let Ok(count @ 1..) = reader.read(&mut bytes) {
                if tell.send((here.monotonic_us(), bytes[..count].to_vec())).is_err() {
                    return;
                }
            }
        });
        let cells = |count| NonZeroU16::new(count).ok_or_else(|| eyre!("a terminal has cells"));
        let parser =
            vt100::Parser::new_with_callbacks(cells(rows)?, cells(cols)?, 0, Answers::default());
        let clock = clock.clone();
        Ok(Self { clock, child, chunks, writer, parser, started, _master: pair.master })
    }

    /// The number of the process.
    ///
    /// # Errors
    /// When it has ended.
    pub fn process(&self) -> Result<u32> {
        self.child.process_id().ok_or_else(|| eyre!("the program has ended"))
    }

    /// The screen as text, one line a row.
    pub fn text(&self) -> String {
        let screen = self.parser.screen();
        let (_, columns) = screen.size();
        let rows: Vec<String> =
            screen.rows(0, columns.get()).map(|row| row.trim_end().to_owned()).collect();
        rows.join("\n")
    }

    /// Writes what a terminal sends for keys; answers when, in microseconds.
    ///
    /// # Errors
    /// When the program has ended.
    pub fn press(&mut self, bytes: &str) -> Result<u64> {
        let at = self.clock.monotonic_us();
        self.writer.write_all(bytes.as_bytes())?;
        self.writer.flush()?;
        Ok(at)
    }

    fn take(&mut self, bytes: &[u8]) -> Result<()> {
        self.parser.process(bytes);
        let waiting = std::mem::take(&mut self.parser.callbacks_mut().0);
        if !waiting.is_empty() {
            self.writer.write_all(&waiting)?;
            self.writer.flush()?;
        }
        Ok(())
    }

    /// Waits until the screen is right; answers when the bytes came that made it so.
    ///
    /// # Errors
    /// When it does not become right, with the screen as it is.
    pub fn wait(&mut self, what: &str, right: impl Fn(&str) -> bool) -> Result<u64> {
        let mut at = self.clock.monotonic_us();
        let deadline = at + DEADLINE_SECONDS * 1_000_000;
        while !right(&self.text()) {
            let left = deadline.saturating_sub(self.clock.monotonic_us());
            match self.chunks.recv_timeout(Duration::from_micros(left)) {
                Ok((came, bytes)) => {
                    at = came;
                    self.take(&bytes)?;
                }
                Err(error) => {
                    bail!("{what} never came ({error}); the screen was:\n{}", self.text())
                }
            }
        }
        Ok(at)
    }

    /// Takes in what comes until nothing has changed on the screen for `quiet_ms`; answers when
    /// the last byte of the last change came. A frame that draws what is there already, as at
    /// every tick of the clock, is no answer.
    ///
    /// # Errors
    /// When the program has ended.
    pub fn settle(&mut self, quiet_ms: u64) -> Result<Option<u64>> {
        let mut last = None;
        let mut until = self.clock.monotonic_us() + quiet_ms * 1_000;
        let mut before = self.parser.screen().contents_formatted();
        loop {
            let left = until.saturating_sub(self.clock.monotonic_us());
            match self.chunks.recv_timeout(Duration::from_micros(left)) {
                Ok((came, bytes)) => {
                    self.take(&bytes)?;
                    let after = self.parser.screen().contents_formatted();
                    let rest = last.is_some_and(|last| came < last + FRAME_REST_US);
                    if after != before || rest {
                        last = Some(came);
                        until = came + quiet_ms * 1_000;
                        before = after;
                    }
                }
                Err(RecvTimeoutError::Timeout) => return Ok(last),
                Err(RecvTimeoutError::Disconnected) => {
                    bail!("the program has ended; the screen was:\n{}", self.text())
                }
            }
        }
    }

    /// Presses keys and waits until the screen has answered and is quiet again. From the key to
    /// the last byte, in microseconds; `None` when nothing was drawn.
    ///
    /// # Errors
    /// When the program has ended.
    pub fn answer(&mut self, bytes: &str, quiet_ms: u64) -> Result<Option<u64>> {
        let pressed = self.press(bytes)?;
        let last = self.settle(quiet_ms)?;
        Ok(last.map(|last| last.saturating_sub(pressed)))
    }
}

impl Drop for Pty {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing to do.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

//! A real program in a pseudo terminal: real key bytes in, the screen as a person sees it out.

use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use portable_pty::{Child, CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};
use tillrail::clock::Clock;

/// How long the screen may take to show what is waited for. It is only ever used up by a failure.
const DEADLINE: Duration = Duration::from_secs(30);

/// Programs are started one at a time: one that is started while the terminal of another is made
/// could hold it open.
static STARTING: Mutex<()> = Mutex::new(());

/// The right to start a program; it is given back when this is dropped.
pub fn starting() -> MutexGuard<'static, ()> {
    STARTING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A time zone in which it is about noon, so that no business day ends while a test runs.
pub fn noon() -> String {
    let hour = Clock::system().now_ms() / 3_600_000 % 24;
    // The names of these zones count westward: `Etc/GMT-3` is three hours ahead.
    if hour > 12 { format!("Etc/GMT+{}", hour - 12) } else { format!("Etc/GMT-{}", 12 - hour) }
}

/// What to start, and how.
pub struct Start {
    command: CommandBuilder,
    columns: u16,
    rows: u16,
}

/// A running program and its screen. Dropping it ends the program.
pub struct Pty {
    child: Box<dyn Child + Send + Sync>,
    master: Box<dyn MasterPty + Send>,
    writer: Arc<Mutex<Box<dyn Write + Send>>>,
    shared: Arc<Shared>,
}

/// A person's breath between two keys: longer than every guard against double presses, except the
/// one that keeps the change on the screen.
const BREATH: Duration = Duration::from_millis(350);

/// What the reader thread and the test share.
struct Shared {
    shown: Mutex<Shown>,
    changed: Condvar,
}

/// The terminal's side of the conversation.
struct Shown {
    parser: vt100::Parser<Answers>,
    ended: bool,
    /// Every byte that the program wrote.
    written: Vec<u8>,
}

impl Shown {
    /// Whether a whole frame satisfies `right`, or none will come any more.
    fn satisfies(&self, right: impl Fn(&str) -> bool) -> bool {
        self.ended || !self.parser.callbacks().drawing && right(&text_of(self))
    }
}

/// Answers to what a program may ask its terminal, and what it did besides drawing.
#[derive(Default)]
struct Answers {
    waiting: Vec<u8>,
    bells: usize,
    /// How many synchronized updates have ended.
    frames: usize,
    /// True between the marks of a synchronized update: a person does not see half a frame.
    drawing: bool,
}

impl vt100::Callbacks for Answers {
    fn audible_bell(&mut self, _: &mut vt100::Screen) {
        self.bells += 1;
    }

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
                let place = format!("\x1b[{};{}R", row + 1, column + 1);
                self.waiting.extend(place.as_bytes());
            }
            (Some(b'?'), 'h' | 'l', Some([2026])) => {
                self.drawing = letter == 'h';
                self.frames += usize::from(letter == 'l');
            }
            (None, 'c', _) => self.waiting.extend(b"\x1b[?62;22c"),
            _ => {}
        }
    }
}

impl Start {
    /// The program built from this repository, with `args`.
    pub fn tillrail(args: &[&str]) -> Self {
        Self::program(Path::new(env!("CARGO_BIN_EXE_tillrail")), args)
    }

    /// Any program. It sees a clean environment: a terminal with 256 colours, UTF-8, and nothing
    /// of the person who runs the tests.
    pub fn program(path: &Path, args: &[&str]) -> Self {
        let mut command = CommandBuilder::new(path);
        command.args(args);
        command.env_clear();
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command.env("TERM", "xterm-256color");
        command.env("LANG", "C.UTF-8");
        command.env("TZ", noon());
        command.cwd(std::env::temp_dir());
        Self { command, columns: 80, rows: 24 }
    }

    /// Sets a variable of the environment.
    pub fn env(mut self, name: &str, value: impl AsRef<std::ffi::OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// Makes `folder` the home directory, so that nothing outside of it is read or written.
    pub fn home(self, folder: &Path) -> Self {
        let below = |name: &str| -> PathBuf { folder.join(name) };
        self.env("HOME", folder)
            .env("XDG_CONFIG_HOME", below("config"))
            .env("XDG_DATA_HOME", below("data"))
    }

    /// The size of the terminal; 80 × 24 if nothing is said.
    pub fn size(mut self, columns: u16, rows: u16) -> Self {
        (self.columns, self.rows) = (columns, rows);
        self
    }

    /// Starts the program.
    pub fn start(self) -> Pty {
        let alone = starting();
        let pair = native_pty_system().openpty(size(self.columns, self.rows)).expect("a terminal");
        let child = pair.slave.spawn_command(self.command).expect("a program that starts");
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader().expect("a reader");
        let writer = Arc::new(Mutex::new(pair.master.take_writer().expect("a writer")));
        drop(alone);
        let parser = vt100::Parser::new_with_callbacks(
            cells(self.rows),
            cells(self.columns),
            0,
            Answers::default(),
        );
        let shown = Mutex::new(Shown { parser, ended: false, written: Vec::new() });
        let shared = Arc::new(Shared { shown, changed: Condvar::new() });
        let (ours, answers) = (Arc::clone(&shared), Arc::clone(&writer));
        std::thread::spawn(move || ours.read(&mut *reader, &answers));
        Pty { child, master: pair.master, writer, shared }
    }
}

fn cells(count: u16) -> NonZeroU16 {
    NonZeroU16::new(count).expect("a terminal has cells")
}

fn size(columns: u16, rows: u16) -> PtySize {
    PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Shown> {
        self.shown.lock().expect("nobody panicked at the screen")
    }

    /// Feeds what the program writes to the screen until it ends.
    fn read(&self, reader: &mut dyn Read, answers: &Mutex<Box<dyn Write + Send>>) {
        let mut bytes = [0_u8; 16 * 1024];
        loop {
            let count = reader.read(&mut bytes).unwrap_or(0);
            let mut shown = self.lock();
            shown.ended = count == 0;
            shown.written.extend(&bytes[..count]);
            shown.parser.process(&bytes[..count]);
            let waiting = std::mem::take(&mut shown.parser.callbacks_mut().waiting);
            drop(shown);
            if !waiting.is_empty() {
                let mut writer = answers.lock().expect("a writer");
                // A program that ended meanwhile needs no answer.
                let _ = writer.write_all(&waiting).and_then(|()| writer.flush());
            }
            self.changed.notify_all();
            if count == 0 {
                return;
            }
        }
    }
}

impl Pty {
    /// Waits until the screen's text satisfies `right`, and returns it.
    ///
    /// # Panics
    /// When it does not within the deadline, or the program ended before: with the screen.
    #[track_caller]
    pub fn wait_for(&self, right: impl Fn(&str) -> bool) -> String {
        let wrong = |shown: &mut Shown| !shown.satisfies(&right);
        let (shown, _) =
            self.shared.changed.wait_timeout_while(self.shared.lock(), DEADLINE, wrong).unwrap();
        let (text, ended) = (text_of(&shown), shown.ended);
        // The guard goes first, so that a failure does not poison the screen.
        drop(shown);
        let why = if ended { "the program ended" } else { "it never came" };
        assert!(right(&text), "{why}; the screen was:\n{}", framed(&text));
        text
    }

    /// Waits until `words` stand on the screen.
    #[track_caller]
    pub fn wait_for_text(&self, words: &str) -> String {
        self.wait_for(|text| text.contains(words))
    }

    /// Waits until the program has ended by itself, and returns how.
    #[track_caller]
    pub fn wait_for_end(&mut self) -> ExitStatus {
        let running = |shown: &mut Shown| !shown.ended;
        let (shown, _) =
            self.shared.changed.wait_timeout_while(self.shared.lock(), DEADLINE, running).unwrap();
        let (text, ended) = (text_of(&shown), shown.ended);
        drop(shown);
        assert!(ended, "the program still runs; the screen was:\n{}", framed(&text));
        self.child.wait().expect("a program that ended")
    }

    /// The screen as text, one line a row, without trailing blanks.
    pub fn text(&self) -> String {
        text_of(&self.shared.lock())
    }

    /// One row of the screen, counted from 0, without trailing blanks.
    pub fn row(&self, number: usize) -> String {
        self.text().lines().nth(number).unwrap_or_default().to_owned()
    }

    /// Whether the program draws on the alternate screen, as full-screen modes do.
    pub fn is_full_screen(&self) -> bool {
        self.shared.lock().parser.screen().alternate_screen()
    }

    /// How many frames were drawn, each in a synchronized update.
    pub fn frames(&self) -> usize {
        self.shared.lock().parser.callbacks().frames
    }

    /// How often the bell rang.
    pub fn bells(&self) -> usize {
        self.shared.lock().parser.callbacks().bells
    }

    /// Presses keys, written with blanks between them: `c a p Enter F9 Ctrl+z Up Space`. A word
    /// that is no key's name is typed letter by letter. `Esc` must be the last one, and the test
    /// must wait for its effect: what follows it at once would be read as Alt.
    pub fn type_keys(&self, keys: &str) {
        let words: Vec<&str> = keys.split_whitespace().collect();
        let mut bytes = Vec::new();
        for (at, word) in words.iter().enumerate() {
            assert!(*word != "Esc" || at + 1 == words.len(), "`Esc` must be last in `{keys}`");
            bytes.extend(key_bytes(word));
        }
        self.send(&bytes);
    }

    /// Presses keys as [`Self::type_keys`] does; at each `~` the person takes a breath, which the
    /// program measures in order to tell two presses from a bouncing key. Answers how many keys
    /// were pressed; letters that stand together are one key each.
    pub fn press(&self, keys: &str) -> usize {
        let mut pressed = 0;
        for (at, run) in keys.split('~').enumerate() {
            if at > 0 {
                self.breathe(BREATH);
            }
            self.type_keys(run);
            let words = run.split_whitespace();
            pressed += words.map(|word| if is_name(word) { 1 } else { word.len() }).sum::<usize>();
        }
        pressed
    }

    /// Lets time pass on the program's own clock, as a person does who looks up.
    pub fn breathe(&self, time: Duration) {
        let running = |shown: &mut Shown| !shown.ended;
        let waited = self.shared.changed.wait_timeout_while(self.shared.lock(), time, running);
        drop(waited.expect("nobody panicked at the screen"));
    }

    /// Presses a key again and again until the screen satisfies `right`, as an impatient person
    /// does, and returns the screen.
    ///
    /// # Panics
    /// When it does not within the deadline: with the screen.
    #[track_caller]
    pub fn insist(&self, key: &str, right: impl Fn(&str) -> bool) -> String {
        let presses = DEADLINE.as_millis() / BREATH.as_millis();
        for _ in 0..presses {
            self.type_keys(key);
            let wrong = |shown: &mut Shown| !shown.satisfies(&right);
            let shown = self.shared.lock();
            let (shown, _) = self.shared.changed.wait_timeout_while(shown, BREATH, wrong).unwrap();
            if shown.satisfies(&right) {
                return text_of(&shown);
            }
        }
        self.wait_for(right)
    }

    /// Everything the program wrote so far.
    pub fn written(&self) -> Vec<u8> {
        self.shared.lock().written.clone()
    }

    /// The process number of the program.
    pub fn process(&self) -> u32 {
        self.child.process_id().expect("a running program")
    }

    /// Sends the program a signal: `TERM`, `KILL`.
    pub fn signal(&self, name: &str) {
        let process = self.process();
        let sent = std::process::Command::new("sh")
            .args(["-c", &format!("kill -{name} {process}")])
            .status()
            .expect("a shell");
        assert!(sent.success(), "process {process} could not be told {name}");
    }

    /// Pastes `text` as a terminal does for a program that asked for bracketed paste.
    pub fn paste(&self, text: &str) {
        self.send(format!("\x1b[200~{text}\x1b[201~").as_bytes());
    }

    /// Presses and releases the left mouse button on a cell, counted from 0.
    pub fn click(&self, column: u16, row: u16) {
        let (column, row) = (column + 1, row + 1);
        self.send(format!("\x1b[<0;{column};{row}M\x1b[<0;{column};{row}m").as_bytes());
    }

    /// Turns the wheel over a cell, towards the person when `down`.
    pub fn wheel(&self, column: u16, row: u16, down: bool) {
        let (button, column, row) = (64 + u16::from(down), column + 1, row + 1);
        self.send(format!("\x1b[<{button};{column};{row}M").as_bytes());
    }

    /// Waits for words, lets the guard against a double tap pass, and clicks on them.
    #[track_caller]
    pub fn tap(&self, words: &str) {
        self.wait_for_text(words);
        self.breathe(BREATH);
        self.click_on(words);
    }

    /// Types characters and Enter as fast as a scanner does.
    pub fn scan(&self, code: &str) {
        self.send(format!("{code}\r").as_bytes());
    }

    /// Clicks on the first letter of `words` on the screen.
    #[track_caller]
    pub fn click_on(&self, words: &str) {
        let (column, row) = self.find(words);
        self.click(column, row);
    }

    /// Where the first letter of `words` stands on the screen: column and row, from 0.
    #[track_caller]
    pub fn find(&self, words: &str) -> (u16, u16) {
        let place = {
            let shown = self.shared.lock();
            let (_, columns) = shown.parser.screen().size();
            let mut rows = shown.parser.screen().rows(0, columns.get()).enumerate();
            rows.find_map(|(row, text)| {
                let before = &text[..text.find(words)?];
                let column = unicode_width::UnicodeWidthStr::width(before);
                Some((u16::try_from(column).unwrap(), u16::try_from(row).unwrap()))
            })
        };
        let Some(place) = place else {
            panic!("`{words}` is not on the screen:\n{}", framed(&self.text()))
        };
        place
    }

    /// Changes the size of the terminal; the program is told as it is in life.
    pub fn resize(&self, columns: u16, rows: u16) {
        self.shared.lock().parser.set_size(cells(rows), cells(columns));
        self.master.resize(size(columns, rows)).expect("a terminal that can be resized");
    }

    /// Ends the program as a power cut does, without a word to it.
    pub fn kill9(&mut self) {
        self.signal("KILL");
        self.child.wait().expect("a program that ended");
        // What it wrote before may still be on its way to the screen.
        let running = |shown: &mut Shown| !shown.ended;
        let shown = self.shared.lock();
        let waited = self.shared.changed.wait_timeout_while(shown, DEADLINE, running).unwrap();
        assert!(!waited.1.timed_out(), "the terminal of a killed program stays open");
    }

    fn send(&self, bytes: &[u8]) {
        let mut writer = self.writer.lock().expect("a writer");
        writer.write_all(bytes).and_then(|()| writer.flush()).expect("a program that listens");
    }
}

impl Drop for Pty {
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            // It may end between the question and the signal; then there is nothing to do.
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}

fn text_of(shown: &Shown) -> String {
    let screen = shown.parser.screen();
    let (_, columns) = screen.size();
    let rows: Vec<String> =
        screen.rows(0, columns.get()).map(|row| row.trim_end().to_owned()).collect();
    rows.join("\n")
}

fn framed(text: &str) -> String {
    let rows: Vec<String> = text.lines().map(|line| format!("  | {line}")).collect();
    rows.join("\n")
}

/// Whether a word names one key rather than letters.
fn is_name(word: &str) -> bool {
    word.starts_with("Ctrl+") || key_bytes(word) != word.as_bytes()
}

/// What a terminal sends for a key.
fn key_bytes(word: &str) -> Vec<u8> {
    let named = match word {
        "Enter" => "\r",
        "Space" => " ",
        "Tab" => "\t",
        "BackTab" => "\x1b[Z",
        "Backspace" => "\x7f",
        "Esc" => "\x1b",
        "Up" => "\x1b[A",
        "Down" => "\x1b[B",
        "Right" => "\x1b[C",
        "Left" => "\x1b[D",
        "Home" => "\x1b[H",
        "End" => "\x1b[F",
        "Ins" => "\x1b[2~",
        "Del" => "\x1b[3~",
        "PageUp" => "\x1b[5~",
        "PageDown" => "\x1b[6~",
        "F1" => "\x1bOP",
        "F2" => "\x1bOQ",
        "F3" => "\x1bOR",
        "F4" => "\x1bOS",
        "F5" => "\x1b[15~",
        "F6" => "\x1b[17~",
        "F7" => "\x1b[18~",
        "F8" => "\x1b[19~",
        "F9" => "\x1b[20~",
        "F10" => "\x1b[21~",
        "F11" => "\x1b[23~",
        "F12" => "\x1b[24~",
        _ => match word.strip_prefix("Ctrl+").map(str::as_bytes) {
            Some([letter]) => return vec![letter.to_ascii_uppercase() & 0x1f],
            _ => word,
        },
    };
    named.as_bytes().to_vec()
}

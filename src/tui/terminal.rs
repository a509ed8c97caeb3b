//! The real terminal: entering and leaving the full screen, and drawing whole frames.

mod background;
mod gone;
mod measure;

pub use background::ask_background;
pub use gone::wait_until_gone;
pub use measure::line_columns;

use std::io::{self, Write};
use std::panic;
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};

use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::style::Print;
use crossterm::terminal::{
    BeginSynchronizedUpdate, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen,
    disable_raw_mode, enable_raw_mode,
};
use crossterm::{cursor, execute};
use ratatui::backend::{Backend, ClearType, CrosstermBackend};
use ratatui::layout::{Position, Rect, Size};
use ratatui::{Frame, Terminal, TerminalOptions, Viewport};

/// Buttons and wheel in cell coordinates; movement is not asked for, as no screen reacts to it.
const MOUSE_ON: &str = "\u{1b}[?1000h\u{1b}[?1006h";
/// Gives the mouse back to the terminal.
const MOUSE_OFF: &str = "\u{1b}[?1006l\u{1b}[?1000l";
/// Rings the terminal's bell.
const BELL: &str = "\u{7}";

/// True while a real terminal is in full screen, so that a panic gives it back exactly once.
static ENTERED: AtomicBool = AtomicBool::new(false);
static HOOK: Once = Once::new();

/// Where the terminal's cursor stands after a frame. Screen readers and braille displays follow it,
/// so every view gives one, also where it is not shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Caret {
    /// The cell.
    pub at: Position,
    /// True in a field that is being typed into, false on the chosen row of a list.
    pub shown: bool,
}

impl Caret {
    /// The caret of a field.
    pub const fn shown(at: Position) -> Self {
        Self { at, shown: true }
    }

    /// The first cell of the chosen row.
    pub const fn hidden(at: Position) -> Self {
        Self { at, shown: false }
    }
}

/// The columns of the terminal that the program runs in; `None` when it does not say.
pub fn columns() -> Option<usize> {
    crossterm::terminal::size().ok().map(|(columns, _)| usize::from(columns))
}

/// The full screen, given back when it is dropped and when the program panics.
pub struct Screen<W: Write> {
    terminal: Terminal<CrosstermBackend<W>>,
    mouse: bool,
    real: bool,
}

impl<W: Write> Screen<W> {
    /// Takes the terminal: panic hook, raw mode, alternate screen, bracketed paste and, if asked, the
    /// mouse. With `mouse` false text can be selected as usual.
    ///
    /// # Errors
    /// Standard input is no terminal, or writing to it fails; it is then left as it was.
    pub fn enter(writer: W, mouse: bool) -> io::Result<Self> {
        give_back_on_panic();
        enable_raw_mode()?;
        ENTERED.store(true, Ordering::SeqCst);
        let terminal = Terminal::new(CrosstermBackend::new(writer)).inspect_err(|_| {
            // The first error is the one to report; raw mode is undone as far as possible.
            let _ = disable_raw_mode();
            ENTERED.store(false, Ordering::SeqCst);
        })?;
        let mut screen = Self { terminal, mouse, real: true };
        screen.begin()?;
        Ok(screen)
    }

    /// A screen of a fixed size that sends the same codes but leaves the modes of the real terminal
    /// alone, for tests and for recordings.
    ///
    /// # Errors
    /// Writing fails.
    pub fn fixed(writer: W, width: u16, height: u16, mouse: bool) -> io::Result<Self> {
        let options = TerminalOptions { viewport: Viewport::Fixed(Rect::new(0, 0, width, height)) };
        let mut screen = Self {
            terminal: Terminal::with_options(CrosstermBackend::new(writer), options)?,
            mouse,
            real: false,
        };
        screen.begin()?;
        Ok(screen)
    }

    fn begin(&mut self) -> io::Result<()> {
        let mouse = self.mouse;
        let out = self.terminal.backend_mut();
        execute!(out, EnterAlternateScreen, EnableBracketedPaste)?;
        if mouse {
            execute!(out, Print(MOUSE_ON))?;
        }
        self.redraw()
    }

    /// Draws one frame inside a synchronized update, whose end is sent also when drawing fails. The
    /// view answers where the cursor belongs.
    ///
    /// # Errors
    /// Writing fails, or a panic on another thread has already given the terminal back.
    pub fn draw(&mut self, view: impl FnOnce(&mut Frame<'_>) -> Option<Caret>) -> io::Result<()> {
        if self.real && !ENTERED.load(Ordering::SeqCst) {
            return Err(io::Error::other(
                "the terminal was given back after a fault; start the program again",
            ));
        }
        let begun = execute!(self.terminal.backend_mut(), BeginSynchronizedUpdate);
        let drawn = begun.and_then(|()| self.draw_inside(view));
        let ended = execute!(self.terminal.backend_mut(), EndSynchronizedUpdate);
        drawn.and(ended)
    }

    fn draw_inside(
        &mut self,
        view: impl FnOnce(&mut Frame<'_>) -> Option<Caret>,
    ) -> io::Result<()> {
        let mut caret = None;
        self.terminal.draw(|frame| {
            caret = view(frame);
            if let Some(Caret { at, shown: true }) = caret {
                frame.set_cursor_position(at);
            }
        })?;
        if let Some(Caret { at, shown: false }) = caret {
            self.terminal.set_cursor_position(at)?;
        }
        Ok(())
    }

    /// Columns and rows now.
    ///
    /// # Errors
    /// The terminal does not tell its size.
    pub fn size(&self) -> io::Result<Size> {
        self.terminal.size()
    }

    /// Forgets what is on the screen, so that the next frame writes every cell (Ctrl+L).
    ///
    /// # Errors
    /// Writing fails.
    pub fn redraw(&mut self) -> io::Result<()> {
        // `Terminal::clear` would ask for the cursor and wait for an answer that the thread reading
        // the keys may take; forgetting the last frame needs no question.
        self.terminal.swap_buffers();
        self.terminal.backend_mut().clear_region(ClearType::All)
    }

    /// Rings the bell.
    ///
    /// # Errors
    /// Writing fails.
    pub fn bell(&mut self) -> io::Result<()> {
        execute!(self.terminal.backend_mut(), Print(BELL))
    }
}

impl<W: Write> Drop for Screen<W> {
    fn drop(&mut self) {
        if self.real && !ENTERED.swap(false, Ordering::SeqCst) {
            return;
        }
        // Nobody is left to tell that the terminal has gone away.
        let _ = give_back(self.terminal.backend_mut(), self.mouse);
        if self.real {
            let _ = disable_raw_mode();
        }
    }
}

/// Undoes everything [`Screen::begin`] did, in the opposite order.
fn give_back(out: &mut impl Write, mouse: bool) -> io::Result<()> {
    if mouse {
        execute!(out, Print(MOUSE_OFF))?;
    }
    execute!(out, DisableBracketedPaste, LeaveAlternateScreen, cursor::Show)
}

/// Puts a hook before the one in force, so that its report is printed on the normal screen.
fn give_back_on_panic() {
    HOOK.call_once(|| {
        let reporter = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if ENTERED.swap(false, Ordering::SeqCst) {
                let mut out = io::stdout();
                // The end of a half-drawn frame first, or the report would stay invisible.
                let _ = execute!(out, EndSynchronizedUpdate);
                let _ = give_back(&mut out, true);
                let _ = disable_raw_mode();
            }
            reporter(info);
        }));
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::{Arc, Mutex};

    /// A writer that keeps everything and can be told to fail once.
    #[derive(Clone, Default)]
    struct Tape {
        bytes: Arc<Mutex<Vec<u8>>>,
        fail_on: Arc<Mutex<Option<&'static str>>>,
    }

    impl Tape {
        fn text(&self) -> String {
            String::from_utf8_lossy(&self.bytes.lock().unwrap()).into_owned()
        }
    }

    impl Write for Tape {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let mut fail_on = self.fail_on.lock().unwrap();
            if fail_on.is_some_and(|text| String::from_utf8_lossy(bytes).contains(text)) {
                *fail_on = None;
                return Err(io::Error::other("full"));
            }
            self.bytes.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn everything_that_was_switched_on_is_switched_off() {
        let tape = Tape::default();
        drop(Screen::fixed(tape.clone(), 20, 3, true).unwrap());
        let text = tape.text();
        let order = [
            "\u{1b}[?1049h",
            "\u{1b}[?2004h",
            MOUSE_ON,
            MOUSE_OFF,
            "\u{1b}[?2004l",
            "\u{1b}[?1049l",
            "\u{1b}[?25h",
        ];
        let found: Vec<_> = order.iter().map(|code| text.find(code).unwrap()).collect();
        assert!(found.is_sorted(), "{found:?}");
    }

    #[test]
    fn without_mouse_the_terminal_keeps_it() {
        let tape = Tape::default();
        drop(Screen::fixed(tape.clone(), 20, 3, false).unwrap());
        assert!(!tape.text().contains("1000"));
    }

    #[test]
    fn a_frame_is_one_synchronized_update_with_the_cursor_in_place() {
        let tape = Tape::default();
        let mut screen = Screen::fixed(tape.clone(), 20, 3, false).unwrap();
        tape.bytes.lock().unwrap().clear();
        screen
            .draw(|frame| {
                frame.buffer_mut().set_string(0, 0, "till", ratatui::style::Style::new());
                Some(Caret::shown(Position::new(4, 1)))
            })
            .unwrap();
        let text = tape.text();
        assert!(text.starts_with("\u{1b}[?2026h") && text.ends_with("\u{1b}[?2026l"));
        assert!(text.contains("till") && text.contains("\u{1b}[2;5H"), "{text:?}");
        tape.bytes.lock().unwrap().clear();
        screen.draw(|_| Some(Caret::hidden(Position::new(0, 2)))).unwrap();
        assert!(tape.text().contains("\u{1b}[3;1H"));
    }

    #[test]
    fn the_end_mark_is_sent_also_when_drawing_fails() {
        let tape = Tape::default();
        let mut screen = Screen::fixed(tape.clone(), 20, 3, false).unwrap();
        *tape.fail_on.lock().unwrap() = Some("#");
        let drawn = screen.draw(|frame| {
            frame.buffer_mut().set_string(0, 0, "#", ratatui::style::Style::new());
            None
        });
        assert!(drawn.is_err());
        assert!(tape.text().ends_with("\u{1b}[?2026l"));
    }

    #[test]
    fn only_changed_cells_are_written_until_a_redraw_is_asked_for() {
        let tape = Tape::default();
        let mut screen = Screen::fixed(tape.clone(), 20, 3, false).unwrap();
        let frame_bytes = |screen: &mut Screen<Tape>| {
            tape.bytes.lock().unwrap().clear();
            screen
                .draw(|frame| {
                    let style = ratatui::style::Style::new();
                    frame.buffer_mut().set_string(0, 0, "#", style);
                    None
                })
                .unwrap();
            tape.text()
        };
        assert!(frame_bytes(&mut screen).contains('#'));
        assert!(!frame_bytes(&mut screen).contains('#'));
        screen.redraw().unwrap();
        assert!(frame_bytes(&mut screen).contains('#'));
    }
}

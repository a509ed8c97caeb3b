//! Keys, mouse and paste as our own closed types, and the one reader of the real keyboard.

mod burst;
mod parse;

pub use burst::{Burst, BurstStep, SCAN_GAP_MS};
pub use parse::{KeyError, keys};

use std::io::{self, IsTerminal};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crossterm::event::{
    self, Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEvent,
    MouseEventKind,
};

/// How long one wait for a key lasts before the reader looks whether it should stop.
const READ_POLL_MS: u64 = 100;

/// One key as the screens know it. Alt combinations do not exist: terminals and desktops take them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Key {
    /// A printable character, the blank included.
    Char(char),
    /// Enter, also that of the numpad.
    Enter,
    /// Escape.
    Esc,
    /// Backspace, also when the terminal sends Ctrl+H for it.
    Backspace,
    /// Delete.
    Delete,
    /// Insert.
    Insert,
    /// Tab.
    Tab,
    /// Shift and Tab.
    BackTab,
    /// Arrow up.
    Up,
    /// Arrow down.
    Down,
    /// Arrow left.
    Left,
    /// Arrow right.
    Right,
    /// Home.
    Home,
    /// End.
    End,
    /// Page up.
    PageUp,
    /// Page down.
    PageDown,
    /// A function key by its number, 1 to 12.
    F(u8),
    /// Ctrl and a character, in lower case.
    Ctrl(char),
}

/// A key that went down, or that the keyboard repeats while it is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Press {
    /// Which key.
    pub key: Key,
    /// True when the terminal marks the event as a repetition; keys that take money ignore these.
    pub repeat: bool,
}

/// What the mouse or a touch did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MouseKind {
    /// The left button went down.
    Down,
    /// The left button went up; an action happens here, if it is the target of the press.
    Up,
    /// The right button went down.
    Right,
    /// The wheel turned away from the user.
    WheelUp,
    /// The wheel turned towards the user.
    WheelDown,
}

/// A mouse event at a terminal cell, both numbers from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mouse {
    /// Cell column from the left, from 0.
    pub column: u16,
    /// Cell row from the top, from 0.
    pub row: u16,
    /// What happened there.
    pub kind: MouseKind,
}

/// Everything the terminal can tell a screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// A key.
    Press(Press),
    /// The mouse or a touch.
    Mouse(Mouse),
    /// Pasted text, its line ends included; the screen removes them.
    Paste(String),
    /// The terminal has a new size in cells.
    Resize {
        /// Columns.
        width: u16,
        /// Rows.
        height: u16,
    },
}

impl Input {
    /// A first press of a key, which is what tests and teaching screens need.
    pub const fn key(key: Key) -> Self {
        Self::Press(Press { key, repeat: false })
    }
}

/// Reads a secret from the terminal without showing it; from a pipe it reads a line. `None` when
/// it was broken off.
///
/// # Errors
/// What the terminal says.
pub fn secret() -> io::Result<Option<String>> {
    if !io::stdin().is_terminal() {
        let mut line = String::new();
        io::stdin().read_line(&mut line)?;
        return Ok(Some(line.trim().to_owned()).filter(|line| !line.is_empty()));
    }
    crossterm::terminal::enable_raw_mode()?;
    let typed = typed_secret();
    crossterm::terminal::disable_raw_mode()?;
    typed
}

fn typed_secret() -> io::Result<Option<String>> {
    let mut typed = String::new();
    loop {
        let Some(Input::Press(press)) = from_crossterm(event::read()?) else { continue };
        match press.key {
            Key::Enter => return Ok(Some(typed).filter(|typed| !typed.is_empty())),
            Key::Esc | Key::Ctrl('c' | 'd') => return Ok(None),
            Key::Backspace => drop(typed.pop()),
            Key::Char(sign) => typed.push(sign),
            Key::Delete
            | Key::Insert
            | Key::Tab
            | Key::BackTab
            | Key::Up
            | Key::Down
            | Key::Left
            | Key::Right
            | Key::Home
            | Key::End
            | Key::PageUp
            | Key::PageDown
            | Key::F(_)
            | Key::Ctrl(_) => {}
        }
    }
}

/// Translates what crossterm reports; `None` for what no screen listens to: releases, drags, focus.
pub fn from_crossterm(event: Event) -> Option<Input> {
    match event {
        Event::Key(key) => press_of(key).map(Input::Press),
        Event::Mouse(mouse) => mouse_of(mouse).map(Input::Mouse),
        Event::Paste(text) => Some(Input::Paste(text)),
        Event::Resize(width, height) => Some(Input::Resize { width, height }),
        Event::FocusGained | Event::FocusLost => None,
    }
}

fn press_of(event: KeyEvent) -> Option<Press> {
    if event.kind == KeyEventKind::Release {
        return None;
    }
    let ctrl = event.modifiers.contains(KeyModifiers::CONTROL);
    let alt = event.modifiers.contains(KeyModifiers::ALT);
    Some(Press { key: key_of(event.code, ctrl, alt)?, repeat: event.kind == KeyEventKind::Repeat })
}

fn key_of(code: KeyCode, ctrl: bool, alt: bool) -> Option<Key> {
    Some(match code {
        // Ctrl and Alt together are AltGr on some systems: the character is meant, not the keys.
        KeyCode::Char(c) => return character(c, ctrl, alt),
        KeyCode::Enter => Key::Enter,
        KeyCode::Esc => Key::Esc,
        KeyCode::Backspace => Key::Backspace,
        KeyCode::Delete => Key::Delete,
        KeyCode::Insert => Key::Insert,
        KeyCode::Tab => Key::Tab,
        KeyCode::BackTab => Key::BackTab,
        KeyCode::Up => Key::Up,
        KeyCode::Down => Key::Down,
        KeyCode::Left => Key::Left,
        KeyCode::Right => Key::Right,
        KeyCode::Home => Key::Home,
        KeyCode::End => Key::End,
        KeyCode::PageUp => Key::PageUp,
        KeyCode::PageDown => Key::PageDown,
        KeyCode::F(number) => Key::F(number),
        KeyCode::Null
        | KeyCode::CapsLock
        | KeyCode::ScrollLock
        | KeyCode::NumLock
        | KeyCode::PrintScreen
        | KeyCode::Pause
        | KeyCode::Menu
        | KeyCode::KeypadBegin
        | KeyCode::Media(_)
        | KeyCode::Modifier(_) => return None,
    })
}

fn character(c: char, ctrl: bool, alt: bool) -> Option<Key> {
    match (ctrl, alt) {
        (false, false) | (true, true) => Some(Key::Char(c)),
        (false, true) => None,
        (true, false) => Some(match c.to_ascii_lowercase() {
            // Some terminals send Ctrl+H for Backspace, and some scanners a line feed for Enter.
            'h' => Key::Backspace,
            'j' => Key::Enter,
            lower => Key::Ctrl(lower),
        }),
    }
}

fn mouse_of(event: MouseEvent) -> Option<Mouse> {
    let kind = match event.kind {
        MouseEventKind::Down(MouseButton::Left) => MouseKind::Down,
        MouseEventKind::Up(MouseButton::Left) => MouseKind::Up,
        MouseEventKind::Down(MouseButton::Right) => MouseKind::Right,
        MouseEventKind::ScrollUp => MouseKind::WheelUp,
        MouseEventKind::ScrollDown => MouseKind::WheelDown,
        MouseEventKind::Down(MouseButton::Middle)
        | MouseEventKind::Up(MouseButton::Right | MouseButton::Middle)
        | MouseEventKind::Drag(_)
        | MouseEventKind::Moved
        | MouseEventKind::ScrollLeft
        | MouseEventKind::ScrollRight => return None,
    };
    Some(Mouse { column: event.column, row: event.row, kind })
}

/// Reads the real terminal until `send` answers false or `stop` becomes true; it blocks, so it
/// belongs on a thread of its own. It looks at `stop` every 100 milliseconds.
///
/// # Errors
/// The terminal cannot be read any more, for example because its window was closed.
pub fn read_inputs(stop: &AtomicBool, mut send: impl FnMut(Input) -> bool) -> io::Result<()> {
    while !stop.load(Ordering::Relaxed) {
        if !event::poll(Duration::from_millis(READ_POLL_MS))? {
            continue;
        }
        if let Some(input) = from_crossterm(event::read()?)
            && !send(input)
        {
            break;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press(code: KeyCode, modifiers: KeyModifiers, kind: KeyEventKind) -> Option<Input> {
        from_crossterm(Event::Key(KeyEvent::new_with_kind(code, modifiers, kind)))
    }

    #[test]
    fn releases_are_filtered_and_repeats_are_marked() {
        let none = KeyModifiers::NONE;
        assert_eq!(press(KeyCode::Enter, none, KeyEventKind::Press), Some(Input::key(Key::Enter)));
        assert_eq!(
            press(KeyCode::Enter, none, KeyEventKind::Repeat),
            Some(Input::Press(Press { key: Key::Enter, repeat: true }))
        );
        assert_eq!(press(KeyCode::Enter, none, KeyEventKind::Release), None);
    }

    #[test]
    fn control_alt_and_altgr() {
        let down = KeyEventKind::Press;
        assert_eq!(
            press(KeyCode::Char('Q'), KeyModifiers::CONTROL, down),
            Some(Input::key(Key::Ctrl('q')))
        );
        assert_eq!(press(KeyCode::Char('q'), KeyModifiers::ALT, down), None);
        assert_eq!(
            press(KeyCode::Char('@'), KeyModifiers::CONTROL | KeyModifiers::ALT, down),
            Some(Input::key(Key::Char('@')))
        );
        assert_eq!(
            press(KeyCode::Char('h'), KeyModifiers::CONTROL, down),
            Some(Input::key(Key::Backspace))
        );
    }

    #[test]
    fn only_the_left_button_the_right_press_and_the_wheel_matter() {
        let at = |kind| {
            from_crossterm(Event::Mouse(MouseEvent {
                kind,
                column: 7,
                row: 3,
                modifiers: KeyModifiers::NONE,
            }))
        };
        let ours = |kind| Some(Input::Mouse(Mouse { column: 7, row: 3, kind }));
        assert_eq!(at(MouseEventKind::Up(MouseButton::Left)), ours(MouseKind::Up));
        assert_eq!(at(MouseEventKind::Down(MouseButton::Right)), ours(MouseKind::Right));
        assert_eq!(at(MouseEventKind::ScrollDown), ours(MouseKind::WheelDown));
        assert_eq!(at(MouseEventKind::Drag(MouseButton::Left)), None);
        assert_eq!(from_crossterm(Event::FocusLost), None);
    }
}

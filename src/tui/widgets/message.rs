//! The message row: one message at a time, how long it stays and what may replace it.

use ratatui::layout::Rect;

use super::Pen;
use super::pen::columns;
use crate::tui::text;
use crate::tui::theme::Role;

/// A plain message and information stay at least this many milliseconds.
const SHORT_MS: i64 = 4_000;
/// An undo offer and a warning stay at least this many milliseconds.
const LONG_MS: i64 = 8_000;
/// The text at the right ends this many columns before the edge.
const RIGHT_MARGIN: u16 = 4;

/// What stands at the right of an undo offer.
const UNDO_OFFER: &str = "Ctrl+Z undo";

/// What kind of message, which decides look and stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MessageKind {
    /// Something was done; stays 4 s.
    Done,
    /// Something was done that can be taken back; stays 8 s, undo stays possible longer.
    Undo,
    /// Worth knowing; stays until the next action and at least 4 s.
    Info,
    /// Needs attention; stays until solved or the next action and at least 8 s.
    Warning,
    /// Needs action; stays until solved or dismissed.
    Error,
}

/// One message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Its kind.
    pub kind: MessageKind,
    /// What happened, what it means for the sale, what to do.
    pub text: String,
    /// The key that helps, shown at the right, such as `Ctrl+Z undo`; may be empty.
    pub right: String,
}

impl Message {
    /// A message without anything at the right; an undo offer gets `Ctrl+Z undo`.
    pub fn new(kind: MessageKind, text: impl Into<String>) -> Self {
        let right = if kind == MessageKind::Undo { UNDO_OFFER } else { "" };
        Self { kind, text: text.into(), right: right.to_owned() }
    }

    /// True while it offers to take back what was done.
    pub fn offers_undo(&self) -> bool {
        self.right == UNDO_OFFER
    }

    /// The same message with a key at the right.
    #[must_use]
    pub fn with_right(mut self, right: impl Into<String>) -> Self {
        self.right = right.into();
        self
    }

    const fn stays_ms(&self) -> i64 {
        match self.kind {
            MessageKind::Done | MessageKind::Info => SHORT_MS,
            MessageKind::Undo | MessageKind::Warning => LONG_MS,
            MessageKind::Error => i64::MAX,
        }
    }
}

/// The message on the screen and how long it has been there; times are milliseconds of one clock.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MessageRow {
    current: Option<Message>,
    since_ms: i64,
    acted: bool,
}

impl MessageRow {
    /// Shows a message. The newest wins, but information does not replace a warning within 8 s, and
    /// an error gives way to warnings and errors only.
    pub fn show(&mut self, message: Message, now_ms: i64) {
        let age = now_ms.saturating_sub(self.since_ms);
        let blocked = match self.current.as_ref().map(|current| current.kind) {
            Some(MessageKind::Warning) => message.kind == MessageKind::Info && age < LONG_MS,
            Some(MessageKind::Error) => {
                !matches!(message.kind, MessageKind::Warning | MessageKind::Error)
            }
            Some(MessageKind::Done | MessageKind::Undo | MessageKind::Info) | None => false,
        };
        if !blocked {
            self.current = Some(message);
            self.since_ms = now_ms;
            self.acted = false;
        }
    }

    /// The person did something: information and warnings may go once they have stayed long enough.
    pub fn acted(&mut self, now_ms: i64) {
        self.acted = true;
        self.tick(now_ms);
    }

    /// Time passed; removes what has stayed long enough.
    pub fn tick(&mut self, now_ms: i64) {
        let Some(current) = &self.current else { return };
        let waits = matches!(current.kind, MessageKind::Info | MessageKind::Warning);
        let over = now_ms.saturating_sub(self.since_ms) >= current.stays_ms();
        if over && (self.acted || !waits) {
            self.current = None;
        }
    }

    /// The cause of the warning or error is gone.
    pub fn solved(&mut self) {
        self.current = None;
    }

    /// Esc: dismisses an error; answers whether there was one.
    pub fn dismiss(&mut self) -> bool {
        let error = self.current.as_ref().is_some_and(|current| current.kind == MessageKind::Error);
        if error {
            self.current = None;
        }
        error
    }

    /// The message to draw.
    pub const fn current(&self) -> Option<&Message> {
        self.current.as_ref()
    }
}

impl Pen<'_> {
    /// Draws the message row; answers the place of the text at the right, if there is one.
    pub fn message(&mut self, area: Rect, message: Option<&Message>) -> Option<Rect> {
        let area = Rect { height: 1, ..area };
        self.fill(area, Role::Surface);
        let message = message?;
        let (sign, role) = match message.kind {
            MessageKind::Done | MessageKind::Undo => ("", Role::Text),
            MessageKind::Info => ("", Role::Info),
            MessageKind::Warning => ("! ", Role::Warn),
            MessageKind::Error => ("! ", Role::Danger),
        };
        let line = format!(" {sign}{}", message.text);
        let width = columns(text::width(&message.right)).min(area.width);
        if width == 0 {
            self.left(area, &line, role);
            return None;
        }
        // A long message pushes the key to the edge before anything is cut.
        let wanted = columns(text::width(&line)).saturating_add(width + 1);
        let margin = area.width.saturating_sub(wanted).min(RIGHT_MARGIN);
        let end = area.right().saturating_sub(margin);
        let place = Rect::new(end.saturating_sub(width), area.y, width, 1);
        let room = place.x.saturating_sub(area.x).saturating_sub(1);
        self.left(Rect { width: room, ..area }, &line, role);
        self.left(place, &message.right, Role::KeyHint);
        Some(place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::look::Look;
    use crate::tui::picture::to_text;
    use ratatui::buffer::Buffer;

    fn drawn(message: &Message) -> String {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 80, 1));
        let area = buffer.area;
        Pen::new(&mut buffer, &Look::dark()).message(area, Some(message));
        to_text(&buffer)
    }

    #[test]
    fn the_row_of_the_order_screen_is_exact() {
        assert_eq!(
            drawn(&Message::new(MessageKind::Undo, "Added 1 Croissant 2.60")),
            " Added 1 Croissant 2.60                                          Ctrl+Z undo"
        );
        assert_eq!(
            drawn(&Message::new(MessageKind::Error, "Receipt printer has no paper.")),
            " ! Receipt printer has no paper."
        );
        let long = Message::new(MessageKind::Undo, "x".repeat(80));
        assert!(drawn(&long).ends_with("x… Ctrl+Z undo"));
    }

    #[test]
    fn each_kind_stays_its_time() {
        let mut row = MessageRow::default();
        row.show(Message::new(MessageKind::Done, "done"), 0);
        row.tick(3_999);
        assert!(row.current().is_some());
        row.tick(4_000);
        assert!(row.current().is_none());
        row.show(Message::new(MessageKind::Info, "info"), 0);
        row.tick(60_000);
        assert!(row.current().is_some());
        row.acted(60_000);
        assert!(row.current().is_none());
        row.show(Message::new(MessageKind::Warning, "warning"), 0);
        row.acted(1_000);
        row.tick(7_999);
        assert!(row.current().is_some());
        row.tick(8_000);
        assert!(row.current().is_none());
    }

    #[test]
    fn warnings_and_errors_are_not_lost_to_lesser_messages() {
        let mut row = MessageRow::default();
        row.show(Message::new(MessageKind::Warning, "warning"), 0);
        row.show(Message::new(MessageKind::Info, "info"), 7_999);
        assert_eq!(row.current().map(|m| m.text.as_str()), Some("warning"));
        row.show(Message::new(MessageKind::Error, "error"), 8_000);
        row.show(Message::new(MessageKind::Done, "done"), 90_000);
        row.acted(90_000);
        assert_eq!(row.current().map(|m| m.text.as_str()), Some("error"));
        assert!(row.dismiss());
        assert!(!row.dismiss());
    }
}

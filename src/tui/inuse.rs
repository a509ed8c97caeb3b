//! Another program holds the data: who it is, when it is tried again, and looking on meanwhile.

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::input::{Input, Key};
use super::layout::{LayoutKind, overlay, too_small};
use super::look::Look;
use super::terminal::Caret;
use super::theme::Role;
use super::widgets::{Click, Clicker, HitMap, KeyEntry, Panel, Pen};

/// Seconds between two tries.
pub const EVERY_S: u64 = 5;
/// Columns and rows of the box, its frame included.
const SIZE: (u16, u16) = (64, 14);

/// Who holds the data, in words.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Holder {
    /// The mode with its letter, as the status line says it: `COUNTER A`.
    pub mode: String,
    /// What the terminal is called.
    pub name: String,
    /// The process number of the other program.
    pub pid: u32,
    /// The time of day when it started; empty when nobody knows.
    pub since: String,
    /// The window it runs in, such as `tty2`; empty when nobody knows.
    pub window: String,
}

/// What the screen shows and remembers.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    /// Theme, signs and layout.
    pub look: Look,
    /// Columns and rows.
    pub size: (u16, u16),
    /// Who holds the data.
    pub holder: Holder,
    /// The time of day.
    pub time: String,
    left: u64,
    clicker: Clicker<Key>,
}

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    /// Nothing.
    Wait,
    /// Try to open the data now.
    Try,
    /// Look on without selling.
    Look,
    /// Leave.
    Quit,
    /// Draw everything anew.
    Redraw,
}

impl Model {
    /// The screen about a holder.
    pub fn new(look: Look, holder: Holder, time: String) -> Self {
        let (size, clicker) = ((80, 24), Clicker::default());
        Self { look, size, holder, time, left: EVERY_S, clicker }
    }

    /// A second has passed.
    pub fn tick(&mut self, time: String) -> Wish {
        self.time = time;
        self.left = self.left.saturating_sub(1);
        if self.left == 0 { self.retry() } else { Wish::Wait }
    }

    const fn retry(&mut self) -> Wish {
        self.left = EVERY_S;
        Wish::Try
    }

    /// A key, a tap or a new size.
    pub fn input(&mut self, input: &Input) -> Wish {
        match input {
            Input::Press(press) => self.key(press.key),
            Input::Mouse(mouse) => {
                let mut scratch = Buffer::empty(Rect::new(0, 0, self.size.0, self.size.1));
                let hits = draw(self, &mut scratch).0;
                match self.clicker.mouse(&hits, *mouse) {
                    Some(Click::Tap(key)) => self.key(key),
                    Some(Click::Right(_) | Click::Wheel(..)) | None => Wish::Wait,
                }
            }
            Input::Resize { width, height } => {
                self.size = (*width, *height);
                Wish::Wait
            }
            Input::Paste(_) => Wish::Wait,
        }
    }

    fn key(&mut self, key: Key) -> Wish {
        let words = key.to_string();
        match words.as_str() {
            "r" | "Enter" => self.retry(),
            "v" | "*" => Wish::Look,
            "q" | "." | "Ctrl+Q" | "Ctrl+C" => Wish::Quit,
            "Ctrl+L" => Wish::Redraw,
            _ => Wish::Wait,
        }
    }
}

/// Draws a frame; answers where the terminal's cursor belongs.
pub fn view(model: &Model, frame: &mut Frame<'_>) -> Option<Caret> {
    draw(model, frame.buffer_mut()).1
}

fn draw(model: &Model, buffer: &mut Buffer) -> (HitMap<Key>, Option<Caret>) {
    let screen = buffer.area;
    let layout = model.look.layout(screen);
    let mut hits = HitMap::default();
    if layout.kind == LayoutKind::TooSmall {
        too_small(buffer, &model.look, "Another program sells meanwhile.", &model.time);
        return (hits, None);
    }
    let rows = layout.rows(screen);
    let mut pen = Pen::new(buffer, &model.look);
    pen.fill(screen, Role::Surface);
    let sign = model.look.glyphs.separator;
    let words = format!("{} {sign} starting", model.holder.mode);
    let status = Rect { width: rows.status.width.saturating_sub(1), ..rows.status };
    pen.spread(status, (&words, Role::Strong), (&model.time, Role::Text));
    let area = overlay(rows.content, SIZE.0, SIZE.1);
    let inner = Panel::new("!  ALREADY RUNNING").focused(true).draw(&mut pen, area);
    let holder = &model.holder;
    let since =
        if holder.since.is_empty() { String::new() } else { format!(", started {}", holder.since) };
    let window = if holder.window.is_empty() {
        String::new()
    } else {
        format!(", window \"{}\"", holder.window)
    };
    let lines = [
        (1, 3, format!("The data of {} is in use by another program:", holder.name)),
        (3, 7, format!("process {}{since}{window}", holder.pid)),
        (5, 3, "Only one program may write it, so this one waits.".to_owned()),
        (7, 3, format!("[r]  Try again (automatic, next in {} s)", model.left)),
        (8, 3, "[v]  Open to look only (no selling)".to_owned()),
        (9, 3, "[q]  Quit".to_owned()),
        (11, 3, "Look for another window on this machine: Ctrl+Alt+F2.".to_owned()),
    ];
    for (y, x, line) in lines {
        let row = Rect {
            x: inner.x.saturating_add(x),
            y: inner.y.saturating_add(y),
            width: inner.width.saturating_sub(x),
            height: 1,
        };
        pen.left(row, &line, Role::Text);
        let key = line.strip_prefix('[').and_then(|rest| rest.chars().next());
        if let Some(key) = key {
            hits.push(row, Key::Char(key));
        }
    }
    keys(&mut pen, rows.keys, &mut hits);
    let at = Position::new(inner.x.saturating_add(3), inner.y.saturating_add(7));
    (hits, Some(Caret::hidden(at)))
}

fn keys(pen: &mut Pen<'_>, area: Rect, hits: &mut HitMap<Key>) {
    let bar = [
        KeyEntry::new("r", "Try again").keep(),
        KeyEntry::new("v", "View only").keep(),
        KeyEntry::new("q", "Quit").keep(),
    ];
    for (place, index) in pen.key_bar(area, &bar) {
        if let Some(Ok(key)) = bar.get(index).map(|entry| entry.key.parse()) {
            hits.push(place, key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::input::keys;
    use crate::tui::picture::to_text;

    fn model() -> Model {
        let holder = Holder {
            mode: "COUNTER A".to_owned(),
            name: "Counter A".to_owned(),
            pid: 4_121,
            since: "08:01".to_owned(),
            window: "tty2".to_owned(),
        };
        let mut model = Model::new(Look::dark(), holder, "14:32".to_owned());
        for _ in 0..3 {
            model.tick("14:32".to_owned());
        }
        model
    }

    #[test]
    fn the_screen_is_drawn_as_designed() {
        let exact = [
            "COUNTER A │ starting                                                      14:32",
            "",
            "",
            "",
            "        ╔ !  ALREADY RUNNING ══════════════════════════════════════════╗",
            "        ║                                                              ║",
            "        ║   The data of Counter A is in use by another program:        ║",
            "        ║                                                              ║",
            "        ║       process 4121, started 08:01, window \"tty2\"             ║",
            "        ║                                                              ║",
            "        ║   Only one program may write it, so this one waits.          ║",
            "        ║                                                              ║",
            "        ║   [r]  Try again (automatic, next in 2 s)                    ║",
            "        ║   [v]  Open to look only (no selling)                        ║",
            "        ║   [q]  Quit                                                  ║",
            "        ║                                                              ║",
            "        ║   Look for another window on this machine: Ctrl+Alt+F2.      ║",
            "        ╚══════════════════════════════════════════════════════════════╝",
            "",
            "",
            "",
            "",
            "",
            "r Try again  v View only  q Quit",
        ];
        let mut buffer = Buffer::empty(Rect::new(0, 0, 80, 24));
        draw(&model(), &mut buffer);
        assert_eq!(to_text(&buffer), exact.join("\n"));
    }

    #[test]
    fn it_tries_by_itself_and_every_way_has_a_key_a_numpad_key_and_a_tap() {
        let mut model = model();
        assert_eq!(model.tick(String::new()), Wish::Wait);
        assert_eq!(model.tick(String::new()), Wish::Try);
        for (word, wish) in [
            ("r", Wish::Try),
            ("Enter", Wish::Try),
            ("v", Wish::Look),
            ("*", Wish::Look),
            ("q", Wish::Quit),
            (".", Wish::Quit),
            ("x", Wish::Wait),
        ] {
            for key in keys(word) {
                assert_eq!(model.input(&Input::key(key)), wish, "{word}");
            }
        }
        for size in [(80, 24), (120, 36), (10, 2)] {
            let mut buffer = Buffer::empty(Rect::new(0, 0, size.0, size.1));
            let (hits, _) = draw(&model, &mut buffer);
            assert!(size.0 < 80 || hits.places().len() == 6);
        }
    }
}

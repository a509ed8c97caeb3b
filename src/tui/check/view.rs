//! Draws the test of screen and keyboard.

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::{Model, Question, Target};
use crate::tui::input::Key;
use crate::tui::layout::{LayoutKind, overlay, too_small};
use crate::tui::terminal::Caret;
use crate::tui::text;
use crate::tui::theme::Role;
use crate::tui::widgets::{HitMap, KeyEntry, Message, MessageKind, Panel, Pen};

/// Columns and rows of the sheet.
const SIZE: (u16, u16) = (80, 21);
/// Where the answers stand.
const ANSWERS: u16 = 52;

/// Draws a frame; answers where the terminal's cursor belongs.
pub fn view(model: &Model, frame: &mut Frame<'_>) -> Option<Caret> {
    draw(model, frame.buffer_mut()).1
}

/// The rows of the questions: the question, its row of answers, what No leads to, and its words.
const QUESTIONS: [(Question, u16, &str, [&str; 2]); 4] = [
    (
        Question::Lines,
        1,
        "n: ASCII lines",
        ["  Lines   ┌──┬──┐  boxes without gaps?", "          └──┴──┘"],
    ),
    (
        Question::Width,
        5,
        "n: ASCII only",
        ["  Width   |豚骨|   right bars exactly above each other?", "          |1234|"],
    ),
    (Question::Colour, 7, "n: no colour", ["  Colour  ok  info  WARN  LATE  four blocks?", ""]),
    (Question::Blocks, 9, "n: use #", ["  Blocks  ███ ███  solid?", ""]),
];

struct Sheet<'a, 'b> {
    pen: Pen<'b>,
    hits: HitMap<Target>,
    inner: Rect,
    model: &'a Model,
}

impl Sheet<'_, '_> {
    fn row(&self, x: u16, y: u16) -> Rect {
        Rect::new(
            self.inner.x.saturating_add(x),
            self.inner.y.saturating_add(y),
            self.inner.width.saturating_sub(x),
            1,
        )
        .intersection(self.inner)
    }

    fn text(&mut self, x: u16, y: u16, line: &str, role: Role) {
        let row = self.row(x, y);
        self.pen.left(row, line, role);
    }

    fn question(&mut self, (question, y, no, lines): (Question, u16, &str, [&str; 2])) {
        let first = if question == Question::Width { y - 1 } else { y };
        for (line, y) in lines.into_iter().zip(first..) {
            self.text(0, y, line, Role::Text);
        }
        let answer = self.model.answered(question);
        let yes = if answer == Some(true) { " YES" } else { "[y]" };
        let words = if answer == Some(false) { " NO " } else { "[n]" };
        let from = if answer == Some(true) { ANSWERS - 1 } else { ANSWERS };
        self.text(from, y, yes, Role::KeyHint);
        self.text(ANSWERS + 4, y, words, Role::KeyHint);
        self.text(ANSWERS + 9, y, no, Role::Muted);
        let place = self.row(ANSWERS, y);
        let cell = |x: u16| Rect { x: place.x.saturating_add(x), width: 4, ..place };
        self.hits.push(cell(0), Target::Answer(question, true));
        self.hits.push(cell(4), Target::Answer(question, false));
        if Question::ALL.get(self.model.at) == Some(&question) {
            let label = Rect { width: 8, ..self.row(1, first) };
            self.pen.tint(label, Role::Choice);
        }
    }

    fn colours(&mut self) {
        let words = [
            (10, "ok", Role::BadgeOk),
            (14, "info", Role::BadgeInfo),
            (20, "WARN", Role::BadgeWarn),
        ];
        for (x, word, role) in words.into_iter().chain([(26, "LATE", Role::BadgeDanger)]) {
            let width = u16::try_from(text::width(word)).unwrap_or(0);
            let place = Rect { width, ..self.row(x, 7) };
            self.pen.tint(place, role);
        }
    }

    fn keys(&mut self) {
        let (seen, missing) = self.model.keys_seen();
        let list =
            |keys: &[u8]| keys.iter().map(|key| format!("F{key}")).collect::<Vec<_>>().join(" ");
        let known = if seen.is_empty() { "none yet".to_owned() } else { list(&seen) };
        let lacks = if missing.is_empty() {
            String::new()
        } else {
            format!("   missing: {}", list(&missing))
        };
        let lacks = if seen.is_empty() { String::new() } else { lacks };
        let line = format!("  Keys    press F2 ... F10. Seen: {known}{lacks}");
        self.text(0, 11, &line, Role::Text);
        let advice = match (missing.as_slice(), seen.is_empty()) {
            (_, true) => String::new(),
            ([], false) => "All of them arrive.".to_owned(),
            ([key], false) => {
                let digit = key % 10;
                format!(
                    "F{key} is taken by the terminal program: use Space {digit} or . {digit} instead."
                )
            }
            (_, false) => "Instead of one that never comes: Space or . and its number.".to_owned(),
        };
        self.text(10, 12, &advice, Role::Muted);
    }

    fn rest(&mut self) {
        let numpad = match self.model.numpad {
            Some(Key::End) => "End  -> NumLock is OFF",
            Some(_) => "1  -> NumLock is on",
            None => "nothing yet",
        };
        let line = format!("  Numpad  press 1 and Enter on the numpad. Seen: {numpad}");
        self.text(0, 14, &line, Role::Text);
        let seen = if self.model.clicked { "click" } else { "nothing yet" };
        self.text(0, 15, "  Mouse   click or touch here:  [ OK ]", Role::Text);
        self.text(57, 15, &format!("seen: {seen}"), Role::Text);
        let ok = Rect { width: 6, ..self.row(32, 15) };
        self.hits.push(ok, Target::Mouse);
        let (width, height) = self.model.size;
        let layout = match self.model.look.layout(Rect::new(0, 0, width, height)).kind {
            LayoutKind::TooSmall => "too small",
            LayoutKind::Compact => "compact",
            LayoutKind::Touch => "touch",
            LayoutKind::Wide => "wide",
        };
        let advice = if width > 200 && height > 60 {
            "A larger font of the terminal is easier to read."
        } else {
            "Touch layout needs 80 x 24 or more."
        };
        let line = format!("  Size    {width} x {height}: {layout} layout. {advice}");
        self.text(0, 17, &line, Role::Text);
    }
}

pub(super) fn draw(model: &Model, buffer: &mut Buffer) -> (HitMap<Target>, Option<Caret>) {
    let screen = buffer.area;
    let layout = model.look.layout(screen);
    if layout.kind == LayoutKind::TooSmall {
        too_small(buffer, &model.look, "The answers are kept.", &model.time);
        return (HitMap::default(), None);
    }
    let rows = layout.rows(screen);
    let mut pen = Pen::new(buffer, &model.look);
    pen.fill(screen, Role::Surface);
    let sign = model.look.glyphs.separator;
    let hub = if model.hub.is_empty() { "no hub" } else { &model.hub };
    let words = format!("{} {sign} {hub} {sign} test", model.title);
    let status = Rect { width: rows.status.width.saturating_sub(1), ..rows.status };
    pen.spread(status, (&words, Role::Strong), (&model.time, Role::Text));
    let area = overlay(rows.content, SIZE.0, SIZE.1);
    let inner = Panel::new("TEST  does this look right?").focused(true).draw(&mut pen, area);
    let mut sheet = Sheet { pen, hits: HitMap::default(), inner, model };
    for question in QUESTIONS {
        sheet.question(question);
    }
    sheet.colours();
    sheet.keys();
    sheet.rest();
    let row = QUESTIONS.get(model.at).map_or(11, |(_, y, _, _)| *y);
    let at = Position::new(inner.x.saturating_add(2), inner.y.saturating_add(row));
    let said = Some(&model.said).filter(|said| !said.is_empty());
    let said = said.map(|said| Message::new(MessageKind::Done, said.clone()));
    sheet.pen.message(rows.message, said.as_ref());
    let bar = [
        KeyEntry::new("y/n", "Answer"),
        KeyEntry::new("Down", "Next"),
        KeyEntry::new("Enter", "Save").keep(),
        KeyEntry::new("Esc", "Back").keep(),
    ];
    for (place, index) in sheet.pen.key_bar(rows.keys, &bar) {
        if let Some(Ok(key)) = bar.get(index).map(|entry| entry.key.parse()) {
            sheet.hits.push(place, Target::Key(key));
        }
    }
    (sheet.hits, Some(Caret::hidden(at)))
}

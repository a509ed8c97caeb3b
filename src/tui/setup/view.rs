//! Draws the first start: one form, the step at hand, and every problem in words.

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::fields::CODE_DIGITS;
use super::model::{KINDS, Model, Row, Step, Target};
use crate::domain::id::TerminalKind;
use crate::tui::input::Key;
use crate::tui::layout::{LayoutKind, overlay, too_small};
use crate::tui::terminal::Caret;
use crate::tui::text;
use crate::tui::theme::Role;
use crate::tui::widgets::{HitMap, KeyEntry, Panel, Pen, TextField};

/// Columns and rows of the form, its frame included.
const SIZE: (u16, u16) = (64, 20);
/// Where the values stand inside the frame.
const VALUE: u16 = 24;

const HELP: [&str; 8] = [
    "A shop has one hub and any number of counters, kitchens and",
    "displays. The hub keeps them in step.",
    "",
    "Work alone makes this counter a whole shop of its own; kitchens",
    "and displays can join it later.",
    "",
    "The order letter keeps the numbers of two counters apart.",
    "A pairing code stands on the hub's screen and is used once.",
];

/// Draws a frame; answers where the terminal's cursor belongs.
pub fn view(model: &Model, frame: &mut Frame<'_>) -> Option<Caret> {
    draw(model, frame.buffer_mut()).1
}

struct Form<'a, 'b> {
    model: &'a Model,
    pen: Pen<'b>,
    inner: Rect,
    hits: HitMap<Target>,
    caret: Option<Caret>,
}

pub(super) fn draw(model: &Model, buffer: &mut Buffer) -> (HitMap<Target>, Option<Caret>) {
    let screen = buffer.area;
    let layout = model.look.layout(screen);
    let time = model.clock.hours_minutes(model.now);
    if layout.kind == LayoutKind::TooSmall {
        too_small(buffer, &model.look, "Nothing that you typed is lost.", &time);
        return (HitMap::default(), None);
    }
    let rows = layout.rows(screen);
    let mut pen = Pen::new(buffer, &model.look);
    pen.fill(screen, Role::Surface);
    let sign = model.look.glyphs.separator;
    let status = Rect { width: rows.status.width.saturating_sub(1), ..rows.status };
    let words = format!("NEW TERMINAL {sign} no hub {sign} not set up");
    pen.spread(status, (&words, Role::Strong), (&time, Role::Text));
    let top = Rect { height: rows.content.height.min(SIZE.1), ..rows.content };
    let content = if layout.is_wide() { rows.content } else { top };
    let area = overlay(content, SIZE.0, SIZE.1);
    let step = match model.step {
        Step::Kind => "step 1 of 3",
        Step::Hub => "step 2 of 3",
        Step::Code => "step 3 of 3",
    };
    let panel = Panel::new("SET UP THIS TERMINAL").right(step).focused(true).separators(&[16]);
    let inner = panel.draw(&mut pen, area);
    let mut form = Form { model, pen, inner, hits: HitMap::default(), caret: None };
    form.fill();
    form.keys(rows.keys);
    if model.help {
        form.help(rows.content);
    }
    (form.hits, form.caret)
}

fn kind_name(kind: TerminalKind) -> (&'static str, &'static str) {
    match kind {
        TerminalKind::Counter => ("Counter", "takes orders and money"),
        TerminalKind::Kitchen => ("Kitchen", "shows tickets and bumps them"),
        TerminalKind::Display => ("Display", "shows guests their numbers"),
        TerminalKind::Hub => ("Hub", "keeps the others in step"),
    }
}

impl Form<'_, '_> {
    fn row(&self, y: u16) -> Rect {
        Rect { y: self.inner.y.saturating_add(y), height: 1, ..self.inner }.intersection(self.inner)
    }

    fn text(&mut self, y: u16, x: u16, words: &str, role: Role) {
        let row = self.row(y);
        let place = Rect { x: row.x.saturating_add(x), width: row.width.saturating_sub(x), ..row };
        self.pen.left(place, words, role);
    }

    /// A row that can be chosen, with the sign before it when it is.
    fn choice(&mut self, y: u16, (sign_at, row): (u16, Row), chosen: bool) {
        if chosen {
            let sign = self.pen.look.glyphs.chosen;
            self.text(y, sign_at, sign, Role::Strong);
        }
        let place = self.row(y);
        self.hits.push(place, Target::Row(row));
        if self.model.at == row && self.caret.is_none() {
            self.caret = Some(Caret::hidden(Position::new(place.x + sign_at, place.y)));
        }
    }

    /// A field; the cursor stands in it while it is typed into.
    fn field(&mut self, y: u16, x: u16, (field, row): (&TextField, Row), hint: &str) {
        let line = self.row(y);
        let place = Rect { x: line.x + x, width: line.width.saturating_sub(x + 1), ..line };
        let at = self.pen.field(place, field, Role::Strong);
        let seen = u16::try_from(text::width(&field.text())).unwrap_or(u16::MAX);
        let after = seen.saturating_add(3).min(place.width);
        let rest = Rect { x: place.x + after, width: place.width - after, ..place };
        self.pen.left(rest, hint, Role::Muted);
        if self.model.at == row && !self.model.busy {
            self.caret = Some(Caret::shown(at));
        }
    }

    fn fill(&mut self) {
        let model = self.model;
        self.text(1, 3, "1 What is it?", Role::Text);
        self.text(2, 3, "2 Which hub?", Role::Text);
        if model.step != Step::Kind {
            self.text(1, VALUE - 2, kind_name(model.kind).0, Role::Strong);
        }
        match model.step {
            Step::Kind => self.kinds(),
            Step::Hub => self.hubs(),
            Step::Code => {
                let address = model.address.text();
                self.text(2, VALUE - 2, &address, Role::Strong);
            }
        }
        self.notice();
        self.code();
        self.choice(12, (1, Row::Name), model.at == Row::Name);
        self.text(12, 3, "Name on receipts", Role::Text);
        self.field(12, VALUE - 2, (&model.name, Row::Name), "");
        if model.sells() {
            let letter = model.letter.text();
            let hint = format!("(orders {letter}1, {letter}2 ...)");
            self.choice(13, (1, Row::Letter), model.at == Row::Letter);
            self.text(13, 3, "Order letter", Role::Text);
            self.field(13, VALUE - 2, (&model.letter, Row::Letter), &hint);
        }
        let enter = if model.busy { "Please wait ..." } else { model.enter_label() };
        if model.asked.is_none() {
            self.text(16, 3, &format!("[Enter] {enter}"), Role::KeyHint);
        }
        self.text(17, 3, "[Esc] Back", Role::KeyHint);
        self.text(16, 22, "[F2] Test screen and keys", Role::KeyHint);
        let (enter, esc) = (self.row(16), self.row(17));
        let test = Rect { x: enter.x.saturating_add(22), width: 26, ..enter };
        self.hits.push(enter, Target::Key(Key::Enter));
        self.hits.push(test, Target::Key(Key::F(2)));
        self.hits.push(esc, Target::Key(Key::Esc));
    }

    fn kinds(&mut self) {
        for (y, kind) in (4..).zip(KINDS) {
            self.choice(y, (3, Row::Kind(kind)), self.model.kind == kind);
            let (name, what) = kind_name(kind);
            self.text(y, 5, name, Role::Text);
            self.text(y, VALUE - 1, what, Role::Muted);
        }
    }

    fn hubs(&mut self) {
        let model = self.model;
        let mut y = 4;
        let sign = self.pen.look.glyphs.cut;
        for (at, found) in model.found.iter().enumerate() {
            self.choice(y, (3, Row::Found(at)), model.near == Some(at));
            self.text(y, 5, &text::cut(&found.name, 17, sign), Role::Text);
            self.text(y, VALUE - 1, &text::cut(&found.address, 21, sign), Role::Text);
            let words = found.problem.unwrap_or("found nearby");
            let role = if found.problem.is_some() { Role::Warn } else { Role::Muted };
            self.text(y, VALUE + 21, words, role);
            y += 1;
        }
        let typed = !model.is_alone() && model.near.is_none();
        self.choice(y, (3, Row::Address), typed);
        self.text(y, 5, "Type an address", Role::Text);
        if model.near.is_none() {
            self.field(y, VALUE - 1, (&model.address, Row::Address), "");
        }
        y += 1;
        if model.sells() {
            self.choice(y, (3, Row::Alone), model.is_alone());
            self.text(y, 5, "Work alone", Role::Text);
            self.text(y, VALUE - 1, "no hub, can be connected later", Role::Muted);
        } else {
            let (name, _) = kind_name(model.kind);
            let words = format!("A {} needs a hub: it cannot work alone.", name.to_lowercase());
            self.text(y, 5, &words, Role::Muted);
        }
    }

    /// The problem at hand, or what is being done.
    fn notice(&mut self) {
        let listed = u16::try_from(self.model.found.len()).unwrap_or(0);
        let down = if self.model.step == Step::Hub { listed.saturating_sub(1) } else { 0 };
        let place = Rect {
            x: self.inner.x.saturating_add(3),
            y: self.inner.y.saturating_add(7).saturating_add(down),
            width: self.inner.width.saturating_sub(5),
            height: 3_u16.saturating_sub(down),
        };
        if let Some(asked) = &self.model.asked {
            self.text(5, 3, "The hub shows this fingerprint:", Role::Text);
            self.text(6, 5, &asked.shown, Role::Strong);
            let words = "Is it the one that `tillrail hub pair` shows on the hub?";
            self.text(7, 3, words, Role::Text);
            self.text(8, 3, "[y] Yes, the same", Role::KeyHint);
            self.text(8, 28, "[n] No, tell it nothing", Role::KeyHint);
            let row = self.row(8);
            let yes = Rect { width: 25, ..row };
            let no =
                Rect { x: row.x.saturating_add(28), width: row.width.saturating_sub(28), ..row };
            self.hits.push(yes, Target::Key(Key::Char('y')));
            self.hits.push(no, Target::Key(Key::Char('n')));
            return;
        }
        match &self.model.error {
            Some(sentence) => {
                self.pen.paragraph(place, &format!("! {sentence}"), Role::Danger);
            }
            None if self.model.busy && self.model.step == Step::Code => {
                let words = format!("Connecting to {} ...", self.model.address.text());
                self.pen.paragraph(place, &words, Role::Info);
            }
            None if self.model.deaf && self.model.step == Step::Hub => {
                let words = "! Hubs nearby cannot be listed: type the address.";
                self.pen.paragraph(place, words, Role::Warn);
            }
            None => {}
        }
    }

    fn code(&mut self) {
        let model = self.model;
        let role = if model.step == Step::Code { Role::Text } else { Role::Muted };
        if model.step == Step::Code {
            self.choice(10, (1, Row::Code), model.at == Row::Code);
        }
        self.text(10, 3, "3 Pairing code", role);
        let typed = model.code.text();
        let mut digits: Vec<String> = typed.chars().map(String::from).collect();
        digits.resize(CODE_DIGITS, "_".to_owned());
        let words = format!("from the hub screen: {}", digits.join(" "));
        self.text(10, VALUE - 2, &words, role);
        if model.at == Row::Code && !model.busy {
            let caret = u16::try_from(typed.len().min(CODE_DIGITS - 1)).unwrap_or(0) * 2;
            let row = self.row(10);
            let x = row.x + VALUE - 2 + 21 + caret;
            self.caret = Some(Caret::shown(Position::new(x, row.y)));
        }
        self.figures();
    }

    /// Keys for the code, while somebody taps who may have no others.
    fn figures(&mut self) {
        let model = self.model;
        if model.step != Step::Code || model.at != Row::Code || model.busy || !model.figures {
            return;
        }
        let digits = "1234567890".chars().map(|sign| (format!("[{sign}]"), Key::Char(sign)));
        let mut x = 3;
        for (words, key) in digits.chain([("[<-]".to_owned(), Key::Backspace)]) {
            self.text(11, x, &words, Role::KeyHint);
            let row = self.row(11);
            let width = u16::try_from(text::width(&words)).unwrap_or(3);
            let place = Rect { x: row.x.saturating_add(x), width, ..row };
            self.hits.push(place, Target::Key(key));
            x = x.saturating_add(width).saturating_add(1);
        }
    }

    fn keys(&mut self, area: Rect) {
        if self.model.asked.is_some() {
            let entries = [
                (KeyEntry::new("y", "Yes, the same").keep(), Key::Char('y')),
                (KeyEntry::new("n", "No").keep(), Key::Char('n')),
                (KeyEntry::new("Ctrl+Q", "Quit"), Key::Ctrl('q')),
            ];
            return self.bar(area, &entries);
        }
        let entries = [
            (KeyEntry::new("?", "Help").keep(), Key::F(1)),
            (KeyEntry::new("Up/Down", "Choose"), Key::Down),
            (KeyEntry::new("Enter", self.model.enter_label()).keep(), Key::Enter),
            (KeyEntry::new("Esc", "Back"), Key::Esc),
            (KeyEntry::new("Ctrl+Q", "Quit"), Key::Ctrl('q')),
        ];
        self.bar(area, &entries);
    }

    fn bar(&mut self, area: Rect, entries: &[(KeyEntry, Key)]) {
        let bar: Vec<KeyEntry> = entries.iter().map(|(entry, _)| entry.clone()).collect();
        for (place, index) in self.pen.key_bar(area, &bar) {
            let Some((entry, key)) = entries.get(index) else { continue };
            self.hits.push(place, Target::Key(*key));
            for (x, width, key) in entry.parts() {
                let part = Rect { x: place.x.saturating_add(x), width, ..place };
                self.hits.push(part, Target::Key(key));
            }
        }
    }

    fn help(&mut self, content: Rect) {
        let height = u16::try_from(HELP.len()).unwrap_or(0).saturating_add(4);
        let area = overlay(content, 68, height);
        let inner = Panel::new("HELP  set-up").focused(true).draw(&mut self.pen, area);
        for (y, words) in (inner.y + 1..inner.bottom()).zip(HELP) {
            self.pen.left(Rect { x: inner.x + 1, y, height: 1, ..inner }, words, Role::Text);
        }
        self.caret = None;
    }
}

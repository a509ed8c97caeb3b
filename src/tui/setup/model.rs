//! The model of the first start: steps, fields, and what each key does.
#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a screen names the keys it knows; every other key does nothing on it"
)]

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::fields::{self, CODE_DIGITS, NAME_CHARS};
use super::view::draw;
use crate::domain::id::TerminalKind;
use crate::domain::number::Letter;
use crate::domain::time::{At, SiteClock};
use crate::tui::input::{Input, Key, Press};
use crate::tui::look::Look;
use crate::tui::widgets::{Click, Clicker, TextField};

/// What can happen to the set-up screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SetupMsg {
    /// A key, a click, pasted text or a new size.
    Input(Input),
    /// A second has passed.
    Tick,
}

/// What the set-up screen wants done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SetupEffect {
    /// Found a site on this machine and open a counter without a hub.
    WorkAlone {
        /// What the terminal is called.
        name: String,
        /// Its order letter.
        letter: Letter,
    },
    /// Trade a pairing code for a place on a hub.
    Join {
        /// What the terminal is.
        kind: TerminalKind,
        /// The address of the hub: `http://host:port`.
        address: String,
        /// The six digits that the hub shows.
        code: String,
        /// What the terminal is called.
        name: String,
        /// The order letter it wants, when it sells.
        letter: Option<Letter>,
    },
    /// Test screen and keyboard first.
    Test,
    /// Draw everything anew.
    Redraw,
    /// Leave; nothing was set up.
    Quit,
}

/// What the fields hold at the beginning; empty ones take what fits the kind.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Start {
    /// What the terminal is called.
    pub name: String,
    /// The order letter.
    pub letter: String,
    /// The address of the hub.
    pub address: String,
}

/// A step of the set-up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    Kind,
    Hub,
    Code,
}

/// A row that can be chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Row {
    Kind(TerminalKind),
    Address,
    Alone,
    Code,
    Name,
    Letter,
}

/// A place to tap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Target {
    Row(Row),
    Key(Key),
}

/// The kinds that can be set up here.
pub(super) const KINDS: [TerminalKind; 3] =
    [TerminalKind::Counter, TerminalKind::Kitchen, TerminalKind::Display];

/// Everything the set-up screen shows and remembers.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "each says one thing about the form by itself")]
pub struct Model {
    /// Theme, signs and layout.
    pub look: Look,
    /// The size of the screen, columns and rows.
    pub size: (u16, u16),
    pub(super) kind: TerminalKind,
    pub(super) step: Step,
    pub(super) at: Row,
    pub(super) alone: bool,
    pub(super) address: TextField,
    pub(super) code: TextField,
    pub(super) name: TextField,
    pub(super) letter: TextField,
    pub(super) error: Option<String>,
    pub(super) busy: bool,
    pub(super) help: bool,
    pub(super) now: At,
    pub(super) clock: SiteClock,
    named: bool,
    /// The address is the one that was filled in, so that typing replaces it.
    suggested: bool,
    clicker: Clicker<Target>,
}

impl Model {
    /// The screen for the kind of terminal that was started. A counter begins with `Work alone`
    /// chosen, so that Enter and Enter sell.
    pub fn new(
        kind: TerminalKind,
        look: Look,
        (clock, now): (SiteClock, At),
        start: &Start,
    ) -> Self {
        let field = |limit, text: &str| {
            let mut field = TextField::with_limit(limit);
            field.set(text);
            field
        };
        let address = if start.address.is_empty() { "127.0.0.1:7700" } else { &start.address };
        let letter = if start.letter.is_empty() { "A" } else { &start.letter };
        let mut model = Self {
            look,
            size: (80, 24),
            kind: if kind == TerminalKind::Hub { TerminalKind::Counter } else { kind },
            step: Step::Kind,
            at: Row::Name,
            alone: start.address.is_empty(),
            address: field(80, address),
            code: TextField::with_limit(CODE_DIGITS),
            name: field(NAME_CHARS, &start.name),
            letter: field(3, letter),
            error: None,
            busy: false,
            help: false,
            now,
            clock,
            named: !start.name.is_empty(),
            suggested: true,
            clicker: Clicker::default(),
        };
        model.at = Row::Kind(model.kind);
        model.suggest_name();
        model
    }

    /// What was asked for could not be done: says why; nothing that was typed is lost.
    pub fn failed(&mut self, sentence: impl Into<String>) {
        self.busy = false;
        self.error = Some(sentence.into());
    }

    /// Until somebody types a name, it follows the kind.
    fn suggest_name(&mut self) {
        if self.named {
            return;
        }
        let name = match self.kind {
            TerminalKind::Counter => format!("Counter {}", self.letter.text()),
            TerminalKind::Kitchen => "Kitchen".to_owned(),
            TerminalKind::Display => "Display 1".to_owned(),
            TerminalKind::Hub => "Hub".to_owned(),
        };
        self.name.set(&name);
    }

    pub(super) fn sells(&self) -> bool {
        self.kind == TerminalKind::Counter
    }

    /// Whether the choice is to work without a hub, which only a counter can.
    pub(super) fn is_alone(&self) -> bool {
        self.alone && self.sells()
    }

    /// The rows of this step, from top to bottom.
    pub(super) fn rows(&self) -> Vec<Row> {
        let mut rows = match self.step {
            Step::Kind => KINDS.map(Row::Kind).to_vec(),
            Step::Hub if self.sells() => vec![Row::Address, Row::Alone],
            Step::Hub => vec![Row::Address],
            Step::Code => vec![Row::Code],
        };
        rows.push(Row::Name);
        if self.sells() {
            rows.push(Row::Letter);
        }
        rows
    }

    /// What Enter does now.
    pub(super) fn enter_label(&self) -> &'static str {
        match self.step {
            Step::Hub if self.is_alone() => "Start",
            Step::Kind | Step::Hub => "Next",
            Step::Code => "Connect",
        }
    }

    fn go(&mut self, row: Row) {
        self.at = row;
        match row {
            Row::Kind(kind) => {
                self.kind = kind;
                self.suggest_name();
            }
            Row::Address => self.alone = false,
            Row::Alone => self.alone = true,
            Row::Code | Row::Name | Row::Letter => {}
        }
    }

    fn walk(&mut self, forward: bool) {
        let rows = self.rows();
        let at = rows.iter().position(|row| *row == self.at).unwrap_or(0);
        let to = if forward { at + 1 } else { at + rows.len() - 1 } % rows.len();
        if let Some(row) = rows.get(to) {
            self.go(*row);
        }
    }

    fn enter(&mut self) -> Vec<SetupEffect> {
        self.error = None;
        match self.try_enter() {
            Ok(effects) => effects,
            Err(sentence) => {
                self.error = Some(sentence);
                Vec::new()
            }
        }
    }

    fn try_enter(&mut self) -> Result<Vec<SetupEffect>, String> {
        let name = fields::name(&self.name.text())?;
        let letter = if self.sells() { Some(fields::letter(&self.letter.text())?) } else { None };
        match self.step {
            Step::Kind => {
                self.step = Step::Hub;
                self.at = if self.is_alone() { Row::Alone } else { Row::Address };
                Ok(Vec::new())
            }
            Step::Hub => match letter {
                Some(letter) if self.alone => {
                    self.busy = true;
                    Ok(vec![SetupEffect::WorkAlone { name, letter }])
                }
                _ => {
                    fields::address(&self.address.text())?;
                    self.step = Step::Code;
                    self.at = Row::Code;
                    Ok(Vec::new())
                }
            },
            Step::Code => {
                let address = fields::address(&self.address.text())?;
                let code = fields::code(&self.code.text())?;
                self.busy = true;
                Ok(vec![SetupEffect::Join { kind: self.kind, address, code, name, letter }])
            }
        }
    }

    fn back(&mut self) {
        self.error = None;
        match self.step {
            Step::Kind => {
                self.error = Some("Nothing to go back to. Ctrl+Q quits.".to_owned());
            }
            Step::Hub => {
                self.step = Step::Kind;
                self.at = Row::Kind(self.kind);
            }
            Step::Code => {
                self.step = Step::Hub;
                self.at = Row::Address;
            }
        }
    }

    fn edit(&mut self, key: Key) {
        if let (Row::Alone, Key::Char(c)) = (self.at, key)
            && c != ' '
        {
            // Who types on this row means an address.
            self.go(Row::Address);
        }
        let suggested = self.at == Row::Address && std::mem::take(&mut self.suggested);
        if suggested && matches!(key, Key::Char(_)) {
            self.address.clear();
        }
        match self.at {
            Row::Address => {
                self.address.key(key);
            }
            Row::Code => match key {
                Key::Char(c) if !c.is_ascii_digit() => {}
                key => {
                    self.code.key(key);
                }
            },
            Row::Name => self.named |= self.name.key(key),
            Row::Letter => {
                let upper = match key {
                    Key::Char(c) => Key::Char(c.to_ascii_uppercase()),
                    key => key,
                };
                self.letter.key(upper);
                self.suggest_name();
            }
            Row::Kind(_) | Row::Alone => {}
        }
    }

    fn press(&mut self, press: Press) -> Vec<SetupEffect> {
        let key = press.key;
        match key {
            Key::Ctrl('q' | 'c') => return vec![SetupEffect::Quit],
            Key::Ctrl('l') => return vec![SetupEffect::Redraw],
            _ => {}
        }
        if std::mem::take(&mut self.help) || self.busy {
            return Vec::new();
        }
        match key {
            Key::Enter if press.repeat => {}
            Key::Enter => return self.enter(),
            Key::Esc => self.back(),
            Key::Up | Key::BackTab => self.walk(false),
            Key::Down | Key::Tab => self.walk(true),
            Key::F(2) => return vec![SetupEffect::Test],
            Key::Char('?') | Key::F(1) => self.help = true,
            _ => self.edit(key),
        }
        Vec::new()
    }

    fn paste(&mut self, text: &str) {
        let text = crate::domain::name::clean_name(text);
        for c in text.chars() {
            self.edit(Key::Char(c));
        }
    }

    fn mouse(&mut self, mouse: crate::tui::input::Mouse) -> Vec<SetupEffect> {
        let mut scratch = Buffer::empty(Rect::new(0, 0, self.size.0, self.size.1));
        let places = draw(self, &mut scratch).0;
        let mut clicker = std::mem::take(&mut self.clicker);
        let click = clicker.mouse(&places, mouse);
        self.clicker = clicker;
        match click {
            Some(Click::Tap(Target::Key(key))) => self.press(Press { key, repeat: false }),
            Some(Click::Tap(Target::Row(row))) if !self.busy => {
                self.go(row);
                Vec::new()
            }
            _ => Vec::new(),
        }
    }
}

/// Takes a message at the wall time `now`; answers what is to be done outside.
pub fn update(model: &mut Model, msg: &SetupMsg, now: At) -> Vec<SetupEffect> {
    model.now = now;
    match msg {
        SetupMsg::Input(Input::Press(press)) => model.press(*press),
        SetupMsg::Input(Input::Mouse(mouse)) => model.mouse(*mouse),
        SetupMsg::Input(Input::Paste(text)) => {
            if !model.busy {
                model.paste(text);
            }
            Vec::new()
        }
        SetupMsg::Input(Input::Resize { width, height }) => {
            model.size = (*width, *height);
            Vec::new()
        }
        SetupMsg::Tick => Vec::new(),
    }
}

//! The model of the first start: steps, fields, and what stands between them.

use super::fields::{self, CODE_DIGITS, NAME_CHARS};
use crate::domain::id::TerminalKind;
use crate::domain::number::Letter;
use crate::domain::time::{At, SiteClock};
use crate::tui::input::{Input, Key};
use crate::tui::look::Look;
use crate::tui::widgets::{Clicker, TextField};

/// What can happen to the set-up screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SetupMsg {
    /// A key, a click, pasted text or a new size.
    Input(Input),
    /// A second has passed.
    Tick,
    /// The hubs that are heard on the local network.
    Found(Vec<Found>),
    /// The local network cannot be asked for hubs.
    Deaf,
}

/// A hub that is heard on the local network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// What people call it.
    pub name: String,
    /// Its address and port.
    pub address: String,
    /// Why it cannot be joined from here, in two words.
    pub problem: Option<&'static str>,
}

/// A fingerprint that somebody is to compare.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Asked {
    /// The groups that people compare.
    pub shown: String,
    /// What is kept.
    pub full: String,
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
    /// Look at the certificate of a hub, and tell it nothing.
    Look {
        /// The address of the hub: `https://host:port`.
        address: String,
    },
    /// Trade a pairing code for a place on a hub.
    Join {
        /// What the terminal is.
        kind: TerminalKind,
        /// The address of the hub: `https://host:port`.
        address: String,
        /// The fingerprint that somebody has compared; nothing when the line stays on this machine.
        pin: Option<String>,
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
    Found(usize),
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

/// The most hubs that are listed.
const FOUND_MAX: usize = 3;

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
    /// The hubs that are heard nearby, and which of them is chosen.
    pub(super) found: Vec<Found>,
    pub(super) near: Option<usize>,
    /// No hub will be heard, as the local network cannot be asked.
    pub(super) deaf: bool,
    /// Somebody taps: the code has keys to tap.
    pub(super) figures: bool,
    /// The fingerprint that is to be compared before anything is told to the hub.
    pub(super) asked: Option<Asked>,
    pub(super) address: TextField,
    pub(super) code: TextField,
    pub(super) name: TextField,
    pub(super) letter: TextField,
    pub(super) error: Option<String>,
    pub(super) busy: bool,
    pub(super) help: bool,
    pub(super) now: At,
    pub(super) clock: SiteClock,
    pub(super) named: bool,
    /// The address is the one that was filled in, so that typing replaces it.
    pub(super) suggested: bool,
    /// The address comes from the settings.
    given: bool,
    pub(super) clicker: Clicker<Target>,
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
            found: Vec::new(),
            near: None,
            deaf: false,
            figures: false,
            asked: None,
            given: !start.address.is_empty(),
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

    /// The hub has shown its certificate: somebody is asked to compare it.
    pub fn seen(&mut self, shown: impl Into<String>, full: impl Into<String>) {
        self.busy = false;
        self.error = None;
        self.asked = Some(Asked { shown: shown.into(), full: full.into() });
    }

    /// Hubs are heard or have gone. What was chosen stays chosen.
    pub(super) fn heard(&mut self, found: &[Found]) {
        let chosen = self.near.and_then(|at| self.found.get(at)).cloned();
        self.found = found.iter().take(FOUND_MAX).cloned().collect();
        let again = chosen.and_then(|one| self.found.iter().position(|new| *new == one));
        self.near = again;
        if let Row::Found(_) = self.at {
            self.at = again.map_or(Row::Address, Row::Found);
        }
    }

    /// Until somebody types a name, it follows the kind.
    pub(super) fn suggest_name(&mut self) {
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
            Step::Hub => {
                let mut rows: Vec<Row> = (0..self.found.len()).map(Row::Found).collect();
                rows.push(Row::Address);
                rows.extend(self.sells().then_some(Row::Alone));
                rows
            }
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

    pub(super) fn go(&mut self, row: Row) {
        self.at = row;
        match row {
            Row::Kind(kind) => {
                self.kind = kind;
                self.suggest_name();
            }
            Row::Found(at) => {
                self.alone = false;
                self.near = Some(at);
                if let Some(found) = self.found.get(at) {
                    self.address.set(&found.address);
                    self.suggested = true;
                }
            }
            Row::Address => {
                self.alone = false;
                self.near = None;
            }
            Row::Alone => {
                self.alone = true;
                self.near = None;
            }
            Row::Code | Row::Name | Row::Letter => {}
        }
    }

    pub(super) fn walk(&mut self, forward: bool) {
        let rows = self.rows();
        let at = rows.iter().position(|row| *row == self.at).unwrap_or(0);
        let to = if forward { at + 1 } else { at + rows.len() - 1 } % rows.len();
        if let Some(row) = rows.get(to) {
            self.go(*row);
        }
    }

    pub(super) fn enter(&mut self) -> Vec<SetupEffect> {
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
                let good = self.found.iter().position(|one| one.problem.is_none());
                match good.filter(|_| self.suggested && !self.given) {
                    Some(at) => self.go(Row::Found(at)),
                    None => self.at = if self.is_alone() { Row::Alone } else { Row::Address },
                }
                Ok(Vec::new())
            }
            Step::Hub => match letter {
                Some(letter) if self.alone => {
                    self.busy = true;
                    Ok(vec![SetupEffect::WorkAlone { name, letter }])
                }
                _ => {
                    let found = self.near.and_then(|at| self.found.get(at));
                    if let Some(problem) = found.and_then(|one| one.problem) {
                        return Err(format!(
                            "That hub has a {problem}: update the older of the two."
                        ));
                    }
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
                let encrypted = address.starts_with("https:");
                if encrypted && self.asked.is_none() {
                    return Ok(vec![SetupEffect::Look { address }]);
                }
                let pin = self.asked.take().map(|asked| asked.full);
                Ok(vec![SetupEffect::Join { kind: self.kind, address, pin, code, name, letter }])
            }
        }
    }

    pub(super) fn back(&mut self) {
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
                self.at = self.near.map_or(Row::Address, Row::Found);
            }
        }
    }
}

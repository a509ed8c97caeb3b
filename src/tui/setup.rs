//! First start: what this terminal is, which hub it belongs to, and the pairing code.
//!
//! `Work alone` is chosen already on a counter, so that Enter, Enter ends in a working counter.

mod update;
mod view;

pub use update::update;
pub use view::view;

use super::look::Look;
use super::msg::Now;
use super::widgets::TextField;
use crate::domain::id::TerminalKind;
use crate::domain::number::Letter;

/// Where a hub on the same machine listens.
pub const USUAL_HUB: &str = "127.0.0.1:7700";
/// Digits of a pairing code.
pub const CODE_DIGITS: usize = 6;

/// The three steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// What is it?
    Kind,
    /// Which hub?
    Hub,
    /// The pairing code.
    Code,
}

/// What of the form takes the keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Focus {
    /// The question of the step.
    Step,
    /// The name.
    Name,
    /// The order letter.
    Letter,
}

/// What the screen wants done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SetupEffect {
    /// Found a site of its own.
    WorkAlone {
        /// The name on receipts.
        name: String,
        /// The order letter.
        letter: Letter,
    },
    /// Join the site of a hub; a failure comes back by [`Model::failed`].
    Join {
        /// What it is.
        kind: TerminalKind,
        /// The address as typed.
        address: String,
        /// The pairing code.
        code: String,
        /// The name.
        name: String,
        /// The order letter of a counter.
        letter: Option<Letter>,
    },
    /// Draw everything anew.
    Redraw,
    /// Leave.
    Quit,
}

/// Everything the set-up screen shows and remembers.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    /// How it looks.
    pub look: Look,
    /// The size of the screen, columns and rows.
    pub size: (u16, u16),
    /// The time of day as the status line shows it.
    pub clock: String,
    /// The step.
    pub stage: Stage,
    /// What takes the keys.
    pub focus: Focus,
    /// What the terminal is to be.
    pub kind: TerminalKind,
    /// Whether it works alone instead of joining a hub.
    pub alone: bool,
    /// The address of the hub.
    pub address: TextField,
    /// The pairing code.
    pub code: TextField,
    /// The name on receipts.
    pub name: TextField,
    /// The order letter.
    pub letter: TextField,
    /// What went wrong, in one sentence with the remedy.
    pub error: Option<String>,
    /// True while a hub is asked.
    pub asking: bool,
    /// The last message's time.
    pub now: Now,
}

fn field(text: &str) -> TextField {
    let mut field = TextField::default();
    field.set(text);
    field
}

impl Model {
    /// The screen for a terminal that was started as `kind`.
    pub fn new(look: Look, kind: TerminalKind, now: Now) -> Self {
        let mut model = Self {
            look,
            size: (80, 24),
            clock: String::new(),
            stage: Stage::Kind,
            focus: Focus::Step,
            kind: TerminalKind::Counter,
            alone: true,
            address: field(USUAL_HUB),
            code: TextField::default(),
            name: TextField::default(),
            letter: field(Letter::first().as_str()),
            error: None,
            asking: false,
            now,
        };
        model.choose(kind);
        model
    }

    /// Chooses what the terminal is; a name that nobody has typed follows.
    pub(super) fn choose(&mut self, kind: TerminalKind) {
        let typed = self.name.text();
        if typed.is_empty() || typed == usual_name(self.kind) {
            self.name.set(usual_name(kind));
        }
        self.kind = kind;
        self.alone = kind == TerminalKind::Counter;
    }

    /// A hub did not take this terminal; everything typed is still there.
    pub fn failed(&mut self, sentence: String) {
        self.asking = false;
        self.error = Some(sentence);
    }
}

const fn usual_name(kind: TerminalKind) -> &'static str {
    match kind {
        TerminalKind::Counter => "Counter A",
        TerminalKind::Kitchen => "Kitchen",
        TerminalKind::Display => "Display 1",
        TerminalKind::Hub => "Hub",
    }
}

#[cfg(test)]
mod tests {
    use ratatui::Terminal;
    use ratatui::backend::TestBackend;

    use super::*;
    use crate::tui::input::{Input, Key, keys};
    use crate::tui::picture::to_text;

    fn press(model: &mut Model, typed: &str) -> Vec<SetupEffect> {
        keys(typed)
            .into_iter()
            .flat_map(|key| update(model, &Input::key(key), Now::default()))
            .collect()
    }

    fn fresh(kind: TerminalKind) -> Model {
        Model::new(Look::dark(), kind, Now::default())
    }

    fn screen(model: &Model) -> String {
        let (width, height) = model.size;
        let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
        terminal
            .draw(|frame| {
                view(model, frame);
            })
            .unwrap();
        to_text(terminal.backend().buffer())
    }

    #[test]
    fn enter_enter_works_alone() {
        let mut model = fresh(TerminalKind::Counter);
        let effects = press(&mut model, "Enter Enter");
        let alone =
            SetupEffect::WorkAlone { name: "Counter A".to_owned(), letter: Letter::first() };
        assert_eq!(effects, [alone]);
    }

    #[test]
    fn a_kitchen_joins_with_address_and_code() {
        let mut model = fresh(TerminalKind::Kitchen);
        assert!(press(&mut model, "Enter Enter").is_empty());
        assert!(screen(&model).contains("step 3 of 3"));
        assert!(press(&mut model, "4 7 1 Enter").is_empty());
        assert!(screen(&model).contains("six digits"));
        let effects = press(&mut model, "2 2 2 Enter");
        assert_eq!(
            effects,
            [SetupEffect::Join {
                kind: TerminalKind::Kitchen,
                address: USUAL_HUB.to_owned(),
                code: "471222".to_owned(),
                name: "Kitchen".to_owned(),
                letter: None,
            }]
        );
        model.failed("no hub answers at 127.0.0.1:7700: start it first".to_owned());
        let shown = screen(&model);
        assert!(shown.contains("no hub answers"), "{shown}");
        assert!(shown.contains("4 7 1 2 2 2"), "nothing typed is lost: {shown}");
    }

    #[test]
    fn a_bad_letter_is_named_before_anything_happens() {
        let mut model = fresh(TerminalKind::Counter);
        press(&mut model, "Enter Tab Tab Backspace 9 Enter");
        assert!(press(&mut model, "Enter").is_empty());
        assert!(model.error.as_deref().is_some_and(|error| error.contains("order letter")));
    }

    #[test]
    fn typing_an_address_chooses_it_and_esc_goes_back() {
        let mut model = fresh(TerminalKind::Counter);
        press(&mut model, "Enter Up");
        assert!(!model.alone);
        for _ in 0..USUAL_HUB.len() {
            update(&mut model, &Input::key(Key::Backspace), Now::default());
        }
        press(&mut model, "1 0 . 0 . 0 . 5");
        assert_eq!(model.address.text(), "10.0.0.5");
        press(&mut model, "Esc");
        assert_eq!(model.stage, Stage::Kind);
        assert_eq!(press(&mut model, "Ctrl+q"), [SetupEffect::Quit]);
    }

    #[test]
    fn it_is_drawn_as_designed() {
        let mut model = fresh(TerminalKind::Counter);
        model.clock = "14:32".to_owned();
        press(&mut model, "Enter");
        let shown = screen(&model);
        let rows: Vec<&str> = shown.lines().collect();
        assert_eq!(
            rows[0],
            "NEW TERMINAL │ no hub │ not set up                                        14:32"
        );
        assert_eq!(
            rows[1],
            "        ╔ SET UP THIS TERMINAL ═══════════════════════════ step 2 of 3 ╗"
        );
        assert_eq!(
            rows[3],
            "        ║   1 What is it?      Counter                                 ║"
        );
        assert!(shown.contains("▸ Work alone        no hub, can be connected later"));
        assert!(shown.contains("Order letter       A   (orders A1, A2 ...)"));
        model.size = (60, 16);
        assert!(screen(&model).contains("too small"));
    }
}

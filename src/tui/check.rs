//! The test of screen and keyboard: questions whose answers choose signs and colours.

mod view;

pub use view::view;

use std::collections::BTreeSet;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::glyphs::{GlyphSet, Glyphs};
use super::input::{Input, Key};
use super::look::Look;
use super::widgets::{Click, Clicker};

/// The function keys that programs of the terminal may take.
pub const FUNCTION_KEYS: std::ops::RangeInclusive<u8> = 2..=10;

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Question {
    /// Whether boxes have no gaps.
    Lines,
    /// Whether wide characters have two columns.
    Width,
    /// Whether colours can be told apart.
    Colour,
    /// Whether blocks are solid.
    Blocks,
}

impl Question {
    const ALL: [Self; 4] = [Self::Lines, Self::Width, Self::Colour, Self::Blocks];
}

/// A place to tap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// The same as this key.
    Key(Key),
    /// An answer.
    Answer(Question, bool),
    /// The place that tries the mouse.
    Mouse,
}

/// What the answers lead to; `None` leaves a setting as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Verdict {
    /// The value of `ui.glyphs`.
    pub glyphs: Option<&'static str>,
    /// The value of `ui.theme`.
    pub theme: Option<&'static str>,
}

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    /// Nothing.
    Wait,
    /// Write what the answers lead to into the settings of this machine.
    Save(Verdict),
    /// Back to where it was opened.
    Back,
    /// Draw everything anew.
    Redraw,
}

/// The test.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    /// Theme, signs and layout as they are now.
    pub look: Look,
    /// Columns and rows.
    pub size: (u16, u16),
    /// The time of day.
    pub time: String,
    /// Which terminal it is.
    pub title: String,
    /// The hub of the terminal, when it has one.
    pub hub: String,
    /// What stands in the message row.
    pub said: String,
    answers: [Option<bool>; 4],
    at: usize,
    seen: BTreeSet<u8>,
    numpad: Option<Key>,
    clicked: bool,
    clicker: Clicker<Target>,
}

impl Model {
    /// The test with nothing answered. `measured` is how many columns a line-drawing character has,
    /// as the terminal answered; `None` when it did not.
    pub fn new(look: Look, measured: Option<u16>, time: String) -> Self {
        let said = match measured {
            Some(2..) => "This terminal draws lines two cells wide: ASCII lines fit it.".to_owned(),
            Some(_) | None => String::new(),
        };
        Self {
            look,
            size: (80, 24),
            time,
            title: "NEW TERMINAL".to_owned(),
            hub: String::new(),
            said,
            answers: [measured.filter(|width| *width > 1).map(|_| false), None, None, None],
            at: 0,
            seen: BTreeSet::new(),
            numpad: None,
            clicked: false,
            clicker: Clicker::default(),
        }
    }

    fn answer(&mut self, question: Question, yes: bool) {
        let place = Question::ALL.iter().position(|one| *one == question).unwrap_or(0);
        if let Some(slot) = self.answers.get_mut(place) {
            *slot = Some(yes);
        }
        self.at = place.saturating_add(1).min(Question::ALL.len());
    }

    fn answered(&self, question: Question) -> Option<bool> {
        let place = Question::ALL.iter().position(|one| *one == question)?;
        self.answers.get(place).copied().flatten()
    }

    /// What the answers lead to.
    pub fn verdict(&self) -> Verdict {
        let signs = [Question::Lines, Question::Width, Question::Blocks].map(|q| self.answered(q));
        let full = if self.look.glyphs == Glyphs::CONSOLE { "console" } else { "unicode" };
        let glyphs = if signs.contains(&Some(false)) {
            Some("ascii")
        } else {
            signs.iter().all(|answer| *answer == Some(true)).then_some(full)
        };
        let theme = match self.answered(Question::Colour) {
            Some(false) => Some("mono"),
            Some(true) if self.look.theme.name() == "mono" => Some("auto"),
            Some(true) | None => None,
        };
        Verdict { glyphs, theme }
    }

    /// The same screen with what was chosen, after it was saved.
    pub fn saved(&mut self, verdict: Verdict, words: String) {
        let set: Option<GlyphSet> = verdict.glyphs.and_then(|word| word.parse().ok());
        if let Some(set) = set {
            self.look.glyphs = Glyphs::choose(set, true, "");
        }
        self.said = words;
    }

    /// A key, a tap or a new size.
    pub fn input(&mut self, input: &Input) -> Wish {
        match input {
            Input::Press(press) => self.key(press.key),
            Input::Mouse(mouse) => {
                let mut scratch = Buffer::empty(Rect::new(0, 0, self.size.0, self.size.1));
                let hits = view::draw(self, &mut scratch).0;
                match self.clicker.mouse(&hits, *mouse) {
                    Some(Click::Tap(target)) => self.tap(target),
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

    fn tap(&mut self, target: Target) -> Wish {
        match target {
            Target::Key(key) => return self.key(key),
            Target::Answer(question, yes) => self.answer(question, yes),
            Target::Mouse => {}
        }
        self.clicked = true;
        Wish::Wait
    }

    fn key(&mut self, key: Key) -> Wish {
        let question = Question::ALL.get(self.at).copied();
        match (key, question) {
            (Key::Char('y' | '+'), Some(question)) => self.answer(question, true),
            (Key::Char('n' | '-'), Some(question)) => self.answer(question, false),
            (Key::Down | Key::Tab, _) => {
                self.at = self.at.saturating_add(1).min(Question::ALL.len());
            }
            (Key::Up | Key::BackTab, _) => self.at = self.at.saturating_sub(1),
            (Key::F(number), _) => {
                self.seen.insert(number);
            }
            (Key::Char('1') | Key::End, _) => self.numpad = Some(key),
            (Key::Enter, _) => return Wish::Save(self.verdict()),
            (Key::Esc | Key::Char('.') | Key::Ctrl('q' | 'c'), _) => return Wish::Back,
            (Key::Ctrl('l'), _) => return Wish::Redraw,
            (_, _) => {}
        }
        Wish::Wait
    }

    /// The function keys that were seen and those that were not.
    fn keys_seen(&self) -> (Vec<u8>, Vec<u8>) {
        FUNCTION_KEYS.partition(|number| self.seen.contains(number))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::input::keys;
    use crate::tui::picture::to_text;

    fn typed(words: &str) -> Model {
        let mut model = Model::new(Look::dark(), Some(1), "14:32".to_owned());
        for key in keys(words) {
            model.input(&Input::key(key));
        }
        model
    }

    fn drawn(model: &Model) -> String {
        let mut buffer = Buffer::empty(Rect::new(0, 0, model.size.0, model.size.1));
        view::draw(model, &mut buffer);
        to_text(&buffer)
    }

    const EXACT: [&str; 24] = [
        "NEW TERMINAL │ bistro-hub │ test                                          14:32",
        "╔ TEST  does this look right? ═════════════════════════════════════════════════╗",
        "║                                                                              ║",
        "║  Lines   ┌──┬──┐  boxes without gaps?              [y] [n]  n: ASCII lines   ║",
        "║          └──┴──┘                                                             ║",
        "║                                                                              ║",
        "║  Width   |豚骨|   right bars exactly above each other?                       ║",
        "║          |1234|                                    [y] [n]  n: ASCII only    ║",
        "║                                                                              ║",
        "║  Colour  ok  info  WARN  LATE  four blocks?        [y] [n]  n: no colour     ║",
        "║                                                                              ║",
        "║  Blocks  ███ ███  solid?                           [y] [n]  n: use #         ║",
        "║                                                                              ║",
        "║  Keys    press F2 ... F10. Seen: F2 F3 F4 F5 F6 F7 F8 F9   missing: F10      ║",
        "║          F10 is taken by the terminal program: use Space 0 or . 0 instead.   ║",
        "║                                                                              ║",
        "║  Numpad  press 1 and Enter on the numpad. Seen: End  -> NumLock is OFF       ║",
        "║  Mouse   click or touch here:  [ OK ]                   seen: click          ║",
        "║                                                                              ║",
        "║  Size    80 x 24: compact layout. Touch layout needs 80 x 24 or more.        ║",
        "║                                                                              ║",
        "╚══════════════════════════════════════════════════════════════════════════════╝",
        "",
        "y/n Answer  Down Next  Enter Save  Esc Back",
    ];

    #[test]
    fn the_screen_is_drawn_as_designed() {
        let mut model = typed("F2 F3 F4 F5 F6 F7 F8 F9 End");
        model.hub = "bistro-hub".to_owned();
        model.tap(Target::Mouse);
        assert_eq!(drawn(&model), EXACT.join("\n"));
    }

    #[test]
    fn answers_choose_signs_and_colours() {
        assert_eq!(typed("y y y y").verdict().glyphs, Some("unicode"));
        assert_eq!(typed("y n y y").verdict(), Verdict { glyphs: Some("ascii"), theme: None });
        assert_eq!(typed("+ + -").verdict(), Verdict { glyphs: None, theme: Some("mono") });
        assert_eq!(typed("").verdict(), Verdict::default());
        let wide = Model::new(Look::dark(), Some(2), String::new());
        assert_eq!(wide.verdict().glyphs, Some("ascii"));
        assert!(drawn(&wide).contains("two cells wide"));
        let mut model = typed("y y y");
        assert!(matches!(model.input(&Input::key(Key::Enter)), Wish::Save(_)));
        assert_eq!(model.input(&Input::key(Key::Esc)), Wish::Back);
    }

    #[test]
    fn everything_is_there_at_every_size_and_an_answer_is_seen_without_colour() {
        let mut model = typed("y n");
        let text = drawn(&model);
        assert!(text.contains(" YES [n]") && text.contains("[y]  NO "), "{text}");
        for size in [(120, 36), (160, 45), (30, 5)] {
            model.size = size;
            assert!(!drawn(&model).is_empty());
        }
    }
}

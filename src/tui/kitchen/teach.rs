//! Teaching a bump bar: the key pressed twice for a function does it from then on.
#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "only keys that lead through the screen have a meaning of their own here"
)]

use super::bumpbar::{BumpBar, Does};
use super::model::{Model, Over};
use crate::tui::effect::Effect;
use crate::tui::input::Key;
use crate::tui::widgets::MessageKind;

/// The name of the file in the folder of the kitchen that keeps what was taught.
pub const BUMP_BAR_FILE: &str = "bumpbar.toml";

/// The steps of the screen; the ten slots are taught by halves, as bars have rows of five.
pub(super) const STEPS: usize = 12;

/// What is being taught.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Teaching {
    pub(super) bar: BumpBar,
    /// The function that is waited for, by its place in [`Does::all`].
    pub(super) at: usize,
    /// The key that was pressed once.
    pub(super) pressed: Option<Key>,
}

impl Teaching {
    pub(super) fn does(&self) -> Does {
        Does::all().get(self.at).copied().unwrap_or(Does::Bump)
    }

    /// The step that is shown as `4 of 12`, from 1.
    pub(super) fn step(&self) -> usize {
        match self.at {
            at @ 0..6 => at + 1,
            6..11 => 7,
            11..16 => 8,
            at => at - 7,
        }
    }
}

impl Model {
    pub(super) fn open_teaching(&mut self) {
        let bar = self.settings.bump_bar.clone();
        self.over = Some(Over::Teach(Box::new(Teaching { bar, at: 0, pressed: None })));
    }

    /// Asks at the first start of a kitchen whether there is a bump bar to be taught. Enter says no:
    /// the keys of such a bar are not known yet, and none of them may change anything.
    pub fn offer_teaching(&mut self) {
        self.over = Some(Over::Offer { at: 1 });
    }

    pub(super) fn offer_key(&mut self, key: Key, at: usize) -> Vec<Effect> {
        match key {
            Key::Enter => return self.offer_row(at),
            Key::Esc | Key::Char('.') => return self.offer_row(1),
            Key::Down | Key::Char('+') => self.over = Some(Over::Offer { at: (at + 1) % 2 }),
            Key::Up | Key::Char('-') => self.over = Some(Over::Offer { at: at.saturating_sub(1) }),
            _ => {
                if let Some(row @ 1..=2) = self.digit(key) {
                    return self.offer_row(row - 1);
                }
            }
        }
        Vec::new()
    }

    /// The answer: the first row teaches. Either is kept, so that it is asked once.
    pub(super) fn offer_row(&mut self, row: usize) -> Vec<Effect> {
        if row == 0 {
            self.open_teaching();
            return Vec::new();
        }
        self.over = None;
        self.say(MessageKind::Info, "The usual keys work. . 4 teaches a bump bar at any time.");
        vec![Effect::KeepKeys(self.settings.bump_bar.to_text())]
    }

    pub(super) fn teach_key(&mut self, key: Key) -> Vec<Effect> {
        let Some(Over::Teach(teaching)) = &mut self.over else { return Vec::new() };
        match key {
            Key::Esc => return self.taught(),
            Key::Down => teaching.at += 1,
            Key::Up => teaching.at = teaching.at.saturating_sub(1),
            _ if teaching.pressed != Some(key) => {
                teaching.pressed = Some(key);
                return Vec::new();
            }
            Key::Enter => teaching.at += 1,
            _ => {
                let does = teaching.does();
                if let Some(other) = teaching.bar.other_use(key, does) {
                    teaching.pressed = None;
                    let words = format!("{key} is {} already. Take another key.", other.word());
                    self.say(MessageKind::Warning, words);
                    return Vec::new();
                }
                teaching.bar.teach(does, key);
                teaching.at += 1;
            }
        }
        teaching.pressed = None;
        let done = teaching.at >= Does::all().len();
        self.messages.dismiss();
        if done { self.taught() } else { Vec::new() }
    }

    /// Keeps what was taught, here and in the file.
    fn taught(&mut self) -> Vec<Effect> {
        let Some(Over::Teach(teaching)) = self.over.take() else { return Vec::new() };
        let text = teaching.bar.to_text();
        let same = teaching.bar == self.settings.bump_bar;
        self.settings.bump_bar = teaching.bar;
        let words = if same { "The keys are as they were." } else { "The bump bar is taught." };
        self.say(MessageKind::Done, words);
        vec![Effect::KeepKeys(text)]
    }
}

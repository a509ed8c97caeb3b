//! The hub does not take this kitchen: what that means, that cooking goes on, and pairing it again.

use super::model::{Model, Over};
use crate::sync::status::LinkStatus;
use crate::tui::effect::Effect;
use crate::tui::input::Key;
use crate::tui::msg::Msg;
use crate::tui::pairfield::{Came, PairField, Typed};
use crate::tui::widgets::MessageKind;

impl Model {
    /// True while the hub does not take this terminal.
    pub(super) fn is_refused(&self) -> bool {
        matches!(self.front.link.status, LinkStatus::Refused { .. })
    }

    /// Says once that the hub does not take this terminal, and what to do; a screen about that
    /// closes when the hub takes it again.
    pub(super) fn watch_refusal(&mut self) {
        let refused = self.is_refused();
        if refused && !self.refused_said {
            let words = "Refused by the hub, cooking goes on. h or menu 8 pairs it again.";
            self.say(MessageKind::Error, words);
        }
        if !refused && matches!(self.over, Some(Over::Refused(_))) {
            self.over = None;
            self.messages.solved();
            self.say(MessageKind::Done, "The hub takes this kitchen again.");
        } else if !refused && self.refused_said {
            self.messages.solved();
        }
        self.refused_said = refused;
    }

    /// What the hub says, and what can be done.
    pub(super) fn open_refused(&mut self) {
        self.messages.solved();
        self.over = Some(Over::Refused(PairField::Off));
    }

    pub(super) fn refused_key(&mut self, key: Key) -> Vec<Effect> {
        // The signs of the digit row count as digits here too.
        let digit = self.digit(key).map(|digit| digit.to_string());
        let word = digit.unwrap_or_else(|| key.to_string());
        let Some(Over::Refused(field)) = &mut self.over else { return Vec::new() };
        if *field != PairField::Off {
            return match field.press(&word) {
                Typed::Taken => Vec::new(),
                Typed::Ask(effect) => vec![effect],
                Typed::Say(kind, sentence) => {
                    self.say(kind, sentence);
                    Vec::new()
                }
            };
        }
        match word.as_str() {
            "p" | "+" => field.begin(),
            "r" | "*" => {
                self.say(MessageKind::Info, "Trying the hub now.");
                return vec![Effect::TryNow];
            }
            "Esc" | "." | "Enter" | "k" => {
                self.over = None;
                self.say(
                    MessageKind::Info,
                    "Cooking goes on. h or menu 8 pairs this kitchen again.",
                );
            }
            _ => {}
        }
        Vec::new()
    }

    /// What came of pairing again.
    pub(super) fn paired(&mut self, msg: &Msg) {
        let Some(Over::Refused(field)) = &mut self.over else { return };
        match field.answer(msg) {
            Some(Came::Done) => {
                self.over = None;
                self.messages.solved();
                self.say(MessageKind::Done, "Paired again: what waits is sent now.");
            }
            Some(Came::Refused(why)) => self.say(MessageKind::Error, why),
            Some(Came::Compare) | None => {}
        }
    }
}

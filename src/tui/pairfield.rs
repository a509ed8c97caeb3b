//! Pairing again from a screen: the code that is typed, and the certificate that a person compares.

use super::effect::Effect;
use super::msg::{Msg, Paired};
use super::widgets::MessageKind;

/// The digits of a pairing code.
pub const CODE_DIGITS: usize = 6;

/// How far pairing again is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum PairField {
    /// Nobody has asked for it.
    #[default]
    Off,
    /// The code is typed.
    Code(String),
    /// The hub is asked with this code.
    Asking(String),
    /// A person compares the fingerprint of a certificate.
    Compare {
        /// The code that was typed.
        code: String,
        /// What the hub shows.
        seen: String,
    },
}

/// What a key did.
#[derive(Debug, Clone, PartialEq)]
pub enum Typed {
    /// It changed the field, or it is no key of the field.
    Taken,
    /// This is to be said.
    Say(MessageKind, &'static str),
    /// This is to be done; answered by `Msg::Paired`.
    Ask(Effect),
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Came {
    /// The hub takes this terminal again.
    Done,
    /// A person must compare a certificate first.
    Compare,
    /// Why not, in one sentence.
    Refused(String),
}

impl PairField {
    /// Asks for the code.
    pub fn begin(&mut self) {
        *self = Self::Code(String::new());
    }

    /// Takes a key by its word: digits and Enter for the code, `y` and `n`, on the numpad `+` and
    /// `-`, for the certificate, Esc or `.` to go back.
    pub fn press(&mut self, word: &str) -> Typed {
        match (&mut *self, word) {
            (_, "Esc" | ".") | (Self::Compare { .. }, "n" | "-") => *self = Self::Off,
            (Self::Code(code), "Backspace" | "-") => drop(code.pop()),
            (Self::Code(code), "Delete") => code.clear(),
            (Self::Code(code), "Enter") if code.len() == CODE_DIGITS => {
                let code = code.clone();
                *self = Self::Asking(code.clone());
                return Typed::Ask(Effect::PairAgain { code, compared: None });
            }
            (Self::Code(_), "Enter") => {
                let sentence = "The code has six digits: `tillrail hub pair` on the hub shows it.";
                return Typed::Say(MessageKind::Warning, sentence);
            }
            (Self::Code(code), digit)
                if code.len() < CODE_DIGITS && matches!(digit.as_bytes(), [b'0'..=b'9']) =>
            {
                code.push_str(digit);
            }
            (Self::Compare { code, seen }, "y" | "+") => {
                let (code, compared) = (code.clone(), Some(seen.clone()));
                *self = Self::Asking(code.clone());
                return Typed::Ask(Effect::PairAgain { code, compared });
            }
            (Self::Off | Self::Code(_) | Self::Asking(_) | Self::Compare { .. }, _) => {}
        }
        Typed::Taken
    }

    /// What came of it, when this message answers the question.
    pub fn answer(&mut self, msg: &Msg) -> Option<Came> {
        let (Msg::Paired(paired), Self::Asking(code)) = (msg, &*self) else { return None };
        let code = code.clone();
        *self = Self::Off;
        Some(match paired {
            Paired::Done => Came::Done,
            Paired::Compare(seen) => {
                *self = Self::Compare { code, seen: seen.clone() };
                Came::Compare
            }
            Paired::Refused(why) => Came::Refused(why.clone()),
        })
    }
}

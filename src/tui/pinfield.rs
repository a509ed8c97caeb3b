//! The field of a PIN: digits shown as stars, and the question whose they are.

use super::effect::Effect;
use super::front::Front;
use super::input::{Key, Press};
use super::msg::Msg;
use super::widgets::MessageKind;
use crate::domain::id::StaffId;
use crate::domain::pin::{PIN_MIN_DIGITS, Pin};

/// A PIN that is typed, and the question that is on its way.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PinField {
    /// What was typed.
    pub pin: Pin,
    asked: Option<u64>,
}

/// What a key did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Typed {
    /// It changed the field, or belongs to it.
    Taken,
    /// It belongs to the field, and this is to be said.
    Say(MessageKind, &'static str),
    /// The PIN is complete and Enter was pressed.
    Enter,
    /// It is no key of the field.
    Other,
}

/// Whose a PIN is, as the answer says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whose {
    /// This person's.
    Of(StaffId),
    /// Nobody's.
    Nobody,
}

impl PinField {
    /// Takes a key. Digits are taken also while they repeat; Enter is not.
    pub fn press(&mut self, press: Press) -> Typed {
        let short = "A PIN has 4 to 6 digits: type it, then Enter.";
        match press.key {
            Key::Char(digit) if digit.is_ascii_digit() => self.pin.push(digit),
            Key::Backspace | Key::Char('-') => self.pin.pop(),
            Key::Delete | Key::Char('c') => self.pin.clear(),
            Key::Enter if press.repeat || self.asked.is_some() => {}
            Key::Enter if self.pin.is_whole() => return Typed::Enter,
            Key::Enter => return Typed::Say(MessageKind::Info, short),
            Key::Home | Key::End | Key::PageUp | Key::PageDown | Key::Insert => {
                let sentence = "NumLock seems to be off.";
                return Typed::Say(MessageKind::Warning, sentence);
            }
            Key::Char(_)
            | Key::Esc
            | Key::Tab
            | Key::BackTab
            | Key::Up
            | Key::Down
            | Key::Left
            | Key::Right
            | Key::F(_)
            | Key::Ctrl(_) => return Typed::Other,
        }
        Typed::Taken
    }

    /// Asks whose PIN it is; `first` is looked at first.
    pub fn ask(&mut self, front: &mut Front, first: Option<&StaffId>) -> Effect {
        let (id, effect) = front.check_pin(&self.pin, first);
        self.asked = Some(id);
        self.pin.clear();
        effect
    }

    /// Asks for the PIN to be kept as somebody's.
    pub fn keep(&mut self, front: &mut Front, of: Option<&StaffId>) -> Effect {
        let (id, effect) = front.keep_pin(&self.pin, of);
        self.asked = Some(id);
        effect
    }

    /// Whose it is, when this message answers the question.
    pub fn answer(&mut self, msg: &Msg) -> Option<Whose> {
        let Msg::PinChecked { id, whose } = msg else { return None };
        if self.asked != Some(*id) {
            return None;
        }
        self.asked = None;
        Some(whose.clone().map_or(Whose::Nobody, Whose::Of))
    }

    /// The PIN as it is to be kept, when this message answers the question.
    pub fn kept(&mut self, msg: &Msg) -> Option<Result<String, String>> {
        let Msg::PinKept { id, kept } = msg else { return None };
        if self.asked != Some(*id) {
            return None;
        }
        self.asked = None;
        Some(kept.clone())
    }

    /// The stars, the caret and a point for each digit that is still needed: `* * _ .`.
    pub fn stars(&self) -> String {
        let typed = self.pin.len();
        let missing = PIN_MIN_DIGITS.saturating_sub(typed).saturating_sub(1);
        let stars = std::iter::repeat_n("*", typed);
        let all: Vec<&str> = stars.chain(["_"]).chain(std::iter::repeat_n(".", missing)).collect();
        all.join(" ")
    }

    /// The column of the caret behind the first star.
    pub fn caret(&self) -> u16 {
        u16::try_from(self.pin.len().saturating_mul(2)).unwrap_or(0)
    }
}

/// A wrong PIN, in one sentence with what is left.
pub fn wrong(left: u8, pause: Option<u64>) -> String {
    match pause {
        Some(seconds) => format!("Nobody has this PIN. Wait {seconds} s, then try again."),
        None if left == 1 => "Nobody has this PIN. 1 try left.".to_owned(),
        None => format!("Nobody has this PIN. {left} tries left."),
    }
}

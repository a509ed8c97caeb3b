//! Who cooks: a PIN at the kitchen, so that every step bears the name of who did it.

use super::model::{Model, Over};
use crate::domain::command::Step;
use crate::domain::id::{OrderId, StaffId};
use crate::tui::effect::Effect;
use crate::tui::input::{Key, Press};
use crate::tui::msg::Msg;
use crate::tui::pinfield::{self, PinField, Typed, Whose};
use crate::tui::widgets::MessageKind;

/// A step that was meant before somebody signed in; it is done by whoever does.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Meant {
    pub(super) order: OrderId,
    pub(super) step: Step,
    pub(super) kind: MessageKind,
    pub(super) words: String,
}

/// The question for the PIN.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct SignIn {
    pub(super) field: PinField,
    pub(super) then: Option<Box<Meant>>,
}

impl Model {
    /// True while the site wants a name behind every step and nobody is signed in.
    pub fn wants_cook(&self) -> bool {
        let state = &self.front.desk.state;
        state.settings().kitchen_sign_in && state.has_staff() && !self.has_cook()
    }

    /// True while somebody who works here is signed in.
    pub(super) fn has_cook(&self) -> bool {
        let desk = &self.front.desk;
        let staff = desk.staff();
        let works = desk.state.staff(staff).is_some_and(crate::domain::site::Staff::is_active);
        !staff.is_service() && works
    }

    /// True while a PIN is typed, which no record may hold.
    pub fn hides_keys(&self) -> bool {
        matches!(self.over, Some(Over::SignIn(_)))
    }

    /// Asks who cooks; what was meant is done by that person.
    pub(super) fn ask_cook(&mut self, then: Option<Meant>) {
        let then = then.map(Box::new);
        self.over = Some(Over::SignIn(Box::new(SignIn { then, ..SignIn::default() })));
    }

    /// Who was signed in goes, and the next one is asked for.
    pub(super) fn change_cook(&mut self) {
        if self.has_cook() {
            let name = self.front.desk.state.staff_name(self.front.desk.staff());
            self.front.desk.sign_in(StaffId::owner());
            self.say(MessageKind::Done, format!("{name} is signed out."));
        }
        self.ask_cook(None);
    }

    /// Somebody who does not work here any more is signed out.
    pub(super) fn watch_cook(&mut self) {
        if !self.front.desk.staff().is_service() && !self.has_cook() {
            self.front.desk.sign_in(StaffId::owner());
        }
    }

    pub(super) fn sign_in_key(&mut self, key: Key) -> Vec<Effect> {
        let mono = self.mono();
        if matches!(key, Key::Esc | Key::Char('.')) {
            self.over = None;
            if self.wants_cook() {
                self.say(MessageKind::Info, "Nobody is signed in: the next step asks for a PIN.");
            }
            return Vec::new();
        }
        if let Some(seconds) = self.front.locks.pause(mono) {
            self.say(MessageKind::Warning, format!("Three wrong PINs: wait {seconds} s."));
            return Vec::new();
        }
        // The signs of the digit row count as digits here too.
        let key = match self.digit(key).and_then(|digit| u32::try_from(digit).ok()) {
            Some(digit) => Key::Char(char::from_digit(digit, 10).unwrap_or('0')),
            None => key,
        };
        let Some(Over::SignIn(open)) = &mut self.over else { return Vec::new() };
        match open.field.press(Press { key, repeat: false }) {
            Typed::Taken | Typed::Other => Vec::new(),
            Typed::Enter => vec![open.field.ask(&mut self.front, None)],
            Typed::Say(kind, sentence) => {
                self.say(kind, sentence);
                Vec::new()
            }
        }
    }

    /// Whose PIN it is, when the message answers the question.
    pub(super) fn pin_checked(&mut self, msg: &Msg) -> Vec<Effect> {
        let Some(Over::SignIn(open)) = &mut self.over else { return Vec::new() };
        let Some(whose) = open.field.answer(msg) else { return Vec::new() };
        let mono = self.mono();
        let Whose::Of(staff) = whose else {
            self.front.locks.wrong(mono);
            let (left, pause) = (self.front.locks.left(), self.front.locks.pause(mono));
            self.say(MessageKind::Warning, pinfield::wrong(left, pause));
            return vec![Effect::Bell];
        };
        self.front.locks.right();
        let Some(Over::SignIn(open)) = self.over.take() else { return Vec::new() };
        let words = format!("Signed in: {}", self.front.desk.state.staff_name(&staff));
        self.front.desk.sign_in(staff);
        self.say(MessageKind::Done, words);
        open.then.map_or_else(Vec::new, |meant| {
            self.perform(meant.order, &meant.step, (meant.kind, &meant.words)).0
        })
    }
}

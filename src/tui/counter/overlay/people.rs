//! Who works here: the list, a new person, a new PIN, another role; for people without a shell.

mod view;

use super::lock;
use super::pinfield::{PinField, Typed};
use super::words;
use crate::domain::command::Command;
use crate::domain::decide::STAFF_NAME_LIMIT_CHARS;
use crate::domain::event::StaffSaved;
use crate::domain::id::StaffId;
use crate::domain::pin::{self, Pin};
use crate::domain::rights::Role;
use crate::domain::site::Staff;
use crate::tui::counter::turn::Turn;
use crate::tui::front::Front;
use crate::tui::input::{Key, Press};
use crate::tui::msg::Msg;
use crate::tui::widgets::MessageKind;

/// Who is edited.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Draft {
    /// Somebody known; absent for a new person.
    known: Option<StaffId>,
    name: String,
    role: Role,
    /// The PIN as it was typed the first time.
    first: Pin,
}

/// What is typed now.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    List,
    Name(Draft),
    Role(Draft),
    Pin(Draft),
    Again(Draft),
    Leaves(StaffId),
}

/// The list of people.
#[derive(Debug, Clone, PartialEq)]
pub struct People {
    chosen: usize,
    step: Step,
    field: PinField,
}

impl People {
    /// The list; without anybody it starts with the first person, who is an owner.
    pub fn open(front: &Front) -> Self {
        let mut people = Self { chosen: 0, step: Step::List, field: PinField::default() };
        if !front.desk.state.has_staff() {
            people.add();
        }
        people
    }

    fn add(&mut self) {
        let draft =
            Draft { known: None, name: String::new(), role: Role::Owner, first: Pin::empty() };
        self.step = Step::Name(draft);
    }

    /// Everybody who works here, by name, with the role's word.
    fn list(front: &Front) -> Vec<(StaffId, String, Role)> {
        let state = &front.desk.state;
        let role = |id: &StaffId| state.staff(id).and_then(Staff::role).unwrap_or(Role::Server);
        let all = lock::people(state).into_iter();
        all.map(|(id, name)| {
            let role = role(&id);
            (id, name, role)
        })
        .collect()
    }

    fn draft(&self, front: &Front) -> Option<Draft> {
        let (id, name, role) = Self::list(front).into_iter().nth(self.chosen)?;
        Some(Draft { known: Some(id), name, role, first: Pin::empty() })
    }

    fn in_list(&mut self, front: &Front, press: Press) -> Turn {
        let last = Self::list(front).len().saturating_sub(1);
        match press.key.to_string().as_str() {
            "Esc" | "." => return Turn::close(),
            "Up" => self.chosen = self.chosen.saturating_sub(1),
            "Down" => self.chosen = self.chosen.saturating_add(1).min(last),
            "a" | "+" => self.add(),
            "p" | "Enter" | "/" => {
                if let Some(draft) = self.draft(front) {
                    self.step = Step::Pin(draft);
                }
            }
            "r" | "*" => {
                if let Some(draft) = self.draft(front) {
                    self.step = Step::Role(draft);
                }
            }
            "x" | "-" => {
                if let Some(draft) = self.draft(front) {
                    self.step = draft.known.map_or(Step::List, Step::Leaves);
                }
            }
            digit => {
                let number = digit.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
                self.chosen = number.unwrap_or(self.chosen).min(last);
            }
        }
        Turn::stay()
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "the other keys do nothing here")]
    fn name(&mut self, mut draft: Draft, key: Key) -> Turn {
        match key {
            Key::Enter if draft.name.trim().is_empty() => {
                return Turn::stay().say(MessageKind::Info, "Type a name, then Enter.");
            }
            Key::Enter => {
                let name = draft.name.trim().to_owned();
                draft.name = name;
                self.step = Step::Role(draft);
                return Turn::stay();
            }
            Key::Backspace => drop(draft.name.pop()),
            Key::Char(letter) if draft.name.chars().count() < STAFF_NAME_LIMIT_CHARS => {
                draft.name.push(letter);
            }
            _ => {}
        }
        self.step = Step::Name(draft);
        Turn::stay()
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "the other keys do nothing here")]
    fn role(&mut self, front: &mut Front, mut draft: Draft, key: Key) -> Turn {
        let place = |role: Role| Role::ALL.iter().position(|known| *known == role).unwrap_or(0);
        match key {
            Key::Up => {
                let at = place(draft.role).saturating_sub(1);
                draft.role = Role::ALL.get(at).copied().unwrap_or(draft.role);
            }
            Key::Down => {
                let at = place(draft.role).saturating_add(1);
                draft.role = Role::ALL.get(at).copied().unwrap_or(draft.role);
            }
            Key::Char(digit @ '1'..='5') => {
                let at = digit.to_digit(10).and_then(|digit| usize::try_from(digit).ok());
                let role = at.and_then(|at| Role::ALL.get(at.saturating_sub(1)));
                draft.role = role.copied().unwrap_or(draft.role);
            }
            Key::Enter if draft.known.is_some() => return self.save(front, &draft, None),
            Key::Enter => {
                self.step = Step::Pin(draft);
                return Turn::stay();
            }
            _ => {}
        }
        self.step = Step::Role(draft);
        Turn::stay()
    }

    fn pin(&mut self, front: &mut Front, mut draft: Draft, again: bool, press: Press) -> Turn {
        match self.field.press(press) {
            Typed::Taken | Typed::Other => Turn::stay(),
            Typed::Say(kind, sentence) => Turn::stay().say(kind, sentence),
            Typed::Enter if !again => {
                draft.first = std::mem::take(&mut self.field.pin);
                self.step = Step::Again(draft);
                Turn::stay()
            }
            Typed::Enter if draft.first == self.field.pin => {
                let effect = self.field.keep(front, draft.known.as_ref());
                self.field.pin.clear();
                Turn::stay().with(vec![effect])
            }
            Typed::Enter => {
                self.field.pin.clear();
                draft.first = Pin::empty();
                self.step = Step::Pin(draft);
                let sentence = "The two PINs differ: type the new PIN again.";
                Turn::stay().say(MessageKind::Warning, sentence)
            }
        }
    }

    fn save(&mut self, front: &mut Front, draft: &Draft, pin: Option<String>) -> Turn {
        let known = draft.known.clone();
        let staff = known.unwrap_or_else(|| pin::new_id(&front.desk.state, &draft.name));
        let sentence = match (&draft.known, &pin) {
            (Some(_), Some(_)) => format!("{} has a new PIN.", draft.name),
            (Some(_), None) => format!("{} is {} now.", draft.name, draft.role),
            (None, _) => format!("{} works here as {}.", draft.name, draft.role),
        };
        let role = draft.role.word().to_owned();
        let saved = StaffSaved { staff, name: draft.name.clone(), role, pin };
        self.act(front, &Command::SaveStaff(saved), sentence)
    }

    fn act(&mut self, front: &mut Front, command: &Command, sentence: String) -> Turn {
        match front.act(command) {
            Ok((_, effects)) => {
                self.step = Step::List;
                Turn::stay().with(effects).say(MessageKind::Done, sentence)
            }
            Err(rejection) => {
                self.step = Step::List;
                words::refused(&rejection)
            }
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "the other keys do nothing here")]
    fn leaves(&mut self, front: &mut Front, staff: &StaffId, key: Key) -> Turn {
        match key {
            Key::Char('y' | '+') => {
                let name = front.desk.state.staff_name(staff);
                let sentence = format!("{name} cannot sign in any more.");
                self.act(front, &Command::DisableStaff(staff.clone()), sentence)
            }
            Key::Enter | Key::Esc | Key::Char('n' | '-' | '.') => {
                self.step = Step::List;
                Turn::stay()
            }
            _ => Turn::stay(),
        }
    }

    fn press(&mut self, front: &mut Front, press: Press) -> Turn {
        if press.key == Key::Esc && self.step != Step::List {
            self.field = PinField::default();
            self.step = Step::List;
            return Turn::stay();
        }
        match self.step.clone() {
            Step::List => self.in_list(front, press),
            Step::Name(draft) => self.name(draft, press.key),
            Step::Role(draft) => self.role(front, draft, press.key),
            Step::Pin(draft) => self.pin(front, draft, false, press),
            Step::Again(draft) => self.pin(front, draft, true, press),
            Step::Leaves(staff) => self.leaves(front, &staff, press.key),
        }
    }

    fn kept(&mut self, front: &mut Front, msg: &Msg) -> Turn {
        let Some(kept) = self.field.kept(msg) else { return Turn::stay() };
        let Step::Again(draft) = self.step.clone() else { return Turn::stay() };
        match kept {
            Ok(kept) => self.save(front, &draft, Some(kept)),
            Err(sentence) => {
                self.step = Step::Pin(Draft { first: Pin::empty(), ..draft });
                Turn::stay().say(MessageKind::Warning, sentence)
            }
        }
    }
}

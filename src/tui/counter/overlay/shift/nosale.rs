//! Opening the drawer without a sale: why, and it is written down.

use ratatui::layout::{Position, Rect};

use crate::domain::command::Command;
use crate::tui::counter::overlay::guard::{Guard, SETTLE_MS};
use crate::tui::counter::overlay::sheet::{Sheet, place};
use crate::tui::counter::overlay::words;
use crate::tui::counter::turn::{Hit, Over, Turn};
use crate::tui::front::Front;
use crate::tui::input::{Input, Key, Press};
use crate::tui::msg::Msg;
use crate::tui::theme::Role;
use crate::tui::widgets::{HitMap, KeyEntry, MessageKind, Panel, Pen, TextField};

/// The reasons, by their number from 1; the last one is typed.
const REASONS: [&str; 4] =
    ["Change for a guest", "Wrong change put right", "Look into the drawer", "Other, with a note"];
/// The longest reason that is typed, in characters.
const NOTE_CHARS: usize = 40;

/// The question why the drawer is to open.
#[derive(Debug, Clone, PartialEq)]
pub struct NoSale {
    note: Option<TextField>,
    /// The batch on its way to the disk, and why: only then the drawer opens.
    saving: Option<(u64, String)>,
    guard: Guard,
}

impl NoSale {
    /// The question; `None` without a shift that answers for the drawer.
    pub fn open(front: &Front) -> Option<Self> {
        front.desk.state.my_shift()?;
        Some(Self { note: None, saving: None, guard: Guard::new(front.now.mono) })
    }

    fn record(&mut self, front: &mut Front, press: Press, reason: &str) -> Turn {
        if !self.guard.counts(press, front.now.mono, SETTLE_MS) {
            return Turn::stay();
        }
        match front.act(&Command::OpenDrawer { reason: reason.to_owned() }) {
            Ok((batch, effects)) => {
                self.saving = Some((batch, reason.to_owned()));
                Turn::stay().with(effects)
            }
            Err(rejection) => Turn::stay().say(MessageKind::Warning, words::sentence(&rejection)),
        }
    }

    fn opened(&self, front: &Front) -> Turn {
        let Some((_, reason)) = self.saving.as_ref().filter(|(batch, _)| front.is_durable(*batch))
        else {
            return Turn::stay();
        };
        let sentence = format!("Drawer opened without a sale: {reason}.");
        let kick = front.kick().into_iter().collect();
        Turn::close().with(kick).say(MessageKind::Done, sentence)
    }

    fn press_note(&mut self, front: &mut Front, press: Press) -> Turn {
        let Some(note) = &mut self.note else { return Turn::stay() };
        if matches!(press.key, Key::Enter | Key::F(9)) {
            let reason = note.text();
            return self.record(front, press, &reason);
        }
        if press.key == Key::Esc {
            self.note = None;
        } else {
            note.key(press.key);
        }
        Turn::stay()
    }
}

impl Over for NoSale {
    fn notice(&mut self, front: &mut Front, _msg: &Msg) -> Turn {
        self.opened(front)
    }

    fn update(&mut self, front: &mut Front, input: &Input) -> Turn {
        if self.saving.is_some() {
            return Turn::stay();
        }
        let press = match input {
            Input::Press(press) => *press,
            Input::Paste(text) => {
                if let Some(note) = &mut self.note {
                    note.insert(text);
                }
                return Turn::stay();
            }
            Input::Mouse(_) | Input::Resize { .. } => return Turn::stay(),
        };
        if self.note.is_some() {
            return self.press_note(front, press);
        }
        let number = press.key.to_string().parse::<usize>().ok();
        match (number, press.key) {
            (Some(4), _) => {
                self.note = Some(TextField::with_limit(NOTE_CHARS));
                Turn::stay()
            }
            (Some(number), _) => {
                let reason = number.checked_sub(1).and_then(|at| REASONS.get(at));
                reason.map_or_else(Turn::stay, |reason| self.record(front, press, reason))
            }
            (None, Key::Esc | Key::Char('.')) => Turn::close(),
            (None, _) => {
                let sentence = "A number is the reason and opens the drawer, Esc leaves it shut.";
                Turn::stay().say(MessageKind::Info, sentence)
            }
        }
    }

    fn view(
        &self,
        front: &Front,
        pen: &mut Pen<'_>,
        area: Rect,
        hits: &mut HitMap<Hit>,
    ) -> Option<Position> {
        let staff = front.desk.state.staff_name(front.desk.staff());
        let panel = Panel::new("OPEN DRAWER  without a sale").right(&staff).focused(true);
        let mut sheet = Sheet::open(pen, hits, place(area, 14, 4, (52, 13)), &panel);
        sheet.text(3, 1, "Why?", Role::Strong);
        sheet.reasons(2, &REASONS, Role::Text);
        sheet.text(3, 8, "Who, when and why is written down.", Role::Muted);
        sheet.keyed(3, 10, "[Esc] Leave it shut", Role::Text);
        let mut at = sheet.area(5, 2, 1, 1);
        if let Some(note) = &self.note {
            sheet.text(3, 6, "Note", Role::Text);
            let field = sheet.area(9, 6, 40, 1);
            let caret = sheet.pen.field(field, note, Role::Strong);
            at = Rect::new(caret.x, caret.y, 1, 1);
        }
        Some(Position::new(at.x, at.y))
    }

    fn help(&self) -> &'static str {
        if self.note.is_none() {
            "A number is the reason: the drawer opens at once. Esc leaves it shut."
        } else {
            ""
        }
    }

    fn keys(&self, _front: &Front) -> Vec<KeyEntry> {
        let act = match self.note {
            Some(_) => KeyEntry::new("Enter", "Open the drawer").keep(),
            None => KeyEntry::new("1-4", "Reason").keep(),
        };
        vec![act, KeyEntry::new("Esc", "Leave it shut").priority(1)]
    }

    fn is_typing(&self) -> bool {
        self.note.is_some()
    }
}

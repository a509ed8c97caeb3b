//! Opening the drawer without a sale: why, and it is written down.

use ratatui::layout::{Position, Rect};

use super::note::Note;
use crate::domain::command::Command;
use crate::tui::counter::overlay::guard::{Guard, SETTLE_MS};
use crate::tui::counter::overlay::sheet::{Sheet, place};
use crate::tui::counter::overlay::words;
use crate::tui::counter::turn::{Hit, Over, Turn};
use crate::tui::front::Front;
use crate::tui::input::{Input, Key, Press};
use crate::tui::msg::Msg;
use crate::tui::theme::Role;
use crate::tui::widgets::{HitMap, KeyEntry, MessageKind, Panel, Pen};

/// The reasons, by their number from 1; the last one is typed.
const REASONS: [&str; 4] =
    ["Change for a guest", "Wrong change put right", "Look into the drawer", "Other, with a note"];

/// The question why the drawer is to open.
#[derive(Debug, Clone, PartialEq)]
pub struct NoSale {
    note: Note,
    /// The batch on its way to the disk, and why: only then the drawer opens.
    saving: Option<(u64, String)>,
    guard: Guard,
}

impl NoSale {
    /// The question; `None` without a shift that answers for the drawer.
    pub fn open(front: &Front) -> Option<Self> {
        front.desk.state.my_shift()?;
        Some(Self { note: Note::default(), saving: None, guard: Guard::new(front.now.mono) })
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
            Err(rejection) => words::refused(&rejection),
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
}

impl Over for NoSale {
    fn notice(&mut self, front: &mut Front, _msg: &Msg) -> Turn {
        self.opened(front)
    }

    fn update(&mut self, front: &mut Front, input: &Input) -> Turn {
        if self.saving.is_some() {
            return Turn::stay();
        }
        let Some(press) = self.note.press_of(input) else { return Turn::stay() };
        if self.note.is_typed() {
            if !self.note.key(press.key) {
                return Turn::stay();
            }
            let reason = self.note.text().unwrap_or_default();
            return self.record(front, press, &reason);
        }
        let number = press.key.to_string().parse::<usize>().ok();
        match (number, press.key) {
            (Some(4), _) => {
                self.note.begin();
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
        let first = sheet.area(5, 2, 1, 1);
        let typed = self.note.draw(&mut sheet, 6);
        Some(typed.unwrap_or(Position::new(first.x, first.y)))
    }

    fn help(&self) -> &'static str {
        if self.note.is_typed() {
            ""
        } else {
            "A number is the reason: the drawer opens at once. Esc leaves it shut."
        }
    }

    fn keys(&self, _front: &Front) -> Vec<KeyEntry> {
        let (key, words) =
            if self.note.is_typed() { ("Enter", "Open the drawer") } else { ("1-4", "Reason") };
        vec![KeyEntry::new(key, words).keep(), KeyEntry::new("Esc", "Leave it shut").priority(1)]
    }

    fn is_typing(&self) -> bool {
        self.note.is_typed()
    }
}

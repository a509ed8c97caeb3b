//! What the keys of options and note do.

use ratatui::layout::{Position, Rect};

use super::{About, NOTE_ROW, Options};
use crate::tui::counter::entry::split_note;
use crate::tui::counter::turn::{Ask, Hit, Over, Then, Turn};
use crate::tui::front::Front;
use crate::tui::input::{Input, Key};
use crate::tui::widgets::{HitMap, KeyEntry, MessageKind, Pen};

impl Options {
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "keys that are not named here edit the note"
    )]
    fn type_note(&mut self, input: &Input) -> Turn {
        match input {
            Input::Press(press) => match press.key {
                Key::Enter => self.noting = false,
                Key::Esc => {
                    self.noting = false;
                    self.note.clear();
                }
                key => {
                    self.note.key(key);
                }
            },
            Input::Paste(text) => self.note.insert(text),
            Input::Mouse(_) | Input::Resize { .. } => {}
        }
        Turn::stay()
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "keys that are not named here do nothing")]
    fn press(&mut self, front: &mut Front, key: Key) -> Turn {
        match key {
            Key::Enter => return self.done(front),
            Key::Esc | Key::Char('.') => {
                let new = matches!(self.about, About::New(_));
                let words = format!("{} was not added.", self.name);
                let turn = Turn::close();
                return if new { turn.say(MessageKind::Done, words) } else { turn };
            }
            Key::Up | Key::Down | Key::Left | Key::Right => self.steer(key),
            Key::PageDown => {
                let next = self.last_group_in_view().saturating_add(1);
                if next < self.asked().len() {
                    self.first_group = next;
                }
            }
            Key::PageUp => self.first_group = self.page_before(),
            Key::Char(' ') => {
                if let Some(at) = self.cursor {
                    return self.switch(at);
                }
            }
            Key::Char('n') => self.noting = true,
            Key::Char('!') => {
                self.noting = true;
                if split_note(&self.note.text()).1.is_none() {
                    self.note.key(Key::End);
                    self.note.insert(if self.note.is_empty() { "!" } else { " !" });
                }
            }
            Key::Char('x') => self.none(),
            Key::Char('?') => return Turn::then(Then::Open(Ask::Help)),
            Key::Char(c) => {
                let at = (0..self.places().len()).find(|at| Self::key_of(*at) == Some(c));
                if let Some(at) = at {
                    return self.switch(at);
                }
            }
            _ => {}
        }
        Turn::stay()
    }
}

impl Over for Options {
    fn update(&mut self, front: &mut Front, input: &Input) -> Turn {
        if self.noting {
            return self.type_note(input);
        }
        match input {
            Input::Press(press) => self.press(front, press.key),
            Input::Paste(_) | Input::Mouse(_) | Input::Resize { .. } => Turn::stay(),
        }
    }

    fn tap(&mut self, _front: &mut Front, row: u16) -> Turn {
        if row == NOTE_ROW {
            self.noting = true;
            return Turn::stay();
        }
        self.switch(usize::from(row))
    }

    fn view(
        &self,
        front: &Front,
        pen: &mut Pen<'_>,
        area: Rect,
        hits: &mut HitMap<Hit>,
    ) -> Option<Position> {
        self.draw(front, pen, area, hits)
    }

    fn keys(&self, _front: &Front) -> Vec<KeyEntry> {
        if self.noting {
            return vec![KeyEntry::new("Enter", "Note done"), KeyEntry::new("Esc", "No note")];
        }
        let pages = self.first_group > 0
            || self.last_group_in_view().saturating_add(1) < self.asked().len();
        let mut keys = vec![KeyEntry::new("?", "Help").keep()];
        if !self.asked().is_empty() {
            keys.extend([
                KeyEntry::new("1-9 a-z", "Toggle"),
                KeyEntry::new("Arrows", "Move"),
                KeyEntry::new("Space", "Toggle"),
            ]);
        }
        keys.extend([
            KeyEntry::new("n", "Note"),
            KeyEntry::new("!", "Allergy").priority(0),
            KeyEntry::new("Enter", "Done").keep(),
            KeyEntry::new("Esc", "Back").keep(),
        ]);
        if pages {
            keys.insert(2, KeyEntry::new("PgUp/PgDn", "Groups").priority(1));
        }
        keys
    }

    fn is_typing(&self) -> bool {
        self.noting
    }
}

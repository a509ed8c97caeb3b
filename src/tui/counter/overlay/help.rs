//! Help and command palette in one: what works now, the ways to do it, and Enter does it.

mod list;

use ratatui::layout::{Position, Rect};

use super::filter::Filter;
use super::sheet::{STAGE_HEIGHT, STAGE_WIDTH, Sheet, columns, place};
use crate::tui::counter::action::Action;
use crate::tui::counter::turn::{Hit, Over, Then, Turn};
use crate::tui::front::Front;
use crate::tui::input::{Input, Key};
use crate::tui::theme::Role;
use crate::tui::widgets::{HitMap, KeyEntry, MessageKind, Panel, Pen, scroll};
use list::{Entry, entries};

/// Rows of the list.
const ROWS: usize = 15;

/// The help.
#[derive(Debug, Clone, PartialEq)]
pub struct Help {
    works: Vec<Action>,
    /// The keys that were taught instead of those of the registry.
    taught: Vec<(Action, Key)>,
    filter: Filter,
}

/// A row of the list: the head of a section, or an entry by its place among those that are found.
enum Row {
    Head(&'static str),
    Entry(usize, Entry),
}

impl Help {
    /// Help about what works now.
    pub fn open(works: Vec<Action>) -> Self {
        Self { works, taught: Vec::new(), filter: Filter::default() }
    }

    /// The same with the keys that were taught here.
    #[must_use]
    pub fn with_keys(self, taught: Vec<(Action, Key)>) -> Self {
        Self { taught, ..self }
    }

    /// The keys of an entry as they are on this machine.
    fn keys_of(&self, entry: &Entry) -> String {
        let taught = self.taught.iter().find(|(action, _)| Some(*action) == entry.action);
        let Some((action, key)) = taught else { return entry.keys.to_owned() };
        let own = action.key().map(|own| own.to_string());
        let is_own = |word: &&str| own.as_deref() != Some(*word);
        let others: Vec<&str> = entry.keys.split("   ").filter(is_own).collect();
        format!("{key}   {}", others.join("   "))
    }

    fn found(&self) -> Vec<Entry> {
        let wanted = self.filter.wanted();
        entries()
            .into_iter()
            .filter(|entry| entry.action.is_none_or(|action| self.works.contains(&action)))
            // Lines can be chosen while the order has some, which can then be held.
            .filter(|entry| !entry.is_about_lines() || self.works.contains(&Action::Hold))
            .filter(|entry| {
                let text = format!("{} {} {}", entry.what, self.keys_of(entry), entry.tap);
                text.to_lowercase().contains(&wanted)
            })
            .collect()
    }

    fn rows(found: &[Entry]) -> Vec<Row> {
        let mut rows = Vec::new();
        let mut section = "";
        for (index, entry) in found.iter().enumerate() {
            if entry.section != section {
                section = entry.section;
                rows.push(Row::Head(section));
            }
            rows.push(Row::Entry(index, *entry));
        }
        rows
    }

    /// The first row that is shown, so that the chosen entry is seen.
    fn first(&self, rows: &[Row]) -> usize {
        let at =
            rows.iter().position(|row| matches!(row, Row::Entry(i, _) if *i == self.filter.chosen));
        scroll(0, at.unwrap_or(0), rows.len(), ROWS)
    }

    fn go(&mut self, by: isize) {
        let count = self.found().len();
        self.filter.go(by, count);
    }

    fn act(&self, index: usize) -> Turn {
        let found = self.found();
        let Some(entry) = found.get(index) else {
            let sentence = "Nothing matches. Backspace makes the search shorter.";
            return Turn::stay().say(MessageKind::Info, sentence);
        };
        if let Some(action) = entry.action {
            return Turn::then(Then::Do(action));
        }
        let sentence = format!("{}: {}.", entry.what, entry.keys);
        Turn::close().say(MessageKind::Info, sentence)
    }
}

impl Over for Help {
    fn update(&mut self, _front: &mut Front, input: &Input) -> Turn {
        let Input::Press(press) = input else { return Turn::stay() };
        match press.key.to_string().as_str() {
            "Esc" | "F1" => return Turn::close(),
            "Enter" => return self.act(self.filter.chosen),
            "Up" => self.go(-1),
            "Down" => self.go(1),
            "PgUp" => self.go(-15),
            "PgDn" => self.go(15),
            _ => self.filter.key(press.key),
        }
        Turn::stay()
    }

    fn tap(&mut self, _front: &mut Front, row: u16) -> Turn {
        self.act(usize::from(row))
    }

    fn view(
        &self,
        _front: &Front,
        pen: &mut Pen<'_>,
        area: Rect,
        hits: &mut HitMap<Hit>,
    ) -> Option<Position> {
        let found = self.found();
        let noun = if found.len() == 1 { "action" } else { "actions" };
        let right = format!("{} {noun}", found.len());
        let panel =
            Panel::new("HELP  counter, order screen").right(&right).focused(true).separators(&[2]);
        let place = place(area, 0, 0, (STAGE_WIDTH, STAGE_HEIGHT));
        let mut sheet = Sheet::open(pen, hits, place, &panel);
        sheet.text(1, 0, &format!("Search: {}", self.filter.search), Role::Text);
        let hint = "type to filter, Up/Down, Enter does it, Esc closes";
        if self.filter.search.len() < 10 {
            sheet.text(22, 0, hint, Role::Muted);
        }
        let rows = Self::rows(&found);
        let first = self.first(&rows);
        for (y, row) in (2..).zip(rows.iter().skip(first).take(ROWS)) {
            match row {
                Row::Head(section) => sheet.text(1, y, section, Role::Strong),
                Row::Entry(index, entry) => {
                    if *index == self.filter.chosen {
                        let line = sheet.row(0, y);
                        sheet.pen.tint(line, Role::Choice);
                        let sign = sheet.pen.look.glyphs.chosen;
                        sheet.cell((2, y), 1, sign, Role::Choice);
                    }
                    sheet.cell((3, y), 23, entry.what, Role::Text);
                    sheet.cell((27, y), 27, &self.keys_of(entry), Role::KeyHint);
                    sheet.cell((55, y), 22, entry.tap, Role::Muted);
                    sheet.tap_row(y, Hit::Row(u16::try_from(*index).unwrap_or(u16::MAX)));
                }
            }
        }
        if found.is_empty() {
            sheet.text(3, 2, "Nothing matches. Backspace makes the search shorter.", Role::Muted);
        }
        let pages = rows.len().div_ceil(ROWS).max(1);
        let page = first.div_ceil(ROWS).saturating_add(1);
        let more = match (page < pages, page == 1 && self.filter.search.is_empty()) {
            (true, true) => "  PgDn: more (find, tables, shift, refund, keyboard, about)",
            (true, false) => "  PgDn: more",
            (false, _) => "",
        };
        sheet.text(1, 17, &format!("{page}/{pages}{more}"), Role::Muted);
        let learn = "Learn the codes: F10 k prints a card with all item codes.";
        sheet.text(1, 18, learn, Role::Muted);
        let caret = sheet.area(columns(&self.filter.search).saturating_add(9), 0, 1, 1);
        Some(Position::new(caret.x, caret.y))
    }

    fn keys(&self, _front: &Front) -> Vec<KeyEntry> {
        vec![
            KeyEntry::new("Type", "Filter"),
            KeyEntry::new("Up/Down", "Choose"),
            KeyEntry::new("Enter", "Do it").keep(),
            KeyEntry::new("PgDn", "More"),
            KeyEntry::new("Esc", "Close").priority(1),
        ]
    }

    fn covers(&self) -> bool {
        true
    }

    fn is_typing(&self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::counter::overlay::fixture::{bar, drawn, front, next, press};

    const TOP: [&str; 17] = [
        "║ Search:              type to filter, Up/Down, Enter does it, Esc closes      ║",
        "╠══════════════════════════════════════════════════════════════════════════════╣",
        "║ ENTRY                                                                        ║",
        "║  ▸add an item             name or code, Enter         tap the item           ║",
        "║   two of it               2 cap Enter   2*12 Enter    tap twice              ║",
        "║   with options            cap+oat+shot Enter          tap, then options      ║",
        "║   note to kitchen         cap\"no sugar Enter          F4 n                   ║",
        "║   table 12                @12 Enter                   F2                     ║",
        "║ ORDER                                                                        ║",
        "║   choose a line           Up  Down                    tap the line           ║",
        "║   one more, one less      +   -                       tap + or -             ║",
        "║   options, note           F4   Space 4                tap the line twice     ║",
        "║   remove a line           Del   F8   Space 8          Void                   ║",
        "║   undo                    Ctrl+Z   Space u            Undo                   ║",
        "║   send to kitchen         F5   Space 5                Send                   ║",
        "║   hold, recall            F6   Space 6                Hold                   ║",
        "║   pay                     F9   Space 9   Enter        PAY                    ║",
    ];

    #[test]
    fn help_is_drawn_as_designed() {
        let front = front();
        let works = Action::all().filter(|action| *action != Action::Recall);
        let help = Help::open(works.collect());
        let screen = drawn(&help, &front);
        let rows: Vec<&str> = screen.lines().skip(1).take(17).collect();
        assert_eq!(rows.join("\n"), TOP.join("\n"));
        assert!(screen.contains("  PgDn: more "));
        assert_eq!(
            bar(&help, &front),
            "Type Filter  Up/Down Choose  Enter Do it  PgDn More  Esc Close"
        );
    }

    #[test]
    fn the_help_shows_the_keys_of_this_machine() {
        let front = front();
        let taught = vec![(Action::Send, Key::F(12)), (Action::SoldOut, Key::F(11))];
        let help = Help::open(Action::all().collect()).with_keys(taught);
        let screen = drawn(&help, &front);
        assert!(screen.contains("send to kitchen         F12   Space 5"), "{screen}");
        let found = Help { filter: Filter { search: "f11".to_owned(), chosen: 0 }, ..help };
        let screen = drawn(&found, &front);
        assert!(screen.contains("F11   F10 o   Space 0 0 7"), "{screen}");
        assert!(screen.contains("Learn the codes: F10 k prints a card"), "{screen}");
    }

    #[test]
    fn typing_filters_and_enter_does_it() {
        let mut front = front();
        let mut help = Help::open(Action::all().collect());
        assert_eq!(next(&mut help, &mut front, "s e n d Enter"), Then::Do(Action::Send));
        let mut help = Help::open(Action::all().collect());
        assert_eq!(next(&mut help, &mut front, "q u i t Enter"), Then::Do(Action::Quit));
        let mut help = Help::open(Action::all().collect());
        press(&mut help, &mut front, "x y z z y");
        assert!(drawn(&help, &front).contains("Nothing matches."));
        assert_eq!(next(&mut help, &mut front, "Enter Esc"), Then::Close);
    }

    #[test]
    fn only_what_works_is_listed_and_every_action_has_an_entry() {
        let front = front();
        let screen = drawn(&Help::open(vec![Action::Help]), &front);
        assert!(!screen.contains("send to kitchen") && screen.contains("add an item"));
        for action in Action::all() {
            assert!(entries().iter().any(|entry| entry.action == Some(action)), "{action:?}");
        }
    }
}

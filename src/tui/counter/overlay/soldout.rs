//! Which items cannot be sold now: search one, Enter takes it off or brings it back.

use ratatui::layout::{Position, Rect};

use super::filter::Filter;
use super::sheet::{STAGE_HEIGHT, STAGE_WIDTH, Sheet, columns, place};
use super::words;
use crate::domain::command::Command;
use crate::domain::menu::Item;
use crate::tui::counter::turn::{Hit, Over, Turn};
use crate::tui::front::Front;
use crate::tui::input::Input;
use crate::tui::theme::Role;
use crate::tui::widgets::{HitMap, KeyEntry, MessageKind, Panel, Pen, scroll};

/// Rows of items.
const ROWS: usize = 16;

/// The list of items.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SoldOut {
    filter: Filter,
}

impl SoldOut {
    fn list<'f>(&self, front: &'f Front) -> Vec<&'f Item> {
        let state = &front.desk.state;
        let now = front.now.at;
        let wanted = self.filter.wanted();
        let mut items: Vec<&Item> = state
            .menu()
            .items
            .iter()
            .filter(|item| {
                item.code.starts_with(&wanted) || item.name.to_lowercase().contains(&wanted)
            })
            .collect();
        items.sort_by_key(|item| !state.is_86(&item.code, now));
        items
    }

    fn toggle(&self, front: &mut Front, index: usize) -> Turn {
        let Some(item) = self.list(front).get(index).copied() else { return Turn::stay() };
        let (code, name) = (item.code.clone(), item.name.clone());
        let off = front.desk.state.is_86(&code, front.now.at);
        let (command, sentence) = if off {
            (Command::Restore86(code), format!("{name} can be sold again, on every counter."))
        } else {
            let command = Command::Take86 { item: code, remaining: None, until: None };
            (command, format!("{name} is sold out, on every counter."))
        };
        match front.act(&command) {
            Ok((_, effects)) => Turn::stay().with(effects).say(MessageKind::Done, sentence),
            Err(rejection) => words::refused(&rejection),
        }
    }
}

impl Over for SoldOut {
    fn update(&mut self, front: &mut Front, input: &Input) -> Turn {
        let Input::Press(press) = input else { return Turn::stay() };
        let count = self.list(front).len();
        match press.key.to_string().as_str() {
            "Esc" if self.filter.search.is_empty() => return Turn::close(),
            "Esc" => self.filter.search.clear(),
            "Enter" if !press.repeat => return self.toggle(front, self.filter.chosen),
            "Up" => self.filter.go(-1, count),
            "Down" => self.filter.go(1, count),
            _ => self.filter.key(press.key),
        }
        Turn::stay()
    }

    fn tap(&mut self, front: &mut Front, row: u16) -> Turn {
        self.toggle(front, usize::from(row))
    }

    fn view(
        &self,
        front: &Front,
        pen: &mut Pen<'_>,
        area: Rect,
        hits: &mut HitMap<Hit>,
    ) -> Option<Position> {
        let state = &front.desk.state;
        let now = front.now.at;
        let list = self.list(front);
        let off = state.menu().items.iter().filter(|item| state.is_86(&item.code, now)).count();
        let right = format!("{off} sold out");
        let panel = Panel::new("SOLD OUT ITEMS").right(&right).focused(true).separators(&[2]);
        let place = place(area, 0, 0, (STAGE_WIDTH, STAGE_HEIGHT));
        let mut sheet = Sheet::open(pen, hits, place, &panel);
        sheet.text(1, 0, &format!("Search: {}", self.filter.search), Role::Text);
        let caret = sheet.area(columns(&self.filter.search).saturating_add(9), 0, 1, 1);
        let chosen = self.filter.chosen.min(list.len().saturating_sub(1));
        let first = scroll(0, chosen, list.len(), ROWS);
        for ((y, index), item) in (2..).zip(first..).zip(list.iter().skip(first).take(ROWS)) {
            if index == chosen {
                let row = sheet.row(0, y);
                sheet.pen.tint(row, Role::Choice);
                let sign = sheet.pen.look.glyphs.chosen;
                sheet.cell((1, y), 1, sign, Role::Choice);
            }
            sheet.ends(6, y, &item.code, Role::KeyHint);
            sheet.cell((7, y), 40, &item.name, Role::Text);
            let known = state.availability(&item.code);
            if known.is_86(now) {
                let clock = state.settings().clock();
                let since = known.off_since.map(|at| format!(" since {}", clock.hours_minutes(at)));
                let words = format!("SOLD OUT{}", since.unwrap_or_default());
                sheet.cell((50, y), 26, &words, Role::ItemSoldOut);
            }
            sheet.tap_row(y, Hit::Row(u16::try_from(index).unwrap_or(u16::MAX)));
        }
        if list.is_empty() {
            sheet.text(7, 2, "No item matches. Esc clears the search.", Role::Muted);
        }
        let hint = "Enter takes the item off or brings it back, on every counter of the site.";
        sheet.text(1, 18, hint, Role::Muted);
        Some(Position::new(caret.x, caret.y))
    }

    fn keys(&self, front: &Front) -> Vec<KeyEntry> {
        let list = self.list(front);
        let item = list.get(self.filter.chosen.min(list.len().saturating_sub(1)));
        let off = item.is_some_and(|item| front.desk.state.is_86(&item.code, front.now.at));
        let mut keys = vec![KeyEntry::new("Type", "Search"), KeyEntry::new("Up/Down", "Choose")];
        if item.is_some() {
            keys.push(KeyEntry::new("Enter", if off { "Sell again" } else { "Sold out" }).keep());
        }
        keys.push(KeyEntry::new("Esc", "Back").priority(1));
        keys
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
    use crate::tui::counter::turn::Then;

    #[test]
    fn an_item_is_taken_off_and_brought_back() {
        let mut front = front();
        let mut screen = SoldOut::default();
        let turn = press(&mut screen, &mut front, "c r o Enter");
        assert_eq!(turn.say.unwrap().text, "Croissant is sold out, on every counter.");
        assert!(front.desk.state.is_86("31", front.now.at));
        let shown = drawn(&screen, &front);
        assert!(shown.contains("▸  31 Croissant"), "{shown}");
        assert!(shown.contains("SOLD OUT since 14:32") && shown.contains("1 sold out"));
        assert_eq!(bar(&screen, &front), "Type Search  Up/Down Choose  Enter Sell again  Esc Back");
        press(&mut screen, &mut front, "Enter");
        assert!(!front.desk.state.is_86("31", front.now.at));
        assert_eq!(next(&mut screen, &mut front, "Esc Esc"), Then::Close);
    }
}

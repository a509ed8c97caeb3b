//! The action menu: everything that works now, by number, letter or tap; and its second page.

use ratatui::layout::{Position, Rect};

use super::sheet::{STAGE_HEIGHT, Sheet, place};
use crate::tui::counter::action::{Action, Page, Row};
use crate::tui::counter::turn::{Ask, Hit, Over, Then, Turn};
use crate::tui::front::Front;
use crate::tui::input::{Input, Key};
use crate::tui::theme::Role;
use crate::tui::widgets::{HitMap, KeyEntry, MessageKind, Panel, Pen};

/// Rows of the menu; it covers the lower part so that the order stays readable.
const HEIGHT: u16 = 10;
/// The first columns of the three groups.
const GROUPS: [u16; 3] = [2, 26, 53];
/// What a tap on the way to the other page says.
const NEXT_PAGE: u16 = u16::MAX - 1;
/// Entries in one group.
const ROWS: u16 = 5;

/// The action menu.
#[derive(Debug, Clone, PartialEq)]
pub struct Actions {
    works: Vec<Action>,
    page: Page,
}

impl Actions {
    /// A page of the menu of the actions that work.
    pub const fn open(works: Vec<Action>, page: Page) -> Self {
        Self { works, page }
    }

    /// The actions of this page; `0` leads on from the pages behind F10. Guests and Lock stand on
    /// the first page too, before and after Undo; a course to fire has the place of Send while
    /// there is nothing to send.
    fn here(&self) -> Vec<Row> {
        let of = |action: &Action| {
            let row = action.row();
            if row.page == self.page {
                return Some(*row);
            }
            let (name, digit, letter) = if *action == Action::Seats {
                ("Guests, seat", None, 'g')
            } else if *action == Action::Lock {
                ("Lock screen", None, 'l')
            } else if *action == Action::Fire && !self.works.contains(&Action::Send) {
                ("Fire next course", Some('5'), 'k')
            } else {
                return None;
            };
            let guest = Row { name, digit, letter, page: Page::First, ..*row };
            (self.page == Page::First).then_some(guest)
        };
        let mut rows: Vec<Row> = self.works.iter().filter_map(of).collect();
        // The order of the third group, which has no numbers.
        let third = [Action::Seats, Action::Undo, Action::Lock];
        rows.sort_by_key(|row| third.iter().position(|one| *one == row.action).map(|at| at + 1));
        rows
    }

    /// The entries of this page with their places.
    fn entries(&self) -> Vec<(u16, u16, Row)> {
        let mut free = 0;
        let placed = self.here().into_iter().map(|row| {
            let number = row.digit.and_then(|digit| digit.to_digit(10));
            let number = number.and_then(|number| u16::try_from(number).ok());
            let (group, y) = match number {
                Some(number @ 1..=5) => (0, number - 1),
                Some(0) => (1, 4),
                Some(number) => (1, number.saturating_sub(6)),
                None => {
                    free += 1;
                    (2, free - 1)
                }
            };
            (group, y, row)
        });
        placed.collect()
    }

    /// Letters of all pages behind F10 work on each of them.
    fn find(&self, key: Key) -> Option<Action> {
        let late = self.page != Page::First;
        let others = self.works.iter().map(|action| *action.row());
        let mut rows = self.here().into_iter().chain(others.filter(|row| row.page != self.page));
        rows.find(|row| {
            let digit = row.page == self.page && row.digit.map(Key::Char) == Some(key);
            let beside = (row.page != Page::First) == late;
            let minus = !late && row.action == Action::Undo && key == Key::Char('-');
            let letter = key == Key::Char(row.letter) || row.key == Some(key);
            digit || minus || (beside && letter)
        })
        .map(|row| row.action)
    }

    fn act(action: Action) -> Turn {
        if action == Action::More {
            return Turn::then(Then::Become(Ask::Actions { page: Page::More }));
        }
        Turn::then(Then::Do(action))
    }

    fn title(&self) -> (&'static str, String) {
        let head = match self.page {
            Page::First => "ACTIONS",
            Page::More => "MORE",
            Page::Next => "MORE 2",
            Page::Last => "MORE 3",
        };
        (head, format!("type / to search all {}", self.works.len()))
    }

    fn signs(row: &Row) -> String {
        match row.digit {
            Some(digit) => format!("{digit} {}", row.letter),
            None if row.action == Action::Undo => format!("{} -", row.letter),
            None => row.letter.to_string(),
        }
    }

    /// The way round all pages, so that one tap after another leads everywhere.
    fn turn_page(&mut self) -> Turn {
        self.page = match self.page {
            Page::First => Page::More,
            Page::More => Page::Next,
            Page::Next => Page::Last,
            Page::Last => Page::First,
        };
        Turn::stay()
    }
}

impl Over for Actions {
    fn update(&mut self, _front: &mut Front, input: &Input) -> Turn {
        let Input::Press(press) = input else { return Turn::stay() };
        if press.repeat {
            return Turn::stay();
        }
        if let Some(action) = self.find(press.key) {
            return Self::act(action);
        }
        match press.key.to_string().as_str() {
            "Esc" | "." => Turn::close(),
            "/" | "F1" => Turn::then(Then::Become(Ask::Help)),
            "0" if self.page != Page::First => self.turn_page(),
            other => {
                let sentence = format!("{other} does nothing now. Esc closes the menu.");
                Turn::stay().say(MessageKind::Info, sentence)
            }
        }
    }

    fn tap(&mut self, _front: &mut Front, row: u16) -> Turn {
        if row == NEXT_PAGE {
            return self.turn_page();
        }
        match self.works.get(usize::from(row)) {
            Some(action) => Self::act(*action),
            None => Turn::stay(),
        }
    }

    fn view(
        &self,
        _front: &Front,
        pen: &mut Pen<'_>,
        area: Rect,
        hits: &mut HitMap<Hit>,
    ) -> Option<Position> {
        hits.push(area, Hit::Key(Key::Esc));
        let place = place(area, 0, STAGE_HEIGHT - HEIGHT, (80, HEIGHT));
        let (head, right) = self.title();
        let title = format!("{head}   press a number or letter");
        let panel = Panel::new(&title).right(&right).focused(true);
        let mut sheet = Sheet::open(pen, hits, place, &panel);
        let whole = sheet.area(0, 0, 78, HEIGHT);
        // A tap between the entries changes nothing; one on the title searches.
        sheet.hits.push(whole, Hit::Row(u16::MAX));
        let head = Rect { height: 1, ..place };
        sheet.hits.push(head, Hit::Key(Key::Char('/')));
        for (group, y, row) in self.entries() {
            let index = self.works.iter().position(|one| *one == row.action);
            let index = index.and_then(|index| u16::try_from(index).ok()).unwrap_or(u16::MAX);
            entry(&mut sheet, (group, y), &Self::signs(&row), row.name, Hit::Row(index));
        }
        let (first, second) = if self.page == Page::First {
            (
                "Number = function key: 9 is F9. Without function keys: Space, then 9.",
                "On a numpad: . then the number.   Esc closes.",
            )
        } else {
            let other = if self.page == Page::Last { "First page" } else { "Next page" };
            entry(&mut sheet, (1, 4), "0", other, Hit::Row(NEXT_PAGE));
            (
                "Numbers, or letters of all pages.   Space 0, then the number.",
                "On a numpad: . 0 then the number.   Esc closes.",
            )
        };
        sheet.text(2, ROWS + 1, first, Role::Muted);
        sheet.text(2, ROWS + 2, second, Role::Muted);
        let caret = sheet.area(2, 0, 1, 1);
        Some(Position::new(caret.x, caret.y))
    }

    fn keys(&self, _front: &Front) -> Vec<KeyEntry> {
        vec![
            KeyEntry::new("?", "Help").keep(),
            KeyEntry::new("0-9 a-z", "Do it"),
            KeyEntry::new("/", "Search"),
            KeyEntry::new("Esc", "Close").priority(1),
        ]
    }
}

/// One entry of the menu at its place in a group.
fn entry(sheet: &mut Sheet<'_, '_>, at: (u16, u16), signs: &str, name: &str, hit: Hit) {
    let x = GROUPS.get(usize::from(at.0)).copied().unwrap_or(2);
    sheet.cell((x, at.1), 4, signs, Role::KeyHint);
    sheet.cell((x + 5, at.1), 20, name, Role::Text);
    let target = sheet.area(x, at.1, 23, 1);
    sheet.hits.push(target, hit);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::counter::overlay::fixture::{bar, drawn, drawn_at, front, next, press};

    const MENU: [&str; 10] = [
        "╔ ACTIONS   press a number or letter ═════════════════ type / to search all 16 ╗",
        "║  1 ?  Help               6 h  Hold order            @    Tables              ║",
        "║  2 t  Order type         7 d  Discount              n    Note on line        ║",
        "║  3 f  Find               8 v  Void line             g    Guests, seat        ║",
        "║  4 o  Options of line    9 p  PAY                   u -  Undo                ║",
        "║  5 k  Send to kitchen    0 m  More ...              l    Lock screen         ║",
        "║                                                                              ║",
        "║  Number = function key: 9 is F9. Without function keys: Space, then 9.       ║",
        "║  On a numpad: . then the number.   Esc closes.                               ║",
        "╚══════════════════════════════════════════════════════════════════════════════╝",
    ];

    fn menu() -> Actions {
        // What is behind F10 only counts in the title; one of it is enough here.
        let works = Action::all().filter(|action| {
            let first = action.row().page == Page::First && *action != Action::Recall;
            first || [Action::Seats, Action::Lock, Action::Quit].contains(action)
        });
        Actions::open(works.collect(), Page::First)
    }

    #[test]
    fn the_menu_is_drawn_as_designed_over_the_lower_part() {
        let front = front();
        let screen = drawn(&menu(), &front);
        let rows: Vec<&str> = screen.lines().collect();
        assert!(rows.iter().take(11).all(|row| row.is_empty()), "the order stays readable");
        assert_eq!(rows.get(11..).unwrap().join("\n"), MENU.join("\n"));
        assert_eq!(bar(&menu(), &front), "? Help  0-9 a-z Do it  / Search  Esc Close");
    }

    #[test]
    fn a_number_its_function_key_and_its_letter_do_the_same() {
        let mut front = front();
        for key in ["9", "p", "F9"] {
            assert_eq!(next(&mut menu(), &mut front, key), Then::Do(Action::Pay), "{key}");
        }
        assert_eq!(next(&mut menu(), &mut front, "-"), Then::Do(Action::Undo));
        assert_eq!(next(&mut menu(), &mut front, "/"), Then::Become(Ask::Help));
        assert_eq!(next(&mut menu(), &mut front, "."), Then::Close);
        let turn = press(&mut menu(), &mut front, "z");
        assert_eq!(turn.say.unwrap().text, "z does nothing now. Esc closes the menu.");
    }

    #[test]
    fn the_page_more_has_numbers_behind_a_zero() {
        let mut front = front();
        assert_eq!(
            next(&mut menu(), &mut front, "0"),
            Then::Become(Ask::Actions { page: Page::More })
        );
        let more = || Actions::open(Action::all().collect(), Page::More);
        assert_eq!(next(&mut more(), &mut front, "0 1"), Then::Do(Action::Connection));
        assert_eq!(next(&mut more(), &mut front, "0 6"), Then::Do(Action::Quit));
        assert_eq!(next(&mut more(), &mut front, "9"), Then::Do(Action::Shift));
        assert_eq!(next(&mut more(), &mut front, "n"), Then::Do(Action::Connection));
        assert!(drawn(&more(), &front).contains("9 x  Shift and reports"));
        let mut last = more();
        press(&mut last, &mut front, "0");
        let screen = drawn(&last, &front);
        for row in ["1 n  Connection", "6 q  Quit", "0    Next page"] {
            assert!(screen.contains(row), "{screen}");
        }
        press(&mut last, &mut front, "0");
        let screen = drawn(&last, &front);
        for row in ["1 y  Training", "2 j  Screen and keys", "0    First page"] {
            assert!(screen.contains(row), "{screen}");
        }
        assert_eq!(next(&mut more(), &mut front, "0 0 2"), Then::Do(Action::Test));
    }

    #[test]
    fn a_tap_does_the_action_and_one_outside_closes() {
        let mut front = front();
        let mut menu = menu();
        let (_, hits) = drawn_at(&menu, &front, (80, 24));
        assert_eq!(hits.at(3, 2), Some(&Hit::Key(Key::Esc)));
        let Some(Hit::Row(row)) = hits.at(33, 15).cloned() else { panic!("no row") };
        assert_eq!(menu.tap(&mut front, row).then, Then::Do(Action::Pay));
    }
}

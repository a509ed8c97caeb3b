//! Shares of one bill: evenly between people, or an amount that the next one pays.

use ratatui::layout::{Position, Rect};

use super::{PEOPLE_MAX, Split, Stage, Way};
use crate::domain::money::Money;
use crate::domain::parting::even_shares;
use crate::tui::counter::overlay::amount::Amount;
use crate::tui::counter::overlay::sheet::{Sheet, place};
use crate::tui::counter::turn::{Ask, Hit, Then, Turn};
use crate::tui::front::Front;
use crate::tui::input::Key;
use crate::tui::theme::Role;
use crate::tui::widgets::{HitMap, MessageKind, Panel, Pen};

/// The rows of shares that are shown at once.
const SHOWN: u32 = 4;
/// The box on the stage.
const BOX: (u16, u16, (u16, u16)) = (14, 3, (52, 15));

impl Split {
    fn people(&self) -> Option<u32> {
        let Stage::Even(typed) = &self.stage else { return None };
        typed.parse().ok().filter(|people| (2..=PEOPLE_MAX).contains(people))
    }

    fn back_to_items(&mut self) -> Turn {
        self.stage = Stage::Items;
        self.way = Way::Item;
        Turn::stay()
    }

    pub(super) fn even(&mut self, front: &Front, key: Key) -> Turn {
        let people = self.people();
        let Stage::Even(typed) = &mut self.stage else { return Turn::stay() };
        match key.to_string().as_str() {
            "Esc" | "." => return self.back_to_items(),
            "/" | "m" | "s" => {
                let way = if key == Key::Char('m') { Way::Amount } else { Way::Seat };
                self.stage = Stage::Items;
                return self.go(front, way);
            }
            "Backspace" | "-" => {
                typed.pop();
            }
            "Up" | "Down" => {
                let by = if key == Key::Up { -1 } else { 1 };
                let next = people.unwrap_or(3).saturating_add_signed(by).clamp(2, PEOPLE_MAX);
                *typed = next.to_string();
            }
            "Enter" | "F9" => {
                let Some(people) = people else {
                    let sentence = format!("Type how many people share: 2 to {PEOPLE_MAX}.");
                    return Turn::stay().say(MessageKind::Info, sentence);
                };
                let shares = even_shares(self.due(front), people).unwrap_or_default();
                return self.shared(shares);
            }
            word => {
                if word.len() == 1 && word.starts_with(|sign: char| sign.is_ascii_digit()) {
                    if typed.len() == 2 {
                        typed.clear();
                    }
                    typed.push_str(word);
                }
            }
        }
        Turn::stay()
    }

    pub(super) fn by_amount(&mut self, front: &Front, key: Key) -> Turn {
        let due = self.due(front);
        let Stage::Amount(amount) = &mut self.stage else { return Turn::stay() };
        match key.to_string().as_str() {
            "Esc" | "/" | "i" => return self.back_to_items(),
            "Backspace" => {
                amount.erase();
            }
            "-" => {
                if !amount.erase() {
                    return self.back_to_items();
                }
            }
            "." | "," => amount.point(),
            "Enter" | "F9" => match amount.value() {
                Some(first) if first.is_positive() && first < due => {
                    let rest = due.minus(first).unwrap_or_default();
                    return self.shared(vec![first, rest]);
                }
                _ => {
                    let shown = amount.currency().format(due);
                    let sentence = format!("Type what the next one pays, less than {shown}.");
                    return Turn::stay().say(MessageKind::Info, sentence);
                }
            },
            word => {
                if let Ok(digit) = word.parse::<char>()
                    && digit.is_ascii_digit()
                {
                    amount.push(digit);
                }
            }
        }
        Turn::stay()
    }

    fn shared(&self, shares: Vec<Money>) -> Turn {
        Turn::then(Then::Become(Ask::Shares { order: self.order, shares }))
    }

    /// Draws the question for people or for an amount; answers where the caret is.
    pub(super) fn draw_shares(
        &self,
        front: &Front,
        pen: &mut Pen<'_>,
        content: Rect,
        hits: &mut HitMap<Hit>,
    ) -> Option<Position> {
        let order = self.known(front)?;
        let due = order.pricing.currency.format(self.due(front));
        let word = if matches!(self.stage, Stage::Even(_)) { "EVENLY" } else { "BY AMOUNT" };
        let title = format!("SPLIT {word}  {} {}", order.title(), order.place());
        let panel = Panel::new(&title).right(&due).focused(true).separators(&[11]);
        let (x, y, size) = BOX;
        let mut sheet = Sheet::open(pen, hits, place(content, x, y, size), &panel);
        match &self.stage {
            Stage::Even(typed) => self.draw_even(front, &mut sheet, typed),
            Stage::Amount(amount) => self.draw_amount(front, &mut sheet, amount),
            Stage::Items | Stage::Divide | Stage::To(_) => None,
        }
    }

    fn draw_even(&self, front: &Front, sheet: &mut Sheet<'_, '_>, typed: &str) -> Option<Position> {
        let currency = self.known(front)?.pricing.currency;
        let question = "How many people?   ";
        sheet.text(3, 1, question, Role::Strong);
        sheet.text(22, 1, typed, Role::Strong);
        let at = u16::try_from(typed.len()).unwrap_or(0);
        let caret = sheet.area(22 + at, 1, 1, 1);
        let chosen = self.people();
        let from = chosen.map_or(2, |people| people.saturating_sub(2)).max(2);
        for (y, people) in (3..).zip(from..from + SHOWN) {
            let shares = even_shares(self.due(front), people).unwrap_or_default();
            let shown: Vec<String> = shares.iter().map(|share| currency.format(*share)).collect();
            let role = if chosen == Some(people) { Role::Strong } else { Role::Text };
            if chosen == Some(people) {
                let sign = sheet.pen.look.glyphs.chosen;
                sheet.cell((2, y), 1, sign, Role::Choice);
            }
            let row = format!("{people} people   {}", shown.join("  "));
            sheet.cell((3, y), 46, &row, role);
        }
        sheet.text(3, 8, "Cents that do not divide go on the first bill.", Role::Muted);
        let make = chosen.map_or_else(
            || "[Enter] Make the bills".to_owned(),
            |people| format!("[Enter] Make {people} bills"),
        );
        sheet.keyed(3, 11, &make, Role::Text);
        sheet.keyed(3, 12, "[Esc]   Back", Role::Text);
        Some(Position::new(caret.x, caret.y))
    }

    fn draw_amount(
        &self,
        front: &Front,
        sheet: &mut Sheet<'_, '_>,
        amount: &Amount,
    ) -> Option<Position> {
        let currency = self.known(front)?.pricing.currency;
        let question = "How much does the next one pay?   ";
        sheet.text(3, 1, question, Role::Strong);
        let shown = amount.shown();
        sheet.text(37, 1, &shown, Role::Strong);
        let at = u16::try_from(shown.len()).unwrap_or(0);
        let caret = sheet.area(37 + at, 1, 1, 1);
        let first = amount.value().unwrap_or_default();
        let rest = self.due(front).minus(first).unwrap_or_default();
        sheet.text(3, 3, "Next one", Role::Text);
        sheet.ends(46, 3, &currency.format(first), Role::Text);
        sheet.text(3, 4, "All others", Role::Text);
        sheet.ends(46, 4, &currency.format(rest), Role::Text);
        sheet.text(3, 8, "Digits are cents; . makes them whole units.", Role::Muted);
        sheet.keyed(3, 11, "[Enter] Take the first amount", Role::Text);
        sheet.keyed(3, 12, "[Esc]   Back", Role::Text);
        Some(Position::new(caret.x, caret.y))
    }
}

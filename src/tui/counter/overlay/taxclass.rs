//! How something that is not on the menu is taxed, where the site has several tax classes.

use ratatui::layout::{Position, Rect};

use super::sheet::{Sheet, place};
use crate::domain::money::Money;
use crate::domain::settings::TaxClass as Class;
use crate::tui::counter::turn::{Hit, Over, Then, Turn};
use crate::tui::front::Front;
use crate::tui::input::{Input, Key};
use crate::tui::theme::Role;
use crate::tui::widgets::{HitMap, KeyEntry, MessageKind, Panel, Pen};

/// Classes that have a number.
const MOST: usize = 9;

/// The question which class it is.
#[derive(Debug, Clone, PartialEq)]
pub struct TaxClass {
    name: String,
    price: Money,
}

impl TaxClass {
    /// The question about an open item.
    pub const fn open(name: String, price: Money) -> Self {
        Self { name, price }
    }

    fn classes(front: &Front) -> &[Class] {
        let all = &front.desk.state.settings().tax_classes;
        all.get(..MOST).unwrap_or(all)
    }

    fn take(&self, front: &Front, at: usize) -> Turn {
        match Self::classes(front).get(at) {
            Some(class) => Turn::then(Then::AddOpen {
                name: self.name.clone(),
                price: self.price,
                tax: Some(class.code.clone()),
            }),
            None => Turn::stay().say(MessageKind::Info, "Choose a class by its number."),
        }
    }
}

impl Over for TaxClass {
    #[expect(clippy::wildcard_enum_match_arm, reason = "keys that mean nothing here do nothing")]
    fn update(&mut self, front: &mut Front, input: &Input) -> Turn {
        let Input::Press(press) = input else { return Turn::stay() };
        match press.key {
            Key::Esc | Key::Char('.') => {
                Turn::close().say(MessageKind::Done, format!("{} is not added.", self.name))
            }
            Key::Enter if !press.repeat => self.take(front, 0),
            Key::Char(digit @ '1'..='9') => {
                let number = digit.to_digit(10).and_then(|digit| usize::try_from(digit).ok());
                self.take(front, number.unwrap_or(1).saturating_sub(1))
            }
            _ => Turn::stay(),
        }
    }

    fn view(
        &self,
        front: &Front,
        pen: &mut Pen<'_>,
        area: Rect,
        hits: &mut HitMap<Hit>,
    ) -> Option<Position> {
        let currency = front.desk.state.settings().currency;
        let title = format!("TAX  {}", self.name);
        let right = currency.format(self.price);
        let panel = Panel::new(&title).right(&right).focused(true);
        let mut sheet = Sheet::open(pen, hits, place(area, 15, 3, (50, 15)), &panel);
        sheet.text(3, 0, "How is it taxed?", Role::Strong);
        for ((y, number), class) in (2..).zip('1'..='9').zip(Self::classes(front)) {
            sheet.text(5, y, &format!("{number} {}", class.code), Role::Text);
            sheet.ends(40, y, &class.rate.to_string(), Role::Text);
            sheet.tap_row(y, Hit::Key(Key::Char(number)));
        }
        sheet.keyed(3, 12, "[Enter] the first   [Esc] Do not add it", Role::Text);
        let caret = sheet.area(5, 2, 1, 1);
        Some(Position::new(caret.x, caret.y))
    }

    fn help(&self) -> &'static str {
        "A number is how the item is taxed. Esc does not add it."
    }

    fn keys(&self, _front: &Front) -> Vec<KeyEntry> {
        vec![
            KeyEntry::new("1-9", "Class").keep(),
            KeyEntry::new("Enter", "The first"),
            KeyEntry::new("Esc", "Do not add").keep(),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::command::Command;
    use crate::domain::money::Rate;
    use crate::domain::settings::SettingsPatch;
    use crate::tui::counter::overlay::fixture::{act, drawn, front, next};

    #[test]
    fn an_open_item_takes_the_class_of_its_number() {
        let mut front = front();
        let class = |code: &str, rate| Class {
            code: code.to_owned(),
            rate,
            by_service: std::collections::BTreeMap::new(),
        };
        let classes = vec![class("food", Rate::percent(10)), class("drinks", Rate::percent(20))];
        let patch = SettingsPatch { tax_classes: Some(classes), ..SettingsPatch::default() };
        act(&mut front, &Command::ChangeSettings(Box::new(patch)));
        let mut asked = TaxClass::open("Wine".to_owned(), Money::new(350));
        let shown = drawn(&asked, &front);
        assert!(shown.contains("2 drinks") && shown.contains("20 %"), "{shown}");
        assert_eq!(next(&mut asked, &mut front, "3"), Then::Stay);
        let Then::AddOpen { name, price, tax } = next(&mut asked, &mut front, "2") else {
            panic!("nothing is added");
        };
        assert_eq!((name.as_str(), price.minor(), tax.as_deref()), ("Wine", 350, Some("drinks")));
        assert_eq!(next(&mut asked, &mut front, "Esc"), Then::Close);
    }
}

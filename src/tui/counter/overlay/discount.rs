//! A discount on the order or on a line: percent or amount, and why.

use ratatui::layout::{Position, Rect};

use super::amount::Amount;
use super::why::{self, Asked, Meant};
use super::words;
use crate::domain::command::{Command, Step};
use crate::domain::event::{DiscountApplied, Reduction};
use crate::domain::id::{DiscountId, LineId, OrderId};
use crate::domain::money::Rate;
use crate::domain::order::Line;
use crate::tui::counter::settings::AmountEntry;
use crate::tui::counter::turn::{Hit, Over, Turn, Undo};
use crate::tui::front::Front;
use crate::tui::input::{Input, Key};
use crate::tui::widgets::{HitMap, KeyEntry, MessageKind, Pen};

/// The reasons, by their number from 1.
const REASONS: [&str; 5] =
    ["Regular guest", "Staff meal", "Complaint", "Special offer", "Other reason"];
/// The longest percentage that is typed, such as `12.25`.
const PERCENT_MAX: usize = 6;

/// The discount screen.
#[derive(Debug, Clone, PartialEq)]
pub struct Discount {
    order: OrderId,
    line: Option<LineId>,
    on_line: bool,
    percent: String,
    amount: Amount,
    by_amount: bool,
    why: bool,
}

impl Discount {
    /// A discount on an order, or on this one of its lines when that is asked for; a percentage
    /// may be typed already.
    pub fn open(
        front: &Front,
        entry: AmountEntry,
        (order, line): (OrderId, Option<LineId>),
        typed: &str,
    ) -> Option<Self> {
        let known = front.desk.state.order(order)?;
        let amount = Amount::new(known.pricing.currency, entry);
        let percent: String = typed.trim().chars().take(PERCENT_MAX).collect();
        let mut this =
            Self { order, line, on_line: false, percent, amount, by_amount: false, why: false };
        this.why = this.reduction().is_some();
        Some(this)
    }

    fn reduction(&self) -> Option<Reduction> {
        if self.by_amount {
            return self.amount.value().map(Reduction::Amount);
        }
        let (whole, rest) = self.percent.split_once(['.', ',']).unwrap_or((&self.percent, ""));
        let joined = format!("{whole}{rest:0<4}");
        let rate: i64 = joined.parse().ok()?;
        let good = rest.len() <= 4 && rate > 0 && rate <= Rate::WHOLE.millionths();
        good.then(|| Reduction::Percent(Rate::new(rate)))
    }

    fn words(&self) -> String {
        match self.reduction() {
            Some(Reduction::Percent(rate)) => format!("{rate} off"),
            Some(Reduction::Amount(amount)) => {
                format!("{} off", self.amount.currency().format(amount))
            }
            None => String::new(),
        }
    }

    fn known_line<'f>(&self, front: &'f Front) -> Option<&'f Line> {
        front.desk.state.order(self.order)?.line(self.line?)
    }

    /// True when nothing at all is typed as the discount: `0`.
    fn is_nothing(&self) -> bool {
        let typed = if self.by_amount { self.amount.typed() } else { &self.percent };
        !typed.is_empty() && typed.chars().all(|sign| matches!(sign, '0' | '.' | ','))
    }

    /// What is given on the line or on the order already, each with its name.
    fn given(&self, front: &Front) -> Vec<(DiscountId, String)> {
        let line = self.line.filter(|_| self.on_line);
        let order = front.desk.state.order(self.order);
        let rows = order.into_iter().flat_map(|order| &order.discounts);
        let here = rows.filter(|row| !row.removed && row.given.line == line);
        let name = |name: &Option<String>| name.clone().unwrap_or_else(|| "discount".to_owned());
        here.map(|row| (row.given.discount, name(&row.given.name))).collect()
    }

    /// Takes off what is given; at once, as it can be taken back.
    fn take_off(&self, front: &mut Front) -> Turn {
        let given = self.given(front);
        if given.is_empty() {
            let sentence = "There is no discount to take off: type how much, then Enter.";
            return Turn::stay().say(MessageKind::Info, sentence);
        }
        let names: Vec<&str> = given.iter().map(|(_, name)| name.as_str()).collect();
        let words = format!("Removed {}", names.join(", "));
        let steps = given.iter().map(|(id, _)| Step::RemoveDiscount(*id)).collect();
        let back = given.iter().map(|(id, _)| Step::RestoreDiscount(*id)).collect();
        match front.act(&Command::Order(self.order, steps)) {
            Ok((_, effects)) => {
                let undo = Undo::steps(self.order, back, words.clone());
                let turn = Turn::close().with(effects).say(MessageKind::Undo, words);
                Turn { undo: Some(undo), ..turn }
            }
            Err(rejection) => words::refused(&rejection),
        }
    }

    fn give(&self, front: &mut Front, at: usize) -> Turn {
        let (Some(off), Some(reason)) = (self.reduction(), REASONS.get(at)) else {
            return Turn::stay();
        };
        let discount = DiscountId(front.desk.mint());
        let words = self.words();
        let step = Step::Discount(DiscountApplied {
            discount,
            line: self.line.filter(|_| self.on_line),
            off,
            name: Some(words.clone()),
            reason: Some((*reason).to_owned()),
            approver: None,
        });
        match front.act(&Command::Order(self.order, vec![step])) {
            Ok((_, effects)) => {
                let steps = vec![Step::RemoveDiscount(discount)];
                let undo = Undo::steps(self.order, steps, words.clone());
                let turn = Turn::close().with(effects).say(MessageKind::Undo, words);
                Turn { undo: Some(undo), ..turn }
            }
            Err(rejection) => words::refused(&rejection),
        }
    }

    fn type_value(&mut self, front: &mut Front, key: Key) -> Turn {
        match key.to_string().as_str() {
            "Enter" | "+" if self.is_nothing() => return self.take_off(front),
            "Enter" | "+" => {
                self.why = self.reduction().is_some();
                if !self.why {
                    let sentence = "Type how much: a percentage up to 100, or an amount.";
                    return Turn::stay().say(MessageKind::Warning, sentence);
                }
            }
            "*" | "%" | "p" => self.by_amount = !self.by_amount,
            "/" | "l" => {
                if self.line.is_none() {
                    let sentence = "No line is chosen: the discount is for the whole order.";
                    return Turn::stay().say(MessageKind::Info, sentence);
                }
                self.on_line = !self.on_line;
            }
            "Backspace" | "-" => {
                if self.by_amount {
                    self.amount.erase();
                } else {
                    self.percent.pop();
                }
            }
            _ => {
                if let Key::Char(sign) = key {
                    self.figure(sign);
                }
            }
        }
        Turn::stay()
    }

    fn figure(&mut self, sign: char) {
        if self.by_amount {
            self.amount.push(sign);
        } else if (sign.is_ascii_digit() || matches!(sign, '.' | ','))
            && self.percent.len() < PERCENT_MAX
        {
            self.percent.push(sign);
        }
    }
}

impl Over for Discount {
    fn update(&mut self, front: &mut Front, input: &Input) -> Turn {
        let Input::Press(press) = input else { return Turn::stay() };
        let help = "Type how much, Enter, then the number of the reason.";
        match why::read(press, self.why, help) {
            Meant::Turn(turn) => return *turn,
            Meant::Amount => self.why = false,
            Meant::Reason(at) => return self.give(front, at),
            Meant::Key(key) => return self.type_value(front, key),
        }
        Turn::stay()
    }

    fn view(
        &self,
        front: &Front,
        pen: &mut Pen<'_>,
        area: Rect,
        hits: &mut HitMap<Hit>,
    ) -> Option<Position> {
        let order = front.desk.state.order(self.order)?;
        let (shown, unit) = if self.by_amount {
            (self.amount.shown(), order.pricing.currency.code())
        } else {
            (self.percent.clone(), "%")
        };
        let line = self.known_line(front).filter(|_| self.on_line);
        let on = line.map_or("the whole order", |line| line.sold.name.as_str());
        let given: Vec<String> = self.given(front).into_iter().map(|(_, name)| name).collect();
        let (now, goes_on) = if given.is_empty() {
            (String::new(), (26, 12, "[Enter] goes on"))
        } else {
            (format!(", now {}", given.join(", ")), (24, 12, "[0] then [Enter]: none"))
        };
        let asked = Asked {
            title: &format!("DISCOUNT  {}", order.title()),
            how: &format!("How much?  {shown}"),
            unit,
            about: &format!("On         {on}{now}"),
            reasons: &REASONS,
            keys: &[(3, 11, "[*] percent or amount   [/] line or order"), goes_on],
            leave: "[Esc] No discount",
        };
        Some(asked.draw(self.why, pen, area, hits))
    }

    fn keys(&self, _front: &Front) -> Vec<KeyEntry> {
        let mut own = vec![KeyEntry::new("*", "Percent or amount")];
        if self.line.is_some() {
            own.push(KeyEntry::new("/", "Line or order"));
        }
        why::keys(self.why, own, self.reduction().is_some())
    }

    fn is_typing(&self) -> bool {
        !self.why
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::money::Money;
    use crate::tui::counter::overlay::fixture::{drawn, front, known, next, order, press};
    use crate::tui::counter::turn::Then;

    fn opened(typed: &str) -> (Front, OrderId, Discount) {
        let mut front = front();
        let order = order(&mut front, &[("12", 2), ("31", 1)]);
        let line = known(&front, order).lines[0].id;
        let discount =
            Discount::open(&front, AmountEntry::Minor, (order, Some(line)), typed).unwrap();
        (front, order, discount)
    }

    fn total(front: &Front, order: OrderId) -> Money {
        known(front, order).totals().unwrap().total
    }

    #[test]
    fn a_typed_percentage_goes_straight_to_the_reason() {
        let (mut front, order, mut discount) = opened("10");
        let turn = press(&mut discount, &mut front, "1");
        assert_eq!(turn.then, Then::Close);
        assert_eq!(turn.say.unwrap().text, "10 % off");
        assert_eq!(total(&front, order), Money::new(882));
        front.act(&turn.undo.unwrap().back).unwrap();
        assert_eq!(total(&front, order), Money::new(980));
    }

    #[test]
    fn percent_or_amount_and_line_or_order() {
        let (mut front, order, mut discount) = opened("");
        assert_eq!(next(&mut discount, &mut front, "1 2 . 5 / Enter 3"), Then::Close);
        assert_eq!(total(&front, order), Money::new(980 - 90), "12.5 % of 7.20");
        let (mut front, order, mut discount) = opened("");
        assert_eq!(next(&mut discount, &mut front, "* 1 5 0 Enter 5"), Then::Close);
        assert_eq!(total(&front, order), Money::new(830));
        assert_eq!(known(&front, order).discounts[0].given.name.as_deref(), Some("1.50 off"));
    }

    #[test]
    fn a_nought_takes_off_what_was_given_and_that_can_be_taken_back() {
        let (mut front, order, mut discount) = opened("10");
        assert_eq!(next(&mut discount, &mut front, "1"), Then::Close);
        let line = discount.line;
        let mut again = Discount::open(&front, AmountEntry::Minor, (order, line), "").unwrap();
        let turn = press(&mut again, &mut front, "/ 0 Enter");
        assert_eq!(turn.then, Then::Stay, "the line has none");
        assert!(turn.say.unwrap().text.starts_with("There is no discount"));
        press(&mut again, &mut front, "Backspace /");
        let shown = drawn(&again, &front);
        assert!(shown.contains("the whole order, now 10 % off"), "{shown}");
        assert!(shown.contains("[0] then [Enter]: none"), "{shown}");
        let turn = press(&mut again, &mut front, "0 Enter");
        assert_eq!((turn.then, turn.say.unwrap().text.as_str()), (Then::Close, "Removed 10 % off"));
        assert_eq!(total(&front, order), Money::new(980));
        let undo = turn.undo.unwrap();
        assert_eq!(undo.what, "Removed 10 % off");
        front.act(&undo.back).unwrap();
        assert_eq!(total(&front, order), Money::new(882));
    }

    #[test]
    fn nothing_is_given_without_how_much_and_why() {
        let (mut front, order, mut discount) = opened("");
        let turn = press(&mut discount, &mut front, "Enter");
        assert!(turn.say.unwrap().text.contains("Type how much"));
        assert_eq!(next(&mut discount, &mut front, "2 0 0 Enter 1"), Then::Stay);
        assert_eq!(next(&mut discount, &mut front, "Backspace Enter Enter Enter"), Then::Stay);
        assert!(drawn(&discount, &front).contains("How much?"));
        assert_eq!(total(&front, order), Money::new(980));
        assert_eq!(next(&mut discount, &mut front, "Esc"), Then::Close);
    }
}

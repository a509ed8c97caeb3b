//! Splitting a bill: by item, evenly, by seat or by amount. A plan only, until a bill is paid.

mod apart;
mod even;
mod plan;
#[cfg(test)]
mod tests;
mod view;

use super::amount::Amount;
use super::words;
use crate::domain::command::{Command, Split as Parts};
use crate::domain::decide::{Stamp, preview};
use crate::domain::family::Family;
use crate::domain::id::{Boot, OrderId, Uid};
use crate::domain::money::Money;
use crate::domain::order::Order;
use crate::domain::parting;
use crate::domain::rejection::Rejection;
use crate::tui::counter::settings::{AmountEntry, CounterSettings};
use crate::tui::counter::turn::{Ask, Then, Turn};
use crate::tui::front::Front;
use crate::tui::input::{Input, Key};
use crate::tui::widgets::MessageKind;
use plan::{Plan, TOGETHER};

/// The most people of an even split.
const PEOPLE_MAX: u32 = 99;

/// What the keys are for.
#[derive(Debug, Clone, PartialEq)]
enum Stage {
    /// Pieces move.
    Items,
    /// How many people share evenly.
    Even(String),
    /// What the next one pays.
    Amount(Amount),
    /// Into how many parts the chosen dish is divided.
    Divide,
    /// To which table, or into which order, the bill at the right goes unpaid.
    To(String),
}

/// How the bill is split.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Item,
    Even,
    Seat,
    Amount,
}

/// The split screen.
#[derive(Debug, Clone, PartialEq)]
pub struct Split {
    order: OrderId,
    plan: Plan,
    stage: Stage,
    way: Way,
    /// The bill at the right.
    bill: usize,
    /// Whether the bill at the right is the framed side.
    right: bool,
    /// The chosen line, by its number from 0.
    chosen: usize,
    entry: AmountEntry,
}

impl Split {
    /// The screen of an order from which something can go; nothing is written by opening it.
    pub fn open(front: &Front, settings: &CounterSettings, order: OrderId) -> Option<Self> {
        let known = front.desk.state.order(order)?;
        let due = known.settlement().ok()?.due;
        if !due.is_positive() {
            return None;
        }
        Some(Self {
            order,
            plan: Plan::of(known),
            stage: Stage::Items,
            way: Way::Item,
            bill: 1,
            right: false,
            chosen: 0,
            entry: settings.amount_entry,
        })
    }

    fn known<'f>(&self, front: &'f Front) -> Option<&'f Order> {
        front.desk.state.order(self.order)
    }

    fn due(&self, front: &Front) -> Money {
        let settlement = self.known(front).and_then(|order| order.settlement().ok());
        settlement.map_or(Money::ZERO, |settlement| settlement.due)
    }

    /// The framed side.
    fn side(&self) -> usize {
        if self.right { self.bill } else { TOGETHER }
    }

    /// The splits that make every bill of the plan, and the names of the bills.
    fn parts(&self, order: &Order, mut mint: impl FnMut() -> Uid) -> (Vec<Parts>, Vec<OrderId>) {
        let mut splits: Vec<Parts> = Vec::new();
        let mut names = Vec::new();
        for bill in 1..=self.plan.bills() {
            let (picks, to) = (self.plan.on(bill), OrderId(mint()));
            names.push(to);
            if let Command::Split(parts) = parting::split(order, to, &picks, Vec::new(), &mut mint)
                && !picks.is_empty()
            {
                splits.push(*parts);
            }
        }
        (splits, names)
    }

    /// The orders as they would be with every bill of the plan made, under names that are used for
    /// nothing else; and the names of the bills.
    fn tried(&self, front: &Front) -> Option<(Family, Vec<OrderId>)> {
        let order = self.known(front)?;
        let mut counter = 0;
        let terminal = front.desk.state.me.terminal;
        let (splits, names) = self.parts(order, || {
            counter += 1;
            Uid { terminal, boot: Boot(u32::MAX), counter }
        });
        let day = front.desk.state.settings().clock().day(front.now.at);
        let staff = front.desk.staff().clone();
        let stamp = Stamp { at: front.now.at, day, staff, approver: None };
        let family = preview(&front.desk.state, &splits, &stamp);
        Some((family.unwrap_or_else(|_| Family::of([order.clone()])), names))
    }

    fn press(&mut self, front: &mut Front, key: Key) -> Turn {
        front.draft = None;
        if let Some(order) = self.known(front)
            && !self.plan.fits(order)
        {
            self.plan = Plan::of(order);
            self.bill = 1;
            let sentence =
                format!("{} has changed meanwhile: all of it is together.", order.title());
            return Turn::stay().say(MessageKind::Warning, sentence);
        }
        match &self.stage {
            Stage::Items => self.items(front, key),
            Stage::Even(_) => self.even(front, key),
            Stage::Amount(_) => self.by_amount(front, key),
            Stage::Divide => self.divide(front, key),
            Stage::To(_) => self.whither(front, key),
        }
    }

    fn items(&mut self, front: &mut Front, key: Key) -> Turn {
        match key.to_string().as_str() {
            "Esc" | "." => return Turn::close(),
            "F9" | "Enter" => return self.pay(front),
            "Tab" | "*" => self.turn_side(),
            "+" => {
                self.bill = self.plan.add_bill();
                self.right = false;
            }
            "e" => return self.go(front, Way::Even),
            "s" => return self.go(front, Way::Seat),
            "m" => return self.go(front, Way::Amount),
            "i" => return self.go(front, Way::Item),
            "/" => return self.go(front, next_way(self.way)),
            "d" => {
                self.stage = Stage::Divide;
                let name = self.chosen_name(front);
                let sentence = format!("{name} into how many parts? Type 2 to 9, Esc goes back.");
                return Turn::stay().say(MessageKind::Info, sentence);
            }
            "t" | "-" => return self.ask_where(),
            "p" => return self.print(front),
            "Up" => self.chosen = self.chosen.saturating_sub(1),
            "Down" => {
                self.chosen = (self.chosen + 1).min(self.plan.lines().len().saturating_sub(1));
            }
            "Space" => return self.shift(self.chosen),
            "?" | "F1" => {
                let sentence = "A number moves a piece, F9 pays that bill, t puts it at a table, p prints all.";
                return Turn::stay().say(MessageKind::Info, sentence);
            }
            word => {
                if let Ok(number @ 1..=9) = word.parse::<usize>() {
                    return self.shift(number - 1);
                }
            }
        }
        Turn::stay()
    }

    fn chosen_name(&self, front: &Front) -> String {
        let line = self.plan.lines().get(self.chosen).copied();
        let found = line.and_then(|line| self.known(front)?.line(line));
        found.map_or_else(|| "A dish".to_owned(), |line| line.sold.name.clone())
    }

    /// Moves one piece of a line from the framed side to the other.
    fn shift(&mut self, number: usize) -> Turn {
        let Some(line) = self.plan.lines().get(number).copied() else {
            let sentence = "There is no such line. The numbers stand before the lines.";
            return Turn::stay().say(MessageKind::Info, sentence);
        };
        self.chosen = number;
        let (from, to) = if self.right { (self.bill, TOGETHER) } else { (TOGETHER, self.bill) };
        if self.plan.shift(line, from, to) {
            return Turn::stay();
        }
        let sentence = "Nothing of it is on the framed side. Tab changes the side.";
        Turn::stay().say(MessageKind::Info, sentence)
    }

    /// The framed side goes from what is together over every bill and back.
    fn turn_side(&mut self) {
        if !self.right {
            self.right = true;
            self.bill = 1;
        } else if self.bill < self.plan.bills() {
            self.bill += 1;
        } else {
            self.right = false;
        }
    }

    fn go(&mut self, front: &Front, way: Way) -> Turn {
        let Some(order) = self.known(front) else { return Turn::stay() };
        self.way = way;
        match way {
            Way::Item => self.stage = Stage::Items,
            Way::Seat => {
                let mut plan = Plan::of(order);
                if plan.by_seat(order) == 0 {
                    let sentence = "No line has a seat yet. F10 g gives seats.";
                    return Turn::stay().say(MessageKind::Info, sentence);
                }
                self.plan = plan;
                self.bill = 1;
                self.stage = Stage::Items;
            }
            Way::Even | Way::Amount if !self.plan.is_untouched() => {
                self.way = Way::Item;
                let sentence = "Some lines lie on other bills already. Esc begins anew.";
                return Turn::stay().say(MessageKind::Info, sentence);
            }
            Way::Even => self.stage = Stage::Even(String::new()),
            Way::Amount => {
                self.stage = Stage::Amount(Amount::new(order.pricing.currency, self.entry));
            }
        }
        Turn::stay()
    }

    fn divide(&mut self, front: &Front, key: Key) -> Turn {
        self.stage = Stage::Items;
        let Ok(parts @ 2..=9) = key.to_string().parse::<i64>() else { return Turn::stay() };
        let side = self.side();
        let line = self.plan.lines().get(self.chosen).copied();
        if line.is_some_and(|line| self.plan.divide(line, side, parts)) {
            let name = self.chosen_name(front);
            return Turn::stay().say(MessageKind::Done, format!("{name} is in {parts} parts."));
        }
        let sentence = "Nothing of it is on the framed side. Up and Down choose a dish.";
        Turn::stay().say(MessageKind::Info, sentence)
    }

    /// Opens the payment of the bill at the right; the bills are made when money for it is taken.
    fn pay(&self, front: &mut Front) -> Turn {
        if let Some(turn) = self.empty_bill() {
            return turn;
        }
        match self.plan_bills(front) {
            Ok(bill) => Turn::then(Then::Open(Ask::Pay(bill))),
            Err(rejection) => words::refused(&rejection),
        }
    }

    fn plan_bills(&self, front: &mut Front) -> Result<OrderId, Rejection> {
        let order = self.known(front).cloned().ok_or(Rejection::NoOrder)?;
        if self.plan.on(TOGETHER).is_empty() {
            return Err(Rejection::NothingLeft(order.title()));
        }
        let (splits, names) = self.parts(&order, || front.desk.mint());
        front.plan_bills(splits)?;
        names.get(self.bill.saturating_sub(1)).copied().ok_or(Rejection::NoOrder)
    }

    fn update_keys(&mut self, front: &mut Front, input: &Input) -> Turn {
        match input {
            Input::Press(press) => self.press(front, press.key),
            Input::Paste(_) | Input::Mouse(_) | Input::Resize { .. } => Turn::stay(),
        }
    }
}

const fn next_way(way: Way) -> Way {
    match way {
        Way::Item => Way::Even,
        Way::Even => Way::Seat,
        Way::Seat => Way::Amount,
        Way::Amount => Way::Item,
    }
}

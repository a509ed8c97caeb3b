//! Bills that are made before anybody pays: one goes to another table, or all are printed.

use super::{Split, Stage, TOGETHER};
use crate::domain::command::{Command, Step};
use crate::domain::event::{MovedLine, OrderChanged};
use crate::domain::id::OrderId;
use crate::domain::order::Order;
use crate::domain::parting;
use crate::domain::rejection::Rejection;
use crate::domain::settings::Service;
use crate::tui::counter::overlay::moveto::{Target, target, type_target};
use crate::tui::counter::overlay::words;
use crate::tui::counter::turn::{Ask, Then, Turn, Undo};
use crate::tui::front::Front;
use crate::tui::input::Key;
use crate::tui::widgets::MessageKind;

impl Split {
    /// What is said when nothing lies on the bill at the right.
    pub(super) fn empty_bill(&self) -> Option<Turn> {
        let empty = self.plan.on(self.bill).is_empty();
        let number = self.bill + 1;
        let sentence = format!("Bill {number} is empty: a number moves one piece to it.");
        empty.then(|| Turn::stay().say(MessageKind::Info, sentence))
    }

    /// Asks where the bill at the right goes.
    pub(super) fn ask_where(&mut self) -> Turn {
        if let Some(turn) = self.empty_bill() {
            return turn;
        }
        self.stage = Stage::To(String::new());
        Turn::stay()
    }

    pub(super) fn whither(&mut self, front: &mut Front, key: Key) -> Turn {
        let Stage::To(typed) = &mut self.stage else { return Turn::stay() };
        if key == Key::Enter {
            let typed = typed.clone();
            return self.take_away(front, &typed);
        }
        if key == Key::Esc || !type_target(typed, key) {
            self.stage = Stage::Items;
        }
        Turn::stay()
    }

    /// Moves what lies on the bill at the right to a table or into an order, unpaid.
    fn take_away(&mut self, front: &mut Front, typed: &str) -> Turn {
        let Some(order) = self.known(front).cloned() else { return Turn::close() };
        let picks = self.plan.on(self.bill);
        let (to, command) = match target(front, order.id, typed) {
            Target::Order(to) => (to, parting::transfer(&order, to, &picks, || front.desk.mint())),
            Target::Table(table) => {
                let to = OrderId(front.desk.mint());
                let sits = Step::Change(OrderChanged {
                    service: Some(Service::DineIn),
                    table: Some(Some(table)),
                    ..OrderChanged::default()
                });
                let command = parting::split(&order, to, &picks, vec![sits], || front.desk.mint());
                (to, command)
            }
            Target::None => {
                let sentence = "Type a table, such as 7, or an order, such as #47, then Enter.";
                return Turn::stay().say(MessageKind::Info, sentence);
            }
        };
        match front.act(&command) {
            Ok((_, effects)) => {
                let taken = front.desk.state.order(to);
                let taken = taken.map_or_else(String::new, |order| {
                    format!("{} {}", order.title(), order.place())
                });
                let words = format!("It is on {taken} now. {} keeps the rest.", order.title());
                let undo = taken_back(front, &order, (to, &command));
                let kind = if undo.is_some() { MessageKind::Undo } else { MessageKind::Done };
                Turn { undo, ..Turn::close().with(effects).say(kind, words) }
            }
            Err(rejection) => words::refused(&rejection),
        }
    }

    /// Makes every bill of the plan and prints them all; each is paid whenever its guest likes.
    pub(super) fn print(&self, front: &mut Front) -> Turn {
        let Some(order) = self.known(front).cloned() else { return Turn::close() };
        if self.plan.on(TOGETHER).is_empty() {
            return words::refused(&Rejection::NothingLeft(order.title()));
        }
        let printed = || vec![Step::Change(OrderChanged { bill: true, ..OrderChanged::default() })];
        let (mut splits, _) = self.parts(&order, || front.desk.mint());
        for split in &mut splits {
            split.steps = printed();
        }
        let with: Vec<OrderId> = splits.iter().map(|split| split.to).collect();
        let mut effects = Vec::new();
        if !splits.is_empty() {
            match front.act(&Command::Splits(splits)) {
                Ok((_, made)) => effects = made,
                Err(rejection) => return words::refused(&rejection),
            }
        }
        match front.act(&Command::Order(order.id, printed())) {
            Ok((batch, more)) => {
                effects.extend(more);
                let order = order.id;
                Turn::then(Then::Become(Ask::Bill { order, batch, with })).with(effects)
            }
            Err(rejection) => words::refused(&rejection).with(effects),
        }
    }

    /// Where the bill goes, as the row below says while it is typed.
    pub(super) fn where_words(
        &self,
        front: &Front,
        order: &Order,
        typed: &str,
    ) -> (String, String) {
        let hint = match target(front, order.id, typed) {
            Target::Order(to) => front
                .order(to)
                .map_or_else(String::new, |to| format!("goes into {} {}", to.title(), to.place())),
            Target::Table(table) => format!("goes to table {table}, which is free"),
            Target::None => "7 is a table, #47 an order (. types #)".to_owned(),
        };
        (format!(" Where does bill {} go?  ", self.bill + 1), hint)
    }
}

/// What brings back the lines that a command moved to another order; nothing where a discount that
/// went along would not come back as it was.
fn taken_back(
    front: &mut Front,
    order: &Order,
    (to, command): (OrderId, &Command),
) -> Option<Undo> {
    let taken = front.desk.state.order(to)?.clone();
    let back = if let Command::Split(_) = command {
        parting::merge(&taken, order.id, || front.desk.mint())
    } else if let Command::Move { lines: Some(lines), .. } = command
        && order.discounts.is_empty()
    {
        let here = |one: &MovedLine| {
            let part = one.part.filter(|part| taken.line(*part).is_some());
            (part.unwrap_or(one.line), one.quantity)
        };
        let picks: Vec<_> = lines.iter().map(here).collect();
        parting::transfer(&taken, order.id, &picks, || front.desk.mint())
    } else {
        return None;
    };
    let what = format!("{} to {}", order.title(), taken.title());
    Some(Undo { order: order.id, shows: Some(order.id), back, what })
}

//! What is done at the chosen table: move, join, count guests, print the bill, take over.

use super::Tables;
use super::sits::Sit;
use crate::domain::command::{Command, Step};
use crate::domain::event::OrderChanged;
use crate::domain::id::OrderId;
use crate::domain::order::Order;
use crate::domain::parting;
use crate::tui::counter::overlay::words;
use crate::tui::counter::turn::{Ask, Then, Turn, Undo};
use crate::tui::front::Front;
use crate::tui::widgets::MessageKind;

impl Tables {
    /// Does a command and says it with its way back.
    fn act(&mut self, front: &mut Front, command: &Command, said: (String, Option<Undo>)) -> Turn {
        match front.act(command) {
            Ok((_, effects)) => {
                self.done();
                let (words, undo) = said;
                let kind = if undo.is_some() { MessageKind::Undo } else { MessageKind::Done };
                let mut turn = Turn::stay().with(effects).say(kind, words);
                turn.undo = undo;
                turn
            }
            Err(rejection) => words::refused(&rejection),
        }
    }

    fn change(
        &mut self,
        front: &mut Front,
        order: OrderId,
        change: OrderChanged,
        words: String,
    ) -> Turn {
        let Some(found) = front.desk.state.order(order) else { return Turn::stay() };
        let back = OrderChanged {
            table: change.table.as_ref().map(|_| found.table.clone()),
            guests: change.guests.map(|_| found.guests),
            ..OrderChanged::default()
        };
        let undo = (back != OrderChanged::default())
            .then(|| Undo::steps(order, vec![Step::Change(back)], words.clone()));
        let command = Command::Order(order, vec![Step::Change(change)]);
        self.act(front, &command, (words, undo))
    }

    pub(super) fn move_to(&mut self, front: &mut Front) -> Turn {
        let Some(order) = self.order_here(front) else { return nobody() };
        let to = self.typed.text();
        if to.is_empty() {
            return Turn::stay().say(MessageKind::Info, "Type the table it moves to, then Enter.");
        }
        let there = Sit::of(front, &to);
        let taken = there.first().filter(|order| !order.is_paid()).map(Order::title);
        if let Some(taken) = taken {
            let words = format!("{taken} is open at table {to}: join them with j.");
            return Turn::stay().say(MessageKind::Warning, words);
        }
        let title = front.desk.state.order(order).map_or_else(String::new, Order::title);
        let change = OrderChanged { table: Some(Some(to.clone())), ..OrderChanged::default() };
        // The bills of one order sit together.
        let bills = self.chosen.as_ref().map(|name| Sit::of(front, name));
        let bills: Vec<OrderId> = bills.iter().flat_map(Sit::bills).map(|bill| bill.id).collect();
        let mut effects = Vec::new();
        for bill in bills.into_iter().filter(|bill| *bill != order) {
            let command = Command::Order(bill, vec![Step::Change(change.clone())]);
            match front.act(&command) {
                Ok((_, more)) => effects.extend(more),
                Err(rejection) => return words::refused(&rejection).with(effects),
            }
        }
        let alone = effects.is_empty();
        let words = format!("{title} is at table {to} now");
        let mut turn = self.change(front, order, change, words).with(effects);
        if !alone {
            // One step back would leave its bills at two tables.
            turn.undo = None;
            let words = format!("The bills of {title} are at table {to} now.");
            turn = turn.say(MessageKind::Done, words);
        }
        self.chosen = Some(to);
        self.show_room(front);
        turn
    }

    fn show_room(&mut self, front: &Front) {
        let Some(name) = &self.chosen else { return };
        let rooms = Self::rooms(front);
        let at = rooms.iter().position(|room| room.tables.iter().any(|table| table.name == *name));
        self.room = at.unwrap_or(self.room);
    }

    /// Joins another table's order into this one's; two orders of one table at once.
    pub(super) fn join(&mut self, front: &mut Front) -> Turn {
        let Some(name) = self.chosen.clone() else { return Turn::stay() };
        let here = Sit::of(front, &name);
        let typed = self.typed.text();
        let there = Sit::of(front, &typed);
        let other = if typed.is_empty() { here.second() } else { there.first() };
        let (Some(into), Some(from)) = (here.first(), other) else {
            let words = "Both tables need an open order: type the number of the other table.";
            return Turn::stay().say(MessageKind::Warning, words);
        };
        if into.id == from.id {
            return Turn::stay().say(MessageKind::Warning, "That is the same table: type another.");
        }
        let (gone, stays) = (from.title(), into.title());
        let words = format!("{gone} is joined into {stays} at table {name}");
        let (from, into) = (from.clone(), into.clone());
        let command = parting::merge(&from, into.id, || front.desk.mint());
        let back = parting::unmerge(&from, &into, &command);
        let undo = Undo::merge(into.id, back, words.clone());
        self.act(front, &command, (words, Some(undo)))
    }

    pub(super) fn guests(&mut self, front: &mut Front) -> Turn {
        let Some(order) = self.order_here(front) else { return nobody() };
        let typed = self.typed.text();
        let Ok(guests) = typed.parse::<u32>() else {
            return Turn::stay().say(MessageKind::Info, "Type how many guests, then Enter.");
        };
        let change = OrderChanged { guests: Some(Some(guests)), ..OrderChanged::default() };
        let title = front.desk.state.order(order).map_or_else(String::new, Order::title);
        let word = if guests == 1 { "guest" } else { "guests" };
        self.change(front, order, change, format!("{title}: {guests} {word}"))
    }

    /// Prints the bill, or all bills of an order that was split, once it is on the disk that they
    /// were; nothing goes to the kitchen by it.
    pub(super) fn bill(&mut self, front: &mut Front) -> Turn {
        let Some(order) = self.order_here(front) else { return nobody() };
        let others = self.sit(front);
        let others = others.iter().flat_map(Sit::bills).map(|bill| bill.id);
        let with: Vec<OrderId> = others.filter(|bill| *bill != order).collect();
        self.chosen = self.at();
        let mut last = None;
        let mut effects = Vec::new();
        for bill in with.iter().chain([&order]) {
            let change = OrderChanged { bill: true, ..OrderChanged::default() };
            match front.act(&Command::Order(*bill, vec![Step::Change(change)])) {
                Ok((batch, more)) => {
                    effects.extend(more);
                    last = Some(batch);
                }
                Err(why) => return words::refused(&why).with(effects),
            }
        }
        self.done();
        let Some(batch) = last else { return nobody() };
        Turn::then(Then::Open(Ask::Bill { order, batch, with })).with(effects)
    }

    /// Who works here looks after the chosen table from now on.
    pub(super) fn take_over(&mut self, front: &mut Front) -> Turn {
        self.chosen = self.at();
        let here: Vec<OrderId> =
            self.sit(front).iter().flat_map(Sit::bills).map(|order| order.id).collect();
        if here.is_empty() {
            return nobody();
        }
        words::take_over(front, &here)
    }
}

/// Nobody sits at the chosen table.
pub(super) fn nobody() -> Turn {
    let words = "No order is open at this table: choose another one.";
    Turn::stay().say(MessageKind::Warning, words)
}

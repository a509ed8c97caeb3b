//! Where the order on the screen goes: service, table, guests, name and customer, with a way back.

use super::cart::sentence;
use super::model::Model;
use super::turn::{Ask, Undo};
use crate::domain::board::lead_from;
use crate::domain::command::{Command, NewLine, Opening, Step};
use crate::domain::decide::GUESTS_MAX;
use crate::domain::event::OrderChanged;
use crate::domain::floor::is_table_name;
use crate::domain::id::{LineId, OrderId};
use crate::domain::order::Order;
use crate::domain::rejection::Rejection;
use crate::domain::settings::Service;
use crate::domain::time::At;
use crate::tui::widgets::{Message, MessageKind};

/// What the next line gets without being asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Placing {
    /// The seat it is for, counted from 1.
    pub seat: Option<u8>,
    /// The course, when it is not the item's own.
    pub course: Option<u8>,
}

impl Placing {
    /// `seat 2, course 1`.
    fn words(self) -> String {
        let seat = self.seat.map(|seat| format!("seat {seat}"));
        let course = self.course.map(|course| format!("course {course}"));
        let words: Vec<String> = seat.into_iter().chain(course).collect();
        if words.is_empty() { "no seat, no course of its own".to_owned() } else { words.join(", ") }
    }
}

/// The change that sets an order back to what it is now.
fn back(order: &Order, change: &OrderChanged) -> OrderChanged {
    OrderChanged {
        service: change.service.map(|_| order.service),
        table: change.table.as_ref().map(|_| order.table.clone()),
        name: change.name.as_ref().map(|_| order.name.clone()),
        guests: change.guests.map(|_| order.guests),
        customer: change.customer.as_ref().map(|_| order.customer.clone()),
        due: change.due.map(|_| order.due),
        ..OrderChanged::default()
    }
}

impl Model {
    /// Changes service, table, guests, name or customer of the order on the screen, or of the next
    /// one. An empty screen takes up what is open at the table.
    pub(super) fn change_place(&mut self, change: OrderChanged) -> bool {
        let tab = change.name.clone().flatten().and_then(|name| self.open_tab(&name));
        if let Some((order, title)) = tab.filter(|(order, _)| Some(*order) != self.order) {
            if !self.has_lines() {
                self.take(order);
                return true;
            }
            let words = format!("{title} is a tab of this name too: F10 m merges them.");
            self.say(MessageKind::Info, words);
        }
        let taken = change.table.clone().flatten().and_then(|table| self.open_at(&table));
        if !self.has_lines()
            && let Some((order, _)) = &taken
            && Some(*order) != self.order
        {
            self.take(*order);
            return true;
        }
        let placed = change.service.is_some() || change.table.is_some();
        if let Some(id) = self.order {
            let Some(order) = self.order() else { return false };
            let undo = Step::Change(back(order, &change));
            let what = match (placed, change.due) {
                (true, _) => "order type and table",
                (false, Some(_)) => "the time it is wanted for",
                (false, None) => "guests, name and customer",
            };
            if self.act(&Command::Order(id, vec![Step::Change(change)])).is_none() {
                return false;
            }
            self.undo.push(Undo::steps(id, vec![undo], what));
        } else if let Err(words) = change_next(&mut self.next, change) {
            self.say(MessageKind::Warning, words);
            return false;
        }
        self.say_place(taken.filter(|(order, _)| Some(*order) != self.order));
        true
    }

    /// The open order that people know by this name, the first that was opened.
    fn open_tab(&self, name: &str) -> Option<(OrderId, String)> {
        let same = |other: &str| other.trim().to_lowercase() == name.trim().to_lowercase();
        let named = |order: &&Order| order.name.as_deref().is_some_and(same) && !order.is_paid();
        let open = self.front.desk.state.open_orders(self.now()).filter(named);
        let first = open.min_by_key(|order| order.opened.as_ref().map(|stamp| stamp.at))?;
        Some((first.id, first.title()))
    }

    /// The unpaid open order at a table: the first that was opened.
    pub(super) fn open_at(&self, table: &str) -> Option<(OrderId, String)> {
        let here = |order: &&Order| order.table.as_deref() == Some(table) && !order.is_paid();
        let open = self.front.desk.state.open_orders(self.now()).filter(here);
        let first = open.min_by_key(|order| order.opened.as_ref().map(|stamp| stamp.at))?;
        Some((first.id, first.title()))
    }

    /// The map of tables; what waits there is said.
    pub(super) fn open_tables(&mut self) {
        let ready = super::overlay::tables::ready_words(&self.front);
        self.open(&Ask::Tables { placing: false });
        if let Some(words) = ready {
            self.say(MessageKind::Info, words);
        }
    }

    /// What is added to an order that is paid goes on the next one, for the same guests; answers the
    /// number of the paid one.
    pub(super) fn beyond_paid(&mut self, step: Step) -> (Step, Option<String>) {
        let Some(paid) = self.order().filter(|order| order.is_settled()).map(Order::title) else {
            return (step, None);
        };
        let place = self.place;
        self.next = Opening { guests: None, due: None, ..self.opening() };
        self.leave();
        self.place = place;
        let step =
            if let Step::Add(new) = step { Step::Add(NewLine { of: None, ..new }) } else { step };
        (step, Some(paid))
    }

    /// The next order begins at a free table; the one on the screen stays open.
    pub(super) fn sit(&mut self, table: String) {
        let left = self.order().filter(|order| order.live_lines().next().is_some());
        let left = left.map(Order::title);
        self.leave();
        self.undo.clear();
        self.next.service = Service::DineIn;
        self.next.table = Some(table);
        self.refresh();
        let stays =
            left.map_or_else(String::new, |left| format!(" {left} stays open, F6 shows it."));
        let table = self.next.table.clone().unwrap_or_default();
        self.say(MessageKind::Done, format!("{} is for TABLE {table}.{stays}", self.title()));
    }

    /// The chosen unsent line and what comes next get a seat and a course.
    pub(super) fn place_line(&mut self, place: Placing) {
        self.place = place;
        let words = place.words();
        let line = self.chosen_line().filter(|line| line.sent.is_none());
        let line = line.map(|line| (line.id, line.sold.clone()));
        let (Some(order), Some((line, sold))) = (self.order, line) else {
            return self.say(MessageKind::Done, format!("What comes next: {words}"));
        };
        let into = LineId(self.front.desk.mint());
        let Placing { seat, course } = place;
        let step = Step::Place { line, into, seat, course };
        if self.act(&Command::Order(order, vec![step])).is_none() {
            return;
        }
        let steps = if self.front.desk.state.line(order, into).is_some() {
            self.chosen = Some(into);
            vec![Step::Remove(into), Step::Restore(line)]
        } else if (sold.seat, sold.course) == (seat, course) {
            return;
        } else {
            // It kept its identity, for a discount hangs on it.
            vec![Step::Place { line, into, seat: sold.seat, course: sold.course }]
        };
        let what = format!("{}: {words}", sold.name);
        self.undo.push(Undo::steps(order, steps, what.clone()));
        self.say(MessageKind::Undo, what);
    }

    /// The chosen line, which is with the kitchen, is for another seat.
    pub(super) fn seat_line(&mut self, seat: Option<u8>) {
        self.close_all();
        let Some(line) = self.need_line() else { return };
        let (id, course, was) = (line.id, line.sold.course, line.sold.seat);
        let into = [(); 2].map(|()| LineId(self.front.desk.mint()));
        let step = |into, seat| Step::Place { line: id, into, seat, course };
        let name = &line.sold.name;
        let words = match seat {
            Some(seat) => format!("{name} is for seat {seat}"),
            None => format!("{name} is for no seat of its own"),
        };
        let [there, back] = into;
        self.change_line(id, step(there, seat), step(back, was), &|| words.clone());
    }

    /// Lets the kitchen make the next course; said when it is on the disk.
    pub(super) fn fire(&mut self) {
        let Some(order) = self.order else { return };
        let next = self.order().and_then(|order| order.held_courses().first().copied());
        let command = Command::Order(order, vec![Step::Fire(None)]);
        let (Some(course), Some(batch)) = (next, self.act(&command)) else { return };
        let words = format!("Course {course} of {} is fired", self.title());
        self.say_when_durable(batch, Message::new(MessageKind::Done, words));
    }

    fn say_place(&mut self, other: Option<(OrderId, String)>) {
        let opening = self.opening();
        let place = match (&opening.table, &opening.name) {
            (Some(table), _) => format!("TABLE {table}"),
            (None, Some(name)) => format!("{} {name}", opening.service),
            (None, None) => opening.service.to_string(),
        };
        let guests = match opening.guests {
            Some(1) => ", 1 guest".to_owned(),
            Some(guests) => format!(", {guests} guests"),
            None => String::new(),
        };
        let wanted = self.wanted_words(opening.due);
        let words = format!("{} is for {place}{guests}{wanted}", self.title());
        match other {
            Some((_, other)) => {
                let words = format!("{words}. {other} is open there as well.");
                self.say(MessageKind::Info, words);
            }
            None if self.order.is_some() => self.say(MessageKind::Undo, words),
            None => self.say(MessageKind::Done, words),
        }
    }

    /// `, wanted at 14:45, in the kitchen from 14:25`; nothing for an order that is wanted at once.
    fn wanted_words(&self, due: Option<At>) -> String {
        let Some(due) = due else { return String::new() };
        let settings = self.front.desk.state.settings();
        let (clock, from) = (settings.clock(), lead_from(settings, due));
        let (at, from) = (clock.hours_minutes(due), clock.hours_minutes(from));
        format!(", wanted at {at}, in the kitchen from {from}")
    }

    /// `@12`: the table of the order; an empty screen opens what is open there.
    pub(super) fn set_table(&mut self, table: &str) -> bool {
        self.change_place(OrderChanged {
            service: Some(Service::DineIn),
            table: Some(Some(table.to_owned())),
            ..OrderChanged::default()
        })
    }
}

/// Changes the next order, by the rules of an opened one, said before it is opened.
fn change_next(next: &mut Opening, change: OrderChanged) -> Result<(), String> {
    let refused = match (&change.table, change.guests) {
        (Some(Some(table)), _) if !is_table_name(table) => Some(Rejection::BadTable(table.clone())),
        (_, Some(Some(guests))) if !(1..=GUESTS_MAX).contains(&guests) => {
            Some(Rejection::BadGuests(guests))
        }
        _ => None,
    };
    if let Some(rejection) = refused {
        return Err(sentence(&rejection.to_string()));
    }
    next.service = change.service.unwrap_or(next.service);
    if let Some(table) = change.table {
        next.table = table;
    }
    if let Some(name) = change.name {
        next.name = name;
    }
    if let Some(guests) = change.guests {
        next.guests = guests;
    }
    if let Some(customer) = change.customer {
        next.customer = customer;
    }
    if let Some(due) = change.due {
        next.due = due;
    }
    Ok(())
}

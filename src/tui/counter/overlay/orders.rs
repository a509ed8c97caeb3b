//! Held and open orders, tabs, and what was closed on any day: open one, pay several, void one.

mod days;
mod marks;
mod view;

use super::moveto::{merge, table_orders};
use super::words;
use crate::domain::command::{Command, Step};
use crate::domain::id::OrderId;
use crate::domain::order::Order;
use crate::domain::time::Day;
use crate::tui::counter::turn::{Ask, Then, Turn};
use crate::tui::front::Front;
use crate::tui::input::{Input, Key};
use crate::tui::widgets::MessageKind;

/// Which orders are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Which {
    /// Held and open ones of this terminal.
    Mine,
    /// Held and open ones of all counters.
    All,
    /// Open orders with a name, of all counters.
    Tabs,
    /// What was closed today or on an older day.
    Closed,
}

/// The list of orders.
#[derive(Debug, Clone, PartialEq)]
pub struct Orders {
    which: Which,
    filter: String,
    typing: bool,
    chosen: Option<OrderId>,
    /// The day of what was closed; today when absent.
    day: Option<Day>,
    /// Orders that are to be paid together, in the order in which they were marked.
    marked: Vec<OrderId>,
    /// True while digits mark orders instead of opening them.
    marking: bool,
    /// The order that another one is to go into, while that one is asked for.
    into: Option<OrderId>,
}

impl Orders {
    /// The held and open orders of this terminal.
    pub const fn open() -> Self {
        Self {
            which: Which::Mine,
            filter: String::new(),
            typing: false,
            chosen: None,
            day: None,
            marked: Vec::new(),
            marking: false,
            into: None,
        }
    }

    /// The orders as listed: what needs somebody first, older before younger.
    fn list<'f>(&self, front: &'f Front) -> Vec<&'f Order> {
        if let Some(day) = self.day.filter(|_| self.which == Which::Closed) {
            return self.of_day(front, day);
        }
        let mut orders: Vec<&Order> =
            of(front, self.which).into_iter().filter(|order| self.matches(order)).collect();
        let name = |order: &Order| order.name.as_deref().map(str::to_lowercase);
        orders.sort_by_cached_key(|order| {
            let opened = order.opened.as_ref().map_or(0, |stamp| stamp.at.0);
            match self.which {
                Which::Mine | Which::All => (rank(words::state(order, front.now.at)), None, opened),
                Which::Tabs => (0, name(order), opened),
                Which::Closed => (0, None, opened.saturating_neg()),
            }
        });
        orders
    }

    fn matches(&self, order: &Order) -> bool {
        let wanted = self.filter.to_lowercase();
        let text = format!("{} {} {}", order.title(), order.place(), words::first_items(order));
        text.to_lowercase().contains(&wanted)
    }

    /// The place of the chosen order in the list; the first when it is gone.
    fn at(&self, list: &[&Order]) -> usize {
        let chosen = self.chosen;
        list.iter().position(|order| Some(order.id) == chosen).unwrap_or(0)
    }

    fn step(&mut self, front: &Front, by: isize) {
        let list = self.list(front);
        let lowest = list.len().saturating_sub(1);
        let at = self.at(&list).saturating_add_signed(by).min(lowest);
        self.chosen = list.get(at).map(|order| order.id);
    }

    fn take(&mut self, front: &mut Front, index: usize) -> Turn {
        let Some(order) = self.list(front).get(index).map(|order| order.id) else {
            let sentence = "There is no such row. Up and Down choose, Esc goes back.";
            return Turn::stay().say(MessageKind::Info, sentence);
        };
        match self.into.take() {
            Some(into) => merge(front, order, into),
            None if self.which == Which::Closed => Turn::then(Then::Open(Ask::Sale(order))),
            None => Turn::then(Then::Take(order)),
        }
    }

    /// Another order goes into the chosen one: the only other one of its table at once, else the
    /// one that is named next.
    fn join(&mut self, front: &mut Front, into: OrderId) -> Turn {
        let Some(order) = front.desk.state.order(into) else { return Turn::stay() };
        let title = order.title();
        let beside = order.table.as_deref().map(|table| table_orders(front, table));
        let beside: Vec<OrderId> =
            beside.unwrap_or_default().into_iter().filter(|id| *id != into).collect();
        if let [only] = beside.as_slice() {
            return merge(front, *only, into);
        }
        self.into = Some(into);
        let sentence = format!("Which order goes into {title}? Its number, or Enter. Esc: none.");
        Turn::stay().say(MessageKind::Info, sentence)
    }

    fn show(&mut self, which: Which) -> Turn {
        self.which = if self.which == which { Which::Mine } else { which };
        self.chosen = None;
        self.day = None;
        self.marking = false;
        Turn::stay()
    }

    /// Who works here looks after what is marked, or after the chosen order.
    fn take_over(&mut self, front: &mut Front) -> Turn {
        let list = self.list(front);
        let chosen = list.get(self.at(&list)).map(|order| order.id);
        self.marking = false;
        let marked = std::mem::take(&mut self.marked);
        let orders = if marked.is_empty() { chosen.into_iter().collect() } else { marked };
        words::take_over(front, &orders)
    }

    fn press(&mut self, front: &mut Front, key: Key) -> Turn {
        let list = self.list(front);
        let at = self.at(&list);
        match key.to_string().as_str() {
            "Esc" | "." if self.into.is_some() => self.into = None,
            "Esc" | "." if self.marking => self.marking = false,
            "Esc" | "." => return Turn::close(),
            "m" => {
                if let Some(order) = list.get(at).map(|order| order.id) {
                    return self.join(front, order);
                }
            }
            "Enter" if self.marking => return self.pay(front, None),
            "Enter" => return self.take(front, at),
            "Up" => self.step(front, -1),
            "Down" => self.step(front, 1),
            "PgUp" => self.step(front, -9),
            "PgDn" => self.step(front, 9),
            "/" => self.typing = true,
            "n" | "+" => return Turn::then(Then::Next),
            "o" => return self.show(Which::All),
            "c" => return self.show(Which::Closed),
            "b" => return self.show(Which::Tabs),
            "*" => {
                return self.show(match self.which {
                    Which::Mine => Which::All,
                    Which::All => Which::Tabs,
                    Which::Tabs | Which::Closed => Which::Closed,
                });
            }
            "Left" | "-" if self.which == Which::Closed => return self.other_day(front, false),
            "Right" if self.which == Which::Closed => return self.other_day(front, true),
            "-" => return self.begin_marking(),
            "Space" => self.mark(&list, at),
            "p" | "F9" => return self.pay(front, list.get(at).map(|order| order.id)),
            "t" => {
                let doubt = list.get(at).filter(|order| !order.flagged.is_empty());
                return match doubt {
                    Some(order) => Turn::then(Then::Open(Ask::Doubt(order.id))),
                    None => Turn::stay()
                        .say(MessageKind::Info, "This order has no payment that is TO CHECK."),
                };
            }
            "w" => return self.take_over(front),
            "a" => {
                if let Some(order) = list.get(at).map(|order| order.id) {
                    return call(front, order);
                }
            }
            "v" => {
                if let Some(order) = list.get(at) {
                    return Turn::then(Then::Become(Ask::VoidOrder(order.id)));
                }
            }
            "?" | "F1" => {
                let sentence =
                    "Space or - marks, p pays, w takes over, m merges, a calls again, v voids one.";
                return Turn::stay().say(MessageKind::Info, sentence);
            }
            word => {
                if let Ok(number @ 1..=9) = word.parse::<usize>() {
                    let at = self.first(&list).saturating_add(number).saturating_sub(1);
                    if self.marking {
                        self.mark(&list, at);
                        return Turn::stay();
                    }
                    return self.take(front, at);
                }
            }
        }
        Turn::stay()
    }

    fn type_filter(&mut self, front: &mut Front, key: Key) -> Turn {
        match key.to_string().as_str() {
            "Esc" => {
                self.typing = false;
                self.filter.clear();
            }
            "Enter" | "Tab" => self.typing = false,
            "Backspace" => {
                self.filter.pop();
            }
            "Up" => self.step(front, -1),
            "Down" => self.step(front, 1),
            _ => {
                if let Key::Char(letter) = key {
                    self.filter.push(letter);
                }
            }
        }
        self.read_day(front)
    }

    fn update_keys(&mut self, front: &mut Front, input: &Input) -> Turn {
        match input {
            Input::Press(press) if self.typing => self.type_filter(front, press.key),
            Input::Press(press) => self.press(front, press.key),
            Input::Paste(text) if self.typing => {
                self.filter.extend(text.chars().filter(|sign| !sign.is_control()));
                Turn::stay()
            }
            Input::Paste(_) | Input::Mouse(_) | Input::Resize { .. } => Turn::stay(),
        }
    }
}

fn of(front: &Front, which: Which) -> Vec<&Order> {
    let state = &front.desk.state;
    let mine = |order: &&Order| {
        order.opened.as_ref().is_some_and(|stamp| stamp.terminal == state.me.terminal)
    };
    let now = front.now.at;
    match which {
        Which::Mine => state.open_orders(now).filter(mine).collect(),
        Which::All => state.open_orders(now).collect(),
        Which::Tabs => state.open_orders(now).filter(|order| is_tab(order)).collect(),
        Which::Closed => {
            let today = state.settings().clock().day(now);
            let closed = |order: &&Order| !order.is_open(today) && order.day() == Some(today);
            state.orders().filter(closed).collect()
        }
    }
}

/// True for an order that people know by a name: a tab.
fn is_tab(order: &Order) -> bool {
    order.name.is_some() && order.table.is_none()
}

/// What needs somebody first.
fn rank(state: &str) -> u8 {
    match state {
        "CHECK" => 0,
        "HELD" => 1,
        "LATE" => 2,
        "READY" => 3,
        "BILL" => 4,
        "COOKING" => 5,
        _ => 6,
    }
}

/// Shows the number of a ready order on the display as if it were ready only now.
fn call(front: &mut Front, order: OrderId) -> Turn {
    let known = front.desk.state.order(order);
    let title = known.map_or_else(String::new, Order::title);
    match front.act(&Command::Order(order, vec![Step::Call])) {
        Ok((_, effects)) => {
            let words = format!("{title} is called again on the display.");
            Turn::stay().with(effects).say(MessageKind::Done, words)
        }
        Err(rejection) => words::refused(&rejection),
    }
}

#[cfg(test)]
mod tests;

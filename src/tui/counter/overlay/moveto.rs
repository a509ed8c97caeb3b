//! Moving an order to another table, or into another order: one field for both.

use ratatui::layout::{Position, Rect};

use super::sheet::{Sheet, place};
use super::words;
use crate::domain::command::Command;
use crate::domain::event::OrderChanged;
use crate::domain::id::OrderId;
use crate::domain::order::Order;
use crate::domain::parting;
use crate::domain::settings::Service;
use crate::tui::counter::turn::{Hit, Over, Then, Turn, Undo};
use crate::tui::front::Front;
use crate::tui::input::{Input, Key};
use crate::tui::theme::Role;
use crate::tui::widgets::{HitMap, KeyEntry, MessageKind, Panel, Pen};

/// The longest text that is typed.
const TYPED_MAX: usize = 8;

/// Where an order goes, or a part of one.
pub(super) enum Target {
    /// Into this order.
    Order(OrderId),
    /// To a table where nobody sits.
    Table(String),
    /// Nothing is typed, or no such order is known.
    None,
}

/// The question where an order goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MoveTo {
    order: OrderId,
    typed: String,
}

impl MoveTo {
    /// The question for an order.
    pub fn open(front: &Front, order: OrderId) -> Option<Self> {
        front.desk.state.order(order)?;
        Some(Self { order, typed: String::new() })
    }

    fn target(&self, front: &Front) -> Target {
        target(front, self.order, &self.typed)
    }

    fn enter(&self, front: &mut Front) -> Turn {
        match self.target(front) {
            Target::Order(to) => merge(front, self.order, to),
            Target::Table(table) => Turn::then(Then::Change(OrderChanged {
                service: Some(Service::DineIn),
                table: Some(Some(table)),
                ..OrderChanged::default()
            })),
            Target::None => {
                let sentence = "Type a table, such as 7, or an order, such as #47, then Enter.";
                Turn::stay().say(MessageKind::Info, sentence)
            }
        }
    }

    /// What Enter does now, in words.
    fn words(&self, front: &Front) -> String {
        let title =
            |id: &OrderId| front.desk.state.order(*id).map_or_else(String::new, Order::title);
        let mine = title(&self.order);
        match self.target(front) {
            Target::Order(to) => {
                let place = front.desk.state.order(to).map_or_else(String::new, Order::place);
                format!("{mine} goes into {} {place}", title(&to))
            }
            Target::Table(table) => format!("{mine} moves to table {table}, which is free"),
            Target::None => "7 or @7 is a table, #47 is an order".to_owned(),
        }
    }
}

/// What is typed for an order: `7` and `@7` are tables, `#47` and `A47` are orders.
pub(super) fn target(front: &Front, own: OrderId, typed: &str) -> Target {
    let state = &front.desk.state;
    let by_number = |text: &str| {
        let mine = state.me.letter.as_ref().map(|letter| format!("{letter}{text}"));
        let number = text.parse().ok().or_else(|| mine?.parse().ok())?;
        let found = state.order_by_number(&number, front.now.at)?;
        (found.id != own).then_some(found.id)
    };
    if let Some(number) = typed.strip_prefix('#') {
        return by_number(number).map_or(Target::None, Target::Order);
    }
    let table = typed.strip_prefix('@').unwrap_or(typed);
    if table.is_empty() {
        return Target::None;
    }
    let here = table_orders(front, table).into_iter().find(|id| *id != own);
    if let Some(id) = here {
        return Target::Order(id);
    }
    let letters = !typed.starts_with('@') && typed.starts_with(char::is_alphabetic);
    match by_number(table).filter(|_| letters) {
        Some(id) => Target::Order(id),
        None => Target::Table(table.to_owned()),
    }
}

/// Types a key into what names a table or an order; `false` when the key leads back.
pub(super) fn type_target(typed: &mut String, key: Key) -> bool {
    match (key, typed.strip_prefix('#')) {
        (Key::Backspace, _) => {
            typed.pop();
        }
        (Key::Char('-'), None) if typed.is_empty() => return false,
        (Key::Char('-'), Some(_)) => typed.push('-'),
        // A numpad has no sign for an order: the point says that the digits are its number.
        (Key::Char('.'), Some(rest)) => *typed = rest.to_owned(),
        (Key::Char('.'), None) => typed.insert(0, '#'),
        (Key::Char(sign), _) => {
            let first = typed.is_empty() && "@#".contains(sign);
            let short = typed.chars().count() < TYPED_MAX;
            if short && (first || sign.is_alphanumeric()) {
                typed.push(sign);
            }
        }
        _ => {}
    }
    true
}

/// The unpaid open orders of a table, the oldest first.
pub fn table_orders(front: &Front, table: &str) -> Vec<OrderId> {
    let open = front.desk.state.open_orders(front.now.at);
    let mut here: Vec<&Order> =
        open.filter(|order| order.table.as_deref() == Some(table) && !order.is_paid()).collect();
    here.sort_by_key(|order| order.opened.as_ref().map(|stamp| stamp.at));
    here.into_iter().map(|order| order.id).collect()
}

/// Moves everything on an order into another and puts that one on the screen.
pub fn merge(front: &mut Front, from: OrderId, to: OrderId) -> Turn {
    let title =
        |front: &Front, id| front.desk.state.order(id).map_or_else(String::new, Order::title);
    let Some(order) = front.desk.state.order(from).cloned() else { return Turn::close() };
    let Some(into) = front.desk.state.order(to).cloned() else { return Turn::close() };
    let command: Command = parting::merge(&order, to, || front.desk.mint());
    match front.act(&command) {
        Ok((_, effects)) => {
            let (gone, stays) = (title(front, from), title(front, to));
            let back = parting::unmerge(&order, &into, &command);
            let undo = Undo::merge(to, back, format!("{gone} into {stays}"));
            let sentence = format!("{gone} is part of {stays} now.");
            let turn = Turn::then(Then::Take(to)).with(effects).say(MessageKind::Undo, sentence);
            Turn { undo: Some(undo), ..turn }
        }
        Err(rejection) => words::refused(&rejection),
    }
}

impl Over for MoveTo {
    fn update(&mut self, front: &mut Front, input: &Input) -> Turn {
        let Input::Press(press) = input else { return Turn::stay() };
        if press.key == Key::Enter {
            return self.enter(front);
        }
        if press.key == Key::Esc || !type_target(&mut self.typed, press.key) {
            return Turn::close();
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
        let title = format!("MOVE OR MERGE  {} {}", order.title(), order.place());
        let panel = Panel::new(&title).focused(true).separators(&[6]);
        let mut sheet = Sheet::open(pen, hits, place(area, 14, 5, (52, 10)), &panel);
        sheet.text(3, 1, "Which table or order?   ", Role::Strong);
        sheet.text(27, 1, &self.typed, Role::Strong);
        let at = u16::try_from(self.typed.chars().count()).unwrap_or(0);
        let caret = sheet.area(27 + at, 1, 1, 1);
        sheet.text(3, 3, &self.words(front), Role::Text);
        sheet.keyed(3, 6, "[Enter] Move   [.] table or order", Role::Text);
        sheet.keyed(3, 7, "[Esc]   Back", Role::Text);
        Some(Position::new(caret.x, caret.y))
    }

    fn keys(&self, _front: &Front) -> Vec<KeyEntry> {
        vec![
            KeyEntry::new("Type", "Table or #order"),
            KeyEntry::new("Enter", "Move").keep(),
            KeyEntry::new("Esc", "Back").keep(),
        ]
    }

    fn is_typing(&self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::command::Opening;
    use crate::domain::order::Status;
    use crate::tui::counter::overlay::fixture::{
        drawn, front, known, next, order, order_at, press,
    };

    #[test]
    fn an_order_goes_to_a_free_table_or_into_the_order_of_a_taken_one() {
        let mut front = front();
        let opening = Opening { table: Some("7".to_owned()), ..Opening::default() };
        let seated = order_at(&mut front, opening, &[("42", 1)]);
        let takeaway = order(&mut front, &[("12", 2)]);
        let mut over = MoveTo::open(&front, takeaway).unwrap();
        let free = next(&mut over, &mut front, "9");
        assert_eq!(free, Then::Stay);
        assert!(drawn(&over, &front).contains("A2 moves to table 9, which is free"));
        let turn = press(&mut over, &mut front, "Enter");
        assert!(
            matches!(turn.then, Then::Change(change) if change.table == Some(Some("9".to_owned())))
        );
        press(&mut over, &mut front, "Backspace 7");
        assert!(drawn(&over, &front).contains("A2 goes into A1 TABLE 7"));
        let turn = press(&mut over, &mut front, "Enter");
        assert_eq!(turn.then, Then::Take(seated));
        assert_eq!(turn.say.unwrap().text, "A2 is part of A1 now.");
        assert_eq!(known(&front, takeaway).status(), Status::Merged);
        assert_eq!(known(&front, seated).live_lines().count(), 2);
    }

    #[test]
    fn a_number_names_an_order_also_from_a_numpad() {
        let mut front = front();
        let one = order(&mut front, &[("42", 1)]);
        let two = order(&mut front, &[("12", 2)]);
        let mut over = MoveTo::open(&front, two).unwrap();
        press(&mut over, &mut front, "1 .");
        assert!(drawn(&over, &front).contains("A2 goes into A1"));
        assert_eq!(next(&mut over, &mut front, "Enter"), Then::Take(one));
    }
}

//! Orders that were closed on an older day: read from the disk, a day earlier or later by a key.

use super::Orders;
use crate::domain::order::Order;
use crate::domain::time::Day;
use crate::tui::counter::turn::Turn;
use crate::tui::front::Front;

impl Orders {
    /// What was closed on a day, the latest first, as far as it is read.
    pub(super) fn of_day<'f>(&self, front: &'f Front, day: Day) -> Vec<&'f Order> {
        let today = front.desk.state.settings().clock().day(front.now.at);
        let query = front.query(&self.wanted(day));
        let mut orders = front.orders_like(&query);
        orders.retain(|order| !order.is_open(today));
        orders.sort_by_key(|order| std::cmp::Reverse(order.opened.as_ref().map(|one| one.at)));
        orders
    }

    /// What is asked of the disk: the day, and what is typed into the filter.
    fn wanted(&self, day: Day) -> String {
        format!("{day} {}", self.filter)
    }

    /// A day earlier or later, at most today.
    pub(super) fn other_day(&mut self, front: &mut Front, later: bool) -> Turn {
        let today = front.desk.state.settings().clock().day(front.now.at);
        let shown = self.day.unwrap_or(today);
        let next = if later { shown.after() } else { shown.before() };
        self.day = (next < today).then_some(next);
        self.chosen = None;
        self.read_day(front)
    }

    /// Has the day read that is shown, when it is an older one.
    pub(super) fn read_day(&self, front: &mut Front) -> Turn {
        let Some(day) = self.day else { return Turn::stay() };
        Turn::stay().with(front.look_for(&self.wanted(day)))
    }
}

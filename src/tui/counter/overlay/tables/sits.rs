//! Who sits at a table: its open orders, and how they stand in one word.

use crate::domain::money::Money;
use crate::domain::order::{Line, Order};
use crate::domain::time::At;
use crate::tui::counter::overlay::words;
use crate::tui::front::Front;
use crate::tui::theme::Role;

/// How a table stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stand {
    /// Nobody sits there.
    Free,
    /// Something is ordered.
    Open,
    /// Food waits in the kitchen.
    Ready,
    /// The guests wait too long.
    Late,
    /// The bill was printed.
    Bill,
    /// Paid; the kitchen is not done yet.
    Paid,
    /// Two counters opened it at once.
    Several,
}

impl Stand {
    /// The sign in the frame.
    pub(super) const fn sign(self) -> &'static str {
        match self {
            Self::Ready => "*",
            Self::Late => "!!",
            Self::Free | Self::Open | Self::Bill | Self::Paid | Self::Several => "",
        }
    }

    pub(super) const fn role(self) -> Role {
        match self {
            Self::Free => Role::Muted,
            Self::Open | Self::Paid => Role::Text,
            Self::Ready => Role::Ok,
            Self::Late => Role::Danger,
            Self::Bill | Self::Several => Role::Warn,
        }
    }
}

/// The open orders of a table, the oldest first.
#[derive(Debug, Clone)]
pub(super) struct Sit<'f> {
    /// The table.
    pub(super) name: String,
    /// Its orders.
    pub(super) orders: Vec<&'f Order>,
}

/// A line whose food waits at the kitchen.
fn waits(line: &Line) -> bool {
    line.is_live() && line.is_prepared() && line.ready.is_some() && line.served.is_none()
}

impl<'f> Sit<'f> {
    pub(super) fn of(front: &'f Front, name: &str) -> Self {
        let here = |order: &&Order| order.table.as_deref() == Some(name);
        let mut orders: Vec<&Order> =
            front.desk.state.open_orders(front.now.at).filter(here).collect();
        // Who is paid needs nobody any more: what is still due comes first.
        orders.sort_by_cached_key(|order| {
            (order.is_paid(), order.opened.as_ref().map(|stamp| stamp.at))
        });
        Self { name: name.to_owned(), orders }
    }

    pub(super) fn first(&self) -> Option<&'f Order> {
        self.orders.first().copied()
    }

    /// The next order of which something is due.
    pub(super) fn second(&self) -> Option<&'f Order> {
        self.orders.get(1).copied().filter(|order| !order.is_paid())
    }

    /// The unpaid bills of the first order, itself among them.
    pub(super) fn bills(&self) -> impl Iterator<Item = &'f Order> {
        let first = self.first().and_then(|order| order.number.as_ref());
        self.orders.iter().copied().filter(move |order| {
            let kin = order.number.as_ref().zip(first).is_some_and(|(one, two)| one.is_kin(two));
            kin && !order.is_paid()
        })
    }

    /// True when orders stand here that were opened apart; the bills of one order belong together.
    pub(super) fn is_several(&self) -> bool {
        let due = self.orders.iter().filter(|order| !order.is_paid()).count();
        due > 1 && self.bills().count() < due
    }

    /// Since when somebody sits there.
    pub(super) fn since(&self) -> Option<At> {
        self.first().and_then(|order| order.opened.as_ref()).map(|stamp| stamp.at)
    }

    pub(super) fn stand(&self, now: At) -> Stand {
        let Some(first) = self.first() else { return Stand::Free };
        if self.is_several() {
            Stand::Several
        } else if self.orders.iter().any(|order| words::is_late(order, now)) {
            Stand::Late
        } else if self.orders.iter().flat_map(|order| &order.lines).any(waits) {
            Stand::Ready
        } else if first.is_paid() {
            Stand::Paid
        } else if self.bills().all(|order| order.billed.is_some()) {
            Stand::Bill
        } else {
            Stand::Open
        }
    }

    /// The first row of its cell.
    pub(super) fn word(&self, now: At) -> String {
        let age = self.since().map(|at| words::age(at, now)).unwrap_or_default();
        match self.stand(now) {
            Stand::Free => "free".to_owned(),
            Stand::Open => format!("OPEN {age}"),
            Stand::Ready => "READY".to_owned(),
            Stand::Late => format!("LATE {age}"),
            Stand::Bill => format!("BILL {age}"),
            Stand::Paid => format!("PAID {age}"),
            Stand::Several => {
                let due = self.orders.iter().filter(|order| !order.is_paid()).count();
                format!("{due} orders,")
            }
        }
    }

    pub(super) fn total(&self) -> Money {
        let paid = self.first().is_some_and(Order::is_paid);
        let shown = self.orders.iter().filter(|order| order.is_paid() == paid);
        let totals = shown.filter_map(|order| order.totals().ok());
        Money::sum(totals.map(|totals| totals.total)).unwrap_or_default()
    }

    pub(super) fn guests(&self) -> u32 {
        self.orders.iter().filter_map(|order| order.guests).fold(0, u32::saturating_add)
    }

    /// The letter of the counter that opened it, when that is another one.
    pub(super) fn letter(&self, front: &Front) -> Option<String> {
        let order = self.first()?;
        let mine = order.opened.as_ref()?.terminal == front.desk.state.me.terminal;
        let letter = order.number.as_ref().map(|number| number.letter.to_string());
        letter.filter(|_| !mine)
    }

    pub(super) fn who(&self, front: &Front) -> String {
        let server = self.first().and_then(Order::server);
        server.map_or_else(String::new, |staff| front.desk.state.staff_name(staff))
    }

    /// `Table 7: 1 Fish and chips, 2 Quiche READY since 14:28`.
    pub(super) fn ready_words(&self, front: &Front) -> Option<String> {
        let ready: Vec<&Line> = self
            .orders
            .iter()
            .flat_map(|order| order.lines.iter())
            .filter(|line| waits(line))
            .collect();
        let since = ready.iter().filter_map(|line| line.ready).min()?;
        let items: Vec<String> =
            ready.iter().map(|line| format!("{} {}", line.standing(), line.sold.name)).collect();
        let time = front.desk.state.settings().clock().hours_minutes(since);
        Some(format!("Table {}: {} READY since {time}", self.name, items.join(", ")))
    }
}

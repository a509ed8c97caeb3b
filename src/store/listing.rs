//! Lists of orders by what somebody wishes to see, the same for commands and for calls of a hub.

use std::sync::Arc;

use super::error::StoreError;
use super::orders::{OrderFilter, Page};
use super::read::Reader;
use crate::domain::currency::Currency;
use crate::domain::order::{Order, Status};
use crate::domain::search::{PERSONS_MAX, Query};
use crate::domain::time::Day;

/// Which orders somebody wishes to see. What is named must all hold; with nothing named the open
/// orders are meant.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Wish {
    /// Words: a number, a receipt, an amount, a table, a name, an item, a day.
    pub words: String,
    /// Words that find customers, whose orders are meant.
    pub customer: Option<String>,
    /// Only open orders.
    pub open: bool,
    /// Also orders that need nobody any more.
    pub all: bool,
    /// From this business day on.
    pub from: Option<Day>,
    /// Up to this business day.
    pub to: Option<Day>,
    /// Whose food stands so.
    pub status: Option<Status>,
    /// How many of them to leave out before the first.
    pub skip: u64,
    /// At most this many.
    pub limit: u32,
}

impl Wish {
    fn takes(&self, order: &Order) -> bool {
        self.from.is_none_or(|day| order.day() >= Some(day))
            && self.to.is_none_or(|day| order.day() <= Some(day))
            && self.status.is_none_or(|status| order.status() == status)
    }

    fn page<T>(&self, orders: impl Iterator<Item = T>) -> Vec<T> {
        let skip = usize::try_from(self.skip).unwrap_or(usize::MAX);
        orders.skip(skip).take(usize::try_from(self.limit).unwrap_or(usize::MAX)).collect()
    }
}

/// What was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed {
    /// The orders, the latest first.
    pub orders: Vec<Arc<Order>>,
    /// Whether nothing was left unread; else there may be more, and a day finds them.
    pub all: bool,
}

impl Reader {
    /// The orders that somebody wishes to see on the business day `today`.
    ///
    /// # Errors
    /// As the database says.
    pub fn wished(
        &mut self,
        wish: &Wish,
        today: Day,
        currency: Currency,
    ) -> Result<Listed, StoreError> {
        if let Some(customer) = &wish.customer {
            return self.of_customers(wish, customer);
        }
        if !wish.words.trim().is_empty() {
            return self.found(wish, today, currency);
        }
        let named = wish.from.is_some() || wish.to.is_some() || wish.status.is_some();
        let open = wish.open || !(wish.all || named);
        let filter = OrderFilter {
            from: wish.from,
            to: wish.to,
            status: wish.status,
            open_on: open.then_some(today),
            exceptions: false,
        };
        let orders = self.orders_list(&filter, Page { skip: wish.skip, rows: wish.limit })?;
        Ok(Listed { orders: orders.into_iter().map(Arc::new).collect(), all: true })
    }

    /// What matches, by the search of the counter.
    fn found(&self, wish: &Wish, today: Day, currency: Currency) -> Result<Listed, StoreError> {
        let mut query = Query::read(&wish.words, today, currency);
        query.day = wish.from.filter(|_| wish.from == wish.to).or(query.day);
        query.open_on = wish.open.then_some(today);
        let found = self.search(&query)?;
        let orders = wish.page(found.orders.into_iter().filter(|order| wish.takes(order)));
        Ok(Listed { orders, all: found.all })
    }

    /// The orders of the customers that are meant.
    fn of_customers(&self, wish: &Wish, words: &str) -> Result<Listed, StoreError> {
        let most = wish.skip.saturating_add(u64::from(wish.limit));
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        let mut orders = Vec::new();
        for person in self.persons_like(words, PERSONS_MAX)? {
            orders.extend(self.orders_of(person.id, most)?.into_iter().map(Arc::new));
        }
        orders.retain(|order| wish.takes(order));
        orders.sort_by_key(|order| std::cmp::Reverse(order.opened.as_ref().map(|one| one.at)));
        Ok(Listed { orders: wish.page(orders.into_iter()), all: true })
    }
}

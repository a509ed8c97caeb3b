//! How two terminals compare what they know, by eye.

use super::State;
use crate::domain::envelope::Hash;
use crate::domain::time::At;

impl State {
    /// Eight hex digits that are equal on two terminals that know the same of the site and of
    /// its open orders.
    pub fn digest(&self, now: At) -> String {
        let mut text = format!("{:?}{:?}", self.settings.last(), self.menu.last());
        for order in self.open_orders(now) {
            for fact in self.orders.facts(order.id) {
                let key = fact.sort_key();
                text.push_str(&key.hlc.to_string());
                text.push_str(&key.terminal.to_string());
                text.push_str(&key.seq.to_string());
            }
        }
        Hash::of(text.as_bytes()).to_string().chars().take(8).collect()
    }
}

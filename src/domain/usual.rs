//! What a returning guest usually has, learnt from that guest's paid orders.

use std::collections::BTreeMap;

use super::choice::{self, Choice};
use super::command::NewLine;
use super::customer::Person;
use super::id::LineId;
use super::menu::Menu;
use super::money::Quantity;
use super::order::Order;
use super::settings::Settings;

/// The most orders of a guest that are looked at, the latest first.
pub const USUAL_ORDERS_MAX: usize = 30;

/// How often a set or an item must have come to be usual.
const OFTEN: usize = 2;

/// The most lines of a usual order.
const LINES_MAX: usize = 12;

/// A customer with what the shop knows of the visits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guest {
    /// Who.
    pub person: Person,
    /// How many orders were paid.
    pub visits: u64,
    /// What this guest usually has.
    pub usual: Option<Usual>,
}

/// One thing of a usual order.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct UsualLine {
    /// The code of the item.
    pub item: String,
    /// Its name when it was sold last.
    pub name: String,
    /// Its options, as commands take them.
    pub options: Vec<Choice>,
    /// The names of the options that stand out.
    pub with: Vec<String>,
    /// How much.
    pub quantity: Quantity,
}

impl UsualLine {
    /// `2 Cappuccino oat`.
    pub fn words(&self) -> String {
        let mut words = vec![self.quantity.to_string(), self.name.clone()];
        words.extend(self.with.iter().cloned());
        words.join(" ")
    }
}

/// What a guest usually has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Usual {
    /// The things, in the order of the latest sale.
    pub lines: Vec<UsualLine>,
    /// In how many of the orders that were looked at it came like this; once for a guest who has
    /// been here once.
    pub times: usize,
}

impl Usual {
    /// `2 Cappuccino oat, 1 Croissant`.
    pub fn words(&self) -> String {
        let words: Vec<String> = self.lines.iter().map(UsualLine::words).collect();
        words.join(", ")
    }
}

/// The usual of a guest whose orders these are, the latest first: the whole order that came most
/// often, else the things that came most often, else what the only order was. Of several that came
/// equally often the latest counts. Orders that were not paid, and what was voided, do not.
pub fn learn(orders: &[Order]) -> Option<Usual> {
    let paid = orders.iter().take(USUAL_ORDERS_MAX).filter(|order| order.is_paid());
    let visits: Vec<Vec<UsualLine>> =
        paid.map(lines_of).filter(|lines| !lines.is_empty()).collect();
    let same = |one: &[UsualLine], other: &[UsualLine]| key(one) == key(other);
    let count = |lines: &[UsualLine]| visits.iter().filter(|other| same(lines, other)).count();
    // The latest of the most frequent: `max_by_key` answers the last, so it goes backwards.
    let best = visits.iter().rev().max_by_key(|lines| count(lines))?;
    let times = count(best);
    if times >= OFTEN || visits.len() == 1 {
        return Some(Usual { lines: best.clone(), times });
    }
    let mut things: BTreeMap<(String, Vec<Choice>), Vec<&UsualLine>> = BTreeMap::new();
    for line in visits.iter().flatten() {
        things.entry((line.item.clone(), line.options.clone())).or_default().push(line);
    }
    let mut often: Vec<Vec<&UsualLine>> =
        things.into_values().filter(|came| came.len() >= OFTEN).collect();
    often.sort_by_key(|came| std::cmp::Reverse(came.len()));
    let times = often.first().map_or(0, Vec::len);
    let lines: Vec<UsualLine> = often
        .iter()
        .filter_map(|came| came.first())
        .take(LINES_MAX)
        .map(|l| (*l).clone())
        .collect();
    (!lines.is_empty()).then_some(Usual { lines, times })
}

/// What stands on an order, same things together.
fn lines_of(order: &Order) -> Vec<UsualLine> {
    let mut lines: Vec<UsualLine> = Vec::new();
    for line in order.live_lines().filter(|line| line.standing().is_positive()) {
        let Some(item) = line.sold.item.clone() else { continue };
        let options = choice::of_options(Some(&item), &line.options);
        let quantity = line.standing();
        if let Some(known) =
            lines.iter_mut().find(|known| known.item == item && known.options == options)
        {
            known.quantity = known.quantity.plus(quantity);
            continue;
        }
        let shown = choice::shown(&line.options);
        let with = shown.iter().map(choice::Shown::words).collect();
        let name = line.sold.name.clone();
        lines.push(UsualLine { item, name, options, with, quantity });
    }
    lines.truncate(LINES_MAX);
    lines
}

/// What two orders are compared by: things, options and quantities, in any order.
fn key(lines: &[UsualLine]) -> Vec<(&str, &[Choice], Quantity)> {
    let mut key: Vec<_> = lines
        .iter()
        .map(|line| (line.item.as_str(), line.options.as_slice(), line.quantity))
        .collect();
    key.sort();
    key
}

/// What can be had of a usual order today, each line with its words, and what cannot, in words.
/// `mint` makes the identity of each line; `is_86` knows what is sold out.
pub fn today(
    usual: &Usual,
    (menu, settings): (&Menu, &Settings),
    is_86: impl Fn(&str) -> bool,
    mut mint: impl FnMut() -> Option<LineId>,
) -> (Vec<(NewLine, String)>, Vec<String>) {
    let (mut lines, mut left_out) = (Vec::new(), Vec::new());
    for line in &usual.lines {
        let Some(item) = menu.item(&line.item) else {
            left_out.push(format!("{} (not on the menu)", line.name));
            continue;
        };
        if is_86(&line.item) {
            left_out.push(format!("{} (sold out)", item.name));
        } else if choice::complete(menu, item, &line.options, settings).is_err() {
            left_out.push(format!("{} (other options now)", item.name));
        } else if let Some(id) = mint() {
            let new = NewLine {
                line: id,
                item: line.item.clone(),
                options: Some(line.options.clone()),
                quantity: line.quantity,
                note: None,
                allergy: None,
                of: None,
                seat: None,
                course: None,
            };
            lines.push((new, line.words()));
        }
    }
    (lines, left_out)
}

#[cfg(test)]
mod tests;

//! All-day: how many of each dish are still to be made over all tickets of a station.

use std::collections::BTreeMap;

use super::{Card, CardLine, CardState, Mark};
use crate::domain::money::Quantity;

/// One dish over all tickets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dish {
    /// Its name.
    pub name: String,
    /// How much of it is still to be made.
    pub quantity: Quantity,
    /// What guests must not get, and in how many lines that is said.
    pub allergies: Vec<(i64, String)>,
    /// Options and notes that differ from the usual, with how much of each.
    pub changes: Vec<(Quantity, String)>,
}

/// What is still to be made.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AllDay {
    /// The dishes, the largest number first.
    pub dishes: Vec<Dish>,
    /// Pieces of all dishes.
    pub pieces: i64,
    /// Tickets in which something is still to be made.
    pub tickets: usize,
    /// What comes next of the first dish: how much, its name, the number of the order.
    pub next: Option<(Quantity, String, String)>,
}

fn is_open(line: &CardLine) -> bool {
    matches!(line.mark, Mark::Waiting | Mark::Cooking)
}

/// Sums what the cards of a station still need, held courses left out.
pub fn all_day(cards: &[Card]) -> AllDay {
    let mut sum = AllDay::default();
    let mut by_name: BTreeMap<&str, Dish> = BTreeMap::new();
    let mut order: Vec<&str> = Vec::new();
    for card in cards {
        let open: Vec<&CardLine> = card.lines.iter().filter(|line| is_open(line)).collect();
        sum.tickets = sum.tickets.saturating_add(usize::from(!open.is_empty()));
        for line in open {
            sum.pieces = sum.pieces.saturating_add(line.quantity.count());
            let dish = by_name.entry(&line.name).or_insert_with(|| {
                order.push(&line.name);
                Dish {
                    name: line.name.clone(),
                    quantity: Quantity::ZERO,
                    allergies: Vec::new(),
                    changes: Vec::new(),
                }
            });
            add(dish, line);
        }
    }
    sum.dishes = order.iter().filter_map(|name| by_name.remove(name)).collect();
    // Of equal numbers those with an allergy come first.
    let key = |dish: &Dish| (std::cmp::Reverse(dish.quantity), dish.allergies.is_empty());
    sum.dishes.sort_by_key(key);
    sum.next = sum.dishes.first().and_then(|dish| next(cards, &dish.name));
    sum
}

fn add(dish: &mut Dish, line: &CardLine) {
    dish.quantity = dish.quantity.plus(line.quantity);
    if let Some(allergy) = &line.allergy {
        match dish.allergies.iter_mut().find(|(_, known)| known == allergy) {
            Some((count, _)) => *count = count.saturating_add(1),
            None => dish.allergies.push((1, allergy.clone())),
        }
    }
    // A word of courtesy makes no difference to what is cooked.
    let note = line.note.as_deref().map(|note| note.trim_end_matches(" please"));
    for words in line.options.iter().map(String::as_str).chain(note) {
        match dish.changes.iter_mut().find(|(_, known)| known == words) {
            Some((quantity, _)) => *quantity = quantity.plus(line.quantity),
            None => dish.changes.push((line.quantity, words.to_owned())),
        }
    }
}

/// The first line of a dish that nobody has begun.
fn next(cards: &[Card], name: &str) -> Option<(Quantity, String, String)> {
    let waits = |line: &&CardLine| line.name == name && line.mark == Mark::Waiting;
    cards.iter().filter(|card| card.state != CardState::Void).find_map(|card| {
        let line = card.lines.iter().find(waits)?;
        Some((line.quantity, line.name.clone(), card.number.clone()))
    })
}

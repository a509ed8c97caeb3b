//! Slots of tickets, and the protection against targets that move under the finger.

use std::collections::BTreeMap;

use crate::domain::id::OrderId;

/// A digit or tap this many milliseconds after the screen moved by itself means what stood there.
pub(super) const PROTECTED_MS: u64 = 700;

/// Which ticket stands in which slot, over all pages, and how the page looked a moment ago. A
/// ticket that is longer than its slot stands in the ones behind it too.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Rail {
    slots: Vec<Option<OrderId>>,
    /// Pages as they were shown until a moment, the earliest first.
    past: Vec<(u64, Vec<Option<OrderId>>)>,
}

impl Rail {
    pub(super) fn slots(&self) -> &[Option<OrderId>] {
        &self.slots
    }

    pub(super) fn slot_of(&self, order: OrderId) -> Option<usize> {
        self.slots.iter().position(|slot| *slot == Some(order))
    }

    /// Which part of its ticket stands in a slot, from 0, and how many parts there are.
    pub(super) fn part(&self, slot: usize) -> (usize, usize) {
        let Some(Some(order)) = self.slots.get(slot) else { return (0, 1) };
        let first = self.slot_of(*order).unwrap_or(slot);
        let parts = self.slots.iter().filter(|other| **other == Some(*order)).count();
        (slot.saturating_sub(first), parts)
    }

    /// Takes over the order of the board, each ticket with the rows it needs; `rooms` are the rows
    /// of each slot of a page. Packed slots follow the board; sticky ones keep their tickets, and
    /// the oldest waiting ones fill what is free. No ticket goes over the end of a page.
    pub(super) fn sync(&mut self, tickets: &[(OrderId, usize)], sticky: bool, rooms: &[usize]) {
        if sticky {
            self.sync_sticky(tickets, rooms);
            return;
        }
        self.slots.clear();
        for (order, rows) in tickets {
            let cells = cells(*rows, self.slots.len(), rooms);
            self.slots.extend(std::iter::repeat_n(Some(*order), cells));
        }
    }

    fn sync_sticky(&mut self, tickets: &[(OrderId, usize)], rooms: &[usize]) {
        let firsts: BTreeMap<OrderId, usize> =
            tickets.iter().filter_map(|(id, _)| Some((*id, self.slot_of(*id)?))).collect();
        let most = (self.slots.len() + tickets.len() + 1) * rooms.len().max(1);
        let mut slots: Vec<Option<OrderId>> = vec![None; most];
        for (order, first) in &firsts {
            slots[*first] = Some(*order);
        }
        for (order, rows) in tickets {
            if let Some(first) = firsts.get(order) {
                let end = first + cells(*rows, *first, rooms);
                let free = slots[first + 1..end].iter().take_while(|slot| slot.is_none()).count();
                slots[*first..=first + free].fill(Some(*order));
            }
        }
        for (order, rows) in tickets.iter().filter(|(order, _)| !firsts.contains_key(order)) {
            let free = |first: &usize| {
                let end = first + cells(*rows, *first, rooms);
                fits(*rows, *first, rooms) && slots[*first..end].iter().all(Option::is_none)
            };
            let Some(first) = (0..self.slots.len() + tickets.len()).find(free) else { continue };
            let end = first + cells(*rows, first, rooms);
            slots[first..end].fill(Some(*order));
        }
        while slots.last() == Some(&None) {
            slots.pop();
        }
        self.slots = slots;
    }

    /// The ticket in a slot, or the nearest one before or after it.
    pub(super) fn near(&self, slot: usize) -> Option<OrderId> {
        let from = slot.min(self.slots.len().saturating_sub(1));
        let after = self.slots.iter().skip(from).find_map(|order| *order);
        after.or_else(|| self.slots.iter().take(from).rev().find_map(|order| *order))
    }

    /// Remembers the page from before a change that came by itself, if a ticket moved in it.
    pub(super) fn moved(
        &mut self,
        before: Vec<Option<OrderId>>,
        after: &[Option<OrderId>],
        mono: u64,
    ) {
        self.past.retain(|(until, _)| mono.saturating_sub(*until) < PROTECTED_MS);
        let moves = before
            .iter()
            .enumerate()
            .any(|(at, order)| order.is_some() && after.get(at).copied().flatten() != *order);
        if moves {
            self.past.push((mono, before));
        }
    }

    /// The change was the cook's own: what is seen is what is meant.
    pub(super) fn settled(&mut self) {
        self.past.clear();
    }

    /// The ticket that is meant by a slot of the page now: the one that stood there before the
    /// screen moved, for a moment, else the one in `shown`.
    pub(super) fn meant(
        &self,
        slot: usize,
        shown: &[Option<OrderId>],
        mono: u64,
    ) -> Option<OrderId> {
        let earlier = self
            .past
            .iter()
            .find(|(until, _)| mono.saturating_sub(*until) < PROTECTED_MS)
            .and_then(|(_, page)| page.get(slot).copied().flatten());
        earlier.or_else(|| shown.get(slot).copied().flatten())
    }
}

/// How many slots a ticket of so many rows takes from a slot on, within its page.
fn cells(rows: usize, first: usize, rooms: &[usize]) -> usize {
    let start = first % rooms.len().max(1);
    let mut left = rows;
    let mut taken = 0;
    for room in rooms.iter().skip(start) {
        taken += 1;
        left = left.saturating_sub(*room);
        if left == 0 {
            break;
        }
    }
    taken.max(1)
}

/// Whether a ticket of so many rows has its room before its page ends, or has a whole page.
fn fits(rows: usize, first: usize, rooms: &[usize]) -> bool {
    let start = first % rooms.len().max(1);
    start == 0 || rooms.iter().skip(start).sum::<usize>() >= rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::id::{Boot, TerminalId, Uid};

    fn order(counter: u64) -> OrderId {
        OrderId(Uid { terminal: TerminalId(1), boot: Boot(1), counter })
    }

    fn shape(rail: &Rail) -> Vec<u64> {
        rail.slots().iter().map(|slot| slot.map_or(0, |order| order.0.counter)).collect()
    }

    #[test]
    fn long_tickets_take_the_next_slots_of_their_page() {
        let mut rail = Rail::default();
        let tickets = [(order(1), 1), (order(2), 2), (order(3), 1), (order(4), 3)];
        rail.sync(&tickets, false, &[1; 4]);
        assert_eq!(shape(&rail), [1, 2, 2, 3, 4, 4, 4]);
        assert_eq!((rail.part(1), rail.part(2), rail.part(3)), ((0, 2), (1, 2), (0, 1)));
        rail.sync(&tickets, false, &[1; 3]);
        assert_eq!(shape(&rail), [1, 2, 2, 3, 4, 4], "the page ends before its third part");
    }

    #[test]
    fn a_ticket_takes_as_many_slots_as_its_rows_need() {
        assert_eq!(cells(0, 0, &[9, 9, 8, 8]), 1);
        assert_eq!(cells(18, 0, &[9, 9, 8, 8]), 2);
        assert_eq!(cells(18, 2, &[9, 9, 8, 8]), 2, "the page ends");
        assert_eq!(cells(18, 5, &[9, 9, 8, 8]), 3, "slots of the second page are like the first");
    }

    #[test]
    fn sticky_tickets_stay_and_grow_into_what_is_free() {
        let mut rail = Rail::default();
        rail.sync(&[(order(1), 1), (order(2), 1), (order(3), 1)], true, &[1; 4]);
        rail.sync(&[(order(2), 1), (order(3), 2)], true, &[1; 4]);
        assert_eq!(shape(&rail), [0, 2, 3, 3]);
        rail.sync(&[(order(2), 1), (order(3), 1), (order(4), 2), (order(5), 1)], true, &[1; 4]);
        assert_eq!(shape(&rail), [5, 2, 3, 0, 4, 4], "a pair finds its two slots together");
    }
}

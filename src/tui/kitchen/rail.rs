//! Slots of tickets, and the protection against targets that move under the finger.

use crate::domain::id::OrderId;

/// A digit or tap this many milliseconds after the screen moved by itself means what stood there.
pub(super) const PROTECTED_MS: u64 = 700;

/// Which ticket stands in which slot, over all pages, and how the page looked a moment ago.
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

    /// Takes over the order of the board. Packed slots follow it; sticky ones keep their tickets,
    /// and the oldest waiting ones fill what is free.
    pub(super) fn sync(&mut self, orders: &[OrderId], sticky: bool) {
        if !sticky {
            self.slots = orders.iter().copied().map(Some).collect();
            return;
        }
        for slot in &mut self.slots {
            *slot = slot.filter(|order| orders.contains(order));
        }
        let missing: Vec<OrderId> =
            orders.iter().copied().filter(|order| self.slot_of(*order).is_none()).collect();
        for order in missing {
            match self.slots.iter_mut().find(|slot| slot.is_none()) {
                Some(free) => *free = Some(order),
                None => self.slots.push(Some(order)),
            }
        }
        while self.slots.last() == Some(&None) {
            self.slots.pop();
        }
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

//! When the bell rings: for new tickets until somebody shows that they noticed, once for late ones.

use std::collections::BTreeSet;

use crate::domain::board::Card;
use crate::domain::id::{OrderId, SendId};

/// What was heard and what still rings.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Bell {
    pub(super) on: bool,
    known: BTreeSet<(OrderId, SendId)>,
    late: BTreeSet<OrderId>,
    /// The last ring for new tickets, and how many rings there were.
    ringing: Option<(u64, u32)>,
}

/// What a look at the board found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct News {
    /// Orders with a send that was not seen before.
    pub(super) fresh: Vec<OrderId>,
    /// Orders that have just become late.
    pub(super) late: Vec<OrderId>,
}

impl Bell {
    pub(super) const fn new(on: bool) -> Self {
        Self { on, known: BTreeSet::new(), late: BTreeSet::new(), ringing: None }
    }

    /// Compares the board with what was seen, and remembers it.
    pub(super) fn seen(&mut self, cards: &[Card]) -> News {
        let mut news = News::default();
        let mut known = BTreeSet::new();
        for card in cards {
            let sends = card.ticket.sends.iter().map(|send| (card.order, *send));
            if sends.clone().any(|key| !self.known.contains(&key)) {
                news.fresh.push(card.order);
            }
            known.extend(sends);
            if card.late_ms.is_some() && self.late.insert(card.order) {
                news.late.push(card.order);
            }
        }
        // A ticket that comes back by recall was seen before: it must not ring like a new one.
        self.known.append(&mut known);
        news
    }

    /// A new ticket came: answers whether to ring now.
    pub(super) fn start(&mut self, mono: u64) -> bool {
        self.ringing = Some((mono, 1));
        self.on
    }

    /// Somebody pressed or tapped something.
    pub(super) fn silence(&mut self) {
        self.ringing = None;
    }

    /// Time passed: answers whether to ring again.
    pub(super) fn again(&mut self, mono: u64, every_ms: u64, times: u32) -> bool {
        let Some((last, rung)) = self.ringing else { return false };
        if rung >= times || mono.saturating_sub(last) < every_ms {
            return false;
        }
        self.ringing = Some((mono, rung + 1));
        self.on
    }
}

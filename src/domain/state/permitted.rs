//! Facts that their makers may not make: left out, also when that becomes known later.

use std::sync::Arc;

use super::{Me, State};
use crate::domain::envelope::Fact;
use crate::domain::folded::{Fold, Folded};
use crate::domain::id::{AggregateId, TerminalId, TerminalKind};
use crate::domain::order::Openness;
use crate::domain::permitted::Kinds;

fn out_of<K: Ord, T: Fold>(
    map: &mut std::collections::BTreeMap<K, Folded<T>>,
    unwanted: &impl Fn(&Fact) -> bool,
    found: &mut Vec<Arc<Fact>>,
) {
    for folded in map.values_mut() {
        found.extend(folded.take_out(unwanted));
    }
    // What nobody else has said anything about is not there at all.
    map.retain(|_, folded| !folded.facts().is_empty());
}

impl State {
    /// A terminal that knows nothing but itself and whose pairings go before all others.
    pub fn rooted(me: Me, root: Option<TerminalId>) -> Self {
        Self { kinds: Kinds::rooted(root), ..Self::new(me) }
    }

    /// What a terminal is, as its pairing says; `None` while that is not known here.
    pub fn kind_of(&self, terminal: TerminalId) -> Option<TerminalKind> {
        self.kinds.of(terminal)
    }

    /// The known facts that are left out because their makers may not make them.
    pub fn not_permitted(&self) -> impl Iterator<Item = &Arc<Fact>> {
        self.barred.values()
    }

    /// What a terminal is has become known: what it may not have made is taken out of every fold,
    /// and what it may have made after all is folded.
    pub(super) fn judge(&mut self) {
        let kinds = self.kinds.clone();
        let unwanted = |fact: &Fact| !kinds.permits(fact);
        let out = self.take_out(&unwanted);
        let back: Vec<Arc<Fact>> =
            self.barred.values().filter(|fact| kinds.permits(fact)).cloned().collect();
        self.barred.retain(|_, fact| !kinds.permits(fact));
        self.barred.extend(out.into_iter().map(|fact| (fact.sort_key(), fact)));
        for fact in back {
            // An order that is not loaded is read from the journal when it is asked for.
            let known = match &fact.aggregate {
                AggregateId::Order(id) => self.orders.has(*id) || fact.kind() == "order_opened",
                AggregateId::Shift(_)
                | AggregateId::Item(_)
                | AggregateId::Menu
                | AggregateId::Staff(_)
                | AggregateId::Terminal(_)
                | AggregateId::Settings
                | AggregateId::Person(_)
                | AggregateId::Other(_) => true,
            };
            if known {
                self.fold(&fact);
            }
        }
    }

    /// Takes facts out of every fold and answers them.
    pub(super) fn take_out(&mut self, unwanted: &impl Fn(&Fact) -> bool) -> Vec<Arc<Fact>> {
        let mut out = Vec::new();
        out_of(&mut self.items, unwanted, &mut out);
        out_of(&mut self.terminals, unwanted, &mut out);
        out_of(&mut self.staff, unwanted, &mut out);
        out_of(&mut self.people, unwanted, &mut out);
        out_of(&mut self.shifts, unwanted, &mut out);
        out.extend(self.menu.take_out(unwanted));
        out.extend(self.settings.take_out(unwanted));
        let orders = self.orders.take_out(unwanted);
        if !orders.is_empty() {
            self.note_openness();
        }
        out.extend(orders);
        out
    }

    /// Looks at every loaded order anew, whether it is open.
    fn note_openness(&mut self) {
        self.open = self
            .orders
            .orders()
            .filter_map(|order| match order.openness() {
                Openness::Closed => None,
                open @ (Openness::WhileRecent(_) | Openness::Open) => Some((order.id, open)),
            })
            .collect();
    }
}

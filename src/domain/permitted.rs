//! Who may make what: a pure table of kinds of facts and kinds of terminals, and what each terminal
//! is as its pairing says.
//!
//! A fact that its maker may not make is kept and passed on like any other, and left out of every
//! fold. What a terminal is may become known later than its facts: then they are folded anew.

use std::collections::BTreeMap;

use super::envelope::{Fact, SortKey};
use super::event::Event;
use super::id::{AggregateId, TerminalId, TerminalKind};

/// Raise it when the table changes: what lies in files is then looked through anew.
pub const TABLE_VERSION: i64 = 1;

/// What a fact is about, as far as it decides who may make it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Concern {
    /// What guests order.
    Order,
    /// Money, receipts and drawers.
    Money,
    /// The work of the kitchen, and what cannot be sold.
    Kitchen,
    /// Menu, staff, terminals, settings, persons.
    Site,
    /// The maker's own machine.
    Machine,
}

impl Concern {
    /// What an event is about.
    pub const fn of(event: &Event) -> Self {
        match event {
            Event::OrderOpened(_)
            | Event::OrderChanged(_)
            | Event::LineAdded(_)
            | Event::LineQuantitySet { .. }
            | Event::LineOptionsSet { .. }
            | Event::LineNoteSet { .. }
            | Event::LinePriced { .. }
            | Event::LineSplit { .. }
            | Event::LineRemoved { .. }
            | Event::LineRestored { .. }
            | Event::LineVoided(_)
            | Event::LineComped(_)
            | Event::DiscountApplied(_)
            | Event::DiscountRemoved { .. }
            | Event::DiscountRestored { .. }
            | Event::ServiceChargeSet { .. }
            | Event::OrderHeld {}
            | Event::OrderResumed {}
            | Event::OrderSent(_)
            | Event::LinesMoved(_)
            | Event::OrderCancelled { .. } => Self::Order,
            Event::PaymentTaken(_)
            | Event::PaymentFailed { .. }
            | Event::PaymentRefunded(_)
            | Event::TipAdded { .. }
            | Event::PaymentFlagged(_)
            | Event::ReceiptIssued { .. }
            | Event::ReceiptReprinted { .. }
            | Event::ShiftOpened(_)
            | Event::CashMoved(_)
            | Event::DrawerOpened { .. }
            | Event::ShiftCounted { .. }
            | Event::ShiftClosed(_) => Self::Money,
            Event::CourseFired { .. }
            | Event::OrderAccepted { .. }
            | Event::OrderRejected { .. }
            | Event::OrderPrioritised { .. }
            | Event::OrderCalled {}
            | Event::LinesRouted { .. }
            | Event::LineStarted { .. }
            | Event::LineReady { .. }
            | Event::LineServed { .. }
            | Event::LineStepUndone { .. }
            | Event::TicketBumped(_)
            | Event::TicketRecalled(_)
            | Event::Item86ed { .. }
            | Event::ItemRestored {} => Self::Kitchen,
            Event::MenuPublished { .. }
            | Event::StaffSaved(_)
            | Event::StaffDisabled { .. }
            | Event::TerminalPaired(_)
            | Event::TerminalRetired { .. }
            | Event::SettingsChanged(_)
            | Event::PersonalErased { .. } => Self::Site,
            Event::ClockDrifted { .. } => Self::Machine,
        }
    }
}

/// Whether a terminal of this kind may make facts about this.
pub const fn may_concern(kind: TerminalKind, concern: Concern) -> bool {
    match (kind, concern) {
        (TerminalKind::Counter | TerminalKind::Hub, _)
        | (TerminalKind::Kitchen, Concern::Kitchen | Concern::Machine) => true,
        (TerminalKind::Kitchen, Concern::Order | Concern::Money | Concern::Site)
        | (TerminalKind::Display, _) => false,
    }
}

/// Whether a terminal of this kind may make this fact.
pub const fn may(kind: TerminalKind, event: &Event) -> bool {
    may_concern(kind, Concern::of(event))
}

/// How much a pairing counts, the first before all others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rank {
    /// The root made it.
    Root,
    /// Another terminal than the paired one made it.
    Other,
    /// A terminal wrote it about itself.
    Own,
}

/// What each terminal is, as the pairings say.
///
/// A pairing made by somebody else goes before one that a terminal wrote about itself (as the
/// founder of a site does); among equals the first in the order of the fold counts, since the kind
/// is fixed for an identity's life. One made by a terminal that may not pair does not count. Of a
/// terminal without a pairing nothing is held against its facts: a hub, or one whose pairing comes
/// later.
///
/// Clocks can be set back, so the order alone could be forged by a terminal that was tampered with.
/// What the `root` has paired, the hub that paired this machine or this machine when it is one, goes
/// before all others, and nobody else says what the root is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Kinds {
    pairings: BTreeMap<SortKey, (TerminalId, TerminalId, TerminalKind)>,
    known: BTreeMap<TerminalId, TerminalKind>,
    root: Option<TerminalId>,
}

impl Kinds {
    /// Nothing is known yet but whose pairings go before all others.
    pub fn rooted(root: Option<TerminalId>) -> Self {
        Self { root, ..Self::default() }
    }

    /// Takes in a fact; answers the terminals whose kind is another than before.
    pub fn take(&mut self, fact: &Fact) -> Vec<TerminalId> {
        let Some(Event::TerminalPaired(paired)) = &fact.event else { return Vec::new() };
        if fact.aggregate != AggregateId::Terminal(paired.terminal) {
            return Vec::new();
        }
        let pairing = (fact.terminal, paired.terminal, paired.terminal_kind);
        let kept = self.pairings.entry(fact.sort_key()).or_insert(pairing);
        // Of one that was issued again there are two: the same one counts on every replica.
        *kept = (*kept).min(pairing);
        let before = std::mem::take(&mut self.known);
        self.known = self.judged();
        let all = before.keys().chain(self.known.keys());
        let mut moved: Vec<TerminalId> =
            all.filter(|id| before.get(id) != self.known.get(id)).copied().collect();
        moved.sort_unstable();
        moved.dedup();
        moved
    }

    fn judged(&self) -> BTreeMap<TerminalId, TerminalKind> {
        let mut kinds: BTreeMap<TerminalId, TerminalKind> = BTreeMap::new();
        for rank in [Rank::Root, Rank::Other, Rank::Own] {
            for (maker, paired, kind) in self.pairings.values() {
                let known = kinds.get(maker).copied();
                let may_pair = known.is_none_or(|known| may_concern(known, Concern::Site));
                if self.rank(*maker, *paired) == Some(rank) && may_pair {
                    kinds.entry(*paired).or_insert(*kind);
                }
            }
        }
        kinds
    }

    /// How much a pairing counts; `None` when it says of the root what only the root may say.
    fn rank(&self, maker: TerminalId, paired: TerminalId) -> Option<Rank> {
        if maker == paired {
            Some(Rank::Own)
        } else if self.root == Some(maker) {
            Some(Rank::Root)
        } else {
            (self.root != Some(paired)).then_some(Rank::Other)
        }
    }

    /// What a terminal is; `None` while no pairing of it is known.
    pub fn of(&self, terminal: TerminalId) -> Option<TerminalKind> {
        self.known.get(&terminal).copied()
    }

    /// Whether there is anything that a terminal may not make.
    pub fn is_bound(&self, terminal: TerminalId) -> bool {
        self.of(terminal).is_some_and(|kind| !may_concern(kind, Concern::Money))
    }

    /// What keeps this fact out of every fold: the kind of the terminal in whose journal it stands,
    /// or of the one that it says it was first made by, when such a terminal may not make it.
    pub fn barring(&self, fact: &Fact) -> Option<TerminalKind> {
        let event = fact.event.as_ref()?;
        let kinds = [fact.terminal, fact.maker()].map(|id| self.known.get(&id).copied());
        kinds.into_iter().flatten().find(|kind| !may(*kind, event))
    }

    /// Whether its maker may make this fact, as far as is known now.
    pub fn permits(&self, fact: &Fact) -> bool {
        self.barring(fact).is_none()
    }
}

/// Says in words why a fact is left out.
pub fn sentence(fact: &Fact, kind: TerminalKind) -> String {
    let (seq, terminal, word) = (fact.seq, fact.terminal, fact.kind());
    format!("Envelope {seq} of {terminal} is left out: a {kind} may not make `{word}`.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::envelope::{ENVELOPE_VERSION, Hash};
    use crate::domain::event::TerminalPaired;
    use crate::domain::id::{Boot, SiteId, StaffId};
    use crate::domain::time::{At, Hlc};

    const KINDS: [TerminalKind; 4] =
        [TerminalKind::Counter, TerminalKind::Kitchen, TerminalKind::Display, TerminalKind::Hub];

    fn pairing(maker: u64, seq: u64, terminal: u64, kind: TerminalKind) -> Fact {
        let terminal = TerminalId(terminal);
        let at = At(1_700_000_000_000).plus(i64::try_from(seq).unwrap());
        let paired = TerminalPaired {
            terminal,
            terminal_kind: kind,
            name: "x".to_owned(),
            letter: None,
            credential: None,
        };
        Fact {
            site: SiteId(1),
            terminal: TerminalId(maker),
            seq,
            boot: Boot(1),
            hlc: Hlc::next(Hlc::default(), at),
            at,
            day: "2023-11-14".parse().unwrap(),
            staff: StaffId::owner(),
            prev: Hash::ZERO,
            v: ENVELOPE_VERSION,
            aggregate: AggregateId::Terminal(terminal),
            of: None,
            event: Some(Event::TerminalPaired(paired)),
        }
    }

    #[test]
    fn protocol_md_shows_the_table_as_it_is() {
        let text = include_str!("../../PROTOCOL.md");
        let golden = include_str!("../../tests/fixtures/golden/events.jsonl");
        for event in golden.lines().map(|line| serde_json::from_str::<Event>(line).unwrap()) {
            let word = format!("`{}`", event.kind());
            let row = text
                .lines()
                .find(|line| {
                    line.starts_with('|') && line.contains(&word) && line.ends_with("no |")
                })
                .unwrap_or_else(|| panic!("{word} has no row in PROTOCOL.md"));
            let cells: Vec<&str> = row.split('|').map(str::trim).collect();
            let [.., counter, kitchen, display, _] = cells.as_slice() else { panic!("{row}") };
            let shown = [counter, kitchen, display, counter].map(|cell| *cell == "yes");
            assert_eq!(KINDS.map(|kind| may(kind, &event)), shown, "{word}");
        }
    }

    #[test]
    fn a_kind_is_the_same_in_every_order_of_arrival() {
        let facts = [
            pairing(1, 1, 1, TerminalKind::Counter),
            pairing(1, 2, 7, TerminalKind::Kitchen),
            pairing(7, 9, 7, TerminalKind::Counter),
            pairing(7, 8, 1, TerminalKind::Display),
            pairing(1, 12, 7, TerminalKind::Counter),
        ];
        let [founder, hired, promoted, revenge, later] = &facts;
        for first in 0..facts.len() {
            for step in 1..facts.len() {
                let mut kinds = Kinds::default();
                for fact in facts.iter().cycle().skip(first).step_by(step).take(facts.len()) {
                    kinds.take(fact);
                }
                assert_eq!(kinds.of(TerminalId(7)), Some(TerminalKind::Kitchen));
                assert_eq!(kinds.of(TerminalId(1)), Some(TerminalKind::Counter));
                assert!(!kinds.permits(promoted) && !kinds.permits(revenge));
                assert!([founder, hired, later].into_iter().all(|fact| kinds.permits(fact)));
            }
        }
    }

    #[test]
    fn the_first_terminal_pairs_itself_and_a_hub_needs_nobody() {
        let mut kinds = Kinds::default();
        assert!(kinds.permits(&pairing(3, 1, 4, TerminalKind::Kitchen)), "a hub is not paired");
        assert_eq!(kinds.take(&pairing(1, 1, 1, TerminalKind::Counter)), [TerminalId(1)]);
        assert_eq!(kinds.take(&pairing(1, 1, 1, TerminalKind::Counter)), []);
        assert_eq!(kinds.take(&pairing(3, 1, 4, TerminalKind::Kitchen)), [TerminalId(4)]);
        assert_eq!(kinds.of(TerminalId(3)), None);
    }

    #[test]
    fn a_terminal_whose_clock_was_set_back_forges_no_pairing_where_the_root_is_known() {
        let (hub, kitchen, bar) = (1, 7, 9);
        let facts = [
            pairing(kitchen, 1, 3, TerminalKind::Counter),
            pairing(kitchen, 2, bar, TerminalKind::Kitchen),
            pairing(kitchen, 3, hub, TerminalKind::Kitchen),
            pairing(kitchen, 4, kitchen, TerminalKind::Counter),
            pairing(hub, 50, kitchen, TerminalKind::Kitchen),
            pairing(hub, 51, bar, TerminalKind::Counter),
        ];
        for first in 0..facts.len() {
            let mut kinds = Kinds::rooted(Some(TerminalId(hub)));
            for fact in facts.iter().cycle().skip(first).take(facts.len()) {
                kinds.take(fact);
            }
            let known = |id: u64| kinds.of(TerminalId(id));
            assert_eq!(known(kitchen), Some(TerminalKind::Kitchen));
            assert_eq!(known(bar), Some(TerminalKind::Counter));
            assert_eq!((known(hub), known(3)), (None, None));
            let forged = facts.iter().filter(|fact| fact.terminal == TerminalId(kitchen));
            assert_eq!(forged.filter(|fact| kinds.permits(fact)).count(), 0);
        }
    }
}

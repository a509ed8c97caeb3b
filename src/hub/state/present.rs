//! Who is connected to a hub now, and what was noticed of the journals that passed through it.

use std::collections::{BTreeMap, BTreeSet};

use super::{HubState, SESSIONS_MAX, lock};
use crate::domain::frontier::Frontier;
use crate::domain::id::TerminalId;
use crate::sync::session::Notice;

/// The most notices of one sort that are kept for the health page.
const NOTICES_MAX: usize = 64;

/// What people should know of the journals that passed through this hub.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Notices {
    /// Journals with two branches, and where they part.
    pub forked: BTreeMap<TerminalId, u64>,
    /// Journals of which a terminal holds more than the hub: the hub was restored or lost.
    pub ahead: BTreeMap<TerminalId, u64>,
    /// Journals that cannot be read here any further, and from where.
    pub unreadable: BTreeMap<TerminalId, u64>,
    /// Envelopes that a terminal stored and did not understand.
    pub quarantined: BTreeSet<(TerminalId, u64)>,
    /// The clock of each terminal less the hub's, milliseconds.
    pub clocks: BTreeMap<TerminalId, i64>,
}

/// A terminal that is connected now.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Connected {
    /// How many connections it has; more than one only while an old one ends.
    pub connections: u32,
    /// What it has said it holds on its disk, its own journal included.
    pub held: Frontier,
}

impl HubState {
    /// Keeps a notice for the health page.
    pub fn note(&self, notice: Notice) {
        let mut notices = lock(&self.0.notices);
        match notice {
            // What is known already is not written once more, and never in the words of a peer: it
            // could fill the disk with them.
            Notice::Ahead { terminal, seq } => {
                if note(&mut notices.ahead, terminal, seq) {
                    tracing::warn!(%terminal, seq, "a terminal holds more of a journal than the hub: run `tillrail hub recover` on the hub");
                }
            }
            Notice::Forked { terminal, seq } => {
                if note(&mut notices.forked, terminal, seq) {
                    tracing::warn!(%terminal, seq, "a journal has two branches");
                }
            }
            Notice::Unreadable { terminal, seq } => {
                if note(&mut notices.unreadable, terminal, seq) {
                    tracing::warn!(%terminal, seq, "a journal cannot be read any further");
                }
            }
            Notice::Quarantined(one) => {
                let (terminal, seq) = (one.terminal, one.seq);
                let room = notices.quarantined.len() < NOTICES_MAX;
                if room && notices.quarantined.insert((terminal, seq)) {
                    tracing::warn!(%terminal, seq, "a terminal did not understand an envelope");
                }
            }
            Notice::Clock { terminal, offset_ms } => {
                if notices.clocks.len() < SESSIONS_MAX || notices.clocks.contains_key(&terminal) {
                    notices.clocks.insert(terminal, offset_ms);
                }
            }
        }
    }

    /// What was noted.
    pub fn notices(&self) -> Notices {
        lock(&self.0.notices).clone()
    }

    /// The terminals that are connected now.
    pub fn connected(&self) -> BTreeMap<TerminalId, Connected> {
        lock(&self.0.connected).clone()
    }

    /// Up to where the terminals that are connected say that their own journals go.
    pub fn announced(&self) -> BTreeMap<TerminalId, u64> {
        let connected = self.connected().into_iter();
        connected.map(|(terminal, one)| (terminal, one.held.head(terminal).seq)).collect()
    }

    /// A terminal has come in.
    pub(in crate::hub) fn came(&self, terminal: TerminalId) {
        let mut connected = lock(&self.0.connected);
        let one = connected.entry(terminal).or_default();
        one.connections = one.connections.saturating_add(1);
    }

    /// A terminal has made more durable.
    pub(in crate::hub) fn holds(&self, terminal: TerminalId, heads: &Frontier) {
        if let Some(one) = lock(&self.0.connected).get_mut(&terminal) {
            one.held.0.extend(heads.0.iter());
        }
    }

    /// A connection of a terminal has ended.
    pub(in crate::hub) fn left(&self, terminal: TerminalId) {
        let mut connected = lock(&self.0.connected);
        let last = connected.get_mut(&terminal).is_none_or(|one| {
            one.connections = one.connections.saturating_sub(1);
            one.connections == 0
        });
        if last {
            connected.remove(&terminal);
        }
    }
}

/// Keeps a notice; answers whether it is the first of its journal.
fn note(map: &mut BTreeMap<TerminalId, u64>, terminal: TerminalId, seq: u64) -> bool {
    let known = map.contains_key(&terminal);
    let room = known || map.len() < NOTICES_MAX;
    if room {
        map.insert(terminal, seq);
    }
    room && !known
}

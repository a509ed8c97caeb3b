//! Orders made before the clock runs: real acts at a real desk, as the frames that carry them.

use std::path::Path;

use color_eyre::eyre::{Result, eyre};
use tillrail::clock::Clock;
use tillrail::domain::desk::Desk;
use tillrail::domain::envelope::{Hash, Sealed};
use tillrail::domain::frontier::{Frontier, Head};
use tillrail::domain::id::{AggregateId, Boot, TerminalKind};
use tillrail::domain::state::{Applied, Me, State};
use tillrail::domain::time::At;
use tillrail::runtime::boot::Mode;
use tillrail::store::Reader;
use tillrail::sync::wire::{Frame, Packed, Push};

use super::super::floor::disk::{self, Row};
use super::super::shop::Shop;
use super::Load;
use super::site::Member;

/// Orders between two times that a desk forgets the closed ones.
const FORGET_ORDERS: usize = 256;

/// A frame that is ready to go.
#[derive(Debug, Clone)]
pub struct Ready {
    /// Its text.
    pub text: String,
    /// The place of its last envelope.
    pub last: u64,
    /// The hash of its last envelope.
    pub hash: Hash,
    /// How many envelopes it has.
    pub rows: usize,
}

/// What the site knows before the load begins.
pub struct Known {
    facts: Vec<Sealed>,
    /// What the hub holds.
    pub frontier: Frontier,
}

impl Known {
    /// Reads it from the hub's own file.
    ///
    /// # Errors
    /// As the store says.
    pub fn of(data: &Path) -> Result<Self> {
        let mut reader = Reader::open(&Mode::Hub.folder(data))?;
        let mut facts = reader.aggregate(&AggregateId::Settings)?;
        facts.extend(reader.aggregate(&AggregateId::Menu)?);
        Ok(Self { facts, frontier: reader.frontier()? })
    }

    /// A counter of the site that knows its menu.
    fn shop(&self, member: &Member, clock: &Clock) -> Shop {
        let mut state = State::new(Me {
            site: member.site,
            terminal: member.terminal,
            kind: TerminalKind::Counter,
            name: "Bench".to_owned(),
            letter: Some(member.letter.clone()),
        });
        for sealed in &self.facts {
            let _: Applied = state.load(&sealed.fact);
        }
        let desk = Desk::new(state, Boot(clock.entropy_u32()), Head::NONE);
        Shop::at(desk, At(clock.now_ms()))
    }

    /// The frames of one counter: the opening of its shift, then one for each order.
    ///
    /// # Errors
    /// When a command is refused.
    pub fn frames(&self, member: &Member, load: &Load, clock: &Clock) -> Result<Vec<Ready>> {
        let mut shop = self.shop(member, clock);
        let mut frames = vec![ready(&shop.open_shift()?, load.bare)?];
        for number in 1..=load.orders {
            frames.push(ready(&shop.order_at_once()?, load.bare)?);
            if number % FORGET_ORDERS == 0 {
                shop.desk.state.forget_closed(shop.now);
            }
        }
        Ok(frames)
    }
}

fn ready(rows: &[Sealed], bare: bool) -> Result<Ready> {
    let last = rows.last().ok_or_else(|| eyre!("an act without facts"))?;
    let text = if bare {
        let rows: Result<Vec<Row>> = rows
            .iter()
            .map(|sealed| Ok(Row::new(i64::try_from(sealed.fact.seq)?, sealed)))
            .collect();
        disk::encode(&rows?)
    } else {
        Frame::Push(Push { envelopes: rows.iter().map(Packed::from).collect() }).encode()?
    };
    Ok(Ready { text, last: last.fact.seq, hash: last.hash, rows: rows.len() })
}

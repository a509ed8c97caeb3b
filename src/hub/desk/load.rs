//! The state of a site from its journals, and what arrived since.

use crate::domain::event::Event;
use crate::domain::frontier::{Frontier, Head};
use crate::domain::id::AggregateId;
use crate::domain::state::{Applied, Me, State};
use crate::domain::time::At;
use crate::store::{Identity, Reader, StoreError};

/// How many rows are read at once.
const ROWS_MAX: usize = 4_096;

/// How many bytes are read at once.
const BYTES_MAX: usize = 8 * 1024 * 1024;

/// The identity of a store as the domain names it.
pub fn me(identity: &Identity) -> Me {
    Me {
        site: identity.site,
        terminal: identity.terminal,
        kind: identity.kind,
        name: identity.name.clone(),
        letter: identity.letter.clone(),
    }
}

/// The state of everything that is held, and what was held then. Orders that need nobody any more
/// are let go.
///
/// # Errors
/// As the store says.
pub fn load_state(
    reader: &mut Reader,
    identity: &Identity,
    now: At,
) -> Result<(State, Frontier), StoreError> {
    let mut state = State::new(me(identity));
    let mut held = Frontier::default();
    let to = reader.frontier()?;
    for (terminal, head) in &to.0 {
        let mut after = 0;
        while after < head.seq {
            let rows = reader.range(*terminal, after, ROWS_MAX, BYTES_MAX)?;
            let Some(last) = rows.last() else { break };
            after = last.fact.seq;
            held.advance(*terminal, Head { seq: after, hash: last.hash });
            for row in &rows {
                let _: Applied = state.load(&row.fact);
            }
        }
    }
    state.forget_closed(now);
    Ok((state, held))
}

/// Takes in everything that the disk holds beyond `held`.
///
/// # Errors
/// As the store says.
pub fn catch_up(
    reader: &mut Reader,
    state: &mut State,
    held: &mut Frontier,
) -> Result<(), StoreError> {
    let to = reader.frontier()?;
    for (terminal, head) in &to.0 {
        loop {
            let after = held.head(*terminal).seq;
            if after >= head.seq {
                break;
            }
            let rows = reader.range(*terminal, after, ROWS_MAX, BYTES_MAX)?;
            let Some(last) = rows.last() else { break };
            held.advance(*terminal, Head { seq: last.fact.seq, hash: last.hash });
            for row in &rows {
                take(reader, state, &row.fact)?;
            }
        }
    }
    Ok(())
}

/// Takes in one fact; an order that is not loaded is loaded as a whole.
///
/// # Errors
/// As the store says.
pub fn take(
    reader: &mut Reader,
    state: &mut State,
    fact: &std::sync::Arc<crate::domain::envelope::Fact>,
) -> Result<(), StoreError> {
    if let Applied::NeedsLoad(aggregate) = state.apply(fact) {
        load_aggregate(reader, state, &aggregate)?;
    }
    Ok(())
}

/// Loads every fact of an aggregate.
///
/// # Errors
/// As the store says.
pub fn load_aggregate(
    reader: &mut Reader,
    state: &mut State,
    aggregate: &AggregateId,
) -> Result<(), StoreError> {
    for sealed in reader.aggregate(aggregate)? {
        let _: Applied = state.load(&sealed.fact);
    }
    Ok(())
}

/// Whether a fact ends a terminal's right to speak, and whose.
pub fn retires(event: Option<&Event>) -> Option<crate::domain::id::TerminalId> {
    if let Some(Event::TerminalRetired { terminal }) = event { Some(*terminal) } else { None }
}

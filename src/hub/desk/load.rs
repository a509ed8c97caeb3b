//! The state of a site from its journals, and what arrived since.

use std::sync::Arc;

use super::{DeskRequest, Which};
use crate::domain::envelope::{Fact, Sealed};
use crate::domain::event::Event;
use crate::domain::folded::Folded;
use crate::domain::frontier::{Frontier, Head};
use crate::domain::id::AggregateId;
use crate::domain::settings::Settings;
use crate::domain::state::{Applied, State};
use crate::domain::time::{At, Day};
use crate::store::{Identity, OrderFilter, PAGE_ORDERS_MAX, Page, Reader, StoreError};

/// How many rows are read at once.
const ROWS_MAX: usize = 4_096;

/// How many bytes are read at once.
const BYTES_MAX: usize = 8 * 1024 * 1024;

/// The business day of `now` by the settings that the store holds.
///
/// # Errors
/// As the store says.
pub fn today(reader: &mut Reader, now: At) -> Result<Day, StoreError> {
    let mut settings = Folded::new(Settings::default());
    for sealed in reader.aggregate(&AggregateId::Settings)? {
        settings.insert(sealed.fact);
    }
    Ok(settings.value().clock().day(now))
}

/// The state at `now`, and at least what was held then: what arrives twice folds once. Which orders
/// are open stands in the projections; what these do not know yet is taken in behind them.
///
/// # Errors
/// As the store says.
pub fn load_state(
    reader: &mut Reader,
    identity: &Identity,
    now: At,
) -> Result<(State, Frontier), StoreError> {
    let held = reader.frontier()?;
    let mut after = reader.projected()?;
    let today = today(reader, now)?;
    let mut state = reader.load_state(identity, today)?;
    loop {
        let rows = reader.arrived(after, ROWS_MAX)?;
        let Some((last, _)) = rows.last() else { return Ok((state, held)) };
        after = *last;
        for (_, fact) in &rows {
            take(reader, &mut state, fact)?;
        }
    }
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
pub fn take(reader: &mut Reader, state: &mut State, fact: &Arc<Fact>) -> Result<(), StoreError> {
    if let Applied::NeedsLoad(aggregate) = state.apply(fact) {
        load_aggregate(reader, state, &aggregate)?;
    }
    Ok(())
}

/// Loads what a request is about and the state does not have: an order by its identity, its number
/// or its day. Answers with the facts of an order that is placed a second time, for
/// [`answer`](super::answer).
///
/// # Errors
/// As the store says.
pub fn prepare(
    reader: &mut Reader,
    state: &mut State,
    request: &DeskRequest,
    now: At,
) -> Result<Vec<Arc<Fact>>, StoreError> {
    match request {
        DeskRequest::Order(which)
        | DeskRequest::SetStatus(which, _)
        | DeskRequest::Step(which, _, _)
        | DeskRequest::Change(which, _)
        | DeskRequest::PayCash { order: which, .. } => prepare_order(reader, state, which, now)?,
        DeskRequest::Orders(filter) => {
            if let Some(day) = filter.day {
                prepare_day(reader, state, day, now)?;
            }
        }
        DeskRequest::Place(wanted) => {
            let aggregate = AggregateId::Order(wanted.order);
            let rows = load_aggregate(reader, state, &aggregate)?;
            return Ok(rows.into_iter().map(|row| row.fact).collect());
        }
        DeskRequest::Commands(_)
        | DeskRequest::MintOrder
        | DeskRequest::Pair(_)
        | DeskRequest::Whose(_)
        | DeskRequest::Terminals
        | DeskRequest::Menu
        | DeskRequest::Tickets(_)
        | DeskRequest::KitchenStats => {}
    }
    Ok(Vec::new())
}

fn prepare_order(
    reader: &mut Reader,
    state: &mut State,
    which: &Which,
    now: At,
) -> Result<(), StoreError> {
    let today = state.settings().clock().day(now);
    let id = match which {
        Which::Id(id) => Some(*id),
        Which::Number(number) if state.order_by_number(number, now).is_some() => None,
        Which::Number(number) => reader.order_by_number(number, today)?.map(|order| order.id),
        Which::OfDay(day, number) => reader.order_on(*day, number)?.map(|order| order.id),
    };
    if let Some(id) = id.filter(|id| state.order(*id).is_none()) {
        load_aggregate(reader, state, &AggregateId::Order(id))?;
    }
    Ok(())
}

/// Loads every order of a day that is no longer in memory.
fn prepare_day(
    reader: &mut Reader,
    state: &mut State,
    day: Day,
    now: At,
) -> Result<(), StoreError> {
    if day >= state.settings().clock().day(now).before() {
        return Ok(());
    }
    let filter = OrderFilter { from: Some(day), to: Some(day), ..OrderFilter::default() };
    let mut skip = 0;
    loop {
        let page = reader.orders_list(&filter, Page { skip, rows: PAGE_ORDERS_MAX })?;
        for order in &page {
            if state.order(order.id).is_none() {
                load_aggregate(reader, state, &AggregateId::Order(order.id))?;
            }
        }
        let found = page.len() as u64;
        if found < u64::from(PAGE_ORDERS_MAX) {
            return Ok(());
        }
        skip = skip.saturating_add(found);
    }
}

/// Loads every fact of an aggregate, and answers with them.
fn load_aggregate(
    reader: &mut Reader,
    state: &mut State,
    aggregate: &AggregateId,
) -> Result<Vec<Sealed>, StoreError> {
    let rows = reader.aggregate(aggregate)?;
    for sealed in &rows {
        let _: Applied = state.load(&sealed.fact);
    }
    Ok(rows)
}

/// Whether a fact ends a terminal's right to speak, and whose.
pub fn retires(event: Option<&Event>) -> Option<crate::domain::id::TerminalId> {
    if let Some(Event::TerminalRetired { terminal }) = event { Some(*terminal) } else { None }
}

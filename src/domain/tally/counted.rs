//! In which shift an order counts as sold, and what an earlier Z has counted of it already.

use super::late;
use crate::domain::family::Family;
use crate::domain::folded::Fold;
use crate::domain::money::Overflow;
use crate::domain::order::Order;
use crate::domain::sale;
use crate::domain::shift::Shift;
use crate::domain::state::State;
use crate::domain::totals::Totals;

/// An order that counts in a shift.
pub(super) struct Counted {
    /// No Z has counted it before.
    pub(super) first: bool,
    /// What a Z has counted of it before.
    pub(super) before: Option<Totals>,
}

/// How an order counts in a shift; `None` when it does not.
pub(super) fn here(
    state: &State,
    shift: &Shift,
    order: &Order,
    totals: &Totals,
) -> Result<Option<Counted>, Overflow> {
    let Some(sold) = sale::of(order, totals)? else { return Ok(None) };
    let Some(payment) = sold.payment else {
        let own = order.shift == Some(shift.id);
        return Ok(own.then_some(Counted { first: true, before: None }));
    };
    let settled_in = payment.payment.shift;
    let counts = settled_in == Some(shift.id)
        || goes_on(state, shift, order, settled_in.and_then(|id| state.shift(id)))?;
    if !counts {
        return Ok(None);
    }
    // Two terminals that did not hear of each other have both settled it, or more came to be due
    // after one of them had: its Z stays as it was printed, and what is beyond it counts here.
    let mut before: Option<(&Shift, Totals)> = None;
    let shifts = order.payments.iter().filter_map(|row| row.payment.shift).chain(order.shift);
    for id in shifts.filter(|id| *id != shift.id) {
        let Some(other) = state.shift(id).filter(|other| other.closed.is_some()) else { continue };
        let at = |shift: &Shift| shift.closed.as_ref().map(|(_, stamp)| stamp.at);
        if before.as_ref().is_some_and(|(known, _)| at(known) >= at(other)) {
            continue;
        }
        if let Some(totals) = by(state, other, order)? {
            before = Some((other, totals));
        }
    }
    let before = before.map(|(_, totals)| totals);
    Ok(Some(Counted { first: before.is_none(), before }))
}

/// Whether an order counts here because the shift whose payment settles it was closed before that
/// was so: less is due since then. It counts in the next shift of that drawer.
fn goes_on(
    state: &State,
    shift: &Shift,
    order: &Order,
    settled_in: Option<&Shift>,
) -> Result<bool, Overflow> {
    let Some(settled_in) = settled_in.filter(|other| other.closed.is_some()) else {
        return Ok(false);
    };
    if late::drawer(settled_in) != late::drawer(shift) {
        return Ok(false);
    }
    let Some(last) = late::before(state, shift) else { return Ok(false) };
    // A Z of an older program does not say what it knew; it has counted all that was there.
    if last.closed.as_ref().is_none_or(|(closed, _)| closed.seen.is_empty()) {
        return Ok(false);
    }
    let Some(known) = known_by(state, last, order) else { return Ok(true) };
    Ok(sale::of(&known, &known.totals()?)?.is_none())
}

/// An order as it was known where a shift was closed, at that moment.
fn known_by(state: &State, shift: &Shift, order: &Order) -> Option<Order> {
    let (closed, _) = shift.closed.as_ref()?;
    let mut family = Family::default();
    for fact in state.family_facts(order.id) {
        let made = fact.sort_key();
        if closed.seen.get(&made.terminal).is_some_and(|seen| made.seq <= *seen) {
            family.fold(&fact);
        }
    }
    family.order(order.id).cloned()
}

/// What the Z of a closed shift has counted of an order, from what was known where it was closed.
fn by(state: &State, shift: &Shift, order: &Order) -> Result<Option<Totals>, Overflow> {
    let Some(known) = known_by(state, shift, order) else { return Ok(None) };
    let totals = known.totals()?;
    let sold = sale::of(&known, &totals)?;
    let settled_in = sold.map(|sold| sold.payment.map_or(known.shift, |row| row.payment.shift));
    let counted = settled_in == Some(Some(shift.id));
    Ok(counted.then_some(totals))
}

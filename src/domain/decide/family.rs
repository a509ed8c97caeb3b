//! Deciding about families: split a bill, move lines, merge orders.

mod back;
mod follow;

pub(super) use back::unmerge;

use super::{Decided, Stamp, Trial, trial_fact};
use crate::domain::command::Split;
use crate::domain::event::{
    DiscountApplied, Event, LinesMoved, MovedLine, OrderChanged, OrderOpened, Reduction,
};
use crate::domain::family::Family;
use crate::domain::folded::Fold;
use crate::domain::id::{AggregateId, DiscountId, OrderId};
use crate::domain::number::OrderNumber;
use crate::domain::order::{Line, Order};
use crate::domain::rejection::Rejection;
use crate::domain::state::State;
use crate::domain::time::Day;
use crate::domain::totals::charge_of;

/// Orders on trial: each fact is decided against what those before it made.
struct Parting<'a> {
    state: &'a State,
    stamp: &'a Stamp,
    family: Family,
    decided: Vec<Decided>,
    /// Identities for discounts that are given again.
    spare: std::slice::Iter<'a, DiscountId>,
}

impl Parting<'_> {
    fn push(&mut self, order: OrderId, event: Event) {
        self.family.fold(&trial_fact(self.state, self.stamp, order, event.clone()));
        self.decided.push((AggregateId::Order(order), event));
    }

    fn order(&self, id: OrderId) -> Result<&Order, Rejection> {
        self.family.order(id).ok_or(Rejection::NoOrder)
    }

    /// Refuses sums that do not add up, and an order that has more paid than is left on it.
    fn check(&self, from: OrderId) -> Result<(), Rejection> {
        for order in self.family.orders() {
            if !order.totals()?.adds_up(order.pricing.prices) {
                return Err(Rejection::Overflow(crate::domain::money::Overflow));
            }
        }
        let order = self.order(from)?;
        let settlement = order.settlement()?;
        if settlement.give_back.is_positive() {
            let paid = order.pricing.currency.format(settlement.paid);
            return Err(Rejection::PaidMore { order: order.title(), paid });
        }
        Ok(())
    }
}

fn has_left(order: &Order) -> bool {
    order.live_lines().any(|line| !line.is_void())
}

/// Refuses an order that lines cannot leave or go to.
fn movable(order: &Order, what: &'static str) -> Result<(), Rejection> {
    unsettled(order, what)?;
    order.merged_into().map_or(Ok(()), |merged| {
        Err(Rejection::MergedAway { order: order.title(), into: merged.title.clone() })
    })
}

/// Refuses an order that is over, paid or in doubt.
fn unsettled(order: &Order, what: &'static str) -> Result<(), Rejection> {
    let title = order.title();
    if order.cancelled.is_some() {
        return Err(Rejection::Cancelled { order: title, what });
    }
    if order.rejected.is_some() {
        return Err(Rejection::Rejected { order: title, what });
    }
    if !order.flagged.is_empty() {
        return Err(Rejection::ToCheck(title));
    }
    if order.is_settled() {
        return Err(Rejection::Paid(title));
    }
    Ok(())
}

/// The lines as they will be written: a part's name only when less than the whole goes.
fn picked(order: &Order, wanted: &[MovedLine]) -> Result<Vec<MovedLine>, Rejection> {
    let mut picked: Vec<MovedLine> = Vec::with_capacity(wanted.len());
    for one in wanted {
        let line = order.line(one.line).filter(|line| line.is_live());
        let line = line.ok_or_else(|| Rejection::NoLine(order.title()))?;
        let standing = line.standing();
        let twice = picked.iter().any(|other| other.line == one.line);
        if one.quantity > standing || twice {
            return Err(Rejection::MoreThanThere {
                name: line.sold.name.clone(),
                standing: standing.to_string(),
            });
        }
        if !one.quantity.is_positive() {
            return Err(Rejection::BadQuantity(one.quantity.to_string()));
        }
        let whole = one.quantity == standing && !line.voided.is_positive();
        if !whole && one.part.is_none() {
            return Err(Rejection::Changed(order.title()));
        }
        picked.push(MovedLine { part: one.part.filter(|_| !whole), ..one.clone() });
    }
    if picked.is_empty() {
        return Err(Rejection::Nothing("choose the lines that go".to_owned()));
    }
    Ok(picked)
}

/// The number of the next bill of an order: `A52-2`, then `A52-3`. Only the terminal of that letter
/// counts its bills, and only on the order's own day, so that no number is given twice; any other
/// gives the bill the next number of its own.
///
/// # Errors
/// [`Rejection::NoOrder`] while the number of the order has not arrived.
pub fn next_part(state: &State, order: &Order, day: Day) -> Result<OrderNumber, Rejection> {
    part_beside(state, order, day, &[])
}

/// The number of the next bill while others of the same act are not in the state yet.
fn part_beside(
    state: &State,
    order: &Order,
    day: Day,
    beside: &[Order],
) -> Result<OrderNumber, Rejection> {
    let number = order.number.clone().ok_or(Rejection::NoOrder)?;
    let mine = state.me.letter.clone().ok_or(Rejection::NoLetter)?;
    let beside = || beside.iter().filter_map(|order| order.number.as_ref());
    if mine != number.letter || order.day() != Some(day) {
        let mut next = super::next_number(state, mine, day);
        while beside().any(|other| *other == next) {
            next.count = next.count.saturating_add(1);
        }
        return Ok(next);
    }
    let kin = state.family_of(order.id).iter().filter_map(|order| order.number.as_ref());
    let kin = kin.chain(beside()).filter(|other| other.is_kin(&number));
    let last = kin.map(|other| other.part).max();
    Ok(OrderNumber { part: last.unwrap_or(0).max(1).saturating_add(1), ..number })
}

/// Takes lines off an order onto a new bill, whatever is left.
fn part<'a>(
    state: &'a State,
    family: Family,
    split: &'a Split,
    stamp: &'a Stamp,
) -> Result<Parting<'a>, Rejection> {
    let from = &family.order(split.from).cloned().ok_or(Rejection::NoOrder)?;
    if state.order(split.to).is_some() {
        return Err(Rejection::Nothing("this bill was made already".to_owned()));
    }
    movable(from, "split")?;
    let lines = picked(from, &split.lines)?;
    let number = part_beside(state, from, stamp.day, family.orders())?;
    let mut parting =
        Parting { state, stamp, family, decided: Vec::new(), spare: split.discounts.iter() };
    parting.push(
        split.to,
        Event::OrderOpened(OrderOpened {
            number,
            service: from.service,
            table: from.table.clone(),
            guests: None,
            name: from.name.clone(),
            customer: from.customer.clone(),
            shift: from.shift,
            pricing: from.pricing.clone(),
        }),
    );
    if charge_of(from) != charge_of(parting.order(split.to)?) {
        let (rate, tax) = charge_of(from).unzip();
        let tax = tax.unwrap_or_default();
        let event = Event::ServiceChargeSet { rate, tax, approver: None };
        parting.push(split.to, event);
    }
    parting.push(
        from.id,
        Event::LinesMoved(LinesMoved {
            to: split.to,
            lines: lines.clone(),
            discounts: Vec::new(),
            payments: Vec::new(),
        }),
    );
    parting.discounts(from, split.to, &lines)?;
    Ok(parting)
}

/// The orders as they would be after these splits of one order, one after another, also when they
/// leave too little or nothing; for showing the amounts of a plan.
///
/// # Errors
/// As a split of these lines is refused.
pub fn preview(state: &State, splits: &[Split], stamp: &Stamp) -> Result<Family, Rejection> {
    let first = splits.first().ok_or(Rejection::NoOrder)?;
    let mut family = Family::of(state.order(first.from).cloned());
    for split in splits {
        family = part(state, family, split, stamp)?.family;
    }
    Ok(family)
}

/// Splits lines off one order into new bills, and does the first acts on each of them.
pub(super) fn splits(
    state: &State,
    splits: &[Split],
    stamp: &Stamp,
) -> Result<Vec<Decided>, Rejection> {
    let from = splits.first().ok_or(Rejection::NoOrder)?.from;
    let mut family = Family::of(state.order(from).cloned());
    let mut decided = Vec::new();
    for split in splits {
        if split.from != from {
            return Err(Rejection::NoOrder);
        }
        let parting = part(state, family, split, stamp)?;
        decided.extend(parting.decided.iter().cloned());
        if !has_left(parting.order(from)?) {
            return Err(Rejection::NothingLeft(parting.order(from)?.title()));
        }
        parting.check(from)?;
        family = parting.family;
    }
    let mut receipts = 0;
    for split in splits {
        let bill = family.order(split.to).cloned().ok_or(Rejection::NoOrder)?;
        let mut trial = Trial { receipts, ..Trial::new(state, bill, stamp) };
        for step in &split.steps {
            trial.step(step)?;
        }
        receipts = trial.receipts;
        let bill = AggregateId::Order(split.to);
        decided.extend(trial.events.into_iter().map(|event| (bill.clone(), event)));
    }
    Ok(decided)
}

/// Moves lines into another order; `None` moves everything, with what belongs to the whole order,
/// so that it closes.
pub(super) fn move_lines(
    state: &State,
    (from, to): (OrderId, OrderId),
    lines: Option<&[MovedLine]>,
    spare: &[DiscountId],
    stamp: &Stamp,
) -> Result<Vec<Decided>, Rejection> {
    let from = state.order(from).ok_or(Rejection::NoOrder)?;
    let target = state.order(to).ok_or(Rejection::NoOrder)?;
    if from.id == to {
        return Err(Rejection::IntoItself(from.title()));
    }
    movable(from, "moved")?;
    movable(target, "added to")?;
    let (mine, its) = (from.pricing.currency, target.pricing.currency);
    if mine != its {
        return Err(Rejection::OtherCurrency { from: from.title(), to: target.title() });
    }
    if from.pricing.prices != target.pricing.prices {
        let (from, to) = (from.title(), target.title());
        return Err(Rejection::Refused(format!(
            "the prices of {from} and {to} differ in whether they contain the tax: pay each by itself"
        )));
    }
    let some = lines.map(|lines| picked(from, lines)).transpose()?;
    // Moving each line as a whole is moving everything.
    let some = some.filter(|some| {
        let gone = |line: &Line| some.iter().any(|one| one.line == line.id && one.part.is_none());
        !from.live_lines().filter(|line| !line.is_void()).all(gone)
    });
    let all = some.is_none();
    if all && from.live_lines().next().is_none() {
        return Err(Rejection::Empty(from.title()));
    }
    let whole = |line: &Line| MovedLine { line: line.id, quantity: line.standing(), part: None };
    let lines = some.unwrap_or_else(|| from.live_lines().map(whole).collect());
    let mut moved =
        LinesMoved { to, lines: lines.clone(), discounts: Vec::new(), payments: Vec::new() };
    if all {
        let given = from.discounts.iter().filter(|row| !row.removed).map(|row| &row.given);
        let amount = |given: &&DiscountApplied| {
            given.line.is_none() && matches!(given.off, Reduction::Amount(_))
        };
        moved.discounts = given.filter(amount).map(|given| given.discount).collect();
        moved.payments = from.payments.iter().map(|row| row.payment.payment).collect();
    }
    let mut parting = Parting {
        state,
        stamp,
        family: Family::of([from.clone(), target.clone()]),
        decided: Vec::new(),
        spare: spare.iter(),
    };
    parting.push(from.id, Event::LinesMoved(moved));
    parting.discounts(from, to, &lines)?;
    if all && let Some(guests) = from.guests {
        let guests = target.guests.unwrap_or(0).saturating_add(guests);
        let change = OrderChanged { guests: Some(Some(guests)), ..OrderChanged::default() };
        parting.push(to, Event::OrderChanged(change));
    }
    parting.check(from.id)?;
    Ok(parting.decided)
}

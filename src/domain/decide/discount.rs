//! Deciding about discounts: who may take off how much, when one is given or given again, and when
//! the bill that it stands on is paid.

use super::Trial;
use crate::domain::event::{DiscountApplied, Event, Reduction};
use crate::domain::id::{DiscountId, StaffId};
use crate::domain::money::{Money, Overflow, Rate};
use crate::domain::order::{Discount, Order};
use crate::domain::rejection::Rejection;
use crate::domain::rights::{self, Act, Limits};
use crate::domain::site::Staff;
use crate::domain::state::State;

pub(super) fn give(trial: &mut Trial<'_>, given: &DiscountApplied) -> Result<(), Rejection> {
    trial.alive("discounted")?;
    trial.unsettled()?;
    let good = match given.off {
        Reduction::Percent(rate) => rate > Rate::ZERO && rate <= Rate::WHOLE,
        Reduction::Amount(amount) => amount.is_positive(),
    };
    if !good {
        let shown = match given.off {
            Reduction::Percent(rate) => rate.to_string(),
            Reduction::Amount(amount) => trial.order.pricing.currency.plain(amount),
        };
        return Err(Rejection::BadAmount(shown));
    }
    if let Some(line) = given.line
        && trial.order.line(line).is_none_or(|line| !line.is_live())
    {
        return Err(Rejection::NoLine(trial.order.title()));
    }
    if trial.order.live_lines().next().is_none() {
        return Err(Rejection::Empty(trial.order.title()));
    }
    let event = Event::DiscountApplied(given.clone());
    let approver = allow(trial, given, &event)?;
    trial.push(Event::DiscountApplied(DiscountApplied { approver, ..given.clone() }));
    Ok(())
}

/// The approver of a discount, when all that is then taken off the line or the order by discounts
/// is beyond the limit of who gives it.
fn allow(
    trial: &Trial<'_>,
    given: &DiscountApplied,
    event: &Event,
) -> Result<Option<StaffId>, Rejection> {
    let allowed = trial.allow(Act::Discount)?;
    let Some(limits) = rights::limits(trial.state, trial.stamp)? else { return Ok(allowed) };
    let after = trial.after(event);
    let totals = after.totals()?;
    let count = standing(&after).count();
    let mut over = is_over(limits, totals.gross.minus(totals.comps)?, (totals.discounts, count))?;
    if let Some(row) = given.line.and_then(|line| totals.line(line)) {
        over |= is_over(limits, row.gross.minus(row.comp)?, (row.line_discount, 0))?;
    }
    if over { Ok(trial.allow(Act::DiscountOverLimit)?.or(allowed)) } else { Ok(allowed) }
}

fn standing(order: &Order) -> impl Iterator<Item = &Discount> {
    order.discounts.iter().filter(|discount| !discount.removed)
}

/// Whether so much off is beyond the limits. Several discounts are rounded one by one, so that all
/// of them together may be a minor unit each above their share.
fn is_over(limits: Limits, base: Money, (off, count): (Money, usize)) -> Result<bool, Overflow> {
    let rounded = Money::new(i64::try_from(count.saturating_sub(1)).unwrap_or(i64::MAX));
    Ok(off > base.share(limits.percent())?.plus(rounded)?
        || limits.discount_amount.is_some_and(|most| off > most))
}

pub(super) fn remove(trial: &mut Trial<'_>, id: DiscountId) -> Result<(), Rejection> {
    trial.alive("changed")?;
    trial.unsettled()?;
    match trial.order.discount(id) {
        Some(found) if !found.removed => trial.push(Event::DiscountRemoved { discount: id }),
        _ => return Err(Rejection::Nothing("this discount is not on the order".to_owned())),
    }
    Ok(())
}

/// Gives a discount again that was removed. The order may be another one since, so it needs the
/// right to give it as it is now.
pub(super) fn restore(trial: &mut Trial<'_>, id: DiscountId) -> Result<(), Rejection> {
    trial.alive("changed")?;
    trial.unsettled()?;
    let Some(found) = trial.order.discount(id).filter(|found| found.removed) else {
        return Err(Rejection::Nothing("this discount was not removed".to_owned()));
    };
    let event = Event::DiscountRestored { discount: id, approver: None };
    let approver = allow(trial, &found.given, &event)?;
    trial.push(Event::DiscountRestored { discount: id, approver });
    Ok(())
}

/// The limits of who gave a discount, when nobody has approved it and that person may give no larger
/// one; `None` for a discount of any size.
fn bounds(state: &State, row: &Discount) -> Option<Limits> {
    let role = state.staff(&row.stamp.staff).and_then(Staff::role)?;
    let settings = state.settings();
    let free = row.given.approver.is_some() || rights::may(settings, role, Act::DiscountOverLimit);
    (!free).then(|| settings.limits.get(role.word()).copied().unwrap_or_default())
}

/// Who answers for a discount that is given again because its lines go to another bill.
pub(super) fn answers(state: &State, row: &Discount) -> Option<StaffId> {
    let known = state.staff(&row.stamp.staff).is_some();
    let own = (known && bounds(state, row).is_none()).then(|| row.stamp.staff.clone());
    row.given.approver.clone().or(own)
}

/// Refuses to settle a bill whose discounts are larger by now than those who gave them may give:
/// they were within their limits while more stood on it. Bills that were split off each other count
/// together.
pub(super) fn check(trial: &Trial<'_>) -> Result<(), Rejection> {
    let (state, own) = (trial.state, &trial.order);
    if standing(own).all(|row| bounds(state, row).is_none()) {
        return Ok(());
    }
    let others = state.family_of(own.id).iter().filter(|order| order.id != own.id);
    let (mut base, mut off, mut count) = (Money::ZERO, Money::ZERO, 0_usize);
    let mut limits = Vec::new();
    for order in others.chain([own]) {
        let totals = order.totals()?;
        base = base.plus(totals.gross.minus(totals.comps)?)?;
        for row in standing(order) {
            let Some(bounds) = bounds(state, row) else { continue };
            off = off.plus(totals.came_to(row.given.discount))?;
            count = count.saturating_add(1);
            limits.push(bounds);
        }
    }
    for limits in limits {
        if is_over(limits, base, (off, count))? && trial.allow(Act::DiscountOverLimit).is_err() {
            let (title, off) = (own.title(), own.pricing.currency.format(off));
            return Err(Rejection::Refused(format!(
                "the discounts of {title} come to {off}, more than may be given without approval: \
                 take one off and let it be approved"
            )));
        }
    }
    Ok(())
}

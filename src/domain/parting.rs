//! Preparing a split, a merge or its way back: the identities that its facts will need, minted
//! before it is decided, and how an amount is shared evenly.

use super::command::{Command, Split, Step, Unmerge};
use super::event::{MovedLine, OrderChanged, Reduction};
use super::id::{DiscountId, LineId, OrderId, Uid};
use super::money::{Money, Overflow, Quantity};
use super::order::{Line, Order};

/// What may be picked of an order: its lines of which something stands.
pub fn pickable(order: &Order) -> impl Iterator<Item = &Line> {
    order.live_lines().filter(|line| line.standing().is_positive())
}

/// As many identities as the discounts of an order need when `lines` lines of it go: each may be
/// given again on every line that goes, and twice beside that.
fn spare(order: &Order, lines: usize, mint: &mut impl FnMut() -> Uid) -> Vec<DiscountId> {
    let given = order.discounts.iter().filter(|row| !row.removed).count();
    (0..given.saturating_mul(lines.saturating_add(2))).map(|_| DiscountId(mint())).collect()
}

fn named(picks: &[(LineId, Quantity)], mint: &mut impl FnMut() -> Uid) -> Vec<MovedLine> {
    let named = picks.iter().map(|(line, quantity)| MovedLine {
        line: *line,
        quantity: *quantity,
        part: Some(LineId(mint())),
    });
    named.collect()
}

/// A split of these quantities off an order, and what is done at once with the new bill.
pub fn split(
    order: &Order,
    to: OrderId,
    picks: &[(LineId, Quantity)],
    steps: Vec<Step>,
    mut mint: impl FnMut() -> Uid,
) -> Command {
    let discounts = spare(order, picks.len(), &mut mint);
    let lines = named(picks, &mut mint);
    Command::Split(Box::new(Split { from: order.id, to, lines, discounts, steps }))
}

/// A move of everything on an order into another.
pub fn merge(from: &Order, to: OrderId, mut mint: impl FnMut() -> Uid) -> Command {
    let discounts = spare(from, from.live_lines().count(), &mut mint);
    Command::Move { from: from.id, to, lines: None, discounts }
}

/// What takes a merge back: both orders as they are before it, and its command.
pub fn unmerge(from: &Order, into: &Order, merge: &Command) -> Command {
    let again =
        if let Command::Move { discounts, .. } = merge { discounts.as_slice() } else { &[] };
    let amount = |off: Reduction| matches!(off, Reduction::Amount(_));
    let given = from.discounts.iter().filter(|row| !row.removed).map(|row| &row.given);
    let amounts = given.filter(|given| given.line.is_none() && amount(given.off));
    // Before it was sent the order takes over how the other one leaves the kitchen, and when.
    let first = into.sends.is_empty();
    let back = OrderChanged {
        guests: from.guests.map(|_| into.guests),
        due: (first && into.due.is_none() && from.due.is_some()).then_some(None),
        pass: (first && into.pass != from.pass).then_some(into.pass),
        ..OrderChanged::default()
    };
    Command::Unmerge(Box::new(Unmerge {
        from: into.id,
        to: from.id,
        lines: from.live_lines().map(|line| line.id).collect(),
        discounts: amounts.map(|given| given.discount).collect(),
        again: again.to_vec(),
        payments: from.payments.iter().map(|row| row.payment.payment).collect(),
        back,
        calm: from.prioritised && !into.prioritised,
    }))
}

/// A move of these quantities into another order.
pub fn transfer(
    from: &Order,
    to: OrderId,
    picks: &[(LineId, Quantity)],
    mut mint: impl FnMut() -> Uid,
) -> Command {
    let discounts = spare(from, picks.len(), &mut mint);
    let lines = named(picks, &mut mint);
    Command::Move { from: from.id, to, lines: Some(lines), discounts }
}

/// An amount in `people` equal shares; minor units that do not divide go on the first.
///
/// # Errors
/// [`Overflow`] for no people.
pub fn even_shares(due: Money, people: u32) -> Result<Vec<Money>, Overflow> {
    let count = i64::from(people);
    let each = due.minor().checked_div(count).ok_or(Overflow)?;
    let others = each.checked_mul(count.saturating_sub(1)).ok_or(Overflow)?;
    let first = due.minus(Money::new(others))?;
    let rest = (1..people).map(|_| Money::new(each));
    Ok(std::iter::once(first).chain(rest).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_add_up_and_the_first_pays_what_does_not_divide() {
        let shares = even_shares(Money::new(4_981), 4).unwrap();
        assert_eq!(shares, [1_246, 1_245, 1_245, 1_245].map(Money::new));
        assert_eq!(even_shares(Money::new(5), 0), Err(Overflow));
    }
}

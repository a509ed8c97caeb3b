//! How a family takes in lines that move from one of its orders to another.

use super::Family;
use crate::domain::envelope::Fact;
use crate::domain::event::{LinesMoved, MovedLine};
use crate::domain::id::OrderId;
use crate::domain::order::{Line, Merged, Order};

/// Moves what the fact lists. What cannot move is an exception of the order that it was to leave
/// (domain rules, section 6): nothing is ever moved twice, and never more than there is.
pub(super) fn apply(family: &mut Family, fact: &Fact, from: OrderId, moved: &LinesMoved) {
    let place = family.place(from);
    if moved.to == from {
        if let Some(order) = family.orders.get_mut(place) {
            let sentence = format!("{} was to be moved into itself: nothing moved", order.title());
            order.except(fact, sentence);
        }
        return;
    }
    family.place(moved.to);
    let place = family.place(from);
    let mut source = family.orders.remove(place);
    let place = family.place(moved.to);
    let mut target = family.orders.remove(place);
    match refusal(&source, &target, moved) {
        Some(sentence) => source.except(fact, sentence),
        None => carry(family, fact, &mut source, &mut target, moved),
    }
    for order in [source, target] {
        let place = family.orders.partition_point(|other| other.id < order.id);
        family.orders.insert(place, order);
    }
}

/// Why nothing of it can take effect.
fn refusal(source: &Order, target: &Order, moved: &LinesMoved) -> Option<String> {
    let (from, to) = (source.title(), target.title());
    for order in [source, target] {
        let word = if order.cancelled.is_some() {
            "cancelled"
        } else if order.rejected.is_some() {
            "rejected"
        } else {
            continue;
        };
        let title = order.title();
        return Some(format!("{from} was to go to {to}, but {title} was {word}: nothing moved"));
    }
    // Opposite merges at once: the later finds that the order it goes to is in its own already.
    // Lines that go back where they came from take such a merge back.
    let back = |line: &MovedLine| {
        source.line(line.line).is_some_and(|line| line.came_from() == Some(target.id))
    };
    let opposite = target.merged_into().is_some_and(|merged| merged.into == source.id)
        && !moved.lines.iter().any(back);
    opposite.then(|| format!("{from} was to go into {to}, which had gone into {from}: it stays"))
}

fn carry(family: &Family, fact: &Fact, source: &mut Order, target: &mut Order, moved: &LinesMoved) {
    // Lines that go back to an order that had gone into this one wholly: the merge is taken back.
    let returns = target.merged_into().is_some_and(|merged| merged.into == source.id);
    // The kitchen goes on as it was told with the lines.
    if target.sends.is_empty() && !returns {
        target.pass = source.pass;
        target.due = target.due.or(source.due);
    }
    for one in &moved.lines {
        if let Err(sentence) = carry_line(family, source, target, one) {
            source.except(fact, sentence);
        }
    }
    for id in &moved.discounts {
        if let Some(place) = source.discounts.iter().position(|row| row.given.discount == *id) {
            target.discounts.push(source.discounts.remove(place));
        }
    }
    for id in &moved.payments {
        if let Some(place) = source.payments.iter().position(|row| row.payment.payment == *id) {
            target.payments.push(source.payments.remove(place));
            let (gone, stays) = std::mem::take(&mut source.refunds)
                .into_iter()
                .partition(|row| row.refund.payment == *id);
            source.refunds = stays;
            target.refunds.extend::<Vec<_>>(gone);
        }
    }
    if returns {
        target.merged = None;
        forget_sends(source, target);
    } else {
        target.accepted = target.accepted.or(source.accepted);
        target.prioritised |= source.prioritised;
    }
    if !returns && source.live_lines().all(Line::is_void) && source.payments.is_empty() {
        source.merged = Some(Merged { into: target.id, title: target.title() });
        source.held = false;
    }
    source.note_move(fact);
    target.note_move(fact);
}

/// Sends that had come with lines which are gone again are no sends of this order any more.
fn forget_sends(source: &mut Order, target: &Order) {
    let lines = &source.lines;
    source.sends.retain(|(send, _)| {
        let its = |line: &Line| line.sent.is_some_and(|sent| sent.send == *send);
        lines.iter().any(its) || !target.sends.iter().any(|(known, _)| known == send)
    });
}

/// Carries one line, or a part of it, over.
fn carry_line(
    family: &Family,
    source: &mut Order,
    target: &mut Order,
    one: &MovedLine,
) -> Result<(), String> {
    let Some(place) = source.lines.iter().position(|line| line.id == one.line) else {
        let elsewhere = family.orders.iter().chain([&*target]);
        let mut found = elsewhere.filter_map(|order| Some((order.title(), order.line(one.line)?)));
        return Err(found.next_back().map_or_else(
            || format!("a line was to go to {}, but it is not known here", target.title()),
            |(title, line)| {
                format!("{} was to leave {}, it is on {title}", line.sold.name, source.title())
            },
        ));
    };
    let parts = source.copies_of_parts(one.line, one.part.unwrap_or(one.line));
    let Some(line) = source.lines.get_mut(place) else { return Ok(()) };
    let name = line.sold.name.clone();
    if !line.is_live() {
        return Err(format!("{name} was to go to {}, but it was removed", target.title()));
    }
    let standing = line.standing();
    let short = (one.quantity > standing).then(|| {
        let wanted = one.quantity;
        format!("{wanted} {name} were to go to {}, only {standing} were left", target.title())
    });
    let carried = match one.part {
        Some(part) if one.quantity < standing => {
            if !one.quantity.is_positive() || target.line(part).is_some() {
                return Ok(());
            }
            line.cut(part, one.quantity)
        }
        // The whole of a line goes under the name that the fact gives it.
        Some(part) => {
            let all = line.cut(part, standing);
            line.removed = !line.voided.is_positive();
            all
        }
        None => source.lines.remove(place),
    };
    let given = |row: &crate::domain::order::Discount| row.given.line == Some(one.line);
    if one.part.is_none() {
        let (gone, stays) = std::mem::take(&mut source.discounts).into_iter().partition(given);
        source.discounts = stays;
        target.discounts.extend::<Vec<_>>(gone);
    }
    if let Some(sent) = carried.sent
        && !target.sends.iter().any(|(send, _)| *send == sent.send)
    {
        target.sends.extend(source.sends.iter().find(|(send, _)| *send == sent.send).cloned());
    }
    let mut carried = carried;
    carried.goes(source.id, target.id);
    target.lines.push(carried);
    target.lines.extend(parts);
    short.map_or(Ok(()), Err)
}

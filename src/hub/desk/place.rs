//! Orders that come over the network: from words to a command, and as they were when placed.

use super::{Choices, DeskFault, FaultKind, WantedLine, WantedOrder};
use crate::domain::choice;
use crate::domain::command::{Command, NewLine, Step};
use crate::domain::desk::Desk;
use crate::domain::envelope::Fact;
use crate::domain::id::{LineId, SendId};
use crate::domain::order::Order;
use crate::domain::rejection::Rejection;
use std::sync::Arc;

/// The most lines in one order over the network.
const LINES_MAX: usize = 500;

/// The command that places an order.
///
/// # Errors
/// A refusal in words: an unknown item or option, no lines, too many.
pub fn command(desk: &mut Desk, wanted: &WantedOrder) -> Result<Command, DeskFault> {
    if wanted.lines.is_empty() {
        return Err(DeskFault::new(FaultKind::Invalid, "`lines` is empty: name at least one item"));
    }
    if wanted.lines.len() > LINES_MAX {
        let sentence = format!("an order has at most {LINES_MAX} lines: make two of it");
        return Err(DeskFault::new(FaultKind::Invalid, sentence));
    }
    let steps = steps(desk, &wanted.lines, wanted.send)?;
    Ok(Command::Open { order: wanted.order, opening: wanted.opening.clone(), steps })
}

/// The steps that add lines and, if wanted, send what is new.
///
/// # Errors
/// A refusal in words: an unknown item or option.
pub fn steps(desk: &mut Desk, lines: &[WantedLine], send: bool) -> Result<Vec<Step>, DeskFault> {
    let mut steps = Vec::with_capacity(lines.len().saturating_add(1));
    for line in lines {
        let options = choices(desk, line)?;
        sold_so(desk, line)?;
        steps.push(Step::Add(NewLine {
            line: LineId(desk.mint()),
            item: line.item.clone(),
            options,
            quantity: line.quantity,
            note: line.note.clone(),
            allergy: line.allergy.clone(),
            of: None,
            seat: None,
            course: None,
        }));
    }
    if send {
        steps.push(Step::Send(SendId(desk.mint())));
    }
    Ok(steps)
}

/// Refuses a part of what is sold by the piece.
fn sold_so(desk: &Desk, line: &WantedLine) -> Result<(), DeskFault> {
    let item = desk.state.menu().item(&line.item).filter(|item| item.unit.is_none());
    match item.filter(|_| !line.quantity.is_whole()) {
        None => Ok(()),
        Some(item) => {
            let sentence = format!("{} is sold by the piece: ask for a whole number", item.name);
            Err(DeskFault::new(FaultKind::Invalid, sentence))
        }
    }
}

fn choices(desk: &Desk, line: &WantedLine) -> Result<Choices, Rejection> {
    if line.options.is_empty() {
        return Ok(None);
    }
    let menu = desk.state.menu();
    let item = menu.item(&line.item).ok_or_else(|| Rejection::NoItem(line.item.clone()))?;
    choice::from_words(menu, item, &line.options).map(Some)
}

/// The order as it was when it was placed: the facts of its first act, whatever came later. So the
/// same request gets the same answer at any time.
pub fn as_placed(order: &Order, facts: &[Arc<Fact>]) -> Order {
    let opened = facts
        .iter()
        .find(|fact| matches!(fact.event, Some(crate::domain::event::Event::OrderOpened(_))));
    let Some(opened) = opened else { return order.clone() };
    let mut first: Vec<&Arc<Fact>> = facts
        .iter()
        .filter(|fact| fact.terminal == opened.terminal && fact.at == opened.at)
        .filter(|fact| fact.seq >= opened.seq)
        .collect();
    first.sort_by_key(|fact| fact.seq);
    let mut placed = Order::new(order.id);
    for (fact, seq) in first.into_iter().zip(opened.seq..) {
        if fact.seq != seq {
            break;
        }
        placed.apply(fact);
    }
    placed
}

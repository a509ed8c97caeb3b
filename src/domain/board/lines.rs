//! The rows of a ticket: marks, raised and lowered quantities, additions.

use super::{Sent, wanted};
use crate::domain::choice;
use crate::domain::id::{LineId, SendId};
use crate::domain::money::Quantity;
use crate::domain::order::{Line, LineSent};
use crate::domain::time::At;

/// How far a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// Its course was not fired: nobody is to begin.
    Held,
    /// Nobody has begun.
    Waiting,
    /// Somebody works on it.
    Cooking,
    /// It can be handed over.
    Ready,
    /// It was handed over.
    Served,
    /// It is not wanted any more.
    Void,
}

/// One row of a ticket: a line, or the part of it that was added or voided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardLine {
    /// The line.
    pub line: LineId,
    /// How far it is.
    pub mark: Mark,
    /// How much.
    pub quantity: Quantity,
    /// It comes on top of what was sent before: written `+n`.
    pub plus: bool,
    /// The full name.
    pub name: String,
    /// The short name for the kitchen.
    pub short: Option<String>,
    /// The options that differ from the usual ones.
    pub options: Vec<String>,
    /// The note.
    pub note: Option<String>,
    /// What the guest must not get.
    pub allergy: Option<String>,
    /// Set on the first row of a later send, or of a course that was fired later: when it came.
    pub added: Option<At>,
    /// Set on the first row of a course that is held: which one.
    pub course: Option<u8>,
}

impl CardLine {
    /// True while it can be worked on.
    pub fn is_wanted(&self) -> bool {
        self.mark != Mark::Void
    }
}

fn mark(line: &Line) -> Mark {
    if line.served.is_some() {
        Mark::Served
    } else if line.ready.is_some() {
        Mark::Ready
    } else if line.started.is_some() {
        Mark::Cooking
    } else if line.is_held() {
        Mark::Held
    } else {
        Mark::Waiting
    }
}

fn row(line: &Line, mark: Mark, quantity: Quantity, plus: bool) -> CardLine {
    // The unit follows the quantity, wherever a screen puts it.
    let with_unit = |name: &str| {
        line.sold.unit.map_or_else(|| name.to_owned(), |unit| format!("{unit} {name}"))
    };
    CardLine {
        line: line.id,
        mark,
        quantity,
        plus,
        name: with_unit(&line.sold.name),
        short: line.sold.short.as_deref().map(with_unit),
        options: Vec::new(),
        note: None,
        allergy: None,
        added: None,
        course: None,
    }
}

/// The rows of one line. A quantity that changed while the line was being sent stands as sent, and
/// the difference is a row of its own: `+n`, or a void (domain rules, section 7).
fn rows_of(line: &Line, sent: LineSent, dead: bool) -> Vec<CardLine> {
    let standing = wanted(line, dead);
    let first = line.quantity.min(sent.quantity).minus(line.voided).max(Quantity::ZERO);
    let main = first.min(standing);
    let more = standing.minus(main);
    let void = line.quantity.max(sent.quantity).minus(standing);
    let mut rows = Vec::with_capacity(1);
    if main.is_positive() {
        rows.push(row(line, mark(line), main, line.sold.of.is_some()));
    }
    if more.is_positive() {
        rows.push(row(line, mark(line), more, true));
    }
    if void.is_positive() {
        rows.push(row(line, Mark::Void, void, false));
    }
    if let Some(top) = rows.first_mut() {
        top.options = choice::shown(&line.options).iter().map(choice::Shown::words).collect();
        top.note.clone_from(&line.note);
        top.allergy.clone_from(&line.allergy);
    }
    rows
}

pub(super) fn card_lines(shown: &[Sent<'_>], dead: bool) -> Vec<CardLine> {
    let mut rows = Vec::with_capacity(shown.len());
    let mut last: Option<(SendId, Option<At>, Option<u8>)> = None;
    for (line, sent) in shown {
        let mut own = rows_of(line, *sent, dead);
        let held = line.sold.course.filter(|_| line.is_held() && !dead);
        let group = (sent.send, sent.fired, held);
        if let Some(first) = own.first_mut().filter(|_| last != Some(group)) {
            first.course = held;
            first.added = last.filter(|_| held.is_none()).map(|_| sent.since());
        }
        if !own.is_empty() {
            last = Some(group);
        }
        rows.append(&mut own);
    }
    rows
}

//! How an order takes in facts from the kitchen.

use super::{Line, Order};
use crate::domain::envelope::Fact;
use crate::domain::event::{Event, LineStep};
use crate::domain::id::LineId;
use crate::domain::time::At;

impl Order {
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the fold of an order is cut into rooms; what one does not know the next one tries"
    )]
    pub(super) fn apply_kitchen(&mut self, fact: &Fact, event: &Event) -> bool {
        match event {
            Event::LineStarted { lines } => self.step(lines, LineStep::Started, fact.at),
            Event::LineReady { lines } => self.step(lines, LineStep::Ready, fact.at),
            Event::LineServed { lines } => self.step(lines, LineStep::Served, fact.at),
            Event::LineStepUndone { lines, step } => {
                self.each_line(lines, |line| undo(line, *step));
            }
            Event::TicketBumped(ticket) => {
                self.each_line(&ticket.lines, |line| line.bumped = Some(fact.at));
            }
            Event::TicketRecalled(ticket) => self.each_line(&ticket.lines, |line| {
                line.bumped = None;
                line.served = None;
                line.recalled = Some(fact.at);
            }),
            Event::CourseFired { .. } => {}
            _ => return false,
        }
        true
    }

    fn each_line(&mut self, ids: &[LineId], edit: impl Fn(&mut Line)) {
        self.lines.iter_mut().filter(|line| ids.contains(&line.id)).for_each(edit);
    }

    /// A step implies those before it; a line keeps the first moment of each.
    fn step(&mut self, ids: &[LineId], step: LineStep, at: At) {
        self.each_line(ids, |line| {
            line.started.get_or_insert(at);
            if step >= LineStep::Ready {
                line.ready.get_or_insert(at);
            }
            if step >= LineStep::Served {
                line.served.get_or_insert(at);
            }
        });
    }
}

fn undo(line: &mut Line, step: LineStep) {
    line.served = None;
    if step <= LineStep::Ready {
        line.ready = None;
        line.bumped = None;
    }
    if step <= LineStep::Started {
        line.started = None;
    }
}

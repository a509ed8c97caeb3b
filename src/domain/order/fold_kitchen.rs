//! How an order takes in facts from the kitchen.

use super::{Line, Order};
use crate::domain::board::PASS;
use crate::domain::envelope::Fact;
use crate::domain::event::{Event, LineStep};
use crate::domain::id::LineId;
use crate::domain::routing::PassRule;
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
            Event::LinesRouted { lines, station } => {
                self.each_line(lines, |line| line.routed = Some(station.clone()));
            }
            Event::LineServed { lines } => self.step(lines, LineStep::Served, fact.at),
            Event::LineStepUndone { lines, step } => {
                self.each_line(lines, |line| undo(line, *step));
            }
            Event::TicketBumped(ticket) => {
                let passed = (ticket.station == PASS).then_some(fact.at);
                self.each_line(&ticket.lines, |line| {
                    line.bumped = line.bumped.filter(|_| passed.is_some()).or(Some(fact.at));
                    line.passed = passed.or(line.passed);
                });
                self.hand_over(fact.at);
            }
            Event::TicketRecalled(ticket) => self.each_line(&ticket.lines, |line| {
                line.bumped = None;
                line.served = None;
                line.passed = None;
                line.recalled = Some(fact.at);
            }),
            Event::CourseFired { course } => self.fire(*course, fact.at),
            _ => return false,
        }
        true
    }

    fn fire(&mut self, course: u8, at: At) {
        for line in self.lines.iter_mut().filter(|line| line.sold.course == Some(course)) {
            if let Some(sent) = &mut line.sent {
                sent.fired.get_or_insert(at);
            }
        }
    }

    fn each_line(&mut self, ids: &[LineId], edit: impl Fn(&mut Line)) {
        self.lines.iter_mut().filter(|line| ids.contains(&line.id)).for_each(edit);
    }

    /// When everything that was sent is ready and off every screen, it is with its guest: also
    /// when two stations bumped their tickets at the same moment apart, and neither knew of the
    /// other. Where orders go over a pass, only the bump there counts, and none where a runner
    /// carries them out (domain rules, section 5).
    fn hand_over(&mut self, at: At) {
        let gone = |line: &Line, pass: PassRule| match pass {
            PassRule::Off => line.bumped.is_some(),
            PassRule::HandOver => line.passed.is_some(),
            PassRule::Runner => false,
        };
        let waits = |line: &Line| line.is_live() && line.is_prepared() && line.served.is_none();
        let wanted = |line: &&Line| waits(line) && line.standing().is_positive();
        let done = |line: &Line| line.ready.is_some() && gone(line, self.pass);
        if self.cancelled.is_some() || self.rejected.is_some() {
            return;
        }
        if self.lines.iter().filter(wanted).all(done) {
            let lines = self.lines.iter_mut().filter(|line| waits(line));
            lines.filter(|line| line.standing().is_positive()).for_each(|line| {
                line.served = Some(at);
            });
        }
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
        line.passed = None;
    }
    if step <= LineStep::Started {
        line.started = None;
    }
}

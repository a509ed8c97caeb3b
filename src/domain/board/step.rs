//! The next step of a ticket or a line, and what takes a step back exactly.

use super::{Card, CardState, Mark};
use crate::domain::command::Step;
use crate::domain::event::LineStep;
use crate::domain::id::LineId;
use crate::domain::order::{Line, Order};

impl Card {
    /// What BUMP does now: start, make ready, take off. Without a start step COOKING is left out.
    /// A void ticket is only taken off.
    pub fn next_step(&self, start_step: bool) -> Step {
        match self.state {
            CardState::New if start_step => {
                Step::Advance(self.lines_at(&[Mark::Waiting]), LineStep::Started)
            }
            CardState::New | CardState::Cooking => {
                Step::Advance(self.open_lines(), LineStep::Ready)
            }
            CardState::Running => Step::Advance(self.lines_at(&[Mark::Ready]), LineStep::Served),
            CardState::Ready if self.bumped_everywhere => {
                Step::Advance(self.lines_at(&[Mark::Ready]), LineStep::Served)
            }
            CardState::Ready | CardState::Held | CardState::Void => Step::Bump(self.ticket.clone()),
        }
    }

    /// The lines that are not ready yet.
    pub fn open_lines(&self) -> Vec<LineId> {
        self.lines_at(&[Mark::Waiting, Mark::Cooking])
    }

    fn lines_at(&self, marks: &[Mark]) -> Vec<LineId> {
        let mut lines: Vec<LineId> = self
            .lines
            .iter()
            .filter(|line| marks.contains(&line.mark))
            .map(|line| line.line)
            .collect();
        lines.dedup();
        lines
    }
}

/// The steps that bring an order back to what it is now, when `step` is done next. A step that
/// implied earlier ones (ready without a start) is taken back together with them.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "only steps of the kitchen are taken back here, all others belong to the counter"
)]
pub fn undo_of(order: &Order, step: &Step) -> Vec<Step> {
    match step {
        Step::Advance(lines, step) => undo_advance(order, lines, *step),
        Step::Bump(ticket) => vec![Step::Recall(ticket.clone())],
        Step::Recall(ticket) => vec![Step::Bump(ticket.clone())],
        Step::Prioritise(on) => vec![Step::Prioritise(!on)],
        Step::Route(lines, _) => undo_route(order, lines),
        _ => Vec::new(),
    }
}

/// Each line goes back to the station that has it now.
fn undo_route(order: &Order, lines: &[LineId]) -> Vec<Step> {
    let mut back: std::collections::BTreeMap<&str, Vec<LineId>> = std::collections::BTreeMap::new();
    for line in lines.iter().filter_map(|id| order.line(*id)) {
        if let Some(station) = line.station() {
            back.entry(station).or_default().push(line.id);
        }
    }
    back.into_iter().map(|(station, lines)| Step::Route(lines, station.to_owned())).collect()
}

fn undo_advance(order: &Order, lines: &[LineId], to: LineStep) -> Vec<Step> {
    let has = |line: &Line, step: LineStep| match step {
        LineStep::Started => line.started.is_some(),
        LineStep::Ready => line.ready.is_some(),
        LineStep::Served => line.served.is_some(),
    };
    let mut steps = Vec::new();
    let mut taken: Vec<LineId> = Vec::new();
    for step in [LineStep::Started, LineStep::Ready, LineStep::Served] {
        if step > to {
            break;
        }
        let first: Vec<LineId> = lines
            .iter()
            .copied()
            .filter(|id| !taken.contains(id))
            .filter(|id| order.line(*id).is_some_and(|line| !has(line, step)))
            .collect();
        if !first.is_empty() {
            taken.extend(first.iter().copied());
            steps.push(Step::UndoAdvance(first, step));
        }
    }
    steps
}

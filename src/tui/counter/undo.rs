//! Taking changes back: each one left behind how to set everything as it was.

use super::model::Model;
use super::turn::Undo;
use crate::domain::command::{Command, Step};
use crate::domain::id::LineId;
use crate::domain::order::Line;
use crate::tui::widgets::MessageKind;

impl Model {
    /// Takes the last change back; a change that cannot be taken back any more is said and left.
    pub(super) fn undo_last(&mut self) {
        let Some(undo) = self.undo.pop() else {
            self.say(MessageKind::Info, "Nothing to undo since the order was opened or sent.");
            return;
        };
        let Undo { order, steps, what } = undo;
        let about = steps.iter().find_map(line_of);
        if self.act(&Command::Order(order, steps)).is_none() {
            return;
        }
        if self.order != Some(order) {
            self.order = Some(order);
            self.chosen = None;
        }
        let still = about.filter(|line| {
            self.order().and_then(|order| order.line(*line)).is_some_and(Line::is_live)
        });
        self.chosen = still.or_else(|| {
            self.order().and_then(|order| order.unsent_lines().next_back()).map(|line| line.id)
        });
        let kind = if self.undo.is_empty() { MessageKind::Done } else { MessageKind::Undo };
        self.say(kind, format!("Undone: {what}"));
    }
}

fn line_of(step: &Step) -> Option<LineId> {
    match step {
        Step::Restore(line)
        | Step::SetQuantity(line, _)
        | Step::SetOptions(line, _)
        | Step::SetNote { line, .. }
        | Step::SetPrice(line, ..) => Some(*line),
        Step::Remove(_)
        | Step::Place { .. }
        | Step::Fire(_)
        | Step::Add(_)
        | Step::AddLabelled(..)
        | Step::AddOpen { .. }
        | Step::Void { .. }
        | Step::Comp { .. }
        | Step::Discount(_)
        | Step::RemoveDiscount(_)
        | Step::RestoreDiscount(_)
        | Step::Change(_)
        | Step::Hold
        | Step::Resume
        | Step::Send(_)
        | Step::Cancel(_)
        | Step::Accept(_)
        | Step::Reject(_)
        | Step::Prioritise(_)
        | Step::Call
        | Step::Route(..)
        | Step::Advance(..)
        | Step::UndoAdvance(..)
        | Step::Bump(_)
        | Step::Recall(_)
        | Step::Pay(_)
        | Step::PaymentFailed(..)
        | Step::FlagPayment(..)
        | Step::IssueReceipt
        | Step::Refund(_)
        | Step::Tip { .. }
        | Step::Charge(_)
        | Step::SettleDoubt { .. }
        | Step::Reprint(_) => None,
    }
}

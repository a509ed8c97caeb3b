//! Taking changes back: each one left behind how to set everything as it was.

use super::model::Model;
use super::turn::Undo;
use crate::domain::command::{Command, Step};
use crate::domain::id::{LineId, OrderId};
use crate::domain::order::Line;
use crate::tui::widgets::{Message, MessageKind};

impl Model {
    /// Takes the last change back; a change that cannot be taken back any more is said and left.
    pub(super) fn undo_last(&mut self) {
        let Some(undo) = self.undo.pop() else {
            self.say(MessageKind::Info, "Nothing to undo since the order was opened or sent.");
            return;
        };
        if self.act(&undo.back).is_none() {
            // Somebody may approve it: then it is taken back after all.
            if self.front.wanted.is_some() {
                self.undo.push(undo);
            }
            return;
        }
        let Undo { order, shows, back, what } = undo;
        // An order that has nothing to do with it stays on the screen.
        if self.order.is_none_or(|on| on == order) || !self.has_lines() {
            self.show_undone(shows, &back);
        }
        let more = !self.undo.is_empty() && self.overlays.is_empty();
        self.say(
            if more { MessageKind::Undo } else { MessageKind::Done },
            format!("Undone: {what}"),
        );
    }

    fn show_undone(&mut self, shows: Option<OrderId>, back: &Command) {
        if self.order != shows {
            self.order = shows;
            self.chosen = None;
        }
        let steps = if let Command::Order(_, steps) = back { steps.as_slice() } else { &[] };
        let about = steps.iter().find_map(line_of).filter(|line| {
            self.order().and_then(|order| order.line(*line)).is_some_and(Line::is_live)
        });
        self.chosen = about.or_else(|| {
            self.order().and_then(|order| order.unsent_lines().next_back()).map(|line| line.id)
        });
    }

    /// True while the message row offers to take back what was done here.
    pub(super) fn offers_undo(&self) -> bool {
        self.messages.current().is_some_and(Message::offers_undo)
            && self.overlays.last().is_none_or(|top| top.over.over().undoes())
    }

    /// What was done on other orders is not taken back any more, but for those that went into this
    /// one; neither is that it was held.
    pub(super) fn keep_undo(&mut self, id: OrderId) {
        let mut kin = vec![id];
        for undo in self.undo.iter().rev() {
            if let Command::Unmerge(back) = &undo.back
                && kin.contains(&undo.order)
            {
                kin.push(back.to);
            }
        }
        self.undo.retain(|undo| {
            let held = undo.back == Command::Order(undo.order, vec![Step::Resume]);
            kin.contains(&undo.order) && !held
        });
    }
}

fn line_of(step: &Step) -> Option<LineId> {
    match step {
        Step::Restore(line)
        | Step::Place { line, .. }
        | Step::SetQuantity(line, _)
        | Step::SetOptions(line, _)
        | Step::SetNote { line, .. }
        | Step::SetPrice(line, ..) => Some(*line),
        Step::Remove(_)
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

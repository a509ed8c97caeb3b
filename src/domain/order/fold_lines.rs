//! How an order takes in facts about its lines and sends.

use super::{Line, LineSent, Order, Stamped};
use crate::domain::envelope::Fact;
use crate::domain::event::{Event, LineAdded, LineVoided, OrderSent};
use crate::domain::id::LineId;
use crate::domain::money::Quantity;

impl Order {
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the fold of an order is cut into rooms; what one does not know the next one tries"
    )]
    pub(super) fn apply_line(&mut self, fact: &Fact, event: &Event) -> bool {
        match event {
            Event::LineAdded(added) => self.add_line(fact, added),
            Event::LineQuantitySet { line, quantity } => {
                self.edit_line(*line, |line| line.quantity = *quantity);
            }
            Event::LineOptionsSet { line, options } => {
                self.edit_line(*line, |line| line.options.clone_from(options));
            }
            Event::LineNoteSet { line, note, allergy, seat } => self.edit_line(*line, |line| {
                line.note.clone_from(note);
                line.allergy.clone_from(allergy);
                if let Some(seat) = *seat {
                    line.sold.seat = Some(seat).filter(|seat| *seat > 0);
                }
            }),
            Event::LinePriced { line, price, .. } => {
                self.edit_line(*line, |line| line.price = *price);
            }
            Event::LineSplit { line, into, quantity } => self.split_line(*line, *into, *quantity),
            Event::LineRemoved { line } => self.remove_line(fact, *line),
            Event::LineRestored { line } => self.edit_line(*line, |line| line.removed = false),
            Event::LineVoided(voided) => self.void_line(fact, voided),
            Event::LineComped(comped) => self.edit_line(comped.line, |line| {
                line.comped = line.comped.plus(comped.quantity).min(line.standing());
            }),
            Event::OrderSent(sent) => self.send(fact, sent),
            _ => return false,
        }
        true
    }

    fn edit_line(&mut self, id: LineId, edit: impl FnOnce(&mut Line)) {
        if let Some(line) = self.lines.iter_mut().find(|line| line.id == id) {
            edit(line);
        }
    }

    fn add_line(&mut self, fact: &Fact, added: &LineAdded) {
        if self.line(added.line).is_some() {
            return;
        }
        self.held = false;
        self.lines.push(Line {
            id: added.line,
            sold: added.clone(),
            added: Stamped::from(fact),
            quantity: added.quantity,
            options: added.options.clone(),
            note: added.note.clone(),
            allergy: added.allergy.clone(),
            price: None,
            removed: false,
            sent: None,
            voided: Quantity::ZERO,
            void_reason: None,
            comped: Quantity::ZERO,
            started: None,
            ready: None,
            served: None,
            bumped: None,
            recalled: None,
            routed: None,
            passed: None,
            from: Quantity::ZERO,
            homes: Vec::new(),
            part_of: None,
        });
    }

    fn split_line(&mut self, id: LineId, into: LineId, quantity: Quantity) {
        if self.line(into).is_some() {
            return;
        }
        let Some(index) = self.lines.iter().position(|line| line.id == id) else { return };
        let Some(line) = self.lines.get_mut(index) else { return };
        let second = line.cut(into, quantity);
        self.lines.insert(index.saturating_add(1), second);
        self.split_parts(id, into);
    }

    /// An unsent line goes; one that another terminal has sent meanwhile stays, in words.
    fn remove_line(&mut self, fact: &Fact, id: LineId) {
        let Some(line) = self.lines.iter_mut().find(|line| line.id == id) else { return };
        if line.sent.is_none() {
            line.removed = true;
            return;
        }
        let name = line.sold.name.clone();
        self.except(fact, format!("{name} was removed after it was sent: it stays, void it"));
    }

    fn void_line(&mut self, fact: &Fact, voided: &LineVoided) {
        let Some(line) = self.lines.iter_mut().find(|line| line.id == voided.line) else { return };
        let possible = voided.quantity.min(line.standing());
        line.voided = line.voided.plus(possible);
        line.comped = line.comped.min(line.standing());
        line.void_reason = Some(voided.reason.clone());
        let worked = line.started.is_some() && possible.is_positive();
        let name = line.sold.name.clone();
        self.voids.push(Stamped::from(fact));
        if worked {
            self.except(fact, format!("{possible} {name} was voided after work began: waste"));
        }
        if possible < voided.quantity {
            let sentence =
                format!("{} {name} was to be voided, only {possible} stood", voided.quantity);
            self.except(fact, sentence);
        }
    }

    /// The first send of a line counts; a line that was removed meanwhile comes back, in words.
    fn send(&mut self, fact: &Fact, sent: &OrderSent) {
        if self.sends.iter().any(|(send, _)| *send == sent.send) {
            return;
        }
        self.sends.push((sent.send, Stamped::from(fact)));
        self.held = false;
        let mut returned = Vec::new();
        for (id, quantity) in &sent.lines {
            let Some(line) = self.lines.iter_mut().find(|line| line.id == *id) else { continue };
            if line.sent.is_some() {
                continue;
            }
            line.sent = Some(LineSent {
                send: sent.send,
                at: fact.at,
                quantity: *quantity,
                kitchen: sent.kitchen,
                fired: fires(sent, line.sold.course).then_some(fact.at),
            });
            if line.removed {
                line.removed = false;
                returned.push(line.sold.name.clone());
            }
        }
        for name in returned {
            self.except(fact, format!("{name} was sent after it was removed: it stays"));
        }
    }
}

/// Whether a line of this course is to be made at once.
fn fires(sent: &OrderSent, course: Option<u8>) -> bool {
    sent.courses.is_empty() || course.is_none_or(|course| sent.courses.contains(&course))
}

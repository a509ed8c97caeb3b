//! Requests of the hub inside: answered by the desk on the screen, told once durable.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::screen::Event;
use super::seat::Seat;
use crate::domain::time::At;
use crate::hub::desk::{Asked, DeskReply, answer, needed};
use crate::tui::effect::Effect;

/// Answers that wait until their facts are on the disk, by seat and batch.
#[derive(Debug, Default)]
pub struct Promised(BTreeMap<(usize, u64), (Asked, DeskReply)>);

impl Promised {
    /// Answers a request at the desk of a seat; the effects make durable what it led to. An order
    /// that is too old to be loaded is read beside the loop and the request comes again.
    pub fn ask(&mut self, seat: &mut Seat, asked: Asked, again: bool, now: At) -> Vec<Effect> {
        let desk = &mut seat.mode.front().desk;
        if let Some(aggregate) = needed(desk, &asked.request).filter(|_| !again) {
            seat.load_then(aggregate, Event::Desk { seat: seat.index, asked, again: true });
            return Vec::new();
        }
        let placed = match &asked.request {
            crate::hub::desk::DeskRequest::Place(wanted) => {
                desk.state.facts_of(wanted.order).iter().map(Arc::clone).collect()
            }
            _ => Vec::new(),
        };
        let given = answer(desk, &asked.request, &placed, now);
        if given.sealed.is_empty() {
            tell(asked, given.reply);
            return Vec::new();
        }
        let (batch, effects) = seat.mode.front().adopt(given.sealed);
        self.0.insert((seat.index, batch), (asked, given.reply));
        effects
    }

    /// A batch is on the disk: whoever waits for it is told.
    pub fn saved(&mut self, seat: usize, batch: u64) {
        if let Some((asked, reply)) = self.0.remove(&(seat, batch)) {
            tell(asked, reply);
        }
    }
}

fn tell(asked: Asked, reply: DeskReply) {
    if asked.reply.send(reply).is_err() {
        tracing::debug!("whoever asked the desk has gone");
    }
}

//! Requests of the hub inside: answered by the desk on the screen, told once durable.

use std::collections::BTreeMap;

use super::inside::Known;
use super::seat::Seat;
use crate::domain::state::Applied;
use crate::domain::time::At;
use crate::hub::desk::{Asked, DeskReply, answer};
use crate::tui::effect::Effect;

/// Answers that wait until their facts are on the disk, by seat and batch.
#[derive(Debug, Default)]
pub struct Promised(BTreeMap<(usize, u64), (Asked, DeskReply)>);

impl Promised {
    /// Answers a request at the desk of a seat, with what was read for it; the effects make
    /// durable what it led to.
    pub fn ask(&mut self, seat: &mut Seat, asked: Asked, known: &Known, now: At) -> Vec<Effect> {
        let front = seat.face.front();
        for fact in &known.orders {
            let _: Applied = front.desk.state.load(fact);
        }
        let given = answer(&mut front.desk, &asked.request, &known.placed, now);
        if given.sealed.is_empty() {
            tell(asked, given.reply);
            return Vec::new();
        }
        let (batch, effects) = front.adopt(given.sealed);
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

//! One turn of a crew that writes for many stores.

use super::{Engine, LAG_ROWS_MAX};
use crate::store::queue::{Found, Queue};

/// What a turn for many stores came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turned {
    /// There may be more to do.
    Again,
    /// Nothing is to be done until something comes.
    Rest,
    /// The queue is closed and everything is written.
    End,
}

impl Engine {
    /// Writes one group, or brings the projections a step forward when there is none.
    pub fn turn(&mut self, queue: &Queue) -> Turned {
        let stepped = match queue.look() {
            Found::Work(group) => {
                self.write(group);
                if self.behind() > LAG_ROWS_MAX { self.step() } else { Ok(()) }
            }
            Found::Nothing if self.behind() == 0 => return Turned::Rest,
            Found::Nothing => self.step(),
            Found::End => {
                self.finish();
                return Turned::End;
            }
        };
        match stepped {
            Ok(()) => Turned::Again,
            Err(error) => {
                tracing::error!(%error, "the projections could not be brought forward");
                Turned::Rest
            }
        }
    }
}

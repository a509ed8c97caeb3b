//! The shifts that a terminal knows.

use super::State;
use crate::domain::folded::Folded;
use crate::domain::id::{ShiftId, TerminalId};
use crate::domain::shift::Shift;

impl State {
    /// The last closed shift of this terminal's drawer.
    pub fn my_last_shift(&self) -> Option<&Shift> {
        let me = self.me.terminal;
        let mine = self
            .shifts()
            .filter(|shift| shift.closed.as_ref().is_some_and(|(_, stamp)| stamp.terminal == me));
        mine.max_by_key(|shift| shift.closed.as_ref().and_then(|(closed, _)| closed.z.count()))
    }

    /// All known shifts.
    pub fn shifts(&self) -> impl Iterator<Item = &Shift> {
        self.shifts.values().map(Folded::value)
    }

    /// The shift of this identity.
    pub fn shift(&self, id: ShiftId) -> Option<&Shift> {
        self.shifts.get(&id).map(Folded::value)
    }

    /// The open shift of this terminal's drawer: of its own, else of an identity that it had before
    /// a renewal, so that what lies in the drawer can be counted and closed.
    pub fn my_shift(&self) -> Option<&Shift> {
        let of = |terminal: TerminalId| {
            self.shifts().find(move |shift| {
                let by = shift.opened.as_ref().map(|stamp| stamp.terminal);
                shift.is_open() && by == Some(terminal)
            })
        };
        of(self.me.terminal).or_else(|| self.before.iter().rev().find_map(|before| of(*before)))
    }

    /// This machine had other identities before, and goes on with their drawers.
    pub fn goes_on_for(&mut self, before: Vec<TerminalId>) {
        self.before = before;
    }
}

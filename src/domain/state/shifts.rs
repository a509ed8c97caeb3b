//! The shifts that a terminal knows.

use super::State;
use crate::domain::folded::Folded;
use crate::domain::id::ShiftId;
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

    /// The open shift of this terminal's drawer.
    pub fn my_shift(&self) -> Option<&Shift> {
        self.shifts().find(|shift| {
            shift.is_open()
                && shift.opened.as_ref().is_some_and(|stamp| stamp.terminal == self.me.terminal)
        })
    }
}

//! Facts that came ahead of their journals and are not in them: taken out of every fold again.

use std::sync::Arc;

use super::State;
use crate::domain::envelope::Fact;

impl State {
    /// Takes out facts that no journal holds. What the journals say at their places is taken in
    /// when it is loaded.
    pub fn disown(&mut self, facts: &[Arc<Fact>]) {
        let wrong = |fact: &Fact| facts.iter().any(|one| **one == *fact);
        self.take_out(&wrong);
        self.barred.retain(|_, fact| !wrong(fact));
    }
}

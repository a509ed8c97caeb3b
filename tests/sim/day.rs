//! The day: people act, faults come, and in the end everything is mended and settles.

use tillrail::domain::envelope::Sealed;
use tillrail::domain::id::AggregateId;
use tillrail::domain::time::At;
use tillrail::sync::session::ClientInput;

use crate::people;
use crate::shop::{self, HUB};
use crate::site::Site;

impl Site {
    /// Somebody at a terminal does something.
    pub fn person(&mut self, n: usize) {
        if !self.terminals[n].joined {
            return;
        }
        let at = At(self.wall(self.terminals[n].wrong_ms));
        if self.plan.rogue
            && self.terminals[n].id == shop::kitchen(self.plan.terminals)
            && self.dice.per_mille(500)
        {
            if self.dice.per_mille(60) {
                return self.forge_erasure(n, at);
            }
            let rows = people::forge(&mut self.terminals[n].desk, &mut self.dice, at);
            if !rows.is_empty() {
                self.acts += 1;
                self.write(n, rows, None);
            }
            return;
        }
        if self.has_customers(n) && self.dice.per_mille(120) {
            return self.care(n);
        }
        let Some(wish) = people::wish(&mut self.terminals[n].desk, &mut self.dice, at) else {
            return;
        };
        self.note(n, &wish);
        if let Ok(rows) = self.terminals[n].desk.act(&wish, at)
            && !rows.is_empty()
        {
            self.acts += 1;
            if self.terminals[n].session.report().incomplete && n == 0 {
                self.acts_ahead += 1;
            }
            self.write(n, rows, None);
        }
    }

    fn hub_person(&mut self) {
        let at = At(self.wall(0));
        if self.dice.per_mille(200) {
            return self.hub_care();
        }
        let Some(wish) = people::wish(&mut self.hub.desk, &mut self.dice, at) else { return };
        if let Ok(rows) = self.hub.desk.act(&wish, at)
            && !rows.is_empty()
        {
            self.acts += 1;
            self.hub_write(rows, None);
        }
    }

    /// The day with its faults.
    pub fn live(&mut self) {
        for n in 0..self.terminals.len() {
            if self.terminals[n].joined {
                self.client(n, ClientInput::Start);
            }
        }
        let backup_at = self.dice.below(self.plan.steps / 2);
        let restore_at = backup_at + 1 + self.dice.below(self.plan.steps / 2);
        for step in 0..self.plan.steps {
            self.tick();
            if self.plan.joins && step == self.plan.steps / 2 {
                self.join();
            }
            let n = self.dice.index(self.terminals.len());
            if self.dice.per_mille(400) {
                self.person(n);
            }
            if self.plan.hub_sells() && self.dice.per_mille(30) {
                self.hub_person();
            }
            if step >= self.plan.steps / 2 {
                self.pair_late();
            }
            self.fault(n);
            if self.plan.clone && step == backup_at {
                // The first terminal joins only later where somebody does.
                self.clone_terminal(usize::from(self.plan.joins));
            }
            if self.plan.lose && step == restore_at {
                self.lose_hub();
            }
            if self.plan.restore && step == backup_at {
                self.hub.backup = Some(self.hub.disk.back_up());
            }
            if self.plan.restore && step == restore_at {
                self.restore_hub();
            }
        }
        self.pair_late();
    }

    /// The hub takes the kitchen into the site; when it dies before that is on its disk, somebody
    /// does it again.
    fn pair_late(&mut self) {
        let kitchen = shop::kitchen(self.plan.terminals);
        let of = AggregateId::Terminal(kitchen);
        let is_done = |rows: &[Sealed]| rows.iter().any(|row| row.fact.aggregate == of);
        if !self.plan.pairs_late()
            || is_done(&self.hub.disk.range(HUB, 0, usize::MAX))
            || self.hub.writes.iter().any(|write| write.from.is_none() && is_done(&write.rows))
        {
            return;
        }
        let pairing = shop::pairing(kitchen, self.plan.terminals);
        let rows = self.hub.desk.act(&pairing, At(self.wall(0))).unwrap();
        self.hub_write(rows, None);
    }

    /// The fresh terminal joins.
    fn join(&mut self) {
        self.terminals[0].joined = true;
        self.client(0, ClientInput::Start);
    }

    /// Everybody holds the same and nothing is under way.
    pub fn is_settled(&self) -> bool {
        let hub = self.hub.disk.frontier();
        self.hub.writes.is_empty()
            && self.terminals.iter().all(|terminal| {
                terminal.writes.is_empty()
                    && terminal.session.is_settled()
                    && terminal.disk.frontier() == hub
            })
            && self.agrees_on_customers()
    }

    /// Everything is mended, nobody sells any more, and the site is given time.
    pub fn settle(&mut self) {
        self.healed = true;
        self.restore_hub();
        let until = self.now + 90_000;
        let mut round = 0_u64;
        while self.now < until {
            self.tick();
            round += 1;
            if round.is_multiple_of(8) && self.is_settled() {
                return;
            }
        }
    }
}

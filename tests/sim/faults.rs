//! What goes wrong besides the network: crashes, full disks, silence, clocks, an old backup.

use tillrail::sync::session::ClientInput;

use crate::disk::Disk;
use crate::shop::{self, HUB};
use crate::site::Site;

impl Site {
    /// The process dies, somewhere in the writing of what waits, and starts again from its disk.
    fn crash(&mut self, n: usize) {
        self.lines[n] = None;
        let written = self.dice.below(self.terminals[n].writes.len() as u64 + 1);
        for _ in 0..written {
            let terminal = &mut self.terminals[n];
            let Some(write) = terminal.writes.pop_front() else { break };
            if terminal.put(&write).is_err() {
                break;
            }
        }
        let torn = self.dice.per_mille(500);
        let seed = self.dice.next();
        self.terminals[n].disk.die(torn);
        self.terminals[n].restart(seed);
        if self.terminals[n].joined {
            self.client(n, ClientInput::Start);
        }
    }

    fn hub_crash(&mut self) {
        let written = self.dice.below(self.hub.writes.len() as u64 + 1);
        for _ in 0..written {
            let Some(write) = self.hub.writes.pop_front() else { break };
            let kept = self.hub.disk.keep_persons(&write.persons);
            if kept.and_then(|()| self.hub.disk.commit(&write.rows, write.from.is_none())).is_err()
            {
                break;
            }
        }
        let torn = self.dice.per_mille(500);
        self.hub.disk.die(torn);
        self.hub.restart();
        for n in 0..self.terminals.len() {
            self.cut(n);
        }
    }

    /// A machine is copied with its disk, and both work on.
    pub fn clone_terminal(&mut self, n: usize) {
        let seed = self.dice.next();
        let copy = self.terminals[n].copy(seed);
        self.terminals[n].cloned = true;
        self.terminals.push(copy);
        self.lines.push(None);
        self.client(self.terminals.len() - 1, ClientInput::Start);
    }

    /// The hub is lost with its disk; an empty one takes its place and is filled.
    pub fn lose_hub(&mut self) {
        self.hub.disk = Disk::new(self.plan.files);
        self.hub.disk.belongs(&shop::me(HUB, self.plan.terminals));
        self.hub.restart();
        self.recover = true;
        for n in 0..self.terminals.len() {
            self.cut(n);
        }
    }

    pub fn restore_hub(&mut self) {
        if let Some(backup) = self.hub.backup.take() {
            self.hub.disk = backup;
            self.hub.restart();
            for n in 0..self.terminals.len() {
                self.cut(n);
            }
        }
    }

    pub fn fault(&mut self, n: usize) {
        if self.chance(self.plan.crashes) {
            self.crash(n);
        }
        if self.chance(self.plan.hub_crashes) {
            self.hub_crash();
        }
        if self.chance(self.plan.full) {
            let until = self.now + 50 + self.dice.below(400);
            if self.dice.per_mille(300) {
                self.hub.disk.fill(true);
                self.hub.full_until = Some(until);
            } else {
                self.terminals[n].disk.fill(true);
                self.terminals[n].full_until = Some(until);
            }
        }
        if self.chance(self.plan.silence) {
            let until = self.now + 1_000 + self.dice.below(8_000);
            let ways = 1 + self.dice.below(3);
            if let Some(line) = &mut self.lines[n] {
                line.deaf_up = if ways & 1 == 0 { 0 } else { until };
                line.deaf_down = if ways & 2 == 0 { 0 } else { until };
            }
        }
        if self.chance(self.plan.clocks) {
            let day = 86_400_000;
            self.terminals[n].wrong_ms += if self.dice.per_mille(500) { day } else { -day };
        }
    }
}

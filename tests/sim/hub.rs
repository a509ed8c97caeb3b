//! The hub: its disk with what waits to be written, its own desk, and a line to each terminal.

use std::collections::VecDeque;

use tillrail::domain::customer::PersonalRow;
use tillrail::domain::desk::Desk;
use tillrail::domain::envelope::Sealed;
use tillrail::domain::id::Boot;
use tillrail::sync::session::ServerSession;

use crate::disk::Disk;
use crate::shop::{self, HUB, state_of};

/// Rows on their way to the hub's disk.
pub struct Write {
    pub due: u64,
    pub rows: Vec<Sealed>,
    /// Rows of customers, which come alone.
    pub persons: Vec<PersonalRow>,
    /// The line they came on and its ticket; none for the hub's own.
    pub from: Option<(usize, u64, u64)>,
}

pub struct Hub {
    pub disk: Disk,
    pub desk: Desk,
    pub writes: VecDeque<Write>,
    pub full_until: Option<u64>,
    pub backup: Option<Disk>,
    pub boots: u32,
    count: u64,
}

/// One connection: frames under way in both directions, as texts, and the hub's end.
pub struct Line {
    pub number: u64,
    pub up: VecDeque<(u64, String)>,
    pub down: VecDeque<(u64, String)>,
    pub server: ServerSession,
    pub timer: Option<u64>,
    /// Until when nothing arrives in a direction, without anybody being told.
    pub deaf_up: u64,
    pub deaf_down: u64,
}

impl Hub {
    pub fn new(count: u64, mut disk: Disk, founding: &[Sealed]) -> Self {
        disk.belongs(&shop::me(HUB, count));
        disk.commit(founding, false).unwrap();
        Self {
            desk: desk(&disk, count, 1),
            disk,
            writes: VecDeque::new(),
            full_until: None,
            backup: None,
            boots: 1,
            count,
        }
    }

    pub fn busy_until(&self, now: u64) -> u64 {
        self.writes.back().map_or(now, |write| write.due.max(now))
    }

    pub fn learn(&mut self, rows: &[Sealed]) {
        for row in rows {
            self.disk.teach(&mut self.desk.state, &row.fact);
        }
    }

    pub fn restart(&mut self) {
        self.boots += 1;
        self.writes.clear();
        self.full_until = None;
        self.desk = desk(&self.disk, self.count, self.boots);
    }
}

fn desk(disk: &Disk, count: u64, boots: u32) -> Desk {
    Desk::new(state_of(shop::me(HUB, count), &disk.facts()), Boot(boots + 1), disk.head(HUB))
}

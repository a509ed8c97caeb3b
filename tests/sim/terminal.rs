//! A terminal: its desk, its disk with what waits to be written, its end of the link.

use std::collections::VecDeque;

use tillrail::domain::customer::PersonalRow;
use tillrail::domain::desk::Desk;
use tillrail::domain::envelope::Sealed;
use tillrail::domain::event::Event;
use tillrail::domain::frontier::Head;
use tillrail::domain::id::{AggregateId, Boot, OrderId, PaymentId, TerminalId};
use tillrail::sync::session::{ClientSession, Me, PersonalNews};
use tillrail::sync::wire::{Credential, Want};

use crate::disk::Disk;
use crate::shop::{self, SITE, state_of};

/// Rows on their way to a disk.
pub struct Write {
    pub due: u64,
    pub rows: Vec<Sealed>,
    /// The session's ticket for what came over the link; none for what was made here.
    pub ticket: Option<u64>,
    /// They came ahead of their journals.
    pub ahead: bool,
    /// Rows of customers, which come alone.
    pub persons: Vec<PersonalRow>,
}

/// A payment that a screen has shown as done.
#[derive(Debug, Clone, Copy)]
pub struct Promise {
    pub order: OrderId,
    pub payment: PaymentId,
}

pub struct Terminal {
    pub id: TerminalId,
    pub count: u64,
    pub desk: Desk,
    pub disk: Disk,
    pub acked: u64,
    pub session: ClientSession,
    pub timer: Option<u64>,
    pub writes: VecDeque<Write>,
    /// What was read of customers and is on its way to the session.
    pub read: VecDeque<PersonalNews>,
    pub full_until: Option<u64>,
    /// How far the clock on the wall is off, in milliseconds.
    pub wrong_ms: i64,
    pub boots: u32,
    /// A machine that was copied with its identity, or the copy.
    pub cloned: bool,
    /// The own journal's end that was durable at some moment.
    pub durable: Head,
    pub promises: Vec<Promise>,
    /// False until it joins the site.
    pub joined: bool,
}

impl Terminal {
    pub fn new(id: TerminalId, count: u64, mut disk: Disk, founding: &[Sealed], seed: u64) -> Self {
        disk.belongs(&shop::me(id, count));
        disk.commit(founding, false).unwrap();
        Self {
            joined: !founding.is_empty(),
            id,
            count,
            desk: desk(id, count, &disk, 1),
            session: session(id, &disk, 0, seed),
            disk,
            acked: 0,
            timer: None,
            writes: VecDeque::new(),
            read: VecDeque::new(),
            full_until: None,
            wrong_ms: 0,
            boots: 1,
            cloned: false,
            durable: Head::NONE,
            promises: Vec::new(),
        }
    }

    /// Puts what waits onto the disk; answers what is new in its journals.
    pub fn put(&mut self, write: &Write) -> Result<Vec<Sealed>, String> {
        if !write.persons.is_empty() {
            return self.disk.keep_persons(&write.persons).map(|()| Vec::new());
        }
        if write.ahead {
            return self.disk.keep_ahead(&write.rows).map(|()| write.rows.clone());
        }
        self.disk.commit(&write.rows, write.ticket.is_none())
    }

    /// When the last of what waits is written.
    pub fn busy_until(&self, now: u64) -> u64 {
        self.writes.back().map_or(now, |write| write.due.max(now))
    }

    /// What was made here is durable: from now on it may be shown as done.
    pub fn promise(&mut self, rows: &[Sealed]) {
        for row in rows {
            self.durable = Head { seq: row.fact.seq, hash: row.hash };
            if let (AggregateId::Order(order), Some(Event::PaymentTaken(payment))) =
                (&row.fact.aggregate, &row.fact.event)
            {
                self.promises.push(Promise { order: *order, payment: payment.payment });
            }
        }
    }

    /// What came over the link is durable: the desk learns it.
    pub fn learn(&mut self, rows: &[Sealed]) {
        for row in rows {
            self.desk.takes_back(row);
            self.disk.teach(&mut self.desk.state, &row.fact);
        }
    }

    /// A copy of this machine, with its disk and its identity.
    pub fn copy(&self, seed: u64) -> Self {
        let disk = self.disk.back_up();
        let boots = self.boots + 500;
        Self {
            id: self.id,
            count: self.count,
            desk: desk(self.id, self.count, &disk, boots),
            session: session(self.id, &disk, self.acked, seed),
            disk,
            acked: self.acked,
            timer: None,
            writes: VecDeque::new(),
            read: VecDeque::new(),
            full_until: None,
            wrong_ms: self.wrong_ms,
            boots,
            cloned: true,
            joined: self.joined,
            durable: Head::NONE,
            promises: Vec::new(),
        }
    }

    /// The process starts again from its disk.
    pub fn restart(&mut self, seed: u64) {
        self.boots += 1;
        self.writes.clear();
        self.read.clear();
        self.full_until = None;
        self.desk = desk(self.id, self.count, &self.disk, self.boots);
        self.session = session(self.id, &self.disk, self.acked, seed);
        self.timer = None;
    }
}

fn desk(id: TerminalId, count: u64, disk: &Disk, boots: u32) -> Desk {
    let boot = Boot(u32::try_from(id.0 - shop::FIRST + 10).unwrap() * 1_000 + boots);
    Desk::new(state_of(shop::me(id, count), &disk.known()), boot, disk.own(id).2)
}

fn session(id: TerminalId, disk: &Disk, acked: u64, seed: u64) -> ClientSession {
    let me = Me {
        site: SITE,
        terminal: id,
        credential: Credential("c".to_owned()),
        want: Want::All,
        hub: "hub".to_owned(),
    };
    let (journal, base, _) = disk.own(id);
    let session = ClientSession::new(me, disk.frontier(), acked, seed).on_journal(journal, base);
    session.incomplete(disk.is_incomplete())
}

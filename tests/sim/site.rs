//! The whole site: virtual time, the network, and the drivers around the real machines.

use std::collections::BTreeMap;
use std::sync::Arc;

use tillrail::domain::envelope::{Hash, Passed, Sealed};
use tillrail::domain::frontier::Head;
use tillrail::domain::id::{AggregateId, OrderId, PersonId, TerminalId};
use tillrail::domain::time::At;
use tillrail::sync::session::{
    AppendFault, ClientInput, ClientOutput, Grant, Now, ServerInput, ServerOutput, ServerSession,
};
use tillrail::sync::wire::{Compare, Frame, Limits, Packed, Places};

use crate::dice::Dice;
use crate::disk::Disk;
use crate::hub::{Hub, Line};
use crate::plan::Plan;
use crate::shop::{self, HUB, NOON, SITE};
use crate::terminal::{Terminal, Write};

/// The whole site.
pub struct Site {
    pub plan: Plan,
    pub dice: Dice,
    pub now: u64,
    pub hub: Hub,
    pub terminals: Vec<Terminal>,
    pub lines: Vec<Option<Line>>,
    /// What people did that was not refused.
    pub acts: u64,
    /// What people did at a terminal that did not hold everything yet.
    pub acts_ahead: u64,
    /// The hash of everything that happened, when somebody wants to compare two runs.
    pub trace: Option<Hash>,
    pub healed: bool,
    /// No connection can be made.
    pub blocked: bool,
    /// The newest version of each customer's row that was kept anywhere.
    pub kept: BTreeMap<PersonId, u64>,
    /// The hub is filled again.
    pub recover: bool,
    connections: u64,
}

impl Site {
    pub fn new(plan: Plan, trace: Option<Hash>) -> Self {
        let mut dice = Dice::new(plan.seed ^ 0xABCD);
        let founding = shop::founding(plan.terminals, plan.pairs_late());
        let hub = Hub::new(plan.terminals, Disk::new(plan.files), &founding);
        let terminals: Vec<Terminal> = (0..plan.terminals)
            .map(|n| {
                let disk = Disk::new(plan.files);
                let fresh = plan.joins && n == 0;
                let founding = if fresh { &[][..] } else { &founding };
                Terminal::new(
                    TerminalId(shop::FIRST + n),
                    plan.terminals,
                    disk,
                    founding,
                    dice.next(),
                )
            })
            .collect();
        let lines = terminals.iter().map(|_| None).collect();
        Self {
            plan,
            dice,
            now: 1_000,
            hub,
            terminals,
            lines,
            acts: 0,
            acts_ahead: 0,
            trace,
            healed: false,
            blocked: false,
            kept: BTreeMap::new(),
            recover: false,
            connections: 0,
        }
    }

    pub fn wall(&self, wrong_ms: i64) -> i64 {
        NOON + i64::try_from(self.now).unwrap() + wrong_ms
    }

    fn session_now(&self, wrong_ms: i64) -> Now {
        Now { mono: self.now, wall: self.wall(wrong_ms) }
    }

    pub fn note(&mut self, who: usize, what: &dyn std::fmt::Debug) {
        if let Some(trace) = self.trace {
            let text = format!("{} {who} {what:?}", self.now);
            self.trace = Some(Hash::chain(trace, text.as_bytes()));
        }
    }

    pub fn chance(&mut self, share: u64) -> bool {
        !self.healed && self.dice.per_mille(share)
    }

    // The terminal's end.

    pub fn client(&mut self, n: usize, input: ClientInput) {
        self.note(n, &input);
        let now = self.session_now(self.terminals[n].wrong_ms);
        for output in self.terminals[n].session.handle(input, now) {
            self.note(n, &output);
            self.obey_client(n, output);
        }
        let terminal = &self.terminals[n];
        let own = terminal.disk.head(terminal.session.journal()).seq;
        let acked = terminal.acked;
        let (unsent, seed) = (terminal.session.unsent(), self.plan.seed);
        assert_eq!(unsent, own - acked.min(own), "seed {seed}: f07: what is unsent is counted");
        if !self.plan.restore && !self.plan.lose {
            let journal = terminal.session.journal();
            let base = terminal.disk.own(terminal.id).1;
            let held = self.hub.disk.head(journal).seq.max(base);
            assert!(acked <= held, "seed {seed}: acknowledged before it was on the hub's disk");
        }
    }

    fn obey_client(&mut self, n: usize, output: ClientOutput) {
        match output {
            ClientOutput::Connect => self.connect(n),
            ClientOutput::Send(frame) => {
                let text = frame.encode().unwrap();
                let due = self.now + 1 + self.dice.below(20);
                if let Some(line) = &mut self.lines[n] {
                    line.up.push_back((due, text));
                }
            }
            ClientOutput::ReadRange { journal, after, chunk } => {
                let rows = self.terminals[n].disk.range(journal, after, chunk.rows.min(7));
                self.client(n, ClientInput::Rows { journal, rows });
            }
            ClientOutput::CompareOwn { journal, theirs } => {
                let disk = &self.terminals[n].disk;
                let same = |head: &Head| disk.hash_at(journal, head.seq) == Some(head.hash);
                let alike = theirs.iter().filter(|head| same(head)).map(|head| head.seq).max();
                let other = theirs.iter().filter(|head| !same(head)).map(|head| head.seq).min();
                let (same, other) = (alike, other);
                self.client(n, ClientInput::Compared { same, other });
            }
            ClientOutput::Refile { journal, after } => {
                let terminal = &mut self.terminals[n];
                let result = Ok(terminal.disk.refile(terminal.id, journal, after));
                self.client(n, ClientInput::Refiled { journal, result });
            }
            ClientOutput::Append { ticket, rows } => self.write(n, rows, Some(ticket)),
            ClientOutput::Aside { ticket, rows } => {
                self.write(n, rows, Some(ticket));
                self.terminals[n].writes.back_mut().unwrap().ahead = true;
            }
            ClientOutput::Incomplete(until) => self.terminals[n].disk.incomplete_until(until),
            ClientOutput::AckedUpTo(seq) => self.terminals[n].acked = seq,
            ClientOutput::ArmTimer(at) => self.terminals[n].timer = Some(at),
            ClientOutput::Close(_) => self.lines[n] = None,
            ClientOutput::Personal(work) => self.terminal_work(n, work),
            ClientOutput::Report(_) => {}
        }
    }

    fn connect(&mut self, n: usize) {
        self.lines[n] = None;
        if self.blocked || self.chance(self.plan.network * 3) {
            return self.client(n, ClientInput::Closed("refused".to_owned()));
        }
        self.connections += 1;
        let now = self.session_now(0);
        self.lines[n] = Some(Line {
            number: self.connections,
            up: [].into(),
            down: [].into(),
            server: ServerSession::new(SITE, HUB, Limits::default(), now),
            timer: None,
            deaf_up: 0,
            deaf_down: 0,
        });
        self.client(n, ClientInput::Connected);
    }

    pub fn write(&mut self, n: usize, rows: Vec<Sealed>, ticket: Option<u64>) {
        let due = self.terminals[n].busy_until(self.now) + 1 + self.dice.below(8);
        self.terminals[n].writes.push_back(Write {
            due,
            rows,
            ticket,
            ahead: false,
            persons: Vec::new(),
        });
    }

    /// Commits what is due on a terminal's disk.
    fn commit(&mut self, n: usize) {
        while let Some(write) = self.terminals[n].writes.pop_front_if(|write| write.due <= self.now)
        {
            let result = self.terminals[n].put(&write);
            if !write.persons.is_empty() {
                if !self.terminal_kept(n, write.ticket.is_some(), result.map(drop)) {
                    let again = Write { due: self.now + 40, ..write };
                    return self.terminals[n].writes.push_front(again);
                }
                self.terminal_tells(n);
                continue;
            }
            match (write.ticket, result) {
                (None, Ok(fresh)) => {
                    self.terminals[n].promise(&write.rows);
                    let terminal = &self.terminals[n];
                    let (journal, base, head) = terminal.disk.own(terminal.id);
                    if journal != terminal.session.journal() {
                        self.client(n, ClientInput::OwnHead { journal, base, head });
                    }
                    self.client(n, ClientInput::OwnGrew(fresh));
                }
                (None, Err(_)) => {
                    // What a person did is tried again until it is on the disk.
                    let again = Write { due: self.now + 40, ..write };
                    self.terminals[n].writes.push_front(again);
                    return;
                }
                (Some(ticket), Ok(fresh)) => {
                    self.terminals[n].learn(&fresh);
                    self.client(n, ClientInput::Appended { ticket, result: Ok(()) });
                }
                (Some(ticket), Err(why)) => {
                    self.client(n, ClientInput::Appended { ticket, result: Err(why) });
                }
            }
            self.terminal_tells(n);
        }
    }

    // The hub's end.

    pub fn server(&mut self, n: usize, input: ServerInput) {
        let now = self.session_now(0);
        let Some(line) = &mut self.lines[n] else { return };
        let number = line.number;
        for output in line.server.handle(input, now) {
            self.note(n, &output);
            if self.lines[n].as_ref().is_none_or(|line| line.number != number) {
                return;
            }
            self.obey_server(n, number, output);
        }
    }

    fn obey_server(&mut self, n: usize, number: u64, output: ServerOutput) {
        match output {
            ServerOutput::Authorise { .. } => {
                let kind = shop::me(self.terminals[n].id, self.plan.terminals).kind;
                let frontier = self.hub.disk.frontier();
                let (personal, recover) = (self.has_customers(n), self.recover);
                let grant = Grant { frontier, letter: None, kind, personal, recover };
                self.server(n, ServerInput::Admitted(grant));
            }
            ServerOutput::Send(frame) => {
                let seed = self.plan.seed;
                let refused = matches!(&frame, Frame::Refused(refused) if refused.permanent);
                assert!(!refused, "seed {seed}: nobody here is refused for good: {frame:?}");
                let text = frame.encode().unwrap();
                let due = self.now + 1 + self.dice.below(20);
                if let Some(line) = &mut self.lines[n] {
                    line.down.push_back((due, text));
                }
            }
            ServerOutput::ReadRange { terminal, after, chunk } => {
                let rows = self.hub.disk.range(terminal, after, chunk.rows.min(5));
                let rows = rows.iter().map(Passed::from).collect();
                self.server(n, ServerInput::Rows { terminal, rows });
            }
            ServerOutput::ReadPlaces(Compare { journal, places }) => {
                let disk = &self.hub.disk;
                let head = |seq: u64| Some(Head { seq, hash: disk.hash_at(journal, seq)? });
                let heads = places.into_iter().filter_map(head).collect();
                self.server(n, ServerInput::Places(Places { journal, heads }));
            }
            ServerOutput::ReadAhead => {
                let rows = self.what_goes_ahead();
                self.server(n, ServerInput::Ahead(rows));
            }
            ServerOutput::Append { ticket, rows } => {
                self.hub_write(rows, Some((n, number, ticket)));
            }
            ServerOutput::ArmTimer(at) => {
                if let Some(line) = &mut self.lines[n] {
                    line.timer = Some(at);
                }
            }
            ServerOutput::Close(_) => self.cut(n),
            ServerOutput::Personal(work) => self.hub_work(n, number, work),
            ServerOutput::Held { .. } | ServerOutput::Notice(_) => {}
        }
    }

    /// What matters now, the last first: everything but the orders that are closed.
    fn what_goes_ahead(&self) -> Vec<Packed> {
        let hub = &self.hub;
        let all = |terminal: &TerminalId| hub.disk.range(*terminal, 0, usize::MAX);
        let rows: Vec<Sealed> = hub.disk.frontier().0.keys().flat_map(all).collect();
        let now = At(self.wall(0));
        let state = &hub.desk.state;
        let open: Vec<OrderId> = state.open_orders(now).map(|order| order.id).collect();
        let matters = |row: &&Sealed| {
            let AggregateId::Order(order) = &row.fact.aggregate else { return true };
            state.family_of(*order).iter().any(|order| open.contains(&order.id))
        };
        rows.iter().filter(matters).rev().map(Packed::from).collect()
    }

    pub fn hub_write(&mut self, rows: Vec<Sealed>, from: Option<(usize, u64, u64)>) {
        let due = self.hub.busy_until(self.now) + 1 + self.dice.below(6);
        self.hub.writes.push_back(crate::hub::Write { due, rows, persons: Vec::new(), from });
    }

    fn hub_commit(&mut self) {
        while let Some(write) = self.hub.writes.pop_front_if(|write| write.due <= self.now) {
            if !write.persons.is_empty() {
                let result = self.hub.disk.keep_persons(&write.persons);
                if !self.hub_kept(&write, result) {
                    let again = crate::hub::Write { due: self.now + 40, ..write };
                    return self.hub.writes.push_front(again);
                }
                continue;
            }
            let result = self.hub.disk.commit(&write.rows, write.from.is_none());
            if result.is_err() && write.from.is_none() {
                let again = crate::hub::Write { due: self.now + 40, ..write };
                self.hub.writes.push_front(again);
                return;
            }
            let answer = match &result {
                Ok(_) => Ok(()),
                Err(why) if why.starts_with("fork ") => {
                    Err(AppendFault::Forked(why["fork ".len()..].parse().unwrap()))
                }
                Err(why) => Err(AppendFault::Disk(why.clone())),
            };
            if let Some((n, number, ticket)) = write.from
                && self.lines[n].as_ref().is_some_and(|line| line.number == number)
            {
                self.server(n, ServerInput::Appended { ticket, result: answer });
            }
            let Ok(fresh) = result else { continue };
            self.hub_tells();
            self.hub.learn(&fresh);
            let fresh = Arc::new(fresh);
            for other in 0..self.terminals.len() {
                self.server(other, ServerInput::Committed(Arc::clone(&fresh)));
            }
        }
    }

    // The network.

    pub fn cut(&mut self, n: usize) {
        if self.lines[n].take().is_some() {
            self.client(n, ClientInput::Closed("cut".to_owned()));
        }
    }

    /// Delivers what is due on one connection, with the faults of a bad network.
    fn deliver(&mut self, n: usize) {
        loop {
            let now = self.now;
            let Some(line) = &mut self.lines[n] else { return };
            let up = line.up.pop_front_if(|(due, _)| *due <= now);
            let down =
                if up.is_none() { line.down.pop_front_if(|(due, _)| *due <= now) } else { None };
            let (is_up, (_, text)) = match (up, down) {
                (Some(one), _) => (true, one),
                (None, Some(one)) => (false, one),
                (None, None) => return,
            };
            let deaf = if is_up { line.deaf_up } else { line.deaf_down };
            if now < deaf {
                // A socket that lives on loses nothing, and customers' rows rely on that.
                if is_personal(&text) {
                    let queue = if is_up { &mut line.up } else { &mut line.down };
                    queue.push_front((deaf, text));
                }
                continue;
            }
            if self.chance(self.plan.network) {
                match self.dice.below(4) {
                    0 => return self.cut(n),
                    1 if is_personal(&text) => return self.cut(n),
                    1 => continue,
                    2 => self.hear(n, is_up, &text),
                    _ => {
                        let Some(line) = &mut self.lines[n] else { return };
                        let queue = if is_up { &mut line.up } else { &mut line.down };
                        queue.push_back((now + 5, text));
                        continue;
                    }
                }
            }
            self.hear(n, is_up, &text);
        }
    }

    fn hear(&mut self, n: usize, is_up: bool, text: &str) {
        let frame = Frame::decode(text).unwrap();
        let Some(line) = &self.lines[n] else { return };
        let greeted = line.server.peer().is_some();
        // A greeting that comes twice or late is a broken line, which a real socket never has.
        if is_up && matches!(frame, Frame::Hello(_)) == greeted {
            return;
        }
        if is_up {
            self.server(n, ServerInput::Frame(frame));
        } else {
            self.client(n, ClientInput::Frame(frame));
        }
    }

    // Time.

    pub fn tick(&mut self) {
        self.now += 1 + self.dice.below(10);
        self.hub_commit();
        for n in 0..self.terminals.len() {
            if self.terminals[n].timer.is_some_and(|at| at <= self.now) {
                self.terminals[n].timer = None;
                self.client(n, ClientInput::Tick);
            }
            let now = self.now;
            let rings = |line: &mut Line| line.timer.take_if(|at| *at <= now).is_some();
            if self.lines[n].as_mut().is_some_and(rings) {
                self.server(n, ServerInput::Tick);
            }
            self.deliver(n);
            self.terminal_reads(n);
            self.commit(n);
        }
        self.disks_recover();
    }

    fn disks_recover(&mut self) {
        let now = self.now;
        for terminal in &mut self.terminals {
            if terminal.full_until.take_if(|until| *until <= now).is_some() {
                terminal.disk.fill(false);
            }
        }
        if self.hub.full_until.take_if(|until| *until <= now).is_some() {
            self.hub.disk.fill(false);
        }
    }
}

fn is_personal(text: &str) -> bool {
    matches!(Frame::decode(text), Ok(Frame::Personal(_)))
}

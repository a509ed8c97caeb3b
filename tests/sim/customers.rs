//! Customers in the simulation: they are added, changed and erased at counters and at the hub, and
//! their rows travel beside the journals.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use tillrail::domain::command::Command;
use tillrail::domain::customer::{Customer, PersonalHeld, PersonalRow, SALT_BYTES};
use tillrail::domain::desk::Desk;
use tillrail::domain::envelope::Sealed;
use tillrail::domain::event::Event;
use tillrail::domain::id::{PersonId, TerminalId, TerminalKind};
use tillrail::domain::permitted;
use tillrail::domain::time::At;
use tillrail::sync::session::{ClientInput, PersonalNews, PersonalWork, ServerInput};
use tillrail::sync::wire::{PERSONAL_LIST_MAX, Refused};

use crate::dice::Dice;
use crate::disk::Disk;
use crate::hub;
use crate::shop;
use crate::site::Site;

/// What somebody does with a customer.
enum Care {
    /// A row that is new or changed.
    Keep(PersonalRow),
    /// The fact that erases a person.
    Erase(Vec<Sealed>),
}

/// Somebody adds a customer, changes one or erases one.
fn care(desk: &mut Desk, rows: &Disk, dice: &mut Dice, now: At) -> Option<Care> {
    let held = rows.personal_held(None, usize::MAX);
    let known = dice.pick(&held).copied();
    let (person, version) = match (dice.below(10), known) {
        (0, Some(known)) => {
            return desk.act(&Command::ErasePerson(known.person), now).ok().map(Care::Erase);
        }
        (1..=5, Some(known)) => (known.person, known.version + 1),
        _ => (PersonId(desk.mint()), 1),
    };
    let name = format!("Guest {}", dice.below(1_000));
    let customer = Customer { name, ..Customer::default() };
    let salt = [u8::try_from(dice.below(256)).unwrap(); SALT_BYTES];
    PersonalRow::of(person, version, salt, &customer).ok().map(Care::Keep)
}

impl Site {
    /// Whether a terminal may have the rows of customers.
    pub fn has_customers(&self, n: usize) -> bool {
        shop::me(self.terminals[n].id, self.plan.terminals).kind == TerminalKind::Counter
    }

    pub fn care(&mut self, n: usize) {
        let at = At(self.wall(self.terminals[n].wrong_ms));
        let terminal = &mut self.terminals[n];
        match care(&mut terminal.desk, &terminal.disk, &mut self.dice, at) {
            Some(Care::Keep(row)) => {
                self.write(n, Vec::new(), None);
                self.terminals[n].writes.back_mut().unwrap().persons = vec![row];
            }
            Some(Care::Erase(rows)) => self.write(n, rows, None),
            None => return,
        }
        self.acts += 1;
    }

    pub fn hub_care(&mut self) {
        let at = At(self.wall(0));
        match care(&mut self.hub.desk, &self.hub.disk, &mut self.dice, at) {
            Some(Care::Keep(row)) => self.hub_keep(vec![row], None),
            Some(Care::Erase(rows)) => self.hub_write(rows, None),
            None => return,
        }
        self.acts += 1;
    }

    /// A kitchen that was changed to do what it may not erases somebody.
    pub fn forge_erasure(&mut self, n: usize, at: At) {
        let held = self.hub.disk.personal_held(None, usize::MAX);
        let Some(one) = self.dice.pick(&held).copied() else { return };
        let desk = &mut self.terminals[n].desk;
        let honest = desk.state.me.clone();
        desk.state.me.kind = TerminalKind::Counter;
        let rows = desk.act(&Command::ErasePerson(one.person), at).unwrap_or_default();
        desk.state.me = honest;
        if !rows.is_empty() {
            self.acts += 1;
            self.write(n, rows, None);
        }
    }

    fn hub_keep(&mut self, persons: Vec<PersonalRow>, from: Option<(usize, u64, u64)>) {
        let due = self.hub.busy_until(self.now) + 1 + self.dice.below(6);
        self.hub.writes.push_back(hub::Write { due, rows: Vec::new(), persons, from });
    }

    /// What the exchange wants of a terminal's disk.
    pub fn terminal_work(&mut self, n: usize, work: PersonalWork) {
        let disk = &self.terminals[n].disk;
        let news = match work {
            PersonalWork::Page(after) => {
                PersonalNews::Page(after, disk.personal_held(after, PERSONAL_LIST_MAX))
            }
            PersonalWork::Rows(persons) => PersonalNews::Rows(disk.personal_rows(&persons)),
            PersonalWork::Keep(rows) => {
                self.write(n, Vec::new(), Some(0));
                self.terminals[n].writes.back_mut().unwrap().persons = rows;
                return;
            }
            PersonalWork::Compare(_) => unreachable!("a terminal answers no list"),
        };
        self.terminals[n].read.push_back(news);
    }

    /// What was read of customers reaches the session.
    pub fn terminal_reads(&mut self, n: usize) {
        while let Some(news) = self.terminals[n].read.pop_front() {
            self.client(n, ClientInput::Personal(news));
        }
    }

    /// What the exchange wants of the hub's disk.
    pub fn hub_work(&mut self, n: usize, number: u64, work: PersonalWork) {
        match work {
            PersonalWork::Keep(rows) => self.hub_keep(rows, Some((n, number, 0))),
            PersonalWork::Compare(list) => {
                let answer = self.hub.disk.personal_answer(&list);
                self.server(n, ServerInput::Personal(PersonalNews::Compared(answer)));
            }
            PersonalWork::Page(_) | PersonalWork::Rows(_) => unreachable!("a hub lists nothing"),
        }
    }

    /// A terminal's disk has kept or refused rows of customers; false when it is to be tried again.
    pub fn terminal_kept(&mut self, n: usize, came: bool, result: Result<(), String>) -> bool {
        match result {
            Err(why) if came => self.client(n, ClientInput::ReadFailed(why)),
            Err(_) => return false,
            Ok(()) => {}
        }
        true
    }

    /// The hub's disk has kept or refused rows of customers; false when it is to be tried again.
    pub fn hub_kept(&mut self, write: &hub::Write, result: Result<(), String>) -> bool {
        let open = write.from.filter(|(n, number, _)| {
            self.lines[*n].as_ref().is_some_and(|line| line.number == *number)
        });
        match (result, write.from) {
            (Err(_), None) => return false,
            (Err(sentence), Some(_)) => {
                let code = "busy".to_owned();
                let refused = Refused { code, sentence, permanent: false };
                if let Some((n, _, _)) = open {
                    self.server(n, ServerInput::Denied(refused));
                }
            }
            (Ok(()), _) => {
                self.hub_tells();
                if let Some((n, _, _)) = open {
                    self.server(n, ServerInput::Personal(PersonalNews::Kept));
                }
            }
        }
        true
    }

    /// Tells a terminal's link what its disk has kept or erased.
    pub fn terminal_tells(&mut self, n: usize) {
        let rows = self.terminals[n].disk.personal_news();
        if !rows.is_empty() {
            self.note_kept(&rows);
            let rows = Arc::new(rows);
            self.client(n, ClientInput::Personal(PersonalNews::Stored(rows)));
        }
    }

    /// Tells every connection what the hub's disk has kept or erased.
    pub fn hub_tells(&mut self) {
        let rows = self.hub.disk.personal_news();
        if rows.is_empty() {
            return;
        }
        self.note_kept(&rows);
        let rows = Arc::new(rows);
        for n in 0..self.terminals.len() {
            let news = PersonalNews::Stored(Arc::clone(&rows));
            self.server(n, ServerInput::Personal(news));
        }
    }

    fn note_kept(&mut self, rows: &[PersonalRow]) {
        for row in rows.iter().filter(|row| !row.is_erased()) {
            let kept = self.kept.entry(row.person).or_default();
            *kept = row.version.max(*kept);
        }
    }

    /// Counters and the hub hold the same customers.
    pub fn agrees_on_customers(&self) -> bool {
        let hub = self.hub.disk.personal_held(None, usize::MAX);
        (0..self.terminals.len()).all(|n| {
            let held = self.terminals[n].disk.personal_held(None, usize::MAX);
            if self.has_customers(n) { held == hub } else { held.is_empty() }
        })
    }

    /// Every counter ends with the rows of the hub, a kitchen with none; nobody keeps one who was
    /// erased; and no row that was once kept is gone or older than it was.
    pub fn check_customers(&self) {
        let seed = self.plan.seed;
        let hub = self.hub.disk.personal_held(None, usize::MAX);
        for n in 0..self.terminals.len() {
            let held = self.terminals[n].disk.personal_held(None, usize::MAX);
            let all: &[PersonalHeld] = if self.has_customers(n) { &hub } else { &[] };
            assert_eq!(held, all, "seed {seed}: f13: the customers of terminal {n}");
        }
        let facts = self.hub.disk.facts();
        let erased = facts.iter().filter_map(|fact| match &fact.event {
            Some(event @ Event::PersonalErased { person }) => {
                let honest = self.may(fact.terminal, event);
                Some((*person, honest))
            }
            _ => None,
        });
        let mut gone = BTreeSet::new();
        let mut forged = BTreeSet::new();
        for (person, honest) in erased {
            if honest {
                gone.insert(person)
            } else {
                forged.insert(person)
            };
        }
        let held: BTreeMap<PersonId, u64> =
            hub.iter().map(|one| (one.person, one.version)).collect();
        for person in &gone {
            assert!(!held.contains_key(person), "seed {seed}: f13: {person} was erased");
        }
        // Before its pairing is known nothing is held against what a terminal makes; a hub that lost
        // its disk does not know it either until its own journal has come back.
        let unknown = self.plan.pairs_late() || self.plan.lose;
        let doubtful = |person: &PersonId| unknown && forged.contains(person);
        for (person, version) in &self.kept {
            if !gone.contains(person) && !doubtful(person) {
                let newest = held.get(person);
                assert!(newest >= Some(version), "seed {seed}: f13: {person}: {newest:?}");
            }
        }
    }

    fn may(&self, maker: TerminalId, event: &Event) -> bool {
        permitted::may(shop::me(maker, self.plan.terminals).kind, event)
    }
}

//! The rows of customers on a disk: a real store's, or the same rules in memory.

use std::collections::BTreeMap;
use std::sync::mpsc::channel;

use tillrail::domain::customer::{
    PersonalAnswer, PersonalHeld, PersonalList, PersonalRow, replaces,
};
use tillrail::domain::envelope::{Fact, Hash};
use tillrail::domain::event::Event;
use tillrail::domain::id::PersonId;
use tillrail::domain::permitted::Kinds;
use tillrail::store::Priority;

use super::Disk;

/// The most rows that one answer of a disk in memory sends: few, so that a list takes many turns.
const ANSWER_ROWS: usize = 3;

/// What a disk in memory holds of persons; nothing of those who were erased.
#[derive(Clone, Default)]
pub struct Persons {
    rows: BTreeMap<String, (PersonId, Option<PersonalRow>)>,
    kinds: Kinds,
    /// What was kept since somebody asked.
    news: Vec<PersonalRow>,
}

/// Version and digest of a row with data.
fn place(row: &PersonalRow) -> Option<(u64, Hash)> {
    Some((row.version, row.digest()?))
}

impl Persons {
    fn erase(&mut self, person: PersonId) {
        let held = self.rows.insert(person.to_string(), (person, None));
        if !matches!(held, Some((_, None))) {
            self.news.push(PersonalRow::erased(person, 0));
        }
    }

    fn keep(&mut self, rows: &[PersonalRow]) {
        for row in rows {
            let Some(new) = place(row) else {
                self.erase(row.person);
                continue;
            };
            let held = match self.rows.get(&row.person.to_string()) {
                Some((_, None)) => {
                    self.news.push(PersonalRow::erased(row.person, 0));
                    continue;
                }
                Some((_, Some(held))) => place(held),
                None => None,
            };
            if replaces(new, held) {
                self.rows.insert(row.person.to_string(), (row.person, Some(row.clone())));
                self.news.push(row.clone());
            }
        }
    }

    /// What nobody has heard yet nobody hears any more.
    pub fn forget_news(&mut self) {
        self.news.clear();
    }

    /// A fact was laid down: one that its maker may make erases.
    pub fn obey(&mut self, fact: &Fact) {
        self.kinds.take(fact);
        if let Some(Event::PersonalErased { person }) = &fact.event
            && self.kinds.barring(fact).is_none()
        {
            self.erase(*person);
        }
    }

    fn held(&self, after: Option<PersonId>, limit: usize) -> Vec<PersonalHeld> {
        let after = after.map(|person| person.to_string()).unwrap_or_default();
        let behind = self.rows.iter().filter(|(id, _)| **id > after);
        let held = behind.filter_map(|(_, (person, row))| {
            let (version, digest) = place(row.as_ref()?)?;
            Some(PersonalHeld { person: *person, version, digest })
        });
        held.take(limit).collect()
    }

    fn answer(&self, list: &PersonalList) -> PersonalAnswer {
        let after = list.after.map(|person| person.to_string()).unwrap_or_default();
        let theirs = |person: PersonId| {
            let found = list.held.iter().find(|one| one.person == person);
            found.map(|one| (one.version, one.digest))
        };
        let mut answer = PersonalAnswer { to: list.to, ..PersonalAnswer::default() };
        let end = list.to.map(|person| person.to_string());
        let within = |id: &String| *id > after && end.as_ref().is_none_or(|end| id <= end);
        for (_, (person, row)) in self.rows.iter().filter(|(id, _)| within(id)) {
            let peer = theirs(*person);
            match row {
                Some(row) if replaces(place(row).unwrap(), peer) => answer.rows.push(row.clone()),
                None if peer.is_some() => answer.rows.push(PersonalRow::erased(*person, 0)),
                _ => {}
            }
            if answer.rows.len() == ANSWER_ROWS {
                answer.to = Some(*person);
                break;
            }
        }
        let end = answer.to.map(|person| person.to_string());
        for one in &list.held {
            let id = one.person.to_string();
            if end.as_ref().is_some_and(|end| id > *end) {
                continue;
            }
            let lacks = match self.rows.get(&id) {
                Some((_, None)) => false,
                Some((_, Some(row))) => replaces((one.version, one.digest), place(row)),
                None => true,
            };
            if lacks {
                answer.want.push(one.person);
            }
        }
        answer
    }
}

impl Disk {
    /// Keeps rows of customers as far as they are newer.
    pub fn keep_persons(&mut self, rows: &[PersonalRow]) -> Result<(), String> {
        match self {
            Self::Memory(memory) if memory.full => Err("the disk is full".to_owned()),
            Self::Memory(memory) => {
                memory.persons.keep(rows);
                Ok(())
            }
            Self::File(file) => {
                let (tell, told) = channel();
                let writer = file.store().writer();
                let reply = move |answer| tell.send(answer).unwrap();
                writer.keep_persons(Priority::Sync, rows.to_vec(), reply);
                told.recv().unwrap().map(drop).map_err(|error| error.to_string())
            }
        }
    }

    /// Which customers were kept or erased since somebody asked.
    pub fn personal_news(&mut self) -> Vec<PersonalRow> {
        match self {
            Self::Memory(memory) => std::mem::take(&mut memory.persons.news),
            Self::File(file) => {
                let mut news = Vec::new();
                while let Ok(rows) = file.kept.try_recv() {
                    news.extend(rows.iter().cloned());
                }
                news
            }
        }
    }

    pub fn personal_held(&self, after: Option<PersonId>, limit: usize) -> Vec<PersonalHeld> {
        match self {
            Self::Memory(memory) => memory.persons.held(after, limit),
            Self::File(file) => file.store().reader().unwrap().personal_held(after, limit).unwrap(),
        }
    }

    pub fn personal_rows(&self, persons: &[PersonId]) -> Vec<PersonalRow> {
        match self {
            Self::Memory(memory) => {
                let known = persons.iter().filter_map(|one| {
                    let (person, row) = memory.persons.rows.get(&one.to_string())?;
                    Some(row.clone().unwrap_or_else(|| PersonalRow::erased(*person, 0)))
                });
                known.collect()
            }
            Self::File(file) => file.store().reader().unwrap().personal_rows(persons).unwrap(),
        }
    }

    pub fn personal_answer(&self, list: &PersonalList) -> PersonalAnswer {
        match self {
            Self::Memory(memory) => memory.persons.answer(list),
            Self::File(file) => file.store().reader().unwrap().personal_answer(list).unwrap(),
        }
    }
}

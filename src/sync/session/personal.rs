//! Both ends of the exchange of customers' erasable rows: who lists, who answers, what goes on live.
//!
//! A terminal lists what it holds, span by span; the hub sends what is newer with it and asks for
//! what is newer there. What either keeps later goes to the other at once. A row that is not newer
//! is kept by nobody and goes nowhere, so an echo ends by itself.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::domain::customer::{PersonalAnswer, PersonalHeld, PersonalList, PersonalRow};
use crate::domain::envelope::Hash;
use crate::domain::id::PersonId;
use crate::sync::wire::{PERSONAL_LIST_MAX, PERSONAL_ROWS_MAX, Personal, PersonalDone};

/// How often a terminal lists everything in a row until nothing of its own is wanted any more.
const ROUNDS_MAX: u8 = 3;

/// The most rows of which one end remembers that they came from the other.
const ECHOES_MAX: usize = 4_096;

/// What the driver is to do with the store.
#[derive(Debug, Clone, PartialEq)]
pub enum PersonalWork {
    /// Read what is held behind a person, at most [`PERSONAL_LIST_MAX`]; answer `Page`.
    Page(Option<PersonId>),
    /// Read these rows; answer `Rows`.
    Rows(Vec<PersonId>),
    /// Keep these rows as far as they are newer; answer `Kept`.
    Keep(Vec<PersonalRow>),
    /// Compare a list with what is held; answer `Compared`.
    Compare(PersonalList),
}

/// What the driver tells.
#[derive(Debug, Clone, PartialEq)]
pub enum PersonalNews {
    /// Rows were kept, from wherever they came.
    Stored(Arc<Vec<PersonalRow>>),
    /// Some that were kept were missed.
    Behind,
    /// What is held behind a person.
    Page(Option<PersonId>, Vec<PersonalHeld>),
    /// Rows that were asked for.
    Rows(Vec<PersonalRow>),
    /// A [`PersonalWork::Keep`] is done, or failed and will be listed again.
    Kept,
    /// What a peer is answered.
    Compared(PersonalAnswer),
}

/// One thing that comes out of either end.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::sync) enum Step {
    /// Send this.
    Send(Personal),
    /// Do this.
    Do(PersonalWork),
}

/// Rows in frames of a bounded size.
fn send_rows(rows: &[PersonalRow], out: &mut Vec<Step>) {
    let frames = rows.chunks(PERSONAL_ROWS_MAX);
    out.extend(
        frames.map(|rows| Step::Send(Personal { rows: rows.to_vec(), ..Personal::default() })),
    );
}

/// Rows that came from the other side: when they are kept they need not go back.
#[derive(Debug, Clone, Default)]
struct Echoes(BTreeSet<(PersonId, u64, Option<Hash>)>);

/// What tells a row from another of the same person, also from one of the same version that was made
/// elsewhere at once.
fn name(row: &PersonalRow) -> (PersonId, u64, Option<Hash>) {
    (row.person, row.version, row.digest())
}

impl Echoes {
    fn came(&mut self, rows: &[PersonalRow]) {
        if self.0.len() > ECHOES_MAX {
            self.0.clear();
        }
        self.0.extend(rows.iter().map(name));
    }

    fn fresh(&mut self, rows: &[PersonalRow]) -> Vec<PersonalRow> {
        let mut fresh = rows.to_vec();
        fresh.retain(|row| !self.0.remove(&name(row)));
        fresh
    }
}

/// How far a terminal is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Phase {
    /// No connection, or a hub that exchanges nothing.
    #[default]
    Closed,
    /// It lists, this often already.
    Listing { round: u8, sent: bool },
    /// Everything was compared.
    Even,
}

/// The terminal's end.
#[derive(Debug, Clone, Default)]
pub(in crate::sync) struct Asking {
    phase: Phase,
    cursor: Option<PersonId>,
    echoes: Echoes,
}

impl Asking {
    /// The hub has said welcome, and whether it exchanges rows with this terminal.
    pub(in crate::sync) fn welcome(&mut self, exchanges: bool, out: &mut Vec<Step>) {
        self.phase = Phase::Closed;
        self.echoes = Echoes::default();
        if exchanges {
            self.begin(1, out);
        }
    }

    /// The connection has ended.
    pub(in crate::sync) fn closed(&mut self) {
        self.phase = Phase::Closed;
    }

    /// Whether nothing is left to exchange on this connection.
    pub(in crate::sync) fn is_settled(&self) -> bool {
        !matches!(self.phase, Phase::Listing { .. })
    }

    fn begin(&mut self, round: u8, out: &mut Vec<Step>) {
        self.phase = Phase::Listing { round, sent: false };
        self.cursor = None;
        out.push(Step::Do(PersonalWork::Page(None)));
    }

    /// A frame of the hub.
    pub(in crate::sync) fn frame(&mut self, frame: Personal, out: &mut Vec<Step>) {
        if self.phase == Phase::Closed {
            return;
        }
        if !frame.rows.is_empty() {
            self.echoes.came(&frame.rows);
            out.push(Step::Do(PersonalWork::Keep(frame.rows)));
        }
        if !frame.want.is_empty() {
            if let Phase::Listing { sent, .. } = &mut self.phase {
                *sent = true;
            }
            out.push(Step::Do(PersonalWork::Rows(frame.want)));
        }
        if frame.again {
            return self.begin(1, out);
        }
        match (frame.done, self.phase) {
            (Some(PersonalDone { to: Some(person) }), Phase::Listing { .. }) => {
                self.cursor = Some(person);
                out.push(Step::Do(PersonalWork::Page(self.cursor)));
            }
            (Some(PersonalDone { to: None }), Phase::Listing { round, sent: true })
                if round < ROUNDS_MAX =>
            {
                self.begin(round.saturating_add(1), out);
            }
            (Some(PersonalDone { to: None }), Phase::Listing { .. }) => self.phase = Phase::Even,
            (_, _) => {}
        }
    }

    /// Something of the store.
    pub(in crate::sync) fn news(&mut self, news: PersonalNews, out: &mut Vec<Step>) {
        if self.phase == Phase::Closed {
            return;
        }
        match news {
            PersonalNews::Stored(rows) => send_rows(&self.echoes.fresh(&rows), out),
            PersonalNews::Rows(rows) => send_rows(&rows, out),
            PersonalNews::Behind => self.begin(1, out),
            PersonalNews::Page(after, held) if after == self.cursor && !self.is_settled() => {
                let whole = held.len() < PERSONAL_LIST_MAX;
                let to = held.last().map(|last| last.person).filter(|_| !whole);
                let list = Some(PersonalList { after, to, held });
                out.push(Step::Send(Personal { list, ..Personal::default() }));
            }
            PersonalNews::Page(..) | PersonalNews::Kept | PersonalNews::Compared(_) => {}
        }
    }
}

/// The hub's end.
#[derive(Debug, Clone, Default)]
pub(in crate::sync) struct Answering {
    /// Whether the peer may have such rows.
    allowed: bool,
    /// Whether the peer has listed what it holds: then what is new goes to it.
    listed: bool,
    /// Rows of the peer on their way to the disk; a list waits until they are there.
    keeping: usize,
    /// Whether a list is being compared: the next one waits, and of several the last one counts.
    comparing: bool,
    waiting: Option<PersonalList>,
    echoes: Echoes,
}

impl Answering {
    /// The peer was admitted.
    pub(in crate::sync) fn admit(&mut self, allowed: bool) {
        self.allowed = allowed;
    }

    /// A frame of the terminal. One that may not have such rows is not heard either.
    pub(in crate::sync) fn frame(&mut self, frame: Personal, out: &mut Vec<Step>) {
        if !self.allowed {
            return;
        }
        if !frame.rows.is_empty() {
            self.keeping = self.keeping.saturating_add(1);
            self.echoes.came(&frame.rows);
            out.push(Step::Do(PersonalWork::Keep(frame.rows)));
        }
        if let Some(list) = frame.list {
            self.listed = true;
            self.waiting = Some(list);
        }
        self.compare(out);
    }

    fn compare(&mut self, out: &mut Vec<Step>) {
        if self.keeping == 0
            && !self.comparing
            && let Some(list) = self.waiting.take()
        {
            self.comparing = true;
            out.push(Step::Do(PersonalWork::Compare(list)));
        }
    }

    /// Something of the store.
    pub(in crate::sync) fn news(&mut self, news: PersonalNews, out: &mut Vec<Step>) {
        if !self.allowed {
            return;
        }
        match news {
            PersonalNews::Stored(rows) if self.listed => {
                send_rows(&self.echoes.fresh(&rows), out);
            }
            PersonalNews::Behind if self.listed => {
                out.push(Step::Send(Personal { again: true, ..Personal::default() }));
            }
            PersonalNews::Kept => {
                self.keeping = self.keeping.saturating_sub(1);
                self.compare(out);
            }
            PersonalNews::Compared(answer) => {
                send_rows(&answer.rows, out);
                let (want, done) = (answer.want, Some(PersonalDone { to: answer.to }));
                out.push(Step::Send(Personal { want, done, ..Personal::default() }));
                self.comparing = false;
                self.compare(out);
            }
            PersonalNews::Stored(_)
            | PersonalNews::Behind
            | PersonalNews::Page(..)
            | PersonalNews::Rows(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::domain::customer::{Customer, SALT_BYTES, replaces};
    use crate::domain::id::{Boot, TerminalId, Uid};

    fn row(number: u64, version: u64, name: &str) -> PersonalRow {
        let uid = Uid { terminal: TerminalId(1), boot: Boot(1), counter: number };
        let customer = Customer { name: name.to_owned(), ..Customer::default() };
        PersonalRow::of(PersonId(uid), version, [1; SALT_BYTES], &customer).unwrap()
    }

    /// A store in memory that answers at most three rows to one list.
    #[derive(Default)]
    struct Rows(BTreeMap<String, PersonalRow>);

    impl Rows {
        fn keep(&mut self, rows: &[PersonalRow]) -> Vec<PersonalRow> {
            let key = |row: &PersonalRow| (row.version, row.digest().unwrap_or(Hash::ZERO));
            let mut kept = Vec::new();
            for row in rows {
                let held = self.0.get(&row.person.to_string());
                if replaces(key(row), held.map(key)) {
                    self.0.insert(row.person.to_string(), row.clone());
                    kept.push(row.clone());
                }
            }
            kept
        }

        fn held(&self, after: Option<PersonId>, most: usize) -> Vec<PersonalHeld> {
            let after = after.map(|person| person.to_string()).unwrap_or_default();
            let rows = self.0.values().filter(|row| row.person.to_string() > after).take(most);
            let held = |row: &PersonalRow| PersonalHeld {
                person: row.person,
                version: row.version,
                digest: row.digest().unwrap(),
            };
            rows.map(held).collect()
        }

        fn answer(&self, list: &PersonalList) -> PersonalAnswer {
            let theirs = |person| {
                let found = list.held.iter().find(|one| one.person == person);
                found.map(|one| (one.version, one.digest))
            };
            let mine = self.held(list.after, usize::MAX);
            let within = |person: PersonId, to: Option<PersonId>| {
                to.is_none_or(|to| person.to_string() <= to.to_string())
            };
            let mine: Vec<_> = mine.iter().filter(|one| within(one.person, list.to)).collect();
            let newer: Vec<_> = mine
                .iter()
                .filter(|one| replaces((one.version, one.digest), theirs(one.person)))
                .collect();
            let to = if newer.len() > 3 { Some(newer[2].person) } else { list.to };
            let sent = newer.iter().filter(|one| within(one.person, to));
            let rows = sent.map(|one| self.0[&one.person.to_string()].clone()).collect();
            let want = list.held.iter().filter(|one| within(one.person, to));
            let want = want.filter(|one| {
                let held = mine.iter().find(|other| other.person == one.person);
                replaces((one.version, one.digest), held.map(|held| (held.version, held.digest)))
            });
            PersonalAnswer { rows, want: want.map(|one| one.person).collect(), to }
        }
    }

    type Take<'t, T> = Box<dyn FnOnce(&mut T, &mut Vec<Step>) + 't>;

    /// A terminal and a hub, with everything delivered at once.
    #[derive(Default)]
    struct Pair {
        asking: Asking,
        answering: Answering,
        here: Rows,
        there: Rows,
        sent: usize,
    }

    impl Pair {
        fn here(&mut self, take: Take<'_, Asking>) {
            let mut steps = Vec::new();
            take(&mut self.asking, &mut steps);
            for step in steps {
                match step {
                    Step::Send(frame) => {
                        self.sent += 1;
                        self.there(Box::new(move |answering, out| answering.frame(frame, out)));
                    }
                    Step::Do(PersonalWork::Page(after)) => {
                        let held = self.here.held(after, PERSONAL_LIST_MAX);
                        self.here(Box::new(move |asking, out| {
                            asking.news(PersonalNews::Page(after, held), out);
                        }));
                    }
                    Step::Do(PersonalWork::Rows(persons)) => {
                        let rows = persons.iter().map(|one| self.here.0[&one.to_string()].clone());
                        let rows = PersonalNews::Rows(rows.collect());
                        self.here(Box::new(move |asking, out| asking.news(rows, out)));
                    }
                    Step::Do(PersonalWork::Keep(rows)) => {
                        let kept = self.here.keep(&rows);
                        if !kept.is_empty() {
                            let news = PersonalNews::Stored(Arc::new(kept));
                            self.here(Box::new(move |asking, out| asking.news(news, out)));
                        }
                    }
                    Step::Do(PersonalWork::Compare(_)) => {
                        unreachable!("a terminal answers no list")
                    }
                }
            }
        }

        fn there(&mut self, take: Take<'_, Answering>) {
            let mut steps = Vec::new();
            take(&mut self.answering, &mut steps);
            for step in steps {
                match step {
                    Step::Send(frame) => {
                        self.sent += 1;
                        self.here(Box::new(move |asking, out| asking.frame(frame, out)));
                    }
                    Step::Do(PersonalWork::Keep(rows)) => {
                        let kept = self.there.keep(&rows);
                        self.there(Box::new(move |answering, out| {
                            answering.news(PersonalNews::Kept, out);
                        }));
                        if !kept.is_empty() {
                            let news = PersonalNews::Stored(Arc::new(kept));
                            self.there(Box::new(move |answering, out| answering.news(news, out)));
                        }
                    }
                    Step::Do(PersonalWork::Compare(list)) => {
                        let answer = self.there.answer(&list);
                        let news = PersonalNews::Compared(answer);
                        self.there(Box::new(move |answering, out| answering.news(news, out)));
                    }
                    Step::Do(PersonalWork::Page(_) | PersonalWork::Rows(_)) => {
                        unreachable!("a hub lists nothing")
                    }
                }
            }
        }

        fn connect(&mut self) {
            self.answering = Answering::default();
            self.answering.admit(true);
            self.here(Box::new(move |asking, out| asking.welcome(true, out)));
        }
    }

    #[test]
    fn both_ends_hold_the_same_after_a_connection_whoever_had_more() {
        let mut pair = Pair::default();
        for number in 0..11 {
            pair.there.keep(&[row(number, 1, "there")]);
        }
        for number in 8..1_300 {
            pair.here.keep(&[row(number, 1 + number % 2, "here")]);
        }
        pair.connect();
        assert!(pair.asking.is_settled());
        assert_eq!(pair.here.0, pair.there.0);
        assert_eq!(pair.here.0.len(), 1_300);
        let sent = pair.sent;
        pair.connect();
        assert_eq!(pair.sent - sent, 6, "three spans and their answers: nothing else is told");
    }

    #[test]
    fn what_is_new_goes_to_the_other_side_once() {
        let mut pair = Pair::default();
        pair.connect();
        let sent = pair.sent;
        let (ours, theirs) = (row(1, 1, "ours"), row(2, 1, "theirs"));
        pair.here.keep(std::slice::from_ref(&ours));
        pair.here(Box::new(move |asking, out| {
            asking.news(PersonalNews::Stored(Arc::new(vec![ours])), out);
        }));
        assert_eq!(pair.sent - sent, 1, "the hub does not send it back");
        pair.there.keep(std::slice::from_ref(&theirs));
        let news = PersonalNews::Stored(Arc::new(vec![theirs]));
        pair.there(Box::new(move |answering, out| answering.news(news, out)));
        assert_eq!(pair.here.0, pair.there.0);
        assert_eq!(pair.here.0.len(), 2);
        assert!(pair.sent - sent <= 3);
        pair.here.keep(&[row(3, 1, "missed")]);
        pair.there(Box::new(move |answering, out| answering.news(PersonalNews::Behind, out)));
        assert_eq!(pair.here.0, pair.there.0);
    }

    #[test]
    fn a_terminal_without_the_right_gets_and_gives_nothing() {
        let mut pair = Pair::default();
        pair.there.keep(&[row(1, 1, "there")]);
        pair.connect();
        pair.answering = Answering::default();
        pair.here(Box::new(move |asking, out| {
            asking.news(PersonalNews::Stored(Arc::new(vec![row(2, 1, "here")])), out);
        }));
        assert_eq!(pair.there.0.len(), 1);
        let mut silent = Pair::default();
        silent.there.keep(&[row(1, 1, "there")]);
        silent.here(Box::new(move |asking, out| asking.welcome(false, out)));
        silent.here(Box::new(move |asking, out| asking.news(PersonalNews::Behind, out)));
        assert!(silent.asking.is_settled() && silent.here.0.is_empty() && silent.sent == 0);
    }
}

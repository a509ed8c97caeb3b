//! Disks: journals in memory, or a real store in a folder; both only know what was committed.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use tempfile::TempDir;
use tillrail::domain::envelope::{Fact, Hash, Sealed};
use tillrail::domain::event::Event;
use tillrail::domain::frontier::{Frontier, Head};
use tillrail::domain::id::{AggregateId, OrderId, TerminalId};
use tillrail::domain::state::{Applied, Me, State};
use tillrail::domain::time::At;
use tillrail::store::{
    Batch, Committed, Identity, OpenOptions, Personal, Priority, Store, StoreError,
};
use tillrail::sync::session::Filed;
use tokio::sync::broadcast;

mod memory;
mod persons;

use memory::Memory;

/// Pages that a file may still grow by while its disk is full.
const FULL_PAGES: u32 = 0;

pub enum Disk {
    Memory(Box<Memory>),
    File(Box<File>),
}

/// A real store.
pub struct File {
    folder: TempDir,
    store: Option<Store>,
    /// The rows of customers that are kept or erased from now on.
    kept: broadcast::Receiver<Personal>,
}

impl File {
    fn open(folder: TempDir) -> Self {
        let options = OpenOptions::new("simulation", folder.path(), At(0));
        let store = Store::open(folder.path(), &options).unwrap();
        let kept = store.writer().subscribe_persons();
        Self { folder, store: Some(store), kept }
    }

    fn store(&self) -> &Store {
        self.store.as_ref().unwrap()
    }

    /// What a power cut leaves at this instant: the file and its write-ahead log as they are, the
    /// log with half a page of rubbish behind its end when `torn`.
    fn at_this_instant(&self, torn: bool) -> TempDir {
        let copy = tempfile::tempdir().unwrap();
        for entry in std::fs::read_dir(self.folder.path()).unwrap() {
            let from = entry.unwrap().path();
            let name = from.file_name().unwrap().to_string_lossy().into_owned();
            // The shared memory beside the log and the lock do not outlive a machine.
            if from.is_dir() || name.ends_with("-shm") || name.contains("lock") {
                continue;
            }
            let mut bytes = std::fs::read(&from).unwrap();
            if torn && name.ends_with("-wal") && !bytes.is_empty() {
                bytes.extend(std::iter::repeat_n(0x5A, 2_000));
            }
            std::fs::write(copy.path().join(name), bytes).unwrap();
        }
        copy
    }
}

impl Disk {
    pub fn new(files: bool) -> Self {
        if files {
            Self::File(Box::new(File::open(tempfile::tempdir().unwrap())))
        } else {
            Self::Memory(Box::default())
        }
    }

    pub fn head(&self, terminal: TerminalId) -> Head {
        match self {
            Self::Memory(memory) => memory.head(terminal),
            Self::File(file) => file.store().reader().unwrap().head(terminal).unwrap(),
        }
    }

    pub fn frontier(&self) -> Frontier {
        match self {
            Self::Memory(memory) => {
                let held = memory.journals.iter().filter(|(_, rows)| !rows.is_empty());
                Frontier(held.map(|(id, _)| (*id, memory.head(*id))).collect())
            }
            Self::File(file) => file.store().reader().unwrap().frontier().unwrap(),
        }
    }

    pub fn range(&self, terminal: TerminalId, after: u64, rows: usize) -> Vec<Sealed> {
        match self {
            Self::Memory(memory) => {
                let journal = memory.journals.get(&terminal).map_or(&[][..], Vec::as_slice);
                let skip = usize::try_from(after.saturating_sub(memory.base(terminal))).unwrap();
                journal.iter().skip(skip).take(rows).cloned().collect()
            }
            Self::File(file) => {
                file.store().reader().unwrap().range(terminal, after, rows, usize::MAX).unwrap()
            }
        }
    }

    /// The journal that a terminal writes on this disk, the last place that it shares with the one
    /// it left, and where it ends.
    pub fn own(&self, terminal: TerminalId) -> (TerminalId, u64, Head) {
        match self {
            Self::Memory(memory) => {
                let journal = memory.own.unwrap_or(terminal);
                (journal, memory.base(journal), memory.head(journal))
            }
            Self::File(file) => {
                let reader = file.store().reader().unwrap();
                let journal = reader.own_journal(terminal).unwrap();
                (journal, reader.base(journal).unwrap(), reader.head(journal).unwrap())
            }
        }
    }

    /// The hash at a place of a journal, also of one that a branch shares.
    pub fn hash_at(&self, journal: TerminalId, seq: u64) -> Option<Hash> {
        match self {
            Self::Memory(memory) => memory.hash_at(journal, seq),
            Self::File(file) => file.store().reader().unwrap().hash_at(journal, seq).unwrap(),
        }
    }

    /// Files what a journal holds behind a place under a branch.
    pub fn refile(
        &mut self,
        terminal: TerminalId,
        journal: TerminalId,
        after: u64,
    ) -> Option<Filed> {
        match self {
            Self::Memory(memory) => memory.refile(terminal, journal, after),
            Self::File(file) => {
                let (tell, told) = std::sync::mpsc::channel();
                let reply = move |answer: Result<Committed, StoreError>| {
                    tell.send(answer.unwrap().head).unwrap();
                };
                file.store().writer().refile(journal, after, reply);
                let tip = told.recv().unwrap();
                let reader = file.store().reader().unwrap();
                let left = reader.head(journal).unwrap();
                let branches = reader.branches().unwrap();
                let mut branches = branches.iter().map(|one| one.journal);
                let branch = branches.find(|one| reader.head(*one).unwrap() == tip)?;
                (tip.seq > 0).then_some(Filed { branch, left, tip })
            }
        }
    }

    /// Writes down whose disk it is.
    pub fn belongs(&self, me: &Me) {
        if let Self::File(file) = self {
            let identity = Identity {
                site: me.site,
                terminal: me.terminal,
                kind: me.kind,
                name: me.name.clone(),
                letter: me.letter.clone(),
                hub: None,
                fingerprint: None,
            };
            file.store().writer().set_identity(identity).unwrap();
        }
    }

    /// Every fact, journal after journal.
    pub fn facts(&self) -> Vec<Arc<Fact>> {
        let all = |terminal: &TerminalId| self.range(*terminal, 0, usize::MAX);
        let rows = self.frontier().0.keys().flat_map(all).collect::<Vec<_>>();
        rows.into_iter().map(|row| row.fact).collect()
    }

    /// Every fact, also what came ahead of its journal.
    pub fn known(&self) -> Vec<Arc<Fact>> {
        let ahead = match self {
            Self::Memory(memory) => memory.ahead.clone(),
            Self::File(file) => file.store().reader().unwrap().ahead().unwrap(),
        };
        let mut facts = self.facts();
        facts.extend(ahead.into_iter().map(|row| row.fact));
        facts
    }

    /// What must be held before the terminal is whole, and what is here ahead of its journals.
    pub fn is_incomplete(&self) -> bool {
        match self {
            Self::Memory(memory) => memory.until.is_some() || !memory.ahead.is_empty(),
            Self::File(file) => {
                let reader = file.store().reader().unwrap();
                reader.until().unwrap().is_some() || !reader.ahead().unwrap().is_empty()
            }
        }
    }

    /// The terminal is incomplete until it holds this.
    pub fn incomplete_until(&mut self, until: Frontier) {
        match self {
            Self::Memory(memory) => {
                memory.until = Some(until);
                memory.close();
            }
            Self::File(file) => file.store().writer().incomplete_until(until),
        }
    }

    /// Keeps what came ahead of its journals.
    pub fn keep_ahead(&mut self, rows: &[Sealed]) -> Result<(), String> {
        match self {
            Self::Memory(memory) if memory.full => Err("the disk is full".to_owned()),
            Self::Memory(memory) => {
                memory.ahead.extend(rows.iter().cloned());
                memory.close();
                Ok(())
            }
            Self::File(file) => {
                let (tell, told) = std::sync::mpsc::channel();
                let writer = file.store().writer();
                writer.aside(rows.to_vec(), move |answer| tell.send(answer).unwrap());
                told.recv().unwrap().map(drop).map_err(|error| error.to_string())
            }
        }
    }

    /// Every fact of an aggregate and of the orders that share lines with it.
    pub fn aggregate(&self, id: &AggregateId) -> Vec<Arc<Fact>> {
        let facts = self.known();
        let AggregateId::Order(order) = id else {
            return facts.into_iter().filter(|fact| fact.aggregate == *id).collect();
        };
        let family = family(&facts, *order);
        let of = |fact: &Arc<Fact>| matches!(&fact.aggregate, AggregateId::Order(order) if family.contains(order));
        facts.into_iter().filter(of).collect()
    }

    /// Lets a state learn a fact that lies here; what it has not loaded it reads from here.
    pub fn teach(&self, state: &mut State, fact: &Arc<Fact>) {
        if let Applied::NeedsLoad(aggregate) = state.apply(fact) {
            for fact in self.aggregate(&aggregate) {
                let _: Applied = state.load(&fact);
            }
        }
    }

    /// Commits rows, all of them or nothing; answers those that are new, as they are filed. What
    /// was done here is never turned away: it begins a branch when it does not follow.
    pub fn commit(&mut self, rows: &[Sealed], done_here: bool) -> Result<Vec<Sealed>, String> {
        match self {
            Self::Memory(memory) => memory.append(rows, done_here),
            Self::File(file) => {
                let priority = if done_here { Priority::Sale } else { Priority::Sync };
                let batch = Batch { priority, envelopes: rows.to_vec() };
                let writer = file.store().writer();
                let mut published = writer.subscribe();
                writer.append_and_wait(batch).map_err(|error| {
                    if let StoreError::Fork { seq, .. } = error {
                        return format!("fork {seq}");
                    }
                    error.to_string()
                })?;
                let fresh = published.try_recv().map(|rows| rows.to_vec());
                Ok(fresh.unwrap_or_default())
            }
        }
    }

    /// The disk has no room any more, or has it again.
    pub fn fill(&mut self, full: bool) {
        match self {
            Self::Memory(memory) => memory.full = full,
            Self::File(file) => {
                let pages = full.then_some(FULL_PAGES);
                file.store().writer().limit_pages(pages).unwrap();
            }
        }
    }

    /// The machine dies and starts again from what lies on the disk.
    pub fn die(&mut self, torn: bool) {
        match self {
            Self::Memory(memory) => {
                memory.full = false;
                memory.persons.forget_news();
            }
            Self::File(file) => {
                let left = file.at_this_instant(torn);
                **file = File::open(left);
            }
        }
    }

    /// A copy of everything, as a backup makes it.
    pub fn back_up(&self) -> Self {
        match self {
            Self::Memory(memory) => {
                Self::Memory(Box::new(Memory { full: false, ..(**memory).clone() }))
            }
            Self::File(file) => Self::File(Box::new(File::open(file.at_this_instant(false)))),
        }
    }

    /// What a real store lists as numbered twice: the place in its journal, and the number.
    pub fn repeated(&self) -> Option<Vec<(u64, String)>> {
        let Self::File(file) = self else { return None };
        let found = file.store().reader().unwrap().repeated().unwrap();
        Some(found.into_iter().map(|one| (one.seq, one.about)).collect())
    }

    /// The projections of a real store, and what they are when they are made anew.
    pub fn projections(&self) -> Option<(String, String)> {
        let Self::File(file) = self else { return None };
        let store = file.store();
        let shown = figures(store.folder());
        store.rebuild(&mut |_, _| ()).unwrap();
        Some((shown, figures(store.folder())))
    }
}

/// The orders that share lines with one, itself included.
fn family(facts: &[Arc<Fact>], order: OrderId) -> BTreeSet<OrderId> {
    let mut family = BTreeSet::from([order]);
    loop {
        let before = family.len();
        for fact in facts {
            if let (AggregateId::Order(from), Some(Event::LinesMoved(moved))) =
                (&fact.aggregate, &fact.event)
                && (family.contains(from) || family.contains(&moved.to))
            {
                family.extend([*from, moved.to]);
            }
        }
        if family.len() == before {
            return family;
        }
    }
}

/// What the reports say, as text.
fn figures(folder: &Path) -> String {
    let mut reader = tillrail::store::Reader::open(folder).unwrap();
    let (from, to) = ("2000-01-01".parse().unwrap(), "2100-01-01".parse().unwrap());
    format!(
        "{:?}\n{:?}\n{:?}\n{:?}\n{:?}\n{:?}",
        reader.days(from, to).unwrap(),
        reader.hours(from, to).unwrap(),
        reader.items(from, to).unwrap(),
        reader.tenders(from, to).unwrap(),
        reader.staff(from, to).unwrap(),
        reader.shifts(from, to).unwrap(),
    )
}

//! Disks: journals in memory, or a real store in a folder; both only know what was committed.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use tempfile::TempDir;
use tillrail::domain::envelope::{Fact, Sealed};
use tillrail::domain::event::Event;
use tillrail::domain::frontier::{Frontier, Head};
use tillrail::domain::id::{AggregateId, OrderId, TerminalId};
use tillrail::domain::planted::{self, Defect};
use tillrail::domain::state::{Applied, State};
use tillrail::domain::time::At;
use tillrail::store::{Batch, OpenOptions, Priority, Store};

/// Pages that a file may still grow by while its disk is full.
const FULL_PAGES: u32 = 0;

pub enum Disk {
    Memory(Memory),
    File(Box<File>),
}

/// Journals in memory, as they arrived.
#[derive(Clone, Default)]
pub struct Memory {
    journals: BTreeMap<TerminalId, Vec<Sealed>>,
    full: bool,
}

/// A real store.
pub struct File {
    folder: TempDir,
    store: Option<Store>,
}

impl File {
    fn open(folder: TempDir) -> Self {
        let options = OpenOptions::new("simulation", folder.path(), At(0));
        let store = Store::open(folder.path(), &options).unwrap();
        Self { folder, store: Some(store) }
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
            Self::Memory(Memory::default())
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
                Frontier(memory.journals.keys().map(|id| (*id, memory.head(*id))).collect())
            }
            Self::File(file) => file.store().reader().unwrap().frontier().unwrap(),
        }
    }

    pub fn range(&self, terminal: TerminalId, after: u64, rows: usize) -> Vec<Sealed> {
        match self {
            Self::Memory(memory) => {
                let journal = memory.journals.get(&terminal).map_or(&[][..], Vec::as_slice);
                journal.iter().skip(usize::try_from(after).unwrap()).take(rows).cloned().collect()
            }
            Self::File(file) => {
                file.store().reader().unwrap().range(terminal, after, rows, usize::MAX).unwrap()
            }
        }
    }

    /// Every fact, journal after journal.
    pub fn facts(&self) -> Vec<Arc<Fact>> {
        let all = |terminal: &TerminalId| self.range(*terminal, 0, usize::MAX);
        let rows = self.frontier().0.keys().flat_map(all).collect::<Vec<_>>();
        rows.into_iter().map(|row| row.fact).collect()
    }

    /// Every fact of an aggregate and of the orders that share lines with it.
    pub fn aggregate(&self, id: &AggregateId) -> Vec<Arc<Fact>> {
        let facts = self.facts();
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

    /// Commits rows, all of them or nothing; answers those that are new.
    pub fn commit(&mut self, rows: &[Sealed]) -> Result<Vec<Sealed>, String> {
        let before = self.frontier();
        match self {
            Self::Memory(memory) => memory.append(rows)?,
            Self::File(file) => {
                let batch = Batch { priority: Priority::Sync, envelopes: rows.to_vec() };
                let writer = file.store().writer();
                writer.append_and_wait(batch).map_err(|error| error.to_string())?;
            }
        }
        let mut seen = before;
        let mut fresh = Vec::new();
        for row in rows {
            if row.fact.seq > seen.head(row.fact.terminal).seq {
                let head = Head { seq: row.fact.seq, hash: row.hash };
                seen.advance(row.fact.terminal, head);
                fresh.push(row.clone());
            }
        }
        Ok(fresh)
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
            Self::Memory(memory) => memory.full = false,
            Self::File(file) => {
                let left = file.at_this_instant(torn);
                **file = File::open(left);
            }
        }
    }

    /// A copy of everything, as a backup makes it.
    pub fn back_up(&self) -> Self {
        match self {
            Self::Memory(memory) => Self::Memory(Memory { full: false, ..memory.clone() }),
            Self::File(file) => Self::File(Box::new(File::open(file.at_this_instant(false)))),
        }
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

impl Memory {
    fn head(&self, terminal: TerminalId) -> Head {
        let last = self.journals.get(&terminal).and_then(|rows| rows.last());
        last.map_or(Head::NONE, |row| Head { seq: row.fact.seq, hash: row.hash })
    }

    fn append(&mut self, rows: &[Sealed]) -> Result<(), String> {
        if self.full {
            return Err("the disk is full".to_owned());
        }
        let mut heads: BTreeMap<TerminalId, Head> = BTreeMap::new();
        let mut fresh = Vec::with_capacity(rows.len());
        for row in rows {
            let terminal = row.fact.terminal;
            let head = heads.get(&terminal).copied().unwrap_or_else(|| self.head(terminal));
            if row.fact.seq <= head.seq {
                continue;
            }
            if planted::is(Defect::MissingChainCheck) {
                fresh.push(row.clone());
                continue;
            }
            // As a store does: rows behind one that could not be written have no place.
            if row.fact.seq != head.seq + 1 || row.fact.prev != head.hash {
                return Err(format!("a gap or a fork behind {}", head.seq));
            }
            heads.insert(terminal, Head { seq: row.fact.seq, hash: row.hash });
            fresh.push(row.clone());
        }
        for row in fresh {
            self.journals.entry(row.fact.terminal).or_default().push(row);
        }
        Ok(())
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

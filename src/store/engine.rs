//! The writer's own side: groups become transactions, answers and news; projections keep up.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use super::aside::Aside;
use super::error::StoreError;
use super::journal::Ledger;
use super::persons;
use super::projection::{self, Laid, Projector};
use super::quarantine;
use super::queue::{Committed, Queue, Request, Work};
use super::schema::{self, BUSY_TIMEOUT_MS};
use super::writer::Projecting;
use crate::domain::customer::PersonalRow;
use crate::domain::envelope::Sealed;
#[cfg(feature = "planted")]
use crate::domain::planted::{self, Defect};
use crate::trail::{self, Step};
use rusqlite::{Connection, TransactionBehavior};

mod catch_up;
mod chase;
mod mend;
mod news;
mod one;
mod pages;
mod turn;

use catch_up::{catch_up, project, step};
use chase::{CHASE_MS, INCOMPLETE_REST_MS};
use mend::Figures;
pub(super) use one::append;
use one::one;

pub use news::News;
pub use turn::Turned;

/// Rows projected in one transaction when the projections are behind, so that somebody who comes
/// meanwhile waits for some milliseconds only.
const STEP_ROWS: usize = 1_024;

/// How long an empty queue is watched before projections that are behind go on, milliseconds: a
/// hub at work has the next order sooner, and one order needs no step of its own for each commit.
const REST_MS: u64 = 10;

/// The most rows that a hub keeps in memory for its projections; what is behind further is read again.
const HANDED_ROWS_MAX: usize = 4_096;

/// Rows that the projections of a busy hub may be behind before they take turns with its writing.
const LAG_ROWS_MAX: i64 = 500_000;

/// How long readers may keep the log from being emptied after an erasure, milliseconds.
const SCRUB_WAIT_MS: u64 = 250;

/// A connection with what the writer must know before it can start.
pub struct Ready {
    conn: Connection,
    ledger: Ledger,
    projector: Projector,
    aside: Aside,
}

impl Ready {
    /// Whether screens live by what came ahead of its journals.
    pub const fn leads(&self) -> bool {
        self.aside.leads()
    }

    /// Reads heads and brings the projections up to the journal; `told` hears how far it is.
    ///
    /// # Errors
    /// As the database says.
    pub fn new(conn: Connection, told: fn(u64, u64)) -> Result<Self, StoreError> {
        let ledger = Ledger::load(&conn)?;
        let mut projector = Projector::load(&conn)?;
        catch_up(&conn, &mut projector, told)?;
        if persons::sweep(&conn)? {
            persons::scrub(&conn)?;
        }
        quarantine::sweep(&conn)?;
        let mut aside = Aside::load(&conn)?;
        if aside.is_incomplete() {
            // The program may have ended between the last row and the end of INCOMPLETE.
            aside.end(&conn, &ledger)?;
            aside.take_news();
        }
        Ok(Self { conn, ledger, projector, aside })
    }

    /// Takes little memory from now on.
    ///
    /// # Errors
    /// As the database says.
    pub fn is_one_of_many(&self) -> Result<(), StoreError> {
        schema::one_of_many(&self.conn)
    }
}

/// What one piece of work came to: the answer and the new envelopes.
struct Done {
    answer: Result<Committed, StoreError>,
    fresh: Vec<Sealed>,
    persons: Vec<PersonalRow>,
    /// Whether data of a customer were erased.
    erased: bool,
}

impl Done {
    const fn of(answer: Result<Committed, StoreError>) -> Self {
        Self { answer, fresh: Vec::new(), persons: Vec::new(), erased: false }
    }
}

/// The writer's own side.
pub struct Engine {
    path: PathBuf,
    conn: Connection,
    ledger: Ledger,
    projector: Projector,
    aside: Aside,
    projecting: Projecting,
    news: News,
    /// Rows behind the watermark that are not projected yet, up to the last row.
    pending: Vec<Laid>,
    /// Whether the group at work chases the one before it.
    chased: bool,
    /// Whether the log may still hold what was erased.
    unscrubbed: bool,
    /// Whether what is remembered may be ahead of the file: nothing is written before it was read
    /// again.
    stale: bool,
    /// What the transaction at work does with the projections.
    figures: Figures,
    /// What the planted defect writes too late.
    #[cfg(feature = "planted")]
    late: Vec<Laid>,
}

impl Engine {
    /// An engine that goes on from what was made ready.
    pub fn new(ready: Ready, path: PathBuf, projecting: Projecting, news: News) -> Self {
        let Ready { conn, ledger, projector, aside } = ready;
        Self {
            path,
            conn,
            ledger,
            projector,
            aside,
            projecting,
            news,
            pending: Vec::new(),
            chased: false,
            unscrubbed: false,
            stale: false,
            figures: Figures::default(),
            #[cfg(feature = "planted")]
            late: Vec::new(),
        }
    }

    /// Writes what comes until the queue is closed and empty.
    pub fn run(&mut self, queue: &Queue) {
        let mut idle = true;
        loop {
            let lag = self.behind();
            // Once it rests, one step follows the other until something comes.
            let together = self.projecting == Projecting::Together;
            let rest = match (idle, together) {
                (true, _) => 0,
                (false, true) if self.aside.is_incomplete() => INCOMPLETE_REST_MS,
                (false, true) => CHASE_MS,
                (false, false) => REST_MS,
            };
            let watched = lag > 0 || together && !idle;
            let Some(group) = queue.take(watched.then_some(rest)) else { break };
            self.chased = together && !idle;
            idle = group.is_empty();
            if !idle {
                self.write(group);
            }
            // A hub that is never idle still brings its projections forward, a step at a time.
            let behind = self.behind();
            if (idle || behind > LAG_ROWS_MAX)
                && behind > 0
                && let Err(error) = self.step()
            {
                tracing::error!(%error, "the projections could not be brought forward");
                if idle && queue.wait_for_more() {
                    break;
                }
            }
        }
        self.finish();
    }

    fn finish(&mut self) {
        while !self.pending.is_empty() {
            if let Err(error) = self.step() {
                tracing::warn!(%error, "the last rows will be projected at the next start");
            }
        }
        if let Err(error) = self.conn.pragma_update(None, "wal_checkpoint", "truncate") {
            tracing::warn!(%error, "the write-ahead log could not be folded in at the end");
        }
    }

    /// Projects some of the rows that wait, in a transaction of their own.
    fn step(&mut self) -> Result<(), StoreError> {
        self.read_again()?;
        let mut pending = std::mem::take(&mut self.pending);
        let rest = pending.split_off(pending.len().min(STEP_ROWS));
        let outcome = if pending.is_empty() {
            step(&self.conn, &mut self.projector, STEP_ROWS)
        } else {
            project(&self.conn, &mut self.projector, &pending)
        };
        self.recover(&outcome);
        outcome?;
        self.pending = rest;
        if self.aside.is_incomplete() {
            let ended = self.end_incomplete();
            self.recover(&ended);
            ended?;
            self.tell_aside();
        }
        Ok(())
    }

    /// Ends INCOMPLETE when nothing is missing and all that is held is in the figures.
    fn end_incomplete(&mut self) -> Result<(), StoreError> {
        if self.aside.is_incomplete() && self.ledger.last_id() == self.projector.watermark() {
            self.aside.end(&self.conn, &self.ledger)?;
        }
        Ok(())
    }

    /// Says what came ahead, and whether screens still live by it.
    fn tell_aside(&mut self) {
        self.news.leads.store(self.aside.leads(), Ordering::Release);
        for aside in self.aside.take_news() {
            // Nobody may be listening; that is no failure.
            let _ = self.news.aside.send(aside);
        }
    }

    /// Commits a group as one transaction. When that fails, each piece is tried alone, so that
    /// one that cannot be written does not take the others with it.
    fn write(&mut self, group: Vec<Request>) {
        self.chased = self.may_follow(&group);
        let works: Vec<&Work> = group.iter().map(|request| &request.work).collect();
        let done = match self.commit(&works) {
            Ok(done) => done,
            Err(error) if works.len() == 1 => vec![Done::of(Err(error))],
            Err(_) => works.iter().map(|work| self.commit_alone(work)).collect(),
        };
        // One piece of news for all of it: every connection of a hub wakes for each.
        let mut news = Vec::with_capacity(done.iter().map(|done| done.fresh.len()).sum());
        let mut persons = Vec::new();
        let mut answers = Vec::with_capacity(done.len());
        for done in done {
            news.extend(done.fresh);
            persons.extend(done.persons);
            self.unscrubbed |= done.erased;
            answers.push(done.answer);
        }
        self.news.leads.store(self.aside.leads(), Ordering::Release);
        // Nobody may be listening; that is no failure.
        if !news.is_empty() {
            trail::note(Step::Committed, news.iter().map(|sealed| &*sealed.fact));
            let _ = self.news.published.send(Arc::new(news));
        }
        if !persons.is_empty() {
            let _ = self.news.personal.send(Arc::new(persons));
        }
        self.tell_aside();
        for (request, answer) in group.into_iter().zip(answers) {
            (request.reply)(answer);
        }
        if self.unscrubbed {
            self.scrub();
        }
    }

    /// Empties the log once data were erased; while somebody reads it is tried again with the next
    /// thing that is written, and at the latest at the end.
    fn scrub(&mut self) {
        let quick = self.conn.busy_timeout(Duration::from_millis(SCRUB_WAIT_MS));
        match quick.map_err(StoreError::from).and_then(|()| persons::scrub(&self.conn)) {
            Ok(done) => self.unscrubbed = !done,
            Err(error) => tracing::warn!(%error, "the log could not be emptied after an erasure"),
        }
        if let Err(error) = self.conn.busy_timeout(Duration::from_millis(BUSY_TIMEOUT_MS)) {
            tracing::warn!(%error, "the waiting time of the database could not be set back");
        }
    }

    fn commit_alone(&mut self, work: &Work) -> Done {
        match self.commit(&[work]) {
            Ok(mut done) if !done.is_empty() => done.remove(0),
            Ok(_) => Done::of(Err(StoreError::Closed)),
            Err(error) => Done::of(Err(error)),
        }
    }

    fn transact(&mut self, works: &[&Work]) -> Result<Vec<Done>, StoreError> {
        let tx = self.conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let pending = i64::try_from(self.pending.len()).unwrap_or(i64::MAX);
        let follows = self.projector.watermark() == self.ledger.last_id() - pending;
        let together =
            self.projecting == Projecting::Together && follows && self.figures != Figures::Left;
        let mut laid = Vec::new();
        let mut done = Vec::with_capacity(works.len());
        for work in works {
            done.push(one(&tx, &mut self.ledger, work, &mut laid)?);
        }
        self.ledger.note_heads(&tx)?;
        let refold = self.ledger.take_refold();
        // What is projected with these rows, or will be soon: an end of INCOMPLETE waits for it.
        let rebuild = works.iter().any(|work| matches!(work, Work::Rebuild));
        let projects = self.projecting == Projecting::Behind || together && !refold && !rebuild;
        let incomplete = self.aside.is_incomplete();
        let fresh = done.iter().flat_map(|done| &done.fresh);
        self.aside.settle(&tx, &self.ledger, works, fresh, projects)?;
        let whole = incomplete && !self.aside.is_incomplete();
        #[cfg(feature = "planted")]
        let mut laid = plant_late(&tx, &mut self.projector, &mut self.late, laid, together)?;
        if together && !refold {
            self.pending.append(&mut laid);
            if whole || !self.chased {
                self.figures = Figures::AtWork;
                self.projector.project(&tx, &self.pending)?;
                self.figures = Figures::Made;
                self.pending.clear();
            }
        } else if follows && self.pending.len() + laid.len() <= HANDED_ROWS_MAX {
            self.pending.append(&mut laid);
        } else {
            self.pending.clear();
        }
        if works.iter().any(|work| matches!(work, Work::Step)) && !refold {
            self.pending.clear();
            let rows = projection::waiting(&tx, self.projector.watermark(), STEP_ROWS)?;
            self.projector.project(&tx, &rows)?;
        }
        if rebuild || refold {
            self.pending.clear();
            projection::drop_all(&tx)?;
        }
        tx.commit()?;
        // What is committed is answered as committed, whatever comes of the projections.
        if (rebuild || refold)
            && let Err(error) = self.project_anew(refold)
        {
            tracing::error!(%error, "the projections are made anew later");
            self.stale = true;
        }
        if let Err(error) = self.end_incomplete() {
            tracing::error!(%error, "INCOMPLETE ends with the next thing that is written");
            self.stale = true;
        }
        Ok(done)
    }
}

/// With the defect planted, projects the rows of the transaction before and says that these are
/// projected; answers what is left to project.
#[cfg(feature = "planted")]
fn plant_late(
    conn: &Connection,
    projector: &mut Projector,
    late: &mut Vec<Laid>,
    laid: Vec<Laid>,
    together: bool,
) -> Result<Vec<Laid>, StoreError> {
    if !planted::is(Defect::ProjectionOutside) || !together || laid.is_empty() {
        return Ok(laid);
    }
    let before = std::mem::replace(late, laid.clone());
    projector.project(conn, &before)?;
    projector.skip_to(conn, &laid)?;
    Ok(Vec::new())
}

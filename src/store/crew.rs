//! A few threads that write for many stores, one turn for each in order: a hub of a hundred sites
//! needs no hundred threads.

use std::collections::VecDeque;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use super::engine::{Engine, Turned};
use super::lock::Lock;
use super::queue::Queue;

/// Something that a thread of a crew does.
type Job = Box<dyn FnOnce() + Send>;

#[derive(Default)]
struct Jobs {
    waiting: VecDeque<Job>,
    closed: bool,
}

#[derive(Default)]
struct Board {
    jobs: Mutex<Jobs>,
    arrived: Condvar,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Nothing in here panics half way, so a poisoned value is still whole.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Board {
    fn next(&self) -> Option<Job> {
        let mut jobs = lock(&self.jobs);
        loop {
            if let Some(job) = jobs.waiting.pop_front() {
                return Some(job);
            }
            if jobs.closed {
                return None;
            }
            jobs = self.arrived.wait(jobs).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

/// The end of a crew: its threads go home when the last handle is gone.
struct Boss(Arc<Board>);

impl Drop for Boss {
    fn drop(&mut self) {
        lock(&self.0.jobs).closed = true;
        self.0.arrived.notify_all();
    }
}

/// Threads that write for many stores: cheap to clone.
#[derive(Clone)]
pub struct Crew(Arc<Boss>);

impl std::fmt::Debug for Crew {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Crew").finish_non_exhaustive()
    }
}

impl Crew {
    /// A crew of so many threads.
    ///
    /// # Errors
    /// As the system says when it has no threads to give.
    pub fn new(threads: usize) -> io::Result<Self> {
        let board = Arc::new(Board::default());
        let crew = Self(Arc::new(Boss(Arc::clone(&board))));
        for _ in 0..threads {
            let board = Arc::clone(&board);
            std::thread::Builder::new().name("store-crew".to_owned()).spawn(move || {
                while let Some(job) = board.next() {
                    // What goes wrong in one store is not the other stores' affair.
                    if catch_unwind(AssertUnwindSafe(job)).is_err() {
                        tracing::error!("a writer ended by a panic");
                    }
                }
            })?;
        }
        Ok(crew)
    }

    fn put(&self, job: Job) {
        lock(&self.0.0.jobs).waiting.push_back(job);
        self.0.0.arrived.notify_one();
    }
}

/// Wakes who waits, when it is dropped; by a panic it also ends the queue that nobody serves now.
struct Told<'a>(&'a Condvar, &'a Queue);

impl Drop for Told<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.1.abandon();
        }
        self.0.notify_all();
    }
}

/// A store that a crew writes for.
pub struct Served {
    queue: Arc<Queue>,
    crew: Crew,
    /// The writer's side with the folder's lock; none once it has ended.
    engine: Mutex<Option<(Engine, Lock)>>,
    ended: Condvar,
}

impl Served {
    /// Lets a crew write for a queue.
    pub fn begin(crew: &Crew, queue: &Arc<Queue>, engine: Engine, held: Lock) -> Arc<Self> {
        let served = Arc::new(Self {
            queue: Arc::clone(queue),
            crew: crew.clone(),
            engine: Mutex::new(Some((engine, held))),
            ended: Condvar::new(),
        });
        let called = Arc::downgrade(&served);
        queue.served_by(Box::new(move || {
            if let Some(served) = called.upgrade() {
                served.go_on();
            }
        }));
        served
    }

    fn go_on(self: Arc<Self>) {
        let crew = self.crew.clone();
        crew.put(Box::new(move || self.turn()));
    }

    /// One turn: a group or a step, then the others.
    fn turn(self: &Arc<Self>) {
        // Told last, also by a panic, so that nobody waits for an end that has come.
        let _told = Told(&self.ended, &self.queue);
        let mut engine = lock(&self.engine);
        let Some((mut writing, held)) = engine.take() else { return };
        match writing.turn(&self.queue) {
            Turned::Again => *engine = Some((writing, held)),
            Turned::Rest => {
                *engine = Some((writing, held));
                if self.queue.rest() {
                    return;
                }
            }
            Turned::End => {
                drop((writing, held));
                return;
            }
        }
        drop(engine);
        Arc::clone(self).go_on();
    }

    /// Waits until everything is written and the folder is given back. The queue is closed.
    pub fn join(&self) {
        let mut engine = lock(&self.engine);
        while engine.is_some() {
            engine = self.ended.wait(engine).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

impl std::fmt::Debug for Served {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Served").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::At;
    use crate::store::{OpenOptions, Store};

    #[test]
    fn two_threads_write_for_many_stores_and_one_that_is_closed_gives_its_folder_back() {
        let crew = Crew::new(2).unwrap();
        let home = tempfile::tempdir().unwrap();
        let open = |number: usize| {
            let folder = home.path().join(number.to_string());
            let options = OpenOptions::new("test", &folder, At(0));
            Store::open(&folder, &OpenOptions { crew: Some(crew.clone()), ..options }).unwrap()
        };
        let stores: Vec<Store> = (0..20).map(open).collect();
        for (number, store) in stores.iter().enumerate() {
            store.writer().keep("word", Some(number.to_string())).unwrap();
        }
        for (number, store) in stores.iter().enumerate() {
            assert_eq!(store.reader().unwrap().kept("word").unwrap(), Some(number.to_string()));
        }
        drop(stores);
        let again = open(7);
        assert_eq!(again.reader().unwrap().kept("word").unwrap().as_deref(), Some("7"));
        let late = again.writer();
        again.close();
        assert!(late.keep("word", None).is_err(), "nobody writes any more");
    }

    #[test]
    fn what_goes_wrong_in_one_job_does_not_stop_the_crew() {
        let crew = Crew::new(1).unwrap();
        let (tell, told) = std::sync::mpsc::channel();
        crew.put(Box::new(|| assert!(std::hint::black_box(false), "on purpose")));
        crew.put(Box::new(move || tell.send(()).unwrap()));
        told.recv().unwrap();
    }
}

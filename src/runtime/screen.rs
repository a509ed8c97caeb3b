//! The loop: one event at a time into a seat, effects out, a frame when the queue is empty.

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

mod aside;
mod effects;

pub use aside::Trainee;

use super::asked::Promised;
use super::flight::{Flight, brief};
use super::inside::Known;
use super::keys::Keys;
use super::modes::Setup;
use super::pairing::PairAgain;
use super::seat::Seat;

use crate::clock::Clock;
use crate::domain::id::AggregateId;
use crate::domain::rejection::Rejection;
use crate::domain::time::At;
use crate::hub::desk::Asked;
use crate::tui::input::{Input, Key};
use crate::tui::look::Look;
use crate::tui::msg::{Msg, Now};
use crate::tui::terminal::Screen;

/// Events that may wait for the loop; a sender beyond that waits, the loop never does.
pub const EVENTS_MAX: usize = 4_096;
/// Milliseconds between two frames at least: 30 frames a second at most.
pub const FRAME_MS: u64 = 33;
/// Milliseconds for which a frame waits for the disk at most, so that what is drawn is saved; a
/// frame that cannot wait any longer says `Saving ...`.
pub const HOLD_MS: u64 = 40;
/// Milliseconds between two ticks: clock and timers.
pub const TICK_MS: u64 = 1_000;

/// The way into the loop.
pub type Events = SyncSender<Event>;

/// The answer to another program that asked this one to act.
pub type Answer = Result<Vec<AggregateId>, Rejection>;

/// What waits for answers, by number.
pub type Answers = Arc<Mutex<BTreeMap<u64, AnswerTo>>>;

/// Hands an answer to whoever asked.
pub type AnswerTo = Box<dyn FnOnce(Answer) + Send>;

/// Something that happened outside the loop.
#[derive(Debug)]
pub enum Event {
    /// A key, a click, pasted text or a new size, and when it was read, in monotonic milliseconds:
    /// what comes as fast as from a scanner is told from a person by that, however busy the loop is.
    Input(Input, u64),
    /// A message for one seat.
    Seat(usize, Msg),
    /// A batch of a seat is on the disk.
    Saved {
        /// The seat.
        seat: usize,
        /// The batch.
        batch: u64,
    },
    /// A batch of a seat could not be saved.
    NotSaved {
        /// The seat.
        seat: usize,
        /// The batch.
        batch: u64,
        /// Why, in words.
        reason: String,
    },
    /// The hub inside asks the desk of a seat.
    Desk {
        /// The seat.
        seat: usize,
        /// What it asks, and where the answer goes.
        asked: Asked,
        /// What was read from the disk for it.
        known: Known,
    },
    /// A copy of a seat's counter is there to train on, or why not.
    Trainee {
        /// The seat.
        seat: usize,
        /// The copy.
        made: Box<Result<Trainee, String>>,
    },
    /// The system asks the program to end.
    Terminate,
}

/// The loop's own queue.
pub fn events() -> (Events, Receiver<Event>) {
    sync_channel(EVENTS_MAX)
}

/// Seats in one terminal and what the loop needs to drive them.
pub struct Stage {
    /// The seats; the first one is on the screen at the start.
    pub seats: Vec<Seat>,
    /// The key that puts the next seat on the screen, when there are several.
    pub switch: Option<Key>,
    /// What happened outside.
    pub incoming: Receiver<Event>,
    /// The way in, for the thread that reads keys.
    pub events: Events,
    /// Time.
    pub clock: Clock,
    /// Links to be told to try now, by seat.
    pub try_now: Vec<Option<Box<dyn Fn() + Send>>>,
    /// Pairs a seat again that has a hub.
    pub pairs: Vec<Option<PairAgain>>,
    /// What waits for answers.
    pub answers: Answers,
    /// Where lines for screen readers go.
    pub announce: Option<PathBuf>,
    /// Where the flight recorder writes.
    pub logs: PathBuf,
    /// Where texts lie that were printed.
    pub prints: PathBuf,
    /// Whether the mouse works.
    pub mouse: bool,
    /// Whether somebody may train on a copy of the data.
    pub trains: bool,
    /// How screens look here.
    pub look: Look,
    /// The settings of the machine.
    pub setup: Setup,
}

/// What the loop keeps while it runs.
struct Run {
    stage: Stage,
    screen: Screen<io::Stdout>,
    flight: Flight,
    announce: Option<std::fs::File>,
    promised: Promised,
    aside: aside::Aside,
    front: usize,
    /// The moment of the last message, in monotonic milliseconds.
    told: u64,
    dirty: bool,
    quits: bool,
}

/// Runs the loop until a seat quits or the system asks for it. The terminal is given back on
/// every way out.
///
/// # Errors
/// What the terminal says.
pub fn run(stage: Stage) -> io::Result<()> {
    let announce = stage.announce.as_ref().map(open_announce).transpose()?;
    let screen = Screen::enter(io::stdout(), stage.mouse)?;
    let (events, end) = (stage.events.clone(), stage.events.clone());
    let gone = move || drop(end.send(Event::Terminate));
    let clock = stage.clock.clone();
    let send = move |input| events.send(Event::Input(input, clock.monotonic_ms())).is_ok();
    let keys = Keys::read(send, gone)?;
    let flight = Flight::new(stage.logs.clone());
    let promised = Promised::default();
    let aside = aside::Aside::default();
    let mut run = Run {
        stage,
        screen,
        flight,
        announce,
        promised,
        aside,
        front: 0,
        told: 0,
        dirty: true,
        quits: false,
    };
    let result = run.cycle();
    // What waits for its next try is handed to the disk once more before the program ends.
    run.stage.seats.iter_mut().for_each(|seat| seat.retry(u64::MAX));
    run.close_training();
    drop(run);
    result?;
    keys.end()
}

fn open_announce(path: &PathBuf) -> io::Result<std::fs::File> {
    let opened = std::fs::OpenOptions::new().create(true).append(true).open(path);
    opened.map_err(|error| {
        let sentence = format!("{} cannot be written for --announce: {error}", path.display());
        io::Error::new(error.kind(), sentence)
    })
}

impl Run {
    fn cycle(&mut self) -> io::Result<()> {
        self.resize()?;
        let mut next_tick = self.mono();
        let mut next_frame = 0;
        let mut dirty_since = None;
        while !self.quits {
            let now = self.mono();
            if now >= next_tick {
                // What was pressed before the tick is told before it.
                if let Ok(event) = self.stage.incoming.try_recv() {
                    self.drain(event)?;
                }
                self.tick()?;
                next_tick = now.saturating_add(self.tick_ms());
                continue;
            }
            let mut until = next_tick;
            if self.dirty {
                let since = *dirty_since.get_or_insert(now);
                let frame = self.not_before(next_frame, since);
                until = until.min(frame);
                if now >= frame {
                    self.draw()?;
                    dirty_since = None;
                    next_frame = self.mono().saturating_add(FRAME_MS);
                    until = next_tick;
                }
            }
            if let Some(held) = self.held_until() {
                until = until.min(held);
            }
            let wait = Duration::from_millis(until.saturating_sub(self.mono()));
            match self.stage.incoming.recv_timeout(wait) {
                Ok(event) => self.drain(event)?,
                Err(RecvTimeoutError::Timeout) => self.release()?,
                Err(RecvTimeoutError::Disconnected) => self.quits = true,
            }
        }
        Ok(())
    }

    /// When keys that may be a part of a scan must be done.
    fn held_until(&self) -> Option<u64> {
        self.stage.seats.get(self.front)?.face.held_until()
    }

    /// Nothing more of a scan came: what was kept back of it is done.
    fn release(&mut self) -> io::Result<()> {
        let due = self.held_until().is_some_and(|until| self.mono() >= until);
        if due { self.tell(self.front, &Msg::Tick) } else { Ok(()) }
    }

    /// How long until the next tick: what turns while something is saved has four frames a second.
    fn tick_ms(&self) -> u64 {
        let saving = self.stage.seats.get(self.front).is_some_and(Seat::is_saving);
        if saving { TICK_MS / 4 } else { TICK_MS }
    }

    /// When the next frame may be drawn: not while the disk is about to answer. `since` is when
    /// there was something to draw.
    fn not_before(&self, frame: u64, since: u64) -> u64 {
        let saving = self.stage.seats.get(self.front).is_some_and(Seat::is_saving);
        if saving { frame.max(since.saturating_add(HOLD_MS)) } else { frame }
    }

    /// Takes everything that waits before anything is drawn.
    fn drain(&mut self, first: Event) -> io::Result<()> {
        let mut next = Some(first);
        let mut taken = 0_usize;
        while let Some(event) = next {
            self.take(event)?;
            taken += 1;
            next = if taken < EVENTS_MAX { self.stage.incoming.try_recv().ok() } else { None };
        }
        Ok(())
    }

    fn take(&mut self, event: Event) -> io::Result<()> {
        match event {
            Event::Input(Input::Resize { .. }, _) => self.resize(),
            Event::Input(input, mono) => self.input(input, mono),
            Event::Seat(seat, msg) => self.tell(seat, &msg),
            Event::Saved { seat, batch } => {
                let Some(found) = self.stage.seats.get_mut(seat) else { return Ok(()) };
                let msg = found.saved(batch);
                self.promised.saved(seat, batch);
                self.tell(seat, &msg)
            }
            Event::NotSaved { seat, batch, reason } => {
                let mono = self.mono();
                let Some(found) = self.stage.seats.get_mut(seat) else { return Ok(()) };
                let msg = found.not_saved(batch, reason, mono);
                self.tell(seat, &msg)
            }
            Event::Desk { seat, asked, known } => {
                let now = At(self.stage.clock.now_ms());
                let Some(found) = self.stage.seats.get_mut(seat) else { return Ok(()) };
                let effects = self.promised.ask(found, asked, &known, now);
                self.dirty |= seat == self.front;
                effects.into_iter().try_for_each(|effect| self.execute(seat, effect))
            }
            Event::Trainee { seat, made } => self.train(seat, *made),
            Event::Terminate => {
                for seat in 0..self.stage.seats.len() {
                    self.tell(seat, &Msg::Terminate)?;
                }
                self.quits = true;
                Ok(())
            }
        }
    }

    fn input(&mut self, input: Input, mono: u64) -> io::Result<()> {
        if self.tested(&input)? {
            return Ok(());
        }
        let switches =
            matches!(&input, Input::Press(press) if Some(press.key) == self.stage.switch);
        if switches && self.stage.seats.len() > 1 {
            self.front = (self.front + 1) % self.stage.seats.len();
            return self.resize();
        }
        self.tell_at(self.front, &Msg::Input(input), mono)
    }

    /// Tells every seat the size of the terminal and draws it anew.
    fn resize(&mut self) -> io::Result<()> {
        let size = self.screen.size()?;
        self.screen.redraw()?;
        for seat in 0..self.stage.seats.len() {
            let size = Input::Resize { width: size.width, height: size.height };
            self.tell(seat, &Msg::Input(size))?;
        }
        self.dirty = true;
        Ok(())
    }

    fn tick(&mut self) -> io::Result<()> {
        let mono = self.mono();
        for seat in 0..self.stage.seats.len() {
            if let Some(found) = self.stage.seats.get_mut(seat) {
                found.retry(mono);
                found.learn(mono, At(self.stage.clock.now_ms()));
            }
            self.tell(seat, &Msg::Tick)?;
        }
        Ok(())
    }

    fn tell(&mut self, seat: usize, msg: &Msg) -> io::Result<()> {
        self.tell_at(seat, msg, self.mono())
    }

    /// Tells a seat what happened at a moment, which is never before the last one that was told.
    fn tell_at(&mut self, seat: usize, msg: &Msg, mono: u64) -> io::Result<()> {
        self.told = self.told.max(mono);
        let now = Now { at: At(self.stage.clock.now_ms()), mono: self.told };
        let Some(found) = self.stage.seats.get_mut(seat) else { return Ok(()) };
        if *msg != Msg::Tick {
            let secret = found.face.hides_keys();
            self.flight.note(now.mono, seat, if secret { hidden(msg) } else { brief(msg) });
        }
        let changes = !found.is_only_heard(msg);
        let effects = found.face.update(msg, now);
        self.dirty |= changes && seat == self.front;
        for effect in effects {
            self.execute(seat, effect)?;
        }
        Ok(())
    }

    fn mono(&self) -> u64 {
        self.stage.clock.monotonic_ms()
    }
}

/// A message while a PIN or the data of a customer are typed: that a key came, but not which one.
fn hidden(msg: &Msg) -> String {
    if matches!(msg, Msg::Input(_)) {
        "an input that is nobody's business".to_owned()
    } else {
        brief(msg)
    }
}

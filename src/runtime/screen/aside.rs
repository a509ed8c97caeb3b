//! What a counter shows beside its own screen: a training on a seat of its own, and the test of
//! screen and keys. The counter's seat goes on meanwhile: its hub, its link, its lock.

use std::io;
use std::path::PathBuf;

use super::{Event, Run, Stage};
use crate::domain::time::{At, SiteClock};
use crate::runtime::boot::{self, Mode, Station};
use crate::runtime::check;
use crate::runtime::face::Face;
use crate::runtime::prints;
use crate::runtime::seat::Seat;
use crate::runtime::training::Copy;
use crate::store::Store;
use crate::tui::check::{Model as Test, Wish, view};
use crate::tui::input::Input;
use crate::tui::msg::{Msg, Now};

/// A throw-away copy of a counter, and the counter that is opened on it.
#[derive(Debug)]
pub struct Trainee {
    station: Station,
    copy: Copy,
}

/// A training that goes on.
#[derive(Debug)]
pub(super) struct Training {
    /// Its seat, the last one.
    seat: usize,
    /// The seat that comes back.
    back: usize,
    store: Store,
    copy: Copy,
}

impl Training {
    /// The folder of its prints.
    fn prints(&self) -> PathBuf {
        prints::folder(self.copy.data())
    }
}

/// What lies beside the seats.
#[derive(Debug, Default)]
pub(super) struct Aside {
    training: Option<Training>,
    /// A copy is being made.
    copying: bool,
    test: Option<Test>,
}

impl Run {
    /// Makes a copy of the counter beside the loop; it arrives as an event.
    pub(super) fn copy_for_training(&mut self, seat: usize) -> io::Result<()> {
        if !self.stage.trains {
            let words = "This is practice already: nothing that is done here counts.";
            return self.tell(seat, &Msg::Warn(words.to_owned()));
        }
        if self.aside.copying || self.aside.training.is_some() {
            return Ok(());
        }
        self.aside.copying = true;
        let (setup, events) = (self.stage.setup.clone(), self.stage.events.clone());
        std::thread::Builder::new().name("training".to_owned()).spawn(move || {
            let made = Copy::make(&setup.data, &setup.clock).and_then(|copy| {
                let station = boot::open(copy.data(), &Mode::Counter, &setup.clock)?;
                Ok(Trainee { station, copy })
            });
            let made = made.map_err(|error| error.to_string());
            let _ = events.send(Event::Trainee { seat, made: Box::new(made) });
        })?;
        Ok(())
    }

    /// Puts the training on the screen.
    pub(super) fn train(&mut self, seat: usize, made: Result<Trainee, String>) -> io::Result<()> {
        self.aside.copying = false;
        let Trainee { station, copy } = match made {
            Ok(trainee) => trainee,
            Err(words) => return self.tell(seat, &Msg::Warn(format!("No training: {words}."))),
        };
        let Station { store, desk, folder, .. } = station;
        let now = Now { at: At(self.stage.clock.now_ms()), mono: self.mono() };
        let Stage { setup, events, look, .. } = &self.stage;
        let mut face = Face::new(&Mode::Counter, desk, look.clone(), &setup.config, now);
        if setup.announce.is_some() {
            face.listen();
        }
        face.front().training = true;
        let index = self.stage.seats.len();
        let trains = Seat::new(index, face, store.writer(), folder, events.clone());
        self.stage.seats.push(trains);
        self.stage.try_now.push(None);
        let training = Training { seat: index, back: self.front, store, copy };
        self.aside.training = Some(training);
        self.front = index;
        self.resize()
    }

    /// Ends the training of a seat and throws its copy away; `false` when it is no training.
    pub(super) fn end_training(&mut self, seat: usize) -> io::Result<bool> {
        if self.aside.training.as_ref().is_none_or(|training| training.seat != seat) {
            return Ok(false);
        }
        self.close_training();
        self.resize()?;
        Ok(true)
    }

    /// Closes the training, if there is one.
    pub(super) fn close_training(&mut self) {
        let Some(Training { back, store, copy, .. }) = self.aside.training.take() else { return };
        drop(self.stage.seats.pop());
        self.stage.try_now.pop();
        self.front = back;
        store.close();
        drop(copy);
    }

    /// Where the prints of a seat lie.
    pub(super) fn prints_of(&self, seat: usize) -> PathBuf {
        let training = self.aside.training.as_ref().filter(|training| training.seat == seat);
        training.map_or_else(|| self.stage.prints.clone(), Training::prints)
    }

    /// Shows the test of screen and keys over the seats.
    pub(super) fn open_test(&mut self) -> io::Result<()> {
        let mut test = Test::new(self.stage.look.clone(), None, self.time_of_day());
        test.title = match self.stage.seats.get(self.front) {
            Some(seat) => seat.face.name().to_uppercase(),
            None => test.title,
        };
        self.aside.test = Some(test);
        self.resize()
    }

    fn time_of_day(&self) -> String {
        let zone = self.stage.clock.time_zone_name().unwrap_or_else(|| "UTC".to_owned());
        SiteClock::new(&zone, 0).hours_minutes(At(self.stage.clock.now_ms()))
    }

    /// Hands an input to the test, while it is shown; answers whether it took it.
    pub(super) fn tested(&mut self, input: &Input) -> io::Result<bool> {
        let Some(test) = &mut self.aside.test else { return Ok(false) };
        match test.input(input) {
            Wish::Wait => {}
            Wish::Redraw => self.screen.redraw()?,
            Wish::Back => {
                self.aside.test = None;
                self.resize()?;
            }
            Wish::Save(verdict) => {
                let words = check::save(&self.stage.setup, verdict);
                test.saved(verdict, words);
                self.screen.redraw()?;
            }
        }
        self.dirty = true;
        Ok(true)
    }

    /// Draws what is on the screen: the test, else the seat in front.
    pub(super) fn draw(&mut self) -> io::Result<()> {
        self.dirty = false;
        if self.aside.test.is_some() {
            let time = self.time_of_day();
            let size = self.screen.size()?;
            let Some(test) = &mut self.aside.test else { return Ok(()) };
            test.time = time;
            test.size = (size.width, size.height);
            let test = &*test;
            return self.screen.draw(|frame| view(test, frame));
        }
        let Some(seat) = self.stage.seats.get(self.front) else { return Ok(()) };
        self.screen.draw(|frame| seat.face.view(frame))
    }
}

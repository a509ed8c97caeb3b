//! What seats want done, executed: commits, prints, bells, answers.

use std::io::{self, Write as _};
use std::sync::PoisonError;

use super::{Answer, Event, Run};
use crate::domain::id::StaffId;
use crate::domain::pin::Pin;
use crate::runtime::prints;
use crate::tui::effect::Effect;
use crate::tui::msg::Msg;

impl Run {
    /// Pairs the terminal of a seat again, beside the loop.
    fn pair(&self, seat: usize, code: String, compared: Option<String>) {
        let pair = self.stage.pairs.get(seat).cloned().flatten();
        if let (Some(found), Some(pair)) = (self.stage.seats.get(seat), pair) {
            found.beside("pair", move || Msg::Paired(pair.ask(&code, compared.as_deref())));
        }
    }

    /// Hashes a new PIN beside the loop, unless it is somebody else's.
    fn keep_pin(&self, seat: usize, id: u64, pin: Pin, others: Vec<(StaffId, String)>) {
        let salt = self.stage.clock.entropy_bytes();
        if let Some(found) = self.stage.seats.get(seat) {
            found.beside("pin", move || {
                let taken = pin.whose(&others).is_some();
                let sentence = "This PIN is somebody else's: choose another.";
                let kept = if taken { Err(sentence.to_owned()) } else { pin.hash(salt) };
                Msg::PinKept { id, kept }
            });
        }
    }

    /// Does what a seat wants done.
    pub(super) fn execute(&mut self, seat: usize, effect: Effect) -> io::Result<()> {
        match effect {
            Effect::Append { batch, sealed } => {
                if let Some(found) = self.stage.seats.get_mut(seat) {
                    found.append(batch, sealed);
                }
            }
            read @ (Effect::Load(_) | Effect::Search { .. }) => {
                if let Some(found) = self.stage.seats.get_mut(seat) {
                    found.read(read);
                }
            }
            Effect::TryNow => {
                if let Some(Some(try_now)) = self.stage.try_now.get(seat) {
                    try_now();
                }
            }
            Effect::PairAgain { code, compared } => self.pair(seat, code, compared),
            Effect::Keep { name, text } => self.keep(seat, name, text)?,
            Effect::Bell => match self.stage.seats.get(seat).and_then(|seat| seat.bell.as_ref()) {
                Some(bell) => bell.ring(),
                None => self.screen.bell()?,
            },
            Effect::KeepKeys(text) => {
                if let Some(found) = self.stage.seats.get(seat) {
                    found.keep(crate::tui::kitchen::BUMP_BAR_FILE, text);
                }
            }
            Effect::Kick => {
                if let Some(drawer) = self.stage.seats.get(seat).and_then(|s| s.drawer.as_ref()) {
                    drawer.ring();
                }
            }
            Effect::Redraw => {
                self.screen.redraw()?;
                self.dirty = true;
            }
            Effect::Announce(line) => {
                // Selling does not end because nobody listens any more.
                let written = self.announce.as_mut().map(|file| writeln!(file, "{line}"));
                if let Some(Err(error)) = written {
                    tracing::warn!(%error, "nothing is announced any more");
                    self.announce = None;
                }
            }
            Effect::Answer { id, result } => self.answer(id, result),
            Effect::CheckPin { id, pin, people } => {
                if let Some(found) = self.stage.seats.get(seat) {
                    found.beside("pin", move || Msg::PinChecked { id, whose: pin.whose(&people) });
                }
            }
            Effect::KeepPin { id, pin, others } => self.keep_pin(seat, id, pin, others),
            Effect::Customers(ask) => {
                let salt = self.stage.clock.entropy_bytes();
                if let Some(found) = self.stage.seats.get(seat) {
                    found.customers(ask, salt);
                }
            }
            Effect::Train => self.copy_for_training(seat)?,
            Effect::Test => self.open_test()?,
            Effect::Quit => self.quits = !self.end_training(seat)? || self.quits,
        }
        Ok(())
    }

    /// Writes a printed text beside the loop. A disk that refuses is said, and one that does not
    /// answer is not waited for.
    fn keep(&mut self, seat: usize, name: String, text: String) -> io::Result<()> {
        let events = self.stage.events.clone();
        let late = move |words| drop(events.send(Event::Seat(seat, Msg::Warn(words))));
        match prints::beside(self.prints_of(seat), name, text, late) {
            Some(words) => self.tell(seat, &Msg::Warn(words)),
            None => Ok(()),
        }
    }

    fn answer(&self, id: u64, result: Answer) {
        let mut waiting = self.stage.answers.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(reply) = waiting.remove(&id) {
            reply(result);
        }
    }
}

//! Opening a shift with its float, and closing it: count blind, see the result, then the Z.

mod view;

use super::amount::Amount;
use super::guard::{Guard, SETTLE_MS};
use super::words;
use crate::domain::command::Command;
use crate::domain::event::ShiftFigures;
use crate::domain::id::ShiftId;
use crate::domain::money::Money;
use crate::domain::tally::tally;
use crate::tui::counter::model::AmountEntry;
use crate::tui::counter::turn::Turn;
use crate::tui::front::Front;
use crate::tui::input::{Input, Key, Press};
use crate::tui::widgets::MessageKind;

/// The reasons of a difference, by their number from 1.
const REASONS: [&str; 4] = ["Wrong change", "Missing receipt", "Not known", "Other"];

/// Where the shift stands.
#[derive(Debug, Clone, PartialEq)]
enum Stage {
    /// No shift: the float is typed.
    Float,
    /// The counted cash is typed; what is expected is not shown yet.
    Count,
    /// What was expected, counted, and the difference.
    Result { counted: Money, figures: Box<ShiftFigures>, reason: Option<usize> },
    /// The close is on its way to the disk.
    Saving(u64),
    /// Closed with this Z.
    Closed(String),
}

/// The shift screen.
#[derive(Debug, Clone, PartialEq)]
pub struct ShiftScreen {
    stage: Stage,
    amount: Amount,
    guard: Guard,
}

impl ShiftScreen {
    /// The open shift is counted; without one, the next is opened.
    pub fn open(front: &Front, entry: AmountEntry) -> Self {
        let known = &front.desk.state;
        let stage = if known.my_shift().is_some() { Stage::Count } else { Stage::Float };
        let amount = Amount::new(known.settings().currency, entry);
        Self { stage, amount, guard: Guard::new(front.now.mono) }
    }

    fn start(&self, front: &mut Front) -> Turn {
        let float = self.amount.value().unwrap_or(Money::ZERO);
        let shift = ShiftId(front.desk.mint());
        match front.act(&Command::OpenShift { shift, float }) {
            Ok((_, effects)) => {
                let number = words::shift_number(front);
                let shown = self.amount.currency().format(float);
                let sentence = format!("Shift {number} is open with float {shown}.");
                Turn::close().with(effects).say(MessageKind::Done, sentence)
            }
            Err(rejection) => Turn::stay().say(MessageKind::Warning, words::sentence(&rejection)),
        }
    }

    fn count(&mut self, front: &Front) -> Turn {
        let counted = self.amount.value().unwrap_or(Money::ZERO);
        let state = &front.desk.state;
        let Some(shift) = state.my_shift() else { return Turn::close() };
        match tally(state, shift) {
            Ok(figures) => {
                let figures = Box::new(figures);
                self.stage = Stage::Result { counted, figures, reason: None };
                self.guard.changed(front.now.mono);
                Turn::stay()
            }
            Err(overflow) => Turn::stay().say(MessageKind::Warning, overflow.to_string()),
        }
    }

    /// Above half a whole unit a difference needs a reason.
    fn needs_reason(&self, difference: Money) -> bool {
        let half = self.amount.currency().unit() / 2;
        difference.minor().saturating_abs() > half.max(1)
    }

    fn close(&mut self, front: &mut Front, press: Press) -> Turn {
        let Stage::Result { counted, figures, reason } = &self.stage else { return Turn::stay() };
        if !self.guard.counts(press, front.now.mono, SETTLE_MS) {
            return Turn::stay();
        }
        let difference = counted.minus(figures.expected).unwrap_or_default();
        if self.needs_reason(difference) && reason.is_none() {
            let sentence = "Say why the cash differs: 1 to 4, then F9.";
            return Turn::stay().say(MessageKind::Warning, sentence);
        }
        let reason = reason.and_then(|at| REASONS.get(at)).map(|reason| (*reason).to_owned());
        let (counted, waiting) = (*counted, front.link.unsent);
        let close = Command::CloseShift { counted, reason, left: None, waiting };
        match front.act(&close) {
            Ok((batch, effects)) => {
                self.stage = Stage::Saving(batch);
                Turn::stay().with(effects)
            }
            Err(rejection) => Turn::stay().say(MessageKind::Warning, words::sentence(&rejection)),
        }
    }

    fn look(&mut self, front: &Front) -> Turn {
        if let Stage::Saving(batch) = self.stage
            && front.is_durable(batch)
        {
            let me = front.desk.state.me.terminal;
            let mine = front.desk.state.shifts().filter_map(|shift| shift.closed.as_ref());
            let mine = mine.filter(|(_, stamp)| stamp.terminal == me);
            let last = mine.max_by_key(|(_, stamp)| stamp.at);
            self.stage =
                Stage::Closed(last.map(|(closed, _)| closed.z.to_string()).unwrap_or_default());
            self.guard.changed(front.now.mono);
        }
        Turn::stay()
    }

    fn amount_key(&mut self, key: Key) {
        if matches!(key, Key::Backspace | Key::Char('-')) {
            self.amount.erase();
        } else if let Key::Char(sign) = key {
            self.amount.push(sign);
        }
    }

    fn press(&mut self, front: &mut Front, input: &Input) -> Turn {
        let Input::Press(press) = input else { return Turn::stay() };
        if press.repeat && press.key != Key::Backspace {
            return Turn::stay();
        }
        let word = press.key.to_string();
        match (&mut self.stage, word.as_str()) {
            (Stage::Saving(_), _) => Turn::stay(),
            (_, "Esc") | (Stage::Closed(_), "Enter") => Turn::close(),
            (_, "?" | "F1") => {
                let sentence = "Count first, then see the result; F9 or + does what is shown.";
                Turn::stay().say(MessageKind::Info, sentence)
            }
            (Stage::Float, "F9" | "+") => self.start(front),
            (Stage::Float, "Enter") if !self.amount.is_empty() => self.start(front),
            (Stage::Count, "F9" | "+") => self.count(front),
            (Stage::Count, "Enter") => {
                let sentence = "F9 or + says that everything is counted.";
                Turn::stay().say(MessageKind::Info, sentence)
            }
            (Stage::Result { .. }, "F9" | "+") => self.close(front, *press),
            (Stage::Result { .. }, "r" | "/") => {
                self.amount.clear();
                self.stage = Stage::Count;
                Turn::stay()
            }
            (Stage::Result { reason, .. }, "1" | "2" | "3" | "4") => {
                let number = word.parse::<usize>().ok();
                *reason = number.and_then(|number| number.checked_sub(1));
                Turn::stay()
            }
            (Stage::Float | Stage::Count, _) => {
                self.amount_key(press.key);
                Turn::stay()
            }
            (Stage::Result { .. } | Stage::Closed(_), _) => Turn::stay(),
        }
    }
}

#[cfg(test)]
mod tests;

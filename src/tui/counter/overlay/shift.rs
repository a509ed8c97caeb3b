//! Opening a shift with its float, and closing it: count blind, see the result, then the Z.

pub mod cash;
mod grid;
pub mod menu;
pub mod nosale;
mod note;
pub mod readout;
mod result;
mod view;

use super::amount::Amount;
use super::guard::{Guard, SETTLE_MS};
use super::words;
use crate::domain::command::Command;
use crate::domain::event::ShiftFigures;
use crate::domain::id::ShiftId;
use crate::domain::money::Money;
use crate::domain::order::Order;
use crate::domain::tally::tally;
use crate::tui::counter::action::Action;
use crate::tui::counter::settings::CounterSettings;
use crate::tui::counter::turn::{Ask, Then, Turn};
use crate::tui::effect::Effect;
use crate::tui::front::Front;
use crate::tui::input::{Input, Key, Press};
use crate::tui::widgets::MessageKind;
use grid::Grid;

/// The reasons of a difference, by their number from 1.
const REASONS: [&str; 4] = ["Wrong change", "Missing receipt", "Not known", "Other"];

/// Where the shift stands.
#[derive(Debug, Clone, PartialEq)]
enum Stage {
    /// No shift: the float is counted.
    Float,
    /// The drawer is counted; what is expected is not shown yet.
    Count,
    /// What was expected, counted, and the difference.
    Result(Box<Outcome>),
    /// The close is on its way to the disk.
    Saving(u64),
    /// Closed with this Z.
    Closed(String),
}

/// A count beside what was expected.
#[derive(Debug, Clone, PartialEq)]
struct Outcome {
    counted: Money,
    figures: ShiftFigures,
    reason: Option<usize>,
    /// What stays in the drawer.
    left: Money,
    /// Set while that is being typed.
    leaving: Option<Amount>,
}

/// The shift screen.
#[derive(Debug, Clone, PartialEq)]
pub struct ShiftScreen {
    stage: Stage,
    grid: Grid,
    /// What was kept of the count, so that leaving writes only what changed.
    kept: Option<Money>,
    /// Whether the drawer is counted before the expected amount is shown.
    blind: bool,
    /// The expected amount is shown although nothing is counted yet.
    peeking: bool,
    guard: Guard,
}

impl ShiftScreen {
    /// The open shift is counted; without one, the next is opened.
    pub fn open(front: &Front, settings: &CounterSettings) -> Self {
        let known = &front.desk.state;
        let shift = known.my_shift();
        let mut grid = Grid::new(known.settings().currency, settings, shift.is_none());
        let count = shift.and_then(|shift| shift.count.as_ref());
        if let Some(count) = count {
            grid.take_up(count.counted, &count.pieces);
        }
        Self {
            stage: if shift.is_some() { Stage::Count } else { Stage::Float },
            grid,
            kept: count.map(|count| count.counted),
            blind: settings.blind_count,
            peeking: false,
            guard: Guard::new(front.now.mono),
        }
    }

    fn start(&self, front: &mut Front) -> Turn {
        let float = self.grid.sum();
        let shift = ShiftId(front.desk.mint());
        match front.act(&Command::OpenShift { shift, float }) {
            Ok((_, effects)) => {
                let number = words::shift_number(front);
                let shown = self.grid.currency().format(float);
                let sentence = format!("Shift {number} is open with float {shown}.");
                Turn::close().with(effects).say(MessageKind::Done, sentence)
            }
            Err(rejection) => words::refused(&rejection),
        }
    }

    /// Writes the count down when it is another one than before.
    fn keep(&mut self, front: &mut Front) -> Turn {
        let counted = self.grid.sum();
        if self.stage != Stage::Count || self.grid.is_empty() || self.kept == Some(counted) {
            return Turn::stay();
        }
        self.write(front, counted)
    }

    fn write(&mut self, front: &mut Front, counted: Money) -> Turn {
        let pieces = self.grid.pieces();
        match front.act(&Command::CountShift { counted, pieces }) {
            Ok((_, effects)) => {
                self.kept = Some(counted);
                Turn::stay().with(effects)
            }
            Err(rejection) => words::refused(&rejection),
        }
    }

    /// Everything is counted: the count is kept and the result shown. Who says that nothing is there
    /// has counted too, and sees what is expected only with that on record.
    fn count(&mut self, front: &mut Front) -> Turn {
        let counted = self.grid.sum();
        let known = self.kept == Some(counted);
        let kept = if known { Turn::stay() } else { self.write(front, counted) };
        let state = &front.desk.state;
        let Some(shift) = state.my_shift() else { return Turn::close() };
        match tally(state, shift) {
            Ok(figures) => {
                let left = shift.float.min(counted);
                let result = Outcome { counted, figures, reason: None, left, leaving: None };
                self.stage = Stage::Result(Box::new(result));
                self.guard.changed(front.now.mono);
                kept
            }
            Err(overflow) => kept.say(MessageKind::Warning, overflow.to_string()),
        }
    }

    fn close(&mut self, front: &mut Front, press: Press) -> Turn {
        let Stage::Result(result) = &self.stage else { return Turn::stay() };
        if !self.guard.counts(press, front.now.mono, SETTLE_MS) {
            return Turn::stay();
        }
        if needs_reason(front, result) && result.reason.is_none() {
            let sentence = "Say why the cash differs: 1 to 4, then F9.";
            return Turn::stay().say(MessageKind::Warning, sentence);
        }
        let reason = result.reason.and_then(|at| REASONS.get(at)).map(|why| (*why).to_owned());
        let waiting = if front.link.status.is_connected() { 0 } else { front.link.unsent };
        let (counted, left) = (result.counted, Some(result.left));
        match front.act(&Command::CloseShift { counted, reason, left, waiting }) {
            Ok((batch, effects)) => {
                self.stage = Stage::Saving(batch);
                Turn::stay().with(effects)
            }
            Err(rejection) => words::refused(&rejection),
        }
    }

    /// Once the close is on the disk, the Z is shown and its text goes to the folder of prints.
    fn look(&mut self, front: &Front) -> Turn {
        let Stage::Saving(batch) = self.stage else { return Turn::stay() };
        if !front.is_durable(batch) {
            return Turn::stay();
        }
        self.guard.changed(front.now.mono);
        let Some(shift) = front.desk.state.my_last_shift() else { return Turn::close() };
        let (name, text) = readout::printed(front, shift);
        self.stage = Stage::Closed(shift.title());
        Turn::stay().with(vec![Effect::Keep { name, text }])
    }

    fn press(&mut self, front: &mut Front, input: &Input) -> Turn {
        let Input::Press(press) = input else { return Turn::stay() };
        if press.repeat && press.key != Key::Backspace {
            return Turn::stay();
        }
        match &self.stage {
            Stage::Float | Stage::Count => self.press_count(front, press.key),
            Stage::Result(_) => self.press_result(front, *press),
            Stage::Saving(_) => Turn::stay(),
            Stage::Closed(_) => match press.key.to_string().as_str() {
                "p" | "*" => Turn::then(Then::Become(Ask::Readout { z: true })),
                "Enter" | "Esc" | "." => Turn::close(),
                _ => Turn::stay(),
            },
        }
    }

    fn press_count(&mut self, front: &mut Front, key: Key) -> Turn {
        if matches!(key, Key::Char('0'..='9' | '.' | ',') | Key::Backspace) && self.grid.key(key) {
            return Turn::stay();
        }
        let float = self.stage == Stage::Float;
        match key.to_string().as_str() {
            "Esc" | "." => {
                let kept = self.keep(front);
                // Nobody sells without a shift: where people sign in, leaving is locking.
                let locks = float && front.desk.state.has_staff();
                Turn { then: if locks { Then::Do(Action::Lock) } else { Then::Close }, ..kept }
            }
            "F9" | "+" if float => self.start(front),
            "F9" | "+" => self.count(front),
            "Enter" | "Down" | "Tab" if self.grid.is_total() || self.grid.on_last() => {
                if key == Key::Enter && float {
                    return self.start(front);
                }
                let sentence = "F9 or + says that everything is counted.";
                Turn::stay().say(MessageKind::Info, sentence)
            }
            "Enter" | "Down" | "Tab" => {
                self.grid.step(1);
                Turn::stay()
            }
            "Up" | "-" | "Shift+Tab" => {
                self.grid.step(-1);
                Turn::stay()
            }
            "t" | "*" => {
                self.grid.turn();
                Turn::stay()
            }
            "o" | "/" if !float => {
                let kept = self.keep(front);
                Turn { then: Then::Become(Ask::Orders), ..kept }
            }
            "x" if float => Turn::then(Then::Become(Ask::Readout { z: true })),
            "v" if !float => self.peek(front),
            "?" | "F1" => {
                let sentence =
                    "Pieces, Enter for the next row, t types the total, F9 or + goes on.";
                Turn::stay().say(MessageKind::Info, sentence)
            }
            _ => Turn::stay(),
        }
    }

    /// Shows what is expected to who may see it.
    fn peek(&mut self, front: &Front) -> Turn {
        if front.may_see_expected() {
            self.peeking = !self.peeking;
            return Turn::stay();
        }
        let sentence = "What is expected is shown after the count: F9 when everything is counted.";
        Turn::stay().say(MessageKind::Warning, sentence)
    }

    fn press_result(&mut self, front: &mut Front, press: Press) -> Turn {
        let Stage::Result(result) = &mut self.stage else { return Turn::stay() };
        if let Some(amount) = &mut result.leaving {
            return leave(result.counted, amount, press.key).map_or_else(Turn::stay, |said| {
                match said {
                    Ok(left) => {
                        if let Stage::Result(result) = &mut self.stage {
                            (result.left, result.leaving) = (left, None);
                        }
                        Turn::stay()
                    }
                    Err(sentence) => Turn::stay().say(MessageKind::Warning, sentence),
                }
            });
        }
        match press.key.to_string().as_str() {
            "F9" | "+" => self.close(front, press),
            "Esc" | "." => Turn::close(),
            "r" | "/" => {
                self.stage = Stage::Count;
                Turn::stay()
            }
            word @ ("1" | "2" | "3" | "4") => {
                let number = word.parse::<usize>().ok();
                result.reason = number.and_then(|number| number.checked_sub(1));
                Turn::stay()
            }
            "l" | "*" => {
                let entry = self.grid.entry();
                result.leaving = Some(Amount::new(self.grid.currency(), entry));
                Turn::stay()
            }
            "?" | "F1" => {
                let sentence = "1 to 4 says why, l what stays in the drawer, F9 or + closes.";
                Turn::stay().say(MessageKind::Info, sentence)
            }
            _ => Turn::stay(),
        }
    }
}

/// A key while the amount that stays in the drawer is typed: the amount once it is taken, or why
/// it cannot be.
fn leave(counted: Money, amount: &mut Amount, key: Key) -> Option<Result<Money, String>> {
    match key.to_string().as_str() {
        "Enter" | "F9" | "+" => {
            let left = amount.value().unwrap_or(Money::ZERO);
            if left > counted {
                let most = amount.currency().format(counted);
                return Some(Err(format!("Only {most} was counted: leave that or less.")));
            }
            return Some(Ok(left));
        }
        "Esc" => amount.clear(),
        "Backspace" | "-" => {
            amount.erase();
        }
        _ => {
            if let Key::Char(sign) = key {
                amount.push(sign);
            }
        }
    }
    None
}

/// True when the site wants to know why counted and expected differ.
fn needs_reason(front: &Front, result: &Outcome) -> bool {
    let difference = result.counted.minus(result.figures.expected).unwrap_or_default();
    let limit = front.desk.state.settings().difference_reason;
    difference.minor().saturating_abs() > limit.minor()
}

/// The orders of this terminal that are not paid: held ones, those at tables, and others.
fn unpaid(front: &Front) -> (usize, Vec<String>, usize) {
    let state = &front.desk.state;
    let mine = state.open_orders(front.now.at).filter(|order| {
        let opened = order.opened.as_ref();
        opened.is_some_and(|stamp| stamp.terminal == state.me.terminal) && !order.is_paid()
    });
    let (held, open): (Vec<&Order>, Vec<&Order>) = mine.partition(|order| order.held);
    let tables: Vec<String> = open.iter().filter_map(|order| order.table.clone()).collect();
    let others = open.len().saturating_sub(tables.len());
    (held.len(), tables, others)
}

#[cfg(test)]
mod tests;

//! Voiding a sent line or a whole order: how many, why, and the kitchen is told.

mod view;

use super::words;
use crate::domain::command::{Command, Step};
use crate::domain::id::{LineId, OrderId};
use crate::domain::money::Quantity;
use crate::domain::order::{Line, Order};
use crate::domain::rights::Act;
use crate::tui::counter::turn::{Turn, Undo};
use crate::tui::front::Front;
use crate::tui::input::{Input, Key};
use crate::tui::widgets::MessageKind;

/// The reasons, by their number from 1; the last one is typed.
const REASONS: [&str; 4] =
    ["Wrong dish", "Guest changed mind", "Kitchen too slow", "Quality complaint"];
/// The reasons not to charge what was made.
const COMP_REASONS: [&str; 4] =
    ["Quality complaint", "Waited too long", "Wrong dish", "For the house"];
/// The last reason.
const OTHER: &str = "Other, with a note";
/// The longest typed reason, in characters.
const NOTE_MAX: usize = 40;

/// What is voided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    /// A line that is still to be chosen by its number.
    Ask,
    /// A line.
    Line(LineId),
    /// The order.
    Order,
}

/// The void screen.
#[derive(Debug, Clone, PartialEq)]
pub struct Void {
    order: OrderId,
    what: What,
    pieces: i64,
    number: String,
    note: Option<String>,
    /// True when it was made and is not charged, instead of not made.
    comp: bool,
}

impl Void {
    /// The void of a line of an order, or the question which line.
    pub fn open(front: &Front, order: OrderId, line: Option<LineId>) -> Option<Self> {
        let known = front.desk.state.order(order)?;
        let what = match line {
            Some(line) => What::Line(known.line(line)?.id),
            None => What::Ask,
        };
        let number = String::new();
        Some(Self { order, what, pieces: 1, number, note: None, comp: false })
    }

    /// The void of a whole order.
    pub fn whole(front: &Front, order: OrderId) -> Option<Self> {
        front.desk.state.order(order)?;
        let number = String::new();
        Some(Self { order, what: What::Order, pieces: 1, number, note: None, comp: false })
    }

    const fn reasons(&self) -> [&'static str; 4] {
        if self.comp { COMP_REASONS } else { REASONS }
    }

    /// What needs a right here.
    const fn needs(&self) -> Act {
        match (self.what, self.comp) {
            (What::Order, _) => Act::CancelSent,
            (_, true) => Act::Comp,
            (_, false) => Act::VoidSent,
        }
    }

    fn known<'f>(&self, front: &'f Front) -> Option<&'f Order> {
        front.desk.state.order(self.order)
    }

    fn line<'f>(&self, front: &'f Front) -> Option<&'f Line> {
        let What::Line(line) = self.what else { return None };
        self.known(front)?.line(line)
    }

    /// The lines that can be chosen by number, in the order of the screen: unsent ones first.
    fn lines<'f>(&self, front: &'f Front) -> Vec<&'f Line> {
        let Some(order) = self.known(front) else { return Vec::new() };
        let live = || order.live_lines().filter(|line| line.standing().is_positive());
        live()
            .filter(|line| line.sent.is_none())
            .chain(live().filter(|line| line.sent.is_some()))
            .collect()
    }

    fn number(&mut self, front: &mut Front, digit: char) -> Turn {
        self.number.push(digit);
        let lines = self.lines(front);
        let number = self.number.parse::<usize>().unwrap_or(0);
        if number.saturating_mul(10) > lines.len() || number == 0 {
            return self.choose(front);
        }
        Turn::stay()
    }

    fn choose(&mut self, front: &mut Front) -> Turn {
        let number = self.number.parse::<usize>().unwrap_or(0);
        self.number.clear();
        let lines = self.lines(front);
        let Some(line) = number.checked_sub(1).and_then(|at| lines.get(at)) else {
            let sentence = format!("There is no line {number}: choose 1 to {}.", lines.len());
            return Turn::stay().say(MessageKind::Warning, sentence);
        };
        if line.sent.is_some() {
            self.what = What::Line(line.id);
            return Turn::stay();
        }
        let (id, name) = (line.id, line.sold.name.clone());
        let undo = Undo::steps(self.order, vec![Step::Restore(id)], format!("Removed {name}"));
        let step = Step::Remove(id);
        Turn {
            undo: Some(undo),
            ..self.act(front, step, (MessageKind::Undo, format!("Removed {name}")))
        }
    }

    fn reason(&mut self, front: &mut Front, number: usize) -> Turn {
        if let Some(reason) = number.checked_sub(1).and_then(|at| self.reasons().get(at).copied()) {
            return self.void(front, reason);
        }
        self.note = Some(String::new());
        Turn::stay()
    }

    fn void(&self, front: &mut Front, reason: &str) -> Turn {
        let title = self.known(front).map(Order::title).unwrap_or_default();
        let told = if !front.desk.state.has_kitchen() {
            "No kitchen screen has joined: tell the cook."
        } else if front.reaches_kitchen() {
            "The kitchen is told."
        } else {
            "The kitchen does NOT know yet."
        };
        let What::Line(line) = self.what else {
            let sentence = format!("{title} is void. {told}");
            let sent = self.known(front).is_some_and(|order| !order.sends.is_empty());
            let sentence = if sent { sentence } else { format!("{title} is void.") };
            let step = Step::Cancel(reason.to_owned());
            return self.act(front, step, (MessageKind::Done, sentence));
        };
        let name = self.line(front).map(|line| line.sold.name.clone()).unwrap_or_default();
        let quantity = Quantity::pieces(self.pieces);
        if self.comp {
            let step = Step::Comp { line, quantity, reason: reason.to_owned() };
            let sentence = format!("Comp {} {name} on {title}: not charged.", self.pieces);
            return self.act(front, step, (MessageKind::Done, sentence));
        }
        let step = Step::Void { line, quantity, reason: reason.to_owned() };
        let sentence = format!("Void {} {name} on {title}. {told}", self.pieces);
        self.act(front, step, (MessageKind::Done, sentence))
    }

    fn act(&self, front: &mut Front, step: Step, (kind, sentence): (MessageKind, String)) -> Turn {
        match front.act(&Command::Order(self.order, vec![step])) {
            Ok((_, effects)) => Turn::close().with(effects).say(kind, sentence),
            Err(rejection) => words::refused(&rejection),
        }
    }

    /// How many pieces can be voided.
    fn most(&self, front: &Front) -> i64 {
        self.line(front).map_or(1, |line| {
            let comped = if self.comp { line.comped } else { Quantity::ZERO };
            line.standing().minus(comped).count().max(1)
        })
    }

    fn type_note(&mut self, front: &mut Front, key: Key) -> Turn {
        let Some(note) = &mut self.note else { return Turn::stay() };
        match key.to_string().as_str() {
            "Esc" => self.note = None,
            "Backspace" => {
                note.pop();
            }
            "Enter" => {
                if note.trim().is_empty() {
                    let sentence = "A reason is needed: say why, then Enter.";
                    return Turn::stay().say(MessageKind::Warning, sentence);
                }
                let note = note.clone();
                return self.void(front, &note);
            }
            _ => {
                if let Key::Char(letter) = key
                    && note.chars().count() < NOTE_MAX
                {
                    note.push(letter);
                }
            }
        }
        Turn::stay()
    }

    fn press(&mut self, front: &mut Front, input: &Input) -> Turn {
        let Input::Press(press) = input else { return Turn::stay() };
        if self.note.is_some() {
            return self.type_note(front, press.key);
        }
        let word = press.key.to_string();
        let digit = word.parse::<u32>().ok().filter(|_| !press.repeat);
        match (word.as_str(), digit) {
            ("Esc" | ".", _) => Turn::close(),
            ("?" | "F1", _) => {
                let sentence = "A number is the reason and voids at once, Esc keeps everything.";
                Turn::stay().say(MessageKind::Info, sentence)
            }
            (word, Some(_)) if self.what == What::Ask => {
                let digit = word.chars().next().unwrap_or('0');
                self.number(front, digit)
            }
            ("Enter", _) if self.what == What::Ask && !self.number.is_empty() => self.choose(front),
            ("c" | "*", _) if matches!(self.what, What::Line(_)) => {
                self.comp = !self.comp;
                self.pieces = 1;
                Turn::stay()
            }
            ("+", _) => {
                self.pieces = self.pieces.saturating_add(1).min(self.most(front));
                Turn::stay()
            }
            ("-", _) => {
                self.pieces = self.pieces.saturating_sub(1).max(1);
                Turn::stay()
            }
            (_, Some(number @ 1..=5)) => self.reason(front, usize::try_from(number).unwrap_or(5)),
            _ => Turn::stay(),
        }
    }
}

#[cfg(test)]
mod tests;

//! What the keys of the payment screen do.

use super::{Pay, Stage, open_shift};
use crate::tui::counter::overlay::guard::SETTLE_MS;
use crate::tui::counter::overlay::paper::Kind;
use crate::tui::counter::turn::{Ask, Then, Turn};
use crate::tui::front::Front;
use crate::tui::input::{Input, Key, Press};
use crate::tui::widgets::MessageKind;

/// What a numpad sends in place of its digits while `NumLock` is off.
const NUM_LOCK: [Key; 10] = [
    Key::Home,
    Key::End,
    Key::Up,
    Key::Down,
    Key::Left,
    Key::Right,
    Key::PageUp,
    Key::PageDown,
    Key::Insert,
    Key::Delete,
];

/// What the message row says about the keys that the bar does not name.
const HELP: &str = "k card, / other ways, s split, t tip, i invoice, d drawer, e why, h charge.";

impl Pay {
    pub(super) fn press(&mut self, front: &mut Front, input: &Input) -> Turn {
        self.refresh(front);
        let press = match input {
            Input::Press(press) => *press,
            Input::Paste(_) => {
                let sentence = "Pasted text is not taken as an amount, type it.";
                return Turn::stay().say(MessageKind::Warning, sentence);
            }
            Input::Mouse(_) | Input::Resize { .. } => return Turn::stay(),
        };
        match self.stage {
            Stage::Saving { .. } => Turn::stay(),
            Stage::Short => self.short(front, press),
            Stage::Tip => self.tip_key(front, press),
            Stage::Code { .. } => self.code_key(front, press),
            Stage::Due => self.due(front, press),
        }
    }

    fn due(&mut self, front: &mut Front, press: Press) -> Turn {
        match press.key.to_string().as_str() {
            "Esc" => return Turn::close(),
            "Enter" => return self.enter(front, press),
            "Backspace" => {
                self.amount.erase();
            }
            "-" => {
                if !self.amount.erase() {
                    return Turn::close();
                }
            }
            "=" | "+" => {
                let payable = self.figures(front).payable;
                self.amount.fill(payable);
            }
            "*" | "k" => return self.card(front),
            "?" | "F1" => return Turn::stay().say(MessageKind::Info, HELP),
            "o" if front.drawer && self.lacks_shift(front) => return open_shift(front),
            "a" => self.suggest(front, 0),
            "b" => self.suggest(front, 1),
            "c" => self.suggest(front, 2),
            "." | "," => self.amount.point(),
            "/" => self.next_method(front),
            "t" => return self.open_tip(front),
            "s" if front.is_draft(self.order) => return Turn::close(),
            "s" if self.more.is_empty() => return Turn::then(Then::Become(Ask::Split(self.order))),
            "e" => return Turn::then(Then::Open(Ask::Explain(self.order))),
            "i" if self.more.is_empty() => {
                let (order, kind) = (self.order, Kind::Invoice);
                return Turn::then(Then::Open(Ask::Paper { order, kind }));
            }
            "d" if front.drawer => return Turn::then(Then::Open(Ask::NoSale)),
            "p" if self.more.is_empty() => return self.print_share(front),
            "h" if front.is_draft(self.order) => {
                let sentence = "A bill of a split keeps the service charge of its order.";
                return Turn::stay().say(MessageKind::Info, sentence);
            }
            "s" | "i" | "p" => {
                let sentence = "One sum pays several orders: Esc goes back to take one by itself.";
                return Turn::stay().say(MessageKind::Info, sentence);
            }
            "h" => return Turn::then(Then::Open(Ask::Charge(self.order))),
            _ => match self.choose(front, press.key) {
                Some(Ok(())) => {}
                Some(Err(sentence)) => return Turn::stay().say(MessageKind::Warning, sentence),
                None if press.key == Key::Char('m') => self.others = !self.others,
                None => return self.figure_or(press.key, |_| {}),
            },
        }
        Turn::stay()
    }

    fn suggest(&mut self, front: &Front, index: usize) {
        if let Some(note) = self.suggestions(front).get(index) {
            self.amount.fill(*note);
        }
    }

    /// A figure goes into the field and then something happens; other keys say what may be wrong.
    fn figure_or(&mut self, key: Key, then: impl FnOnce(&mut Self)) -> Turn {
        if NUM_LOCK.contains(&key) {
            return Turn::stay().say(MessageKind::Warning, "NumLock seems to be off.");
        }
        if let Key::Char(sign) = key
            && let Some(figure) = self.digits.digit(sign)
        {
            self.amount.push(figure);
            then(self);
        }
        Turn::stay()
    }

    fn enter(&mut self, front: &mut Front, press: Press) -> Turn {
        if !self.guard.counts(press, front.now.mono, SETTLE_MS) {
            return Turn::stay();
        }
        let figures = self.figures(front);
        if !front.drawer {
            let sentence = "No drawer here: take a card, or cash at a terminal with a drawer.";
            return Turn::stay().say(MessageKind::Warning, sentence);
        }
        if self.lacks_shift(front) {
            let sentence = "No shift is open: cash needs one. o opens a shift with float 0.";
            return Turn::stay().say(MessageKind::Warning, sentence);
        }
        match self.amount.value() {
            None if self.is_cash() && !figures.payable.is_zero() => Turn::stay(),
            Some(given) if !self.is_cash() && given > figures.payable => {
                let shown = self.amount.currency().format(figures.payable);
                let sentence = format!("Only cash gives change: type {shown} or less.");
                Turn::stay().say(MessageKind::Warning, sentence)
            }
            Some(given) if given < figures.payable => {
                self.stage = Stage::Short;
                self.guard.changed(front.now.mono);
                Turn::stay()
            }
            Some(given) => self.confirm(front, given, false),
            None => self.confirm(front, figures.payable, false),
        }
    }

    fn short(&mut self, front: &mut Front, press: Press) -> Turn {
        match press.key.to_string().as_str() {
            "Esc" | "-" => self.stage = Stage::Due,
            "p" | "+" if !self.more.is_empty() => {
                let sentence = "Several orders are paid in full: take more, or pay one of them.";
                return Turn::stay().say(MessageKind::Warning, sentence);
            }
            "p" | "+" => {
                if self.guard.counts(press, front.now.mono, SETTLE_MS)
                    && let Some(given) = self.amount.value()
                {
                    return self.confirm(front, given, true);
                }
            }
            "." | "," => {
                if self.amount.as_whole_units().is_some() {
                    self.amount.point();
                    self.stage = Stage::Due;
                    self.guard.changed(front.now.mono);
                }
            }
            "Backspace" => {
                self.amount.erase();
                self.stage = Stage::Due;
            }
            _ => return self.figure_or(press.key, |pay| pay.stage = Stage::Due),
        }
        Turn::stay()
    }
}

//! Cash in, cash out and to the safe: which way, how much, why.

use ratatui::layout::{Position, Rect};

use super::note::Note;
use crate::domain::command::Command;
use crate::domain::event::CashWay;
use crate::tui::counter::overlay::amount::Amount;
use crate::tui::counter::overlay::guard::{Guard, SETTLE_MS};
use crate::tui::counter::overlay::sheet::{Sheet, columns, place};
use crate::tui::counter::overlay::words;
use crate::tui::counter::settings::AmountEntry;
use crate::tui::counter::turn::{Hit, Over, Turn};
use crate::tui::front::Front;
use crate::tui::input::{Input, Key, Press};
use crate::tui::theme::Role;
use crate::tui::widgets::{HitMap, KeyEntry, MessageKind, Panel, Pen};

/// The ways, with their letter and their words.
const WAYS: [(CashWay, char, &str); 3] = [
    (CashWay::PaidIn, 'i', "Cash in"),
    (CashWay::PaidOut, 'o', "Cash out"),
    (CashWay::Drop, 's', "To the safe"),
];

/// The reasons of a way, by their number from 1; the number behind the last is typed.
const fn reasons(way: CashWay) -> &'static [&'static str] {
    match way {
        CashWay::PaidIn => &["Change from the bank", "From the safe", "Correction"],
        CashWay::PaidOut => &["Supplies", "Delivery", "Repair", "Correction"],
        CashWay::Drop => &["Too much in the drawer", "End of the day"],
    }
}

/// Cash that moves without a sale.
#[derive(Debug, Clone, PartialEq)]
pub struct Cash {
    way: usize,
    amount: Amount,
    /// Set once the amount is taken and the reason is asked for.
    why: bool,
    note: Note,
    reason: Option<usize>,
    guard: Guard,
}

impl Cash {
    /// The question; `None` without a shift to put it in.
    pub fn open(front: &Front, entry: AmountEntry) -> Option<Self> {
        let state = &front.desk.state;
        state.my_shift()?;
        let amount = Amount::new(state.settings().currency, entry);
        let guard = Guard::new(front.now.mono);
        Some(Self { way: 0, amount, why: false, note: Note::default(), reason: None, guard })
    }

    fn way(&self) -> (CashWay, char, &'static str) {
        WAYS.get(self.way).copied().unwrap_or(WAYS[0])
    }

    fn words(&self) -> Option<String> {
        let (way, _, _) = self.way();
        match self.note.text() {
            Some(note) => Some(note).filter(|note| !note.trim().is_empty()),
            None => self.reason.and_then(|at| reasons(way).get(at)).map(|why| (*why).to_owned()),
        }
    }

    fn record(&mut self, front: &mut Front, press: Press) -> Turn {
        if !self.guard.counts(press, front.now.mono, SETTLE_MS) {
            return Turn::stay();
        }
        let Some(reason) = self.words() else {
            return Turn::stay().say(MessageKind::Warning, "Say why: a number, then F9 or +.");
        };
        let (way, _, name) = self.way();
        let amount = self.amount.value().unwrap_or_default();
        let shown = self.amount.currency().format(amount);
        match front.act(&Command::MoveCash { way, amount, reason: reason.clone() }) {
            Ok((_, effects)) => {
                let sentence = format!("{name} {shown}: {reason}.");
                Turn::close().with(effects).say(MessageKind::Done, sentence)
            }
            Err(rejection) => words::refused(&rejection),
        }
    }

    fn choose(&mut self, way: usize) {
        self.way = way;
        self.reason = None;
    }

    fn press_amount(&mut self, front: &Front, key: Key) -> Turn {
        match key.to_string().as_str() {
            "Esc" => return Turn::close(),
            "." if self.amount.is_empty() => return Turn::close(),
            "*" | "Tab" => self.choose(self.way.saturating_add(1) % WAYS.len()),
            "Enter" | "F9" | "+" => {
                if self.amount.value().is_none() {
                    return Turn::stay().say(MessageKind::Warning, "Type how much, then Enter.");
                }
                self.why = true;
                self.guard.changed(front.now.mono);
            }
            "Backspace" | "-" => {
                self.amount.erase();
            }
            "?" | "F1" => {
                let sentence = "* is the way, digits how much, Enter, then the reason.";
                return Turn::stay().say(MessageKind::Info, sentence);
            }
            _ => {
                if let Key::Char(sign) = key
                    && let Some(way) = WAYS.iter().position(|(_, letter, _)| *letter == sign)
                {
                    self.choose(way);
                } else if let Key::Char(sign) = key {
                    self.amount.push(sign);
                }
            }
        }
        Turn::stay()
    }

    fn press_why(&mut self, front: &mut Front, press: Press) -> Turn {
        if self.note.is_typed() {
            return if self.note.key(press.key) { self.record(front, press) } else { Turn::stay() };
        }
        let (way, _, _) = self.way();
        match press.key.to_string().as_str() {
            "Esc" | "." | "Backspace" | "-" => {
                (self.why, self.reason) = (false, None);
                Turn::stay()
            }
            "F9" | "+" => self.record(front, press),
            "Enter" if self.reason.is_some() => self.record(front, press),
            word => {
                let number = word.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
                match number {
                    Some(at) if at < reasons(way).len() => self.reason = Some(at),
                    Some(at) if at == reasons(way).len() => self.note.begin(),
                    Some(_) | None => {}
                }
                Turn::stay()
            }
        }
    }
}

impl Over for Cash {
    fn update(&mut self, front: &mut Front, input: &Input) -> Turn {
        let Some(press) = self.note.press_of(input) else { return Turn::stay() };
        if press.repeat && press.key != Key::Backspace {
            return Turn::stay();
        }
        if self.why { self.press_why(front, press) } else { self.press_amount(front, press.key) }
    }

    fn tap(&mut self, _front: &mut Front, row: u16) -> Turn {
        self.choose(usize::from(row).min(WAYS.len().saturating_sub(1)));
        Turn::stay()
    }

    fn view(
        &self,
        front: &Front,
        pen: &mut Pen<'_>,
        area: Rect,
        hits: &mut HitMap<Hit>,
    ) -> Option<Position> {
        let staff = front.desk.state.staff_name(front.desk.staff());
        let panel = Panel::new("CASH IN AND OUT").right(&staff).focused(true);
        let mut sheet = Sheet::open(pen, hits, place(area, 14, 2, (52, 16)), &panel);
        let mark = sheet.pen.look.glyphs.chosen;
        let mut x = 3;
        for (at, (_, letter, name)) in WAYS.iter().enumerate() {
            let chosen = at == self.way;
            let words = format!("{}{letter} {name}", if chosen { mark } else { " " });
            let role = if chosen { Role::Choice } else { Role::Text };
            sheet.text(x, 1, &words, role);
            let place = sheet.area(x, 1, columns(&words), 1);
            sheet.hits.push(place, Hit::Row(u16::try_from(at).unwrap_or(0)));
            x = x.saturating_add(columns(&words)).saturating_add(3);
        }
        let currency = self.amount.currency();
        sheet.text(3, 3, &format!("How much? {currency}"), Role::Strong);
        sheet.ends(46, 3, &self.amount.shown(), Role::MoneyTotal);
        let amount = sheet.area(46, 3, 1, 1);
        sheet.text(3, 5, "Why?", if self.why { Role::Strong } else { Role::Muted });
        let role = if self.why { Role::Text } else { Role::Muted };
        let (way, _, _) = self.way();
        let listed = reasons(way).iter().copied().chain(["Other, with a note"]);
        for ((y, number), reason) in (6..).zip(1_u32..).zip(listed) {
            let at = usize::try_from(number).unwrap_or(1).checked_sub(1);
            let chosen = self.reason.is_some() && self.reason == at;
            let sign = if chosen { mark } else { " " };
            sheet.text(4, y, &format!("{sign}{number} {reason}"), role);
            let digit = char::from_digit(number, 10).unwrap_or('1');
            sheet.tap_row(y, Hit::Key(Key::Char(digit)));
        }
        let typed = self.note.draw(&mut sheet, 11);
        if self.why {
            sheet.keyed(3, 13, "[F9] Record it     [Esc] Change how much", Role::Text);
        } else {
            sheet.keyed(3, 13, "[*] the way   [Enter] goes on   [Esc] Back", Role::Text);
        }
        Some(typed.unwrap_or(Position::new(amount.x, amount.y)))
    }

    fn keys(&self, _front: &Front) -> Vec<KeyEntry> {
        let mut keys = vec![KeyEntry::new("?", "Help").keep()];
        if self.note.is_typed() {
            keys.push(KeyEntry::new("Enter", "Record").keep());
        } else if self.why {
            let last = reasons(self.way().0).len().saturating_add(1);
            keys.push(KeyEntry::new(format!("1-{last}"), "Reason"));
            keys.push(KeyEntry::new("F9", "RECORD").keep());
        } else {
            keys.push(KeyEntry::new("*", "In, out, safe"));
            keys.push(KeyEntry::new("0-9", "How much"));
            if self.amount.value().is_some() {
                keys.push(KeyEntry::new("Enter", "Reason").keep());
            }
        }
        keys.push(KeyEntry::new("Esc", "Back").priority(1));
        keys
    }

    fn is_typing(&self) -> bool {
        !self.why || self.note.is_typed()
    }
}

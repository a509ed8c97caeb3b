//! What is typed beside the amount: a tip, and the code or name that a tender needs.

use super::{Pay, Stage};
use crate::domain::money::{Money, Rate};
use crate::tui::counter::overlay::amount::Amount;
use crate::tui::counter::overlay::guard::SETTLE_MS;
use crate::tui::counter::overlay::sheet::Sheet;
use crate::tui::counter::turn::{Hit, Turn};
use crate::tui::front::Front;
use crate::tui::input::{Key, Press};
use crate::tui::theme::Role;
use crate::tui::widgets::{KeyEntry, MessageKind};

/// The longest code or name, in characters.
const CODE_MAX: usize = 24;
/// The keys of suggested tips.
const TIP_KEYS: [char; 3] = ['a', 'b', 'c'];

impl Pay {
    /// Asks for a tip.
    pub(super) fn open_tip(&mut self, front: &Front) -> Turn {
        self.tip_entry = Amount::new(self.amount.currency(), self.amount.entry());
        if self.tip.is_positive() {
            self.tip_entry.fill(self.tip);
        }
        self.stage = Stage::Tip;
        self.guard.changed(front.now.mono);
        Turn::stay()
    }

    /// The suggested tips: share and amount.
    fn tips(&self, front: &Front) -> Vec<(Rate, Money)> {
        let due = self.figures(front).due;
        let rates = front.desk.state.settings().tip_percents.iter().take(TIP_KEYS.len());
        rates.filter_map(|rate| Some((*rate, due.share(*rate).ok()?))).collect()
    }

    pub(super) fn tip_key(&mut self, front: &Front, press: Press) -> Turn {
        match press.key.to_string().as_str() {
            "Esc" => self.stage = Stage::Due,
            "Enter" | "+" => {
                self.tip = self.tip_entry.value().unwrap_or(Money::ZERO);
                self.stage = Stage::Due;
                self.guard.changed(front.now.mono);
            }
            "Backspace" => {
                self.tip_entry.erase();
            }
            "-" => {
                if !self.tip_entry.erase() {
                    self.stage = Stage::Due;
                }
            }
            "." | "," => self.tip_entry.point(),
            _ => {
                if let Key::Char(sign) = press.key {
                    let suggested = TIP_KEYS.iter().position(|key| *key == sign);
                    let tip = suggested.and_then(|at| self.tips(front).get(at).copied());
                    if let Some((_, tip)) = tip {
                        self.tip_entry.fill(tip);
                    } else if let Some(figure) = self.digits.digit(sign) {
                        self.tip_entry.push(figure);
                    }
                }
            }
        }
        Turn::stay()
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "keys that mean nothing here do nothing")]
    pub(super) fn code_key(&mut self, front: &mut Front, press: Press) -> Turn {
        let Stage::Code { given, part } = self.stage else { return Turn::stay() };
        match press.key {
            Key::Esc => self.stage = Stage::Due,
            Key::Backspace if self.code.is_empty() => self.stage = Stage::Due,
            Key::Backspace => {
                self.code.pop();
            }
            Key::Enter if !self.guard.counts(press, front.now.mono, SETTLE_MS) => {}
            Key::Enter if self.code.trim().is_empty() => {
                let what = self.method(front).kind.reference().unwrap_or("a code");
                let sentence = format!("Type {what} first, then Enter.");
                return Turn::stay().say(MessageKind::Warning, sentence);
            }
            Key::Enter => return self.take(front, given, part),
            Key::Char(sign) if self.code.chars().count() < CODE_MAX => self.code.push(sign),
            _ => {}
        }
        Turn::stay()
    }

    /// Takes the amount, or asks first for what the tender needs.
    pub(super) fn confirm(&mut self, front: &mut Front, given: Money, part: bool) -> Turn {
        if self.method(front).kind.reference().is_none() {
            return self.take(front, given, part);
        }
        self.stage = Stage::Code { given, part };
        self.guard.changed(front.now.mono);
        Turn::stay()
    }

    /// The keys of these two questions.
    pub(super) fn typed_keys(&self) -> Vec<KeyEntry> {
        if self.stage == Stage::Tip {
            return vec![
                KeyEntry::new("0-9", "Tip"),
                KeyEntry::new("a-c", "Suggested"),
                KeyEntry::new("Enter", "Set").keep(),
                KeyEntry::new("Esc", "As it was").priority(1),
            ];
        }
        vec![
            KeyEntry::new("Type", "Code"),
            KeyEntry::new("Enter", "TAKE").keep(),
            KeyEntry::new("Esc", "Back").priority(1),
        ]
    }

    /// Draws the question into six rows from `y` on.
    pub(super) fn draw_typed(&self, sheet: &mut Sheet<'_, '_>, front: &Front, y: u16) {
        let currency = self.amount.currency();
        if self.stage == Stage::Tip {
            let due = currency.plain(self.figures(front).due);
            sheet.text(1, y, &format!("Tip on {due}, beside what is due"), Role::Strong);
            for ((row, key), (rate, tip)) in (1..).zip(TIP_KEYS).zip(self.tips(front)) {
                let y = y.saturating_add(row);
                let words = format!("[{key}] {rate}");
                sheet.text(1, y, &words, Role::Text);
                sheet.ends(24, y, &currency.plain(tip), Role::Strong);
                let place = sheet.area(1, y, 23, 1);
                sheet.hits.push(place, Hit::Key(Key::Char(key)));
            }
            let words = "[Enter] set it    [Esc] as it was";
            sheet.keyed(1, y.saturating_add(5), words, Role::Text);
            return;
        }
        let what = self.method(front).kind.reference().unwrap_or("a code");
        let mut words = what.to_owned();
        if let Some(first) = words.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        sheet.text(1, y, &format!("{words}:"), Role::Strong);
        sheet.text(1, y.saturating_add(2), &format!("> {}_", self.code), Role::Strong);
        let words = "[Enter] take      [Esc] Back";
        sheet.keyed(1, y.saturating_add(4), words, Role::Text);
    }
}

//! Tells a barcode scanner from a person: scanners type fast and end in Enter or Tab.

use super::{Key, Press};

/// A scan has at least this many characters before its Enter or Tab.
const SCAN_MIN_CHARS: usize = 6;
/// The characters of a scan follow each other within this many milliseconds.
pub const SCAN_GAP_MS: i64 = 60;
/// No barcode that a scanner types is longer, so no more characters are kept.
const SCAN_MAX_CHARS: usize = 256;

/// What a press means for a scan that may be under way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BurstStep {
    /// The first character of what may become a scan: keep a copy of the half-typed fields now.
    First,
    /// A further character; treat it as typed, it may still be a person.
    More,
    /// Enter or Tab closed a scan: take the copy back, swallow this key and use the code.
    Scan(String),
    /// Any other key, and Enter or Tab that end no scan.
    Other,
}

/// The characters typed so far without a pause.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Burst {
    text: String,
    chars: usize,
    last_ms: Option<i64>,
}

impl Burst {
    /// Takes one press; `now_ms` is any clock in milliseconds that does not run backwards.
    pub fn press(&mut self, press: Press, now_ms: i64) -> BurstStep {
        let joined = self.last_ms.is_some_and(|last| now_ms.saturating_sub(last) <= SCAN_GAP_MS);
        if !joined || press.repeat {
            self.clear();
        }
        if press.repeat {
            return BurstStep::Other;
        }
        match press.key {
            Key::Char(c) => {
                let first = self.chars == 0;
                self.last_ms = Some(now_ms);
                self.chars = self.chars.saturating_add(1);
                if self.chars <= SCAN_MAX_CHARS {
                    self.text.push(c);
                }
                if first { BurstStep::First } else { BurstStep::More }
            }
            Key::Enter | Key::Tab if (SCAN_MIN_CHARS..=SCAN_MAX_CHARS).contains(&self.chars) => {
                let code = std::mem::take(&mut self.text);
                self.clear();
                BurstStep::Scan(code)
            }
            Key::Enter
            | Key::Tab
            | Key::Esc
            | Key::Backspace
            | Key::Delete
            | Key::Insert
            | Key::BackTab
            | Key::Up
            | Key::Down
            | Key::Left
            | Key::Right
            | Key::Home
            | Key::End
            | Key::PageUp
            | Key::PageDown
            | Key::F(_)
            | Key::Ctrl(_) => {
                self.clear();
                BurstStep::Other
            }
        }
    }

    fn clear(&mut self) {
        self.text.clear();
        self.chars = 0;
        self.last_ms = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::input::keys;

    fn run(words: &str, gap_ms: i64) -> Vec<BurstStep> {
        let mut burst = Burst::default();
        let mut now = 1_000;
        keys(words)
            .into_iter()
            .map(|key| {
                now += gap_ms;
                burst.press(Press { key, repeat: false }, now)
            })
            .collect()
    }

    #[test]
    fn six_fast_characters_and_enter_are_a_scan() {
        let steps = run("400638 Enter", 60);
        assert_eq!(steps.first(), Some(&BurstStep::First));
        assert_eq!(steps.last(), Some(&BurstStep::Scan("400638".to_owned())));
        assert_eq!(
            run("AB-1234567 Tab", 5).last(),
            Some(&BurstStep::Scan("AB-1234567".to_owned()))
        );
    }

    #[test]
    fn slow_short_or_unfinished_typing_is_a_person() {
        assert_eq!(run("400638 Enter", 61).last(), Some(&BurstStep::Other));
        assert_eq!(run("40063 Enter", 10).last(), Some(&BurstStep::Other));
        assert_eq!(run("400 Left 638 Enter", 10).last(), Some(&BurstStep::Other));
        assert_eq!(run("400638", 10).last(), Some(&BurstStep::More));
    }

    #[test]
    fn a_held_key_is_no_scan() {
        let mut burst = Burst::default();
        for now in 0..20 {
            let press = Press { key: Key::Char('5'), repeat: now > 0 };
            burst.press(press, now * 30);
        }
        let enter = Press { key: Key::Enter, repeat: false };
        assert_eq!(burst.press(enter, 600), BurstStep::Other);
    }
}

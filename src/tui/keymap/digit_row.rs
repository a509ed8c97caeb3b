//! Digits on keyboards whose digit row gives signs unless Shift is held.

use std::str::FromStr;

/// The unshifted digit row of French keyboards, for 1 to 9 and 0. Some have `§` or `!` elsewhere,
/// but these ten are the same on all of them.
const FRENCH: &str = "&é\"'(-è_çà";
/// The unshifted digit row of Czech keyboards, for 1 to 9 and 0.
const CZECH: &str = "+ěščřžýáíé";
/// The unshifted digit row of Slovak keyboards, for 1 to 9 and 0.
const SLOVAK: &str = "+ľščťžýáíé";
/// Signs that only such a digit row gives, so that one of them tells the keyboard.
const TELLTALES: [(&str, &str); 3] = [(FRENCH, "&_èçà"), (CZECH, "ěř"), (SLOVAK, "ľť")];

/// The value of `keys.digit_row`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DigitRowSetting {
    /// Notice by itself.
    #[default]
    Auto,
    /// Count the signs of the French row as digits from the start.
    On,
    /// Only real digits count.
    Off,
}

impl FromStr for DigitRowSetting {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        match word {
            "auto" => Ok(Self::Auto),
            "on" => Ok(Self::On),
            "off" => Ok(Self::Off),
            other => Err(format!("keys.digit_row is \"{other}\"; write auto, on or off")),
        }
    }
}

/// What is known about the keyboard. Signs that also mean something else in an amount, such as `-`
/// and `+` of the numpad, count as digits only with the setting on: they are never guessed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DigitRow {
    setting: DigitRowSetting,
    row: &'static str,
}

impl DigitRow {
    /// Nothing is known yet; with the setting on the French row is assumed until another is noticed.
    pub const fn new(setting: DigitRowSetting) -> Self {
        Self { setting, row: FRENCH }
    }

    /// The digit a character stands for in an amount, PIN, table or slot field, `None` if none.
    pub fn digit(&mut self, c: char) -> Option<char> {
        if c.is_ascii_digit() || self.setting == DigitRowSetting::Off {
            return c.is_ascii_digit().then_some(c);
        }
        if let Some((row, _)) = TELLTALES.iter().find(|(_, signs)| signs.contains(c)) {
            self.row = row;
        }
        if self.setting == DigitRowSetting::Auto && matches!(c, '-' | '+') {
            return None;
        }
        let at = [self.row, CZECH, SLOVAK]
            .into_iter()
            .find_map(|row| row.chars().position(|sign| sign == c))?;
        "1234567890".chars().nth(at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(setting: DigitRowSetting, text: &str) -> String {
        let mut row = DigitRow::new(setting);
        text.chars().filter_map(|c| row.digit(c)).collect()
    }

    #[test]
    fn the_french_row_gives_digits_without_shift() {
        assert_eq!(read(DigitRowSetting::On, FRENCH), "1234567890");
        assert_eq!(read(DigitRowSetting::Auto, "é(àà"), "2500");
        assert_eq!(read(DigitRowSetting::Off, "é(àà12"), "12");
    }

    #[test]
    fn czech_and_slovak_rows_are_noticed() {
        assert_eq!(read(DigitRowSetting::Auto, "ěščřžýáíé"), "234567890");
        assert_eq!(read(DigitRowSetting::Auto, "ľé"), "20");
    }

    #[test]
    fn signs_of_the_numpad_are_never_guessed_to_be_digits() {
        assert_eq!(read(DigitRowSetting::Auto, "é-+à"), "20");
        assert_eq!(read(DigitRowSetting::Auto, "12-.,abc"), "12");
    }
}

//! The amount field: digits as the smallest unit or as whole units, and the sign between them.

use crate::domain::currency::Currency;
use crate::domain::money::Money;
use crate::tui::counter::settings::AmountEntry;

/// No more figures are taken than this, so that every amount stays readable and in range.
const FIGURES_MAX: usize = 10;

/// An amount that is being typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amount {
    currency: Currency,
    entry: AmountEntry,
    /// Figures with at most one `.`.
    typed: String,
    /// Set when a suggestion filled the field: the next figure starts anew.
    filled: Option<Money>,
}

impl Amount {
    /// An empty field.
    pub fn new(currency: Currency, entry: AmountEntry) -> Self {
        Self { currency, entry, typed: String::new(), filled: None }
    }

    /// The currency of the amount.
    pub const fn currency(&self) -> Currency {
        self.currency
    }

    /// What digits without a decimal sign mean.
    pub const fn entry(&self) -> AmountEntry {
        self.entry
    }

    /// What was typed, without anything added.
    pub fn typed(&self) -> &str {
        &self.typed
    }

    /// True while nothing stands in the field.
    pub fn is_empty(&self) -> bool {
        self.typed.is_empty() && self.filled.is_none()
    }

    /// True when a suggestion filled the field.
    pub const fn is_filled(&self) -> bool {
        self.filled.is_some()
    }

    /// Empties the field.
    pub fn clear(&mut self) {
        self.typed.clear();
        self.filled = None;
    }

    /// Fills the field with a suggestion.
    pub fn fill(&mut self, amount: Money) {
        self.typed.clear();
        self.filled = Some(amount);
    }

    /// Takes a figure, `.` or `,`; answers whether the character was one of these.
    pub fn push(&mut self, sign: char) -> bool {
        let is_point = matches!(sign, '.' | ',');
        if !is_point && !sign.is_ascii_digit() {
            return false;
        }
        if self.filled.is_some() {
            if is_point {
                return true;
            }
            self.clear();
        }
        if is_point {
            self.point();
        } else if self.has_room() {
            self.typed.push(sign);
        }
        true
    }

    /// Whole units: what was typed counts as such from now on.
    pub fn point(&mut self) {
        if self.can_point() {
            self.typed.push('.');
        }
    }

    /// True when `.` would turn what was typed into whole units.
    pub fn can_point(&self) -> bool {
        self.filled.is_none() && self.currency.exponent() > 0 && !self.typed.contains('.')
    }

    /// Takes the last character away, or a suggestion as a whole; answers whether there was one.
    pub fn erase(&mut self) -> bool {
        if self.filled.take().is_some() {
            return true;
        }
        self.typed.pop().is_some()
    }

    /// The amount in minor units; `None` while nothing above zero was typed.
    pub fn value(&self) -> Option<Money> {
        let value = self.filled.unwrap_or_else(|| self.read(&self.typed, self.entry));
        value.is_positive().then_some(value)
    }

    /// What the same figures are as whole units, for the question after an amount that is too small.
    pub fn as_whole_units(&self) -> Option<Money> {
        let value = self.read(&self.typed, AmountEntry::Major);
        (self.can_point() && self.entry == AmountEntry::Minor && value.is_positive())
            .then_some(value)
    }

    /// The amount as it is shown large: `20.00`, and `0.00` while the field is empty.
    pub fn shown(&self) -> String {
        self.currency.plain(self.value().unwrap_or(Money::ZERO))
    }

    fn has_room(&self) -> bool {
        let figures = self.typed.chars().filter(char::is_ascii_digit).count();
        let decimals = self.typed.split_once('.').map_or(0, |(_, rest)| rest.len());
        let most = usize::try_from(self.currency.exponent()).unwrap_or(2);
        let whole_most = FIGURES_MAX.saturating_sub(most);
        if self.typed.contains('.') { decimals < most } else { figures < whole_most }
    }

    fn read(&self, typed: &str, entry: AmountEntry) -> Money {
        let whole = typed.contains('.') || entry == AmountEntry::Major;
        let read = if whole && typed != "." {
            self.currency.parse(typed).ok()
        } else {
            typed.parse().ok().map(Money::new)
        };
        read.unwrap_or(Money::ZERO)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn typed(code: &str, entry: AmountEntry, keys: &str) -> Amount {
        let mut amount = Amount::new(Currency::from_code(code).unwrap(), entry);
        for key in keys.chars() {
            amount.push(key);
        }
        amount
    }

    fn shown(code: &str, entry: AmountEntry, keys: &str) -> String {
        typed(code, entry, keys).shown()
    }

    #[test]
    fn s11_amounts_are_read_in_both_ways() {
        let (minor, major) = (AmountEntry::Minor, AmountEntry::Major);
        for (keys, expected) in [
            ("2000", "20.00"),
            ("20.", "20.00"),
            ("20,", "20.00"),
            ("20.5", "20.50"),
            (".5", "0.50"),
        ] {
            assert_eq!(shown("EUR", minor, keys), expected, "{keys} in minor");
        }
        assert_eq!(shown("EUR", minor, "20"), "0.20");
        assert_eq!(shown("EUR", minor, ""), "0.00");
        assert_eq!(shown("EUR", minor, "."), "0.00");
        assert_eq!(shown("EUR", major, "20"), "20.00");
        assert_eq!(shown("EUR", major, "20.5"), "20.50");
        assert_eq!(shown("KWD", minor, "1500"), "1.500");
        assert_eq!(shown("KWD", minor, "1.5"), "1.500");
        assert_eq!(shown("JPY", minor, "2000"), "2000");
        assert_eq!(shown("JPY", major, "2000."), "2000");
    }

    #[test]
    fn erasing_goes_back_one_character_and_a_suggestion_goes_as_a_whole() {
        let mut amount = typed("EUR", AmountEntry::Minor, "20.");
        assert!(amount.erase());
        assert_eq!(amount.shown(), "0.20");
        amount.fill(Money::new(5_000));
        assert_eq!(amount.shown(), "50.00");
        amount.push('7');
        assert_eq!(amount.shown(), "0.07");
        amount.fill(Money::new(5_000));
        assert!(amount.erase());
        assert!(amount.is_empty() && !amount.erase());
    }

    #[test]
    fn figures_after_a_too_small_amount_can_become_whole_units() {
        let amount = typed("EUR", AmountEntry::Minor, "20");
        assert_eq!(amount.as_whole_units(), Some(Money::new(2_000)));
        assert_eq!(typed("EUR", AmountEntry::Minor, "20.").as_whole_units(), None);
        assert_eq!(typed("JPY", AmountEntry::Minor, "20").as_whole_units(), None);
        assert_eq!(typed("EUR", AmountEntry::Major, "20").as_whole_units(), None);
    }

    proptest! {
        #[test]
        fn no_typing_makes_an_amount_that_is_negative_or_too_long(keys in "[0-9.,x-]{0,40}") {
            for code in ["EUR", "JPY", "KWD"] {
                for entry in [AmountEntry::Minor, AmountEntry::Major] {
                    let amount = typed(code, entry, &keys);
                    prop_assert!(amount.value().is_none_or(Money::is_positive));
                    prop_assert!(amount.shown().len() <= FIGURES_MAX + 1);
                    prop_assert!(code != "JPY" || !amount.shown().contains('.'));
                }
            }
        }
    }
}

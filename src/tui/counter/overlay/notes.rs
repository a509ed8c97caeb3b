//! Suggested notes: the amounts that people hand over for what is due.

use crate::domain::currency::Currency;
use crate::domain::money::Money;

/// How many suggestions are shown, as `a b c`.
const SUGGESTIONS: usize = 3;

/// The notes and coins of a currency that are worth rounding up to, in minor units.
pub fn usual(currency: Currency) -> Vec<i64> {
    // Where the smallest unit has no decimals, one of it buys nothing: notes begin at 100.
    let unit = if currency.exponent() == 0 { 100 } else { currency.unit() };
    [1, 5, 10, 20, 50, 100].iter().map(|note: &i64| note.saturating_mul(unit)).collect()
}

/// What is due rounded up to each note: without duplicates and without the exact amount, which has
/// a key of its own, the three smallest.
pub fn suggest(due: Money, notes: &[i64]) -> Vec<Money> {
    let mut amounts: Vec<Money> = notes
        .iter()
        .filter(|note| **note > 0)
        .filter_map(|note| {
            let steps = due.minor().checked_add(note.checked_sub(1)?)?.checked_div(*note)?;
            steps.checked_mul(*note).map(Money::new)
        })
        .filter(|amount| *amount > due && due.is_positive())
        .collect();
    amounts.sort_unstable();
    amounts.dedup();
    amounts.truncate(SUGGESTIONS);
    amounts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn suggested(due: i64) -> Vec<i64> {
        let notes = usual(Currency::EUR);
        suggest(Money::new(due), &notes).into_iter().map(Money::minor).collect()
    }

    #[test]
    fn the_three_smallest_notes_above_what_is_due() {
        assert_eq!(suggested(980), [1_000, 2_000, 5_000]);
        assert_eq!(suggested(1_980), [2_000, 5_000, 10_000]);
        assert_eq!(suggested(6_210), [6_300, 6_500, 7_000]);
        assert_eq!(suggested(2_000), [5_000, 10_000]);
        assert_eq!(suggested(0), [0; 0]);
    }

    #[test]
    fn own_lists_and_currencies_without_decimals() {
        let yen = usual(Currency::from_code("JPY").unwrap());
        let of_yen: Vec<i64> =
            suggest(Money::new(980), &yen).into_iter().map(Money::minor).collect();
        assert_eq!(of_yen, [1_000, 2_000, 5_000]);
        assert_eq!(suggest(Money::new(980), &[0, -5, 300]), [Money::new(1_200)]);
        assert_eq!(suggest(Money::new(i64::MAX - 1), &[i64::MAX]), [], "nothing wraps");
    }
}

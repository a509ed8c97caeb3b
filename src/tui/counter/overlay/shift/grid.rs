//! Counting by notes and coins: a row for each, how many of it, and what it makes; or the total.

use crate::domain::currency::Currency;
use crate::domain::money::Money;
use crate::tui::counter::overlay::amount::Amount;
use crate::tui::counter::settings::{AmountEntry, CounterSettings};
use crate::tui::input::Key;

/// Rows that are shown at once.
pub const ROWS_SHOWN: usize = 9;
/// No drawer holds more pieces of one kind, in digits.
const PIECES_DIGITS_MAX: usize = 4;

/// The notes and coins of a currency that are counted one by one, the largest first, in minor
/// units; smaller ones are counted together.
pub fn denominations(currency: Currency) -> Vec<i64> {
    let listed: &[i64] = match currency.code() {
        "USD" | "CAD" | "AUD" => &[10_000, 5_000, 2_000, 1_000, 500, 100, 25, 10, 5],
        "GBP" => &[5_000, 2_000, 1_000, 500, 200, 100, 50, 20, 10],
        "JPY" => &[10_000, 5_000, 2_000, 1_000, 500, 100, 50, 10, 5],
        "KRW" => &[50_000, 10_000, 5_000, 1_000, 500, 100, 50, 10],
        _ => &[],
    };
    if !listed.is_empty() {
        return listed.to_vec();
    }
    // Hundredths of a whole unit; where there are no decimals, of a thousand.
    let steps: [i64; 9] = [10_000, 5_000, 2_000, 1_000, 500, 200, 100, 50, 20];
    match currency.exponent() {
        0 => steps.iter().map(|step| step.saturating_mul(10)).collect(),
        3 => steps.iter().map(|step| step.saturating_mul(10)).collect(),
        _ => steps.to_vec(),
    }
}

/// A count that is being made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grid {
    kinds: Vec<Money>,
    pieces: Vec<String>,
    /// Everything smaller than the last row.
    coins: Amount,
    /// The chosen row; the one behind the last is that of the coins.
    at: usize,
    /// The total, when it is typed instead.
    total: Option<Amount>,
}

impl Grid {
    /// An empty count. A float has no row for the largest note, so that all rows are seen.
    pub fn new(currency: Currency, settings: &CounterSettings, float: bool) -> Self {
        let own = settings.notes.iter().map(|note| note.minor()).filter(|note| *note > 0);
        let mut kinds: Vec<i64> = own.collect();
        if kinds.is_empty() {
            kinds = denominations(currency);
        }
        kinds.sort_unstable_by(|a, b| b.cmp(a));
        kinds.dedup();
        if float && kinds.len() >= ROWS_SHOWN {
            kinds.remove(0);
        }
        let pieces = vec![String::new(); kinds.len()];
        let coins = Amount::new(currency, settings.amount_entry);
        Self {
            kinds: kinds.into_iter().map(Money::new).collect(),
            pieces,
            coins,
            at: 0,
            total: None,
        }
    }

    /// The currency that is counted.
    pub const fn currency(&self) -> Currency {
        self.coins.currency()
    }

    /// What digits of an amount mean.
    pub const fn entry(&self) -> AmountEntry {
        self.coins.entry()
    }

    /// Takes up what was counted before.
    pub fn take_up(&mut self, counted: Money, pieces: &[(Money, u32)]) {
        if pieces.is_empty() {
            if counted.is_positive() {
                let mut total = Amount::new(self.currency(), self.coins.entry());
                total.fill(counted);
                self.total = Some(total);
            }
            return;
        }
        let mut coins = Money::ZERO;
        for (kind, count) in pieces {
            match self.kinds.iter().position(|known| known == kind) {
                Some(at) if kind.minor() > 1 => {
                    if let Some(typed) = self.pieces.get_mut(at) {
                        *typed = count.to_string();
                    }
                }
                _ => {
                    let worth = kind.minor().saturating_mul(i64::from(*count));
                    coins = coins.plus(Money::new(worth)).unwrap_or(coins);
                }
            }
        }
        if coins.is_positive() {
            self.coins.fill(coins);
        }
    }

    /// True while nothing was typed.
    pub fn is_empty(&self) -> bool {
        match &self.total {
            Some(total) => total.is_empty(),
            None => self.coins.is_empty() && self.pieces.iter().all(String::is_empty),
        }
    }

    /// True while the total is typed instead of pieces.
    pub const fn is_total(&self) -> bool {
        self.total.is_some()
    }

    /// What was counted.
    pub fn sum(&self) -> Money {
        if let Some(total) = &self.total {
            return total.value().unwrap_or(Money::ZERO);
        }
        let rows = (0..self.kinds.len()).map(|at| self.worth(at));
        let coins = self.coins.value().unwrap_or(Money::ZERO);
        Money::sum(rows.chain([coins])).unwrap_or(Money::ZERO)
    }

    /// The pieces as a fact keeps them: the small coins as so many of the smallest unit.
    pub fn pieces(&self) -> Vec<(Money, u32)> {
        if self.is_total() {
            return Vec::new();
        }
        let rows = self.kinds.iter().zip(&self.pieces);
        let mut pieces: Vec<(Money, u32)> = rows
            .filter_map(|(kind, typed)| Some((*kind, typed.parse::<u32>().ok()?)))
            .filter(|(_, count)| *count > 0)
            .collect();
        let coins = self.coins.value().and_then(|coins| u32::try_from(coins.minor()).ok());
        pieces.extend(coins.map(|coins| (Money::new(1), coins)));
        pieces
    }

    fn worth(&self, at: usize) -> Money {
        let kind = self.kinds.get(at).map_or(0, |kind| kind.minor());
        let count: i64 = self.pieces.get(at).and_then(|typed| typed.parse().ok()).unwrap_or(0);
        Money::new(kind.saturating_mul(count))
    }

    /// The chosen row.
    pub const fn at(&self) -> usize {
        self.at
    }

    /// True on the row of the small coins.
    pub fn on_coins(&self) -> bool {
        self.at == self.kinds.len()
    }

    /// True on the last row.
    pub fn on_last(&self) -> bool {
        self.on_coins()
    }

    /// Chooses a row.
    pub fn choose(&mut self, at: usize) {
        self.at = at.min(self.kinds.len());
        self.total = None;
    }

    /// One row down or up.
    pub fn step(&mut self, by: isize) {
        self.choose(self.at.saturating_add_signed(by));
    }

    /// Types the total instead of pieces, or the pieces again.
    pub fn turn(&mut self) {
        self.total = match self.total {
            Some(_) => None,
            None => Some(Amount::new(self.currency(), self.coins.entry())),
        };
    }

    /// Takes a figure, a decimal sign or an erasure; answers whether it was one that has a place.
    pub fn key(&mut self, key: Key) -> bool {
        let coins = self.on_coins();
        if let Some(amount) =
            self.total.as_mut().or(if coins { Some(&mut self.coins) } else { None })
        {
            let Key::Char(sign) = key else { return key == Key::Backspace && amount.erase() };
            return !(sign == '.' && amount.is_empty()) && amount.push(sign);
        }
        let Some(typed) = self.pieces.get_mut(self.at) else { return false };
        let Key::Char(sign) = key else { return key == Key::Backspace && typed.pop().is_some() };
        if sign.is_ascii_digit() && typed.len() < PIECES_DIGITS_MAX {
            typed.push(sign);
        }
        sign.is_ascii_digit()
    }

    /// The total that is being typed.
    pub fn total_shown(&self) -> Option<String> {
        self.total.as_ref().map(Amount::shown)
    }

    /// The rows that are seen: their place, what they are, how many as typed, and what it makes.
    pub fn shown(&self) -> Vec<GridRow> {
        let currency = self.currency();
        let first = self.at.saturating_sub(ROWS_SHOWN.saturating_sub(1));
        let all = 0..=self.kinds.len();
        all.skip(first)
            .take(ROWS_SHOWN)
            .map(|at| {
                let Some(kind) = self.kinds.get(at) else {
                    let least = self.kinds.last().map(|kind| currency.plain(*kind));
                    let kind = format!("coins below {}", least.unwrap_or_default());
                    let worth = currency.format(self.coins.value().unwrap_or(Money::ZERO));
                    return GridRow { at, kind, typed: None, worth };
                };
                let typed = self.pieces.get(at).cloned().unwrap_or_default();
                let worth = (!typed.is_empty()).then(|| currency.format(self.worth(at)));
                let (kind, worth) = (currency.plain(*kind), worth.unwrap_or_default());
                GridRow { at, kind, typed: Some(typed), worth }
            })
            .collect()
    }
}

/// A row as it is drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GridRow {
    /// Its place among all rows.
    pub at: usize,
    /// The note or coin.
    pub kind: String,
    /// How many of it; `None` for the row of the small coins.
    pub typed: Option<String>,
    /// What it makes.
    pub worth: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn grid() -> Grid {
        Grid::new(Currency::EUR, &CounterSettings::default(), false)
    }

    #[test]
    fn pieces_small_coins_and_a_typed_total() {
        let mut grid = grid();
        grid.key(Key::Char('2'));
        grid.step(1);
        grid.key(Key::Char('1'));
        grid.key(Key::Char('1'));
        grid.choose(99);
        assert!(grid.on_coins());
        assert!(!grid.key(Key::Char('.')), "a dot on an empty field goes back");
        for sign in "17".chars() {
            grid.key(Key::Char(sign));
        }
        assert_eq!(grid.sum(), Money::new(2 * 10_000 + 11 * 5_000 + 17));
        let pieces = grid.pieces();
        assert_eq!(pieces.last(), Some(&(Money::new(1), 17)));
        let mut again = super::Grid::new(Currency::EUR, &CounterSettings::default(), false);
        again.take_up(grid.sum(), &pieces);
        assert_eq!(again.sum(), grid.sum(), "a count that was left is taken up again");
        grid.turn();
        for sign in "160.".chars() {
            grid.key(Key::Char(sign));
        }
        assert_eq!((grid.sum(), grid.pieces().len()), (Money::new(16_000), 0));
    }

    proptest! {
        #[test]
        fn the_rows_add_up_whatever_is_typed(keys in "[0-9.tud<]{0,60}") {
            for code in ["EUR", "USD", "JPY", "KRW", "KWD"] {
                let currency = Currency::from_code(code).unwrap();
                let mut grid = Grid::new(currency, &CounterSettings::default(), false);
                for key in keys.chars() {
                    match key {
                        't' => grid.turn(),
                        'u' => grid.step(-1),
                        'd' => grid.step(1),
                        '<' => { grid.key(Key::Backspace); }
                        other => { grid.key(Key::Char(other)); }
                    }
                }
                let made: i64 =
                    grid.pieces().iter().map(|(kind, count)| kind.minor() * i64::from(*count)).sum();
                prop_assert!(grid.is_total() || made == grid.sum().minor());
            }
        }
    }
}

//! Money in minor units, quantities in thousandths, rates in millionths, and the one way to round.

use std::fmt;

use serde::{Deserialize, Serialize};

/// An amount in minor units of the site's currency (cents for EUR, yen for JPY).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Money(i64);

/// A sum, product or share left the range of `i64`; nothing wraps, the caller refuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the amount is larger than this till can hold: use a smaller quantity or price")]
pub struct Overflow;

impl Money {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// An amount of `minor` minor units.
    pub const fn new(minor: i64) -> Self {
        Self(minor)
    }

    /// The amount in minor units.
    pub const fn minor(self) -> i64 {
        self.0
    }

    /// True for exactly nothing.
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// True below zero.
    pub const fn is_negative(self) -> bool {
        self.0 < 0
    }

    /// True above zero.
    pub const fn is_positive(self) -> bool {
        self.0 > 0
    }

    /// The sum of both.
    ///
    /// # Errors
    /// [`Overflow`] when the sum leaves `i64`.
    pub fn plus(self, other: Self) -> Result<Self, Overflow> {
        self.0.checked_add(other.0).map(Self).ok_or(Overflow)
    }

    /// This less the other.
    ///
    /// # Errors
    /// [`Overflow`] when the difference leaves `i64`.
    pub fn minus(self, other: Self) -> Result<Self, Overflow> {
        self.0.checked_sub(other.0).map(Self).ok_or(Overflow)
    }

    /// The same amount with the other sign.
    #[must_use]
    pub const fn negated(self) -> Self {
        Self(self.0.saturating_neg())
    }

    /// The amount, but never below zero.
    #[must_use]
    pub fn or_zero(self) -> Self {
        self.max(Self::ZERO)
    }

    /// Price times quantity, rounded half away from zero to a minor unit.
    ///
    /// # Errors
    /// [`Overflow`] when the product leaves `i64`.
    pub fn times(self, quantity: Quantity) -> Result<Self, Overflow> {
        scale(self.0, quantity.0, Quantity::ONE.0)
    }

    /// The share of `rate` of this amount, rounded half away from zero.
    ///
    /// # Errors
    /// [`Overflow`] when the share leaves `i64`.
    pub fn share(self, rate: Rate) -> Result<Self, Overflow> {
        scale(self.0, rate.0, Rate::WHOLE.0)
    }

    /// The tax of `rate` that is contained in this gross amount, rounded half away from zero.
    ///
    /// # Errors
    /// [`Overflow`] when the rate is −100 % or the result leaves `i64`.
    pub fn contained(self, rate: Rate) -> Result<Self, Overflow> {
        scale(self.0, rate.0, rate.0.checked_add(Rate::WHOLE.0).ok_or(Overflow)?)
    }

    /// The sum of many amounts.
    ///
    /// # Errors
    /// [`Overflow`] when a partial sum leaves `i64`.
    pub fn sum(amounts: impl IntoIterator<Item = Self>) -> Result<Self, Overflow> {
        amounts.into_iter().try_fold(Self::ZERO, Self::plus)
    }
}

/// `value × numerator ÷ denominator`, rounded half away from zero, in 128 bits.
fn scale(value: i64, numerator: i64, denominator: i64) -> Result<Money, Overflow> {
    let product = i128::from(value).checked_mul(i128::from(numerator)).ok_or(Overflow)?;
    divide_half_away(product, i128::from(denominator)).map(Money)
}

fn divide_half_away(numerator: i128, denominator: i128) -> Result<i64, Overflow> {
    let quotient = numerator.checked_div(denominator).ok_or(Overflow)?;
    let remainder = numerator.checked_rem(denominator).ok_or(Overflow)?;
    let doubled = remainder.checked_abs().and_then(|rest| rest.checked_mul(2)).ok_or(Overflow)?;
    let away = if doubled < denominator.checked_abs().ok_or(Overflow)? {
        0
    } else if (numerator < 0) == (denominator < 0) {
        1
    } else {
        -1
    };
    i64::try_from(quotient.checked_add(away).ok_or(Overflow)?).map_err(|_| Overflow)
}

/// Splits `total` over `weights` by largest remainder, so that the parts add up to it exactly.
/// Equal remainders go to the earlier part; with no weight at all everything goes to the first.
/// A negative weight counts as none.
///
/// # Errors
/// [`Overflow`] when a product leaves 128 bits.
pub fn allocate(total: Money, weights: &[i64]) -> Result<Vec<Money>, Overflow> {
    let whole: i128 = weights.iter().map(|weight| i128::from((*weight).max(0))).sum();
    if whole == 0 {
        let mut parts = vec![Money::ZERO; weights.len()];
        if let Some(first) = parts.first_mut() {
            *first = total;
        }
        return Ok(parts);
    }
    let mut parts = Vec::with_capacity(weights.len());
    let mut remainders = Vec::with_capacity(weights.len());
    let mut left = i128::from(total.0);
    for (index, weight) in weights.iter().enumerate() {
        let product =
            i128::from(total.0).checked_mul(i128::from((*weight).max(0))).ok_or(Overflow)?;
        let part = product.checked_div(whole).ok_or(Overflow)?;
        let remainder = product.checked_rem(whole).ok_or(Overflow)?;
        remainders.push((remainder.unsigned_abs(), index));
        left = left.checked_sub(part).ok_or(Overflow)?;
        parts.push(Money(i64::try_from(part).map_err(|_| Overflow)?));
    }
    remainders.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    let step = Money(if left < 0 { -1 } else { 1 });
    let missing = usize::try_from(left.unsigned_abs()).map_err(|_| Overflow)?;
    for (_, index) in remainders.into_iter().take(missing) {
        if let Some(part) = parts.get_mut(index) {
            *part = part.plus(step)?;
        }
    }
    Ok(parts)
}

/// How much of something, in thousandths: 2 pieces are 2 000, 0.350 kg is 350.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Quantity(i64);

impl Quantity {
    /// None.
    pub const ZERO: Self = Self(0);
    /// One piece.
    pub const ONE: Self = Self(1_000);

    /// A quantity of `thousandths`.
    pub const fn new(thousandths: i64) -> Self {
        Self(thousandths)
    }

    /// `count` whole pieces; a count beyond the range saturates.
    pub const fn pieces(count: i64) -> Self {
        Self(count.saturating_mul(1_000))
    }

    /// The quantity in thousandths.
    pub const fn thousandths(self) -> i64 {
        self.0
    }

    /// True above zero.
    pub const fn is_positive(self) -> bool {
        self.0 > 0
    }

    /// True for exactly none.
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// The sum; beyond the range it saturates, and the price times it then overflows in words.
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    /// The difference, saturating.
    #[must_use]
    pub const fn minus(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }

    /// True for a whole number of pieces.
    pub fn is_whole(self) -> bool {
        self.0.checked_rem(1_000) == Some(0)
    }

    /// Whole pieces, a started piece counted as one: what a kitchen or a cart counts.
    pub fn count(self) -> i64 {
        let whole = self.0.checked_div(1_000).unwrap_or(0);
        let rest = self.0.checked_rem(1_000).unwrap_or(0);
        whole.saturating_add(i64::from(rest > 0))
    }
}

impl fmt::Display for Quantity {
    /// `2`, or `0.350` when it is not a whole number of pieces.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let whole = self.0.unsigned_abs().checked_div(1_000).unwrap_or(0);
        let rest = self.0.unsigned_abs().checked_rem(1_000).unwrap_or(0);
        let sign = if self.0 < 0 { "-" } else { "" };
        let text =
            if rest == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{rest:03}") };
        out.pad(&text)
    }
}

/// A rate in millionths: 18 % is 180 000.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Rate(i64);

impl Rate {
    /// Nothing.
    pub const ZERO: Self = Self(0);
    /// 100 %.
    pub const WHOLE: Self = Self(1_000_000);

    /// A rate of `millionths`.
    pub const fn new(millionths: i64) -> Self {
        Self(millionths)
    }

    /// A rate of whole percent.
    pub const fn percent(percent: i64) -> Self {
        Self(percent.saturating_mul(10_000))
    }

    /// The rate in millionths.
    pub const fn millionths(self) -> i64 {
        self.0
    }
}

impl fmt::Display for Rate {
    /// `18 %`, `5.5 %`.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let whole = self.0.checked_div(10_000).unwrap_or(0);
        let rest = self.0.checked_rem(10_000).unwrap_or(0).unsigned_abs();
        if rest == 0 {
            return out.pad(&format!("{whole} %"));
        }
        let digits = format!("{rest:04}");
        out.pad(&format!("{whole}.{} %", digits.trim_end_matches('0')))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounding_is_half_away_from_zero() {
        assert_eq!(Money::new(5).share(Rate::percent(10)), Ok(Money::new(1)));
        assert_eq!(Money::new(-5).share(Rate::percent(10)), Ok(Money::new(-1)));
        assert_eq!(Money::new(4).share(Rate::percent(10)), Ok(Money::ZERO));
        assert_eq!(Money::new(980).contained(Rate::percent(10)), Ok(Money::new(89)));
    }

    #[test]
    fn parts_add_up_and_ties_go_to_the_first() {
        let parts = allocate(Money::new(100), &[1, 1, 1]).unwrap();
        assert_eq!(parts, [Money::new(34), Money::new(33), Money::new(33)]);
        let back = allocate(Money::new(-100), &[1, 1, 1]).unwrap();
        assert_eq!(Money::sum(back), Ok(Money::new(-100)));
        assert_eq!(allocate(Money::new(7), &[0, 0]).unwrap(), [Money::new(7), Money::ZERO]);
    }

    #[test]
    fn beyond_the_range_is_an_error_never_a_wrap() {
        assert_eq!(Money::new(i64::MAX).plus(Money::new(1)), Err(Overflow));
        assert_eq!(Money::new(i64::MAX).times(Quantity::pieces(2)), Err(Overflow));
    }

    #[test]
    fn quantities_and_rates_read_like_words() {
        assert_eq!(Quantity::pieces(2).to_string(), "2");
        assert_eq!(Quantity::new(350).to_string(), "0.350");
        assert_eq!(Rate::new(55_000).to_string(), "5.5 %");
    }
}

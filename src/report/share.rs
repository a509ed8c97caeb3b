//! Shares in tenths of a percent that add up, and bars.

use unicode_width::UnicodeWidthStr;

use crate::domain::currency::Currency;
use crate::domain::money::{Money, allocate};

use super::Look;
use super::text_table::{Column, Table, fit};

/// The shortest that the longest bar becomes before names are cut.
const SHORTEST_BAR: usize = 10;

/// Tenths of a percent in a whole.
const WHOLE_TENTHS: i64 = 1_000;

/// The share of each amount of `whole`, in tenths of a percent, by largest remainder: when the
/// amounts make up the whole, the shares make up 100.0 %. What is negative has no share.
pub fn tenths(amounts: &[Money], whole: Money) -> Vec<i64> {
    let sum = amounts.iter().fold(0_i64, |sum, amount| sum.saturating_add(amount.minor().max(0)));
    let mut weights: Vec<i64> = amounts.iter().map(|amount| amount.minor()).collect();
    weights.push(whole.minor().saturating_sub(sum));
    if weights.iter().all(|weight| *weight <= 0) {
        return vec![0; amounts.len()];
    }
    let shares = allocate(Money::new(WHOLE_TENTHS), &weights).unwrap_or_default();
    shares.iter().take(amounts.len()).map(|share| share.minor()).collect()
}

/// Tenths of a percent as people read them: `36.3%`.
pub fn percent(tenths: i64) -> String {
    format!("{}.{}%", tenths / 10, tenths % 10)
}

/// A bar of `block` for `amount`, where `most` is `cells` long; to the nearest whole cell.
pub fn bar(amount: Money, most: Money, cells: usize, block: &str) -> String {
    let (amount, most) = (i128::from(amount.minor().max(0)), i128::from(most.minor().max(1)));
    let cells = i128::try_from(cells).unwrap_or(0);
    let length = (amount * cells * 2 + most) / (most * 2);
    block.repeat(usize::try_from(length.min(cells)).unwrap_or(0))
}

/// Names with amounts and bars that use the whole width.
pub fn chart(
    name: &str,
    amount: &str,
    rows: &[(String, Money)],
    currency: Currency,
    look: Look,
) -> String {
    let most = rows.iter().map(|(_, amount)| *amount).max().unwrap_or_default();
    let widest = rows.iter().map(|(_, amount)| currency.format(*amount).width());
    let amounts = widest.max().unwrap_or(0).max(amount.width());
    let names = rows.iter().map(|(text, _)| text.width()).max().unwrap_or(0).max(name.width());
    let most_name = look.columns().saturating_sub(amounts + SHORTEST_BAR + 4).max(10);
    let names = names.min(most_name);
    let cells = look.columns().saturating_sub(names + amounts + 4);
    let mut table = Table::new([Column::left(name), Column::right(amount), Column::left("")]);
    for (text, amount) in rows {
        let text = match look.width {
            Some(_) => fit(text, names, look.cut()),
            None => text.clone(),
        };
        let bar = bar(*amount, most, cells, look.block());
        table.row([text, currency.format(*amount), bar]);
    }
    table.render(None, look.cut())
}

//! The tax of an order: what is taxed at which rate, rounded once, with a share for each line.

use std::collections::BTreeMap;

use super::{LineTotal, TaxRow};
use crate::domain::id::LineId;
use crate::domain::money::{Money, Overflow, Rate, allocate};
use crate::domain::order::Order;
use crate::domain::settings::{PriceMode, TaxRounding};

/// The part of a line that is taxed at one rate, in minor units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Portion {
    /// Which line.
    pub line: LineId,
    /// The rate.
    pub rate: Rate,
    /// What is charged for it, as it is priced.
    pub base: Money,
    /// Its share of the tax of its rate.
    pub tax: Money,
}

impl Portion {
    /// What the guest pays for it: with the tax where prices do not contain it.
    ///
    /// # Errors
    /// [`Overflow`] when the sum leaves the range.
    pub fn gross(&self, prices: PriceMode) -> Result<Money, Overflow> {
        match prices {
            PriceMode::Inclusive => Ok(self.base),
            PriceMode::Exclusive => self.base.plus(self.tax),
        }
    }
}

fn tax_of(mode: PriceMode, amount: Money, rate: Rate) -> Result<Money, Overflow> {
    match mode {
        PriceMode::Inclusive => amount.contained(rate),
        PriceMode::Exclusive => amount.share(rate),
    }
}

/// Rounds once per rate (or once per line) and gives each line its share, so that all add up.
pub(super) fn tax(
    order: &Order,
    lines: &mut [LineTotal],
    charge: Money,
    charge_rate: Rate,
) -> Result<(Vec<TaxRow>, Vec<Portion>), Overflow> {
    let mode = order.pricing.prices;
    let mut portions = portions(order, lines)?;
    let mut bases: BTreeMap<Rate, Money> = BTreeMap::new();
    for portion in &portions {
        let base = bases.entry(portion.rate).or_default();
        *base = base.plus(portion.base)?;
    }
    if !charge.is_zero() {
        let base = bases.entry(charge_rate).or_default();
        *base = base.plus(charge)?;
    }
    let mut rows = Vec::with_capacity(bases.len());
    for (rate, base) in bases {
        let charged = if rate == charge_rate { charge } else { Money::ZERO };
        let taxed = portions.iter_mut().filter(|portion| portion.rate == rate);
        let tax = match order.pricing.rounding {
            TaxRounding::Order => {
                let tax = tax_of(mode, base, rate)?;
                share_tax(taxed.collect(), charged, tax)?;
                tax
            }
            TaxRounding::Line => {
                let mut sum = tax_of(mode, charged, rate)?;
                for portion in taxed {
                    portion.tax = tax_of(mode, portion.base, rate)?;
                    sum = sum.plus(portion.tax)?;
                }
                sum
            }
        };
        let net = match mode {
            PriceMode::Inclusive => base.minus(tax)?,
            PriceMode::Exclusive => base,
        };
        rows.push(TaxRow { rate, net, tax });
    }
    let mut rest = portions.iter().peekable();
    for line in lines {
        while let Some(own) = rest.next_if(|portion| portion.line == line.line) {
            line.tax = line.tax.plus(own.tax)?;
        }
    }
    Ok((rows, portions))
}

/// What is taxed at which rate. A line is taxed at its own rate, a set menu at those of its parts,
/// in proportion to what they cost by themselves.
fn portions(order: &Order, lines: &[LineTotal]) -> Result<Vec<Portion>, Overflow> {
    let mut portions = Vec::with_capacity(lines.len());
    let sold = order.live_lines().filter(|line| line.standing().is_positive());
    for (row, line) in lines.iter().zip(sold) {
        let mut weights: BTreeMap<Rate, i64> = BTreeMap::new();
        for part in line.options.iter().filter_map(|option| option.part.as_ref()) {
            let (price, rate) = part.price.of(order.service);
            let weight = weights.entry(rate).or_default();
            *weight = weight.saturating_add(price.minor().max(0));
        }
        let of = |rate: Rate, base: Money| Portion { line: row.line, rate, base, tax: Money::ZERO };
        if weights.values().all(|weight| *weight == 0) {
            portions.push(of(row.rate, row.net));
            continue;
        }
        let shares: Vec<i64> = weights.values().copied().collect();
        for (rate, base) in weights.into_keys().zip(allocate(row.net, &shares)?) {
            portions.push(of(rate, base));
        }
    }
    Ok(portions)
}

/// Shares the tax of a rate among what is taxed at it and the charge.
fn share_tax(taxed: Vec<&mut Portion>, charged: Money, tax: Money) -> Result<(), Overflow> {
    let mut weights: Vec<i64> = taxed.iter().map(|portion| portion.base.minor()).collect();
    weights.push(charged.minor());
    for (portion, part) in taxed.into_iter().zip(allocate(tax, &weights)?) {
        portion.tax = part;
    }
    Ok(())
}

//! Totals of an order, in the one order of calculation, and what is still due.

use super::event::Reduction;
use super::id::{DiscountId, LineId};
use super::money::{Money, Overflow, Quantity, Rate, allocate};
use super::order::{Line, MoneyStatus, Order};
use super::settings::PriceMode;

mod tax;

pub use tax::Portion;

/// One line of the calculation, in minor units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LineTotal {
    /// Which line.
    pub line: LineId,
    /// How much is counted.
    pub quantity: Quantity,
    /// Unit price with options.
    pub unit: Money,
    /// Unit price times quantity.
    pub gross: Money,
    /// What is not charged because it was comped.
    pub comp: Money,
    /// Discounts of this line.
    pub line_discount: Money,
    /// Its share of the discounts of the order.
    pub order_discount: Money,
    /// What is charged for it.
    pub net: Money,
    /// Its tax rate.
    pub rate: Rate,
    /// Its share of the tax of its rate; the shares of a rate add up.
    pub tax: Money,
}

/// The tax of one rate, in minor units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TaxRow {
    /// The rate.
    pub rate: Rate,
    /// What is taxed, without the tax.
    pub net: Money,
    /// The tax.
    pub tax: Money,
}

/// Every step from lines to total, in minor units (domain rules, section 3).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Totals {
    /// The lines on the order that are not wholly voided.
    pub lines: Vec<LineTotal>,
    /// Lines before any reduction.
    pub gross: Money,
    /// Comps.
    pub comps: Money,
    /// Discounts of lines and order together.
    pub discounts: Money,
    /// Lines after every reduction.
    pub subtotal: Money,
    /// The service charge.
    pub charge: Money,
    /// Tax by rate, lowest rate first.
    pub taxes: Vec<TaxRow>,
    /// What of each line is taxed at which rate, with its share of the tax.
    pub portions: Vec<Portion>,
    /// All tax.
    pub tax: Money,
    /// What the guest owes before cash rounding.
    pub total: Money,
    /// How much more it would be without discounts and comps.
    pub saved: Money,
    /// What each discount that stands takes off, in the order in which they were taken off.
    pub given: Vec<(DiscountId, Money)>,
}

impl Totals {
    /// The totals of an order.
    ///
    /// # Errors
    /// [`Overflow`] when an amount leaves the range; nothing wraps.
    pub fn of(order: &Order) -> Result<Self, Overflow> {
        let mut totals = Self::calculate(order, true)?;
        if totals.discounts.is_positive() || totals.comps.is_positive() {
            totals.saved = Self::calculate(order, false)?.total.minus(totals.total)?;
        }
        Ok(totals)
    }

    fn calculate(order: &Order, reduced: bool) -> Result<Self, Overflow> {
        let mut given = Vec::new();
        let mut lines = order
            .live_lines()
            .filter(|line| line.standing().is_positive())
            .map(|line| line_total(order, line, reduced.then_some(&mut given)))
            .collect::<Result<Vec<_>, _>>()?;
        if reduced {
            discount_order(order, &mut lines, &mut given)?;
        }
        let subtotal = Money::sum(lines.iter().map(|line| line.net))?;
        let (charge, charge_tax) = charge(order, subtotal)?;
        let (taxes, portions) = tax::tax(order, &mut lines, charge, charge_tax)?;
        let tax = Money::sum(taxes.iter().map(|row| row.tax))?;
        let charged = subtotal.plus(charge)?;
        let total = match order.pricing.prices {
            PriceMode::Inclusive => charged,
            PriceMode::Exclusive => charged.plus(tax)?,
        };
        let reductions = lines.iter().map(|line| line.line_discount.plus(line.order_discount));
        Ok(Self {
            gross: Money::sum(lines.iter().map(|line| line.gross))?,
            comps: Money::sum(lines.iter().map(|line| line.comp))?,
            discounts: Money::sum(reductions.collect::<Result<Vec<_>, _>>()?)?,
            subtotal,
            charge,
            taxes,
            portions,
            tax,
            total,
            saved: Money::ZERO,
            given,
            lines,
        })
    }

    /// What a discount takes off; nothing when it was removed or belongs to another order.
    pub fn came_to(&self, discount: DiscountId) -> Money {
        let row = self.given.iter().find(|(known, _)| *known == discount);
        row.map_or(Money::ZERO, |(_, amount)| *amount)
    }

    /// The row of one line.
    pub fn line(&self, id: LineId) -> Option<&LineTotal> {
        self.lines.iter().find(|row| row.line == id)
    }

    /// True when every sum that must add up does (domain rules, section 3).
    pub fn adds_up(&self, prices: PriceMode) -> bool {
        let lines = Money::sum(self.lines.iter().map(|line| line.net));
        let tax = Money::sum(self.taxes.iter().map(|row| row.tax));
        let net = Money::sum(self.taxes.iter().map(|row| row.net));
        let (Ok(lines), Ok(tax), Ok(net)) = (lines, tax, net) else { return false };
        let charged = lines.plus(self.charge);
        let reduced = self.gross.minus(self.discounts).and_then(|left| left.minus(self.comps));
        let expected = match prices {
            PriceMode::Inclusive => charged,
            PriceMode::Exclusive => charged.and_then(|amount| amount.plus(tax)),
        };
        expected == Ok(self.total)
            && reduced == Ok(self.subtotal)
            && net.plus(tax) == Ok(self.total)
    }
}

/// What discounts came to, one by one.
type Given = Vec<(DiscountId, Money)>;

/// The row of a line; reduced, and with what reduced it noted, where `given` says so.
fn line_total(
    order: &Order,
    line: &Line,
    given: Option<&mut Given>,
) -> Result<LineTotal, Overflow> {
    let (unit, rate) = line.unit(order.service)?;
    let quantity = line.standing();
    let gross = line.amount(unit, quantity)?;
    let mut row = LineTotal {
        line: line.id,
        quantity,
        unit,
        gross,
        comp: Money::ZERO,
        line_discount: Money::ZERO,
        order_discount: Money::ZERO,
        net: gross,
        rate,
        tax: Money::ZERO,
    };
    let Some(given) = given else { return Ok(row) };
    row.comp = if line.comped >= quantity { gross } else { line.amount(unit, line.comped)? };
    row.net = gross.minus(row.comp)?;
    let discounts = order.discounts.iter().filter(|discount| !discount.removed);
    for discount in discounts.filter(|discount| discount.given.line == Some(line.id)) {
        let off = reduction(discount.given.off, row.net)?;
        row.line_discount = row.line_discount.plus(off)?;
        row.net = row.net.minus(off)?;
        given.push((discount.given.discount, off));
    }
    Ok(row)
}

/// A reduction never takes more than what it discounts, and never adds.
fn reduction(off: Reduction, base: Money) -> Result<Money, Overflow> {
    let wanted = match off {
        Reduction::Percent(rate) => base.share(rate)?,
        Reduction::Amount(amount) => amount,
    };
    Ok(wanted.or_zero().min(base.or_zero()))
}

fn discount_order(
    order: &Order,
    lines: &mut [LineTotal],
    given: &mut Given,
) -> Result<(), Overflow> {
    let discounts = order.discounts.iter().filter(|discount| !discount.removed);
    for discount in discounts.filter(|discount| discount.given.line.is_none()) {
        let base = Money::sum(lines.iter().map(|line| line.net))?;
        let off = reduction(discount.given.off, base)?;
        let weights: Vec<i64> = lines.iter().map(|line| line.net.minor()).collect();
        for (line, part) in lines.iter_mut().zip(allocate(off, &weights)?) {
            line.order_discount = line.order_discount.plus(part)?;
            line.net = line.net.minus(part)?;
        }
        given.push((discount.given.discount, off));
    }
    Ok(())
}

/// The service charge of an order: its rate and its tax, by hand or by the site's rule.
pub fn charge_of(order: &Order) -> Option<(Rate, Rate)> {
    order.charge.unwrap_or_else(|| {
        let rule = order.pricing.charge.as_ref()?;
        (order.guests.unwrap_or(0) >= rule.from_guests).then_some((rule.rate, rule.tax))
    })
}

fn charge(order: &Order, subtotal: Money) -> Result<(Money, Rate), Overflow> {
    match charge_of(order) {
        Some((rate, tax)) => Ok((subtotal.share(rate)?, tax)),
        None => Ok((Money::ZERO, Rate::ZERO)),
    }
}

/// What is owed, paid and due, in minor units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settlement {
    /// The total, or nothing once it was cancelled or rejected.
    pub owed: Money,
    /// Applied by payments.
    pub paid: Money,
    /// Given back.
    pub refunded: Money,
    /// Still to be paid.
    pub due: Money,
    /// To be given back.
    pub give_back: Money,
    /// The answer in a word.
    pub status: MoneyStatus,
}

impl Settlement {
    /// The settlement of an order with these totals. A refund never makes an order due again.
    ///
    /// # Errors
    /// [`Overflow`] when an amount leaves the range.
    pub fn of(order: &Order, totals: &Totals) -> Result<Self, Overflow> {
        let dead = order.cancelled.is_some() || order.rejected.is_some();
        let owed = if dead { Money::ZERO } else { totals.total };
        let paid = Money::sum(order.payments.iter().map(|row| row.payment.amount))?;
        let refunded = Money::sum(order.refunds.iter().map(|row| row.refund.amount))?;
        let due = owed.minus(paid)?.or_zero();
        let give_back = paid.minus(refunded)?.minus(owed)?.or_zero();
        let status = if give_back.is_positive() {
            MoneyStatus::Overpaid
        } else if refunded.is_positive() && refunded >= paid {
            MoneyStatus::Refunded
        } else if due.is_positive() && paid.is_positive() {
            MoneyStatus::PartPaid
        } else if due.is_positive() && !order.failed.is_empty() {
            MoneyStatus::PaymentFailed
        } else if due.is_positive() || (order.payments.is_empty() && !totals.gross.is_positive()) {
            MoneyStatus::Unpaid
        } else {
            MoneyStatus::Paid
        };
        Ok(Self { owed, paid, refunded, due, give_back, status })
    }
}

/// What is to be handed over in cash for `due`: rounded half away from zero to the step.
///
/// # Errors
/// [`Overflow`] when an amount leaves the range.
pub fn cash_due(due: Money, step: Money) -> Result<Money, Overflow> {
    let step = step.minor();
    if step <= 1 {
        return Ok(due);
    }
    let rest = due.minor().checked_rem(step).ok_or(Overflow)?;
    let down = due.minor().checked_sub(rest).ok_or(Overflow)?;
    let doubled = rest.checked_abs().and_then(|rest| rest.checked_mul(2)).ok_or(Overflow)?;
    let away = if doubled >= step { step.checked_mul(rest.signum()).ok_or(Overflow)? } else { 0 };
    down.checked_add(away).map(Money::new).ok_or(Overflow)
}

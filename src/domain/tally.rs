//! The figures of a shift, counted from the orders and cash movements known here.

use super::audit::{self, Remark, What};
use super::event::{CashWay, LateRow, ShiftFigures, Tender};
use super::money::{Money, Overflow, Rate};
use super::number::SeriesNumber;
use super::order::{Order, PaymentRow};
use super::shift::Shift;
use super::state::State;

/// How many rows each list of a Z has at most; what is more is counted in its last row. A fact has
/// a limit of its size.
pub const LIST_ROWS_MAX: usize = 40;

/// The figures of a shift now: an X read-out, and what a Z keeps when the shift is closed.
/// An order counts in the shift that took the payment which settled it.
///
/// # Errors
/// [`Overflow`] when a sum leaves the range.
pub fn tally(state: &State, shift: &Shift) -> Result<ShiftFigures, Overflow> {
    let mut figures = ShiftFigures { float: shift.float, ..ShiftFigures::default() };
    for order in state.orders() {
        add_order(&mut figures, shift, order)?;
    }
    for (moved, _) in &shift.moves {
        let sum = match moved.way {
            CashWay::PaidIn => &mut figures.paid_in,
            CashWay::PaidOut => &mut figures.paid_out,
            CashWay::Drop => &mut figures.drops,
        };
        *sum = sum.plus(moved.amount)?;
    }
    figures.expected = figures
        .float
        .plus(figures.cash)?
        .minus(figures.cash_refunds)?
        .plus(figures.paid_in)?
        .minus(figures.paid_out)?
        .minus(figures.drops)?;
    figures.no_sales = u64::try_from(shift.no_sales.len()).unwrap_or(u64::MAX);
    figures.late = late(state, shift);
    shorten(&mut figures.waste);
    shorten(&mut figures.exceptions);
    Ok(figures)
}

/// Leaves as many rows as a Z may have; the last one says how many are missing.
fn shorten(rows: &mut Vec<String>) {
    if rows.len() > LIST_ROWS_MAX {
        let more = rows.len().saturating_sub(LIST_ROWS_MAX).saturating_add(1);
        rows.truncate(LIST_ROWS_MAX.saturating_sub(1));
        rows.push(format!("and {more} more: tillrail report exceptions"));
    }
}

fn add_order(figures: &mut ShiftFigures, shift: &Shift, order: &Order) -> Result<(), Overflow> {
    for row in order.payments.iter().filter(|row| row.payment.shift == Some(shift.id)) {
        add_payment(figures, row)?;
    }
    for row in order.refunds.iter().filter(|row| row.refund.shift == Some(shift.id)) {
        figures.refunds = figures.refunds.plus(row.refund.amount)?;
        if row.refund.tender == Tender::Cash {
            figures.cash_refunds = figures.cash_refunds.plus(row.refund.handed()?)?;
        }
        figures.tips = figures.tips.minus(row.refund.tip)?;
        figures.rounding = figures.rounding.minus(row.refund.rounding)?;
        for (rate, net, tax) in &row.refund.taxes {
            add_tax(&mut figures.taxes, *rate, net.negated(), tax.negated())?;
        }
    }
    if order.shift == Some(shift.id) {
        figures.voids = figures.voids.saturating_add(u64::from(order.voids));
        figures.waste.extend(waste(order));
        let said = order.exceptions.iter().map(|exception| {
            let (title, sentence) = (order.title(), &exception.sentence);
            if sentence.starts_with(&title) {
                sentence.clone()
            } else {
                format!("{title}: {sentence}")
            }
        });
        figures.exceptions.extend(said);
    }
    if settling(order)?.is_some_and(|row| row.payment.shift == Some(shift.id)) {
        let totals = order.totals()?;
        figures.orders = figures.orders.saturating_add(1);
        figures.sales = figures.sales.plus(totals.total)?;
        figures.discounts = figures.discounts.plus(totals.discounts)?;
        figures.comps = figures.comps.plus(totals.comps)?;
        for row in &totals.taxes {
            add_tax(&mut figures.taxes, row.rate, row.net, row.tax)?;
        }
    }
    Ok(())
}

fn add_tax(
    taxes: &mut Vec<(Rate, Money, Money)>,
    rate: Rate,
    net: Money,
    tax: Money,
) -> Result<(), Overflow> {
    if let Some((_, nets, sum)) = taxes.iter_mut().find(|(known, _, _)| *known == rate) {
        *nets = nets.plus(net)?;
        *sum = sum.plus(tax)?;
    } else {
        taxes.push((rate, net, tax));
        taxes.sort();
    }
    Ok(())
}

/// What was worked on and then called off.
fn waste(order: &Order) -> impl Iterator<Item = String> {
    let dead = order.cancelled.is_some();
    order.lines.iter().filter(|line| line.started.is_some() || line.ready.is_some()).filter_map(
        move |line| {
            let lost = if dead { line.quantity } else { line.voided };
            let lost = lost.min(line.quantity);
            lost.is_positive().then(|| format!("{}: {lost} {}", order.title(), line.sold.name))
        },
    )
}

/// Voids and refunds of orders of earlier shifts of this drawer, which their Z did not know and no
/// Z has listed since (domain rules, section 7).
fn late(state: &State, shift: &Shift) -> Vec<LateRow> {
    let Some(terminal) = shift.opened.as_ref().map(|stamp| stamp.terminal) else {
        return Vec::new();
    };
    let count = |shift: &Shift| shift.number.as_ref().and_then(SeriesNumber::count).unwrap_or(0);
    let own = |other: &&Shift| other.opened.as_ref().is_some_and(|by| by.terminal == terminal);
    let earlier = |other: &&Shift| other.closed.is_some() && count(other) < count(shift);
    let before = state.shifts().filter(own).filter(earlier).max_by_key(|other| count(other));
    let Some((last, closed_at)) = before.and_then(|before| before.closed.as_ref()) else {
        return Vec::new();
    };
    let is_new = |remark: &Remark| {
        let counted = matches!(remark.what, What::Void | What::Comp | What::Cancel | What::Refund);
        let fresh = match last.seen.get(&remark.stamp.terminal) {
            Some(seen) => remark.seq > *seen,
            None => !last.seen.is_empty() || remark.stamp.at > closed_at.at,
        };
        counted && fresh
    };
    let mut rows = Vec::new();
    for order in state.orders() {
        let Some(taken) = order.shift.filter(|taken| *taken != shift.id) else { continue };
        let Some(taken) = state.shift(taken).filter(own).filter(earlier) else { continue };
        let Some(number) = &taken.number else { continue };
        // A refund out of this drawer is among the refunds of this shift.
        let here = order.refunds.iter().filter(|row| row.refund.shift == Some(shift.id));
        let here: Vec<_> = here.map(|row| &row.stamp).collect();
        let remarks = audit::of_order(order, state.family_of(order.id), &state.facts_of(order.id));
        let remarks = remarks
            .into_iter()
            .filter(is_new)
            .filter(|remark| remark.what != What::Refund || !here.contains(&&remark.stamp));
        rows.extend(remarks.map(|remark| LateRow {
            shift: number.clone(),
            words: remark.row(order.pricing.currency),
            amount: remark.amount,
        }));
    }
    if rows.len() > LIST_ROWS_MAX {
        let more = rows.len().saturating_sub(LIST_ROWS_MAX);
        rows.truncate(LIST_ROWS_MAX);
        if let Some(row) = rows.last_mut() {
            row.words = format!("{} (and {more} more)", row.words);
        }
    }
    rows
}

fn add_payment(figures: &mut ShiftFigures, row: &PaymentRow) -> Result<(), Overflow> {
    let payment = &row.payment;
    // What stays here: for cash, what is in the drawer because of it.
    let kept = payment.tendered.minus(payment.change)?;
    if payment.tender == Tender::Cash {
        figures.cash = figures.cash.plus(kept)?;
    }
    figures.tips = figures.tips.plus(payment.tip)?;
    figures.rounding = figures.rounding.plus(payment.rounding)?;
    let known = figures.tenders.iter_mut().find(|(tender, _, _)| *tender == payment.tender);
    if let Some((_, count, amount)) = known {
        *count = count.saturating_add(1);
        *amount = amount.plus(kept)?;
    } else {
        figures.tenders.push((payment.tender.clone(), 1, kept));
        figures.tenders.sort();
    }
    Ok(())
}

/// The payment with which an order was paid in full, unless it was cancelled or rejected.
fn settling(order: &Order) -> Result<Option<&PaymentRow>, Overflow> {
    if order.cancelled.is_some() || order.rejected.is_some() {
        return Ok(None);
    }
    let owed = order.totals()?.total;
    let mut paid = Money::ZERO;
    for row in &order.payments {
        paid = paid.plus(row.payment.amount)?;
        if paid >= owed {
            return Ok(Some(row));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::command::{Command, Opening, Step, Take};
    use crate::domain::desk::Desk;
    use crate::domain::frontier::Head;
    use crate::domain::id::{
        Boot, LineId, OrderId, PaymentId, ShiftId, SiteId, TerminalId, TerminalKind,
    };
    use crate::domain::money::Quantity;
    use crate::domain::number::Letter;
    use crate::domain::state::Me;
    use crate::domain::time::At;

    fn desk() -> Desk {
        let me = Me {
            site: SiteId(1),
            terminal: TerminalId(2),
            kind: TerminalKind::Counter,
            name: "Front".to_owned(),
            letter: Some(Letter::first()),
        };
        Desk::new(State::new(me), Boot(3), Head::NONE)
    }

    fn take(desk: &mut Desk, tender: Tender, tendered: i64, part: bool) -> Step {
        Step::Pay(Take {
            payment: PaymentId(desk.mint()),
            tender,
            tendered: Some(Money::new(tendered)),
            amount: None,
            part,
            tip: Money::ZERO,
            reference: None,
            shift: None,
        })
    }

    fn sell(desk: &mut Desk, price: i64, pay: impl Fn(&mut Desk) -> Vec<Step>) -> OrderId {
        let order = OrderId(desk.mint());
        let mut steps = vec![Step::AddOpen {
            line: LineId(desk.mint()),
            name: "Soup".to_owned(),
            price: Money::new(price),
            quantity: Quantity::ONE,
            tax: None,
        }];
        steps.extend(pay(desk));
        desk.act(&Command::Open { order, opening: Opening::default(), steps }, At(1_000)).unwrap();
        order
    }

    #[test]
    fn a_shift_counts_what_was_settled_in_it() {
        let mut desk = desk();
        let shift = ShiftId(desk.mint());
        desk.act(&Command::OpenShift { shift, float: Money::new(16_000) }, At(0)).unwrap();
        sell(&mut desk, 980, |desk| vec![take(desk, Tender::Cash, 2_000, false)]);
        sell(&mut desk, 500, |desk| {
            vec![take(desk, Tender::Card, 200, true), take(desk, Tender::Cash, 300, false)]
        });
        sell(&mut desk, 700, |_| Vec::new());
        let dead = sell(&mut desk, 400, |_| Vec::new());
        let cancel = Command::Order(dead, vec![Step::Cancel("left".to_owned())]);
        desk.act(&cancel, At(2_000)).unwrap();

        let figures = tally(&desk.state, desk.state.my_shift().unwrap()).unwrap();
        assert_eq!(figures.orders, 2);
        assert_eq!(figures.sales, Money::new(1_480));
        assert_eq!(figures.cash, Money::new(1_280));
        assert_eq!(figures.expected, Money::new(17_280));
        assert_eq!(figures.voids, 1);
        assert_eq!(
            figures.tenders,
            [(Tender::Cash, 2, Money::new(1_280)), (Tender::Card, 1, Money::new(200))]
        );
    }

    #[test]
    fn a_shift_that_sold_nothing_expects_its_float() {
        let mut desk = desk();
        let shift = ShiftId(desk.mint());
        desk.act(&Command::OpenShift { shift, float: Money::new(5_000) }, At(0)).unwrap();
        let figures = tally(&desk.state, desk.state.my_shift().unwrap()).unwrap();
        assert_eq!(figures.expected, Money::new(5_000));
        assert_eq!(figures.orders, 0);
    }
}

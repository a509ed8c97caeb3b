//! The figures of a shift, counted from the orders and cash movements known here.

use super::event::{CashWay, ShiftFigures, Tender};
use super::id::ShiftId;
use super::money::{Money, Overflow, Rate};
use super::order::{Order, PaymentRow};
use super::sale;
use super::shift::Shift;
use super::state::State;
use super::totals::Totals;

mod counted;
mod late;

/// How many rows each list of a Z has at most; what is more is counted in its last row. A fact has
/// a limit of its size.
pub const LIST_ROWS_MAX: usize = 40;

/// The figures of a shift now: an X read-out, and what a Z keeps when the shift is closed.
/// An order counts in the shift that took the payment which settled it, less what the Z of a closed
/// shift has counted of it already; what costs nothing and was never paid in the one it began in.
///
/// # Errors
/// [`Overflow`] when a sum leaves the range.
pub fn tally(state: &State, shift: &Shift) -> Result<ShiftFigures, Overflow> {
    let mut figures = ShiftFigures { float: shift.float, ..ShiftFigures::default() };
    let closed = late::before(state, shift).and_then(|before| before.closed.as_ref());
    let closed = closed.map(|(_, stamp)| stamp.at);
    for order in state.orders() {
        // What changed since the last Z may count only now.
        let since = closed.is_some_and(|closed| order.changed >= closed);
        add_order(&mut figures, (state, shift), order, since)?;
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
    figures.late = late::rows(state, shift);
    figures.taxes.retain(|(_, net, tax)| !(net.is_zero() && tax.is_zero()));
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

fn add_order(
    figures: &mut ShiftFigures,
    (state, shift): (&State, &Shift),
    order: &Order,
    since: bool,
) -> Result<(), Overflow> {
    for row in order.payments.iter().filter(|row| row.payment.shift == Some(shift.id)) {
        add_payment(figures, row)?;
    }
    if order.shift == Some(shift.id) {
        let voids = u64::try_from(order.voids.len()).unwrap_or(u64::MAX);
        figures.voids = figures.voids.saturating_add(voids);
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
    let here = |known: Option<ShiftId>| known == Some(shift.id);
    let concerns = since
        || here(order.shift)
        || order.payments.iter().any(|row| here(row.payment.shift))
        || order.refunds.iter().any(|row| here(row.refund.shift));
    if !concerns {
        return Ok(());
    }
    let totals = order.totals()?;
    add_refunds(figures, shift, order, &totals)?;
    let Some(counted) = counted::here(state, shift, order, &totals)? else { return Ok(()) };
    figures.orders = figures.orders.saturating_add(u64::from(counted.first));
    for (totals, less) in [(Some(&totals), false), (counted.before.as_ref(), true)] {
        let Some(totals) = totals else { continue };
        let signed = |amount: Money| if less { amount.negated() } else { amount };
        figures.sales = figures.sales.plus(signed(totals.total))?;
        figures.discounts = figures.discounts.plus(signed(totals.discounts))?;
        figures.comps = figures.comps.plus(signed(totals.comps))?;
        for row in &totals.taxes {
            add_tax(&mut figures.taxes, row.rate, signed(row.net), signed(row.tax))?;
        }
    }
    Ok(())
}

/// What went back in this shift: the cash with everything that was handed over, the refunds without
/// what had been paid too much.
fn add_refunds(
    figures: &mut ShiftFigures,
    shift: &Shift,
    order: &Order,
    totals: &Totals,
) -> Result<(), Overflow> {
    for (row, counted) in order.refunds.iter().zip(sale::taken_back(order, totals)?) {
        if row.refund.shift != Some(shift.id) {
            continue;
        }
        figures.refunds = figures.refunds.plus(counted.amount)?;
        let handed = row.refund.handed()?;
        if row.refund.tender == Tender::Cash {
            figures.cash_refunds = figures.cash_refunds.plus(handed)?;
        }
        add_tender(&mut figures.refunded, &row.refund.tender, handed)?;
        figures.tips = figures.tips.minus(row.refund.tip)?;
        figures.rounding = figures.rounding.minus(row.refund.rounding)?;
        for row in counted.taxes {
            add_tax(&mut figures.taxes, row.rate, row.net.negated(), row.tax.negated())?;
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

fn add_payment(figures: &mut ShiftFigures, row: &PaymentRow) -> Result<(), Overflow> {
    let payment = &row.payment;
    // What stays here: for cash, what is in the drawer because of it.
    let kept = payment.tendered.minus(payment.change)?;
    if payment.tender == Tender::Cash {
        figures.cash = figures.cash.plus(kept)?;
    }
    figures.tips = figures.tips.plus(payment.tip)?;
    figures.rounding = figures.rounding.plus(payment.rounding)?;
    add_tender(&mut figures.tenders, &payment.tender, kept)
}

/// Counts one more payment or refund of a tender.
fn add_tender(
    rows: &mut Vec<(Tender, u64, Money)>,
    tender: &Tender,
    more: Money,
) -> Result<(), Overflow> {
    if let Some((_, count, amount)) = rows.iter_mut().find(|(known, _, _)| known == tender) {
        *count = count.saturating_add(1);
        *amount = amount.plus(more)?;
    } else {
        rows.push((tender.clone(), 1, more));
        rows.sort();
    }
    Ok(())
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

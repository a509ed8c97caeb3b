//! The JSON of orders: amounts in minor units, times in RFC 3339.

use serde::Serialize;
use serde_json::Number;
use utoipa::ToSchema;

use crate::domain::money::{Money, Overflow, Quantity};
use crate::domain::order::{Line, Order};
use crate::domain::time::At;

/// One line of an order.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct LineView {
    /// Its identity.
    pub id: String,
    /// The code of the item; absent for an open item.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub item: Option<String>,
    /// The name.
    pub name: String,
    /// How much stands, in pieces, or in what `measured` says.
    #[schema(value_type = f64)]
    pub quantity: Number,
    /// `kg`, `l` or `m` for what is not sold by the piece.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub measured: Option<String>,
    /// The names of the options.
    pub options: Vec<String>,
    /// A note for the kitchen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// What the guest must not get.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allergy: Option<String>,
    /// The station that prepares it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub station: Option<String>,
    /// The seat it is for, counted from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seat: Option<u8>,
    /// The course it belongs to, counted from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub course: Option<u8>,
    /// The price of one piece with options, minor units.
    pub unit: i64,
    /// What is charged for it after discounts, minor units.
    pub total: i64,
    /// `unsent`, `held` until its course is fired, `sent`, `started`, `ready`, `served` or `void`.
    pub status: &'static str,
}

/// One rate of tax.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct TaxView {
    /// The rate in millionths: 18 % is 180000.
    pub rate: i64,
    /// What is taxed, without the tax, minor units.
    pub net: i64,
    /// The tax, minor units.
    pub tax: i64,
}

/// The money of an order, all in minor units.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct MoneyView {
    /// Lines after every reduction.
    pub subtotal: i64,
    /// What discounts took.
    pub discounts: i64,
    /// The service charge.
    pub charge: i64,
    /// All tax.
    pub tax: i64,
    /// The tax by rate.
    pub taxes: Vec<TaxView>,
    /// What the guest owes.
    pub total: i64,
    /// What was paid.
    pub paid: i64,
    /// What is still due.
    pub due: i64,
    /// What is to be given back.
    pub give_back: i64,
    /// `UNPAID`, `PART_PAID`, `PAID`, `OVERPAID`, `REFUNDED` or `PAYMENT_FAILED`.
    pub status: String,
}

/// One payment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PaymentView {
    /// Its identity.
    pub id: String,
    /// What was handed over: `cash`, `card`.
    pub tender: String,
    /// The part applied to the order, minor units.
    pub amount: i64,
    /// What was handed over, minor units.
    pub tendered: i64,
    /// What was given back, minor units.
    pub change: i64,
    /// The tip beside the amount, minor units.
    pub tip: i64,
    /// What cash rounding added or took, minor units.
    pub rounding: i64,
    /// When.
    pub at: String,
    /// By whom.
    pub by: String,
}

/// Money that went back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct RefundView {
    /// Its identity.
    pub id: String,
    /// To what it went back.
    pub tender: String,
    /// Of what paid for the order, minor units.
    pub amount: i64,
    /// What was handed back with rounding and tip, minor units.
    pub handed: i64,
    /// Why.
    pub reason: String,
    /// When.
    pub at: String,
    /// By whom.
    pub by: String,
}

/// A change of status.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct MomentView {
    /// The status from then on.
    pub status: &'static str,
    /// When.
    pub at: String,
    /// By whom.
    pub by: String,
}

/// An order.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct OrderView {
    /// `order/1`.
    pub schema: &'static str,
    /// Its identity.
    pub id: String,
    /// The number that people say: `W3`.
    pub number: String,
    /// The business day it was opened on.
    pub day: String,
    /// `dine_in`, `takeaway`, `delivery` or `online`.
    pub service: &'static str,
    /// Its table.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub table: Option<String>,
    /// How many guests.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guests: Option<u32>,
    /// Its pick-up word.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// When it is wanted, RFC 3339; at once when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<String>,
    /// `DRAFT`, `HELD`, `PLACED`, `ACCEPTED`, `PREPARING`, `READY`, `SERVED`, `COMPLETED`,
    /// `CANCELLED` or `REJECTED`.
    pub status: &'static str,
    /// Why it was cancelled or rejected.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The currency of every amount.
    pub currency: String,
    /// How many digits of an amount are behind the point.
    pub exponent: u32,
    /// Its lines, in the order in which they were added.
    pub lines: Vec<LineView>,
    /// Its money.
    pub money: MoneyView,
    /// Its payments.
    pub payments: Vec<PaymentView>,
    /// What went back.
    pub refunds: Vec<RefundView>,
    /// Its receipt numbers.
    pub receipts: Vec<String>,
    /// Every change of status.
    pub timeline: Vec<MomentView>,
    /// When it will be ready: the promised moment, else an estimate where the kitchen's times are
    /// known.
    pub eta: Option<String>,
    /// When it was opened.
    pub opened: String,
}

/// A quantity as a number: `2`, `0.35`.
pub fn quantity(quantity: Quantity) -> Number {
    serde_json::from_str(&quantity.to_string()).unwrap_or_else(|_| Number::from(quantity.count()))
}

/// Reads a quantity from a number of pieces with at most three places.
pub fn read_quantity(number: &Number) -> Option<Quantity> {
    let text = number.to_string();
    let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
    if part.len() > 3 || whole.starts_with('-') {
        return None;
    }
    let whole: i64 = whole.parse().ok()?;
    let part: i64 = format!("{part:0<3}").parse().ok()?;
    whole.checked_mul(1_000)?.checked_add(part).map(Quantity::new)
}

fn line_status(line: &Line) -> &'static str {
    if line.is_void() {
        "void"
    } else if line.served.is_some() {
        "served"
    } else if line.ready.is_some() {
        "ready"
    } else if line.started.is_some() {
        "started"
    } else if line.is_held() {
        "held"
    } else if line.sent.is_some() {
        "sent"
    } else {
        "unsent"
    }
}

fn text(at: At) -> String {
    at.rfc3339()
}

impl OrderView {
    /// The same with the moment at which it will be ready, where one is known.
    #[must_use]
    pub fn ready_at(self, eta: Option<At>) -> Self {
        Self { eta: eta.map(text).or(self.eta), ..self }
    }

    /// The view of an order.
    ///
    /// # Errors
    /// [`Overflow`] when an amount leaves the range.
    pub fn of(order: &Order) -> Result<Self, Overflow> {
        let totals = order.totals()?;
        let settlement = order.settlement()?;
        let lines = order.live_lines().map(|line| {
            let unit = line.unit(order.service)?.0;
            let total = totals.line(line.id).map_or(Money::ZERO, |row| row.net);
            Ok(LineView {
                id: line.id.to_string(),
                item: line.sold.item.clone(),
                name: line.sold.name.clone(),
                quantity: quantity(line.standing()),
                measured: line.sold.unit.map(|unit| unit.to_string()),
                options: line.options.iter().map(|option| option.name.clone()).collect(),
                note: line.note.clone(),
                allergy: line.allergy.clone(),
                station: line.station().map(str::to_owned),
                seat: line.sold.seat,
                course: line.sold.course,
                unit: unit.minor(),
                total: total.minor(),
                status: line_status(line),
            })
        });
        let taxes = totals.taxes.iter().map(|row| TaxView {
            rate: row.rate.millionths(),
            net: row.net.minor(),
            tax: row.tax.minor(),
        });
        let status = serde_json::to_value(settlement.status).ok();
        let status = status.and_then(|word| word.as_str().map(str::to_owned)).unwrap_or_default();
        Ok(Self {
            schema: "order/1",
            id: order.id.to_string(),
            number: order.title(),
            day: order.day().map(|day| day.to_string()).unwrap_or_default(),
            service: order.service.word(),
            table: order.table.clone(),
            guests: order.guests,
            name: order.name.clone(),
            due: order.due.map(text),
            status: order.status().word(),
            reason: order.cancelled.clone().or_else(|| order.rejected.clone()),
            currency: order.pricing.currency.code().to_owned(),
            exponent: order.pricing.currency.exponent(),
            lines: lines.collect::<Result<_, Overflow>>()?,
            money: MoneyView {
                subtotal: totals.subtotal.minor(),
                discounts: totals.discounts.minor(),
                charge: totals.charge.minor(),
                tax: totals.tax.minor(),
                taxes: taxes.collect(),
                total: totals.total.minor(),
                paid: settlement.paid.minor(),
                due: settlement.due.minor(),
                give_back: settlement.give_back.minor(),
                status,
            },
            payments: payments(order),
            refunds: refunds(order)?,
            receipts: order.receipts.iter().map(|receipt| receipt.number.to_string()).collect(),
            timeline: timeline(order),
            eta: order.accepted.flatten().map(text),
            opened: order.opened.as_ref().map(|stamp| text(stamp.at)).unwrap_or_default(),
        })
    }
}

fn payments(order: &Order) -> Vec<PaymentView> {
    let view = |row: &crate::domain::order::PaymentRow| PaymentView {
        id: row.payment.payment.to_string(),
        tender: row.payment.tender.to_string(),
        amount: row.payment.amount.minor(),
        tendered: row.payment.tendered.minor(),
        change: row.payment.change.minor(),
        tip: row.payment.tip.minor(),
        rounding: row.payment.rounding.minor(),
        at: text(row.stamp.at),
        by: row.stamp.staff.to_string(),
    };
    order.payments.iter().map(view).collect()
}

fn refunds(order: &Order) -> Result<Vec<RefundView>, Overflow> {
    let rows = order.refunds.iter().map(|row| {
        Ok(RefundView {
            id: row.refund.refund.to_string(),
            tender: row.refund.tender.to_string(),
            amount: row.refund.amount.minor(),
            handed: row.refund.handed()?.minor(),
            reason: row.refund.reason.clone(),
            at: text(row.stamp.at),
            by: row.stamp.staff.to_string(),
        })
    });
    rows.collect()
}

fn timeline(order: &Order) -> Vec<MomentView> {
    let view = |moment: &crate::domain::order::Moment| MomentView {
        status: moment.status.word(),
        at: text(moment.at),
        by: moment.by.to_string(),
    };
    order.timeline.iter().map(view).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_are_numbers_of_pieces_without_rounding() {
        let read = |text: &str| read_quantity(&serde_json::from_str(text).unwrap());
        assert_eq!(read("2"), Some(Quantity::pieces(2)));
        assert_eq!(read("0.35"), Some(Quantity::new(350)));
        assert_eq!(read("1.125"), Some(Quantity::new(1_125)));
        for bad in ["-1", "0.1234", "1e30", "99999999999999999999"] {
            assert_eq!(read(bad), None, "{bad}");
        }
        for thousandths in [350, 1_000, 2_125, 999_999] {
            assert_eq!(
                read_quantity(&quantity(Quantity::new(thousandths))),
                Some(Quantity::new(thousandths))
            );
        }
    }
}

//! `report x` and `report z`: the figures of shifts, as they are printed and as data.

use serde_json::{Map, Value, json};

use crate::domain::event::{ShiftFigures, Tender};
use crate::domain::money::Money;
use crate::domain::shift::Shift;

use super::figures::Head;
use super::{Look, Report, share};

/// The figures of one shift with its printed text.
#[derive(Debug, Clone, PartialEq)]
pub struct ShiftReadout {
    /// The shift.
    pub shift: Shift,
    /// Its figures: now, or as printed when it is closed.
    pub figures: ShiftFigures,
    /// As it is printed.
    pub text: String,
    /// Who opened it.
    pub opened_by: String,
    /// Who closed it.
    pub closed_by: Option<String>,
}

/// X read-outs of open shifts, or a Z.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadoutReport {
    /// What it is about.
    pub head: Head,
    /// True for a Z.
    pub z: bool,
    /// The shifts.
    pub shifts: Vec<ShiftReadout>,
}

impl ReadoutReport {
    /// Name and amount of everything that is one amount.
    fn amounts(one: &ShiftReadout) -> Vec<(String, Money)> {
        let figures = &one.figures;
        let mut rows = vec![
            ("sales".to_owned(), figures.sales),
            ("discounts".to_owned(), figures.discounts),
            ("comps".to_owned(), figures.comps),
            ("refunds".to_owned(), figures.refunds),
            ("tips".to_owned(), figures.tips),
            ("rounding".to_owned(), figures.rounding),
            ("float".to_owned(), figures.float),
            ("cash".to_owned(), figures.cash),
            ("cash_refunds".to_owned(), figures.cash_refunds),
            ("paid_in".to_owned(), figures.paid_in),
            ("paid_out".to_owned(), figures.paid_out),
            ("drops".to_owned(), figures.drops),
            ("expected".to_owned(), figures.expected),
        ];
        if let Some((closed, _)) = &one.shift.closed {
            rows.push(("counted".to_owned(), closed.counted));
            rows.push(("difference".to_owned(), closed.over_short));
        }
        let tenders = figures.tenders.iter();
        rows.extend(tenders.map(|(tender, _, amount)| (format!("tender {tender}"), *amount)));
        let back = figures.refunded.iter();
        rows.extend(back.map(|(tender, _, amount)| (format!("refunded {tender}"), *amount)));
        let taxes = figures.taxes.iter();
        rows.extend(taxes.map(|(rate, _, tax)| (format!("tax {rate}"), *tax)));
        rows
    }

    fn value(&self, one: &ShiftReadout) -> Value {
        let (shift, figures) = (&one.shift, &one.figures);
        let at = |stamp: &crate::domain::order::Stamped| self.head.clock.rfc3339(stamp.at);
        let closed = shift.closed.as_ref();
        let by_tender = |rows: &[(Tender, u64, Money)]| -> Vec<Value> {
            let row = |(tender, count, amount): &(Tender, u64, Money)| json!({"tender": tender, "count": count, "amount_minor": amount});
            rows.iter().map(row).collect()
        };
        let taxes = figures.taxes.iter().map(
            |(rate, net, tax)| json!({"rate_millionths": rate, "net_minor": net, "tax_minor": tax}),
        );
        let moves = shift.moves.iter().map(|(moved, stamp)| {
            json!({"way": moved.way, "amount_minor": moved.amount, "reason": moved.reason,
                   "at": at(stamp), "by": stamp.staff, "approver": moved.approver})
        });
        let late = figures
            .late
            .iter()
            .map(|row| json!({"shift": row.shift, "what": row.words, "amount_minor": row.amount}));
        let mut value = json!({
            "shift": shift.number, "drawer": shift.drawer,
            "opened": shift.opened.as_ref().map(at), "opened_by": one.opened_by,
            "closed": closed.map(|(_, stamp)| at(stamp)), "closed_by": one.closed_by,
            "z": closed.map(|(z, _)| &z.z), "reason": closed.and_then(|(z, _)| z.reason.as_ref()),
            "left_minor": closed.and_then(|(z, _)| z.left),
            "orders": figures.orders, "voids": figures.voids, "no_sales": figures.no_sales,
            "tenders": by_tender(&figures.tenders), "refunded": by_tender(&figures.refunded),
            "taxes": taxes.collect::<Vec<_>>(),
            "moves": moves.collect::<Vec<_>>(), "late": late.collect::<Vec<_>>(),
            "waste": figures.waste, "exceptions": figures.exceptions,
            "waiting": figures.waiting, "text": one.text,
        });
        if let Value::Object(members) = &mut value {
            for (name, amount) in Self::amounts(one).into_iter().filter(|(n, _)| !n.contains(' ')) {
                members.insert(format!("{name}_minor"), json!(amount));
            }
        }
        value
    }
}

impl Report for ReadoutReport {
    fn head(&self) -> &Head {
        &self.head
    }

    fn table(&self, _look: Look) -> String {
        if self.shifts.is_empty() {
            return "No shift is open.\n".to_owned();
        }
        let texts: Vec<&str> = self.shifts.iter().map(|one| one.text.as_str()).collect();
        texts.join("\n")
    }

    fn chart(&self, look: Look) -> String {
        let charts = self.shifts.iter().map(|one| {
            let tenders = one.figures.tenders.iter();
            let rows: Vec<(String, Money)> =
                tenders.map(|(tender, _, amount)| (tender.to_string(), *amount)).collect();
            let word = if self.z { "Z" } else { "X" };
            let chart = share::chart("Paid with", "Amount", &rows, self.head.currency, look);
            format!("{word} {}\n\n{chart}", one.shift.title())
        });
        charts.collect()
    }

    fn csv(&self) -> String {
        let mut lines: Vec<Vec<String>> =
            vec![["shift", "figure", "amount_minor", "currency"].map(str::to_owned).to_vec()];
        let currency = self.head.currency.to_string();
        for one in &self.shifts {
            for (name, amount) in Self::amounts(one) {
                let amount = amount.minor().to_string();
                lines.push(vec![one.shift.title(), name, amount, currency.clone()]);
            }
        }
        super::csv::lines(&lines)
    }

    fn json(&self) -> Map<String, Value> {
        let shifts = self.shifts.iter().map(|one| self.value(one));
        Map::from_iter([("shifts".to_owned(), shifts.collect())])
    }

    fn schema(&self) -> &'static str {
        if self.z { "z/1" } else { "x/1" }
    }
}

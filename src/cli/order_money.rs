//! `tillrail order refund`, `receipt`, `charge` and `doubt`: what money does to an order after it
//! was taken, and before.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde_json::json;

use super::context::Context;
use super::order::{self, line_of};
use super::out::{self, Failure, Outcome};
use crate::domain::command::{GiveBack, Step};
use crate::domain::id::RefundId;
use crate::domain::money::Rate;
use crate::domain::order::Order;
use crate::domain::refund::Back;
use crate::domain::state::State;
use crate::receipt::{self, PAPERS, Paper};
use crate::runtime::boot;

/// What money does to an order.
#[derive(Debug, Clone, Subcommand)]
pub enum MoneyAct {
    /// Give money back: everything, lines, or what was paid too much
    Refund(RefundArgs),
    /// Show the receipt of an order, or the one of a number
    Receipt(ReceiptArgs),
    /// Set a service charge by hand, or take it off
    Charge {
        /// The order
        order: String,
        /// A percentage such as 12.5, or `off`
        rate: String,
    },
    /// Settle a payment that is TO CHECK: it was taken, or it was not
    Doubt {
        /// The order
        order: String,
        /// The money was taken
        #[arg(long, conflicts_with = "not_taken", required_unless_present = "not_taken")]
        taken: bool,
        /// The money was not taken
        #[arg(long)]
        not_taken: bool,
    },
}

/// What is given back and why.
#[derive(Debug, Clone, Args)]
pub struct RefundArgs {
    /// The order: its number, its day and number, or its identity
    order: String,
    /// A line by its number in `order show`, with how much of it: 1 or 1:2; several times
    #[arg(long = "line", value_name = "LINE[:QUANTITY]")]
    lines: Vec<String>,
    /// Only what was paid beyond what is owed
    #[arg(long, conflicts_with = "lines")]
    too_much: bool,
    /// What one of several people paid, by the place of their payment: 1 is the first
    #[arg(long, value_name = "PAYMENT", conflicts_with_all = ["lines", "too_much", "from"])]
    share: Option<usize>,
    /// Why
    #[arg(long)]
    reason: String,
    /// Take it from this payment first, by its place: 1 is the first [default: cash first]
    #[arg(long, value_name = "PAYMENT")]
    from: Option<usize>,
    /// Give back the tip of a payment that goes back wholly
    #[arg(long)]
    tip: bool,
    /// The goods go back to stock
    #[arg(long)]
    back_to_stock: bool,
}

/// Which receipt.
#[derive(Debug, Clone, Args)]
pub struct ReceiptArgs {
    /// The order, or the number of the receipt: A-000123
    number: String,
    /// Columns of the paper: 32, 42 or 48
    #[arg(long, default_value_t = 42)]
    columns: usize,
    /// The share of one of several people who paid: 1 is who paid first
    #[arg(long, value_name = "PAYMENT")]
    share: Option<usize>,
    /// Record that it is printed again, and mark it DUPLICATE
    #[arg(long)]
    reprint: bool,
    /// Write it into this file
    #[arg(long)]
    file: Option<PathBuf>,
}

/// Runs one of them.
///
/// # Errors
/// One sentence; nothing has changed then.
pub fn run(context: &Context, act: &MoneyAct) -> Result<Outcome, Failure> {
    match act {
        MoneyAct::Refund(refund) => self::refund(context, refund),
        MoneyAct::Receipt(wanted) => show_receipt(context, wanted),
        MoneyAct::Charge { order, rate } => {
            let rate = percent(rate)?;
            order::change(context, order, |_, _| Ok(vec![Step::Charge(rate)]))
        }
        MoneyAct::Doubt { order, taken, .. } => order::change(context, order, |_, order| {
            let flag = order.flagged.first();
            let none = || Failure::error(format!("{} has no payment to check", order.title()));
            let payment = flag.map(|flag| flag.payment).ok_or_else(none)?;
            Ok(vec![Step::SettleDoubt { payment, taken: *taken }])
        }),
    }
}

/// A percentage with up to four places, or nothing for `off`.
fn percent(text: &str) -> Result<Option<Rate>, Failure> {
    if text == "off" {
        return Ok(None);
    }
    let bad = || Failure::usage(format!("`{text}` is not a percentage: write 12.5 or off"));
    let (whole, rest) = text.trim_end_matches('%').split_once(['.', ',']).unwrap_or((text, ""));
    let whole = whole.trim_end_matches('%');
    if rest.len() > 4 || !rest.chars().all(|digit| digit.is_ascii_digit()) {
        return Err(bad());
    }
    let millionths: i64 = format!("{whole}{rest:0<4}").parse().map_err(|_| bad())?;
    Ok(Some(Rate::new(millionths)))
}

fn refund(context: &Context, args: &RefundArgs) -> Result<Outcome, Failure> {
    order::change(context, &args.order, |errand, order| {
        let payment_at = |place: usize| {
            let row = place.checked_sub(1).and_then(|at| order.payments.get(at));
            let none = || Failure::usage(format!("there is no payment {place}: see `order show`"));
            row.map(|row| row.payment.payment).ok_or_else(none)
        };
        let what = if args.too_much {
            Back::TooMuch
        } else if let Some(place) = args.share {
            Back::Share(payment_at(place)?)
        } else if args.lines.is_empty() {
            Back::All
        } else {
            Back::Lines(lines(order, &args.lines)?)
        };
        let payment = args.from.map(payment_at).transpose()?;
        let refunds = order.payments.iter().map(|_| RefundId(errand.mint())).collect();
        Ok(vec![Step::Refund(GiveBack {
            refunds,
            what,
            payment,
            reason: args.reason.clone(),
            restock: args.back_to_stock,
            tip: args.tip,
        })])
    })
}

type Parts = Vec<(crate::domain::id::LineId, crate::domain::money::Quantity)>;

fn lines(order: &Order, wanted: &[String]) -> Result<Parts, Failure> {
    let mut parts = Vec::new();
    for text in wanted {
        let (place, quantity) = text.split_once(':').unwrap_or((text, ""));
        let line = line_of(order, place)?;
        let left = line.standing().minus(order.refunded_of_line(line.id));
        let quantity = if quantity.is_empty() { left } else { super::items::quantity(quantity)? };
        parts.push((line.id, quantity));
    }
    Ok(parts)
}

fn show_receipt(context: &Context, wanted: &ReceiptArgs) -> Result<Outcome, Failure> {
    if !PAPERS.contains(&wanted.columns) {
        return Err(Failure::usage("a receipt has 32, 42 or 48 columns: choose one"));
    }
    let (replica, mut reader) = context.reader()?;
    let state = boot::load(&mut reader, &replica.identity, context.now())?;
    let by_receipt = reader.order_by_receipt(&wanted.number)?;
    let named = by_receipt.is_some();
    let mut order = match by_receipt {
        Some(order) => order,
        None => order::find_in(&mut reader, &wanted.number, context.now())?,
    };
    if wanted.reprint {
        let number = pick(&order, named.then_some(&wanted.number))?.number.clone();
        let mut errand = context.selling()?;
        order::find(&mut errand, &order.id.to_string())?;
        let step = Step::Reprint(number);
        errand.act(vec![crate::domain::command::Command::Order(order.id, vec![step])])?;
        order = errand.order(order.id)?.ok_or(crate::domain::rejection::Rejection::NoOrder)?;
    }
    let found = pick(&order, named.then_some(&wanted.number))?;
    let paper = Paper { columns: wanted.columns, duplicate: found.reprints, ..Paper::default() };
    let by = receipt::taken_by(&state, &found.stamp);
    let text = match wanted.share {
        Some(share) => share_text(&state, &order, share, paper)?,
        None => receipt::text(state.settings(), (&order, found), &by, paper)?,
    };
    if let Some(file) = &wanted.file {
        std::fs::write(file, &text).map_err(|error| {
            let name = file.display();
            Failure::error(format!("{name} cannot be written ({error}): name another file"))
        })?;
    }
    if context.json {
        out::value(&json!({
            "schema": "receipt/1", "number": found.number, "order": order.title(),
            "duplicate": found.reprints, "share": wanted.share, "text": text,
        }))?;
    } else {
        out::text(text.trim_end())?;
    }
    Ok(Outcome::Done)
}

/// The text of the share that a payment is, by its place from 1.
fn share_text(state: &State, order: &Order, share: usize, paper: Paper) -> Result<String, Failure> {
    let row = share.checked_sub(1).and_then(|at| order.payments.get(at));
    let missing = || {
        let (title, count) = (order.title(), order.payments.len());
        Failure::error(format!(
            "{title} has {count} payments: --share names one of them by its place"
        ))
    };
    let row = row.ok_or_else(missing)?;
    let by = receipt::taken_by(state, &row.stamp);
    receipt::share(state.settings(), (order, row.payment.payment), &by, paper)?.ok_or_else(missing)
}

/// The receipt that was meant: the one of the number, else that of the sale.
fn pick<'o>(
    order: &'o Order,
    number: Option<&String>,
) -> Result<&'o crate::domain::order::Receipt, Failure> {
    let of_number = |number: &String| {
        order.receipts.iter().find(|receipt| receipt.number.to_string() == *number)
    };
    let found = number.and_then(of_number).or_else(|| order.receipt());
    found.ok_or_else(|| {
        let title = order.title();
        Failure::error(format!("{title} has no receipt yet: it is not paid in full"))
    })
}

//! `tillrail shift`: open or close the shift of this counter's drawer.

use clap::{Args, Subcommand};
use serde_json::json;

use super::context::Context;
use super::out::{self, Failure, Outcome};
use crate::domain::command::Command;
use crate::domain::event::ShiftFigures;
use crate::domain::id::ShiftId;
use crate::domain::rejection::Rejection;
use crate::domain::shift::Shift;
use crate::domain::tally::tally;
use crate::report::text_table::{Column, Table};
use crate::runtime::errand::Errand;

/// Open or close the shift of this counter's drawer.
#[derive(Debug, Clone, Args)]
pub struct ShiftArgs {
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, Clone, Subcommand)]
enum Act {
    /// Open a shift
    Open {
        /// The cash in the drawer, in whole units
        #[arg(long, default_value = "0", allow_negative_numbers = true)]
        float: String,
    },
    /// Close the shift with a Z
    Close {
        /// The counted cash, in whole units
        #[arg(long, allow_negative_numbers = true)]
        counted: String,
        /// Why it differs from what is expected
        #[arg(long)]
        reason: Option<String>,
    },
    /// Show the figures of the open shift
    Show,
}

/// Runs the verb.
///
/// # Errors
/// One sentence; nothing has changed then.
pub fn run(context: &Context, args: &ShiftArgs) -> Result<Outcome, Failure> {
    if !matches!(args.act, Act::Open { .. }) {
        context.replica()?;
    }
    let mut errand = context.selling()?;
    let currency = errand.state().settings().currency;
    let parse = |text: &str| currency.parse(text).map_err(Failure::error);
    match &args.act {
        Act::Open { float } => {
            let shift = ShiftId(errand.mint());
            errand.act(vec![Command::OpenShift { shift, float: parse(float)? }])?;
            show(context, &errand, shift)
        }
        Act::Close { counted, reason } => {
            let (shift, _) = mine(&errand)?;
            let (counted, reason) = (parse(counted)?, reason.clone());
            errand.act(vec![Command::CloseShift { counted, reason, left: None, waiting: 0 }])?;
            show(context, &errand, shift)
        }
        Act::Show => {
            let (shift, _) = mine(&errand)?;
            show(context, &errand, shift)
        }
    }
}

/// The open shift and its figures now.
fn mine(errand: &Errand) -> Result<(ShiftId, ShiftFigures), Failure> {
    let shift = errand.state().my_shift().ok_or(Rejection::NoShift)?;
    Ok((shift.id, tally(errand.state(), shift)?))
}

fn show(context: &Context, errand: &Errand, id: ShiftId) -> Result<Outcome, Failure> {
    let shift = errand.reader()?.shift(id)?;
    let figures = match &shift.closed {
        Some((closed, _)) => closed.figures.clone(),
        None => tally(errand.state(), &shift)?,
    };
    if context.json {
        let closed = shift.closed.as_ref();
        out::value(&json!({
            "schema": "shift/1", "shift": shift.number,
            "currency": errand.state().settings().currency,
            "drawer": shift.drawer,
            "opened": shift.opened.as_ref().map(|stamp| stamp.at.rfc3339()),
            "closed": closed.map(|(_, stamp)| stamp.at.rfc3339()),
            "z": closed.map(|(closed, _)| &closed.z),
            "float_minor": shift.float, "orders": figures.orders, "sales_minor": figures.sales,
            "cash_minor": figures.cash, "expected_minor": figures.expected,
            "counted_minor": closed.map(|(closed, _)| closed.counted),
            "over_short_minor": closed.map(|(closed, _)| closed.over_short),
            "reason": closed.and_then(|(closed, _)| closed.reason.as_ref()),
        }))?;
    } else {
        out::text(&text(errand, &shift, &figures))?;
    }
    Ok(Outcome::Done)
}

fn text(errand: &Errand, shift: &Shift, figures: &ShiftFigures) -> String {
    let settings = errand.state().settings();
    let (currency, clock) = (settings.currency, settings.clock());
    let money = |amount| currency.format(amount);
    let number = shift.number.as_ref().map(ToString::to_string).unwrap_or_default();
    let mut title = format!("Shift {number}");
    if let Some(stamp) = &shift.opened {
        title = format!("{title}, opened {}", clock.long(stamp.at));
    }
    if let Some((closed, stamp)) = &shift.closed {
        title = format!("{title}, closed {} with Z {}", clock.long(stamp.at), closed.z);
    }
    let mut table = Table::new([Column::left(""), Column::right("").min(14)]);
    table.row(["Orders".to_owned(), figures.orders.to_string()]);
    table.row([format!("Sales {currency}"), money(figures.sales)]);
    for (tender, count, amount) in &figures.tenders {
        table.row([format!("  {tender}, {count} times"), money(*amount)]);
    }
    table.row(["Float".to_owned(), money(figures.float)]);
    table.row(["Expected in the drawer".to_owned(), money(figures.expected)]);
    if let Some((closed, _)) = &shift.closed {
        table.row(["Counted".to_owned(), money(closed.counted)]);
        table.row(["Over/short".to_owned(), money(closed.over_short)]);
    }
    format!("{title}\n{}", table.render(None, "~"))
}

//! `tillrail shift`: open or close the shift of this counter's drawer.

use clap::{Args, Subcommand};
use serde_json::json;

use super::context::Context;
use super::out::{self, Failure, Outcome};
use crate::domain::command::Command;
use crate::domain::currency::Currency;
use crate::domain::event::ShiftFigures;
use crate::domain::id::ShiftId;
use crate::domain::money::{Money, Overflow};
use crate::domain::readout;
use crate::domain::rejection::Rejection;
use crate::domain::shift::Shift;
use crate::domain::tally::tally;
use crate::report::text_table::{Column, Table};
use crate::runtime::errand::Errand;
use crate::runtime::prints;

/// Open, count or close the shift of this counter's drawer.
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
    /// Note what was counted in the drawer, by pieces or as a total
    Count {
        /// The counted cash, in whole units
        #[arg(long, allow_negative_numbers = true, conflicts_with = "piece")]
        counted: Option<String>,
        /// How many of a note or coin, as 50=6; repeat for each
        #[arg(long, value_name = "KIND=COUNT")]
        piece: Vec<String>,
    },
    /// Close the shift with a Z
    Close {
        /// The counted cash, in whole units [default: the last count]
        #[arg(long, allow_negative_numbers = true)]
        counted: Option<String>,
        /// Why it differs from what is expected
        #[arg(long)]
        reason: Option<String>,
        /// What stays in the drawer, in whole units; the rest goes to the safe
        #[arg(long, allow_negative_numbers = true)]
        left: Option<String>,
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
            if !context.config.counter.drawer {
                return Err(Failure::error(
                    "this terminal has no drawer (counter.drawer is off): open shifts where cash is",
                ));
            }
            let shift = ShiftId(errand.mint());
            errand.act(vec![Command::OpenShift { shift, float: parse(float)? }])?;
            show(context, &errand, shift)
        }
        Act::Count { counted, piece } => {
            let shift = mine(&errand)?;
            let pieces: Vec<(Money, u32)> =
                piece.iter().map(|piece| pieces_of(piece, currency)).collect::<Result<_, _>>()?;
            let counted = match counted {
                Some(counted) => parse(counted)?,
                None => worth(&pieces)?,
            };
            errand.act(vec![Command::CountShift { counted, pieces }])?;
            show(context, &errand, shift)
        }
        Act::Close { counted, reason, left } => {
            let shift = mine(&errand)?;
            let known = errand.state().my_shift().and_then(|shift| shift.count.as_ref());
            let counted = match (counted, known) {
                (Some(counted), _) => parse(counted)?,
                (None, Some(count)) => count.counted,
                (None, None) => {
                    return Err(Failure::usage(
                        "nothing was counted yet: give --counted, or count with `shift count`",
                    ));
                }
            };
            let left = left.as_deref().map(parse).transpose()?;
            let reader = errand.reader()?;
            let linked = reader.identity()?.is_some_and(|identity| identity.hub.is_some());
            let waiting = if linked { reader.unsent()? } else { 0 };
            let reason = reason.clone();
            errand.act(vec![Command::CloseShift { counted, reason, left, waiting }])?;
            print(context, &errand, shift)?;
            show(context, &errand, shift)
        }
        Act::Show => {
            let shift = mine(&errand)?;
            show(context, &errand, shift)
        }
    }
}

/// The open shift.
fn mine(errand: &Errand) -> Result<ShiftId, Failure> {
    Ok(errand.state().my_shift().map(|shift| shift.id).ok_or(Rejection::NoShift)?)
}

/// `50=6`: six notes of fifty.
fn pieces_of(text: &str, currency: Currency) -> Result<(Money, u32), Failure> {
    let wrong = || Failure::usage(format!("`{text}` is no count of pieces: write it like 50=6"));
    let (kind, count) = text.split_once('=').ok_or_else(wrong)?;
    let kind = currency.parse(kind).map_err(Failure::usage)?;
    let count = count.trim().parse().map_err(|_| wrong())?;
    if kind.is_positive() { Ok((kind, count)) } else { Err(wrong()) }
}

fn worth(pieces: &[(Money, u32)]) -> Result<Money, Failure> {
    let amounts: Option<Vec<Money>> = pieces
        .iter()
        .map(|(kind, count)| kind.minor().checked_mul(i64::from(*count)).map(Money::new))
        .collect();
    Ok(Money::sum(amounts.ok_or(Overflow)?)?)
}

/// Writes the Z below the folder of prints. The shift is closed already, so a disk that refuses is
/// only said.
fn print(context: &Context, errand: &Errand, id: ShiftId) -> Result<(), Failure> {
    let shift = errand.reader()?.shift(id)?;
    let Some((closed, stamp)) = &shift.closed else { return Ok(()) };
    let rows = readout::rows(errand.state(), &shift, &closed.figures, stamp.at, None);
    let folder = prints::folder(&context.data);
    let name = format!("z-{}.txt", closed.z);
    if let Err(error) = prints::keep(&folder, &name, &readout::text(&rows)) {
        let folder = folder.display();
        let z = &closed.z;
        out::notice(&format!(
            "the Z could not be written to {folder} ({error}): print it with report z --number {z}"
        ));
    }
    Ok(())
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
            "counted_minor": shift.count.as_ref().map(|count| count.counted),
            "pieces": shift.count.as_ref().map(|count| &count.pieces),
            "left_minor": closed.and_then(|(closed, _)| closed.left),
            "no_sales": figures.no_sales, "paid_in_minor": figures.paid_in,
            "paid_out_minor": figures.paid_out, "drops_minor": figures.drops,
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
        table.row([format!("  {tender} ({count})"), money(*amount)]);
    }
    table.row(["Float".to_owned(), money(figures.float)]);
    table.row(["Expected in the drawer".to_owned(), money(figures.expected)]);
    if let Some((closed, _)) = &shift.closed {
        table.row(["Counted".to_owned(), money(closed.counted)]);
        table.row(["Over/short".to_owned(), money(closed.over_short)]);
    }
    format!("{title}\n{}", table.render(None, "~"))
}

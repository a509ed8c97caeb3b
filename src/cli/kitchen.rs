//! `tillrail kitchen`: the console, or one kitchen step as a command.

mod bumpbar;

use clap::{Args, Subcommand};

use bumpbar::BumpBarArgs;

use super::context::Context;
use super::order::{find, line_of};
use super::order_view;
use super::out::{Failure, Outcome};
use super::{remote, screens};
use crate::domain::command::{Command, Step};
use crate::domain::event::{LineStep, TicketMoved};
use crate::domain::id::{LineId, SendId};
use crate::domain::order::{Line, Order};
use crate::domain::rejection::Rejection;

/// Open the kitchen console, or do a kitchen step.
#[derive(Debug, Clone, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct KitchenArgs {
    #[command(flatten)]
    screen: screens::KitchenScreenArgs,
    #[command(subcommand)]
    act: Option<Act>,
}

impl KitchenArgs {
    /// Whether the console is opened.
    pub fn is_screen(&self) -> bool {
        self.act.is_none()
    }
}

#[derive(Debug, Clone, Subcommand)]
enum Act {
    /// Begin the work on an order or on some of its lines
    Start(Lines),
    /// An order or some of its lines can be handed over
    Ready(Lines),
    /// An order or some of its lines were handed over
    Serve(Lines),
    /// Take an order's ticket off the screens
    Bump(Ticket),
    /// Bring an order's ticket back
    Recall(Ticket),
    /// Show, export or import the keys of the bump bar
    Bumpbar(BumpBarArgs),
}

/// Which lines of which order.
#[derive(Debug, Clone, Args)]
pub struct Lines {
    /// The order: its number, its day and number, or its identity
    pub order: String,
    /// Lines: their numbers in `order show`, or their identities; all that were sent without
    pub lines: Vec<String>,
}

#[derive(Debug, Clone, Args)]
struct Ticket {
    /// The order: its number, its day and number, or its identity
    order: String,
    /// The station; all of them without
    #[arg(long)]
    station: Option<String>,
}

/// Runs the verb.
///
/// # Errors
/// One sentence; nothing has changed then.
pub fn run(context: &Context, args: &KitchenArgs) -> Result<Outcome, Failure> {
    let Some(act) = &args.act else { return screens::kitchen(context, &args.screen) };
    let (text, step) = match act {
        Act::Start(lines) => (lines, LineStep::Started),
        Act::Ready(lines) => (lines, LineStep::Ready),
        Act::Serve(lines) => (lines, LineStep::Served),
        Act::Bump(ticket) => return move_ticket(context, ticket, Step::Bump),
        Act::Recall(ticket) => return move_ticket(context, ticket, Step::Recall),
        Act::Bumpbar(args) => return bumpbar::run(context, args),
    };
    if let Some(hub) = remote::of(context)? {
        return hub.kitchen(text, step);
    }
    change(context, &text.order, |order| {
        let lines = if text.lines.is_empty() {
            open_lines(order, step)
        } else {
            let found = text.lines.iter().map(|line| line_of(order, line).map(|line| line.id));
            found.collect::<Result<Vec<_>, _>>()?
        };
        Ok(Step::Advance(lines, step))
    })
}

/// The sent lines of an order that have not made this step.
fn open_lines(order: &Order, step: LineStep) -> Vec<LineId> {
    let made = |line: &Line| match step {
        LineStep::Started => line.started.is_some(),
        LineStep::Ready => line.ready.is_some(),
        LineStep::Served => line.served.is_some(),
    };
    order
        .work_lines()
        .filter(|line| line.sent.is_some() && !made(line))
        .map(|line| line.id)
        .collect()
}

fn move_ticket(
    context: &Context,
    ticket: &Ticket,
    step: impl FnOnce(TicketMoved) -> Step,
) -> Result<Outcome, Failure> {
    if context.hub.is_some() {
        return Err(Failure::usage(
            "tickets belong to a screen and not to the hub: use kitchen ready or serve with --hub",
        ));
    }
    change(context, &ticket.order, |order| {
        let here = |line: &&Line| {
            line.sent.is_some()
                && line.station().is_some()
                && ticket.station.as_ref().is_none_or(|name| line.station() == Some(name.as_str()))
        };
        let lines: Vec<&Line> = order.work_lines().filter(here).collect();
        let mut sends: Vec<SendId> =
            lines.iter().filter_map(|line| line.sent.map(|sent| sent.send)).collect();
        sends.sort();
        sends.dedup();
        Ok(step(TicketMoved {
            station: ticket.station.clone().unwrap_or_default(),
            sends,
            lines: lines.iter().map(|line| line.id).collect(),
        }))
    })
}

fn change(
    context: &Context,
    text: &str,
    step: impl FnOnce(&Order) -> Result<Step, Failure>,
) -> Result<Outcome, Failure> {
    let mut errand = context.cooking()?;
    let order = find(&mut errand, text)?;
    errand.act(vec![Command::Order(order.id, vec![step(&order)?])])?;
    let order = errand.order(order.id)?.ok_or(Rejection::NoOrder)?;
    order_view::show(context, &order)?;
    Ok(Outcome::Done)
}

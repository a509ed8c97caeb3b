//! `tillrail order split`, `move` and `merge`: several bills of one order, one order of several.

use clap::{Args, Subcommand};

use super::{answer, find, line_of};
use crate::cli::context::Context;
use crate::cli::items;
use crate::cli::out::{Failure, Outcome};
use crate::domain::command::{Command, Step};
use crate::domain::event::OrderChanged;
use crate::domain::id::{LineId, OrderId};
use crate::domain::money::Quantity;
use crate::domain::order::Order;
use crate::domain::parting;
use crate::domain::settings::Service;

/// What goes from one order to another.
#[derive(Debug, Clone, Subcommand)]
pub enum BillAct {
    /// Put lines on a bill of their own: `order split A52 2 3:1`
    Split {
        /// The order
        order: String,
        /// A line by its number in `order show`, with how much of it: 2 or 3:1
        #[arg(required = true, value_name = "LINE[:QUANTITY]")]
        lines: Vec<String>,
    },
    /// Move an order to another table, or lines into another order
    Move(MoveArgs),
    /// Let everything on one order go into another: `order merge A48 A52`
    Merge {
        /// The order that closes
        order: String,
        /// The order that takes everything
        into: String,
    },
}

/// Where what goes.
#[derive(Debug, Clone, Args)]
pub struct MoveArgs {
    /// The order
    order: String,
    /// A line by its number in `order show`, with how much of it; everything without
    #[arg(value_name = "LINE[:QUANTITY]", conflicts_with = "table")]
    lines: Vec<String>,
    /// The order that takes it
    #[arg(long, conflicts_with = "table", required_unless_present = "table")]
    to: Option<String>,
    /// The table that the whole order moves to
    #[arg(long)]
    table: Option<String>,
}

fn picks(order: &Order, lines: &[String]) -> Result<Vec<(LineId, Quantity)>, Failure> {
    let pick = |text: &String| {
        let (line, quantity) = match text.split_once(':') {
            Some((line, quantity)) => (line, Some(items::quantity(quantity)?)),
            None => (text.as_str(), None),
        };
        let line = line_of(order, line)?;
        Ok((line.id, quantity.unwrap_or_else(|| line.standing())))
    };
    lines.iter().map(pick).collect()
}

/// Runs the verb and shows the order that has taken the lines.
pub(super) fn run(context: &Context, act: &BillAct) -> Result<Outcome, Failure> {
    context.replica()?;
    let mut errand = context.selling()?;
    let (command, shown) = match act {
        BillAct::Split { order, lines } => {
            let from = find(&mut errand, order)?;
            let (to, picks) = (OrderId(errand.mint()), picks(&from, lines)?);
            (parting::split(&from, to, &picks, Vec::new(), || errand.mint()), to)
        }
        BillAct::Merge { order, into } => {
            let (from, to) = (find(&mut errand, order)?, find(&mut errand, into)?);
            (parting::merge(&from, to.id, || errand.mint()), to.id)
        }
        BillAct::Move(wanted) => {
            let from = find(&mut errand, &wanted.order)?;
            if let Some(to) = &wanted.to {
                let (to, picks) = (find(&mut errand, to)?, picks(&from, &wanted.lines)?);
                let command = if picks.is_empty() {
                    parting::merge(&from, to.id, || errand.mint())
                } else {
                    parting::transfer(&from, to.id, &picks, || errand.mint())
                };
                (command, to.id)
            } else {
                let change = OrderChanged {
                    service: Some(Service::DineIn),
                    table: Some(wanted.table.clone()),
                    ..OrderChanged::default()
                };
                (Command::Order(from.id, vec![Step::Change(change)]), from.id)
            }
        }
    };
    errand.act(vec![command])?;
    answer(context, &errand, shown)
}

//! What is voided or comped by command: a line, a part of it, or the whole order.

use clap::Args;

use super::line_of;
use crate::cli::items;
use crate::cli::out::Failure;
use crate::domain::command::Step;
use crate::domain::money::Quantity;
use crate::domain::order::Order;

/// What is voided and why.
#[derive(Debug, Clone, Args)]
pub struct Void {
    /// The order
    pub order: String,
    /// The line: its number in `order show`, or its identity; the whole order without it
    pub line: Option<String>,
    /// How much of the line; all of it without
    #[arg(long, allow_negative_numbers = true)]
    pub quantity: Option<String>,
    /// Why
    #[arg(long)]
    pub reason: String,
}

/// The step of a void, or of a comp.
pub(super) fn step(order: &Order, void: &Void, comp: bool) -> Result<Step, Failure> {
    let reason = void.reason.clone();
    let Some(line) = &void.line else {
        let one = "a comp is of one line: name the line";
        return if comp { Err(Failure::usage(one)) } else { Ok(Step::Cancel(reason)) };
    };
    let found = line_of(order, line)?;
    let comped = if comp { found.comped } else { Quantity::ZERO };
    let quantity = match &void.quantity {
        Some(text) => items::quantity(text)?,
        None => found.standing().minus(comped).max(Quantity::new(1)),
    };
    let line = found.id;
    Ok(if comp {
        Step::Comp { line, quantity, reason }
    } else {
        Step::Void { line, quantity, reason }
    })
}

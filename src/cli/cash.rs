//! `tillrail cash` and `tillrail drawer`: cash that moves without a sale, and the drawer itself.

use clap::{Args, Subcommand};
use serde_json::json;

use super::context::Context;
use super::out::{self, Failure, Outcome};
use crate::domain::command::Command;
use crate::domain::event::CashWay;
use crate::domain::rejection::Rejection;
use crate::domain::shift::Shift;
use crate::runtime::errand::Errand;

/// Put cash into this counter's drawer, take it out, or bring it to the safe.
#[derive(Debug, Clone, Args)]
pub struct CashArgs {
    #[command(subcommand)]
    way: Way,
}

#[derive(Debug, Clone, Subcommand)]
enum Way {
    /// Cash comes into the drawer
    In(Moved),
    /// Cash goes out of the drawer
    Out(Moved),
    /// Cash goes to the safe
    Drop {
        /// How much, in whole units: 200.00
        amount: String,
        /// Why
        #[arg(long, default_value = "to the safe")]
        reason: String,
    },
}

/// How much, and why.
#[derive(Debug, Clone, Args)]
struct Moved {
    /// How much, in whole units: 12.50
    amount: String,
    /// Why
    #[arg(long)]
    reason: String,
}

/// Open this counter's drawer without a sale.
#[derive(Debug, Clone, Args)]
pub struct DrawerArgs {
    #[command(subcommand)]
    act: DrawerAct,
}

#[derive(Debug, Clone, Subcommand)]
enum DrawerAct {
    /// Open it; who, when and why is written down
    Open {
        /// Why
        #[arg(long)]
        reason: String,
    },
}

/// Moves cash.
///
/// # Errors
/// One sentence; nothing has changed then.
pub fn run(context: &Context, args: &CashArgs) -> Result<Outcome, Failure> {
    let (way, amount, reason) = match &args.way {
        Way::In(moved) => (CashWay::PaidIn, &moved.amount, &moved.reason),
        Way::Out(moved) => (CashWay::PaidOut, &moved.amount, &moved.reason),
        Way::Drop { amount, reason } => (CashWay::Drop, amount, reason),
    };
    let mut errand = errand(context)?;
    let currency = errand.state().settings().currency;
    let amount = currency.parse(amount).map_err(Failure::error)?;
    errand.act(vec![Command::MoveCash { way, amount, reason: reason.clone() }])?;
    let shift = mine(&errand)?;
    let word = match way {
        CashWay::PaidIn => "paid in",
        CashWay::PaidOut => "paid out",
        CashWay::Drop => "brought to the safe",
    };
    if context.json {
        out::value(&json!({
            "schema": "cash/1", "shift": shift.number, "drawer": shift.drawer, "way": way,
            "amount_minor": amount, "currency": currency, "reason": reason.trim(),
        }))?;
    } else {
        let shown = currency.format(amount);
        let (title, drawer) = (shift.title(), &shift.drawer);
        out::text(&format!(
            "{currency} {shown} {word}: {reason}. Shift {title}, drawer {drawer}."
        ))?;
    }
    Ok(Outcome::Done)
}

/// Opens the drawer.
///
/// # Errors
/// One sentence; nothing has changed then.
pub fn drawer(context: &Context, args: &DrawerArgs) -> Result<Outcome, Failure> {
    let DrawerAct::Open { reason } = &args.act;
    let mut errand = errand(context)?;
    errand.act(vec![Command::OpenDrawer { reason: reason.clone() }])?;
    let shift = mine(&errand)?;
    if context.json {
        out::value(&json!({
            "schema": "drawer/1", "shift": shift.number, "drawer": shift.drawer,
            "reason": reason.trim(), "no_sales": shift.no_sales.len(),
        }))?;
    } else {
        let (title, drawer) = (shift.title(), &shift.drawer);
        out::text(&format!("Drawer {drawer} opened without a sale: {reason}. Shift {title}."))?;
    }
    Ok(Outcome::Done)
}

fn errand(context: &Context) -> Result<Errand, Failure> {
    context.replica()?;
    context.selling()
}

fn mine(errand: &Errand) -> Result<&Shift, Failure> {
    Ok(errand.state().my_shift().ok_or(Rejection::NoShift)?)
}

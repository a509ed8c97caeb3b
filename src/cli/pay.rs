//! `tillrail pay`: take cash or card for an order.

use clap::{Args, Subcommand};

use super::context::Context;
use super::order;
use super::out::{Failure, Outcome};
use super::remote;
use crate::domain::command::{Step, Take};
use crate::domain::event::Tender;
use crate::domain::id::PaymentId;
use crate::domain::money::Money;

/// Take money for an order.
#[derive(Debug, Clone, Args)]
pub struct PayArgs {
    #[command(subcommand)]
    tender: With,
}

#[derive(Debug, Clone, Subcommand)]
enum With {
    /// Take cash and say the change
    Cash(Taken),
    /// Record what a card terminal has taken
    Card(Taken),
    /// Take a voucher: `pay voucher A47 20.00 --code 8813`
    Voucher(Taken),
    /// Charge a house account or a room: `pay account A47 --name "Room 12"`
    Account(Taken),
    /// Take another tender of the setting `tenders`
    Tender {
        /// Its word
        word: String,
        #[command(flatten)]
        taken: Taken,
    },
    /// Add a tip to the last payment of an order
    Tip {
        /// The order
        order: String,
        /// How much, in whole units
        amount: String,
    },
}

/// What is taken.
#[derive(Debug, Clone, Args)]
pub struct Taken {
    /// The order: its number, its day and number, or its identity
    pub order: String,
    /// What is handed over, in whole units: 20.00 [default: what is due]
    #[arg(allow_negative_numbers = true)]
    pub amount: Option<String>,
    /// Take less than what is due as a part payment
    #[arg(long)]
    pub part: bool,
    /// A tip, in whole units
    #[arg(long, allow_negative_numbers = true)]
    pub tip: Option<String>,
    /// The card terminal's reference, the code of a voucher, the name or number of an account
    #[arg(long, visible_aliases = ["code", "name"])]
    pub reference: Option<String>,
}

/// Runs the verb.
///
/// # Errors
/// One sentence; nothing has changed then.
pub fn run(context: &Context, args: &PayArgs) -> Result<Outcome, Failure> {
    let (tender, taken) = match &args.tender {
        With::Cash(taken) => (Tender::Cash, taken),
        With::Card(taken) => (Tender::Card, taken),
        With::Voucher(taken) => (Tender::Voucher, taken),
        With::Account(taken) => (Tender::Account, taken),
        With::Tender { word, taken } => {
            let Ok(tender) = word.parse();
            (tender, taken)
        }
        With::Tip { order, amount } => return tip(context, order, amount),
    };
    if let Some(hub) = remote::of(context)? {
        return hub.pay(&tender, taken);
    }
    if tender == Tender::Cash && !context.config.counter.drawer {
        return Err(Failure::error(
            "this terminal has no drawer (counter.drawer is off): take a card, or cash elsewhere",
        ));
    }
    order::change(context, &taken.order, |errand, order| {
        let currency = order.pricing.currency;
        let amount = |text: &Option<String>| {
            let parsed = text.as_deref().map(|text| currency.parse(text));
            parsed.transpose().map_err(Failure::error)
        };
        let tendered = amount(&taken.amount)?;
        let take = Take {
            payment: PaymentId(errand.mint()),
            tender,
            tendered,
            amount: None,
            part: taken.part,
            tip: amount(&taken.tip)?.unwrap_or(Money::ZERO),
            reference: taken.reference.clone(),
            shift: None,
        };
        Ok(vec![Step::Pay(take)])
    })
}

/// Adds a tip to the last payment.
fn tip(context: &Context, order: &str, amount: &str) -> Result<Outcome, Failure> {
    order::change(context, order, |_, order| {
        let tip = order.pricing.currency.parse(amount).map_err(Failure::error)?;
        let none = || Failure::error(format!("{} has no payment yet: pay it first", order.title()));
        let payment = order.payments.last().ok_or_else(none)?.payment.payment;
        Ok(vec![Step::Tip { payment, tip }])
    })
}

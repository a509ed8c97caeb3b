//! Which orders are listed: what is open, a day, a status, or what a search finds.

use clap::Args;
use serde_json::{Value, json};

use crate::cli::context::Context;
use crate::cli::order_view;
use crate::cli::out::{self, Failure, Outcome};
use crate::domain::order::Status;
use crate::domain::time::Day;
use crate::runtime::boot;
use crate::store::Wish;

/// Which orders are listed.
#[derive(Debug, Clone, Args)]
pub struct List {
    /// What is looked for: a number, a receipt, an amount, a table, a name, an item, a day
    pub words: Vec<String>,
    /// Of this number, on every day: A47
    #[arg(long, value_name = "NUMBER")]
    pub number: Option<String>,
    /// Of customers with these words in name, phone number, e-mail address or note
    #[arg(long, value_name = "WORDS", conflicts_with = "open")]
    pub customer: Option<String>,
    /// Only open orders: with something due, or with food on its way
    #[arg(long, conflicts_with = "all")]
    pub open: bool,
    /// Also orders that need nobody any more
    #[arg(long)]
    pub all: bool,
    /// Of one business day
    #[arg(long, value_name = "DAY", conflicts_with_all = ["from", "to"])]
    pub date: Option<Day>,
    /// From this business day on
    #[arg(long, value_name = "DAY")]
    pub from: Option<Day>,
    /// Up to this business day
    #[arg(long, value_name = "DAY")]
    pub to: Option<Day>,
    /// Whose food stands so: PLACED, READY and so on
    #[arg(long)]
    pub status: Option<String>,
    /// At most this many
    #[arg(long, default_value_t = 50)]
    pub limit: u32,
}

impl List {
    /// What is wished for.
    ///
    /// # Errors
    /// When the status is none.
    pub fn wish(&self) -> Result<Wish, Failure> {
        let words = self.words.iter().chain(&self.number).map(String::as_str).collect::<Vec<_>>();
        Ok(Wish {
            words: words.join(" "),
            customer: self.customer.clone(),
            open: self.open,
            all: self.all,
            from: self.date.or(self.from),
            to: self.date.or(self.to),
            status: self.status.as_deref().map(status_of).transpose()?,
            skip: 0,
            limit: self.limit,
        })
    }
}

/// Lists orders.
///
/// # Errors
/// One sentence.
pub fn list(context: &Context, list: &List) -> Result<Outcome, Failure> {
    let wish = list.wish()?;
    let (_, mut reader) = context.reader()?;
    let settings = boot::settings(&mut reader)?;
    let today = settings.clock().day(context.now());
    let found = reader.wished(&wish, today, settings.currency)?;
    let orders = found.orders.iter().map(|order| order_view::object(order));
    say(context, &orders.collect::<Result<Vec<_>, _>>()?, found.all)
}

/// Shows a list, which may come from a hub, and says when there may be more.
///
/// # Errors
/// As the output says.
pub fn say(context: &Context, orders: &[Value], all: bool) -> Result<Outcome, Failure> {
    if context.json {
        out::value(&json!({"schema": "orders/1", "orders": orders}))?;
    } else {
        out::text(&order_view::table_of(orders))?;
    }
    if !all {
        out::notice("there may be more: name a day, as --date 2026-11-02, to look at all of it");
    }
    Ok(Outcome::Done)
}

/// A status by its word, in any case.
fn status_of(text: &str) -> Result<Status, Failure> {
    let wanted = text.to_ascii_uppercase();
    Status::ALL.into_iter().find(|status| status.word() == wanted).ok_or_else(|| {
        let words: Vec<&str> = Status::ALL.iter().map(|status| status.word()).collect();
        Failure::usage(format!("`{text}` is not a status: use one of {}", words.join(", ")))
    })
}

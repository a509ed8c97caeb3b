//! `tillrail replay`: sell again what another till has sold, through the whole path.

use std::fmt::Write as _;
use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::context::Context;
use super::out::{self, Failure, Outcome};
use super::progress;
use crate::domain::currency::Currency;
use crate::past_sales::BadRows;
use crate::runtime::boot;
use crate::runtime::replay::{self, Replay, Replayed};

/// The address of a hub at which the replayed kitchen looks for it afterwards.
const HUB: &str = "http://127.0.0.1:7700";

/// Sell again what another till has sold.
#[derive(Debug, Clone, Args)]
pub struct ReplayArgs {
    /// A CSV with the columns id, date, time, name, price, and size, type, quantity if it has them; also .csv.gz
    file: PathBuf,
    /// Leave out rows that cannot be read, and count them
    #[arg(long)]
    skip_bad: bool,
    /// The currency of the prices [default: that of the settings, else EUR]
    #[arg(long)]
    currency: Option<String>,
}

/// Runs the verb.
///
/// # Errors
/// One sentence; a row that cannot be read is named.
pub fn run(context: &Context, args: &ReplayArgs) -> Result<Outcome, Failure> {
    let name = args.file.display().to_string();
    let bytes = std::fs::read(&args.file).map_err(|error| {
        Failure::error(format!("{name} cannot be read ({error}): name a file that is there"))
    })?;
    let currency = match &args.currency {
        Some(code) => Currency::from_code(&code.to_ascii_uppercase()).ok_or_else(|| {
            Failure::usage(format!("`{code}` is not a currency: write three letters like EUR"))
        })?,
        None => boot::settings_from(&context.config.site, &context.clock)?.currency,
    };
    let bar = progress::bar("replay");
    let replayed = replay::run(
        &Replay {
            data: &context.data,
            name: &name,
            bytes: &bytes,
            currency,
            bad: if args.skip_bad { BadRows::Skip } else { BadRows::Refuse },
            hub: HUB.to_owned(),
        },
        &context.clock,
        &mut |done, total| progress::to(bar.as_ref(), done, total),
    );
    progress::end(bar);
    let replayed = replayed.map_err(|error| Failure::error(error.to_string()))?;
    if context.json {
        out::value(&json!({
            "schema": "replay/1", "orders": replayed.orders, "lines": replayed.lines,
            "skipped": replayed.skipped, "sales_minor": replayed.sales,
            "currency": replayed.currency, "facts": replayed.facts, "equal": replayed.equal,
            "took_ms": replayed.took_us / 1_000, "orders_per_second": per_second(&replayed),
        }))?;
    } else {
        out::text(&summary(&replayed))?;
    }
    if replayed.equal {
        return Ok(Outcome::Done);
    }
    Err(Failure::error(
        "counter and kitchen are not equal: run `tillrail sync --once` with the hub running",
    ))
}

fn per_second(replayed: &Replayed) -> u64 {
    replayed.orders.saturating_mul(1_000_000) / replayed.took_us.max(1)
}

fn summary(replayed: &Replayed) -> String {
    let Replayed { orders, lines, skipped, sales, currency, facts, took_us, .. } = replayed;
    let sales = currency.format(*sales);
    let (seconds, tenths) = (took_us / 1_000_000, took_us / 100_000 % 10);
    let rate = per_second(replayed);
    let mut text = format!(
        "{orders} orders with {lines} lines, sold for {sales} {currency}\n\
         {seconds}.{tenths} s, {rate} orders per second, each sent, cooked, served and paid\n"
    );
    if *skipped > 0 {
        let _ = writeln!(text, "{skipped} rows could not be read and were left out");
    }
    let equal = if replayed.equal { "equal" } else { "NOT EQUAL" };
    let _ = writeln!(text, "counter, hub and kitchen are {equal}: {facts} facts");
    text
}

//! Which orders are listed: what is open, a day, a status, or what a search finds.

use clap::Args;
use serde_json::json;

use crate::cli::context::Context;
use crate::cli::order_view;
use crate::cli::out::{self, Failure, Outcome};
use crate::domain::order::{Order, Status};
use crate::domain::search::{PERSONS_MAX, Query};
use crate::domain::time::Day;
use crate::runtime::boot;
use crate::store::{OrderFilter, Page, Reader};

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

/// Lists orders.
///
/// # Errors
/// One sentence.
pub fn list(context: &Context, list: &List) -> Result<Outcome, Failure> {
    let (_, mut reader) = context.reader()?;
    let today = boot::today(&mut reader, context.now())?;
    let status = list.status.as_deref().map(status_of).transpose()?;
    let words = list.words.iter().chain(&list.number).map(String::as_str).collect::<Vec<_>>();
    if let Some(customer) = &list.customer {
        return of_customers(context, &reader, list, customer);
    }
    if !words.is_empty() {
        return search(context, &mut reader, (list, &words.join(" ")), (today, status));
    }
    let dated = list.date.is_some() || list.from.is_some() || list.to.is_some();
    let filter = OrderFilter {
        from: list.date.or(list.from),
        to: list.date.or(list.to),
        status,
        open_on: (list.open || (!list.all && !dated && status.is_none())).then_some(today),
        exceptions: false,
    };
    let page = Page { skip: 0, rows: list.limit };
    let orders = reader.orders_list(&filter, page)?;
    answer_all(context, orders.iter())
}

fn answer_all<'o>(
    context: &Context,
    orders: impl Iterator<Item = &'o Order>,
) -> Result<Outcome, Failure> {
    let orders = orders.map(order_view::object).collect::<Result<Vec<_>, _>>()?;
    if context.json {
        out::value(&json!({"schema": "orders/1", "orders": orders}))?;
    } else {
        out::text(&order_view::table_of(&orders))?;
    }
    Ok(Outcome::Done)
}

/// Lists the orders of the customers that are meant, the latest first.
fn of_customers(
    context: &Context,
    reader: &Reader,
    list: &List,
    words: &str,
) -> Result<Outcome, Failure> {
    let limit = usize::try_from(list.limit).unwrap_or(usize::MAX);
    let mut orders = Vec::new();
    for person in reader.persons_like(words, PERSONS_MAX)? {
        orders.extend(reader.orders_of(person.id, limit)?);
    }
    orders.retain(|order| {
        list.date.is_none_or(|day| order.day() == Some(day))
            && list.from.is_none_or(|day| order.day() >= Some(day))
            && list.to.is_none_or(|day| order.day() <= Some(day))
    });
    orders.sort_by_key(|order| std::cmp::Reverse(order.opened.as_ref().map(|one| one.at)));
    answer_all(context, orders.iter().take(limit))
}

/// Lists what matches, by the search of the counter.
fn search(
    context: &Context,
    reader: &mut Reader,
    (list, text): (&List, &str),
    (today, status): (Day, Option<Status>),
) -> Result<Outcome, Failure> {
    let currency = boot::settings(reader)?.currency;
    let mut query = Query::read(text, today, currency);
    query.day = list.date.or(query.day);
    query.open_on = list.open.then_some(today);
    let found = reader.search(&query)?;
    let limit = usize::try_from(list.limit).unwrap_or(usize::MAX);
    let within = |order: &&Order| {
        list.from.is_none_or(|day| order.day() >= Some(day))
            && list.to.is_none_or(|day| order.day() <= Some(day))
            && status.is_none_or(|status| order.status() == status)
    };
    let orders = found.orders.iter().map(AsRef::as_ref).filter(within).take(limit);
    let answered = answer_all(context, orders)?;
    if !found.all {
        out::notice("there may be more: name a day, as --date 2026-11-02, to look at all of it");
    }
    Ok(answered)
}

/// A status by its word, in any case.
fn status_of(text: &str) -> Result<Status, Failure> {
    let wanted = text.to_ascii_uppercase();
    Status::ALL.into_iter().find(|status| status.word() == wanted).ok_or_else(|| {
        let words: Vec<&str> = Status::ALL.iter().map(|status| status.word()).collect();
        Failure::usage(format!("`{text}` is not a status: use one of {}", words.join(", ")))
    })
}

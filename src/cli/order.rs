//! `tillrail order`: make, change and look at orders.

mod bills;
mod find;
mod list;
mod void;

use clap::{Args, Subcommand};

pub use find::{find, find_in, line_of};
pub use list::{List, say as say_list};
pub use void::Void;
use void::step as void_step;

use super::context::Context;
use super::customer;
use super::items::Wanted;
use super::order_money::{self, MoneyAct};
use super::order_view;
use super::out::{Failure, Outcome};
use super::remote;
use crate::domain::audit;
use crate::domain::command::{Command, NewLine, Opening, Step};
use crate::domain::event::OrderChanged;
use crate::domain::id::{AggregateId, LineId, OrderId, SendId, StaffId};
use crate::domain::order::Order;
use crate::domain::rejection::Rejection;
use crate::domain::settings::Service;
use crate::domain::time::{At, SiteClock, clock_time};
use crate::runtime::boot;
use crate::runtime::errand::Errand;

/// Make, change and look at orders.
#[derive(Debug, Clone, Args)]
pub struct OrderArgs {
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, Clone, Subcommand)]
enum Act {
    /// Open an order
    New(New),
    /// Add an item: `order add A47 2 cap`
    Add(Add),
    /// Hand what is new to the kitchen
    Send(One),
    /// Let the kitchen make a course that waits: `order fire A47`, or `order fire A47 3`
    Fire(Fire),
    /// Park an order
    Hold(One),
    /// Take up a parked order again
    Resume(One),
    /// Take off a line that was not sent
    Remove(Remove),
    /// Void a sent line, a part of it, or the whole order
    Void(Void),
    /// Do not charge a sent line or a part of it, although it was made and served
    Comp(Void),
    /// Say when an order is wanted: `order due A47 18:30`, at once without a time
    Due(Due),
    /// List orders, newest first
    List(List),
    /// Show one order
    Show(One),
    /// Show how the total of an order comes about
    Explain(One),
    #[command(flatten)]
    Money(MoneyAct),
    #[command(flatten)]
    Bills(bills::BillAct),
}

/// When an order is wanted.
#[derive(Debug, Clone, Args)]
struct Due {
    /// The order: its number, its day and number, or its identity
    order: String,
    /// The time of day, as 18:30; the kitchen sees it by its lead time earlier
    time: Option<String>,
}

/// How an order starts.
#[derive(Debug, Clone, Args)]
pub struct New {
    /// How it reaches its guest: `dine_in`, takeaway, delivery, online [default: takeaway, with a table `dine_in`]
    #[arg(long)]
    pub service: Option<Service>,
    /// The table
    #[arg(long)]
    pub table: Option<String>,
    /// How many guests
    #[arg(long)]
    pub guests: Option<u32>,
    /// When it is wanted, as 18:30; the kitchen sees it by its lead time earlier
    #[arg(long, value_name = "TIME")]
    pub due: Option<String>,
    /// A pick-up word
    #[arg(long)]
    pub name: Option<String>,
    /// The customer: an identity, or words that only one customer has
    #[arg(long, value_name = "WHO")]
    pub customer: Option<String>,
    /// An item with options and quantity, several times: 12:2 or "flat white+oat+shot"
    #[arg(long = "item", value_name = "ITEM[+OPTION]...[:QUANTITY]")]
    pub items: Vec<String>,
    /// Hand it to the kitchen at once
    #[arg(long)]
    pub send: bool,
}

#[derive(Debug, Clone, Args)]
struct Add {
    /// The order: its number, its day and number, or its identity
    order: String,
    /// A quantity, then the item with its options: 2 cap, or flat white+oat
    #[arg(allow_negative_numbers = true)]
    words: Vec<String>,
    /// An item with options and quantity, several times
    #[arg(long = "item", value_name = "ITEM[+OPTION]...[:QUANTITY]")]
    items: Vec<String>,
    /// A note for the kitchen
    #[arg(long)]
    note: Option<String>,
    /// The seat it is for
    #[arg(long)]
    seat: Option<u8>,
    /// The course it belongs to
    #[arg(long)]
    course: Option<u8>,
    /// What the guest must not get
    #[arg(long)]
    allergy: Option<String>,
    /// Hand it to the kitchen at once
    #[arg(long)]
    send: bool,
}

#[derive(Debug, Clone, Args)]
struct One {
    /// The order: its number, its day and number (2026-11-20/A47), or its identity
    order: String,
}

#[derive(Debug, Clone, Args)]
struct Fire {
    /// The order
    order: String,
    /// The course; the next one that waits without
    course: Option<u8>,
}

#[derive(Debug, Clone, Args)]
struct Remove {
    /// The order
    order: String,
    /// The line: its number in `order show`, or its identity
    line: String,
}

/// Runs the verb.
///
/// # Errors
/// One sentence; nothing has changed then.
pub fn run(context: &Context, args: &OrderArgs) -> Result<Outcome, Failure> {
    if let Some(hub) = remote::of(context)? {
        return on_hub(&hub, &args.act);
    }
    match &args.act {
        Act::New(new) => open(context, new),
        Act::Add(add) => self::add(context, add),
        Act::Send(one) => {
            change(context, &one.order, |errand, _| Ok(vec![Step::Send(SendId(errand.mint()))]))
        }
        Act::Fire(fire) => change(context, &fire.order, |_, _| Ok(vec![Step::Fire(fire.course)])),
        Act::Hold(one) => change(context, &one.order, |_, _| Ok(vec![Step::Hold])),
        Act::Resume(one) => change(context, &one.order, |_, _| Ok(vec![Step::Resume])),
        Act::Remove(remove) => change(context, &remove.order, |_, order| {
            Ok(vec![Step::Remove(line_of(order, &remove.line)?.id)])
        }),
        Act::Void(it) => change(context, &it.order, |_, o| Ok(vec![void_step(o, it, false)?])),
        Act::Comp(it) => change(context, &it.order, |_, o| Ok(vec![void_step(o, it, true)?])),
        Act::Due(act) => change_due(context, act),
        Act::List(list) => list::list(context, list),
        Act::Show(one) => show(context, &one.order),
        Act::Explain(one) => explain(context, &one.order),
        Act::Money(act) => order_money::run(context, act),
        Act::Bills(act) => bills::run(context, act),
    }
}

/// Runs the verb on a hub.
fn on_hub(hub: &remote::Remote<'_>, act: &Act) -> Result<Outcome, Failure> {
    match act {
        Act::New(new) => hub.open(new),
        Act::Add(add) => {
            let wanted = wanted(add)?;
            hub.add(&add.order, &wanted, add.note.as_deref(), add.allergy.as_deref(), add.send)
        }
        Act::Send(one) => hub.send(&one.order),
        Act::Void(void) => hub.void(void),
        Act::Comp(_) => Err(Failure::usage("a comp is given on a terminal: leave --hub out")),
        Act::Due(act) => hub.change_due(&act.order, act.time.as_deref()),
        Act::List(list) => hub.list(list),
        Act::Show(one) => hub.show(&one.order),
        Act::Fire(_)
        | Act::Hold(_)
        | Act::Resume(_)
        | Act::Remove(_)
        | Act::Explain(_)
        | Act::Money(_)
        | Act::Bills(_) => Err(Failure::usage(
            "this is done at the counter that took the order: leave out --hub there",
        )),
    }
}

fn open(context: &Context, new: &New) -> Result<Outcome, Failure> {
    let mut errand = context.selling()?;
    let order = OrderId(errand.mint());
    let usual = if new.table.is_some() { Service::DineIn } else { Service::Takeaway };
    let clock = errand.state().settings().clock();
    let wanted_at = new.due.as_deref().map(|text| due(&clock, errand.now(), text)).transpose()?;
    let customer = match &new.customer {
        Some(who) => Some(customer::find(&errand.reader()?, who)?.reference()),
        None => None,
    };
    let opening = Opening {
        letter: None,
        service: new.service.unwrap_or(usual),
        table: new.table.clone(),
        guests: new.guests,
        name: new.name.clone(),
        due: wanted_at,
        customer,
    };
    let mut steps = new
        .items
        .iter()
        .map(|text| step(&mut errand, &Wanted::parse(text)?))
        .collect::<Result<Vec<_>, Failure>>()?;
    if new.send {
        steps.push(Step::Send(SendId(errand.mint())));
    }
    errand.act(vec![Command::Open { order, opening, steps }])?;
    answer(context, &errand, order)
}

/// The next moment at which a clock shows this time.
///
/// # Errors
/// When the text is no time of day, or the day has no such time.
pub fn due(clock: &SiteClock, now: At, text: &str) -> Result<At, Failure> {
    let time = clock_time(text).map_err(Failure::usage)?;
    clock.next(now, time).ok_or_else(|| Failure::usage("this day has no such time"))
}

/// An order is wanted at another time, or at once.
fn change_due(context: &Context, act: &Due) -> Result<Outcome, Failure> {
    change(context, &act.order, |errand, _| {
        let clock = errand.state().settings().clock();
        let wanted = act.time.as_deref().map(|text| due(&clock, errand.now(), text)).transpose()?;
        let change = OrderChanged { due: Some(wanted), ..OrderChanged::default() };
        Ok(vec![Step::Change(change)])
    })
}

/// The step that adds what was wanted.
fn step(errand: &mut Errand, wanted: &Wanted) -> Result<Step, Failure> {
    let (item, options) = wanted.on(errand.state().menu())?;
    Ok(Step::Add(NewLine {
        line: LineId(errand.mint()),
        item,
        options: Some(options),
        quantity: wanted.quantity,
        note: None,
        allergy: None,
        of: None,
        seat: None,
        course: None,
    }))
}

fn add(context: &Context, add: &Add) -> Result<Outcome, Failure> {
    let wanted = wanted(add)?;
    change(context, &add.order, |errand, _| {
        let mut steps = Vec::new();
        for wanted in &wanted {
            let mut step = step(errand, wanted)?;
            if let Step::Add(line) = &mut step {
                line.note.clone_from(&add.note);
                line.allergy.clone_from(&add.allergy);
                line.seat = add.seat;
                line.course = add.course;
            }
            steps.push(step);
        }
        if add.send {
            steps.push(Step::Send(SendId(errand.mint())));
        }
        Ok(steps)
    })
}

fn wanted(add: &Add) -> Result<Vec<Wanted>, Failure> {
    let mut wanted = Vec::new();
    if !add.words.is_empty() {
        wanted.push(Wanted::of_words(&add.words)?);
    }
    for text in &add.items {
        wanted.push(Wanted::parse(text)?);
    }
    if wanted.is_empty() {
        return Err(Failure::usage("no item is named: write `order add A47 2 cap`"));
    }
    Ok(wanted)
}

/// Does steps on an order in this machine's selling journal and shows it.
pub fn change(
    context: &Context,
    text: &str,
    steps: impl FnOnce(&mut Errand, &Order) -> Result<Vec<Step>, Failure>,
) -> Result<Outcome, Failure> {
    context.replica()?;
    let mut errand = context.selling()?;
    let order = find(&mut errand, text)?;
    let steps = steps(&mut errand, &order)?;
    errand.act(vec![Command::Order(order.id, steps)])?;
    answer(context, &errand, order.id)
}

/// Shows an order after it was changed.
fn answer(context: &Context, errand: &Errand, id: OrderId) -> Result<Outcome, Failure> {
    let order = errand.order(id)?.ok_or(Rejection::NoOrder)?;
    order_view::show(context, &order)?;
    Ok(Outcome::Done)
}

fn show(context: &Context, text: &str) -> Result<Outcome, Failure> {
    let (replica, mut reader) = context.reader()?;
    let order = find_in(&mut reader, text, context.now())?;
    let about = AggregateId::Order(order.id);
    let facts = reader.aggregate(&about)?.into_iter().map(|sealed| sealed.fact);
    let facts: Vec<_> = facts.filter(|fact| fact.aggregate == about).collect();
    let state = boot::load(&mut reader, &replica.identity, context.now())?;
    let name = |staff: &StaffId| state.staff_name(staff);
    order_view::story(context, &order, &audit::of_order(&order, &[], &facts), &name)?;
    Ok(Outcome::Done)
}

fn explain(context: &Context, text: &str) -> Result<Outcome, Failure> {
    let (_, mut reader) = context.reader()?;
    let order = find_in(&mut reader, text, context.now())?;
    order_view::explain(context, &order)?;
    Ok(Outcome::Done)
}

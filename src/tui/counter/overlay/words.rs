//! Words that several overlays share: sentences of refusals, ages, items and states of orders.

use crate::domain::command::{Command, Step};
use crate::domain::event::OrderChanged;
use crate::domain::id::OrderId;
use crate::domain::name::capital;
use crate::domain::number::OrderNumber;
use crate::domain::order::{Line, MoneyStatus, Order, Status};
use crate::domain::rejection::Rejection;
use crate::domain::time::At;
use crate::tui::counter::turn::{Turn, Undo};
use crate::tui::front::Front;
use crate::tui::widgets::MessageKind;

/// An order that waits longer than this for its food is late, in milliseconds.
const LATE_MS: i64 = 600_000;

/// A refusal as a sentence of the message row.
pub fn sentence(rejection: &Rejection) -> String {
    format!("{}.", capital(rejection.to_string().trim_end_matches('.')))
}

/// The answer to a refusal: the overlay stays and says why.
pub fn refused(rejection: &Rejection) -> Turn {
    Turn::stay().say(MessageKind::Warning, sentence(rejection))
}

/// The same words without a capital letter at the start, as inside a sentence.
pub fn small(text: &str) -> String {
    let mut letters = text.chars();
    let head: String = letters.next().map(|c| c.to_lowercase().collect()).unwrap_or_default();
    format!("{head}{}", letters.as_str())
}

/// The number of the open shift, without its letter as the status line shows it; empty for none.
pub fn shift_number(front: &Front) -> String {
    let shift = front.desk.state.my_shift().and_then(|shift| shift.number.as_ref());
    shift.map(ToString::to_string).unwrap_or_default()
}

/// The hub as it is called: its name or address.
pub fn hub(front: &Front) -> &str {
    if front.link.hub.is_empty() { "the hub" } else { &front.link.hub }
}

/// An age for a list: `6m`, `2h`, `3d`.
pub fn age(since: At, now: At) -> String {
    let minutes = now.since(since).max(0) / 60_000;
    match minutes {
        0..120 => format!("{minutes}m"),
        120..2_880 => format!("{}h", minutes / 60),
        _ => format!("{}d", minutes / 1_440),
    }
}

/// How many pieces, in words: `1 item`, `3 items`.
pub fn items(order: &Order) -> String {
    let pieces = order.pieces();
    if pieces == 1 { "1 item".to_owned() } else { format!("{pieces} items") }
}

/// The number of an order as a bill: the first one of a split order is its part 1.
pub fn bill(front: &Front, order: &Order) -> String {
    let part = |number: &OrderNumber| {
        let kin = front.desk.state.family_of(order.id).iter();
        let mut others = kin.filter_map(|other| other.number.as_ref());
        number.part == 0 && others.any(|other| other.is_kin(number) && other.part > 0)
    };
    let first = order.number.as_ref().is_some_and(part);
    if first { format!("{}-1", order.title()) } else { order.title() }
}

/// Hands orders to who works here: from now on their screens and bills name this person.
pub fn take_over(front: &mut Front, orders: &[OrderId]) -> Turn {
    let server = front.desk.staff().clone();
    let name = front.desk.state.staff_name(&server);
    let mut effects = Vec::new();
    let mut undo = None;
    for order in orders {
        let before = front.desk.state.order(*order).and_then(Order::server).cloned();
        let back = OrderChanged { server: before, ..OrderChanged::default() };
        undo = Some(Undo::steps(*order, vec![Step::Change(back)], "taking over"));
        let change = OrderChanged { server: Some(server.clone()), ..OrderChanged::default() };
        match front.act(&Command::Order(*order, vec![Step::Change(change)])) {
            Ok((_, more)) => effects.extend(more),
            Err(rejection) => return refused(&rejection).with(effects),
        }
    }
    let titles = orders.iter().filter_map(|id| front.desk.state.order(*id)).map(Order::title);
    let titles: Vec<String> = titles.collect();
    let verb = if titles.len() == 1 { "is" } else { "are" };
    let words = format!("{} {verb} with {name} now.", titles.join(", "));
    let undo = undo.filter(|_| orders.len() == 1);
    let kind = if undo.is_some() { MessageKind::Undo } else { MessageKind::Done };
    Turn { undo, ..Turn::stay().with(effects).say(kind, words) }
}

/// The first items of an order in a row: `1 Latte, 1 Cinnamon roll`.
pub fn first_items(order: &Order) -> String {
    let lines = order.live_lines().filter(|line| line.standing().is_positive());
    let parts: Vec<String> =
        lines.map(|line| format!("{} {}", line.measure(line.standing()), line.sold.name)).collect();
    parts.join(", ")
}

/// The state of an order as one word of at most seven letters.
pub fn state(order: &Order, now: At) -> &'static str {
    if !order.flagged.is_empty() || order.money_status() == MoneyStatus::Overpaid {
        return "CHECK";
    }
    match order.status() {
        Status::Held => "HELD",
        Status::Draft => "OPEN",
        Status::Placed | Status::Accepted | Status::Preparing => {
            if is_late(order, now) {
                "LATE"
            } else if order.billed.is_some() {
                "BILL"
            } else if cooks(order) {
                "COOKING"
            } else {
                "OPEN"
            }
        }
        Status::Ready => "READY",
        // The bill is what a table asks for next, but BILL says that it was printed.
        Status::Served => {
            if order.billed.is_some() {
                "BILL"
            } else {
                "OPEN"
            }
        }
        Status::Completed => "PAID",
        Status::Cancelled | Status::Rejected => "VOID",
        Status::Merged => "MERGED",
    }
}

/// True while a fired line of it waits for the kitchen too long; a scheduled order is late when
/// its time has passed.
pub fn is_late(order: &Order, now: At) -> bool {
    let slow = |line: &Line| {
        let sent = line.sent.filter(|_| line.is_prepared() && !line.is_held());
        line.ready.is_none()
            && line.standing().is_positive()
            && sent.is_some_and(|sent| match order.due {
                Some(due) => now > due,
                None => now.since(sent.since()) > LATE_MS,
            })
    };
    order.work_lines().any(slow)
}

fn cooks(order: &Order) -> bool {
    order.work_lines().any(|line| line.is_prepared() && line.standing().is_positive())
}

/// What somebody must do about the money of an order, if anything.
pub fn to_check(order: &Order) -> Option<String> {
    let currency = order.pricing.currency;
    if let Some(flag) = order.flagged.first() {
        return Some(format!("TO CHECK: {} {}", flag.tender, currency.format(flag.amount)));
    }
    let settlement = order.settlement().ok()?;
    settlement.give_back.is_positive().then(|| {
        format!("{}: give back {}", settlement.status, currency.format(settlement.give_back))
    })
}

//! What the connection screen says, row by row.

use crate::domain::id::AggregateId;
use crate::domain::order::Order;
use crate::domain::time::At;
use crate::sync::status::{DRIFT_WARNING_MS, LinkStatus};
use crate::tui::counter::overlay::words;
use crate::tui::front::Front;
use crate::tui::msg::Waiting;

fn minutes(front: &Front, since: At) -> String {
    let minutes = front.now.at.since(since).max(0) / 60_000;
    match minutes {
        0 => String::new(),
        1..120 => format!(" {minutes} min"),
        _ => format!(" {} h", minutes / 60),
    }
}

/// The row that says why, and how many rows its answer may take.
pub(super) const WHY: &str = "Why";
pub(super) const WHY_ROWS: usize = 3;

/// The row that names what somebody must look at.
pub(super) const LOOK: &str = "Look here";

/// What is wrong with journals or identities, in a few words.
fn look(front: &Front) -> Option<String> {
    let facts = &front.link.facts;
    if let Some(reason) = &facts.renew {
        let reason = if reason == "forked" { "copied" } else { reason };
        return Some(format!("{reason}: restart to take another identity"));
    }
    if facts.filling {
        return Some("the hub is filled again with all held here".to_owned());
    }
    if facts.stopped.is_some() {
        return Some("the hub cannot read a journal: restart it".to_owned());
    }
    if facts.incomplete {
        return Some("INCOMPLETE: older orders still arrive".to_owned());
    }
    (facts.forks > 0).then(|| "FORK: two machines had one identity, d tells".to_owned())
}

/// The state in the frame: `OFFLINE 12 min`.
pub(super) fn head(front: &Front) -> String {
    let word = front.link.status.word();
    match &front.link.status {
        LinkStatus::Offline { since, .. } => {
            format!("{word}{}", minutes(front, front.link.last_contact.unwrap_or(At(*since))))
        }
        LinkStatus::Syncing { left } => format!("{word} {left}"),
        LinkStatus::Alone
        | LinkStatus::Connecting
        | LinkStatus::Online { .. }
        | LinkStatus::Refused { .. } => word.to_owned(),
    }
}

fn hub(front: &Front) -> String {
    let name = words::hub(front);
    match &front.link.status {
        LinkStatus::Alone => "none: this terminal is a shop of its own".to_owned(),
        LinkStatus::Online { hub, .. } if *hub != name => format!("{name}  ({hub})"),
        LinkStatus::Offline { .. } if front.link.facts.address != name => {
            let address = &front.link.facts.address;
            if address.is_empty() { name.to_owned() } else { format!("{name}  ({address})") }
        }
        LinkStatus::Online { .. }
        | LinkStatus::Connecting
        | LinkStatus::Syncing { .. }
        | LinkStatus::Offline { .. }
        | LinkStatus::Refused { .. } => name.to_owned(),
    }
}

fn last_contact(front: &Front) -> String {
    let Some(at) = front.link.last_contact else { return "never yet".to_owned() };
    let time = front.desk.state.settings().clock().hours_minutes_seconds(at);
    match minutes(front, at).as_str() {
        "" => format!("{time}, just now"),
        age => format!("{time},{age} ago"),
    }
}

fn why(front: &Front) -> String {
    match &front.link.status {
        LinkStatus::Alone => "no hub is set up".to_owned(),
        LinkStatus::Connecting => "asking the hub now".to_owned(),
        LinkStatus::Online { .. } => "the hub answers".to_owned(),
        LinkStatus::Syncing { left } => format!("{left} changes are on their way"),
        LinkStatus::Offline { why, next_try, .. } => {
            let seconds = next_try.saturating_sub(front.now.at.0).max(0) / 1_000;
            format!("{why}, trying again in {seconds} s")
        }
        LinkStatus::Refused { sentence, .. } => sentence.clone(),
    }
}

fn counted(count: u64, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// What waits, by what people call it: `7: 3 orders, 3 payments, 1 void`. Nothing when not all of it
/// is known.
fn by_kind(front: &Front) -> Option<String> {
    let (mut orders, mut payments, mut voids, mut steps) = (0_u64, 0_u64, 0_u64, 0_u64);
    for (kind, count) in &front.link.facts.kinds {
        let sum = match kind.as_str() {
            "order_opened" => &mut orders,
            "payment_taken" | "payment_refunded" => &mut payments,
            "line_voided" | "order_cancelled" => &mut voids,
            _ => &mut steps,
        };
        *sum = sum.saturating_add(*count);
    }
    let all = orders.saturating_add(payments).saturating_add(voids).saturating_add(steps);
    let parts = [
        (orders, "order", "orders"),
        (payments, "payment", "payments"),
        (voids, "void", "voids"),
        (steps, "step", "steps"),
    ];
    let parts = parts.iter().filter(|(count, ..)| *count > 0);
    let parts: Vec<String> = parts.map(|(count, one, many)| counted(*count, one, many)).collect();
    (all == front.link.unsent).then(|| format!("{all}: {}", parts.join(", ")))
}

/// The clock of this terminal beside the hub's.
fn clock(offset_ms: Option<i64>) -> String {
    let Some(offset) = offset_ms else { return "not compared yet".to_owned() };
    let away = offset.unsigned_abs();
    let far = format!("{}.{} s", away / 1_000, away % 1_000 / 100);
    let set = if offset.saturating_abs() > DRIFT_WARNING_MS { ": set it" } else { "" };
    match offset {
        -99..=99 => "the same as the hub's".to_owned(),
        100.. => format!("{far} behind the hub's{set}"),
        _ => format!("{far} ahead of the hub's{set}"),
    }
}

/// What those see who look closer.
pub(super) fn details(front: &Front) -> Vec<(u16, &'static str, String)> {
    let facts = &front.link.facts;
    let me = &front.desk.state.me;
    let missing = match front.link.status {
        LinkStatus::Syncing { left } => counted(left, "change", "changes"),
        LinkStatus::Online { .. } => "nothing".to_owned(),
        LinkStatus::Alone
        | LinkStatus::Connecting
        | LinkStatus::Offline { .. }
        | LinkStatus::Refused { .. } => "not known now".to_owned(),
    };
    let or_none = |words: &str| if words.is_empty() { "none".to_owned() } else { words.to_owned() };
    let quarantined = match facts.quarantined {
        0 => "nothing".to_owned(),
        many => format!("{many}, kept and passed on: update this program"),
    };
    let mut rows = vec![
        (1, "Hub", hub(front)),
        (2, "Address", or_none(&facts.address)),
        (3, "Line", or_none(&facts.line)),
        (5, "Not sent", counted(front.link.unsent, "change", "changes")),
        (6, "On their way", missing),
        (7, "Not understood", quarantined),
        (9, "Clock", clock(facts.offset_ms)),
        (11, "This terminal", me.terminal.to_string()),
        (12, "Site", me.site.to_string()),
    ];
    if facts.forks > 0 {
        let branches = counted(facts.forks, "branch", "branches");
        rows.push((8, "FORK", format!("{branches}, kept and counted: tillrail doctor")));
    }
    rows.extend(look(front).map(|words| (13, LOOK, words)));
    rows
}

/// The first facts that wait: when, about what, which.
pub(super) fn waiting(front: &Front) -> Vec<(u16, String)> {
    let clock = front.desk.state.settings().clock();
    let row = |one: &Waiting| {
        let about = if let AggregateId::Order(order) = &one.aggregate {
            front.desk.state.order(*order).map(Order::title).unwrap_or_default()
        } else {
            String::new()
        };
        let words = one.kind.replace('_', " ");
        format!("{}  {words}  {about}", clock.hours_minutes_seconds(one.at))
    };
    let list = &front.link.facts.waiting;
    let mut rows: Vec<(u16, String)> = (1..).zip(list.iter().map(row)).collect();
    let more = front.link.unsent.saturating_sub(u64::try_from(list.len()).unwrap_or(0));
    if rows.is_empty() {
        rows.push((1, "Nothing waits: the hub has everything.".to_owned()));
    } else if more > 0 {
        rows.push((13, format!("and {more} more, all saved on this terminal")));
    }
    rows
}

/// What the rows say, by their heads.
pub(super) fn rows(front: &Front) -> Vec<(u16, &'static str, String)> {
    let unsent = front.link.unsent;
    let clock = front.desk.state.settings().clock();
    let waiting = match unsent {
        0 => "nothing".to_owned(),
        many => by_kind(front).unwrap_or_else(|| counted(many, "change", "changes")),
    };
    let mut rows = vec![
        (1, "Hub", hub(front)),
        (2, "Last contact", last_contact(front)),
        (3, WHY, why(front)),
        (4, "Waiting here", waiting),
    ];
    if let Some(oldest) = front.link.oldest_unsent.filter(|_| unsent > 0) {
        rows.push((5, "Oldest waiting", clock.hours_minutes_seconds(oldest)));
    }
    let safe = match unsent {
        0 => "everything is saved on this terminal".to_owned(),
        1 => "it is saved on this terminal".to_owned(),
        many => format!("all {many} are saved on this terminal"),
    };
    rows.push((6, "Nothing is lost", safe));
    rows.extend(look(front).map(|words| (7, LOOK, words)));
    rows.push((8, "Works offline", "selling, cash, card by hand, hold, tables,".to_owned()));
    rows.push((9, "", "refunds, shift, X and Z".to_owned()));
    rows.push((10, "Needs the hub", "news from other counters, online payment".to_owned()));
    let kitchen = if !front.desk.state.has_kitchen() {
        "none has joined this site"
    } else if front.reaches_kitchen() {
        "receives the orders of this counter"
    } else {
        "NOT receiving new orders from this counter!"
    };
    rows.push((12, "Kitchen", kitchen.to_owned()));
    if front.prints_tickets() {
        rows.push((13, "", "its tickets are printed here".to_owned()));
    }
    rows
}

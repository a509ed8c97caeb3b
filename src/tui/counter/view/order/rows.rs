//! The rows of the lines: unsent ones first, then each send with its state in the kitchen.

use super::Row;
use crate::domain::choice;
use crate::domain::event::Reduction;
use crate::domain::money::{Money, Quantity};
use crate::domain::order::{Line, Order};
use crate::domain::time::{At, SiteClock};
use crate::sync::status::LinkStatus;
use crate::tui::counter::model::Model;
use crate::tui::text;
use crate::tui::theme::Role;

/// Columns before the words of an allergy, the sign of the chosen line included.
const MARGIN: usize = 8;

/// All rows of the order on the screen.
pub(super) fn of(model: &Model, columns: u16) -> Vec<Row> {
    let Some(order) = model.order() else { return Vec::new() };
    let clock = model.front.desk.state.settings().clock();
    let mut rows = Vec::new();
    let room = usize::from(columns).saturating_sub(MARGIN);
    for line in order.unsent_lines() {
        push_line(&mut rows, model, (order, line), room);
    }
    for (send, stamp) in &order.sends {
        let of_send = |line: &&Line| line.sent.is_some_and(|sent| sent.send == *send);
        let lines: Vec<&Line> = order.live_lines().filter(of_send).collect();
        if lines.is_empty() {
            continue;
        }
        let work: Vec<&Line> = order.work_lines().filter(of_send).collect();
        if !rows.is_empty() {
            rows.push(plain(String::new()));
        }
        let away = is_away(model, stamp.at);
        rows.push(plain(head(&clock, stamp.at, &work, away)));
        let (held, fired): (Vec<&Line>, Vec<&Line>) = lines.iter().partition(|line| line.is_held());
        for line in fired {
            push_line(&mut rows, model, (order, line), room);
        }
        for course in order.held_courses() {
            let waits = held.iter().filter(|line| line.sold.course == Some(course));
            for (at, line) in waits.enumerate() {
                if at == 0 {
                    rows.push(plain(format!("    -- course {course} held --")));
                }
                push_line(&mut rows, model, (order, line), room);
            }
        }
    }
    for exception in &order.exceptions {
        let left = format!(" ! {}", exception.sentence);
        let right = String::new();
        rows.push(Row { line: None, mark: false, left, right, role: Role::Danger });
    }
    rows
}

fn plain(left: String) -> Row {
    Row { line: None, mark: false, left, right: String::new(), role: Role::Muted }
}

/// `-- sent 14:21, cooking --`: the word of the line that is furthest behind.
fn head(clock: &SiteClock, at: At, lines: &[&Line], away: bool) -> String {
    let time = clock.hours_minutes(at);
    let prepared =
        lines.iter().filter(|line| line.is_prepared() && !line.is_void() && !line.is_held());
    let steps = prepared.map(|line| step(line));
    match steps.min() {
        Some(0) if away => format!("    -- {time}, NOT in kitchen --"),
        Some(step) => format!("    -- sent {time}, {} --", WORDS.get(step).unwrap_or(&"")),
        None => format!("    -- sent {time} --"),
    }
}

/// True for what was sent after the hub was last heard, while it is not reachable: no kitchen has it.
fn is_away(model: &Model, at: At) -> bool {
    let link = &model.front.link;
    let alone = link.status == LinkStatus::Alone || link.status.is_connected();
    !alone
        && link.last_contact.is_none_or(|heard| heard < at)
        && model.front.desk.state.has_kitchen()
}

/// The words of the steps in the kitchen, in their order.
const WORDS: [&str; 4] = ["waiting", "cooking", "READY", "served"];

const fn step(line: &Line) -> usize {
    if line.served.is_some() {
        3
    } else if line.ready.is_some() {
        2
    } else if line.started.is_some() {
        1
    } else {
        0
    }
}

fn push_line(rows: &mut Vec<Row>, model: &Model, (order, line): (&Order, &Line), room: usize) {
    let currency = order.pricing.currency;
    let void = line.is_void();
    let quantity = if void { line.quantity } else { line.standing() };
    let amount = |unit: Money, quantity: Quantity| {
        unit.times(quantity).map_or_else(|_| "?".to_owned(), |sum| currency.format(sum))
    };
    let base = line.price.unwrap_or(line.sold.price.of(order.service).0);
    let role = if void { Role::ItemVoid } else { Role::Text };
    let chosen = model.chosen == Some(line.id);
    let more = if line.sold.of.is_some() { "+" } else { "" };
    let name = crate::tui::counter::view::plain(model, &line.sold.name);
    let seat = line.sold.seat.map_or_else(String::new, |seat| format!("  seat {seat}"));
    rows.push(Row {
        line: Some(line.id),
        mark: chosen,
        left: format!("{:>3} {name}{seat}", format!("{more}{}", line.measure(quantity))),
        right: if void { "VOID".to_owned() } else { amount(base, quantity) },
        role,
    });
    let mut detail = |left: String, right: String, role: Role| {
        rows.push(Row { line: Some(line.id), mark: false, left, right, role });
    };
    if line.price.is_some() && !void {
        let was = currency.format(line.sold.price.of(order.service).0);
        detail(format!("    price changed, was {was}"), String::new(), Role::Text);
    }
    for shown in choice::shown(&line.options) {
        let price = shown.price(order.service).unwrap_or_default();
        let free = price.is_zero() || void;
        let right = if free { String::new() } else { amount(price, quantity) };
        let blanks = shown.depth.saturating_mul(2).saturating_add(4);
        detail(format!("{:blanks$}+ {}", "", shown.words()), right, role);
    }
    if let Some(note) = &line.note {
        detail(format!("    \" {note}"), String::new(), role);
    }
    if let Some(allergy) = &line.allergy {
        // What a guest must not get is never cut: it goes on in rows of its own.
        for (row, at) in text::wrap(&format!("ALLERGY {allergy}"), room).iter().zip(0..) {
            let sign = if at == 0 { "!" } else { " " };
            detail(format!("    {sign} {row}"), String::new(), Role::Danger);
        }
    }
    if void {
        return;
    }
    for (name, off) in reductions(order, line) {
        detail(format!("    {name}"), currency.format(off.negated()), Role::Text);
    }
}

/// Comps and discounts of a line, each with its name.
fn reductions(order: &Order, line: &Line) -> Vec<(String, Money)> {
    let mut found = Vec::new();
    let Ok((unit, _)) = line.unit(order.service) else { return found };
    let mut net = unit.times(line.standing()).unwrap_or_default();
    if line.comped.is_positive() {
        let comp = unit.times(line.comped).unwrap_or_default().min(net);
        net = net.minus(comp).unwrap_or_default();
        found.push(("comped".to_owned(), comp));
    }
    let discounts = order.discounts.iter().filter(|discount| !discount.removed);
    for discount in discounts.filter(|discount| discount.given.line == Some(line.id)) {
        let off = match discount.given.off {
            Reduction::Percent(rate) => net.share(rate).unwrap_or_default(),
            Reduction::Amount(amount) => amount,
        };
        let off = off.or_zero().min(net.or_zero());
        net = net.minus(off).unwrap_or_default();
        found.push((super::totals::name_of(discount), off));
    }
    found
}

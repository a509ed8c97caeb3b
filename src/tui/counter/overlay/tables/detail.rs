//! The chosen table beside the map, on wide screens: its lines, its total and who serves it.

use ratatui::layout::Rect;

use super::Tables;
use super::sits::Sit;
use super::view::guests;
use crate::domain::order::{Line, Order};
use crate::tui::counter::turn::Hit;
use crate::tui::front::Front;
use crate::tui::input::Key;
use crate::tui::theme::Role;
use crate::tui::widgets::{HitMap, Panel, Pen};

/// Rows below the separator, the frame included: total, blank, who, kitchen.
const FOOT: u16 = 6;

/// A row: words and an amount.
type Row = (String, String, Role);

impl Tables {
    pub(super) fn detail(
        &self,
        front: &Front,
        pen: &mut Pen<'_>,
        area: Rect,
        hits: &mut HitMap<Hit>,
    ) {
        let Some(sit) = self.sit(front) else {
            let inner = Panel::new("TABLE").draw(pen, area);
            let words = "Type a number, or tap a table: what it has stands here.";
            let room = Rect {
                x: inner.x.saturating_add(1),
                y: inner.y.saturating_add(1),
                width: inner.width.saturating_sub(2),
                height: 3,
            };
            pen.paragraph(room.intersection(inner), words, Role::Muted);
            return;
        };
        let number = match sit.orders.as_slice() {
            [] => String::new(),
            [order] => order.title(),
            orders => format!("{} orders", orders.len()),
        };
        let title = format!("TABLE {}  {number}", sit.name);
        let age = sit.since().map(|at| front.now.at.since(at).max(0) / 60_000);
        let age = age.map_or_else(String::new, |minutes| format!("{minutes} min"));
        let split = area.height.saturating_sub(FOOT);
        let separators = [split];
        let panel = Panel::new(title.trim_end()).right(&age);
        let inner = if sit.first().is_some() {
            panel.separators(&separators).draw(pen, area)
        } else {
            panel.draw(pen, area)
        };
        hits.push(area, Hit::Key(Key::Enter));
        let row = |y: u16| {
            let y = area.y.saturating_add(y);
            Rect::new(inner.x.saturating_add(1), y, inner.width.saturating_sub(2), 1)
        };
        for (y, (left, right, role)) in (2..split).zip(rows(&sit)) {
            pen.spread(row(y), (&left, role), (&right, role));
        }
        if sit.second().is_some() {
            hits.push(row(2), Hit::Key(Key::Char('j')));
        }
        foot(front, pen, &sit, |y| row(split.saturating_add(y)));
    }
}

fn foot(front: &Front, pen: &mut Pen<'_>, sit: &Sit<'_>, row: impl Fn(u16) -> Rect) {
    let Some(first) = sit.first() else { return };
    let currency = first.pricing.currency;
    let total = currency.format(sit.total());
    pen.spread(
        row(1),
        (&format!("TOTAL {currency}"), Role::MoneyTotal),
        (&total, Role::MoneyTotal),
    );
    let clock = front.desk.state.settings().clock();
    let mut words: Vec<String> = guests(sit.guests()).into_iter().collect();
    words.push(sit.who(front));
    words.extend(sit.since().map(|at| format!("opened {}", clock.hours_minutes(at))));
    pen.left(row(3), &words.join(", "), Role::Text);
    let kitchen = kitchen(sit);
    if !kitchen.is_empty() {
        pen.left(row(4), &format!("Kitchen: {kitchen}"), Role::Text);
    }
}

/// How the kitchen is: `1 ready, 4 cooking, 2 held`.
fn kitchen(sit: &Sit<'_>) -> String {
    let lines = || sit.orders.iter().flat_map(|order| order.live_lines());
    let wanted = |line: &&Line| line.is_prepared() && !line.is_void() && line.served.is_none();
    let count = |is: &dyn Fn(&Line) -> bool| {
        let pieces = lines().filter(wanted).filter(|line| is(line));
        pieces.map(|line| line.standing().count()).fold(0, i64::saturating_add)
    };
    let ready = count(&|line| line.ready.is_some());
    let cooking = count(&|line| line.ready.is_none() && !line.is_held());
    let held = count(&Line::is_held);
    let words = [(ready, "ready"), (cooking, "cooking"), (held, "held")];
    let words: Vec<String> = words
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{count} {word}"))
        .collect();
    words.join(", ")
}

fn rows(sit: &Sit<'_>) -> Vec<Row> {
    let mut rows = Vec::new();
    if sit.first().is_none() {
        rows.push(("free. Enter opens an order here.".to_owned(), String::new(), Role::Muted));
    }
    let several = sit.orders.len() > 1;
    if sit.is_several() {
        let words = format!("{} orders, join? j", sit.orders.len());
        rows.push((words, String::new(), Role::Warn));
    }
    for order in &sit.orders {
        if several {
            rows.push((String::new(), String::new(), Role::Text));
            rows.push((format!("-- {} --", order.title()), String::new(), Role::Muted));
        }
        for line in order.live_lines().filter(|line| !line.is_void()) {
            push(&mut rows, order, line);
        }
        let off = order.totals().map(|totals| totals.discounts).unwrap_or_default();
        if off.is_positive() {
            let off = order.pricing.currency.format(off.negated());
            rows.push(("    discounts".to_owned(), off, Role::Text));
        }
    }
    rows
}

fn push(rows: &mut Vec<Row>, order: &Order, line: &Line) {
    let currency = order.pricing.currency;
    let amount = |unit: crate::domain::money::Money| {
        unit.times(line.standing()).map(|sum| currency.format(sum)).unwrap_or_default()
    };
    let base = line.price.unwrap_or(line.sold.price.of(order.service).0);
    let seat = line.sold.seat.map_or_else(String::new, |seat| format!("  seat {seat}"));
    let name = format!("{:>2} {}{seat}", line.standing().to_string(), line.sold.name);
    rows.push((name, amount(base), Role::Text));
    for option in crate::domain::choice::shown(&line.options) {
        let price = option.price(order.service).unwrap_or_default();
        let right = if price.is_zero() { String::new() } else { amount(price) };
        rows.push((format!("   + {}", option.words()), right, Role::Text));
    }
    if let Some(note) = &line.note {
        rows.push((format!("   \" {note}"), String::new(), Role::Text));
    }
}

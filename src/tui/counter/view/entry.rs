//! The entry box, whose second row says what Enter would do, and the box of the latest sales.

use ratatui::layout::{Position, Rect};

use crate::domain::choice;
use crate::domain::decide::QUANTITY_LIMIT;
use crate::domain::menu::Item;
use crate::domain::money::{Money, Quantity};
use crate::tui::counter::cart;
use crate::tui::counter::entry::{self, Typed, Wanted};
use crate::tui::counter::find::{Found, Target};
use crate::tui::counter::model::{Focus, Model};
use crate::tui::text;
use crate::tui::theme::Role;
use crate::tui::widgets::{Panel, Pen};

/// In the wide layout the hints at the right end this many columns before the frame.
const WIDE_MARGIN: u16 = 5;

/// What Enter would do, an amount or a hint at the right, and whether it would work.
struct Promise {
    left: String,
    right: String,
    works: bool,
}

fn yes(left: impl Into<String>, right: impl Into<String>) -> Promise {
    Promise { left: left.into(), right: right.into(), works: true }
}

fn no(left: impl Into<String>) -> Promise {
    Promise { left: left.into(), right: String::new(), works: false }
}

/// Draws the box; answers where the caret is. Behind an overlay it says nothing.
pub(super) fn draw(model: &Model, pen: &mut Pen<'_>, area: Rect, wide: bool) -> Option<Position> {
    let free = model.overlays.is_empty();
    let focused = free && model.focus == Focus::Entry;
    let inner = Panel::new("ENTRY").focused(focused).draw(pen, area);
    pen.left(Rect { height: 1, ..inner }, " > ", Role::Strong);
    let field = Rect {
        x: inner.x.saturating_add(3),
        width: inner.width.saturating_sub(3),
        height: 1,
        ..inner
    };
    let caret = pen.field(field, &model.entry, Role::Strong);
    if !free {
        return None;
    }
    let promise = promise(model);
    let role = if promise.works { Role::Text } else { Role::Warn };
    let row = Rect {
        x: inner.x.saturating_add(1),
        y: inner.y.saturating_add(1),
        width: inner.width.saturating_sub(1),
        height: 1,
    };
    if wide {
        let with_price = super::find::is_item(model) && promise.works;
        let row = Rect { width: row.width.saturating_sub(WIDE_MARGIN), ..row };
        let (left, hint) = if with_price && !promise.right.is_empty() {
            let hint = "+ option   \" note   Esc clear";
            let taken = text::width(hint).saturating_add(text::width(&promise.right));
            let room = usize::from(row.width).saturating_sub(taken).saturating_sub(2);
            let name = text::cut(&promise.left, room, pen.look.glyphs.cut);
            (format!("{name} {}", promise.right), hint)
        } else {
            (promise.left, promise.right.as_str())
        };
        pen.spread(row, (&left, role), (hint, Role::Muted));
    } else {
        pen.spread(row, (&promise.left, role), (&promise.right, role));
    }
    Some(caret)
}

fn promise(model: &Model) -> Promise {
    let typed = model.entry.text();
    if let Some(at) = model.typed_category() {
        let name = model.menu().categories.get(at).map_or("", |known| known.name.as_str());
        return yes(format!("Enter keeps {name} open"), "or go on: a code");
    }
    match entry::read(&typed) {
        Typed::Nothing => yes("name or code, then Enter", "2 cap   2*12"),
        Typed::Item(wanted) => item(model, &wanted),
        Typed::Note(note) => match model.chosen_line() {
            Some(line) if note.is_empty() => yes(format!("a note for {}", line.sold.name), ""),
            Some(line) => yes(format!("Enter sets the note of {}", line.sold.name), ""),
            None => no("no line is chosen for a note"),
        },
        Typed::SetQuantity(pieces) => match (model.chosen_line(), pieces) {
            (None, _) => no("no line is chosen for a quantity"),
            (Some(_), None) => no("*3 sets the chosen line to 3"),
            (Some(line), Some(amount)) => match amount.of(&line.sold.name, line.sold.unit) {
                Ok(quantity) => {
                    let amount = line.measure(quantity);
                    yes(format!("Enter sets {} to {amount}", line.sold.name), "")
                }
                Err(words) => no(words),
            },
        },
        Typed::Table(table) if table.is_empty() => yes("the number of a table", "@12"),
        Typed::Table(table) => yes(table_words(model, &table), ""),
        Typed::Number(number) => match model.number_of(&number) {
            Some(number) => yes(format!("Enter opens order {number}"), ""),
            None => no("an order number: #47 or #B12"),
        },
        Typed::Percent(percent) if percent.is_empty() => yes("a percentage", "%10"),
        Typed::Percent(percent) => yes(format!("Enter asks for a reason: {percent} % off"), ""),
        Typed::Open { amount, name } => open(model, &amount, &name),
        Typed::Find(_) => found(model),
    }
}

fn table_words(model: &Model, table: &str) -> String {
    let mut orders = model.front.desk.state.orders();
    let taken = orders.find(|order| order.table.as_deref() == Some(table) && !order.is_paid());
    match taken {
        Some(order) if !model.has_lines() && order.cancelled.is_none() => {
            format!("Enter opens {} on table {table}", order.title())
        }
        Some(_) | None => format!("Enter sets table {table}"),
    }
}

fn open(model: &Model, amount: &str, name: &str) -> Promise {
    match (model.open_price(amount), name.is_empty()) {
        (None, _) => no("an amount and a name: =350 coffee"),
        (Some(price), true) => yes("a blank and a name", model.currency().format(price)),
        (Some(price), false) => yes(format!("Enter adds 1 {name}"), model.currency().format(price)),
    }
}

fn found(model: &Model) -> Promise {
    match model.found.as_ref().and_then(Found::target) {
        Some(Target::Order(id)) => {
            let today = model.front.desk.state.settings().clock().day(model.now());
            let words = model.front.any_order(id).map(|order| {
                let verb = if order.is_open(today) { "opens" } else { "shows closed" };
                format!("Enter {verb} {} {}", order.title(), order.place())
            });
            yes(words.unwrap_or_default(), "")
        }
        Some(Target::Customer(_)) => {
            yes(format!("Enter puts this customer on {}", model.title()), "")
        }
        Some(Target::Receipt(id, at)) => {
            let receipt = model.front.any_order(id).and_then(|order| order.receipts.get(at));
            let number = receipt.map(|receipt| receipt.number.to_string());
            yes(format!("Enter shows receipt {}", number.unwrap_or_default()), "")
        }
        Some(Target::Item(at)) => match model.menu().items.get(at) {
            Some(found) => adds(model, found, &Wanted::default()),
            None => no("nothing matches"),
        },
        None => no("nothing matches: Enter does nothing"),
    }
}

fn item(model: &Model, wanted: &Wanted) -> Promise {
    if wanted.text.is_empty() {
        return match wanted.quantity {
            Some(amount) => yes(format!("{} of what? name or code", amount.quantity), ""),
            None => no("a name or a code first"),
        };
    }
    let rules = &model.front.desk.state.settings().barcodes;
    match crate::domain::label::read(rules, &wanted.text) {
        Some(Ok(_)) => return yes("Enter adds what this label says", ""),
        Some(Err(words)) => return no(words),
        None => {}
    }
    let Some(at) = model.wanted_item(wanted) else {
        return no("nothing matches: Enter does nothing");
    };
    model.menu().items.get(at).map_or_else(
        || no("nothing matches: Enter does nothing"),
        |found| adds(model, found, wanted),
    )
}

/// `Enter adds 2 Cappuccino` and what they cost with their options.
fn adds(model: &Model, item: &Item, wanted: &Wanted) -> Promise {
    if super::menu::sold_out(model, item) {
        return no(format!("{} is SOLD OUT", item.name));
    }
    let menu = model.menu();
    let chosen = match cart::choices(menu, item, wanted) {
        Ok(chosen) => chosen,
        Err(rejection) => return no(rejection.to_string()),
    };
    let amount = match (wanted.quantity, item.unit) {
        (Some(amount), unit) => amount.of(&item.name, unit),
        (None, None) => Ok(Quantity::ONE),
        (None, Some(unit)) => {
            let how = format!("0.350 or 350{}", unit.small());
            return yes(format!("Enter asks how much {}", item.name), how);
        }
    };
    let quantity = match amount {
        Ok(quantity) if quantity.is_positive() && quantity <= QUANTITY_LIMIT => quantity,
        Ok(_) => return no("a quantity is 1 to 999"),
        Err(words) => return no(words),
    };
    if let Some(asked) = choice::missing(menu, item, &chosen) {
        return yes(format!("Enter asks for {} of {}", asked.group.name, item.name), "");
    }
    let (words, unit) = with_options(model, item, &chosen);
    let sum = unit.and_then(|unit| unit.times(quantity).ok()).unwrap_or(Money::ZERO);
    let shown = match item.unit {
        None => quantity.to_string(),
        Some(unit) => format!("{quantity} {unit}"),
    };
    let left = format!("Enter adds {shown} {}{words}", item.name);
    yes(left, model.currency().format(sum))
}

/// The options that are not the usual ones, in words, and what one then costs.
fn with_options(model: &Model, item: &Item, chosen: &[choice::Choice]) -> (String, Option<Money>) {
    let service = model.opening().service;
    let usual = choice::defaults(model.menu(), item);
    let mut sum = Some(item.price(service));
    let mut words = String::new();
    for asked in choice::asked(model.menu(), item, chosen) {
        for option in &asked.group.options {
            let choice = asked.choice(option);
            let times = choice::times(chosen, &choice);
            for _ in 0..times {
                sum = sum.and_then(|sum| sum.plus(option.price(service)).ok());
            }
            if times > 0 && !usual.contains(&choice) {
                words.push_str(" + ");
                if times > 1 {
                    words.push_str(&times.to_string());
                    words.push_str("x ");
                }
                words.push_str(&option.name);
            }
        }
    }
    (words, sum)
}

/// The latest sales of this terminal.
pub(super) fn last(model: &Model, pen: &mut Pen<'_>, area: Rect) {
    let inner = Panel::new("LAST").draw(pen, area);
    for (sale, y) in model.last.iter().zip(inner.top()..inner.bottom()) {
        let row = Rect {
            x: inner.x.saturating_add(1),
            y,
            width: inner.width.saturating_sub(1),
            height: 1,
        };
        pen.left(row, &format!("{} {}", sale.number, sale.words), Role::Text);
    }
}

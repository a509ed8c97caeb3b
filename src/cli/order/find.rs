//! Finding the order and the line that were meant.

use crate::cli::out::Failure;
use crate::domain::id::OrderId;
use crate::domain::number::OrderNumber;
use crate::domain::order::{Line, Order};
use crate::domain::rejection::Rejection;
use crate::domain::time::{At, Day};
use crate::runtime::boot;
use crate::runtime::errand::Errand;
use crate::store::Reader;

/// The line that was meant: by its place in `order show`, or by its identity.
pub fn line_of<'a>(order: &'a Order, text: &str) -> Result<&'a Line, Failure> {
    let by_place = || {
        let place: usize = text.parse().ok()?;
        order.live_lines().nth(place.checked_sub(1)?)
    };
    let by_id = || order.line(text.parse().ok()?);
    by_place().or_else(by_id).ok_or_else(|| Rejection::NoLine(order.title()).into())
}

/// The order that was meant, loaded into the errand.
pub fn find(errand: &mut Errand, text: &str) -> Result<Order, Failure> {
    let now = errand.now();
    let mut reader = errand.reader()?;
    let order = find_in(&mut reader, text, now)?;
    if errand.state().order(order.id).is_none() {
        errand.load(order.id)?;
    }
    Ok(order)
}

/// The order that was meant: the open one of a number, else the latest; or the one of a day and
/// number, or of an identity.
pub fn find_in(reader: &mut Reader, text: &str, now: At) -> Result<Order, Failure> {
    let found = if let Ok(id) = text.parse::<OrderId>() {
        reader.order(id)?
    } else if let Some((day, number)) = text.split_once('/') {
        match (day.parse::<Day>(), number.parse::<OrderNumber>()) {
            (Ok(day), Ok(number)) => reader.order_on(day, &number)?,
            _ => return Err(no_number(text)),
        }
    } else {
        let number = text.parse::<OrderNumber>().map_err(|_| no_number(text))?;
        let today = boot::today(reader, now)?;
        reader.order_by_number(&number, today)?
    };
    found.ok_or_else(|| {
        Failure::error(format!("there is no order {text} here: see `tillrail order list --all`"))
    })
}

fn no_number(text: &str) -> Failure {
    Failure::error(format!("`{text}` is not an order: write its number like A47 or 2026-11-20/A47"))
}

//! How a past order is sold again: pure, from its lines to the steps at the counter.

use crate::domain::choice::Choice;
use crate::domain::command::{NewLine, Step};
use crate::domain::event::{DiscountApplied, Reduction};
use crate::domain::id::{DiscountId, LineId, SendId, Uid};
use crate::domain::menu::{Item, Menu};
use crate::domain::money::{Money, Overflow, Quantity};
use crate::past_sales::{PastLine, PastOrder, option_code};

/// Why a line is priced by hand.
const REASON: &str = "as it was sold";

/// One kind of line: the same item at the same price.
struct Kind<'a> {
    line: &'a PastLine,
    quantity: Quantity,
}

/// The steps that sell an order at the prices at which it was sold, and send it.
///
/// Lines of the same item and price become one. A line whose price is not the menu's is priced by
/// hand; those come first, because a line at the menu's price would take them in.
///
/// # Errors
/// [`Overflow`] when a price leaves the range.
pub fn steps(
    menu: &Menu,
    order: &PastOrder,
    mint: &mut dyn FnMut() -> Uid,
) -> Result<Vec<Step>, Overflow> {
    let mut kinds: Vec<Kind<'_>> = Vec::new();
    for line in &order.lines {
        let same = kinds.iter_mut().find(|kind| {
            let known = kind.line;
            known.name == line.name && known.size == line.size && known.price == line.price
        });
        match same {
            Some(kind) => kind.quantity = kind.quantity.plus(line.quantity),
            None => kinds.push(Kind { line, quantity: line.quantity }),
        }
    }
    let mut priced = Vec::new();
    let mut usual = Vec::new();
    for kind in kinds {
        let options = options(menu, kind.line);
        let list = list_price(menu, kind.line, &options)?;
        let line = LineId(mint());
        let add = Step::Add(NewLine {
            line,
            item: kind.line.name.clone(),
            options: Some(options),
            quantity: kind.quantity,
            note: None,
            allergy: None,
            of: None,
            seat: None,
            course: None,
        });
        if kind.line.price == list.whole {
            usual.push(add);
        } else {
            priced.push(add);
            priced.extend(repriced(line, &kind, list, mint)?);
        }
    }
    priced.append(&mut usual);
    priced.push(Step::Send(SendId(mint())));
    Ok(priced)
}

/// The price of one piece on the menu.
#[derive(Clone, Copy)]
struct List {
    /// With its options.
    whole: Money,
    /// Of the options alone.
    options: Money,
}

fn options(menu: &Menu, line: &PastLine) -> Vec<Choice> {
    let groups = menu.item(&line.name).map(|item: &Item| item.groups.as_slice());
    let code = option_code(line.size.as_deref());
    groups.unwrap_or_default().iter().map(|group| Choice::new(group, code)).collect()
}

fn list_price(menu: &Menu, line: &PastLine, chosen: &[Choice]) -> Result<List, Overflow> {
    let base = menu.item(&line.name).map_or(Money::ZERO, |item| item.price);
    let prices = chosen.iter().filter_map(|choice| {
        let group = menu.group(&choice.group)?;
        group.options.iter().find(|option| option.code == choice.option).map(|option| option.price)
    });
    let options = Money::sum(prices)?;
    Ok(List { whole: base.plus(options)?, options })
}

/// Brings a line to the price at which it was sold: a price of its own, or, when the options alone
/// cost more than that, a discount.
fn repriced(
    line: LineId,
    kind: &Kind<'_>,
    list: List,
    mint: &mut dyn FnMut() -> Uid,
) -> Result<Vec<Step>, Overflow> {
    let own = kind.line.price.minus(list.options)?;
    if !own.is_negative() {
        return Ok(vec![Step::SetPrice(line, Some(own), REASON.to_owned())]);
    }
    let off = list.whole.minus(kind.line.price)?.times(kind.quantity)?;
    Ok(vec![Step::Discount(DiscountApplied {
        discount: DiscountId(mint()),
        line: Some(line),
        off: Reduction::Amount(off),
        name: None,
        reason: Some(REASON.to_owned()),
        approver: None,
    })])
}

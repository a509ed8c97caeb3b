//! Deciding about lines: add, change, remove, restore, void.

use super::order::check_text;
use super::{TEXT_LIMIT_CHARS, Trial};
use crate::domain::choice::{self, Choice};
use crate::domain::command::NewLine;
use crate::domain::event::{ChosenOption, Event, LineAdded, LinePrice, LineVoided};
use crate::domain::id::LineId;
use crate::domain::menu::Item;
use crate::domain::money::{Money, Quantity};
use crate::domain::order::Line;
use crate::domain::rejection::Rejection;
use crate::domain::rights::Act;

/// The largest quantity of one line.
pub const QUANTITY_LIMIT: Quantity = Quantity::pieces(999);

fn check_quantity(quantity: Quantity) -> Result<(), Rejection> {
    if quantity.is_positive() && quantity <= QUANTITY_LIMIT {
        Ok(())
    } else {
        Err(Rejection::BadQuantity(quantity.to_string()))
    }
}

/// Refuses an order that takes no more lines.
fn taking(trial: &Trial<'_>) -> Result<(), Rejection> {
    trial.alive("changed")?;
    trial.unsettled()?;
    trial.order.merged_into().map_or(Ok(()), |merged| {
        let into = merged.title.clone();
        Err(Rejection::MergedAway { order: trial.order.title(), into })
    })
}

pub(super) fn add(trial: &mut Trial<'_>, new: &NewLine) -> Result<(), Rejection> {
    let added = added(trial, new)?;
    let same = trial.order.live_lines().find(|line| line.is_same_as(&added));
    if let Some((line, quantity)) = same.map(|line| (line.id, line.quantity)) {
        return set_quantity(trial, line, quantity.plus(new.quantity));
    }
    trial.push(Event::LineAdded(Box::new(added)));
    Ok(())
}

/// Adds one piece whose price stands on its label, whatever the menu says; a weight in it is the
/// label's affair.
pub(super) fn add_labelled(
    trial: &mut Trial<'_>,
    new: &NewLine,
    price: Money,
) -> Result<(), Rejection> {
    if !price.is_positive() {
        return Err(Rejection::BadAmount(trial.order.pricing.currency.plain(price)));
    }
    let mut added = added(trial, new)?;
    added.unit = None;
    added.price.price = price;
    for (own, _) in added.price.by_service.values_mut() {
        *own = price;
    }
    trial.push(Event::LineAdded(Box::new(added)));
    Ok(())
}

/// The snapshot of an item as it is wanted.
fn added(trial: &Trial<'_>, new: &NewLine) -> Result<LineAdded, Rejection> {
    check_quantity(new.quantity)?;
    taking(trial)?;
    check_text("a note", new.note.as_deref())?;
    check_text("an allergy", new.allergy.as_deref())?;
    super::course::check_place(new.seat, new.course)?;
    let menu = trial.state.menu();
    let item = menu.item(&new.item).ok_or_else(|| Rejection::NoItem(new.item.clone()))?;
    let chosen = new.options.clone().unwrap_or_else(|| choice::defaults(menu, item));
    check_sold_out(trial, item, &chosen)?;
    let settings = trial.state.settings();
    let (price, options) =
        (choice::line_price(settings, item), choice::complete(menu, item, &chosen, settings)?);
    check_worth(trial, &item.name, price.of(trial.order.service).0, &options)?;
    Ok(LineAdded {
        line: new.line,
        of: new.of,
        item: Some(item.code.clone()),
        name: item.name.clone(),
        short: item.short.clone(),
        category: Some(item.category.clone()),
        station: item.station.clone().filter(|_| !item.is_set()),
        course: new.course.or(item.course),
        price,
        options,
        quantity: new.quantity,
        note: new.note.clone(),
        seat: new.seat,
        allergy: new.allergy.clone(),
        unit: item.unit,
    })
}

/// Options that take something off never make a line that pays for others.
fn check_worth(
    trial: &Trial<'_>,
    name: &str,
    price: Money,
    options: &[ChosenOption],
) -> Result<(), Rejection> {
    let more = Money::sum(options.iter().map(|option| option.price(trial.order.service)))?;
    if price.plus(more)?.is_negative() {
        return Err(Rejection::Refused(format!(
            "{name} would cost less than nothing with these options: choose others"
        )));
    }
    Ok(())
}

/// Neither the item nor a part of a set nor the other half may be sold out.
fn check_sold_out(trial: &Trial<'_>, item: &Item, chosen: &[Choice]) -> Result<(), Rejection> {
    let menu = trial.state.menu();
    let groups = choice::asked(menu, item, chosen);
    let parts = groups.iter().filter(|asked| asked.source != choice::Source::Group);
    let parts = parts.flat_map(|asked| {
        let taken = chosen.iter().filter(|choice| asked.has(choice));
        taken.filter_map(|choice| menu.item(&choice.option))
    });
    let mut all = std::iter::once(item).chain(parts);
    match all.find(|item| trial.state.is_86(&item.code, trial.stamp.at)) {
        Some(item) => Err(Rejection::SoldOut(item.name.clone())),
        None => Ok(()),
    }
}

pub(super) fn add_open(
    trial: &mut Trial<'_>,
    line: LineId,
    (name, class): (&str, Option<&str>),
    price: Money,
    quantity: Quantity,
) -> Result<(), Rejection> {
    check_quantity(quantity)?;
    taking(trial)?;
    if name.trim().is_empty() || name.chars().count() > TEXT_LIMIT_CHARS {
        return Err(Rejection::BadText {
            what: "the name of an open item",
            limit: TEXT_LIMIT_CHARS,
        });
    }
    if !price.is_positive() {
        let shown = trial.order.pricing.currency.plain(price);
        return Err(Rejection::BadAmount(shown));
    }
    trial.allow(Act::OpenItem)?;
    let settings = trial.state.settings();
    let known = |code: &&str| settings.tax_classes.iter().any(|class| class.code == **code);
    if let Some(unknown) = class.filter(|code| !known(code)) {
        let known: Vec<&str> = settings.tax_classes.iter().map(|one| one.code.as_str()).collect();
        return Err(Rejection::NoTaxClass { word: unknown.to_owned(), known: known.join(", ") });
    }
    let tax = settings.tax_class(class);
    let mut by_service = std::collections::BTreeMap::new();
    if let Some(class) = tax {
        for (service, rate) in &class.by_service {
            by_service.insert(*service, (price, *rate));
        }
    }
    trial.push(Event::LineAdded(Box::new(LineAdded {
        line,
        of: None,
        item: None,
        name: name.trim().to_owned(),
        short: None,
        category: None,
        station: None,
        course: None,
        price: LinePrice {
            price,
            tax: tax.map(|class| class.rate).unwrap_or_default(),
            by_service,
        },
        options: Vec::new(),
        quantity,
        note: None,
        seat: None,
        allergy: None,
        unit: None,
    })));
    Ok(())
}

/// The line of this identity; what is a part of a set is refused.
fn whole<'a>(trial: &'a Trial<'_>, id: LineId) -> Result<&'a Line, Rejection> {
    let line = find(trial, id)?;
    match line.part_of.and_then(|set| trial.order.line(set)) {
        Some(set) => {
            Err(Rejection::PartOfSet { name: line.sold.name.clone(), set: set.sold.name.clone() })
        }
        None => Ok(line),
    }
}

fn find<'a>(trial: &'a Trial<'_>, id: LineId) -> Result<&'a Line, Rejection> {
    let line = trial.order.line(id);
    line.ok_or_else(|| Rejection::NoLine(trial.order.title()))
}

/// The unsent line of this identity that is on the order.
pub(super) fn unsent<'a>(trial: &'a Trial<'_>, id: LineId) -> Result<&'a Line, Rejection> {
    trial.alive("changed")?;
    let line = whole(trial, id)?;
    if line.sent.is_some() {
        return Err(Rejection::AlreadySent(line.sold.name.clone()));
    }
    if !line.is_live() {
        return Err(Rejection::NoLine(trial.order.title()));
    }
    Ok(line)
}

pub(super) fn set_quantity(
    trial: &mut Trial<'_>,
    line: LineId,
    quantity: Quantity,
) -> Result<(), Rejection> {
    check_quantity(quantity)?;
    if unsent(trial, line)?.quantity != quantity {
        trial.push(Event::LineQuantitySet { line, quantity });
    }
    Ok(())
}

pub(super) fn set_options(
    trial: &mut Trial<'_>,
    line: LineId,
    chosen: &[Choice],
) -> Result<(), Rejection> {
    let found = unsent(trial, line)?;
    let menu = trial.state.menu();
    let code = found.sold.item.clone().unwrap_or_default();
    let item = menu.item(&code).ok_or(Rejection::NoItem(code))?;
    check_sold_out(trial, item, chosen)?;
    let options = choice::complete(menu, item, chosen, trial.state.settings())?;
    let (price, _) = found.sold.price.of(trial.order.service);
    check_worth(trial, &item.name, found.price.unwrap_or(price), &options)?;
    if found.options != options {
        trial.push(Event::LineOptionsSet { line, options });
    }
    Ok(())
}

pub(super) fn set_note(
    trial: &mut Trial<'_>,
    line: LineId,
    note: Option<&str>,
    allergy: Option<&str>,
) -> Result<(), Rejection> {
    check_text("a note", note)?;
    check_text("an allergy", allergy)?;
    let found = unsent(trial, line)?;
    if found.note.as_deref() != note || found.allergy.as_deref() != allergy {
        let (note, allergy) = (note.map(str::to_owned), allergy.map(str::to_owned));
        trial.push(Event::LineNoteSet { line, note, allergy, seat: None });
    }
    Ok(())
}

pub(super) fn set_price(
    trial: &mut Trial<'_>,
    line: LineId,
    price: Option<Money>,
    reason: &str,
) -> Result<(), Rejection> {
    unsent(trial, line)?;
    if let Some(price) = price.filter(|price| price.is_negative()) {
        return Err(Rejection::BadAmount(trial.order.pricing.currency.plain(price)));
    }
    let reason = (!reason.is_empty()).then(|| reason.to_owned());
    // Going back to the price of the menu takes nothing from anybody.
    let approver = if price.is_some() { trial.allow(Act::PriceOverride)? } else { None };
    trial.push(Event::LinePriced { line, price, reason, approver });
    Ok(())
}

pub(super) fn remove(trial: &mut Trial<'_>, line: LineId) -> Result<(), Rejection> {
    unsent(trial, line)?;
    trial.push(Event::LineRemoved { line });
    Ok(())
}

pub(super) fn restore(trial: &mut Trial<'_>, line: LineId) -> Result<(), Rejection> {
    trial.alive("changed")?;
    if whole(trial, line)?.removed {
        trial.unsettled()?;
        trial.push(Event::LineRestored { line });
    }
    Ok(())
}

/// Refuses what cannot be voided or comped: no reason, unsent, or more than stands.
fn sent(
    trial: &Trial<'_>,
    line: LineId,
    quantity: Quantity,
    reason: &str,
) -> Result<(), Rejection> {
    trial.alive("changed")?;
    check_quantity(quantity)?;
    if reason.trim().is_empty() {
        return Err(Rejection::NoReason);
    }
    check_text("a reason", Some(reason))?;
    let found = whole(trial, line)?;
    if found.sent.is_none() {
        return Err(Rejection::NotSent(found.sold.name.clone()));
    }
    Ok(())
}

pub(super) fn void(
    trial: &mut Trial<'_>,
    line: LineId,
    quantity: Quantity,
    reason: &str,
) -> Result<(), Rejection> {
    sent(trial, line, quantity, reason)?;
    let found = find(trial, line)?;
    if quantity > found.standing() {
        let standing = found.standing().to_string();
        return Err(Rejection::TooMuchVoided { name: found.sold.name.clone(), standing });
    }
    let approver = trial.allow(Act::VoidSent)?;
    let reason = reason.trim().to_owned();
    trial.push(Event::LineVoided(LineVoided { line, quantity, reason, approver }));
    Ok(())
}

/// Made and served, not charged.
pub(super) fn comp(
    trial: &mut Trial<'_>,
    line: LineId,
    quantity: Quantity,
    reason: &str,
) -> Result<(), Rejection> {
    sent(trial, line, quantity, reason)?;
    let found = find(trial, line)?;
    let charged = found.standing().minus(found.comped);
    if quantity > charged {
        let (name, charged) = (found.sold.name.clone(), charged.to_string());
        return Err(Rejection::TooMuchComped { name, charged });
    }
    let approver = trial.allow(Act::Comp)?;
    let reason = reason.trim().to_owned();
    trial.push(Event::LineComped(LineVoided { line, quantity, reason, approver }));
    Ok(())
}

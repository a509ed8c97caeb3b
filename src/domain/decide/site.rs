//! Deciding about the site: menu, availability, settings, terminals.

use super::{Decided, Stamp};
use crate::domain::event::{Event, TerminalPaired};
use crate::domain::floor;
use crate::domain::id::{AggregateId, PersonId, TerminalId};
use crate::domain::menu::Menu;
use crate::domain::money::Rate;
use crate::domain::rejection::Rejection;
use crate::domain::rights::{self, Act, Role};
use crate::domain::settings::{SettingsPatch, TenderSpec};
use crate::domain::state::State;
use crate::domain::time::{At, SiteClock};

pub(super) fn publish(
    state: &State,
    menu: &Menu,
    stamp: &Stamp,
) -> Result<Vec<Decided>, Rejection> {
    rights::allow(state, stamp, Act::Menu)?;
    if let Some(problem) = menu.problems(state.settings()).first() {
        return Err(Rejection::BadMenu(problem.to_string()));
    }
    if menu.items.is_empty() {
        return Err(Rejection::BadMenu("it has no items: add at least one".to_owned()));
    }
    Ok(vec![(AggregateId::Menu, Event::MenuPublished { menu: menu.clone() })])
}

pub(super) fn take_86(
    state: &State,
    stamp: &Stamp,
    item: &str,
    remaining: Option<u32>,
    until: Option<At>,
) -> Result<Vec<Decided>, Rejection> {
    rights::allow(state, stamp, Act::Item86)?;
    state.menu().item(item).ok_or_else(|| Rejection::NoItem(item.to_owned()))?;
    Ok(vec![(AggregateId::Item(item.to_owned()), Event::Item86ed { remaining, until })])
}

pub(super) fn restore_86(
    state: &State,
    item: &str,
    stamp: &Stamp,
) -> Result<Vec<Decided>, Rejection> {
    rights::allow(state, stamp, Act::Item86)?;
    let found = state.menu().item(item).ok_or_else(|| Rejection::NoItem(item.to_owned()))?;
    let known = state.availability(item);
    if known.off_since.is_none() && !known.is_86(stamp.at) {
        return Err(Rejection::Nothing(format!("{} can be sold", found.name)));
    }
    Ok(vec![(AggregateId::Item(item.to_owned()), Event::ItemRestored {})])
}

/// Refuses labels that no scale could print.
fn check_labels(patch: &SettingsPatch) -> Result<(), Rejection> {
    let mut rules = patch.barcodes.iter().flatten();
    match rules.find_map(crate::domain::label::BarcodeRule::problem) {
        Some(problem) => Err(Rejection::BadSetting(problem)),
        None => Ok(()),
    }
}

/// Refuses everybody but an owner: who may change settings could give himself any right otherwise.
fn own_rights(state: &State, stamp: &Stamp) -> Result<(), Rejection> {
    match rights::role(state, &stamp.staff)? {
        None | Some(Role::Owner) => Ok(()),
        Some(_) => Err(Rejection::BadSetting(
            "only an owner changes `permissions` and `limits`: ask one to sign in".to_owned(),
        )),
    }
}

/// Refuses taxes, a charge and a currency with which sums would be nonsense.
fn check_money(state: &State, patch: &SettingsPatch) -> Result<(), Rejection> {
    let refuse = |sentence: String| Err(Rejection::BadSetting(sentence));
    let bad = |rate: Rate| rate < Rate::ZERO || rate > Rate::WHOLE;
    if let Some(classes) = &patch.tax_classes {
        if classes.is_empty() {
            return refuse(
                "a site needs at least one tax class: add one, with rate 0 if".to_owned()
                    + " there is no tax",
            );
        }
        for (at, class) in classes.iter().enumerate() {
            let code = &class.code;
            if bad(class.rate) || class.by_service.values().any(|rate| bad(*rate)) {
                return refuse(format!("the rates of tax class `{code}` are 0 % to 100 %"));
            }
            if classes.iter().skip(at.saturating_add(1)).any(|other| other.code == *code) {
                return refuse(format!("tax class `{code}` stands twice: remove or rename one"));
            }
        }
        // An item whose class is gone would silently be taxed as the first one.
        let mut used =
            state.menu().items.iter().filter_map(|item| Some((item.tax.as_ref()?, item)));
        let gone = |code: &String| !classes.iter().any(|class| class.code == *code);
        if let Some((code, item)) = used.find(|(code, _)| gone(code)) {
            let name = &item.name;
            return refuse(format!(
                "tax class `{code}` is that of {name}: publish a menu without it first"
            ));
        }
    }
    if let Some(Some(charge)) = &patch.service_charge
        && (charge.rate < Rate::ZERO || charge.rate > Rate::percent(50) || bad(charge.tax))
    {
        return refuse("a service charge is 0 % to 50 %, and its tax 0 % to 100 %".to_owned());
    }
    let series = &state.series;
    let sold = series.receipts > 0 || series.shifts > 0 || state.orders().next().is_some();
    if sold && patch.currency.is_some_and(|currency| currency != state.settings().currency) {
        let known = state.settings().currency;
        return refuse(format!(
            "the currency stays {known}: something was sold in it already, set up a new site"
        ));
    }
    Ok(())
}

pub(super) fn change_settings(
    state: &State,
    patch: &SettingsPatch,
    stamp: &Stamp,
) -> Result<Vec<Decided>, Rejection> {
    rights::allow(state, stamp, Act::Settings)?;
    let refuse = |sentence: String| Err(Rejection::BadSetting(sentence));
    check_money(state, patch)?;
    let kept = |known: bool| if known { Ok(()) } else { own_rights(state, stamp) };
    kept(patch.permissions.as_ref().is_none_or(|new| *new == state.settings().permissions))?;
    kept(patch.limits.as_ref().is_none_or(|new| *new == state.settings().limits))?;
    if let Some(zone) = patch.time_zone.as_deref().filter(|zone| !SiteClock::knows(zone)) {
        return refuse(format!("`{zone}` is not a time zone: write it like Europe/Berlin"));
    }
    if patch.cut_off.is_some_and(|minutes| minutes >= 24 * 60) {
        return refuse("the cut-off must be a time of day, for example 04:00".to_owned());
    }
    if patch.cash_step.is_some_and(super::super::money::Money::is_negative) {
        return refuse("cash cannot be rounded to a negative step: use 0 or 5".to_owned());
    }
    if let Some(Err(sentence)) = patch.tenders.as_deref().map(TenderSpec::check) {
        return refuse(sentence);
    }
    let tips = patch.tip_percents.iter().flatten();
    if tips.clone().count() > 5 || tips.clone().any(|rate| *rate <= Rate::ZERO) {
        return refuse("`tip_percents` has up to five shares above zero".to_owned());
    }
    if let Some(Err(sentence)) = patch.permissions.as_ref().map(rights::check) {
        return refuse(sentence);
    }
    if let Some(Err(sentence)) = patch.limits.as_ref().map(rights::check_limits) {
        return refuse(sentence);
    }
    check_labels(patch)?;
    if let Some(sentence) = patch.floor.as_deref().and_then(|rooms| floor::check(rooms).err()) {
        return refuse(sentence);
    }
    Ok(vec![(AggregateId::Settings, Event::SettingsChanged(Box::new(patch.clone())))])
}

pub(super) fn erase_person(
    state: &State,
    person: PersonId,
    stamp: &Stamp,
) -> Result<Vec<Decided>, Rejection> {
    rights::allow(state, stamp, Act::ErasePerson)?;
    if state.is_erased(person) {
        return Err(Rejection::Nothing("the data of this person are erased already".to_owned()));
    }
    Ok(vec![(AggregateId::Person(person), Event::PersonalErased { person })])
}

pub(super) fn pair(
    state: &State,
    paired: &TerminalPaired,
    stamp: &Stamp,
) -> Result<Vec<Decided>, Rejection> {
    rights::allow(state, stamp, Act::Terminals)?;
    // What a terminal has said of itself binds nobody but the one that founded the site.
    let bound = |by: Option<TerminalId>| {
        by != Some(paired.terminal) || paired.terminal == state.me.terminal
    };
    let known = state.terminal(paired.terminal).filter(|known| bound(known.by));
    let known = known.and_then(|terminal| terminal.paired.as_ref());
    if let Some(known) = known.filter(|known| known.terminal_kind != paired.terminal_kind) {
        let (kind, name) = (known.terminal_kind, &known.name);
        return Err(Rejection::BadSetting(format!(
            "terminal {name} is a {kind} and stays one: set up a new terminal instead"
        )));
    }
    if let Some(letter) = &paired.letter {
        let taken = state.terminals().any(|(id, terminal)| {
            id != paired.terminal
                && terminal.paired.as_ref().and_then(|other| other.letter.as_ref()) == Some(letter)
        });
        if taken {
            return Err(Rejection::BadSetting(format!(
                "order letter {letter} is taken on this site: choose another letter"
            )));
        }
    }
    Ok(vec![(AggregateId::Terminal(paired.terminal), Event::TerminalPaired(paired.clone()))])
}

pub(super) fn retire(
    state: &State,
    terminal: TerminalId,
    stamp: &Stamp,
) -> Result<Vec<Decided>, Rejection> {
    rights::allow(state, stamp, Act::Terminals)?;
    match state.terminal(terminal) {
        Some(known) if known.is_active() => {
            Ok(vec![(AggregateId::Terminal(terminal), Event::TerminalRetired { terminal })])
        }
        _ => Err(Rejection::BadSetting(format!(
            "terminal {terminal} is not an active terminal of this site: see `tillrail status`"
        ))),
    }
}

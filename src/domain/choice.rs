//! Choosing options: the groups an item asks for, names into options, defaults and limits.
//!
//! A set menu's slots and the other half of a half-and-half dish are asked for like groups of
//! options, and an option can open further groups: what opened a group is its `of`.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::menu::{Item, Menu, MenuOption, NESTING_LIMIT, OptionGroup, Slot};
use super::money::Money;
use super::rejection::Rejection;
use super::settings::Service;

mod snapshot;
mod words;

pub(in crate::domain) use snapshot::line_price;
pub use snapshot::{Shown, complete, of_options, shown};
pub use words::from_words;

/// The code of the group that asks for the other half.
pub const HALF: &str = "half";

/// One chosen option by the codes of its group and itself; chosen twice it stands twice in a list.
#[derive(
    Debug,
    Clone,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Default,
    serde::Serialize,
    serde::Deserialize,
)]
pub struct Choice {
    /// The code of the group.
    pub group: String,
    /// The code of the option in it.
    pub option: String,
    /// The path of the option that opened the group; none for the item's own groups.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
}

impl Choice {
    /// An option of one of the item's own groups.
    pub fn new(group: &str, option: &str) -> Self {
        Self { group: group.to_owned(), option: option.to_owned(), of: None }
    }

    /// Its path, which groups that it opens bear as their `of`: `side=fries/dips=mayo`.
    pub fn path(&self) -> String {
        let own = format!("{}={}", self.group, self.option);
        self.of.as_ref().map_or_else(|| own.clone(), |of| format!("{of}/{own}"))
    }
}

/// True when `of` is this path or one below it.
pub(in crate::domain) fn is_below(of: Option<&String>, path: &str) -> bool {
    of.and_then(|of| of.strip_prefix(path))
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Where a group comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// An option group of the menu.
    Group,
    /// A slot of a set menu; its options are items.
    Slot,
    /// The other half; its options are items.
    Half,
}

/// A group as it is asked for, with what opened it.
#[derive(Debug, Clone)]
pub struct Asked<'a> {
    /// The group.
    pub group: Cow<'a, OptionGroup>,
    /// The path of the option that opened it.
    pub of: Option<String>,
    /// How many options lie over it; 0 for the item's own groups.
    pub depth: usize,
    /// Where it comes from.
    pub source: Source,
}

impl Asked<'_> {
    /// The choice of one of its options.
    pub fn choice(&self, option: &MenuOption) -> Choice {
        Choice { group: self.group.code.clone(), option: option.code.clone(), of: self.of.clone() }
    }

    /// True when a choice is one of this group.
    pub fn has(&self, choice: &Choice) -> bool {
        choice.group == self.group.code && choice.of == self.of
    }

    /// How many are chosen of it.
    pub fn count(&self, chosen: &[Choice]) -> usize {
        chosen.iter().filter(|choice| self.has(choice)).count()
    }
}

/// How many times this is chosen.
pub fn times(chosen: &[Choice], choice: &Choice) -> usize {
    chosen.iter().filter(|known| *known == choice).count()
}

/// The groups that an item asks for with these options chosen, each directly before those that its
/// chosen options open: slots, the other half, then the option groups.
pub fn asked<'a>(menu: &'a Menu, item: &'a Item, chosen: &[Choice]) -> Vec<Asked<'a>> {
    walk(menu, item, &|choice| chosen.contains(choice))
}

fn walk<'a>(menu: &'a Menu, item: &'a Item, is_open: &dyn Fn(&Choice) -> bool) -> Vec<Asked<'a>> {
    let mut found = Vec::new();
    let own = |group, source| Asked { group, of: None, depth: 0, source };
    for slot in &item.slots {
        let group = Cow::Owned(slot_group(menu, slot));
        push(menu, own(group, Source::Slot), is_open, &mut found);
    }
    if let Some(group) = half_group(menu, item) {
        found.push(own(Cow::Owned(group), Source::Half));
    }
    for group in menu.groups_of(item) {
        push(menu, own(Cow::Borrowed(group), Source::Group), is_open, &mut found);
    }
    found
}

fn push<'a>(
    menu: &'a Menu,
    asked: Asked<'a>,
    is_open: &dyn Fn(&Choice) -> bool,
    found: &mut Vec<Asked<'a>>,
) {
    let depth = asked.depth.saturating_add(1);
    let open: Vec<(String, Vec<String>)> = asked
        .group
        .options
        .iter()
        .filter(|option| !option.opens.is_empty() && depth <= NESTING_LIMIT)
        .map(|option| (asked.choice(option), option))
        .filter(|(choice, _)| is_open(choice))
        .map(|(choice, option)| (choice.path(), option.opens.clone()))
        .collect();
    found.push(asked);
    for (path, codes) in open {
        for group in codes.iter().filter_map(|code| menu.group(code)) {
            let of = Some(path.clone());
            let group = Cow::Borrowed(group);
            push(menu, Asked { group, of, depth, source: Source::Group }, is_open, found);
        }
    }
}

/// A slot as a group: its options are items, which open their own groups.
fn slot_group(menu: &Menu, slot: &Slot) -> OptionGroup {
    let option = |choice: &super::menu::SlotChoice| {
        let item = menu.item(&choice.item)?;
        Some(MenuOption {
            code: item.code.clone(),
            name: item.name.clone(),
            price: choice.price,
            default: choice.default,
            max: Some(slot.max),
            opens: item.groups.clone(),
            ..MenuOption::default()
        })
    };
    OptionGroup {
        code: slot.code.clone(),
        name: slot.name.clone(),
        min: slot.min,
        max: slot.max,
        options: slot.choices.iter().filter_map(option).collect(),
    }
}

/// The other halves of a dish as a group: each adds what both halves cost more than the whole.
fn half_group(menu: &Menu, item: &Item) -> Option<OptionGroup> {
    let options: Vec<MenuOption> = menu
        .other_halves(item)
        .map(|other| {
            let more = |service: Option<Service>| {
                let of = |item: &Item| service.map_or(item.price, |service| item.price(service));
                menu.half_price.of(of(item), of(other)).minus(of(item)).unwrap_or(Money::ZERO)
            };
            let usual = more(None);
            let prices: BTreeMap<Service, Money> = Service::ALL
                .into_iter()
                .map(|service| (service, more(Some(service))))
                .filter(|(_, price)| *price != usual)
                .collect();
            MenuOption {
                code: other.code.clone(),
                name: other.name.clone(),
                price: usual,
                prices,
                ..MenuOption::default()
            }
        })
        .collect();
    let name = "Other half".to_owned();
    let group = OptionGroup { code: HALF.to_owned(), name, min: 0, max: 1, options };
    (!group.options.is_empty()).then_some(group)
}

/// The choice of another item as the other half of this one.
///
/// # Errors
/// [`Rejection::NoHalf`] when the two are not made as halves of one piece.
pub fn half(menu: &Menu, item: &Item, other: &Item) -> Result<Choice, Rejection> {
    if menu.other_halves(item).any(|known| known.code == other.code) {
        return Ok(Choice::new(HALF, &other.code));
    }
    Err(Rejection::NoHalf { item: item.name.clone(), other: other.name.clone() })
}

/// The options that an item comes with when nobody says otherwise.
pub fn defaults(menu: &Menu, item: &Item) -> Vec<Choice> {
    let mut chosen = Vec::new();
    for asked in walk(menu, item, &|_| false) {
        for option in asked.group.options.iter().filter(|option| option.default) {
            let choice = asked.choice(option);
            chosen.push(choice.clone());
            open_defaults(menu, option, &choice, 1, &mut chosen);
        }
    }
    chosen
}

/// The defaults of the groups that an option opens.
fn open_defaults(
    menu: &Menu,
    option: &MenuOption,
    choice: &Choice,
    depth: usize,
    chosen: &mut Vec<Choice>,
) {
    if depth > NESTING_LIMIT {
        return;
    }
    for group in option.opens.iter().filter_map(|code| menu.group(code)) {
        for option in group.options.iter().filter(|option| option.default) {
            let below =
                Choice { of: Some(choice.path()), ..Choice::new(&group.code, &option.code) };
            if !chosen.contains(&below) {
                chosen.push(below.clone());
            }
            open_defaults(menu, option, &below, depth.saturating_add(1), chosen);
        }
    }
}

/// Chooses an option, once more when it may be chosen several times. In a group with one choice it
/// takes the place of the other one. Answers whether anything changed.
pub fn add(menu: &Menu, item: &Item, chosen: &mut Vec<Choice>, wanted: &Choice) -> bool {
    let groups = asked(menu, item, chosen);
    let found = groups.iter().find(|asked| asked.has(wanted)).and_then(|asked| {
        let option = asked.group.options.iter().find(|option| option.code == wanted.option)?;
        Some((asked, option))
    });
    let Some((group, option)) = found else { return false };
    let known = times(chosen, wanted);
    if known >= usize::from(option.most()) {
        return false;
    }
    if group.group.max == 1 {
        let others: Vec<Choice> = chosen.iter().filter(|one| group.has(one)).cloned().collect();
        for other in others {
            remove(chosen, &other);
        }
    }
    chosen.push(wanted.clone());
    if known == 0 {
        open_defaults(menu, option, wanted, group.depth.saturating_add(1), chosen);
    }
    true
}

/// Takes an option off, with everything that it opened when none of it is left.
pub fn remove(chosen: &mut Vec<Choice>, wanted: &Choice) {
    if let Some(place) = chosen.iter().rposition(|known| known == wanted) {
        chosen.remove(place);
    }
    if !chosen.contains(wanted) {
        let path = wanted.path();
        chosen.retain(|choice| !is_below(choice.of.as_ref(), &path));
    }
}

/// The first group that lacks a required option, when one does.
pub fn missing<'a>(menu: &'a Menu, item: &'a Item, chosen: &[Choice]) -> Option<Asked<'a>> {
    let groups = asked(menu, item, chosen);
    groups.into_iter().find(|asked| asked.count(chosen) < usize::from(asked.group.min))
}

fn check_most(menu: &Menu, item: &Item, chosen: &[Choice]) -> Result<(), Rejection> {
    let groups = asked(menu, item, chosen);
    let over = |asked: &&Asked<'_>| {
        asked.count(chosen) > usize::from(asked.group.max)
            || asked
                .group
                .options
                .iter()
                .any(|option| times(chosen, &asked.choice(option)) > usize::from(option.most()))
    };
    groups.iter().find(over).map_or(Ok(()), |asked| {
        Err(Rejection::TooManyChoices {
            item: item.name.clone(),
            group: asked.group.name.clone(),
            max: asked.group.max,
        })
    })
}

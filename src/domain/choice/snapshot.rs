//! A complete choice as the facts hold it, and back.

use super::{Asked, Choice, HALF, Source, asked, check_most, missing, times};
use crate::domain::event::{ChosenOption, LinePrice, SoldPart};
use crate::domain::menu::{Item, Menu, MenuOption};
use crate::domain::money::{Money, Overflow, Quantity};
use crate::domain::rejection::Rejection;
use crate::domain::settings::{Service, Settings};

/// The snapshot of a complete choice, in the order of the menu. What is chosen twice stands in it
/// twice, and a default that was taken off stands in it as `no …`, so that the kitchen reads it.
///
/// # Errors
/// [`Rejection::ChoiceMissing`], [`Rejection::TooManyChoices`] or [`Rejection::NoOption`].
pub fn complete(
    menu: &Menu,
    item: &Item,
    chosen: &[Choice],
    settings: &Settings,
) -> Result<Vec<ChosenOption>, Rejection> {
    if let Some(asked) = missing(menu, item, chosen) {
        return Err(Rejection::ChoiceMissing {
            item: item.name.clone(),
            group: asked.group.name.clone(),
            min: asked.group.min,
        });
    }
    check_most(menu, item, chosen)?;
    let mut snapshot = Vec::with_capacity(chosen.len());
    let groups = asked(menu, item, chosen);
    for asked in &groups {
        for option in &asked.group.options {
            match times(chosen, &asked.choice(option)) {
                0 => snapshot.extend(without(asked, option, chosen)),
                count => {
                    if asked.source == Source::Half {
                        snapshot.push(first_half(item));
                    }
                    let one = taken(menu, asked, option, settings);
                    snapshot.extend(std::iter::repeat_n(one, count));
                }
            }
        }
    }
    let known = |choice: &Choice| {
        groups.iter().any(|asked| {
            asked.has(choice) && asked.group.options.iter().any(|o| o.code == choice.option)
        })
    };
    match chosen.iter().find(|choice| !known(choice)) {
        Some(choice) => {
            Err(Rejection::NoOption { item: item.name.clone(), option: choice.option.clone() })
        }
        None => Ok(snapshot),
    }
}

fn taken(menu: &Menu, asked: &Asked<'_>, option: &MenuOption, settings: &Settings) -> ChosenOption {
    let part = menu.item(&option.code).filter(|_| asked.source == Source::Slot);
    ChosenOption {
        group: asked.group.code.clone(),
        code: option.code.clone(),
        name: match asked.source {
            Source::Half => format!("1/2 {}", option.name),
            Source::Group | Source::Slot => option.name.clone(),
        },
        price: option.price,
        prices: option.prices.clone(),
        usual: option.default && asked.source == Source::Group,
        of: asked.of.clone(),
        without: false,
        part: part.map(|item| {
            Box::new(SoldPart {
                short: item.short.clone(),
                category: item.category.clone(),
                station: item.station.clone(),
                course: item.course,
                price: line_price(settings, item),
            })
        }),
    }
}

/// The own half of a dish whose other half is another one.
fn first_half(item: &Item) -> ChosenOption {
    ChosenOption {
        group: HALF.to_owned(),
        code: item.code.clone(),
        name: format!("1/2 {}", item.name),
        ..ChosenOption::default()
    }
}

/// A default that was taken off and not replaced.
fn without(asked: &Asked<'_>, option: &MenuOption, chosen: &[Choice]) -> Option<ChosenOption> {
    let replaced = asked.group.max == 1 && asked.count(chosen) > 0;
    let gone = option.default && !replaced && asked.source == Source::Group;
    gone.then(|| ChosenOption {
        group: asked.group.code.clone(),
        code: option.code.clone(),
        name: format!("no {}", option.name),
        of: asked.of.clone(),
        without: true,
        ..ChosenOption::default()
    })
}

/// Unit price and tax of an item for each service that differs from takeaway's rule.
pub(in crate::domain) fn line_price(settings: &Settings, item: &Item) -> LinePrice {
    let tax = settings.tax_class(item.tax.as_deref()).map(|class| class.rate).unwrap_or_default();
    let mut price =
        LinePrice { price: item.price, tax, by_service: std::collections::BTreeMap::new() };
    for service in Service::ALL {
        let own = (item.price(service), item.tax(settings, service));
        if own != (price.price, price.tax) {
            price.by_service.insert(service, own);
        }
    }
    price
}

/// The choice that a line of an item was made with.
pub fn of_options(item: Option<&str>, options: &[ChosenOption]) -> Vec<Choice> {
    let own_half = |option: &&ChosenOption| {
        option.group == HALF && option.of.is_none() && Some(option.code.as_str()) == item
    };
    options
        .iter()
        .filter(|option| !option.without && !own_half(option))
        .map(|option| Choice {
            group: option.group.clone(),
            option: option.code.clone(),
            of: option.of.clone(),
        })
        .collect()
}

/// An option as people read it: once, with how many times it was chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shown<'a> {
    /// The option.
    pub option: &'a ChosenOption,
    /// How many times.
    pub count: i64,
    /// How many options lie over it.
    pub depth: usize,
}

impl Shown<'_> {
    /// Its name, with its count when it was chosen several times: `2x Extra shot`.
    pub fn words(&self) -> String {
        match self.count {
            1 => self.option.name.clone(),
            count => format!("{count}x {}", self.option.name),
        }
    }

    /// What all of it adds to the price of one piece for a service.
    ///
    /// # Errors
    /// [`Overflow`] when the amount leaves the range.
    pub fn price(&self, service: Service) -> Result<Money, Overflow> {
        self.option.price(service).times(Quantity::pieces(self.count))
    }
}

/// The options of a line that are not the usual ones, each once.
pub fn shown(options: &[ChosenOption]) -> Vec<Shown<'_>> {
    let mut found: Vec<Shown<'_>> = Vec::new();
    for option in options.iter().filter(|option| !option.usual) {
        if let Some(known) = found.iter_mut().find(|known| known.option == option) {
            known.count = known.count.saturating_add(1);
            continue;
        }
        let depth = option.of.as_ref().map_or(0, |of| of.split('/').count());
        found.push(Shown { option, count: 1, depth });
    }
    found
}

//! Choosing options: names into options, defaults for what was not said, and the limits.

use super::event::ChosenOption;
use super::menu::{Item, Menu, MenuOption, OptionGroup};
use super::rejection::Rejection;

/// One chosen option by the codes of its group and itself.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
pub struct Choice {
    /// The code of the group.
    pub group: String,
    /// The code of the option in it.
    pub option: String,
}

/// The options that an item comes with when nobody says otherwise.
pub fn defaults(menu: &Menu, item: &Item) -> Vec<Choice> {
    menu.groups_of(item)
        .flat_map(|group| {
            group.options.iter().filter(|option| option.default).map(|option| choice(group, option))
        })
        .collect()
}

/// The defaults with words laid over them: each word is a code or a part of a name, looked for in
/// the order of the groups, a whole word before a beginning before a part. In a group with one
/// choice the word replaces the default.
///
/// # Errors
/// [`Rejection::NoOption`] for a word that no option has, [`Rejection::TooManyChoices`].
pub fn from_words(menu: &Menu, item: &Item, words: &[String]) -> Result<Vec<Choice>, Rejection> {
    let mut chosen = defaults(menu, item);
    for word in words {
        let (group, option) = find(menu, item, word)
            .ok_or_else(|| Rejection::NoOption { item: item.name.clone(), option: word.clone() })?;
        if group.max == 1 {
            chosen.retain(|choice| choice.group != group.code);
        }
        let wanted = choice(group, option);
        if !chosen.contains(&wanted) {
            chosen.push(wanted);
        }
    }
    check_most(menu, item, &chosen)?;
    Ok(chosen)
}

fn choice(group: &OptionGroup, option: &MenuOption) -> Choice {
    Choice { group: group.code.clone(), option: option.code.clone() }
}

fn find<'a>(
    menu: &'a Menu,
    item: &'a Item,
    word: &str,
) -> Option<(&'a OptionGroup, &'a MenuOption)> {
    let word = word.trim().to_lowercase();
    let options = || {
        menu.groups_of(item)
            .flat_map(|group| group.options.iter().map(move |option| (group, option)))
    };
    let named = |test: &dyn Fn(&str) -> bool| {
        options().find(|(_, option)| test(&option.name.to_lowercase()))
    };
    options()
        .find(|(_, option)| option.code.to_lowercase() == word)
        .or_else(|| named(&|name| name == word))
        .or_else(|| named(&|name| name.starts_with(&word)))
        .or_else(|| named(&|name| name.split_whitespace().any(|part| part.starts_with(&word))))
        .or_else(|| named(&|name| name.contains(&word)))
}

/// The first group that lacks a required option, when one does.
pub fn missing<'a>(menu: &'a Menu, item: &'a Item, chosen: &[Choice]) -> Option<&'a OptionGroup> {
    menu.groups_of(item).find(|group| count(group, chosen) < usize::from(group.min))
}

fn count(group: &OptionGroup, chosen: &[Choice]) -> usize {
    chosen.iter().filter(|choice| choice.group == group.code).count()
}

fn check_most(menu: &Menu, item: &Item, chosen: &[Choice]) -> Result<(), Rejection> {
    let over = menu.groups_of(item).find(|group| count(group, chosen) > usize::from(group.max));
    over.map_or(Ok(()), |group| {
        Err(Rejection::TooManyChoices {
            item: item.name.clone(),
            group: group.name.clone(),
            max: group.max,
        })
    })
}

/// The snapshot of a complete choice, in the order of the menu.
///
/// # Errors
/// [`Rejection::ChoiceMissing`], [`Rejection::TooManyChoices`] or [`Rejection::NoOption`].
pub fn complete(
    menu: &Menu,
    item: &Item,
    chosen: &[Choice],
) -> Result<Vec<ChosenOption>, Rejection> {
    if let Some(group) = missing(menu, item, chosen) {
        return Err(Rejection::ChoiceMissing {
            item: item.name.clone(),
            group: group.name.clone(),
            min: group.min,
        });
    }
    check_most(menu, item, chosen)?;
    let mut snapshot = Vec::with_capacity(chosen.len());
    for group in menu.groups_of(item) {
        for option in &group.options {
            if chosen.contains(&choice(group, option)) {
                snapshot.push(ChosenOption {
                    group: group.code.clone(),
                    code: option.code.clone(),
                    name: option.name.clone(),
                    price: option.price,
                    usual: option.default,
                });
            }
        }
    }
    let unknown = chosen.iter().find(|choice| {
        !snapshot.iter().any(|known| known.group == choice.group && known.code == choice.option)
    });
    match unknown {
        Some(choice) => {
            Err(Rejection::NoOption { item: item.name.clone(), option: choice.option.clone() })
        }
        None => Ok(snapshot),
    }
}

//! Words as people type them, laid over the options that an item comes with.

use super::{Asked, Choice, add, asked, check_most, defaults, remove, times, walk};
use crate::domain::menu::{Item, Menu};
use crate::domain::rejection::Rejection;

/// The defaults with words laid over them: each word is a code or a part of a name, looked for in
/// the order of the groups, a whole word before a beginning before a part. In a group with one
/// choice the word replaces the default; a word of a group that is not open yet chooses what opens
/// it. `2shot` chooses twice, and `no mayo` takes a default off.
///
/// # Errors
/// [`Rejection::NoOption`] for a word that no option has, [`Rejection::TooManyChoices`].
pub fn from_words(menu: &Menu, item: &Item, words: &[String]) -> Result<Vec<Choice>, Rejection> {
    let mut chosen = defaults(menu, item);
    for word in words {
        lay(menu, item, &mut chosen, word)
            .ok_or_else(|| Rejection::NoOption { item: item.name.clone(), option: word.clone() })?;
    }
    check_most(menu, item, &chosen)?;
    Ok(chosen)
}

/// Lays one word over what is chosen; nothing when no option has it.
fn lay(menu: &Menu, item: &Item, chosen: &mut Vec<Choice>, word: &str) -> Option<()> {
    let word = word.trim().to_lowercase();
    if let Some(choices) = find(menu, item, chosen, &word) {
        for choice in &choices {
            if !chosen.contains(choice) || Some(choice) == choices.last() {
                add(menu, item, chosen, choice);
            }
        }
        return Some(());
    }
    if let Some(rest) = word.strip_prefix("no ") {
        let choices = find(menu, item, chosen, rest.trim())?;
        remove(chosen, choices.last()?);
        return Some(());
    }
    let rest = word.trim_start_matches(|c: char| c.is_ascii_digit());
    let count: usize = word.strip_suffix(rest)?.parse().ok()?;
    let choices = find(menu, item, chosen, rest.trim_start_matches(['x', '*', ' ']))?;
    let last = choices.last()?;
    for choice in &choices {
        if !chosen.contains(choice) {
            add(menu, item, chosen, choice);
        }
    }
    while times(chosen, last) < count {
        if !add(menu, item, chosen, last) {
            return None;
        }
    }
    Some(())
}

/// The option of a word, behind those that have to be chosen first so that it is asked for.
fn find(menu: &Menu, item: &Item, chosen: &[Choice], word: &str) -> Option<Vec<Choice>> {
    if word.is_empty() {
        return None;
    }
    let open = asked(menu, item, chosen);
    if let Some(choice) = named(&open, word) {
        return Some(vec![choice]);
    }
    // What is chosen already is replaced only when the word is nowhere else.
    let is_free = |choice: &Choice| {
        let beside = |known: &Choice| known.group == choice.group && known.of == choice.of;
        chosen.contains(choice) || !chosen.iter().any(beside)
    };
    let beside = walk(menu, item, &is_free);
    let every = walk(menu, item, &|_| true);
    let mut choice = named(&beside, word).or_else(|| named(&every, word))?;
    let mut chain = vec![choice.clone()];
    while let Some(of) = choice.of.clone() {
        let opener = every.iter().find_map(|asked| {
            let mut options = asked.group.options.iter().map(|option| asked.choice(option));
            options.find(|known| known.path() == of)
        })?;
        chain.insert(0, opener.clone());
        choice = opener;
    }
    Some(chain)
}

fn named(groups: &[Asked<'_>], word: &str) -> Option<Choice> {
    let options =
        || groups.iter().flat_map(|asked| asked.group.options.iter().map(move |o| (asked, o)));
    let by = |test: &dyn Fn(&str) -> bool| {
        options().find(|(_, option)| test(&option.name.to_lowercase()))
    };
    options()
        .find(|(_, option)| option.code.to_lowercase() == word)
        .or_else(|| by(&|name| name == word))
        .or_else(|| by(&|name| name.starts_with(word)))
        .or_else(|| by(&|name| name.split_whitespace().any(|part| part.starts_with(word))))
        .or_else(|| by(&|name| name.contains(word)))
        .map(|(asked, option)| asked.choice(option))
}

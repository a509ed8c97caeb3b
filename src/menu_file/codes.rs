//! Codes for what has none: words made from names, and numbers from category and position.

use std::collections::BTreeSet;

use crate::domain::menu::Item;

/// A word made from a name: `Flat white` is `flat-white`.
pub fn slug(name: &str) -> String {
    let mut word = String::with_capacity(name.len());
    for c in name.chars().flat_map(char::to_lowercase) {
        if c.is_alphanumeric() {
            word.push(c);
        } else if !word.is_empty() && !word.ends_with('-') {
            word.push('-');
        }
    }
    word.trim_end_matches('-').to_owned()
}

/// Gives a code to every item that has none: the number of its category followed by its position
/// there, so the fifth item of category 4 is 45 and the tenth of category 1 is 110. A number that
/// is taken is stepped over. `categories` are the codes of the categories in their order.
pub fn number(items: &mut [Item], categories: &[String]) {
    let mut taken: BTreeSet<String> = items.iter().map(|item| item.code.clone()).collect();
    let mut positions = vec![0_usize; categories.len()];
    for item in items {
        let Some(index) = categories.iter().position(|code| *code == item.category) else {
            if item.code.is_empty() {
                item.code.clone_from(&item.name);
            }
            continue;
        };
        positions[index] += 1;
        if !item.code.is_empty() {
            continue;
        }
        let mut position = positions[index];
        while taken.contains(&code(index, position)) {
            position += 1;
        }
        item.code = code(index, position);
        taken.insert(item.code.clone());
    }
}

fn code(category: usize, position: usize) -> String {
    format!("{}{position}", category + 1)
}

//! A menu of any size, with names as people type them.

use std::collections::BTreeMap;

use tillrail::domain::menu::{Category, Item, Menu, Station};
use tillrail::domain::money::Money;

/// Items of one category.
const ITEMS_A_CATEGORY: usize = 50;

const FIRST: [&str; 20] = [
    "Roast", "Grilled", "Iced", "Double", "Smoked", "Vegan", "Spicy", "Golden", "Country",
    "Winter", "Garden", "Little", "Grand", "Sweet", "Sour", "Toasted", "Crispy", "Baked", "Fresh",
    "House",
];

const SECOND: [&str; 20] = [
    "coffee",
    "sandwich",
    "salad",
    "soup",
    "cappuccino",
    "pancake",
    "burger",
    "croissant",
    "pasta",
    "risotto",
    "lemonade",
    "chocolate",
    "omelette",
    "quiche",
    "muffin",
    "espresso",
    "bagel",
    "dumpling",
    "noodles",
    "tart",
];

const THIRD: [&str; 5] = ["small", "large", "plate", "to share", "of the day"];

/// A menu of `count` items that need no choice of options; codes count from 1.
pub fn large(count: usize) -> Menu {
    let category = |number: usize| format!("c{}", number / ITEMS_A_CATEGORY);
    let categories = (0..count.div_ceil(ITEMS_A_CATEGORY)).map(|number| Category {
        code: format!("c{number}"),
        name: format!("{} {}", FIRST[number % 20], number / 20 + 1),
    });
    let items = (0..count).map(|number| Item {
        code: (number + 1).to_string(),
        name: name(number),
        short: None,
        category: category(number),
        price: Money::new(250 + i64::try_from(number % 90).unwrap_or(0) * 10),
        prices: BTreeMap::new(),
        tax: None,
        station: Some("hot".to_owned()),
        course: None,
        aliases: Vec::new(),
        barcodes: Vec::new(),
        groups: Vec::new(),
        ..Item::default()
    });
    Menu {
        categories: categories.collect(),
        items: items.collect(),
        groups: Vec::new(),
        stations: vec![Station { code: "hot".to_owned(), name: "Hot".to_owned() }],
        ..Menu::default()
    }
}

fn name(number: usize) -> String {
    let (first, second, third) = (number % 20, number / 20 % 20, number / 400 % 5);
    let round = number / 2_000;
    let tail = if round == 0 { String::new() } else { format!(" {round}") };
    format!("{} {} {}{tail}", FIRST[first], SECOND[second], THIRD[third])
}

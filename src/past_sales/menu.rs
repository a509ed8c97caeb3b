//! A menu that can sell again what was sold.

use std::collections::BTreeMap;

use crate::domain::menu::{Category, Item, Menu, MenuOption, OptionGroup, Station};
use crate::domain::money::Money;
use crate::domain::name::capital;

use super::{PastLine, PastOrder};

/// The station that prepares everything on a derived menu.
const STATION: &str = "hot";

/// The category of what has none.
const OTHER: &str = "other";

/// What was seen of one name.
struct Seen {
    category: String,
    /// How often each price occurred, by size.
    sizes: Vec<(Option<String>, BTreeMap<Money, u64>)>,
}

impl Seen {
    fn add(&mut self, line: &PastLine) {
        let known = self.sizes.iter().position(|(size, _)| *size == line.size);
        let index = known.unwrap_or_else(|| {
            self.sizes.push((line.size.clone(), BTreeMap::new()));
            self.sizes.len() - 1
        });
        if let Some((_, prices)) = self.sizes.get_mut(index) {
            *prices.entry(line.price).or_default() += 1;
        }
    }

    /// The sizes with their most frequent prices (of equally frequent ones the smallest), the
    /// cheapest first.
    fn prices(self) -> Vec<(Option<String>, Money)> {
        let usual = |prices: BTreeMap<Money, u64>| {
            let most = prices.into_iter().reduce(|a, b| if b.1 > a.1 { b } else { a });
            most.map_or(Money::ZERO, |(price, _)| price)
        };
        let mut sizes: Vec<(Option<String>, Money)> =
            self.sizes.into_iter().map(|(size, prices)| (size, usual(prices))).collect();
        sizes.sort_by(|a, b| a.1.cmp(&b.1).then_with(|| a.0.cmp(&b.0)));
        sizes
    }
}

/// A menu with one item for each name, in alphabetical order.
///
/// The name in the file is the item's code (`thai_ckn`), a readable form of it the name
/// (`Thai ckn`). Its base price is the smallest that its sizes have; a name with sizes has an
/// option group `NAME_size` of which exactly one must be chosen, whose options add the difference.
/// When the price of a name and size varies, the menu bears the most frequent one; who sells it
/// again at the old price prices the line.
pub fn derive_menu<'a>(orders: impl IntoIterator<Item = &'a PastOrder>) -> Menu {
    let mut names: BTreeMap<&str, Seen> = BTreeMap::new();
    for line in orders.into_iter().flat_map(|order| &order.lines) {
        let category = || line.category.clone().unwrap_or_else(|| OTHER.to_owned());
        names
            .entry(line.name.as_str())
            .or_insert_with(|| Seen { category: category(), sizes: Vec::new() })
            .add(line);
    }
    let mut menu = Menu {
        stations: vec![Station { code: STATION.to_owned(), name: readable(STATION) }],
        ..Menu::default()
    };
    for (name, seen) in names {
        if !menu.categories.iter().any(|known| known.code == seen.category) {
            let category = Category { code: seen.category.clone(), name: readable(&seen.category) };
            menu.categories.push(category);
        }
        add_item(&mut menu, name, seen);
    }
    menu
}

fn add_item(menu: &mut Menu, name: &str, seen: Seen) {
    let category = seen.category.clone();
    let prices = seen.prices();
    let base = prices.iter().map(|(_, price)| *price).min().unwrap_or(Money::ZERO);
    let sized = prices.iter().any(|(size, _)| size.is_some());
    let group = format!("{name}_size");
    if sized {
        let options = prices.into_iter().map(|(size, price)| MenuOption {
            code: option_code(size.as_deref()).to_owned(),
            name: size.unwrap_or_else(|| "No size".to_owned()),
            price: price.minus(base).unwrap_or_default(),
            default: false,
            ..MenuOption::default()
        });
        menu.groups.push(OptionGroup {
            code: group.clone(),
            name: "Size".to_owned(),
            min: 1,
            max: 1,
            options: options.collect(),
        });
    }
    menu.items.push(Item {
        code: name.to_owned(),
        name: readable(name),
        short: None,
        category,
        price: base,
        prices: BTreeMap::new(),
        tax: None,
        station: Some(STATION.to_owned()),
        course: None,
        aliases: Vec::new(),
        barcodes: Vec::new(),
        groups: if sized { vec![group] } else { Vec::new() },
        ..Item::default()
    });
}

/// The code of the option for a size; what has no size among sizes has the code `none`.
pub fn option_code(size: Option<&str>) -> &str {
    size.unwrap_or("none")
}

/// A code as a name: `thai_ckn` is `Thai ckn`.
fn readable(code: &str) -> String {
    capital(&code.replace('_', " "))
}

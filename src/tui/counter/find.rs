//! Finding items and orders while a name is typed: prepared once per menu, ranked at every key.

use std::collections::HashMap;
use std::sync::Arc;

use nucleo_matcher::pattern::{Atom, AtomKind, CaseMatching, Normalization};
use nucleo_matcher::{Config, Matcher, Utf32String};

use crate::domain::id::{OrderId, PersonId};
use crate::domain::menu::{Item, Menu};
use crate::domain::name::nearest;
use crate::domain::order::Order;
use crate::domain::search::{Query, fold};
use crate::domain::state::State;
use crate::domain::time::At;
use crate::tui::front::Front;

/// Letters that are spread over a name are only looked for in words of at least this many letters.
const LETTERS_IN_ORDER_FROM: usize = 2;
/// So many rows are listed while nothing is typed.
const RECENT_MAX: usize = 60;
/// So many orders are listed before the items.
const ORDERS_MAX: usize = 40;
/// A receipt is meant by at least this many of its last signs.
const RECEIPT_FIGURES: usize = 4;

/// What was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// An item, by its place in the menu.
    Item(usize),
    /// An order, loaded or found on the disk.
    Order(OrderId),
    /// A receipt of an order, by its place among them.
    Receipt(OrderId, usize),
    /// A customer.
    Customer(PersonId),
}

/// The list while typing; the best match is first and chosen.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Found {
    /// What was looked for.
    pub text: String,
    /// The matches, the best first.
    pub rows: Vec<Target>,
    /// The chosen one, by its place.
    pub chosen: usize,
    /// How many of them are more than letters in order.
    pub strong: usize,
    /// Out of how many.
    pub of: usize,
    /// A word that is nearly the one looked for, when nothing matches.
    pub nearly: Option<String>,
}

impl Found {
    /// The chosen match.
    pub fn target(&self) -> Option<Target> {
        self.rows.get(self.chosen).copied()
    }
}

/// An item prepared for searching.
#[derive(Debug, Clone)]
struct Prepared {
    /// Name and aliases in folded letters, each beginning with a blank: ` flat white`.
    words: Vec<String>,
    /// Name and aliases for letters in order.
    letters: Vec<Utf32String>,
}

/// Everything that can be found, prepared for one menu.
#[derive(Debug, Clone)]
pub struct Finder {
    menu: Arc<Menu>,
    items: Vec<Prepared>,
    categories: Vec<Vec<usize>>,
    codes: HashMap<String, usize>,
    barcodes: HashMap<String, usize>,
    matcher: Matcher,
}

/// How well an item matches; smaller is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Code,
    Barcode,
    Whole,
    Start,
    Letters(std::cmp::Reverse<u16>),
}

impl Finder {
    /// Prepares a menu.
    pub fn new(menu: Arc<Menu>) -> Self {
        let categories = menu
            .categories
            .iter()
            .map(|category| {
                let places = menu.items.iter().enumerate();
                places
                    .filter(|(_, item)| item.category == category.code)
                    .map(|(at, _)| at)
                    .collect()
            })
            .collect();
        let mut codes = HashMap::new();
        let mut barcodes = HashMap::new();
        for (at, item) in menu.items.iter().enumerate() {
            codes.entry(item.code.to_lowercase()).or_insert(at);
            for barcode in &item.barcodes {
                barcodes.entry(barcode.clone()).or_insert(at);
            }
        }
        let items = menu.items.iter().map(prepare).collect();
        Self { items, categories, codes, barcodes, matcher: Matcher::new(Config::DEFAULT), menu }
    }

    /// The menu that is prepared.
    pub fn menu(&self) -> &Arc<Menu> {
        &self.menu
    }

    /// The places of a category's items in the menu.
    pub fn category(&self, at: usize) -> &[usize] {
        self.categories.get(at).map_or(&[], Vec::as_slice)
    }

    /// The category, and the place in it, of an item.
    pub fn place_of(&self, item: usize) -> Option<(usize, usize)> {
        self.categories.iter().enumerate().find_map(|(category, items)| {
            items.iter().position(|at| *at == item).map(|place| (category, place))
        })
    }

    /// The item with exactly this code.
    pub fn by_code(&self, code: &str) -> Option<usize> {
        self.codes.get(&code.to_lowercase()).copied()
    }

    /// The item with exactly this barcode.
    pub fn by_barcode(&self, barcode: &str) -> Option<usize> {
        self.barcodes.get(barcode).copied()
    }

    /// The items that match, the best first, sold-out ones last: exact code, exact barcode, start
    /// of a word (a whole name before others), letters in order.
    pub fn items(&mut self, text: &str, state: &State, now: At) -> Found {
        let wanted = text.trim();
        let mut found = Found { text: wanted.to_owned(), of: self.items.len(), ..Found::default() };
        if wanted.is_empty() {
            return found;
        }
        let mut ranked = self.ranked(wanted);
        found.strong = ranked.iter().filter(|(rank, _)| *rank <= Rank::Start).count();
        let menu = Arc::clone(&self.menu);
        let sold_out = |at: usize| menu.items.get(at).is_some_and(|i| state.is_86(&i.code, now));
        ranked.sort_by_cached_key(|(rank, at)| (sold_out(*at), *rank, *at));
        found.rows = ranked.into_iter().map(|(_, at)| Target::Item(at)).collect();
        if found.rows.is_empty() {
            let names = self.menu.items.iter().flat_map(words_of);
            found.nearly = nearest(wanted, names).map(str::to_owned);
        }
        found
    }

    fn ranked(&mut self, wanted: &str) -> Vec<(Rank, usize)> {
        let (code, barcode) = (self.by_code(wanted), self.by_barcode(wanted));
        let start = fold(wanted);
        // A wrong code must not find a name that happens to contain its digits.
        let numeric = wanted.bytes().all(|byte| byte.is_ascii_digit());
        let long = wanted.chars().count() >= LETTERS_IN_ORDER_FROM;
        let letters = (!numeric && long).then(|| {
            Atom::new(wanted, CaseMatching::Ignore, Normalization::Smart, AtomKind::Fuzzy, false)
        });
        let Self { items, matcher, .. } = self;
        let mut ranked = Vec::new();
        for (at, item) in items.iter().enumerate() {
            let rank = if code == Some(at) {
                Some(Rank::Code)
            } else if barcode == Some(at) {
                Some(Rank::Barcode)
            } else if item.words.contains(&start) {
                Some(Rank::Whole)
            } else if start.len() > 1 && item.words.iter().any(|words| words.contains(&start)) {
                Some(Rank::Start)
            } else {
                letters.as_ref().and_then(|atom| {
                    let scores = item.letters.iter();
                    let best = scores.filter_map(|name| atom.score(name.slice(..), matcher)).max();
                    best.map(|score| Rank::Letters(std::cmp::Reverse(score)))
                })
            };
            ranked.extend(rank.map(|rank| (rank, at)));
        }
        ranked
    }

    /// Orders, receipts and customers, then items: with nothing typed what was last, the latest first; else
    /// what is named by its number, what is open, what is closed, the latest first.
    pub fn everything(&mut self, text: &str, front: &Front) -> Found {
        let query = front.query(text);
        let (state, now) = (&front.desk.state, front.now.at);
        let orders = front.orders_like(&query).into_iter().filter(|order| is_something(order));
        let mut found = self.items(text, state, now);
        let mut rows = if query.is_empty() {
            recent(orders.take(RECENT_MAX))
        } else {
            let today = state.settings().clock().day(now);
            let mut orders: Vec<&Order> = orders.take(ORDERS_MAX).collect();
            orders.sort_by_key(|order| (!query.names(order), !order.is_open(today)));
            let receipts: Vec<Target> =
                orders.iter().flat_map(|order| receipts_of(order, &query)).collect();
            let orders = orders.into_iter().map(|order| Target::Order(order.id));
            let persons = front.persons(text).iter().map(|person| Target::Customer(person.id));
            receipts.into_iter().chain(persons).chain(orders).collect()
        };
        found.of = found.of.saturating_add(rows.len());
        rows.append(&mut found.rows);
        found.rows = rows;
        found
    }
}

/// True for an order on which there is something to see.
fn is_something(order: &Order) -> bool {
    order.live_lines().next().is_some() || !order.payments.is_empty()
}

/// Orders and their receipts in one row of time, the latest first.
fn recent<'o>(orders: impl Iterator<Item = &'o Order>) -> Vec<Target> {
    let mut rows: Vec<(At, Target)> = Vec::new();
    for order in orders {
        rows.push((order.changed, Target::Order(order.id)));
        let receipts = order.receipts.iter().enumerate();
        rows.extend(receipts.map(|(at, one)| (one.stamp.at, Target::Receipt(order.id, at))));
    }
    rows.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    rows.truncate(RECENT_MAX);
    rows.into_iter().map(|(_, target)| target).collect()
}

/// The receipts of an order whose number was typed, or its end.
fn receipts_of<'q>(order: &'q Order, query: &'q Query) -> impl Iterator<Item = Target> + use<'q> {
    let means = |number: &str| {
        query.words.iter().any(|word| {
            let long = word.text.len() >= RECEIPT_FIGURES;
            long && number.to_lowercase().ends_with(&word.text)
        })
    };
    let receipts = order.receipts.iter().enumerate();
    receipts
        .filter(move |(_, one)| means(&one.number.0))
        .map(|(at, _)| Target::Receipt(order.id, at))
}

/// The item that a word means among those that can be the other half of this one: by its code, a
/// whole name or the beginning of a word.
pub fn half<'a>(menu: &'a Menu, item: &'a Item, word: &str) -> Option<&'a Item> {
    let wanted = fold(word);
    let by = |test: &dyn Fn(&Item) -> bool| menu.other_halves(item).find(|other| test(other));
    by(&|other| other.code.eq_ignore_ascii_case(word.trim()))
        .or_else(|| by(&|other| words_of(other).any(|name| fold(name) == wanted)))
        .or_else(|| by(&|other| words_of(other).any(|name| fold(name).contains(&wanted))))
        .filter(|_| wanted.len() > 1)
}

fn words_of(item: &Item) -> impl Iterator<Item = &str> {
    std::iter::once(item.name.as_str()).chain(item.aliases.iter().map(String::as_str))
}

fn prepare(item: &Item) -> Prepared {
    Prepared {
        words: words_of(item).map(fold).collect(),
        letters: words_of(item).map(Utf32String::from).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::id::{SiteId, TerminalId, TerminalKind};
    use crate::domain::money::Money;
    use crate::domain::state::Me;

    fn item(code: &str, name: &str, aliases: &[&str]) -> Item {
        Item {
            code: code.to_owned(),
            name: name.to_owned(),
            short: None,
            category: "all".to_owned(),
            price: Money::new(100),
            prices: std::collections::BTreeMap::new(),
            tax: None,
            station: None,
            course: None,
            aliases: aliases.iter().map(|word| (*word).to_owned()).collect(),
            barcodes: vec![format!("400000000{code}")],
            groups: Vec::new(),
            ..Item::default()
        }
    }

    fn found(text: &str) -> (Vec<String>, Option<String>) {
        let menu = Menu {
            items: vec![
                item("61", "Capri orange", &[]),
                item("12", "Cappuccino", &[]),
                item("113", "Decaf cappuccino", &[]),
                item("14", "Iced latte", &[]),
                item("15", "Latte", &[]),
                item("16", "Café crème", &[]),
                item("45", "豚骨ラーメン", &["ramen"]),
                item("17", "Crab apple", &[]),
            ],
            ..Menu::default()
        };
        let me = Me {
            site: SiteId(1),
            terminal: TerminalId(1),
            kind: TerminalKind::Counter,
            name: "Counter".to_owned(),
            letter: None,
        };
        let state = State::new(me);
        let mut finder = Finder::new(Arc::new(menu));
        let found = finder.items(text, &state, At(0));
        let names = found.rows.iter().map(|target| match target {
            Target::Item(at) => finder.menu().items[*at].name.clone(),
            Target::Order(id) | Target::Receipt(id, _) => id.to_string(),
            Target::Customer(id) => id.to_string(),
        });
        (names.collect(), found.nearly)
    }

    #[test]
    fn the_order_is_code_barcode_start_of_a_word_letters_in_order() {
        assert_eq!(found("12").0, ["Cappuccino"]);
        assert_eq!(found("40000000045").0, ["豚骨ラーメン"]);
        assert_eq!(
            found("cap").0,
            ["Capri orange", "Cappuccino", "Decaf cappuccino", "Crab apple"]
        );
        assert_eq!(found("latte").0, ["Latte", "Iced latte"]);
        assert_eq!(found("cafe").0.first().map(String::as_str), Some("Café crème"));
        assert_eq!(found("ram").0, ["豚骨ラーメン"]);
        assert_eq!(found("豚骨").0, ["豚骨ラーメン"]);
        assert_eq!(found("ice la").0, ["Iced latte"]);
    }

    #[test]
    fn a_wrong_code_finds_nothing_and_a_mistyped_name_is_guessed() {
        assert!(found("99").0.is_empty());
        let (rows, nearly) = found("latze");
        assert!(rows.is_empty());
        assert_eq!(nearly.as_deref(), Some("Latte"));
        assert!(found("").0.is_empty());
    }
}

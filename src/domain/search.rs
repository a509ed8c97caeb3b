//! What somebody looks for among orders: read once from what was typed, then asked of each order.

use std::sync::Arc;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::currency::Currency;
use super::customer::Person;
use super::money::Money;
use super::number::OrderNumber;
use super::order::Order;
use super::time::Day;

/// The most orders that one search answers; whoever looks for more says more.
pub const FOUND_MAX: usize = 60;

/// The most customers that one search answers.
pub const PERSONS_MAX: usize = 10;

/// The most words of a search; what is typed behind them is not looked for.
const WORDS_MAX: usize = 8;

/// One word of a search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// As it was typed, in small letters, without a `#` or `@` before it.
    pub text: String,
    /// In folded letters with a blank before each part; see [`fold`].
    pub folded: String,
    /// The number of an order that it may be.
    pub number: Option<OrderNumber>,
    /// The amount that it may be, in minor units.
    pub amount: Option<Money>,
}

impl Word {
    fn read(typed: &str, currency: Currency) -> Self {
        let text = typed.trim_start_matches(['#', '@']).to_lowercase();
        let figure = text.starts_with(|first: char| first.is_ascii_digit());
        let amount = currency.parse(&text).ok().filter(|_| figure);
        Self { folded: fold(&text), number: text.parse().ok(), amount, text }
    }

    /// True for a word of figures alone.
    pub fn is_figures(&self) -> bool {
        !self.text.is_empty() && self.text.bytes().all(|byte| byte.is_ascii_digit())
    }

    /// True for a word that is written like an amount with decimals.
    pub fn is_amount(&self) -> bool {
        self.amount.is_some() && !self.is_figures()
    }

    /// True when the text has the word at the beginning of one of its words.
    pub fn is_in(&self, text: &str) -> bool {
        let Some(wanted) = self.folded.strip_prefix(' ') else { return false };
        if !text.is_ascii() || !wanted.is_ascii() || wanted.contains(' ') {
            return fold(text).contains(&self.folded);
        }
        let bytes = text.as_bytes();
        let mut begins = true;
        for (at, byte) in bytes.iter().enumerate() {
            let rest = bytes.get(at..at.saturating_add(wanted.len()));
            if begins && rest.is_some_and(|rest| rest.eq_ignore_ascii_case(wanted.as_bytes())) {
                return true;
            }
            begins = !byte.is_ascii_alphanumeric();
        }
        false
    }

    fn matches(&self, order: &Order) -> bool {
        let starts = |text: &str| text.to_lowercase().starts_with(&self.text);
        let title = order.title();
        starts(&title)
            || title.trim_start_matches(|letter: char| letter.is_ascii_alphabetic()) == self.text
            || order.table.as_deref().is_some_and(starts)
            || self.is_in(&order.place())
            || order.name.as_deref().is_some_and(|name| self.is_in(name))
            || order.lines.iter().any(|line| line.is_live() && self.is_in(&line.sold.name))
            || self.is_money_of(order)
    }

    /// A receipt, a tender, what a payment refers to, or an amount of the order.
    fn is_money_of(&self, order: &Order) -> bool {
        let text = self.text.as_str();
        let currency = order.pricing.currency;
        let figure = text.starts_with(|first: char| first.is_ascii_digit());
        let sum = |amount: Money| currency.plain(amount).starts_with(text);
        order.receipts.iter().any(|one| one.number.to_string().to_lowercase().ends_with(text))
            || order.payments.iter().any(|row| {
                let reference = row.payment.reference.as_deref().map(str::to_lowercase);
                row.payment.tender.to_string().to_lowercase().starts_with(text)
                    || (figure && sum(row.payment.tendered))
                    || reference
                        .is_some_and(|other| other.ends_with(text) || other.starts_with(text))
            })
            || (figure && order.totals().is_ok_and(|totals| sum(totals.total)))
    }
}

/// What is looked for: every word must be found in an order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Query {
    /// The words, as they were typed.
    pub words: Vec<Word>,
    /// Of this business day only.
    pub day: Option<Day>,
    /// Only orders that are open on this business day.
    pub open_on: Option<Day>,
}

impl Query {
    /// Reads what was typed: `A47`, `47`, `12.40`, `A-000123`, `latte`, `Bob`, `yesterday`,
    /// `2026-11-20 card`, in any mix.
    pub fn read(typed: &str, today: Day, currency: Currency) -> Self {
        let mut query = Self::default();
        for word in typed.split_whitespace() {
            match day_of(word, today) {
                Some(day) => query.day = Some(day),
                None if query.words.len() < WORDS_MAX => {
                    let word = Word::read(word, currency);
                    query.words.extend((!word.text.is_empty()).then_some(word));
                }
                None => {}
            }
        }
        query
    }

    /// True when nothing was said that leaves an order out.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty() && self.day.is_none() && self.open_on.is_none()
    }

    /// The words as one text, as customers are looked for.
    pub fn text(&self) -> String {
        let words: Vec<&str> = self.words.iter().map(|word| word.text.as_str()).collect();
        words.join(" ")
    }

    /// True when the order is one that is looked for.
    pub fn matches(&self, order: &Order) -> bool {
        self.day.is_none_or(|day| order.day() == Some(day))
            && self.open_on.is_none_or(|today| order.is_open(today))
            && self.words.iter().all(|word| word.matches(order))
    }

    /// True when the order itself was named, by its number or by that of a receipt.
    pub fn names(&self, order: &Order) -> bool {
        let title = order.title().to_lowercase();
        self.words.iter().any(|word| {
            title == word.text
                || order.receipts.iter().any(|one| one.number.0.to_lowercase() == word.text)
        })
    }
}

fn day_of(word: &str, today: Day) -> Option<Day> {
    match word.to_lowercase().as_str() {
        "today" => Some(today),
        "yesterday" => Some(today.before()),
        // A word of figures alone is a number, never a day written without its dashes.
        text if text.contains('-') => text.parse().ok(),
        _ => None,
    }
}

/// What a search came to.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Searched {
    /// The orders, the latest first.
    pub orders: Vec<Arc<Order>>,
    /// Customers with the words of the search, by name, at most [`PERSONS_MAX`].
    pub persons: Vec<Person>,
    /// False when a limit ended it: there may be more.
    pub all: bool,
}

/// Small letters without marks, words with one blank before each: what people mean by the same
/// word on another keyboard.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len().saturating_add(1));
    let mut blank = true;
    for c in text.nfd().filter(|c| !is_combining_mark(*c)) {
        if c.is_alphanumeric() {
            if blank {
                folded.push(' ');
            }
            blank = false;
            folded.extend(c.to_lowercase());
        } else {
            blank = true;
        }
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(text: &str) -> Query {
        Query::read(text, "2026-11-20".parse().unwrap(), Currency::EUR)
    }

    #[test]
    fn days_numbers_amounts_and_words_are_told_apart() {
        let read = query("yesterday A47 12.40 latte");
        assert_eq!(read.day, Some("2026-11-19".parse().unwrap()));
        let texts: Vec<&str> = read.words.iter().map(|word| word.text.as_str()).collect();
        assert_eq!(texts, ["a47", "12.40", "latte"]);
        let numbers: Vec<bool> = read.words.iter().map(|word| word.number.is_some()).collect();
        let amounts: Vec<bool> = read.words.iter().map(Word::is_amount).collect();
        assert_eq!((numbers, amounts), (vec![true, false, false], vec![false, true, false]));
        assert_eq!(read.words.get(1).unwrap().amount, Some(Money::new(1_240)));
        assert_eq!(query("2026-11-02").day, Some("2026-11-02".parse().unwrap()));
        assert!(query("20261102").day.is_none(), "eight figures are a number");
        assert!(query("  #  ").is_empty());
        assert_eq!(query("#47").words.first().unwrap().text, "47");
    }

    #[test]
    fn a_word_is_found_where_a_word_begins_in_any_spelling() {
        let word = |text: &str| query(text).words.remove(0);
        assert!(word("cap").is_in("Decaf Cappuccino"));
        assert!(!word("puc").is_in("Decaf Cappuccino"));
        assert!(word("creme").is_in("Café Crème"));
        assert!(word("crème").is_in("cafe creme"));
        assert!(word("豚骨").is_in("豚骨ラーメン"));
        assert!(word("o'neil").is_in("O'Neil"));
    }
}

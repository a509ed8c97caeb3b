//! The grammar of the entry line: what was typed, before anything is looked up.

use super::model::AmountEntry;
use crate::domain::currency::Currency;
use crate::domain::money::Money;

/// A quantity before a blank or an `x` has at most this many digits, so that it is not a code.
const QUANTITY_DIGITS: usize = 3;

/// An item as it was typed: `2 cap+oat"no sugar`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Wanted {
    /// How many pieces; one when nothing was typed.
    pub quantity: Option<i64>,
    /// A code, a barcode or a part of a name.
    pub text: String,
    /// Parts of the names of options.
    pub options: Vec<String>,
    /// The note for the kitchen.
    pub note: Option<String>,
}

/// What the entry line means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Typed {
    /// Nothing.
    Nothing,
    /// An item to be added, or a category by its number.
    Item(Wanted),
    /// `"text`: a note on the chosen line.
    Note(String),
    /// `*3`: the quantity of the chosen line; `None` while no number is typed.
    SetQuantity(Option<i64>),
    /// `@12`: a table.
    Table(String),
    /// `#47`: an order by its number.
    Number(String),
    /// `%10`: a discount on the order.
    Percent(String),
    /// `=350 coffee`: something that is not on the menu.
    Open {
        /// The amount as it was typed.
        amount: String,
        /// What it is called.
        name: String,
    },
    /// `/text`: orders and items.
    Find(String),
}

/// Reads the entry line.
pub fn read(text: &str) -> Typed {
    let rest = |sign: char| text.strip_prefix(sign).map(|rest| rest.trim().to_owned());
    if text.trim().is_empty() {
        return Typed::Nothing;
    }
    if let Some(rest) = rest('*') {
        return Typed::SetQuantity(rest.parse().ok());
    }
    if let Some(table) = rest('@') {
        return Typed::Table(table);
    }
    if let Some(number) = rest('#') {
        return Typed::Number(number);
    }
    if let Some(percent) = rest('%') {
        return Typed::Percent(percent);
    }
    if let Some(wanted) = rest('/') {
        return Typed::Find(wanted);
    }
    if let Some(note) = rest('"') {
        return Typed::Note(note);
    }
    if let Some(open) = rest('=') {
        let (amount, name) = open.split_once(' ').unwrap_or((open.as_str(), ""));
        return Typed::Open { amount: amount.to_owned(), name: name.trim().to_owned() };
    }
    Typed::Item(item(text))
}

fn item(text: &str) -> Wanted {
    let (quantity, rest) = quantity(text);
    let (head, note) = match rest.split_once('"') {
        Some((head, note)) => (head, Some(note.trim().to_owned())),
        None => (rest, None),
    };
    let mut parts = head.split('+').map(str::trim);
    let text = parts.next().unwrap_or_default().to_owned();
    let options = parts.filter(|word| !word.is_empty()).map(str::to_owned).collect();
    Wanted { quantity, text, options, note: note.filter(|note| !note.is_empty()) }
}

/// Digits before `*`, or one to three digits before a blank or an `x` with something behind it.
fn quantity(text: &str) -> (Option<i64>, &str) {
    let text = text.trim_start();
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (number, rest) = text.split_at(digits);
    let mut after = rest.chars();
    let sign = after.next();
    let short = (1..=QUANTITY_DIGITS).contains(&digits);
    let is_quantity = match sign {
        Some('*') => digits > 0,
        Some(' ') => short,
        Some('x' | 'X') => short && after.clone().next().is_some(),
        Some(_) | None => false,
    };
    if is_quantity {
        // More digits than a number holds are more than any order takes: decide refuses them.
        (Some(number.parse().unwrap_or(i64::MAX)), after.as_str().trim_start())
    } else {
        (None, text)
    }
}

/// Reads an amount: digits alone are minor or whole units as the settings say, and a decimal sign
/// always makes them whole units (`20.` is 20.00). `None` for what is no amount.
pub fn amount(text: &str, currency: Currency, entry: AmountEntry) -> Option<Money> {
    let plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if plain && entry == AmountEntry::Minor {
        return text.parse().ok().map(Money::new);
    }
    currency.parse(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(quantity: Option<i64>, text: &str, options: &[&str], note: Option<&str>) -> Typed {
        Typed::Item(Wanted {
            quantity,
            text: text.to_owned(),
            options: options.iter().map(|word| (*word).to_owned()).collect(),
            note: note.map(str::to_owned),
        })
    }

    #[test]
    fn items_have_quantity_options_and_note() {
        assert_eq!(read("cap"), wanted(None, "cap", &[], None));
        assert_eq!(read("12"), wanted(None, "12", &[], None));
        assert_eq!(read("2 cap"), wanted(Some(2), "cap", &[], None));
        assert_eq!(read("2*12"), wanted(Some(2), "12", &[], None));
        assert_eq!(read("2x12"), wanted(Some(2), "12", &[], None));
        assert_eq!(read("2x"), wanted(None, "2x", &[], None));
        assert_eq!(read("4006381333931"), wanted(None, "4006381333931", &[], None));
        assert_eq!(read("1000 cap"), wanted(None, "1000 cap", &[], None));
        assert_eq!(read("1000*cap"), wanted(Some(1000), "cap", &[], None));
        assert_eq!(read("cap+oat+shot"), wanted(None, "cap", &["oat", "shot"], None));
        assert_eq!(
            read("2 cap+oat\"no sugar+x"),
            wanted(Some(2), "cap", &["oat"], Some("no sugar+x"))
        );
        assert_eq!(read("cap+"), wanted(None, "cap", &[], None));
        assert_eq!(read("2 "), wanted(Some(2), "", &[], None));
    }

    #[test]
    fn signs_have_their_meanings() {
        assert_eq!(read("  "), Typed::Nothing);
        assert_eq!(read("*3"), Typed::SetQuantity(Some(3)));
        assert_eq!(read("*"), Typed::SetQuantity(None));
        assert_eq!(read("@12"), Typed::Table("12".to_owned()));
        assert_eq!(read("#B12"), Typed::Number("B12".to_owned()));
        assert_eq!(read("%10"), Typed::Percent("10".to_owned()));
        assert_eq!(
            read("=350 iced coffee"),
            Typed::Open { amount: "350".to_owned(), name: "iced coffee".to_owned() }
        );
        assert_eq!(read("/ben"), Typed::Find("ben".to_owned()));
        assert_eq!(read("\"no sugar"), Typed::Note("no sugar".to_owned()));
    }

    #[test]
    fn amounts_are_minor_or_whole_units() {
        let minor = |text| amount(text, Currency::EUR, AmountEntry::Minor).map(Money::minor);
        let major = |text| amount(text, Currency::EUR, AmountEntry::Major).map(Money::minor);
        assert_eq!(minor("350"), Some(350));
        assert_eq!(minor("20."), Some(2000));
        assert_eq!(minor("20.5"), Some(2050));
        assert_eq!(minor(".5"), Some(50));
        assert_eq!(major("20"), Some(2000));
        assert_eq!(minor(""), None);
        assert_eq!(minor("abc"), None);
        assert_eq!(minor("99999999999999999999"), None);
    }
}

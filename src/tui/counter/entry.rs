//! The grammar of the entry line: what was typed, before anything is looked up.

use super::settings::AmountEntry;
use crate::domain::currency::Currency;
use crate::domain::menu::Unit;
use crate::domain::money::{Money, Quantity};

/// A quantity before a blank or an `x` has at most this many digits, so that it is not a code.
const QUANTITY_DIGITS: usize = 3;
/// A quantity has at most this many digits behind its decimal sign: quantities are thousandths.
const DECIMALS_MAX: usize = 3;

/// How much was typed: `2`, `0.350`, `350g`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Amount {
    /// How much, in thousandths.
    pub quantity: Quantity,
    /// The unit that was typed with it.
    pub unit: Option<Unit>,
}

impl Amount {
    /// What an item that is sold like this makes of it; else one sentence.
    ///
    /// # Errors
    /// What is sold otherwise, and how to type it.
    pub fn of(self, name: &str, sold: Option<Unit>) -> Result<Quantity, String> {
        match (sold, self.unit) {
            (None, Some(_)) => Err(format!("{name} is sold by the piece: type a whole number.")),
            (None, None) if !self.quantity.is_whole() => {
                Err(format!("{name} is sold by the piece: type a whole number."))
            }
            (Some(sold), Some(typed)) if sold != typed => {
                Err(format!("{name} is sold by the {sold}: type 0.350 or 350{}.", sold.small()))
            }
            _ => Ok(self.quantity),
        }
    }
}

/// An item as it was typed: `2 cap+oat"no sugar`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Wanted {
    /// How much; one piece when nothing was typed.
    pub quantity: Option<Amount>,
    /// A code, a barcode or a part of a name.
    pub text: String,
    /// The other half of a half-and-half dish: `marg/funghi`.
    pub half: Option<String>,
    /// Parts of the names of options.
    pub options: Vec<String>,
    /// The note for the kitchen, with an allergy behind `!`.
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
    SetQuantity(Option<Amount>),
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
        return Typed::SetQuantity(amount_of(&rest));
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
    let text = parts.next().unwrap_or_default();
    let options = parts.filter(|word| !word.is_empty()).map(str::to_owned).collect();
    let halves = text.split_once('/').map(|(one, other)| (one.trim(), other.trim()));
    let (text, half) = match halves.filter(|(one, _)| !one.is_empty()) {
        Some((one, other)) => (one, Some(other.to_owned()).filter(|other| !other.is_empty())),
        None => (text, None),
    };
    let note = note.filter(|note| !note.is_empty());
    Wanted { quantity, text: text.to_owned(), half, options, note }
}

/// Digits before `*`, or one to three digits before a blank or an `x` with something behind it; a
/// decimal sign or a unit makes it a measure: `0.350*ham`, `350g ham`.
fn quantity(text: &str) -> (Option<Amount>, &str) {
    let text = text.trim_start();
    let is_number = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',');
    let number = text.len() - text.trim_start_matches(is_number).len();
    let (digits, after) = text.split_at(number);
    let letters = after.len() - after.trim_start_matches(|c: char| c.is_ascii_lowercase()).len();
    let (letters, rest) = after.split_at(letters);
    let measured = unit_of(letters).is_some() && rest.starts_with(['*', ' ']);
    let rest = if measured { rest } else { after };
    let mut behind = rest.chars();
    let sign = behind.next();
    let short = (1..=QUANTITY_DIGITS).contains(&number) || digits.contains(['.', ',']) || measured;
    let is_quantity = match sign {
        Some('*') => number > 0,
        Some(' ') => short,
        Some('x' | 'X') => short && behind.clone().next().is_some(),
        Some(_) | None => false,
    };
    let typed = if measured { format!("{digits}{letters}") } else { digits.to_owned() };
    match amount_of(&typed).filter(|_| is_quantity) {
        Some(amount) => (Some(amount), behind.as_str().trim_start()),
        None => (None, text),
    }
}

/// The unit of a word behind a number, and how many thousandths of it one is.
fn unit_of(word: &str) -> Option<(Unit, i64)> {
    Unit::ALL.into_iter().find_map(|unit| {
        if word == unit.small() {
            Some((unit, 1))
        } else {
            (word == unit.word()).then_some((unit, 1_000))
        }
    })
}

/// Reads `2`, `0.350`, `350g` or `1.2kg`; nothing for what is no quantity.
fn amount_of(text: &str) -> Option<Amount> {
    let number = text.trim_end_matches(|c: char| c.is_ascii_lowercase());
    let word = text.strip_prefix(number).unwrap_or_default();
    let known = unit_of(word);
    if known.is_none() && !word.is_empty() {
        return None;
    }
    let (whole, rest) = number.split_once(['.', ',']).unwrap_or((number, ""));
    let figures = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if (whole.is_empty() && rest.is_empty()) || !figures(whole) || !figures(rest) {
        return None;
    }
    let scale = known.map_or(1_000, |(_, scale)| scale);
    if rest.len() > DECIMALS_MAX || (scale == 1 && !rest.is_empty()) {
        return None;
    }
    // More digits than a number holds are more than any order takes: decide refuses them.
    let joined = if scale == 1 { whole.to_owned() } else { format!("{whole}{rest:0<3}") };
    let thousandths = joined.parse().unwrap_or(i64::MAX);
    Some(Amount { quantity: Quantity::new(thousandths), unit: known.map(|(unit, _)| unit) })
}

/// Note and allergy as one text is typed for both: what the guest must not get stands behind a `!`
/// that begins a word.
pub fn split_note(text: &str) -> (Option<String>, Option<String>) {
    let filled = |part: &str| Some(part.trim().to_owned()).filter(|part| !part.is_empty());
    let places = text.match_indices('!').map(|(at, _)| at);
    let begins = |at: &usize| {
        let (before, behind) = text.split_at(*at);
        let word = behind.trim_start_matches('!').trim_start();
        (before.is_empty() || before.ends_with(' ')) && !word.is_empty()
    };
    match places.into_iter().find(begins) {
        Some(at) => {
            let (note, allergy) = text.split_at(at);
            (filled(note), filled(allergy.trim_start_matches('!')))
        }
        None => (filled(text), None),
    }
}

/// Note and allergy as the text that [`split_note`] reads.
pub fn note_text(note: Option<&str>, allergy: Option<&str>) -> String {
    match (note, allergy) {
        (note, None) => note.unwrap_or_default().to_owned(),
        (None, Some(allergy)) => format!("!{allergy}"),
        (Some(note), Some(allergy)) => format!("{note} !{allergy}"),
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

    fn pieces(count: i64) -> Amount {
        Amount { quantity: Quantity::pieces(count), unit: None }
    }

    fn wanted(quantity: Option<i64>, text: &str, options: &[&str], note: Option<&str>) -> Typed {
        Typed::Item(Wanted {
            quantity: quantity.map(pieces),
            text: text.to_owned(),
            half: None,
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
    fn measures_are_thousandths_with_or_without_their_unit() {
        let read_one = |text: &str| {
            let Typed::Item(wanted) = read(text) else { panic!("{text}") };
            let amount = wanted.quantity.map(|one| (one.quantity.thousandths(), one.unit));
            (amount, wanted.text)
        };
        let ham = "ham".to_owned();
        assert_eq!(read_one("0.350*ham"), (Some((350, None)), ham.clone()));
        assert_eq!(read_one("0,35 ham"), (Some((350, None)), ham.clone()));
        assert_eq!(read_one("350g ham"), (Some((350, Some(Unit::Kg))), ham.clone()));
        assert_eq!(read_one("1.2kg*ham"), (Some((1_200, Some(Unit::Kg))), ham.clone()));
        assert_eq!(read_one("500ml*51"), (Some((500, Some(Unit::L))), "51".to_owned()));
        assert_eq!(read_one("0.3505*ham").0, None);
        assert_eq!(read_one("7up"), (None, "7up".to_owned()));
        assert_eq!(read_one("2x51"), (Some((2_000, None)), "51".to_owned()));
        assert_eq!(read("*350g"), Typed::SetQuantity(amount_of("350g")));
        let amount = amount_of("350g").unwrap();
        assert_eq!(amount.of("Ham", Some(Unit::Kg)), Ok(Quantity::new(350)));
        assert!(amount.of("Soup", None).unwrap_err().contains("by the piece"));
        assert!(amount_of("0.5").unwrap().of("Soup", None).is_err());
    }

    #[test]
    fn two_halves_are_joined_by_a_stroke_inside_a_word() {
        let Typed::Item(both) = read("2 marg/fun+basil\"well done") else { panic!() };
        assert_eq!((both.text.as_str(), both.half.as_deref()), ("marg", Some("fun")));
        assert_eq!(both.options, ["basil"]);
        let Typed::Item(one) = read("marg/") else { panic!() };
        assert_eq!((one.text.as_str(), one.half), ("marg", None));
        assert_eq!(read("/marg"), Typed::Find("marg".to_owned()));
    }

    #[test]
    fn an_allergy_stands_behind_an_exclamation_mark_that_begins_a_word() {
        let both = |note: Option<&str>, allergy: Option<&str>| {
            (note.map(str::to_owned), allergy.map(str::to_owned))
        };
        assert_eq!(split_note("!nuts, sesame"), both(None, Some("nuts, sesame")));
        assert_eq!(split_note("no sugar !nuts"), both(Some("no sugar"), Some("nuts")));
        assert_eq!(split_note("hurry!"), both(Some("hurry!"), None));
        assert_eq!(split_note("hurry !"), both(Some("hurry !"), None));
        assert_eq!(split_note(" "), both(None, None));
        for text in ["!nuts", "no sugar !nuts", "no sugar", ""] {
            let (note, allergy) = split_note(text);
            assert_eq!(note_text(note.as_deref(), allergy.as_deref()), text);
        }
    }

    #[test]
    fn signs_have_their_meanings() {
        assert_eq!(read("  "), Typed::Nothing);
        assert_eq!(read("*3"), Typed::SetQuantity(Some(pieces(3))));
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

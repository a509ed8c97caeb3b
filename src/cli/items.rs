//! Items as they are typed on a command line: a code or a name, options, a quantity.

use crate::domain::choice::{self, Choice};
use crate::domain::decide::QUANTITY_LIMIT;
use crate::domain::menu::{Item, Menu, Unit};
use crate::domain::money::Quantity;
use crate::domain::name::nearest;
use crate::domain::rejection::Rejection;

use super::out::Failure;

/// How many items a sentence names at most.
const NAMED_MAX: usize = 4;

/// What was typed for one line: `flat white+oat+shot:2`, `ham:350g`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// A code, a barcode, a name or its beginning.
    pub item: String,
    /// Words for options, behind `+`.
    pub options: Vec<String>,
    /// How much; one piece when nothing was said.
    pub quantity: Quantity,
    /// The unit that was written with it.
    pub unit: Option<Unit>,
    /// Whether it was said how much.
    said: bool,
}

impl Wanted {
    /// Reads `ITEM[+OPTION]...[:QUANTITY]`.
    ///
    /// # Errors
    /// One sentence when the quantity is no number or the item is missing.
    pub fn parse(text: &str) -> Result<Self, Failure> {
        let (what, measure) = match text.rsplit_once(':') {
            Some((what, quantity)) => (what, Some(measure(quantity)?)),
            None => (text, None),
        };
        let (quantity, unit) = measure.unwrap_or((Quantity::ONE, None));
        let mut words = what.split('+').map(|word| word.trim().to_owned());
        let item = words.next().filter(|word| !word.is_empty()).ok_or_else(|| {
            Failure::usage(format!(
                "`{text}` names no item: write it like 12:2 or \"flat white+oat\""
            ))
        })?;
        let options = words.filter(|word| !word.is_empty()).collect();
        Ok(Self { item, options, quantity, unit, said: measure.is_some() })
    }

    /// Reads the words of `order add`: an optional quantity, then the item with its options.
    ///
    /// # Errors
    /// As [`Self::parse`].
    pub fn of_words(words: &[String]) -> Result<Self, Failure> {
        match words {
            [first, rest @ ..] if !rest.is_empty() && looks_like_quantity(first) => {
                let mut wanted = Self::parse(&rest.join(" "))?;
                (wanted.quantity, wanted.unit) = measure(first)?;
                wanted.said = true;
                Ok(wanted)
            }
            words => Self::parse(&words.join(" ")),
        }
    }

    /// The item on a menu, when it is sold in what was written.
    ///
    /// # Errors
    /// As [`find`], or one sentence that says how it is sold.
    pub fn sold<'a>(&self, menu: &'a Menu) -> Result<&'a Item, Failure> {
        let item = find(menu, &self.item)?;
        let name = &item.name;
        // What no order takes at all is refused with its own sentence, by deciding.
        let possible = self.quantity.is_positive() && self.quantity <= QUANTITY_LIMIT;
        match item.unit {
            None if self.unit.is_some() || (possible && !self.quantity.is_whole()) => {
                Err(Failure::error(format!("{name} is sold by the piece: write a whole number")))
            }
            Some(unit) if !self.said || self.unit.is_some_and(|typed| typed != unit) => {
                let small = unit.small();
                Err(Failure::error(format!(
                    "{name} is sold by the {unit}: write how much, as {code}:350{small} or \
                     {code}:0.350",
                    code = item.code
                )))
            }
            None | Some(_) => Ok(item),
        }
    }

    /// The item's code on a menu and its options, defaults included.
    ///
    /// # Errors
    /// [`Rejection::NoItem`] or a sentence that names the candidates or the near miss;
    /// [`Rejection::NoOption`] and [`Rejection::TooManyChoices`].
    pub fn on(&self, menu: &Menu) -> Result<(String, Vec<Choice>), Failure> {
        let item = self.sold(menu)?;
        Ok((item.code.clone(), choice::from_words(menu, item, &self.options)?))
    }
}

fn looks_like_quantity(word: &str) -> bool {
    let digits = word.strip_prefix('-').unwrap_or(word);
    let digits = unit_behind(digits).map_or(digits, |(digits, ..)| digits);
    digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.chars().all(|c| c.is_ascii_digit() || c == '.' || c == ',')
}

/// A number with a unit behind it: the number, the unit, and whether it counts thousandths of it.
fn unit_behind(text: &str) -> Option<(&str, Unit, bool)> {
    let number = text.trim_end_matches(|sign: char| sign.is_ascii_alphabetic());
    let word = text.strip_prefix(number)?.to_ascii_lowercase();
    Unit::ALL.into_iter().find_map(|unit| {
        let small = word == unit.small();
        (small || word == unit.word()).then_some((number, unit, small))
    })
}

/// Reads a quantity with the unit behind it, if any: `2`, `0.350`, `350g`, `0.35kg`, `500ml`.
///
/// # Errors
/// As [`quantity`].
pub fn measure(text: &str) -> Result<(Quantity, Option<Unit>), Failure> {
    let trimmed = text.trim();
    let Some((number, unit, small)) = unit_behind(trimmed) else {
        return Ok((number_of(trimmed)?, None));
    };
    let amount = number_of(number).map_err(|_| not_a_quantity(text))?;
    match (small, amount.is_whole()) {
        (false, _) => Ok((amount, Some(unit))),
        (true, true) => Ok((Quantity::new(amount.count()), Some(unit))),
        (true, false) => Err(not_a_quantity(text)),
    }
}

/// Reads a quantity of a line that is there, in whatever it is sold.
///
/// # Errors
/// One sentence when it is no number.
pub fn quantity(text: &str) -> Result<Quantity, Failure> {
    Ok(measure(text)?.0)
}

fn not_a_quantity(text: &str) -> Failure {
    Failure::usage(format!("`{text}` is not a quantity: write a number like 2, 0.350 or 350g"))
}

/// Reads a number of whole pieces or with up to three decimals. Whether it can be sold is
/// decided later.
///
/// # Errors
/// One sentence when it is no number.
fn number_of(trimmed: &str) -> Result<Quantity, Failure> {
    let bad = || not_a_quantity(trimmed);
    let (sign, digits) = trimmed.strip_prefix('-').map_or(("", trimmed), |rest| ("-", rest));
    let (whole, part) = digits.split_once(['.', ',']).unwrap_or((digits, ""));
    let figures = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !figures(whole) || !figures(part) || part.len() > 3 {
        return Err(bad());
    }
    let joined = format!("{sign}{whole}{part:0<3}");
    // A number beyond the range is still a number: deciding refuses it in words.
    let limit = if sign.is_empty() { i64::MAX } else { i64::MIN };
    Ok(Quantity::new(joined.parse().unwrap_or(limit)))
}

/// The item that was meant: by code, barcode, whole name or alias, else by a beginning or a part
/// of a name that only one item has.
///
/// # Errors
/// [`Rejection::NoItem`] with a near miss when there is one, or a sentence with the candidates.
pub fn find<'a>(menu: &'a Menu, typed: &str) -> Result<&'a Item, Failure> {
    if let Some(item) = menu.item(typed).or_else(|| menu.by_barcode(typed)) {
        return Ok(item);
    }
    let word = typed.trim().to_lowercase();
    let named = |test: &dyn Fn(&str) -> bool| -> Vec<&'a Item> {
        let says = |item: &&Item| {
            test(&item.name.to_lowercase())
                || item.aliases.iter().any(|alias| test(&alias.to_lowercase()))
        };
        menu.items.iter().filter(says).collect()
    };
    let tests: [&dyn Fn(&str) -> bool; 3] =
        [&|name| name == word, &|name| name.starts_with(&word), &|name| {
            name.split_whitespace().any(|part| part.starts_with(&word))
        }];
    for test in tests {
        match named(test).as_slice() {
            [] => {}
            [item] => return Ok(item),
            several => return Err(ambiguous(typed, several)),
        }
    }
    let near = nearest(&word, menu.items.iter().map(|item| item.name.as_str()));
    match near {
        Some(near) => {
            Err(Failure::error(format!("no item matches `{typed}`: did you mean {near}?")))
        }
        None => Err(Rejection::NoItem(typed.to_owned()).into()),
    }
}

fn ambiguous(typed: &str, several: &[&Item]) -> Failure {
    let mut names: Vec<String> =
        several.iter().take(NAMED_MAX).map(|item| format!("{} {}", item.code, item.name)).collect();
    if several.len() > NAMED_MAX {
        names.push("...".to_owned());
    }
    Failure::error(format!("`{typed}` can be {}: use its code", names.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::menu_file;

    #[test]
    fn items_are_read_with_options_and_quantity() {
        let wanted = Wanted::parse("flat white + oat+shot:2").unwrap();
        assert_eq!(wanted.item, "flat white");
        assert_eq!(wanted.options, ["oat", "shot"]);
        assert_eq!(wanted.quantity, Quantity::pieces(2));
        let words = ["2".to_owned(), "flat".to_owned(), "white+oat".to_owned()];
        let wanted = Wanted::of_words(&words).unwrap();
        assert_eq!((wanted.item.as_str(), wanted.quantity), ("flat white", Quantity::pieces(2)));
        assert_eq!(Wanted::of_words(&["12".to_owned()]).unwrap().item, "12");
        assert!(Wanted::parse("12:two").is_err() && Wanted::parse(":2").is_err());
    }

    #[test]
    fn quantities_are_thousandths_and_beyond_the_range_they_saturate() {
        assert_eq!(quantity("0.35").unwrap(), Quantity::new(350));
        assert_eq!(quantity("-2").unwrap(), Quantity::pieces(-2));
        assert_eq!(quantity("99999999999999999999").unwrap(), Quantity::new(i64::MAX));
        assert!(quantity("1.2345").is_err() && quantity("").is_err());
    }

    #[test]
    fn what_is_weighed_is_written_with_its_unit_and_what_is_not_without() {
        assert_eq!(measure("350g").unwrap(), (Quantity::new(350), Some(Unit::Kg)));
        assert_eq!(measure("0.35kg").unwrap(), (Quantity::new(350), Some(Unit::Kg)));
        assert_eq!(measure("500ML").unwrap(), (Quantity::new(500), Some(Unit::L)));
        assert!(measure("1.5g").is_err() && measure("g").is_err() && measure("3oz").is_err());
        let menu = menu_file::sample().unwrap();
        let weighed = menu.items.iter().find(|item| item.unit == Some(Unit::Kg)).unwrap();
        let code = &weighed.code;
        let quantity = |text: &str| {
            let wanted = Wanted::of_words(&text.split(' ').map(str::to_owned).collect::<Vec<_>>())?;
            wanted.on(&menu).map(|_| wanted.quantity)
        };
        for text in [format!("350g {code}"), format!("{code}:0.35kg"), format!("0.35 {code}")] {
            assert_eq!(quantity(&text).unwrap(), Quantity::new(350), "{text}");
        }
        let said = |text: &str| format!("{:?}", quantity(text).unwrap_err());
        assert!(said(code).contains("is sold by the kg: write how much"), "{}", said(code));
        assert!(said(&format!("350ml {code}")).contains("is sold by the kg"));
        let piece = menu.items.iter().find(|item| item.unit.is_none()).unwrap();
        assert!(said(&format!("350g {}", piece.code)).contains("is sold by the piece"));
        assert!(said(&format!("0.5 {}", piece.code)).contains("is sold by the piece"));
    }

    #[test]
    fn items_are_found_by_code_by_name_and_by_the_beginning_of_a_word() {
        let menu = menu_file::sample().unwrap();
        let first = menu.items.first().unwrap();
        assert_eq!(find(&menu, &first.code).unwrap().code, first.code);
        let name = first.name.to_uppercase();
        assert_eq!(find(&menu, &name).unwrap().code, first.code);
        let failure = find(&menu, "qqqqqqqq").unwrap_err();
        assert_eq!(failure, Rejection::NoItem("qqqqqqqq".to_owned()).into());
    }
}

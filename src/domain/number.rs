//! Numbers that people say: order numbers, receipt numbers, shift numbers.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::id::{BadId, text_serde};

/// The order letter of a selling terminal: one to three capital letters, unique in the site.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Letter(String);

impl Letter {
    /// The letter of orders made at the hub.
    pub fn hub() -> Self {
        Self("W".to_owned())
    }

    /// The letter of the first counter of a site.
    pub fn first() -> Self {
        Self("A".to_owned())
    }

    /// The letters themselves.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The text is not an order letter.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an order letter: write one to three capital letters, for example A")]
pub struct BadLetter(pub String);

impl FromStr for Letter {
    type Err = BadLetter;
    fn from_str(text: &str) -> Result<Self, BadLetter> {
        let good = (1..=3).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_uppercase());
        if good { Ok(Self(text.to_owned())) } else { Err(BadLetter(text.to_owned())) }
    }
}

impl fmt::Display for Letter {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(&self.0)
    }
}
text_serde!(Letter);

/// The number of an order as people say it: letter code and a counter per business day, `A47`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OrderNumber {
    /// The letter code of the terminal that opened it.
    pub letter: Letter,
    /// Counts from 1 on each business day.
    pub count: u32,
    /// Which bill of a split order it is: 0 for the order itself, then 2, 3 and so on.
    pub part: u32,
}

impl OrderNumber {
    /// The number of an order that is no part of another.
    pub fn new(letter: Letter, count: u32) -> Self {
        Self { letter, count, part: 0 }
    }

    /// True for bills of the same order.
    pub fn is_kin(&self, other: &Self) -> bool {
        self.letter == other.letter && self.count == other.count
    }
}

impl fmt::Display for OrderNumber {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.part {
            0 => out.pad(&format!("{}{}", self.letter, self.count)),
            part => out.pad(&format!("{}{}-{part}", self.letter, self.count)),
        }
    }
}

impl FromStr for OrderNumber {
    type Err = BadId;
    fn from_str(text: &str) -> Result<Self, BadId> {
        let bad = || BadId(text.to_owned());
        let split = text.find(|c: char| c.is_ascii_digit()).ok_or_else(bad)?;
        let (letter, count) = text.split_at(split);
        let (count, part) = match count.split_once('-') {
            Some((count, part)) => (count, part.parse().map_err(|_| bad())?),
            None => (count, 0),
        };
        Ok(Self {
            part,
            letter: letter.to_ascii_uppercase().parse().map_err(|_| bad())?,
            count: count.parse().map_err(|_| bad())?,
        })
    }
}
text_serde!(OrderNumber);

/// A number of a series that never has a gap and never starts again: `A-000123`, `A-212`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SeriesNumber(pub String);

impl SeriesNumber {
    /// The receipt number `count` of a letter, six digits at least.
    pub fn receipt(letter: &Letter, count: u64) -> Self {
        Self(format!("{letter}-{count:06}"))
    }

    /// The shift or Z number `count` of a letter.
    pub fn shift(letter: &Letter, count: u64) -> Self {
        Self(format!("{letter}-{count}"))
    }

    /// The count behind the letter, when it is one.
    pub fn count(&self) -> Option<u64> {
        self.0.rsplit_once('-').and_then(|(_, count)| count.parse().ok())
    }
}

impl fmt::Display for SeriesNumber {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_type_them() {
        let number: OrderNumber = "a47".parse().unwrap();
        assert_eq!(number.to_string(), "A47");
        let second: OrderNumber = "a47-2".parse().unwrap();
        assert_eq!((second.to_string(), second.part), ("A47-2".to_owned(), 2));
        assert!(second.is_kin(&number) && second != number);
        assert!("A47-".parse::<OrderNumber>().is_err());
        assert!("47".parse::<OrderNumber>().is_err());
        assert!("ABCD1".parse::<OrderNumber>().is_err());
        assert_eq!(SeriesNumber::receipt(&Letter::first(), 123).to_string(), "A-000123");
        assert_eq!(SeriesNumber::receipt(&Letter::first(), 123).count(), Some(123));
    }
}

//! The ways to pay beside cash and card that a site has chosen: words, names, letters, kinds.

use serde::{Deserialize, Serialize};

use crate::domain::event::Tender;

/// What a tender is, which says what must be typed with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TenderKind {
    /// Nothing is typed but the amount.
    #[default]
    Plain,
    /// Through a provider of the network; it needs the hub.
    Online,
    /// A paper or card with a code of its own.
    Voucher,
    /// An account that is settled later: a house account, a room.
    Account,
}

impl TenderKind {
    /// What must be written down with it, as the screens call it; `None` for nothing.
    pub const fn reference(self) -> Option<&'static str> {
        match self {
            Self::Plain => None,
            Self::Online => Some("the provider's number"),
            Self::Voucher => Some("the code of the voucher"),
            Self::Account => Some("the name or number of the account"),
        }
    }
}

/// A way to pay beside cash and card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TenderSpec {
    /// Its word in commands, facts and reports: `voucher`.
    pub word: String,
    /// What the screens call it: `Gift card`.
    pub name: String,
    /// Its key on the payment screen.
    pub letter: char,
    /// What it is.
    #[serde(default)]
    pub kind: TenderKind,
}

/// Letters of the payment screen that mean something else there.
const TAKEN: &str = "abcdeikpsthy";

impl TenderSpec {
    fn of(word: &str, name: &str, letter: char, kind: TenderKind) -> Self {
        Self { word: word.to_owned(), name: name.to_owned(), letter, kind }
    }

    /// The ways of a site that chose none: online, gift card, room.
    pub fn usual() -> Vec<Self> {
        vec![
            Self::of("online", "Online", 'o', TenderKind::Online),
            Self::of("voucher", "Gift card", 'g', TenderKind::Voucher),
            Self::of("account", "Room", 'r', TenderKind::Account),
        ]
    }

    /// The tender as facts name it.
    pub fn tender(&self) -> Tender {
        self.word.parse().unwrap_or(Tender::Other(String::new()))
    }

    /// What is wrong with such a list, in one sentence.
    ///
    /// # Errors
    /// The sentence, which names the tender and the remedy.
    pub fn check(list: &[Self]) -> Result<(), String> {
        for (at, spec) in list.iter().enumerate() {
            let word = &spec.word;
            let letters = |text: &str| {
                !text.is_empty()
                    && text.len() <= 16
                    && text
                        .chars()
                        .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
            };
            if !letters(word) || matches!(word.as_str(), "cash" | "card" | "points") {
                return Err(format!(
                    "`{word}` cannot be a tender: use a new word of up to 16 small letters"
                ));
            }
            if spec.name.trim().is_empty() || spec.name.chars().count() > 16 {
                return Err(format!("the tender {word} needs a name of 1 to 16 characters"));
            }
            let letter = spec.letter;
            if !letter.is_ascii_lowercase() || TAKEN.contains(letter) {
                return Err(format!(
                    "the tender {word} cannot have the key `{letter}`: use another small letter"
                ));
            }
            let clash = |other: &Self| other.letter == letter || other.word == *word;
            if let Some(other) = list.iter().skip(at.saturating_add(1)).find(|other| clash(other)) {
                return Err(format!(
                    "the tenders {word} and {} share a word or a key: change one of them",
                    other.word
                ));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_tenders_are_good_and_clashes_are_named() {
        let mut list = TenderSpec::usual();
        assert_eq!(TenderSpec::check(&list), Ok(()));
        list.push(TenderSpec::of("lunch", "Lunch pass", 'g', TenderKind::Plain));
        let sentence = TenderSpec::check(&list).unwrap_err();
        assert!(sentence.contains("voucher and lunch share"), "{sentence}");
        let mut pass = list.pop().unwrap();
        pass.letter = 'k';
        list.push(pass.clone());
        let sentence = TenderSpec::check(&list).unwrap_err();
        assert!(sentence.contains("cannot have the key `k`"), "{sentence}");
        pass.word = "cash".to_owned();
        list.pop();
        list.push(pass);
        assert!(TenderSpec::check(&list).unwrap_err().contains("`cash` cannot be a tender"));
    }
}

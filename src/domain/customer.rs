//! Customers: what is known of a person, in an erasable row beside the journal, never in a fact.

use std::fmt;
use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use super::envelope::Hash;
use super::event::PersonRef;
use super::id::PersonId;
use super::name::clean_name;
use super::search::fold;

/// The most characters of a name and of each line of an address.
pub const CUSTOMER_LINE_CHARS_MAX: usize = 60;

/// The most characters of a phone number.
pub const PHONE_CHARS_MAX: usize = 24;

/// The most characters of an e-mail address, as mail systems have it.
pub const EMAIL_CHARS_MAX: usize = 254;

/// The most characters of a note about a customer.
pub const CUSTOMER_NOTE_CHARS_MAX: usize = 200;

/// The most lines of an address.
pub const ADDRESS_LINES_MAX: usize = 4;

/// The most bytes that the data of a row may have, also when another program made it.
pub const PERSONAL_DATA_BYTES_MAX: usize = 4_096;

/// The random bytes in front of the data of a row, so that nobody can guess the data from the
/// digest in a fact.
pub const SALT_BYTES: usize = 16;

/// What is known of a customer. Its debug text says nothing, so that no log ever holds a name.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Customer {
    /// What the customer is called.
    pub name: String,
    /// How to call back.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub phone: String,
    /// Where receipts can go.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub email: String,
    /// Where the customer lives, line by line.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub address: Vec<String>,
    /// What to think of: `sits outside`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub note: String,
}

impl fmt::Debug for Customer {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Customer")
    }
}

impl Customer {
    /// The same customer with every text cleaned, as it is kept.
    ///
    /// # Errors
    /// One sentence, when the name is missing or something is too long or cannot be what it says.
    pub fn checked(&self) -> Result<Self, String> {
        let address = self.address.iter().map(|line| clean_name(line));
        let clean = Self {
            name: clean_name(&self.name),
            phone: clean_name(&self.phone),
            email: clean_name(&self.email),
            address: address.filter(|line| !line.is_empty()).collect(),
            note: clean_name(&self.note),
        };
        if clean.name.is_empty() {
            return Err("a customer needs a name: type at least one letter".to_owned());
        }
        let too_long = |what: &str, text: &str, most: usize| {
            let over = text.chars().count() > most;
            over.then(|| format!("the {what} is too long: use up to {most} characters"))
        };
        let lines = clean.address.iter();
        let found = too_long("name", &clean.name, CUSTOMER_LINE_CHARS_MAX)
            .or_else(|| too_long("phone number", &clean.phone, PHONE_CHARS_MAX))
            .or_else(|| too_long("e-mail address", &clean.email, EMAIL_CHARS_MAX))
            .or_else(|| too_long("note", &clean.note, CUSTOMER_NOTE_CHARS_MAX))
            .or_else(|| {
                let mut long = lines.filter_map(|line| {
                    too_long("line of the address", line, CUSTOMER_LINE_CHARS_MAX)
                });
                long.next()
            });
        if let Some(sentence) = found {
            return Err(sentence);
        }
        if clean.address.len() > ADDRESS_LINES_MAX {
            return Err(format!("the address has too many lines: use up to {ADDRESS_LINES_MAX}"));
        }
        let phone_char = |c: char| c.is_ascii_digit() || " +-/().".contains(c);
        let digits = clean.phone.chars().filter(char::is_ascii_digit).count();
        if !clean.phone.is_empty() && (digits < 3 || !clean.phone.chars().all(phone_char)) {
            let phone = &clean.phone;
            return Err(format!("`{phone}` is not a phone number: write it like 0171 234567"));
        }
        let mut parts = clean.email.splitn(2, '@');
        let whole = parts.next().is_some_and(|part| !part.is_empty())
            && parts.next().is_some_and(|part| !part.is_empty() && !part.contains('@'));
        if !clean.email.is_empty() && (!whole || clean.email.contains(' ')) {
            let email = &clean.email;
            return Err(format!(
                "`{email}` is not an e-mail address: write it like ana@example.org"
            ));
        }
        Ok(clean)
    }

    /// What a search goes through: the words of name, e-mail address and note, and the digits of
    /// the phone number, each behind a blank.
    pub fn search_words(&self) -> String {
        let digits: String = self.phone.chars().filter(char::is_ascii_digit).collect();
        let mut words = fold(&format!("{} {} {}", self.name, self.email, self.note));
        if !digits.is_empty() {
            words.push(' ');
            words.push_str(&digits);
        }
        words
    }

    /// The address in one line.
    pub fn address_line(&self) -> String {
        self.address.join(", ")
    }
}

/// What is looked for: each word as it stands in [`Customer::search_words`]. A word must begin one
/// of theirs; a phone number, however it is written, may begin anywhere in theirs.
pub fn wanted_words(text: &str) -> Vec<String> {
    let phone = |c: char| c.is_ascii_digit() || " +-/().".contains(c);
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    if digits.len() >= 3 && text.chars().all(phone) {
        return vec![digits];
    }
    fold(text).split_whitespace().map(|word| format!(" {word}")).collect()
}

/// A customer as a replica holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Who.
    pub id: PersonId,
    /// Counts the changes of the row, from 1.
    pub version: u64,
    /// SHA-256 of salt and data.
    pub digest: Hash,
    /// What is known.
    pub customer: Customer,
}

impl Person {
    /// What a fact may say of this person.
    pub fn reference(&self) -> PersonRef {
        PersonRef { person: self.id, digest: self.digest.to_string() }
    }
}

/// The erasable row of a person, as it is stored and travels.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonalRow {
    /// Who.
    pub person: PersonId,
    /// Counts the changes of the row, from 1.
    pub version: u64,
    /// The random part of the digest, in hex; absent when erased.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub salt: Option<String>,
    /// The data as JSON text; absent when erased.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data: Option<String>,
}

impl fmt::Debug for PersonalRow {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let erased = if self.is_erased() { ", erased" } else { "" };
        write!(out, "PersonalRow({}, {}{erased})", self.person, self.version)
    }
}

/// What a replica holds of a person, without the data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonalHeld {
    /// Who.
    pub person: PersonId,
    /// Which version.
    pub version: u64,
    /// SHA-256 of salt and data.
    pub digest: Hash,
}

/// Which rows one side of an exchange holds: all of them behind one person and up to another, in
/// the order of their identities as text.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PersonalList {
    /// The span begins behind this person; at the very first when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<PersonId>,
    /// The span ends with this person; at the very last when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<PersonId>,
    /// What is held there.
    pub held: Vec<PersonalHeld>,
}

/// What the other side of an exchange answers to a list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PersonalAnswer {
    /// Rows that are newer here or that are missing there.
    pub rows: Vec<PersonalRow>,
    /// Persons whose rows are newer there or missing here.
    pub want: Vec<PersonId>,
    /// The answer ends with this person; at the very last when absent.
    pub to: Option<PersonId>,
}

impl PersonalRow {
    /// The row of a customer who was checked.
    ///
    /// # Errors
    /// When the data cannot be written as JSON, which no text can cause.
    pub fn of(
        person: PersonId,
        version: u64,
        salt: [u8; SALT_BYTES],
        customer: &Customer,
    ) -> Result<Self, String> {
        let data = serde_json::to_string(customer).map_err(|error| error.to_string())?;
        let mut hex = String::with_capacity(SALT_BYTES.saturating_mul(2));
        for byte in salt {
            // Writing into a text cannot fail.
            let _ = write!(hex, "{byte:02x}");
        }
        Ok(Self { person, version, salt: Some(hex), data: Some(data) })
    }

    /// What stays of an erased person: that there was one.
    pub const fn erased(person: PersonId, version: u64) -> Self {
        Self { person, version, salt: None, data: None }
    }

    /// True when nothing is left of the person.
    pub const fn is_erased(&self) -> bool {
        self.salt.is_none() || self.data.is_none()
    }

    /// SHA-256 of the salt's bytes and the data's; `None` when erased or when the row is none.
    pub fn digest(&self) -> Option<Hash> {
        let data = self.data.as_ref().filter(|data| data.len() <= PERSONAL_DATA_BYTES_MAX)?;
        let mut bytes = unhex(self.salt.as_ref()?)?;
        bytes.extend_from_slice(data.as_bytes());
        Some(Hash::of(&bytes))
    }

    /// The customer; `None` when erased or when another program wrote what this one cannot read.
    pub fn customer(&self) -> Option<Customer> {
        serde_json::from_str(self.data.as_ref()?).ok()
    }

    /// The person with everything that the row says.
    pub fn read(&self) -> Option<Person> {
        let (digest, customer) = (self.digest()?, self.customer()?);
        Some(Person { id: self.person, version: self.version, digest, customer })
    }
}

/// True when a row with this version and digest replaces one that is held: the newer one wins, and
/// of two made at once the one with the greater digest, so that every replica keeps the same.
pub fn replaces(new: (u64, Hash), held: Option<(u64, Hash)>) -> bool {
    held.is_none_or(|held| new > held)
}

/// The bytes of at most 64 hex digits.
fn unhex(text: &str) -> Option<Vec<u8>> {
    if text.len() > 64 || !text.len().is_multiple_of(2) || !text.is_ascii() {
        return None;
    }
    let places = (0..text.len()).step_by(2);
    places
        .map(|at| text.get(at..at.saturating_add(2)))
        .map(|pair| u8::from_str_radix(pair?, 16).ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::id::{Boot, TerminalId, Uid};

    fn ana() -> Customer {
        Customer {
            name: " Ana  Núñez ".to_owned(),
            phone: "0171 / 234-567".to_owned(),
            email: "ana@example.org".to_owned(),
            address: vec!["Hauptstr. 1".to_owned(), " ".to_owned()],
            note: String::new(),
        }
    }

    fn id() -> PersonId {
        PersonId(Uid { terminal: TerminalId(1), boot: Boot(2), counter: 3 })
    }

    #[test]
    fn a_customer_is_cleaned_and_what_cannot_be_is_refused_in_words() {
        let kept = ana().checked().unwrap();
        assert_eq!(kept.name, "Ana Núñez");
        assert_eq!(kept.address, ["Hauptstr. 1"]);
        let refused = |change: fn(&mut Customer)| {
            let mut customer = ana();
            change(&mut customer);
            customer.checked().unwrap_err()
        };
        assert!(refused(|c| c.name = " \u{1b}[2J".to_owned()).contains("needs a name"));
        assert!(refused(|c| c.name = "x".repeat(61)).contains("up to 60"));
        assert!(refused(|c| c.phone = "call me".to_owned()).contains("not a phone number"));
        assert!(refused(|c| c.email = "ana".to_owned()).contains("not an e-mail address"));
        assert!(refused(|c| c.address = vec!["a".to_owned(); 5]).contains("up to 4"));
    }

    #[test]
    fn the_digest_covers_salt_and_data_and_debug_shows_nobody() {
        let row = PersonalRow::of(id(), 1, [7; SALT_BYTES], &ana()).unwrap();
        let other = PersonalRow::of(id(), 1, [8; SALT_BYTES], &ana()).unwrap();
        assert_ne!(row.digest(), other.digest());
        let mut bytes = vec![7_u8; SALT_BYTES];
        bytes.extend_from_slice(row.data.as_ref().unwrap().as_bytes());
        assert_eq!(row.digest(), Some(Hash::of(&bytes)));
        assert_eq!(row.read().unwrap().customer, ana());
        let shown = format!("{row:?} {:?} {:?}", ana(), row.read());
        assert!(!shown.contains("Ana") && !shown.contains("0171"), "{shown}");
        let erased = PersonalRow::erased(id(), 2);
        assert_eq!((erased.digest(), erased.customer()), (None, None));
        let bad = PersonalRow { salt: Some("xy".to_owned()), ..row };
        assert_eq!(bad.digest(), None);
    }

    #[test]
    fn the_newer_row_wins_and_a_tie_goes_to_the_greater_digest() {
        let (low, high) = (Hash([1; 32]), Hash([2; 32]));
        assert!(replaces((1, low), None));
        assert!(replaces((2, low), Some((1, high))));
        assert!(replaces((1, high), Some((1, low))));
        assert!(!replaces((1, low), Some((1, high))));
        assert!(!replaces((1, low), Some((1, low))));
    }

    #[test]
    fn names_are_found_without_marks_and_phones_however_they_are_written() {
        let words = ana().search_words();
        let finds = |text: &str| wanted_words(text).iter().all(|word| words.contains(word));
        assert!(finds("nunez") && finds("ANA NÚ") && finds("0171-23") && finds("234 567"));
        assert!(!finds("unez") && !finds("0172"));
    }
}

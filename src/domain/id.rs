//! Identities: made once, never reused, readable on a screen and sortable in a table.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The text is not an identity of the expected shape.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an identity: copy it as it is shown, without blanks")]
pub struct BadId(pub String);

/// No digit of the alphabet.
const NO_DIGIT: u8 = u8::MAX;

/// The digit that each byte stands for: a hub reads some dozens of identities in each order.
const DIGITS: [u8; 256] = digits();

#[expect(clippy::indexing_slicing, reason = "it runs while the program is compiled")]
const fn digits() -> [u8; 256] {
    let mut digits = [NO_DIGIT; 256];
    let mut digit = 0_u8;
    while digit < 32 {
        let letter = ALPHABET[digit as usize];
        digits[letter as usize] = digit;
        digits[letter.to_ascii_lowercase() as usize] = digit;
        digit = digit.saturating_add(1);
    }
    (digits[b'O' as usize], digits[b'o' as usize]) = (0, 0);
    (digits[b'I' as usize], digits[b'i' as usize]) = (1, 1);
    (digits[b'L' as usize], digits[b'l' as usize]) = (1, 1);
    digits
}

/// Writes a number with this many digits, at most 13 of them.
fn encode(value: u64, digits: usize, out: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut text = [b'0'; 13];
    let mut left = value;
    for place in text.iter_mut().take(digits).rev() {
        let index = usize::try_from(left & 31).unwrap_or(0);
        *place = ALPHABET.get(index).copied().unwrap_or(b'0');
        left >>= 5_u32;
    }
    let text = text.get(..digits).unwrap_or_default();
    out.pad(std::str::from_utf8(text).unwrap_or_default())
}

fn decode(text: &str, bits: u32) -> Option<u64> {
    let mut value = 0_u64;
    let mut lost = 0;
    for byte in text.bytes() {
        let digit = DIGITS.get(usize::from(byte)).copied().unwrap_or(NO_DIGIT);
        lost |= (value >> 59_u32) | u64::from(digit >> 5_u32);
        value = (value << 5_u32) | u64::from(digit & 31);
    }
    (lost == 0 && value.checked_shr(bits).is_none_or(|over| over == 0)).then_some(value)
}

/// Reads a type by its `FromStr` out of a text that need not be copied first.
pub(in crate::domain) struct Parsed<T>(pub std::marker::PhantomData<T>);

impl<T: FromStr<Err: fmt::Display>> serde::de::Visitor<'_> for Parsed<T> {
    type Value = T;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a text")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<T, E> {
        text.parse().map_err(E::custom)
    }
}

/// Serialises a type as the text of its `Display` and reads it by its `FromStr`.
macro_rules! text_serde {
    ($name:ident) => {
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_str($crate::domain::id::Parsed(std::marker::PhantomData))
            }
        }
    };
}
pub(in crate::domain) use text_serde;

macro_rules! machine_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u64);

        impl fmt::Display for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                encode(self.0, 13, out)
            }
        }
        impl FromStr for $name {
            type Err = BadId;
            fn from_str(text: &str) -> Result<Self, BadId> {
                let value = if text.len() == 13 { decode(text, 64) } else { None };
                value.map(Self).ok_or_else(|| BadId(text.to_owned()))
            }
        }
        text_serde!($name);
    };
}

machine_id! {
    /// One installed copy of the program with its own journal: 64 random bits made at set-up,
    /// shown as 13 characters of Crockford base32.
    TerminalId
}
machine_id! {
    /// One shop: one menu, one currency, one time zone, one business-day cut-off.
    SiteId
}

/// 32 random bits per process start, so that a cloned disk cannot mint an identity twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Boot(pub u32);

impl fmt::Display for Boot {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        encode(u64::from(self.0), 7, out)
    }
}

impl FromStr for Boot {
    type Err = BadId;
    fn from_str(text: &str) -> Result<Self, BadId> {
        let value = if text.len() == 7 { decode(text, 32) } else { None };
        value
            .and_then(|value| u32::try_from(value).ok())
            .map(Self)
            .ok_or_else(|| BadId(text.to_owned()))
    }
}
text_serde!(Boot);

/// `(terminal, boot, counter)`: unique without coordination and without randomness.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Uid {
    /// Who made it.
    pub terminal: TerminalId,
    /// In which process.
    pub boot: Boot,
    /// The how-manieth of that process.
    pub counter: u64,
}

impl fmt::Display for Uid {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if out.width().is_some() || out.precision().is_some() {
            return out.pad(&format!("{}-{}-{}", self.terminal, self.boot, self.counter));
        }
        write!(out, "{}-{}-{}", self.terminal, self.boot, self.counter)
    }
}

impl FromStr for Uid {
    type Err = BadId;
    fn from_str(text: &str) -> Result<Self, BadId> {
        let bad = || BadId(text.to_owned());
        let mut parts = text.splitn(3, '-');
        let mut next = || parts.next().ok_or_else(bad);
        let terminal = next()?.parse()?;
        let boot = next()?.parse()?;
        let counter = next()?.parse().map_err(|_| bad())?;
        Ok(Self { terminal, boot, counter })
    }
}
text_serde!(Uid);

macro_rules! thing_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
        )]
        #[serde(transparent)]
        pub struct $name(pub Uid);

        impl fmt::Display for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(out)
            }
        }
        impl FromStr for $name {
            type Err = BadId;
            fn from_str(text: &str) -> Result<Self, BadId> {
                text.parse().map(Self)
            }
        }
    };
}

/// The parts of a line bear their place above this bit of the line's counter, which no process
/// ever reaches by counting.
const PART_SHIFT_BITS: u32 = 48;

impl LineId {
    /// The identity of a part of this line, by its place from 0. It is the same wherever the line
    /// is folded, so no fact needs to carry it.
    #[must_use]
    pub const fn part(self, place: u8) -> Self {
        let above = (place as u64).saturating_add(1) << PART_SHIFT_BITS;
        Self(Uid { counter: self.0.counter | above, ..self.0 })
    }
}

thing_id! {
    /// An order.
    OrderId
}
thing_id! {
    /// A line of an order.
    LineId
}
thing_id! {
    /// One hand-over of lines to the kitchen.
    SendId
}
thing_id! {
    /// A discount on a line or an order.
    DiscountId
}
thing_id! {
    /// A payment; taking money twice with one id is the same payment.
    PaymentId
}
thing_id! {
    /// Money given back for a payment.
    RefundId
}
thing_id! {
    /// A shift of one drawer.
    ShiftId
}
thing_id! {
    /// A person whose data lies in an erasable row.
    PersonId
}

/// A member of staff, as a short word that never changes (`owner`, `anna`).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct StaffId(pub std::sync::Arc<str>);

impl StaffId {
    /// The one user of a site on which no staff has been set up.
    pub fn owner() -> Self {
        Self("owner".into())
    }

    /// The site itself, when the hub acts: online orders, pairing.
    pub fn hub() -> Self {
        Self("hub".into())
    }

    /// True for the words that no member of staff bears: the owner of a site without staff, who is
    /// also whoever has the shell of the machine, and the hub.
    pub fn is_service(&self) -> bool {
        matches!(&*self.0, "owner" | "hub")
    }
}

impl fmt::Display for StaffId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(&self.0)
    }
}

/// The kitchen's chit: the lines of one send for one station.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TicketId {
    /// The send it came with.
    pub send: SendId,
    /// The station that prepares it.
    pub station: String,
}

/// What is folded by itself; every event names its aggregate.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AggregateId {
    /// An order.
    Order(OrderId),
    /// A shift.
    Shift(ShiftId),
    /// The availability of the item with this code.
    Item(String),
    /// The menu.
    Menu,
    /// A member of staff.
    Staff(StaffId),
    /// A terminal.
    Terminal(TerminalId),
    /// The settings of the site.
    Settings,
    /// A person.
    Person(PersonId),
    /// A kind that this build does not know; kept and forwarded as it is.
    Other(String),
}

impl fmt::Display for AggregateId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Order(id) => write!(out, "order:{id}"),
            Self::Shift(id) => write!(out, "shift:{id}"),
            Self::Item(code) => write!(out, "item:{code}"),
            Self::Menu => out.write_str("menu"),
            Self::Staff(id) => write!(out, "staff:{id}"),
            Self::Terminal(id) => write!(out, "terminal:{id}"),
            Self::Settings => out.write_str("settings"),
            Self::Person(id) => write!(out, "person:{id}"),
            Self::Other(text) => out.write_str(text),
        }
    }
}

impl FromStr for AggregateId {
    type Err = BadId;
    fn from_str(text: &str) -> Result<Self, BadId> {
        let known = match text.split_once(':') {
            Some(("order", rest)) => rest.parse().map(Self::Order).ok(),
            Some(("shift", rest)) => rest.parse().map(Self::Shift).ok(),
            Some(("item", rest)) => Some(Self::Item(rest.to_owned())),
            Some(("staff", rest)) => Some(Self::Staff(StaffId(rest.into()))),
            Some(("terminal", rest)) => rest.parse().map(Self::Terminal).ok(),
            Some(("person", rest)) => rest.parse().map(Self::Person).ok(),
            None if text == "menu" => Some(Self::Menu),
            None if text == "settings" => Some(Self::Settings),
            Some(_) | None => None,
        };
        Ok(known.unwrap_or_else(|| Self::Other(text.to_owned())))
    }
}
text_serde!(AggregateId);

/// What a terminal is; fixed for its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TerminalKind {
    /// Takes orders and money.
    Counter,
    /// Shows and bumps tickets.
    Kitchen,
    /// Shows guests their numbers.
    Display,
    /// Keeps the others in step and takes online orders.
    Hub,
}

impl fmt::Display for TerminalKind {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(match self {
            Self::Counter => "counter",
            Self::Kitchen => "kitchen",
            Self::Display => "display",
            Self::Hub => "hub",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_identity_is_refused() {
        for text in ["", "0", "000000000000U", "G000000000000", "00000000000000", "00000000000é"] {
            assert!(text.parse::<TerminalId>().is_err(), "{text}");
        }
        assert!("4000000".parse::<Boot>().is_err(), "33 bits");
        assert_eq!("oOiIlL0000000".parse::<TerminalId>(), "0011110000000".parse());
        assert_eq!(format!("{:>9}", Boot(1)), "  0000001");
    }

    #[test]
    fn identities_survive_their_text() {
        for value in [0, 1, 31, 32, u64::MAX, 0x0123_4567_89AB_CDEF] {
            let id = TerminalId(value);
            assert_eq!(id.to_string().len(), 13);
            assert_eq!(id.to_string().parse(), Ok(id));
        }
        let uid = Uid { terminal: TerminalId(7), boot: Boot(u32::MAX), counter: 42 };
        assert_eq!(uid.to_string().parse(), Ok(uid));
        assert!("ZZZZZZZZZZZZZ".parse::<TerminalId>().is_err(), "more than 64 bits");
        assert!("short".parse::<TerminalId>().is_err());
    }

    #[test]
    fn aggregates_survive_their_text_also_unknown_ones() {
        let order = OrderId(Uid { terminal: TerminalId(1), boot: Boot(2), counter: 3 });
        for id in [
            AggregateId::Order(order),
            AggregateId::Item("12".into()),
            AggregateId::Menu,
            AggregateId::Settings,
            AggregateId::Other("voucher:9".into()),
        ] {
            assert_eq!(id.to_string().parse(), Ok(id));
        }
    }
}

//! Fingerprints of certificates: how they are computed, written, read and compared.

use std::fmt;
use std::str::FromStr;

use sha2::{Digest, Sha256};

/// How many hex digits stand in one group.
const GROUP: usize = 4;

/// How many groups people compare: 96 bits, which nobody can hit by trying.
const GROUPS: usize = 6;

/// The SHA-256 of a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Fingerprint([u8; 32]);

impl Fingerprint {
    /// The fingerprint of a certificate in its binary form (DER).
    pub fn of(der: &[u8]) -> Self {
        Self(Sha256::digest(der).into())
    }

    /// All 64 hex digits, as it is stored.
    pub fn full(&self) -> String {
        use std::fmt::Write;
        self.0.iter().fold(String::with_capacity(64), |mut text, byte| {
            // A string takes everything that is written to it.
            let _: fmt::Result = write!(text, "{byte:02X}");
            text
        })
    }
}

/// The short form that people compare: `3F2A-9C01-77BE-4D10-AA31-0C52`.
impl fmt::Display for Fingerprint {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let full = self.full();
        let groups: Vec<&str> =
            (0..GROUPS).filter_map(|n| full.get(n * GROUP..(n + 1) * GROUP)).collect();
        out.pad(&groups.join("-"))
    }
}

impl FromStr for Fingerprint {
    type Err = String;

    /// Reads the 64 digits of [`Fingerprint::full`].
    fn from_str(text: &str) -> Result<Self, String> {
        let Pin(digits) = text.parse()?;
        let mut bytes = [0_u8; 32];
        for (at, byte) in bytes.iter_mut().enumerate() {
            let two = digits.get(at * 2..at * 2 + 2).ok_or_else(|| wrong(text))?;
            *byte = u8::from_str_radix(two, 16).map_err(|_| wrong(text))?;
        }
        Ok(Self(bytes))
    }
}

/// A fingerprint as somebody typed it: the short form, the whole one, or anything between.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pin(String);

impl Pin {
    /// Whether a certificate is the one that was meant.
    pub fn fits(&self, fingerprint: &Fingerprint) -> bool {
        fingerprint.full().starts_with(&self.0)
    }
}

impl From<Fingerprint> for Pin {
    fn from(fingerprint: Fingerprint) -> Self {
        Self(fingerprint.full())
    }
}

fn wrong(typed: &str) -> String {
    format!(
        "`{typed}` is not a fingerprint: copy the six groups that the hub shows beside the code, \
         like 3F2A-9C01-77BE-4D10-AA31-0C52"
    )
}

impl FromStr for Pin {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let digits: String = text
            .chars()
            .filter(|c| !matches!(c, '-' | ':' | ' '))
            .collect::<String>()
            .to_ascii_uppercase();
        let good = (GROUP * GROUPS..=64).contains(&digits.len())
            && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        if good { Ok(Self(digits)) } else { Err(wrong(text)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_is_read_in_every_form_that_is_shown_and_compared_by_what_was_typed() {
        let one = Fingerprint::of(b"abc");
        assert_eq!(one.to_string(), "BA78-16BF-8F01-CFEA-4141-40DE");
        assert_eq!(one.full().parse(), Ok(one));
        for typed in [one.to_string(), one.full(), "ba78 16bf 8f01 cfea 4141 40de 5dae".to_owned()]
        {
            let pin: Pin = typed.parse().unwrap();
            assert!(pin.fits(&one) && !pin.fits(&Fingerprint::of(b"abd")), "{typed}");
        }
        for typed in ["", "BA78-16BF", "BA78-16BF-8F01-CFEA-4141-40DX", &"A".repeat(65)] {
            assert!(typed.parse::<Pin>().is_err(), "{typed}");
        }
        assert!("BA78-16BF-8F01-CFEA-4141-40DE".parse::<Fingerprint>().is_err(), "not whole");
    }
}

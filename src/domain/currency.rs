//! Currencies of ISO 4217 and how amounts are written and read.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::money::{Money, Overflow};

/// An ISO 4217 currency; its exponent says how many digits a minor unit has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Currency {
    code: [u8; 3],
}

const NO_DECIMALS: [&str; 16] = [
    "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV",
    "XAF", "XOF", "XPF",
];
const THREE_DECIMALS: [&str; 7] = ["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"];

impl Currency {
    /// The euro, the default of a new site.
    pub const EUR: Self = Self { code: *b"EUR" };

    /// The currency of an ISO 4217 code of three capital letters.
    pub fn from_code(code: &str) -> Option<Self> {
        let code: [u8; 3] = code.as_bytes().try_into().ok()?;
        code.iter().all(u8::is_ascii_uppercase).then_some(Self { code })
    }

    /// The three letters.
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.code).unwrap_or("EUR")
    }

    /// Digits after the decimal sign: 0, 2 or 3.
    pub fn exponent(&self) -> u32 {
        if NO_DECIMALS.contains(&self.code()) {
            0
        } else if THREE_DECIMALS.contains(&self.code()) {
            3
        } else {
            2
        }
    }

    /// Minor units in one whole unit: 1, 100 or 1 000.
    pub fn unit(&self) -> i64 {
        10_i64.saturating_pow(self.exponent())
    }

    /// The amount as people read it, with thousands signs: `1,204.80`, `-3.60`.
    pub fn format(&self, amount: Money) -> String {
        let plain = self.plain(amount);
        let (sign, rest) = plain.strip_prefix('-').map_or(("", plain.as_str()), |rest| ("-", rest));
        let whole_digits = rest.find('.').unwrap_or(rest.len());
        let mut text = String::from(sign);
        for (index, digit) in rest.chars().enumerate() {
            let left = whole_digits.saturating_sub(index);
            if index > 0 && left > 0 && left.is_multiple_of(3) {
                text.push(',');
            }
            text.push(digit);
        }
        text
    }

    /// The amount without thousands signs: `1204.80`.
    pub fn plain(&self, amount: Money) -> String {
        let unit = self.unit().unsigned_abs();
        let sign = if amount.is_negative() { "-" } else { "" };
        let whole = amount.minor().unsigned_abs().checked_div(unit).unwrap_or(0);
        let rest = amount.minor().unsigned_abs().checked_rem(unit).unwrap_or(0);
        match self.exponent() {
            0 => format!("{sign}{whole}"),
            3 => format!("{sign}{whole}.{rest:03}"),
            _ => format!("{sign}{whole}.{rest:02}"),
        }
    }

    /// Reads whole units with an optional decimal part (`12`, `12.5`, `12,50`, `-3.60`).
    ///
    /// # Errors
    /// One sentence when the text is not an amount, has too many decimals or is too large.
    pub fn parse(&self, text: &str) -> Result<Money, String> {
        let trimmed = text.trim();
        let (sign, digits) = trimmed.strip_prefix('-').map_or(("", trimmed), |rest| ("-", rest));
        let (whole, rest) = digits.split_once(['.', ',']).unwrap_or((digits, ""));
        let exponent = usize::try_from(self.exponent()).unwrap_or(2);
        let figures = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if (whole.is_empty() && rest.is_empty()) || !figures(whole) || !figures(rest) {
            let example = self.plain(Money::new(self.unit().saturating_mul(12)));
            return Err(format!("`{text}` is not an amount: write it as {example}"));
        }
        if rest.len() > exponent {
            let code = self.code();
            return Err(format!("`{text}` has more decimals than {code}: use at most {exponent}"));
        }
        let joined = format!("{sign}{whole}{rest:0<exponent$}");
        joined.parse().map(Money::new).map_err(|_| format!("`{text}`: {Overflow}"))
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(self.code())
    }
}

impl Serialize for Currency {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = String::deserialize(deserializer)?;
        Self::from_code(&code).ok_or_else(|| {
            serde::de::Error::custom(format!("`{code}` is not a currency: write three capitals"))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_written_with_the_digits_of_their_currency() {
        let yen = Currency::from_code("JPY").unwrap();
        let dinar = Currency::from_code("KWD").unwrap();
        assert_eq!(Currency::EUR.format(Money::new(120_480)), "1,204.80");
        assert_eq!(Currency::EUR.format(Money::new(-360)), "-3.60");
        assert_eq!(Currency::EUR.format(Money::new(5)), "0.05");
        assert_eq!(yen.format(Money::new(1_234_567)), "1,234,567");
        assert_eq!(dinar.format(Money::new(1_500)), "1.500");
    }

    #[test]
    fn amounts_are_read_or_refused_in_one_sentence() {
        assert_eq!(Currency::EUR.parse("12"), Ok(Money::new(1_200)));
        assert_eq!(Currency::EUR.parse("12,5"), Ok(Money::new(1_250)));
        assert_eq!(Currency::EUR.parse("-3.60"), Ok(Money::new(-360)));
        assert!(Currency::EUR.parse("12.505").unwrap_err().contains("more decimals"));
        assert!(Currency::EUR.parse("twelve").unwrap_err().contains("not an amount"));
        assert!(Currency::EUR.parse("99999999999999999999").is_err());
    }
}

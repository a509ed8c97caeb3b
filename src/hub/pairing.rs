//! Joining a site: a six-digit code for ten minutes, five wrong tries, and the next free letter.

use crate::domain::number::Letter;

/// How long a code is good, milliseconds.
pub const CODE_LIFE_MS: u64 = 10 * 60 * 1_000;

/// How many wrong tries end a code.
pub const WRONG_TRIES_MAX: u8 = 5;

/// Why a code was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CodeRefusal {
    /// No code was asked for at the hub, or it is used up.
    #[error("no pairing is under way: run `tillrail hub pair` on the hub for a code")]
    None,
    /// It is older than ten minutes.
    #[error("this code is older than ten minutes: run `tillrail hub pair` on the hub for another")]
    Old,
    /// It is not the code.
    #[error("this is not the code: look at the hub again, {left} tries are left")]
    Wrong {
        /// How many tries are left.
        left: u8,
    },
    /// Five wrong tries.
    #[error("five wrong tries: run `tillrail hub pair` on the hub for another code")]
    UsedUp,
}

/// A code on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Code {
    digits: String,
    until: u64,
    wrong: u8,
}

/// The code under way, if any. Times are monotonic milliseconds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Codes {
    code: Option<Code>,
}

impl Codes {
    /// A new code from random bits; the one before is no longer good.
    pub fn issue(&mut self, random: u64, now: u64) -> String {
        let digits = format!("{:06}", random % 1_000_000);
        let until = now.saturating_add(CODE_LIFE_MS);
        self.code = Some(Code { digits: digits.clone(), until, wrong: 0 });
        digits
    }

    /// Checks a code. A right one stays until [`Codes::spend`], so that a refusal for another
    /// reason, a letter that is taken, can be mended and tried again.
    ///
    /// # Errors
    /// [`CodeRefusal`].
    pub fn check(&mut self, digits: &str, now: u64) -> Result<(), CodeRefusal> {
        let code = self.code.as_mut().ok_or(CodeRefusal::None)?;
        if now >= code.until {
            self.code = None;
            return Err(CodeRefusal::Old);
        }
        if code.digits == digits.trim() {
            return Ok(());
        }
        code.wrong = code.wrong.saturating_add(1);
        if code.wrong >= WRONG_TRIES_MAX {
            self.code = None;
            return Err(CodeRefusal::UsedUp);
        }
        Err(CodeRefusal::Wrong { left: WRONG_TRIES_MAX.saturating_sub(code.wrong) })
    }

    /// Whether a code is under way.
    pub fn is_open(&self, now: u64) -> bool {
        self.code.as_ref().is_some_and(|code| now < code.until)
    }

    /// Ends the code, because a terminal has joined with it.
    pub fn spend(&mut self) {
        self.code = None;
    }
}

/// The first letter that is free: A to Z, then AA to ZZ. `W` is the hub's.
pub fn next_letter(taken: &[Letter]) -> Option<Letter> {
    let letters = b'A'..=b'Z';
    let single = letters.clone().map(|one| char::from(one).to_string());
    let double = letters.clone().flat_map(|first| {
        letters.clone().map(move |second| format!("{}{}", char::from(first), char::from(second)))
    });
    let mut all = single.chain(double).filter_map(|text| text.parse::<Letter>().ok());
    all.find(|letter| *letter != Letter::hub() && !taken.contains(letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_lives_ten_minutes_and_five_wrong_tries() {
        let mut codes = Codes::default();
        assert_eq!(codes.check("000000", 0), Err(CodeRefusal::None));
        let code = codes.issue(7_000_042, 1_000);
        assert_eq!(code, "000042");
        assert_eq!(codes.check("000042", 1_000 + CODE_LIFE_MS - 1), Ok(()));
        assert!(codes.is_open(1_000) && !codes.is_open(1_000 + CODE_LIFE_MS));
        assert_eq!(codes.check("000042", 1_000 + CODE_LIFE_MS), Err(CodeRefusal::Old));
        let code = codes.issue(1, 0);
        for left in (1..WRONG_TRIES_MAX).rev() {
            assert_eq!(codes.check("999999", 1), Err(CodeRefusal::Wrong { left }));
        }
        assert_eq!(codes.check("999999", 1), Err(CodeRefusal::UsedUp));
        assert_eq!(codes.check(&code, 1), Err(CodeRefusal::None));
    }

    #[test]
    fn letters_are_given_in_their_order_without_the_hubs() {
        let letter = |text: &str| text.parse::<Letter>().unwrap();
        assert_eq!(next_letter(&[]), Some(letter("A")));
        assert_eq!(next_letter(&[letter("A"), letter("C")]), Some(letter("B")));
        let single: Vec<Letter> =
            (b'A'..=b'Z').map(|b| letter(&char::from(b).to_string())).collect();
        assert_eq!(next_letter(&single), Some(letter("AA")));
        assert_eq!(next_letter(&single[..22]), Some(letter("X")), "W is the hub's");
    }
}

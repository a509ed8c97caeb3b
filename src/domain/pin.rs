//! PINs: what one looks like, how it is kept, and whose it is. Working these out takes tens of
//! milliseconds on a small computer, so that no screen does it while it draws.

use std::fmt;

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};

use super::id::StaffId;
use super::state::State;

/// The fewest digits of a PIN.
pub const PIN_MIN_DIGITS: usize = 4;
/// The most digits of a PIN.
pub const PIN_MAX_DIGITS: usize = 6;

/// Memory of one check, in KiB: little enough for the smallest computer that sells.
const MEMORY_KIB: u32 = 4_096;
/// Rounds of one check.
const ROUNDS: u32 = 2;
/// The most that a hash from another terminal may ask for, in KiB and rounds, so that none can
/// hold up a till.
const MOST: (u32, u32) = (65_536, 8);

/// A PIN as it was typed; it never shows itself in a log or a crash report.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Pin(String);

impl fmt::Debug for Pin {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Pin(****)")
    }
}

impl Pin {
    /// No digit yet.
    pub const fn empty() -> Self {
        Self(String::new())
    }

    /// The PIN in a text.
    ///
    /// # Errors
    /// One sentence, when it is not 4 to 6 digits.
    pub fn read(text: &str) -> Result<Self, String> {
        let pin = Self(text.trim().to_owned());
        if pin.is_whole() && pin.0.bytes().all(|byte| byte.is_ascii_digit()) {
            return Ok(pin);
        }
        Err("a PIN must have 4 to 6 digits".to_owned())
    }

    /// One more digit; more than a PIN can have are left out.
    pub fn push(&mut self, digit: char) {
        if digit.is_ascii_digit() && self.0.len() < PIN_MAX_DIGITS {
            self.0.push(digit);
        }
    }

    /// The last digit goes.
    pub fn pop(&mut self) {
        self.0.pop();
    }

    /// All digits go.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// How many digits there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// True before the first digit.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// True when there are enough digits.
    pub fn is_whole(&self) -> bool {
        (PIN_MIN_DIGITS..=PIN_MAX_DIGITS).contains(&self.0.len())
    }

    /// The PIN as it is kept in a fact: an argon2 text with this salt.
    ///
    /// # Errors
    /// One sentence, when it cannot be worked out, as without memory.
    pub fn hash(&self, salt: [u8; 16]) -> Result<String, String> {
        let wrong = |error: &dyn fmt::Display| format!("the PIN cannot be kept: {error}");
        let params = Params::new(MEMORY_KIB, ROUNDS, 1, None).map_err(|error| wrong(&error))?;
        let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let hash = argon.hash_password_with_salt(self.0.as_bytes(), &salt);
        hash.map(|hash| hash.to_string()).map_err(|error| wrong(&error))
    }

    /// True when the PIN is the one that was kept as this text.
    pub fn is(&self, kept: &str) -> bool {
        let Ok(hash) = PasswordHash::new(kept) else { return false };
        let Ok(params) = Params::try_from(&hash) else { return false };
        if params.m_cost() > MOST.0 || params.t_cost() > MOST.1 {
            return false;
        }
        Argon2::default().verify_password(self.0.as_bytes(), &hash).is_ok()
    }

    /// The first of these people whose PIN it is.
    pub fn whose(&self, people: &[(StaffId, String)]) -> Option<StaffId> {
        people.iter().find(|(_, kept)| self.is(kept)).map(|(staff, _)| staff.clone())
    }
}

/// Everybody who works here and has a PIN, with the PIN as it is kept; `first` comes first.
pub fn people(state: &State, first: Option<&StaffId>) -> Vec<(StaffId, String)> {
    let mut people: Vec<(StaffId, String)> = state
        .all_staff()
        .filter(|(_, member)| member.is_active())
        .filter_map(|(id, member)| Some((id.clone(), member.saved.as_ref()?.pin.clone()?)))
        .collect();
    people.sort_by_key(|(id, _)| Some(id) != first);
    people
}

/// The word of a new member of staff: the name in small letters, with a number when it is taken.
pub fn new_id(state: &State, name: &str) -> StaffId {
    let plain: String = name
        .to_lowercase()
        .chars()
        .map(|letter| if letter.is_alphanumeric() { letter } else { '-' })
        .collect();
    let plain = plain.trim_matches('-');
    let plain = if plain.is_empty() { "staff" } else { plain };
    let taken = |id: &StaffId| id.is_service() || state.staff(id).is_some();
    let first = StaffId(plain.into());
    if !taken(&first) {
        return first;
    }
    let next = |number: u32| StaffId(format!("{plain}-{number}").into());
    (2..=u32::MAX).map(next).find(|id| !taken(id)).unwrap_or(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pin_is_known_again_and_shows_itself_to_nobody() {
        let pin = Pin::read("4711").unwrap();
        let kept = pin.hash([7; 16]).unwrap();
        assert!(kept.starts_with("$argon2id$") && !kept.contains("4711"));
        assert!(pin.is(&kept));
        assert!(!Pin::read("4712").unwrap().is(&kept));
        assert_eq!(format!("{pin:?}"), "Pin(****)");
        let other = Pin::read("123456").unwrap().hash([8; 16]).unwrap();
        let people = [(StaffId("a".into()), other), (StaffId("b".into()), kept)];
        assert_eq!(pin.whose(&people), Some(StaffId("b".into())));
    }

    #[test]
    fn a_hash_from_elsewhere_cannot_hold_up_a_till() {
        let pin = Pin::read("4711").unwrap();
        let kept = pin.hash([7; 16]).unwrap();
        assert!(!pin.is(&kept.replace("m=4096", "m=4194304")));
        assert!(!pin.is("not a hash"));
    }

    #[test]
    fn a_pin_has_four_to_six_digits() {
        for bad in ["", "123", "1234567", "12a4", "-123"] {
            assert!(Pin::read(bad).is_err(), "{bad}");
        }
        for good in ["1234", "00000", "123456"] {
            assert!(Pin::read(good).is_ok(), "{good}");
        }
    }
}

//! Idempotency keys: which order a request was for, remembered across restarts.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::domain::envelope::Hash;
use crate::domain::id::OrderId;
use crate::store::{Reader, StoreError};

/// How many keys are remembered; the oldest is forgotten first.
pub const KEYS_MAX: u64 = 10_000;

/// The longest key, in bytes.
pub const KEY_BYTES_MAX: usize = 128;

/// A remembered request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remembered {
    /// Counts the requests, from 0.
    no: u64,
    /// Who asked, and the key.
    key: String,
    /// The hash of the body.
    body: Hash,
    /// The order it is for.
    order: OrderId,
}

/// What a key says about a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claim {
    /// Nobody has used it: keep this word under this name before the order is placed.
    New {
        /// The name.
        slot: String,
        /// The word.
        word: String,
    },
    /// The same request came before: it is for this order.
    Same(OrderId),
    /// The key was used for another body.
    Other,
}

/// The memory of idempotency keys.
#[derive(Debug, Default)]
pub struct Keys {
    by_key: HashMap<String, Remembered>,
    by_slot: HashMap<u64, String>,
    next: u64,
}

/// Under which names they are kept.
const SLOTS: &str = "idempotency";

fn slot(no: u64) -> String {
    format!("{SLOTS}.{}", no % KEYS_MAX)
}

impl Keys {
    /// Reads what is remembered.
    ///
    /// # Errors
    /// As the store says.
    pub fn load(reader: &Reader) -> Result<Self, StoreError> {
        let mut keys = Self::default();
        for word in reader.kept_below(SLOTS)? {
            if let Ok(remembered) = serde_json::from_str::<Remembered>(&word) {
                keys.remember(remembered);
            }
        }
        Ok(keys)
    }

    fn remember(&mut self, remembered: Remembered) {
        self.next = self.next.max(remembered.no.saturating_add(1));
        let place = remembered.no % KEYS_MAX;
        if let Some(old) = self.by_slot.insert(place, remembered.key.clone()) {
            self.by_key.remove(&old);
        }
        self.by_key.insert(remembered.key.clone(), remembered);
    }

    /// Forgets a key that could not be kept: whoever asks again with it is new.
    pub fn forget(&mut self, key: &str) {
        if let Some(known) = self.by_key.remove(key) {
            self.by_slot.remove(&(known.no % KEYS_MAX));
        }
    }

    /// Looks a key up, and remembers it for `order` when it is new.
    pub fn claim(&mut self, key: &str, body: Hash, order: OrderId) -> Claim {
        match self.by_key.get(key) {
            Some(known) if known.body == body => Claim::Same(known.order),
            Some(_) => Claim::Other,
            None => {
                let no = self.next;
                let remembered = Remembered { no, key: key.to_owned(), body, order };
                let word = serde_json::to_string(&remembered).unwrap_or_default();
                self.remember(remembered);
                Claim::New { slot: slot(no), word }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::id::{Boot, TerminalId, Uid};

    fn order(counter: u64) -> OrderId {
        OrderId(Uid { terminal: TerminalId(1), boot: Boot(1), counter })
    }

    #[test]
    fn a_key_stands_for_one_order_and_one_body() {
        let mut keys = Keys::default();
        let (body, other) = (Hash::of(b"a"), Hash::of(b"b"));
        assert!(matches!(keys.claim("k", body, order(1)), Claim::New { .. }));
        assert_eq!(keys.claim("k", body, order(2)), Claim::Same(order(1)));
        assert_eq!(keys.claim("k", other, order(3)), Claim::Other);
        assert!(matches!(keys.claim("l", body, order(4)), Claim::New { .. }));
    }

    #[test]
    fn the_oldest_key_is_forgotten_first() {
        let mut keys = Keys::default();
        for no in 0..=KEYS_MAX {
            keys.claim(&no.to_string(), Hash::ZERO, order(no));
        }
        assert!(matches!(keys.claim("1", Hash::ZERO, order(9)), Claim::Same(_)));
        assert!(matches!(keys.claim("0", Hash::ZERO, order(9)), Claim::New { .. }));
    }

    #[test]
    fn a_key_that_could_not_be_kept_is_new_again_and_hides_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let options =
            crate::store::OpenOptions::new("hub", folder.path(), crate::domain::time::At(0));
        let store = crate::store::Store::open(folder.path(), &options).unwrap();
        let mut keys = Keys::default();
        for (no, key) in ["kept", "lost", "after"].into_iter().enumerate() {
            let number = u64::try_from(no).unwrap();
            let Claim::New { slot, word } = keys.claim(key, Hash::ZERO, order(number)) else {
                panic!("{key} is new")
            };
            if key == "lost" {
                keys.forget(key);
            } else {
                store.writer().keep(&slot, Some(word)).unwrap();
            }
        }
        let mut read = Keys::load(&store.reader().unwrap()).unwrap();
        for keys in [&mut keys, &mut read] {
            assert_eq!(keys.claim("kept", Hash::ZERO, order(9)), Claim::Same(order(0)));
            assert_eq!(keys.claim("after", Hash::ZERO, order(9)), Claim::Same(order(2)));
            assert!(matches!(keys.claim("lost", Hash::ZERO, order(9)), Claim::New { .. }));
        }
    }
}

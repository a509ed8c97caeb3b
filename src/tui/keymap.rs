//! Which key does what on which screen, and digits on keyboards whose digit row needs Shift.

mod digit_row;

pub use digit_row::{DigitRow, DigitRowSetting};

use std::collections::BTreeMap;

use super::input::{Key, KeyError};

/// Why the keys in the settings cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeymapError {
    /// Two actions of one screen want the same key.
    #[error("keys.{first} and keys.{second} are both {key}; give one of them another key")]
    Clash {
        /// The first action, as screen and name.
        first: String,
        /// The second action, as screen and name.
        second: String,
        /// The key they share.
        key: Key,
    },
    /// The settings give an action a key that means something else there.
    #[error("keys.{action} is {key}, which is typed there: give it a function key or Ctrl")]
    Typed {
        /// The action, as screen and name.
        action: String,
        /// The key.
        key: Key,
    },
    /// The settings name an action that does not exist.
    #[error("keys.{0} is not an action; the shipped settings list all of them")]
    UnknownAction(String),
    /// The settings give an action something that is no key.
    #[error("keys.{action}: {error}")]
    NotAKey {
        /// The action, as screen and name.
        action: String,
        /// What is wrong with the word.
        error: KeyError,
    },
}

/// One key per action and screen; actions are named `screen.action`, such as `counter.pay`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Keymap {
    keys: BTreeMap<String, Option<Key>>,
}

impl Keymap {
    /// The default keys with those of the settings (`keys.*`) laid over them.
    ///
    /// # Errors
    /// A setting names no action or no key, or two actions of one screen have the same key.
    pub fn new(
        defaults: &[(&str, Option<Key>)],
        settings: &BTreeMap<String, String>,
    ) -> Result<Self, KeymapError> {
        let mut keys: BTreeMap<String, Option<Key>> =
            defaults.iter().map(|(action, key)| ((*action).to_owned(), *key)).collect();
        for (action, word) in settings {
            let key = word
                .parse()
                .map_err(|error| KeymapError::NotAKey { action: action.clone(), error })?;
            match keys.get_mut(action) {
                Some(slot) => *slot = Some(key),
                None => return Err(KeymapError::UnknownAction(action.clone())),
            }
        }
        let mut taken: BTreeMap<(&str, Key), &String> = BTreeMap::new();
        for (action, key) in &keys {
            let Some(key) = key else { continue };
            if let Some(first) = taken.insert((screen_of(action), *key), action) {
                return Err(KeymapError::Clash {
                    first: first.clone(),
                    second: action.clone(),
                    key: *key,
                });
            }
        }
        Ok(Self { keys })
    }

    /// The key of an action, to be shown in the key bar.
    pub fn key(&self, action: &str) -> Option<Key> {
        self.keys.get(action).copied().flatten()
    }

    /// The action of a key on a screen, without the name of the screen.
    pub fn action(&self, screen: &str, key: Key) -> Option<&str> {
        self.keys.iter().find_map(|(action, known)| {
            let (of, name) = action.split_once('.')?;
            (of == screen && *known == Some(key)).then_some(name)
        })
    }
}

fn screen_of(action: &str) -> &str {
    action.split_once('.').map_or("", |(screen, _)| screen)
}

#[cfg(test)]
mod tests {
    use super::*;

    const DEFAULTS: &[(&str, Option<Key>)] = &[
        ("counter.pay", Some(Key::F(9))),
        ("counter.hold", Some(Key::F(6))),
        ("counter.shift", None),
        ("kitchen.next", Some(Key::F(9))),
    ];

    fn with(action: &str, word: &str) -> Result<Keymap, KeymapError> {
        let settings = BTreeMap::from([(action.to_owned(), word.to_owned())]);
        Keymap::new(DEFAULTS, &settings)
    }

    #[test]
    fn settings_replace_defaults_and_screens_do_not_clash_with_each_other() {
        let keymap = with("counter.hold", "Ctrl+H").unwrap();
        assert_eq!(keymap.key("counter.hold"), Some(Key::Ctrl('h')));
        assert_eq!(keymap.action("counter", Key::F(9)), Some("pay"));
        assert_eq!(keymap.action("kitchen", Key::F(9)), Some("next"));
        assert_eq!(keymap.action("kitchen", Key::F(6)), None);
        let taught = with("counter.shift", "F11").unwrap();
        assert_eq!(taught.action("counter", Key::F(11)), Some("shift"));
        assert_eq!(keymap.key("counter.shift"), None);
    }

    #[test]
    fn a_clash_names_both_actions() {
        assert_eq!(
            with("counter.hold", "F9").unwrap_err().to_string(),
            "keys.counter.hold and keys.counter.pay are both F9; give one of them another key"
        );
    }

    #[test]
    fn unknown_actions_and_keys_are_named() {
        let unknown = with("counter.dance", "F3").unwrap_err().to_string();
        assert!(unknown.starts_with("keys.counter.dance is not an action"));
        let no_key = with("counter.pay", "F99").unwrap_err().to_string();
        assert!(no_key.starts_with("keys.counter.pay: \"F99\" is not a key"));
    }
}

//! Keys of the order screen that the machine's owner has taught it.

use std::collections::BTreeMap;

use super::action::Action;
use super::model::Model;
use crate::tui::input::{Key, Press};
use crate::tui::keymap::{Keymap, KeymapError};

/// The name of an action in the settings, behind `keys.counter.`; `None` for what has none: Recall
/// shares the key of Hold, and the question before leaving keeps its own.
fn name(action: Action) -> Option<String> {
    if matches!(action, Action::Recall | Action::Quit) {
        return None;
    }
    let mut name = String::new();
    for letter in format!("{action:?}").chars() {
        if letter.is_uppercase() && !name.is_empty() {
            name.push('_');
        }
        name.extend(letter.to_lowercase());
    }
    Some(name)
}

/// The keys of the order screen: those of the registry, and over them what the settings say, as
/// action and key.
///
/// # Errors
/// An unknown action or key, a key that is typed there, or one key for two actions; with the names.
pub fn keymap(settings: &BTreeMap<String, String>) -> Result<Keymap, KeymapError> {
    let full = |name: String| format!("counter.{name}");
    let known: Vec<(String, Option<Key>)> =
        Action::all().filter_map(|action| Some((full(name(action)?), action.key()))).collect();
    let known: Vec<(&str, Option<Key>)> =
        known.iter().map(|(name, key)| (name.as_str(), *key)).collect();
    let settings = settings.iter().map(|(name, key)| (full(name.clone()), key.clone())).collect();
    let keymap = Keymap::new(&known, &settings)?;
    for action in settings.into_keys() {
        let taught = keymap.key(&action);
        let own = known.iter().find(|(name, _)| *name == action).and_then(|(_, key)| *key);
        if let Some(key) = taught.filter(|key| Some(*key) != own && !is_free(*key)) {
            return Err(KeymapError::Typed { action, key });
        }
    }
    Ok(keymap)
}

/// True for keys that the order screen does not need for typing and choosing.
const fn is_free(key: Key) -> bool {
    match key {
        Key::F(_) | Key::Insert | Key::Home | Key::End | Key::BackTab => true,
        Key::Ctrl(letter) => !matches!(letter, 'q' | 'c' | 'l' | 'h' | 'i' | 'j' | 'm'),
        Key::Char(_)
        | Key::Enter
        | Key::Esc
        | Key::Backspace
        | Key::Delete
        | Key::Tab
        | Key::Up
        | Key::Down
        | Key::Left
        | Key::Right
        | Key::PageUp
        | Key::PageDown => false,
    }
}

impl Model {
    /// The key of an action, to be shown.
    pub(super) fn key_of(&self, action: Action) -> Option<Key> {
        let shared = if action == Action::Recall { Action::Hold } else { action };
        let taught =
            name(shared).and_then(|name| self.settings.keys.key(&format!("counter.{name}")));
        taught.or_else(|| action.key())
    }

    /// The actions whose key is another than that of the registry.
    pub(super) fn taught_keys(&self) -> Vec<(Action, Key)> {
        let key = |action| Some((action, self.key_of(action)?));
        Action::all().filter_map(key).filter(|(action, key)| action.key() != Some(*key)).collect()
    }

    /// What a press means with the keys that were taught: itself, an action, or nothing.
    pub(super) fn meant(&self, press: Press) -> Meant {
        let keys = &self.settings.keys;
        let action = keys
            .action("counter", press.key)
            .and_then(|known| Action::all().find(|action| name(*action).as_deref() == Some(known)));
        match action {
            Some(action) if action.key() == Some(press.key) => Meant::Key,
            Some(Action::Hold) if !self.has_lines() => Meant::Action(Action::Recall),
            Some(Action::Send) if self.fires() => Meant::Action(Action::Fire),
            Some(action) => Meant::Action(action),
            None => {
                // A key that was taught away does nothing any more; signs can still be typed.
                let lost = |action: Action| {
                    action.key() == Some(press.key) && self.key_of(action) != Some(press.key)
                };
                let typed = matches!(press.key, Key::Char(_));
                if !typed && Action::all().any(lost) { Meant::Nothing } else { Meant::Key }
            }
        }
    }
}

/// What a press means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meant {
    /// The key as it is.
    Key,
    /// An action whose key it was made.
    Action(Action),
    /// Nothing: its action has another key.
    Nothing,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taught(action: &str, key: &str) -> Result<Keymap, KeymapError> {
        keymap(&BTreeMap::from([(action.to_owned(), key.to_owned())]))
    }

    #[test]
    fn the_registry_alone_has_no_clash_and_actions_without_a_key_can_get_one() {
        let keymap = keymap(&BTreeMap::new()).unwrap();
        assert_eq!(keymap.key("counter.pay"), Some(Key::F(9)));
        assert_eq!(taught("sold_out", "F12").unwrap().key("counter.sold_out"), Some(Key::F(12)));
    }

    #[test]
    fn what_cannot_be_is_refused_with_names() {
        let clash = taught("send", "F9").unwrap_err().to_string();
        assert!(
            clash.contains("keys.counter.pay") && clash.contains("keys.counter.send"),
            "{clash}"
        );
        let typed = taught("pay", "p").unwrap_err().to_string();
        assert!(typed.starts_with("keys.counter.pay is p, which is typed there"), "{typed}");
        assert!(taught("dance", "F11").unwrap_err().to_string().contains("counter.dance"));
        assert!(taught("quit", "F11").is_err());
    }
}

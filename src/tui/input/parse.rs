//! Keys written as words: the names in settings, in the key bar and in tests.

use std::fmt;
use std::str::FromStr;

use super::Key;

/// A word that is not the name of a key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "\"{0}\" is not a key; write one character, F1 to F12, Ctrl+Z or a name such as Enter, PgUp, Space"
)]
pub struct KeyError(pub String);

/// Every key that has a name, with the name that is shown first.
const NAMES: &[(&str, Key)] = &[
    ("Enter", Key::Enter),
    ("Esc", Key::Esc),
    ("Backspace", Key::Backspace),
    ("Del", Key::Delete),
    ("Delete", Key::Delete),
    ("Ins", Key::Insert),
    ("Insert", Key::Insert),
    ("Tab", Key::Tab),
    ("Shift+Tab", Key::BackTab),
    ("BackTab", Key::BackTab),
    ("Up", Key::Up),
    ("Down", Key::Down),
    ("Left", Key::Left),
    ("Right", Key::Right),
    ("Home", Key::Home),
    ("End", Key::End),
    ("PgUp", Key::PageUp),
    ("PageUp", Key::PageUp),
    ("PgDn", Key::PageDown),
    ("PageDown", Key::PageDown),
    ("Space", Key::Char(' ')),
];

impl FromStr for Key {
    type Err = KeyError;

    fn from_str(word: &str) -> Result<Self, KeyError> {
        let mut chars = word.chars();
        if let (Some(only), None) = (chars.next(), chars.next()) {
            return Ok(Self::Char(only));
        }
        if let Some((_, key)) = NAMES.iter().find(|(name, _)| *name == word) {
            return Ok(*key);
        }
        if let Some(rest) = word.strip_prefix("Ctrl+") {
            let mut rest = rest.chars();
            if let (Some(c), None) = (rest.next(), rest.next()) {
                return Ok(Self::Ctrl(c.to_ascii_lowercase()));
            }
        }
        if let Some(number) = word.strip_prefix('F').and_then(|n| n.parse::<u8>().ok())
            && (1..=12).contains(&number)
        {
            return Ok(Self::F(number));
        }
        Err(KeyError(word.to_owned()))
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some((name, _)) = NAMES.iter().find(|(_, key)| key == self) {
            return f.write_str(name);
        }
        if let Self::Ctrl(c) = self {
            return write!(f, "Ctrl+{}", c.to_ascii_uppercase());
        }
        if let Self::F(number) = self {
            return write!(f, "F{number}");
        }
        if let Self::Char(c) = self {
            return write!(f, "{c}");
        }
        Ok(())
    }
}

/// Keys from words separated by blanks, for tests and demonstrations: `c a p Enter F9 Ctrl+Q`.
/// A word that is no key name is typed letter by letter, so `cap Enter` is the same as `c a p Enter`.
pub fn keys(words: &str) -> Vec<Key> {
    let mut out = Vec::new();
    for word in words.split_whitespace() {
        match word.parse() {
            Ok(key) => out.push(key),
            Err(KeyError(text)) => out.extend(text.chars().map(Key::Char)),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_become_keys() {
        assert_eq!(
            keys("c ap Enter F9 Ctrl+Q Space 2*12 Shift+Tab"),
            vec![
                Key::Char('c'),
                Key::Char('a'),
                Key::Char('p'),
                Key::Enter,
                Key::F(9),
                Key::Ctrl('q'),
                Key::Char(' '),
                Key::Char('2'),
                Key::Char('*'),
                Key::Char('1'),
                Key::Char('2'),
                Key::BackTab,
            ]
        );
    }

    #[test]
    fn every_named_key_reads_back_what_it_shows() {
        for (_, key) in NAMES {
            assert_eq!(key.to_string().parse(), Ok(*key));
        }
        for key in [Key::F(12), Key::Ctrl('z'), Key::Char('@'), Key::Char('é')] {
            assert_eq!(key.to_string().parse(), Ok(key));
        }
        assert_eq!("F13".parse::<Key>(), Err(KeyError("F13".to_owned())));
    }
}

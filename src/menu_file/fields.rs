//! Reading the fields of one table of a menu file, and saying what is wrong with them.

use crate::domain::currency::Currency;
use crate::domain::money::Money;
use crate::domain::name::{clean_name, nearest};

use super::Fault;
use super::tree::{Entry, Node, Value};

/// Collects what is wrong while fields are read.
pub struct Reader {
    /// The currency of all prices.
    pub currency: Currency,
    /// What was wrong so far.
    pub faults: Vec<Fault>,
}

/// One table of a file: a category, a station, a group, an option or an item.
#[derive(Debug, Clone)]
pub struct Fields<'a> {
    /// What it is and its code or name, as sentences begin with it.
    pub label: String,
    /// The line it begins on.
    pub line: usize,
    /// Its keys and values.
    pub entries: &'a [Entry],
}

impl<'a> Fields<'a> {
    /// The fields of a table that is a `what`.
    pub fn new(what: &str, line: usize, entries: &'a [Entry]) -> Self {
        let word = |key: &str| {
            entries.iter().find(|entry| entry.key == key).and_then(|entry| word(&entry.node))
        };
        let label = word("code")
            .or_else(|| word("name"))
            .map_or_else(|| what.to_owned(), |name| format!("{what} `{name}`"));
        Self { label, line, entries }
    }

    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&'a Node> {
        self.entries.iter().find(|entry| entry.key == key).map(|entry| &entry.node)
    }

    /// The line of a key, or of the table when the key is absent.
    pub fn line_of(&self, key: &str) -> usize {
        self.entries.iter().find(|entry| entry.key == key).map_or(self.line, |entry| entry.line)
    }
}

/// A text or number as a clean word; nothing when it is empty or something else.
fn word(node: &Node) -> Option<String> {
    match &node.value {
        Value::Text(text) | Value::Number(text) => {
            Some(clean_name(text)).filter(|text| !text.is_empty())
        }
        Value::Flag(_) | Value::List(_) | Value::Table(_) | Value::Other(_) => None,
    }
}

impl Reader {
    /// Notes what is wrong with a thing.
    pub fn fault(&mut self, fields: &Fields<'_>, line: usize, what: impl std::fmt::Display) {
        self.faults.push(Fault::new(line, format!("{}: {what}", fields.label)));
    }

    /// Refuses keys that are not known or stand twice.
    pub fn only(&mut self, fields: &Fields<'_>, known: &[&str]) {
        for (index, entry) in fields.entries.iter().enumerate() {
            let key = &entry.key;
            if fields.entries.iter().take(index).any(|earlier| earlier.key == *key) {
                self.fault(fields, entry.line, format!("`{key}` stands twice: remove one"));
            } else if !known.contains(&key.as_str()) {
                let remedy = nearest(key, known.iter().copied()).map_or_else(
                    || format!("remove it or use one of {}", known.join(", ")),
                    |meant| format!("did you mean `{meant}`?"),
                );
                self.fault(fields, entry.line, format!("unknown key `{key}`: {remedy}"));
            }
        }
    }

    /// A clean text; nothing when the key is absent or empty.
    pub fn text(&mut self, fields: &Fields<'_>, key: &str) -> Option<String> {
        let node = fields.get(key)?;
        match &node.value {
            Value::Text(text) | Value::Number(text) => {
                Some(clean_name(text)).filter(|text| !text.is_empty())
            }
            Value::Flag(_) | Value::List(_) | Value::Table(_) | Value::Other(_) => {
                let kind = node.value.kind();
                let sentence = format!("`{key}` is {kind}: write a text in quotes");
                self.fault(fields, node.line, sentence);
                None
            }
        }
    }

    /// The name, which everything must have.
    pub fn name(&mut self, fields: &Fields<'_>) -> String {
        let name = self.text(fields, "name");
        if name.is_none() {
            self.fault(fields, fields.line_of("name"), "it has no name: add `name`");
        }
        name.unwrap_or_default()
    }

    /// A price in whole units.
    pub fn money(&mut self, fields: &Fields<'_>, key: &str) -> Option<Money> {
        let text = self.text(fields, key)?;
        match self.currency.parse(&text) {
            Ok(amount) => Some(amount),
            Err(sentence) => {
                let line = fields.line_of(key);
                self.fault(fields, line, format!("{key} {sentence}"));
                None
            }
        }
    }

    /// A whole number from 0 to 255.
    pub fn number(&mut self, fields: &Fields<'_>, key: &str) -> Option<u8> {
        let text = self.text(fields, key)?;
        let number = text.parse().ok();
        if number.is_none() {
            let line = fields.line_of(key);
            let what = format!("{key} `{text}` is not a whole number from 0 to 255: correct it");
            self.fault(fields, line, what);
        }
        number
    }

    /// Yes or no; no when the key is absent.
    pub fn flag(&mut self, fields: &Fields<'_>, key: &str) -> bool {
        let Some(node) = fields.get(key) else { return false };
        if let Value::Flag(flag) = node.value {
            return flag;
        }
        let text = word(node).unwrap_or_default().to_lowercase();
        match text.as_str() {
            "true" | "yes" | "1" | "x" => true,
            "false" | "no" | "0" | "" => false,
            _ => {
                let what = format!("{key} must be true or false: correct `{text}`");
                self.fault(fields, node.line, what);
                false
            }
        }
    }

    /// A list of clean texts; a single text is a list of one.
    pub fn list(&mut self, fields: &Fields<'_>, key: &str) -> Vec<String> {
        let Some(node) = fields.get(key) else { return Vec::new() };
        let Value::List(nodes) = &node.value else {
            return self.text(fields, key).into_iter().collect();
        };
        let mut texts = Vec::new();
        for node in nodes {
            match &node.value {
                Value::Text(_) | Value::Number(_) => texts.extend(word(node)),
                Value::Flag(_) | Value::List(_) | Value::Table(_) | Value::Other(_) => {
                    let kind = node.value.kind();
                    let what = format!("{key} holds {kind}: write texts in quotes");
                    self.fault(fields, node.line, what);
                }
            }
        }
        texts
    }

    /// The tables under a key, each of which is a `what`; a single table is a list of one.
    pub fn tables<'a>(&mut self, fields: &Fields<'a>, key: &str, what: &str) -> Vec<Fields<'a>> {
        let Some(node) = fields.get(key) else { return Vec::new() };
        let nodes = match &node.value {
            Value::List(nodes) => nodes.as_slice(),
            Value::Table(_) => std::slice::from_ref(node),
            Value::Text(_) | Value::Number(_) | Value::Flag(_) | Value::Other(_) => &[],
        };
        if nodes.is_empty() && !matches!(node.value, Value::List(_)) {
            let kind = node.value.kind();
            let sentence = format!("`{key}` is {kind}: write one table for each {what}");
            self.fault(fields, node.line, sentence);
        }
        let mut tables = Vec::new();
        for node in nodes {
            if let Value::Table(entries) = &node.value {
                tables.push(Fields::new(what, node.line, entries));
            } else {
                let kind = node.value.kind();
                self.fault(
                    fields,
                    node.line,
                    format!("a {what} is a table, not {kind}: correct it"),
                );
            }
        }
        tables
    }
}

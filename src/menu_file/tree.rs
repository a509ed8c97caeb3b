//! A tree of values that know their lines, read from TOML or JSON.

use std::fmt;

use serde::Deserialize;
use serde::de::{MapAccess, Visitor};
use serde_json::value::RawValue;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::Fault;

/// How deep a menu's values may be nested; a sound one needs five.
const DEPTH_LIMIT: usize = 16;

/// A value and the line it begins on.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// Counted from 1.
    pub line: usize,
    /// What stands there.
    pub value: Value,
}

/// What can stand in a menu file.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A text.
    Text(String),
    /// A number, exactly as it is written.
    Number(String),
    /// Yes or no.
    Flag(bool),
    /// Values one after the other.
    List(Vec<Node>),
    /// Values by key.
    Table(Vec<Entry>),
    /// Something that no menu has, by the word for it.
    Other(&'static str),
}

/// A key with its value.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The key.
    pub key: String,
    /// The line of the key, counted from 1.
    pub line: usize,
    /// The value.
    pub node: Node,
}

impl Value {
    /// What it is, for sentences.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Text(_) => "a text",
            Self::Number(_) => "a number",
            Self::Flag(_) => "a yes or no",
            Self::List(_) => "a list",
            Self::Table(_) => "a table",
            Self::Other(kind) => kind,
        }
    }
}

/// Where the lines of a text begin.
struct Lines(Vec<usize>);

impl Lines {
    fn of(text: &str) -> Self {
        Self(
            text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at).collect(),
        )
    }

    /// The line of a byte, counted from 1.
    fn at(&self, offset: usize) -> usize {
        self.0.partition_point(|end| *end < offset) + 1
    }
}

/// Reads TOML.
pub fn from_toml(text: &str) -> Result<Node, Vec<Fault>> {
    let lines = Lines::of(text);
    let (root, errors) = DeTable::parse_recoverable(text);
    if errors.is_empty() {
        return Ok(Node { line: 1, value: toml_table(root.get_ref(), &lines) });
    }
    let fault = |error: &toml::de::Error| {
        let line = error.span().map_or(1, |span| lines.at(span.start));
        Fault::new(line, format!("this is not TOML: {}: correct this line", error.message()))
    };
    Err(errors.iter().map(fault).collect())
}

fn toml_table(table: &DeTable<'_>, lines: &Lines) -> Value {
    let mut entries: Vec<(usize, Entry)> = table
        .iter()
        .map(|(key, value)| {
            let start = key.span().start;
            let entry = Entry {
                key: key.get_ref().to_string(),
                line: lines.at(start),
                node: toml_node(value, lines),
            };
            (start, entry)
        })
        .collect();
    entries.sort_by_key(|(start, _)| *start);
    Value::Table(entries.into_iter().map(|(_, entry)| entry).collect())
}

fn toml_node(value: &Spanned<DeValue<'_>>, lines: &Lines) -> Node {
    let read = match value.get_ref() {
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Integer(number) if number.radix() == 10 => {
            Value::Number(number.as_str().to_owned())
        }
        DeValue::Integer(_) => Value::Other("a number that is not decimal"),
        DeValue::Float(number) => Value::Number(number.as_str().to_owned()),
        DeValue::Boolean(flag) => Value::Flag(*flag),
        DeValue::Datetime(_) => Value::Other("a date"),
        DeValue::Array(list) => {
            Value::List(list.iter().map(|node| toml_node(node, lines)).collect())
        }
        DeValue::Table(table) => toml_table(table, lines),
    };
    Node { line: lines.at(value.span().start), value: read }
}

/// Reads JSON. Every value is first taken as the text it is, so that its line is known.
pub fn from_json(text: &str) -> Result<Node, Vec<Fault>> {
    let fault = |error: &serde_json::Error| {
        let what = error.to_string();
        let what = what.split(" at line ").next().unwrap_or_default();
        vec![Fault::new(error.line().max(1), format!("this is not JSON: {what}: correct it"))]
    };
    let raw: &RawValue = serde_json::from_str(text).map_err(|error| fault(&error))?;
    json_node(raw, &Source { text, lines: Lines::of(text) }, 0).map_err(|error| fault(&error))
}

struct Source<'a> {
    text: &'a str,
    lines: Lines,
}

impl Source<'_> {
    /// The line of a part of the text.
    fn line(&self, part: &str) -> usize {
        self.lines.at(part.as_ptr().addr().saturating_sub(self.text.as_ptr().addr()))
    }
}

fn json_node(raw: &RawValue, source: &Source<'_>, depth: usize) -> serde_json::Result<Node> {
    let text = raw.get();
    let value = match text.bytes().next() {
        _ if depth > DEPTH_LIMIT => Value::Other("nested too deep"),
        Some(b'{') => {
            let Pairs(pairs) = serde_json::from_str(text)?;
            let entry = |(key, raw): (String, &RawValue)| {
                let node = json_node(raw, source, depth + 1)?;
                Ok(Entry { key, line: node.line, node })
            };
            Value::Table(pairs.into_iter().map(entry).collect::<serde_json::Result<_>>()?)
        }
        Some(b'[') => {
            let list: Vec<&RawValue> = serde_json::from_str(text)?;
            let nodes = list.into_iter().map(|raw| json_node(raw, source, depth + 1));
            Value::List(nodes.collect::<serde_json::Result<_>>()?)
        }
        Some(b'"') => Value::Text(serde_json::from_str(text)?),
        Some(b't' | b'f') => Value::Flag(text == "true"),
        Some(b'n') => Value::Other("nothing"),
        _ => Value::Number(text.to_owned()),
    };
    Ok(Node { line: source.line(text), value })
}

/// The members of an object in their order, with repeated keys.
struct Pairs<'a>(Vec<(String, &'a RawValue)>);

impl<'de> Deserialize<'de> for Pairs<'de> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members;
        impl<'de> Visitor<'de> for Members {
            type Value = Pairs<'de>;
            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Pairs<'de>, A::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(Pairs(pairs))
            }
        }
        deserializer.deserialize_map(Members)
    }
}

//! CSV read as the same tree of values that TOML and JSON give.

use std::collections::BTreeSet;

use crate::domain::name::{clean_name, nearest};

use super::Fault;
use super::codes::slug;
use super::tree::{Entry, Node, Value};

/// The columns that a menu can have, in the order in which they are written.
pub const COLUMNS: [&str; 22] = [
    "kind",
    "code",
    "name",
    "short",
    "category",
    "price",
    "price_dine_in",
    "price_takeaway",
    "price_delivery",
    "price_online",
    "tax",
    "station",
    "course",
    "aliases",
    "barcodes",
    "groups",
    "min",
    "max",
    "default",
    "opens",
    "unit",
    "halves",
];

/// The sign between the words of one cell; a backslash before it makes it part of a word.
pub const BETWEEN: char = ';';

/// One row: its line and its filled cells by column.
struct Row {
    line: usize,
    cells: Vec<(&'static str, String)>,
}

impl Row {
    fn cell(&self, column: &str) -> Option<&str> {
        self.cells.iter().find(|(name, _)| *name == column).map(|(_, text)| text.as_str())
    }

    /// Its cells, less the ones that only say where it belongs, as a table.
    fn table(self, without: &[&str]) -> Node {
        let line = self.line;
        let mut prices = Vec::new();
        let mut entries = Vec::new();
        for (column, text) in self.cells.into_iter().filter(|(name, _)| !without.contains(name)) {
            match column {
                "aliases" | "barcodes" | "groups" | "opens" => {
                    entries.push(entry(line, column, Value::List(words(line, &text))));
                }
                _ => match column.strip_prefix("price_") {
                    Some(service) => prices.push(entry(line, service, Value::Text(text))),
                    None => entries.push(entry(line, column, Value::Text(text))),
                },
            }
        }
        if !prices.is_empty() {
            entries.push(entry(line, "prices", Value::Table(prices)));
        }
        Node { line, value: Value::Table(entries) }
    }
}

fn entry(line: usize, key: &str, value: Value) -> Entry {
    Entry { key: key.to_owned(), line, node: Node { line, value } }
}

/// The words of a cell.
fn words(line: usize, text: &str) -> Vec<Node> {
    let mut parts = vec![String::new()];
    let mut escaped = false;
    for c in text.chars() {
        if escaped || (c != '\\' && c != BETWEEN) {
            escaped = false;
            if let Some(part) = parts.last_mut() {
                part.push(c);
            }
        } else if c == '\\' {
            escaped = true;
        } else {
            parts.push(String::new());
        }
    }
    parts.into_iter().map(|part| Node { line, value: Value::Text(part) }).collect()
}

/// Reads CSV with a header. Cells stand between commas or, when the header has more of them,
/// between semicolons.
pub fn from_csv(text: &str) -> Result<Node, Vec<Fault>> {
    let header = text.lines().next().unwrap_or_default();
    let count = |sign: char| header.matches(sign).count();
    let delimiter = if count(';') > count(',') { b';' } else { b',' };
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .has_headers(false)
        .from_reader(text.as_bytes());
    let mut records = reader.records();
    let mut faults = Vec::new();
    let columns = match records.next() {
        Some(Ok(header)) => columns(&header, &mut faults),
        Some(Err(error)) => {
            return Err(vec![Fault::new(1, format!("{error}: correct the header"))]);
        }
        None => return Err(vec![Fault::new(1, "the file is empty: write a header and items")]),
    };
    if !faults.is_empty() {
        return Err(faults);
    }
    let mut rows = Vec::new();
    for record in records {
        match record {
            Ok(record) => rows.extend(row(&record, &columns, &mut faults)),
            Err(error) => {
                let line = error.position().map_or(1, csv::Position::line);
                let line = usize::try_from(line).unwrap_or(1);
                faults.push(Fault::new(line, "this row cannot be read: correct its quotes"));
            }
        }
    }
    let root = if columns.contains(&"kind") { kinds(rows, &mut faults) } else { plain(rows) };
    if faults.is_empty() { Ok(root) } else { Err(faults) }
}

/// The columns of a header.
fn columns(header: &csv::StringRecord, faults: &mut Vec<Fault>) -> Vec<&'static str> {
    let mut columns: Vec<&'static str> = Vec::new();
    for cell in header {
        let word = clean_name(cell).to_lowercase().replace([' ', '-'], "_");
        let plural = match word.as_str() {
            "alias" => "aliases",
            "barcode" => "barcodes",
            "group" => "groups",
            other => other,
        };
        match COLUMNS.into_iter().find(|known| *known == plural) {
            Some(known) if columns.contains(&known) => {
                faults.push(Fault::new(1, format!("column `{word}` stands twice: remove one")));
            }
            Some(known) => columns.push(known),
            None => {
                let remedy = nearest(&word, COLUMNS).map_or_else(
                    || format!("remove it or use one of {}", COLUMNS.join(", ")),
                    |meant| format!("did you mean `{meant}`?"),
                );
                faults.push(Fault::new(1, format!("unknown column `{word}`: {remedy}")));
            }
        }
    }
    for needed in ["name", "price"] {
        if faults.is_empty() && !columns.contains(&needed) {
            faults.push(Fault::new(1, format!("there is no column `{needed}`: add it")));
        }
    }
    columns
}

/// One row; nothing when all its cells are empty.
fn row(
    record: &csv::StringRecord,
    columns: &[&'static str],
    faults: &mut Vec<Fault>,
) -> Option<Row> {
    let line = record.position().map_or(1, csv::Position::line);
    let line = usize::try_from(line).unwrap_or(1);
    if record.iter().skip(columns.len()).any(|cell| !cell.trim().is_empty()) {
        let (has, most) = (record.len(), columns.len());
        let sentence = format!("this row has {has} cells, the header {most}: quote its commas");
        faults.push(Fault::new(line, sentence));
    }
    let cells: Vec<_> = columns
        .iter()
        .zip(record)
        .filter(|(_, cell)| !cell.trim().is_empty())
        .map(|(column, cell)| (*column, cell.to_owned()))
        .collect();
    (!cells.is_empty()).then_some(Row { line, cells })
}

/// Rows that are all items: categories and stations are made from the words they use.
fn plain(rows: Vec<Row>) -> Node {
    let used = |column: &str| {
        let mut seen = BTreeSet::new();
        let mut tables = Vec::new();
        for row in &rows {
            let Some(name) = row.cell(column).map(clean_name) else { continue };
            let code = slug(&name);
            if seen.insert(code.clone()) {
                let code = entry(row.line, "code", Value::Text(code));
                let name = entry(row.line, "name", Value::Text(name));
                tables.push(Node { line: row.line, value: Value::Table(vec![code, name]) });
            }
        }
        entry(1, column, Value::List(tables))
    };
    let (categories, stations) = (used("category"), used("station"));
    let items = rows.into_iter().map(|row| row.table(&[])).collect();
    let items = entry(1, "item", Value::List(items));
    Node { line: 1, value: Value::Table(vec![categories, stations, items]) }
}

/// Rows that say what they are.
#[derive(Default)]
struct Kinds {
    categories: Vec<Node>,
    stations: Vec<Node>,
    groups: Vec<Node>,
    items: Vec<Node>,
    half_price: Vec<Entry>,
    faults: Vec<Fault>,
}

impl Kinds {
    fn take(&mut self, row: Row) {
        let line = row.line;
        let kind = row.cell("kind").map_or_else(|| "item".to_owned(), clean_name).to_lowercase();
        match kind.as_str() {
            "category" => self.categories.push(row.table(&["kind"])),
            "station" => self.stations.push(row.table(&["kind"])),
            "group" => self.groups.push(row.table(&["kind"])),
            "item" => self.items.push(row.table(&["kind"])),
            "option" => {
                let group = row.cell("groups").map(clean_name);
                let below = row.table(&["kind", "groups"]);
                if !add_below(&mut self.groups, group.as_deref(), "option", below) {
                    let sentence =
                        "this option's group is not above it: name it in column `groups`";
                    self.faults.push(Fault::new(line, sentence));
                }
            }
            "slot" => {
                let item = row.cell("groups").map(clean_name);
                let below = row.table(&["kind", "groups"]);
                if !add_below(&mut self.items, item.as_deref(), "slot", below) {
                    let sentence = "this slot's item is not above it: name its code in `groups`";
                    self.faults.push(Fault::new(line, sentence));
                }
            }
            "choice" => self.choice(row),
            "half_price" => {
                let word = row.cell("code").unwrap_or_default().to_owned();
                self.half_price.push(entry(line, "half_price", Value::Text(word)));
            }
            _ => {
                let known = ["category", "station", "group", "option", "item", "slot", "choice"];
                let meant = nearest(&kind, known).unwrap_or("item");
                let sentence = format!("unknown kind `{kind}`: did you mean `{meant}`?");
                self.faults.push(Fault::new(line, sentence));
            }
        }
    }

    /// A choice belongs to a slot of the item above it.
    fn choice(&mut self, row: Row) {
        let line = row.line;
        let slot = row.cell("groups").map(clean_name);
        let code = row.cell("code").unwrap_or_default().to_owned();
        let mut below = row.table(&["kind", "groups", "code", "name"]);
        if let Value::Table(entries) = &mut below.value {
            entries.push(entry(line, "item", Value::Text(code)));
        }
        let slots = self.items.last_mut().and_then(|item| list_of(item, "slot"));
        let added = slots.is_some_and(|slots| add_below(slots, slot.as_deref(), "choice", below));
        if !added {
            let sentence = "this choice's slot is not above it: name it in column `groups`";
            self.faults.push(Fault::new(line, sentence));
        }
    }
}

/// The list under a key of a table.
fn list_of<'a>(node: &'a mut Node, key: &str) -> Option<&'a mut Vec<Node>> {
    let Value::Table(entries) = &mut node.value else { return None };
    let found = entries.iter_mut().find(|entry| entry.key == key)?;
    if let Value::List(list) = &mut found.node.value { Some(list) } else { None }
}

/// Puts a row under `key` of the last table whose code, else whose name, is this word; answers
/// whether there is one.
fn add_below(tables: &mut [Node], word: Option<&str>, key: &str, below: Node) -> bool {
    let Some(word) = word else { return false };
    let bears = |node: &Node| {
        let Value::Table(entries) = &node.value else { return false };
        let text = |key: &str| {
            entries.iter().find(|entry| entry.key == key).and_then(|entry| {
                match &entry.node.value {
                    Value::Text(text) => Some(clean_name(text)),
                    Value::Number(_)
                    | Value::Flag(_)
                    | Value::List(_)
                    | Value::Table(_)
                    | Value::Other(_) => None,
                }
            })
        };
        text("code").or_else(|| text("name")).as_deref() == Some(word)
    };
    let Some(table) = tables.iter_mut().rfind(|node| bears(node)) else { return false };
    if let Some(list) = list_of(table, key) {
        list.push(below);
    } else if let Value::Table(entries) = &mut table.value {
        entries.push(entry(below.line, key, Value::List(vec![below])));
    }
    true
}

fn kinds(rows: Vec<Row>, faults: &mut Vec<Fault>) -> Node {
    let mut found = Kinds::default();
    for row in rows {
        found.take(row);
    }
    faults.append(&mut found.faults);
    let lists = [
        ("category", found.categories),
        ("station", found.stations),
        ("group", found.groups),
        ("item", found.items),
    ];
    let mut entries: Vec<Entry> =
        lists.into_iter().map(|(key, list)| entry(1, key, Value::List(list))).collect();
    entries.append(&mut found.half_price);
    Node { line: 1, value: Value::Table(entries) }
}

//! CSV read as the same tree of values that TOML and JSON give.

use std::collections::BTreeSet;

use crate::domain::name::{clean_name, nearest};

use super::Fault;
use super::codes::slug;
use super::tree::{Entry, Node, Value};

/// The columns that a menu can have, in the order in which they are written.
pub const COLUMNS: [&str; 19] = [
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
                "aliases" | "barcodes" | "groups" => {
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
fn kinds(rows: Vec<Row>, faults: &mut Vec<Fault>) -> Node {
    let mut lists: [(&str, Vec<Node>); 4] =
        [("category", vec![]), ("station", vec![]), ("group", vec![]), ("item", vec![])];
    let mut groups: Vec<(Option<String>, Vec<Node>)> = Vec::new();
    for row in rows {
        let line = row.line;
        let kind = row.cell("kind").map_or_else(|| "item".to_owned(), clean_name).to_lowercase();
        if kind == "option" {
            let wanted = row.cell("groups").map(clean_name);
            let group = groups.iter_mut().find(|(code, _)| code.is_some() && *code == wanted);
            if let Some((_, options)) = group {
                options.push(row.table(&["kind", "groups"]));
            } else {
                let sentence = "this option's group is not above it: name it in column `groups`";
                faults.push(Fault::new(line, sentence));
            }
        } else if let Some((_, list)) = lists.iter_mut().find(|(known, _)| *known == kind) {
            if kind == "group" {
                let code = row.cell("code").or_else(|| row.cell("name")).map(clean_name);
                groups.push((code, Vec::new()));
            }
            list.push(row.table(&["kind"]));
        } else {
            let meant = nearest(&kind, ["category", "station", "group", "option", "item"]);
            let meant = meant.unwrap_or("item");
            faults
                .push(Fault::new(line, format!("unknown kind `{kind}`: did you mean `{meant}`?")));
        }
    }
    for (node, (_, options)) in lists[2].1.iter_mut().zip(groups) {
        if let Value::Table(entries) = &mut node.value {
            entries.push(entry(node.line, "option", Value::List(options)));
        }
    }
    let entries = lists.into_iter().map(|(key, list)| entry(1, key, Value::List(list))).collect();
    Node { line: 1, value: Value::Table(entries) }
}

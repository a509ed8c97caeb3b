//! PROTOCOL.md names every limit that a peer can meet, with the value that the program has.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Rooms whose public numbers a peer can meet.
const ROOMS: [&str; 3] = ["src/hub.rs", "src/hub", "src/sync/wire"];

/// Files with limits that are not public, or that other rooms own.
const FILES: [&str; 8] = [
    "src/sync/wire.rs",
    "src/sync/session/client.rs",
    "src/sync/session/server/aside.rs",
    "src/hub/desk/place.rs",
    "src/domain/envelope.rs",
    "src/domain/menu.rs",
    "src/domain/customer.rs",
    "src/store/renewal.rs",
];

fn sources(path: &Path, found: &mut Vec<String>) {
    if path.is_dir() {
        for entry in fs::read_dir(path).unwrap() {
            sources(&entry.unwrap().path(), found);
        }
    } else if path.extension().is_some_and(|end| end == "rs") {
        found.push(fs::read_to_string(path).unwrap());
    }
}

/// A number as sources write it: `5 * 1024 * 1024`, `64 << 20`, `300_000`.
fn number(text: &str) -> Option<u64> {
    if let Some((left, right)) = text.split_once("<<") {
        return Some(number(left)? << number(right)?);
    }
    text.split('*').map(|part| part.trim().replace('_', "").parse::<u64>().ok()).product()
}

/// The value of a constant: itself, or of a rate its count, its time and its burst.
fn value(expression: &str) -> Option<Vec<u64>> {
    let Some(fields) = expression.strip_prefix("Rate {") else {
        return Some(vec![number(expression)?]);
    };
    let fields = fields.trim_end_matches('}').split(',');
    fields.map(|field| number(field.split_once(':')?.1)).collect()
}

/// Every number constant of the sources: whether it is public, and its value.
fn constants() -> BTreeMap<String, (bool, Vec<u64>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut texts = Vec::new();
    for path in ROOMS.iter().chain(&FILES) {
        sources(&root.join(path), &mut texts);
    }
    let mut found = BTreeMap::new();
    for text in &texts {
        for line in text.lines() {
            let (public, rest) = match line.strip_prefix("pub ") {
                Some(rest) => (true, rest),
                None => (false, line),
            };
            let Some((head, expression)) =
                rest.strip_prefix("const ").and_then(|rest| rest.split_once(" = "))
            else {
                continue;
            };
            let Some((name, _)) = head.split_once(": ") else { continue };
            if let Some(value) = value(expression.trim_end_matches(';')) {
                found.insert(name.to_owned(), (public, value));
            }
        }
    }
    found
}

/// A value as people read it: `5 MiB`, `60 s`, `10 min`, `512`.
fn read(cell: &str) -> u64 {
    let (count, unit) = cell.trim().split_once(' ').unwrap_or((cell.trim(), ""));
    let factor = match unit {
        "" => 1,
        "KiB" => 1 << 10,
        "MiB" => 1 << 20,
        "s" => 1_000,
        "min" => 60_000,
        other => panic!("{other} is no unit of the table"),
    };
    count.parse::<u64>().unwrap_or_else(|_| panic!("{cell} is no value")) * factor
}

/// The rows of the table: name and value.
fn rows() -> BTreeMap<String, Vec<u64>> {
    let text = include_str!("../../../PROTOCOL.md");
    let section = text.split("**Limits.**").nth(1).unwrap().split("\n## ").next().unwrap();
    let rows = section.lines().filter_map(|line| {
        let mut cells = line.strip_prefix("| `")?.split('|');
        let name = cells.next()?.trim().trim_end_matches('`').to_owned();
        let shown = cells.next()?;
        let value = match shown.split_once(" in ") {
            None => vec![read(shown)],
            Some((count, rest)) => {
                let (within, burst) = rest.split_once(", ").unwrap();
                let burst = burst.trim().trim_end_matches(" at once");
                vec![read(count), read(within), read(burst)]
            }
        };
        Some((name, value))
    });
    rows.collect()
}

#[test]
fn every_limit_stands_in_the_protocol_with_its_value() {
    let (rows, constants) = (rows(), constants());
    assert!(rows.len() > 30, "the table is read: {rows:?}");
    for (name, shown) in &rows {
        let (_, value) = constants
            .get(name)
            .unwrap_or_else(|| panic!("{name} of PROTOCOL.md is no constant of the program"));
        assert_eq!(shown, value, "{name}: PROTOCOL.md says something else than the program");
    }
    let met = |name: &str| {
        ["_MAX", "_MS", "_BYTES", "_FRAMES", "FRAMES", "_TRIES", "CALLS", "_PAGE", "_ADDRESS"]
            .iter()
            .any(|end| name.ends_with(end))
    };
    // What a customer's row and a menu are made of is explained where they are.
    let elsewhere = ["CUSTOMER_LINE_CHARS_MAX", "CUSTOMER_NOTE_CHARS_MAX", "SALT_BYTES"];
    let elsewhere = elsewhere.into_iter().chain(["PHONE_CHARS_MAX", "EMAIL_CHARS_MAX"]);
    let elsewhere: Vec<&str> = elsewhere.chain(["ADDRESS_LINES_MAX"]).collect();
    let missing: Vec<&String> = constants
        .iter()
        .filter(|(name, (public, _))| *public && met(name) && !elsewhere.contains(&name.as_str()))
        .map(|(name, _)| name)
        .filter(|name| !rows.contains_key(*name))
        .collect();
    assert!(missing.is_empty(), "PROTOCOL.md does not name {missing:?}");
}

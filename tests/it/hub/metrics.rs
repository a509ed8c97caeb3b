//! `GET /metrics` as a collector reads it: by the grammar of the text format, not by its look.

use std::collections::{BTreeMap, BTreeSet};

use tillrail::domain::id::TerminalKind;

use super::site::{Hub, Till, folder, soon};

/// A family: its type, and its rows with their labels and values.
#[derive(Debug, Default)]
pub struct Family {
    pub sort: String,
    has_help: bool,
    pub rows: Vec<(BTreeMap<String, String>, f64)>,
}

fn is_name(name: &str) -> bool {
    let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.chars().all(word)
}

/// The labels between braces, with escapes undone, and what stands behind them.
fn labels(mut rest: &str) -> (BTreeMap<String, String>, &str) {
    let mut found = BTreeMap::new();
    loop {
        let (name, value) = rest.split_once("=\"").expect("a label has a quoted value");
        assert!(is_name(name), "{name:?} is no name of a label");
        let (mut text, mut chars) = (String::new(), value.char_indices());
        let end = loop {
            match chars.next().expect("a value ends") {
                (at, '"') => break at,
                (_, '\\') => text.push(match chars.next().expect("an escape ends").1 {
                    'n' => '\n',
                    kept @ ('"' | '\\') => kept,
                    other => panic!("\\{other} is no escape"),
                }),
                (_, other) => text.push(other),
            }
        };
        assert!(found.insert(name.to_owned(), text).is_none(), "{name} stands once");
        rest = &value[end + 1..];
        match rest.split_at(1) {
            (",", more) => rest = more,
            ("}", more) => return (found, more),
            other => panic!("{other:?} behind a label"),
        }
    }
}

/// The endings that rows of a family of this type have.
fn endings(sort: &str) -> &'static [&'static str] {
    match sort {
        "counter" => &["_total"],
        "gauge" => &[""],
        "histogram" => &["_bucket", "_sum", "_count"],
        other => panic!("{other} is no type that is used here"),
    }
}

/// Reads the text and asserts its grammar: families stay together and say what they are before their
/// rows, counters end in `_total`, no row stands twice.
pub fn families(text: &str) -> BTreeMap<String, Family> {
    let mut found: BTreeMap<String, Family> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    let (body, end) = text.split_at(text.len() - "# EOF\n".len());
    assert_eq!(end, "# EOF\n");
    let mut now = String::new();
    for line in body.lines() {
        if let Some(said) = line.strip_prefix("# ") {
            let (word, rest) = said.split_once(' ').unwrap();
            let (name, what) = rest.split_once(' ').unwrap();
            assert!(is_name(name) && !what.is_empty(), "{line}");
            if name != now {
                assert!(!found.contains_key(name), "{name} is in two pieces");
                name.clone_into(&mut now);
            }
            let family = found.entry(now.clone()).or_default();
            assert!(family.rows.is_empty(), "{line} stands behind its rows");
            match word {
                "HELP" => family.has_help = true,
                "TYPE" => what.clone_into(&mut family.sort),
                "UNIT" => assert!(name.ends_with(&format!("_{what}")), "{line}"),
                other => panic!("# {other} is unknown"),
            }
            continue;
        }
        let at = line.find(['{', ' ']).unwrap();
        let (name, rest) = line.split_at(at);
        let (labels, rest) = rest.strip_prefix('{').map_or((BTreeMap::new(), rest), labels);
        let value: f64 =
            rest.trim_start().parse().unwrap_or_else(|_| panic!("{line} has no value"));
        let family = found.get_mut(&now).expect("a family says what it is before its rows");
        let ending = name.strip_prefix(now.as_str()).unwrap_or("of another family");
        assert!(endings(&family.sort).contains(&ending), "{line} in {now}");
        assert!(family.sort == "gauge" || value >= 0.0, "{line} never goes down");
        assert!(seen.insert((name.to_owned(), labels.clone())), "{line} stands twice");
        family.rows.push((labels, value));
    }
    for (name, family) in &found {
        assert!(name.starts_with("tillrail_"), "{name}");
        assert!(family.has_help && !family.sort.is_empty(), "{name} says what it is");
    }
    found
}

#[tokio::test]
async fn a_collector_reads_every_family_and_a_name_with_quotes_is_escaped() {
    let (data, till) = (folder(), folder());
    let hub = Hub::start(data.path()).await;
    let strange = r#"Bar "1"\2, {x}"#;
    let identity = hub.pair_as(7, TerminalKind::Counter, strange).await;
    let till = Till::new(till.path(), identity);
    till.exchange().await;
    let link = till.link();
    let read = async || {
        let answer = reqwest::get(hub.url("/metrics")).await.unwrap();
        let kind = answer.headers()["content-type"].to_str().unwrap().to_owned();
        assert!(kind.starts_with("application/openmetrics-text; version=1.0.0"), "{kind}");
        families(&answer.text().await.unwrap())
    };
    let found = soon(async {
        loop {
            let found = read().await;
            if found["tillrail_connected"].rows[0].1 > 0.0 {
                return found;
            }
            tokio::task::yield_now().await;
        }
    })
    .await;
    let names = |family: &str| -> Vec<&str> {
        found[family].rows.iter().map(|(labels, _)| labels["name"].as_str()).collect()
    };
    assert_eq!(names("tillrail_terminal_connected"), [strange]);
    assert_eq!(names("tillrail_terminal_lag"), [strange]);
    for (name, sort) in [
        ("tillrail_envelopes", "gauge"),
        ("tillrail_acks", "counter"),
        ("tillrail_received", "counter"),
        ("tillrail_waiting", "gauge"),
        ("tillrail_commit_seconds", "histogram"),
        ("tillrail_quarantined", "gauge"),
        ("tillrail_not_permitted", "gauge"),
        ("tillrail_terminal_clock_milliseconds", "gauge"),
    ] {
        assert_eq!(found[name].sort, sort, "{name}");
    }
    link.stop().await;
}

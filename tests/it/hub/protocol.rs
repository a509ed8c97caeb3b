//! PROTOCOL.md speaks the truth: its examples are read by the program, and nothing is missing in it.

use std::collections::BTreeSet;

use tillrail::domain::envelope::{Hash, Sealed};
use tillrail::domain::event::Event;
use tillrail::sync::wire::Frame;

const TEXT: &str = include_str!("../../../PROTOCOL.md");

/// The blocks of this sort: the words behind its name, and its lines.
fn blocks(sort: &str) -> Vec<(String, Vec<&'static str>)> {
    let mut found = Vec::new();
    let mut lines = TEXT.lines();
    while let Some(line) = lines.next() {
        if let Some(words) = line.strip_prefix(&format!("```json {sort}")) {
            let body = lines.by_ref().take_while(|line| *line != "```").collect();
            found.push((words.trim().to_owned(), body));
        }
    }
    found
}

#[test]
fn every_frame_has_an_example_that_is_read_and_written_back() {
    let mut names = BTreeSet::new();
    for (_, lines) in blocks("frame") {
        let frame = Frame::decode(lines[0]).unwrap_or_else(|error| panic!("{error}: {}", lines[0]));
        assert_eq!(frame.encode().unwrap(), lines[0]);
        for packed in frame.envelopes() {
            packed.open().unwrap();
        }
        names.insert(frame.name());
    }
    let all = [
        "ack",
        "aside",
        "beat",
        "compare",
        "events",
        "forked",
        "held",
        "hello",
        "personal",
        "places",
        "push",
        "quarantined",
        "refused",
        "welcome",
    ];
    assert_eq!(names, BTreeSet::from(all));
}

#[test]
fn the_envelope_has_the_hash_that_the_rule_gives() {
    let blocks = blocks("envelope");
    let (hash, lines) = &blocks[0];
    let hash: Hash = hash.parse().unwrap();
    assert_eq!(Hash::chain(Hash::ZERO, lines[0].as_bytes()), hash);
    assert_eq!(Sealed::open(lines[0], hash).unwrap().fact.kind(), "order_opened");
}

#[test]
fn every_kind_of_event_is_shown_as_journals_hold_it() {
    let shown = &blocks("events")[0].1;
    let golden: Vec<&str> = include_str!("../../fixtures/golden/events.jsonl").lines().collect();
    assert_eq!(*shown, golden);
    assert!(shown.iter().all(|line| serde_json::from_str::<Event>(line).is_ok()));
}

#[tokio::test]
async fn every_call_is_named() {
    let api = serde_json::to_value(tillrail::hub::rest::openapi()).unwrap();
    for path in api["paths"].as_object().unwrap().keys() {
        let path = path.replace("{order}/{number}", "{day}/{number}");
        assert!(TEXT.contains(&format!("{path}`")) || TEXT.contains(&format!("{path}?")), "{path}");
    }
}

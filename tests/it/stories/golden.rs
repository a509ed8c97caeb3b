//! The journal format is frozen: an envelope of every kind, as bytes that must decode for ever.

use tillrail::domain::envelope::{Hash, Sealed};
use tillrail::domain::event::Event;

/// One event of every kind, as it stands in journals that shops already have.
const EVENTS: &str = include_str!("../../fixtures/golden/events.jsonl");

#[test]
fn every_kind_decodes_and_is_written_back_byte_for_byte() {
    let mut kinds = std::collections::BTreeSet::new();
    for line in EVENTS.lines() {
        let event: Event = serde_json::from_str(line).unwrap_or_else(|why| panic!("{why}: {line}"));
        assert_eq!(serde_json::to_string(&event).unwrap(), line);
        assert!(kinds.insert(event.kind()), "{} stands twice", event.kind());
        assert!(line.starts_with(&format!("{{\"kind\":\"{}\"", event.kind())));
    }
    assert_eq!(kinds.len(), 55, "every kind has its golden line");
}

#[test]
fn a_golden_envelope_opens_with_its_hash() {
    let bytes = include_str!("../../fixtures/golden/envelope.json").trim_end();
    let hash: Hash =
        include_str!("../../fixtures/golden/envelope.hash").trim_end().parse().unwrap();
    let sealed = Sealed::open(bytes, hash).unwrap();
    assert_eq!(sealed.fact.kind(), "order_opened");
    assert_eq!(Sealed::seal((*sealed.fact).clone()).unwrap().bytes.as_ref(), bytes);
}

//! What is fuzzed: each takes any bytes and panics when something does not hold. The suite runs the
//! same functions over inputs of proptest, so that they run everywhere.

use tillrail::domain::currency::Currency;
use tillrail::domain::envelope::{Hash, Sealed};
use tillrail::sync::wire::Frame;
use tillrail::tui::counter::{AmountEntry, entry};

/// A frame: what is read can be written and read again as the same; nothing else is believed.
pub fn frame(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let Ok(frame) = Frame::decode(text) else { return };
    let written = frame.encode().expect("what was read can be written");
    let again = Frame::decode(&written).expect("what was written can be read");
    assert_eq!(again, frame);
    assert_eq!(again.encode().expect("again"), written);
}

/// An envelope: bytes are taken only with their own hash, are kept as they came, and one changed
/// byte is noticed.
pub fn envelope(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    assert!(Sealed::open(text, Hash::of(b"another")).is_err(), "a hash that does not match");
    let Ok(claimed) = Sealed::trusted(text, Hash::ZERO) else { return };
    let hash = Hash::chain(claimed.fact.prev, text.as_bytes());
    let Ok(sealed) = Sealed::open(text, hash) else { return };
    assert_eq!(&*sealed.bytes, text);
    let changed = format!("{text} ");
    assert!(Sealed::open(changed, hash).is_err(), "a changed byte is noticed");
}

/// The entry line: anything may be typed or pasted.
pub fn entry_line(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let first = entry::read(&text);
    assert_eq!(entry::read(&text), first, "reading changes nothing");
    let (note, allergy) = entry::split_note(&text);
    for part in [note, allergy].into_iter().flatten() {
        assert!(!part.is_empty() && part.trim() == part, "{part:?} is filled and trimmed");
    }
    for typed in [AmountEntry::Minor, AmountEntry::Major] {
        if let Some(money) = entry::amount(&text, Currency::EUR, typed) {
            assert!(text.chars().any(|c| c.is_ascii_digit()), "{money:?} out of no digit");
        }
    }
}

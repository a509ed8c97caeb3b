//! What is fuzzed: each takes any bytes and panics when something does not hold. The suite runs the
//! same functions over inputs of proptest, so that they run everywhere.

use tillrail::domain::currency::Currency;
use tillrail::domain::envelope::{Hash, Sealed};
use tillrail::domain::settings::Settings;
use tillrail::menu_file::{self, Format};
use tillrail::past_sales::{self, BadRows};
use tillrail::sync::wire::Frame;
use tillrail::tui::counter::{AmountEntry, entry};

/// How many orders of one file are read: a short one can hold no more.
const SALES_ORDERS_MAX: usize = 10_000;

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

/// A menu file: its first byte says which format. What is read can be written and read again as the
/// same menu; what is refused says where and why.
pub fn menu(bytes: &[u8]) {
    let Some((first, rest)) = bytes.split_first() else { return };
    let format = match first % 3 {
        0 => Format::Toml,
        1 => Format::Csv,
        _ => Format::Json,
    };
    let Ok(text) = std::str::from_utf8(rest) else { return };
    let settings = Settings::default();
    let menu = match menu_file::read_as(format, "menu", text, &settings) {
        Ok(menu) => menu,
        Err(errors) => {
            assert!(!errors.is_empty(), "a refusal says why");
            assert!(errors.iter().all(|error| !error.to_string().is_empty()));
            return;
        }
    };
    for format in [Format::Toml, Format::Csv, Format::Json] {
        let Ok(written) = menu_file::write(format, &menu, settings.currency) else { continue };
        let again = menu_file::read_as(format, "menu", &written, &settings);
        assert_eq!(again.as_ref(), Ok(&menu), "{format:?} brings the same menu back:\n{written}");
    }
}

/// A file of past sales, plain or compressed: every row is an order, is left out, or ends it in words.
pub fn sales(bytes: &[u8]) {
    for bad in [BadRows::Refuse, BadRows::Skip] {
        let Ok(orders) = past_sales::open("sales", bytes, Currency::EUR, bad) else { continue };
        let mut good = Vec::new();
        for order in orders.take(SALES_ORDERS_MAX) {
            match order {
                Ok(order) => good.push(order),
                Err(error) => assert!(!error.to_string().is_empty()),
            }
        }
        for order in &good {
            assert!(!order.lines.is_empty(), "an order has lines");
            // A sum may leave the numbers there are; it is refused then, not wrapped.
            let _ = order.total();
        }
        let _ = past_sales::derive_menu(&good);
    }
}

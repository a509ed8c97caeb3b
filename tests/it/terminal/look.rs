//! What is written to a terminal without colours, and to one that knows ASCII alone.

use crate::pty::Pty;
use crate::whole::shop::{Shop, set_up};

/// Goes through the screens of a counter with chosen lines, questions and warnings.
fn walk(counter: &Pty) -> Vec<String> {
    let mut seen = Vec::new();
    counter.type_keys("fla\"hot Enter");
    seen.push(counter.wait_for_text("Added 1 Flat white"));
    counter.type_keys("cap");
    seen.push(counter.wait_for_text("Cappuccino"));
    counter.type_keys("Enter Tab");
    seen.push(counter.wait_for_text("2 items"));
    counter.type_keys("Tab Space");
    seen.push(counter.wait_for_text("ACTIONS"));
    counter.insist("Esc", |text| !text.contains("ACTIONS"));
    counter.press("F9 ~ 2 0 Enter");
    seen.push(counter.wait_for_text("is less than"));
    counter.press("~ . ~ Enter");
    seen.push(counter.wait_for_text("PAID A1"));
    counter.insist("Enter", |text| text.contains("No items yet."));
    counter.type_keys("F9");
    seen.push(counter.wait_for_text("Nothing to pay"));
    seen
}

/// The parameters of every SGR sequence in what was written.
fn attributes(written: &[u8]) -> Vec<u16> {
    let text = String::from_utf8_lossy(written).into_owned();
    let sequences = text.split("\x1b[").skip(1).filter_map(|rest| {
        let end = rest.find(|sign: char| !sign.is_ascii_digit() && !";:".contains(sign))?;
        (rest[end..].starts_with('m')).then(|| rest[..end].to_owned())
    });
    let numbers = sequences.flat_map(|one| {
        one.split([';', ':']).map(|number| number.parse().unwrap_or(0)).collect::<Vec<u16>>()
    });
    numbers.collect()
}

#[test]
fn s17_without_colours_no_colour_is_written_and_everything_is_said_by_sign_and_word() {
    let shop = Shop::new();
    let counter = set_up(shop.program(&[]).env("NO_COLOR", "1"));
    let seen = walk(&counter);
    let used = attributes(&counter.written());
    let colour = |code: &u16| matches!(code, 30..=38 | 40..=48 | 90..=97 | 100..=107);
    assert_eq!(used.iter().find(|code| colour(code)), None, "a colour was written");
    assert!(used.iter().any(|code| [1, 4, 7].contains(code)), "something is bold or reversed");
    assert!(seen[0].contains('▸') && seen[0].contains("╔ ENTRY"), "{}", seen[0]);
    assert!(seen[4].contains("! 0.20 is less than"), "{}", seen[4]);
    assert!(seen[6].contains("! Nothing to pay"), "{}", seen[6]);
}

#[test]
fn s18_with_ascii_signs_no_other_byte_is_written_except_in_names() {
    let shop = Shop::new();
    let counter = set_up(shop.program(&[]).env("TILLRAIL_UI__GLYPHS", "ascii"));
    let seen = walk(&counter);
    let written = String::from_utf8(counter.written()).expect("text");
    let name = "豚骨ラーメンRosé";
    let strange = written.chars().find(|sign| !sign.is_ascii() && !name.contains(*sign));
    assert_eq!(strange, None, "in: {}", seen.join("\n"));
    assert!(!written.contains('\x7f'));
    assert!(seen[0].contains("# ENTRY") && seen[0].contains("|>"), "{}", seen[0]);
}

/// The frames in what was written, and what was written outside of them.
fn frames(written: &[u8]) -> (usize, String) {
    let text = String::from_utf8_lossy(written).into_owned();
    let mut parts = text.split("\x1b[?2026h");
    let mut outside = parts.next().unwrap_or_default().to_owned();
    let mut count = 0;
    for part in parts {
        let (_, after) = part.split_once("\x1b[?2026l").unwrap_or((part, ""));
        outside.push_str(after);
        count += 1;
    }
    (count, outside)
}

#[test]
fn s24_every_frame_is_one_synchronized_update() {
    let shop = Shop::new();
    let counter = set_up(shop.program(&[]));
    walk(&counter);
    let (drawn, outside) = frames(&counter.written());
    assert!(drawn > 10, "{drawn} frames");
    // Outside of the frames the terminal is set up and asked, but no word of a screen is written.
    let words = ["TAKEAWAY", "Cappuccino", "ENTRY", "PAID", "TOTAL"];
    assert_eq!(words.iter().find(|word| outside.contains(**word)), None, "{outside:?}");
}

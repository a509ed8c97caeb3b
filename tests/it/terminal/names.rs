//! Names from anywhere, written by the real program: no sequence of theirs reaches the terminal, and
//! no column moves.

use unicode_width::UnicodeWidthStr;

use crate::whole::shop::{Shop, set_up};

/// Wide, right to left, joined, combining; the last ones would command a terminal.
const NAMES: [&str; 8] = [
    "豚骨ラーメンと餃子のセットと大盛りライス",
    "\u{645}\u{631}\u{62d}\u{628}\u{627}",
    "\u{5e9}\u{5dc}\u{5d5}\u{5dd} soup",
    "\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467} menu",
    "Cafe\u{301} cre\u{300}me bru\u{302}le\u{301}e",
    "o\u{308}\u{323}o\u{308}\u{323} stew",
    "Red \u{1b}[5;31mpie\u{1b}[0m",
    "Title \u{1b}]0;owned\u{7} tart",
];

/// A menu of one category whose items all cost 3.33.
fn menu() -> String {
    let category = "currency = \"EUR\"\n\n[[category]]\ncode = \"all\"\nname = \"All\"\n";
    let item = |name: &&str| {
        let name: String = name
            .chars()
            .map(|sign| {
                let code = u32::from(sign);
                if sign.is_control() { format!("\\u{code:04X}") } else { sign.to_string() }
            })
            .collect();
        format!("\n[[item]]\nname = \"{name}\"\ncategory = \"all\"\nprice = \"3.33\"\n")
    };
    let items: String = NAMES.iter().map(item).collect();
    format!("{category}{items}")
}

#[test]
fn s15_no_byte_of_a_name_commands_the_terminal_and_prices_stay_in_their_column() {
    let shop = Shop::new();
    let path = shop.data().join("../menu.toml");
    let counter = set_up(shop.program(&[]));
    std::fs::write(&path, menu()).unwrap();
    let said = shop.run(&["menu", "import", path.to_str().unwrap()]);
    assert_eq!(said.status, 0, "{said:?}");
    counter.wait_for_text("All");
    for code in 1..=NAMES.len() {
        counter.type_keys(&format!("1{code} Enter"));
        let items = if code == 1 { "1 item ".to_owned() } else { format!("{code} items") };
        counter.wait_for_text(&items);
    }
    let text = counter.wait_for_text("26.64");
    let rows = text.lines().filter(|row| row.matches("3.33").count() > 0);
    let mut columns: Vec<usize> = rows
        .filter_map(|row| row.rfind("3.33").map(|at| row[..at].width()))
        .filter(|column| *column > 60)
        .collect();
    assert!(columns.len() >= NAMES.len(), "{text}");
    columns.dedup();
    assert_eq!(columns.len(), 1, "prices begin in one column:\n{text}");
    let written = String::from_utf8_lossy(&counter.written()).into_owned();
    for sequence in ["\u{1b}[5;31m", "\u{1b}]0;owned", "\u{7} tart"] {
        assert!(!written.contains(sequence), "{sequence:?} was written");
    }
}

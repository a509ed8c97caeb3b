//! The rows of the registry, in the order of the menu.

use super::{Action, Page, Row};
use crate::tui::input::Key;

/// The row of the help itself.
pub const HELP: Row = Row {
    action: Action::Help,
    name: "Help",
    key: Some(Key::Char('?')),
    page: Page::First,
    digit: Some('1'),
    letter: '?',
    bar: Some(("Help", "Help")),
    priority: 0,
    what: "help",
    keys: "?   F1   Space 1",
    tap: "Help",
};

/// An action of the first page: name, key, number, letter.
const fn first(
    action: Action,
    name: &'static str,
    key: Option<Key>,
    digit: Option<char>,
    letter: char,
) -> Row {
    Row { action, name, key, digit, letter, bar: None, ..HELP }
}

/// An action behind F10.
const fn more(action: Action, name: &'static str, digit: char, letter: char) -> Row {
    Row { page: Page::More, tap: "More", ..first(action, name, None, Some(digit), letter) }
}

/// An action behind F10 and `0`.
const fn next(action: Action, name: &'static str, digit: char, letter: char) -> Row {
    Row { page: Page::Next, ..more(action, name, digit, letter) }
}

/// An action behind F10 and twice `0`.
const fn last(action: Action, name: &'static str, digit: char, letter: char) -> Row {
    Row { page: Page::Last, ..more(action, name, digit, letter) }
}

/// The row with its words in the key bar.
const fn bar(row: Row, narrow: &'static str, wide: &'static str, priority: u8) -> Row {
    Row { bar: Some((narrow, wide)), priority, ..row }
}

/// The row with its words in the help.
const fn help(row: Row, what: &'static str, keys: &'static str, tap: &'static str) -> Row {
    Row { what, keys, tap, ..row }
}

/// All actions, in the order of the menu.
pub const TABLE: &[Row] = &[
    HELP,
    help(
        bar(
            first(Action::Service, "Order type", Some(Key::F(2)), Some('2'), 't'),
            "Type",
            "Type",
            1,
        ),
        "order type",
        "F2   Space 2",
        "Type",
    ),
    help(
        bar(first(Action::Find, "Find", Some(Key::F(3)), Some('3'), 'f'), "Find", "Find", 1),
        "find",
        "F3   /   Space 3",
        "Find",
    ),
    help(
        bar(
            first(Action::Options, "Options of line", Some(Key::F(4)), Some('4'), 'o'),
            "Opts",
            "Options",
            2,
        ),
        "options, note",
        "F4   Space 4",
        "tap the line twice",
    ),
    help(
        bar(
            first(Action::Send, "Send to kitchen", Some(Key::F(5)), Some('5'), 'k'),
            "Send",
            "Send",
            3,
        ),
        "send to kitchen",
        "F5   Space 5",
        "Send",
    ),
    help(
        bar(first(Action::Hold, "Hold order", Some(Key::F(6)), Some('6'), 'h'), "Hold", "Hold", 3),
        "hold, recall",
        "F6   Space 6",
        "Hold",
    ),
    help(
        bar(
            first(Action::Recall, "Recall order", Some(Key::F(6)), Some('6'), 'h'),
            "Recall",
            "Recall",
            3,
        ),
        "hold, recall",
        "F6   Space 6",
        "Recall",
    ),
    help(
        bar(
            first(Action::Discount, "Discount", Some(Key::F(7)), Some('7'), 'd'),
            "Disc",
            "Discount",
            0,
        ),
        "discount",
        "F7   Space 7",
        "Discount",
    ),
    help(
        bar(first(Action::Void, "Void line", Some(Key::F(8)), Some('8'), 'v'), "Void", "Void", 2),
        "remove a line",
        "Del   F8   Space 8",
        "Void",
    ),
    help(
        bar(first(Action::Pay, "PAY", Some(Key::F(9)), Some('9'), 'p'), "PAY", "PAY", 0),
        "pay",
        "F9   Space 9   Enter",
        "PAY",
    ),
    help(
        bar(first(Action::More, "More ...", Some(Key::F(10)), Some('0'), 'm'), "More", "More", 0),
        "more actions",
        "F10   Space 0",
        "More",
    ),
    help(
        bar(
            first(Action::Tables, "Tables", Some(Key::Char('@')), None, '@'),
            "Tables",
            "Tables",
            0,
        ),
        "table",
        "@   Space @",
        "Type",
    ),
    help(first(Action::Note, "Note on line", None, None, 'n'), "note on line", "Space n", ""),
    help(
        first(Action::Undo, "Undo", Some(Key::Ctrl('z')), None, 'u'),
        "undo",
        "Ctrl+Z   Space u",
        "Undo",
    ),
    help(more(Action::Refund, "Refund", '3', 'b'), "give money back", "F10 b   Space 0 3", "More"),
    help(
        more(Action::Receipts, "Receipts", '4', 'r'),
        "receipts, tip, refund",
        "F10 r   Space 0 4",
        "More",
    ),
    help(
        more(Action::Customer, "Customer", '5', 'c'),
        "customer, usual order",
        "F10 c   Space 0 5",
        "More",
    ),
    help(
        more(Action::Price, "Price of line", '7', 'p'),
        "price of the line",
        "F10 p   Space 0 7",
        "More",
    ),
    help(
        more(Action::Seats, "Guests and seats", '6', 'g'),
        "guests, seat, course",
        "F10 g   Space 0 6",
        "More",
    ),
    help(
        more(Action::Cash, "Cash in and out", '8', 'i'),
        "cash in, out, to the safe",
        "F10 i   Space 0 8",
        "More",
    ),
    help(
        more(Action::Split, "Split bill", '1', 's'),
        "split the bill",
        "F10 s   Space 0 1",
        "More",
    ),
    help(
        more(Action::Move, "Move or merge", '2', 'm'),
        "move, merge orders",
        "F10 m   Space 0 2",
        "More",
    ),
    help(
        more(Action::Shift, "Shift and reports", '9', 'x'),
        "shift: open, close, X, Z",
        "F10 x   Space 0 9",
        "More",
    ),
    help(
        next(Action::Connection, "Connection", '1', 'n'),
        "connection to the hub",
        "F10 n   Space 0 0 1",
        "the status line",
    ),
    help(
        next(Action::OpenDrawer, "Open drawer", '2', 'w'),
        "open the drawer (no sale)",
        "F10 w   Space 0 0 2",
        "More",
    ),
    help(
        next(Action::Lock, "Lock", '4', 'l'),
        "lock, or let somebody else sell",
        "F10 l   Space 0 0 4",
        "More",
    ),
    help(
        next(Action::Settings, "Settings", '5', 'e'),
        "who works here",
        "F10 e   Space 0 0 5",
        "More",
    ),
    help(
        next(Action::Codes, "Card with codes", '3', 'k'),
        "card with codes",
        "F10 k   Space 0 0 3",
        "More",
    ),
    help(
        Row { key: Some(Key::Ctrl('q')), ..next(Action::Quit, "Quit", '6', 'q') },
        "quit",
        "Ctrl+Q   F10 q",
        "More",
    ),
    help(
        bar(next(Action::Fire, "Fire course", '9', 'f'), "Fire", "Fire course", 3),
        "fire the next course",
        "F5 when all is sent   F10 f",
        "Fire",
    ),
    help(
        next(Action::SoldOut, "Sold out items", '7', 'o'),
        "sold out items (86)",
        "F10 o   Space 0 0 7",
        "More",
    ),
    help(
        next(Action::Explain, "Why this total", '8', 't'),
        "why this total, step by step",
        "F10 t   e in PAY   Space 0 0 8",
        "More",
    ),
    help(
        last(Action::Train, "Training", '1', 'y'),
        "train on a copy of the data",
        "F10 y   Space 0 0 0 1",
        "More",
    ),
    help(
        last(Action::Test, "Screen and keys", '2', 'j'),
        "test of screen and keyboard",
        "F10 j   Space 0 0 0 2",
        "More",
    ),
];

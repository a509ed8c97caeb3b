//! What the counter can do, with the ways to do it.

use crate::tui::counter::action::Action;

/// One row of the help.
#[derive(Debug, PartialEq, Eq)]
pub struct Entry {
    /// Under which head it stands.
    pub section: &'static str,
    /// What it does.
    pub what: &'static str,
    /// The keys.
    pub keys: &'static str,
    /// Where to tap, or another way.
    pub tap: &'static str,
    /// The action, when it is one.
    pub action: Option<Action>,
}

const fn typed(what: &'static str, keys: &'static str, tap: &'static str) -> Entry {
    Entry { section: "ENTRY", what, keys, tap, action: None }
}

const fn other(what: &'static str, keys: &'static str, tap: &'static str) -> Entry {
    Entry { section: "MORE", what, keys, tap, action: None }
}

const fn line(what: &'static str, keys: &'static str, tap: &'static str) -> Entry {
    Entry { section: "ORDER", what, keys, tap, action: None }
}

const fn order(action: Action, what: &'static str, keys: &'static str, tap: &'static str) -> Entry {
    Entry { section: "ORDER", what, keys, tap, action: Some(action) }
}

const fn more(action: Action, what: &'static str, keys: &'static str, tap: &'static str) -> Entry {
    Entry { section: "MORE", what, keys, tap, action: Some(action) }
}

/// Everything, in the order of the screen.
pub const ENTRIES: &[Entry] = &[
    typed("add an item", "name or code, Enter", "tap the item"),
    typed("two of it", "2 cap Enter   2*12 Enter", "tap twice"),
    typed("with options", "cap+oat+shot Enter", "tap, then options"),
    typed("note to kitchen", "cap\"no sugar Enter", "F4 n"),
    typed("table 12", "@12 Enter", "F2"),
    line("choose a line", "Up  Down", "tap the line"),
    line("one more, one less", "+   -", "tap + or -"),
    order(Action::Options, "options, note", "F4   Space 4", "tap the line twice"),
    order(Action::Void, "remove a line", "Del   F8   Space 8", "Void"),
    order(Action::Undo, "undo", "Ctrl+Z   Space u", "Undo"),
    order(Action::Send, "send to kitchen", "F5   Space 5", "Send"),
    order(Action::Hold, "hold, recall", "F6   Space 6", "Hold"),
    order(Action::Recall, "hold, recall", "F6   Space 6", "Recall"),
    order(Action::Pay, "pay", "F9   Space 9   Enter", "PAY"),
    other("order 47", "#47 Enter", "F6"),
    other("10 % off", "%10 Enter", "F7"),
    other("open item with amount", "=350 coffee Enter", ""),
    more(Action::Note, "note on line", "Space n", ""),
    more(Action::Discount, "discount", "F7   Space 7", "Discount"),
    more(Action::Service, "order type", "F2   Space 2", "Type"),
    more(Action::Tables, "table", "@   Space @", "Type"),
    more(Action::Find, "find", "F3   /   Space 3", "Find"),
    more(Action::Shift, "shift: open, close, Z", "F10 x   Space 0 9", "More"),
    more(Action::Connection, "connection to the hub", "F10 n   Space 0 0 1", "the status line"),
    more(Action::SoldOut, "sold out items (86)", "F10 o   Space 0 0 7", "More"),
    more(Action::More, "more actions", "F10   Space 0", "More"),
    more(Action::Help, "help", "?   F1   Space 1", "Help"),
    more(Action::Quit, "quit", "Ctrl+Q   F10 q", "More"),
];

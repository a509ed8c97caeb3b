//! What the counter can do, with the ways to do it.

use crate::tui::counter::action::Action;

/// One row of the help.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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

impl Entry {
    /// True for what is done with the lines of the order and is no action itself.
    pub fn is_about_lines(&self) -> bool {
        self.section == "ORDER" && self.action.is_none()
    }
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

/// The rows of the entry line and of the lines, before those of the actions.
const BEFORE: &[Entry] = &[
    typed("add an item", "name or code, Enter", "tap the item"),
    typed("two of it", "2 cap Enter   2*12 Enter", "tap twice"),
    typed("with options", "cap+oat+shot Enter", "tap, then options"),
    typed("note to kitchen", "cap\"no sugar Enter", "F4 n"),
    typed("table 12", "@12 Enter", "F2"),
    line("choose a line", "Up  Down", "tap the line"),
    line("one more, one less", "+   -", "tap + or -"),
];

/// What is typed, before the actions of the page More.
const TYPED: &[Entry] = &[
    other("order 47", "#47 Enter", "F6"),
    other("10 % off", "%10 Enter", "F7"),
    other("open item with amount", "=350 coffee Enter", ""),
    other("what must not be in it", "cap\"!nuts Enter", "F4 !"),
    other("half and half", "marg/fun Enter", ""),
    other("by weight", "0.350*ham   350g ham", ""),
];

const fn of_keys(what: &'static str, keys: &'static str, tap: &'static str) -> Entry {
    Entry { section: "KEYBOARD", what, keys, tap, action: None }
}

/// What is good to know of keys, mouse and program; no actions.
const AFTER: &[Entry] = &[
    of_keys("numpad alone", "*  times   /  find", ".  menu, then a number"),
    of_keys("numpad: one more", "+   -   Enter", "all work has a number"),
    of_keys("without function keys", "Space, then the number", "Space 9 is F9"),
    of_keys("select text on screen", "Shift and drag", "or ui.mouse = off"),
    of_keys("large targets", "ui.layout = touch", "or taps without keys"),
    Entry {
        section: "ABOUT",
        what: "Tillrail",
        keys: concat!("version ", env!("CARGO_PKG_VERSION")),
        tap: "open source",
        action: None,
    },
];

/// The actions that stand under ORDER, in the order of the screen.
const ORDER: [Action; 7] = [
    Action::Options,
    Action::Void,
    Action::Undo,
    Action::Send,
    Action::Hold,
    Action::Recall,
    Action::Pay,
];

/// Everything, in the order of the screen.
pub fn entries() -> Vec<Entry> {
    let of = |action: Action, section| {
        let row = action.row();
        Entry { section, what: row.what, keys: row.keys, tap: row.tap, action: Some(action) }
    };
    let more = Action::all().filter(|action| !ORDER.contains(action));
    BEFORE
        .iter()
        .copied()
        .chain(ORDER.into_iter().map(|action| of(action, "ORDER")))
        .chain(TYPED.iter().copied())
        .chain(more.map(|action| of(action, "MORE")))
        .chain(AFTER.iter().copied())
        .collect()
}

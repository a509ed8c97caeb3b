//! Names from anywhere: whatever stands in them, prices stay in their columns.

use proptest::prelude::*;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use tillrail::domain::command::Command;
use tillrail::domain::money::Money;
use tillrail::tui::Look;
use tillrail::tui::counter::view;
use tillrail::tui::msg::Msg;

use super::till::Till;

/// Pieces of names: wide, combining, joined, turned, and what would command a terminal.
const PIECES: [&str; 18] = [
    "a",
    " ",
    "Soup",
    "豚骨",
    "ラー",
    "e\u{301}",
    "o\u{308}\u{323}",
    "\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467}",
    "\u{1f1e9}\u{1f1ea}",
    "\u{1f44d}\u{1f3fd}",
    "\u{5e9}\u{5dc}\u{5d5}\u{5dd}",
    "\u{645}\u{631}\u{62d}\u{628}\u{627}",
    "\u{1b}[31m",
    "\u{1b}]0;x\u{7}",
    "\u{202e}",
    "\u{7}",
    "\u{ff76}\u{ff9e}",
    "\u{9b}2J",
];

fn name() -> impl Strategy<Value = String> {
    prop::collection::vec(0..PIECES.len(), 0..12)
        .prop_map(|parts| parts.into_iter().fold("x".to_owned(), |name, at| name + PIECES[at]))
}

/// A till whose items and options all cost 3.33 and bear these names in turn.
fn till(names: &[String], look: Look, size: (u16, u16)) -> Till {
    let mut till = Till::with(true, true, look);
    let mut menu = till.model.front.desk.state.menu().as_ref().clone();
    let mut given = names.iter().cycle();
    for item in &mut menu.items {
        item.price = Money::new(333);
        item.name.clone_from(given.next().unwrap());
        item.short = None;
    }
    for option in menu.groups.iter_mut().flat_map(|group| &mut group.options) {
        option.price = Money::new(333);
        option.name.clone_from(given.next().unwrap());
    }
    till.send(&Msg::Asked { id: 1, commands: vec![Command::PublishMenu(Box::new(menu))] });
    till.resize(size.0, size.1);
    till.keys("1 1 Enter 4 1 Enter 2 * 3 1 Enter 1 Enter");
    till
}

/// Where `3.33` and `6.66` stand, and whether a control character came through.
fn amounts(till: &Till) -> (Vec<(u16, u16)>, bool) {
    let (width, height) = till.model.size;
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    terminal
        .draw(|frame| {
            view(&till.model, frame);
        })
        .unwrap();
    let buffer = terminal.backend().buffer();
    let symbol = |x: u16, y: u16| buffer.cell((x, y)).map_or(" ", |cell| cell.symbol());
    let mut found = Vec::new();
    let mut broken = false;
    for y in 0..height {
        for x in 0..width {
            broken |= symbol(x, y).chars().any(char::is_control);
            let text: String = (x..x.saturating_add(4)).map(|x| symbol(x, y)).collect();
            // The message row is a sentence, in which an amount follows the name.
            let is_column = y.saturating_add(2) != height;
            if is_column && (text == "3.33" || text == "6.66") {
                found.push((x, y));
            }
        }
    }
    (found, broken)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn s15_names_cannot_break_the_layout(
        names in prop::collection::vec(name(), 9),
        emoji in any::<bool>(),
        turned in any::<bool>(),
        wide in any::<bool>(),
        keys in prop::sample::select(vec!["", "F4", "F9", "Space", "F2"]),
    ) {
        let size = if wide { (120, 36) } else { (80, 24) };
        let look = Look { emoji, turn_words: turned, ..Look::dark() };
        let mut plain = till(&["Soup".to_owned()], look.clone(), size);
        let mut nasty = till(&names, look, size);
        plain.keys(keys);
        nasty.keys(keys);
        let (wanted, _) = amounts(&plain);
        let (found, broken) = amounts(&nasty);
        prop_assert!(!wanted.is_empty() && !broken);
        prop_assert_eq!(found, wanted, "{}", nasty.picture());
    }
}

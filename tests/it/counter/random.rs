//! Whatever is pressed, clicked, pasted or answered: no panic, no lost line, exact undo.

use proptest::prelude::*;
use tillrail::domain::order::{Line, Order};
use tillrail::tui::input::{Input, Key, Mouse, MouseKind, Press};
use tillrail::tui::msg::Msg;

use super::till::{Till, lines_of, offline, online};

fn key() -> impl Strategy<Value = Key> {
    prop_oneof![
        6 => prop::char::range(' ', '~').prop_map(Key::Char),
        4 => Just(Key::Enter),
        2 => Just(Key::Esc),
        1 => Just(Key::Tab),
        1 => Just(Key::Backspace),
        1 => Just(Key::Delete),
        1 => Just(Key::Up),
        1 => Just(Key::Down),
        1 => Just(Key::Left),
        1 => Just(Key::Right),
        1 => Just(Key::PageDown),
        1 => Just(Key::PageUp),
        3 => (1_u8..=12).prop_map(Key::F),
        1 => Just(Key::Ctrl('z')),
        1 => Just(Key::Ctrl('q')),
    ]
}

fn msg() -> impl Strategy<Value = Msg> {
    let mouse = (0_u16..130, 0_u16..40, 0_u8..5).prop_map(|(column, row, kind)| {
        let kind = match kind {
            0 => MouseKind::Down,
            1 => MouseKind::Up,
            2 => MouseKind::Right,
            3 => MouseKind::WheelUp,
            _ => MouseKind::WheelDown,
        };
        Msg::Input(Input::Mouse(Mouse { column, row, kind }))
    });
    prop_oneof![
        20 => (key(), any::<bool>())
            .prop_map(|(key, repeat)| Msg::Input(Input::Press(Press { key, repeat }))),
        4 => mouse,
        1 => "[ -~é豚\n]{0,20}".prop_map(|text| Msg::Input(Input::Paste(text))),
        1 => (1_u16..200, 1_u16..60)
            .prop_map(|(width, height)| Msg::Input(Input::Resize { width, height })),
        1 => Just(Msg::Tick),
        1 => Just(Msg::Link(offline(3))),
        1 => Just(Msg::Link(online())),
        1 => (0_u64..20).prop_map(|batch| Msg::NotSaved {
            batch, reason: "disk is full".to_owned(), tries: 2
        }),
    ]
}

/// One change that can be taken back.
const CHANGES: [&str; 25] = [
    "c a p Enter",
    "2 Space c r o Enter",
    "f l a + o a t Enter",
    "c a p \" h o t Enter",
    "= 3 5 0 Space t e a Enter",
    "Up +",
    "Up -",
    "Down * 7 Enter",
    "Up Del",
    "@ 9 Enter",
    "F2 3",
    "\" n o t e Enter",
    "F2 5 B e n Enter",
    "Up F4 5 Enter Esc",
    "m a r g / f u n Enter",
    "9 4 Enter 1 9 Enter",
    "3 5 0 g Space 9 5 Enter",
    "* 1 2 0 g Enter",
    "F4 ! n u t s Enter Enter",
    "\" h o t Space ! m i l k Enter",
    "F10 p 5 0 0 Enter 1",
    "% 1 0 Enter 1",
    "F7 5 / Enter 2",
    "F7 0 Enter",
    "F9 h 2",
];

/// Everything that a guest orders: lines with options, notes, prices, and discounts, in order.
pub fn whole(order: &Order) -> (Vec<String>, String, Option<i64>) {
    let total = order.totals().ok().map(|totals| totals.total.minor());
    let mut words: Vec<String> = order
        .work_lines()
        .map(|line| {
            let Line { id, quantity, options, note, allergy, price, sent, .. } = line;
            format!("{id} {quantity} {options:?} {note:?} {allergy:?} {price:?} {sent:?}")
        })
        .collect();
    let given = order.discounts.iter().filter(|discount| !discount.removed);
    words.extend(given.map(|discount| format!("{:?}", discount.given)));
    words.push(format!("{:?} guests", order.guests));
    words.extend(lines_of(order));
    (words, order.place(), total)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_message_panics_and_every_screen_can_be_drawn(msgs in prop::collection::vec((msg(), 0_u64..900), 1..120)) {
        let mut till = Till::new();
        for (msg, ms) in msgs {
            till.pass(ms);
            till.send(&msg);
            if till.model.size.0 > 0 {
                prop_assert!(!till.picture().is_empty());
            }
            prop_assert!(till.model.overlays.len() <= 4);
        }
    }

    #[test]
    fn s14_undo_restores_exactly(changes in prop::collection::vec(0..CHANGES.len(), 1..12)) {
        let mut till = Till::new();
        till.keys("l a t t e Enter e s p Enter");
        let mut states = vec![whole(till.order())];
        let depth = till.model.undo.len();
        for change in changes {
            let before = till.model.undo.len();
            till.keys(CHANGES[change]);
            till.keys("Esc");
            prop_assert!(till.model.undo.len() <= before + 1);
            if till.model.undo.len() > before {
                states.push(whole(till.order()));
            }
        }
        while till.model.undo.len() > depth {
            prop_assert_eq!(Some(whole(till.order())), states.pop());
            till.keys("Ctrl+Z");
        }
        prop_assert_eq!(Some(whole(till.order())), states.pop());
    }
}

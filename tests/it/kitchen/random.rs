//! Any sequence of messages at any size: the kitchen never panics and keeps its promises.

use proptest::prelude::*;
use tillrail::domain::board::{Thresholds, board, recallable};
use tillrail::domain::event::Event;
use tillrail::domain::time::At;
use tillrail::tui::input::{Input, Key, Mouse, MouseKind, Press};
use tillrail::tui::msg::Msg;

use super::shop::{Console, Dish, NOW, Shop, dish};

/// One thing that happens.
#[derive(Debug, Clone)]
enum Act {
    Key(Key),
    Click(u16, u16, MouseKind),
    Resize(u16, u16),
    Wait(i64),
    Send(u8),
    Cancel(u8),
    Serve(u8),
    Prioritise(u8, bool),
}

fn act() -> impl Strategy<Value = Act> {
    let signs = "1234567890+-/.*? biuraptmny!éz";
    let chars: Vec<char> = signs.chars().collect();
    let named = vec![
        Key::Enter,
        Key::Esc,
        Key::Up,
        Key::Down,
        Key::Left,
        Key::Right,
        Key::PageDown,
        Key::PageUp,
        Key::Home,
        Key::End,
        Key::Ctrl('q'),
        Key::Ctrl('z'),
        Key::F(1),
    ];
    let mouse = vec![
        MouseKind::Down,
        MouseKind::Up,
        MouseKind::Right,
        MouseKind::WheelUp,
        MouseKind::WheelDown,
    ];
    prop_oneof![
        5 => proptest::sample::select(chars).prop_map(|c| Act::Key(Key::Char(c))),
        4 => proptest::sample::select(named).prop_map(Act::Key),
        4 => (0_u16..200, 0_u16..60, proptest::sample::select(mouse))
            .prop_map(|(x, y, kind)| Act::Click(x, y, kind)),
        2 => (1_u16..=200, 1_u16..=60).prop_map(|(w, h)| Act::Resize(w, h)),
        2 => (0_i64..2_000_000).prop_map(Act::Wait),
        2 => any::<u8>().prop_map(Act::Send),
        1 => any::<u8>().prop_map(Act::Cancel),
        1 => any::<u8>().prop_map(Act::Serve),
        1 => (any::<u8>(), any::<bool>()).prop_map(|(o, on)| Act::Prioritise(o, on)),
    ]
}

fn shop() -> Shop {
    let mut shop = Shop::new();
    for index in 0..6_i64 {
        let number = format!("A{}", index + 1);
        let long = Dish {
            note: Some("no onions, no garlic, and please be quick, the train leaves at five"),
            allergy: Some("nuts"),
            option: &["a very long option that does not fit", "regular"],
            ..dish(index + 1, "豚骨ラーメン with everything that the house has")
        };
        let dishes = [dish(1, "Kids pasta"), long, Dish { station: "bar", ..dish(1, "Juice") }];
        shop.order(NOW - 700_000 + index * 90_000, (&number, "takeaway"), &dishes);
    }
    shop
}

fn one(console: &mut Console, shop: &mut Shop, act: &Act) {
    let pick = |console: &Console, at: u8| {
        let cards = console.model.cards();
        let card = cards.get(usize::from(at) % cards.len().max(1))?;
        Some((card.order, card.ticket.lines.clone()))
    };
    let now = console.now.at.0;
    let known = shop.facts.len();
    match act {
        Act::Key(key) => {
            let press = Press { key: *key, repeat: false };
            console.msg(&Msg::Input(Input::Press(press)));
        }
        Act::Click(column, row, kind) => {
            let mouse = Mouse { column: *column, row: *row, kind: *kind };
            console.msg(&Msg::Input(Input::Mouse(mouse)));
        }
        Act::Resize(width, height) => {
            let size = Input::Resize { width: *width, height: *height };
            console.msg(&Msg::Input(size));
        }
        Act::Wait(ms) => {
            console.wait(*ms);
        }
        Act::Send(number) => {
            let number = format!("B{number}");
            shop.order(now, (&number, "TABLE 7"), &[dish(1, "Kids pasta")]);
        }
        Act::Cancel(at) => {
            if let Some((order, _)) = pick(console, *at) {
                let reason = "left".to_owned();
                shop.event(now, order, Event::OrderCancelled { reason, approver: None });
            }
        }
        Act::Serve(at) => {
            if let Some((order, lines)) = pick(console, *at) {
                shop.event(now, order, Event::LineServed { lines });
            }
        }
        Act::Prioritise(at, on) => {
            if let Some((order, _)) = pick(console, *at) {
                shop.event(now, order, Event::OrderPrioritised { on: *on });
            }
        }
    }
    let new = shop.facts.split_off(known);
    if !new.is_empty() {
        console.arrive(&new);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_messages_at_any_size_never_panic(
        acts in proptest::collection::vec(act(), 1..40),
        size in (1_u16..=200, 1_u16..=60),
    ) {
        let mut shop = shop();
        let mut console = Console::new(&shop, size);
        for act in &acts {
            one(&mut console, &mut shop, act);
            let picture = console.picture();
            let (width, height) = console.model.size;
            if width >= 80 && height >= 24 {
                let status = picture.lines().next().unwrap_or_default();
                prop_assert!(status.contains("KITCHEN") && status.contains("unsent"), "{}", status);
                let count = console.model.cards().len().to_string();
                prop_assert!(status.contains(&count), "the load is never dropped: {}", status);
            }
        }
    }
}

#[test]
fn a_board_holds_two_hundred_open_orders_and_recalls_none_of_them() {
    let mut shop = Shop::new();
    for index in 0..200_i64 {
        let dishes = [dish(1, "Kids pasta"), dish(2, "Caesar salad")];
        shop.order(NOW - index * 1_000, (&format!("A{}", index + 1), "takeaway"), &dishes);
    }
    let state = Console::new(&shop, (80, 24)).model.front.desk.state;
    let cards = board(&state, None, At(NOW), &Thresholds::default());
    assert_eq!(cards.len(), 200);
    assert!(cards.windows(2).all(|pair| pair[0].since <= pair[1].since), "the oldest first");
    assert!(
        recallable(&state, None, At(NOW), tillrail::domain::board::RecallKeep::default())
            .is_empty()
    );
}

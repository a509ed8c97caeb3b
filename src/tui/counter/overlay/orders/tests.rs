//! The list of orders as it is drawn, and what its keys do.

use super::*;
use crate::domain::command::{Command, Opening, Step};
use crate::domain::id::SendId;
use crate::domain::search::Searched;
use crate::domain::settings::Service;
use crate::domain::time::At;
use crate::tui::counter::overlay::fixture::{
    NOON, act, bar, drawn, foreign, front, known, next, number_from, offline, order, order_at,
    press,
};
use crate::tui::counter::turn::Over;
use crate::tui::effect::Effect;
use crate::tui::msg::Msg;
use std::sync::Arc;

const LIST: [&str; 21] = [
    "╔ ORDERS  held and open ═════════════════════════════════════════════ / filter ╗",
    "║     No   Where     State   Items                         Total  Age  Who     ║",
    "║▸ 1  A48  TAKEAWAY  HELD    1 Latte, 1 Croissant           6.50   6m  Owner   ║",
    "║  2  A50  TAKEAWAY  HELD    2 Lemonade                     7.00   3m  Owner   ║",
    "║  3  A41  TABLE 15  LATE    1 Club sandwich, 1 Latte, …   15.40  24m  Owner   ║",
    "║  4  A52  TABLE 12  COOKING 1 Club sandwich, 2 豚骨ラ…    33.90   9m  Owner   ║",
    "║                                                                              ║",
    "║                                                                              ║",
    "║ Of this terminal: 2 held, 2 open.   [o] all counters (5)   [c] closed today  ║",
    "║                                                                              ║",
    "║                                                                              ║",
    "║                                                                              ║",
    "║                                                                              ║",
    "║                                                                              ║",
    "║                                                                              ║",
    "║                                                                              ║",
    "║                                                                              ║",
    "║                                                                              ║",
    "║                                                                              ║",
    "║                                                                              ║",
    "╚══════════════════════════════════════════════════════════════════════════════╝",
];

fn at(minutes: i64) -> At {
    NOON.plus(-60_000 * minutes)
}

fn place(front: &mut Front, number: u32, minutes: i64, lines: &[(&str, i64)]) -> OrderId {
    front.now.at = at(minutes);
    number_from(front, number - 1);
    order_at(front, Opening::default(), lines)
}

fn table(front: &mut Front, number: u32, (minutes, table): (i64, &str), lines: &[(&str, i64)]) {
    front.now.at = at(minutes);
    number_from(front, number - 1);
    let opening =
        Opening { service: Service::DineIn, table: Some(table.to_owned()), ..Opening::default() };
    let id = order_at(front, opening, lines);
    let send = SendId(front.desk.mint());
    act(front, &Command::Order(id, vec![Step::Send(send)]));
}

fn shop() -> (Front, OrderId) {
    let mut front = front();
    let held = place(&mut front, 48, 6, &[("14", 1), ("31", 1)]);
    let other = place(&mut front, 50, 3, &[("61", 2)]);
    for order in [held, other] {
        act(&mut front, &Command::Order(order, vec![Step::Hold]));
    }
    table(&mut front, 41, (24, "15"), &[("42", 1), ("14", 1), ("31", 1)]);
    table(&mut front, 52, (9, "12"), &[("42", 1), ("45", 2)]);
    front.now.at = NOON;
    foreign(&mut front, "B12", at(2));
    (front, held)
}

#[test]
fn the_list_is_drawn_as_designed() {
    let (front, _) = shop();
    assert_eq!(drawn(&Orders::open(), &front), LIST.join("\n"));
    assert_eq!(
        bar(&Orders::open(), &front),
        "? Help  1-9 Open it  Enter Open  n New order  m Merge  v Void order  Esc Back"
    );
}

#[test]
fn a_number_opens_the_order_of_its_row() {
    let (mut front, held) = shop();
    assert_eq!(next(&mut Orders::open(), &mut front, "1"), Then::Take(held));
    assert_eq!(Orders::open().tap(&mut front, 0).then, Then::Take(held));
}

#[test]
fn an_order_of_another_counter_is_found_by_its_number() {
    let (mut front, _) = shop();
    let other = known_by_title(&front, "B12");
    let mut orders = Orders::open();
    assert_eq!(next(&mut orders, &mut front, "o / b 1 2 Enter Enter"), Then::Take(other));
}

fn known_by_title(front: &Front, title: &str) -> OrderId {
    front.desk.state.orders().find(|order| order.title() == title).unwrap().id
}

#[test]
fn offline_the_orders_of_others_say_how_old_they_are() {
    let (mut front, _) = shop();
    front.link = offline();
    let mut orders = Orders::open();
    press(&mut orders, &mut front, "o");
    let screen = drawn(&orders, &front);
    let row = screen.lines().find(|row| row.contains("B12")).unwrap();
    assert!(row.contains("as of 14:32:"), "{row}");
    assert!(screen.contains("Of all counters: 2 held, 3 open.   [o] this terminal (4)"));
}

#[test]
fn keys_choose_filter_start_and_void() {
    let (mut front, held) = shop();
    let mut orders = Orders::open();
    press(&mut orders, &mut front, "Down Down");
    assert!(drawn(&orders, &front).contains("▸ 3  A41"));
    press(&mut orders, &mut front, "/ l a t");
    let screen = drawn(&orders, &front);
    assert!(screen.contains("A48") && screen.contains("A41") && !screen.contains("A50"));
    assert_eq!(next(&mut orders, &mut front, "Esc Up Up Up v"), Then::Become(Ask::VoidOrder(held)));
    assert_eq!(next(&mut orders, &mut front, "n"), Then::Next);
    assert_eq!(next(&mut orders, &mut front, "9"), Then::Stay);
    assert_eq!(next(&mut orders, &mut front, "."), Then::Close);
}

#[test]
fn a_paid_order_is_found_among_those_closed_today() {
    let mut front = front();
    let order = order_at(&mut front, Opening::default(), &[("12", 1)]);
    act(&mut front, &Command::Order(order, vec![Step::Cancel("left".to_owned())]));
    assert!(drawn(&Orders::open(), &front).contains("No orders here. n starts a new one."));
    let mut orders = Orders::open();
    press(&mut orders, &mut front, "c");
    let screen = drawn(&orders, &front);
    assert!(screen.contains("A1") && screen.contains("VOID"), "{screen}");
}

#[test]
fn f25_two_orders_of_one_table_are_both_listed_and_joined_by_one_key() {
    let mut front = front();
    let table = || Opening { table: Some("12".to_owned()), ..Opening::default() };
    let one = order_at(&mut front, table(), &[("42", 1)]);
    let two = order_at(&mut front, table(), &[("12", 2)]);
    let other = order(&mut front, &[("14", 1)]);
    let mut orders = Orders::open();
    assert_eq!(drawn(&orders, &front).matches("TABLE 12").count(), 2);
    orders.chosen = Some(one);
    let turn = press(&mut orders, &mut front, "m");
    assert_eq!(turn.then, Then::Take(one));
    assert_eq!(turn.say.unwrap().text, "A2 is part of A1 now.");
    assert_eq!(known(&front, one).live_lines().count(), 2);
    assert!(!drawn(&orders, &front).contains("A2"), "the other is closed by that");
    let _ = two;
    // Where it is not plain which one, the next key names it.
    assert_eq!(next(&mut orders, &mut front, "m"), Then::Stay);
    let at = orders.list(&front).iter().position(|order| order.id == other).unwrap();
    let turn = press(&mut orders, &mut front, &(at + 1).to_string());
    assert_eq!(turn.say.unwrap().text, "A3 is part of A1 now.");
}

#[test]
fn tabs_are_listed_by_name_and_say_whose_they_are() {
    let mut front = front();
    let tab = |name: &str| Opening { name: Some(name.to_owned()), ..Opening::default() };
    let zoe = order_at(&mut front, tab("Zoe"), &[("42", 1)]);
    let bob = order_at(&mut front, tab("Bob"), &[("12", 2)]);
    order(&mut front, &[("14", 1)]);
    let mut orders = Orders::open();
    assert!(drawn(&orders, &front).contains("[b] tabs by name (2)"));
    press(&mut orders, &mut front, "b");
    let listed: Vec<OrderId> = orders.list(&front).iter().map(|order| order.id).collect();
    assert_eq!(listed, [bob, zoe]);
    let screen = drawn(&orders, &front);
    assert!(screen.contains("ORDERS  tabs by name"), "{screen}");
    assert!(screen.contains("A2   Bob       OPEN    2 Cappuccino"), "{screen}");
    assert_eq!(next(&mut orders, &mut front, "2"), Then::Take(zoe));
    // With a numpad alone the sides are stepped through: all counters, tabs, closed.
    let mut orders = Orders::open();
    press(&mut orders, &mut front, "* *");
    assert!(drawn(&orders, &front).contains("tabs by name"));
    press(&mut orders, &mut front, "*");
    assert!(drawn(&orders, &front).contains("closed today"));
}

#[test]
fn a_numpad_alone_marks_orders_and_pays_them_together() {
    let (mut front, held) = shop();
    let mut orders = Orders::open();
    press(&mut orders, &mut front, "- 1 3 2 2");
    assert_eq!(bar(&orders, &front), "1-9 Mark  Enter Pay 2  - Done");
    let third = orders.list(&front).get(2).unwrap().id;
    assert_eq!(
        next(&mut orders, &mut front, "Enter"),
        Then::Become(Ask::PayTogether(vec![held, third]))
    );
    assert_eq!(next(&mut orders, &mut front, "-"), Then::Stay);
    assert_eq!(next(&mut orders, &mut front, "1"), Then::Take(held), "digits open again");
}

#[test]
fn what_was_closed_on_an_older_day_is_asked_of_the_disk_and_opens_to_be_seen() {
    let mut past = front();
    let id = order_at(&mut past, Opening::default(), &[("12", 1)]);
    act(&mut past, &Command::Order(id, vec![Step::Cancel("left".to_owned())]));
    let closed = known(&past, id).clone();
    let mut front = front();
    front.now.at = NOON.plus(86_400_000);
    let mut orders = Orders::open();
    let turn = press(&mut orders, &mut front, "c -");
    let [Effect::Search { id: asked, query }] = turn.effects.as_slice() else { panic!("asked") };
    assert_eq!(query.day, closed.day());
    assert!(drawn(&orders, &front).contains("The orders of this day are being read."));
    let found = Searched { orders: vec![Arc::new(closed)], all: true, ..Searched::default() };
    let stale = Msg::Searched { id: asked - 1, found: found.clone() };
    front.absorb(&stale, front.now);
    assert!(drawn(&orders, &front).contains("Searching ..."), "an older answer is void");
    front.absorb(&Msg::Searched { id: *asked, found }, front.now);
    let screen = drawn(&orders, &front);
    assert!(screen.contains("ORDERS  closed Fri 20 Nov 2026"), "{screen}");
    assert!(screen.contains("VOID") && screen.contains("[Right] a day later"), "{screen}");
    assert_eq!(next(&mut orders, &mut front, "1"), Then::Open(Ask::Sale(id)));
    press(&mut orders, &mut front, "Right");
    assert!(drawn(&orders, &front).contains("ORDERS  closed today"));
}

//! Orders for a time to come, typed at the counter, and when they are ready.

use std::sync::Arc;

use tillrail::domain::board::{Thresholds, board, scheduled};
use tillrail::domain::command::{Command, Step};
use tillrail::domain::event::LineStep;
use tillrail::domain::order::Order;
use tillrail::domain::pickup::{PickupRules, pickup};
use tillrail::domain::prep::{Learnt, PrepSums};
use tillrail::domain::settings::Settings;
use tillrail::domain::time::At;
use tillrail::tui::msg::Msg;

use super::till::{NOON, Till};

const MINUTE: i64 = 60_000;
/// 15:30 on the day of the pictures.
const HALF_PAST: At = At(NOON - 128_000 + 60 * MINUTE);

#[test]
fn a_time_is_typed_at_the_counter_and_the_kitchen_waits_for_it() {
    for keys in ["l a t t e Enter F2 6 1 5 : 3 0 Enter", "1 4 Enter . 2 6 1 5 . 3 0 Enter"] {
        let mut till = Till::new();
        till.keys(keys);
        assert_eq!(till.order().due, Some(HALF_PAST), "{keys}: {}", till.picture());
        assert!(till.row(1).contains("A47 TAKEAWAY for 15:30"), "{}", till.row(1));
        let said = till.message();
        assert!(
            said.starts_with("A47 is for TAKEAWAY, wanted at 15:30, in the kitchen from 15:10"),
            "{said}"
        );
        till.keys("F5");
        assert_eq!(
            till.message(),
            "A47 sent to the kitchen, which sees it at 15:10, wanted at 15:30"
        );
        let state = &till.model.front.desk.state;
        let seen = |at: At| board(state, None, at, &Thresholds::default()).len();
        let from = At(HALF_PAST.0 - 20 * MINUTE);
        assert_eq!((seen(At(from.0 - 1)), seen(from)), (0, 1), "its lead time, to the millisecond");
        let shown = |at: At| pickup(state, at, PickupRules::default()).preparing.len();
        assert_eq!((shown(At(from.0 - 1)), shown(from)), (0, 1), "and the display with it");
        assert_eq!(scheduled(state, None, till.now.at), [(from, "A47".to_owned())]);
        till.keys("F6");
        till.keys("F6");
        let list = till.picture();
        let row = list.lines().find(|row| row.contains("A47")).unwrap();
        assert!(row.contains("LATER") && row.contains("for 15:30: 1 Latte"), "{list}");
    }
}

#[test]
fn the_next_order_can_have_a_time_before_it_has_a_line_and_only_that_one() {
    let mut till = Till::new();
    till.keys("F2 6 1 5 3 0 Enter l a t t e Enter");
    assert_eq!(till.order().due, Some(HALF_PAST), "{}", till.picture());
    till.keys("F9 = Enter Enter");
    till.keys("l a t t e Enter");
    assert_eq!((till.model.title().as_str(), till.order().due), ("A48", None));
}

#[test]
fn a_time_is_changed_taken_off_and_undone() {
    let mut till = Till::new();
    till.keys("l a t t e Enter F2 6 1 5 3 0 Enter F2 6 1 8 Enter");
    assert!(till.row(1).contains("for 18:00"), "{}", till.row(1));
    till.keys("Ctrl+Z");
    assert!(till.row(1).contains("for 15:30"), "{}", till.row(1));
    till.keys("F2 6 Enter");
    assert_eq!(till.order().due, None);
    till.keys("F2 6 9 9 Enter");
    assert!(till.message().contains("`99:00` is not a time of day"), "{}", till.message());
    till.keys("- - 1 4 0 0 Enter");
    let tomorrow = At(NOON - 128_000 - 30 * MINUTE + 1_440 * MINUTE);
    assert_eq!(till.order().due, Some(tomorrow), "a time that has passed is tomorrow's");
}

/// Times of the dishes that the kitchen has made: each took `ms` of hands.
fn learnt(order: &Order, ms: i64) -> Learnt {
    let line = order.lines.first().unwrap();
    let (station, item) = (line.station().unwrap(), line.sold.item.clone().unwrap());
    let sums = PrepSums { count: 20, wait_ms: 20 * ms, works: 20, work_ms: 20 * ms };
    let hour = (NOON - 7 * 86_400_000) / 3_600_000;
    let cell = (hour, station.to_owned(), item, ms / 15_000);
    Learnt::of([(cell, sums)], &Settings::default().clock())
}

#[test]
fn the_estimate_follows_what_is_learnt_in_a_long_run() {
    let mut till = Till::new();
    till.keys("s o u p Enter");
    let foot = |till: &Till| till.picture().contains("ready about 14:3");
    assert!(!foot(&till), "nothing is learnt");
    let times = learnt(till.order(), 240_000);
    till.send(&Msg::Learnt(Arc::new(times)));
    assert!(till.picture().contains("ready about 14:36"), "{}", till.picture());
    let slower = learnt(till.order(), 600_000);
    till.send(&Msg::Learnt(Arc::new(slower)));
    assert!(till.picture().contains("ready about 14:42"), "{}", till.picture());
    till.keys("F5");
    assert_eq!(till.message(), "A47 sent to the kitchen, ready about 14:42");
}

#[test]
fn a_ready_number_is_called_again_from_the_list_of_orders() {
    let mut till = Till::new();
    for _ in 0..2 {
        till.keys("s o u p Enter F5");
        let (order, lines) = (till.order().id, till.order().lines.iter().map(|line| line.id));
        let ready = Command::Order(order, vec![Step::Advance(lines.collect(), LineStep::Ready)]);
        let mut kitchen = till.model.front.desk.clone();
        let sealed = kitchen.act(&ready, till.now.at).unwrap();
        till.send(&Msg::Arrived(sealed.into_iter().map(|sealed| sealed.fact).collect()));
        till.now.at = till.now.at.plus(60_000);
        till.keys("F6");
    }
    let rules = PickupRules::default();
    let first = |till: &Till| {
        let shown = pickup(&till.model.front.desk.state, till.now.at, rules);
        (shown.ready[0].number.clone(), till.now.at.since(shown.ready[0].since))
    };
    assert_eq!(first(&till), ("A48".to_owned(), 60_000));
    till.keys("F6");
    let list = till.picture();
    assert!(list.contains("a Call again"), "{list}");
    till.keys("a");
    assert!(till.picture().contains("A47 is called again on the display."), "{}", till.picture());
    assert_eq!(first(&till), ("A47".to_owned(), 0), "new again, and before the others");
    assert_eq!(till.facts.last().unwrap().kind(), "order_called");
}

//! Stories about numbers: order numbers, receipt numbers, restarts.

use tillrail::domain::command::{Command, Opening, Step};
use tillrail::domain::id::{Boot, OrderId, TerminalKind};
use tillrail::domain::settings::Settings;
use tillrail::domain::time::At;

use super::world::{NOON, Place, second_counter};

#[test]
fn f29_receipts_are_gap_free_and_strictly_increasing() {
    let mut shop = Place::shop(Settings::default());
    for expected in 1..=20 {
        let (order, _) = shop.order(&[("5", 1)]);
        shop.pay(order, 950).unwrap();
        let number = shop.get(order).receipts[0].number.to_string();
        assert_eq!(number, format!("A-{expected:06}"));
    }
}

#[test]
fn f27_f28_no_two_open_orders_share_a_number_through_restarts() {
    let mut first = Place::shop(Settings::default());
    let mut second = second_counter(&mut first);
    let mut seen = std::collections::BTreeSet::new();
    for round in 0..500_u32 {
        for place in [&mut first, &mut second] {
            let (order, _) = place.order(&[("5", 1)]);
            assert!(seen.insert(place.get(order).title()), "a number came twice");
            if round % 50 == 49 {
                let (state, head) = (place.desk.state.clone(), place.desk.head());
                place.desk = tillrail::domain::desk::Desk::new(state, Boot(1_000 + round), head);
            }
        }
    }
    assert_eq!(seen.len(), 1_000);
}

#[test]
fn the_next_day_skips_a_number_that_an_open_order_still_bears() {
    let mut shop = Place::shop(Settings::default());
    let (unpaid, _) = shop.order(&[("5", 1)]);
    assert_eq!(shop.get(unpaid).title(), "A1");
    shop.now += 24 * 3_600_000;
    let (next, _) = shop.order(&[("5", 1)]);
    assert_eq!(shop.get(next).title(), "A2", "A1 is still open");
}

#[test]
fn f42_an_order_made_on_a_wrong_clock_still_sorts_after_what_it_saw() {
    let mut first = Place::shop(Settings::default());
    let mut second = second_counter(&mut first);
    first.now += 24 * 3_600_000;
    let (order, lines) = first.order(&[("5", 1)]);
    second.learn(&first.facts());
    second.now = NOON - 24 * 3_600_000;
    second.step(order, Step::Remove(lines[0])).unwrap();
    first.learn(&second.facts());
    assert!(first.get(order).lines[0].removed, "the later act wins, whatever the clocks say");
    assert_eq!(first.get(order), second.get(order));
}

#[test]
fn an_order_needs_a_letter_and_a_table_that_can_be_one() {
    let mut kitchen = Place::new(9, TerminalKind::Kitchen, None);
    let order = OrderId(kitchen.desk.mint());
    let open = Command::Open { order, opening: Opening::default(), steps: Vec::new() };
    assert!(kitchen.act(&open).unwrap_err().to_string().contains("no order letter"));

    let mut shop = Place::shop(Settings::default());
    let order = OrderId(shop.desk.mint());
    let opening = Opening { table: Some("by the window".to_owned()), ..Opening::default() };
    let refusal = shop.act(&Command::Open { order, opening, steps: Vec::new() }).unwrap_err();
    assert_eq!(
        refusal.to_string(),
        "`by the window` is not a table: use up to 8 letters or digits, for example 12"
    );
    assert!(shop.desk.state.open_orders(At(shop.now)).next().is_none());
}

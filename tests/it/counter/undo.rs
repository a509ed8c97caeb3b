//! One Ctrl+Z takes back what was done by mistake, and says what.

use tillrail::domain::event::{Event, Reduction};
use tillrail::domain::id::OrderId;
use tillrail::domain::order::Status;
use tillrail::tui::msg::Msg;

use super::people::anna;
use super::random::whole;
use super::till::{Till, lines_of, touch};

/// What a cashier does to an order of one latte, and what is then said to be undone.
const MISTAKES: [(&str, &str); 13] = [
    ("+", "Latte: now 2"),
    ("* 4 Enter", "Latte: now 4"),
    ("c r o Enter", "1 Croissant"),
    ("Del", "Removed 1 Latte"),
    ("F4 5 Enter", "change of Latte"),
    ("\" h o t Enter", "Latte: note \"hot\""),
    ("F2 3", "order type and table"),
    ("@ 9 Enter", "order type and table"),
    ("Space g 1 4 Enter", "guests, name and customer"),
    ("Space g 2 3 Enter", "Latte: seat 3"),
    ("F10 p 5 0 0 Enter 1", "price of Latte"),
    ("% 1 0 Enter 1", "10 % off"),
    ("F7 5 / Enter 2", "5 % off"),
];

fn order(till: &Till, number: &str) -> OrderId {
    let mut orders = till.model.front.desk.state.orders();
    orders.find(|order| order.title() == number).expect("the order is known").id
}

fn lines(till: &Till, order: OrderId) -> Vec<String> {
    lines_of(till.model.front.desk.state.order(order).unwrap())
}

#[test]
fn each_mistake_on_an_order_is_taken_back_by_one_ctrl_z_that_names_it() {
    for (keys, words) in MISTAKES {
        let mut till = Till::new();
        till.keys("l a t t e Enter");
        let before = whole(till.order());
        till.keys(keys);
        assert_ne!(whole(till.order()), before, "{keys}: {}", till.picture());
        assert!(till.message().ends_with("Ctrl+Z undo"), "{keys}: {}", till.message());
        till.keys("Ctrl+Z");
        assert_eq!(whole(till.order()), before, "{keys}");
        assert!(till.message().starts_with(&format!("Undone: {words}")), "{}", till.message());
    }
}

#[test]
fn a_discount_that_was_taken_off_comes_back() {
    let mut till = Till::new();
    till.keys("l a t t e Enter % 1 0 Enter 1 F7 0 Enter");
    assert_eq!(till.total(), 390);
    assert!(till.message().starts_with("Removed 10 % off"), "{}", till.message());
    till.keys("Ctrl+Z");
    assert_eq!((till.total(), till.message().as_str().contains("Undone: Removed")), (351, true));
    let given = &till.order().discounts;
    assert_eq!(given.len(), 1, "the same one again");
    assert!(matches!(given[0].given.off, Reduction::Percent(_)));
}

#[test]
fn a_hold_and_a_service_charge_are_taken_back() {
    let mut till = Till::new();
    till.keys("l a t t e Enter F6 Ctrl+Z");
    assert!(till.message().starts_with("Undone: hold of A47"), "{}", till.message());
    assert_eq!(till.lines(), ["1 Latte"]);
    till.keys("F9 h 3");
    assert_eq!(till.total(), 429);
    assert!(!till.picture().contains("Ctrl+Z undo"), "PAY does not hear it: {}", till.picture());
    till.keys("Ctrl+Z");
    assert_eq!(till.total(), 429);
    till.keys("Esc Ctrl+Z");
    assert_eq!(till.total(), 390);
    assert!(till.message().starts_with("Undone: Service charge 10 %"), "{}", till.message());
}

#[test]
fn nothing_that_lies_over_the_order_offers_an_undo_that_it_does_not_hear() {
    for open in ["F9", "F4", "F10", "F7", "F2", "?"] {
        let mut till = Till::new();
        till.keys("l a t t e Enter");
        assert!(till.picture().contains("Ctrl+Z undo"));
        till.keys(open);
        assert!(!till.picture().contains("Ctrl+Z undo"), "{open}: {}", till.picture());
        till.keys("Ctrl+Z");
        assert_eq!(till.lines(), ["1 Latte"], "{open}");
    }
}

/// A47 is sent and put aside, A48 of two lines is on the screen.
fn two(till: &mut Till) -> (OrderId, OrderId) {
    till.keys("c a p Enter F5 F6 c r o Enter 2 Space l a t t e Enter");
    (order(till, "A47"), order(till, "A48"))
}

#[test]
fn a_merge_is_taken_back_by_one_ctrl_z_and_the_next_goes_on_before_it() {
    let mut till = Till::new();
    let (cap, mine) = two(&mut till);
    till.keys("F10 m . 4 7 Enter");
    assert_eq!(till.model.order, Some(cap));
    assert_eq!(lines(&till, cap).len(), 3);
    let said = till.message();
    assert!(said.starts_with("A48 is part of A47 now.") && said.ends_with("Ctrl+Z undo"), "{said}");
    till.keys("Ctrl+Z");
    assert_eq!(till.model.order, Some(mine), "what was on the screen is there again");
    assert_eq!(lines(&till, mine), ["1 Croissant", "2 Latte"]);
    assert_eq!(lines(&till, cap), ["1 Cappuccino"]);
    assert!(till.message().starts_with("Undone: A48 into A47"), "{}", till.message());
    let moves = till.facts.iter().filter(|fact| matches!(fact.event, Some(Event::LinesMoved(_))));
    assert_eq!(moves.count(), 2, "nothing is deleted: going back is a fact of its own");
    till.keys("Ctrl+Z");
    assert_eq!(till.lines(), ["1 Croissant"], "and on with what was done before");
}

#[test]
fn a_merge_that_was_sent_since_is_not_offered_any_more() {
    let mut till = Till::new();
    let (cap, mine) = two(&mut till);
    till.keys("F10 m . 4 7 Enter F5 Ctrl+Z");
    assert!(till.message().starts_with("Nothing to undo"), "{}", till.message());
    assert_eq!(lines(&till, cap).len(), 3);
    let gone = till.model.front.desk.state.order(mine).unwrap();
    assert_eq!(gone.status(), Status::Merged);
}

#[test]
fn tables_that_were_joined_on_the_map_are_apart_again_by_one_ctrl_z() {
    for tapped in [false, true] {
        let mut till = Till::new();
        till.keys("c a p Enter @ 5 Enter F5 F6 c r o Enter @ 7 Enter F5");
        let (five, seven) = (order(&till, "A47"), order(&till, "A48"));
        till.keys("@ 5 j 7 Enter");
        assert_eq!(lines(&till, five), ["1 Cappuccino", "1 Croissant"]);
        let said = till.message();
        assert!(said.starts_with("A48 is joined into A47 at table 5"), "{said}");
        if tapped {
            till.click("Ctrl+Z undo");
        } else {
            till.keys("Ctrl+Z");
        }
        assert_eq!(
            (lines(&till, five), lines(&till, seven)),
            (vec!["1 Cappuccino".to_owned()], vec!["1 Croissant".to_owned()],)
        );
        assert!(till.message().starts_with("Undone: A48 is joined"), "{}", till.message());
        assert!(till.picture().contains("TABLES"), "the map stays");
        till.keys("Esc");
        assert_eq!(till.model.order, Some(seven), "and the order below it");
    }
}

#[test]
fn an_order_that_was_joined_away_on_the_map_gives_its_place_to_the_other() {
    let mut till = Till::new();
    till.keys("c a p Enter @ 5 Enter F5 F6 c r o Enter @ 7 Enter F5 @ 5 j 7 Enter Esc");
    assert_eq!(till.model.order, Some(order(&till, "A47")));
    assert_eq!(till.lines(), ["1 Cappuccino", "1 Croissant"]);
    till.keys("Ctrl+Z");
    assert_eq!(till.model.order, Some(order(&till, "A48")));
    assert_eq!(till.lines(), ["1 Croissant"]);
}

#[test]
fn in_the_touch_layout_the_map_offers_the_undo_in_its_message_row() {
    let mut till = touch();
    till.keys("c a p Enter @ 5 Enter F5 F6 c r o Enter @ 7 Enter F5 @ 5 j 7 Enter");
    till.click("Ctrl+Z undo");
    assert_eq!(lines(&till, order(&till, "A48")), ["1 Croissant"]);
}

#[test]
fn what_somebody_has_to_approve_is_taken_back_itself_and_nothing_else() {
    let mut till = anna();
    till.keys("l a t t e Enter F10 p 5 0 0 Enter 1 4 7 1 1 Enter");
    till.keys("F10 p 4 0 0 Enter 1 4 7 1 1 Enter");
    assert_eq!(till.total(), 400);
    till.keys("Ctrl+Z");
    assert!(till.picture().contains("MANAGER APPROVAL"), "{}", till.picture());
    till.keys("4 7 1 1 Enter");
    assert_eq!(till.total(), 500, "{}", till.picture());
    assert!(till.message().starts_with("Undone: price of Latte"), "{}", till.message());
    till.send(&Msg::Tick);
    till.keys("Ctrl+Z");
    assert_eq!(till.total(), 390, "the price of the menu needs nobody");
    assert_eq!(till.lines(), ["1 Latte"]);
}

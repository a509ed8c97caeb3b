//! An evening of table service: what comes after the payment, seats of what the kitchen has, bills apart.

use tillrail::domain::command::Command;
use tillrail::domain::order::MoneyStatus;
use tillrail::tui::msg::Msg;

use super::till::{Till, lines_of};

/// Soup and two club sandwiches at table 12, with the kitchen.
fn table() -> Till {
    let mut till = Till::new();
    till.keys("@ 1 2 Enter s o u Enter 2 Space c l u Enter F5");
    till
}

#[test]
fn coffee_on_a_closed_bill_is_the_next_order_of_the_table() {
    let mut till = table();
    till.keys("F9 k y Enter # 4 7 Enter");
    let paid = till.order().id;
    assert!(till.order().is_settled(), "{}", till.picture());
    till.keys("c a p Enter");
    let words = "A47 is paid: A48 begins with 1 Cappuccino 3.60";
    assert!(till.message().starts_with(words), "{}", till.message());
    let order = till.order();
    assert_ne!(order.id, paid);
    assert_eq!((order.title(), order.place()), ("A48".to_owned(), "TABLE 12".to_owned()));
    assert_eq!(lines_of(order), ["1 Cappuccino"]);
    let first = till.model.front.desk.state.order(paid).unwrap();
    assert_eq!((first.money_status(), first.receipts.len()), (MoneyStatus::Paid, 1));
}

#[test]
fn more_of_a_dish_that_is_paid_is_more_of_nothing() {
    let mut till = table();
    till.keys("F9 k y Enter # 4 7 Enter +");
    let order = till.order();
    assert_eq!(order.title(), "A48", "{}", till.picture());
    assert!(order.live_lines().all(|line| line.sold.of.is_none()));
}

#[test]
fn what_the_kitchen_has_gets_a_seat_and_loses_it_again() {
    let mut till = table();
    let seat = |till: &Till| {
        let line = till.model.chosen_line().unwrap();
        line.sold.seat
    };
    assert_eq!(seat(&till), None);
    till.keys("F10 g 5 2 Enter");
    assert_eq!(seat(&till), Some(2), "{}", till.picture());
    assert!(till.message().contains("is for seat 2"), "{}", till.message());
    assert_eq!(till.model.place.seat, None, "what comes next is for nobody yet");
    till.keys("Ctrl+Z");
    assert_eq!(seat(&till), None, "{}", till.message());
    till.keys("F10 g 2 3 Enter c a p Enter");
    assert_eq!(seat(&till), Some(3), "and what comes next is placed as before");
}

#[test]
fn bills_are_printed_apart_and_paid_when_their_guests_like() {
    let mut till = table();
    till.keys("F10 s 1 p");
    assert!(till.message().starts_with("Bills of A47, A47-2 are"), "{}", till.message());
    till.keys("Esc @");
    let picture = till.picture();
    assert!(picture.contains("A47, A47-2, Owner") && !picture.contains("join?"), "{picture}");
    till.keys("Esc F9 k y");
    assert!(till.order().is_settled(), "{}", till.picture());
    till.keys("F9");
    assert!(till.picture().contains("PAY A47-2"), "{}", till.picture());
}

#[test]
fn a_set_whose_usual_drink_is_sold_out_asks_for_another() {
    let mut till = Till::new();
    let take = |item: &str| Command::Take86 { item: item.to_owned(), remaining: None, until: None };
    let drink = {
        let menu = till.model.front.desk.state.menu();
        menu.items.iter().find(|item| item.name == "Lemonade").unwrap().code.clone()
    };
    let commands = vec![take(&drink)];
    till.send(&Msg::Asked { id: 1, commands });
    till.keys("9 4 Enter 1 Enter");
    let picture = till.picture();
    assert!(picture.contains("Lemonade") && picture.contains("SOLD OUT"), "{picture}");
    assert!(till.message().contains("sold out: choose another"), "{}", till.message());
    assert!(till.model.order.is_none(), "nothing is lost and nothing is added");
    assert_eq!(till.model.overlays.len(), 1);
}

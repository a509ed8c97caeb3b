//! What is usual: whole orders first, then things, and only what was paid and not voided.

use super::*;
use crate::domain::command::{Command, Opening, Step, Take};
use crate::domain::desk::Desk;
use crate::domain::event::Tender;
use crate::domain::frontier::Head;
use crate::domain::id::{Boot, OrderId, PaymentId, SiteId, TerminalId, TerminalKind};
use crate::domain::menu::{Category, Item, MenuOption, OptionGroup};
use crate::domain::money::Money;
use crate::domain::state::{Me, State};
use crate::domain::time::At;

const NOON: At = At(1_795_176_000_000);

fn menu() -> Menu {
    let item = |code: &str, name: &str| Item {
        code: code.to_owned(),
        name: name.to_owned(),
        category: "all".to_owned(),
        price: Money::new(300),
        groups: vec!["milk".to_owned()],
        ..Item::default()
    };
    let oat =
        MenuOption { code: "oat".to_owned(), name: "oat".to_owned(), ..MenuOption::default() };
    Menu {
        categories: vec![Category { code: "all".to_owned(), name: "All".to_owned() }],
        items: vec![item("12", "Cappuccino"), item("31", "Croissant"), item("41", "Soup")],
        groups: vec![OptionGroup {
            code: "milk".to_owned(),
            name: "Milk".to_owned(),
            min: 0,
            max: 1,
            options: vec![oat],
        }],
        ..Menu::default()
    }
}

fn desk() -> Desk {
    let me = Me {
        site: SiteId(1),
        terminal: TerminalId(2),
        kind: TerminalKind::Counter,
        name: "Front".to_owned(),
        letter: "A".parse().ok(),
    };
    let mut desk = Desk::new(State::new(me), Boot(3), Head::NONE);
    desk.act(&Command::PublishMenu(Box::new(menu())), NOON).unwrap();
    desk
}

/// Sells these; an item with a `+` has oat milk.
fn sell(desk: &mut Desk, items: &[(&str, i64)], paid: bool) -> Order {
    let order = OrderId(desk.mint());
    let mut steps: Vec<Step> = Vec::new();
    for (item, count) in items {
        let oat = item.ends_with('+');
        steps.push(Step::Add(NewLine {
            line: LineId(desk.mint()),
            item: item.trim_end_matches('+').to_owned(),
            options: oat.then(|| vec![Choice::new("milk", "oat")]),
            quantity: Quantity::pieces(*count),
            note: None,
            allergy: None,
            of: None,
            seat: None,
            course: None,
        }));
    }
    if paid {
        steps.push(Step::Pay(Take {
            payment: PaymentId(desk.mint()),
            tender: Tender::Card,
            tendered: None,
            amount: None,
            part: false,
            tip: Money::ZERO,
            reference: None,
            shift: None,
        }));
    }
    desk.act(&Command::Open { order, opening: Opening::default(), steps }, NOON).unwrap();
    desk.state.order(order).unwrap().clone()
}

fn learnt(orders: &[Order]) -> Option<(String, usize)> {
    learn(orders).map(|usual| (usual.words(), usual.times))
}

#[test]
fn the_order_that_came_most_often_is_usual_whatever_the_order_of_its_lines() {
    let mut desk = desk();
    let orders = [
        sell(&mut desk, &[("41", 1)], true),
        sell(&mut desk, &[("12+", 2), ("31", 1)], true),
        sell(&mut desk, &[("31", 1), ("12+", 2)], true),
    ];
    let expected = ("2 Cappuccino oat, 1 Croissant".to_owned(), 2);
    assert_eq!(learnt(&orders), Some(expected));
}

#[test]
fn without_a_usual_order_the_things_count_and_one_visit_counts_as_it_was() {
    let mut desk = desk();
    let first = sell(&mut desk, &[("12+", 1), ("41", 1)], true);
    assert_eq!(
        learnt(std::slice::from_ref(&first)),
        Some(("1 Cappuccino oat, 1 Soup".to_owned(), 1))
    );
    let second = sell(&mut desk, &[("31", 1), ("12+", 1)], true);
    assert_eq!(learnt(&[second, first.clone()]), Some(("1 Cappuccino oat".to_owned(), 2)));
    let other = sell(&mut desk, &[("31", 1)], true);
    assert_eq!(learnt(&[other, first]), None, "nothing came twice");
    let unpaid = sell(&mut desk, &[("31", 1)], false);
    assert_eq!(learnt(&[unpaid]), None);
}

#[test]
fn today_leaves_out_what_is_sold_out_gone_or_changed() {
    let mut desk = desk();
    let order = sell(&mut desk, &[("12+", 2), ("31", 1), ("41", 1)], true);
    let usual = learn(&[order]).unwrap();
    let mut menu = menu();
    menu.items.retain(|item| item.code != "41");
    menu.groups.clear();
    let settings = Settings::default();
    let mut counter = 0;
    let mut mint = || {
        counter += 1;
        Some(LineId(crate::domain::id::Uid { terminal: TerminalId(2), boot: Boot(9), counter }))
    };
    let (lines, left_out) = today(&usual, (&menu, &settings), |code| code == "31", &mut mint);
    assert!(lines.is_empty(), "{lines:?}");
    assert_eq!(
        left_out,
        ["Cappuccino (other options now)", "Croissant (sold out)", "Soup (not on the menu)"]
    );
    let (lines, left_out) = today(&usual, (&self::menu(), &settings), |_| false, &mut mint);
    assert_eq!((lines.len(), left_out.len()), (3, 0));
    let (line, words) = lines.first().unwrap();
    assert_eq!(line.options, Some(vec![Choice::new("milk", "oat")]));
    assert_eq!(words, "2 Cappuccino oat");
}

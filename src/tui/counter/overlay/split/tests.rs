//! The split screen as it is drawn, and what its keys record.

use super::*;
use crate::domain::command::{Opening, Step};
use crate::domain::event::Event;
use crate::domain::order::MoneyStatus;
use crate::tui::counter::overlay::fixture::{
    act, add, bar, drawn, drawn_at, durable, front, known, next, number_from, order_at, press,
};
use crate::tui::counter::overlay::pay::Pay;
use crate::tui::counter::overlay::slip::Slip;
use crate::tui::counter::settings::CounterSettings;
use crate::tui::counter::turn::{Hit, Over};
use crate::tui::effect::Effect;

const SPLIT: [&str; 21] = [
    "╔ A52 TABLE 12  still together ══════ 34.80 ╗┌ BILL 2 of 2 ───────────── 16.00 ┐",
    "║ 1  1 Club sandwich, side salad      10.40 ║│ 2  1 豚骨ラーメン         12.50 │",
    "║ 2  1 豚骨ラーメン                   12.50 ║│ 3  1 Lemonade              3.50 │",
    "║ 4  1 IPA 0.4 l                       5.40 ║│                                 │",
    "║ 5  1 Soup of the day                 6.50 ║│                                 │",
    "║                                           ║│                                 │",
    "║                                           ║│                                 │",
    "║                                           ║│                                 │",
    "║                                           ║│                                 │",
    "║                                           ║│                                 │",
    "║                                           ║│                                 │",
    "║                                           ║│                                 │",
    "║                                           ║│                                 │",
    "║                                           ║│ Each bill gets its own number   │",
    "║                                           ║│ A52-1, A52-2 and a receipt.     │",
    "╠═══════════════════════════════════════════╣├─────────────────────────────────┤",
    "║ Left together                       34.80 ║│ BILL 2                    16.00 │",
    "╚═══════════════════════════════════════════╝└─────────────────────────────────┘",
    " ▸[i] By item   [e] Even   [s] By seat   [m] By amount   [+] New   [d] Divide",
    " A number moves one piece from the framed side to the other. Tab: other side.",
    " Total of all bills 50.80 = order total 50.80",
];

/// A52 of table 12: a club sandwich, two ramen, a lemonade, an IPA and a soup.
fn table() -> (Front, OrderId) {
    let mut front = front();
    number_from(&mut front, 51);
    let opening = Opening {
        service: crate::domain::settings::Service::DineIn,
        table: Some("12".to_owned()),
        guests: Some(4),
        ..Opening::default()
    };
    let order = order_at(&mut front, opening, &[]);
    let mut club = add(&mut front, "42", 1);
    if let Step::Add(new) = &mut club {
        let choice = crate::domain::choice::Choice {
            group: "with".to_owned(),
            option: "salad".to_owned(),
            ..Default::default()
        };
        new.options = Some(vec![choice]);
    }
    let mut steps = vec![club];
    for (item, count) in [("45", 2), ("61", 1), ("71", 1), ("41", 1)] {
        steps.push(add(&mut front, item, count));
    }
    act(&mut front, &Command::Order(order, steps));
    (front, order)
}

fn open(front: &Front, order: OrderId) -> Split {
    Split::open(front, &CounterSettings::default(), order).unwrap()
}

/// The bill that is to be paid; nothing is written for it.
fn pays(turn: &Turn) -> OrderId {
    assert!(turn.effects.is_empty(), "{turn:?}");
    let Then::Open(Ask::Pay(bill)) = &turn.then else { panic!("no payment: {turn:?}") };
    *bill
}

/// Pays a planned bill in cash; answers the facts of the only batch.
fn paid(front: &mut Front, bill: OrderId) -> Vec<std::sync::Arc<crate::domain::envelope::Fact>> {
    let mut pay = Pay::open(front, &CounterSettings::default(), bill).unwrap();
    let turn = press(&mut pay, front, "+ Enter");
    assert_eq!(turn.effects.len(), 1);
    durable(front, &turn.effects)
}

#[test]
fn the_split_screen_is_drawn_as_designed() {
    let (mut front, order) = table();
    let mut split = open(&front, order);
    press(&mut split, &mut front, "2 3");
    split.chosen = 9;
    assert_eq!(drawn(&split, &front), SPLIT.join("\n"));
    assert_eq!(
        bar(&split, &front),
        "? Help  1-9 Move  Tab Side  e Even  d Divide  F9 PAY bill 2  Esc Undo split"
    );
    for size in [(120, 36), (160, 45)] {
        let (screen, hits) = drawn_at(&split, &front, size);
        assert!(screen.contains("Total of all bills 50.80 = order total 50.80"), "{screen}");
        assert_eq!(hits.places().iter().filter(|(_, hit)| matches!(hit, Hit::Row(_))).count(), 6);
    }
}

#[test]
fn f22_an_abandoned_split_leaves_no_event() {
    let (mut front, order) = table();
    let before = (front.desk.head(), known(&front, order).clone());
    let mut split = open(&front, order);
    let turn = press(&mut split, &mut front, "2 3 + 4 Tab 4 d 2 e 4 Esc m 1 0 . Esc Tab Esc");
    assert_eq!(turn.then, Then::Close);
    assert_eq!((front.desk.head(), known(&front, order).clone()), before);
}

#[test]
fn f22_a_bill_is_made_in_one_batch_with_its_payment_and_not_before() {
    let (mut front, order) = table();
    let before = (front.desk.head(), known(&front, order).clone());
    let mut split = open(&front, order);
    let turn = press(&mut split, &mut front, "2 3 F9");
    let bill = pays(&turn);
    let mut pay = Pay::open(&mut front, &CounterSettings::default(), bill).unwrap();
    let screen = drawn(&pay, &front);
    assert!(screen.contains("PAY A52-2") && screen.contains("豚骨ラーメン"), "{screen}");
    assert_eq!(press(&mut pay, &mut front, "Esc").then, Then::Close);
    // A card that was refused is noted where the order is; still there is no bill.
    let payment = pay.payment;
    let mut card = super::super::card::Card::open(
        &front,
        bill,
        payment,
        (crate::domain::money::Money::new(1_600), false),
    )
    .unwrap();
    let turn = press(&mut card, &mut front, "n");
    durable(&mut front, &turn.effects);
    assert!(front.desk.state.order(bill).is_none());
    assert_eq!(known(&front, order).failed.len(), 1);
    press(&mut split, &mut front, "Tab Tab");
    assert_eq!(front.draft, None);
    assert_eq!(known(&front, order).lines, before.1.lines);
    let turn = press(&mut split, &mut front, "F9");
    let bill = pays(&turn);
    let facts = paid(&mut front, bill);
    let kinds: Vec<&str> = facts.iter().filter_map(|f| Some(f.event.as_ref()?.kind())).collect();
    assert_eq!(kinds.first(), Some(&"order_opened"));
    assert!(kinds.contains(&"lines_moved") && kinds.contains(&"payment_taken"), "{kinds:?}");
    let totals = |front: &Front, id| known(front, id).totals().unwrap().total.minor();
    assert_eq!((totals(&front, bill), totals(&front, order)), (1_600, 3_480));
    assert_eq!(known(&front, bill).money_status(), MoneyStatus::Paid);
    let rest = Pay::open(&mut front, &CounterSettings::default(), order).unwrap();
    assert!(drawn(&rest, &front).contains("PAY A52-1"));
}

#[test]
fn three_bills_are_made_at_once_with_numbers_of_their_own() {
    let (mut front, order) = table();
    let mut split = open(&front, order);
    let turn = press(&mut split, &mut front, "2 + 3 F9");
    let bill = pays(&turn);
    paid(&mut front, bill);
    let family = front.desk.state.family_of(order);
    let mut titles: Vec<String> = family.iter().map(Order::title).collect();
    titles.sort();
    assert_eq!(titles, ["A52", "A52-2", "A52-3"]);
    let all: i64 = family.iter().map(|one| one.totals().unwrap().total.minor()).sum();
    assert_eq!(all, 5_080);
    assert_eq!(known(&front, bill).title(), "A52-3");
}

#[test]
fn a_dish_is_divided_and_its_parts_add_up() {
    let (mut front, order) = table();
    let mut split = open(&front, order);
    press(&mut split, &mut front, "Down Down Down Down d 3 5 + 5");
    assert_eq!(split.plan.bills(), 2);
    let screen = drawn(&split, &front);
    assert!(screen.contains("0.333 Soup of the day"), "{screen}");
    assert!(screen.contains("Total of all bills 50.80 = order total 50.80"), "{screen}");
    let turn = press(&mut split, &mut front, "F9");
    let bill = pays(&turn);
    paid(&mut front, bill);
    assert_eq!(known(&front, bill).title(), "A52-3");
    let all = front.desk.state.family_of(order).iter();
    let sum: i64 = all.map(|order| order.totals().unwrap().total.minor()).sum();
    assert_eq!(sum, 5_080);
}

#[test]
fn everything_on_one_bill_is_refused_in_words() {
    let (mut front, order) = table();
    let mut split = open(&front, order);
    let turn = press(&mut split, &mut front, "1 2 2 3 4 5 F9");
    assert_eq!(turn.then, Then::Stay);
    let said = turn.say.unwrap().text;
    assert!(said.contains("othing would be left on A52"), "{said}");
    assert!(turn.effects.is_empty());
}

#[test]
fn four_people_share_evenly_and_get_change_each() {
    let (mut front, order) = table();
    let mut split = open(&front, order);
    press(&mut split, &mut front, "/ 4");
    let screen = drawn(&split, &front);
    assert!(screen.contains("▸4 people   12.70  12.70  12.70  12.70"), "{screen}");
    assert!(screen.contains("3 people   16.94  16.93  16.93"), "{screen}");
    let Then::Become(Ask::Shares { order: shared, shares }) = next(&mut split, &mut front, "Enter")
    else {
        panic!("shares are paid");
    };
    let mut pay = Pay::shares(&mut front, &CounterSettings::default(), shared, &shares).unwrap();
    for paid in 1..=4_usize {
        assert!(drawn(&pay, &front).contains("12.70"), "{}", drawn(&pay, &front));
        let turn = press(&mut pay, &mut front, "2 0 . Enter");
        let facts = durable(&mut front, &turn.effects);
        let taken = facts.iter().filter(|f| matches!(f.event, Some(Event::PaymentTaken(_))));
        assert_eq!(taken.count(), 1);
        let after = pay.notice(&mut front, &crate::tui::msg::Msg::Tick);
        let row = known(&front, order).payments.last().unwrap().payment.clone();
        assert_eq!((row.amount.minor(), row.change.minor()), (1_270, 730));
        if paid < 4 {
            assert!(after.say.unwrap().text.contains("CHANGE 7.30"));
            let turn = press(&mut pay, &mut front, "p");
            let [Effect::Keep { name, text }] = turn.effects.as_slice() else { panic!("{turn:?}") };
            assert_eq!(*name, format!("share-A52-{paid}.txt"));
            assert!(text.contains(&format!("SHARE {paid} EUR")), "{text}");
            assert!(text.contains("order still due"), "{text}");
        }
    }
    assert_eq!(known(&front, order).money_status(), MoneyStatus::Paid);
    assert_eq!(known(&front, order).receipts.len(), 1);
    let receipt = known(&front, order).receipt().unwrap().number.clone();
    let mut slip = Slip::open(&front, order, &receipt).unwrap();
    assert!(bar(&slip, &front).contains("s Shares"), "{}", bar(&slip, &front));
    press(&mut slip, &mut front, "s *");
    let screen = drawn(&slip, &front);
    assert!(screen.contains("share 2 of 4") && screen.contains("SHARE 2 of 4"), "{screen}");
    assert!(screen.contains("of receipt A-000001"), "{screen}");
    let turn = press(&mut slip, &mut front, "p");
    durable(&mut front, &turn.effects);
    let turn = slip.notice(&mut front, &crate::tui::msg::Msg::Tick);
    let [Effect::Keep { name, text }] = turn.effects.as_slice() else { panic!("{turn:?}") };
    assert!(name == "share-A52-2.txt" && text.contains("*** DUPLICATE ***"), "{text}");
    press(&mut slip, &mut front, "s s s");
    assert!(!drawn(&slip, &front).contains("SHARE"), "the whole receipt again");
}

#[test]
fn what_one_guest_has_goes_to_another_table_unpaid() {
    let (mut front, order) = table();
    let seven = Opening {
        service: crate::domain::settings::Service::DineIn,
        table: Some("7".to_owned()),
        ..Opening::default()
    };
    let there = order_at(&mut front, seven, &[("12", 1)]);
    let mut split = open(&front, order);
    let said = press(&mut split, &mut front, "t").say.unwrap().text;
    assert_eq!(said, "Bill 2 is empty: a number moves one piece to it.");
    press(&mut split, &mut front, "2 3 t 9");
    assert!(
        drawn(&split, &front).contains(" Where does bill 2 go?  9"),
        "{}",
        drawn(&split, &front)
    );
    assert!(drawn(&split, &front).contains("goes to table 9, which is free"));
    press(&mut split, &mut front, "Backspace 7");
    assert!(drawn(&split, &front).contains("goes into A53 TABLE 7"), "{}", drawn(&split, &front));
    let turn = press(&mut split, &mut front, "Enter");
    assert_eq!(turn.then, Then::Close);
    assert_eq!(turn.say.unwrap().text, "It is on A53 TABLE 7 now. A52 keeps the rest.");
    let totals = |front: &Front, id| known(front, id).totals().unwrap().total.minor();
    assert_eq!((totals(&front, there), totals(&front, order)), (360 + 1_600, 3_480));
    let mut split = open(&front, order);
    let turn = press(&mut split, &mut front, "1 t 9 Enter");
    assert_eq!(turn.say.unwrap().text, "It is on A52-2 TABLE 9 now. A52 keeps the rest.");
    assert_eq!(known(&front, order).table.as_deref(), Some("12"));
    let undo = turn.undo.unwrap();
    act(&mut front, &undo.back);
    assert_eq!(totals(&front, order), 3_480, "and back again");
}

#[test]
fn every_bill_is_printed_before_anybody_pays() {
    let (mut front, order) = table();
    let mut split = open(&front, order);
    let turn = press(&mut split, &mut front, "2 3 + 4 p");
    let Then::Become(Ask::Bill { order: shown, batch, with }) = turn.then else {
        panic!("no bills: {turn:?}")
    };
    assert_eq!((shown, with.len()), (order, 2));
    let mut slip = Slip::bill(&front, shown, batch, &with).unwrap();
    let facts = durable(&mut front, &turn.effects);
    assert!(facts.iter().all(|fact| !matches!(fact.event, Some(Event::PaymentTaken(_)))));
    let turn = slip.notice(&mut front, &crate::tui::msg::Msg::Tick);
    assert_eq!(turn.say.unwrap().text, "Bills of A52, A52-2, A52-3 are in the folder print.");
    let names: Vec<&str> = turn
        .effects
        .iter()
        .filter_map(
            |effect| if let Effect::Keep { name, .. } = effect { Some(&**name) } else { None },
        )
        .collect();
    assert_eq!(names, ["bill-A52.txt", "bill-A52-2.txt", "bill-A52-3.txt"]);
    assert!(bar(&slip, &front).contains("s Next bill"), "{}", bar(&slip, &front));
    press(&mut slip, &mut front, "s");
    assert!(drawn(&slip, &front).contains("BILL A52-2"));
    for bill in with.iter().chain([&order]) {
        assert!(known(&front, *bill).billed.is_some());
    }
    assert_eq!(next(&mut slip, &mut front, "F9"), Then::Take(with[0]));
}

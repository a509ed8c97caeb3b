//! The refund screen as it is drawn, and what its keys do: nothing goes back without F9.

use super::*;
use crate::domain::command::Take;
use crate::domain::event::Tender;
use crate::domain::order::MoneyStatus;
use crate::tui::counter::overlay::fixture::{
    act, bar, drawn, durable, front, known, next, number_from, offline, order, press,
};
use crate::tui::counter::turn::{Hit, Over, Then};
use crate::tui::msg::Msg;

/// Counter A with A45 by card, A46 open and A47 in cash; the refund screen over it.
fn opened() -> (Front, Refund, [OrderId; 3]) {
    let mut front = front();
    number_from(&mut front, 44);
    let card = order(&mut front, &[("42", 2)]);
    let open = order(&mut front, &[("14", 1)]);
    let cash = order(&mut front, &[("12", 2), ("31", 1)]);
    for (id, tender) in [(card, Tender::Card), (cash, Tender::Cash)] {
        front.now.at = front.now.at.plus(1_000);
        let take = Take {
            payment: PaymentId(front.desk.mint()),
            tender,
            tendered: None,
            amount: None,
            part: false,
            tip: Money::ZERO,
            reference: Some("4417".to_owned()),
            shift: None,
        };
        act(&mut front, &Command::Order(id, vec![Step::Pay(take)]));
    }
    let refund = Refund::open(&mut front, None);
    (front, refund, [card, open, cash])
}

const SCREEN: [&str; 21] = [
    "┌ REFUND  find the sale ── today, A counter ┐╔ A47 ════════════════ paid 14:32 ╗",
    "│ > a47      number, amount, card end, name │║ 1 [1]/2 Cappuccino        3.60  ║",
    "│                                           │║ 2 [ ]/1 Croissant               ║",
    "│▸ A47   14:32   cash                 9.80  │║                                 ║",
    "│                                           │║ Back to stock  no               ║",
    "│ A46 is open: void it instead.             │║ Reason         2 Wrong order    ║",
    "│                                           │║                                 ║",
    "│                                           │║                                 ║",
    "│                                           │║                                 ║",
    "│                                           │║                                 ║",
    "│                                           │║                                 ║",
    "│                                           │║                                 ║",
    "│                                           │║                                 ║",
    "│                                           │║                                 ║",
    "│                                           │║                                 ║",
    "│                                           │╠═════════════════════════════════╣",
    "│                                           │║ REFUND cash                3.60 ║",
    "│                                           │║ VAT back 0.33                   ║",
    "│                                           │║                                 ║",
    "│                                           │║ [F9] REFUND 3.60                ║",
    "└───────────────────────────────────────────┘╚═════════════════════════════════╝",
];

#[test]
fn one_piece_of_a_line_is_given_back_as_designed() {
    let (mut front, mut refund, [_, _, cash]) = opened();
    press(&mut refund, &mut front, "a 4 7 Enter 1 r r");
    assert_eq!(drawn(&refund, &front), SCREEN.join("\n"));
    assert_eq!(
        bar(&refund, &front),
        "? Help  1-9 Items  + - Pieces  a All  r Reason  F9 REFUND  Esc Back"
    );
    let turn = press(&mut refund, &mut front, "F9");
    assert_eq!(turn.then, Then::Stay, "nothing is said before it is on the disk");
    assert!(drawn(&refund, &front).contains("Saving ..."));
    durable(&mut front, &turn.effects);
    let turn = refund.notice(&mut front, &Msg::Tick);
    assert_eq!(turn.then, Then::Close);
    assert_eq!(turn.say.unwrap().text, "3.60 of A47 is given back: cash 3.60.");
    let found = &known(&front, cash).refunds[0].refund;
    assert_eq!((found.amount, found.tender.clone()), (Money::new(360), Tender::Cash));
    assert_eq!(found.reason, "Wrong order");
}

#[test]
fn each_tender_that_gets_something_back_has_its_row_below_the_line() {
    let (mut front, _, _) = opened();
    let mixed = order(&mut front, &[("42", 2)]);
    for (tender, amount) in [(Tender::Card, 500), (Tender::Cash, 500), (Tender::Card, 780)] {
        let take = Take {
            payment: PaymentId(front.desk.mint()),
            tender,
            tendered: Some(Money::new(amount)),
            amount: None,
            part: amount == 500,
            tip: Money::ZERO,
            reference: None,
            shift: None,
        };
        act(&mut front, &Command::Order(mixed, vec![Step::Pay(take)]));
    }
    let mut refund = Refund::open(&mut front, Some(mixed));
    press(&mut refund, &mut front, "Enter a r");
    let screen = drawn(&refund, &front);
    let rows: Vec<&str> = screen.lines().map(|row| row.trim_start_matches(|c| c != '╠')).collect();
    assert!(rows.contains(&"╠═════════════════════════════════╣"), "{screen}");
    for row in ["REFUND card", "REFUND cash", "VAT back"] {
        assert!(screen.lines().any(|line| line.contains(&format!("║ {row}"))), "{row}: {screen}");
    }
    let turn = press(&mut refund, &mut front, "F9");
    durable(&mut front, &turn.effects);
    let said = refund.notice(&mut front, &Msg::Tick).say.unwrap().text;
    assert!(said.contains("17.80 of A48 is given back: ") && said.contains("cash 5.00"), "{said}");
}

#[test]
fn s09_enter_gives_nothing_back() {
    let (mut front, mut refund, [card, _, cash]) = opened();
    press(&mut refund, &mut front, "Enter a r Enter Enter Enter");
    assert!([card, cash].iter().all(|id| known(&front, *id).refunds.is_empty()));
    let turn = press(&mut refund, &mut front, "Enter");
    assert!(turn.say.unwrap().text.starts_with("Enter gives nothing back"));
}

#[test]
fn a_sale_is_found_by_number_amount_card_end_and_tender() {
    let (front, mut refund, [card, _, cash]) = opened();
    for (typed, expected) in [
        ("47", vec![cash]),
        ("17.80", vec![card]),
        ("417", vec![cash, card]),
        ("card", vec![card]),
        ("000002", vec![cash]),
        ("zzz", vec![]),
    ] {
        refund.typed = typed.to_owned();
        let found: Vec<OrderId> = refund.list(&front).iter().map(|order| order.id).collect();
        assert_eq!(found, expected, "{typed}");
    }
}

#[test]
fn with_a_numpad_alone_everything_goes_back() {
    let (mut front, mut refund, [_, _, cash]) = opened();
    let turn = press(&mut refund, &mut front, "Enter * / +");
    durable(&mut front, &turn.effects);
    assert_eq!(known(&front, cash).money_status(), MoneyStatus::Refunded);
    assert_eq!(next(&mut refund, &mut front, "Esc"), Then::Stay);
}

#[test]
fn without_a_line_or_a_reason_the_remedy_is_said_and_nothing_changes() {
    let (mut front, mut refund, [_, _, cash]) = opened();
    let said = press(&mut refund, &mut front, "Enter F9").say.unwrap().text;
    assert!(said.starts_with("Nothing is chosen"), "{said}");
    let said = press(&mut refund, &mut front, "a F9").say.unwrap().text;
    assert!(said.starts_with("A reason is needed"), "{said}");
    assert!(known(&front, cash).refunds.is_empty());
    press(&mut refund, &mut front, "1 1 1");
    let cappuccino = refund.rows(&front)[0].line;
    assert_eq!(refund.wanted_of(cappuccino), Quantity::pieces(2), "the count goes around");
}

#[test]
fn f44_money_goes_back_while_the_hub_is_down() {
    let (mut front, mut refund, [_, _, cash]) = opened();
    front.link = offline();
    let turn = press(&mut refund, &mut front, "Enter a r F9");
    durable(&mut front, &turn.effects);
    assert_eq!(known(&front, cash).money_status(), MoneyStatus::Refunded);
    let number = known(&front, cash).receipts[1].number.to_string();
    assert_eq!(number, "A-000003");
}

#[test]
fn what_is_shown_can_be_tapped() {
    let (mut front, mut refund, _) = opened();
    refund.tap(&mut front, 0);
    assert!(refund.lines);
    refund.tap(&mut front, 1_000);
    assert_eq!(refund.wanted.len(), 1);
    let (_, hits) = crate::tui::counter::overlay::fixture::drawn_at(&refund, &front, (80, 24));
    let shown = |wanted: Hit| hits.places().iter().any(|(_, hit)| *hit == wanted);
    assert!(shown(Hit::Row(super::view::STOCK_TAP)) && shown(Hit::Row(super::view::REASON_TAP)));
    let kept = refund.restock;
    refund.tap(&mut front, super::view::STOCK_TAP);
    assert_ne!(refund.restock, kept);
    refund.tap(&mut front, super::view::REASON_TAP);
    assert!(refund.reason.is_some());
    let (_, hits) = crate::tui::counter::overlay::fixture::drawn_at(&refund, &front, (80, 24));
    let pays = Hit::Key(crate::tui::input::Key::F(9));
    assert!(hits.places().iter().any(|(_, hit)| *hit == pays));
}

#[test]
fn what_one_of_several_paid_is_given_back_by_one_key() {
    let mut front = front();
    let id = order(&mut front, &[("12", 2), ("31", 1)]);
    for amount in [500, 480] {
        let take = Take {
            payment: PaymentId(front.desk.mint()),
            tender: Tender::Cash,
            tendered: None,
            amount: Some(Money::new(amount)),
            part: false,
            tip: Money::ZERO,
            reference: None,
            shift: None,
        };
        act(&mut front, &Command::Order(id, vec![Step::Pay(take)]));
    }
    let mut refund = Refund::open(&mut front, Some(id));
    assert!(bar(&refund, &front).contains("h Share"), "{}", bar(&refund, &front));
    press(&mut refund, &mut front, "1 h h r");
    let screen = drawn(&refund, &front);
    assert!(
        screen.contains("share 2 of 2, cash") && screen.contains("[F9] REFUND 4.80"),
        "{screen}"
    );
    let turn = press(&mut refund, &mut front, "F9");
    durable(&mut front, &turn.effects);
    let found = &known(&front, id).refunds[0].refund;
    assert_eq!((found.amount, found.lines.len()), (Money::new(480), 0));
    assert_eq!(found.payment, known(&front, id).payments[1].payment.payment);
}

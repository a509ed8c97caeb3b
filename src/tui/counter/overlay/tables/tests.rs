//! The map as it is drawn in both layouts, and what its keys do.

use super::*;
use crate::domain::command::{Command, Opening, Step};
use crate::domain::id::SendId;
use crate::domain::parting;
use crate::domain::settings::SettingsPatch;
use crate::tui::counter::overlay::fixture::{
    NOON, act, add, bar, drawn, drawn_at, durable, front, known, next, number_from, order_at, press,
};
use crate::tui::counter::overlay::slip::Slip;
use crate::tui::counter::turn::{Ask, Over};
use crate::tui::effect::Effect;
use crate::tui::msg::Msg;

type At<'a> = (u32, &'a str, u32, i64);

/// An order at a table: number, table, guests, minutes ago; sent.
fn sits(
    front: &mut Front,
    (number, table, guests, minutes): At<'_>,
    lines: &[(&str, i64)],
) -> OrderId {
    front.now.at = NOON.plus(-60_000 * minutes);
    number_from(front, number - 1);
    let opening = Opening {
        service: Service::DineIn,
        table: Some(table.to_owned()),
        guests: Some(guests),
        ..Opening::default()
    };
    let id = order_at(front, opening, lines);
    let send = SendId(front.desk.mint());
    act(front, &Command::Order(id, vec![Step::Send(send)]));
    front.now.at = NOON;
    id
}

fn advance(front: &mut Front, order: OrderId) {
    let lines = known(front, order).live_lines().map(|line| line.id).collect();
    let step = Step::Advance(lines, crate::domain::event::LineStep::Ready);
    act(front, &Command::Order(order, vec![step]));
}

fn shop() -> (Front, OrderId) {
    let mut front = front();
    let floor = Some(floor::sample());
    let patch = SettingsPatch { floor, ..SettingsPatch::default() };
    act(&mut front, &Command::ChangeSettings(Box::new(patch)));
    let soup = sits(&mut front, (38, "5", 4, 55), &[("41", 4)]);
    front.now.at = NOON.plus(-60_000);
    advance(&mut front, soup);
    let served = known(&front, soup).live_lines().map(|line| line.id).collect();
    let step = Step::Advance(served, crate::domain::event::LineStep::Served);
    let bill = OrderChanged { bill: true, ..OrderChanged::default() };
    act(&mut front, &Command::Order(soup, vec![step, Step::Change(bill)]));
    let ready = sits(&mut front, (44, "7", 3, 9), &[("42", 2)]);
    front.now.at = NOON.plus(-60_000 * 4);
    advance(&mut front, ready);
    front.now.at = NOON;
    sits(&mut front, (41, "15", 2, 24), &[("42", 1), ("14", 1)]);
    sits(&mut front, (47, "21", 2, 3), &[("14", 2)]);
    let twelve = sits(&mut front, (52, "12", 4, 8), &[("42", 1), ("45", 2)]);
    (front, twelve)
}

const NARROW: [&str; 21] = [
    "┌ TABLES  Main room ─────────────── [ and ] rooms: Main room, Terrace (1 open) ┐",
    "│ ┌ 1 ──────────┐┌ 2 ──────────┐┌ 3 ──────────┐┌ 4 ──────────┐┌ 5 ──────────┐  │",
    "│ │    free     ││    free     ││    free     ││    free     ││  BILL 55m   │  │",
    "│ │   2 seats   ││   2 seats   ││   2 seats   ││   4 seats   ││  26.00  4p  │  │",
    "│ └─────────────┘└─────────────┘└─────────────┘└─────────────┘└─────────────┘  │",
    "│                                                                              │",
    "│ ┌ 6 ──────────┐┌ 7 ─────── * ┐┌ 8 ──────────┐┌ 9 ──────────┐┌ 10 ─────────┐  │",
    "│ │    free     ││    READY    ││    free     ││    free     ││    free     │  │",
    "│ │   4 seats   ││  17.80  3p  ││   2 seats   ││   4 seats   ││   4 seats   │  │",
    "│ └─────────────┘└─────────────┘└─────────────┘└─────────────┘└─────────────┘  │",
    "│                                                                              │",
    "│ ┌ 11 ─────────┐╔ 12 ═════════╗┌ 14 ─────────┐┌ 15 ───── !! ┐┌ 16 ─────────┐  │",
    "│ │    free     │║   OPEN 8m   ║│    free     ││  LATE 24m   ││    free     │  │",
    "│ │   6 seats   │║  33.90  4p  ║│   8 seats   ││  12.80  2p  ││     bar     │  │",
    "│ └─────────────┘╚═════════════╝└─────────────┘└─────────────┘└─────────────┘  │",
    "│                                                                              │",
    "│                                                                              │",
    "│ free    OPEN ordered    READY food waits *    LATE !!    BILL printed        │",
    "│                                                                              │",
    "│ Go to table: 12         A52, Owner, 4 guests, opened 14:24, 33.90            │",
    "└──────────────────────────────────────────────────────────────────────────────┘",
];

#[test]
fn the_map_is_drawn_as_designed() {
    let (mut front, _) = shop();
    let mut tables = Tables::open(&front, None, false);
    press(&mut tables, &mut front, "1 2");
    assert_eq!(drawn(&tables, &front), NARROW.join("\n"));
    let keys =
        "? Help  0-9 Table  Enter Open  m Move  j Join  g Guests  p Print bill  F9 PAY  Esc Back";
    assert_eq!(bar(&tables, &front), keys);
    let words = "Table 7: 2 Club sandwich READY since 14:28";
    assert_eq!(ready_words(&front).as_deref(), Some(words));
}

#[test]
fn a_wide_screen_shows_the_chosen_table_beside_the_map() {
    let (mut front, _) = shop();
    let mut tables = Tables::open(&front, None, false);
    press(&mut tables, &mut front, "1 2");
    let (shown, _) = drawn_at(&tables, &front, (120, 36));
    let rows: Vec<&str> = shown.lines().collect();
    assert_eq!(
        rows.first().copied(),
        Some(
            "┌ TABLES  Main room ────────────────────────────────────────── Terrace (1 open)  ] ┐┌ TABLE 12  A52 ──────────── 8 min ┐"
        )
    );
    for words in [
        "│ ┌ 11 ─────────┐ ╔ 12 ═════════╗ ┌ 14 ─────────┐ ┌ 15 ───── !! ┐ ┌ 16 ─────────┐  │",
        "║    Owner    ║",
        "│  1 Club sandwich            8.90 │",
        "│ TOTAL EUR                  33.90 │",
        "│ 4 guests, Owner, opened 14:24    │",
        "│ Kitchen: 3 cooking               │",
        "│ 15 tables, 4 open, 90.50 on open tables",
    ] {
        assert!(shown.contains(words), "{words}\n{shown}");
    }
}

#[test]
fn a_number_or_an_arrow_opens_a_table_and_an_order_there_is_taken_up() {
    let (mut front, twelve) = shop();
    let mut tables = Tables::open(&front, None, false);
    assert_eq!(press(&mut tables, &mut front, "1 2 Enter").then, Then::Take(twelve));
    let mut tables = Tables::open(&front, None, false);
    assert_eq!(press(&mut tables, &mut front, "4 Enter").then, Then::Sit("4".to_owned()));
    let mut tables = Tables::open(&front, Some(twelve), false);
    press(&mut tables, &mut front, "Right");
    assert_eq!(tables.at().as_deref(), Some("14"));
    press(&mut tables, &mut front, "Up");
    assert_eq!(tables.at().as_deref(), Some("8"));
    press(&mut tables, &mut front, "*");
    assert_eq!(tables.room(&front).map(|room| room.name.as_str()), Some("Terrace"));
    assert_eq!(press(&mut tables, &mut front, "Esc").then, Then::Close);
}

#[test]
fn an_order_moves_counts_its_guests_and_prints_its_bill() {
    let (mut front, twelve) = shop();
    let mut tables = Tables::open(&front, Some(twelve), false);
    let refused = press(&mut tables, &mut front, "m 7 Enter").say.unwrap();
    assert_eq!(refused.text, "A44 is open at table 7: join them with j.");
    let moved = press(&mut tables, &mut front, "Backspace 4 Enter");
    assert_eq!(known(&front, twelve).table.as_deref(), Some("4"));
    assert!(moved.undo.is_some());
    press(&mut tables, &mut front, "g 6 Enter");
    assert_eq!(known(&front, twelve).guests, Some(6));
    let turn = press(&mut tables, &mut front, "p");
    assert!(matches!(turn.then, Then::Open(Ask::Bill { .. })));
    assert!(known(&front, twelve).billed.is_some());
    let turn = press(&mut tables, &mut front, "+");
    assert_eq!(turn.then, Then::Take(twelve));
    assert_eq!(turn.pass, Some(Input::Press(Press { key: Key::F(9), repeat: false })));
}

#[test]
fn f39_a_printed_bill_is_no_receipt_and_sends_nothing() {
    let (mut front, twelve) = shop();
    let sends = known(&front, twelve).sends.len();
    let unsent = add(&mut front, "61", 1);
    act(&mut front, &Command::Order(twelve, vec![unsent]));
    let mut tables = Tables::open(&front, Some(twelve), false);
    let turn = press(&mut tables, &mut front, "p");
    let Then::Open(Ask::Bill { order, batch, .. }) = turn.then else { panic!("no bill: {turn:?}") };
    let mut slip = Slip::bill(&front, order, batch, &[]).unwrap();
    assert_eq!(slip.notice(&mut front, &Msg::Tick), Turn::stay(), "not on the disk yet");
    durable(&mut front, &turn.effects);
    let turn = slip.notice(&mut front, &Msg::Tick);
    assert_eq!(turn.say.unwrap().text, "Bill of A52 is in the folder print, as bill-A52.txt.");
    let [Effect::Keep { name, text }] = turn.effects.as_slice() else { panic!("no print") };
    assert_eq!(name, "bill-A52.txt");
    for words in ["BILL", "not a receipt", "TABLE 12", "Lemonade", "TOTAL EUR", "STILL DUE"] {
        assert!(text.contains(words), "{words} in {text}");
    }
    let shown = drawn(&slip, &front);
    assert!(shown.contains("BILL A52") && shown.contains("not a receipt"), "{shown}");
    let after = known(&front, twelve);
    assert_eq!((after.sends.len(), after.receipts.len()), (sends, 0));
    assert!(after.unsent_lines().next().is_some());
    assert_eq!(next(&mut slip, &mut front, "F9"), Then::Take(twelve));
}

#[test]
fn f25_two_orders_of_one_table_are_both_shown_and_joined_by_one_key() {
    let (mut front, twelve) = shop();
    let second = sits(&mut front, (60, "12", 2, 2), &[("61", 3)]);
    let mut tables = Tables::open(&front, Some(twelve), false);
    let shown = drawn(&tables, &front);
    assert!(shown.contains("║  2 orders,  ║") && shown.contains("║    join?    ║"), "{shown}");
    assert!(shown.contains("A52 and A60: 2 orders, join? [j]"), "{shown}");
    let joined = press(&mut tables, &mut front, "j").say.unwrap();
    assert_eq!(joined.text, "A60 is joined into A52 at table 12");
    assert_eq!(known(&front, twelve).live_lines().count(), 3);
    assert_eq!(known(&front, second).live_lines().count(), 0);
    assert!(drawn(&tables, &front).contains("║   OPEN 8m   ║"));
}

#[test]
fn the_bills_of_one_order_are_one_table_and_move_together() {
    let (mut front, twelve) = shop();
    let order = known(&front, twelve).clone();
    let to = OrderId(front.desk.mint());
    let line = order.live_lines().next().unwrap().id;
    let picks = [(line, crate::domain::money::Quantity::ONE)];
    let split = parting::split(&order, to, &picks, Vec::new(), || front.desk.mint());
    act(&mut front, &split);
    let mut tables = Tables::open(&front, Some(twelve), false);
    let shown = drawn(&tables, &front);
    assert!(shown.contains("║   OPEN 8m   ║") && !shown.contains("join?"), "{shown}");
    assert!(shown.contains("A52, A52-2, Owner, 4 guests"), "{shown}");
    press(&mut tables, &mut front, "m 4 Enter");
    for id in [twelve, to] {
        assert_eq!(known(&front, id).table.as_deref(), Some("4"));
    }
    // One of them has paid: the table opens with the bill that is still due.
    let due = known(&front, twelve).settlement().unwrap().due;
    let take = crate::domain::command::Take {
        payment: crate::domain::id::PaymentId(front.desk.mint()),
        tender: crate::domain::event::Tender::Card,
        tendered: Some(due),
        amount: None,
        part: false,
        tip: crate::domain::money::Money::ZERO,
        reference: None,
        shift: None,
    };
    act(&mut front, &Command::Order(twelve, vec![Step::Pay(take)]));
    let mut tables = Tables::open(&front, Some(to), false);
    assert_eq!(press(&mut tables, &mut front, "4 Enter").then, Then::Take(to));
    assert!(drawn(&tables, &front).contains("8.90"), "what is due of the table");
}

#[test]
fn a_table_is_taken_over_by_who_works_here() {
    let (mut front, twelve) = shop();
    let mut tables = Tables::open(&front, Some(twelve), false);
    let before = front.desk.head();
    let said = press(&mut tables, &mut front, "w").say.unwrap();
    assert_eq!(said.text, "A52 is with Owner now.");
    assert_ne!(front.desk.head(), before);
    assert_eq!(known(&front, twelve).served_by.as_ref(), Some(front.desk.staff()));
    let nobody = press(&mut tables, &mut front, "9 w").say.unwrap();
    assert_eq!(nobody.text, "No order is open at this table: choose another one.");
}

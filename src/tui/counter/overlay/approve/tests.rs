//! The approval as it is drawn, and what an answer leads to.

use super::*;
use crate::domain::id::{LineId, SendId};
use crate::domain::money::Quantity;
use crate::tui::counter::overlay::fixture::{
    NOON, act, bar, drawn, known, next, order, press, staffed,
};

const APPROVAL: [&str; 17] = [
    "            ╔ MANAGER APPROVAL ═════════════════════ ask a manager ╗",
    "            ║                                                      ║",
    "            ║   Void 1 豚骨ラーメン 12.50                          ║",
    "            ║   already sent to the kitchen 14:21                  ║",
    "            ║   Asked by Anna K.        Reason: wrong dish         ║",
    "            ║                                                      ║",
    "            ║   PIN   * * _ .                 [ 1 ] [ 2 ] [ 3 ]    ║",
    "            ║         2 of 4 to 6 digits                           ║",
    "            ║                                 [ 4 ] [ 5 ] [ 6 ]    ║",
    "            ║   [Enter] Approve                                    ║",
    "            ║   [Esc]   Cancel the void       [ 7 ] [ 8 ] [ 9 ]    ║",
    "            ║                                                      ║",
    "            ║   3 tries left, then 60 s pause [ C ] [ 0 ] [ < ]    ║",
    "            ║                                                      ║",
    "            ║   Any manager card or PIN works offline.             ║",
    "            ║                                                      ║",
    "            ╚══════════════════════════════════════════════════════╝",
];

fn asked() -> (Front, Approve, LineId) {
    let mut front = staffed();
    let order = order(&mut front, &[("45", 2)]);
    front.now.at = NOON.plus(-660_000);
    let send = SendId(front.desk.mint());
    act(&mut front, &Command::Order(order, vec![Step::Send(send)]));
    front.now.at = NOON;
    let line = known(&front, order).lines[0].id;
    let reason = "Wrong dish".to_owned();
    let void = Step::Void { line, quantity: Quantity::pieces(1), reason };
    assert!(front.act(&Command::Order(order, vec![void])).is_err());
    let wanted = front.wanted.take().unwrap();
    (front, Approve::open(&wanted), line)
}

fn answer(approve: &mut Approve, front: &mut Front, turn: &Turn, whose: Option<&str>) -> Turn {
    let Some(Effect::CheckPin { id, .. }) = turn.effects.first() else { panic!("no question") };
    let whose = whose.map(|word| crate::domain::id::StaffId(word.into()));
    approve.notice(front, &Msg::PinChecked { id: *id, whose })
}

#[test]
fn the_approval_is_drawn_as_designed() {
    let (mut front, mut approve, _) = asked();
    press(&mut approve, &mut front, "4 7");
    let screen = drawn(&approve, &front);
    let rows: Vec<&str> = screen.lines().skip(2).collect();
    assert_eq!(rows.join("\n"), APPROVAL.join("\n"));
    assert_eq!(bar(&approve, &front), "? Help  0-9 PIN  Backspace   Enter Approve  Esc Cancel");
    assert_eq!(next(&mut approve, &mut front, "."), Then::Close);
}

#[test]
fn a_pin_with_the_right_approves_and_another_does_not() {
    let (mut front, mut approve, _) = asked();
    assert_eq!(press(&mut approve, &mut front, "1 2 3 Enter").effects, []);
    let turn = press(&mut approve, &mut front, "4 Enter");
    let refused = answer(&mut approve, &mut front, &turn, Some("chen"));
    assert_eq!(
        refused.say.unwrap().text,
        "Chen Y. may not void what was sent either: that needs manager or owner."
    );
    let turn = press(&mut approve, &mut front, "1 2 3 4 Enter");
    let approved = answer(&mut approve, &mut front, &turn, Some("manager"));
    assert_eq!(approved.then, Then::Approved(crate::domain::id::StaffId("manager".into())));
}

#[test]
fn numlock_that_is_off_is_named() {
    let (mut front, mut approve, _) = asked();
    let turn = press(&mut approve, &mut front, "Home");
    assert_eq!(turn.say.unwrap().text, "NumLock seems to be off.");
}

#[test]
fn a_manager_sees_how_much_of_which_order_goes_back_and_why() {
    let mut front = staffed();
    let order = order(&mut front, &[("12", 2), ("31", 1)]);
    let line = known(&front, order).lines[0].id;
    let back = crate::domain::command::GiveBack {
        refunds: Vec::new(),
        what: Back::Lines(vec![(line, Quantity::pieces(1))]),
        payment: None,
        reason: "Wrong order".to_owned(),
        restock: false,
        tip: false,
    };
    let command = Command::Order(order, vec![Step::Refund(back)]);
    let wanted = Wanted { command, act: Act::Refund, who: "Anna K.".to_owned() };
    let screen = drawn(&Approve::open(&wanted), &front);
    for row in [
        "Refund 3.60 of A",
        "1 Cappuccino",
        "Asked by Anna K.        Reason: wrong order",
        "Cancel the refund",
    ] {
        assert!(screen.contains(row), "{row}:\n{screen}");
    }
}

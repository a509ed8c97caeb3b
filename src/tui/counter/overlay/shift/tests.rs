//! The shift screens as they are drawn, and what their keys record.

use super::*;
use crate::domain::command::{Step, Take};
use crate::domain::event::Tender;
use crate::domain::id::PaymentId;
use crate::tui::counter::overlay::fixture::{
    act, bar, drawn, durable, front, next, offline, order, press,
};
use crate::tui::counter::turn::{Over, Then};
use crate::tui::msg::Msg;

fn sold() -> (Front, ShiftScreen) {
    let mut front = front();
    let order = order(&mut front, &[("12", 2), ("31", 1)]);
    let pay = Step::Pay(Take {
        payment: PaymentId(front.desk.mint()),
        tender: Tender::Cash,
        tendered: Some(Money::new(2_000)),
        part: false,
        tip: Money::ZERO,
        reference: None,
        shift: None,
    });
    act(&mut front, &Command::Order(order, vec![pay]));
    let screen = ShiftScreen::open(&front, AmountEntry::Minor);
    (front, screen)
}

#[test]
fn what_is_expected_is_not_shown_before_the_count_is_finished() {
    let (mut front, mut screen) = sold();
    press(&mut screen, &mut front, "1 6 9");
    let shown = drawn(&screen, &front);
    assert!(shown.contains("CLOSE SHIFT 1  step 1 of 2  count"), "{shown}");
    assert!(shown.contains("COUNTED EUR") && !shown.contains("169.80"), "{shown}");
    assert_eq!(bar(&screen, &front), "? Help  0-9 Counted cash  F9 COUNTED  Esc Back");
    press(&mut screen, &mut front, "8 0 F9");
    let shown = drawn(&screen, &front);
    for row in [
        "║   Float at 14:32                    160.00      Orders           1   ║",
        "║   Cash sales (1)                      9.80      Voids            0   ║",
        "║   Expected in drawer                169.80                           ║",
        "║   Counted                           169.80                           ║",
        "║   DIFFERENCE                    0.00 EXACT                           ║",
    ] {
        assert!(shown.contains(row), "{row}\n{shown}");
    }
}

#[test]
fn f44_a_shift_is_counted_and_closed_offline_with_a_reason_for_the_difference() {
    let (mut front, mut screen) = sold();
    front.link = offline();
    press(&mut screen, &mut front, "1 6 8 8 0 + ");
    assert!(drawn(&screen, &front).contains("-1.00 SHORT"));
    let turn = press(&mut screen, &mut front, "F9");
    assert!(turn.say.unwrap().text.contains("Say why"));
    assert!(press(&mut screen, &mut front, "Enter Enter").effects.is_empty(), "Enter is not yes");
    let turn = press(&mut screen, &mut front, "1 F9");
    assert!(!drawn(&screen, &front).contains("CLOSED"));
    durable(&mut front, &turn.effects);
    screen.notice(&mut front, &Msg::Tick);
    assert!(drawn(&screen, &front).contains("Z A-1 is saved"));
    let shift = front.desk.state.shifts().next().unwrap();
    let (closed, _) = shift.closed.as_ref().unwrap();
    assert_eq!(closed.over_short, Money::new(-100));
    assert_eq!(closed.reason.as_deref(), Some("Wrong change"));
    assert_eq!(next(&mut screen, &mut front, "Enter"), Then::Close);
}

#[test]
fn a_shift_is_opened_with_a_typed_float() {
    let (mut front, mut screen) = sold();
    let turn = press(&mut screen, &mut front, "1 6 9 8 0 F9 F9");
    durable(&mut front, &turn.effects);
    let mut screen = ShiftScreen::open(&front, AmountEntry::Minor);
    assert!(drawn(&screen, &front).contains("OPEN SHIFT"));
    let turn = press(&mut screen, &mut front, "5 0 . +");
    assert_eq!(turn.then, Then::Close);
    assert_eq!(turn.say.unwrap().text, "Shift A-2 is open with float 50.00.");
    assert_eq!(front.desk.state.my_shift().unwrap().float, Money::new(5_000));
}

#[test]
fn a_count_can_be_made_again_and_left() {
    let (mut front, mut screen) = sold();
    press(&mut screen, &mut front, "1 F9 r");
    assert!(drawn(&screen, &front).contains("step 1 of 2"));
    assert_eq!(next(&mut screen, &mut front, "Esc"), Then::Close);
    assert!(front.desk.state.my_shift().is_some());
}

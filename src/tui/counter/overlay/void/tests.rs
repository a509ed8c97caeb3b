//! The void screen as it is drawn, and what its keys record.

use super::*;
use crate::domain::id::SendId;
use crate::tui::counter::overlay::fixture::{
    NOON, act, bar, drawn, front, known, next, offline, order, press,
};
use crate::tui::counter::turn::Then;

const VOID: [&str; 15] = [
    "      ╔ VOID  豚骨ラーメン ════════════════ sent 14:21 ╗",
    "      ║                                                ║",
    "      ║   How many?  [1] of 2   + and - change         ║",
    "      ║                                                ║",
    "      ║   Why?                                         ║",
    "      ║     1 Wrong dish                               ║",
    "      ║     2 Guest changed mind                       ║",
    "      ║     3 Kitchen too slow                         ║",
    "      ║     4 Quality complaint                        ║",
    "      ║     5 Other, with a note                       ║",
    "      ║                                                ║",
    "      ║   The kitchen is told. Stock comes back: no    ║",
    "      ║                                                ║",
    "      ║   [Esc] Keep the dish                          ║",
    "      ╚════════════════════════════════════════════════╝",
];

/// An order of two dishes, sent at 14:21.
fn sent() -> (Front, OrderId, LineId) {
    let mut front = front();
    let order = order(&mut front, &[("45", 2), ("61", 1)]);
    front.now.at = NOON.plus(-660_000);
    let send = SendId(front.desk.mint());
    act(&mut front, &Command::Order(order, vec![Step::Send(send)]));
    front.now.at = NOON;
    let line = known(&front, order).lines[0].id;
    (front, order, line)
}

#[test]
fn the_void_screen_is_drawn_as_designed() {
    let (front, order, line) = sent();
    let void = Void::open(&front, order, Some(line)).unwrap();
    let screen = drawn(&void, &front);
    let rows: Vec<&str> = screen.lines().skip(3).collect();
    assert_eq!(rows.join("\n"), VOID.join("\n"));
    assert_eq!(bar(&void, &front), "? Help  1-5 Reason  + - Quantity  Esc Keep");
}

#[test]
fn f41_a_void_of_a_sent_line_records_how_many_and_why() {
    let (mut front, order, line) = sent();
    let mut void = Void::open(&front, order, Some(line)).unwrap();
    for _ in 0..9 {
        assert_eq!(next(&mut void, &mut front, "Enter"), Then::Stay, "Enter is not yes");
    }
    let turn = press(&mut void, &mut front, "+ + 2");
    assert_eq!(turn.then, Then::Close);
    assert_eq!(turn.say.unwrap().text, "Void 2 豚骨ラーメン on A1. The kitchen is told.");
    let line = known(&front, order).line(line).unwrap();
    assert!(line.is_void());
    assert_eq!(line.void_reason.as_deref(), Some("Guest changed mind"));
}

#[test]
fn a_reason_of_its_own_is_typed_and_offline_is_said() {
    let (mut front, order, line) = sent();
    front.link = offline();
    let mut void = Void::open(&front, order, Some(line)).unwrap();
    let turn = press(&mut void, &mut front, "5 Enter");
    assert!(turn.say.unwrap().text.contains("A reason is needed"));
    let turn = press(&mut void, &mut front, "f l y Enter");
    assert!(turn.say.unwrap().text.ends_with("The kitchen does NOT know yet."));
    let line = known(&front, order).line(line).unwrap();
    assert_eq!(line.void_reason.as_deref(), Some("fly"));
}

#[test]
fn the_line_is_asked_for_by_number_and_an_unsent_one_is_removed_at_once() {
    let (mut front, order, _) = sent();
    let step = crate::tui::counter::overlay::fixture::add(&mut front, "31", 1);
    act(&mut front, &Command::Order(order, vec![step]));
    let mut void = Void::open(&front, order, None).unwrap();
    assert!(drawn(&void, &front).contains("1  1 Croissant"));
    assert!(press(&mut void, &mut front, "7").say.unwrap().text.contains("no line 7"));
    let turn = press(&mut void, &mut front, "1");
    assert_eq!(turn.then, Then::Close);
    assert!(turn.undo.is_some());
    let mut void = Void::open(&front, order, None).unwrap();
    assert_eq!(next(&mut void, &mut front, "2 1"), Then::Close);
    assert_eq!(known(&front, order).voids.len(), 1);
}

#[test]
fn a_whole_order_is_void_with_a_reason() {
    let (mut front, order, _) = sent();
    let mut void = Void::whole(&front, order).unwrap();
    assert!(drawn(&void, &front).contains("VOID ORDER  A1"));
    assert_eq!(next(&mut void, &mut front, "Enter Enter"), Then::Stay);
    assert_eq!(next(&mut void, &mut front, "4"), Then::Close);
    assert_eq!(known(&front, order).cancelled.as_deref(), Some("Quality complaint"));
}

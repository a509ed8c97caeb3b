//! The lock as it is drawn.

use super::*;
use crate::domain::command::Opening;
use crate::tui::counter::overlay::fixture::{
    bar, drawn, number_from, order, order_at, press, staffed,
};

const LOCK: [&str; 15] = [
    "                ╔ WHO IS SELLING? ═════════════════════════════╗",
    "                ║                                              ║",
    "                ║   PIN   * * * _                              ║",
    "                ║                                              ║",
    "                ║   Up/Down chooses a name, the PIN is enough: ║",
    "                ║   ▸ Anna K.    order A47 open                ║",
    "                ║     Ben        2 tables open                 ║",
    "                ║     Chen Y.                                  ║",
    "                ║     Manager                                  ║",
    "                ║                                              ║",
    "                ║                                              ║",
    "                ║   [Enter] Unlock                             ║",
    "                ║                                              ║",
    "                ║   Locks by itself after 120 s.               ║",
    "                ╚══════════════════════════════════════════════╝",
];

#[test]
fn the_lock_is_drawn_as_designed_with_what_each_has_open() {
    let mut front = staffed();
    number_from(&mut front, 46);
    order(&mut front, &[("12", 2)]);
    front.desk.sign_in(StaffId("ben".into()));
    for table in ["4", "7"] {
        let table = Some(table.to_owned());
        order_at(&mut front, Opening { table, ..Opening::default() }, &[("12", 1)]);
    }
    front.desk.sign_in(StaffId("anna".into()));
    let mut lock = Lock::open(&front, 120_000);
    press(&mut lock, &mut front, "1 2 3");
    let screen = drawn(&lock, &front);
    let rows: Vec<&str> = screen.lines().skip(3).collect();
    assert_eq!(rows.join("\n"), LOCK.join("\n"));
    assert_eq!(bar(&lock, &front), "? Help  0-9 PIN  Enter Unlock  Ctrl+Q Quit");
    press(&mut lock, &mut front, "Down Down Up");
    assert!(drawn(&lock, &front).contains("▸ Ben "));
}

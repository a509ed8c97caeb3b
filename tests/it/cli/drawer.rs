//! The drawer by commands alone: counted, moved, opened, closed, read out and listed.

use serde_json::json;

use super::Machine;

fn sold(machine: &Machine) {
    machine.json(&["order", "new", "--item", "12:2", "--item", "31"]);
    machine.json(&["pay", "cash", "A1", "20"]);
}

#[test]
fn f44_a_shift_goes_its_whole_way_by_commands_and_its_z_is_printed_again_as_it_was() {
    let machine = Machine::new();
    sold(&machine);
    let moved = machine.json(&["cash", "out", "2.50", "--reason", "milk"]);
    assert_eq!((&moved["schema"], &moved["way"]), (&json!("cash/1"), &json!("paid_out")));
    assert_eq!(moved["amount_minor"], 250);
    machine.json(&["cash", "in", "50", "--reason", "change"]);
    machine.json(&["cash", "drop", "10"]);
    let opened = machine.json(&["drawer", "open", "--reason", "change for a guest"]);
    assert_eq!((&opened["schema"], &opened["no_sales"]), (&json!("drawer/1"), &json!(1)));

    let x = machine.json(&["report", "x"]);
    assert_eq!((&x["schema"], &x["shifts"][0]["shift"]), (&json!("x/1"), &json!("A-1")));
    assert_eq!(x["shifts"][0]["expected_minor"], 980 - 250 + 5_000 - 1_000);
    assert_eq!(machine.json(&["report", "x"])["shifts"], x["shifts"], "an X changes nothing");

    let counted = machine.json(&["shift", "count", "--piece", "20=2", "--piece", "5=1"]);
    assert_eq!(counted["counted_minor"], 4_500);
    machine.run(&["shift", "close"]).refused(1, "-2.30 short needs a reason");
    let closed = machine.json(&["shift", "close", "--reason", "wrong change", "--left", "40"]);
    assert_eq!((&closed["z"], &closed["over_short_minor"]), (&json!("A-1"), &json!(-230)));
    let kept = std::fs::read_to_string(machine.data().join("print/z-A-1.txt")).unwrap();
    let z = machine.run(&["report", "z", "--number", "a-1"]).done().out;
    assert_eq!(z, kept);
    assert!(z.contains("To the safe                           5.00"), "{z}");
    machine.json(&["shift", "open", "--float", "40"]);
    machine.json(&["order", "void", "A1", "1", "--reason", "spilt"]);
    assert_eq!(machine.run(&["report", "z"]).done().out, kept, "a Z is never made again");
    let late = &machine.json(&["report", "x"])["shifts"][0]["late"][0];
    assert_eq!(late["shift"], "A-1");
    machine.run(&["report", "z", "--number", "A-9"]).refused(1, "there is no Z A-9 here");
}

#[test]
fn shifts_exceptions_staff_tax_and_categories_are_reported_in_every_format() {
    let machine = Machine::new();
    sold(&machine);
    machine.json(&["drawer", "open", "--reason", "look"]);
    machine.json(&["shift", "close", "--counted", "9.80"]);
    let shifts = machine.json(&["report", "shifts"]);
    let row = &shifts["shifts"][0];
    assert_eq!(shifts["schema"], "shifts/1");
    assert_eq!((&row["shift"], &row["terminal"]), (&json!(1), &json!("A")));
    assert_eq!((&row["counted"], &row["expected"]), (&json!(980), &json!(980)));
    assert_eq!((&row["difference"], &row["opened_by"]), (&json!(0), &json!("Owner")));
    let exceptions = machine.json(&["report", "exceptions"]);
    assert_eq!(exceptions["exceptions"][0]["what"], "no sale");
    assert_eq!(exceptions["exceptions"][0]["reason"], "look");
    assert_eq!(exceptions["exceptions"][0]["by"], "Owner");
    let before = machine.json(&["report", "exceptions", "--date", "2020-01-01"]);
    assert_eq!(before["exceptions"], json!([]));
    assert_eq!(machine.json(&["report", "staff"])["staff"][0]["sales_minor"], 980);
    assert_eq!(machine.json(&["report", "tax"])["total"]["tax_minor"], 89);
    assert_eq!(machine.json(&["report", "categories"])["total"]["sales_minor"], 980);
    for report in ["shifts", "exceptions", "staff", "tax", "categories", "z"] {
        for format in ["table", "chart", "csv", "json"] {
            let out = machine.run(&["report", report, "--format", format]).done().out;
            assert!(!out.is_empty(), "{report} {format}");
        }
    }
}

#[test]
fn what_a_drawer_cannot_do_is_one_sentence() {
    let machine = Machine::new();
    sold(&machine);
    machine.run(&["shift", "close"]).refused(2, "nothing was counted yet");
    machine.run(&["shift", "close", "--counted=-1"]).refused(1, "cannot lie in a drawer");
    machine.run(&["shift", "close", "--counted", "9.80", "--left", "10"]).refused(1, "cannot stay");
    machine.run(&["shift", "count", "--piece", "x"]).refused(2, "write it like 50=6");
    machine.run(&["cash", "out", "0", "--reason", "air"]).refused(1, "above zero");
    machine.run(&["cash", "in", "1", "--reason", " "]).refused(1, "a reason is needed");
    let before = machine.json(&["report", "x"]);
    assert_eq!(before["shifts"][0]["expected_minor"], 980);
}

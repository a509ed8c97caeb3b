//! The doctor: a sound shop, a damaged row, a hub that is not there.

use super::Machine;

#[test]
fn a_sound_shop_is_well_and_an_empty_folder_is_no_patient() {
    let machine = Machine::new();
    machine.run(&["doctor"]).refused(1, "there is nothing in");
    machine.json(&["order", "new", "--item", "12"]);
    let answer = machine.json(&["doctor"]);
    assert_eq!(
        (answer["schema"].as_str(), answer["healthy"].as_bool()),
        (Some("doctor/1"), Some(true))
    );
    let said = machine.run(&["doctor"]).done().out;
    assert!(said.contains("the journal is whole"), "{said}");
}

#[test]
fn a_damaged_row_is_named_and_somebody_must_act() {
    let machine = Machine::new();
    machine.json(&["order", "new", "--table", "ZQX77", "--item", "12"]);
    machine.flip(b"ZQX77");
    let said = machine.run(&["doctor"]);
    assert_eq!(said.status, 1, "{said:?}");
    assert!(said.out.contains("ACT   Counter A (counter): "), "{said:?}");
    assert!(said.err.contains("one finding needs somebody to act"), "{said:?}");
}

//! Settings of the site by command: shown, set one by one, exported and imported whole.

use super::Machine;

#[test]
fn a_setting_is_set_shown_and_turned_off_again() {
    let machine = Machine::new();
    machine.json(&["order", "new", "--item", "12"]);
    machine.run(&["settings", "set", "cash_step", "5"]).done();
    machine.run(&["settings", "set", "name", "Bistro Lumen"]).done();
    let shown = machine.json(&["settings", "show"]);
    assert_eq!(shown["settings"]["cash_step"], 5);
    assert_eq!(shown["settings"]["name"], "Bistro Lumen");
    let charge = "{ rate = 125000, tax = 100000, from_guests = 6 }";
    machine.run(&["settings", "set", "service_charge", charge]).done();
    let shown = machine.json(&["settings", "show", "service_charge"]);
    assert_eq!(shown["settings"]["service_charge"]["from_guests"], 6);
    machine.run(&["settings", "set", "service_charge", "off"]).done();
    machine.run(&["settings", "show", "service_charge"]).refused(1, "is not set");
}

#[test]
fn settings_go_out_to_a_file_and_come_back() {
    let machine = Machine::new();
    machine.json(&["order", "new", "--item", "12"]);
    let file = machine.file("site.toml", "");
    let file = file.to_str().unwrap();
    machine.run(&["settings", "export", file]).done();
    let before = std::fs::read_to_string(file).unwrap();
    machine.run(&["settings", "set", "cut_off", "300"]).done();
    machine.run(&["settings", "import", file]).done();
    assert_eq!(machine.run(&["settings", "export"]).done().out.trim(), before.trim());
}

#[test]
fn a_wrong_setting_is_one_sentence_and_changes_nothing() {
    let machine = Machine::new();
    machine.json(&["order", "new", "--item", "12"]);
    let before = machine.journal();
    machine.run(&["settings", "set", "colour", "red"]).refused(2, "`colour` is not a setting");
    machine.run(&["settings", "set", "name", "off"]).refused(2, "cannot be off");
    machine.run(&["settings", "set", "cut_off", "late"]).refused(1, "nothing was changed");
    machine.run(&["settings", "set", "time_zone", "Mars"]).refused(1, "is not a time zone");
    assert_eq!(machine.journal(), before);
}

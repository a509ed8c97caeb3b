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

#[test]
fn settings_show_who_may_what_in_words_that_an_import_takes_back() {
    let machine = Machine::new();
    machine.json(&["order", "new", "--item", "12"]);
    machine
        .run(&["settings", "set", "permissions", "{ comp = [\"cashier\", \"manager\"] }"])
        .done();
    let shown = machine.run(&["settings", "show", "permissions"]).done().out;
    let rows: Vec<&str> = shown.lines().collect();
    assert!(rows.contains(&"# void_sent = [\"manager\", \"owner\"]"), "{shown}");
    assert!(rows.contains(&"# take_money = [\"cashier\", \"manager\", \"owner\"]"), "{shown}");
    assert!(shown.contains("\ncomp = [") && !shown.contains("# comp"), "{shown}");
    let json = machine.json(&["settings", "show"]);
    assert_eq!(json["usual_rights"]["settings"], serde_json::json!(["owner"]));
    // Everything goes out and comes back as it was; a line without its # is a right.
    let all = machine.run(&["settings", "export"]).done().out;
    let open = all.replace("# void_sent = [", "void_sent = [\"cashier\", ");
    machine.run(&["settings", "import", machine.file("site.toml", &open).to_str().unwrap()]).done();
    let set = machine.json(&["settings", "show"])["settings"].clone();
    assert_eq!(set["permissions"]["void_sent"], serde_json::json!(["cashier", "manager", "owner"]));
    assert_eq!(set["permissions"]["comp"], serde_json::json!(["cashier", "manager"]));
    assert_eq!(set["permissions"].as_object().unwrap().len(), 2);
    assert_eq!(set["tip_percents"], json["settings"]["tip_percents"]);
    assert_eq!(set["floor"], json["settings"]["floor"]);
}

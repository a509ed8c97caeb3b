//! The floor plan by command, and courses of an order.

use super::Machine;

const PLAN: &str = r#"
[[floor]]
name = "Garden"
tables = [
    { name = "1", row = 1, column = 1, seats = 2 },
    { name = "2", row = 1, column = 2, seats = 4, note = "swing" },
]
"#;

#[test]
fn a_new_site_has_the_sample_plan_and_takes_another_over() {
    let machine = Machine::new();
    machine.json(&["order", "new", "--item", "12"]);
    let shown = machine.run(&["floor", "show"]).done().out;
    assert!(shown.contains("Main room\n  1 (2)") && shown.contains("16 (bar)"), "{shown}");
    assert!(shown.contains("Terrace"), "{shown}");
    let file = machine.file("garden.toml", PLAN);
    let file = file.to_str().unwrap();
    machine.run(&["floor", "import", file]).done();
    let rooms = &machine.json(&["floor", "show"])["floor"];
    assert_eq!(rooms[0]["tables"][1]["note"], "swing");
    assert_eq!(rooms.as_array().unwrap().len(), 1);
    let exported = machine.run(&["floor", "export"]).done().out;
    let file = machine.file("again.toml", &exported);
    machine.run(&["settings", "import", file.to_str().unwrap()]).done();
    assert_eq!(machine.run(&["floor", "export"]).done().out, exported);
}

#[test]
fn a_plan_with_two_tables_in_one_place_is_refused_with_both_names() {
    let machine = Machine::new();
    machine.json(&["order", "new", "--item", "12"]);
    let before = machine.journal();
    let file = machine.file("bad.toml", &PLAN.replace("column = 2", "column = 1"));
    let file = file.to_str().unwrap();
    let words = "tables 1 and 2 of Garden both stand at row 1, column 1: move one";
    machine.run(&["floor", "check", file]).refused(1, words);
    machine.run(&["floor", "import", file]).refused(1, words);
    machine.run(&["settings", "import", file]).refused(1, words);
    assert_eq!(machine.journal(), before);
}

#[test]
fn a_held_course_is_fired_by_command() {
    let machine = Machine::new();
    machine.json(&["order", "new", "--table", "12"]);
    machine.run(&["order", "add", "A1", "41", "--course", "1"]).done();
    machine.run(&["order", "add", "A1", "42", "--course", "2", "--seat", "3", "--send"]).done();
    let statuses = |machine: &Machine| {
        let order = machine.json(&["order", "show", "A1"]);
        let lines = order["lines"].as_array().unwrap().iter();
        lines.map(|line| line["status"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(statuses(&machine), ["sent", "held"]);
    machine.run(&["order", "fire", "A1"]).done();
    assert_eq!(statuses(&machine), ["sent", "sent"]);
    machine.run(&["order", "fire", "A1", "2"]).refused(1, "course 2 of A1 does not wait");
}
